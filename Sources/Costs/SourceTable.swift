import Foundation
import SwiftCSV

/// A table of costs as its publisher wrote it, by named columns.
struct SourceTable {
  struct Row {
    var line: Int
    var cells: [String]
  }

  /// As the user wrote it.
  var path: String
  var columns: [String]
  var rows: [Row]

  /// The name without its folder, for traces.
  var name: String { String(path.split(separator: "/").last ?? "") }

  /// Reads a CSV file, also one packed with gzip.
  static func read(_ path: String) throws(CostsError) -> SourceTable {
    guard var data = FileManager.default.contents(atPath: path) else {
      throw CostsError(path, "expected a table of costs, found no file that can be read")
    }
    if data.starts(with: [0x1F, 0x8B]) { data = try unpacked(path) }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CostsError(path, line: 1, "expected text in UTF-8")
    }
    return try parse(text, path: path)
  }

  static func parse(_ text: String, path: String) throws(CostsError) -> SourceTable {
    if let first = text.first(where: { !$0.isWhitespace }), "{[<".contains(first) {
      throw CostsError(path, line: 1, "expected CSV with commas, found what begins with “\(first)”")
    }
    let plain = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let csv: CSV<Enumerated>
    do {
      let closed = plain.hasSuffix("\n") ? plain : plain + "\n"
      csv = try CSV<Enumerated>(string: closed, delimiter: .comma, loadColumns: false)
    } catch {
      throw CostsError(path, line: 1, "expected CSV with commas: \(error)")
    }
    var rows: [Row] = []
    var line = 2
    for cells in csv.rows {
      guard cells.count == csv.header.count else {
        throw CostsError(
          path, line: line,
          "expected \(csv.header.count) cells as in the header, found \(cells.count)")
      }
      rows.append(Row(line: line, cells: cells))
      line += 1 + cells.reduce(0) { $0 + $1.filter(\.isNewline).count }
    }
    guard !rows.isEmpty else { throw CostsError(path, line: 1, "expected rows, found none") }
    return SourceTable(path: path, columns: csv.header, rows: rows)
  }

  private static func unpacked(_ path: String) throws(CostsError) -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      if process.terminationStatus == 0 { return data }
    } catch {
      throw CostsError(
        path, "cannot be unpacked (\(error.localizedDescription)); unpack it with gzip -d")
    }
    throw CostsError(path, "expected a whole gzip file")
  }

  // MARK: Cells

  func has(_ column: String) -> Bool { columns.contains(column) }

  func cell(_ row: Row, _ column: String) -> String {
    columns.firstIndex(of: column).map { row.cells[$0] } ?? ""
  }

  func error(_ row: Row, _ message: String) -> CostsError {
    CostsError(path, line: row.line, message)
  }

  /// A finite number; `nil` for an empty cell or an infinite one, which stand for “not known” and
  /// “for ever”.
  func number(_ row: Row, _ column: String) throws(CostsError) -> Double? {
    let text = cell(row, column).trimmingCharacters(in: .whitespaces)
    if text.isEmpty { return nil }
    guard let value = Double(text) else {
      throw error(row, "\(column): expected a number, found “\(text)”")
    }
    return value.isFinite ? value : nil
  }

  func year(_ row: Row, _ column: String) throws(CostsError) -> Int? {
    guard let value = try number(row, column) else { return nil }
    guard value == value.rounded(), (1950...2200).contains(value) else {
      throw error(row, "\(column): expected a year, found “\(cell(row, column))”")
    }
    return Int(value)
  }
}
