import Chains
import Foundation
import HTTPTypes
import Optimization
import Planning
import Reporting
import Studies
import Synchronization

/// Plans again while somebody drags: every browser tab has a seat, and each seat keeps what the last plan knew.
///
/// Of the requests of one seat the latest wins: an older one that still waits is answered at once that it was
/// overtaken. The seat that was idle for longest makes room for a new one.
actor LiveDesk {
  private let folder: StudyFolder
  private let workers: Workers
  private let limit: Int
  private var seats: [String: (seat: Seat, used: Int)] = [:]
  private var clock = 0
  /// Studies whose last plan took too long for a live answer.
  private var slow: Set<String> = []

  /// Seconds after which a live plan is given up: a study that takes longer wants a run.
  static let patience = 6.0

  init(folder: StudyFolder, workers: Workers, limit: Int = 64) {
    self.folder = folder
    self.workers = workers
    self.limit = limit
  }

  struct Request: Codable, Sendable {
    /// The name of a study.
    var study: String
    /// What differs from the file.
    var edits: [TextEdit]?
    /// The browser tab, a text of its own choice.
    var session: String?
    /// `hours`, `flows`, `lists`: what to send beside the answer.
    var want: [String]?
    /// The stage and the site whose hours are wanted, from 0.
    var stage: Int?
    var site: Int?
    /// Plans even where the last plan of this study took too long.
    var insist: Bool?
  }

  struct Answer: Encodable, Sendable {
    var view: PlanView
    var hours: HoursView?
    var flows: FlowGraph?
    /// Of the study that was planned.
    var revision: String
    var seconds: Double
  }

  /// The answer as JSON.
  func plan(_ request: Request) async throws(Problem) -> Data {
    let text = try folder.text(id: request.study)
    if slow.contains(request.study), request.insist != true { throw LivePlanner.tooSlow }
    let seat = seat(request.study + "\u{0}" + (request.session ?? "").prefix(64))
    let turn = seat.arrive()
    let folder = folder
    let result = try await workers.run { () -> Result<Data, Problem> in
      do throws(Problem) { return .success(try seat.answer(request, text, folder, turn)) } catch {
        return .failure(error)
      }
    }
    if case .failure(let problem) = result, problem.body.takesLonger == true {
      slow.insert(request.study)
    } else {
      slow.remove(request.study)
    }
    return try result.get()
  }

  private func seat(_ name: String) -> Seat {
    clock += 1
    if let known = seats[name] {
      seats[name] = (known.seat, clock)
      return known.seat
    }
    if seats.count >= limit, let oldest = seats.min(by: { $0.value.used < $1.value.used }) {
      seats[oldest.key] = nil
    }
    let seat = Seat()
    seats[name] = (seat, clock)
    return seat
  }
}

/// One browser tab on one study.
private final class Seat: Sendable {
  private let latest = Atomic(0)
  private let planner = Mutex(LivePlanner())

  /// The number of a request; a later one has a higher.
  func arrive() -> Int { latest.add(1, ordering: .relaxed).newValue }

  func answer(
    _ request: LiveDesk.Request, _ text: StudyFolder.Text, _ folder: StudyFolder, _ turn: Int
  ) throws(Problem) -> Data {
    let result = planner.withLock { planner -> Result<Data, Problem> in
      do throws(Problem) {
        guard latest.load(ordering: .relaxed) == turn else {
          throw Problem(.conflict, "overtaken by a later request")
        }
        return .success(try planner.answer(request, text, folder))
      } catch { return .failure(error) }
    }
    return try result.get()
  }
}

/// Plans one study again and again.
private struct LivePlanner {
  private var replanner: Replanner?
  /// The engine for studies with these processes: finding it out takes as long as half a plan.
  private var choice: (processes: Int, engine: Engine)?

  mutating func answer(
    _ request: LiveDesk.Request, _ text: StudyFolder.Text, _ folder: StudyFolder
  ) throws(Problem) -> Data {
    let started = ContinuousClock.now
    let edited = try folder.edited(text.text, request.edits ?? [])
    let study = try folder.study(edited, file: text.file)
    let readSeconds = (ContinuousClock.now - started) / .seconds(1)
    let plan: Plan
    let begun = ContinuousClock.now
    do throws(PlanningError) { plan = try self.plan(study.chain) } catch {
      // A solver whose time is up may also say that it found nothing.
      let isOver = ContinuousClock.now - begun > .seconds(0.95 * LiveDesk.patience)
      switch error {
      case .stopped,
        .failed where isOver, .solver where isOver:
        throw Self.tooSlow
      default: throw Problem(error, file: text.file)
      }
    }
    let document = PlanDocument(study: study, plan: plan, readSeconds: readSeconds)
    let wanted = Set(request.want ?? [])
    var view = PlanView(document)
    if !wanted.contains("lists") { view = view.brief }
    var answer = LiveDesk.Answer(view: view, revision: text.revision, seconds: 0)
    if wanted.contains("hours") {
      let site = request.site ?? 0
      answer.hours = [StageHours](study, plan, site: site, stages: [request.stage ?? 0]).first
        .map { HoursView(document, site: site, $0) }
    }
    if wanted.contains("flows") { answer.flows = FlowGraph(plan) }
    answer.seconds = (ContinuousClock.now - started) / .seconds(1)
    do { return try JSON.data(answer) } catch {
      throw Problem(.internalServerError, "the plan cannot be written as JSON")
    }
  }

  /// What is no answer to a drag: whoever asks is told at once the next time.
  static let tooSlow: Problem = {
    var problem = Problem(
      .unprocessableContent,
      "this study takes longer than \(Int(LiveDesk.patience)) s to plan; start a run instead")
    problem.body.takesLonger = true
    return problem
  }()

  private mutating func plan(_ chain: Chain) throws(PlanningError) -> Plan {
    var options = PlanningOptions()
    options.solver.timeLimit = LiveDesk.patience
    let engine: Engine
    if let choice, choice.processes == chain.processes.count {
      engine = choice.engine
    } else {
      engine = try Engine.choice(for: chain)
      choice = (chain.processes.count, engine)
      replanner = nil
    }
    guard engine == .decomposed else { return try engine.plan(chain, options: options) }
    let replanner = replanner ?? Replanner(options: options)
    self.replanner = replanner
    do throws(PlanningError) {
      return try replanner.plan(chain)
    } catch {
      guard case .failed = error else { throw error }
      self.replanner = nil
      return try Engine.auto.plan(chain, options: options)
    }
  }
}
