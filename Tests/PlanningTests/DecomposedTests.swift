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
