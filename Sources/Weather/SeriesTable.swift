/// A CSV file with named columns of numbers, parsed once and read column by column.
///
/// The same rules as ``SeriesFile``: every cell that is asked for is a number, names are matched
/// without regard to case. Lines without quotation marks are split here, which is ten times as
/// fast as a general CSV parser and matters for files of a thousand columns.
public struct SeriesTable: Sendable {
  private let path: String
  private let body: CSVBody?
  private let bytes: [UInt8]
  private let names: [String]
  /// Index of each name in lower case; of equal names the first.
  private let places: [String: Int]
  /// Byte range of each line of numbers with its 1-based number.
  private let rows: [(range: Range<Int>, line: Int)]
  /// The start of each cell of each row, row by row; empty for files with quotation marks.
  private let starts: [Int32]

  /// Reads a file.
  public init(path: String) throws(WeatherError) {
    let file = try TextFile(path: path)
    self.path = path
    bytes = file.bytes
    guard !file.bytes.contains(0x22), let head = file.lines.first else {
      let body = try CSVBody(file, from: 0)
      self.body = body
      names = body.names
      places = Self.places(body.names)
      rows = []
      starts = []
      return
    }
    body = nil
    let names = file.cells(0)
    self.names = names
    places = Self.places(names)
    var rows: [(range: Range<Int>, line: Int)] = []
    var starts: [Int32] = []
    for (index, range) in file.lines.enumerated() where range.lowerBound != head.lowerBound {
      if file.bytes[range].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      rows.append((range, index + 1))
      var cells = 1
      starts.append(Int32(range.lowerBound))
      for place in range where file.bytes[place] == 0x2C {
        if cells < names.count { starts.append(Int32(place + 1)) }
        cells += 1
      }
      // A short row ends in empty cells, which are errors where they are asked for.
      while cells < names.count {
        starts.append(Int32(range.upperBound))
        cells += 1
      }
    }
    self.rows = rows
    self.starts = starts
  }

  private static func places(_ names: [String]) -> [String: Int] {
    Dictionary(
      names.enumerated().map { ($1.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The values of one column.
  ///
  /// - Throws: ``WeatherError`` when there is no such column, or a cell of it is not a number.
  public func values(of name: String) throws(WeatherError) -> [Double] {
    guard let column = places[name.trimmed.lowercased()] else { throw missing(name) }
    let count = body?.rows.count ?? rows.count
    guard count > 0 else {
      throw WeatherError(.gap, path: path, line: 1, expected: "rows of numbers", found: "no rows")
    }
    var values: [Double] = []
    values.reserveCapacity(count)
    for row in 0..<count {
      let text = cell(row, column)
      guard let value = text.decimal else {
        let isMissing = text.isEmpty || ["nan", "na", "n/a"].contains(text.lowercased())
        throw WeatherError(
          isMissing ? .missingValue : .badValue, path: path,
          line: body?.lines[row] ?? rows[row].line, column: names[column], expected: "a number",
          found: text.isEmpty ? "an empty cell" : text)
      }
      values.append(value)
    }
    return values
  }

  private func cell(_ row: Int, _ column: Int) -> String {
    if let body { return body.cell(row, column) }
    let start = Int(starts[row * names.count + column])
    let end = rows[row].range.upperBound
    var stop = start
    while stop < end, bytes[stop] != 0x2C { stop += 1 }
    return String(decoding: bytes[start..<stop], as: UTF8.self).trimmed
  }

  private func missing(_ name: String) -> WeatherError {
    let present = names.filter { !$0.isEmpty }
    let nearest = present.min { $0.editDistance(to: name) < $1.editDistance(to: name) }
    let hint = nearest.map { "; did you mean “\($0)”?" } ?? ""
    let shown = present.prefix(40).joined(separator: ", ")
    return WeatherError(
      .missingColumn, path: path, line: 1, column: name,
      expected: "a column of that name among \(shown)\(present.count > 40 ? ", ..." : "")\(hint)",
      found: "no such column")
  }
}
