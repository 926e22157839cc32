/// The hours of a year as a model sees them.
///
/// A clock may be a full year of 8,760 steps of one hour, half hours, or any set of weighted steps
/// (slices of a load-duration curve, representative days). Amounts that flow through hourly
/// resources are rates per hour; over a step they add up to rate x `step`, and over the year to
/// the sum of rate x `step` x `weight`.
public struct Clock: Sendable, Equatable {
  /// The number of steps.
  public var count: Int
  /// The length of a step in hours.
  public var step: Double
  /// How many times each step occurs in a year.
  public var weight: Amount.Local
  /// The steps form so many stretches of equal length that know nothing of each other, such as
  /// several weather years side by side: no ramp crosses from one to the next, and a store that is a
  /// circle in each says so by laps of `cycle` steps.
  public var cycles: Int

  public init(
    count: Int, step: Double = 1, weight: Amount.Local = .constant(1), cycles: Int = 1
  ) {
    self.count = count
    self.step = step
    self.weight = weight
    self.cycles = cycles
  }

  /// Steps of one stretch.
  @inlinable
  public var cycle: Int { max(1, count / max(1, cycles)) }

  /// A common year: 8,760 steps of one hour.
  public static let year = Clock(count: 8760)

  /// Hours of the year that a step stands for.
  @inlinable
  public func hours(at step: Int) -> Double { self.step * weight[step] }

  /// Hours of the year that all steps stand for.
  public var totalHours: Double {
    switch weight {
    case .constant(let weight): Double(count) * step * weight
    case .series(let weights): weights.reduce(0, +) * step
    }
  }

  /// The yearly total of a rate.
  public func total(_ rate: [Double]) -> Double {
    var sum = 0.0
    switch weight {
    case .constant(let weight):
      for value in rate { sum += value }
      return sum * step * weight
    case .series(let weights):
      for index in 0..<min(rate.count, weights.count) { sum += rate[index] * weights[index] }
      return sum * step
    }
  }
}
