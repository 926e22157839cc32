import TestSupport
import Testing

@testable import Weather

/// Damaged files must give a year or a `WeatherError`, never a trap.
@Suite("damaged files", .tags(.fuzz))
struct FuzzTests {
  /// Complete EPW; the CSV formats are cut to their first rows to keep the tests fast in debug
  /// builds.
  static let seeds: [[UInt8]] = [
    Array(Fixture.epw().utf8), Array(Fixture.nsrdb().utf8.prefix(6000)),
    Array(Fixture.wind().utf8.prefix(6000)),
  ]

  /// The beginnings of the other formats.
  static let beginnings: [[UInt8]] = [
    "tmy3", "tmy2", "pvgis", "pvgis.json", "srw", "nrel", "meteo", "meteo.json",
  ].map { Array(Written.text($0).utf8.prefix(5000)) }

  static let formats: [WeatherFormat] = [.tmy3, .tmy2, .pvgis, .srw, .nrelWind, .openMeteo]

  @Test("each format read as every other, whole, cut and damaged", arguments: 0..<8)
  func strangers(seed: Int) {
    var random = Dice(seed: UInt64(seed) + 4000)
    for _ in 0..<10 {
      var bytes = Self.beginnings[seed]
      for _ in 0..<Int.random(in: 0..<6, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
      for format in [nil] + Self.formats.map(Optional.some) {
        let options = WeatherOptions(
          format: format, gaps: .interpolate(maxHours: 9000), utcOffset: -7, latitude: 40,
          longitude: -100)
        if let year = try? WeatherFile.read(bytes: bytes, path: "f", options) {
          #expect(year.dryBulb.map { $0.count == year.stepCount } ?? true)
        }
      }
      for local in [-6.0, 5.5] {
        if case .timed(let series) = try? SeriesFile.content(
          bytes: bytes, path: "f", SeriesOptions(gaps: SeriesGaps(interpolated: 9000)), local: local
        ) {
          _ = try? series.year(2023, on: SeriesClock(utcOffset: local))
        }
      }
    }
  }

  func survive(_ bytes: [UInt8]) {
    for format in [nil, WeatherFormat.epw, .nsrdb, .windToolkit] {
      if let year = try? WeatherFile.read(
        bytes: bytes, path: "f", as: format, gaps: .interpolate(maxHours: 9000))
      {
        #expect(year.dryBulb.map { $0.count == year.stepCount } ?? true)
      }
    }
    _ = try? SeriesFile.series(bytes: bytes, path: "f", column: "GHI")
  }

  @Test(arguments: 0..<3)
  func truncated(seed: Int) {
    var random = Dice(seed: UInt64(seed) + 1)
    let bytes = Self.seeds[seed]
    for _ in 0..<12 {
      let end = Int.random(in: 0..<min(bytes.count, 20_000), using: &random)
      survive(Array(bytes.prefix(end)))
    }
  }

  @Test(arguments: 0..<3)
  func mutated(seed: Int) {
    var random = Dice(seed: UInt64(seed) + 100)
    for _ in 0..<20 {
      var bytes = Array(Self.seeds[seed].prefix(8000))
      for _ in 0..<8 {
        let i = Int.random(in: 0..<min(bytes.count, 3000), using: &random)
        bytes[i] = UInt8.random(in: 1...255, using: &random)
      }
      survive(bytes)
    }
  }

  @Test(
    "hostile numbers in every needed field",
    arguments: [
      "", "-", "1e999", "-1e308", "99999999999999999999", "nan", "inf", "0x1p3", "１２", "\"", "1,2",
      "-0", "+5", "1e-400",
    ])
  func hostile(text: String) {
    for field in [0, 1, 2, 3, 4, 6, 9, 13, 14, 15, 21] {
      var rows = Fixture.epwHeader.split(separator: "\n").map(String.init)
      var row = "2001,1,1,1,0,?,1,1,1,82000,0,0,0,0,0,0,0,0,0,0,0,3".split(
        separator: ",", omittingEmptySubsequences: false
      ).map(String.init)
      row[field] = text
      rows.append(row.joined(separator: ","))
      survive(Array(rows.joined(separator: "\n").utf8))
    }
    for field in 0..<10 {
      var cells = "LOCATION,Denver,CO,USA,T,1,39.74,-105.18,-7.0,1829.0".split(separator: ",")
        .map(String.init)
      cells[field] = text
      survive(Array((cells.joined(separator: ",") + "\n" + Fixture.epwHeader).utf8))
    }
    let nsrdb = String(decoding: Self.seeds[1], as: UTF8.self)
    for target in ["39.74", "-105.18", ",0,1829", "2023,1,1,0,30", "100,200,250"] {
      survive(Array(nsrdb.replacing(target, with: text).utf8))
    }
    let wind = String(decoding: Self.seeds[2], as: UTF8.self)
    for target in ["100m", "-6", "35.2", "2013", "89000"] {
      survive(Array(wind.replacing(target, with: text).utf8))
    }
  }

  @Test("random bytes", arguments: 0..<20)
  func noise(seed: Int) {
    var random = Dice(seed: UInt64(seed) + 7)
    let count = Int.random(in: 0..<2000, using: &random)
    survive((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  @Test("damaged shared files", .tags(.sharedData), .enabled(if: Shared.isPresent))
  func sharedFiles() throws {
    var random = Dice(seed: 42)
    let bytes = try Shared.bytes(
      "epw_tmy3/USA_AZ_Phoenix-Sky.Harbor.Intl.AP.722780_TMY3.epw.gz")
    for _ in 0..<4 {
      var damaged = bytes
      for _ in 0..<3 {
        damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      _ = try? WeatherFile.read(bytes: damaged, path: "f")
      _ = try? WeatherFile.read(
        bytes: Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random))), path: "f",
        gaps: .interpolate(maxHours: 100))
    }
  }
}
