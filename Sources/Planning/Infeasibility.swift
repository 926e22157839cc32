import Chains
import Optimization

/// Why a chain has no plan: rules that cannot all hold, and by how much they would have to give.
public struct Infeasibility: Sendable, Equatable {
  /// One rule that gives way.
  public struct Relaxation: Sendable, Equatable {
    public enum Rule: String, Sendable, Codable {
      /// More of a resource would have to be there.
      case endowment
      /// Less of an exact resource would have to be there: it cannot be thrown away.
      case disposal
      case limit
      case floor
      case leastUse
      case ramp
      /// More stock would have to be allowed.
      case stockLimit
      /// Less stock would have to be allowed.
      case stockFloor
    }

    public var rule: Rule
    /// The resource or process.
    public var name: String
    public var unit: String
    public var node: String
    /// By how much in all (with hours: units of rate times hours of the year).
    public var amount: Double
    /// In how many hours, for things with hours.
    public var hours: Int?
    /// The hour in which most is missing, and how much, for things with hours.
    public var worstHour: Int?
    public var worstAmount: Double?
  }

  public var relaxations: [Relaxation]
  /// No smaller set of rules would do: leaving out any one of these, the others do not suffice.
  public var isIrreducible: Bool
}

extension Infeasibility.Relaxation: CustomStringConvertible {
  public var description: String {
    let much = short(amount) + (unit.isEmpty ? "" : " \(unit)")
    var text: String
    switch rule {
    case .endowment: text = "“\(name)” at \(node) is short of \(much)"
    case .disposal: text = "“\(name)” at \(node) has \(much) too much and may not be thrown away"
    case .limit: text = "the limit of “\(name)” at \(node) is too low by \(much)"
    case .floor: text = "the floor of “\(name)” at \(node) is too high by \(much)"
    case .leastUse: text = "the least use of “\(name)” at \(node) is too high by \(much)"
    case .stockLimit: text = "the limit of the stock of “\(name)” at \(node) is too low by \(much)"
    case .stockFloor: text = "the floor of the stock of “\(name)” at \(node) is too high by \(much)"
    case .ramp: text = "the ramp limit of “\(name)” at \(node) is too tight by \(much)"
    }
    if let hours, let worstHour, let worstAmount {
      text += " over \(hours) \(hours == 1 ? "hour" : "hours"), most in hour \(worstHour)"
      text += " (\(short(worstAmount)))"
    }
    return text
  }
}

extension Infeasibility: CustomStringConvertible {
  public var description: String {
    let lines = relaxations.map { "  - \($0)" }
    let head =
      relaxations.count == 1
      ? "no plan exists; one thing would have to give:"
      : "no plan exists; \(relaxations.count) things would have to give together:"
    return ([head] + lines).joined(separator: "\n")
  }
}

extension PlanningError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalid(let problems): problems.map(\.description).joined(separator: "\n")
    case .infeasible(let infeasibility): infeasibility.description
    case .unbounded(let names):
      "the value has no upper end: \(names.map { "“\($0)”" }.joined(separator: ", ")) could grow "
        + "together without limit and gain all the while; give one of them a limit or its full cost"
    case .stopped: "stopped before there was a plan"
    case .failed(let word): "the solver returned no usable plan: \(word)"
    case .solver(let error): error.description
    }
  }
}

/// Four significant digits without trailing zeros, for sentences.
func short(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return "\(value == 0 ? 0 : value)" }
  var scale = 1.0
  while abs(value) * scale < 1000 { scale *= 10 }
  while abs(value) * scale >= 10_000 { scale /= 10 }
  let rounded = (value * scale).rounded() / scale
  return rounded == rounded.rounded() && abs(rounded) < 1e15
    ? "\(Int64(rounded))" : "\(rounded)"
}
