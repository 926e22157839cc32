import Chains
import Foundation
import Planning
import Studies
import Testing

/// Crews: how fast something may be built, and what more of them are worth.
@Suite struct GrowthTests {
  /// Plants that save more than they cost, and load that goes without where they are missing.
  private static func study(_ growth: String, existing: String = "") -> String {
    """
    gigawatt: 1
    discount: 7 %/year
    today: 2028
    years: [2030, 2035]
    horizon: 2040
    resolution: 24 h
    load: 100 MW
    unserved: 1000 USD/MWh
    supplies:
      gas: {like: geothermal, overnight cost: 1300 USD/kW, fixed O&M: 15 USD/kW-yr, variable O&M: 90 USD/MWh, life: 30 years, construction time: 0 years, lead time: 0 years, availability: 100 %, emission factor: 0.4 t/MWh, growth: \(growth)\(existing)}
    """
  }

  private static let paths: [(growth: String, existing: String, exact: [Double])] = [
    ("10 MW/year", "", [20, 70]),
    ("{2030: 10 MW/year, 2035: 4 MW/year}", "", [20, 40]),
    ("30 MW/year", "", [60, 100]),
    ("{rate: 20 %/year, from: 10 MW}", "", [10, 34.8832]),
    ("{rate: 20 %/year, from: 10 MW}", ", existing: 5 MW", [17.2, 52.799104]),
    ("{rate: 0 %/year, from: 10 MW}", "", [10, 20]),
  ]

  /// Two years of building before 2030, five before 2035.
  @Test(arguments: paths)
  func capacityGrows(_ growth: String, _ existing: String, _ exact: [Double]) throws {
    let planned = try Planned(Self.study(growth, existing: existing))
    for (stage, exact) in exact.enumerated() {
      #expect(isClose(try planned.capacity("gas", stage).amount, exact, 1e-7))
    }
    #expect(try #require(planned.plan.certificate.dualityDifference) < 1e-7)
  }

  /// The worth of crews is what the plan gains by a few more.
  @Test(arguments: ["R MW/year", "{rate: 20 %/year, from: R MW}"])
  func worthIsADifference(_ growth: String) throws {
    func plan(_ rate: Double) throws -> Planned {
      try Planned(Self.study(growth.replacing("R", with: "\(rate)")))
    }
    let (few, more) = (try plan(10), try plan(10.25))
    let read = GrowthReader(campuses: few.study.campuses, fleet: nil, plan: few.plan).answer()
    let answer = try #require(read.first)
    let worth = answer.stages.reduce(0) { $0 + ($1.worth ?? 0) }
    #expect(worth > 0)
    #expect(isClose(more.plan.value - few.plan.value, 0.25 * worth, 1e-9))
    for stage in answer.stages { #expect(isClose(stage.used, stage.most, 1e-7)) }
  }

  /// Crews that have less to do than they could are worth nothing.
  @Test func idleCrewsAreWorthNothing() throws {
    let planned = try Planned(Self.study("1 GW/year"))
    let answer = GrowthReader(
      campuses: planned.study.campuses, fleet: nil, plan: planned.plan
    ).answer()
    for stage in answer[0].stages {
      #expect(stage.used < stage.most && abs(stage.worth ?? 0) < 1e-6)
    }
  }

  private static let fleet = Fleets.twoSites
    .replacing("maximum: 30 MW", with: "maximum: 30 MW, growth: 4 MW/year")
    .replacing(
      "halls: {overnight cost: 10000 USD/kW",
      with: "halls: {growth: {rate: 60 %/year, from: 5 MW}, overnight cost: 10000 USD/kW"
    )
    .replacing("{import: 50 MW", with: "{growth: 3 MW/year, import: 50 MW")
    .replacing("  gas: {like", with: "  gas: {growth: 20 MW/year, like")

  @Test func fleetsGrow() throws {
    let planned = try PlannedFleet(Self.fleet)
    let answers = GrowthReader(
      campuses: planned.study.campuses, fleet: planned.study.fleet, plan: planned.plan
    ).answer()
    #expect(answers.map(\.name) == ["gas", "halls", "gas", "grid connection", "halls"])
    for stage in answers.flatMap(\.stages) {
      #expect(stage.used <= stage.most * (1 + 1e-7) + 1e-7)
      #expect((stage.worth ?? 0) >= -1e-6)
    }
    #expect(answers.contains { $0.stages.contains { ($0.worth ?? 0) > 1 } })
    #expect(isClose(planned.worth, planned.plan.value, 1e-7))
    #expect(try #require(planned.plan.certificate.dualityDifference) < 1e-7)
    let decomposed = try PlannedFleet(Self.fleet, engine: .decomposed, gap: 1e-5)
    #expect(abs(planned.plan.value - decomposed.plan.value) <= 2e-5 * abs(planned.plan.value))
  }

  /// Crews may come and go with the futures; a rate is the same in all.
  @Test func crewsDifferByFuture() throws {
    let study = Fleets.onTree.replacing(
      "PUE: 1.25", with: "PUE: 1.25, growth: 4 MW/year")
    let fewer = study.replacing(
      "scale: {products.chat.volume: 0.4}", with: "scale: {halls.growth: 0.5}")
    let planned = try PlannedFleet(fewer)
    let answer = GrowthReader(
      campuses: planned.study.campuses, fleet: planned.study.fleet, plan: planned.plan
    ).answer()
    #expect(answer[0].stages.contains { isClose($0.most, 2) || isClose($0.most, 1) })
    let rates = study.replacing("growth: 4 MW/year", with: "growth: {rate: 20 %/year, from: 5 MW}")
      .replacing("scale: {products.chat.volume: 0.4}", with: "scale: {halls.growth.rate: 0.5}")
    let lines = rates.split(separator: "\n", omittingEmptySubsequences: false)
    refusal(
      of: rates, at: lines.firstIndex(of: "uncertain:").map { $0 + 1 },
      with: "must be the same in all futures")
  }
}
