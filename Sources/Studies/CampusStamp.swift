import Chains

/// Dates of the steps of a campus.
extension CampusReader {
  /// Date and time of a step, with its weather year where there are several: `14 Jan 18:00 (2013)`.
  public func stamp(step: Int) -> String {
    let clock = campus.clock
    let minutes = Int((Double(step % clock.cycle) * clock.step * 60).rounded())
    let text = Self.stamp(minutes: minutes, hasLeapDay: campus.hasLeapDay)
    let cycle = step / clock.cycle
    guard clock.cycles > 1, campus.weatherYears.indices.contains(cycle) else { return text }
    return "\(text) (\(campus.weatherYears[cycle]))"
  }

  /// Date and time of an hour of a common year: `14 Jan 18:00`.
  public static func stamp(_ hour: Int) -> String { stamp(minutes: hour * 60) }

  static func stamp(minutes: Int, hasLeapDay: Bool = false) -> String {
    let months = [
      ("Jan", 31), ("Feb", hasLeapDay ? 29 : 28), ("Mar", 31), ("Apr", 30), ("May", 31),
      ("Jun", 30), ("Jul", 31), ("Aug", 31), ("Sep", 30), ("Oct", 31), ("Nov", 30), ("Dec", 31),
    ]
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    var day = minutes / 1440
    for (name, length) in months {
      if day < length {
        return "\(day + 1) \(name) \(two(minutes / 60 % 24)):\(two(minutes % 60))"
      }
      day -= length
    }
    return "hour \(minutes / 60)"
  }
}

extension Campus {
  /// The share of a year for which each weather year of the clock stands; one year: `[1]`.
  public var weatherShares: [Double] {
    (0..<max(1, clock.cycles)).map { clock.weight[$0 * clock.cycle] }
  }
}
