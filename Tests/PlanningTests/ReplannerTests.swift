import Chains
import Optimization
import Planning
import Synchronization
import TestSupport
import Testing

/// Planning again from what is known gives what planning from nothing gives.
@Suite("Planning again") struct ReplannerTests {
  @Test("Any number may change", arguments: 0..<12)
  func anyNumber(seed: UInt64) throws {
    var options = PlanningOptions()
    options.gap = 1e-5
    options.solver.timeLimit = 60
    let replanner = Replanner(options: options)
    var chain = try RandomSite.make(seed: 300 + seed, sites: 1 + Int(seed % 2), nodes: 2)
    var dice = Dice(seed: seed)
    for round in 0..<4 {
      if round > 0 { chain = moved(chain, &dice) }
      let again = try replanner.plan(chain)
      let fresh = try DirectEngine().plan(chain)
      let size = max(1, abs(fresh.value))
      #expect(again.certificate.gap <= 1e-5 + 1e-9, "seed \(seed), round \(round)")
      #expect(
        abs(again.value - fresh.value) <= 2e-5 * size,
        "seed \(seed), round \(round): \(again.value) against \(fresh.value)")
    }
  }

  /// All cuts of the last plan and the end of its master are there: the first decision is known to be good enough.
  @Test("A plan made again asks each block once", arguments: 0..<6)
  func onceMore(seed: UInt64) throws {
    let answers = Mutex(0)
    var options = PlanningOptions()
    options.gap = 1e-5
    options.progress = { progress in answers.withLock { $0 = progress.answers } }
    let replanner = Replanner(options: options)
    let chain = try RandomSite.make(seed: 500 + seed, sites: 2, nodes: 5)
    let plan = try replanner.plan(chain)
    let first = answers.withLock { $0 }
    let again = try replanner.plan(chain)
    let second = answers.withLock { $0 }
    #expect(again.certificate.gap <= 1e-5 + 1e-9, "seed \(seed)")
    #expect(abs(again.value - plan.value) <= 1e-5 * max(1, abs(plan.value)), "seed \(seed)")
    #expect(second <= 10, "seed \(seed): \(second) answers of 10 blocks, \(first) at first")
    #expect(second < first, "seed \(seed)")
  }

  /// A price of the master, a price of the hours, a load.
  private func moved(_ chain: Chain, _ dice: inout Dice) -> Chain {
    var chain = chain
    let factor = dice.one([0.7, 0.9, 1.2, 1.6])
    switch Int.random(in: 0..<3, using: &dice) {
    case 0:
      for index in chain.processes.indices where chain.processes[index].name.hasPrefix("build") {
        let flow = chain.processes[index].takes[0]
        chain.processes[index].takes[0] = Flow(flow.resource, flow.amount.map { $0 * factor })
      }
    case 1:
      for index in chain.processes.indices where chain.processes[index].name.hasPrefix("run gas") {
        let flow = chain.processes[index].takes[0]
        chain.processes[index].takes[0] = Flow(flow.resource, flow.amount.map { $0 * factor })
      }
    default:
      for index in chain.resources.indices where chain.resources[index].name.hasPrefix("power") {
        chain.resources[index].endowment = chain.resources[index].endowment?.map { $0 * factor }
      }
    }
    return chain
  }
}

/// A search that is stopped keeps the best plan so far, with its true gap.
@Suite("Stopping") struct StoppingTests {
  /// Plants that ramp are for HiGHS, which is stopped in the middle of a block.
  @Test("The best plan so far is kept", arguments: [3, 30, 300, 3000, 30000], [false, true])
  func stopped(rounds: Int, ramps: Bool) throws {
    let firm = try RandomSite.make(seed: 7, sites: 3, nodes: 5)
    let plan = try plan(ramps ? Self.ramped(firm) : firm, gap: 1e-7, stopAfter: rounds)
    #expect(plan != nil || rounds < (ramps ? 30000 : 3000))
  }

  /// The same with plants in whole units of 4 MW, whose master searches over whole numbers.
  @Test("The best plan of whole units is kept", arguments: [30, 300, 1000, 3000, 10000])
  func wholeUnits(rounds: Int) throws {
    let chain = Self.inUnits(Self.ramped(try RandomSite.make(seed: 7, sites: 1, nodes: 3)))
    let plan = try plan(chain, gap: 1e-6, stopAfter: rounds)
    #expect(plan != nil || rounds < 10000)
    for entry in plan?.activities ?? [] where entry.name.hasPrefix("build gas") {
      #expect(abs(entry.amount - entry.amount.rounded()) < 1e-6)
    }
  }

  /// What a search finds that is stopped when it has asked so often whether it should; nothing before there was a plan.
  private func plan(_ chain: Chain, gap: Double, stopAfter rounds: Int) throws -> Plan? {
    let best = try DirectEngine().plan(chain)
    let counter = Counter()
    var options = PlanningOptions()
    options.gap = gap
    options.solver.shouldStop = { counter.next() > rounds }
    do {
      let plan = try DecomposedEngine(options: options).plan(chain)
      #expect(plan.value <= best.value + 1e-6 * abs(best.value))
      #expect(plan.certificate.bound >= best.value - 1e-6 * abs(best.value))
      if plan.status == .feasible { #expect(plan.certificate.gap > 0) }
      return plan
    } catch PlanningError.stopped {
      return nil
    }
  }

  private static func inUnits(_ chain: Chain) -> Chain {
    var own = chain
    own.processes = chain.processes.map { process in
      guard process.name.hasPrefix("build gas") else { return process }
      var whole = process
      whole.whole = true
      whole.takes = process.takes.map { Flow($0.resource, $0.amount.map { 4 * $0 }) }
      whole.gives = process.gives.map { Flow($0.resource, $0.amount.map { 4 * $0 }) }
      return whole
    }
    return own
  }

  private static func ramped(_ chain: Chain) -> Chain {
    var own = chain
    own.processes = chain.processes.map { process in
      guard process.name.hasPrefix("run gas") else { return process }
      var slow = process
      slow.ramp = Process.Ramp(up: 0.3, down: 0.3)
      return slow
    }
    return own
  }

  private final class Counter: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
      count.withLock {
        $0 += 1
        return $0
      }
    }
  }
}
