import Foundation
import Quantities

/// A row of the catalog for programs; the fields are the columns of the file, and its line.
public struct CatalogRecord: Hashable, Sendable, Codable {
  /// The technology, fuel or topic.
  public let technology: String
  /// What the number is.
  public let parameter: String
  /// The year of commissioning; absent where it holds for all.
  public let year: Int?
  /// The number.
  public let value: Double
  /// Its unit; empty for a plain number.
  public let unit: String
  /// The lower end of the range.
  public let low: Double?
  /// The upper end of the range.
  public let high: Double?
  /// The year of the money.
  public let moneyYear: Int?
  /// Where the number is from.
  public let source: String
  /// How far it can be relied on.
  public let confidence: Confidence
  /// What a user should know before using it.
  public let note: String
  /// The line in `catalog.csv`.
  public let line: Int

  /// The record of a row.
  public init(_ row: CatalogRow) {
    technology = row.technology
    parameter = row.parameter
    year = row.year
    value = row.value.amount
    unit = row.value.unit.text
    low = row.low
    high = row.high
    moneyYear = row.moneyYear
    source = row.source
    confidence = row.confidence
    note = row.note
    line = row.line
  }
}

extension Catalog {
  /// One JSON document: the records of one technology, or of all; for `work`, a kind of work or a
  /// model, its operating points.
  public func json(_ name: String? = nil) throws(CatalogError) -> String {
    if let name, isWork(name) { return try workJSON(name) }
    var chosen = rows
    if let name {
      let technology = try technologyOrWork(name).name
      chosen = rows.filter { $0.technology == technology }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(chosen.map(CatalogRecord.init)), as: UTF8.self)
    } catch {
      throw .file(line: nil, "cannot be written as JSON: \(error)")
    }
  }
}
