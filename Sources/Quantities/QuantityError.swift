/// Why a text is not the quantity that was expected. It carries what the user wrote.
public struct QuantityError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public enum Reason: Hashable, Sendable {
    /// Nothing was written.
    case empty
    /// The text does not start with a number, or the number is not a usable one.
    case number(String)
    /// A unit that is not known, and the nearest one that is.
    case unknownUnit(String, nearest: String?)
    /// A spelling with more than one meaning, and what to write instead.
    case ambiguous(String)
    /// The text cannot be read on from here.
    case syntax(String)
    /// The quantity measures something else.
    case dimension(String)
  }

  /// The text that was read.
  public let text: String
  /// Where in the text the trouble starts, in characters from 0; nil when it is the whole.
  public let offset: Int?
  /// What went wrong.
  public let reason: Reason

  /// Makes an error about a text.
  public init(text: String, offset: Int? = nil, reason: Reason) {
    self.text = text
    self.offset = offset
    self.reason = reason
  }

  /// One sentence without a full stop; the column is counted from 1.
  public var description: String {
    let place = offset.map { " (in “\(text)”, column \($0 + 1))" } ?? ""
    switch reason {
    case .empty:
      return "expected a quantity such as “100 MW”, found nothing"
    case .number(let what), .ambiguous(let what), .syntax(let what):
      return what + place
    case .unknownUnit(let name, let nearest?):
      return "unknown unit “\(name)”; did you mean “\(nearest)”?\(place)"
    case .unknownUnit(let name, nil):
      return "unknown unit “\(name)”\(place)"
    case .dimension(let what):
      return what
    }
  }
}
