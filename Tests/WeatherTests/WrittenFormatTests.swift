import Foundation
import Testing

@testable import Weather

/// One year written in every format comes back as the same year.
@Suite("the same year in every format", .tags(.parsing))
struct WrittenFormatTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    var name: String
    var format: String
    /// Half of the last digit: of irradiance, temperature and wind.
    var light: Double?
    var air: Double?
    var wind: [Double: Double]
    /// Minutes from the start of the hour to the sun.
    var sun: Double?
    var testDescription: String { name }
  }

  @Test(
    arguments: [
      Expected(
        name: "tmy3", format: "NREL TMY3 CSV", light: 0.5, air: 0.005, wind: [10: 0.005], sun: 30),
      Expected(name: "tmy2", format: "NREL TMY2", light: 0.5, air: 0.05, wind: [10: 0.05], sun: 30),
      Expected(
        name: "pvgis", format: "PVGIS typical year", light: 0.005, air: 0.005, wind: [10: 0.005],
        sun: 30),
      Expected(
        name: "pvgis.json", format: "PVGIS typical year", light: 0.005, air: 0.005,
        wind: [10: 0.005], sun: 30),
      Expected(
        name: "srw", format: "SAM wind resource (SRW)", air: nil, wind: [80: 0.005, 10: 0.005]),
      Expected(name: "nrel", format: "NREL wind CSV", air: 0.005, wind: [10: 0.005, 80: 0.0014]),
      Expected(
        name: "meteo", format: "Open-Meteo", light: 0.005, air: 0.0028, wind: [10: 0.0014], sun: 30),
      Expected(
        name: "meteo.json", format: "Open-Meteo", light: 0.005, air: 0.005, wind: [10: 0.0014],
        sun: 30),
    ])
  func roundTrip(_ expected: Expected) throws {
    let year = try Fixture.read(Written.text(expected.name))
    let base = Fixture.base
    #expect(year.format == expected.format)
    #expect(year.stepCount == 8760)
    #expect(abs(year.place.latitude - 39.74) < 0.01)
    #expect(abs(year.place.longitude + 105.18) < 0.01)
    #expect(year.place.utcOffset == -7)
    #expect(year.place.elevation == 1829)
    if let tolerance = expected.light {
      let light = try #require(year.irradiance)
      let truth = try #require(base.irradiance)
      for (mine, other) in [(light.ghi, truth.ghi), (light.dni, truth.dni), (light.dhi, truth.dhi)]
      {
        #expect(distance(mine, other) <= tolerance + 1e-9)
      }
      #expect(light.sunOffsetMinutes == expected.sun)
      #expect(year.sunShift == 0)
    } else {
      #expect(year.irradiance == nil)
    }
    if let tolerance = expected.air {
      #expect(distance(year.dryBulb, base.dryBulb) <= tolerance + 1e-9)
    }
    for (height, tolerance) in expected.wind {
      let mine = year.wind.first { $0.height == height }?.speed
      let other = base.wind.first { $0.height == height }?.speed
      #expect(distance(mine, other) <= tolerance + 1e-9, "\(height) m")
    }
  }

  private func distance(_ one: [Double]?, _ other: [Double]?) -> Double {
    guard let one, let other, one.count == other.count else { return .infinity }
    return zip(one, other).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test func typicalYearsKeepTheYearOfEachMonth() throws {
    #expect(try Fixture.read(Written.text("tmy3")).years == [1988, 2001])
    #expect(try Fixture.read(Written.text("tmy2")).years == [1962, 1988])
    #expect(try Fixture.read(Written.text("pvgis")).years == [2011, 2018])
    #expect(try Fixture.read(Written.text("meteo")).years == [2023])
  }

  @Test func extraDaysAreLeftOut() throws {
    let year = try Fixture.read(Written.text("meteo"))
    let note = try #require(year.notes.first { $0.kind == .rowsLeftOut })
    #expect(note.text.hasPrefix("48 rows outside 2023"))
    #expect(!year.notes.contains { $0.kind == .rotatedFromUTC })
  }

  @Test func pvgisWithoutItsHeaderNeedsThePlace() throws {
    let text = Written.text("pvgis")
    let bare = String(text.dropFirst(Written.pvgisHeader.count))
    let error = try #require(Fixture.refusal(bare))
    #expect(error.kind == .header && error.line == 1)
    #expect(error.expected.contains("Latitude and Longitude"))
    let year = try WeatherFile.read(
      bytes: Array(bare.utf8), path: "p",
      WeatherOptions(utcOffset: -7, latitude: 39.74, longitude: -105.18))
    #expect(year.place.utcOffset == -7)
    // Without the offset the sun is taken at the stamp, half an hour too early, which is found.
    #expect(year.notes.contains { $0.kind == .sunShift && $0.text.contains("30 min later") })
  }

  @Test func zoneOfTheSiteWins() throws {
    let options = WeatherOptions(utcOffset: -6)
    let year = try WeatherFile.read(
      bytes: Array(Written.text("srw").utf8), path: "s", options)
    #expect(year.place.utcOffset == -6)
    #expect(!year.notes.contains { $0.kind == .assumedHeader })
    let moved = try WeatherFile.read(bytes: Array(Written.text("tmy3").utf8), path: "t", options)
    let plain = try Fixture.read(Written.text("tmy3"))
    #expect(moved.dryBulb?[11] == plain.dryBulb?[10])
    #expect(moved.sunShift == 0)
  }

  @Test func unitsOfOpenMeteoAreNamed() throws {
    let text = Written.text("meteo").replacing("(°F)", with: "(furlong)")
    let error = try #require(Fixture.refusal(text))
    #expect(error.kind == .header && error.line == 4 && error.column == "temperature_2m")
    #expect(error.found == "furlong")
  }

  @Test func linesOfJSON() throws {
    let text = Written.text("meteo.json")
    let marks = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let first = try #require(marks.firstIndex { $0.contains("\"shortwave_radiation\": [") })
    var lines = marks
    lines[first + 18] = "\"sunny\","
    let word = try #require(Fixture.refusal(lines.joined(separator: "\n")))
    #expect(word.line == first + 19 && word.found == "sunny")
    lines = marks
    lines.remove(at: first + 18)
    let short = try #require(Fixture.refusal(lines.joined(separator: "\n")))
    #expect(short.expected.hasPrefix("8808 values") && short.found == "8807 values")
    lines = marks
    lines[first + 18] = "NaN,"
    #expect(Fixture.refusal(lines.joined(separator: "\n"))?.line == first + 19)
    let pvgis = Written.text("pvgis.json").replacing("\"2018010\(2):0300\"", with: "\"soon\"")
    // Two lines of header, one of months, then one line for each hour: the 28th hour.
    #expect(Fixture.refusal(pvgis)?.line == 3 + 28)
    let missing = Written.text("pvgis.json").replacing("\"SP\"", with: "\"PS\"", maxReplacements: 1)
    #expect(Fixture.refusal(missing)?.expected == "the key “SP”")
    #expect(Fixture.refusal(missing)?.line == 4)
  }

  @Test func slippedCharactersOfTMY2() throws {
    var lines = Written.text("tmy2").split(separator: "\n").map(String.init)
    lines[100] = "0" + lines[100].dropLast()
    let error = try #require(Fixture.refusal(lines.joined(separator: "\n")))
    #expect(error.line == 101)
    lines[100] = String(lines[100].dropLast())
    #expect(Fixture.refusal(lines.joined(separator: "\n"))?.expected == "a row of 142 characters")
  }

  @Test("compressed files read as they are", arguments: ["tmy3", "meteo.json"])
  func gzip(name: String) throws {
    let text = Written.text(name)
    let plain = try Fixture.read(text)
    let packed = try Packed.gzip(Array(text.utf8.prefix(3_000_000)))
    let year = try WeatherFile.read(bytes: packed, path: "test.txt")
    #expect(year.dryBulb == plain.dryBulb && year.irradiance == plain.irradiance)
    var broken = packed
    broken[broken.count / 2] ^= 0x55
    #expect(failure { try WeatherFile.read(bytes: broken, path: "x") }?.kind == .notText)
    let short = Array(packed.dropLast(20))
    #expect(failure { try WeatherFile.read(bytes: short, path: "x") }?.kind == .notText)
  }
}

