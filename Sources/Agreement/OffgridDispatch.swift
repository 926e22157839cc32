import Weather

extension OffgridAI {
  /// What a year of operation brings, MWh, to whole MWh as the calculator rounds them.
  struct Year: Sendable, Equatable {
    var served: Double
    var generated: Double
  }

  /// Share of what is served over the life that the generators did not make.
  static func renewableShare(_ years: [Year]) -> Double {
    1 - years.reduce(0) { $0 + $1.generated } / years.reduce(0) { $0 + $1.served }
  }

  /// A year in which generators alone serve the load.
  static func generatorsOnly(_ load: Double) -> [Year] {
    Array(repeating: Year(served: 8760 * load, generated: 8760 * load), count: life)
  }

  /// Its dispatch: sun first, what is over into the battery, then from the battery, then
  /// generators; without foresight, hour by hour through 20 years.
  ///
  /// - Parameter sun: MW of alternating current per MW of panels, by the hour.
  func years(sun: [Double]) -> [Year] {
    let oneWay = Self.roundTrip.squareRoot()
    let power = system.battery
    let energy = power * system.hours
    // A battery that is not filled by magic begins as it ends: one year to settle.
    var stored = energy
    if !rules.startsFull {
      stored = run(sun, year: 1, from: 0, energy, oneWay).stored
    }
    return (1...Self.life).map { year in
      if rules.startsFull { stored = energy }
      let result = run(sun, year: year, from: stored, energy, oneWay)
      stored = result.stored
      return result.year
    }
  }

  private func run(
    _ sun: [Double], year: Int, from start: Double, _ energy: Double, _ oneWay: Double
  ) -> (year: Year, stored: Double) {
    let panels = system.solar * (1 - rules.solarWear * Double(year - 1))
    let room = energy * (1 - rules.batteryWear * Double(year - 1))
    let power = system.battery
    var stored = rules.startsAboveCapacity ? start : min(start, room)
    var generated = 0.0
    var unserved = 0.0
    for hour in sun {
      let balance = hour * panels - system.load
      if balance > 0 {
        stored += min(balance, power, room - stored) * oneWay
      } else {
        let drawn = min(power, -balance / oneWay, stored)
        let lacking = -balance - drawn * oneWay
        let made = min(lacking, system.generator)
        generated += made
        unserved += lacking - made
        stored -= drawn
      }
    }
    return (
      Year(
        served: (8760 * system.load - unserved).rounded(.toNearestOrEven),
        generated: generated.rounded(.toNearestOrEven)), stored
    )
  }

  /// How it gets from weather to alternating current.
  struct Sun: Sendable {
    /// Panels and inverter are of one size, and the result is divided by 1.2. Otherwise 1.2 MW of
    /// panels stand behind each MW of inverter, whose power is clipped.
    var dividesByRatio = true
    /// DC losses from soiling, shade, wires and so on; it has none.
    var losses = 0.0

    /// MW of alternating current per MW of panels, by the hour.
    ///
    /// pvlib's ModelChain with trackers without stops at gcr 2/7, Hay-Davies, PVWatts modules of
    /// -0.4 %/K and inverters of 96 %; its inverter is rated by direct current, ours by
    /// alternating.
    func output(_ weather: WeatherYear) throws(WeatherError) -> [Double] {
      let ratio = OffgridAI.panelsPerInverter
      let system = PVSystem(
        mounting: .singleAxis(Tracker(maxAngle: 90, gcr: 2.0 / 7)),
        dcToACRatio: dividesByRatio ? 1 / 0.96 : ratio, losses: PVLosses(total: losses),
        temperatureCoefficient: -0.004, inverterEfficiency: 0.96, transposition: .hayDavies,
        albedo: 0.25)
      let factors = try weather.solarCapacityFactors(system)
      return factors.map { $0 * (dividesByRatio ? 0.96 : 1) / ratio }
    }
  }
}
