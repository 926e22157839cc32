/// SAM's wind resource file (SRW): a line about the place, a line of text, then names, units and
/// heights of the columns, and rows without stamps from 1 January 00:00, local standard time
/// (System Advisor Model help, “Wind Resource File Formats”, NREL).
enum SRWReader {
  static func read(_ file: TextFile, _ site: SiteHint) throws(WeatherError) -> RawTable {
    var notes: [WeatherNote] = []
    let (place, year, step) = try place(file, site, &notes)
    let body = try CSVBody(file, from: 2)
    guard body.rows.count >= 2 else {
      throw WeatherError(
        .header, path: file.path, line: 3, expected: "names, units, heights and rows of numbers",
        found: "\(file.lines.count) lines")
    }
    let columns = try columns(file, body)
    let stamps = try stamps(columns.first?.values.count ?? 0, file, year: year, step: step)
    return RawTable(
      path: file.path, format: WeatherFormat.srw.name, place: place,
      dataUTCOffset: place.utcOffset, stepMinutes: step, sunOffsetMinutes: Double(step) / 2,
      stamps: stamps, lines: Array(body.lines.dropFirst(2)), columns: columns, notes: notes)
  }

  /// `id,city,state,country,year,latitude,longitude,elevation,hours of a step,rows`
  private static func place(
    _ file: TextFile, _ site: SiteHint, _ notes: inout [WeatherNote]
  ) throws(WeatherError) -> (Place, year: Int, step: Int) {
    let cells = file.cells(0)
    guard cells.count >= 10 else {
      throw WeatherError(
        .header, path: file.path, line: 1,
        expected: "id, city, state, country, year, latitude, longitude, elevation, step, rows",
        found: file.line(0))
    }
    let header = HeaderReader(path: file.path, line: 1)
    guard let year = Int(cells[4]), (1900...2200).contains(year) else {
      throw WeatherError(
        .header, path: file.path, line: 1, column: "year", expected: "a calendar year",
        found: cells[4])
    }
    guard let hours = cells[8].decimal, let step = Int(exactly: (hours * 60).rounded()),
      StampReader.steps.contains(step)
    else {
      throw WeatherError(
        .header, path: file.path, line: 1, column: "step",
        expected: "a step of 1, 0.5 or less hours", found: cells[8])
    }
    let longitude = try header.longitude(cells[6], "longitude")
    var elevation: Double?
    if cells[7].decimal != nil { elevation = try header.elevation(cells[7], "elevation") }
    let parts = cells[0...3].filter { !$0.isEmpty && !$0.hasSuffix("??") && $0 != "-" }
    let place = Place(
      name: parts.joined(separator: ", "), latitude: try header.latitude(cells[5], "latitude"),
      longitude: longitude, elevation: elevation,
      utcOffset: site.offset(longitude: longitude, &notes))
    return (place, year, step)
  }

  private static func columns(
    _ file: TextFile, _ body: CSVBody
  ) throws(WeatherError) -> [RawColumn] {
    let units = file.cells(3)
    let heights = file.cells(4)
    var found: [RawColumn] = []
    for (index, name) in body.names.enumerated() {
      let what = name.lowercased()
      guard ["speed", "temperature", "pressure"].contains(what) else { continue }
      let unit = units.indices.contains(index) ? units[index] : ""
      let text = heights.indices.contains(index) ? heights[index] : ""
      guard let height = text.decimal, (0...500).contains(height) else {
        throw WeatherError(
          .header, path: file.path, line: 5, column: name, expected: "a height from 0 to 500 m",
          found: text)
      }
      let quantity: Quantity =
        what == "speed"
        ? .windSpeed(height: height)
        : what == "temperature" ? .temperature(height: height) : .pressureAt(height: height)
      guard let (scale, shift) = quantity.toSI(from: unit) else {
        throw WeatherError(
          .header, path: file.path, line: 4, column: name,
          expected: "a unit of \(quantity.meaning)", found: unit)
      }
      let column = try body.numbers(
        index, quantity, scale: scale, shift: shift, skipping: 2)
      found.append(
        RawColumn(
          quantity: quantity, name: "\(name) at \(text) m", values: column.values))
    }
    guard found.contains(where: { if case .windSpeed = $0.quantity { true } else { false } }) else {
      throw WeatherError(
        .missingColumn, path: file.path, line: 3, column: "Speed",
        expected: "a column of that name among \(body.names.joined(separator: ", "))",
        found: "no such column")
    }
    return found
  }

  private static func stamps(
    _ count: Int, _ file: TextFile, year: Int, step: Int
  ) throws(WeatherError) -> [Stamp] {
    for days in [365, 366] where count == days * 1440 / step {
      return Stamp.calendar(year: year, days: days, step: step)
    }
    throw WeatherError(
      .gap, path: file.path, line: file.lines.count,
      expected: "\(365 * 1440 / step) or \(366 * 1440 / step) rows of \(step) min",
      found: "\(count) rows")
  }
}
