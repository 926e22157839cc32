extension Unit {
  /// An accelerator: a GPU, a TPU, a package as its vendor sells it.
  public static let chip = Unit(dimension: Dimension([.count("chip"): 1]), text: "chip")
  /// s.
  public static let second = Unit(dimension: .time, denominator: 3600, text: "s")
  /// W.
  public static let watt = Unit(
    dimension: .power, denominator: 1e6, text: "W", form: Form(power: 1))
  /// 10^12 floating-point operations.
  public static let teraFLOP = Unit(
    dimension: Dimension([.count("FLOP"): 1]), numerator: 1e12, text: "TFLOP")
  /// 10^9 bytes.
  public static let gigabyte = Unit(
    dimension: Dimension([.count("byte"): 1]), numerator: 1e9, text: "GB")

  /// USD/chip: price of an accelerator.
  public static let usdPerChip = usd / chip
  /// kW/chip: share of an accelerator in the power of its server.
  public static let kilowattPerChip = kilowatt / chip
  /// TFLOP/s/chip: speed of an accelerator.
  public static let teraFLOPPerSecondAndChip = (teraFLOP / second / chip).named("TFLOP/s/chip")
  /// chips/year: what a market ships.
  public static let chipsPerYear = (chip / year).named("chips/year")
  /// USD/GPU-h: rent of an accelerator.
  public static let usdPerChipHour = (usd / (chip * hour)).named("USD/GPU-h")
}
