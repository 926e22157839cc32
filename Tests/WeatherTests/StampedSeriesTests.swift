import Foundation
import Testing

@testable import Weather

@Suite("series with stamps", .tags(.clock))
struct StampedSeriesTests {
  /// Rows of a year of some zone, one for each true hour; the value is the hour of the year.
  static func rows(
    year: Int, zone: SeriesZone, style: (_ wall: Double, _ moment: Double) -> String,
    hours: Range<Int>? = nil
  ) -> [String] {
    let count = CivilTime.isLeap(year) ? 8784 : 8760
    let start =
      Double(CivilTime.days(year: year, month: 1, day: 1)) * 86_400 - zone.standardOffset * 3600
    return (hours ?? 0..<count).map { hour in
      let moment = start + Double(hour) * 3600
      let offset: Double
      switch zone {
      case .fixed(let minutes): offset = Double(minutes) * 60
      case .named(let named):
        offset = Double(named.secondsFromGMT(for: Date(timeIntervalSince1970: moment)))
      }
      return style(moment + offset, moment) + ",\(hour)"
    }
  }

  static func naive(_ wall: Double, _ moment: Double) -> String { CivilTime.text(seconds: wall) }

  static func utc(_ wall: Double, _ moment: Double) -> String {
    CivilTime.text(seconds: moment).replacing(" ", with: "T") + ":00Z"
  }

  static func read(
    _ rows: [String], _ options: SeriesOptions = SeriesOptions(), local: Double = -6,
    head: String = "time,price"
  ) throws(WeatherError) -> TimedSeries {
    let text = head + "\n" + rows.joined(separator: "\n") + "\n"
    let content = try SeriesFile.content(
      bytes: Array(text.utf8), path: "p.csv", options, local: local)
    guard case .timed(let series) = content else {
      throw WeatherError(.noData, expected: "stamps", found: "none")
    }
    return series
  }

  static let chicago = try? SeriesZone("America/Chicago")
  static let count = (0..<8760).map(Double.init)

  @Test("the hours of a place with summer time come back in standard time")
  func summerTime() throws {
    let zone = try #require(Self.chicago)
    let rows = Self.rows(year: 2023, zone: zone, style: Self.naive)
    #expect(rows.filter { $0.hasPrefix("2023-11-05 01:00") }.count == 2)
    #expect(!rows.contains { $0.hasPrefix("2023-03-12 02:00") })
    let series = try Self.read(rows, SeriesOptions(zone: zone))
    #expect(series.years(utcOffset: -6) == [2023])
    #expect(try series.year(2023, on: SeriesClock(utcOffset: -6)).values == Self.count)
    #expect(series.notes.isEmpty)
  }

  @Test("stamps of UTC, with offsets, and of the wall say the same")
  func sameHours() throws {
    let zone = try #require(Self.chicago)
    let clock = SeriesClock(utcOffset: -6)
    let withUTC = try Self.read(Self.rows(year: 2023, zone: zone, style: Self.utc))
    #expect(try withUTC.year(2023, on: clock).values == Self.count)
    let offsets = Self.rows(year: 2023, zone: zone) { wall, moment in
      CivilTime.text(seconds: wall) + ":00\(Int((wall - moment) / 3600) == -6 ? "-06:00" : "-0500")"
    }
    #expect(try Self.read(offsets).year(2023, on: clock).values == Self.count)
    let american = Self.rows(year: 2023, zone: .fixed(minutes: -360)) { wall, _ in
      let text = CivilTime.text(seconds: wall)
      let parts = text.prefix(10).split(separator: "-")
      return "\(parts[1])/\(parts[2])/\(parts[0]) \(text.suffix(5))"
    }
    let series = try Self.read(american, head: "cst hour start,price")
    #expect(series.ownOffset == -6 && !series.isLocal)
    #expect(try series.year(2023, on: clock).values == Self.count)
  }

