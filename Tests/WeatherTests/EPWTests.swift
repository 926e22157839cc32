import Testing

@testable import Weather

@Suite("EPW", .tags(.parsing))
struct EPWTests {
  @Test func readsPlaceAndSeries() throws {
    let year = try Fixture.read(Fixture.epw())
    #expect(year.format == "EnergyPlus EPW")
    #expect(
      year.place
        == Place(
          name: "Denver, CO, USA", latitude: 39.74, longitude: -105.18, elevation: 1829,
          utcOffset: -7))
    #expect(year.stepCount == 8760)
    #expect(year.irradiance?.sunOffsetMinutes == 30)
    #expect(
      year.monthYears == [2001, 2001, 2001, 2001, 2001, 2001, 2005, 2005, 2005, 2005, 2005, 2005])
    #expect(year.isTypicalYear)
    #expect(year.wind.map(\.height) == [10])
    #expect(year.dryBulb?.count == 8760)
    #expect(year.notes.isEmpty, "\(year.notes)")
  }

  @Test("line ends, byte order mark and Latin-1 names do not matter")
  func textVariants() throws {
    let text = Fixture.epw()
    let plain = try Fixture.read(text)
    let crlf = try Fixture.read(text.replacing("\n", with: "\r\n"))
    #expect(crlf.irradiance == plain.irradiance)
    let cr = try Fixture.read(text.replacing("\n", with: "\r"))
    #expect(cr.irradiance == plain.irradiance)
    let marked = try WeatherFile.read(bytes: [0xEF, 0xBB, 0xBF] + Array(text.utf8), path: "bom")
    #expect(marked.irradiance == plain.irradiance)
    var latin = Array(text.utf8)
    latin[10] = 0xE9
    let named = try WeatherFile.read(bytes: latin, path: "latin")
    #expect(named.place.name == "Dénver, CO, USA")
    #expect(named.notes.map(\.kind) == [.notUTF8])
  }

  @Test func leapDayIsDropped() throws {
    let year = try Fixture.read(Fixture.epw(leapDay: true))
    #expect(year.dryBulb?.count == 8760)
    #expect(year.notes.contains { $0.kind == .leapDayDropped })
  }

  @Test(
    "missing codes are gaps",
    arguments: [
      (6, "99.9", "Dry Bulb Temperature"), (13, "9999", "Global Horizontal Radiation"),
      (14, "9999.", "Direct Normal Radiation"), (21, "999", "Wind Speed"),
      (9, "999999", "Atmospheric Station Pressure"),
    ])
  func missingCodes(field: Int, code: String, column: String) throws {
    let text = Fixture.epw { k, row in if k == 100 || k == 101 { row[field] = code } }
    let error = try #require(Fixture.refusal(text))
    #expect(error.kind == .missingValue)
    #expect(error.line == 109)
    #expect(error.column == column)
    let filled = try Fixture.read(text, gaps: .interpolate(maxHours: 2))
    #expect(filled.notes.contains { $0.kind == .gapFilled && $0.text.contains("2 of 8760") })
    #expect(throws: WeatherError.self) { try Fixture.read(text, gaps: .interpolate(maxHours: 1)) }
  }

  @Test func whollyMissingColumnIsLeftOut() throws {
    let year = try Fixture.read(Fixture.epw { _, row in row[9] = "999999" })
    #expect(year.pressure == nil)
    #expect(year.notes.map(\.kind) == [.allMissing])
  }

  @Test(
    "errors name line, field and content",
    arguments: [
      (
        "13,abc",
        "test.txt:509: expected an irradiance [W/m2] in column “Global Horizontal Radiation”, found “abc”"
      ),
      (
        "6,nan",
        "test.txt:509: expected a temperature [degC] in column “Dry Bulb Temperature”, found “nan”"
      ),
      ("21,0x10", "test.txt:509: expected a wind speed [m/s] in column “Wind Speed”, found “0x10”"),
      (
        "21,300",
        "test.txt:509: expected a wind speed [m/s] from 0.0 to 120.0 in column “Wind Speed”, found “300.0”"
      ),
      ("3,25", "test.txt:509: expected year,month,day,hour 1-24,minute, found “2001,1,21,25,0”"),
    ])
  func cellErrors(change: String, message: String) throws {
    let parts = change.split(separator: ",").map(String.init)
    let field = try #require(Int(parts[0]))
    let error = try #require(
      Fixture.refusal(Fixture.epw { k, row in if k == 500 { row[field] = parts[1] } }))
    #expect(error.description == message)
  }

  @Test func headerErrors() {
    let text = Fixture.epw()
    let zone = Fixture.refusal(text.replacing(",-7.0,", with: ",,"))
    #expect(
      zone?.description
        == "test.txt:1: expected a UTC offset from −12 to 14 h in column “time zone”, found “”")
    let period = Fixture.refusal(text.replacing("DATA PERIODS,1,1", with: "DATA PERIODS,2,1"))
    #expect(period?.line == 8)
    let rate = Fixture.refusal(text.replacing("DATA PERIODS,1,1", with: "DATA PERIODS,1,7"))
    #expect(rate?.column == "records per hour")
  }

  @Test func smallNegativesAreClampedWithANote() throws {
    let year = try Fixture.read(Fixture.epw { k, row in if k < 5 { row[13] = "-3" } })
    #expect(year.irradiance?.ghi.min() == 0)
    #expect(year.notes.map(\.kind) == [.negativeClamped])
    #expect(
      Fixture.refusal(Fixture.epw { k, row in if k == 3 { row[13] = "-50" } })?.kind == .badValue)
  }

  @Test("a file whose sun runs late is noticed", arguments: [-30, 30, 60])
  func shiftedSun(shift: Int) throws {
    var year = Fixture.base
    year.irradiance?.sunOffsetMinutes -= Double(shift)
    #expect(year.sunShift == shift)
    #expect(abs(Fixture.base.closure ?? 1) < 1e-9)
    #expect(Fixture.base.sunShift == 0)
  }
}
