/// NREL's TMY2 (Marion and Urban 1995, “User's Manual for TMY2s”, NREL/SP-463-7668, tables 3-1 and
/// 3-2): fixed columns, hours 1 to 24 that END their hour, local standard time. Every value is
/// followed by the letter of its source and the digit of its uncertainty; they are checked, since a
/// row that has slipped by a character would otherwise read as other numbers.
enum TMY2Reader {
  private struct Column {
    var quantity: Quantity
    var name: String
    /// 0-based bytes of the value; its flags follow.
    var bytes: Range<Int>
    /// The code for “missing”.
    var missing: Double
    var scale: Double
  }

  private static let columns = [
    Column(quantity: .ghi, name: "global horizontal", bytes: 17..<21, missing: 9999, scale: 1),
    Column(quantity: .dni, name: "direct normal", bytes: 23..<27, missing: 9999, scale: 1),
    Column(quantity: .dhi, name: "diffuse horizontal", bytes: 29..<33, missing: 9999, scale: 1),
    Column(quantity: .dryBulb, name: "dry bulb", bytes: 67..<71, missing: 9999, scale: 0.1),
    Column(
      quantity: .relativeHumidity, name: "relative humidity", bytes: 79..<82, missing: 999,
      scale: 1),
    Column(
      quantity: .pressure, name: "station pressure", bytes: 84..<88, missing: 9999, scale: 100),
    Column(
      quantity: .windSpeed(height: 10), name: "wind speed", bytes: 95..<98, missing: 999,
      scale: 0.1),
  ]

  static func read(_ file: TextFile) throws(WeatherError) -> RawTable {
    let place = try place(file)
    var stamps: [Stamp] = []
    var lines: [Int] = []
    var found = columns.map { RawColumn(quantity: $0.quantity, name: $0.name, values: []) }
    for row in 1..<max(1, file.lines.count) {
      let line = file.lines[row]
      // Files of the mainframe age end with the control character for “end of file”.
      if row == file.lines.count - 1, line.count <= 1 { continue }
      guard line.count == 142 else {
        throw WeatherError(
          .badValue, path: file.path, line: row + 1, expected: "a row of 142 characters",
          found: "\(line.count) characters: \(file.line(row))")
      }
      stamps.append(try stamp(file, row))
      lines.append(row + 1)
      for (index, column) in columns.enumerated() {
        found[index].values.append(try value(column, file, row))
      }
    }
    return RawTable(
      path: file.path, format: WeatherFormat.tmy2.name, place: place,
      dataUTCOffset: place.utcOffset, stepMinutes: 60, sunOffsetMinutes: 30, stamps: stamps,
      lines: lines, columns: found)
  }

  private static func text(_ file: TextFile, _ row: Int, _ bytes: Range<Int>) -> String {
    let line = file.lines[row]
    let low = min(line.lowerBound + bytes.lowerBound, line.upperBound)
    let high = min(line.lowerBound + bytes.upperBound, line.upperBound)
    return file.text(low..<high)
  }

  private static func value(
    _ column: Column, _ file: TextFile, _ row: Int
  ) throws(WeatherError) -> Double {
    let text = text(file, row, column.bytes)
    let flags = file.lines[row].lowerBound + column.bytes.upperBound
    let source = file.bytes[flags]
    let hasFlags =
      ((0x41...0x5A).contains(source) || source == 0x3F)
      && (0x30...0x39).contains(
        file.bytes[flags + 1])
    guard hasFlags, let value = text.decimal else {
      throw WeatherError(
        .badValue, path: file.path, line: row + 1, column: column.name,
        expected: "\(column.quantity.meaning) with its two flags in columns "
          + "\(column.bytes.lowerBound + 1) to \(column.bytes.upperBound + 2)",
        found: Self.text(file, row, column.bytes.lowerBound..<(column.bytes.upperBound + 2)))
    }
    return value == column.missing ? .nan : value * column.scale
  }

  private static func stamp(_ file: TextFile, _ row: Int) throws(WeatherError) -> Stamp {
    let parts = [1..<3, 3..<5, 5..<7, 7..<9].map { Int(text(file, row, $0)) }
    if let year = parts[0], let month = parts[1], let day = parts[2], let hour = parts[3],
      (1...24).contains(hour),
      let stamp = Stamp(year: 1900 + year, month: month, day: day, minute: (hour - 1) * 60)
    {
      return stamp
    }
    throw WeatherError(
      .badStamp, path: file.path, line: row + 1,
      expected: "two digits each of year, month, day and hour 1-24",
      found: text(file, row, 0..<9))
  }

  /// ` 12839 MIAMI                  FL  -5 N 25 48 W  80 16     2`
  private static func place(_ file: TextFile) throws(WeatherError) -> Place {
    func part(_ bytes: Range<Int>) -> String { text(file, 0, bytes) }
    let header = HeaderReader(path: file.path, line: 1)
    func angle(
      _ letter: Range<Int>, _ degrees: Range<Int>, _ minutes: Range<Int>, _ signs: String,
      _ name: String
    ) throws(WeatherError) -> Double {
      guard let whole = Int(part(degrees)), let rest = Int(part(minutes)), (0..<60).contains(rest),
        let sign = part(letter).first, let side = signs.firstIndex(of: sign)
      else {
        throw WeatherError(
          .header, path: file.path, line: 1, column: name,
          expected: "a letter of \(signs), degrees and minutes",
          found: part(letter.lowerBound..<minutes.upperBound))
      }
      let value = Double(whole) + Double(rest) / 60
      return side == signs.startIndex ? value : -value
    }
    let latitude = try angle(37..<38, 39..<41, 42..<44, "NS", "latitude")
    let longitude = try angle(45..<46, 47..<50, 51..<53, "EW", "longitude")
    return Place(
      name: [part(7..<29), part(30..<32)].filter { !$0.isEmpty }.joined(separator: ", "),
      latitude: try header.latitude("\(latitude)", "latitude"),
      longitude: try header.longitude("\(longitude)", "longitude"),
      elevation: try header.elevation(part(55..<59), "elevation"),
      utcOffset: try header.utcOffset(part(33..<36), "time zone"))
  }
}
