/// What to do with absent time steps and missing-value codes.
public enum GapPolicy: Sendable, Hashable {
  /// Any gap is an error that names its line.
  case refuse
  /// Gaps up to `maxHours` are filled by straight lines between their neighbours and reported in a
  /// note with their number; longer gaps are an error.
  case interpolate(maxHours: Int)
}

/// Reads weather files.
public enum WeatherFile {
  /// The formats read, for messages.
  static let readable = "EPW, NSRDB/SAM CSV, WIND Toolkit CSV and plain columns"

  /// Reads one year of weather.
  ///
  /// - Parameters:
  ///   - path: a plain text file; compressed files are refused.
  ///   - format: the format, or `nil` to recognise it by content (never by extension). Plain CSV is
  ///     never recognised: its columns must be named.
  ///   - gaps: what to do with absent steps and missing values.
  public static func read(
    _ path: String, as format: WeatherFormat? = nil, gaps: GapPolicy = .refuse
  ) throws(WeatherError) -> WeatherYear {
    try read(TextFile(path: path), as: format, gaps: gaps)
  }

  /// Reads one year of weather from the bytes of a file; `path` only labels the errors.
  public static func read(
    bytes: [UInt8], path: String, as format: WeatherFormat? = nil, gaps: GapPolicy = .refuse
  ) throws(WeatherError) -> WeatherYear {
    try read(TextFile(path: path, data: bytes), as: format, gaps: gaps)
  }

  static func read(
    _ file: TextFile, as format: WeatherFormat?, gaps: GapPolicy
  ) throws(WeatherError) -> WeatherYear {
    let chosen: WeatherFormat
    if let format { chosen = format } else { chosen = try recognise(file) }
    let table: RawTable
    switch chosen {
    case .epw: table = try EPWReader.read(file)
    case .nsrdb: table = try NSRDBReader.read(file)
    case .windToolkit: table = try WindToolkitReader.read(file)
    case .plain(let columns): table = try PlainReader.read(file, columns)
    }
    var year = try YearBuilder.build(table, gaps: gaps)
    if file.wasLatin1 {
      year.notes.append(
        WeatherNote(.notUTF8, "the file is not UTF-8; its text was taken as ISO 8859-1"))
    }
    Plausibility.check(&year)
    return year
  }

  private static func recognise(_ file: TextFile) throws(WeatherError) -> WeatherFormat {
    switch RecognisedFormat(file) {
    case .readable(let format): return format
    case .known(let name):
      throw WeatherError(
        .unsupportedFormat, path: file.path, line: 1,
        expected: "a format that this version reads (\(readable))",
        found: "\(name.withArticle) file")
    case .unknown:
      throw WeatherError(
        .unknownFormat, path: file.path, line: 1,
        expected: "the first line of a weather file (\(readable))", found: file.line(0))
    }
  }
}

extension String {
  /// “a TMY3 CSV”, “an SRW”.
  fileprivate var withArticle: String {
    let vowelSound = hasPrefix("O") || hasPrefix("SRW") || hasPrefix("NREL")
    return (vowelSound ? "an " : "a ") + self
  }
}
