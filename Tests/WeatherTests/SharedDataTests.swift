import Foundation
import Testing

@testable import Weather

/// One row of the quality table that comes with the shared files.
struct QualityRow: Sendable, CustomTestStringConvertible {
  var file: String
  var ghi, dni, dhi: Double?
  var temperature: Double?
  /// Mean speed by height.
  var wind: [Double: Double]
  /// Best shift against the stamps as written [min].
  var shift: Int?
  var testDescription: String { file }

  /// One file per format and header layout; all 46 files with GIGAWATT_SLOW=1.
  static let chosen: [QualityRow] = {
    let rows = load()
    if ProcessInfo.processInfo.environment["GIGAWATT_SLOW"] != nil { return rows }
    let marks = [
      "AZ_Phoenix-Sky.Harbor.Intl", "TX_Amarillo", "GA_Atlanta", "pvgis/", "-27.36", "3.257",
      "34.865", "30.6617_-101.7096_psmv3", "478473", "psm3", "BC_HRRR", "47.5233_-92.5366_2013",
      "39.22629",
    ]
    return rows.filter { row in marks.contains { row.file.contains($0) } }
  }()

  private static func load() -> [QualityRow] {
    let url = Shared.weather.appending(path: "QC_weather.csv")
    guard let data = try? Data(contentsOf: url),
      let file = try? TextFile(path: "QC", data: [UInt8](data)),
      let body = try? CSVBody(file, from: 0)
    else { return [] }
    let folders = ["epw_tmy3/", "epw_tmyx/", "nsrdb_csv/", "wind_toolkit/"]
    return body.rows.indices.compactMap { row in
      func text(_ name: String) -> String { body.index(of: name).map { body.cell(row, $0) } ?? "" }
      let name = text("file")
      guard folders.contains(where: name.hasPrefix) || name.hasSuffix(".epw.gz") else { return nil }
      return QualityRow(
        file: name, ghi: text("GHI").decimal, dni: text("DNI").decimal, dhi: text("DHI").decimal,
        temperature: text("T").decimal, wind: winds(text("wind")),
        shift: text("shift").decimal.map { Int($0) })
    }
  }

  /// `10m 2.76` or `{'wind speed at 10m (m/s)': np.float64(3.85), ...}`.
  private static func winds(_ text: String) -> [Double: Double] {
    var winds: [Double: Double] = [:]
    if text.hasPrefix("10m "), let speed = text.dropFirst(4).decimal { winds[10] = speed }
    for part in text.split(separator: ",") where part.contains("np.float64(") {
      let height = part.split(separator: " at ").last?.prefix { $0.isNumber } ?? ""
      let speed =
        part.split(separator: "np.float64(").last?.prefix { $0.isNumber || $0 == "." } ?? ""
      if let height = Double(height), let speed = Double(speed) { winds[height] = speed }
    }
    return winds
  }
}

