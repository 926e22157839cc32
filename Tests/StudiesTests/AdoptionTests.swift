import Chains
import Foundation
import Planning
import Studies
import Testing

/// The example of users who stay, over futures of how many can be won.
@Suite struct AdoptionExample {
  private static func planned(_ engine: Engine) throws -> PlannedFleet {
    let file = Repository.root.appending(path: "Examples/adoption/study.yaml")
    return try PlannedFleet(String(contentsOf: file, encoding: .utf8), engine: engine)
  }

  @Test func bothEnginesFindTheSame() throws {
    let (direct, decomposed) = (try Self.planned(.direct), try Self.planned(.decomposed))
    #expect(direct.plan.value > 1e9)
    #expect(isClose(direct.plan.value, decomposed.plan.value, 2e-6))
    #expect(isClose(direct.worth, direct.plan.value, 1e-6))
  }

  /// Those who stay and those who are won, of whom all are served: the numbers of the study, counted again.
  @Test func usersStayAndCome() throws {
    let planned = try Self.planned(.direct)
    let future = planned.plan.chain.future
    let won = future.nodes.map { node in
      planned.plan.activity("win users of assistant", at: node.name)?.amount ?? 0
    }
    let users = planned.fleet.stages.map { ($0.products[0].users ?? 0) / 1e6 }
    for (index, node) in future.nodes.enumerated() {
      let before = node.parent.map { 0.7 * users[$0] } ?? 1
      #expect(isClose(users[index], before + won[index], 1e-6), "\(node.name)")
      let branch = node.name.hasSuffix(" fast") ? 3.0 : node.name.hasSuffix(" slow") ? 0.25 : 1
      #expect(won[index] <= 2 * branch + 1e-6, "\(node.name)")
    }
    // What is known in 2028 parts the ways.
    let last = zip(future.nodes, users).filter { $0.0.year == 2033 }.map(\.1)
    #expect(last.count == 3 && last.max() ?? 0 > 2 * (last.min() ?? 0))
  }
}
