import Foundation
import HTTPTypes
import Questions
import Studies

/// The questions of a server: those that wait, those that are being answered, and the latest that are over,
/// each with its answer on disk.
actor QuestionBook {
  private let folder: StudyFolder
  private let store: QuestionStore
  private let readers: Workers
  private let planners: Workers
  private var jobs = Ledger<QuestionJob>("question")
  private var isClosing = false

  static let most = 100
  static let mostWaiting = 16

  init(folder: StudyFolder, store: QuestionStore, readers: Workers, planners: Workers) {
    self.folder = folder
    self.store = store
    self.readers = readers
    self.planners = planners
    for page in store.pages() { jobs.add(QuestionJob(page.state, answer: page.answer)) }
  }

  // MARK: Asking

  func states() -> [QuestionJob.State] { jobs.states }

  func state(_ id: String) throws(Problem) -> QuestionJob.State { try jobs.piece(id).state }

  func answer(_ id: String) throws(Problem) -> Data {
    guard let answer = try jobs.piece(id).answer else {
      throw .notFound("this question has no answer yet")
    }
    return answer
  }

  /// The state now and after every change; ends when the question does.
  func changes(_ id: String) throws(Problem) -> AsyncStream<QuestionJob.State> {
    try jobs.changes(id, isClosing: isClosing) { listener in
      Task { await self.leave(listener) }
    }
  }

  private func leave(_ listener: Audience<QuestionJob.State>.Listener) { jobs.leave(listener) }

  // MARK: Doing

  /// Begins with a question that makes sense: what does not is refused at once.
  func start(_ request: QuestionRequest) async throws(Problem) -> QuestionJob.State {
    guard !isClosing else { throw Problem(.serviceUnavailable, "the server is closing") }
    guard jobs.openCount < Self.mostWaiting else {
      throw Problem(.serviceUnavailable, "\(Self.mostWaiting) questions are waiting already")
    }
    let folder = folder
    let found = try folder.text(id: request.study)
    let text = try folder.edited(found.text, request.edits ?? [])
    let asked = try Question(request)
    let (question, title) = try await readers.run { () -> Result<(Question, String), Problem> in
      do throws(Problem) {
        return .success(try Self.checked(asked, text, found.file, folder))
      } catch { return .failure(error) }
    }.get()
    let job = QuestionJob(
      QuestionJob.State(
        id: QuestionJob.State.newID(), request: request, file: found.file, title: title,
        revision: StudyFolder.revision(text), status: .waiting, created: Date(), done: 0,
        asked: question.count, hasAnswer: false, seconds: 0))
    jobs.add(job)
    for id in jobs.makeRoom(most: Self.most) { store.remove(id) }
    Task { await self.answer(question, text, job) }
    return job.state
  }

  private static func checked(
    _ question: Question, _ text: String, _ file: String, _ folder: StudyFolder
  ) throws(Problem) -> (Question, String) {
    var question = question
    let source = StudySource(text: text, file: file, folder: folder.folder(of: file))
    do throws(QuestionError) {
      let study = try folder.files.reading { () throws(QuestionError) in
        try question.check(Subject(source))
      }
      return (question, study.title)
    } catch { throw Problem(error, in: folder) }
  }

  func stop(_ id: String) throws(Problem) -> QuestionJob.State {
    let job = try jobs.piece(id)
    guard !job.state.isOver else { throw Problem(.conflict, "this question is over") }
    job.stop()
    return job.state
  }

  func remove(_ id: String) throws(Problem) {
    guard try jobs.piece(id).state.isOver else {
      throw Problem(.conflict, "stop this question before it is removed")
    }
    jobs.remove(id)
    store.remove(id)
  }

  private func answer(_ question: Question, _ text: String, _ job: QuestionJob) async {
    let folder = folder
    job.watched.report = { [weak self] in
      guard let self else { return }
      Task { await self.tell(job) }
    }
    do {
      try await planners.run { job.answer(question, text, folder) }
    } catch { job.fail(error) }
    store.write(QuestionStore.Page(state: job.state, answer: job.answer))
    jobs.end(job)
  }

  private func tell(_ job: QuestionJob) { jobs.tell(job) }

  // MARK: Closing

  /// Stops every question; each keeps what it has found.
  func close() async {
    isClosing = true
    jobs.stopAll()
    while jobs.openCount > 0 { try? await Task.sleep(for: .milliseconds(50)) }
    jobs.endAll()
  }
}

extension Question {
  /// How many plans it takes, where that is known before.
  fileprivate var count: Int? {
    if case .sweep(let sweep) = self { sweep.scenarios.count } else { nil }
  }
}

/// The answers of questions on disk, a file each.
///
/// Names of files are the server's own; a request never names one.
struct QuestionStore: Sendable {
  /// The folder, made when it is first written to.
  let path: String

  struct Page: Sendable {
    var state: QuestionJob.State
    var answer: Data?
  }

  private static let stateEnding = ".state.json"
  private static let answerEnding = ".answer.json"

  /// What cannot be written is lost with the server and nothing else.
  func write(_ page: Page) {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard let data = try? JSON.data(page.state) else { return }
    try? page.answer?.write(to: file(page.state.id, Self.answerEnding), options: .atomic)
    try? data.write(to: file(page.state.id, Self.stateEnding), options: .atomic)
  }

  func remove(_ id: String) {
    for ending in [Self.stateEnding, Self.answerEnding] {
      try? FileManager.default.removeItem(at: file(id, ending))
    }
  }

  /// Of earlier servers, oldest first.
  func pages() -> [Page] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasSuffix(Self.stateEnding) }.sorted().compactMap { name in
      let id = String(name.dropLast(Self.stateEnding.count))
      guard let data = try? Data(contentsOf: file(id, Self.stateEnding)),
        let state = try? JSON.decoder().decode(QuestionJob.State.self, from: data),
        state.id == id, state.isOver
      else { return nil }
      return Page(state: state, answer: try? Data(contentsOf: file(id, Self.answerEnding)))
    }
  }

  private func file(_ id: String, _ ending: String) -> URL {
    URL(fileURLWithPath: path + "/" + id + ending)
  }
}
