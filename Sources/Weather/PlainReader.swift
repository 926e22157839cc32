/// Names the columns of a plain CSV file: one line of names, then one row per step, first row at
/// 1 January 00:00 on the clock of the data, no gaps in time.
public struct PlainColumns: Sendable, Hashable {
  /// The site; a plain file cannot say where it belongs.
  public var place: Place
  /// Column of global horizontal irradiance [W/m2]. Solar output needs all three.
  public var ghi: String?
  /// Column of direct normal irradiance [W/m2].
  public var dni: String?
  /// Column of diffuse horizontal irradiance [W/m2].
  public var dhi: String?
  /// Column of air temperature [degC].
  public var temperature: String?
  /// Column of relative humidity [%].
  public var relativeHumidity: String?
  /// Column of air pressure [Pa].
  public var pressure: String?
  /// Columns of wind speed [m/s] by height above ground [m].
  public var windSpeed: [Double: String]
  /// UTC offset of the rows [h]; `nil` means local standard time of the place.
  public var dataUTCOffset: Double?
  /// The year of the data; decides the sun position and whether 8784 rows hold a 29 February.
  public var year: Int
  /// Minutes from step start to the moment of the sun position; `nil` means mid-step.
  public var sunOffsetMinutes: Double?

  public init(
    place: Place, ghi: String? = nil, dni: String? = nil, dhi: String? = nil,
    temperature: String? = nil, relativeHumidity: String? = nil, pressure: String? = nil,
    windSpeed: [Double: String] = [:],
    dataUTCOffset: Double? = nil, year: Int = 2023, sunOffsetMinutes: Double? = nil
  ) {
    self.place = place
    self.ghi = ghi
    self.dni = dni
    self.dhi = dhi
    self.temperature = temperature
    self.relativeHumidity = relativeHumidity
    self.pressure = pressure
    self.windSpeed = windSpeed
    self.dataUTCOffset = dataUTCOffset
    self.year = year
    self.sunOffsetMinutes = sunOffsetMinutes
  }
}

enum PlainReader {
  static func read(_ file: TextFile, _ names: PlainColumns) throws(WeatherError) -> RawTable {
    let body = try CSVBody(file, from: 0)
    try check(names, body)
    var columns: [RawColumn] = []
    let fixed: [(Quantity, String?)] = [
      (.ghi, names.ghi), (.dni, names.dni), (.dhi, names.dhi), (.dryBulb, names.temperature),
      (.relativeHumidity, names.relativeHumidity), (.pressure, names.pressure),
    ]
    for (quantity, name) in fixed {
      guard let name else { continue }
      columns.append(try body.numbers(try body.required(name), quantity))
    }
    for (height, name) in names.windSpeed.sorted(by: { $0.key < $1.key }) {
      columns.append(try body.numbers(try body.required(name), .windSpeed(height: height)))
    }
    let (stamps, step) = try stamps(body, year: names.year)
    return RawTable(
      path: file.path, format: "plain CSV", place: names.place,
      dataUTCOffset: names.dataUTCOffset ?? names.place.utcOffset, stepMinutes: step,
      sunOffsetMinutes: names.sunOffsetMinutes ?? Double(step) / 2, stamps: stamps,
      lines: body.lines, columns: columns)
  }

  private static func check(_ names: PlainColumns, _ body: CSVBody) throws(WeatherError) {
    func refuse(_ column: String, _ expected: String, _ found: String) -> WeatherError {
      WeatherError(
        .parameter, path: body.path, column: column, expected: expected, found: found)
    }
    let solar = [names.ghi, names.dni, names.dhi].count { $0 != nil }
    guard solar == 0 || solar == 3 else {
      throw refuse("ghi, dni, dhi", "names for all three irradiances or none", "\(solar) names")
    }
    guard solar > 0 || names.temperature != nil || !names.windSpeed.isEmpty else {
      throw refuse("columns", "at least one column name", "none")
    }
    for height in names.windSpeed.keys where !(1...500).contains(height) {
      throw refuse("windSpeed", "a height from 1 to 500 m", "\(height)")
    }
    guard (1900...2200).contains(names.year) else {
      throw refuse("year", "a year from 1900 to 2200", "\(names.year)")
    }
    for offset in [names.place.utcOffset, names.dataUTCOffset ?? 0]
    where !(-12...14).contains(offset) || (offset * 4).rounded() != offset * 4 {
      throw refuse("utcOffset", "a UTC offset from −12 to 14 h in quarter hours", "\(offset)")
    }
    guard (-90...90).contains(names.place.latitude), (-180...360).contains(names.place.longitude)
    else { throw refuse("place", "latitude and longitude in degrees", "\(names.place)") }
    guard (-60...120).contains(names.sunOffsetMinutes ?? 0) else {
      throw refuse("sunOffsetMinutes", "−60 to 120 min", "\(names.sunOffsetMinutes ?? 0)")
    }
  }

  /// The rows have no stamps to check, so their number must be exactly a year.
  private static func stamps(
    _ body: CSVBody, year: Int
  ) throws(WeatherError) -> ([Stamp], Int) {
    let count = body.rows.count
    for step in StampReader.steps {
      for days in [365, 366] where count == days * 1440 / step {
        return (Stamp.calendar(year: year, days: days, step: step), step)
      }
    }
    throw WeatherError(
      .gap, path: body.path, line: body.lines.last ?? 1,
      expected: "8760 or 8784 rows (hourly), 17520 or 17568 (half-hourly), ...",
      found: "\(count) rows")
  }
}
