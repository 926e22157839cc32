import Foundation

/// Moist air: ASHRAE Handbook Fundamentals 2017, chapter 1 (the equations of the PsychroLib library).
public enum MoistAir {
  /// Pressure of saturated vapour [Pa] over ice below 0.01 degC and over water above (equations 5
  /// and 6, Hyland and Wexler 1983), from -100 to 200 degC.
  public static func saturationPressure(_ celsius: Double) -> Double {
    let t = celsius + 273.15
    if celsius <= 0.01 {
      return exp(
        -5.6745359e3 / t + 6.3925247 - 9.677843e-3 * t + 6.2215701e-7 * t * t
          + 2.0747825e-9 * t * t * t - 9.484024e-13 * t * t * t * t + 4.1635019 * log(t))
    }
    return exp(
      -5.8002206e3 / t + 1.3914993 - 4.8640239e-2 * t + 4.1764768e-5 * t * t
        - 1.4452093e-8 * t * t * t + 6.5459673 * log(t))
  }

  /// Relative humidity [%] of air from its dew point.
  public static func relativeHumidity(dryBulb: Double, dewPoint: Double) -> Double {
    min(100, 100 * saturationPressure(dewPoint) / saturationPressure(dryBulb))
  }

  /// Water per dry air [kg/kg] at a vapour pressure and a total pressure [Pa] (equation 20).
  static func humidityRatio(vapour: Double, pressure: Double) -> Double {
    0.621945 * vapour / (pressure - vapour)
  }

  /// Wet-bulb temperature [degC] of air with a dry-bulb temperature [degC], a relative humidity
  /// [%] and a pressure [Pa]: the temperature at which equations 33 and 35 give the humidity ratio of
  /// the air, by bisection to 1e-4 K.
  public static func wetBulb(
    dryBulb: Double, relativeHumidity: Double, pressure: Double
  ) -> Double {
    let share = min(max(relativeHumidity, 0), 100) / 100
    // Air under less pressure than its own vapour boils; such a pressure is no weather.
    let vapour = min(share * saturationPressure(dryBulb), 0.9 * pressure)
    let ratio = humidityRatio(vapour: vapour, pressure: pressure)
    var low = dryBulb - 60
    var high = dryBulb
    while high - low > 1e-4 {
      let middle = (low + high) / 2
      if Self.ratio(dryBulb: dryBulb, wetBulb: middle, pressure: pressure) > ratio {
        high = middle
      } else {
        low = middle
      }
    }
    return (low + high) / 2
  }

  /// Humidity ratio of air with these temperatures [degC] (equations 33 over water, 35 over ice).
  private static func ratio(dryBulb t: Double, wetBulb: Double, pressure: Double) -> Double {
    let vapour = min(saturationPressure(wetBulb), 0.9 * pressure)
    let full = humidityRatio(vapour: vapour, pressure: pressure)
    if wetBulb >= 0 {
      return ((2501 - 2.326 * wetBulb) * full - 1.006 * (t - wetBulb))
        / (2501 + 1.86 * t - 4.186 * wetBulb)
    }
    return ((2830 - 0.24 * wetBulb) * full - 1.006 * (t - wetBulb))
      / (2830 + 1.86 * t - 2.1 * wetBulb)
  }
}
