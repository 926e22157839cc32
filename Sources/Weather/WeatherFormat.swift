/// The formats this version reads.
public enum WeatherFormat: Sendable, Hashable {
  /// EnergyPlus EPW: 8 header lines, 35 fields, local standard time, hour-ending stamps.
  case epw
  /// NSRDB and SAM solar CSV, all header layouts, UTC or local, hourly or finer.
  case nsrdb
  /// WIND Toolkit CSV (v2 with 10-200 m, BC-HRRR with 80/100 m).
  case windToolkit
  /// NREL TMY3 CSV (1991-2005): local standard time, hour-ending stamps 01:00 to 24:00.
  case tmy3
  /// NREL TMY2 (1961-1990): fixed columns, local standard time, hour-ending.
  case tmy2
  /// PVGIS typical years, CSV or JSON: UTC, irradiance of a moment after the stamp.
  case pvgis
  /// SAM wind resource: no stamps, local standard time.
  case srw
  /// NREL's current wind downloads (HRRR Met Toolkit, WIND Toolkit): ISO stamps.
  case nrelWind
  /// Open-Meteo archive, CSV or JSON: irradiance of the hour before the stamp.
  case openMeteo
  /// A plain CSV file whose columns the caller names.
  case plain(PlainColumns)

  /// The name shown to users.
  public var name: String {
    switch self {
    case .epw: "EnergyPlus EPW"
    case .nsrdb: "NSRDB/SAM CSV"
    case .windToolkit: "WIND Toolkit CSV"
    case .tmy3: "NREL TMY3 CSV"
    case .tmy2: "NREL TMY2"
    case .pvgis: "PVGIS typical year"
    case .srw: "SAM wind resource (SRW)"
    case .nrelWind: "NREL wind CSV"
    case .openMeteo: "Open-Meteo"
    case .plain: "plain CSV"
    }
  }
}

/// What a file is, judged by its content alone.
enum RecognisedFormat: Equatable {
  case readable(WeatherFormat)
  /// A known format that this version does not read, by name.
  case known(String)
  case unknown

  init(_ file: TextFile) {
    let first = file.line(0)
    let names = file.cells(0).map { $0.lowercased() }
    let third = Set(file.cells(2).map { $0.lowercased() })
    if first.hasPrefix("LOCATION,") {
      self = .readable(.epw)
    } else if first.drop(while: \.isWhitespace).hasPrefix("{") {
      self = Self.json(file)
    } else if names.first == "siteid" && names.contains("longitude") {
      self = .readable(.windToolkit)
    } else if names.contains("site_tz") && names.contains("data_tz") {
      // NREL's current download layout serves solar and wind data under the same two header lines.
      self = .readable(third.contains("ghi") ? .nsrdb : .nrelWind)
    } else if names.contains("utc_offset_seconds") {
      self = .readable(.openMeteo)
    } else if Self.hasSolarHeader(names) {
      self = .readable(.nsrdb)
    } else if file.line(1).hasPrefix("Date (MM/DD/YYYY)") {
      self = .readable(.tmy3)
    } else if first.hasPrefix("Latitude (decimal degrees)") || first.hasPrefix("time(UTC)") {
      self = .readable(.pvgis)
    } else if third.contains("speed") && names.count >= 8 {
      self = .readable(.srw)
    } else if Self.isTMY2(first) {
      self = .readable(.tmy2)
    } else {
      self = .unknown
    }
  }

  private static func hasSolarHeader(_ names: [String]) -> Bool {
    let hasLatitude = names.contains("latitude") || names.contains("lat")
    let hasZone = names.contains("time zone") || names.contains("timezone") || names.contains("tz")
    return hasLatitude && hasZone
  }

  private static func json(_ file: TextFile) -> RecognisedFormat {
    let head = String(decoding: file.bytes.prefix(4000), as: UTF8.self)
    if head.contains("\"utc_offset_seconds\"") { return .readable(.openMeteo) }
    guard head.contains("\"meteo_data\"") else { return .known("JSON") }
    // PVGIS answers other questions in the same shape.
    return head.contains("\"months_selected\"") || head.contains("\"tmy_hourly\"")
      ? .readable(.pvgis) : .known("PVGIS JSON that is no typical year")
  }

  /// Fixed width: a blank, a five-digit station number, no commas.
  private static func isTMY2(_ first: String) -> Bool {
    let station = first.dropFirst().prefix(5)
    return first.hasPrefix(" ") && station.count == 5 && station.allSatisfy { $0.isNumber }
      && !first.contains(",")
  }
}
