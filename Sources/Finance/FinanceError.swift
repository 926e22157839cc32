/// Why a project has no price or no schedule.
public enum FinanceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A number is outside of what it can be.
  case outOfRange(String, found: Double, expected: String)
  /// A list has the wrong length.
  case length(String, found: Int, expected: Int)
  /// Nothing is sold, so no price can pay for it.
  case nothingSold
  /// No price up to 10^12 per unit gives the owners their return.
  case noPrice

  public var description: String {
    switch self {
    case .outOfRange(let what, let found, let expected):
      "\(what): expected \(expected), found \(found)"
    case .length(let what, let found, let expected):
      "\(what): expected \(expected) years, found \(found)"
    case .nothingSold: "nothing is sold in any year, so no price pays for the project"
    case .noPrice: "no price gives the owners their return"
    }
  }
}
