import Chains

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Amount.Local {
  static func power(_ base: Double, _ exponent: Double) -> Double {
    exponent == 1 ? base : pow(base, exponent)
  }

  /// Every value to the power of the other's.
  func raised(to exponent: Amount.Local) -> Amount.Local {
    joined(exponent) { Self.power($0, $1) }
  }

  static func squareRoot(_ value: Double) -> Double { value.squareRoot() }
}
