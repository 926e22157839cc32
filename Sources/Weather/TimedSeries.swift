/// Values at known moments, in order, each once.
public struct TimedSeries: Sendable, Hashable {
  /// The file, as the caller named it.
  public var path: String
  /// The column of the values.
  public var name: String
  /// The column of the stamps.
  public var timeName: String
  /// Length of a step [s].
  public var step: Double
  /// Start of each step [s since 1970 UTC], rising.
  public var moments: [Double]
  /// NaN where the cell is empty.
  public var values: [Double]
  /// 1-based lines.
  public var lines: [Int]
  /// What the reader did and noticed.
  public var notes: [String] = []
  /// True when the stamps named no zone and were taken as local standard time of the site.
  public var isLocal: Bool
  /// UTC offset in winter of the clock that the stamps show [h].
  public var ownOffset: Double
  var gaps: SeriesGaps

  /// The calendar year in UTC of the middle row.
  public var middleYear: Int? {
    moments.isEmpty
      ? nil
      : CivilTime.date(days: Int((moments[moments.count / 2] / 86_400).rounded(.down))).year
  }

  /// The calendar years of which at least nine tenths are there, on a clock some hours from UTC.
  public func years(utcOffset: Double) -> [Int] {
    var counts: [Int: Double] = [:]
    for moment in moments {
      let days = ((moment + utcOffset * 3600) / 86_400).rounded(.down)
      counts[CivilTime.date(days: Int(days)).year, default: 0] += step / 3600
    }
    return counts.filter { $0.value >= 0.9 * 8760 }.keys.sorted()
  }

  /// One calendar year of local standard time on a clock.
  ///
  /// Where a file holds exactly one year of another clock (UTC), the hours that the local year lacks
  /// at one end are those that stand over at the other, with a note.
  public func year(
    _ year: Int, on clock: SeriesClock
  ) throws(WeatherError) -> (values: [Double], notes: [String]) {
    let start =
      Double(CivilTime.days(year: year, month: 1, day: 1)) * 86_400 - clock.utcOffset * 3600
    let isLeap = CivilTime.isLeap(year)
    let seconds = Double(isLeap ? 366 : 365) * 86_400
    let count = Int(seconds / step)
    var notes = self.notes
    var slots = [Double](repeating: .nan, count: count)
    var lineOf = [Int](repeating: 0, count: count)
    let remainder = ((moments.first ?? 0) - start).truncatingRemainder(dividingBy: step)
    if remainder != 0 {
      let off = Int((remainder < 0 ? remainder + step : remainder) / 60)
      notes.append(
        "steps begin \(off) min after those of the site's clock and were taken that much earlier")
    }
    var outside: [(slot: Int, row: Int)] = []
    for (row, moment) in moments.enumerated() {
      let slot = Int(((moment - start) / step).rounded(.down))
      guard slots.indices.contains(slot) else {
        // Only what stands over by less than a day may go round the ends.
        if slot >= -Int(50_400 / step), slot < count + Int(50_400 / step) {
          outside.append((slot, row))
        }
        continue
      }
      slots[slot] = values[row]
      lineOf[slot] = lines[row]
    }
    if let note = turn(outside, &slots, &lineOf, clock.utcOffset) { notes.append(note) }
    let february29 = Int(59 * 86_400 / step)..<Int(60 * 86_400 / step)
    let drops = isLeap && clock.leapDay == .drop
    try SeriesRepair(series: self, start: start, offset: clock.utcOffset)
      .fill(&slots, lineOf, ignoring: drops ? february29 : nil, &notes)
    if drops {
      slots.removeSubrange(february29)
      notes.append("29 February was left out")
    }
    return (resampled(slots, to: clock), notes)
  }

  /// Fills the ends of a year from the other end, if the rows cover exactly one year of some clock.
  private func turn(
    _ outside: [(slot: Int, row: Int)], _ slots: inout [Double], _ lineOf: inout [Int],
    _ offset: Double
  ) -> String? {
    guard moments.count == slots.count || moments.count == slots.count - Int(86_400 / step) else {
      return nil
    }
    var turned = 0
    for (slot, row) in outside {
      let target = slot < 0 ? slot + slots.count : slot - slots.count
      guard slots.indices.contains(target), lineOf[target] == 0 else { continue }
      slots[target] = values[row]
      lineOf[target] = lines[row]
      turned += 1
    }
    guard turned > 0 else { return nil }
    let hours = Double(turned) * step / 3600
    return
      "the file holds one year of another clock; \(hours.brief) h that stand over at one end of the "
      + "local year fill the other end"
  }

