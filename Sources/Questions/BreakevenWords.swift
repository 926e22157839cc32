extension Breakeven {
  /// A question as it is typed.
  ///
  /// - Parameters:
  ///   - key: of the number that is turned.
  ///   - between: the two values between which to look, such as `500 USD/kW` and `4000 USD/kW`; one of them may leave
  ///     the unit to the other.
  ///   - tolerance: how close to come, such as `5 USD/kW`; nothing is a thousandth of the larger value.
  ///   - probes: across the range before the bisection, the ends among them.
  public init(
    key: String, isFactor: Bool = false, between: [String], conditions: [String],
    tolerance: String? = nil, probes: Int = 5
  ) throws(QuestionError) {
    guard between.count == 2 else {
      throw .words(
        "error: expected two values between which to look, such as 2000 USD/kW and 8000 USD/kW, "
          + "found \(between.count)")
    }
    guard !conditions.isEmpty else {
      throw .words("error: expected a condition, such as “smr enters”")
    }
    guard (2...1000).contains(probes) else {
      throw .words("error: expected from 2 to 1000 probes, found \(probes)")
    }
    let (first, unit) = try Knob.parse(between[0])
    let (second, other) = try Knob.parse(between[1])
    let width = try tolerance.map { (text) throws(QuestionError) in try Knob.parse(text) }
    let common = try Knob.common([unit, other], of: "--between")
    if let width { _ = try Knob.common([common, width.unit], of: "--tolerance") }
    var own: [Condition] = []
    for text in conditions { own.append(try Condition(text)) }
    try self.init(
      knob: Knob(key: key, unit: common, isFactor: isFactor),
      between: min(first, second)...max(first, second), conditions: own, tolerance: width?.value)
    self.first = probes
  }
}
