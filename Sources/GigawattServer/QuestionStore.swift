import Foundation

/// Questions on disk: state, text of the study, what each plan has told, and the answer, a file each.
///
/// Names of files are the server's own; a request never names one. What cannot be written is lost with the server and
/// nothing else.
struct QuestionStore: Sendable {
  /// The folder, made when it is first written to.
  let path: String

  struct Page: Sendable {
    var state: QuestionJob.State
    var answer: Data?
  }

  private enum Part: String, CaseIterable {
    case state = ".state.json"
    case study = ".study.yaml"
    /// A line for each plan, as they come.
    case plans = ".plans.jsonl"
    case answer = ".answer.json"
  }

  // MARK: Writing

  func write(_ state: QuestionJob.State, text: String? = nil, answer: Data? = nil) {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard let data = try? JSON.data(state) else { return }
    try? text.map { Data($0.utf8) }?.write(to: file(state.id, .study), options: .atomic)
    try? answer?.write(to: file(state.id, .answer), options: .atomic)
    try? data.write(to: file(state.id, .state), options: .atomic)
  }

  /// Adds what one plan has told.
  func append(_ plan: some Encodable, to id: String) {
    guard let data = try? JSON.data(plan) else { return }
    let line = data + Data("\n".utf8)
    let file = file(id, .plans)
    guard let handle = try? FileHandle(forWritingTo: file) else {
      try? line.write(to: file)
      return
    }
    defer { try? handle.close() }
    _ = try? handle.seekToEnd()
    try? handle.write(contentsOf: line)
  }

  func remove(_ id: String) {
    for part in Part.allCases { try? FileManager.default.removeItem(at: file(id, part)) }
  }

  // MARK: Reading

  func text(_ id: String) -> String? {
    (try? Data(contentsOf: file(id, .study))).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What plans have told so far. A line that was cut off is dropped: its plan is made again.
  func plans<Plan: Codable>(_ id: String, as type: Plan.Type) -> [Plan] {
    guard let data = try? Data(contentsOf: file(id, .plans)) else { return [] }
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let plans = lines.compactMap { try? JSON.decoder().decode(type, from: $0) }
    if plans.count < lines.count || data.last != UInt8(ascii: "\n") {
      try? FileManager.default.removeItem(at: file(id, .plans))
      for plan in plans { append(plan, to: id) }
    }
    return plans
  }

  /// Questions of earlier servers, oldest first; one that was cut off counts as failed.
  func pages() -> [Page] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(Part.state.rawValue) }.sorted().compactMap { name in
      let id = String(name.dropLast(Part.state.rawValue.count))
      guard let data = try? Data(contentsOf: file(id, .state)),
        var state = try? JSON.decoder().decode(QuestionJob.State.self, from: data), state.id == id
      else { return nil }
      let answer = try? Data(contentsOf: file(id, .answer))
      if !state.isOver {
        state.status = .failed
        state.ended = state.ended ?? state.created
        state.error = "the server ended before this was answered"
        state.now = nil
      }
      state.hasAnswer = answer != nil
      return Page(state: state, answer: answer)
    }
  }

  private func file(_ id: String, _ part: Part) -> URL {
    URL(fileURLWithPath: path + "/" + id + part.rawValue)
  }
}
