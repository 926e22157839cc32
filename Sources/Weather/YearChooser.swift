/// Takes one calendar year of local standard time out of a file that holds more.
///
/// Services add a day at both ends, so that a file in UTC has every hour of the local year; nothing
/// then needs to be turned round the ends of the year.
enum YearChooser {
  static func choose(_ table: inout RawTable, year: Int?) throws(WeatherError) {
    guard let first = table.stamps.first, let last = table.stamps.last else { return }
    let step = table.stepMinutes
    let minutes = Int(((table.place.utcOffset - table.dataUTCOffset) * 60).rounded())
    let whole = Int((Double(minutes) / Double(step)).rounded(.down)) * step
    if spansOneYear(first, last, step) {
      try check(year, among: [first.year], table)
      return
    }
    let moved = table.stamps.map { $0.moved(byMinutes: whole) }
    var counts: [Int: Int] = [:]
    for stamp in moved { counts[stamp.year, default: 0] += 1 }
    let full = counts.filter { Double($0.value) >= 0.9 * Double(365 * 1440 / step) }.keys.sorted()
    if year == nil, full.count > 1 {
      throw WeatherError(
        .severalYears, path: table.path, line: table.lines.first,
        expected: "the year to read, such as `year: \(full[0])`",
        found: "the years \(full.map(String.init).joined(separator: ", "))")
    }
    try check(year, among: counts.keys.sorted(), table)
    let busiest = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    let chosen = year ?? full.first ?? busiest ?? first.year
    let rows = moved.indices.filter { moved[$0].year == chosen }
    let left = moved.count - rows.count
    if left > 0 {
      table.notes.append(
        WeatherNote(
          .rowsLeftOut, "\(left) rows outside \(chosen) (local standard time) were left out"))
    }
    table.stamps = rows.map { moved[$0] }
    table.lines = rows.map { table.lines[$0] }
    for index in table.columns.indices {
      let values = table.columns[index].values
      table.columns[index].values = rows.map { values[$0] }
    }
    // What does not fill a step moves the sun only; `YearBuilder` sees to that.
    table.dataUTCOffset = table.place.utcOffset - Double(minutes - whole) / 60
  }

  private static func check(
    _ year: Int?, among years: [Int], _ table: RawTable
  ) throws(WeatherError) {
    guard let year, !years.contains(year) else { return }
    throw WeatherError(
      .gap, path: table.path, line: table.lines.first, expected: "the year \(year)",
      found: "the years \(years.map(String.init).joined(separator: ", "))")
  }

  private static func spansOneYear(_ first: Stamp, _ last: Stamp, _ step: Int) -> Bool {
    first.year == last.year && first.month == 1 && first.day == 1 && first.minute == 0
      && last.month == 12 && last.day == 31 && last.minute + step == 1440
  }
}
