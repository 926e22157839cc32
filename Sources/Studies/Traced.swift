import Catalog
import Quantities
import Yams

/// A number of a study with the place it comes from: a line of the study or a row of the catalog.
public struct Traced: Sendable, Equatable, Codable {
  public enum Origin: Sendable, Equatable, Codable {
    /// A line of the study file; 0 for what an edit has set.
    case study(line: Int)
    /// A row of the catalog, with its source.
    case catalog(row: Int, source: String, confidence: String)
    /// A line of the file that the study's `costs` names, with its source.
    case costs(file: String, line: Int, source: String)
    /// Computed or assumed by the program, in words.
    case program(String)
  }

  public var value: Double
  /// The unit of `value`.
  public var unit: String
  public var origin: Origin

  public init(_ value: Double, _ unit: String, _ origin: Origin) {
    self.value = value
    self.unit = unit
    self.origin = origin
  }
}

extension Traced.Origin: CustomStringConvertible {
  public var description: String {
    switch self {
    case .study(let line): line > 0 ? "study line \(line)" : "set for this question"
    case .catalog(let row, let source, let confidence):
      "catalog row \(row) (\(confidence) confidence): \(source)"
    case .costs(let file, let line, let source): "\(file) line \(line), from \(source)"
    case .program(let words): words
    }
  }
}

/// One number that went into a plan, for the list of inputs.
public struct Input: Sendable, Equatable, Codable {
  /// Such as `solar, overnight cost, 2030`.
  public var name: String
  public var number: Traced
}

extension Field {
  /// A quantity with a unit of the right dimension, in that unit.
  func quantity(in unit: Unit, _ what: String, atLeast least: Double? = nil) -> Double? {
    guard let text = text("\(what) in \(unit.text)") else { return nil }
    if Self.hasLeadingZero(text) {
      expected("\(what) without a leading zero, which some programs read as octal")
      return nil
    }
    do throws(QuantityError) {
      let quantity = try Quantity.parse(text)
      guard
        let value = inStudyMoney(
          try quantity.value(in: unit, expecting: what), from: quantity.moneyYear
        ).map({ $0 * reading.factor(at: path) })
      else { return nil }
      guard bounded(value) != nil else { return nil }
      if let least, value < least {
        error("expected \(what) of at least \(format(least)) \(unit.text), found “\(text)”")
        return nil
      }
      return value
    } catch {
      // The sentence of the quantity already says what was expected and what was found.
      self.error("\(error)")
      return nil
    }
  }

  /// `USD2022` in a unit means money of that year; it is carried to the study's by the price index.
  func inStudyMoney(_ value: Double, from year: Int?) -> Double? {
    guard let year, let target = reading.moneyYear, year != target else { return value }
    do throws(CatalogError) {
      return try Catalog.priceIndex.inflate(value, from: year, to: target)
    } catch {
      self.error("\(error)")
      return nil
    }
  }

  /// A plain share: `0.95`, `95 %`.
  func share(_ what: String, upTo most: Double = 1) -> Double? {
    guard let value = quantity(in: .one, what) else { return nil }
    guard (0...most).contains(value) else {
      expected("\(what) from 0 to \(format(100 * most)) %")
      return nil
    }
    return value
  }

  func traced(in unit: Unit, _ what: String, atLeast least: Double? = nil) -> Traced? {
    quantity(in: unit, what, atLeast: least).map {
      Traced($0, unit.text, .study(line: line ?? 0))
    }
  }
}