/// Compressed bytes by the system's own gzip.
enum Packed {
  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).txt")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-c", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](data)
  }
}

@Suite("several years, leap days, fine steps", .tags(.clock))
struct YearChoiceTests {
  /// Open-Meteo for some years in UTC; the temperature is the year's last digit.
  static func meteo(_ years: ClosedRange<Int>, step: Int = 60) -> String {
    var text = """
      latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation
      39.74,-105.18,1829.0,0,America/Denver,GMT

      time,temperature_2m (°C)

      """
    for year in years {
      for stamp in Stamp.calendar(
        year: year, days: CivilTime.isLeap(year) ? 366 : 365, step: step)
      {
        let day =
          "\(stamp.month < 10 ? "0" : "")\(stamp.month)-\(stamp.day < 10 ? "0" : "")\(stamp.day)"
        let hour = stamp.minute / 60
        let minute = stamp.minute % 60
        text += "\(year)-\(day)T\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute),"
        text += stamp.month == 2 && stamp.day == 29 ? "29\n" : "\(year % 10)\n"
      }
    }
    return text
  }

  static let three = Array(meteo(2019...2021).utf8)

  @Test func aYearOfSeveralMustBeNamed() throws {
    let error = failure { try WeatherFile.read(bytes: Self.three, path: "m") }
    #expect(error?.kind == .severalYears)
    #expect(error?.description.contains("2019, 2020") == true)
    let year = try WeatherFile.read(bytes: Self.three, path: "m", WeatherOptions(year: 2020))
    #expect(year.years == [2020] && year.stepCount == 8760)
    // Denver's year begins 7 hours after that of UTC and ends in the next.
    #expect(year.dryBulb?[0] == 0 && year.dryBulb?.last == 1)
    #expect(
      failure { try WeatherFile.read(bytes: Self.three, path: "m", WeatherOptions(year: 2031)) }?
        .expected == "the year 2031")
  }

  @Test func leapDayIsKeptOnRequest() throws {
    let options = WeatherOptions(year: 2020, leapDay: .keep)
    let year = try WeatherFile.read(bytes: Self.three, path: "m", options)
    #expect(year.hasLeapDay && year.stepCount == 8784 && year.dryBulb?.count == 8784)
    // 29 February in UTC, seven hours earlier in Denver.
    #expect(year.dryBulb?.firstIndex(of: 29) == 59 * 24 - 7)
    #expect(year.sunPositions().count == 8784)
    let other = WeatherOptions(year: 2019, leapDay: .keep)
    #expect(try WeatherFile.read(bytes: Self.three, path: "m", other).hasLeapDay == false)
  }

  @Test(arguments: [30, 15, 5])
  func fineSteps(step: Int) throws {
    let year = try Fixture.read(Self.meteo(2023...2023, step: step))
    #expect(year.stepMinutes == step)
    #expect(year.stepCount == 8760 * 60 / step)
    #expect(year.hourly().dryBulb?.count == 8760)
  }

  @Test func sunThatDoesNotFitIsReportedInMinutes() throws {
    // Stamps of UTC that claim to be local.
    let text = Fixture.nsrdb(dataOffset: -7) { k, row in
      let light = Fixture.base.irradiance
      let late = (k + 8760 - 1) % 8760
      row[5] = Fixture.number(light?.dhi, late)
      row[6] = Fixture.number(light?.dni, late)
      row[7] = Fixture.number(light?.ghi, late)
    }
    let year = try Fixture.read(text)
    let note = try #require(year.notes.first { $0.kind == .sunShift })
    #expect(note.text.contains("60 min earlier"))
    #expect(note.isWarning)
    #expect(WeatherSummary(year).text().contains("\nWarnings\n"))
  }
}
