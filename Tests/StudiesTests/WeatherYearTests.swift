import Chains
import Foundation
import Planning
import Studies
import TestSupport
import Testing

/// Weather files of three years and dated series in a temporary folder, written once.
enum Years {
  static let folder: String = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gigawatt-years-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    } catch {
      Issue.record("the fixture folder cannot be written: \(error)")
    }
    return folder.path() + "/"
  }()

  /// Hours of a year of 365 days as month, day and hour.
  static let calendar: [(month: Int, day: Int, hour: Int)] = {
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return days.enumerated().flatMap { month, count in
      (1...count).flatMap { day in (0..<24).map { (month + 1, day, $0) } }
    }
  }()

  static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  /// Wind at 100 m in steady blows: `speed` for half of each six days, little in the other half.
  static func wind(_ year: Int, speed: Double, zone: Int = -6) -> String {
    var text = """
      SiteID,1,Site Timezone,-6,Data Timezone,\(zone),Longitude,-101.9,Latitude,35.2
      Year,Month,Day,Hour,Minute,wind speed at 100m (m/s)

      """
    for (hour, time) in calendar.enumerated() {
      let blows = hour / 72 % 2 == 0
      text += "\(year),\(time.month),\(time.day),\(time.hour),30,\(blows ? speed : 4)\n"
    }
    return text
  }

  /// A dated series: the hour's number, or 20 by day and 80 by night.
  static func dated(_ years: [Int], head: String, _ value: (Int, Int) -> String) -> String {
    var text = head + "\n"
    for year in years {
      for (hour, time) in calendar.enumerated() {
        text += "\(year)-\(two(time.month))-\(two(time.day)) \(two(time.hour)):00,"
        text += value(year, hour) + "\n"
      }
    }
    return text
  }

  private static var files: [(String, String)] {
    [
      ("w2011.csv", wind(2011, speed: 12)), ("w2012.csv", wind(2012, speed: 9)),
      ("w2013.csv", wind(2013, speed: 7)), ("utc2013.csv", wind(2013, speed: 7, zone: 0)),
      (
        "price.csv",
        dated([2011, 2013], head: "cst_hour_start,price") { year, hour in
          "\(year == 2011 ? 50 : 70)"
        }
      ),
      (
        "one.csv",
        dated([2013], head: "utc_hour_start,price_eur_per_MWh") { _, hour in "\(hour)" }
      ),
      (
        "carbon.csv",
        dated([2013], head: "cst_hour_start,gCO2/kWh") { _, hour in
          "\(hour % 24 < 12 ? 200 : 600)"
        }
      ),
      (
        "margin.csv",
        dated([2013], head: "cst_hour_start,t") { _, hour in "\(hour == 5 ? -0.1 : 0.5)" }
      ),
      ("half.csv", "x\n" + (0..<17_520).map { "\($0 % 2)" }.joined(separator: "\n") + "\n"),
    ]
  }

  static func parse(_ text: String) throws(StudyError) -> Study {
    try Study.parse(text, file: "study.yaml", folder: folder)
  }

  static func refusal(_ text: String) -> [String] {
    do {
      _ = try parse(text)
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  /// 100 MW of load, wind, a battery and a dear plant, in steps of a day.
  static func island(_ weather: String, step: String = "24 h") -> String {
    """
    gigawatt: 1
    discount: 7 %/year
    year: 2030
    resolution: \(step)
    load: 100 MW
    weather: \(weather)
    supplies:
      wind: {overnight cost: 1500 USD/kW, fixed O&M: 30 USD/kW-yr, life: 30 years, construction time: 0 years}
      gas: {like: geothermal, overnight cost: 900 USD/kW, fixed O&M: 15 USD/kW-yr, variable O&M: 60 USD/MWh, life: 30 years, construction time: 0 years, availability: 100 %, emission factor: 0.4 t/MWh, clean: false}
      battery: {power cost: 150 USD/kW, energy cost: 20 USD/kWh, fixed O&M: 2 USD/kW-yr, energy fixed O&M: 0 USD/kWh-yr, life: 15 years, construction time: 0 years, availability: 100 %, charge efficiency: 95 %, discharge efficiency: 95 %, standing loss: 0 %/h}
    """
  }

  static func cost(_ weather: String) throws -> Double {
    let study = try parse(island(weather))
    let plan = try DirectEngine().plan(study.chain)
    let campus = try #require(study.campus)
    return CampusReader(campus: campus, plan: plan).answer().cost
  }
}

@Suite("weather years")
struct WeatherYearTests {
  @Test func yearsFollowEachOther() throws {
    let campus = try #require(
      try Years.parse(
        Years.island("[w2011.csv, {file: w2012.csv, weight: 2}, {wind: w2013.csv}]")
      ).campus)
    #expect(campus.clock.count == 3 * 365)
    #expect(campus.clock.cycles == 3)
    #expect(campus.clock.cycle == 365)
    #expect(abs(campus.clock.totalHours - 8760) < 1e-6)
    #expect(campus.weatherYears == ["2011", "2012", "2013"])
    #expect(campus.clock.hours(at: 0) == 6 && campus.clock.hours(at: 365) == 12)
    let profile = campus.supplies.compactMap { supply -> [Double]? in
      if case .renewable(let profile) = supply.kind { return profile }
      return nil
    }
    #expect(profile.first?.count == 1095)
    #expect((profile.first?[0] ?? 0) > (profile.first?[365] ?? 0))
  }

  @Test("the same year twice is the same plan")
  func twice() throws {
    let once = try Years.cost("w2012.csv")
    let twice = try Years.cost("[w2012.csv, {file: w2012.csv, weight: 3}]")
    #expect(isClose(once, twice, 1e-7))
  }

  @Test("a weight of two is the year twice; a plan for all costs more than the mean of the plans")
  func weights() throws {
    let weighted = try Years.cost("[w2011.csv, {file: w2013.csv, weight: 2}]")
    let listed = try Years.cost("[w2011.csv, w2013.csv, w2013.csv]")
    #expect(isClose(weighted, listed, 1e-7))
    let apart = (try Years.cost("w2011.csv") + 2 * (try Years.cost("w2013.csv"))) / 3
    #expect(weighted > apart * 1.0001)
  }

  @Test("both engines find the same plan for weighted years")
  func engines() throws {
    let study = try Years.parse(Years.island("[w2011.csv, {file: w2013.csv, weight: 2}]"))
    let direct = try DirectEngine().plan(study.chain)
    let blocks = try DecomposedEngine().plan(study.chain)
    // The decomposed engine stops at a relative gap of 1e-4.
    #expect(isClose(direct.value, blocks.value, 2e-4))
  }

  @Test("29 February kept: a year of 8,784 hours, everywhere")
  func leapYear() throws {
    var text = "id,site_tz,data_tz,site_lat,site_lon,wind_speed_100m Units\n1,-6,-6,35,-100,m/s\n"
    text += "time,wind_speed_100m\n"
    for day in 0..<366 {
      let date = Calendar(identifier: .gregorian).date(
        from: DateComponents(timeZone: .gmt, year: 2024, month: 1, day: 1 + day, hour: 12))
      let stamp = try #require(date).formatted(.iso8601.year().month().day())
      for hour in 0..<24 { text += "\(stamp) \(Years.two(hour)):00:00,\(day == 59 ? 12 : 6)\n" }
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: Years.folder + "leap.csv"))
    let study = try Years.parse(
      Years.island("{file: leap.csv, leap day: keep}").replacing(
        "load: 100 MW", with: "load: 10 MW"))
    let campus = try #require(study.campus)
    #expect(campus.clock.count == 366 && campus.hasLeapDay)
    #expect(campus.demand[0] == 87_840)
    guard case .renewable(let profile) = campus.supplies[0].kind else {
      Issue.record("wind expected")
      return
    }
    #expect(profile.firstIndex(of: profile.max() ?? 0) == 59)
    let answer = CampusReader(campus: campus, plan: try DirectEngine().plan(study.chain)).answer()
    #expect(answer.stages[0].hours == 8784)
    let reader = CampusReader(campus: campus, plan: try DirectEngine().plan(study.chain))
    #expect(reader.stamp(step: 59) == "29 Feb 00:00")
    let dropped = try Years.parse(Years.island("leap.csv"))
    #expect(dropped.campus?.clock.count == 365)
  }

  @Test("a store ends each weather year as it began it")
  func storesAreCircles() throws {
    // With a cheap store and a dear plant the lulls of three days are bridged.
    let text = Years.island("[w2011.csv, w2013.csv]")
      .replacing("energy cost: 20 USD", with: "energy cost: 2 USD")
      .replacing("variable O&M: 60 USD", with: "variable O&M: 300 USD")
    let study = try Years.parse(text)
    let plan = try DirectEngine().plan(study.chain)
    let level = try #require(plan.stock("battery level", at: "2030")).hourly
    let charge = try #require(plan.activity("charge battery", at: "2030")).hourly
    let discharge = try #require(plan.activity("discharge battery", at: "2030")).hourly
    #expect(level.max() ?? 0 > 1)
    for year in 0..<2 {
      // 24 h of each step; the balance of the year alone.
      let steps = (365 * year)..<(365 * (year + 1))
      let stored = steps.reduce(0.0) { $0 + 24 * (0.95 * charge[$1] - discharge[$1] / 0.95) }
      #expect(abs(stored) < 1e-3 * (level.max() ?? 1))
    }
  }

  @Test(
    "what a list cannot say is refused",
    arguments: [
      ("[]", "a weather file"), ("{2028: w2011.csv, 2031: w2012.csv}", "by the stage of a pathway"),
      ("[{file: w2011.csv, weight: 0}]", "a weight above 0"),
      ("[{file: w2011.csv, leap day: keep}]", "weather years are of equal length"),
      ("{file: w2011.csv, weight: 2}", "unknown key “weight”"),
      ("{file: w2011.csv, year: 2012}", "expected the year 2012"),
      ("{file: w2011.csv, wind: w2012.csv}", "either `file` or `wind`"),
      ("{file: w2011.csv, years: [2011, 2011]}", "each year once"),
      ("[w2011.csv, w2099.csv]", "w2099.csv"),
    ])
  func refused(weather: String, words: String) {
    let errors = Years.refusal(Years.island(weather))
    #expect(errors.contains { $0.contains(words) }, "\(errors)")
    #expect(errors.allSatisfy { $0.contains("study.yaml:") })
  }

  @Test("steps of half an hour, and the zone of the site")
  func fineSteps() throws {
    let campus = try #require(
      try Years.parse(
        """
        gigawatt: 1
        discount: 7 %/year
        year: 2030
        resolution: 30 min
        site: {name: x, zone: America/Chicago}
        load: {shape: {file: half.csv}, peak: 10 MW}
        grid: {import: 20 MW, connection cost: 0 USD/kW, price: {file: price.csv, year: 2011}}
        """
      ).campus)
    #expect(campus.clock.count == 17_520 && campus.clock.step == 0.5)
    #expect(campus.site.utcOffset == -6)
    #expect(campus.load[0][0] == 0 && campus.load[0][1] == 10)
    #expect(campus.grid?.price.count == 17_520)
    #expect(abs(campus.demand[0] - 43_800) < 1e-6)
  }
}

