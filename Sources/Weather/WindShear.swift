import Foundation

/// Carries wind speed from measured heights to another height.
///
/// Between two levels: power law `v = v1 (h / h1)^a` with `a = ln(v2 / v1) / ln(h2 / h1)` of that
/// step (Hellmann 1916). Outside the measured heights the exponent of the two nearest levels is kept
/// within 0 to 0.5, since a weak and noisy wind can give any exponent. With a single level the
/// caller's exponent holds.
enum WindShear {
  /// Calm below this speed [m/s]: the logarithm of a ratio of calms means nothing.
  static let calm = 0.2

  static func speed(
    at height: Double, levels: [WindLevel], step: Int, exponent: Double
  ) -> Double {
    guard let first = levels.first else { return 0 }
    guard levels.count > 1 else {
      return first.speed[step] * pow(height / first.height, exponent)
    }
    let upper = levels.firstIndex { $0.height >= height } ?? levels.count - 1
    if levels[upper].height == height { return levels[upper].speed[step] }
    let high = max(1, upper)
    let low = high - 1
    let (h1, h2) = (levels[low].height, levels[high].height)
    let (v1, v2) = (levels[low].speed[step], levels[high].speed[step])
    let inside = height > h1 && height < h2
    guard min(v1, v2) >= calm else {
      guard inside else { return height > h2 ? v2 : v1 }
      return v1 + (v2 - v1) * (height - h1) / (h2 - h1)
    }
    var a: Double = log(v2 / v1) / log(h2 / h1)
    if !inside { a = min(0.5, max(0, a)) }
    return height > h2 ? v2 * pow(height / h2, a) : v1 * pow(height / h1, a)
  }
}

/// Density of the air at hub height.
///
/// `rho = p / (R T)` with `R` = 287.05 J/(kg K), dry air (IEC 61400-12-1 without its humidity
/// term, which stays below 1 %). Temperature is interpolated between heights that have it and
/// carried beyond them at 6.5 K/km, pressure by the barometric formula; without data both come from
/// the standard atmosphere at the site's elevation.
struct AirColumn {
  /// Reference density of power curves [kg/m3].
  static let referenceDensity = 1.225

  private let height: Double
  private let temperatures: [(height: Double, values: [Double])]
  private let pressures: [(height: Double, values: [Double])]
  private let ground: Double

  init(_ year: WeatherYear, height: Double) {
    self.height = height
    ground = year.place.elevation ?? 0
    let n = year.stepCount
    var temperatures: [(height: Double, values: [Double])] = []
    var pressures: [(height: Double, values: [Double])] = []
    if let values = year.dryBulb, values.count >= n { temperatures.append((2, values)) }
    if let values = year.pressure, values.count >= n { pressures.append((0, values)) }
    for level in year.wind where level.height > 2 {
      if let values = level.temperature, values.count >= n {
        temperatures.append((level.height, values))
      }
      if let values = level.pressure, values.count >= n { pressures.append((level.height, values)) }
    }
    self.temperatures = temperatures
    self.pressures = pressures
  }

  /// Air temperature at the hub [degC].
  func temperature(_ step: Int) -> Double {
    guard let first = temperatures.first, let last = temperatures.last else {
      return StandardAtmosphere.temperature(at: ground + height)
    }
    if height <= first.height {
      return first.values[step] + (first.height - height) * StandardAtmosphere.lapse
    }
    if height >= last.height {
      return last.values[step] - (height - last.height) * StandardAtmosphere.lapse
    }
    let i = max(1, temperatures.firstIndex { $0.height >= height } ?? 1)
    let (low, high) = (temperatures[i - 1], temperatures[i])
    let share: Double = (height - low.height) / (high.height - low.height)
    return low.values[step] + (high.values[step] - low.values[step]) * share
  }

  /// Air pressure at the hub [Pa], from the nearest height with a pressure.
  func pressure(_ step: Int) -> Double {
    let nearest = pressures.min { abs($0.height - height) < abs($1.height - height) }
    guard let nearest else { return StandardAtmosphere.pressure(at: ground + height) }
    let kelvin: Double = temperature(step) + 273.15
    return nearest.values[step] * exp(-9.80665 * (height - nearest.height) / (287.05 * kelvin))
  }

  /// Air density at the hub [kg/m3].
  func density(_ step: Int) -> Double {
    pressure(step) / (287.05 * (temperature(step) + 273.15))
  }
}