@Suite("shared files", .tags(.sharedData), .enabled(if: Shared.isPresent))
struct SharedDataTests {
  @Test("annual sums and means as in QC_weather.csv", arguments: QualityRow.chosen)
  func sums(row: QualityRow) throws {
    let year = try Shared.read(row.file)
    let summary = WeatherSummary(year)
    // The quality table counts 29 February, which is dropped here: 3.5 to 10 kWh/m2 at most.
    let leap = year.notes.contains { $0.kind == .leapDayDropped }
    let tolerance = leap ? 12.0 : 0.01
    if let ghi = row.ghi { #expect(abs((summary.solar?.ghi ?? 0) - ghi) < tolerance) }
    if let dni = row.dni { #expect(abs((summary.solar?.dni ?? 0) - dni) < tolerance) }
    if let dhi = row.dhi { #expect(abs((summary.solar?.dhi ?? 0) - dhi) < tolerance) }
    if let mean = row.temperature {
      #expect(abs((summary.temperature?.mean ?? 99) - mean) < (leap ? 0.1 : 1e-6))
    }
    for (height, mean) in row.wind {
      let found = year.wind.first { $0.height == height }?.speed.mean
      #expect(abs((found ?? 0) - mean) < 0.00501)
    }
    if row.ghi != nil {
      #expect(abs(summary.solar?.closure ?? 1) < 0.01)
    }
    if let expected = row.shift, let found = summary.solar?.sunShift, let light = year.irradiance {
      // The table counts from the stamp; EPW stamps end the hour, NSRDB stamps are the moment.
      let assumed = year.format == "EnergyPlus EPW" ? Int(light.sunOffsetMinutes) - 60 : 0
      #expect(abs(found + assumed - expected) <= 15)
    }
  }

  @Test(
    "every file of an unread format is named",
    arguments: [
      "tmy3_raw/703165TY.csv.gz", "tmy3_raw/723170TYA.CSV.gz", "tmy2_raw/12839.tm2.gz",
      "pvgis/pvgis_tmy_test.csv.gz", "pvgis/tmy_45.000_8.000_2005_2023.csv.gz",
      "pvgis/tmy_45.000_8.000_2005_2023.json.gz",
      "srw/35.2018863_-101.945027_windtoolkit_2012_60min_100m.srw",
      "openmeteo/open-meteo-44.04N95.20W438m.csv.gz", "openmeteo_sustaincluster/GB_2023.json.gz",
      "wind_hrrr/813606_37.338_-105.708_2025_hrrr_met_v1_60min_utc_tz.csv.gz",
    ])
  func refused(file: String) {
    #expect(failure { try Shared.read(file) }?.kind == .unsupportedFormat)
  }

  @Test("compressed files are refused by path")
  func compressed() {
    let path = Shared.weather.appending(path: "tmy3_raw/703165TY.csv.gz").path
    #expect(failure { try WeatherFile.read(path) }?.kind == .notText)
  }

  @Test(
    "frozen capacity factors",
    arguments: [
      // File, fixed tilt, tracking, wind at 120 m; by this package, checked against pvlib 0.16.1
      // (solar within 0.02 %). Tolerance 2e-4 of capacity.
      (
        "epw_tmy3/USA_AZ_Phoenix-Sky.Harbor.Intl.AP.722780_TMY3.epw.gz", 0.2638, 0.3152, 0.0946
      ),
      (
        "nsrdb_csv/32.31714_-100.18_2013_goes_aggregated_v4_60min_utc_tz.csv.gz", 0.2553, 0.3091,
        nil
      ),
      ("wind_toolkit/35.2018863_-101.945027_2012_wtk_v2_60min_utc_tz.csv.gz", nil, nil, 0.4815),
      ("wind_toolkit/47.5233_-92.5366_2013_wtk_v2_60min_local_tz.csv.gz", nil, nil, 0.3690),
    ] as [(String, Double?, Double?, Double?)])
  func frozen(file: String, fixed: Double?, tracking: Double?, wind: Double?) throws {
    let plants = WeatherSummary(try Shared.read(file)).plants
    for (kind, expected) in [
      (WeatherSummary.Plant.Kind.fixed, fixed), (.tracking, tracking), (.wind, wind),
    ] {
      let found = plants.first { $0.kind == kind }?.annual
      if let expected {
        #expect(abs((found ?? -1) - expected) < 2e-4)
      } else {
        #expect(found == nil)
      }
    }
  }

  @Test(
    "built-in curves equal the published files",
    arguments: ReferenceTurbineTable.entries.map(\.file))
  func turbines(file: String) throws {
    let path = Shared.turbines.appending(path: file + ".csv").path
    let published = try PowerCurve.read(path)
    let builtIn = try #require(PowerCurve.builtIn.first { $0.source.contains(file + ".csv") })
    #expect(builtIn.ratedKilowatts.map { abs($0 - (published.ratedKilowatts ?? 0)) < 1 } ?? true)
    for speed in stride(from: 0.0, to: 24.75, by: 0.125) {
      #expect(abs(builtIn.output(at: speed) - published.output(at: speed)) < 2e-4, "\(speed) m/s")
    }
  }
}

/// The comparison with pvlib runs when GIGAWATT_PVLIB_PYTHON names a Python that has it.
@Suite("pvlib", .tags(.solar, .sharedData))
struct PvlibTests {
  static let python = ProcessInfo.processInfo.environment["GIGAWATT_PVLIB_PYTHON"]
  static let tool = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "tools/pvlib-check/check.py")

  @Test(
    "annual energy within 1 %, RMSE within 2 %", .enabled(if: python != nil && Shared.isPresent),
    arguments: [
      "epw_tmy3/USA_AZ_Phoenix-Sky.Harbor.Intl.AP.722780_TMY3.epw.gz",
      "epw_tmy3/USA_MN_Minneapolis-St.Paul.Intl.AP.726580_TMY3.epw.gz",
      "epw_tmy3/USA_TX_Houston-Bush.Intercontinental.AP.722430_TMY3.epw.gz",
      "nsrdb_csv/32.31714_-100.18_2013_goes_aggregated_v4_60min_utc_tz.csv.gz",
      "nsrdb_csv/-27.3649_152.67935_tmy-2020_himawari_tmy_v3_60min_utc_tz.csv.gz",
      "nsrdb_csv/pvlib_test_read_psm4.csv.gz",
    ])
  func comparison(file: String) throws {
    let year = try Shared.read(file)
    let text = try CapacitySeries(year).csv()
    let series = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    try Data(text.utf8).write(to: series)
    defer { try? FileManager.default.removeItem(at: series) }
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments = [Self.tool.path, Shared.weather.appending(path: file).path, series.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
