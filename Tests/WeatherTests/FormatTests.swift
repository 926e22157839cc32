import Foundation
import Testing

@testable import Weather

@Suite("formats", .tags(.parsing))
struct FormatTests {
  @Test func windToolkit() throws {
    let year = try Fixture.read(Fixture.wind())
    #expect(year.format == "WIND Toolkit CSV")
    #expect(year.wind.map(\.height) == [10, 100])
    #expect(year.wind[1].pressure?.first == 89_000)
    #expect(year.wind[1].temperature?.first == 11.5)
    #expect(year.pressure?.first == 90_000)
    #expect(year.dryBulb?.first == 12)
    #expect(year.irradiance == nil)
    #expect(throws: WeatherError.self) { try year.solarCapacityFactors(.tracking(at: year.place)) }
    let unit = Fixture.refusal(Fixture.wind().replacing("at 100m (m/s)", with: "at 100m (kn)"))
    #expect(unit?.description.contains("a unit of m/s, C, K, Pa or hPa") == true)
  }

  @Test(
    "known files that hold no weather year are named",
    arguments: [
      ("{\n \"a\": 0\n}\n", "a JSON file"),
      (
        "{\"inputs\": {\"meteo_data\": {}}, \"outputs\": {}}\n",
        "PVGIS JSON that is no typical year"
      ),
    ])
  func unread(text: String, name: String) throws {
    let error = try #require(Fixture.refusal(text))
    #expect(error.kind == .unsupportedFormat)
    #expect(error.found.contains(name))
    #expect(error.description.contains("EPW, TMY2, TMY3, NSRDB/SAM CSV, PVGIS"))
  }

  @Test func tiltedPVGISIsNamed() throws {
    let text = """
      Latitude (decimal degrees):\t45.000
      Longitude (decimal degrees):\t8.000
      time,P,G(i),H_sun,T2m,WS10m,Int
      20200101:0010,0.0,0.0,0.0,2.5,1.2,0.0
      """
    let error = try #require(Fixture.refusal(text))
    #expect(error.kind == .unsupportedFormat)
    #expect(error.found.contains("tilted plane"))
  }

  @Test(
    "what is no weather file",
    arguments: [
      [], [0x1F, 0x8B, 8, 0], [0x50, 0x4B, 3, 4], [0xFF, 0xFE, 65, 0], [65, 0, 66], [0x0A, 0x0A],
      Array("hello\nworld\n".utf8),
    ] as [[UInt8]])
  func notWeather(bytes: [UInt8]) {
    #expect(throws: WeatherError.self) { try WeatherFile.read(bytes: bytes, path: "x") }
  }

  @Test func compressedFiles() {
    let zipped = failure { try WeatherFile.read(bytes: [0x1F, 0x8B, 8], path: "a.epw.gz") }
    #expect(
      zipped?.description
        == "a.epw.gz: expected text compressed by gzip, found “a gzip file that ends too early”")
    #expect(failure { try WeatherFile.read("/nonexistent/file.epw") }?.kind == .unreadable)
  }

  @Test func plainColumns() throws {
    var text = "hour,G,B,D,\"T, air\",w10,w80\n"
    for k in 0..<8760 { text += "\(k),300,400,80,\(k % 24),4,6.5\n" }
    let columns = PlainColumns(
      place: Fixture.denver, ghi: "g", dni: "B", dhi: "D", temperature: "T, air",
      windSpeed: [10: "w10", 80: "w80"])
    let year = try Fixture.read(text, .plain(columns))
    #expect(year.wind.map(\.height) == [10, 80])
    #expect(year.dryBulb?[25] == 1)
    #expect(year.irradiance?.sunOffsetMinutes == 30)
    #expect(year.years == [2023])
    var wrong = columns
    wrong.ghi = "GHJ"
    #expect(Fixture.refusal(text, .plain(wrong))?.kind == .missingColumn)
    wrong = columns
    wrong.dhi = nil
    #expect(Fixture.refusal(text, .plain(wrong))?.kind == .parameter)
    let short = Fixture.refusal(String(text.dropLast(20)), .plain(columns))
    #expect(short != nil)
  }

  @Test func editDistance() {
    #expect("ghi".editDistance(to: "GHI") == 0)
    #expect("price".editDistance(to: "prices") == 1)
    #expect("".editDistance(to: "abc") == 3)
    #expect("kitten".editDistance(to: "sitting") == 3)
  }
}

@Suite("series", .tags(.parsing))
struct SeriesTests {
  func series(_ text: String, _ column: String? = nil) throws(WeatherError) -> NumberSeries {
    try SeriesFile.series(bytes: Array(text.utf8), path: "s.csv", column: column)
  }

  @Test func namedColumn() throws {
    let found = try series("time,Load MW,price\n1,10,20\n\n2,11,-3.5\n", "price")
    #expect(found.values == [20, -3.5])
    #expect(found.rowCount == 2)
    #expect(found.name == "price")
    #expect(found.firstLine == 2)
  }

  @Test func bareColumn() throws {
    #expect(try series("1\n2\n3e2\n").values == [1, 2, 300])
    #expect(try series("load\n1\n2\n").values == [1, 2])
    #expect(throws: WeatherError.self) { try series("a,b\n1,2\n") }
    #expect(throws: WeatherError.self) { try series("load\n") }
  }

  @Test(
    "errors name the line",
    arguments: [
      ("a,b\n1,2\n3,\n", "s.csv:3: expected a number in column “b”, found “an empty cell”"),
      ("a,b\n1,2\n3,NaN\n", "s.csv:3: expected a number in column “b”, found “NaN”"),
      ("a,b\n1,2\n\n3,inf\n", "s.csv:4: expected a number in column “b”, found “inf”"),
      ("a,b\n1,two\n", "s.csv:2: expected a number in column “b”, found “two”"),
    ])
  func lines(text: String, message: String) {
    #expect(failure { try series(text, "b") }?.description == message)
  }

  @Test func quotedCellsMaySpanLines() {
    #expect(failure { try series("a,b\n\"x\ny\",1\nz,two\n", "b") }?.line == 4)
  }

  @Test func missingColumnNamesTheNearest() {
    let error = failure { try series("time,prices,load\n1,2,3\n", "price") }
    #expect(error?.kind == .missingColumn)
    #expect(error?.description.contains("time, prices, load") == true)
    #expect(error?.description.contains("did you mean “prices”?") == true)
  }
}
