import Chains
import Foundation
import Planning
import Studies
import Testing

/// Work that may wait: what it costs in closed form, and what a window is worth.
@Suite struct FleetWaitingTests {
  /// Energy at 20 USD/MWh by day (6:00 to 18:00) and 80 by night; chips and halls are free.
  private static func twoPrices(_ flexibility: String, shape: String = "") -> String {
    """
    gigawatt: 1
    year: 2026
    discount: 7 %/year
    site: {name: somewhere, zone: UTC-6}
    grid: {import: 1 GW, price: {file: price.csv, unit: USD/MWh}, connection cost: 0 USD/kW, emission factor: 0 t/MWh}
    halls: {overnight cost: 0 USD/kW, life: 14 years, construction time: 0 years, PUE: 1, fixed O&M: 0 USD/kW-yr}
    accelerators: {chip: {price: 0 USD/chip, power: 1 kW/chip, life: 5 years}}
    work: {chat: {unit: token, on: {chip: {rate: 1 million token/chip-h}}, \(flexibility)\(shape)}}
    products: {chat: {must: 100 %, volume: 87600 billion token/year}}
    """
  }

  /// 10,000 chips busy all the year draw 10 MW. Of the 12 hours of the night the work of so many as the
  /// window has is done by day.
  @Test(arguments: [(0.0, 1.0), (5, 1), (12, 0.3), (48, 1)])
  func nightWorkIsDoneByDay(_ window: Double, _ share: Double) throws {
    let planned = try PlannedFleet(
      Self.twoPrices("deferrable: {within: \(window) h, share: \(share)}"))
    let moved = share * min(12, window)
    let mean = (20 * (12 + moved) + 80 * (12 - moved)) / 24
    #expect(isClose(planned.fleet.stages[0].cost, 87600 * mean, 1e-7))
    #expect(isClose(-planned.plan.value, 87600 * mean, 1e-7))
    let duality = try #require(planned.plan.certificate.dualityDifference)
    #expect(duality < 1e-7)
  }

