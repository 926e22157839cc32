/// One quantity of a weather file.
enum Quantity: Hashable, Sendable {
  case ghi, dni, dhi
  case dryBulb, pressure, relativeHumidity, dewPoint
  case windSpeed(height: Double)
  case temperature(height: Double)
  case pressureAt(height: Double)

  /// Values outside this range are errors of the file, not weather. The limits are wide on purpose:
  /// they only keep slipped columns and wrong units out.
  var range: ClosedRange<Double> {
    switch self {
    case .ghi, .dni, .dhi: -20...2500
    case .dryBulb, .temperature, .dewPoint: -95...75
    // Instruments and models overshoot saturation by a little.
    case .relativeHumidity: 0...115
    case .pressure, .pressureAt: 30_000...112_000
    case .windSpeed: 0...120
    }
  }

  var meaning: String {
    switch self {
    case .ghi, .dni, .dhi: "an irradiance [W/m2]"
    case .dryBulb, .temperature, .dewPoint: "a temperature [degC]"
    case .relativeHumidity: "a relative humidity [%]"
    case .pressure, .pressureAt: "a pressure [Pa]"
    case .windSpeed: "a wind speed [m/s]"
    }
  }
}

extension Quantity {
  /// Whether the quantity serves few purposes, so that a file whose column is damaged is read
  /// without it, with a note, and not refused.
  var isSpare: Bool {
    switch self {
    case .relativeHumidity, .dewPoint: true
    default: false
    }
  }
}

/// A column of numbers as read; NaN marks a missing value.
struct RawColumn: Sendable {
  var quantity: Quantity
  /// The column's name in the file.
  var name: String
  var values: [Double]
}

/// A row's time stamp on the clock of the data.
struct Stamp: Sendable, Hashable {
  var year: Int
  var month: Int
  var day: Int
  /// Minutes after midnight of the START of the step.
  var minute: Int

  /// Days before the first of each month of a 365-day year.
  static let daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
  static let daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

  /// Checks the parts before building the stamp, so that later arithmetic cannot fail.
  init?(year: Int, month: Int, day: Int, minute: Int) {
    guard (1900...2200).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.daysIn[month - 1], (0..<1440).contains(minute)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.minute = minute
  }

  /// Minutes since the start of the year, in a year with or without 29 February.
  func minuteOfYear(leap: Bool) -> Int {
    let leapDay = leap && month > 2 ? 1 : 0
    return (Self.daysBefore[month - 1] + leapDay + day - 1) * 1440 + minute
  }

  var text: String {
    let parts = [month, day, minute / 60, minute % 60].map { ($0 < 10 ? "0" : "") + String($0) }
    return "\(parts[0])-\(parts[1]) \(parts[2]):\(parts[3])"
  }
}

extension Stamp {
  /// The stamps of a whole year of 365 or 366 days.
  static func calendar(year: Int, days: Int, step: Int) -> [Stamp] {
    var stamps: [Stamp] = []
    stamps.reserveCapacity(days * 1440 / step)
    for month in 1...12 {
      let length = month == 2 && days == 365 ? 28 : daysIn[month - 1]
      for day in 1...length {
        for minute in stride(from: 0, to: 1440, by: step) {
          guard let stamp = Stamp(year: year, month: month, day: day, minute: minute) else {
            continue
          }
          stamps.append(stamp)
        }
      }
    }
    return stamps
  }

  /// The stamp some minutes later on the real calendar.
  func moved(byMinutes minutes: Int) -> Stamp {
    let total = CivilTime.days(year: year, month: month, day: day) * 1440 + minute + minutes
    let days = total >= 0 ? total / 1440 : -((1439 - total) / 1440)
    let date = CivilTime.date(days: days)
    var moved = self
    (moved.year, moved.month, moved.day) = date
    moved.minute = total - days * 1440
    return moved
  }
}

/// What a format reader hands over: columns and stamps in file order, before any clock work.
struct RawTable: Sendable {
  var path: String
  var format: String
  var place: Place
  /// UTC offset of the stamps [h].
  var dataUTCOffset: Double
  var stepMinutes: Int
  /// Minutes from step start to the moment of the sun position.
  var sunOffsetMinutes: Double
  var stamps: [Stamp]
  /// 1-based line of each row.
  var lines: [Int]
  var columns: [RawColumn]
  var notes: [WeatherNote] = []
  /// True when the years of the stamps are real ones in sequence, so that rows before and after one
  /// calendar year may be left out; false for typical years, whose months come from many.
  var isCalendar = false
}

/// What the caller knows of the site that a file may not say.
struct SiteHint: Sendable {
  /// Local standard time minus UTC [h].
  var utcOffset: Double?
  /// Degrees.
  var latitude: Double?
  var longitude: Double?

  /// Local standard time of a place that the file gives no time zone for: the caller's, or the
  /// nearest whole hour to its longitude, with a note.
  func offset(longitude: Double, _ notes: inout [WeatherNote]) -> Double {
    if let utcOffset { return utcOffset }
    let offset = (longitude / 15).rounded()
    notes.append(
      WeatherNote(
        .assumedHeader,
        "the file names no local time zone; UTC\(offset.signedHours) was taken from the longitude"))
    return offset
  }
}
