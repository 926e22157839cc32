/// EnergyPlus weather files: “Auxiliary Programs”, EnergyPlus documentation, chapter “EnergyPlus
/// Weather File (EPW) Data Dictionary” (US DOE).
///
/// The body is split here by hand and not by the CSV library: EPW has no quoting, only eleven of its 35
/// fields are needed, and working on bytes reads a file in about a tenth of the time.
enum EPWReader {
  /// 0-based field, quantity, lowest value that means “missing”.
  private static let fields: [(index: Int, quantity: Quantity, name: String, missing: Double)] = [
    (6, .dryBulb, "Dry Bulb Temperature", 99.9),
    (8, .relativeHumidity, "Relative Humidity", 999),
    (9, .pressure, "Atmospheric Station Pressure", 999_999),
    (13, .ghi, "Global Horizontal Radiation", 9999),
    (14, .dni, "Direct Normal Radiation", 9999),
    (15, .dhi, "Diffuse Horizontal Radiation", 9999),
    (21, .windSpeed(height: 10), "Wind Speed", 999),
  ]

  static func read(_ file: TextFile) throws(WeatherError) -> RawTable {
    let place = try location(file)
    let (body, perHour) = try dataPeriod(file)
    let step = 60 / perHour
    var stamps: [Stamp] = []
    var lines: [Int] = []
    var columns = fields.map { RawColumn(quantity: $0.quantity, name: $0.name, values: []) }
    var width: Int?
    for row in body..<file.lines.count {
      let cells = split(file, row)
      // 35 fields by the book; some makers leave the last ones out, but then on every row.
      guard cells.count >= 22, cells.count == width ?? cells.count else {
        throw WeatherError(
          .badValue, path: file.path, line: row + 1, expected: "a row of \(width ?? 35) fields",
          found: "\(cells.count) fields: \(file.line(row))")
      }
      width = cells.count
      stamps.append(try stamp(file, row, cells, step: step))
      lines.append(row + 1)
      for (c, field) in fields.enumerated() {
        let text = file.text(cells[field.index])
        let read = text.decimal ?? (field.quantity.isSpare ? .nan : nil)
        guard let value = read else {
          throw WeatherError(
            text.isEmpty ? .missingValue : .badValue, path: file.path, line: row + 1,
            column: field.name, expected: field.quantity.meaning,
            found: text.isEmpty ? "an empty field" : text)
        }
        columns[c].values.append(value >= field.missing ? .nan : value)
      }
    }
    return RawTable(
      path: file.path, format: WeatherFormat.epw.name, place: place,
      dataUTCOffset: place.utcOffset, stepMinutes: step, sunOffsetMinutes: Double(step) / 2,
      stamps: stamps, lines: lines, columns: columns)
  }

  private static func location(_ file: TextFile) throws(WeatherError) -> Place {
    let cells = file.cells(0)
    let header = HeaderReader(path: file.path, line: 1)
    guard cells.first == "LOCATION", cells.count >= 10 else {
      throw WeatherError(
        .header, path: file.path, line: 1, expected: "LOCATION with 9 fields", found: file.line(0))
    }
    let name = cells[1...3].filter { !$0.isEmpty && $0 != "-" }.joined(separator: ", ")
    return Place(
      name: name,
      latitude: try header.latitude(cells[6], "latitude"),
      longitude: try header.longitude(cells[7], "longitude"),
      elevation: try header.elevation(cells[9], "elevation"),
      utcOffset: try header.utcOffset(cells[8], "time zone"))
  }

  /// Index of the first data line and the number of records per hour.
  private static func dataPeriod(_ file: TextFile) throws(WeatherError) -> (Int, Int) {
    for index in 1..<max(2, min(40, file.lines.count)) {
      let cells = file.cells(index)
      guard cells.first?.uppercased() == "DATA PERIODS" else { continue }
      guard cells.count > 2, cells[1] == "1" else {
        throw WeatherError(
          .header, path: file.path, line: index + 1, expected: "one data period",
          found: file.line(index))
      }
      guard let perHour = Int(cells[2]), (1...12).contains(perHour), 60 % perHour == 0 else {
        throw WeatherError(
          .header, path: file.path, line: index + 1, column: "records per hour",
          expected: "a divisor of 60 up to 12", found: cells[2])
      }
      return (index + 1, perHour)
    }
    throw WeatherError(
      .header, path: file.path, line: min(8, max(1, file.lines.count)),
      expected: "the header line DATA PERIODS before the data", found: file.line(7))
  }

  /// EPW stamps END their step: hour 1 covers 00:00-01:00, hour 24 ends the day. In hourly files
  /// the minute field is 0 or 60 by habit of the maker and carries no information.
  private static func stamp(
    _ file: TextFile, _ row: Int, _ cells: [Range<Int>], step: Int
  ) throws(WeatherError) -> Stamp {
    let parts = cells[0..<5].map { Int(file.text($0)) }
    if let year = parts[0], let month = parts[1], let day = parts[2], let hour = parts[3],
      let rawMinute = parts[4], (1...24).contains(hour), (0...60).contains(rawMinute)
    {
      let minute = step == 60 || rawMinute == 0 ? 60 : rawMinute
      let start = (hour - 1) * 60 + minute - step
      if let stamp = Stamp(year: year, month: month, day: day, minute: start) { return stamp }
    }
    let text = cells[0..<5].map { file.text($0) }.joined(separator: ",")
    throw WeatherError(
      .badStamp, path: file.path, line: row + 1, expected: "year,month,day,hour 1-24,minute",
      found: text)
  }

  private static func split(_ file: TextFile, _ row: Int) -> [Range<Int>] {
    var cells: [Range<Int>] = []
    cells.reserveCapacity(36)
    let line = file.lines[row]
    var start = line.lowerBound
    for i in line where file.bytes[i] == 0x2C {
      cells.append(start..<i)
      start = i + 1
    }
    cells.append(start..<line.upperBound)
    return cells
  }
}

extension TextFile {
  /// The text of a byte range without blanks at its ends.
  func text(_ range: Range<Int>) -> String {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
    while high > low, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x09 { high -= 1 }
    return String(decoding: bytes[low..<high], as: UTF8.self)
  }
}
