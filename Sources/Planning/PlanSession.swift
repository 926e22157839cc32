public import Chains
import Optimization
import Synchronization

/// Plans chain after chain that differ in a few numbers: what one plan teaches helps the next.
///
/// Chains for the decomposed engine begin with the cuts that still hold (see ``Replanner``); others are
/// planned anew. A session may be used from any thread.
public final class PlanSession: Sendable {
  public let engine: Engine
  public let options: PlanningOptions
  let replanner: Replanner
  private let planned = Mutex(0)

  public init(engine: Engine = .auto, options: PlanningOptions = PlanningOptions()) {
    self.engine = engine
    self.options = options
    replanner = Replanner(options: options)
  }

  /// How many chains were planned so far.
  public var count: Int { planned.withLock { $0 } }

  /// The best plan of a chain.
  public func plan(_ chain: Chain) throws(PlanningError) -> Plan {
    planned.withLock { $0 += 1 }
    guard options.solver.shouldStop() == false else { throw .stopped }
    var reason: String?
    var way = engine
    if engine == .auto {
      let choice = try Choice(chain)
      way = choice.engine
      reason = choice.reason
    }
    guard way == .decomposed else {
      var plan = try way.plan(chain, options: options)
      if plan.engineReason == nil { plan.engineReason = reason }
      return plan
    }
    do throws(PlanningError) {
      var plan = try replanner.plan(chain)
      plan.engineReason = reason
      return plan
    } catch {
      guard engine == .auto, case .failed(let word) = error else { throw error }
      var plan = try DirectEngine(options: options).plan(chain)
      plan.engineReason = "the decomposed engine gave up: \(word)"
      return plan
    }
  }

  /// The engine for what asks more of a chain than its best plan.
  func way(beyondValueOf chain: Chain) throws(PlanningError) -> Engine {
    engine == .auto ? try Choice(chain).engine : engine
  }
}
