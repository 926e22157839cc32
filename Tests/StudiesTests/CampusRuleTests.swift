import Chains
import Planning
import Studies
import Testing

/// What a plan of a campus must respect in every hour and over the year.
@Suite struct CampusRules {
  static let three = [Plants.solar, Plants.gas, Plants.battery].joined(separator: "\n")

  @Test func energyBalance() throws {
    let planned = try Planned.year(
      "supplies:\n\(Self.three)", load: "{shape: {file: shape.csv}, peak: 100 MW}")
    let series = planned.reader.hourlySeries(stage: 0)
    let load = try #require(series.first { $0.role == .load }).values
    let price = try #require(series.first { $0.role == .price }).values
    var tight = 0
    for step in load.indices {
      let supply = series.filter { $0.role == .supply }.reduce(0) { $0 + $1.values[step] }
      let use = series.filter { $0.role == .use }.reduce(0) { $0 + $1.values[step] }
      #expect(supply - use >= load[step] - 1e-5)
      // What has a price is not thrown away.
      if price[step] > 1e-4 {
        tight += 1
        #expect(abs(supply - use - load[step]) < 1e-5)
      }
    }
    #expect(tight > load.count / 4)
    #expect(try planned.capacity("solar").amount > 50)
    #expect(try planned.capacity("battery energy").amount > 10)
  }

  @Test func emissionsCap() throws {
    let lines = "supplies:\n\(Plants.gas)\n\(Plants.steam)\nemissions: {cap: 100 kt/year}"
    let planned = try Planned.year(lines, step: "12 h")
    #expect(isClose(planned.stage.emissions, 100_000))
    let price = try #require(planned.plan.price("emission cap", at: "2030")).amount
    // The dearer plant replaces 0.4 t/MWh: the price is the difference of the full costs.
    let crf = 0.0805864
    let steam = 5 + (12_000_000 * crf + 100_000) / 8760
    let gas = 90 + (1_300_000 * crf + 15_000) / 8760
    #expect(isClose(abs(price), (steam - gas) / 0.4, 1e-4), "\(price)")
    #expect(price > 0)
  }

  @Test func carbonPrice() throws {
    let planned = try Planned.year(
      "supplies:\n\(Plants.gas)\nemissions: {price: 50 USD/t}", step: "12 h")
    #expect(isClose(planned.cost(.emissions, "gas"), 876_000 * 0.4 * 50))
    #expect(isClose(planned.stage.emissions, 876_000 * 0.4))
  }

  @Test(arguments: [0.3, 0.7]) func annualCleanShare(_ share: Double) throws {
    let lines = "supplies:\n\(Plants.gas)\n\(Plants.steam)\nclean: {share: \(100 * share) %}"
    let planned = try Planned.year(lines, step: "12 h")
    #expect(isClose(try planned.energy("steam"), share * 876_000))
    #expect(isClose(planned.stage.cleanShare, share))
  }

  /// What a store loses is not clean energy delivered: burning sun in a battery does not help.
  @Test func lossesAreNotClean() throws {
    let lines = """
      supplies:
      \(Plants.solar)
      \(Plants.battery)
      \(Plants.gas)
      clean: 60 %
      """
    let planned = try Planned.year(lines)
    #expect(try planned.energy("gas") <= 0.4 * 876_000 + 1)
    #expect(planned.stage.cleanShare >= 0.6 - 1e-9)
  }

  /// Bought and sold again in one hour, grid energy makes nothing cleaner.
  @Test func reExportIsNotClean() throws {
    let lines = """
      supplies:
      \(Plants.gas)
      grid: {import: 300 MW, export: 300 MW, price: 100 USD/MWh, export price: 99 USD/MWh, clean share: 50 %}
      clean: 60 %
      """
    // Half of what is bought is clean, so no amount of trade reaches 60 % of the load.
    #expect(throws: PlanningError.self) { _ = try Planned.year(lines, step: "12 h") }
  }

