/// Brings raw columns onto the 365-day local standard time clock: completes, rotates, drops.
///
/// The order matters. Gaps are judged on the clock of the data; rotation happens on that clock with
/// 29 February still in place, so that no hour changes its date by more than the offset; the leap
/// day is dropped last, on the local calendar.
enum YearBuilder {
  static func build(
    _ raw: RawTable, _ options: WeatherOptions
  ) throws(WeatherError) -> WeatherYear {
    var table = raw
    let gaps = options.gaps
    let isLong = table.stamps.count > 366 * 1440 / table.stepMinutes
    if table.isCalendar || isLong || options.year != nil {
      try YearChooser.choose(&table, year: options.year)
    }
    let leap = table.stamps.contains { $0.month == 2 && $0.day == 29 }
    let perDay = 1440 / table.stepMinutes
    let slots = try slots(table, leap: leap, perDay: perDay, gaps: gaps)
    var notes = table.notes
    var columns = try complete(table, slots, (leap ? 366 : 365) * perDay, gaps, &notes)
    let shift = rotation(table)
    if shift.steps != 0 || shift.remainder != 0 {
      for i in columns.indices { columns[i].values.rotate(by: shift.steps) }
      notes.append(rotationNote(table, leap: leap, remainder: shift.remainder))
    }
    if leap, options.leapDay == .drop {
      // 29 February is day 59 counted from 0.
      for i in columns.indices { columns[i].values.removeSubrange(59 * perDay..<60 * perDay) }
      notes.append(
        WeatherNote(.leapDayDropped, "29 February was dropped: the year has 8760 hours"))
    }
    let years = monthYears(table.stamps)
    if !leap, Set(years).count == 1, CivilTime.isLeap(years[0]) {
      notes.append(
        WeatherNote(.leapDayAbsent, "\(years[0]) is a leap year; the file has no 29 February"))
    }
    var year = WeatherYear(
      place: table.place, format: table.format, source: table.path, monthYears: years,
      stepMinutes: table.stepMinutes, notes: notes)
    year.hasLeapDay = leap && options.leapDay == .keep
    assemble(columns, into: &year, sunOffset: table.sunOffsetMinutes + Double(shift.remainder))
    return year
  }

  /// The slot of each row on the data's year; errors for repeated, backward and absent steps.
  private static func slots(
    _ table: RawTable, leap: Bool, perDay: Int, gaps: GapPolicy
  ) throws(WeatherError) -> [Int] {
    let total = (leap ? 366 : 365) * perDay
    var expected = 0
    var slots: [Int] = []
    slots.reserveCapacity(table.stamps.count)
    for (row, stamp) in table.stamps.enumerated() {
      let slot = stamp.minuteOfYear(leap: leap) / table.stepMinutes
      if slot < expected {
        throw WeatherError(
          .badStamp, path: table.path, line: table.lines[row],
          expected: "the step \(label(expected, leap, table.stepMinutes))",
          found: slot == expected - 1
            ? "\(stamp.text) a second time" : "the earlier step \(stamp.text)")
      }
      if slot > expected {
        try judgeGap(
          slot - expected, at: expected, line: table.lines[row], found: stamp.text, table, leap,
          gaps)
      }
      slots.append(slot)
      expected = slot + 1
    }
    if expected < total {
      try judgeGap(
        total - expected, at: expected, line: table.lines.last ?? 1,
        found: "the end of the file after \(table.stamps.count) rows", table, leap, gaps)
    }
    return slots
  }

  private static func judgeGap(
    _ steps: Int, at slot: Int, line: Int, found: String, _ table: RawTable, _ leap: Bool,
    _ gaps: GapPolicy
  ) throws(WeatherError) {
    if case .interpolate(let maxHours) = gaps, steps <= maxSteps(maxHours, table.stepMinutes) {
      return
    }
    throw WeatherError(
      .gap, path: table.path, line: line,
      expected: "the step \(label(slot, leap, table.stepMinutes)) (\(steps) absent)", found: found)
  }

  static func maxSteps(_ hours: Int, _ step: Int) -> Int { min(max(hours, 0), 8784) * 60 / step }

  /// “03-01 06:00”: the start of a slot as month, day and time.
  private static func label(_ slot: Int, _ leap: Bool, _ step: Int) -> String {
    var day = slot * step / 1440
    for month in 1...12 {
      let length = month == 2 && !leap ? 28 : Stamp.daysIn[month - 1]
      if day < length {
        let minute = slot * step % 1440
        return Stamp(year: 2000, month: month, day: day + 1, minute: minute)?.text ?? ""
      }
      day -= length
    }
    return "after 31 December"
  }

