import Testing

@testable import Weather

@Suite("clock", .tags(.clock))
struct ClockTests {
  @Test("UTC data move to local standard time, ends wrapped")
  func rotation() throws {
    let utc = try Fixture.read(Fixture.nsrdb(dataOffset: 0))
    // Local 00:00 on 1 January at UTC-7 is row 7; the last seven hours come from the first rows.
    let temperature = try #require(utc.dryBulb)
    #expect(temperature[0] == 0.007)
    #expect(temperature[8752] == 8.759)
    #expect(temperature[8753] == 0)
    #expect(utc.notes.contains { $0.kind == .rotatedFromUTC })
    let local = try Fixture.read(Fixture.nsrdb(dataOffset: -7))
    #expect(local.dryBulb?[0] == 0)
    #expect(!local.notes.contains { $0.kind == .rotatedFromUTC })
    #expect(local.irradiance?.sunOffsetMinutes == 30)
  }

  @Test("offsets that are no whole steps move the sun, not the data")
  func quarterHours() throws {
    let text = Fixture.nsrdb().replacing(",1829,-7\n", with: ",1829,5.75\n")
    let year = try Fixture.read(text)
    #expect(year.place.utcOffset == 5.75)
    #expect(year.dryBulb?[5] == 0)
    #expect(year.irradiance?.sunOffsetMinutes == 75)
  }

  @Test("29 February leaves after the rotation")
  func leapDay() throws {
    let year = try Fixture.read(Fixture.nsrdb(dataOffset: 0, leapDay: true, year: 2024))
    let temperature = try #require(year.dryBulb)
    #expect(temperature.count == 8760)
    // 28 Feb 23:00 local is 29 Feb 06:00 UTC, row 59 * 24 + 6; next is 1 Mar 00:00 local.
    #expect(temperature[59 * 24 - 1] == Double(59 * 24 + 6) / 1000)
    #expect(temperature[59 * 24] == Double(60 * 24 + 7) / 1000)
    #expect(year.notes.contains { $0.kind == .leapDayDropped })
    let absent = try Fixture.read(Fixture.nsrdb(year: 2024))
    #expect(absent.notes.contains { $0.kind == .leapDayAbsent })
  }

  @Test func stampsOnTheHour() throws {
    let year = try Fixture.read(Fixture.nsrdb(dataOffset: -7, minute: 0))
    #expect(year.irradiance?.sunOffsetMinutes == 0)
    #expect(year.notes.contains { $0.kind == .stampsOnTheHour })
  }

  @Test("absent, repeated and backward rows are errors with their line")
  func order() throws {
    let absent = Fixture.refusal(Fixture.nsrdb { k, row in if k == 10 || k == 11 { row = [] } })
    #expect(absent?.kind == .gap)
    #expect(
      absent?.description
        == "test.txt:14: expected the step 01-01 10:00 (2 absent), found “01-01 12:00”")
    let repeated = Fixture.refusal(Fixture.nsrdb { k, row in if k == 10 { row[3] = "9" } })
    #expect(
      repeated?.description
        == "test.txt:14: expected the step 01-01 10:00, found “01-01 09:00 a second time”")
    let backward = Fixture.refusal(Fixture.nsrdb { k, row in if k == 10 { row[3] = "3" } })
    #expect(backward?.kind == .badStamp)
    let short = Fixture.refusal(Fixture.nsrdb { k, row in if k >= 8000 { row = [] } })
    #expect(short?.kind == .gap)
    #expect(short?.line == 8003)
    #expect(short?.found.contains("8000 rows") == true)
    let minute = Fixture.refusal(Fixture.nsrdb { k, row in if k == 10 { row[4] = "31" } })
    #expect(minute?.kind == .badStamp)
  }

  @Test func shortGapsAreFilledOnDemand() throws {
    let text = Fixture.nsrdb(dataOffset: -7) { k, row in
      if k == 10 || k == 11 { row = [] }
      if k == 8759 { row[8] = "" }
    }
    let year = try Fixture.read(text, gaps: .interpolate(maxHours: 3))
    let temperature = try #require(year.dryBulb)
    #expect(abs(temperature[10] - 0.010) < 1e-12)
    #expect(abs(temperature[11] - 0.011) < 1e-12)
    // Around the year: between hours 8758 and 0.
    #expect(abs(temperature[8759] - 4.379) < 1e-12)
    #expect(year.notes.contains { $0.kind == .gapFilled && $0.text.hasPrefix("Temperature: 3 of") })
  }

  @Test func halfHoursStayAndAverage() throws {
    let half = Fixture.year(step: 30)
    let hourly = half.hourly()
    #expect(half.stepCount == 17_520)
    #expect(hourly.stepCount == 8760)
    #expect(hourly.irradiance?.sunOffsetMinutes == 30)
    let ghi = try #require(half.irradiance?.ghi)
    #expect(hourly.irradiance?.ghi[12] == (ghi[24] + ghi[25]) / 2)
    #expect(hourly.hourly() == hourly)
    let system = PVSystem.tracking(at: half.place)
    let native = try half.solarOutput(system).ac
    let factors = try half.solarCapacityFactors(system)
    #expect(factors.count == 8760)
    #expect(factors[4000] == (native[8000] + native[8001]) / 2)
  }

  @Test("ISO stamps of the current NREL layout")
  func isoStamps() throws {
    var text = """
      id,site_tz,data_tz,site_lat,site_lon,elevation
      1,-7.0,0,39.77,-105.22,1867.0
      time,dhi,dni,ghi,temperature

      """
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    for h in Fixture.hours(leapDay: true) {
      for minute in ["00", "30"] {
        text += "2024-\(two(h.month))-\(two(h.day)) \(two(h.hour)):\(minute):00+00:00,1,2,3,4\n"
      }
    }
    let year = try Fixture.read(text)
    #expect(year.stepMinutes == 30)
    #expect(year.irradiance?.ghi.count == 17_520)
    #expect(year.irradiance?.sunOffsetMinutes == 0)
    let wrong = Fixture.refusal(text.replacing("12:30:00+00:00", with: "12:30:00+01:00"))
    #expect(wrong?.kind == .badStamp)
  }

  @Test func rotationKeepsEveryValue() {
    let base = (0..<8760).map(Double.init)
    for steps in [-30, -7, 0, 5, 8760, 9000] {
      var turned = base
      turned.rotate(by: steps)
      #expect(turned.sorted() == base)
      var back = turned
      back.rotate(by: -steps)
      #expect(back == base)
    }
  }
}