@Suite("dated series in studies")
struct DatedSeriesTests {
  static func grid(_ price: String, _ emissions: String = "0.4 t/MWh", more: String = "") -> String
  {
    """
    gigawatt: 1
    discount: 7 %/year
    year: 2030
    resolution: 12 h
    site: {name: x, zone: UTC-6}
    load: 100 MW
    grid: {import: 200 MW, connection cost: 0 USD/kW, price: \(price), emission factor: \(emissions)}
    \(more)
    """
  }

  @Test("each weather year takes its own year of prices")
  func byYear() throws {
    let text = Years.island("[w2011.csv, w2013.csv]").replacing(
      "supplies:",
      with: """
        grid: {import: 10 MW, connection cost: 0 USD/kW, emission factor: 0.4 t/MWh, price: {file: price.csv}}
        supplies:
        """)
    let grid = try #require(try Years.parse(text).campus?.grid)
    #expect(grid.price.prefix(365).allSatisfy { $0 == 50 })
    #expect(grid.price.dropFirst(365).allSatisfy { $0 == 70 })
    let other = Years.refusal(text.replacing("w2013.csv", with: "w2012.csv"))
    #expect(other.contains { $0.contains("none of them the weather year 2012") })
  }

  @Test(
    "refusals name what to write",
    arguments: [
      ("{file: price.csv}", "write which, such as `year: 2011`"),
      ("{file: price.csv, year: 2012}", "a value for 2012-01-01 00:00"),
      ("{file: one.csv}", "seems to be in EUR; write `unit: EUR/MWh`"),
      ("{file: one.csv, unit: EUR/MWh}", "expected an exchange rate for EUR"),
      ("{file: one.csv, unit: USD/MWh, exchange rate: 1.1 USD/EUR}", "has no effect without"),
      ("{file: one.csv, unit: EUR/MWh, exchange rate: 1.1 EUR/USD}", "a rate such as 1.1 USD/EUR"),
      ("{file: one.csv, unit: EUR/MW, exchange rate: 1.1 USD/EUR}", "unit"),
      ("{file: half.csv, zone: UTC}", "a column of stamps"),
      ("{file: half.csv, year: 2013}", "has no column of stamps"),
      ("{file: price.csv, zone: Chicago, year: 2011}", "a time zone such as UTC"),
      ("{file: price.csv, gaps: 3 MW, year: 2011}", "gap"),
      ("{file: price.csv, gaps: {week before: 3 h}}", "unknown key “week before”"),
      ("{file: price.csv, doubled: third}", "expected what to do with a moment that comes twice"),
    ])
  func refused(price: String, words: String) {
    let errors = Years.refusal(Self.grid(price))
    #expect(errors.contains { $0.contains(words) }, "\(errors)")
  }

