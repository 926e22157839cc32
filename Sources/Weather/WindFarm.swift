/// A wind farm: one turbine type at one hub height, with losses.
public struct WindFarm: Sendable, Hashable, Codable {
  /// Hub height above ground [m].
  public var hubHeight: Double
  /// The turbine's power curve.
  public var curve: PowerCurve
  /// Energy lost in the wakes of other turbines, as a fraction. All losses multiply. The defaults
  /// are planning values of this package (16.5 % together), not measurements.
  public var wakeLoss: Double
  /// Energy lost to downtime.
  public var availabilityLoss: Double
  /// Energy lost in cables and transformers.
  public var electricalLoss: Double
  /// Everything else: icing, blade wear, curtailment by rule, hysteresis.
  public var otherLoss: Double
  /// Exponent of the power law, used only when the file has a single height; 1/7 = 0.143 is the
  /// usual value for open land (IEC 61400-1 uses 0.2 for design).
  public var shearExponent: Double
  /// True to correct for air density.
  public var densityCorrection: Bool

  public init(
    hubHeight: Double? = nil, curve: PowerCurve = .standard, wakeLoss: Double = 0.08,
    availabilityLoss: Double = 0.05, electricalLoss: Double = 0.02, otherLoss: Double = 0.025,
    shearExponent: Double = 0.143, densityCorrection: Bool = true
  ) {
    self.hubHeight = hubHeight ?? curve.hubHeight ?? 100
    self.curve = curve
    self.wakeLoss = wakeLoss
    self.availabilityLoss = availabilityLoss
    self.electricalLoss = electricalLoss
    self.otherLoss = otherLoss
    self.shearExponent = shearExponent
    self.densityCorrection = densityCorrection
  }

  /// Height [m] below which a wind speed says nothing about the wind at a hub: NSRDB speeds at 2 m
  /// serve module temperatures only.
  public static let lowestUsefulWind = 10.0

  /// `(1 - wake) (1 - availability) (1 - electrical) (1 - other)`.
  public var netFactor: Double {
    (1 - wakeLoss) * (1 - availabilityLoss) * (1 - electricalLoss) * (1 - otherLoss)
  }

  func check() throws(WeatherError) {
    let losses = [
      ("wakeLoss", wakeLoss), ("availabilityLoss", availabilityLoss),
      ("electricalLoss", electricalLoss), ("otherLoss", otherLoss),
    ]
    for (name, value) in losses where !(0...1).contains(value) {
      throw WeatherError(.parameter, column: name, expected: "0 to 1", found: "\(value)")
    }
    guard (5...500).contains(hubHeight) else {
      throw WeatherError(
        .parameter, column: "hubHeight", expected: "5 to 500 m", found: "\(hubHeight)")
    }
    guard (-0.5...1).contains(shearExponent) else {
      throw WeatherError(
        .parameter, column: "shearExponent", expected: "−0.5 to 1", found: "\(shearExponent)")
    }
  }
}
