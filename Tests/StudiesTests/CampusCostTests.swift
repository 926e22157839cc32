import Catalog
import Chains
import Finance
import Foundation
import Studies
import Testing

/// Money: closed forms, and every dollar of a plan's value in one of its causes.
@Suite struct CampusCosts {
  @Test(arguments: [(0.07, 20.0, 0.09439), (0.07, 25, 0.08581), (0, 20, 0.05), (0.1, 1, 1.1)])
  func capitalRecovery(_ rate: Double, _ years: Double, _ factor: Double) {
    #expect(abs(capitalRecoveryFactor(rate: rate, years: years) - factor) < 1e-5)
  }

  /// Spending evenly over N years compounds to the start: (1/N) ∫ (1 + r)^s ds, here by midpoints.
  @Test(arguments: [(0.07, 3.0), (0.05, 8), (0.12, 0.5)])
  func interestDuringConstruction(_ rate: Double, _ years: Double) {
    let parts = 20_000
    let sum = (0..<parts).reduce(0.0) {
      $0 + pow(1 + rate, (Double($1) + 0.5) / Double(parts) * years)
    }
    let factor = constructionFactor(rate: rate, years: years)
    #expect(isClose(factor, sum / Double(parts), 1e-8))
    #expect(factor > 1)
    #expect(constructionFactor(rate: 0, years: years) == 1)
    #expect(constructionFactor(rate: rate, years: 0) == 1)
  }

  @Test(arguments: [Campuses.plain, Campuses.pathway])
  func causesAddUpToTheValue(_ text: String) throws {
    let planned = try Planned(text)
    var worth = 0.0
    for (index, stage) in planned.answer.stages.enumerated() {
      let sum = stage.costs.reduce(0) { $0 + $1.amount }
      #expect(isClose(sum, stage.annualCost, 1e-9))
      #expect(stage.costs.count >= 3)
      // A year's costs recur at the start of each year of the stage.
      let years = (0..<Int(stage.years)).map { pow(1.07, -Double($0)) }.reduce(0, +)
      worth += sum * years * pow(1.07, -Double(stage.year - planned.answer.stages[0].year))
      #expect(index == 0 || stage.year > planned.answer.stages[index - 1].year)
    }
    #expect(isClose(worth, -planned.plan.value))
    #expect(isClose(worth, planned.answer.cost))
  }

  /// A study may add processes of its own; what they earn in money is part of the year's cost.
  @Test func ownProcessesCount() throws {
    let planned = try Planned.year(
      """
      supplies:
      \(Plants.gas)
      resources: {hydrogen: {unit: t}}
      processes:
        electrolyse: {takes: {electricity: 50}, gives: {hydrogen: 1}, limit: 0.5}
        sell hydrogen:
          takes: {hydrogen: 1}
          recurs: true
          steps: [{width: 1000, gives: {USD: 9000}}, {gives: {USD: 10}}]
      """)
    #expect(isClose(planned.cost(.own, "sell hydrogen"), -9_000_000))
    let sum = planned.answer.stages[0].costs.reduce(0) { $0 + $1.amount }
    #expect(isClose(sum, -planned.plan.value))
  }

  @Test func oneYearIsAnnual() throws {
    let planned = try Planned.year("supplies:\n\(Plants.gas)", step: "12 h")
    let crf = 0.07 / (1 - pow(1.07, -30))
    #expect(planned.answer.isAnnual)
    #expect(isClose(planned.cost(.capital, "gas"), 100 * 1_300_000 * crf))
    #expect(isClose(planned.cost(.fixed, "gas"), 100 * 15_000))
    #expect(isClose(planned.cost(.variable, "gas"), 876_000 * 90))
    #expect(isClose(planned.answer.cost, 100 * (1_300_000 * crf + 15_000) + 876_000 * 90))
    #expect(isClose(planned.answer.costPerMegawattHour, planned.answer.cost / 876_000))
  }

  @Test(arguments: [
    ("{2030: 1000 USD/kW, 2040: 2000 USD/kW}", 2034, 1400.0),
    ("{2030: 1000 USD/kW, 2040: 2000 USD/kW}", 2028, 1000),
    ("{2030: 1000 USD/kW, 2040: 2000 USD/kW}", 2050, 2000), ("1500 USD/kW", 2034, 1500),
  ])
  func costsByYearInterpolate(_ cost: String, _ year: Int, _ expected: Double) throws {
    let study = try read(
      """
      gigawatt: 1
      discount: 7 %/year
      year: \(year)
      load: 1 MW
      supplies: {geothermal: {overnight cost: \(cost), life: 25 years, construction time: 0 years}}
      """)
    let charge = try #require(study.campus?.supplies.first?.charge.first)
    #expect(isClose(charge, expected * 1000 * 0.07 / (1 - pow(1.07, -25))))
  }