  private func resampled(_ slots: [Double], to clock: SeriesClock) -> [Double] {
    let native = step / 60
    let wanted = Double(clock.stepMinutes)
    if wanted == native { return slots }
    if wanted > native { return slots.means(of: Int(wanted / native)) }
    let copies = Int(native / wanted)
    return slots.flatMap { Array(repeating: $0, count: copies) }
  }
}

/// Finds the gaps of a year and fills them as asked.
struct SeriesRepair {
  let series: TimedSeries
  /// Start of the year [s since 1970 UTC].
  let start: Double
  /// Local standard time minus UTC [h], for messages.
  let offset: Double

  func fill(
    _ slots: inout [Double], _ lineOf: [Int], ignoring left: Range<Int>?, _ notes: inout [String]
  ) throws(WeatherError) {
    let runs = runs(slots, left)
    guard !runs.isEmpty else { return }
    let day = Int(86_400 / series.step)
    var interpolated = 0
    var repeated = 0
    for run in runs {
      let hours = Double(run.count) * series.step / 3600
      let before = run.lowerBound - 1
      if hours <= series.gaps.interpolated, before >= 0, run.upperBound < slots.count,
        !slots[before].isNaN, !slots[run.upperBound].isNaN
      {
        let (low, high) = (slots[before], slots[run.upperBound])
        for (position, slot) in run.enumerated() {
          slots[slot] = low + (high - low) * Double(position + 1) / Double(run.count + 1)
        }
        interpolated += run.count
      } else if hours <= max(series.gaps.dayBefore, series.gaps.interpolated),
        series.gaps.dayBefore > 0, run.lowerBound >= day
      {
        // In order, so that a gap of two days repeats the day before the gap twice.
        for slot in run { slots[slot] = slots[slot - day] }
        repeated += run.count
      } else {
        throw refusal(run, runs, lineOf)
      }
    }
    func hours(_ count: Int) -> String { (Double(count) * series.step / 3600).brief }
    if interpolated > 0 {
      notes.append(
        "\(hours(interpolated)) h without a value were interpolated, the first at "
          + text(runs[0].lowerBound))
    }
    if repeated > 0 {
      notes.append(
        "\(hours(repeated)) h without a value repeat the day before, the first gap at "
          + text(runs[0].lowerBound))
    }
  }

  private func runs(_ slots: [Double], _ left: Range<Int>?) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for slot in slots.indices where slots[slot].isNaN && !(left?.contains(slot) ?? false) {
      if let last = runs.last, last.upperBound == slot {
        runs[runs.count - 1] = last.lowerBound..<(slot + 1)
      } else {
        runs.append(slot..<(slot + 1))
      }
    }
    return runs
  }

  private func text(_ slot: Int) -> String {
    CivilTime.text(seconds: start + Double(slot) * series.step + offset * 3600)
  }

  private func refusal(
    _ run: Range<Int>, _ runs: [Range<Int>], _ lineOf: [Int]
  ) -> WeatherError {
    let hours = Double(run.count) * series.step / 3600
    let all = Double(runs.reduce(0) { $0 + $1.count }) * series.step / 3600
    let own = run.first { lineOf[$0] > 0 }.map { lineOf[$0] }
    let next = lineOf[run.upperBound...].first { $0 > 0 }
    var found = own == nil ? "a gap" : "an empty cell"
    found += " of \(hours.brief) h"
    if runs.count > 1 { found += " (\(runs.count) gaps with \(all.brief) h in all)" }
    return WeatherError(
      .gap, path: series.path, line: own ?? next ?? series.lines.last, column: series.name,
      expected: "a value for \(text(run.lowerBound)) (local standard time)", found: found)
  }
}

extension Double {
  /// Without the decimals of a whole number.
  package var brief: String {
    rounded() == self && abs(self) < 1e12
      ? String(Int(self)) : String((self * 1000).rounded() / 1000)
  }
}
