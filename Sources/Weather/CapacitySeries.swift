/// Hourly capacity factors of the default plants as a table, the form `tools/pvlib-check` reads.
public struct CapacitySeries: Sendable, Hashable {
  /// Fixed tilt, 8760 values per unit of AC nameplate; `nil` without irradiance.
  public var solarFixed: [Double]?
  /// Single-axis tracking.
  public var solarTracking: [Double]?
  /// Wind farm; `nil` without wind at 10 m or higher.
  public var wind: [Double]?

  /// Computes the series; `nil` plants are the defaults of the place.
  public init(
    _ year: WeatherYear, fixed: PVSystem? = nil, tracking: PVSystem? = nil,
    farm: WindFarm = WindFarm()
  ) throws(WeatherError) {
    if year.irradiance != nil {
      let sun = year.sunPositions()
      let n = year.stepsPerHour
      solarFixed = try year.solarOutput(fixed ?? .fixedTilt(at: year.place), sun: sun)
        .ac.means(of: n)
      solarTracking = try year.solarOutput(tracking ?? .tracking(at: year.place), sun: sun)
        .ac.means(of: n)
    }
    if let top = year.wind.last, top.height >= WindFarm.lowestUsefulWind {
      wind = try year.windCapacityFactors(farm)
    }
  }

  /// CSV with the columns `step,solar_fixed,solar_tracking,wind`; absent series are empty cells.
  public func csv() -> String {
    var text = "step,solar_fixed,solar_tracking,wind\n"
    let count = [solarFixed, solarTracking, wind].compactMap { $0?.count }.max() ?? 0
    for step in 0..<count {
      let cells = [solarFixed, solarTracking, wind].map { series in
        series.flatMap { $0.indices.contains(step) ? String($0[step]) : nil } ?? ""
      }
      text += "\(step)," + cells.joined(separator: ",") + "\n"
    }
    return text
  }
}