  @Test func constructionTimeAddsInterest() throws {
    func charge(_ years: Int) throws -> Double {
      let study = try read(
        "gigawatt: 1\ndiscount: 7 %/year\nyear: 2030\nload: 1 MW\nsupplies: {geothermal: "
          + "{overnight cost: 5000 USD/kW, life: 30 years, construction time: \(years) years}}")
      return try #require(study.campus?.supplies.first?.charge.first)
    }
    let interest = (pow(1.07, 4) - 1) / (4 * log(1.07))
    #expect(isClose(try charge(4) / (try charge(0)), interest))
  }

  @Test func moneyOfOtherYears() throws {
    func charge(_ unit: String) throws -> Double {
      let study = try read(
        "gigawatt: 1\nmoney: 2025 USD\ndiscount: 7 %/year\nyear: 2030\nload: 1 MW\n"
          + "supplies: {geothermal: {overnight cost: 2000 \(unit)/kW}}")
      return try #require(study.campus?.supplies.first?.charge.first)
    }
    let rise = try Catalog.standard.inflate(1, from: 2022, to: 2025)
    #expect(rise > 1.05 && rise < 1.2)
    #expect(isClose(try charge("USD2022") / (try charge("USD")), rise))
    #expect(isClose(try charge("USD2025"), try charge("USD")))
  }

  @Test func equalStagesCostTheSameAsOne() throws {
    let supplies = "supplies:\n\(Plants.gas)\n\(Plants.solar)"
    let one = try Planned.year(supplies, step: "12 h")
    let two = try Planned.pathway(supplies)
    #expect(isClose(one.answer.costPerMegawattHour, two.answer.costPerMegawattHour))
    for stage in 0...1 {
      #expect(isClose(two.answer.stages[stage].annualCost, one.stage.annualCost))
    }
    #expect(try two.capacity("gas", 1).added < 1e-6)
  }

  /// What a plan builds late costs as much a year as what it builds early.
  @Test func lifeEndsAndIsRenewed() throws {
    let short = Plants.gas.replacing("life: 30 years", with: "life: 5 years")
    let planned = try Planned.pathway("supplies:\n\(short)")
    #expect(isClose(try planned.capacity("gas", 0).added, 100))
    #expect(isClose(try planned.capacity("gas", 1).added, 100))
    #expect(isClose(try planned.capacity("gas", 1).amount, 100))
    #expect(isClose(planned.cost(.capital, "gas", 0), planned.cost(.capital, "gas", 1)))
  }

  /// The bench of the repository's data folder, case a: PyPSA 1.4 with HiGHS.
  @Test(
    .tags(.slow), .enabled(if: ProcessInfo.processInfo.environment["GIGAWATT_SLOW"] != nil),
    .enabled(if: FileManager.default.fileExists(atPath: benchFolder + "solar_1y.csv")))
  func bench() throws {
    let supplies = [Plants.solar, Plants.gas, Plants.battery].joined(separator: "\n")
      .replacing("sun.csv", with: "solar_1y.csv, column: solar").replacing(
        "0.5 %/h", with: "0.01 %/h")
    let text = "gigawatt: 1\ndiscount: 7 %/year\nyear: 2030\nload: 100 MW\nsupplies:\n\(supplies)\n"
    let study = try Study.parse(text, file: "bench", folder: Self.benchFolder)
    let plan = try plan(study)
    #expect(isClose(-plan.value, 75_297_937.1268))
    let answer = CampusReader(campus: try #require(study.campus), plan: plan).answer()
    let sizes = [365.5118, 68.4212, 1098.0162]
    for (name, size) in zip(["solar", "gas", "battery energy"], sizes) {
      let found = answer.stages[0].capacities.first { $0.name == name }?.amount
      #expect(isClose(try #require(found), size, 1e-4), "\(name)")
    }
  }

  static let benchFolder = Repository.root.appending(path: "../shared/data/bench/").path()
}
