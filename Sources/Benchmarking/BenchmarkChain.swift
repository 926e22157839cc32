public import Chains

/// Chains of any size for the engines: sites with weather of their own, years, a tree of demand.
///
/// Every site has fifteen hourly columns: sun, wind, four plants that burn something, a nuclear unit, a
/// grid that is bought from and sold to, load that gives way in two steps or goes unserved, and a store
/// (charging, discharging, level) that loses 0.01 % an hour. The demand of all sites grows or shrinks from node to
/// node. The costs are made up (fuel as with a price on its carbon), so that sun, wind and stores carry most of the load
/// and every part of the problem matters.
public struct BenchmarkChain: Sendable {
  public var sites: Int
  /// Children of each node, stage by stage: `[3, 2]` is a root, 3 nodes and 6.
  public var branches: [Int]
  public var hours: Int
  /// The weather years of each site, side by side as laps of one clock.
  public var weatherYears: Int

  public init(sites: Int, branches: [Int] = [], hours: Int = 8760, weatherYears: Int = 1) {
    self.sites = sites
    self.branches = branches
    self.hours = hours
    self.weatherYears = weatherYears
  }

  /// A tree of 40 nodes over five stages.
  public static let fortyNodes = [3, 3, 1, 2]

  static let money = "USD"

  private struct Plant {
    var name: String
    /// USD per MW and year, USD/MWh.
    var capital: Double
    var running: Double
  }

  private static let plants = [
    Plant(name: "combined cycle", capital: 112_000, running: 88),
    Plant(name: "gas engine", capital: 92_000, running: 109),
    Plant(name: "gas turbine", capital: 78_000, running: 131),
    Plant(name: "diesel", capital: 52_000, running: 290),
    Plant(name: "nuclear", capital: 640_000, running: 19),
  ]

  public func chain() throws(ChainError) -> Chain {
    let future = try tree()
    var chain = Chain(
      title: "benchmark: \(sites) sites, \(future.nodes.count) nodes, \(hours) hours",
      value: Self.money, future: future)
    for site in 0..<sites { add(site, to: &chain) }
    return chain
  }

  private func tree() throws(ChainError) -> Future {
    var nodes = [Future.Node(name: "0", years: 3)]
    var front = [0]
    for (stage, branch) in branches.enumerated() {
      var next: [Int] = []
      for parent in front {
        for child in 0..<branch {
          next.append(nodes.count)
          nodes.append(
            Future.Node(
              name: nodes[parent].name + "\(child)", parent: parent,
              probability: 1 / Double(branch), years: stage == branches.count - 1 ? 10 : 3))
        }
      }
      front = next
    }
    return try Future(nodes: nodes, discount: .perYear(0.07))
  }

  /// Load at a node as a share of the first: each branch grows by another factor.
  private func growth(_ node: Future.Node, branches count: Int) -> Double {
    node.name.dropFirst().reduce(1) { size, child in
      let step = Double(child.wholeNumberValue ?? 0)
      return size * (0.9 + 0.45 * (step + 0.5))
    }
  }

  private func add(_ site: Int, to chain: inout Chain) {
    let name = "site \(site + 1)"
    let count = hours * weatherYears
    let clock = Clock(count: count, weight: .constant(8760 / Double(hours) / Double(weatherYears)))
    var sun: [Double] = []
    var wind: [Double] = []
    var price: [Double] = []
    for year in 0..<weatherYears {
      let weather = SyntheticWeather(
        seed: UInt64(1 + site + 100 * year), hours: hours, latitude: 28 + Double(site % 10) * 2)
      sun += weather.solar
      wind += weather.wind
      price += weather.price
    }
    let power = "power of \(name)"
    let load = 100.0 + 20 * Double(site % 7)
    var loads = Amount.absent
    for node in chain.future.nodes {
      loads.byNode[node.name] = .constant(-load * growth(node, branches: branches.count))
    }
    chain.resources.append(
      Resource(name: power, unit: "MWh", clock: clock, endowment: loads, exact: true))
    func money(_ amount: Double) -> Flow { Flow(Self.money, Amount(amount)) }
    func build(_ what: String, capital: Double, availability: Amount? = nil) -> String {
      let capacity = "\(what) of \(name)"
      // What stands pays by the year; a unit that is built stays.
      chain.resources.append(
        Resource(
          name: capacity, unit: "MW", keep: 1, terminal: 0, exact: true,
          upkeep: [money(capital)], availability: availability))
      chain.processes.append(
        Process(
          name: "build \(capacity)", takes: [money(0.5 * capital)], gives: [Flow(capacity, 1)]))
      return capacity
    }
    func supply(_ what: String, _ capacity: String, running: Amount) {
      chain.processes.append(
        Process(
          name: "run \(what) of \(name)", takes: [Flow(Self.money, running)],
          gives: [Flow(power, 1)], holds: [Flow(capacity, 1)]))
    }
    let solar = build("sun", capital: 58_000, availability: Amount(sun))
    supply("sun", solar, running: 0)
    let turbines = build("wind", capital: 118_000, availability: Amount(wind))
    supply("wind", turbines, running: 1)
    for plant in Self.plants {
      let capacity = build(plant.name, capital: plant.capital)
      supply(plant.name, capacity, running: Amount(plant.running))
    }
    chain.processes.append(
      Process(
        name: "buy for \(name)", takes: [Flow(Self.money, Amount(price.map { $0 + 25 }))],
        gives: [Flow(power, 1)], limit: Amount(0.15 * load)))
    chain.processes.append(
      Process(
        name: "sell from \(name)", takes: [Flow(power, 1)],
        gives: [Flow(Self.money, Amount(price.map { $0 - 4 }))], limit: Amount(0.2 * load)))
    for (step, worth) in [300.0, 900, 9000].enumerated() {
      chain.processes.append(
        Process(
          name: "give way \(step + 1) at \(name)", takes: [money(worth)], gives: [Flow(power, 1)],
          limit: step == 2 ? nil : Amount(0.05 * load)))
    }
    let rating = build("battery", capital: 14_000)
    let energy = build("battery energy", capital: 7_800)
    addStore(of: name, power, clock, rating: rating, energy: energy, to: &chain)
  }

  private func addStore(
    of name: String, _ power: String, _ clock: Clock, rating: String, energy: String,
    to chain: inout Chain
  ) {
    let level = "charge of \(name)"
    chain.resources.append(
      Resource(
        name: level, unit: "MWh", clock: clock, keep: 0.9999, exact: true, holds: [Flow(energy, 1)],
        ends: weatherYears > 1 ? .laps(hours) : .cyclic))
    chain.processes.append(
      Process(
        name: "charge at \(name)", takes: [Flow(power, 1)], gives: [Flow(level, 0.95)],
        holds: [Flow(rating, 1)]))
    chain.processes.append(
      Process(
        name: "discharge at \(name)", takes: [Flow(level, Amount(1 / 0.95))],
        gives: [Flow(power, 1)], holds: [Flow(rating, 1)]))
  }
}
