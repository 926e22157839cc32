/// One column of numbers with the place it came from.
public struct NumberSeries: Sendable, Hashable {
  /// The column's name; `nil` for a file without names.
  public var name: String?
  /// The values in file order.
  public var values: [Double]
  /// 1-based line of the first value.
  public var firstLine: Int
  /// The number of rows.
  public var rowCount: Int { values.count }
}

/// Reads a ready-made series (load, price, capacity factor) from a CSV file.
public enum SeriesFile {
  /// The values of `column`, every cell a number.
  ///
  /// With `column == nil` the file must have exactly one column, with or without a name on its
  /// first line. Column names are matched without regard to case. Empty cells, “NaN” and text are
  /// errors that name their line.
  public static func read(_ path: String, column: String?) throws(WeatherError) -> [Double] {
    try series(path, column: column).values
  }

  /// As `read(_:column:)`, with the column's name and the first line.
  public static func series(_ path: String, column: String?) throws(WeatherError) -> NumberSeries {
    try series(TextFile(path: path), column: column)
  }

  /// As `series(_:column:)` from the bytes of a file; `path` only labels the errors.
  public static func series(
    bytes: [UInt8], path: String, column: String?
  ) throws(WeatherError) -> NumberSeries {
    try series(TextFile(path: path, data: bytes), column: column)
  }

  /// A column over time: with stamps if the file has a column of them, otherwise in file order.
  public enum Content: Sendable, Hashable {
    /// The file has no stamps: one value after another from 1 January 00:00.
    case plain(NumberSeries)
    case timed(TimedSeries)
  }

  /// Reads a column and, where the file has them, its stamps.
  ///
  /// - Parameter local: local standard time of the site minus UTC [h], for stamps without a zone.
  public static func content(
    _ path: String, _ options: SeriesOptions, local: Double
  ) throws(WeatherError) -> Content {
    try content(TextFile(path: path), options, local: local)
  }

  /// As `content(_:_:local:)` from the bytes of a file; `path` only labels the errors.
  public static func content(
    bytes: [UInt8], path: String, _ options: SeriesOptions, local: Double
  ) throws(WeatherError) -> Content {
    try content(TextFile(path: path, data: bytes), options, local: local)
  }

  static func content(
    _ file: TextFile, _ options: SeriesOptions, local: Double
  ) throws(WeatherError) -> Content {
    let body = try CSVBody(file, from: 0, delimiter: delimiter(file))
    guard let time = try StampedColumn.timeColumns(body, options) else {
      if options.zone != nil || options.endsStep != nil || !options.only.isEmpty {
        throw WeatherError(
          .missingColumn, path: file.path, line: 1,
          expected: "a column of stamps such as \(CivilTime.examples)",
          found: "none among \(body.names.joined(separator: ", "))")
      }
      return .plain(try series(file, column: options.column))
    }
    let column: Int
    if let name = options.column {
      column = try body.required(name)
    } else {
      let others = body.names.indices.filter {
        !time.contains($0) && !body.names[$0].isEmpty && options.only[body.names[$0]] == nil
      }
      guard others.count == 1 else {
        throw WeatherError(
          .missingColumn, path: body.path, line: body.nameLine,
          expected: "the name of one of the columns "
            + others.map { body.names[$0] }.joined(separator: ", "), found: "no name")
      }
      column = others[0]
    }
    var stamped = try StampedColumn(body, time: time, column: column, options, local: local)
    return .timed(try stamped.read())
  }

  /// Semicolons separate where the first line has them and no commas, as in countries that write
  /// decimals with a comma.
  private static func delimiter(_ file: TextFile) -> UInt8 {
    let first = file.line(0).utf8
    return first.contains(0x3B) && !first.contains(0x2C) ? 0x3B : 0x2C
  }

  static func series(_ file: TextFile, column: String?) throws(WeatherError) -> NumberSeries {
    let body = try CSVBody(file, from: 0, delimiter: delimiter(file))
    guard let column else { return try single(body) }
    let index = try body.required(column)
    var values: [Double] = []
    values.reserveCapacity(body.rows.count)
    for row in body.rows.indices {
      values.append(
        try number(body.cell(row, index), body, line: body.lines[row], name: body.names[index]))
    }
    guard let first = body.lines.first else { throw noRows(body) }
    return NumberSeries(name: body.names[index], values: values, firstLine: first)
  }

  private static func single(_ body: CSVBody) throws(WeatherError) -> NumberSeries {
    guard body.names.count == 1 else {
      throw WeatherError(
        .missingColumn, path: body.path, line: body.nameLine,
        expected: "the name of one of the columns \(body.names.joined(separator: ", "))",
        found: "no name")
    }
    // A first line that is itself a number is data: the file has no header.
    var values: [Double] = []
    let head = body.names[0].decimal
    if let head { values.append(head) }
    for row in body.rows.indices {
      values.append(try number(body.cell(row, 0), body, line: body.lines[row], name: nil))
    }
    guard !values.isEmpty else { throw noRows(body) }
    return NumberSeries(
      name: head == nil ? body.names[0] : nil, values: values,
      firstLine: head == nil ? body.lines.first ?? 1 : body.nameLine)
  }

  private static func number(
    _ text: String, _ body: CSVBody, line: Int, name: String?
  ) throws(WeatherError) -> Double {
    if let value = text.decimal { return value }
    let missing = text.isMissing
    throw WeatherError(
      missing ? .missingValue : .badValue, path: body.path, line: line, column: name,
      expected: "a number", found: text.isEmpty ? "an empty cell" : text)
  }

  private static func noRows(_ body: CSVBody) -> WeatherError {
    WeatherError(
      .gap, path: body.path, line: body.nameLine, expected: "rows of numbers", found: "no rows")
  }
}
