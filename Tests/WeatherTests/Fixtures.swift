import Foundation
import Testing

@testable import Weather

extension Tag {
  @Tag static var parsing: Self
  @Tag static var clock: Self
  @Tag static var solar: Self
  @Tag static var wind: Self
  @Tag static var sharedData: Self
  @Tag static var fuzz: Self
}

/// Real files next to the package; tests that need them are skipped where they are absent.
enum Shared {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "../shared/data").standardizedFileURL
  static let weather = root.appending(path: "weather")
  static let turbines = root.appending(path: "turbines")
  static let isPresent = FileManager.default.fileExists(
    atPath: weather.appending(path: "QC_weather.csv").path)

  /// Whether slow tests run.
  static let isSlow = ProcessInfo.processInfo.environment["GIGAWATT_SLOW"] != nil

  /// The bytes of a file, decompressed when its name ends in .gz.
  static func bytes(_ path: String) throws -> [UInt8] {
    let url = weather.appending(path: path)
    guard path.hasSuffix(".gz") else { return [UInt8](try Data(contentsOf: url)) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", url.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](data)
  }

  static func read(_ path: String, gaps: GapPolicy = .refuse) throws -> WeatherYear {
    try WeatherFile.read(bytes: bytes(path), path: path, gaps: gaps)
  }
}

/// Small synthetic files in the formats the reader knows.
enum Fixture {
  static let daysIn = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

  struct Hour {
    var month, day, hour: Int
  }

  static func hours(leapDay: Bool = false) -> [Hour] {
    var hours: [Hour] = []
    for month in 1...12 {
      for day in 1...(daysIn[month - 1] + (leapDay && month == 2 ? 1 : 0)) {
        for hour in 0..<24 { hours.append(Hour(month: month, day: day, hour: hour)) }
      }
    }
    return hours
  }

  /// A clear-ish day: GHI = DHI + DNI cos z with the sun at mid-hour.
  static func light(_ sun: SunPosition) -> (ghi: Double, dni: Double, dhi: Double) {
    let cosine = max(0, sun.cosZenith)
    guard cosine > 0 else { return (0, 0, 0) }
    let dni = 900 * (1 - exp(-4 * cosine))
    let dhi = 100 * cosine.squareRoot()
    return (dni * cosine + dhi, dni, dhi)
  }

  static let denver = Place(
    name: "Denver", latitude: 39.74, longitude: -105.18, elevation: 1829, utcOffset: -7)

  /// A year made in memory, without a file.
  static func year(_ place: Place = denver, step: Int = 60, sunOffset: Double? = nil) -> WeatherYear
  {
    var year = WeatherYear(
      place: place, format: "synthetic", source: "memory",
      monthYears: [Int](repeating: 2023, count: 12), stepMinutes: step)
    let offset = sunOffset ?? Double(step) / 2
    let lights = year.sunPositions(offset: offset).map(light)
    year.irradiance = Irradiance(
      ghi: lights.map(\.ghi), dni: lights.map(\.dni), dhi: lights.map(\.dhi),
      sunOffsetMinutes: offset)
    let n = year.stepCount
    year.dryBulb = (0..<n).map { 10 + 10 * sin(Double($0) * 2 * .pi / Double(n)) }
    year.pressure = [Double](repeating: 82_000, count: n)
    year.wind = [
      WindLevel(height: 10, speed: (0..<n).map { 4 + 3 * sin(Double($0) / 17) }),
      WindLevel(height: 80, speed: (0..<n).map { 6 + 4 * sin(Double($0) / 17) }),
    ]
    return year
  }

  /// The default year, made once.
  static let base = year()

  static let epwHeader = """
    LOCATION,Denver,CO,USA,TEST,724666,39.74,-105.18,-7.0,1829.0
    DESIGN CONDITIONS,0
    TYPICAL/EXTREME PERIODS,0
    GROUND TEMPERATURES,0
    HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0
    COMMENTS 1,synthetic
    COMMENTS 2,synthetic
    DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31

    """

  /// An EPW file; `edit` may change a row's fields.
  static func epw(leapDay: Bool = false, edit: (Int, inout [String]) -> Void = { _, _ in })
    -> String
  {
    var text = epwHeader
    let year = base
    for (k, h) in hours(leapDay: leapDay).enumerated() {
      let i = min(k, 8759)
      var row = [String](repeating: "0", count: 35)
      row[0] = h.month < 7 ? "2001" : "2005"
      row[1] = "\(h.month)"
      row[2] = "\(h.day)"
      row[3] = "\(h.hour + 1)"
      row[5] = "?9?9?9"
      row[6] = number(year.dryBulb, i)
      row[9] = "82000"
      row[13] = number(year.irradiance?.ghi, i)
      row[14] = number(year.irradiance?.dni, i)
      row[15] = number(year.irradiance?.dhi, i)
      row[21] = number(year.wind.first?.speed, i)
      edit(k, &row)
      if !row.isEmpty { text += row.joined(separator: ",") + "\n" }
    }
    return text
  }

  static func number(_ values: [Double]?, _ index: Int) -> String {
    guard let values else { return "" }
    return String((values[index] * 100).rounded() / 100)
  }

  /// An NSRDB file in UTC or local time for Denver; the temperature column counts the local hours
  /// of the year from 0 to 8.759.
  static func nsrdb(
    dataOffset: Int = 0, minute: Int = 30, leapDay: Bool = false, year: Int = 2023,
    edit: (Int, inout [String]) -> Void = { _, _ in }
  ) -> String {
    var text = """
      Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone
      NSRDB,1,Denver,-,-,39.74,-105.18,\(dataOffset),1829,-7
      Year,Month,Day,Hour,Minute,DHI,DNI,GHI,Temperature,Pressure,Wind Speed,,

      """
    for (k, h) in hours(leapDay: leapDay).enumerated() {
      var row = ["\(year)", "\(h.month)", "\(h.day)", "\(h.hour)", "\(minute)"]
      row += ["100", "200", "250", String(Double(k) / 1000), "820", "3", "", ""]
      edit(k, &row)
      if !row.isEmpty { text += row.joined(separator: ",") + "\n" }
    }
    return text
  }

  static let windHeader = """
    SiteID,1,Site Timezone,-6,Data Timezone,0,Longitude,-101.9,Latitude,35.2
    Year,Month,Day,Hour,Minute,surface air pressure (Pa),air pressure at 100m (Pa),\
    wind speed at 10m (m/s),wind speed at 100m (m/s),air temperature at 10m (C),\
    air temperature at 100m (C),density - DEPRECATED

    """

  static func wind() -> String {
    var text = windHeader
    for h in hours() {
      text += "2013,\(h.month),\(h.day),\(h.hour),30,90000,89000,5,8,12,11.5,N/A\n"
    }
    return text
  }

  static func read(
    _ text: String, _ format: WeatherFormat? = nil, gaps: GapPolicy = .refuse
  ) throws(WeatherError) -> WeatherYear {
    try WeatherFile.read(bytes: Array(text.utf8), path: "test.txt", as: format, gaps: gaps)
  }

  /// The error a text is refused with.
  static func refusal(_ text: String, _ format: WeatherFormat? = nil) -> WeatherError? {
    do {
      _ = try read(text, format)
      return nil
    } catch {
      return error
    }
  }
}

/// The `WeatherError` a call is refused with, `nil` when it succeeds.
func failure<T>(_ call: () throws -> T) -> WeatherError? {
  do {
    _ = try call()
    return nil
  } catch {
    return error as? WeatherError
  }
}
