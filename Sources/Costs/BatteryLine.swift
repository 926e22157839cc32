import Quantities

/// The cost of a battery by its hours, as a part for power and a part for energy.
struct BatteryLine {
  /// Per kW.
  var power: Double
  /// Per kWh.
  var energy: Double

  struct Reason: Error {
    var words: String
  }

  /// The line through all points by least squares, if every one lies within 1 % of it.
  static func through(_ points: [(hours: Double, cost: Double)]) -> Result<BatteryLine, Reason> {
    let n = Double(points.count)
    let hours = points.reduce(0) { $0 + $1.hours } / n
    let cost = points.reduce(0) { $0 + $1.cost } / n
    let spread = points.reduce(0) { $0 + ($1.hours - hours) * ($1.hours - hours) }
    guard points.count > 1, spread > 0 else {
      return .failure(Reason(words: "expected batteries of two lengths at least"))
    }
    let slope = points.reduce(0) { $0 + ($1.hours - hours) * ($1.cost - cost) } / spread
    let line = BatteryLine(power: cost - slope * hours, energy: slope)
    for point in points
    where abs(line.power + slope * point.hours - point.cost) > 0.01 * abs(point.cost) {
      return .failure(
        Reason(
          words:
            "the cost at \(format(point.hours)) h, \(format(point.cost)), is not on a line with the others"
        ))
    }
    guard line.power >= 0, line.energy >= 0 else {
      return .failure(Reason(words: "its parts for power and energy are not both positive"))
    }
    return .success(line)
  }

  /// Hours in a name such as `Utility-Scale Battery Storage - 4Hr` or `battery_4`.
  static func hours(in name: String) -> Double? {
    let digits = name.split(whereSeparator: { !$0.isNumber }).last
    return digits.flatMap { Double($0) }
  }
}
