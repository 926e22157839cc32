/// NREL's TMY3 CSV (Wilcox and Marion 2008, “Users Manual for TMY3 Data Sets”, NREL/TP-581-43156):
/// a line about the station, a line of names, rows with `MM/DD/YYYY,HH:MM` from 01:00 to 24:00 that
/// END their hour, local standard time. Missing values are -9900.
enum TMY3Reader {
  private static let columns: [(names: [String], quantity: Quantity, scale: Double)] = [
    (["GHI (W/m^2)"], .ghi, 1), (["DNI (W/m^2)"], .dni, 1), (["DHI (W/m^2)"], .dhi, 1),
    (["Dry-bulb (C)"], .dryBulb, 1), (["RHum (%)"], .relativeHumidity, 1),
    (["Pressure (mbar)"], .pressure, 100),
    (["Wspd (m/s)", "Wind speed (m/s)"], .windSpeed(height: 10), 1),
  ]

  static func read(_ file: TextFile) throws(WeatherError) -> RawTable {
    let place = try place(file)
    let body = try CSVBody(file, from: 1)
    let date = try body.required("Date (MM/DD/YYYY)")
    let time = try body.required("Time (HH:MM)")
    var stamps: [Stamp] = []
    stamps.reserveCapacity(body.rows.count)
    for row in body.rows { stamps.append(try stamp(body, row, date, time)) }
    var found: [RawColumn] = []
    for column in columns {
      let known = column.names.lazy.compactMap { body.index(of: $0) }.first
      if known == nil, column.quantity.isSpare { continue }
      let index: Int
      if let known { index = known } else { index = try body.required(column.names[0]) }
      found.append(try body.numbers(index, column.quantity, scale: column.scale))
    }
    return RawTable(
      path: file.path, format: WeatherFormat.tmy3.name, place: place,
      dataUTCOffset: place.utcOffset, stepMinutes: 60, sunOffsetMinutes: 30, stamps: stamps,
      lines: body.lines, columns: found)
  }

  private static func place(_ file: TextFile) throws(WeatherError) -> Place {
    // The name of the station stands in quotation marks and may hold a comma.
    let text = file.line(0)
    let cells = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
    guard cells.count >= 7 else {
      throw WeatherError(
        .header, path: file.path, line: 1,
        expected: "station, name, state, time zone, latitude, longitude, elevation", found: text)
    }
    let header = HeaderReader(path: file.path, line: 1)
    let last = cells.count - 1
    let name = cells[1...(last - 5)].joined(separator: ",").trimmed
    return Place(
      name: [name, cells[last - 4]].filter { !$0.isEmpty }.joined(separator: ", "),
      latitude: try header.latitude(cells[last - 2], "latitude"),
      longitude: try header.longitude(cells[last - 1], "longitude"),
      elevation: try header.elevation(cells[last], "elevation"),
      utcOffset: try header.utcOffset(cells[last - 3], "time zone"))
  }

  private static func stamp(
    _ body: CSVBody, _ row: Int, _ date: Int, _ time: Int
  ) throws(WeatherError) -> Stamp {
    let text = body.cell(row, date) + " " + body.cell(row, time)
    if let read = CivilTime(text) {
      let minute = Int(read.second / 60) - 60
      if minute % 60 == 0,
        let stamp = Stamp(year: read.year, month: read.month, day: read.day, minute: minute)
      {
        return stamp
      }
    }
    throw WeatherError(
      .badStamp, path: body.path, line: body.lines[row],
      expected: "a date MM/DD/YYYY and an hour from 01:00 to 24:00", found: text)
  }
}
