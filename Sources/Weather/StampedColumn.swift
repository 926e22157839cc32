/// Reads a column together with its stamps and puts both onto real time.
struct StampedColumn {
  let body: CSVBody
  let options: SeriesOptions
  /// The column of stamps, or those of the date and of the hour.
  let time: [Int]
  let column: Int
  /// The rows that are meant.
  let rows: [Int]
  /// The clock of stamps without an offset of their own.
  let zone: SeriesZone
  private var notes: [String] = []
  private var isLocal = false

  /// UTC offset in winter of the clock that the stamps show [h]: of the first row, or of the zone.
  private var ownOffset: Double {
    (rows.first.flatMap { stamp($0)?.offset }).map { Double($0) / 60 } ?? zone.standardOffset
  }

  /// Words in a column's name that say which clock it shows.
  private static let words: [(String, Int)] = [
    ("utc", 0), ("gmt", 0), ("est", -300), ("cst", -360), ("mst", -420), ("pst", -480),
  ]

  /// - Parameter local: local standard time of the site, for stamps that say nothing.
  init(
    _ body: CSVBody, time: [Int], column: Int, _ options: SeriesOptions, local: Double
  ) throws(WeatherError) {
    self.body = body
    self.options = options
    self.time = time
    self.column = column
    rows = try Self.rows(body, options)
    let title = time.map { body.names[$0] }.joined(separator: " ")
    let words = title.lowercased().split { !$0.isLetter }.map(String.init)
    let named = Self.words.first { words.contains($0.0) }
    if let zone = options.zone {
      self.zone = zone
    } else if words.contains("cet"), words.contains("cest") {
      // All of central Europe changes its clocks at the same moments.
      zone = try SeriesZone("Europe/Brussels")
    } else if let named {
      zone = .fixed(minutes: named.1)
    } else {
      zone = .fixed(minutes: Int((local * 60).rounded()))
      if rows.first.flatMap({ stamp($0)?.offset }) == nil {
        isLocal = true
        notes.append(
          "the stamps of “\(title)” name no time zone and were taken as local standard time; write "
            + "`zone: UTC` or the like if they are not")
      }
    }
  }

  private static func rows(
    _ body: CSVBody, _ options: SeriesOptions
  ) throws(WeatherError) -> [Int] {
    var rows = Array(body.rows)
    for (name, value) in options.only.sorted(by: { $0.key < $1.key }) {
      let index = try body.required(name)
      let found = rows.filter { body.cell($0, index) == value }
      guard !found.isEmpty else {
        let known = Set(rows.map { body.cell($0, index) }).sorted()
        let nearest = known.min { $0.editDistance(to: value) < $1.editDistance(to: value) }
        let hint = nearest.map { "; did you mean “\($0)”?" } ?? ""
        throw WeatherError(
          .parameter, path: body.path, line: body.nameLine,
          expected: "one of the \(known.count) texts of the column “\(name)”\(hint)", found: value)
      }
      rows = found
    }
    return rows
  }

  /// The columns that hold stamps: by name, or the first whose first cell is a date and time.
  static func timeColumns(
    _ body: CSVBody, _ options: SeriesOptions
  ) throws(WeatherError) -> [Int]? {
    guard !body.rows.isEmpty else { return nil }
    if !options.time.isEmpty {
      var found: [Int] = []
      for name in options.time { found.append(try body.required(name)) }
      return found
    }
    return body.names.indices.first {
      stamp(body.cell(0, $0), dayFirst: false) != nil
        || stamp(body.cell(0, $0), dayFirst: true) != nil
    }.map { [$0] }
  }

  /// A stamp; of `01.01.2023 00:00 - 01.01.2023 01:00` the beginning.
  private static func stamp(_ text: String, dayFirst: Bool) -> CivilTime? {
    CivilTime(text.split(separator: " - ").first.map(String.init) ?? text, dayFirst: dayFirst)
  }

  private func text(_ row: Int) -> String {
    guard time.count > 1 else { return body.cell(row, time[0]) }
    let hour = body.cell(row, time[1])
    // “7” is an hour as well as “07:00”.
    return body.cell(row, time[0]) + " " + (Int(hour) == nil ? hour : hour + ":00")
  }

  private func stamp(_ row: Int) -> CivilTime? {
    Self.stamp(text(row), dayFirst: options.dayFirst)
  }

  mutating func read() throws(WeatherError) -> TimedSeries {
    let stamps = try stamps()
    let values = try values()
    let step = try step(stamps.map(\.seconds))
    let words = time.map { body.names[$0] }.joined(separator: " ").lowercased()
    let ends =
      options.endsStep
      ?? (words.contains("ending") || words.contains("hour_end")
        || words.contains("interval_end"))
    var placed = try place(stamps, values, ends: ends ? step : 0, onTheWall: true)
    if ends, let refusal = placed.refusal, case .named = zone {
      // Some write the time on the wall at the end of the step, some its beginning plus a step: they
      // differ where the clocks change.
      let other = try place(stamps, values, ends: step, onTheWall: false)
      if other.refusal == nil { placed = other } else { throw refusal }
    }
    if let refusal = placed.refusal { throw refusal }
    return try series(placed.entries, step)
  }

  private struct Entry {
    var moment: Double
    var value: Double
    var line: Int
  }

