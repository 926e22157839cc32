/// One quantity of a weather file.
enum Quantity: Hashable, Sendable {
  case ghi, dni, dhi
  case dryBulb, pressure
  case windSpeed(height: Double)
  case temperature(height: Double)
  case pressureAt(height: Double)

  /// Values outside this range are errors of the file, not weather. The limits are wide on purpose:
  /// they only keep slipped columns and wrong units out.
  var range: ClosedRange<Double> {
    switch self {
    case .ghi, .dni, .dhi: -20...2500
    case .dryBulb, .temperature: -95...75
    case .pressure, .pressureAt: 30_000...112_000
    case .windSpeed: 0...120
    }
  }

  var meaning: String {
    switch self {
    case .ghi, .dni, .dhi: "an irradiance [W/m2]"
    case .dryBulb, .temperature: "a temperature [degC]"
    case .pressure, .pressureAt: "a pressure [Pa]"
    case .windSpeed: "a wind speed [m/s]"
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
}
