/// NREL's current wind downloads (WIND Toolkit, HRRR Met Toolkit): a line of keys with
/// `<column> Units` among them, a line of values, then a table with an ISO `time` column and columns
/// such as `wind_speed_100m`.
enum NRELWindReader {
  static func read(_ file: TextFile) throws(WeatherError) -> RawTable {
    let names = file.cells(0)
    let values = file.cells(1)
    guard values.count >= names.count else {
      throw WeatherError(
        .header, path: file.path, line: 2, expected: "\(names.count) values like the keys above",
        found: "\(values.count) values")
    }
    let keys = Dictionary(zip(names.map { $0.lowercased() }, values)) { first, _ in first }
    let header = HeaderReader(path: file.path, line: 2)
    let dataOffset = try header.utcOffset(keys["data_tz"] ?? "", "data_tz")
    var elevation: Double?
    if let text = keys["elevation"], !text.isEmpty {
      elevation = try header.elevation(text, "elevation")
    }
    let parts = [keys["county"], keys["state"], keys["country"]].compactMap { $0 }
    let place = Place(
      name: (["NREL wind site \(keys["id"] ?? "?")"] + parts.filter { !$0.isEmpty })
        .joined(separator: ", "),
      latitude: try header.latitude(keys["site_lat"] ?? "", "site_lat"),
      longitude: try header.longitude(keys["site_lon"] ?? "", "site_lon"), elevation: elevation,
      utcOffset: try header.utcOffset(keys["site_tz"] ?? "", "site_tz"))
    let body = try CSVBody(file, from: 2)
    let time = try StampReader(body, dataUTCOffset: dataOffset, defaultMinute: 0)
    return RawTable(
      path: file.path, format: WeatherFormat.nrelWind.name, place: place,
      dataUTCOffset: dataOffset, stepMinutes: time.stepMinutes,
      sunOffsetMinutes: Double(time.stampOffset), stamps: time.stamps, lines: body.lines,
      columns: try columns(body, keys), isCalendar: true)
  }

  private static func columns(
    _ body: CSVBody, _ keys: [String: String]
  ) throws(WeatherError) -> [RawColumn] {
    var found: [RawColumn] = []
    for (index, name) in body.names.enumerated() {
      guard let quantity = quantity(name) else { continue }
      let unit = keys["\(name) units".lowercased()] ?? ""
      guard let (scale, shift) = quantity.toSI(from: unit) else {
        throw WeatherError(
          .header, path: body.path, line: 2, column: "\(name) Units",
          expected: "a unit of \(quantity.meaning)", found: unit)
      }
      found.append(try body.numbers(index, quantity, scale: scale, shift: shift))
    }
    guard found.contains(where: { if case .windSpeed = $0.quantity { true } else { false } }) else {
      throw WeatherError(
        .missingColumn, path: body.path, line: body.nameLine,
        expected: "a column such as wind_speed_100m",
        found: body.names.prefix(12).joined(separator: ","))
    }
    return found
  }

  /// `wind_speed_100m`, `windspeed_100m`, `temperature_2m`, `pressure_0m`.
  private static func quantity(_ name: String) -> Quantity? {
    guard let (what, height) = name.lowercased().splitHeight else { return nil }
    switch what {
    case "wind_speed", "windspeed": return height >= 1 ? .windSpeed(height: height) : nil
    case "temperature": return height <= 2 ? .dryBulb : .temperature(height: height)
    case "pressure": return height == 0 ? .pressure : .pressureAt(height: height)
    default: return nil
    }
  }
}

extension String {
  /// `wind_speed_100m` as (“wind_speed”, 100).
  var splitHeight: (String, Double)? {
    guard hasSuffix("m"), let cut = lastIndex(of: "_"),
      let height = self[index(after: cut)...].dropLast().decimal, (0...1000).contains(height)
    else { return nil }
    return (String(self[..<cut]), height)
  }
}
