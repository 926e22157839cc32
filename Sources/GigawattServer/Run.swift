import Chains
import Foundation
import HTTPTypes
import Optimization
import Planning
import Reporting
import Studies
import Synchronization

/// One plan of a study as a piece of work: it waits, is planned, may be stopped and go on, and is over.
final class Run: Job {
  struct Request: Codable, Sendable {
    /// The name of a study.
    var study: String
    /// What differs from the file.
    var edits: [TextEdit]?
    /// What to call it.
    var name: String?
    /// `auto`, `direct`, `decomposed` or `arrowhead`.
    var engine: String?
    /// The gap at which to stop.
    var gap: Double?
    /// Seconds after which the best plan so far is taken.
    var timeLimit: Double?

    func check() throws(Problem) {
      if let engine, Engine(rawValue: engine) == nil {
        throw .badRequest(
          "expected the engine auto, direct, decomposed or arrowhead, found “\(engine.prefix(60))”")
      }
      if let gap, !(gap >= 0 && gap < 1) {
        throw .badRequest("expected a gap from 0 to 1, found \(gap)")
      }
      if let timeLimit, !(timeLimit > 0 && timeLimit <= 86_400) {
        throw .badRequest(
          "expected a time limit above 0 and up to 86400 seconds, found \(timeLimit)")
      }
      if let name, name.count > 200 {
        throw .badRequest("expected a name of at most 200 characters")
      }
    }
  }

  struct Progress: Codable, Sendable {
    var round: Int
    /// No plan is worth more.
    var bound: Double?
    var best: Double?
    var gap: Double?
    var seconds: Double
    var secondsLeft: Double?
  }

  struct State: JobState, Codable {
    var id: String
    var request: Request
    var file: String
    var title: String
    /// Of the text that is planned, edits included.
    var revision: String
    var status: JobStatus
    var created: Date
    var ended: Date?
    var progress: Progress?
    /// The sentence of the command line where there is no plan.
    var error: String?
    /// Whether there is a plan to look at: the best one, or the best so far.
    var hasPlan: Bool
    var cost: Double?
    var gap: Double?
    /// Seconds of planning, all together.
    var seconds: Double

    init(_ request: Request, file: String, title: String, revision: String) {
      id = Self.newID()
      self.request = request
      self.file = file
      self.title = title
      self.revision = revision
      status = .waiting
      created = Date()
      hasPlan = false
      seconds = 0
    }
  }

  private struct Inside {
    var text: String?
    /// Keeps the cuts of a search that was stopped.
    var replanner: Replanner?
  }

  let watched: Watched<State>
  private let inside = Mutex(Inside())
  private let mustStop = Atomic(false)

  init(_ state: State) { watched = Watched(state) }

  /// The text that is planned; absent once the run is done.
  var text: String? {
    get { inside.withLock { $0.text } }
    set { inside.withLock { $0.text = newValue } }
  }

  func stop() { mustStop.store(true, ordering: .relaxed) }

  func prepare() {
    mustStop.store(false, ordering: .relaxed)
    watched.change {
      $0.status = .waiting
      $0.ended = nil
      $0.error = nil
    }
  }

  /// Lets go of what a search knew: going on then begins anew.
  func forgetCuts() { inside.withLock { $0.replanner = nil } }

  // MARK: Planning

  /// Plans the study and writes the result to disk; takes as long as it takes.
  func plan(_ folder: StudyFolder, _ store: RunStore) {
    guard let text, !mustStop.load(ordering: .relaxed) else {
      return watched.change {
        $0.status = .stopped
        $0.ended = Date()
      }
    }
    watched.change { $0.status = .running }
    let started = ContinuousClock.now
    do throws(Problem) {
      let study = try folder.study(text, file: state.file)
      let read = (ContinuousClock.now - started) / .seconds(1)
      let plan: Plan
      do throws(PlanningError) { plan = try self.plan(study.chain) } catch .stopped {
        return over(.stopped, started, store)
      } catch { throw Problem(error, file: state.file) }
      let document = PlanDocument(study: study, plan: plan, readSeconds: read)
      try store.write(self, study: study, plan: plan, document: document, text: text)
      let isBest = plan.status == .optimal
      watched.change {
        $0.hasPlan = true
        $0.cost = -plan.value
        $0.gap = plan.certificate.gap
      }
      over(isBest ? .done : .stopped, started, store)
    } catch {
      watched.change { $0.error = error.body.error }
      over(.failed, started, store)
    }
  }

  private func over(_ status: JobStatus, _ started: ContinuousClock.Instant, _ store: RunStore) {
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    if status == .done {
      inside.withLock {
        $0.replanner = nil
        $0.text = nil
      }
    }
    watched.change {
      $0.status = status
      $0.ended = Date()
      $0.seconds += seconds
    }
    store.write(state)
  }

  private func plan(_ chain: Chain) throws(PlanningError) -> Plan {
    let request = state.request
    var options = PlanningOptions()
    options.gap = request.gap ?? 1e-4
    options.solver.relativeGap = options.gap
    options.solver.timeLimit = request.timeLimit ?? .infinity
    options.solver.shouldStop = { [mustStop = Handle(self)] in mustStop.isStopped }
    options.progress = { [handle = Handle(self)] in handle.note($0) }
    var engine = Engine(rawValue: request.engine ?? "auto") ?? .auto
    if engine == .auto { engine = try Engine.choice(for: chain) }
    guard engine == .decomposed else { return try engine.plan(chain, options: options) }
    let replanner = inside.withLock { inside in
      let own = inside.replanner ?? Replanner(options: options)
      inside.replanner = own
      return own
    }
    do throws(PlanningError) { return try replanner.plan(chain) } catch {
      guard case .failed = error, request.engine != "decomposed" else { throw error }
      inside.withLock { $0.replanner = nil }
      return try Engine.direct.plan(chain, options: options)
    }
  }

  /// What the solver is given of a run: it must not keep it alive.
  private struct Handle: Sendable {
    weak let run: Run?

    init(_ run: Run) { self.run = run }

    var isStopped: Bool { run?.mustStop.load(ordering: .relaxed) ?? true }

    func note(_ found: SearchProgress) {
      run?.watched.change {
        $0.progress = Progress(
          round: found.round, bound: found.bound.isFinite ? found.bound : nil, best: found.best,
          gap: found.gap, seconds: found.seconds, secondsLeft: found.secondsLeft)
      }
    }
  }
}
