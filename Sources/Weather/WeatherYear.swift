/// Where a weather series belongs.
public struct Place: Sendable, Hashable, Codable {
  /// Name as the file gives it.
  public var name: String
  /// Latitude [deg], north positive.
  public var latitude: Double
  /// Longitude [deg], east positive.
  public var longitude: Double
  /// Height of the ground above sea level [m]; `nil` when the file does not say.
  public var elevation: Double?
  /// Local **standard** time minus UTC [h]; daylight saving time is never used.
  public var utcOffset: Double

  public init(
    name: String, latitude: Double, longitude: Double, elevation: Double? = nil, utcOffset: Double
  ) {
    self.name = name
    self.latitude = latitude
    self.longitude = longitude
    self.elevation = elevation
    self.utcOffset = utcOffset
  }
}

/// Irradiance per step [W/m2].
public struct Irradiance: Sendable, Hashable {
  /// Global horizontal irradiance [W/m2].
  public var ghi: [Double]
  /// Direct normal irradiance [W/m2].
  public var dni: [Double]
  /// Diffuse horizontal irradiance [W/m2].
  public var dhi: [Double]
  /// Minutes from the START of a step to the moment whose sun position belongs to the value:
  /// 30 for hour means, 0 for values sampled on the stamp that starts the step.
  public var sunOffsetMinutes: Double

  public init(ghi: [Double], dni: [Double], dhi: [Double], sunOffsetMinutes: Double) {
    self.ghi = ghi
    self.dni = dni
    self.dhi = dhi
    self.sunOffsetMinutes = sunOffsetMinutes
  }
}

/// Wind at one height above ground.
public struct WindLevel: Sendable, Hashable {
  /// Height above ground [m].
  public var height: Double
  /// Speed [m/s] per step.
  public var speed: [Double]
  /// Air temperature at this height [degC] per step, if the file has it.
  public var temperature: [Double]?
  /// Air pressure at this height [Pa] per step, if the file has it.
  public var pressure: [Double]?

  public init(
    height: Double, speed: [Double], temperature: [Double]? = nil, pressure: [Double]? = nil
  ) {
    self.height = height
    self.speed = speed
    self.temperature = temperature
    self.pressure = pressure
  }
}

/// Something the reader did to the data, or found in it, that the user should know.
public struct WeatherNote: Sendable, Hashable, Codable, CustomStringConvertible {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case rotatedFromUTC, leapDayDropped, leapDayAbsent, gapFilled, negativeClamped, implausible
    case sunShift, stampsOnTheHour, windHeightAssumed, allMissing, notUTF8, assumedHeader
    case averagedToHours, rowsLeftOut, humidityLeftOut
  }
  public var kind: Kind
  /// The note in plain words.
  public var text: String

  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// True for what may spoil a result; false for what merely tells how the file was brought onto
  /// the local clock.
  public var isWarning: Bool {
    switch kind {
    case .rotatedFromUTC, .leapDayDropped, .leapDayAbsent, .stampsOnTheHour, .averagedToHours,
      .rowsLeftOut, .humidityLeftOut:
      false
    case .gapFilled, .negativeClamped, .implausible, .sunShift, .windHeightAssumed, .allMissing,
      .notUTF8, .assumedHeader:
      true
    }
  }

  public var description: String { text }
}

/// One site and one year of weather on the site's local standard time clock.
///
/// Step `k` covers `[k, k + 1)` steps after 1 January 00:00 local standard time of a 365-day year:
/// 8760 steps for hourly data, 17 520 for half-hourly data. 29 February is present only where it was
/// asked for (`hasLeapDay`).
public struct WeatherYear: Sendable, Hashable {
  /// The site.
  public var place: Place
  /// The file format in words, e.g. “EnergyPlus EPW”.
  public var format: String
  /// The file that was read, as the caller named it.
  public var source: String
  /// Source year of each of the 12 months. They differ in typical-year files; the sun position of
  /// a step uses the year of its month.
  public var monthYears: [Int]
  /// Length of a step [minutes]: 60, 30, ...
  public var stepMinutes: Int
  /// Solar irradiance, if the file has it.
  public var irradiance: Irradiance?
  /// Air temperature near the ground (2 m) [degC].
  public var dryBulb: [Double]?
  /// Relative humidity near the ground [%], 0 to 100; from the dew point where the file has only that.
  public var relativeHumidity: [Double]?
  /// Air pressure at the ground [Pa].
  public var pressure: [Double]?
  /// Wind speed at one or more heights, lowest first.
  public var wind: [WindLevel]
  /// What the reader did and noticed.
  public var notes: [WeatherNote]
  /// True when the year has 366 days.
  public var hasLeapDay: Bool

  public init(
    place: Place, format: String, source: String, monthYears: [Int], stepMinutes: Int,
    irradiance: Irradiance? = nil, dryBulb: [Double]? = nil, relativeHumidity: [Double]? = nil,
    pressure: [Double]? = nil, wind: [WindLevel] = [], notes: [WeatherNote] = [],
    hasLeapDay: Bool = false
  ) {
    self.place = place
    self.format = format
    self.source = source
    self.monthYears = monthYears
    self.stepMinutes = stepMinutes
    self.irradiance = irradiance
    self.dryBulb = dryBulb
    self.relativeHumidity = relativeHumidity
    self.pressure = pressure
    self.wind = wind
    self.notes = notes
    self.hasLeapDay = hasLeapDay
  }

  /// The source years, each once, in ascending order.
  public var years: [Int] { Set(monthYears).sorted() }
  /// True when months of different years were joined (TMY, TMYx, IWEC).
  public var isTypicalYear: Bool { years.count > 1 }
  /// Steps in one hour.
  public var stepsPerHour: Int { max(1, 60 / max(1, stepMinutes)) }
  /// Steps in the year: 8760 for hourly data.
  public var stepCount: Int { hourCount * stepsPerHour }
  /// 8760, or 8784 with a 29 February.
  public var hourCount: Int { hasLeapDay ? 8784 : 8760 }

  /// The same year averaged to hours.
  ///
  /// The sun offset becomes the mean of the steps' own moments. For solar output prefer
  /// `solarCapacityFactors(_:)` on the native year, which computes each native step and averages
  /// the output: a mean of irradiances loses the sun position within the hour.
  public func hourly() -> WeatherYear {
    let n = stepsPerHour
    guard n > 1 else { return self }
    var year = self
    let step = Double(stepMinutes)
    year.stepMinutes = 60
    year.irradiance = irradiance.map {
      Irradiance(
        ghi: $0.ghi.means(of: n), dni: $0.dni.means(of: n), dhi: $0.dhi.means(of: n),
        sunOffsetMinutes: $0.sunOffsetMinutes + step * Double(n - 1) / 2)
    }
    year.dryBulb = dryBulb?.means(of: n)
    year.relativeHumidity = relativeHumidity?.means(of: n)
    year.pressure = pressure?.means(of: n)
    year.wind = wind.map {
      WindLevel(
        height: $0.height, speed: $0.speed.means(of: n), temperature: $0.temperature?.means(of: n),
        pressure: $0.pressure?.means(of: n))
    }
    year.notes.append(
      WeatherNote(.averagedToHours, "\(stepMinutes)-minute steps were averaged to hours"))
    return year
  }
}

extension [Double] {
  /// Means of consecutive groups of `n` values; a last incomplete group is left out.
  func means(of n: Int) -> [Double] {
    guard n > 1 else { return self }
    return (0..<count / n).map { group in
      var sum = 0.0
      for i in group * n..<(group + 1) * n { sum += self[i] }
      return sum / Double(n)
    }
  }

  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}