  private func stamps() throws(WeatherError) -> [CivilTime] {
    var found: [CivilTime] = []
    found.reserveCapacity(rows.count)
    for row in rows {
      guard let stamp = stamp(row) else {
        let text = text(row)
        let isOther = Self.stamp(text, dayFirst: !options.dayFirst) != nil
        let hint = isOther && !options.dayFirst ? " (write `day first: yes` for 14/02/2021)" : ""
        throw WeatherError(
          .badStamp, path: body.path, line: body.lines[row], column: body.names[time[0]],
          expected: "a date and time such as \(CivilTime.examples)\(hint)",
          found: text.trimmed.isEmpty ? "an empty cell" : text)
      }
      found.append(stamp)
    }
    return found
  }

  private func values() throws(WeatherError) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(rows.count)
    for row in rows {
      let text = body.cell(row, column)
      if let value = text.decimal {
        values.append(value)
      } else if text.isMissing {
        values.append(.nan)
      } else {
        throw WeatherError(
          .badValue, path: body.path, line: body.lines[row], column: body.names[column],
          expected: text.contains(",") ? "a number with a decimal point" : "a number", found: text)
      }
    }
    return values
  }

  /// The commonest distance between neighbours [s].
  private func step(_ seconds: [Double]) throws(WeatherError) -> Double {
    var counts: [Double: Int] = [:]
    for (a, b) in zip(seconds, seconds.dropFirst()) { counts[b - a, default: 0] += 1 }
    let best = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    guard let best, StampReader.steps.contains(where: { Double($0) * 60 == best }) else {
      throw WeatherError(
        .badStamp, path: body.path, line: body.lines.first ?? body.nameLine,
        column: body.names[time[0]], expected: "rows 5, 10, 15, 20, 30 or 60 min apart",
        found: best.map { "\(($0 / 60).brief) min" } ?? "\(seconds.count) rows")
    }
    return best
  }

  private mutating func place(
    _ stamps: [CivilTime], _ values: [Double], ends step: Double, onTheWall: Bool
  ) throws(WeatherError) -> (entries: [Entry], refusal: WeatherError?) {
    var entries: [Entry] = []
    var seen: [Double: Int] = [:]
    var skipped = 0
    entries.reserveCapacity(stamps.count)
    for (row, stamp) in stamps.enumerated() {
      let line = body.lines[rows[row]]
      if let offset = stamp.offset {
        entries.append(
          Entry(
            moment: stamp.seconds - Double(offset) * 60 - step, value: values[row], line: line))
        continue
      }
      let wall = stamp.seconds - (onTheWall ? step : 0)
      let moments = zone.moments(local: wall).map { $0 - (onTheWall ? 0 : step) }
      guard let first = moments.first else {
        if options.gaps.isRepairing {
          skipped += 1
          continue
        }
        return (
          [],
          WeatherError(
            .badStamp, path: body.path, line: line, column: body.names[time[0]],
            expected: "a time that exists in \(zone), whose clocks go forward then",
            found: text(rows[row]))
        )
      }
      // In the hour that comes twice, the first row is that of summer time.
      let turn = seen[wall, default: 0]
      seen[wall] = turn + 1
      let moment = turn < moments.count ? moments[turn] : first
      entries.append(Entry(moment: moment, value: values[row], line: line))
    }
    if skipped > 0 {
      notes.append(
        "\(skipped == 1 ? "1 row" : "\(skipped) rows") at a time that does not exist in \(zone), as "
          + "its clocks go forward, left out")
    }
    return settle(entries)
  }

  /// In order and each moment once, or the first row that is neither.
  private mutating func settle(_ raw: [Entry]) -> (entries: [Entry], refusal: WeatherError?) {
    var entries = raw
    if let late = zip(raw, raw.dropFirst()).first(where: { $0.moment > $1.moment })?.1 {
      notes.append(
        "line \(late.line) is earlier than the line before it; the rows were put in order")
      entries.sort { ($0.moment, $0.line) < ($1.moment, $1.line) }
    }
    var once: [Entry] = []
    var doubled = 0
    var count = 1.0
    for entry in entries {
      guard let last = once.last, last.moment == entry.moment else {
        once.append(entry)
        count = 1
        continue
      }
      doubled += 1
      switch options.doubled {
      case .refuse:
        let place = CivilTime.text(seconds: entry.moment)
        return (
          [],
          WeatherError(
            .badStamp, path: body.path, line: entry.line, column: body.names[time[0]],
            expected: "each moment once",
            found: "\(place) UTC a second time (first in line \(last.line))")
        )
      case .first: break
      case .last: once[once.count - 1] = entry
      case .mean:
        count += 1
        once[once.count - 1].value += (entry.value - last.value) / count
      }
    }
    if doubled > 0 {
      notes.append(
        "\(doubled == 1 ? "1 row repeats" : "\(doubled) rows repeat") a moment; the "
          + "\(options.doubled.rawValue) was taken")
    }
    return (once, nil)
  }

  private func series(_ entries: [Entry], _ step: Double) throws(WeatherError) -> TimedSeries {
    let first = entries.first?.moment ?? 0
    if let odd = entries.first(where: {
      ($0.moment - first).truncatingRemainder(dividingBy: step) != 0
    }) {
      throw WeatherError(
        .badStamp, path: body.path, line: odd.line, column: body.names[time[0]],
        expected: "a stamp a whole number of \((step / 60).brief) min steps after the first",
        found: CivilTime.text(seconds: odd.moment) + " UTC")
    }
    return TimedSeries(
      path: body.path, name: body.names[column], timeName: body.names[time[0]], step: step,
      moments: entries.map(\.moment), values: entries.map(\.value), lines: entries.map(\.line),
      notes: notes, isLocal: isLocal, ownOffset: ownOffset, gaps: options.gaps)
  }
}
