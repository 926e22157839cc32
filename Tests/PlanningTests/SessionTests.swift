import Chains
import Optimization
import Planning
import TestSupport
import Testing

/// What one plan of a session teaches must not change what another one is worth.
@Suite("Plans of one session") struct SessionTests {
  private static let gap = 1e-5

  private func session() -> PlanSession {
    var options = PlanningOptions()
    options.gap = Self.gap
    options.solver.timeLimit = 60
    return PlanSession(engine: .decomposed, options: options)
  }

  private func compare(_ chain: Chain, _ session: PlanSession, _ label: String) throws {
    let direct = try DirectEngine().plan(chain)
    let plan = try session.plan(chain)
    let size = max(1, abs(direct.value))
    #expect(
      abs(plan.value - direct.value) <= (Self.gap + 1e-7) * size,
      "\(label): \(plan.value) against \(direct.value)")
    #expect(
      plan.certificate.bound >= direct.value - 1e-6 * size,
      "\(label): bound \(plan.certificate.bound) below \(direct.value)")
  }

  @Test("The tree, each of its futures, other costs and the tree again", arguments: 0..<20)
  func treeAndFutures(seed: UInt64) throws {
    let chain = try RandomSite.make(seed: 2000 + seed, sites: 2, nodes: 5)
    let session = session()
    try compare(chain, session, "tree \(seed)")
    for node in chain.future.nodes.map(\.name) {
      try compare(try chain.applying(.reveal(node: node)), session, "tree \(seed), \(node)")
    }
    let dearer = try chain.applying(
      .set(
        .takes(process: "build solar capacity 0", resource: "USD"), node: nil,
        Double(50 + 40 * seed)))
    try compare(dearer, session, "tree \(seed), dearer sun")
    try compare(chain, session, "tree \(seed) again")
  }

  /// Far more stands than the load asks for: the first look does not reach so far.
  @Test("What must be built may be far more than the load", arguments: [1e3, 1e5], 0..<5)
  func muchStands(most: Double, seed: UInt64) throws {
    let chain = try RandomSite.make(seed: 3000 + seed).applying(
      .set(.floor(process: "build solar capacity 0"), node: "n0", most))
    try compare(chain, session(), "floor \(most), site \(seed)")
  }
}
