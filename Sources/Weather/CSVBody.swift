import SwiftCSV

/// The delimited part of a CSV file below its own header lines: column names and rows of text.
package struct CSVBody {
  package let path: String
  /// Trimmed column names; a name may be empty.
  package let names: [String]
  /// 1-based line of the column names.
  package let nameLine: Int
  /// 1-based line of each row; quoted cells may span lines.
  package let lines: [Int]
  /// Index (from 0) of the first line after the rows, where they end at a blank line.
  package let end: Int
  private let cells: Cells

  private enum Cells {
    /// Cells cut from the file when they are asked for: a year of 70 columns has 600 000 of them,
    /// of which five columns are read.
    case cut(TextFile, starts: [Int], bounds: [Int32])
    case parsed([[String]])
  }

  package var rows: Range<Int> { 0..<lines.count }

  /// Splits the file from line `index` (from 0) on, to its end or to the first blank line.
  ///
  /// Text with quotation marks goes to the CSV library; text without, as all big weather files are,
  /// is cut at its commas.
  ///
  /// - Throws: ``WeatherError`` at the line of a row that has more or fewer cells than there are
  ///   names: its numbers would be read from the wrong columns.
  package init(
    _ file: TextFile, from index: Int, untilBlank: Bool = false, delimiter: UInt8 = 0x2C
  ) throws(WeatherError) {
    path = file.path
    nameLine = index + 1
    var end = file.lines.count
    if untilBlank, index < end {
      end = (index..<end).first { file.line($0).trimmed.isEmpty } ?? end
    }
    self.end = end
    guard index < end else {
      names = []
      lines = []
      cells = .parsed([])
      return
    }
    let range = file.lines[index].lowerBound..<file.lines[end - 1].upperBound
    // Places in the text are kept in 32 bits.
    guard range.upperBound < Int32.max else {
      throw WeatherError(
        .notText, path: path, expected: "a file of less than 2 GB",
        found: "\(range.upperBound) bytes")
    }
    if file.bytes[range].contains(0x22) {
      (names, lines, cells) = try Self.parse(file, index, end, delimiter)
    } else {
      (names, lines, cells) = try Self.cut(file, index, end, delimiter)
    }
  }

  private static func cut(
    _ file: TextFile, _ index: Int, _ end: Int, _ delimiter: UInt8
  ) throws(WeatherError) -> ([String], [Int], Cells) {
    let names = file.line(index).utf8.split(separator: delimiter, omittingEmptySubsequences: false)
      .map { String(Substring($0)).trimmed }
    let most = max(1, names.count)
    let least = max(1, (names.lastIndex { !$0.isEmpty } ?? 0) + 1)
    var lines: [Int] = []
    var starts: [Int] = []
    var bounds: [Int32] = []
    lines.reserveCapacity(end - index)
    for line in (index + 1)..<max(index + 1, end) {
      let range = file.lines[line]
      if range.allSatisfy({ file.bytes[$0] <= 0x20 }) { continue }
      starts.append(bounds.count)
      lines.append(line + 1)
      var position = range.lowerBound
      bounds.append(Int32(position))
      while position < range.upperBound {
        if file.bytes[position] == delimiter { bounds.append(Int32(position + 1)) }
        position += 1
      }
      bounds.append(Int32(range.upperBound + 1))
      let count = bounds.count - 1 - (starts.last ?? 0)
      if count > most {
        // Blank cells beyond the last name do no harm.
        let extra = Int(bounds[bounds.count - 1 - (count - most)])..<range.upperBound
        if extra.allSatisfy({ file.bytes[$0] == delimiter || file.bytes[$0] <= 0x20 }) { continue }
      }
      if count < least || count > most {
        throw width(file.path, line + 1, expected: least, found: count, file.line(line))
      }
    }
    starts.append(bounds.count)
    return (names, lines, .cut(file, starts: starts, bounds: bounds))
  }

  /// SwiftCSV takes about 0.2 s for 8760 rows of 35 columns in a release build.
  private static func parse(
    _ file: TextFile, _ index: Int, _ end: Int, _ delimiter: UInt8
  ) throws(WeatherError) -> ([String], [Int], Cells) {
    let parsed: CSV<Enumerated>
    do {
      let range = file.lines[index].lowerBound..<file.lines[end - 1].upperBound
      parsed = try CSV<Enumerated>(
        string: String(decoding: file.bytes[range], as: UTF8.self),
        delimiter: .character(Character(UnicodeScalar(delimiter))), loadColumns: false)
    } catch {
      throw WeatherError(
        .badValue, path: file.path, line: index + 1,
        expected: "comma separated values with matching quotation marks", found: "\(error)")
    }
    let names = parsed.header.map { $0.trimmed }
    var line = index + 2
    var rows: [[String]] = []
    var lines: [Int] = []
    rows.reserveCapacity(parsed.rows.count)
    for row in parsed.rows {
      // SwiftCSV pads short rows, so a blank line is told from a row of empty cells by the file.
      let isBlank = row.allSatisfy(\.isEmpty) && file.line(line - 1).trimmed.isEmpty
      if !isBlank {
        if row.count > names.count, row[names.count...].contains(where: { !$0.trimmed.isEmpty }) {
          throw width(
            file.path, line, expected: names.count, found: row.count, file.line(line - 1))
        }
        rows.append(row)
        lines.append(line)
      }
      line += 1
      line += row.reduce(0) { $0 + $1.count(where: \.isNewline) }
    }
    return (names, lines, .parsed(rows))
  }

  private static func width(
    _ path: String, _ line: Int, expected: Int, found: Int, _ text: String
  ) -> WeatherError {
    WeatherError(
      .badValue, path: path, line: line,
      expected: "a row of \(expected) cells like the column names",
      found: "\(found) cells: \(text)")
  }

  /// Index of the column called `name`, upper or lower case.
  package func index(of name: String) -> Int? {
    let wanted = name.trimmed.lowercased()
    return names.firstIndex { $0.lowercased() == wanted }
  }

  /// Index of the column called `name`, or an error that lists the columns and the nearest one.
  package func required(_ name: String) throws(WeatherError) -> Int {
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
  package func cell(_ row: Int, _ column: Int) -> String {
    switch cells {
    case .parsed(let rows):
      return rows[row].indices.contains(column) ? rows[row][column].trimmed : ""
    case .cut(let file, let starts, let bounds):
      let first = starts[row] + column
      guard first + 1 < starts[row + 1] else { return "" }
      let range = Int(bounds[first])..<Int(bounds[first + 1] - 1)
      return String(decoding: file.bytes[range], as: UTF8.self).trimmed
    }
  }

  /// A column as numbers times `scale` plus `shift`. Empty cells and the usual codes for “missing”
  /// become NaN, text is an error.
  func numbers(
    _ column: Int, _ quantity: Quantity, scale: Double = 1, shift: Double = 0, skipping: Int = 0
  ) throws(WeatherError) -> RawColumn {
    var values: [Double] = []
    values.reserveCapacity(rows.count)
    for row in rows.dropFirst(skipping) {
      let text = cell(row, column)
      if let value = text.decimal {
        values.append(value <= -999 ? .nan : value * scale + shift)
      } else if text.isMissing || quantity.isSpare {
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
  /// An empty cell or one of the usual words for “no value”.
  package var isMissing: Bool {
    isEmpty || ["nan", "na", "n/a", "null", "none"].contains(lowercased())
  }

  /// Levenshtein distance, ignoring case (Levenshtein 1966; two-row form).
  package func editDistance(to other: String) -> Int {
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
