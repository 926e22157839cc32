import Foundation
import Testing

@testable import Weather

extension Tag {
  @Tag static var cooling: Self
}

@Suite("moist air", .tags(.cooling))
struct MoistAirTests {
  /// Values of PsychroLib 2.5.0, GetTWetBulbFromRelHum; its own tolerance is 0.001 K.
  @Test(arguments: [
    (7, 61, 100_000, 3.92633), (35, 20, 101_325, 18.87039), (25, 50, 101_325, 17.88943),
    (40, 10, 90_000, 17.72308), (-10, 80, 101_325, -10.64822), (30, 100, 101_325, 30.0),
    (0.5, 70, 80_000, -1.55764), (45, 60, 101_325, 36.97168),
  ])
  func wetBulb(_ dry: Double, _ humidity: Double, _ pressure: Double, _ expected: Double) {
    let found = MoistAir.wetBulb(dryBulb: dry, relativeHumidity: humidity, pressure: pressure)
    #expect(abs(found - expected) < 2e-3, "\(found)")
  }

  /// PsychroLib 2.5.0, GetSatVapPres and GetRelHumFromTDewPoint.
  @Test func saturation() {
    #expect(abs(MoistAir.saturationPressure(25) / 3169.21647 - 1) < 1e-6)
    #expect(abs(MoistAir.saturationPressure(-10) / 259.90287 - 1) < 1e-6)
    #expect(abs(MoistAir.relativeHumidity(dryBulb: 25, dewPoint: 13.86) - 49.98709) < 1e-3)
  }

  @Test func wetBulbLiesBetweenDewPointAndDryBulb() {
    for dry in stride(from: -40.0, through: 50, by: 2.5) {
      var before = -100.0
      for humidity in stride(from: 0.0, through: 100, by: 5) {
        let wet = MoistAir.wetBulb(dryBulb: dry, relativeHumidity: humidity, pressure: 95_000)
        #expect(wet <= dry && wet >= before - 1e-3)
        before = wet
      }
      #expect(abs(before - dry) < 0.05 || dry < 0)
    }
  }
}

@Suite("cooling", .tags(.cooling))
struct CoolingTests {
  static let kinds = Cooling.Kind.allCases

  /// The formulas of the documentation with the numbers put in by hand, at 20 degC of dry bulb: the
  /// coils want 22.84 degC and give back 30.34; air makes 27 degC, so 3.34 of 7.5 K are free and the
  /// compressor does the rest.
  @Test func closedFormOfADryCooler() {
    let supply = 1 / (0.945 * 0.99) - 1
    let fans = 500 / (1.2 * 1006 * 16.65 * 0.775)
    let beside = supply + 0.001 + fans
    let coil = 27 + 16.65 - 16.65 / 0.8
    let free = (coil + 7.5 - 27) / 7.5
    let compressor = (1 - free) / (0.483 * (coil - 2 + 273.15) / (20 + 15 - (coil - 2)))
    let outside = 250 / (1006 * 10) / (1.2 * 0.775)
    let pumps = 143_650 / (998 * 4184 * 7.5 * 0.7)
    let expected =
      1 + beside + (1 + beside) * (pumps + compressor + outside * (1 + compressor))
    #expect(abs(Cooling(.dryCooler).pue(source: 20) - expected) < 1e-12)
    #expect(abs(expected - 1.2013) < 1e-4, "\(expected)")
  }

  /// Cold plates with 40 degC in a cold night: all heat is free, the fans at their least flow.
  @Test func closedFormOfColdPlates() {
    var cooling = Cooling(.dryCooler)
    cooling.liquidShare = 1
    let beside = 1 / (0.945 * 0.99) - 1 + 0.001
    let outside = 250 / (1006 * 10) / (1.2 * 0.775) * 0.3 * 0.3 * 0.3
    let pumps = 143_650 / (998 * 4184 * 7.5 * 0.7)
    let expected = 1 + beside + (1 + beside) * (pumps + outside)
    #expect(abs(cooling.pue(source: -10) - expected) < 1e-12)
  }

