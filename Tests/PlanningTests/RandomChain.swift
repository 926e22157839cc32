import Chains
import TestSupport

extension Dice {
  /// A number with two decimals, so that ties and exact zeros happen.
  mutating func number(_ range: ClosedRange<Double>) -> Double {
    (Double.random(in: range, using: &self) * 100).rounded() / 100
  }

  mutating func happens(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &self) < probability
  }

  mutating func one<T>(_ choices: [T]) -> T {
    choices[Int.random(in: 0..<choices.count, using: &self)]
  }
}

/// Chains with trees, stocks, delays, holds, hours and stores. Doing nothing is always possible and
/// every process has a limit, so each has a best plan.
enum RandomChain {
  static func make(seed: UInt64, hours: Int = 5) throws -> Chain {
    var dice = Dice(seed: seed)
    let future = try tree(&dice)
    let names = future.nodes.map(\.name)
    func perNode(_ range: ClosedRange<Double>) -> Amount {
      dice.happens(0.5)
        ? Amount(dice.number(range))
        : Amount(
          byNode: Dictionary(
            uniqueKeysWithValues: names.map { ($0, .constant(dice.number(range))) }))
    }
    func series(_ range: ClosedRange<Double>) -> Amount {
      Amount((0..<hours).map { _ in dice.number(range) })
    }
    let clock = Clock(count: hours, step: dice.one([1, 2]), weight: .constant(dice.one([1, 3])))
    var chain = Chain(title: "random \(seed)", value: "USD", future: future)
    for index in 0..<3 {
      var resource = Resource(name: "goods \(index)", endowment: perNode(0...20))
      if dice.happens(0.6) {
        resource.keep = perNode(0.5...1)
        resource.terminal = perNode(0...2)
        if dice.happens(0.4) { resource.upkeep = [Flow("USD", Amount(dice.number(0...1)))] }
      }
      chain.resources.append(resource)
    }
    chain.resources.append(
      Resource(
        name: "capacity", keep: 0.9, endowment: [names[0]: dice.number(0...5)], terminal: 1,
        availability: series(0...1)))
    chain.resources.append(
      Resource(name: "power", clock: clock, endowment: series(0...2)))
    chain.resources.append(
      Resource(name: "room", endowment: Amount(dice.number(0...6))))
    chain.resources.append(
      Resource(
        name: "store", clock: clock, keep: Amount(dice.one([1, 0.9])), exact: dice.happens(0.5),
        holds: [Flow("room", 1)]))
    chain.processes += [
      Process(
        name: "build", takes: [Flow("USD", perNode(1...9)), Flow("goods 0", 0.5)],
        gives: [Flow("capacity", 1)], delay: dice.one([0, 1]),
        lasts: dice.happens(0.4) ? 1 : nil, limit: perNode(1...8)),
      Process(
        name: "run", takes: [Flow("USD", series(0...3)), Flow("goods 1", 0.2)],
        gives: [Flow("power", 1)], holds: [Flow("capacity", 1)], limit: Amount(9.0)),
      Process(
        name: "charge", takes: [Flow("power", 1)], gives: [Flow("store", 0.9)], limit: Amount(4.0)),
      Process(
        name: "discharge", takes: [Flow("store", 1.1)], gives: [Flow("power", 1)],
        limit: Amount(4.0)),
      Process(
        name: "use power", takes: [Flow("power", 1)],
        gives: [Flow("USD", series(0...6)), Flow("goods 2", 0.1)], limit: series(0...3)),
      Process(
        name: "sell in steps", takes: [Flow("goods 2", 1)],
        steps: [
          .init(width: 2, gives: [Flow("USD", 5)]), .init(width: 3, gives: [Flow("USD", 2)]),
          .init(gives: [Flow("USD", 0.5)]),
        ]),
    ]
    for index in 0..<4 {
      chain.processes.append(
        Process(
          name: "work \(index)",
          takes: [
            Flow("goods \(dice.one([0, 1, 2]))", perNode(0.1...2)), Flow("USD", perNode(0...3)),
          ],
          gives: [
            Flow("goods \(dice.one([0, 1, 2]))", perNode(0...2)), Flow("USD", perNode(0...6)),
          ], delay: dice.one([0, 0, 1]), limit: perNode(0...10), recurs: dice.happens(0.3),
          party: dice.one(["lab", "lessor"])))
    }
    return chain
  }

  private static func tree(_ dice: inout Dice) throws -> Future {
    var nodes = [Future.Node(name: "now", years: dice.one([1, 2]))]
    var front = [0]
    for stage in 1...Int.random(in: 1...2, using: &dice) {
      var next: [Int] = []
      for parent in front {
        let probability = dice.one([0.5, 0.25, 1.0])
        for (branch, share) in [probability, 1 - probability].enumerated() where share > 0 {
          next.append(nodes.count)
          nodes.append(
            Future.Node(
              name: "\(nodes[parent].name) \(stage)\(branch)", parent: parent, probability: share,
              years: dice.one([1, 3])))
        }
      }
      front = next
    }
    return try Future(
      nodes: nodes, discount: dice.happens(0.5) ? .perYear(0.08) : .perStage(0.1))
  }
}
