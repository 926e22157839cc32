/// A number of about twice as many digits: the sum of two, the second less than a unit in the last place of the first
/// (T. J. Dekker, Numerische Mathematik 18, 1971, 224-242).
struct Twofold {
  private(set) var high: Double
  private var low: Double

  @inline(__always)
  init(_ value: Double) { (high, low) = (value, 0) }

  @inline(__always)
  private init(_ high: Double, and low: Double) {
    self.high = high + low
    self.low = low - (self.high - high)
  }

  static let zero = Twofold(0)

  @inline(__always)
  static func + (a: Twofold, b: Twofold) -> Twofold {
    let sum = a.high + b.high
    let part = sum - a.high
    return Twofold(sum, and: (a.high - (sum - part)) + (b.high - part) + a.low + b.low)
  }

  @inline(__always)
  static func - (a: Twofold, b: Twofold) -> Twofold {
    let difference = a.high - b.high
    let part = difference - a.high
    return Twofold(
      difference, and: (a.high - (difference - part)) - (b.high + part) + a.low - b.low)
  }

  @inline(__always)
  static func * (a: Twofold, b: Twofold) -> Twofold {
    let product = a.high * b.high
    let rest = (-product).addingProduct(a.high, b.high)
    return Twofold(product, and: rest + (a.high * b.low + a.low * b.high))
  }

  /// One over the number.
  var inverse: Twofold {
    let first = Twofold(1 / high)
    let rest = Twofold(1) - self * first
    return first + rest * first
  }
}
