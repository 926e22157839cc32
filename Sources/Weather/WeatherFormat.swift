/// The formats this version reads.
public enum WeatherFormat: Sendable, Hashable {
  /// EnergyPlus EPW: 8 header lines, 35 fields, local standard time, hour-ending stamps.
  case epw
  /// NSRDB and SAM solar CSV, all header layouts, UTC or local, hourly or finer.
  case nsrdb
  /// WIND Toolkit CSV (v2 with 10-200 m, BC-HRRR with 80/100 m).
  case windToolkit
  /// A plain CSV file whose columns the caller names.
  case plain(PlainColumns)

  /// The name shown to users.
  public var name: String {
    switch self {
    case .epw: "EnergyPlus EPW"
    case .nsrdb: "NSRDB/SAM CSV"
    case .windToolkit: "WIND Toolkit CSV"
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
    } else if names.first == "siteid" && names.contains("longitude") {
      self = .readable(.windToolkit)
    } else if names.contains("site_tz") && names.contains("data_tz") {
      // NREL's current download layout serves solar and wind data under the same two header lines.
      if third.contains("ghi") {
        self = .readable(.nsrdb)
      } else {
        self = .known("NREL wind CSV (HRRR, current layout)")
      }
    } else if names.contains("utc_offset_seconds") {
      self = .known("Open-Meteo CSV")
    } else if Self.hasSolarHeader(names) {
      self = .readable(.nsrdb)
    } else {
      self = Self.unread(file, first: first).map { .known($0) } ?? .unknown
    }
  }

  private static func hasSolarHeader(_ names: [String]) -> Bool {
    let hasLatitude = names.contains("latitude") || names.contains("lat")
    let hasZone = names.contains("time zone") || names.contains("timezone") || names.contains("tz")
    return hasLatitude && hasZone
  }

  private static func unread(_ file: TextFile, first: String) -> String? {
    if file.line(1).hasPrefix("Date (MM/DD/YYYY)") { return "TMY3 CSV" }
    if first.hasPrefix("Latitude (decimal degrees)") || first.hasPrefix("time(UTC)") {
      return "PVGIS CSV"
    }
    if first.hasPrefix("{") {
      let head = (0..<40).map { file.line($0) }.joined()
      if head.contains("utc_offset_seconds") { return "Open-Meteo JSON" }
      return head.contains("meteo_data") ? "PVGIS JSON" : "JSON"
    }
    let third = file.line(2).lowercased()
    if third.contains("speed") && third.contains("direction") && third.contains("temperature") {
      return "SRW (SAM wind resource)"
    }
    // TMY2: fixed width, a blank, a five-digit station number, no commas; data lines of 142 bytes.
    let station = first.dropFirst().prefix(5)
    if first.hasPrefix(" "), station.count == 5, station.allSatisfy({ $0.isNumber }),
      !first.contains(",")
    {
      return "TMY2"
    }
    return nil
  }
}
