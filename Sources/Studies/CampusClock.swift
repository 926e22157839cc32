import Chains
import Quantities
import Weather
import Yams

/// The clock of a campus: one weather year, or several side by side.
extension CampusSection {
  /// Minutes of a step.
  var stepMinutes: Int { Int((clock.step * 60).rounded()) }

  /// 8760, or 8784 where 29 February is kept.
  var hoursOfYear: Int { weather.hasLeapDay ? 8784 : 8760 }

  /// Several weather years follow each other on one clock. Each step stands for its share of a year,
  /// so that yearly costs, emissions and limits are means over the weather years.
  func setClock(stepMinutes: Int) {
    let years = max(1, weather.years.count)
    let steps = hoursOfYear * 60 / stepMinutes
    let weights = weather.years.map(\.weight)
    let sum = weights.reduce(0, +)
    clock = Clock(
      count: steps * years, step: Double(stepMinutes) / 60,
      weight: years == 1
        ? .constant(1)
        : .series(weights.flatMap { Array(repeating: $0 / sum, count: steps) }),
      cycles: years)
  }

  /// One year of values at their own step, on the study's step: means where that is longer, repeated
  /// values where it is shorter.
  func onClock(_ values: [Double]) -> [Double] {
    let steps = clock.cycle
    if values.count > steps, values.count % steps == 0 {
      let length = values.count / steps
      return (0..<steps).map { step in
        values[(step * length)..<((step + 1) * length)].reduce(0, +) / Double(length)
      }
    }
    guard !values.isEmpty, values.count != steps else { return values }
    // Steps that do not divide each other, such as 20 and 30 min, meet at a shorter one.
    var (a, b) = (values.count, steps)
    while b > 0 { (a, b) = (b, a % b) }
    let copies = steps / a
    let length = values.count / a
    let fine = values.flatMap { Array(repeating: $0, count: copies) }
    guard length > 1 else { return fine }
    return (0..<steps).map { step in
      fine[(step * length)..<((step + 1) * length)].reduce(0, +) / Double(length)
    }
  }

  /// Values in file order without dates, on the study's clock.
  func undated(_ field: Field, _ values: [Double], of name: String) -> [Double]? {
    let years = clock.cycles
    var values = values
    // Hourly, half-hourly, ... for a common year.
    let perHour = [1, 2, 3, 4, 6, 12].first {
      [8760, 8784].contains(values.count / $0) && values.count % $0 == 0
    }
    if let perHour, values.count == 8784 * perHour, !weather.hasLeapDay {
      let day = 24 * perHour
      values.removeSubrange((59 * day)..<(60 * day))
      field.warn("“\(name)” has 8,784 hours; 29 February is left out")
    }
    if let perHour, values.count == hoursOfYear * perHour {
      let year = onClock(values)
      if years > 1 {
        field.warn("“\(name)” has no dates; it is the same in each of the \(years) weather years")
      }
      return (0..<years).flatMap { _ in year }
    }
    if years > 1, values.count == years * hoursOfYear {
      return (0..<years).flatMap { year in
        onClock(Array(values[(year * hoursOfYear)..<((year + 1) * hoursOfYear)]))
      }
    }
    let hours = weather.hasLeapDay ? "8,784 hours (29 February is kept)" : "8,760 hours"
    field.error("expected a series of \(hours), found \(values.count) values in “\(name)”")
    return nil
  }

  /// One calendar year of a dated series for each weather year.
  func dated(_ field: Field, _ series: TimedSeries, of name: String, chosen: Int?) -> [Double]? {
    guard let offset = utcOffset ?? assumedOffset(series, field, name) else { return nil }
    let target = SeriesClock(
      utcOffset: offset, stepMinutes: 60, leapDay: weather.hasLeapDay ? .keep : .drop)
    let full = series.years(utcOffset: offset)
    let wanted: [Int?] = weather.years.isEmpty ? [nil] : weather.years.map(\.calendarYear)
    var values: [Double] = []
    var notes: [String] = []
    var known: [Int: [Double]] = [:]
    for own in wanted {
      guard let year = year(of: full, wanted: own, chosen, series, field, name) else { return nil }
      if let known = known[year] {
        values += known
        continue
      }
      do throws(WeatherError) {
        // At its own step, so that a finer study keeps what the file has.
        var clock = target
        clock.stepMinutes = Int(series.step / 60)
        let read = try series.year(year, on: clock)
        for note in read.notes where !notes.contains(note) { notes.append(note) }
        let own = read.values.count / (Int(60 / clock.stepMinutes))
        guard own == hoursOfYear else {
          field.error(
            "expected \(hoursOfYear) hours, as the weather has, found \(own) in \(year) of “\(name)”"
          )
          return nil
        }
        known[year] = onClock(read.values)
        values += known[year] ?? []
      } catch {
        field.error("\(error)")
        return nil
      }
    }
    let others = wanted.compactMap(\.self).filter { known[$0] == nil }
    if chosen == nil, let only = full.first, !others.isEmpty {
      field.warn(
        "“\(name)” is of \(only), the weather of \(others.map(String.init).joined(separator: ", ")): "
          + "dear and dark hours need not fall together as they do here")
    }
    for note in notes { field.warn("“\(name)”: \(note)") }
    return values
  }

  /// A campus without weather or `zone` lives on the clock of its series.
  private func assumedOffset(_ series: TimedSeries, _ field: Field, _ name: String) -> Double? {
    if !series.isLocal {
      field.warn(
        "no time zone of the site is known; its local standard time was taken as UTC"
          + (series.ownOffset == 0 ? "" : offsetText(series.ownOffset)) + " from “\(name)” (write "
          + "`site: {name: ..., zone: America/Chicago}`)")
    }
    utcOffset = series.ownOffset
    return series.ownOffset
  }

  private func offsetText(_ hours: Double) -> String {
    (hours < 0 ? "-" : "+") + format(abs(hours))
  }

  private func year(
    of full: [Int], wanted: Int?, _ chosen: Int?, _ series: TimedSeries, _ field: Field,
    _ name: String
  ) -> Int? {
    if let chosen { return chosen }
    if let wanted, full.contains(wanted) { return wanted }
    if full.count > 1 {
      let text = full.map(String.init).joined(separator: ", ")
      let reason =
        wanted.map { "none of them the weather year \($0)" } ?? "the weather is of no year"
      field.error(
        "“\(name)” holds the years \(text), \(reason); write which, such as `year: \(full[0])`")
      return nil
    }
    guard let only = full.first ?? series.middleYear else {
      field.error("expected a year of values in “\(name)”, found none")
      return nil
    }
    return only
  }

  /// `UTC-6`, `America/Chicago`.
  func zone(_ field: Field) -> SeriesZone? {
    guard let text = field.text("a time zone such as UTC-6 or America/Chicago") else { return nil }
    do throws(WeatherError) {
      return try SeriesZone(text)
    } catch {
      field.error("\(error)")
      return nil
    }
  }
}