  /// Columns on the full clock, ranges checked, gaps filled or refused.
  private static func complete(
    _ table: RawTable, _ slots: [Int], _ total: Int, _ gaps: GapPolicy,
    _ notes: inout [WeatherNote]
  ) throws(WeatherError) -> [RawColumn] {
    var columns: [RawColumn] = []
    for raw in table.columns {
      if raw.quantity.isSpare {
        if let column = spare(raw, table, slots, total, gaps, &notes) { columns.append(column) }
        continue
      }
      guard raw.values.contains(where: { !$0.isNaN }) else {
        notes.append(WeatherNote(.allMissing, "\(raw.name) has no values and is left out"))
        continue
      }
      var column = raw
      column.values = [Double](repeating: .nan, count: total)
      var lineOfSlot = [Int](repeating: 0, count: total)
      for (row, slot) in slots.enumerated() {
        let value = raw.values[row]
        if !value.isNaN && !raw.quantity.range.contains(value) {
          let range = raw.quantity.range
          throw WeatherError(
            .badValue, path: table.path, line: table.lines[row], column: raw.name,
            expected: "\(raw.quantity.meaning) from \(range.lowerBound) to \(range.upperBound)",
            found: "\(value)")
        }
        column.values[slot] = value
        lineOfSlot[slot] = table.lines[row]
      }
      let filled = try GapFiller.fill(
        &column.values, policy: gaps, step: table.stepMinutes
      ) { slot in
        WeatherError(
          .missingValue, path: table.path, line: lineOfSlot[slot] == 0 ? nil : lineOfSlot[slot],
          column: raw.name,
          expected: raw.quantity.meaning, found: "a missing value")
      }
      if filled > 0 {
        notes.append(
          WeatherNote(.gapFilled, "\(raw.name): \(filled) of \(total) steps were interpolated"))
      }
      columns.append(column)
    }
    return columns
  }

  /// A column that few need: left out with a note where it is damaged, without one where it is
  /// empty.
  private static func spare(
    _ raw: RawColumn, _ table: RawTable, _ slots: [Int], _ total: Int, _ gaps: GapPolicy,
    _ notes: inout [WeatherNote]
  ) -> RawColumn? {
    guard raw.values.contains(where: { !$0.isNaN }) else { return nil }
    var column = raw
    column.values = [Double](repeating: .nan, count: total)
    for (row, slot) in slots.enumerated() where raw.quantity.range.contains(raw.values[row]) {
      column.values[slot] = raw.values[row]
    }
    let absent = column.values.count(where: \.isNaN)
    let filled = try? GapFiller.fill(&column.values, policy: gaps, step: table.stepMinutes) { _ in
      WeatherError(.missingValue, path: table.path, expected: raw.name, found: "nothing")
    }
    guard filled != nil, !column.values.contains(where: \.isNaN) else {
      notes.append(
        WeatherNote(
          .humidityLeftOut,
          "\(raw.name): \(absent) of \(total) steps have no usable value, so that the column is left out"
        ))
      return nil
    }
    if absent > 0 {
      notes.append(
        WeatherNote(.gapFilled, "\(raw.name): \(absent) of \(total) steps were interpolated"))
    }
    return column
  }

  /// Whole steps by which local time runs ahead of the data, and the minutes left over.
  private static func rotation(_ table: RawTable) -> (steps: Int, remainder: Int) {
    let minutes = Int(((table.place.utcOffset - table.dataUTCOffset) * 60).rounded())
    let steps = Int((Double(minutes) / Double(table.stepMinutes)).rounded(.down))
    return (steps, minutes - steps * table.stepMinutes)
  }

  private static func rotationNote(_ table: RawTable, leap: Bool, remainder: Int) -> WeatherNote {
    let hours = table.place.utcOffset - table.dataUTCOffset
    var text =
      "data at UTC\(table.dataUTCOffset.signedHours) were rotated by \(hours.signedHours) h to local "
      + "standard time; the hours that left one end of the year fill the other end"
    if remainder != 0 {
      text += "; \(remainder) min do not fill a step and only move the sun position"
    }
    return WeatherNote(.rotatedFromUTC, text)
  }

  /// The year at mid-month: rows at the ends may belong to the neighbour after UTC shifts.
  private static func monthYears(_ stamps: [Stamp]) -> [Int] {
    var years = [Int](repeating: stamps.first?.year ?? 2023, count: 12)
    for stamp in stamps where stamp.day <= 15 { years[stamp.month - 1] = stamp.year }
    return years
  }

  private static func assemble(
    _ columns: [RawColumn], into year: inout WeatherYear, sunOffset: Double
  ) {
    var series: [Quantity: [Double]] = [:]
    for column in columns { series[column.quantity] = column.values }
    if let ghi = series[.ghi], let dni = series[.dni], let dhi = series[.dhi] {
      year.irradiance = Irradiance(ghi: ghi, dni: dni, dhi: dhi, sunOffsetMinutes: sunOffset)
    }
    year.dryBulb = series[.dryBulb]
    year.pressure = series[.pressure]
    for (quantity, speed) in series {
      guard case .windSpeed(let height) = quantity else { continue }
      year.wind.append(
        WindLevel(
          height: height, speed: speed, temperature: series[.temperature(height: height)],
          pressure: series[.pressureAt(height: height)]))
    }
    year.wind.sort { $0.height < $1.height }
    if year.pressure == nil, let ground = series[.pressureAt(height: 0)] { year.pressure = ground }
    if year.dryBulb == nil, let low = year.wind.first, low.height <= 10 {
      year.dryBulb = low.temperature
    }
    if let humidity = series[.relativeHumidity] {
      year.relativeHumidity = humidity.map { min($0, 100) }
    } else if let dew = series[.dewPoint], let dry = year.dryBulb {
      year.relativeHumidity = zip(dry, dew).map {
        MoistAir.relativeHumidity(dryBulb: $0, dewPoint: $1)
      }
    }
  }
}

extension [Double] {
  /// Element `k` becomes the element `k - steps`, around the ends: a positive count moves later.
  mutating func rotate(by steps: Int) {
    guard !isEmpty else { return }
    let cut = ((-steps % count) + count) % count
    self = Array(self[cut...] + self[..<cut])
  }
}
