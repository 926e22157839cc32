import Foundation
import Testing

@testable import Weather

/// Prices and emissions next to the package; skipped where they are absent.
@Suite("shared series", .tags(.sharedData), .enabled(if: Shared.isPresent))
struct SharedSeriesTests {
  /// A market of `prices/clean_utc` with what its README says of the five years.
  struct Market: Sendable, CustomTestStringConvertible {
    var file: String
    var hours: Int
    var missing: Int
    var least, mean, most: Double
    var testDescription: String { file }

    static let all = [
      Market(
        file: "ERCOT_DAM_HB_HUBAVG", hours: 43_848, missing: 0, least: -2.85, mean: 63.11,
        most: 8995.26),
      Market(
        file: "EPEX_DA_DE-LU", hours: 43_651, missing: 197, least: -500, mean: 107.39, most: 936.28),
      Market(
        file: "PJM_RT_DOM", hours: 43_728, missing: 96, least: -41.84, mean: 45.20, most: 4392.12),
      Market(
        file: "CAISO_DAM_NP15", hours: 43_872, missing: 0, least: -31.71, mean: 55.10,
        most: 1262.85),
      Market(
        file: "NYISO_DAM_CAPITL", hours: 43_848, missing: 0, least: -1.41, mean: 46.98,
        most: 522.77),
      Market(
        file: "IESO_HOEP_Ontario", hours: 43_848, missing: 0, least: -4.51, mean: 29.02,
        most: 1660.80),
      Market(
        file: "EPEX_DA_FR", hours: 43_747, missing: 101, least: -134.94, mean: 114.25,
        most: 2987.78),
      Market(
        file: "EPEX_DA_NL", hours: 43_603, missing: 245, least: -500, mean: 110.11, most: 872.96),
      Market(
        file: "OMIE_DA_ES", hours: 43_627, missing: 221, least: -2, mean: 92.75, most: 700),
    ]

    static let chosen = Shared.isSlow ? all : Array(all.prefix(2))
  }

  static func read(
    _ path: String, _ options: SeriesOptions, local: Double
  ) throws -> SeriesFile.Content {
    try SeriesFile.content(
      bytes: Shared.bytes("../" + path), path: path, options, local: local)
  }

  static func timed(
    _ path: String, _ options: SeriesOptions = SeriesOptions(), local: Double = -6
  ) throws -> TimedSeries {
    guard case .timed(let series) = try read(path, options, local: local) else {
      throw WeatherError(.noData, expected: "stamps", found: "none")
    }
    return series
  }

  @Test(
    "markets: hours, gaps, extremes and means to the digits of their table",
    arguments: Market.chosen)
  func markets(market: Market) throws {
    let series = try Self.timed("prices/clean_utc/\(market.file)_2020-2024_utc.csv.gz")
    let values = series.values.filter { !$0.isNaN }
    #expect(values.count == market.hours)
    #expect(abs((values.min() ?? 0) - market.least) < 0.00501)
    #expect(abs((values.max() ?? 0) - market.most) < 0.00501)
    #expect(abs(values.mean - market.mean) < 0.00501)
    let span = ((series.moments.last ?? 0) - (series.moments.first ?? 0)) / 3600 + 1
    // Hours before the first and after the last row are gaps of the table as well.
    #expect(Int(span) - values.count <= market.missing)
    #expect(Int(span) - values.count >= market.missing - 25)
  }

  @Test("the Texas freeze is in the year of local standard time, spikes and all")
  func spikes() throws {
    let series = try Self.timed("prices/original/US-TEX-ERCO_electricity_prices_2021.csv.gz")
    let year = try series.year(2021, on: SeriesClock(utcOffset: -6)).values
    #expect(year.count == 8760)
    let dear = year.indices.filter { year[$0] > 8000 }
    #expect(dear.count == 45)
    // 17 to 19 February: hours 1128 to 1199 of the year.
    #expect(dear.allSatisfy { (1128..<1200).contains($0) })
    let plain = try Self.timed("prices/ERCOT_DAM_HB_HUBAVG_2021_8760_CST.csv")
    #expect(try plain.year(2021, on: SeriesClock(utcOffset: -6)).values == year)
  }

  @Test("a market of Paris time with its quirks: refused, then mended as asked for")
  func paris() throws {
    let path = "prices/original/DE-LU_electricity_prices_2021.csv.gz"
    let zone = try SeriesZone("Europe/Paris")
    let refused = failure { try Self.timed(path, SeriesOptions(zone: zone), local: 1) }
    #expect(refused?.line == 2068 && refused?.found.hasPrefix("2021-03-28 02:00") == true)
    let gaps = SeriesGaps(interpolated: 3, dayBefore: 72)
    let series = try Self.timed(path, SeriesOptions(zone: zone, gaps: gaps), local: 1)
    let year = try series.year(2021, on: SeriesClock(utcOffset: 1))
    #expect(year.values.count == 8760 && year.values.allSatisfy(\.isFinite))
    #expect(year.notes.contains { $0.contains("24 h without a value repeat the day before") })
    // -69 EUR was the floor of that year: 22 May, 14:00.
    #expect(year.values.min() == series.values.min())
  }

  @Test("carbon intensities: means as published with the files (g/kWh)")
  func carbon() throws {
    for (name, offset, year, mean) in [
      ("US-TEX-ERCO_2021", -6.0, 2021, 357.0), ("DE-LU_2023", 1, 2023, 308),
    ] {
      let options = SeriesOptions(column: "Carbon Intensity gCO₂eq/kWh (direct)")
      let series = try Self.timed(
        "carbon_intensity/electricitymaps_\(name)_hourly.csv.gz", options, local: offset)
      let values = try series.year(year, on: SeriesClock(utcOffset: offset)).values
      #expect(values.count == 8760)
      #expect(abs(values.mean - mean) < 0.51)
    }
    guard
      case .plain(let avert) = try Self.read(
        "carbon_intensity/AVERT_2023_CO2_lb_per_kwh.csv.gz", SeriesOptions(column: "TE"), local: -6)
    else {
      Issue.record("a series without stamps expected")
      return
    }
    #expect(avert.values.count == 8760)
    #expect(abs(avert.values.mean - 1.29) < 0.00501)
  }

  @Test("EIA-930 is hour-ending: the sun of ERCOT stands right only then")
  func hourEnding() throws {
    let path = "grid_generation/eia930_ERCO_2022_generation_avgCI.csv"
    let series = try Self.timed(path, SeriesOptions(column: "SUN", endsStep: true))
    let sun = try series.year(2022, on: SeriesClock(utcOffset: -6)).values
    let noon = sun.enumerated().reduce(0.0) { $0 + (Double($1.offset % 24) + 0.5) * $1.element }
    // Solar noon of Texas is about 12:40 standard time.
    #expect(abs(noon / sun.reduce(0, +) - 12.7) < 0.3)
    #expect(abs(sun.reduce(0, +) / 1e6 - 23.7) < 0.051)
  }
}