  /// Nothing waits longer than it may, by counting first come, first served.
  @Test(arguments: [9])
  func nobodyWaitsTooLong(_ window: Int) throws {
    let planned = try PlannedFleet(
      Self.twoPrices("deferrable: \(window) h", shape: ", shape: {peak to mean: 1.5, peak: 20}"))
    let chain = planned.plan.chain
    let asked = try #require(planned.plan.stock("chat that may wait", at: "2026")).amount
    let arrivals = try #require(
      chain.resource("chat that may wait")?.upkeep.first { $0.resource == "waiting chat" }?
        .amount.local(at: "2026"))
    let done = try #require(planned.plan.activity("run chat on chip", at: "2026")).hourly
    let rate = try #require(
      chain.process("run chat on chip")?.takes.first { $0.resource == "waiting chat" }?.amount
        .local(at: "2026"))
    let queue = try #require(planned.plan.stock("waiting chat", at: "2026")).hourly
    var (came, went) = (queue[queue.count - 1], 0.0)
    var past: [Double] = []
    for hour in done.indices {
      came += -arrivals[hour] * asked
      went += rate[hour] * done[hour]
      past.append(came)
      #expect(went <= came + 1e-6 * asked)
      if hour >= window { #expect(went >= past[hour - window] - 1e-6 * asked) }
    }
    let waiting = try #require(planned.fleet.stages[0].waiting.first)
    #expect(waiting.hours > 0 && waiting.hours <= Double(window) + 1e-9)
    #expect(isClose(waiting.units, 87600e9, 1e-7))
  }

  /// A window of no hours is firm work; one of a year, at an even rate, is work that pauses.
  @Test(arguments: [("deferrable: 0 h", "pause: no"), ("deferrable: 8760 h", "pause: yes")])
  func endsOfTheRange(_ waiting: String, _ known: String) throws {
    // Beside chat that stands by for its peak there would be free hours that pausing work cannot use.
    let alone = Fleets.plain.replacing("    shape: {peak to mean: 1.6}\n", with: "")
    let one = try PlannedFleet(alone.replacing("pause: yes", with: known))
    let other = try PlannedFleet(alone.replacing("pause: yes", with: waiting))
    #expect(isClose(one.plan.value, other.plan.value, 1e-7))
  }

  /// More time is never worth less, nor is a larger share.
  @Test func moreTimeIsWorthMore() throws {
    func worth(_ words: String) throws -> Double {
      try PlannedFleet(Fleets.plain.replacing("pause: yes", with: words)).plan.value
    }
    var last = try worth("pause: no")
    for words in ["{within: 48 h, share: 50 %}", "{within: 168 h, share: 50 %}", "168 h", "720 h"] {
      let next = try worth("deferrable: \(words)")
      #expect(next >= last * (1 - 1e-8))
      last = next
    }
  }

  /// Batches run on chips that stand by for the busy hours of others: they need no chips of their own.
  @Test func batchesFillTheValleys() throws {
    let chat = """
      gigawatt: 1
      year: 2026
      discount: 7 %/year
      resolution: 6 h
      site: {name: somewhere, zone: UTC-6}
      grid: {import: 1 GW, price: 50 USD/MWh, connection cost: 0 USD/kW, emission factor: 0 t/MWh}
      halls: {overnight cost: 10000 USD/kW, life: 14 years, construction time: 0 years, PUE: 1, fixed O&M: 0 USD/kW-yr}
      accelerators: {chip: {price: 40000 USD/chip, power: 1 kW/chip, life: 5 years, idle power: 20 %}}
      work:
        chat: {unit: token, on: {chip: {rate: 1 million token/chip-h}}, shape: {peak to mean: 1.75}}
        batch: {unit: token, on: {chip: {rate: 1 million token/chip-h}}, deferrable: 24 h}
      products:
        chat: {must: 100 %, volume: 8760 billion token/year}
        batch: {must: 100 %, volume: VOLUME billion token/year}
      """
    // A thousand chips busy in the mean, 1,750 for the peak: 750 are free in the mean.
    for (volume, chips) in [(0.0, 1.75), (3, 1.75), (6.57, 1.75), (7.57, 1.864155)] {
      let planned = try PlannedFleet(
        chat.replacing("VOLUME", with: "\(volume * 1000)"))
      let stage = planned.fleet.stages[0]
      #expect(isClose(stage.chips[0].installed / 1000, chips, 1e-6))
      #expect(isClose(planned.worth, planned.plan.value, 1e-7))
      let stacks = stage.stacks.reduce(0) { $0 + $1.total }
      #expect(isClose(stacks, stage.cost, 1e-9))
      #expect(isClose(stage.work.reduce(0) { $0 + $1.chips }, stage.chips[0].busy, 1e-9))
      for margin in stage.margins { #expect(abs(margin.rest) <= 1e-6 * margin.price) }
    }
  }

  private static func mixed(_ text: String) -> String {
    text.replacing(
      "shape: {peak to mean: 1.6}",
      with: "shape: {peak to mean: 1.6}\n    deferrable: {within: 48 h, share: 30 %}"
    )
    .replacing("pause: yes", with: "deferrable: 72 h")
  }

  @Test func booksAddUp() throws {
    let planned = try PlannedFleet(Self.mixed(Fleets.twoSites.replacing(Fleets.tree, with: "")))
    #expect(isClose(planned.worth, planned.plan.value, 1e-7))
    for stage in planned.fleet.stages {
      #expect(isClose(stage.stacks.reduce(0) { $0 + $1.total }, stage.cost, 1e-9))
      for power in stage.power {
        let own = stage.work.filter { $0.site == power.site }.reduce(0) { $0 + $1.energy }
        let fixed = power.site == "South" ? 20.0 * 8760 : 0
        #expect(isClose(own + fixed, power.energy, 1e-7))
      }
      for margin in stage.margins {
        #expect(abs(margin.rest) <= 1e-6 * margin.price)
      }
    }
  }

  @Test func enginesAgree() throws {
    let text = Self.mixed(Fleets.plain).replacing(
      "years: [2026, 2028, 2030]", with: "years: [2028, 2030]")
    let direct = try PlannedFleet(text)
    let decomposed = try PlannedFleet(text, engine: .decomposed, gap: 1e-5)
    #expect(abs(direct.plan.value - decomposed.plan.value) <= 2e-5 * abs(direct.plan.value))
    #expect(decomposed.plan.certificate.bound >= direct.plan.value * (1 - 1e-7))
    #expect(isClose(decomposed.worth, decomposed.plan.value, 1e-6))
  }
}
