import Foundation

/// Where the sun stands, as seen from a place.
public struct SunPosition: Sendable, Hashable {
  /// Angle from the vertical without refraction [deg].
  public var zenith: Double
  /// Angle from the vertical with refraction [deg]: where the sun is seen.
  public var apparentZenith: Double
  /// Azimuth [deg], clockwise from north, 0 to 360.
  public var azimuth: Double

  public init(zenith: Double, apparentZenith: Double, azimuth: Double) {
    self.zenith = zenith
    self.apparentZenith = apparentZenith
    self.azimuth = azimuth
  }

  /// Cosine of the true zenith angle, negative below the horizon.
  public var cosZenith: Double { cosd(zenith) }
}

/// Sun position by the low-accuracy theory of Meeus, *Astronomical Algorithms*, 2nd ed. (1998),
/// chapters 12, 13 and 25, with parallax (ch. 40) and the refraction formula of the NREL SPA (Reda
/// and Andreas 2004, Solar Energy 76, eq. 42). Against the SPA it stays within 0.01 deg from 1950 to
/// 2050.
public struct SunAlmanac: Sendable {
  public let latitude: Double
  public let longitude: Double
  /// Factor of the refraction formula for pressure and temperature.
  private let refraction: Double
  private let sinLatitude: Double
  private let cosLatitude: Double

  /// Terrestrial minus universal time [s]; 69 s in 2015-2025. An error of 10 s moves the sun by
  /// 0.0001 deg.
  private static let deltaT = 69.0

  /// - Parameters:
  ///   - elevation: ground height [m], for the air pressure in the refraction.
  public init(latitude: Double, longitude: Double, elevation: Double = 0) {
    self.latitude = latitude
    self.longitude = longitude
    sinLatitude = sind(latitude)
    cosLatitude = cosd(latitude)
    let pressure = StandardAtmosphere.pressure(at: elevation)
    // SPA reference state: 1010 hPa, 283 K; 12 degC as annual mean like pvlib.
    refraction = pressure / 101_000 * 283 / (273 + 12)
  }

  public init(_ place: Place) {
    self.init(
      latitude: place.latitude, longitude: place.longitude, elevation: place.elevation ?? 0)
  }

  /// The sun at a Julian day in universal time.
  public func position(julianDay: Double) -> SunPosition {
    let t: Double = (julianDay + Self.deltaT / 86_400 - 2_451_545) / 36_525
    // Sun: mean longitude, mean anomaly, equation of centre (ch. 25).
    let meanLongitude: Double = 280.46646 + t * (36_000.76983 + t * 0.0003032)
    let anomaly: Double = 357.52911 + t * (35_999.05029 - t * 0.0001537)
    let c1: Double = (1.914602 - t * (0.004817 + t * 0.000014)) * sind(anomaly)
    let c2: Double = (0.019993 - t * 0.000101) * sind(2 * anomaly)
    let trueLongitude: Double = meanLongitude + c1 + c2 + 0.000289 * sind(3 * anomaly)
    // Aberration and nutation by the moon's node.
    let node: Double = 125.04 - 1934.136 * t
    let nutation: Double = -0.00478 * sind(node)
    let longitudeApparent: Double = trueLongitude - 0.00569 + nutation
    let obliquity: Double = 23.439291 - t * 0.0130042 + 0.00256 * cosd(node)
    let ascension: Double = atan2d(
      cosd(obliquity) * sind(longitudeApparent), cosd(longitudeApparent))
    let sinDeclination: Double = sind(obliquity) * sind(longitudeApparent)
    let cosDeclination: Double = (1 - sinDeclination * sinDeclination).squareRoot()
    // Apparent sidereal time at Greenwich (ch. 12).
    let days: Double = julianDay - 2_451_545
    let sidereal: Double = 280.46061837 + 360.98564736629 * days + nutation * cosd(obliquity)
    let hourAngle: Double = (sidereal + longitude - ascension)
      .truncatingRemainder(dividingBy: 360)
    return horizontal(hourAngle, sinDeclination, cosDeclination)
  }

  /// Equatorial to horizontal coordinates (ch. 13), then parallax and refraction.
  private func horizontal(
    _ hourAngle: Double, _ sinDeclination: Double, _ cosDeclination: Double
  ) -> SunPosition {
    let cosHour: Double = cosd(hourAngle)
    let sinElevation: Double = sinLatitude * sinDeclination + cosLatitude * cosDeclination * cosHour
    let east: Double = -cosDeclination * sind(hourAngle)
    let north: Double = cosLatitude * sinDeclination - sinLatitude * cosDeclination * cosHour
    var azimuth: Double = atan2d(east, north)
    if azimuth < 0 { azimuth += 360 }
    let geocentric: Double = asind(sinElevation)
    let elevation: Double = geocentric - 8.794 / 3600 * cosd(geocentric)
    var apparent: Double = elevation
    // Below the horizon by more than the sun's radius and refraction nothing is seen.
    if elevation >= -(0.26667 + 0.5667) {
      apparent += refraction * 1.02 / (60 * tand(elevation + 10.3 / (elevation + 5.11)))
    }
    return SunPosition(zenith: 90 - elevation, apparentZenith: 90 - apparent, azimuth: azimuth)
  }

  /// Julian day of a Gregorian date at 0 h UT (Meeus, ch. 7).
  public static func julianDay(year: Int, month: Int, day: Int) -> Double {
    let y = month <= 2 ? year - 1 : year
    let m = month <= 2 ? month + 12 : month
    let century = y / 100
    let leap = 2 - century + century / 4
    let months = Int(30.6001 * Double(m + 1))
    return (365.25 * Double(y + 4716)).rounded(.down) + Double(months + day + leap) - 1524.5
  }
}

/// ICAO standard atmosphere below 11 km (ISO 2533:1975).
enum StandardAtmosphere {
  /// Pressure [Pa] at a height [m].
  static func pressure(at height: Double) -> Double {
    101_325 * pow(max(0.1, 1 - 2.25577e-5 * height), 5.25588)
  }
  /// Temperature [degC] at a height [m].
  static func temperature(at height: Double) -> Double { 15 - lapse * height }
  /// Temperature drop with height [K/m].
  static let lapse = 0.0065
}

extension WeatherYear {
  /// The sun at `offset` minutes after the start of every step; `nil` uses the irradiance's own
  /// offset, or mid-step without irradiance.
  public func sunPositions(offset: Double? = nil) -> [SunPosition] {
    let minutes = offset ?? irradiance?.sunOffsetMinutes ?? Double(stepMinutes) / 2
    let almanac = SunAlmanac(place)
    return stepStarts().map { almanac.position(julianDay: $0 + minutes / 1440) }
  }

  /// Julian day (universal time) of the start of every step.
  func stepStarts() -> [Double] {
    let perDay = 24 * stepsPerHour
    var starts: [Double] = []
    starts.reserveCapacity(365 * perDay)
    for month in 1...12 {
      let year = monthYears.indices.contains(month - 1) ? monthYears[month - 1] : 2023
      let length = month == 2 && !hasLeapDay ? 28 : Stamp.daysIn[month - 1]
      for day in 1...length {
        let midnight = SunAlmanac.julianDay(year: year, month: month, day: day)
        for step in 0..<perDay {
          let hours = Double(step * stepMinutes) / 60 - place.utcOffset
          starts.append(midnight + hours / 24)
        }
      }
    }
    return starts
  }

  /// Day of the year of every step, 1 to 365, for formulas in day numbers.
  func dayOfYear(_ step: Int) -> Int { step / (24 * stepsPerHour) + 1 }
}
