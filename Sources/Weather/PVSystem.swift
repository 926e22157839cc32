import Foundation

/// DC losses in the split of the PVWatts v5 manual (Dobos 2014, NREL/TP-6A20-62641), as
/// fractions. They multiply: the defaults give 14.08 %.
public struct PVLosses: Sendable, Hashable, Codable {
  public var soiling = 0.02
  public var shading = 0.03
  public var snow = 0.0
  public var mismatch = 0.02
  public var wiring = 0.02
  public var connections = 0.005
  public var lightInducedDegradation = 0.015
  public var nameplate = 0.01
  public var age = 0.0
  public var availability = 0.03

  public init() {}

  /// One figure in place of the split.
  public init(total: Double) {
    (soiling, shading, snow, mismatch, wiring) = (0, 0, 0, 0, 0)
    (connections, lightInducedDegradation, nameplate, age) = (0, 0, 0, 0)
    availability = total
  }

  /// `1 - product(1 - loss)`.
  public var total: Double {
    let parts = [
      soiling, shading, snow, mismatch, wiring, connections, lightInducedDegradation, nameplate,
      age, availability,
    ]
    return 1 - parts.reduce(1) { $0 * (1 - $1) }
  }
}

/// Temperature of the cells from irradiance, air temperature and wind.
public enum CellTemperatureModel: Sendable, Hashable, Codable {
  /// Sandia model (King, Boyson, Kratochvil 2004, SAND2004-3535, eqs. 11 and 12):
  /// `Tm = Ta + E exp(a + b v)`, `Tc = Tm + E / 1000 * deltaT`.
  case sapm(a: Double, b: Double, deltaT: Double)
  /// Faiman (2008, Progress in Photovoltaics 16, 307-315): `Tc = Ta + E / (u0 + u1 v)`.
  case faiman(u0: Double, u1: Double)

  /// Glass/polymer-sheet module on an open rack (SAND2004-3535, table 1).
  public static let openRack = CellTemperatureModel.sapm(a: -3.56, b: -0.075, deltaT: 3)

  /// Cell temperature [degC] from plane irradiance [W/m2], air temperature [degC], wind [m/s].
  public func temperature(plane: Double, air: Double, wind: Double) -> Double {
    switch self {
    case .sapm(let a, let b, let deltaT):
      air + plane * exp(a + b * wind) + plane / 1000 * deltaT
    case .faiman(let u0, let u1):
      air + plane / (u0 + u1 * wind)
    }
  }
}

/// A photovoltaic plant in PVWatts terms.
///
/// The chain is that of PVWatts version 5 (Dobos 2014, NREL/TP-6A20-62641) as pvlib composes it:
/// transposition, reflection at the glass for the beam, cell temperature, linear DC power, losses,
/// inverter with part-load curve and clipping.
public struct PVSystem: Sendable, Hashable, Codable {
  /// How the modules are held.
  public var mounting: Mounting
  /// DC nameplate over AC nameplate.
  public var dcToACRatio: Double
  /// DC losses.
  public var losses: PVLosses
  /// Power change with cell temperature [1/K]; -0.0035 is the “premium” module of PVWatts v5 and v8
  /// (v5 standard modules: -0.0047, v8 standard: -0.0037).
  public var temperatureCoefficient: Double
  /// Nominal inverter efficiency.
  public var inverterEfficiency: Double
  /// Diffuse sky model.
  public var transposition: Transposition
  /// Ground reflectance.
  public var albedo: Double
  /// Cell temperature model. It takes the lowest wind level of the file as it is.
  public var cellTemperature: CellTemperatureModel

  public init(
    mounting: Mounting, dcToACRatio: Double = 1.3, losses: PVLosses = PVLosses(),
    temperatureCoefficient: Double = -0.0035, inverterEfficiency: Double = 0.96,
    transposition: Transposition = .perez, albedo: Double = 0.2,
    cellTemperature: CellTemperatureModel = .openRack
  ) {
    self.mounting = mounting
    self.dcToACRatio = dcToACRatio
    self.losses = losses
    self.temperatureCoefficient = temperatureCoefficient
    self.inverterEfficiency = inverterEfficiency
    self.transposition = transposition
    self.albedo = albedo
    self.cellTemperature = cellTemperature
  }

