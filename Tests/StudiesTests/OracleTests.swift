import Chains
import Planning
import Studies
import Testing

/// The examples against numbers that were published or follow from a closed form.
@Suite(.tags(.oracle)) struct Oracles {
  private func chain(_ example: String) throws -> Chain {
    try Study.parse(try Repository.example(example), file: "\(example).yaml").chain
  }

  private func best(_ chain: Chain) throws -> Plan { try DirectEngine().plan(chain) }

  private func amount(_ plan: Plan, _ process: String, _ node: String) throws -> Double {
    try #require(plan.activity(process, at: node)).amount
  }

  // MARK: The farmer: Birge & Louveaux, Introduction to Stochastic Programming, chapter 1

  @Test func farmerHedges() throws {
    let plan = try best(chain("farmer"))
    #expect(isClose(plan.value, 108_390))
    #expect(isClose(try amount(plan, "plant wheat", "now"), 170))
    #expect(isClose(try amount(plan, "plant corn", "now"), 80))
    #expect(isClose(try amount(plan, "plant beets", "now"), 250))
  }

  @Test(arguments: [("good", 167_000.0), ("fair", 109_350), ("poor", 48_820)])
  func farmerOutcome(_ node: String, _ profit: Double) throws {
    // Of the hedged plan, in one kind of weather: what is bought and sold there, less the planting.
    let plan = try best(chain("farmer"))
    let planting = 170.0 * 150 + 80 * 230 + 250 * 260
    let beets = try amount(plan, "sell beets", node)
    let trade =
      170 * (try amount(plan, "sell wheat", node)) + 150 * (try amount(plan, "sell corn", node))
      + 36 * min(6000, beets) + 10 * max(0, beets - 6000)
      - 238 * (try amount(plan, "buy wheat", node)) - 210 * (try amount(plan, "buy corn", node))
    #expect(isClose(trade - planting, profit))
  }

  @Test func farmerWithForesight() throws {
    let chain = try chain("farmer")
    let known = try ["good", "fair", "poor"].map {
      try best(chain.applying(.reveal(node: $0))).value
    }
    let waitAndSee = known.reduce(0, +) / 3
    #expect(isClose(waitAndSee, 115_405.5555555556))
    #expect(isClose(waitAndSee - (try best(chain)).value, 7_015.5555555556))
  }

  @Test func farmerOfTheMean() throws {
    let chain = try chain("farmer")
    let mean = try best(chain.applying(.mean))
    #expect(isClose(mean.value, 118_600))
    var fixes: [Change] = []
    for (crop, acres) in [("wheat", 120.0), ("corn", 80), ("beets", 300)] {
      let planted = try amount(mean, "plant \(crop)", "now")
      #expect(isClose(planted, acres))
      fixes.append(.fix(process: "plant \(crop)", node: nil, planted))
    }
    let expected = try best(chain.applying(fixes)).value
    #expect(isClose(expected, 107_240))
    #expect(isClose((try best(chain)).value - expected, 1_150))
  }

  // MARK: Trees, options, risk

  /// Birge & Louveaux 1997 p. 237; SDDP.jl, docs/src/examples/air_conditioning.jl.
  @Test func airConditioning() throws {
    let plan = try best(chain("air-conditioning"))
    #expect(isClose(plan.value, -62_500))
    #expect(isClose(try amount(plan, "make", "month 1"), 200))
    #expect(isClose(try #require(plan.stock("units", at: "month 1")).amount, 100))
  }

  /// The quantile (5 - 3) / (5 - 1) of U(0, 100).
  @Test func newsvendor() throws {
    let plan = try best(chain("newsvendor"))
    #expect(isClose(plan.value, 50))
    #expect(isClose(try amount(plan, "order", "now"), 50))
  }

  /// Dixit & Pindyck, Investment under Uncertainty, chapter 2.
  @Test func optionToWait() throws {
    let chain = try chain("widget-option")
    let waiting = try best(chain).value
    let now = try best(chain.applying(.drop(process: "invest later"))).value
    #expect(isClose(waiting, 772.7272727272727))
    #expect(isClose(now, 600))
    #expect(isClose(waiting - now, 172.72727272727275))
  }

  /// Rockafellar & Uryasev 2000: the mean of the worst 20 % of 1..10.
  @Test func conditionalValueAtRisk() throws {
    #expect(isClose((try best(chain("cvar"))).value, -9.5))
  }

  @Test func minimaxRegret() throws {
    let plan = try best(chain("minimax-regret"))
    #expect(isClose(plan.value, -200))
    #expect(isClose(try amount(plan, "order", "now"), 300))
  }

  // MARK: Screening curves

  @Test func screening() throws {
    let plan = try best(chain("screening"))
    #expect(isClose(plan.value, -144))
    #expect(isClose(try amount(plan, "base", "now"), 0.8))
    #expect(isClose(try amount(plan, "peak", "now"), 0.2))
  }

  /// A third technology (F a MW, 22 an MWh) enters at F = 76 where the load falls in a line. The
  /// example has ten layers, of which none runs exactly 2 hours; there the first is that of 2.5 h,
  /// at F = 100 + 25 - 55 = 70.
  @Test(arguments: [(10, 70.0), (1000, 75.94)])
  func thirdTechnology(_ layers: Int, _ entry: Double) throws {
    let hours = (0..<layers).map { 10 * (1 - (Double($0) + 0.5) / Double(layers)) }
    func used(_ fixed: Double) throws -> Double {
      func costs(_ fixed: Double, _ variable: Double) -> String {
        hours.map { "\(fixed + variable * $0)" }.joined(separator: ", ")
      }
      let text = """
        gigawatt: 1
        resources:
          load: {unit: MW, hours: \(layers), endowment: -\(1 / Double(layers))}
        processes:
          base: {gives: {load: 1}, takes: {USD: [\(costs(100, 10))]}}
          peak: {gives: {load: 1}, takes: {USD: [\(costs(40, 40))]}}
          third: {gives: {load: 1}, takes: {USD: [\(costs(fixed, 22))]}}
        """
      return try amount(try plan(try read(text)), "third", "now")
    }
    #expect(try used(entry + 1e-3) < 1e-9)
    #expect(try used(entry - 1e-3) >= 0.999 / Double(layers))
    #expect(try used(76) < 1e-9)
  }

  // MARK: Owners

  /// Owen 1975: the prices of the plan divide its value so that no group can improve upon it.
  @Test func owen() throws {
    let plan = try best(chain("owen"))
    #expect(isClose(plan.value, 1400))
    var earned: [String: Double] = [:]
    for rent in plan.rents { earned[rent.party ?? rent.name, default: 0] += rent.amount }
    for (party, amount) in [("utility", 0.0), ("vendor", 1200), ("lender", 0), ("lab", 200)] {
      #expect(isClose(earned[party] ?? 0, amount), "\(party): \(earned)")
    }
    #expect(isClose(earned.values.reduce(0, +), 1400))
  }
}
