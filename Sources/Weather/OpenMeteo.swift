/// What Open-Meteo's CSV and JSON have in common (open-meteo.com/en/docs/historical-weather-api).
///
/// Stamps lie `utc_offset_seconds` ahead of UTC all the year: an offset of summer time in January is
/// no mistake. Radiation is the mean of the hour BEFORE its stamp, everything else is of the moment
/// of the stamp.
struct OpenMeteo {
  let path: String
  let place: Place
  let dataOffset: Double
  var notes: [WeatherNote] = []

  init(
    path: String, line: Int, latitude: String, longitude: String, elevation: String,
    offsetSeconds: String, zone: String, _ site: SiteHint
  ) throws(WeatherError) {
    self.path = path
    let header = HeaderReader(path: path, line: line)
    let east = try header.longitude(longitude, "longitude")
    let seconds = offsetSeconds.decimal ?? .nan
    dataOffset = try header.utcOffset("\(seconds / 3600)", "utc_offset_seconds")
    var height: Double?
    if elevation.decimal != nil { height = try header.elevation(elevation, "elevation") }
    let offset: Double
    if let known = site.utcOffset {
      offset = known
    } else if zone.contains("/"), let named = try? SeriesZone(zone) {
      offset = named.standardOffset
    } else {
      offset = site.offset(longitude: east, &notes)
    }
    place = Place(
      name: zone.contains("/") ? "Open-Meteo, \(zone)" : "Open-Meteo",
      latitude: try header.latitude(latitude, "latitude"), longitude: east, elevation: height,
      utcOffset: offset)
  }

  /// The quantity of a column and whether it is a mean of the step before the stamp.
  static func quantity(_ name: String) -> (Quantity, isMeanBefore: Bool)? {
    switch name {
    case "shortwave_radiation": return (.ghi, true)
    case "direct_normal_irradiance": return (.dni, true)
    case "diffuse_radiation": return (.dhi, true)
    case "temperature_2m": return (.dryBulb, false)
    case "surface_pressure": return (.pressure, false)
    case "relative_humidity_2m", "relativehumidity_2m": return (.relativeHumidity, false)
    case "dew_point_2m", "dewpoint_2m": return (.dewPoint, false)
    default:
      guard let (what, height) = name.splitHeight, height >= 1 else { return nil }
      return what == "wind_speed" || what == "windspeed"
        ? (.windSpeed(height: height), false) : nil
    }
  }

  /// Brings columns onto steps that BEGIN at the stamps.
  mutating func table(
    _ columns: [(name: String, unit: String, values: [Double])], stamps raw: [Stamp], lines: [Int],
    unitLine: Int
  ) throws(WeatherError) -> RawTable {
    let time = try StampReader(raw, lines: lines, path: path, nameLine: unitLine)
    guard time.stampOffset == 0 else {
      throw WeatherError(
        .badStamp, path: path, line: lines.first, expected: "stamps on the hour or its parts",
        found: raw[0].text)
    }
    let step = time.stepMinutes
    let isWhole = [365, 366].contains { $0 * 1440 / step == raw.count }
    var found: [RawColumn] = []
    for column in columns {
      guard let (quantity, isMeanBefore) = Self.quantity(column.name) else { continue }
      guard let (scale, shift) = quantity.toSI(from: column.unit) else {
        throw WeatherError(
          .header, path: path, line: unitLine, column: column.name,
          expected: "a unit of \(quantity.meaning)", found: column.unit)
      }
      var values = column.values.map { $0 <= -999 ? .nan : $0 * scale + shift }
      if isMeanBefore { Self.moveBack(&values, raw, step, around: isWhole) }
      found.append(RawColumn(quantity: quantity, name: column.name, values: values))
    }
    guard !found.isEmpty else {
      throw WeatherError(
        .missingColumn, path: path, line: unitLine,
        expected: "irradiance, temperature_2m or wind_speed_100m among the columns",
        found: columns.map(\.name).joined(separator: ", "))
    }
    noteHalfSun(found)
    return RawTable(
      path: path, format: WeatherFormat.openMeteo.name, place: place, dataUTCOffset: dataOffset,
      stepMinutes: step, sunOffsetMinutes: Double(step) / 2, stamps: time.stamps, lines: lines,
      columns: found, notes: notes, isCalendar: true)
  }

  /// The mean that is stamped with the end of a step belongs to the step that begins one earlier.
  private static func moveBack(
    _ values: inout [Double], _ stamps: [Stamp], _ step: Int, around isWhole: Bool
  ) {
    guard let first = values.first else { return }
    for row in values.indices.dropLast() {
      let follows = stamps[row].moved(byMinutes: step) == stamps[row + 1]
      values[row] = follows ? values[row + 1] : .nan
    }
    values[values.count - 1] = isWhole ? first : .nan
  }

  private mutating func noteHalfSun(_ columns: [RawColumn]) {
    let sun = columns.filter { [.ghi, .dni, .dhi].contains($0.quantity) }
    guard !sun.isEmpty, sun.count < 3 else { return }
    notes.append(
      WeatherNote(
        .allMissing,
        "only \(sun.map(\.name).joined(separator: " and ")) of the three irradiances are in the "
          + "file: ask for shortwave_radiation, direct_normal_irradiance and diffuse_radiation"))
  }
}

/// Open-Meteo's CSV: keys, values, a blank line, then a table whose names carry the unit in brackets.
enum OpenMeteoCSV {
  static func read(_ file: TextFile, _ site: SiteHint) throws(WeatherError) -> RawTable {
    let keys = Dictionary(zip(file.cells(0), file.cells(1))) { first, _ in first }
    var meteo = try OpenMeteo(
      path: file.path, line: 2, latitude: keys["latitude"] ?? "",
      longitude: keys["longitude"] ?? "", elevation: keys["elevation"] ?? "",
      offsetSeconds: keys["utc_offset_seconds"] ?? "", zone: keys["timezone"] ?? "", site)
    guard file.line(2).trimmed.isEmpty, file.cells(3).first == "time" else {
      throw WeatherError(
        .header, path: file.path, line: 3,
        expected: "one place, a blank line and a table that begins with time",
        found: file.line(2).isEmpty ? file.line(3) : file.line(2))
    }
    let body = try CSVBody(file, from: 3, untilBlank: true)
    if body.end < file.lines.count {
      meteo.notes.append(
        WeatherNote(
          .rowsLeftOut, "what follows the blank line \(body.end + 1) (daily values) was not read"))
    }
    var stamps: [Stamp] = []
    for row in body.rows {
      let text = body.cell(row, 0)
      guard let stamp = StampReader.stamp(text, meteo.dataOffset) else {
        throw WeatherError(
          .badStamp, path: file.path, line: body.lines[row], column: "time",
          expected: "a date and time like 2024-01-01T00:00 at the UTC offset of the header",
          found: text)
      }
      stamps.append(stamp)
    }
    var columns: [(name: String, unit: String, values: [Double])] = []
    for (index, title) in body.names.enumerated() {
      let (name, unit) = split(title)
      guard let (quantity, _) = OpenMeteo.quantity(name) else { continue }
      columns.append((name, unit, try body.numbers(index, quantity).values))
    }
    return try meteo.table(columns, stamps: stamps, lines: body.lines, unitLine: 4)
  }

  /// `temperature_2m (°C)` as its name and its unit.
  private static func split(_ title: String) -> (String, String) {
    guard let open = title.firstIndex(of: "("), title.hasSuffix(")") else { return (title, "") }
    return (title[..<open].trimmed, title[title.index(after: open)...].dropLast().trimmed)
  }
}
