import Foundation
import Testing

@testable import Weather

@Suite("summary")
struct SummaryTests {
  @Test func values() throws {
    let summary = WeatherSummary(Fixture.base)
    #expect(summary.plants.map(\.kind) == [.fixed, .tracking, .wind])
    #expect(summary.plants.allSatisfy { $0.monthly.count == 12 && $0.daily.count == 24 })
    let days = Fixture.daysIn.map(Double.init)
    for plant in summary.plants {
      let weighted = zip(plant.monthly, days).map { $0 * $1 }.reduce(0, +) / 365
      #expect(abs(weighted - plant.annual) < 1e-12)
      #expect(abs(plant.daily.mean - plant.annual) < 1e-12)
    }
    #expect(summary.temperature?.maximum ?? 0 > 19.9)
    #expect(summary.solar?.sunShift == 0)
  }

  @Test("wind at 2 m gives no wind farm")
  func lowWind() throws {
    let year = try Fixture.read(Fixture.nsrdb())
    #expect(!WeatherSummary(year).plants.contains { $0.kind == .wind })
    #expect(year.notes.contains { $0.kind == .windHeightAssumed && $0.isWarning })
    #expect(year.notes.contains { $0.kind == .rotatedFromUTC && !$0.isWarning })
    let error = failure { try year.windCapacityFactors(WindFarm()) }
    #expect(error?.kind == .noData)
    #expect(error?.description.contains("none above 2.0 m") == true)
  }

  @Test func seriesTable() throws {
    let series = try CapacitySeries(Fixture.base)
    let text = series.csv()
    #expect(text.hasPrefix("step,solar_fixed,solar_tracking,wind\n0,0.0,0.0,"))
    let back = try SeriesFile.series(bytes: Array(text.utf8), path: "s", column: "solar_tracking")
    #expect(back.values == series.solarTracking)
    let dark = try CapacitySeries(Fixture.read(Fixture.wind()))
    #expect(dark.solarFixed == nil)
    #expect(dark.csv().contains("\n5,,,0."))
  }

  @Test("impossible places do not trap")
  func oddPlaces() {
    for latitude in [Double.nan, .infinity, 1e300] {
      var year = Fixture.base
      year.place.latitude = latitude
      year.place.elevation = .nan
      year.wind[1].height = .infinity
      #expect(!WeatherSummary(year).text(width: 70).isEmpty)
    }
  }

  @Test func json() throws {
    let summary = WeatherSummary(Fixture.base)
    let text = try summary.json()
    let back = try JSONDecoder().decode(WeatherSummary.self, from: Data(text.utf8))
    #expect(back.place == summary.place)
    #expect(back.plants.count == 3)
    #expect(text.contains("\"stepMinutes\" : 60"))
  }

  @Test("lines keep to the width", arguments: [60, 80, 120])
  func page(width: Int) throws {
    let text = WeatherSummary(try Fixture.read(Fixture.nsrdb())).text(width: width)
    for line in text.split(separator: "\n") { #expect(line.count <= max(width, 70), "\(line)") }
    #expect(text.contains("Notes"))
    #expect(text.contains("Jan  Feb"))
  }

  @Test(
    "four significant digits",
    arguments: [
      (0, "0"), (1234.5678, "1235"), (12.3456, "12.35"), (0.0123456, "0.01235"), (-7, "-7"),
      (602.04, "602"), (99999.4, "99999"),
    ] as [(Double, String)])
  func digits(value: Double, text: String) {
    #expect(WeatherSummary.digits(value) == text)
  }
}
