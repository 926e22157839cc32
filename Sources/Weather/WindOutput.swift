import Foundation

extension WeatherYear {
  /// Wind speed at a height per native step [m/s].
  public func windSpeed(
    at height: Double, shearExponent: Double = 0.143
  ) throws(WeatherError) -> [Double] {
    let n = stepCount
    guard !wind.isEmpty, wind.allSatisfy({ $0.speed.count >= n && $0.height > 0 }) else {
      throw noData("wind speed")
    }
    let levels = wind.sorted { $0.height < $1.height }
    return (0..<n).map {
      WindShear.speed(at: height, levels: levels, step: $0, exponent: shearExponent)
    }
  }

  /// Air density at a height per native step [kg/m3].
  public func airDensity(at height: Double) -> [Double] {
    let column = AirColumn(self, height: height)
    return (0..<stepCount).map { column.density($0) }
  }

  /// Net output of a wind farm per native step, per unit of rated power.
  ///
  /// The speed at the hub is scaled by `(rho / 1.225)^(1/3)` before it enters the power curve (IEC
  /// 61400-12-1, normalisation to the reference density for pitch-regulated turbines). The cut-out acts on the unscaled speed:
  /// the anemometer on the nacelle does not know the density. There is no restart hysteresis.
  /// Files whose wind ends below 10 m (NSRDB: 2 m) are refused.
  public func windOutput(_ farm: WindFarm) throws(WeatherError) -> [Double] {
    try farm.check()
    if let top = wind.map(\.height).max(), top < WindFarm.lowestUsefulWind {
      throw WeatherError(
        .noData, path: source,
        expected: "wind speeds at \(WindFarm.lowestUsefulWind) m or higher for a wind farm",
        found: "none above \(top) m")
    }
    let speeds = try windSpeed(at: farm.hubHeight, shearExponent: farm.shearExponent)
    let air = AirColumn(self, height: farm.hubHeight)
    let net = farm.netFactor
    // Just below the cut-out, dense air must not push the scaled speed over the cut-out as well.
    let ceiling = farm.curve.cutOut.nextDown
    return speeds.enumerated().map { step, speed in
      guard speed < farm.curve.cutOut else { return 0 }
      let ratio: Double =
        farm.densityCorrection ? air.density(step) / AirColumn.referenceDensity : 1
      return net * farm.curve.output(at: min(ceiling, speed * cbrt(ratio)))
    }
  }

  /// Hourly net output per unit of rated power: 8760 values from 0 to 1.
  public func windCapacityFactors(_ farm: WindFarm) throws(WeatherError) -> [Double] {
    try windOutput(farm).means(of: stepsPerHour)
  }
}
