import SwiftCSV

/// The delimited part of a CSV file below its own header lines: column names and rows of text.
struct CSVBody {
  let path: String
  /// Trimmed column names; a name may be empty.
  let names: [String]
  /// 1-based line of the column names.
  let nameLine: Int
  let rows: [[String]]
  /// 1-based line of each row; quoted cells may span lines.
  let lines: [Int]

  /// Splits the file from line `index` (from 0) on.
  ///
  /// SwiftCSV takes about 0.2 s for 8760 rows of 35 columns in a release build.
  init(_ file: TextFile, from index: Int) throws(WeatherError) {
    path = file.path
    nameLine = index + 1
    let parsed: CSV<Enumerated>
    do {
      parsed = try CSV<Enumerated>(
        string: file.text(from: index), delimiter: .comma, loadColumns: false)
    } catch {
      throw WeatherError(
        .badValue, path: path, line: nameLine,
        expected: "comma separated values with matching quotation marks", found: "\(error)")
    }
    names = parsed.header.map { $0.trimmed }
    let quoted = file.bytes.contains(0x22)
    var line = nameLine + 1
    var rows: [[String]] = []
    var lines: [Int] = []
    rows.reserveCapacity(parsed.rows.count)
    for row in parsed.rows {
      // SwiftCSV pads short rows, so a blank line is told from a row of empty cells by the file.
      let isBlank = row.allSatisfy(\.isEmpty) && file.line(line - 1).trimmed.isEmpty
      if !isBlank {
        rows.append(row)
        lines.append(line)
      }
      line += 1
      guard quoted else { continue }
      line += row.reduce(0) { $0 + $1.count(where: \.isNewline) }
    }
    self.rows = rows
    self.lines = lines
  }

  /// Index of the column called `name`, upper or lower case.
  func index(of name: String) -> Int? {
    let wanted = name.trimmed.lowercased()
    return names.firstIndex { $0.lowercased() == wanted }
  }

  /// Index of the column called `name`, or an error that lists the columns and the nearest one.
  func required(_ name: String) throws(WeatherError) -> Int {
    if let index = index(of: name) { return index }
    let present = names.filter { !$0.isEmpty }
    let nearest = present.min { $0.editDistance(to: name) < $1.editDistance(to: name) }
    let hint = nearest.map { "; did you mean “\($0)”?" } ?? ""
    let shown = present.prefix(40).joined(separator: ", ")
    throw WeatherError(
      .missingColumn, path: path, line: nameLine, column: name,
      expected: "a column of that name among \(shown)\(present.count > 40 ? ", ..." : "")\(hint)",
      found: "no such column")
  }

  /// The trimmed cell, "" when the row is short.
  func cell(_ row: Int, _ column: Int) -> String {
    rows[row].indices.contains(column) ? rows[row][column].trimmed : ""
  }

  /// A column as numbers times `scale` plus `shift`. Empty cells and the usual codes for “missing”
  /// become NaN, text is an error.
  func numbers(
    _ column: Int, _ quantity: Quantity, scale: Double = 1, shift: Double = 0
  ) throws(WeatherError) -> RawColumn {
    var values: [Double] = []
    values.reserveCapacity(rows.count)
    for row in rows.indices {
      let text = cell(row, column)
      if let value = text.decimal {
        values.append(value <= -999 ? .nan : value * scale + shift)
      } else if text.isEmpty || ["nan", "na", "n/a", "null", "none"].contains(text.lowercased()) {
        values.append(.nan)
      } else {
        throw WeatherError(
          .badValue, path: path, line: lines[row], column: names[column],
          expected: quantity.meaning, found: text)
      }
    }
    return RawColumn(quantity: quantity, name: names[column], values: values)
  }
}

extension String {
  /// Levenshtein distance, ignoring case (Levenshtein 1966; two-row form).
  func editDistance(to other: String) -> Int {
    let a = Array(lowercased().prefix(64))
    let b = Array(other.lowercased().prefix(64))
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
