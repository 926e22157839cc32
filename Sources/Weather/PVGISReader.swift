/// Typical years of the European Commission's PVGIS as CSV: lines about the place, the year of each
/// month, then a table in UTC with stamps such as `20180101:0000`, ended by a blank line and a legend
/// (PVGIS user manual, JRC, section “TMY generator”).
///
/// Irradiance is that of the moment `Irradiance Time Offset` after the stamp, when the satellite
/// scanned the place.
enum PVGISReader {
  /// Name in the file, quantity.
  static let columns: [(name: String, quantity: Quantity)] = [
    ("G(h)", .ghi), ("Gb(n)", .dni), ("Gd(h)", .dhi), ("T2m", .dryBulb), ("SP", .pressure),
    ("WS10m", .windSpeed(height: 10)), ("RH", .relativeHumidity),
  ]

  static func read(_ file: TextFile, _ site: SiteHint) throws(WeatherError) -> RawTable {
    var notes: [WeatherNote] = []
    let table = (0..<min(60, file.lines.count)).first { file.line($0).hasPrefix("time") }
    guard let table else {
      throw WeatherError(
        .header, path: file.path, line: 1, expected: "a table that begins with time(UTC)",
        found: "none in the first 60 lines")
    }
    try refuseTilted(file, table)
    let head = header(file, before: table)
    let place = try place(file, head, site, &notes)
    let body = try CSVBody(file, from: table, untilBlank: true)
    let time = try StampReader(body, dataUTCOffset: 0, defaultMinute: 0)
    var found: [RawColumn] = []
    for (name, quantity) in columns {
      if quantity.isSpare, body.index(of: name) == nil { continue }
      found.append(try body.numbers(try body.required(name), quantity))
    }
    return RawTable(
      path: file.path, format: WeatherFormat.pvgis.name, place: place, dataUTCOffset: 0,
      stepMinutes: time.stepMinutes,
      sunOffsetMinutes: Double(time.stampOffset)
        + (try offset(head["irradiance time offset"], file, &notes)),
      stamps: time.stamps, lines: body.lines, columns: found, notes: notes)
  }

  /// The hourly tool of PVGIS gives irradiance on the plane of the modules.
  private static func refuseTilted(_ file: TextFile, _ table: Int) throws(WeatherError) {
    let names = file.cells(table)
    guard !names.contains("G(h)"),
      names.contains(where: { $0.hasPrefix("G(i)") || $0.hasPrefix("Gb(i)") })
    else { return }
    throw WeatherError(
      .unsupportedFormat, path: file.path, line: table + 1,
      expected: "horizontal and direct normal irradiance (a typical year of PVGIS)",
      found: "a PVGIS series of irradiance on a tilted plane")
  }

  /// `Latitude (decimal degrees): 45.000` as (“latitude”, “45.000” at its line).
  private static func header(
    _ file: TextFile, before table: Int
  ) -> [String: (text: String, line: Int)] {
    var found: [String: (text: String, line: Int)] = [:]
    for index in 0..<table {
      let parts = file.line(index).split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let name = parts[0].prefix { $0 != "(" }.trimmed.lowercased()
      found[name] = (parts[1].trimmed, index + 1)
    }
    return found
  }

  private static func place(
    _ file: TextFile, _ head: [String: (text: String, line: Int)], _ site: SiteHint,
    _ notes: inout [WeatherNote]
  ) throws(WeatherError) -> Place {
    guard let latitude = head["latitude"], let longitude = head["longitude"] else {
      guard let latitude = site.latitude, let longitude = site.longitude else {
        throw WeatherError(
          .header, path: file.path, line: 1,
          expected: "lines with Latitude and Longitude above the table (download the file with "
            + "its header, or name the place of the site)", found: file.line(0))
      }
      notes.append(
        WeatherNote(.assumedHeader, "the file names no place; that of the site was taken"))
      return Place(
        name: "PVGIS", latitude: latitude, longitude: longitude,
        utcOffset: site.offset(longitude: longitude, &notes))
    }
    let header = HeaderReader(path: file.path, line: latitude.line)
    let east = try HeaderReader(path: file.path, line: longitude.line)
      .longitude(longitude.text, "Longitude")
    return Place(
      name: "PVGIS", latitude: try header.latitude(latitude.text, "Latitude"), longitude: east,
      elevation: try head["elevation"].map { (item) throws(WeatherError) in
        try HeaderReader(path: file.path, line: item.line).elevation(item.text, "Elevation")
      }, utcOffset: site.offset(longitude: east, &notes))
  }

  /// Minutes from the stamp to the moment of the irradiance.
  private static func offset(
    _ item: (text: String, line: Int)?, _ file: TextFile, _ notes: inout [WeatherNote]
  ) throws(WeatherError) -> Double {
    guard let item else {
      notes.append(Self.noOffset)
      return 0
    }
    guard let hours = item.text.decimal, (-1...1).contains(hours) else {
      throw WeatherError(
        .header, path: file.path, line: item.line, column: "Irradiance Time Offset",
        expected: "hours from −1 to 1", found: item.text)
    }
    return hours * 60
  }

  static let noOffset = WeatherNote(
    .stampsOnTheHour,
    "no irradiance time offset is given (PVGIS before 5.3): the sun was taken at the stamp")
}
