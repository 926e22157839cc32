/// Checks a year that was read and adds notes; changes nothing but negative irradiance.
enum Plausibility {
  static func check(_ year: inout WeatherYear) {
    clamp(&year)
    ranges(&year)
    sunShift(&year)
  }

  /// Radiometers and interpolation give small negatives at night; the reader let through at most
  /// -20 W/m2.
  private static func clamp(_ year: inout WeatherYear) {
    guard var light = year.irradiance else { return }
    var count = 0
    func clean(_ values: inout [Double]) {
      for i in values.indices where values[i] < 0 {
        values[i] = 0
        count += 1
      }
    }
    clean(&light.ghi)
    clean(&light.dni)
    clean(&light.dhi)
    guard count > 0 else { return }
    year.irradiance = light
    year.notes.append(
      WeatherNote(.negativeClamped, "\(count) negative irradiance values were set to 0"))
  }

  private static func ranges(_ year: inout WeatherYear) {
    var notes: [String] = []
    func count(_ values: [Double]?, _ text: String, _ odd: (Double) -> Bool) {
      let n = values?.count(where: odd) ?? 0
      if n > 0 { notes.append("\(n) steps with \(text)") }
    }
    count(year.irradiance?.ghi, "GHI above 1600 W/m2") { $0 > 1600 }
    count(year.irradiance?.dni, "DNI above 1200 W/m2") { $0 > 1200 }
    count(year.irradiance?.dhi, "DHI above 900 W/m2") { $0 > 900 }
    count(year.dryBulb, "air temperature outside −60 to 55 degC") { $0 < -60 || $0 > 55 }
    for level in year.wind {
      count(level.speed, "wind above 50 m/s at \(level.height) m") { $0 > 50 }
    }
    if let light = year.irradiance {
      // Between about 600 (high latitudes) and 2700 kWh/m2 (Atacama) everywhere on Earth.
      let sum = light.ghi.reduce(0, +) * Double(year.stepMinutes) / 60_000
      if !(500...3000).contains(sum) {
        notes.append(
          "GHI adds up to \(WeatherSummary.digits(sum)) kWh/m2 a year, outside 500 to 3000; are its units "
            + "W/m2?")
      }
    }
    for level in year.wind where !(0.3...15).contains(level.speed.mean) {
      notes.append(
        "the mean wind at \(level.height.brief) m is \(WeatherSummary.digits(level.speed.mean)) m/s, "
          + "outside 0.3 to 15; are its units m/s?")
    }
    if let closure = year.closure, abs(closure) > 0.05 {
      notes.append("DHI + DNI cos z misses GHI by \((closure * 1000).rounded() / 10) % on average")
    }
    year.notes += notes.map { WeatherNote(.implausible, $0) }
  }

  private static func sunShift(_ year: inout WeatherYear) {
    guard let shift = year.sunShift, shift != 0 else { return }
    let way = shift > 0 ? "later" : "earlier"
    year.notes.append(
      WeatherNote(
        .sunShift,
        "GHI follows the sun best \(abs(shift)) min \(way) than the stamps say; PV output is skewed "
          + "by that unless sunOffsetMinutes is changed"))
  }
}

extension WeatherYear {
  /// `mean(DHI + DNI cos z - GHI) / mean(GHI)` over steps with the sun more than 5 deg high; `nil`
  /// without irradiance. Within 0.01 for consistent files.
  public var closure: Double? {
    guard let light = irradiance else { return nil }
    let limit = sind(5)
    var residual = 0.0
    var sum = 0.0
    for (k, sun) in sunPositions().enumerated() where light.ghi.indices.contains(k) {
      let cosine = sun.cosZenith
      guard cosine > limit else { continue }
      residual += light.dhi[k] + light.dni[k] * cosine - light.ghi[k]
      sum += light.ghi[k]
    }
    return sum > 0 ? residual / sum : nil
  }

  /// Minutes to add to the assumed sun moment so that GHI correlates best with the cosine of the
  /// zenith angle, on a grid of 15 min within an hour and a half; 0 when the file keeps its word,
  /// `nil` without irradiance.
  public var sunShift: Int? {
    guard let light = irradiance, light.ghi.count == stepCount else { return nil }
    guard light.ghi.contains(where: { $0 > 0 }) else { return nil }
    let almanac = SunAlmanac(place)
    let starts = stepStarts()
    var best: (shift: Int, score: Double)?
    for shift in [0, 15, -15, 30, -30, 45, -45, 60, -60, 75, -75, 90, -90] {
      let minutes = light.sunOffsetMinutes + Double(shift)
      let cosines = starts.map {
        max(0, almanac.position(julianDay: $0 + minutes / 1440).cosZenith)
      }
      let score = correlation(light.ghi, cosines)
      if score > (best?.score ?? -1) { best = (shift, score) }
    }
    return best?.shift
  }
}

/// Pearson's correlation coefficient; 0 when either series is constant.
func correlation(_ x: [Double], _ y: [Double]) -> Double {
  let n = min(x.count, y.count)
  guard n > 1 else { return 0 }
  let meanX = x.mean
  let meanY = y.mean
  var xx = 0.0
  var yy = 0.0
  var xy = 0.0
  for i in 0..<n {
    let a = x[i] - meanX
    let b = y[i] - meanY
    xx += a * a
    yy += b * b
    xy += a * b
  }
  let product = xx * yy
  return product > 0 ? xy / product.squareRoot() : 0
}
