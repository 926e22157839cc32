import Chains
import Foundation
import Planning
import Studies
import Testing

/// Halls, chips, work and products: published sums, books, and what adds up.
@Suite struct FleetTests {
  /// Epoch AI's cost of 1 GW of IT: 8.5, 12 and 7 billion USD a year at lives of 5, 3 and 7 years.
  @Test(arguments: [(5.0, 8.5), (3, 12), (7, 7)])
  func oneGigawattOfEpoch(_ life: Double, _ published: Double) throws {
    let planned = try PlannedFleet(
      """
      gigawatt: 1
      year: 2026
      discount: 7 %/year
      resolution: 24 h
      site: {name: somewhere, zone: UTC-6}
      grid: {import: 1 GW, price: 68.493150684931507 USD/MWh, connection cost: 0 USD/kW}
      halls: {overnight cost: 12800 USD/kW, life: 14 years, construction time: 0 years, fixed O&M: 300 USD/kW-yr, PUE: 1}
      accelerators: {rack: {price: 42000 USD/chip, power: 1.6666666666666667 kW/chip, life: \(life) years}}
      work: {chat: {unit: token, on: {rack: {rate: 10 million token/chip-h}}}}
      products: {chat: {must: 100 %, volume: 52560000 billion token/year}}
      """)
    func recovery(_ years: Double) -> Double { 0.07 / (1 - pow(1.07, -years)) }
    let exact = 25.2 * recovery(life) + 12.8 * recovery(14) + 0.3 + 0.6
    #expect(isClose(planned.fleet.stages[0].cost / 1e9, exact, 1e-9))
    #expect(isClose(-planned.plan.value / 1e9, exact, 1e-9))
    #expect(abs(exact / published - 1) < 0.01)
  }

