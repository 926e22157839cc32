/// Eight numbers that the processor works on together.
typealias Lanes = SIMD8<Double>

// Written out lane by lane: of that the compiler makes one instruction for two lanes, of the general functions
// of the standard library a call.
extension SIMD2<Double> {
  @inline(__always)
  fileprivate func atLeast(_ other: Self) -> Self {
    Self(self[0] < other[0] ? other[0] : self[0], self[1] < other[1] ? other[1] : self[1])
  }

  @inline(__always)
  fileprivate func atMost(_ other: Self) -> Self {
    Self(self[0] < other[0] ? self[0] : other[0], self[1] < other[1] ? self[1] : other[1])
  }

  @inline(__always)
  fileprivate func isLess(than other: Self, _ yes: Double) -> Self {
    Self(self[0] < other[0] ? yes : 0, self[1] < other[1] ? yes : 0)
  }
}

extension SIMD4<Double> {
  @inline(__always)
  fileprivate func atLeast(_ other: Self) -> Self {
    Self(lowHalf: lowHalf.atLeast(other.lowHalf), highHalf: highHalf.atLeast(other.highHalf))
  }

  @inline(__always)
  fileprivate func atMost(_ other: Self) -> Self {
    Self(lowHalf: lowHalf.atMost(other.lowHalf), highHalf: highHalf.atMost(other.highHalf))
  }

  @inline(__always)
  fileprivate func isLess(than other: Self, _ yes: Double) -> Self {
    Self(
      lowHalf: lowHalf.isLess(than: other.lowHalf, yes),
      highHalf: highHalf.isLess(than: other.highHalf, yes))
  }
}

extension SIMD8<Double> {
  @inline(__always)
  func atLeast(_ other: Self) -> Self {
    Self(lowHalf: lowHalf.atLeast(other.lowHalf), highHalf: highHalf.atLeast(other.highHalf))
  }

  @inline(__always)
  func atMost(_ other: Self) -> Self {
    Self(lowHalf: lowHalf.atMost(other.lowHalf), highHalf: highHalf.atMost(other.highHalf))
  }

  /// A number where this is less than the other, else 0.
  @inline(__always)
  func isLess(than other: Self, _ yes: Double) -> Self {
    Self(
      lowHalf: lowHalf.isLess(than: other.lowHalf, yes),
      highHalf: highHalf.isLess(than: other.highHalf, yes))
  }

  @inline(__always)
  var least: Double {
    let four = lowHalf.atMost(highHalf)
    let two = four.lowHalf.atMost(four.highHalf)
    return two[0] < two[1] ? two[0] : two[1]
  }

  @inline(__always)
  var total: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
