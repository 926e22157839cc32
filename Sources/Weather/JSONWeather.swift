import Foundation

/// JSON files of weather services, decoded with errors that name a line.
enum JSONWeather {
  /// Decodes, and turns the decoder's complaint into place, expectation and finding.
  static func decode<Document: Decodable>(
    _ type: Document.Type, _ file: TextFile
  ) throws(WeatherError) -> Document {
    do {
      return try JSONDecoder().decode(type, from: Data(file.bytes))
    } catch let error as DecodingError {
      throw failure(error, file)
    } catch {
      throw WeatherError(
        .badValue, path: file.path, line: 1, expected: "JSON", found: "\(error)")
    }
  }

  private static func failure(_ error: DecodingError, _ file: TextFile) -> WeatherError {
    let (context, expected): (DecodingError.Context, String) =
      switch error {
      case .typeMismatch(let type, let context): (context, Self.name(type))
      case .valueNotFound(let type, let context): (context, Self.name(type))
      case .keyNotFound(let key, let context): (context, "the key “\(key.stringValue)”")
      case .dataCorrupted(let context): (context, "JSON")
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "JSON")
      }
    if expected == "JSON" { return syntax(context, file) }
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    return WeatherError(
      .badValue, path: file.path, line: line(of: context.codingPath, file),
      column: path.joined(separator: ".").replacing(".[", with: "["), expected: expected,
      found: context.debugDescription)
  }

  /// The decoder says no place; the older parser does: “Invalid value around character 14.”
  private static func syntax(_ context: DecodingError.Context, _ file: TextFile) -> WeatherError {
    var line = file.lines.count
    var found = context.debugDescription
    do {
      _ = try JSONSerialization.jsonObject(with: Data(file.bytes))
    } catch let error as NSError {
      found = error.userInfo["NSDebugDescription"] as? String ?? found
      let character = found.split(separator: "character ").dropFirst().first
        .flatMap { Int($0.prefix { $0.isNumber }) }
      if let character {
        line = (file.lines.firstIndex { $0.upperBound >= character } ?? line - 1) + 1
      }
    }
    return WeatherError(.badValue, path: file.path, line: line, expected: "JSON", found: found)
  }

  private static func name(_ type: Any.Type) -> String {
    switch type {
    case is Double.Type: "a number"
    case is String.Type: "a text"
    default: "another kind of value"
    }
  }

  /// The line on which the item at a path of keys and indices begins: keys are looked for one after
  /// the other, items of a list are counted by their commas at its own depth.
  static func line(of path: [any CodingKey], _ file: TextFile) -> Int {
    var position = 0
    for key in path {
      if let index = key.intValue {
        position = skip(index, from: position, file.bytes)
      } else {
        let quoted = Array("\"\(key.stringValue)\"".utf8)
        let last = file.bytes.count - quoted.count
        var next = position
        while next <= last,
          file.bytes[next] != 0x22
            || !file.bytes[next..<(next + quoted.count)].elementsEqual(quoted)
        {
          next += 1
        }
        if next + quoted.count <= file.bytes.count { position = next + quoted.count }
      }
    }
    let line = file.lines.firstIndex { $0.upperBound >= position } ?? file.lines.count - 1
    return line + 1
  }

  static func line(of names: [String], index: Int, _ file: TextFile) -> Int {
    line(of: names.map { Key(stringValue: $0) } + [Key(intValue: index)], file)
  }

  private static func skip(_ count: Int, from start: Int, _ bytes: [UInt8]) -> Int {
    guard var position = bytes[start...].firstIndex(of: 0x5B) else { return start }
    position += 1
    var (left, depth, inText) = (count, 0, false)
    while left > 0, position < bytes.count {
      switch bytes[position] {
      case 0x22: inText.toggle()
      case 0x5B where !inText, 0x7B where !inText: depth += 1
      case 0x5D where !inText, 0x7D where !inText: depth -= 1
      case 0x2C where !inText && depth == 0: left -= 1
      default: break
      }
      position += 1
    }
    while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    return position
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int?
    init(stringValue: String) { self.stringValue = stringValue }
    init(intValue: Int) {
      self.intValue = intValue
      stringValue = "\(intValue)"
    }
  }
}