  @Test("prices of a kWh or of cents are asked about")
  func units() throws {
    for (scale, isOdd) in [("0.001", true), ("1", false), ("100", true)] {
      let study = try Years.parse(Self.grid("{file: price.csv, year: 2011, scale: \(scale)}"))
      #expect(study.warnings.contains { $0.message.contains("is the `unit` right?") } == isOdd)
    }
  }

  @Test func exchanged() throws {
    let study = try Years.parse(
      Self.grid("{file: one.csv, unit: EUR/MWh, exchange rate: 1.25 USD/EUR, scale: 2}"))
    let grid = try #require(study.campus?.grid)
    // Hours 6 to 17 of UTC are the first half day of local time.
    #expect(abs(grid.price[0] - 2.5 * 11.5) < 1e-9)
    #expect(study.warnings.contains { $0.message.contains("6 h that stand over") })
    #expect(study.campus?.inputs.contains { $0.name == "exchange rate of EUR" } == true)
  }

  @Test("a price of emissions follows the hour's factor, and so does the cap")
  func hourlyEmissions() throws {
    let carbon = "{file: carbon.csv, unit: g/kWh, kind: average}"
    let priced = try Planner(Self.grid("50 USD/MWh", carbon, more: "emissions: {price: 100 USD/t}"))
    // Half of the energy at 0.2 t/MWh and half at 0.6.
    let energy = 100.0 * 8760
    #expect(isClose(priced.answer.stages[0].emissions, 0.4 * energy))
    #expect(isClose(priced.answer.cost, (50 + 40) * energy))
    let grid = try #require(priced.campus.grid)
    #expect(grid.emissions[0] == 0.2 && grid.emissions[1] == 0.6)
    // Gas at 80 USD/MWh and 0.3 t/MWh replaces just as many of the dirty hours as the cap asks for.
    let gas = """
      emissions: {cap: 306600 t/year}
      supplies:
        gas: {like: geothermal, overnight cost: 0 USD/kW, fixed O&M: 0 USD/kW-yr, variable O&M: 80 USD/MWh, life: 30 years, construction time: 0 years, availability: 100 %, emission factor: 0.3 t/MWh, clean: false}
      """
    let capped = try Planner(Self.grid("50 USD/MWh", carbon, more: gas))
    #expect(isClose(capped.answer.stages[0].emissions, 306_600))
    // 43,800 t less at 0.3 t/MWh less for each MWh of gas.
    let swapped = 43_800 / 0.3
    #expect(isClose(capped.answer.cost, 50 * energy + 30 * swapped))
  }

  @Test func marginalFactorsMayBeNegative() throws {
    let errors = Years.refusal(Self.grid("50 USD/MWh", "{file: margin.csv, unit: t/MWh}", more: ""))
    #expect(errors.isEmpty)
    let fine = Self.grid("50 USD/MWh", "{file: margin.csv, unit: t/MWh}").replacing(
      "resolution: 12 h", with: "resolution: 1 h")
    #expect(Years.refusal(fine).contains { $0.contains("kind: marginal") })
    let marginal = fine.replacing("unit: t/MWh", with: "unit: t/MWh, kind: marginal")
    #expect(try Years.parse(marginal).campus?.grid?.emissions[5] == -0.1)
  }

  /// A plan of a study whose files are those of `Years`.
  struct Planner {
    var campus: Campus
    var answer: CampusAnswer

    init(_ text: String) throws {
      let study = try Years.parse(text)
      campus = try #require(study.campus)
      answer = CampusReader(campus: campus, plan: try DirectEngine().plan(study.chain)).answer()
    }
  }
}
