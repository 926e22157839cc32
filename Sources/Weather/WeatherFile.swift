/// What to do with absent time steps and missing-value codes.
public enum GapPolicy: Sendable, Hashable {
  /// Any gap is an error that names its line.
  case refuse
  /// Gaps up to `maxHours` are filled by straight lines between their neighbours and reported in a
  /// note with their number; longer gaps are an error.
  case interpolate(maxHours: Int)
}

/// What to do with 29 February.
public enum LeapDayPolicy: Sendable, Hashable {
  /// It is left out: every year has 8760 hours.
  case drop
  /// It stays, where the file has it: a leap year has 8784 hours.
  case keep
}

/// How to read a weather file.
public struct WeatherOptions: Sendable, Hashable {
  /// The format, or `nil` to recognise it by content (never by extension). Plain CSV is never
  /// recognised: its columns must be named.
  public var format: WeatherFormat?
  /// What to do with absent steps and missing values.
  public var gaps: GapPolicy
  /// The calendar year to take from a file of several.
  public var year: Int?
  /// What to do with 29 February.
  public var leapDay: LeapDayPolicy
  /// Local standard time of the site minus UTC [h], for files that do not say.
  public var utcOffset: Double?
  /// The site [deg], for files that do not say.
  public var latitude: Double?
  public var longitude: Double?

  public init(
    format: WeatherFormat? = nil, gaps: GapPolicy = .refuse, year: Int? = nil,
    leapDay: LeapDayPolicy = .drop, utcOffset: Double? = nil, latitude: Double? = nil,
    longitude: Double? = nil
  ) {
    self.format = format
    self.gaps = gaps
    self.year = year
    self.leapDay = leapDay
    self.utcOffset = utcOffset
    self.latitude = latitude
    self.longitude = longitude
  }
}

/// Reads weather files.
public enum WeatherFile {
  /// The formats read, for messages.
  static let readable =
    "EPW, TMY2, TMY3, NSRDB/SAM CSV, PVGIS, WIND Toolkit, NREL wind CSV, SRW, Open-Meteo and plain "
    + "columns"

  /// Reads one year of weather from a text file, which may be compressed by gzip.
  public static func read(
    _ path: String, _ options: WeatherOptions
  ) throws(WeatherError) -> WeatherYear {
    try read(TextFile(path: path), options)
  }

  /// As `read(_:_:)` from the bytes of a file; `path` only labels the errors.
  public static func read(
    bytes: [UInt8], path: String, _ options: WeatherOptions
  ) throws(WeatherError) -> WeatherYear {
    try read(TextFile(path: path, data: bytes), options)
  }

  /// Reads one year of weather.
  ///
  /// - Parameters:
  ///   - path: a text file, perhaps compressed by gzip.
  ///   - format: the format, or `nil` to recognise it by content (never by extension). Plain CSV is
  ///     never recognised: its columns must be named.
  ///   - gaps: what to do with absent steps and missing values.
  public static func read(
    _ path: String, as format: WeatherFormat? = nil, gaps: GapPolicy = .refuse
  ) throws(WeatherError) -> WeatherYear {
    try read(path, WeatherOptions(format: format, gaps: gaps))
  }

  /// Reads one year of weather from the bytes of a file; `path` only labels the errors.
  public static func read(
    bytes: [UInt8], path: String, as format: WeatherFormat? = nil, gaps: GapPolicy = .refuse
  ) throws(WeatherError) -> WeatherYear {
    try read(bytes: bytes, path: path, WeatherOptions(format: format, gaps: gaps))
  }

  static func read(
    _ file: TextFile, _ options: WeatherOptions
  ) throws(WeatherError) -> WeatherYear {
    var table = try table(file, options)
    if let offset = options.utcOffset { table.place.utcOffset = offset }
    var year = try YearBuilder.build(table, options)
    if file.wasLatin1 {
      year.notes.append(
        WeatherNote(.notUTF8, "the file is not UTF-8; its text was taken as ISO 8859-1"))
    }
    Plausibility.check(&year)
    return year
  }

  /// The rows of a file as they stand in it.
  static func table(
    _ file: TextFile, _ options: WeatherOptions = WeatherOptions()
  ) throws(WeatherError) -> RawTable {
    let site = SiteHint(
      utcOffset: options.utcOffset, latitude: options.latitude, longitude: options.longitude)
    let isJSON = file.bytes.first { $0 > 0x20 } == 0x7B
    let format: WeatherFormat
    if let known = options.format { format = known } else { format = try recognise(file) }
    switch format {
    case .epw: return try EPWReader.read(file)
    case .nsrdb: return try NSRDBReader.read(file, site)
    case .windToolkit: return try WindToolkitReader.read(file)
    case .tmy3: return try TMY3Reader.read(file)
    case .tmy2: return try TMY2Reader.read(file)
    case .pvgis: return try isJSON ? PVGISJSON.read(file, site) : PVGISReader.read(file, site)
    case .srw: return try SRWReader.read(file, site)
    case .nrelWind: return try NRELWindReader.read(file)
    case .openMeteo:
      return try isJSON ? OpenMeteoJSON.read(file, site) : OpenMeteoCSV.read(file, site)
    case .plain(let columns): return try PlainReader.read(file, columns)
    }
  }

  private static func recognise(_ file: TextFile) throws(WeatherError) -> WeatherFormat {
    switch RecognisedFormat(file) {
    case .readable(let format): return format
    case .known(let name):
      throw WeatherError(
        .unsupportedFormat, path: file.path, line: 1,
        expected: "a format that this version reads (\(readable))",
        found: "a \(name) file")
    case .unknown:
      throw WeatherError(
        .unknownFormat, path: file.path, line: 1,
        expected: "the first line of a weather file (\(readable))", found: file.line(0))
    }
  }
}
