import Chains
import Foundation
import HTTPTypes
import Reporting
import Store
import Studies

/// The results of runs on disk, a folder each: what the web app shows, and the files that `--out` writes.
///
/// Names of files are the server's own; a request never names one.
struct RunStore: Sendable {
  /// The folder, made when it is first written to.
  let path: String

  private static let stateFile = "run.json"
  private static let documentFile = "document.json"
  private static let flowsFile = "flows.json"
  private static let studyFile = "study.yaml"

  // MARK: Writing

  func write(_ run: Run, study: Study, plan: Plan, document: PlanDocument, text: String)
    throws(Problem)
  {
    let folder = folder(run.state.id)
    do {
      _ = try ResultFolder(path: folder).write(
        study: study, plan: plan,
        extra: [
          (Self.studyFile, text), (Self.documentFile, try Self.text(document)),
          (Self.flowsFile, try Self.text(FlowGraph(plan))),
        ] + (try study.campuses.indices.flatMap { site in try Self.hours(study, plan, site) }))
    } catch {
      throw Problem(
        .internalServerError, "the result cannot be written: \(error.localizedDescription)")
    }
  }

  /// A state that cannot be written is lost with the server and nothing else.
  func write(_ state: Run.State) {
    let folder = folder(state.id)
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    guard let data = try? JSON.data(state) else { return }
    try? data.write(to: URL(fileURLWithPath: folder + "/" + Self.stateFile), options: .atomic)
  }

  func remove(_ id: String) { try? FileManager.default.removeItem(atPath: folder(id)) }

  /// A file for each stage: a year of hours is read in a moment, a tree of many futures is not.
  private static func hours(_ study: Study, _ plan: Plan, _ site: Int) throws -> [(String, String)]
  {
    try [StageHours](study, plan, site: site).enumerated().map { stage, hours in
      (hoursFile(site, stage), try text(hours))
    }
  }

  private static func hoursFile(_ site: Int, _ stage: Int) -> String {
    "hours-\(site)-\(stage).json"
  }

  private static func text(_ value: some Encodable) throws -> String {
    String(decoding: try JSON.data(value), as: UTF8.self)
  }

  // MARK: Reading

  private func folder(_ id: String) -> String { path + "/" + id }

  /// Runs of earlier servers, oldest first; one that was cut off counts as failed.
  func states() -> [Run.State] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.sorted().compactMap { name in
      guard let data = FileManager.default.contents(atPath: folder(name) + "/" + Self.stateFile),
        var state = try? JSON.decoder().decode(Run.State.self, from: data), state.id == name
      else { return nil }
      if !state.isOver { state.status = .failed }
      return state
    }
  }

  func text(_ id: String) -> String? {
    data(id, Self.studyFile).map { String(decoding: $0, as: UTF8.self) }
  }

  private func data(_ id: String, _ file: String) -> Data? {
    FileManager.default.contents(atPath: folder(id) + "/" + file)
  }

  private func require(_ id: String, _ file: String) throws(Problem) -> Data {
    guard let data = data(id, file) else { throw .notFound("this run has no plan to show") }
    return data
  }

  func document(_ id: String) throws(Problem) -> Data { try require(id, Self.documentFile) }

  func flows(_ id: String) throws(Problem) -> Data { try require(id, Self.flowsFile) }

  func study(_ id: String) throws(Problem) -> Data { try require(id, Self.studyFile) }

  func database(_ id: String) throws(Problem) -> Data { try require(id, "plan.sqlite") }

  func plan(_ id: String) throws(Problem) -> PlanDocument {
    try decoded(PlanDocument.self, try document(id))
  }

  /// The hours of one stage of a site.
  func hours(_ id: String, site: Int, stage: Int) throws(Problem) -> StageHours {
    guard let data = data(id, Self.hoursFile(site, stage)) else {
      throw .notFound("this plan has no hours of stage \(stage) of site \(site)")
    }
    return try decoded(StageHours.self, data)
  }

  /// The hours of all stages of the first site, for the report.
  func hours(_ id: String) throws(Problem) -> [StageHours] {
    var all: [StageHours] = []
    while let data = data(id, Self.hoursFile(0, all.count)) {
      all.append(try decoded(StageHours.self, data))
    }
    return all
  }

  private func decoded<Value: Decodable>(_ type: Value.Type, _ data: Data) throws(Problem) -> Value
  {
    guard let value = try? JSON.decoder().decode(type, from: data) else {
      throw Problem(.conflict, "this run was written by another version of the program")
    }
    return value
  }

  /// Names of the CSV files of a run.
  func tables(_ id: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(id))) ?? []
    return names.filter { $0.hasSuffix(".csv") }.sorted()
  }

  /// A table by a name that is among ``tables(_:)``.
  func table(_ id: String, _ name: String) throws(Problem) -> Data {
    guard let found = tables(id).first(where: { $0 == name }) else {
      throw .notFound("this run has no table “\(name.prefix(80))”")
    }
    return try require(id, found)
  }
}
