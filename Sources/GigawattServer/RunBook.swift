import Foundation
import HTTPTypes
import Planning
import Reporting
import Studies

/// The runs of a server: those that wait, the one or two that are planned, and those that are done, each
/// with its result on disk.
actor RunBook {
  private let folder: StudyFolder
  private let store: RunStore
  private let workers: Workers
  private var runs: [String: Run] = [:]
  private var order: [String] = []
  private var audience = Audience<Run.State>()
  private var isClosing = false

  static let most = 200
  static let mostWaiting = 32
  static let mostWithCuts = 4

  init(folder: StudyFolder, store: RunStore, workers: Workers) {
    self.folder = folder
    self.store = store
    self.workers = workers
    for state in store.states() {
      let run = Run(state)
      runs[state.id] = run
      order.append(state.id)
    }
  }

  // MARK: Asking

  func states() -> [Run.State] { order.reversed().compactMap { runs[$0]?.state } }

  func state(_ id: String) throws(Problem) -> Run.State { try run(id).state }

  private func run(_ id: String) throws(Problem) -> Run {
    guard let run = runs[id] else { throw .notFound("there is no run “\(id.prefix(80))”") }
    return run
  }

  /// The state now and after every change; ends when the run does.
  func changes(_ id: String) throws(Problem) -> AsyncStream<Run.State> {
    let run = try run(id)
    return audience.stream(of: id, now: run.state, isOver: run.state.isOver || isClosing) {
      listener in Task { await self.leave(listener) }
    }
  }

  private func leave(_ listener: Audience<Run.State>.Listener) { audience.leave(listener) }

  // MARK: Doing

  func start(_ request: Run.Request) throws(Problem) -> Run.State {
    guard !isClosing else { throw Problem(.serviceUnavailable, "the server is closing") }
    guard runs.values.count(where: { !$0.state.isOver }) < Self.mostWaiting else {
      throw Problem(.serviceUnavailable, "\(Self.mostWaiting) runs are waiting already")
    }
    try request.check()
    let text = try folder.text(id: request.study)
    let edited = try folder.edited(text.text, request.edits ?? [])
    let study = try folder.study(edited, file: text.file)
    let run = Run(
      Run.State(
        request, file: text.file, title: study.title, revision: StudyFolder.revision(edited)))
    run.text = edited
    runs[run.state.id] = run
    order.append(run.state.id)
    makeRoom()
    begin(run)
    return run.state
  }

  /// Goes on with a run that was stopped, from the cuts and the best plan that it had.
  func resume(_ id: String) throws(Problem) -> Run.State {
    let run = try run(id)
    guard run.state.status == .stopped || run.state.status == .failed else {
      throw Problem(
        .conflict, "only a run that was stopped can go on; this one is \(run.state.status.rawValue)"
      )
    }
    guard !isClosing else { throw Problem(.serviceUnavailable, "the server is closing") }
    if run.text == nil { run.text = store.text(id) }
    guard run.text != nil else {
      throw Problem(.conflict, "the study of this run is no longer there; start a new one")
    }
    run.prepare()
    begin(run)
    return run.state
  }

  func stop(_ id: String) throws(Problem) -> Run.State {
    let run = try run(id)
    guard !run.state.isOver else {
      throw Problem(.conflict, "this run is over")
    }
    run.stop()
    return run.state
  }

  func remove(_ id: String) throws(Problem) {
    let run = try run(id)
    guard run.state.isOver else { throw Problem(.conflict, "stop this run before it is removed") }
    forget(id)
  }

  private func forget(_ id: String) {
    runs[id] = nil
    order.removeAll { $0 == id }
    store.remove(id)
  }

  /// The oldest runs that are over make room.
  private func makeRoom() {
    while order.count > Self.most,
      let oldest = order.first(where: { runs[$0]?.state.isOver == true })
    { forget(oldest) }
  }

  private func begin(_ run: Run) {
    tell(run)
    Task { await self.plan(run) }
  }

  private func plan(_ run: Run) async {
    let folder = folder
    let store = store
    run.report = { [weak self] in
      guard let self else { return }
      Task { await self.tell(run) }
    }
    do {
      try await workers.run { run.plan(folder, store) }
    } catch { run.fail(error) }
    trim()
    tell(run)
    audience.end(run.state.id)
  }

  /// Cuts take memory: the latest few runs that were stopped keep theirs.
  private func trim() {
    let stopped = runs.values.filter { $0.state.isOver }
      .sorted { ($0.state.ended ?? .distantPast) > ($1.state.ended ?? .distantPast) }
    for run in stopped.dropFirst(Self.mostWithCuts) { run.forgetCuts() }
  }

  private func tell(_ run: Run) { audience.tell(run.state, about: run.state.id) }

  // MARK: Closing

  /// Stops every run; each keeps its best plan so far. Returns when all of them are on disk.
  func close() async {
    isClosing = true
    for run in runs.values where !run.state.isOver { run.stop() }
    while runs.values.contains(where: { !$0.state.isOver }) {
      try? await Task.sleep(for: .milliseconds(50))
    }
    audience.endAll()
  }
}