/// Open-Meteo's JSON: `hourly` (or `minutely_15`) holds one list per variable, `hourly_units` the
/// units.
enum OpenMeteoJSON {
  private struct Document: Decodable {
    var latitude: Double
    var longitude: Double
    var elevation: Double?
    var utc_offset_seconds: Double
    var timezone: String?
    var hourly: [String: [Cell]]?
    var hourly_units: [String: String]?
    var minutely_15: [String: [Cell]]?
    var minutely_15_units: [String: String]?
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
      offsetSeconds: "\(document.utc_offset_seconds)", zone: document.timezone ?? "", site)
    let block = document.minutely_15 == nil ? "hourly" : "minutely_15"
    let series = document.minutely_15 ?? document.hourly ?? [:]
    let units = document.minutely_15_units ?? document.hourly_units ?? [:]
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

/// PVGIS typical years as JSON: the same columns as the CSV, one object per hour.
enum PVGISJSON {
  private struct Document: Decodable {
    struct Inputs: Decodable {
      struct Location: Decodable {
        var latitude: Double
        var longitude: Double
        var elevation: Double?
        var irradiance_time_offset: Double?
      }
      var location: Location
    }
    struct Outputs: Decodable { var tmy_hourly: [Hour] }
    struct Hour: Decodable {
      var time: String
      var values: [Double]

      enum Key: String, CodingKey {
        case time = "time(UTC)"
        case ghi = "G(h)"
        case dni = "Gb(n)"
        case dhi = "Gd(h)"
        case temperature = "T2m"
        case pressure = "SP"
        case wind = "WS10m"
      }

      init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: Key.self)
        time = try row.decode(String.self, forKey: .time)
        values = try [Key.ghi, .dni, .dhi, .temperature, .pressure, .wind].map {
          try row.decode(Double.self, forKey: $0)
        }
      }
    }
    var inputs: Inputs
    var outputs: Outputs
  }

  static func read(_ file: TextFile, _ site: SiteHint) throws(WeatherError) -> RawTable {
    let document = try JSONWeather.decode(Document.self, file)
    let location = document.inputs.location
    let hours = document.outputs.tmy_hourly
    var notes: [WeatherNote] = []
    let header = HeaderReader(path: file.path, line: 1)
    let longitude = try header.longitude("\(location.longitude)", "longitude")
    let place = Place(
      name: "PVGIS", latitude: try header.latitude("\(location.latitude)", "latitude"),
      longitude: longitude,
      elevation: try location.elevation.map { (height) throws(WeatherError) in
        try header.elevation("\(height)", "elevation")
      }, utcOffset: site.offset(longitude: longitude, &notes))
    let path = ["outputs", "tmy_hourly"]
    let first = JSONWeather.line(of: path, index: 0, file)
    let isSpread =
      hours.count > 1 && JSONWeather.line(of: path, index: hours.count - 1, file) > first
    var stamps: [Stamp] = []
    var lines: [Int] = []
    for (index, hour) in hours.enumerated() {
      guard let stamp = StampReader.stamp(hour.time, 0) else {
        throw WeatherError(
          .badStamp, path: file.path, line: JSONWeather.line(of: path, index: index, file),
          column: "tmy_hourly[\(index)]", expected: "a stamp such as 20180101:0000",
          found: hour.time)
      }
      stamps.append(stamp)
      lines.append(first)
    }
    if isSpread, hours.count > 2 {
      let second = JSONWeather.line(of: path, index: 1, file)
      lines = hours.indices.map { first + $0 * (second - first) }
    }
    let time = try StampReader(stamps, lines: lines, path: file.path, nameLine: 1)
    let columns = PVGISReader.columns.enumerated().map { index, column in
      RawColumn(
        quantity: column.quantity, name: column.name,
        values: hours.map { $0.values[index] <= -999 ? .nan : $0.values[index] })
    }
    let offset = location.irradiance_time_offset
    if offset == nil { notes.append(PVGISReader.noOffset) }
    if let offset, !(-1...1).contains(offset) {
      throw WeatherError(
        .header, path: file.path, line: 1, column: "irradiance_time_offset",
        expected: "hours from −1 to 1", found: "\(offset)")
    }
    return RawTable(
      path: file.path, format: WeatherFormat.pvgis.name, place: place, dataUTCOffset: 0,
      stepMinutes: time.stepMinutes, sunOffsetMinutes: (offset ?? 0) * 60, stamps: time.stamps,
      lines: lines, columns: columns, notes: notes)
  }
}
