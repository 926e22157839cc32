import Foundation
import Quantities

/// A number of a study that a question turns: its key, and the unit in which it is written.
public struct Knob: Sendable, Equatable, Codable {
  public var key: String
  /// Empty for plain numbers.
  public var unit: String
  /// The values are factors on the number that is there.
  public var isFactor = false

  public init(key: String, unit: String, isFactor: Bool = false) {
    self.key = key
    self.unit = unit
    self.isFactor = isFactor
  }

  /// The changes that set the number.
  public func words(_ value: Double) -> ChangeWords {
    var words = ChangeWords()
    if isFactor {
      words.scales = ["\(key)=\(value)"]
    } else {
      words.sets = ["\(key)=\(text(value))"]
    }
    return words
  }

  /// The value as it would be written.
  public func text(_ value: Double) -> String { unit.isEmpty ? "\(value)" : "\(value) \(unit)" }

  /// A number with its unit: `3000 USD/kW` is 3000 and `USD/kW`.
  ///
  /// - Throws: a sentence when there is no number.
  public static func parse(_ text: String) throws(QuestionError) -> (value: Double, unit: String) {
    let text = text.split(separator: " ").joined(separator: " ")
    var digits = text.prefix { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
    while !digits.isEmpty {
      if let value = Double(digits), value.isFinite {
        let unit = text.dropFirst(digits.count)
        return (value, unit.hasPrefix(" ") ? String(unit.dropFirst()) : String(unit))
      }
      digits = digits.dropLast()
    }
    throw .words("error: expected a number such as 3000 USD/kW, found “\(text)”")
  }

  /// The unit of several values: the one that is written; the first may leave it to the others.
  static func common(_ units: [String], of key: String) throws(QuestionError) -> String {
    let written = units.filter { !$0.isEmpty }
    guard let unit = written.last else { return "" }
    // `1 year` and `5 years` are of one unit.
    if let other = written.first(where: { !isSame($0, unit) }) {
      throw .words("error: “\(key)”: expected one unit, found \(other) and \(unit)")
    }
    return unit
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    if one == other { return true }
    guard let first = try? Unit.parse(one), let second = try? Unit.parse(other) else {
      return false
    }
    return first.named("") == second.named("")
  }
}
