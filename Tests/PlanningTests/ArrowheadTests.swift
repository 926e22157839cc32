import Chains
import Planning
import TestSupport
import Testing

/// The arrowhead engine against the direct one.
@Suite("The arrowhead engine") struct ArrowheadTests {
  @Test("It agrees with the direct engine on sites", arguments: 0..<20)
  func oneSite(seed: UInt64) throws {
    try compare(try RandomSite.make(seed: 5000 + seed), "site \(seed)")
  }

  @Test("It agrees with the direct engine on sites and trees", arguments: 0..<15)
  func sitesAndTrees(seed: UInt64) throws {
    try compare(try RandomSite.make(seed: 1000 + seed, sites: 2, nodes: 4), "sites \(seed)")
  }

  @Test("It agrees with the direct engine on random trees", arguments: 0..<30)
  func randomTrees(seed: UInt64) throws {
    try compare(try RandomChain.make(seed: seed, hours: 12), "tree \(seed)")
  }

  /// What it cannot say or find goes to the direct engine, which says why.
  @Test func leavesTheRestToTheDirectEngine() throws {
    var chain = try RandomSite.make(seed: 5001)
    let process = try #require(chain.processes.indices.first { chain.processes[$0].limit == nil })
    chain.processes[process].floor = 1e9
    chain.processes[process].limit = 1
    let direct = #expect(throws: PlanningError.self) { try DirectEngine().plan(chain) }
    let own = #expect(throws: PlanningError.self) { try ArrowheadEngine().plan(chain) }
    #expect(own?.description == direct?.description)
  }

  private func compare(_ chain: Chain, _ label: String) throws {
    let direct = try DirectEngine().plan(chain)
    var options = PlanningOptions()
    options.gap = 1e-6
    let plan = try ArrowheadEngine(options: options).plan(chain)
    let size = max(1, abs(direct.value))
    // The direct engine keeps rows and reduced costs to 1e-7.
    #expect(
      abs(plan.value - direct.value) <= 2e-6 * size, "\(label): \(plan.value), \(direct.value)")
    #expect(plan.certificate.bound >= direct.value - 1e-6 * size, "\(label)")
    if let duality = plan.certificate.dualityDifference {
      #expect(duality <= 2e-6, "\(label): \(duality)")
    }
    // Whole units are for the direct engine; all else it finds itself.
    let hasWhole = chain.processes.contains(where: \.whole)
    #expect(hasWhole || plan.engine == ArrowheadEngine.name, "\(label): \(plan.engineReason ?? "")")
  }
}