  /// A fixed plant facing the equator, tilted by the latitude but at most 35 deg: steeper rows
  /// gain little energy and need much more ground.
  public static func fixedTilt(at place: Place) -> PVSystem {
    PVSystem(
      mounting: .fixed(
        tilt: min(abs(place.latitude).rounded(), 35), azimuth: place.latitude < 0 ? 0 : 180))
  }

  /// A utility plant on horizontal north-south single-axis trackers with backtracking.
  public static func tracking(at place: Place) -> PVSystem {
    PVSystem(mounting: .singleAxis(Tracker(axisAzimuth: place.latitude < 0 ? 0 : 180)))
  }

  /// DC power per unit of DC nameplate, before losses: `E / 1000 * (1 + gamma (Tc - 25))`
  /// (Dobos 2014). The manual bends the line below 125 W/m2; pvlib's `pvwatts_dc` does not, nor
  /// does this.
  func dcPower(effective: Double, cell: Double) -> Double {
    max(0, effective / 1000 * (1 + temperatureCoefficient * (cell - 25)))
  }

  /// AC power per unit of AC nameplate for DC power per unit of AC nameplate
  /// (Dobos 2014): efficiency over load, then clipping at the nameplate.
  func acPower(dc: Double) -> Double {
    guard dc > 0 else { return 0 }
    let load: Double = dc * inverterEfficiency
    let curve: Double = -0.0162 * load - 0.0059 / load + 0.9858
    return min(1, max(0, inverterEfficiency / 0.9637 * curve * dc))
  }

  /// Refuses parameters that no plant has.
  func check() throws(WeatherError) {
    func require(
      _ ok: Bool, _ name: String, _ expected: String, _ found: Double
    ) throws(WeatherError) {
      guard ok else {
        throw WeatherError(.parameter, column: name, expected: expected, found: "\(found)")
      }
    }
    try require((0.1...10).contains(dcToACRatio), "dcToACRatio", "0.1 to 10", dcToACRatio)
    try require((0..<1).contains(losses.total), "losses", "0 to below 1", losses.total)
    try require(
      (-0.02...0).contains(temperatureCoefficient), "temperatureCoefficient", "−0.02 to 0 per K",
      temperatureCoefficient)
    try require(
      (0.5...1).contains(inverterEfficiency), "inverterEfficiency", "0.5 to 1", inverterEfficiency)
    try require((0...1).contains(albedo), "albedo", "0 to 1", albedo)
    switch mounting {
    case .fixed(let tilt, let azimuth):
      try require((0...90).contains(tilt), "tilt", "0 to 90 deg", tilt)
      try require((-360...360).contains(azimuth), "azimuth", "−360 to 360 deg", azimuth)
    case .singleAxis(let tracker):
      try require((0...45).contains(tracker.axisTilt), "axisTilt", "0 to 45 deg", tracker.axisTilt)
      try require((0...90).contains(tracker.maxAngle), "maxAngle", "0 to 90 deg", tracker.maxAngle)
      try require((0.01...1).contains(tracker.gcr), "gcr", "0.01 to 1", tracker.gcr)
      try require(
        (-360...360).contains(tracker.axisAzimuth), "axisAzimuth", "−360 to 360 deg",
        tracker.axisAzimuth)
    }
  }
}

/// Share of the beam that passes the module's glass, relative to normal incidence: Fresnel and
/// Bouguer for one glass pane (De Soto, Klein, Beckman 2006, Solar Energy 80, 78-88), glass index
/// 1.526, extinction 4 1/m, thickness 2 mm.
enum IncidenceModifier {
  static func physical(cosIncidence: Double) -> Double {
    guard cosIncidence > 0 else { return 0 }
    let n = 1.526
    let c: Double = min(1, cosIncidence)
    let sinRefracted: Double = (1 - c * c).squareRoot() / n
    let r: Double = (1 - sinRefracted * sinRefracted).squareRoot()
    let s: Double = (c - n * r) / (c + n * r)
    let p: Double = (r - n * c) / (r + n * c)
    let path = 4.0 * 0.002
    let passed: Double = (1 - (s * s + p * p) / 2) * exp(-path / r)
    let reflected: Double = (1 - n) / (1 + n)
    let normal: Double = (1 - reflected * reflected) * exp(-path)
    return passed / normal
  }
}
