/// A number that is the same in every time step, or one number a step.
public enum DispatchSeries: Sendable, Equatable {
  case constant(Double)
  case hourly([Double])

  @inlinable
  public subscript(hour: Int) -> Double {
    switch self {
    case .constant(let value): value
    case .hourly(let values): values[hour]
    }
  }

  /// The value, where it is the same in every step.
  @inlinable
  public var constant: Double? {
    if case .constant(let value) = self { value } else { nil }
  }

  /// The number of values of a series, `nil` for a constant.
  @inlinable
  public var count: Int? {
    if case .hourly(let values) = self { values.count } else { nil }
  }
}
