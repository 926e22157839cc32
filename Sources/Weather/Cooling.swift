import Foundation

/// How a hall gets rid of its heat, and what that costs in electricity.
///
/// Water carries the heat outside. There are two loops, for the racks' air and for cold plates, each
/// with the temperature that its water may have. Outside air does what it can (free cooling), a
/// compressor the rest:
///
///     PUE = 1 + electrical + lighting + (1 - liquid) fans + Q (pumps + outside + compressors)
///     electrical = 1 / (UPS (1 - distribution loss)) - 1
///     Q          = 1 + electrical + lighting + (1 - liquid) fans              heat per unit of IT
///     free       = (return - (source + approach)) / range, within 0 to 1      of one loop
///     compressor = (1 - free) / COP
///     COP        = g Te / (Tc - Te),  Te = supply - pinch,  Tc = source + condenser   [K]
///     outside    = fans (1 + compressor) s^3,  s = approach / (supply - source), within least to 1
///     fans, pumps = pressure / (density x heat capacity x temperature rise x efficiency)
///
/// `source` is the dry-bulb temperature for dry coolers and air-cooled chillers, and the wet-bulb
/// temperature for cooling towers. The two loops count by their shares of the heat. The fans of
/// tower or dry cooler follow the affinity laws: power with the third power of the flow, and the
/// flow that a load needs falls with the temperature difference at hand.
///
/// Defaults are the middles of the ranges for hyperscale halls in Lei and Masanet 2022
/// (doi.org/10.1016/j.resconrec.2022.106323, ranges in github robVerce/datacenter_pue
/// `data/datacenter_input_ranges.csv`, cases 1 and 2), water and air temperatures those of
/// ASHRAE TC 9.9, and Carnot fractions those that give the least full-load efficiencies of
/// ASHRAE 90.1-2019, table 6.8.1-3. What has no such source says so.
///
/// Left out: humidification, thermal storage, partial load of UPS and compressors, the warming of the
/// air around a large site, the water that towers use.
public struct Cooling: Sendable, Hashable, Codable {
  /// Where the heat goes.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Dry coolers for free cooling, an air-cooled chiller for the rest: no water is used.
    case dryCooler = "dry cooler"
    /// Cooling towers with a heat exchanger for free cooling, a water-cooled chiller for the rest.
    case evaporative
    /// An air-cooled chiller all the year, without free cooling.
    case chiller
  }

  /// Where the heat goes.
  public var kind: Kind
  /// Efficiency of the uninterruptible supply: 0.90 to 0.99.
  public var upsEfficiency = 0.945
  /// Share lost in distribution and transformers: 0 to 0.02.
  public var distributionLoss = 0.01
  /// Lighting per IT: 0 to 0.002.
  public var lighting = 0.001
  /// Share of the IT heat that goes into cold plates. 0 is a hall cooled by air.
  public var liquidShare = 0.0
  /// Warmest water for the cold plates [degC]; 40 is class W40 of ASHRAE TC 9.9.
  public var liquidSupply = 40.0
  /// Warmest air for the racks [degC]; 27 is the upper end that ASHRAE TC 9.9 recommends.
  public var airSupply = 27.0
  /// Warming of the air in the racks [K]: 13.9 to 19.4.
  public var airRise = 16.65
  /// Effectiveness of the coils between air and water: 0.7 to 0.9.
  public var coilEffectiveness = 0.8
  /// Warming of the water [K]: 5 to 10.
  public var waterRise = 7.5
  /// Pressure of the fans of the hall [Pa]: 300 to 700.
  public var hallFanPressure = 500.0
  /// Efficiency of all fans: 0.65 to 0.90.
  public var fanEfficiency = 0.775
  /// Pressure of the pumps of the hall's loop [Pa]: 114,900 to 172,400.
  public var pumpPressure = 143_650.0
  /// Efficiency of all pumps: 0.60 to 0.80.
  public var pumpEfficiency = 0.7
  /// Pressure of the fans outside [Pa]: 100 to 400 for towers; taken over for dry coolers.
  public var outsideFanPressure = 250.0
  /// Least flow of the fans outside, as a share of the full flow. An assumption.
  public var leastFlow = 0.3
  /// Free cooling: how much warmer the water is than dry bulb or wet bulb [K]. Tower 2.8 to 6.7 plus
  /// heat exchanger 1.7 to 2.8, middles; the same for dry coolers, which is an assumption.
  public var approach = 7.0
  /// How much colder the evaporator is than the water that it gives [K]. An assumption.
  public var evaporatorPinch = 2.0
  /// Least temperature lift of a compressor [K]. An assumption.
  public var leastLift = 10.0

  /// The defaults for a kind.
  public init(_ kind: Kind) { self.kind = kind }

  /// Carnot fraction of the chiller: 0.483 gives 2.96 at 35 degC of outside air and 6.7 degC of water
  /// (air-cooled), 0.721 gives 6.28 at 29.4 degC into the condenser (water-cooled).
  public var carnotFraction: Double { kind == .evaporative ? 0.721 : 0.483 }

  /// How much warmer the condenser is than the source [K]: 15 over the air (an assumption); over the
  /// wet bulb a tower's approach of 4.75, its range of 5.15 (29.4 to 34.6 degC) and 2.
  public var condenserRise: Double { kind == .evaporative ? 11.9 : 15 }

  /// Warmest water for the coils [degC]: `airSupply + airRise - airRise / effectiveness`.
  public var coilSupply: Double { airSupply + airRise - airRise / coilEffectiveness }

  /// Losses of supply and distribution per IT.
  public var electricalLoss: Double { 1 / (upsEfficiency * (1 - distributionLoss)) - 1 }

  /// Fans of the hall per heat that they carry: air of 1.2 kg/m3 and 1006 J/(kg K).
  public var hallFans: Double {
    hallFanPressure / (1.2 * 1006 * airRise * fanEfficiency)
  }

  /// Pumps per heat: water of 998 kg/m3 and 4184 J/(kg K). Towers have a second loop, of 208,650 Pa
  /// (166,900 to 250,400) and 5 K (4 to 6).
  public var pumps: Double {
    let inside = pumpPressure / (998 * 4184 * waterRise * pumpEfficiency)
    let tower = 208_650 / (998 * 4184 * 5 * pumpEfficiency)
    return kind == .evaporative ? inside + tower : inside
  }

  /// Fans outside per heat at full flow. Dry: the air warms by 10 K (an assumption). Towers: 2.1 kg
  /// of water per kg of air (0.2 to 4), the water cooling by 5 K.
  public var outsideFans: Double {
    let airPerHeat = kind == .evaporative ? 1 / (4184 * 5 * 2.1) : 1 / (1006 * 10)
    return outsideFanPressure * airPerHeat / (1.2 * fanEfficiency)
  }

  /// Coefficient of performance of the chiller that makes water of `supply` [degC] against a source
  /// [degC].
  public func performance(supply: Double, source: Double) -> Double {
    let cold = supply - evaporatorPinch + 273.15
    let lift = max(leastLift, source + condenserRise - (supply - evaporatorPinch))
    return carnotFraction * cold / lift
  }

  /// Share of the heat of a loop that free cooling takes.
  public func freeShare(supply: Double, source: Double) -> Double {
    if kind == .chiller { return 0 }
    return min(1, max(0, (supply + waterRise - source - approach) / waterRise))
  }

  /// PUE at a temperature of the source [degC]: dry bulb, or wet bulb for `evaporative`.
  public func pue(source: Double) -> Double {
    let beside = electricalLoss + lighting + (1 - liquidShare) * hallFans
    let heat = 1 + beside
    let air = loop(supply: coilSupply, source: source)
    let liquid = liquidShare > 0 ? loop(supply: liquidSupply, source: source) : 0
    return 1 + beside + heat * (pumps + (1 - liquidShare) * air + liquidShare * liquid)
  }

  /// Electricity outside and in compressors per heat of a loop.
  private func loop(supply: Double, source: Double) -> Double {
    let compressor =
      (1 - freeShare(supply: supply, source: source))
      / performance(supply: supply, source: source)
    let flow =
      source + approach >= supply
      ? 1 : max(leastFlow, approach / (supply - source))
    return compressor + outsideFans * (1 + compressor) * flow * flow * flow
  }

  /// Refuses parameters that no hall has.
  func check() throws(WeatherError) {
    func require(
      _ ok: Bool, _ name: String, _ expected: String, _ found: Double
    ) throws(WeatherError) {
      guard ok else {
        throw WeatherError(.parameter, column: name, expected: expected, found: "\(found)")
      }
    }
    let shares = [
      ("upsEfficiency", upsEfficiency), ("coilEffectiveness", coilEffectiveness),
      ("fanEfficiency", fanEfficiency), ("pumpEfficiency", pumpEfficiency),
    ]
    for (name, value) in shares {
      try require((0.05...1).contains(value), name, "0.05 to 1", value)
    }
    try require(
      (0...0.5).contains(distributionLoss), "distributionLoss", "0 to 0.5", distributionLoss)
    try require((0...0.5).contains(lighting), "lighting", "0 to 0.5", lighting)
    try require((0...1).contains(liquidShare), "liquidShare", "0 to 1", liquidShare)
    try require((0.05...1).contains(leastFlow), "leastFlow", "0.05 to 1", leastFlow)
    try require((5...70).contains(liquidSupply), "liquidSupply", "5 to 70 degC", liquidSupply)
    try require((10...45).contains(airSupply), "airSupply", "10 to 45 degC", airSupply)
    let rises = [
      ("airRise", airRise), ("waterRise", waterRise), ("approach", approach),
      ("leastLift", leastLift),
    ]
    for (name, value) in rises {
      try require((0.5...40).contains(value), name, "0.5 to 40 K", value)
    }
    try require(
      (0...15).contains(evaporatorPinch), "evaporatorPinch", "0 to 15 K", evaporatorPinch)
    try require(
      (0...5000).contains(hallFanPressure), "hallFanPressure", "0 to 5000 Pa", hallFanPressure)
    try require(
      (0...5000).contains(outsideFanPressure), "outsideFanPressure", "0 to 5000 Pa",
      outsideFanPressure)
    try require((0...1e6).contains(pumpPressure), "pumpPressure", "0 to 1,000,000 Pa", pumpPressure)
    try require(
      coilSupply >= 1, "airSupply", "air that water above freezing can make", airSupply)
  }
}