  @Test(arguments: [Fleets.plain, Fleets.onTree, Fleets.twoSites])
  func booksAndStacksAddUp(_ text: String) throws {
    let planned = try PlannedFleet(text)
    #expect(isClose(planned.worth, planned.plan.value, 1e-7))
    #expect(planned.plan.value > 0)
    for stage in planned.fleet.stages {
      let stacks = stage.stacks.reduce(0) { $0 + $1.total }
      #expect(isClose(stacks, stage.cost, 1e-9))
      for work in stage.work { #expect(work.units >= 0 && work.chips > 0) }
      // What is sold is what is made.
      for (product, work) in zip(stage.products, ["chat", "training"]) {
        let made = stage.work.filter { $0.work == work }.reduce(0) { $0 + $1.units }
        #expect(made >= product.sold * (1 - 1e-7))
      }
      // Power that is used is power that is made.
      for (site, power) in zip(planned.power, stage.power) {
        let own = stage.work.filter { $0.site == power.site }.reduce(0) { $0 + $1.energy }
        let index = try #require(planned.fleet.stages.firstIndex { $0.name == stage.name })
        let fixed = planned.study.campuses.first { $0.site.name == power.site }?.demand[index] ?? 0
        #expect(isClose(own + fixed, site.stages[index].served, 1e-7))
      }
    }
  }

  /// At the margin a unit costs what its energy, its hall and its chip are worth.
  @Test(arguments: [Fleets.plain, Fleets.onTree, Fleets.twoSites])
  func marginsAddUp(_ text: String) throws {
    let planned = try PlannedFleet(text)
    let margins = planned.fleet.stages.flatMap(\.margins)
    #expect(margins.count >= planned.fleet.stages.count)
    for margin in margins {
      // Chips that cannot be scrapped keep their hall: one may owe the other its rent.
      // In a bust, chips that stand may be worth nothing: sizes are those of good times.
      let size = margins.filter { $0.work == margin.work }.map { abs($0.price) }.max() ?? 0
      #expect(abs(margin.rest) <= 1e-6 * size)
      let least = -1e-6 * size
      #expect(margin.energy >= least && margin.hall + margin.chip >= least)
    }
  }

  @Test(arguments: [Fleets.onTree, Fleets.twoSites])
  func enginesAgree(_ text: String) throws {
    let direct = try PlannedFleet(text)
    let decomposed = try PlannedFleet(text, engine: .decomposed, gap: 1e-5)
    #expect(abs(direct.plan.value - decomposed.plan.value) <= 2e-5 * abs(direct.plan.value))
    #expect(decomposed.plan.certificate.bound >= direct.plan.value * (1 - 1e-7))
    #expect(isClose(decomposed.worth, decomposed.plan.value, 1e-6))
  }

  /// Twice the world has twice the worth.
  @Test func doubling() throws {
    let once = try PlannedFleet(Fleets.onTree)
    let twice = try PlannedFleet(
      Fleets.onTree.replacing("3000 chips", with: "6000 chips")
        .replacing("40000 chips/year", with: "80000 chips/year")
        .replacing("60 trillion", with: "120 trillion")
        .replacing("400 trillion", with: "800 trillion")
        .replacing("100000 ZFLOP", with: "200000 ZFLOP"))
    #expect(isClose(twice.plan.value, 2 * once.plan.value, 1e-7))
  }

  /// Work that may wait for better hours never earns less than work that may not.
  @Test func pausingIsWorthSomething() throws {
    let pausing = try PlannedFleet(Fleets.plain)
    let firm = try PlannedFleet(Fleets.plain.replacing("pause: yes", with: "pause: no"))
    #expect(pausing.plan.value >= firm.plan.value * (1 - 1e-9))
  }

  /// A monopolist with constant cost c and elasticity e sells where price is c e / (e - 1); who plans for all
  /// sells at cost.
  @Test(arguments: [("seller", 2.0, 2.0), ("welfare", 2.0, 1.0)])
  func elasticDemand(_ view: String, _ elasticity: Double, _ markup: Double) throws {
    let planned = try PlannedFleet(
      """
      gigawatt: 1
      year: 2026
      discount: 7 %/year
      resolution: 24 h
      site: {name: somewhere, zone: UTC-6}
      grid: {import: 10 GW, price: 1 USD/MWh, connection cost: 0 USD/kW}
      halls: {overnight cost: 0 USD/kW, life: 14 years, construction time: 0 years, PUE: 1, fixed O&M: 0 USD/kW-yr}
      accelerators: {chip: {price: 8760 USD/chip, power: 0.001 kW/chip, life: 1 year, discount rate: 0 %/year}}
      work: {chat: {unit: token, on: {chip: {rate: 1 million token/chip-h}}}}
      products: {chat: {price: 1 USD/million token, volume: 1000 trillion token/year, elasticity: \(elasticity), as: \(view)}}
      """)
    // 1 USD an hour makes a million tokens: c is the stated price, so that welfare sells the volume.
    let product = planned.fleet.stages[0].products[0]
    let exact = pow(markup, -elasticity)
    let share = product.sold / 1e15
    // The demand has steps: the answer is an end of one.
    let steps = [0.25, 0.5, 0.75, 1, 1.25]
    #expect(steps.contains { abs($0 - share) < 1e-6 })
    #expect(abs(share - exact) <= 0.2501)
    #expect(isClose(product.price * 1e6, pow(share, -1 / elasticity), 1e-6))
  }

  /// A user who brings m a year and stays with probability k is worth m / (1 - k / (1 + r)) in an endless plan:
  /// with that for a terminal, a short plan wins users up to exactly that cost.
  @Test(arguments: [(0.99, true), (1.01, false)])
  func usersAreWonForWhatTheyAreWorth(_ share: Double, _ isWorthIt: Bool) throws {
    let margin = 100.0
    let worth = margin / (1 - 0.8 / 1.07)
    let planned = try PlannedFleet(
      """
      gigawatt: 1
      years: [2026, 2027]
      horizon: 2028
      discount: 7 %/year
      resolution: 24 h
      site: {name: somewhere, zone: UTC-6}
      grid: {import: 10 GW, price: 0 USD/MWh, connection cost: 0 USD/kW}
      halls: {overnight cost: 0 USD/kW, life: 14 years, construction time: 0 years, PUE: 1, fixed O&M: 0 USD/kW-yr}
      accelerators: {chip: {price: 0 USD/chip, power: 0.001 kW/chip, life: 5 years}}
      work: {chat: {unit: token, on: {chip: {rate: 1 million token/chip-h}}}}
      products:
        chat: {users: {uses: 1 million token/user-year, price: \(margin) USD/user-year, keep: 80 %, acquisition: \(worth * share) USD/user, at most: 1000000 user/year, terminal: \(worth) USD/user}}
      """)
    let users = planned.fleet.stages[0].products[0].users ?? 0
    #expect(isWorthIt ? isClose(users, 1e6, 1e-6) : users < 1)
  }

  /// Leased chips need no hall and no power of one's own.
  @Test func cheapLeasesAreTaken() throws {
    let text = Fleets.plain.replacing(
      "shipments: 40000 chips/year",
      with: "shipments: 40000 chips/year, lease: {price: 0.2 USD/chip-h, at most: 7000 chips}")
    let planned = try PlannedFleet(text)
    let leased = planned.fleet.stages[1].chips.first { $0.site == nil }
    #expect(isClose(leased?.installed ?? 0, 7000, 1e-6))
    #expect(planned.plan.value > (try PlannedFleet(Fleets.plain)).plan.value)
  }
}
