import Foundation
import Quantities
import SwiftCSV

/// Reads the file of facts and checks every row.
enum CatalogFile {
  static let header = [
    "technology", "parameter", "year", "value", "unit", "low", "high", "money_year", "source",
    "confidence", "note",
  ]

  /// The text of a shipped file: `catalog` or `work`.
  static func standardText(_ name: String = "catalog") throws(CatalogError) -> String {
    let file = name + ".csv"
    guard let url = Bundle.module.url(forResource: name, withExtension: "csv") else {
      throw .table(file: file, line: nil, "the file is missing from the installation")
    }
    do {
      return try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw .table(file: file, line: nil, "cannot be read: \(error.localizedDescription)")
    }
  }

  /// - Parameter first: the line in the file of the first row, which stands below the header.
  static func rows(_ text: String, first: Int = 2) throws(CatalogError) -> [CatalogRow] {
    let csv: CSV<Enumerated>
    do {
      // Without a line break at the end the reader drops an empty last cell.
      let closed = text.hasSuffix("\n") ? text : text + "\n"
      csv = try CSV<Enumerated>(string: closed, delimiter: .comma, loadColumns: false)
    } catch {
      throw .file(line: nil, "is not well-formed: \(error)")
    }
    guard csv.header == header else {
      throw .file(line: 1, "expected the columns \(header.joined(separator: ","))")
    }
    var rows: [CatalogRow] = []
    var line = first
    for cells in csv.rows {
      rows.append(try row(cells, line: line))
      // A quoted cell may hold line breaks.
      line += 1 + cells.reduce(0) { $0 + $1.filter(\.isNewline).count }
    }
    try checkSeries(rows)
    return rows
  }

  private static func row(_ cells: [String], line: Int) throws(CatalogError) -> CatalogRow {
    guard cells.count == header.count else {
      throw .file(line: line, "expected \(header.count) cells, found \(cells.count)")
    }
    let (technology, parameter, source) = (cells[0], cells[1], cells[8])
    guard Technology.all.contains(where: { $0.name == technology }) else {
      throw .file(line: line, "unknown technology “\(technology)”")
    }
    guard let expected = Parameters.units[parameter] else {
      throw .file(line: line, "unknown parameter “\(parameter)”")
    }
    guard let value = try number(cells[3], "value", line) else {
      throw .file(line: line, "the value is missing")
    }
    let unit = try unit(cells[4], line)
    let quantity = Quantity(value, unit)
    do throws(QuantityError) {
      _ = try quantity.value(in: expected, expecting: parameter)
    } catch {
      throw .file(line: line, error.description)
    }
    let low = try number(cells[5], "low", line)
    let high = try number(cells[6], "high", line)
    guard (low ?? value) <= value, value <= (high ?? value) else {
      throw .file(line: line, "the value \(value) is not between low and high")
    }
    let moneyYear = try year(cells[7], "money_year", line)
    guard (moneyYear == nil) == unit.dimension.currencies.isEmpty else {
      throw .file(line: line, "money needs a year of money, and nothing else has one")
    }
    guard !source.isEmpty else { throw .file(line: line, "the source is missing") }
    guard let confidence = Confidence(rawValue: cells[9]) else {
      throw .file(line: line, "confidence must be high, medium or low, found “\(cells[9])”")
    }
    return CatalogRow(
      technology: technology, parameter: parameter, year: try year(cells[2], "year", line),
      value: quantity, low: low, high: high, moneyYear: moneyYear, source: source,
      confidence: confidence, note: cells[10], line: line)
  }

  private static func number(
    _ text: String, _ column: String, _ line: Int
  ) throws(CatalogError) -> Double? {
    if text.isEmpty { return nil }
    guard let value = Double(text), value.isFinite else {
      throw .file(line: line, "expected a number in column \(column), found “\(text)”")
    }
    return value
  }

  private static func year(
    _ text: String, _ column: String, _ line: Int
  ) throws(CatalogError) -> Int? {
    if text.isEmpty { return nil }
    guard let year = Int(text), (1900...2200).contains(year) else {
      throw .file(line: line, "expected a year in column \(column), found “\(text)”")
    }
    return year
  }

  private static func unit(_ text: String, _ line: Int) throws(CatalogError) -> Quantities.Unit {
    do throws(QuantityError) {
      return try Quantities.Unit.parse(text)
    } catch {
      throw .file(line: line, error.description)
    }
  }

  /// The rows of one number: ascending years, none twice, one unit and one year of money.
  private static func checkSeries(_ rows: [CatalogRow]) throws(CatalogError) {
    var last: [String: CatalogRow] = [:]
    for row in rows {
      let key = row.technology + "/" + row.parameter
      defer { last[key] = row }
      guard let before = last[key] else { continue }
      guard let a = before.year, let b = row.year, a < b else {
        throw .file(line: row.line, "the years of “\(row.parameter)” must rise without repeats")
      }
      guard before.value.unit == row.value.unit, before.moneyYear == row.moneyYear else {
        throw .file(line: row.line, "“\(row.parameter)” changes its unit or its year of money")
      }
    }
  }
}
