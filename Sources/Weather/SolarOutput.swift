/// What a PV plant does in each native step of a weather year.
public struct PVOutput: Sendable, Hashable {
  /// Irradiance on the module plane, before reflection at the glass [W/m2].
  public var planeOfArray: [Double]
  /// Cell temperature [degC].
  public var cellTemperature: [Double]
  /// AC output per unit of AC nameplate, 0 to 1.
  public var ac: [Double]
}

extension WeatherYear {
  /// Output of a PV plant per native step.
  ///
  /// The sun stands still during a step, at the moment `sunOffsetMinutes` names. When it is below
  /// the horizon then, only diffuse light counts; PVWatts instead moves the moment into the sunlit
  /// part of the hour, which matters by a few tenths of a percent of the year's energy.
  ///
  /// Air temperature falls back to 20 degC and wind to 1 m/s when the file has none, as in pvlib
  /// and SAM.
  public func solarOutput(_ system: PVSystem) throws(WeatherError) -> PVOutput {
    guard irradiance != nil else { throw noData("GHI, DNI and DHI for solar output") }
    return try solarOutput(system, sun: sunPositions())
  }

  /// As `solarOutput(_:)` with the sun positions of `sunPositions()` at hand: several plants on one
  /// site share them.
  public func solarOutput(
    _ system: PVSystem, sun: [SunPosition]
  ) throws(WeatherError) -> PVOutput {
    try system.check()
    guard let light = irradiance else { throw noData("GHI, DNI and DHI for solar output") }
    let n = min(light.ghi.count, light.dni.count, light.dhi.count, sun.count)
    let air = dryBulb.flatMap { $0.count >= n ? $0 : nil }
    let wind = wind.first.flatMap { $0.speed.count >= n ? $0.speed : nil }
    let dcScale: Double = system.dcToACRatio * (1 - system.losses.total)
    var output = PVOutput(planeOfArray: [], cellTemperature: [], ac: [])
    output.planeOfArray.reserveCapacity(n)
    output.cellTemperature.reserveCapacity(n)
    output.ac.reserveCapacity(n)
    for k in 0..<n {
      let plane = system.transposition.irradiance(
        on: system.mounting.orientation(sun[k]), sun: sun[k], ghi: light.ghi[k], dni: light.dni[k],
        dhi: light.dhi[k], dayOfYear: dayOfYear(k), albedo: system.albedo)
      let cell = system.cellTemperature.temperature(
        plane: plane.total, air: air?[k] ?? 20, wind: wind?[k] ?? 1)
      // PVWatts v5 applies the reflection loss to the beam only.
      let passed = IncidenceModifier.physical(cosIncidence: plane.cosIncidence)
      let effective: Double = plane.beam * passed + plane.sky + plane.ground
      let dc: Double = dcScale * system.dcPower(effective: effective, cell: cell)
      output.planeOfArray.append(plane.total)
      output.cellTemperature.append(cell)
      output.ac.append(system.acPower(dc: dc))
    }
    return output
  }

  /// Hourly AC output per unit of AC nameplate: 8760 values from 0 to 1.
  ///
  /// Finer data are computed at their own step and then averaged to hours.
  public func solarCapacityFactors(_ system: PVSystem) throws(WeatherError) -> [Double] {
    try solarOutput(system).ac.means(of: stepsPerHour)
  }

  func noData(_ what: String) -> WeatherError {
    let has = [
      irradiance == nil ? nil : "irradiance", dryBulb == nil ? nil : "temperature",
      wind.isEmpty ? nil : "wind speed",
    ].compactMap { $0 }
    return WeatherError(
      .noData, path: source, expected: what,
      found: has.isEmpty ? "none of it" : "only " + has.joined(separator: ", "))
  }
}
