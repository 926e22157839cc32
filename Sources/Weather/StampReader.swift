/// Reads the time stamps of a CSV body and finds the step and the place of the stamp within it.
struct StampReader {
  /// Stamps moved to the start of their step.
  let stamps: [Stamp]
  let stepMinutes: Int
  /// Minutes from the start of a step to its stamp: 30 for `:30` stamps of hourly data.
  let stampOffset: Int

  /// Steps that a file may have [minutes].
  static let steps = [5, 10, 15, 20, 30, 60]

  init(_ body: CSVBody, dataUTCOffset: Double, defaultMinute: Int) throws(WeatherError) {
    var raw: [Stamp] = []
    raw.reserveCapacity(body.rows.count)
    if let time = body.index(of: "time") ?? body.index(of: "time(UTC)") {
      for row in body.rows.indices {
        raw.append(try Self.iso(body, row, time, dataUTCOffset))
      }
    } else {
      var parts: [Int] = []
      for name in ["Year", "Month", "Day", "Hour"] { parts.append(try body.required(name)) }
      if let minute = body.index(of: "Minute") { parts.append(minute) }
      for row in body.rows.indices { raw.append(try Self.fields(body, row, parts, defaultMinute)) }
    }
    try self.init(raw, lines: body.lines, path: body.path, nameLine: body.nameLine)
  }

  /// Finds the step of stamps that were read elsewhere.
  init(
    _ raw: [Stamp], lines: [Int], path: String, nameLine: Int
  ) throws(WeatherError) {
    let step = try Self.step(raw, path, lines.first ?? nameLine)
    let offset = (raw.first?.minute ?? 0) % step
    for (row, stamp) in raw.enumerated() where stamp.minute % step != offset {
      throw WeatherError(
        .badStamp, path: path, line: lines[row],
        expected: "a stamp \(offset) min into a step of \(step) min like the first one",
        found: stamp.text)
    }
    stepMinutes = step
    stampOffset = offset
    stamps = raw.map {
      var start = $0
      start.minute -= offset
      return start
    }
  }

  /// The commonest distance between neighbours among the first rows: a gap right at the start must
  /// not pass for the step.
  private static func step(
    _ stamps: [Stamp], _ path: String, _ line: Int
  ) throws(WeatherError) -> Int {
    var counts: [Int: Int] = [:]
    for (a, b) in zip(stamps.prefix(50), stamps.prefix(50).dropFirst()) {
      let distance = b.minuteOfYear(leap: true) - a.minuteOfYear(leap: true)
      counts[distance, default: 0] += 1
    }
    let best = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
    guard let step = best?.key, steps.contains(step) else {
      throw WeatherError(
        .badStamp, path: path, line: line,
        expected: "rows 5, 10, 15, 20, 30 or 60 min apart",
        found: best.map { "\($0.key) min" } ?? "\(stamps.count) rows")
    }
    return step
  }

  private static func fields(
    _ body: CSVBody, _ row: Int, _ columns: [Int], _ defaultMinute: Int
  ) throws(WeatherError) -> Stamp {
    // SAM writes whole numbers with decimals now and then (“1.0”).
    let texts = columns.map { body.cell(row, $0) }
    let parts: [Int?] = texts.map { $0.decimal.flatMap { Int(exactly: $0) } }
    let minutePart: Int? = parts.count > 4 ? parts[4] : defaultMinute
    if let year = parts[0], let month = parts[1], let day = parts[2], let hour = parts[3],
      let minute = minutePart, (0..<24).contains(hour), (0..<60).contains(minute),
      let stamp = Stamp(year: year, month: month, day: day, minute: hour * 60 + minute)
    {
      return stamp
    }
    throw WeatherError(
      .badStamp, path: body.path, line: body.lines[row],
      expected: "year,month,day,hour 0-23,minute", found: texts.joined(separator: ","))
  }

  /// `2024-01-01 00:30:00+00:00`, with a blank or `T`, with or without the offset.
  private static func iso(
    _ body: CSVBody, _ row: Int, _ column: Int, _ dataUTCOffset: Double
  ) throws(WeatherError) -> Stamp {
    let text = body.cell(row, column)
    if let stamp = stamp(text, dataUTCOffset) { return stamp }
    throw WeatherError(
      .badStamp, path: body.path, line: body.lines[row], column: body.names[column],
      expected: "a date and time like 2024-01-01 00:30:00 at the UTC offset of the header",
      found: text)
  }

  /// A written date and time at the UTC offset of the header, or without one.
  static func stamp(_ text: String, _ dataUTCOffset: Double) -> Stamp? {
    guard let time = CivilTime(text), time.second < 86_400,
      time.offset.map({ Double($0) == dataUTCOffset * 60 }) ?? true
    else { return nil }
    return Stamp(
      year: time.year, month: time.month, day: time.day, minute: Int(time.second / 60))
  }
}
