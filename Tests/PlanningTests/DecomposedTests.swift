import Chains
import Optimization
import Planning
import TestSupport
import Testing

/// The decomposed engine against the direct one.
@Suite("The decomposed engine") struct DecomposedTests {
  @Test("It agrees with the direct engine on random trees", arguments: 0..<40)
  func randomTrees(seed: UInt64) throws {
    let chain = try RandomChain.make(seed: seed, hours: 12)
    try compare(chain, gap: 1e-6, "seed \(seed)")
  }

  private func compare(_ chain: Chain, gap: Double, _ label: String) throws {
    let direct = try DirectEngine().plan(chain)
    var options = PlanningOptions()
    options.gap = gap
    options.solver.timeLimit = 4
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
