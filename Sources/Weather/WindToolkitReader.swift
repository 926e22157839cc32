/// NREL WIND Toolkit CSV: one line of key,value pairs, then a CSV table whose column names carry the
/// height and the unit (`wind speed at 100m (m/s)`), in UTC or local time.
enum WindToolkitReader {
  static func read(_ file: TextFile) throws(WeatherError) -> RawTable {
    let (place, dataOffset) = try place(file)
    let body = try CSVBody(file, from: 1)
    let time = try StampReader(body, dataUTCOffset: dataOffset, defaultMinute: 30)
    var columns: [RawColumn] = []
    for (index, name) in body.names.enumerated() {
      guard let (quantity, scale, shift) = try meaning(of: name, body) else { continue }
      columns.append(try body.numbers(index, quantity, scale: scale, shift: shift))
    }
    guard columns.contains(where: { if case .windSpeed = $0.quantity { true } else { false } })
    else {
      throw WeatherError(
        .missingColumn, path: file.path, line: 2,
        expected: "a column like “wind speed at 100m (m/s)”",
        found: body.names.prefix(12).joined(separator: ","))
    }
    return RawTable(
      path: file.path, format: WeatherFormat.windToolkit.name, place: place,
      dataUTCOffset: dataOffset, stepMinutes: time.stepMinutes,
      sunOffsetMinutes: Double(time.stampOffset), stamps: time.stamps, lines: body.lines,
      columns: columns)
  }

  private static func place(_ file: TextFile) throws(WeatherError) -> (Place, Double) {
    let cells = file.cells(0)
    var keys: [String: String] = [:]
    for i in stride(from: 0, to: cells.count - 1, by: 2) {
      keys[cells[i].lowercased()] = cells[i + 1]
    }
    let header = HeaderReader(path: file.path, line: 1)
    let site = try header.utcOffset(keys["site timezone"] ?? "", "Site Timezone")
    let data = try header.utcOffset(keys["data timezone"] ?? "", "Data Timezone")
    let place = Place(
      name: "WIND Toolkit site \(keys["siteid"] ?? "?")",
      latitude: try header.latitude(keys["latitude"] ?? "", "Latitude"),
      longitude: try header.longitude(keys["longitude"] ?? "", "Longitude"),
      elevation: nil, utcOffset: site)
    return (place, data)
  }

  /// Quantity, scale and shift to SI units for a column name, or `nil` for columns not used.
  private static func meaning(
    of name: String, _ body: CSVBody
  ) throws(WeatherError) -> (Quantity, Double, Double)? {
    let parts = name.lowercased().split(separator: "(", maxSplits: 1)
    let unit = parts.count > 1 ? parts[1].split(separator: ")").first.map { $0.trimmed } ?? "" : ""
    let title = parts.first?.trimmed ?? ""
    func refuse(_ expected: String) -> WeatherError {
      WeatherError(
        .header, path: body.path, line: body.nameLine, column: name, expected: expected, found: unit
      )
    }
    let quantity: Quantity
    if title == "surface air pressure" {
      quantity = .pressure
    } else if title == "relative humidity at 2m" {
      quantity = .relativeHumidity
    } else {
      let words = title.components(before: " at ")
      guard let (what, place) = words, place.hasSuffix("m") else { return nil }
      guard ["wind speed", "air temperature", "air pressure"].contains(what) else { return nil }
      guard let height = place.dropLast().trimmed.decimal, (1...500).contains(height) else {
        throw refuse("a height from 1 to 500 m")
      }
      switch what {
      case "wind speed": quantity = .windSpeed(height: height)
      case "air temperature": quantity = .temperature(height: height)
      default: quantity = .pressureAt(height: height)
      }
    }
    switch (quantity, unit) {
    case (.windSpeed, "m/s"), (.temperature, "c"), (.temperature, "degc"), (.pressure, "pa"),
      (.pressureAt, "pa"):
      return (quantity, 1, 0)
    case (.relativeHumidity, "%"): return (quantity, 1, 0)
    case (.temperature, "k"): return (quantity, 1, -273.15)
    case (.pressure, "mbar"), (.pressure, "hpa"), (.pressureAt, "mbar"), (.pressureAt, "hpa"):
      return (quantity, 100, 0)
    default: throw refuse("a unit of m/s, C, K, Pa or hPa")
    }
  }
}

extension String {
  /// The text before and after the first occurrence of `separator`.
  fileprivate func components(before separator: String) -> (String, Substring)? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(separator) {
        return (String(self[..<index]), self[self.index(index, offsetBy: separator.count)...])
      }
      index = self.index(after: index)
    }
    return nil
  }
}