  /// The least efficiencies of ASHRAE 90.1-2019 for large chillers, from which the Carnot
  /// fractions are: 0.5 % of rounding.
  @Test func chillersMeetTheirRating() {
    #expect(abs(Cooling(.chiller).performance(supply: 6.7, source: 35) / 2.96 - 1) < 5e-3)
    // Water of 29.4 degC into the condenser is a tower's at 24.7 degC wet bulb.
    let tower = Cooling(.evaporative).performance(supply: 6.7, source: 29.44 - 4.75)
    #expect(abs(tower / 6.28 - 1) < 5e-3)
  }

  @Test(arguments: kinds, [0.0, 0.5, 1.0])
  func neverFallsWithTemperature(_ kind: Cooling.Kind, _ liquid: Double) {
    var cooling = Cooling(kind)
    cooling.liquidShare = liquid
    let values = stride(from: -40.0, through: 55, by: 0.1).map(cooling.pue(source:))
    #expect(zip(values, values.dropFirst()).allSatisfy { $1 >= $0 - 1e-12 })
    // No jump: a tenth of a degree moves the PUE by less than 0.005.
    #expect(zip(values, values.dropFirst()).allSatisfy { $1 - $0 < 5e-3 })
    #expect(values.allSatisfy { (1.05...2).contains($0) })
  }

  @Test(arguments: kinds)
  func warmerWaterCostsLess(_ kind: Cooling.Kind) {
    for source in stride(from: 0.0, through: 40, by: 5) {
      var warm = Cooling(kind)
      warm.airSupply = 32
      #expect(warm.pue(source: source) <= Cooling(kind).pue(source: source) + 1e-12)
    }
  }

  @Test func withoutLossesThePUEIsOne() {
    var cooling = Cooling(.dryCooler)
    cooling.upsEfficiency = 1
    cooling.distributionLoss = 0
    cooling.lighting = 0
    cooling.hallFanPressure = 0
    cooling.outsideFanPressure = 0
    cooling.pumpPressure = 0
    #expect(cooling.pue(source: 0) == 1)
  }

  static func year(mean: Double, swing: Double, humidity: Double?) -> WeatherYear {
    var year = WeatherYear(
      place: Fixture.denver, format: "synthetic", source: "memory",
      monthYears: [Int](repeating: 2023, count: 12), stepMinutes: 60)
    year.dryBulb = (0..<8760).map {
      mean - swing * cos(2 * .pi * Double($0) / 8760) - 6 * cos(2 * .pi * Double($0 % 24) / 24)
    }
    year.relativeHumidity = humidity.map { [Double](repeating: $0, count: 8760) }
    return year
  }

  /// Hot and dry, and cold: means within what is published (Google 1.09, AI halls 1.14, all halls
  /// 1.54), the order as physics wants it.
  @Test func meansOfTwoPlaces() throws {
    let hot = Self.year(mean: 24, swing: 10, humidity: 30)
    let cold = Self.year(mean: 5, swing: 13, humidity: 70)
    for kind in Self.kinds {
      let warm = try hot.pue(Cooling(kind)).mean
      let cool = try cold.pue(Cooling(kind)).mean
      #expect(cool < warm && (1.05...1.5).contains(cool) && (1.05...1.5).contains(warm))
    }
    #expect(try hot.pue(Cooling(.evaporative)).mean < hot.pue(Cooling(.dryCooler)).mean)
    #expect(try hot.pue(Cooling(.dryCooler)).mean < hot.pue(Cooling(.chiller)).mean)
  }

