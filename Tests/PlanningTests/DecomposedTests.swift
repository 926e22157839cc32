import Chains
import Optimization
import Planning
import TestSupport
import Testing

/// The decomposed engine against the direct one.
@Suite("The decomposed engine") struct DecomposedTests {
  @Test("It agrees with the direct engine on one site", arguments: 0..<20)
  func oneSite(block: UInt64) throws {
    for seed in (block * 10)..<(block * 10 + 10) {
      try compare(try RandomSite.make(seed: seed), gap: 1e-5, "site \(seed)")
    }
  }

  @Test("It agrees with the direct engine on sites and trees", arguments: 0..<30)
  func sitesAndTrees(seed: UInt64) throws {
    let chain = try RandomSite.make(seed: 1000 + seed, sites: 2, nodes: 4)
    try compare(chain, gap: 1e-4, "sites \(seed)")
  }

  @Test("It agrees with the direct engine on random trees", arguments: 0..<30)
  func randomTrees(seed: UInt64) throws {
    let chain = try RandomChain.make(seed: seed, hours: 12)
    try compare(chain, gap: 1e-6, "seed \(seed)")
  }

  /// Work that chooses its hours at either site, on chips that are built, and is sold by the year.
  @Test("It agrees with the direct engine on work that pauses", arguments: 0..<24)
  func workThatPauses(seed: UInt64) throws {
    var chain = try RandomSite.make(seed: 3000 + seed, sites: 2, nodes: 4)
    var dice = Dice(seed: seed)
    chain.resources.append(Resource(name: "work", exact: dice.happens(0.7)))
    for site in 0..<2 {
      guard let clock = chain.resource("power \(site)")?.clock else { continue }
      chain.resources.append(
        Resource(
          name: "chips \(site)", keep: 1, terminal: 0, exact: true,
          upkeep: [Flow("USD", Amount(dice.number(0.01...0.2) * clock.totalHours))]))
      chain.processes.append(
        Process(
          name: "build chips \(site)", takes: [Flow("USD", 10)], gives: [Flow("chips \(site)", 1)]))
      chain.processes.append(
        Process(
          name: "work \(site)", takes: [Flow("power \(site)", 1)],
          gives: [Flow("work", Amount(dice.number(0.5...2)))], holds: [Flow("chips \(site)", 1)]))
    }
    let hours = chain.resource("power 0")?.clock?.totalHours ?? 1
    for price in [300.0, 40] {
      chain.processes.append(
        Process(
          name: "sell work at \(price)", takes: [Flow("work", 1)],
          gives: [Flow("USD", Amount(price))],
          limit: Amount(dice.number(1...6) * hours), recurs: true))
    }
    try compare(chain, gap: 1e-5, "pausing \(seed)")
  }

  private func compare(_ chain: Chain, gap: Double, _ label: String) throws {
    let direct = try DirectEngine().plan(chain)
    var options = PlanningOptions()
    options.gap = gap
    // A search that goes in circles is a failure, not a test without an end.
    options.solver.timeLimit = 60
    let plan = try DecomposedEngine(options: options).plan(chain)
    let size = max(1, abs(direct.value))
    #expect(plan.certificate.gap <= gap + 1e-9, "\(label): gap \(plan.certificate.gap)")
    #expect(
      abs(plan.value - direct.value) <= (gap + 1e-7) * size,
      "\(label): \(plan.value) against \(direct.value)")
    #expect(
      plan.certificate.bound >= direct.value - 1e-6 * size,
      "\(label): bound \(plan.certificate.bound) below \(direct.value)")
  }
}