  @Test("hour-ending stamps in summer time, both ways of writing them")
  func hourEnding() throws {
    let zone = try #require(Self.chicago)
    let clock = SeriesClock(utcOffset: -6)
    // The beginning plus an hour on the wall: the hour that comes twice is 02:00.
    let counted = Self.rows(year: 2023, zone: zone) { wall, _ in
      CivilTime.text(seconds: wall + 3600)
    }
    let options = SeriesOptions(zone: zone, endsStep: true)
    #expect(try Self.read(counted, options).year(2023, on: clock).values == Self.count)
    // The wall at the end of the hour: the hour that comes twice is 01:00.
    guard case .named(let named) = zone else { return }
    let ended = Self.rows(year: 2023, zone: zone) { _, moment in
      let end = moment + 3600
      let offset = named.secondsFromGMT(for: Date(timeIntervalSince1970: end))
      return CivilTime.text(seconds: end + Double(offset))
    }
    #expect(counted != ended)
    #expect(try Self.read(ended, options).year(2023, on: clock).values == Self.count)
    let byName = try Self.read(ended, SeriesOptions(zone: zone), head: "hour ending,price")
    #expect(try byName.year(2023, on: clock).values == Self.count)
  }

  @Test("prices are kept to the last digit: negative ones and spikes")
  func exact() throws {
    var rows = Self.rows(year: 2023, zone: .fixed(minutes: 0), style: Self.utc)
    rows[100] = rows[100].replacing(",100", with: ",-41.839")
    rows[101] = rows[101].replacing(",101", with: ",8995.2600001")
    let series = try Self.read(rows)
    let values = try series.year(2023, on: SeriesClock(utcOffset: 0)).values
    #expect(values[100] == -41.839 && values[101] == 8995.2600001)
  }

  @Test("one year of UTC is turned round the ends of the local year, with a note")
  func turned() throws {
    let rows = Self.rows(year: 2023, zone: .fixed(minutes: 0), style: Self.utc)
    let (values, notes) = try Self.read(rows).year(2023, on: SeriesClock(utcOffset: -6))
    #expect(values[0] == 6 && values[8753] == 8759 && values[8754] == 0)
    #expect(notes.contains { $0.contains("6 h that stand over") })
    // A year of New York's clock is turned back by itself.
    let east = Self.rows(year: 2023, zone: .fixed(minutes: -300), style: Self.utc)
    let moved = try Self.read(east).year(2023, on: SeriesClock(utcOffset: -5))
    #expect(moved.values == Self.count && moved.notes.isEmpty)
  }

