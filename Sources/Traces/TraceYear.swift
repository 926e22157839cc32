public import Weather

/// What a year is made of when a shorter trace is repeated.
public enum TracePattern: String, Sendable {
  /// The mean of each hour of the day, every day alike.
  case day
  /// The mean of each hour of the week, every week alike.
  case week
  /// The trace's own hours, a year of them.
  case year
}

extension TraceShape {
  /// A year of 8760 hours from a trace of hours, mean 1.
  ///
  /// A trace of a year is taken as it is, one of a week or more gives a mean week, one of a day or
  /// more a mean day. Dated traces keep their hour of the day, moved from `zone` to local standard
  /// time, and, by the week, 1 January is given the weekday that it has in `year`.
  ///
  /// - Parameters:
  ///   - zone: the clock of the stamps; UTC where the trace names none.
  ///   - utcOffset: local standard time of the site minus UTC [h]; `nil` leaves the hours as they
  ///     are.
  ///   - shift: hours by which the pattern is moved later, for traces without a time of day.
  ///   - year: the calendar year whose weekdays are meant.
  public func repeated(
    zone: SeriesZone? = nil, utcOffset: Double? = nil, shift: Double = 0, year: Int? = nil
  ) throws(WeatherError) -> (values: [Double], pattern: TracePattern, notes: [String]) {
    guard step == 3600 else {
      throw WeatherError(
        .parameter, column: "repeat", expected: "steps of an hour",
        found: "\((step / 60).brief) min")
    }
    let values = self.values
    guard values.count >= 24 else {
      throw WeatherError(
        .gap, expected: "a day or more to repeat over a year",
        found: "\(values.count) whole hours of a trace of \(Self.length(span))")
    }
    var notes: [String] = []
    if values.count >= 8760 {
      try refuseGaps()
      if values.count > 8760 { notes.append("the first 8,760 of \(values.count) hours were taken") }
      return (normalised(Array(values.prefix(8760))), .year, notes)
    }
    let isWeekly = values.count >= 7 * 24
    let period = isWeekly ? 168 : 24
    // Hour of the week counted from Monday 0:00; 1 January 1970 was a Thursday.
    var first = shift
    if isDated {
      let moved = start + localOffset(zone, utcOffset)
      first += (moved / 3600).rounded(.down) + 72
    }
    let offset = Int(first.rounded(.down))
    var sums = [Double](repeating: 0, count: period)
    var counts = sums
    for (hour, value) in values.enumerated() where !value.isNaN {
      let place = (((hour + offset) % period) + period) % period
      sums[place] += value
      counts[place] += 1
    }
    guard !counts.contains(0) else {
      throw WeatherError(
        .gap, expected: "each hour of a \(isWeekly ? "week" : "day") at least once",
        found: "\(counts.count { $0 == 0 }) hours without any request")
    }
    let pattern = zip(sums, counts).map { $0 / $1 }
    var begin = 0
    if isWeekly, isDated {
      let days = CivilTime.days(year: year ?? 2029, month: 1, day: 1)
      begin = (((days + 3) % 7) + 7) % 7 * 24
      notes.append("1 January is given the weekday of \(year ?? 2029)")
    }
    if !isWeekly {
      notes.append("less than a week: every day is alike, weekends too")
    }
    if isDated, utcOffset == nil {
      notes.append("hours are those of the trace's own clock")
    }
    if !isDated {
      notes.append(
        "the time of day of the trace is not known: its first hour stands for 0:00 of 1 January"
          + (shift == 0 ? "" : ", moved by \(shift.brief) h"))
    }
    let tiled = (0..<8760).map { pattern[($0 + begin) % period] }
    return (normalised(tiled), isWeekly ? .week : .day, notes)
  }

  private func refuseGaps() throws(WeatherError) {
    let gaps = amounts.count(where: \.isNaN)
    guard gaps > 0 else { return }
    throw WeatherError(
      .gap, expected: "some request in each step (a mean day or week, --repeat, goes without)",
      found: "\(gaps) steps without any")
  }

  /// Seconds from the clock of the stamps to local standard time.
  private func localOffset(_ zone: SeriesZone?, _ utcOffset: Double?) -> Double {
    guard let utcOffset else { return 0 }
    let moment = (zone ?? .fixed(minutes: 0)).moments(local: start).first ?? start
    return moment + utcOffset * 3600 - start
  }

  private func normalised(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(max(1, values.count))
    return mean > 0 ? values.map { $0 / mean } : values
  }
}

extension TraceShape {
  /// The steps as CSV: time or number of the step, shape with mean 1, and what was counted.
  ///
  /// - Throws: ``WeatherError`` where nothing was collected in some step.
  public func csv() throws(WeatherError) -> String {
    try refuseGaps()
    var columns: [(String, [Double])] = [("shape", values)]
    if measure == .occupied || measure == .mean || measure == .sum {
      columns.append((measure.rawValue, requests))
    } else {
      columns.append(("requests", requests))
    }
    if input.contains(where: { $0 > 0 }) || output.contains(where: { $0 > 0 }) {
      columns += [("input_tokens", input), ("output_tokens", output)]
    }
    let isHourly = step == 3600
    let head = isDated ? "time" : isHourly ? "hour" : "step"
    var text = ([head] + columns.map(\.0)).joined(separator: ",") + "\n"
    for row in values.indices {
      text += isDated ? CivilTime.text(seconds: start + Double(row) * step) : "\(row)"
      for (_, values) in columns { text += ",\(Self.digits(values[row]))" }
      text += "\n"
    }
    return text
  }

  /// A year as CSV.
  public static func csv(year values: [Double]) -> String {
    var text = "hour,shape\n"
    for (hour, value) in values.enumerated() { text += "\(hour),\(digits(value))\n" }
    return text
  }

  /// Seven digits, as a meter would have them.
  private static func digits(_ value: Double) -> String { "\(Float(value))" }

  /// The busiest step over the mean.
  public var peakToMean: Double { values.filter { !$0.isNaN }.max() ?? 0 }

  /// The quietest step over the mean.
  public var leastToMean: Double { values.filter { !$0.isNaN }.min() ?? 0 }

  /// The span in words: “58 minutes”, “14 days”.
  public var spanText: String { Self.length(span) }
}