extension WeatherYear {
  /// Wet-bulb temperature [degC] per step from dry bulb, humidity and pressure.
  ///
  /// Without a pressure in the file that of the standard atmosphere at the place's height stands in.
  ///
  /// - Throws: `noData` where the file has no air temperature or no humidity.
  public func wetBulb() throws(WeatherError) -> [Double] {
    guard let dryBulb else { throw noData("air temperature for a wet-bulb temperature") }
    guard let humidity = relativeHumidity, humidity.count == dryBulb.count else {
      throw noData("humidity or dew point for a wet-bulb temperature")
    }
    let standard = StandardAtmosphere.pressure(at: place.elevation ?? 0)
    let pressures = pressure.flatMap { $0.count == dryBulb.count ? $0 : nil }
    return dryBulb.indices.map {
      MoistAir.wetBulb(
        dryBulb: dryBulb[$0], relativeHumidity: humidity[$0],
        pressure: pressures?[$0] ?? standard)
    }
  }

  /// PUE per native step: facility power over IT power.
  ///
  /// - Throws: `parameter` for a parameter that no hall has; `noData` where the file has no air
  ///   temperature, or no humidity for `evaporative`.
  public func pue(_ cooling: Cooling) throws(WeatherError) -> [Double] {
    try cooling.check()
    let source: [Double]
    if cooling.kind == .evaporative {
      source = try wetBulb()
    } else {
      guard let dryBulb else { throw noData("air temperature for cooling") }
      source = dryBulb
    }
    return source.map(cooling.pue(source:))
  }
}
