/// Open-Meteo's JSON: `hourly` (or `minutely_15`) holds one list per variable, `hourly_units` the
/// units.
enum OpenMeteoJSON {
  private struct Document: Decodable {
    var latitude: Double
    var longitude: Double
    var elevation: Double?
    var utcOffsetSeconds: Double
    var timezone: String?
    var hourly: [String: [Cell]]?
    var hourlyUnits: [String: String]?
    var minutely: [String: [Cell]]?
    var minutelyUnits: [String: String]?

    enum CodingKeys: String, CodingKey {
      case latitude, longitude, elevation, timezone, hourly
      case utcOffsetSeconds = "utc_offset_seconds"
      case hourlyUnits = "hourly_units"
      case minutely = "minutely_15"
      case minutelyUnits = "minutely_15_units"
    }
  }

  /// A number, a text or nothing.
  private enum Cell: Decodable {
    case number(Double)
    case text(String)
    case null

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }

  static func read(_ file: TextFile, _ site: SiteHint) throws(WeatherError) -> RawTable {
    let document = try JSONWeather.decode(Document.self, file)
    var meteo = try OpenMeteo(
      path: file.path, line: 1, latitude: "\(document.latitude)",
      longitude: "\(document.longitude)", elevation: document.elevation.map { "\($0)" } ?? "",
      offsetSeconds: "\(document.utcOffsetSeconds)", zone: document.timezone ?? "", site)
    let block = document.minutely == nil ? "hourly" : "minutely_15"
    let series = document.minutely ?? document.hourly ?? [:]
    let units = document.minutelyUnits ?? document.hourlyUnits ?? [:]
    guard let times = series["time"], !times.isEmpty else {
      throw WeatherError(
        .missingColumn, path: file.path, line: 1, column: "\(block).time",
        expected: "a list of stamps", found: "none")
    }
    func line(_ name: String, _ index: Int) -> Int {
      JSONWeather.line(of: [block, name], index: index, file)
    }
    var stamps: [Stamp] = []
    for (index, cell) in times.enumerated() {
      guard case .text(let text) = cell, let stamp = StampReader.stamp(text, meteo.dataOffset)
      else {
        throw WeatherError(
          .badStamp, path: file.path, line: line("time", index), column: "\(block).time[\(index)]",
          expected: "a date and time like 2024-01-01T00:00", found: Self.text(cell))
      }
      stamps.append(stamp)
    }
    var columns: [(name: String, unit: String, values: [Double])] = []
    for name in series.keys.sorted() {
      guard let (quantity, _) = OpenMeteo.quantity(name), let cells = series[name] else { continue }
      guard cells.count == times.count else {
        throw WeatherError(
          .badValue, path: file.path, line: line(name, max(0, cells.count - 1)), column: name,
          expected: "\(times.count) values, one for each stamp", found: "\(cells.count) values")
      }
      var values: [Double] = []
      for (index, cell) in cells.enumerated() {
        switch cell {
        case .number(let value): values.append(value)
        case .null: values.append(.nan)
        case .text(let text):
          throw WeatherError(
            .badValue, path: file.path, line: line(name, index), column: "\(name)[\(index)]",
            expected: quantity.meaning, found: text)
        }
      }
      columns.append((name, units[name] ?? "", values))
    }
    let first = line("time", 0)
    let last = line("time", times.count - 1)
    // Stamps stand on lines of their own in pretty-printed files, or all on one.
    let isSpread = last - first == times.count - 1
    let lines = times.indices.map { isSpread ? first + $0 : first }
    return try meteo.table(
      columns, stamps: stamps, lines: lines, unitLine: line("time", 0))
  }

  private static func text(_ cell: Cell) -> String {
    switch cell {
    case .number(let value): "\(value)"
    case .text(let text): text
    case .null: "null"
    }
  }
}