  @Test func whatIsMissingIsNamed() {
    let dry = Self.year(mean: 10, swing: 5, humidity: nil)
    let error = #expect(throws: WeatherError.self) { try dry.pue(Cooling(.evaporative)) }
    #expect(error?.description.contains("humidity or dew point") == true)
    #expect(throws: Never.self) { try dry.pue(Cooling(.dryCooler)) }
    var empty = dry
    empty.dryBulb = nil
    #expect(throws: WeatherError.self) { try empty.pue(Cooling(.chiller)) }
    var odd = Cooling(.chiller)
    odd.upsEfficiency = 95
    let refused = #expect(throws: WeatherError.self) { try dry.pue(odd) }
    #expect(refused?.description == "expected 0.05 to 1 in column “upsEfficiency”, found “95.0”")
  }

  @Test func humidityIsReadFromFiles() throws {
    let year = try Fixture.read(Fixture.epw { _, row in row[8] = "55" })
    #expect(year.relativeHumidity?.allSatisfy { $0 == 55 } == true)
    #expect(try year.wetBulb().count == 8760)
    let damaged = try Fixture.read(Fixture.epw { index, row in row[8] = index == 7 ? "x" : "55" })
    #expect(damaged.relativeHumidity == nil && damaged.dryBulb != nil)
    #expect(damaged.notes.contains { $0.kind == .humidityLeftOut && !$0.isWarning })
    let absent = try Fixture.read(Fixture.epw { _, row in row[8] = "999" })
    #expect(absent.relativeHumidity == nil)
    #expect(!absent.notes.contains { $0.kind == .humidityLeftOut })
  }
}

@Suite("cooling of real places", .tags(.cooling, .sharedData), .enabled(if: Shared.isPresent))
struct RealCoolingTests {
  /// Yearly means: the wet bulb against PsychroLib 2.5.0 on the same files; the PUE of the defaults,
  /// halls cooled by air, within what is published for hyperscale halls (Newkirk: median 1.108 with the
  /// best kind of each place; Google 1.09; AI halls 1.14; all halls 1.54).
  @Test(arguments: [
    ("epw_tmy3/USA_AZ_Phoenix-Sky.Harbor.Intl.AP.722780_TMY3.epw.gz", 13.23375),
    ("epw_tmyx/USA_WA_Seattle-Tacoma.epw.gz", 8.91764),
    ("epw_tmy3/USA_MN_Minneapolis-St.Paul.Intl.AP.726580_TMY3.epw.gz", 4.71298),
  ])
  func means(_ path: String, _ wet: Double) throws {
    let year = try Shared.read(path)
    #expect(abs(try year.wetBulb().mean - wet) < 2e-3)
    let dry = try year.pue(Cooling(.dryCooler)).mean
    let tower = try year.pue(Cooling(.evaporative)).mean
    let chiller = try year.pue(Cooling(.chiller)).mean
    #expect(tower < dry && dry < chiller)
    #expect((1.08...1.2).contains(tower) && chiller < 1.35, "\(tower), \(dry), \(chiller)")
    var plates = Cooling(.dryCooler)
    plates.liquidShare = 1
    #expect((1.05...1.12).contains(try year.pue(plates).mean))
  }

  /// A file's own dew point and humidity agree within the rounding of both.
  @Test func humidityOfTheFormats() throws {
    for path in [
      "tmy3_raw/703165TY.csv.gz", "tmy2_raw/12839.tm2.gz",
      "nsrdb_csv/34.865371_-116.783023_psmv3_60_tmy.csv.gz",
      "pvgis/tmy_45.000_8.000_2005_2023.csv.gz", "pvgis/tmy_45.000_8.000_2005_2023.json.gz",
      "openmeteo_sustaincluster/SG_2023.json.gz",
    ] {
      let year = try Shared.read(path)
      let humidity = try #require(year.relativeHumidity, "\(path)")
      #expect((20...95).contains(humidity.mean), "\(path): \(humidity.mean)")
      #expect(humidity.allSatisfy { (0...100).contains($0) })
    }
  }
}
