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
  private var runs = Ledger<Run>("run")
  private var isClosing = false

  static let most = 200
  static let mostWaiting = 32
  static let mostWithCuts = 4

  init(folder: StudyFolder, store: RunStore, workers: Workers) {
    self.folder = folder
    self.store = store
    self.workers = workers
    for state in store.states() { runs.add(Run(state)) }
  }

  // MARK: Asking

  func states() -> [Run.State] { runs.states }

  func state(_ id: String) throws(Problem) -> Run.State { try runs.piece(id).state }

  /// The state now and after every change; ends when the run does.
  func changes(_ id: String) throws(Problem) -> AsyncStream<Run.State> {
    try runs.changes(id, isClosing: isClosing) { listener in
      Task { await self.leave(listener) }
    }
  }

  private func leave(_ listener: Audience<Run.State>.Listener) { runs.leave(listener) }

  // MARK: Doing

  func start(_ request: Run.Request) throws(Problem) -> Run.State {
    guard !isClosing else { throw Problem(.serviceUnavailable, "the server is closing") }
    guard runs.openCount < Self.mostWaiting else {
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
    runs.add(run)
    for id in runs.makeRoom(most: Self.most) { store.remove(id) }
    begin(run)
    return run.state
  }

  /// Goes on with a run that was stopped, from the cuts and the best plan that it had.
  func resume(_ id: String) throws(Problem) -> Run.State {
    let run = try runs.piece(id)
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
    let run = try runs.piece(id)
    guard !run.state.isOver else {
      throw Problem(.conflict, "this run is over")
    }
    run.stop()
    return run.state
  }

  func remove(_ id: String) throws(Problem) {
    let run = try runs.piece(id)
    guard run.state.isOver else { throw Problem(.conflict, "stop this run before it is removed") }
    runs.remove(id)
    store.remove(id)
  }

  private func begin(_ run: Run) {
    runs.tell(run)
    Task { await self.plan(run) }
  }

  private func plan(_ run: Run) async {
    let folder = folder
    let store = store
    run.watched.report = { [weak self] in
      guard let self else { return }
      Task { await self.tell(run) }
    }
    do {
      try await workers.run { run.plan(folder, store) }
    } catch { run.fail(error) }
    trim()
    runs.end(run)
  }

  /// Cuts take memory: the latest few runs that were stopped keep theirs.
  private func trim() {
    let stopped = runs.all.filter { $0.state.isOver }
      .sorted { ($0.state.ended ?? .distantPast) > ($1.state.ended ?? .distantPast) }
    for run in stopped.dropFirst(Self.mostWithCuts) { run.forgetCuts() }
  }

  private func tell(_ run: Run) { runs.tell(run) }

  // MARK: Closing

  /// Stops every run; each keeps its best plan so far. Returns when all of them are on disk.
  func close() async {
    isClosing = true
    runs.stopAll()
    while runs.openCount > 0 { try? await Task.sleep(for: .milliseconds(50)) }
    runs.endAll()
  }
}
