/// Fills short runs of NaN by straight lines between the neighbours, around the end of the year.
enum GapFiller {
  /// Returns the number of filled values; `failure` makes the error for a run that is refused, at
  /// its first slot.
  static func fill(
    _ values: inout [Double], policy: GapPolicy, step: Int, failure: (Int) -> WeatherError
  ) throws(WeatherError) -> Int {
    guard let anchor = values.firstIndex(where: { !$0.isNaN }) else { return 0 }
    let n = values.count
    var limit = 0
    if case .interpolate(let maxHours) = policy {
      limit = YearBuilder.maxSteps(maxHours, step)
    }
    var filled = 0
    var i = 1
    // Walk once around the year from a valid value, so that every run has two valid neighbours.
    while i < n {
      let slot = (anchor + i) % n
      guard values[slot].isNaN else {
        i += 1
        continue
      }
      var length = 1
      while values[(slot + length) % n].isNaN { length += 1 }
      guard length <= limit else { throw failure(slot) }
      let before = values[(slot + n - 1) % n]
      let after = values[(slot + length) % n]
      for j in 0..<length {
        let weight = Double(j + 1) / Double(length + 1)
        values[(slot + j) % n] = before + (after - before) * weight
      }
      filled += length
      i += length
    }
    return filled
  }
}
