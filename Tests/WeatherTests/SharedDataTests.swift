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

  /// One file per format and header layout; all 68 files with GIGAWATT_SLOW=1.
  static let chosen: [QualityRow] = {
    if ProcessInfo.processInfo.environment["GIGAWATT_SLOW"] != nil { return all }
    let marks = [
      "GA_Atlanta", "2023.csv", "-27.36", "3.257", "478473", "BC_HRRR", "tmy2", "703165",
      "60min_80m_100m.srw", "hrrr_met", "solar_-28", "US-TEX-ERCO_2024", "IN-WE",
    ]
    return all.filter { row in marks.contains { row.file.contains($0) } }
  }()

  static let all: [QualityRow] = {
    let url = Shared.weather.appending(path: "QC_weather.csv")
    guard let data = try? Data(contentsOf: url),
      let file = try? TextFile(path: "QC", data: [UInt8](data)),
      let body = try? CSVBody(file, from: 0)
    else { return [] }
    return body.rows.map { row in
      func text(_ name: String) -> String { body.index(of: name).map { body.cell(row, $0) } ?? "" }
      return QualityRow(
        file: text("file"), ghi: text("GHI").decimal, dni: text("DNI").decimal,
        dhi: text("DHI").decimal, temperature: text("T").decimal,
        wind: winds(text("wind"), text("file")), shift: text("shift").decimal.map { Int($0) })
    }
  }()

  /// `10m 2.76`, `10m? 1.16` (NSRDB, which are at 2 m), `10m 14.32 km/h gaps=0 ...`,
  /// `{'wind speed at 10m (m/s)': np.float64(3.85), 'wind_speed_100m': ...}`, or the means of the
  /// columns of an SRW file.
  private static func winds(_ text: String, _ file: String) -> [Double: Double] {
    for (mark, height) in [("10m ", 10.0), ("10m? ", 2)] where text.hasPrefix(mark) {
      let speed = text.dropFirst(mark.count).prefix { $0.isNumber || $0 == "." }.decimal ?? 0
      return [height: text.contains("km/h") ? speed / 3.6 : speed]
    }
    if text.hasPrefix("[") {
      let means = text.dropFirst().dropLast().split(separator: ",").compactMap {
        $0.trimmed.decimal
      }
      return means.count == 8 ? [80: means[2], 100: means[6]] : [100: means[2]]
    }
    var winds: [Double: Double] = [:]
    for part in text.split(separator: ",") where part.contains("np.float64(") {
      let title = part.split(separator: ":").first ?? ""
      let digits = title.split { !$0.isNumber }.first ?? ""
      let speed =
        part.split(separator: "np.float64(").last?.prefix { $0.isNumber || $0 == "." } ?? ""
      if let height = Double(digits), let speed = Double(speed) { winds[height] = speed }
    }
    return winds
  }
}

@Suite("shared files", .tags(.sharedData), .enabled(if: Shared.isPresent))
struct SharedDataTests {
  /// The table counts every row of a file, also 29 February and days beyond the year: so the rows as
  /// read are compared, to half of the table's last digit, and then what was left out of the year.
  @Test("sums and means as in QC_weather.csv", arguments: QualityRow.chosen)
  func sums(row: QualityRow) throws {
    let file = try TextFile(path: row.file, data: Shared.bytes(row.file))
    let table = try WeatherFile.table(file)
    let year = try WeatherFile.read(file, WeatherOptions())
    let hours = Double(table.stepMinutes) / 60
    func raw(_ quantity: Quantity) -> [Double] {
      table.columns.first { $0.quantity == quantity }?.values.filter { !$0.isNaN } ?? []
    }
    func total(_ values: [Double]) -> Double { values.reduce(0, +) * hours / 1000 }
    let left = year.notes.contains { $0.kind == .leapDayDropped || $0.kind == .rowsLeftOut }
    for (quantity, expected, values) in [
      (Quantity.ghi, row.ghi, year.irradiance?.ghi), (.dni, row.dni, year.irradiance?.dni),
      (.dhi, row.dhi, year.irradiance?.dhi),
    ] {
      guard let expected else { continue }
      // Three decimals in the table.
      #expect(abs(total(raw(quantity)) - expected) < 0.00051)
      let kept = total(values ?? [])
      // A day has at most 12 kWh/m2; a file has at most three days more than its year.
      #expect(
        left ? expected - kept >= -1e-9 && expected - kept < 36 : abs(kept - expected) < 0.00051)
    }
    if let expected = row.temperature, year.irradiance != nil || !raw(.dryBulb).isEmpty {
      #expect(abs(raw(.dryBulb).mean - expected) < 1e-6)
    }
    for (height, mean) in row.wind {
      // Two decimals in the table, in km/h for one source.
      #expect(abs(raw(.windSpeed(height: height)).mean - mean) < 0.00501, "\(height) m")
    }
    if row.ghi != nil { #expect(abs(year.closure ?? 1) < 0.01) }
    if let expected = row.shift, let found = year.sunShift, let light = year.irradiance {
      // The table counts from the stamp, which ends the hour in EPW files.
      let ends = year.format == "EnergyPlus EPW"
      let isOffset = year.format == "PVGIS typical year"
      let assumed = ends || isOffset ? Int(light.sunOffsetMinutes) - (ends ? 60 : 0) : 0
      #expect(abs(found + assumed - expected) <= 15)
    }
  }

  @Test("PVGIS says the same in CSV and JSON")
  func pvgis() throws {
    let table = try Shared.read("pvgis/tmy_45.000_8.000_2005_2023.csv.gz")
    let json = try Shared.read("pvgis/tmy_45.000_8.000_2005_2023.json.gz")
    #expect(table.irradiance == json.irradiance && table.dryBulb == json.dryBulb)
    #expect(table.wind == json.wind && table.pressure == json.pressure)
  }

  @Test("a file without place is refused for that reason")
  func placeless() throws {
    let error = failure { try Shared.read("pvgis/pvgis_tmy_test.csv.gz") }
    #expect(error?.kind == .header && error?.line == 1)
    let bytes = try Shared.bytes("pvgis/pvgis_tmy_test.csv.gz")
    let year = try WeatherFile.read(
      bytes: bytes, path: "p", WeatherOptions(utcOffset: 1, latitude: 45, longitude: 8))
    #expect(year.stepCount == 8760)
  }

  @Test("every file of the folder reads, or is refused by name", .enabled(if: Shared.isSlow))
  func everyFile() throws {
    let folder = FileManager.default.enumerator(atPath: Shared.weather.path)
    var read = 0
    for case let name as String in try #require(folder) {
      let isData = ["gz", "srw", "epw"].contains((name as NSString).pathExtension)
      guard isData else { continue }
      let error = failure { try WeatherFile.read(Shared.weather.appending(path: name).path) }
      #expect(
        error == nil || (name.contains("pvgis_tmy_test") && error?.kind == .header), "\(name)")
      read += 1
    }
    #expect(read == 70)
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
      "nsrdb_csv/pvlib_test_read_psm4.csv.gz", "tmy3_raw/703165TY.csv.gz",
      "tmy3_raw/723170TYA.CSV.gz", "tmy2_raw/12839.tm2.gz",
      "pvgis/tmy_45.000_8.000_2005_2023.csv.gz", "pvgis/tmy_45.000_8.000_2005_2023.json.gz",
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
