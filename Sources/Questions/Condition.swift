import Chains
import Foundation
import Planning
import Quantities
public import Studies

/// A statement about a planned study that is true or false: `smr enters`, `capacity of smr >= 500 MW`,
/// `share of smr >= 50 %`, `energy of smr >= energy of grid`, `value >= 0`.
public struct Condition: Sendable, Equatable {
  enum Side: Sendable, Equatable {
    case measure(Measure)
    /// A number as it is written.
    case number(String)
  }

  enum Kind: Sendable, Equatable {
    /// Something is built, or done, at all.
    case enters(String)
    case compares(Measure, Relation, Side)
  }

  enum Relation: String, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    /// The point where two numbers are the same: where their difference changes its sign.
    case equals = "="
  }

  let kind: Kind
  public let text: String

  /// What is not more than this share of the largest capacity counts as not there: plans of the decomposed
  /// engine are known to a gap.
  static let presence = 1e-3

  public init(_ written: String) throws(QuestionError) {
    text = written.split(separator: " ").joined(separator: " ")
    for relation in Relation.allCases {
      guard let range = text.range(of: " \(relation.rawValue) ") else { continue }
      let measure = try Measure(String(text[..<range.lowerBound]))
      let right = String(text[range.upperBound...])
      if let first = right.first, first.isNumber || "+-.−".contains(first) {
        kind = .compares(measure, relation, .number(right))
      } else {
        kind = .compares(measure, relation, .measure(try Measure(right)))
      }
      return
    }
    guard text.hasSuffix(" enters"), text.count > 7 else {
      throw .words(
        "error: expected a condition such as “smr enters”, “capacity of smr >= 500 MW”, "
          + "“share of smr >= 50 %” or “energy of smr >= energy of grid”, found “\(written)”")
    }
    kind = .enters(String(text.dropLast(7)))
  }

  /// What is watched: the left side minus the right side, and how it must stand to zero.
  public struct Reading: Sendable, Equatable, Codable {
    /// The watched number.
    public var left: Double
    /// What it is held against.
    public var right: Double
    public var holds: Bool
  }

  /// The unit of both sides.
  public func unit(in study: Study) -> String { watched(study).unit(in: study) }

  /// The name of what is watched.
  public func name(in study: Study) -> String { watched(study).text }

  func watched(_ study: Study) -> Measure {
    switch kind {
    case .compares(let measure, _, _): return measure
    case .enters(let name):
      var measure = Measure.capacity(of: name)
      if study.campuses.isEmpty, study.chain.process(name) != nil { measure = .activity(of: name) }
      return measure
    }
  }

  public func reading(of outcome: Outcome) throws(QuestionError) -> Reading {
    let left = try watched(outcome.study).amount(of: outcome)
    switch kind {
    case .enters:
      let least = Self.presence * size(outcome)
      return Reading(left: left, right: 0, holds: left > least)
    case .compares(let measure, let relation, let side):
      let right: Double
      switch side {
      case .measure(let other):
        try compare(measure, other, outcome.study)
        right = try other.amount(of: outcome)
      case .number(let written):
        right = try number(written, measure.unit(in: outcome.study), outcome.study)
      }
      let holds =
        switch relation {
        case .atLeast, .equals: left >= right
        case .above: left > right
        case .atMost: left <= right
        case .below: left < right
        }
      return Reading(left: left, right: right, holds: holds)
    }
  }

  /// Two measures are compared in one unit.
  func compare(_ measure: Measure, _ other: Measure, _ study: Study) throws(QuestionError) {
    let (own, unit) = (measure.unit(in: study), other.unit(in: study))
    guard own == unit else {
      throw .words(
        "error: “\(text)” compares “\(measure.text)” in \(own.isEmpty ? "plain numbers" : own) with "
          + "“\(other.text)” in \(unit.isEmpty ? "plain numbers" : unit)")
    }
  }

  /// The largest capacity of the plan, or its largest activity.
  private func size(_ outcome: Outcome) -> Double {
    if outcome.isCampus {
      return outcome.capacities.filter { $0.unit == "MW" }.map(\.amount).max() ?? 0
    }
    return outcome.plan.activities.map { abs($0.amount) }.max() ?? 0
  }

  /// A number in the unit of the measure.
  func number(_ written: String, _ unit: String, _ study: Study) throws(QuestionError)
    -> Double
  {
    if let plain = Double(written), plain.isFinite {
      // The units of a raw chain are words for people; its numbers may stand alone.
      if unit.isEmpty || plain == 0 || study.campuses.isEmpty { return plain }
      if unit == "%" { return 100 * plain }
    }
    do throws(QuantityError) {
      let quantity = try Quantity.parse(written)
      if unit == "%" { return 100 * (try quantity.value(in: .one)) }
      guard !unit.isEmpty else { return try quantity.value(in: .one) }
      return try quantity.value(in: try Unit.parse(unit))
    } catch {
      let what = unit.isEmpty ? "a plain number" : "a number in \(unit)"
      throw .words("error: “\(text)”: expected \(what): \(error)")
    }
  }
}

extension Measure {
  static func capacity(of name: String) -> Measure {
    Measure(kind: .capacity(name), text: "capacity of \(name)")
  }

  static func activity(of name: String) -> Measure {
    Measure(kind: .activity(name), text: "activity of \(name)")
  }

  private init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }
}
