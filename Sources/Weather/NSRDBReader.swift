import SwiftCSV

/// NSRDB downloads and SAM solar resource files: one line of keys, one of values, then a CSV table.
///
/// Layouts met: PSM v3 and v4 (`Time Zone` is the zone of the DATA, `Local Time Zone` that of the
/// site), the current NREL download (`data_tz`, `site_tz`, an ISO `time` column), SAM files with
/// `Time Zone` only. Column order varies and trailing empty columns occur, so columns are found by
/// name.
enum NSRDBReader {
  static func read(_ file: TextFile, _ site: SiteHint = SiteHint()) throws(WeatherError) -> RawTable
  {
    var notes: [WeatherNote] = []
    let keys = try header(file)
    let (place, dataOffset) = try place(keys, file, site, &notes)
    let body = try CSVBody(file, from: 2)
    let time = try StampReader(body, dataUTCOffset: dataOffset, defaultMinute: 30)
    if time.stampOffset == 0 {
      // The values are satellite samples at the stamp, so the sun belongs to the stamp as well.
      // SAM treats such files the same way.
      let step = time.stepMinutes
      notes.append(
        WeatherNote(
          .stampsOnTheHour,
          "stamps sit on the start of the \(step)-minute steps: each sample stands for the \(step) "
            + "minutes that follow it, with the sun where it was at the stamp"))
    }
    if body.index(of: "time") == nil && body.index(of: "Minute") == nil {
      notes.append(
        WeatherNote(.assumedHeader, "the table has no Minute column; stamps were taken at :30"))
    }
    let columns = try columns(body, keys, &notes)
    return RawTable(
      path: file.path, format: WeatherFormat.nsrdb.name, place: place, dataUTCOffset: dataOffset,
      stepMinutes: time.stepMinutes, sunOffsetMinutes: Double(time.stampOffset),
      stamps: time.stamps, lines: body.lines, columns: columns, notes: notes)
  }

  private static func header(_ file: TextFile) throws(WeatherError) -> [String: String] {
    let text = file.line(0) + "\n" + file.line(1) + "\n"
    guard file.lines.count > 3,
      let parsed = try? CSV<Enumerated>(string: text, delimiter: .comma, loadColumns: false),
      let values = parsed.rows.first
    else {
      throw WeatherError(
        .header, path: file.path, line: 1, expected: "a line of keys, a line of values and a table",
        found: "\(file.lines.count) lines")
    }
    let pairs = zip(parsed.header, values).map { ($0.trimmed.lowercased(), $1.trimmed) }
    return Dictionary(pairs) { first, _ in first }
  }

  private static func place(
    _ keys: [String: String], _ file: TextFile, _ site: SiteHint,
    _ notes: inout [WeatherNote]
  ) throws(WeatherError) -> (Place, dataOffset: Double) {
    let header = HeaderReader(path: file.path, line: 2)
    func value(_ names: String...) -> String? {
      names.lazy.compactMap { keys[$0] }.first { !$0.isEmpty }
    }
    let latitude = try header.latitude(value("latitude", "lat", "site_lat") ?? "", "Latitude")
    let longitude = try header.longitude(value("longitude", "lon", "site_lon") ?? "", "Longitude")
    let dataOffset = try header.utcOffset(
      value("time zone", "timezone", "tz", "data_tz") ?? "", "Time Zone")
    var siteOffset = dataOffset
    if let text = value("local time zone", "site_tz") {
      siteOffset = try header.utcOffset(text, "Local Time Zone")
    } else if dataOffset == 0 && abs(longitude) > 15 {
      siteOffset = site.offset(longitude: longitude, &notes)
    }
    var elevation: Double?
    if let text = value("elevation", "elev") {
      elevation = try header.elevation(text, "Elevation")
    }
    let parts = [value("city", "county"), value("state"), value("country")]
      .compactMap { $0.map(plainName) }.filter { !$0.isEmpty && $0 != "-" }
    let id = value("location id", "id").map { "NSRDB " + $0 } ?? "NSRDB"
    let place = Place(
      name: ([id] + parts).joined(separator: ", "), latitude: latitude, longitude: longitude,
      elevation: elevation, utcOffset: siteOffset)
    return (place, dataOffset)
  }

  /// Some files carry Python byte strings: `b'Selangor'`.
  private static func plainName(_ text: String) -> String {
    guard text.hasPrefix("b'"), text.hasSuffix("'"), text.count > 2 else { return text }
    return String(text.dropFirst(2).dropLast())
  }

  private static func columns(
    _ body: CSVBody, _ keys: [String: String], _ notes: inout [WeatherNote]
  ) throws(WeatherError) -> [RawColumn] {
    func first(_ names: [String]) -> Int? { names.lazy.compactMap { body.index(of: $0) }.first }
    var columns: [RawColumn] = []
    for (quantity, names) in [
      (Quantity.ghi, ["GHI", "global", "gh"]), (.dni, ["DNI", "beam", "dn"]),
      (.dhi, ["DHI", "diffuse", "df"]),
    ] {
      let index: Int
      if let found = first(names) { index = found } else { index = try body.required(names[0]) }
      columns.append(try body.numbers(index, quantity))
    }
    if let index = first(["Temperature", "tdry", "dry-bulb", "temp"]) {
      columns.append(try body.numbers(index, .dryBulb))
    }
    if let index = first(["Relative Humidity", "relative_humidity", "rhum", "rh"]) {
      columns.append(try body.numbers(index, .relativeHumidity))
    }
    if let index = first(["Dew Point", "dew_point", "tdew", "dew-point"]) {
      columns.append(try body.numbers(index, .dewPoint))
    }
    if let index = first(["Pressure", "pres", "surface pressure"]) {
      let unit = (keys["pressure units"] ?? "mbar").lowercased()
      let scale: Double = unit == "pa" ? 1 : unit == "kpa" ? 1000 : 100
      columns.append(try body.numbers(index, .pressure, scale: scale))
    }
    if let index = first(["Wind Speed", "wind_speed", "windspeed", "wspd"]) {
      columns.append(try body.numbers(index, .windSpeed(height: 2)))
      // NREL's nsrdb code takes wind_speed from the MERRA-2 fields U2M and V2M
      // (github NREL/nsrdb, data_model/merra.py); the files do not state the height.
      notes.append(
        WeatherNote(
          .windHeightAssumed,
          "the wind speed was taken to be at 2 m (MERRA-2 as used by the NSRDB): good for module "
            + "temperatures, too low for wind farms"))
    }
    return columns
  }
}

extension Double {
  /// “+1”, “-6”, “+5.5”: a UTC offset as text.
  var signedHours: String {
    let whole = rounded() == self && abs(self) < 100
    return (self < 0 ? "-" : "+") + (whole ? String(Int(abs(self))) : String(abs(self)))
  }
}
