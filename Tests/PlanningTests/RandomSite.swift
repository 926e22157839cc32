import Chains
import TestSupport

/// One or several sites with plants, stores, grids and budgets over the year: chains whose hours are for
/// the dispatch kernel.
enum RandomSite {
  static func make(seed: UInt64, sites: Int = 1, nodes: Int = 1) throws -> Chain {
    var dice = Dice(seed: seed &* 7919 &+ 13)
    let hours = dice.one([24, 36, 48])
    var clock = Clock(count: hours, step: dice.one([1, 1, 0.5, 2]))
    if dice.happens(0.2) {
      clock.weight = .series((0..<hours).map { _ in dice.one([1, 5, 20]) })
    } else {
      clock.weight = .constant(dice.one([1, 10, 182.5]))
    }
    var tree = [Future.Node(name: "n0", years: 2)]
    while tree.count < nodes {
      let parent = dice.one(Array(tree.indices))
      let siblings = tree.filter { $0.parent == parent }.count
      if siblings >= 2 { continue }
      tree.append(Future.Node(name: "n\(tree.count)", parent: parent, years: 3))
    }
    for index in tree.indices {
      let siblings = tree.indices.filter { tree[$0].parent == tree[index].parent && index > 0 }
      tree[index].probability = index == 0 ? 1 : 1 / Double(siblings.count)
    }
    var chain = Chain(
      title: "site \(seed)", value: "USD",
      future: try Future(nodes: tree, discount: .perYear(0.05)))
    for site in 0..<sites { add(site, clock, &dice, to: &chain) }
    return chain
  }

  private static func add(_ site: Int, _ clock: Clock, _ dice: inout Dice, to chain: inout Chain) {
    let power = "power \(site)"
    let hours = clock.count
    func series(_ range: ClosedRange<Double>) -> Amount {
      Amount((0..<hours).map { _ in dice.number(range) })
    }
    var load = Amount.absent
    for node in chain.future.nodes {
      load.byNode[node.name] =
        dice.happens(0.3)
        ? .constant(-10) : .series((0..<hours).map { _ in -dice.number(4...12) })
    }
    chain.resources.append(
      Resource(
        name: power, clock: clock, endowment: load,
        exact: !dice.happens(0.2)))
    func plant(_ name: String, capital: Double, running: Amount, sun: Amount? = nil) -> Int {
      let capacity = "\(name) capacity \(site)"
      chain.resources.append(
        Resource(
          name: capacity, keep: 1, terminal: 0, exact: true,
          upkeep: [Flow("USD", Amount(capital))], availability: sun))
      chain.processes.append(
        Process(
          name: "build \(capacity)", takes: [Flow("USD", Amount(capital))],
          gives: [Flow(capacity, 1)], whole: false))
      chain.processes.append(
        Process(
          name: "run \(name) \(site)", takes: [Flow("USD", running)], gives: [Flow(power, 1)],
          holds: [Flow(capacity, 1)]))
      return chain.processes.count - 1
    }
    let year = clock.totalHours
    let solar = plant("solar", capital: 0.08 * year, running: 0, sun: series(0...1))
    let gas = plant("gas", capital: 0.12 * year, running: Amount(dice.one([40, 60])))
    if dice.happens(0.5) {
      let steam = plant("steam", capital: 0.3 * year, running: Amount(dice.number(5...20)))
      if dice.happens(0.5) { chain.processes[steam].leastUse = Amount(dice.one([0.3, 0.6])) }
    }
    if dice.happens(0.6) {
      chain.processes.append(
        Process(
          name: "unserved \(site)", takes: [Flow("USD", 500)], gives: [Flow(power, 1)]))
    }
    if dice.happens(0.3) {
      chain.processes.append(
        Process(
          name: "give way \(site)", takes: [Flow("USD", 150)], gives: [Flow(power, 1)],
          limit: series(0...2)))
    }
    if chain.processes.contains(where: { $0.leastUse != nil }) {
      chain.processes.append(Process(name: "dump \(site)", takes: [Flow(power, 1)]))
    }
    if dice.happens(0.5) { addGrid(site, power, series(-5...90), clock, &dice, to: &chain) }
    if dice.happens(0.8) { addStore(site, power, clock, &dice, to: &chain) }
    if dice.happens(0.4) {
      let size = (load.byNode.values.first.map { $0[0] } ?? -8) * -1 * year
      let name = "allowance \(site)"
      chain.resources.append(
        Resource(name: name, endowment: Amount(dice.one([0.2, 0.5, 0.8]) * 0.4 * size)))
      chain.processes[gas].takes.append(Flow(name, 0.4))
    }
    if dice.happens(0.3) {
      let size = (load.byNode.values.first.map { $0[0] } ?? -8) * -1 * year
      let name = "clean \(site)"
      chain.resources.append(Resource(name: name, endowment: Amount(-0.5 * size)))
      chain.processes[solar].gives.append(Flow(name, 1))
      for index in chain.processes.indices {
        if chain.processes[index].name == "charge \(site)" {
          chain.processes[index].takes.append(Flow(name, 1))
        } else if chain.processes[index].name == "discharge \(site)" {
          chain.processes[index].gives.append(Flow(name, 1))
        }
      }
    }
  }

  private static func addGrid(
    _ site: Int, _ power: String, _ price: Amount, _ clock: Clock, _ dice: inout Dice,
    to chain: inout Chain
  ) {
    let connection = "connection \(site)"
    chain.resources.append(
      Resource(
        name: connection, endowment: Amount(dice.number(0...6)),
        upkeep: [Flow("USD", Amount(0.02 * clock.totalHours))]))
    chain.processes.append(
      Process(
        name: "buy \(site)", takes: [Flow("USD", price.map { $0 + 5 })], gives: [Flow(power, 1)],
        holds: [Flow(connection, 1)], limit: dice.happens(0.3) ? Amount(dice.number(1...5)) : nil))
    if dice.happens(0.6) {
      chain.processes.append(
        Process(
          name: "sell \(site)", takes: [Flow(power, 1)], gives: [Flow("USD", price)],
          holds: [Flow(connection, 1)]))
    }
  }

  private static func addStore(
    _ site: Int, _ power: String, _ clock: Clock, _ dice: inout Dice, to chain: inout Chain
  ) {
    let rating = "rating \(site)"
    let room = "room \(site)"
    let level = "level \(site)"
    for (name, capital) in [(rating, 0.02), (room, 0.01)] {
      chain.resources.append(
        Resource(
          name: name, keep: 1, terminal: 0, exact: true,
          upkeep: [Flow("USD", Amount(capital * clock.totalHours))]))
      chain.processes.append(
        Process(
          name: "build \(name)", takes: [Flow("USD", Amount(capital * clock.totalHours))],
          gives: [Flow(name, 1)]))
    }
    var store = Resource(
      name: level, clock: clock, keep: Amount(dice.one([1, 1, 0.99])), exact: true,
      holds: [Flow(room, 1)])
    if dice.happens(0.3) { store.ends = .laps(12) }
    if dice.happens(0.2) { store.ends = .start(0) }
    chain.resources.append(store)
    chain.processes.append(
      Process(
        name: "charge \(site)", takes: [Flow(power, 1)], gives: [Flow(level, 0.9)],
        holds: [Flow(rating, 1)]))
    chain.processes.append(
      Process(
        name: "discharge \(site)", takes: [Flow(level, Amount(1 / 0.95)), Flow("USD", 1)],
        gives: [Flow(power, 1)], holds: [Flow(rating, 1)]))
  }
}