  /// Clean energy that is exported counts by the year, and not by the hour.
  @Test func hourlyCleanShare() throws {
    let lines = """
      supplies:
      \(Plants.solar.replacing("sun.csv", with: "price.csv, scale: 0.0125"))
      \(Plants.gas)
      grid: {import: 0 MW, export: 500 MW, price: 200 USD/MWh, export price: 1 USD/MWh}
      clean: {share: 80 %, matching: %}
      """
    func planned(_ matching: String) throws -> Planned {
      try Planned.year(lines.replacing("matching: %", with: "matching: \(matching)"), step: "12 h")
    }
    let annual = try planned("annual")
    let hourly = try planned("hourly")
    #expect(try annual.energy("solar") >= 0.8 * 876_000 - 1)
    #expect(try hourly.energy("gas") <= 0.2 * 876_000 + 1)
    #expect(hourly.answer.cost >= annual.answer.cost - 1)
  }

  @Test(arguments: [0.99, 0.9]) func firmness(_ share: Double) throws {
    let planned = try Planned.year(
      "supplies:\n\(Plants.gas)\nfirmness: \(100 * share) %",
      load: "{shape: {file: shape.csv}, peak: 100 MW}")
    #expect(isClose(planned.stage.unserved, (1 - share) * planned.stage.load))
    #expect(isClose(planned.stage.served, share * planned.stage.load))
    #expect(planned.stage.unservedHours > 0)
    #expect(try planned.capacity("gas").amount < 99)
  }

  @Test func unservedAtItsValue() throws {
    let planned = try Planned.year("supplies:\n\(Plants.gas)\nunserved: 50 USD/MWh", step: "12 h")
    #expect(isClose(planned.stage.unserved, 876_000))
    #expect(isClose(planned.cost(.unserved, "load"), 876_000 * 50))
    #expect(planned.stage.costPerMegawattHour == 0)
  }

  @Test func curtailable() throws {
    let lines = """
      supplies:
      \(Plants.gas)
      curtailable:
        - {share: 10 %, value: 20 USD/MWh, at most: 1 %}
        - {share: 5 %, value: 30 USD/MWh}
      """
    let planned = try Planned.year(lines, step: "12 h")
    #expect(isClose(planned.stage.curtailedLoad, 0.06 * 876_000))
    #expect(isClose(planned.cost(.curtailedLoad, "load"), 876_000 * (0.01 * 20 + 0.05 * 30)))
    let first = try planned.hours("curtail load, step 1")
    #expect(first.allSatisfy { $0 <= 10 + 1e-6 })
  }

  @Test func exports() throws {
    let lines = """
      supplies:
      \(Plants.steam.replacing("overnight cost: 12000", with: "overnight cost: 1000"))
      grid: {import: 20 MW, export: 30 MW, price: 60 USD/MWh, export price: 55 USD/MWh, connection cost: 100 USD/kW, emission factor: 0}
      """
    #expect(throws: StudyError.self) { try Planned.year(lines) }
    let planned = try Planned.year(
      lines.replacing("emission factor: 0", with: "emission factor: 0 t/MWh"), step: "12 h")
    let sold = try planned.hours("sell to grid")
    #expect(sold.allSatisfy { abs($0 - 30) < 1e-6 })
    #expect(isClose(planned.cost(.exports, "grid"), -30.0 * 8760 * 55))
    #expect(isClose(try planned.capacity("grid connection").amount, 30))
    #expect(isClose(try planned.capacity("steam").amount, 130))
    #expect(isClose(planned.cost(.connection, "grid"), 30 * 100_000 * 0.0805864, 1e-5))
  }

  @Test func gridEnergyAtTheHoursPrice() throws {
    let lines = """
      grid: {import: 100 MW, price: {file: price.csv, unit: USD/MWh}, delivery: 8 USD/MWh, connection cost: 0 USD/kW, emission factor: 0.5 t/MWh}
      """
    let planned = try Planned.year(lines)
    #expect(isClose(planned.cost(.grid, "grid"), 876_000 * 58))
    #expect(isClose(planned.stage.emissions, 438_000))
    let prices = try #require(planned.stage.price)
    #expect(isClose(prices.mean, 58) && isClose(prices.minimum, 28) && isClose(prices.maximum, 88))
  }

  @Test func noPlanNamesWhatIsShort() throws {
    let study = try read(
      "gigawatt: 1\ndiscount: 7 %/year\nyear: 2030\nresolution: 12 h\nload: 100 MW\n"
        + "supplies: {ccgt: {maximum: 40 MW}}")
    let error = #expect(throws: PlanningError.self) { try plan(study) }
    let text = error?.description ?? ""
    #expect(text.contains("2030"), "\(text)")
    #expect(text.contains("electricity") || text.contains("largest ccgt"), "\(text)")
  }
}
