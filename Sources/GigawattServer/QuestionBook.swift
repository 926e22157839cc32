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
    try room()
    let (question, text, state) = try await checked(request)
    let job = QuestionJob(state)
    jobs.add(job)
    for id in jobs.makeRoom(most: Self.most) { store.remove(id) }
    store.write(state, text: text)
    Task { await self.answer(question, text, job) }
    return job.state
  }

  /// What would be begun with, or why it would be refused.
  func check(_ request: QuestionRequest) async throws(Problem) -> QuestionJob.State {
    try await checked(request).state
  }

  /// Goes on with a question that was stopped: plans that were made are not made again.
  func resume(_ id: String) async throws(Problem) -> QuestionJob.State {
    let job = try jobs.piece(id)
    try mayGoOn(job)
    try room()
    guard let text = store.text(id) else {
      throw Problem(.conflict, "the study of this question is no longer there; ask it again")
    }
    let (question, _) = try await checked(Question(job.state.request), text, job.state.file)
    // Somebody else may have asked the same meanwhile.
    try mayGoOn(job)
    job.prepare()
    store.write(job.state)
    jobs.tell(job)
    Task { await self.answer(question, text, job) }
    return job.state
  }

  private func mayGoOn(_ job: QuestionJob) throws(Problem) {
    let status = job.state.status
    guard status == .stopped || status == .failed else {
      throw Problem(
        .conflict, "only a question that was stopped can go on; this one is \(status.rawValue)")
    }
  }

  private func room() throws(Problem) {
    guard !isClosing else { throw Problem(.serviceUnavailable, "the server is closing") }
    guard jobs.openCount < Self.mostWaiting else {
      throw Problem(.serviceUnavailable, "\(Self.mostWaiting) questions are waiting already")
    }
  }

  private typealias Checked = (question: Question, text: String, state: QuestionJob.State)

  private func checked(_ request: QuestionRequest) async throws(Problem) -> Checked {
    let found = try folder.text(id: request.study)
    let text = try folder.edited(found.text, request.edits ?? [])
    let (question, title) = try await checked(Question(request), text, found.file)
    let state = QuestionJob.State(
      id: QuestionJob.State.newID(), request: request, file: found.file, title: title,
      revision: StudyFolder.revision(text), status: .waiting, created: Date(), done: 0,
      asked: question.count, hasAnswer: false, seconds: 0)
    return (question, text, state)
  }

  /// The question with all that is asked for, and the title of the study.
  private func checked(_ asked: Question, _ text: String, _ file: String) async throws(Problem) -> (
    Question, String
  ) {
    let folder = folder
    return try await readers.run { () -> Result<(Question, String), Problem> in
      let source = StudySource(text: text, file: file, folder: folder.folder(of: file))
      do throws(Problem) {
        var question = asked
        let study = try folder.files.reading { () throws(Problem) in
          try question.check(Subject(source), in: folder)
        }
        return .success((question, study.title))
      } catch { return .failure(error) }
    }.get()
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
    let (folder, store) = (folder, store)
    job.watched.report = { [weak self] in
      guard let self else { return }
      Task { await self.tell(job) }
    }
    do {
      try await planners.run { job.answer(question, text, folder, store) }
    } catch { job.fail(error) }
    store.write(job.state, answer: job.answer)
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
