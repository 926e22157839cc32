import Testing

@testable import Chains

@Suite("Futures")
struct FutureTests {
  typealias Node = Future.Node

  @Test("Probabilities multiply along a path and add up over the leaves")
  func probabilities() throws {
    let future = try Future(nodes: [
      Node(name: "now"),
      Node(name: "a", parent: 0, probability: 0.25),
      Node(name: "b", parent: 0, probability: 0.75),
      Node(name: "a1", parent: 1, probability: 0.5),
      Node(name: "a2", parent: 1, probability: 0.5),
    ])
    #expect(future.probability == [1, 0.25, 0.75, 0.125, 0.125])
    #expect(future.leaves == [2, 3, 4])
    #expect(future.path(to: 4) == [0, 1, 4])
    #expect(future.subtree(of: 1) == [1, 3, 4])
    #expect(future.descendants(of: 0, after: 2) == [3, 4])
  }

  @Test("A discount per year compounds over the years of the nodes")
  func discount() throws {
    let future = try Future(
      nodes: [Node(name: "a", years: 3), Node(name: "b", parent: 0, years: 2)],
      discount: .perYear(0.1))
    #expect(abs(future.discountFactor[1] - 1 / 1.331) < 1e-15)
    // 1 + 1/1.1 + 1/1.21
    #expect(abs(future.annuityWeight(0) - 2.735_537_190_082_645) < 1e-12)
    #expect(abs(future.annuityWeight(1) - 1.909_090_909_090_909) < 1e-12)
  }

  @Test("A discount per stage does not look at years")
  func perStage() throws {
    let future = try Future(
      nodes: [Node(name: "a", years: 5), Node(name: "b", parent: 0)], discount: .perStage(0.25))
    #expect(future.discountFactor[1] == 0.8)
    #expect(future.annuityWeight(0) == 5)
  }

  @Test(
    "What is not a tree is refused",
    arguments: [
      ([], ChainError.emptyFuture),
      ([Node(name: "a"), Node(name: "a", parent: 0)], .duplicateNode("a")),
      ([Node(name: "a"), Node(name: "b")], .secondRoot("b", first: "a")),
      ([Node(name: "a"), Node(name: "b", parent: 2)], .parentNotBefore("b")),
      (
        [Node(name: "a"), Node(name: "b", parent: 0, probability: 0.4)],
        .probabilitiesDoNotAdd(parent: "a", children: ["b"], sum: 0.4)
      ),
      (
        [Node(name: "a"), Node(name: "b", parent: 0, probability: -1)],
        .badProbability(node: "b", -1)
      ),
      ([Node(name: "a", years: 0)], .badYears(node: "a", 0)),
    ])
  func refused(_ nodes: [Node], _ error: ChainError) {
    #expect(throws: error) { try Future(nodes: nodes) }
  }
}
