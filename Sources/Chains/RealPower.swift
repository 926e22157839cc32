#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `base` to a real power, kept exact for whole exponents so that (1 + r)^-3 is three divisions.
func power(_ base: Double, _ exponent: Double) -> Double {
  guard exponent == exponent.rounded(), abs(exponent) < 4096 else { return pow(base, exponent) }
  var result = 1.0
  var factor = exponent < 0 ? 1 / base : base
  var left = Int(abs(exponent))
  while left > 0 {
    if left & 1 == 1 { result *= factor }
    factor *= factor
    left >>= 1
  }
  return result
}