  @Test("gaps are refused with place and length")
  func gaps() throws {
    var rows = Self.rows(year: 2023, zone: .fixed(minutes: -360), style: Self.utc)
    rows.removeSubrange(1000..<1003)
    rows.remove(at: 5000)
    let clock = SeriesClock(utcOffset: -6)
    let series = try Self.read(rows)
    let error = try #require(failure { try series.year(2023, on: clock) })
    #expect(error.kind == .gap && error.line == 1002)
    #expect(
      error.description
        == "p.csv:1002: expected a value for 2023-02-11 16:00 (local standard time) in column "
        + "“price”, found “a gap of 3 h (2 gaps with 4 h in all)”")
    let filled = try Self.read(rows, SeriesOptions(gaps: SeriesGaps(interpolated: 3)))
      .year(2023, on: clock)
    #expect(filled.values == Self.count)
    #expect(
      filled.notes == ["4 h without a value were interpolated, the first at 2023-02-11 16:00"])
    let short = try Self.read(rows, SeriesOptions(gaps: SeriesGaps(interpolated: 2)))
    #expect(failure { try short.year(2023, on: clock) } != nil)
    let repeated = try Self.read(
      rows, SeriesOptions(gaps: SeriesGaps(interpolated: 1, dayBefore: 24))
    ).year(2023, on: clock)
    #expect(Array(repeated.values[999...1003]) == [999, 976, 977, 978, 1003])
    #expect(repeated.values[5003] == 5003)
    #expect(repeated.notes.count == 2)
  }

  @Test("empty cells are gaps at their own line")
  func emptyCells() throws {
    var rows = Self.rows(year: 2023, zone: .fixed(minutes: -360), style: Self.utc)
    rows[10] = rows[10].replacing(",10", with: ",")
    let series = try Self.read(rows)
    let error = failure { try series.year(2023, on: SeriesClock(utcOffset: -6)) }
    #expect(error?.line == 12 && error?.found == "an empty cell of 1 h")
  }

  @Test("doubled, unknown and unordered rows")
  func damaged() throws {
    let zone = try #require(Self.chicago)
    let good = Self.rows(year: 2023, zone: zone, style: Self.naive)
    var rows = good
    rows.insert(rows[20], at: 20)
    let twice = failure { try Self.read(rows, SeriesOptions(zone: zone)) }
    #expect(twice?.kind == .badStamp && twice?.line == 23)
    #expect(twice?.found.contains("a second time (first in line 22)") == true)
    rows[21] = rows[21].replacing(",20", with: ",40")
    for (how, expected) in [(SeriesOptions.Doubled.first, 20.0), (.last, 40), (.mean, 30)] {
      let series = try Self.read(rows, SeriesOptions(zone: zone, doubled: how))
      #expect(try series.year(2023, on: SeriesClock(utcOffset: -6)).values[20] == expected)
      #expect(series.notes.count == 1)
    }
    // 12 March 02:00 does not exist in Chicago.
    rows = good
    let spring = try #require(rows.firstIndex { $0.hasPrefix("2023-03-12 03:00") })
    rows.insert("2023-03-12 02:00,5", at: spring)
    let absent = failure { try Self.read(rows, SeriesOptions(zone: zone)) }
    #expect(absent?.line == spring + 2)
    #expect(absent?.expected.contains("clocks go forward") == true)
    let repaired = try Self.read(
      rows, SeriesOptions(zone: zone, gaps: SeriesGaps(interpolated: 1)))
    #expect(repaired.notes.contains { $0.hasPrefix("1 row at a time that does not exist") })
    rows = good
    rows.swapAt(300, 301)
    let sorted = try Self.read(rows, SeriesOptions(zone: zone))
    #expect(
      sorted.notes == [
        "line 303 is earlier than the line before it; the rows were put in order"
      ])
    #expect(try sorted.year(2023, on: SeriesClock(utcOffset: -6)).values == Self.count)
  }

  @Test("years, half hours and leap days")
  func years() throws {
    let rows = (2023...2024).flatMap {
      Self.rows(year: $0, zone: .fixed(minutes: -360), style: Self.utc)
    }
    let series = try Self.read(rows)
    #expect(series.years(utcOffset: -6) == [2023, 2024])
    let leap = try series.year(2024, on: SeriesClock(utcOffset: -6))
    #expect(leap.values.count == 8760 && leap.values[59 * 24] == 60 * 24)
    #expect(leap.notes.contains("29 February was left out"))
    let kept = try series.year(2024, on: SeriesClock(utcOffset: -6, leapDay: .keep))
    #expect(kept.values.count == 8784)
    let fine = try series.year(2023, on: SeriesClock(utcOffset: -6, stepMinutes: 30))
    #expect(fine.values.count == 17_520 && fine.values[0] == 0 && fine.values[3] == 1)
    let coarse = try series.year(2023, on: SeriesClock(utcOffset: -6, stepMinutes: 180))
    #expect(coarse.values.count == 2920 && coarse.values[1] == 4)
  }

  @Test("naive stamps without a zone are local, with a warning")
  func local() throws {
    let rows = Self.rows(year: 2023, zone: .fixed(minutes: -360), style: Self.naive)
    let series = try Self.read(rows)
    #expect(series.isLocal && series.ownOffset == -6)
    #expect(series.notes.first?.contains("name no time zone") == true)
    let named = try Self.read(rows, head: "utc_hour_start,price")
    #expect(!named.isLocal && named.ownOffset == 0)
  }

  @Test("a market's own file: date and hour apart, many nodes, hour-ending with summer time")
  func marketFile() throws {
    let zone = try #require(Self.chicago)
    let rows = Self.rows(year: 2023, zone: zone) { wall, _ in CivilTime.text(seconds: wall) }
    var text = "\"Delivery Date\",\"Hour Ending\",\"Settlement Point\",\"Price\",\"DST Flag\"\n"
    for row in rows {
      let parts = row.split(separator: ",")
      let date = parts[0].prefix(10).split(separator: "-")
      let hour = (Int(parts[0].suffix(5).prefix(2)) ?? 0) + 1
      for (node, price) in [("HB_NORTH", parts[1]), ("HB_WEST", "-1")] {
        text +=
          "\(date[1])/\(date[2])/\(date[0]),\(hour < 10 ? "0" : "")\(hour):00,\(node),\(price),N\n"
      }
    }
    var options = SeriesOptions(
      column: "Price", time: ["Delivery Date", "Hour Ending"],
      only: ["Settlement Point": "HB_NORTH"], zone: zone)
    func series() throws(WeatherError) -> SeriesFile.Content {
      try SeriesFile.content(bytes: Array(text.utf8), path: "m", options, local: -6)
    }
    guard case .timed(let found) = try series() else {
      Issue.record("stamps expected")
      return
    }
    #expect(try found.year(2023, on: SeriesClock(utcOffset: -6)).values == Self.count)
    options.only = ["Settlement Point": "HB_NORTHH"]
    let error = failure { try series() }
    #expect(
      error?.expected.hasPrefix("one of the 2 texts of the column “Settlement Point”") == true)
    #expect(error?.expected.hasSuffix("did you mean “HB_NORTH”?") == true)
    options.only = [:]
    #expect(failure { try series() }?.kind == .badStamp)
  }

  @Test("spans of central European time")
  func spans() throws {
    let zone = try SeriesZone("Europe/Berlin")
    let rows = Self.rows(year: 2023, zone: zone) { wall, _ in
      func text(_ seconds: Double) -> String {
        let iso = CivilTime.text(seconds: seconds)
        let date = iso.prefix(10).split(separator: "-")
        return "\(date[2]).\(date[1]).\(date[0]) \(iso.suffix(5))"
      }
      return text(wall) + " - " + text(wall + 3600)
    }
    let series = try Self.read(rows, local: 1, head: "MTU (CET/CEST),price")
    #expect(try series.year(2023, on: SeriesClock(utcOffset: 1)).values == Self.count)
    #expect(series.notes.isEmpty)
  }

  @Test(
    "stamps",
    arguments: [
      ("2021-02-14 05:00", 1_613_278_800, nil), ("2021-02-14T05:00Z", 1_613_278_800, 0),
      ("2021-02-14 05:00:00.25-06:00", 1_613_278_800.25, -360),
      ("2021-02-13 24:00", 1_613_260_800, nil), ("2/14/2021 5:00", 1_613_278_800, nil),
      ("02/14/2021 5:00 PM", 1_613_322_000, nil), ("20210214:0500", 1_613_278_800, nil),
      ("2021-02-14T05:00:00+0530", 1_613_278_800, 330),
    ] as [(String, Double, Int?)])
  func stamps(text: String, seconds: Double, offset: Int?) throws {
    let time = try #require(CivilTime(text))
    #expect(time.seconds == seconds && time.offset == offset)
  }

  @Test(
    "no stamps",
    arguments: [
      "", "2021-02-14", "2021-02-29 00:00", "2021-13-01 00:00", "14/02/2021 05:00", "05:00",
      "2021-02-14 24:30", "2021-02-14 5", "2021-02-14 05:00 Zulu", "20210214", "1613278800",
      "2021-2-14T05:60", "2021-02-14 05:00+15:00",
    ])
  func noStamps(text: String) { #expect(CivilTime(text) == nil) }

  @Test(
    "zones",
    arguments: [
      ("UTC", 0.0), ("UTC-6", -6), ("UTC+05:30", 5.5), ("America/New_York", -5),
      ("Europe/Berlin", 1),
      ("Australia/Sydney", 10), ("Asia/Kolkata", 5.5),
    ])
  func zones(name: String, offset: Double) throws {
    #expect(try SeriesZone(name).standardOffset == offset)
  }

  @Test("no zones", arguments: ["EST", "America/Chicagoo", "UTC-25", "UTC-6:10", "", "six"])
  func noZones(name: String) {
    let error = failure { try SeriesZone(name) }
    #expect(error?.kind == .parameter)
    if name.hasPrefix("America") {
      #expect(error?.expected.contains("did you mean “America/Chicago”?") == true)
    }
  }

  @Test("semicolons and one other column")
  func semicolons() throws {
    let rows = Self.rows(year: 2023, zone: .fixed(minutes: 60), style: Self.utc).map {
      "7;" + $0.split(separator: ",").reversed().joined(separator: ";")
    }
    let text = "id;value;datetime\n" + rows.joined(separator: "\n")
    let content = try SeriesFile.content(
      bytes: Array(text.utf8), path: "s", SeriesOptions(column: "value"), local: 1)
    guard case .timed(let series) = content else {
      Issue.record("stamps expected")
      return
    }
    #expect(try series.year(2023, on: SeriesClock(utcOffset: 1)).values == Self.count)
    let several = failure {
      try SeriesFile.content(bytes: Array(text.utf8), path: "s", SeriesOptions(), local: 1)
    }
    #expect(several?.expected == "the name of one of the columns id, value")
  }
}
