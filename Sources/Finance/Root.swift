/// Where a continuous function changes its sign, between two points where the signs differ.
///
/// False position in the Illinois form (Dowell and Jarratt 1971, BIT 11, 168-174) with bisection
/// whenever it is slow: exact in one step for straight lines, and never worse than halving.
func root(of function: (Double) -> Double, between a: Double, and b: Double) -> Double {
  var (low, high) = (a, b)
  var (atLow, atHigh) = (function(a), function(b))
  if atLow == 0 { return a }
  if atHigh == 0 { return b }
  for step in 0..<400 {
    let width = high - low
    var middle = high - atHigh * width / (atHigh - atLow)
    if step % 4 == 3 || !(min(low, high)...max(low, high)).contains(middle) {
      middle = low + width / 2
    }
    if middle == low || middle == high { return middle }
    let value = function(middle)
    if value == 0 { return middle }
    if (value < 0) == (atHigh < 0) {
      // The same end moved: halve the other so that it moves next.
      (high, atHigh) = (middle, value)
      atLow /= 2
    } else {
      (low, atLow) = (high, atHigh)
      (high, atHigh) = (middle, value)
    }
    if abs(high - low) <= 4 * max(abs(high), abs(low)) * Double.ulpOfOne { return high }
  }
  return high
}
