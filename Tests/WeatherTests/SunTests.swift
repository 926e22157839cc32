import Foundation
import Testing

@testable import Weather

/// One sun position by pvlib 0.16.1, `get_solarposition(..., altitude=..., method="nrel_numpy")`
/// (the NREL SPA of Reda and Andreas 2004).
struct SunFact: Sendable {
  var date: (year: Int, month: Int, day: Int)
  var hours: Double
  var latitude, longitude, elevation: Double
  var zenith, apparentZenith, azimuth: Double
}

@Suite("sun position", .tags(.solar))
struct SunTests {
  static let facts: [SunFact] = [
    SunFact(
      date: (1995, 6, 21), hours: 12, latitude: 39.742476, longitude: -105.1786,
      elevation: 1830.14, zenith: 86.2937, apparentZenith: 86.1346, azimuth: 62.3247),
    SunFact(
      date: (2003, 10, 17), hours: 19.508333, latitude: 39.742476, longitude: -105.1786,
      elevation: 1830.14, zenith: 50.1280, apparentZenith: 50.1118, azimuth: 194.3402),
    SunFact(
      date: (2024, 3, 20), hours: 3.1, latitude: 33.45, longitude: -111.98, elevation: 337,
      zenith: 108.7573, apparentZenith: 108.7573, azimuth: 282.9628),
    SunFact(
      date: (2013, 1, 1), hours: 14, latitude: 32.33, longitude: -100.18, elevation: 761,
      zenith: 87.5160, apparentZenith: 87.2856, azimuth: 119.3042),
    SunFact(
      date: (2024, 2, 29), hours: 18.25, latitude: 51.5, longitude: -0.12, elevation: 20,
      zenith: 96.2606, apparentZenith: 96.2606, azimuth: 265.6912),
    SunFact(
      date: (2019, 12, 21), hours: 22.5, latitude: -27.35, longitude: 152.66, elevation: 227,
      zenith: 44.4913, apparentZenith: 44.4752, azimuth: 96.4551),
    SunFact(
      date: (2020, 9, 22), hours: 4, latitude: 3.26, longitude: 101.65, elevation: 155,
      zenith: 16.7970, apparentZenith: 16.7920, azimuth: 100.3333),
    SunFact(
      date: (2016, 7, 4), hours: 2.75, latitude: 64.84, longitude: -147.7, elevation: 136,
      zenith: 61.9988, apparentZenith: 61.9678, azimuth: 264.3737),
    SunFact(
      date: (2040, 4, 10), hours: 9, latitude: -54.8, longitude: -68.3, elevation: 10,
      zenith: 110.2049, apparentZenith: 110.2049, azimuth: 104.8890),
    SunFact(
      date: (1976, 11, 5), hours: 16.75, latitude: 44.88, longitude: -93.23, elevation: 254,
      zenith: 62.8871, apparentZenith: 62.8554, azimuth: 160.6111),
    SunFact(
      date: (2021, 6, 21), hours: 12, latitude: 71.29, longitude: -156.79, elevation: 5,
      zenith: 83.9581, apparentZenith: 83.8195, azimuth: 20.9000),
  ]

  @Test("within 0.01 deg of the SPA", arguments: facts)
  func againstSPA(fact: SunFact) {
    let almanac = SunAlmanac(
      latitude: fact.latitude, longitude: fact.longitude, elevation: fact.elevation)
    let midnight = SunAlmanac.julianDay(
      year: fact.date.year, month: fact.date.month, day: fact.date.day)
    let sun = almanac.position(julianDay: midnight + fact.hours / 24)
    #expect(abs(sun.zenith - fact.zenith) < 0.01)
    #expect(abs(sun.apparentZenith - fact.apparentZenith) < 0.01)
    // An azimuth counts by its arc on the sky.
    #expect(abs(sun.azimuth - fact.azimuth) * sind(fact.zenith) < 0.01)
  }

  @Test("Julian days of Meeus, chapter 7")
  func julianDays() {
    #expect(SunAlmanac.julianDay(year: 2000, month: 1, day: 1) == 2_451_544.5)
    #expect(SunAlmanac.julianDay(year: 1987, month: 6, day: 19) == 2_446_965.5)
    #expect(SunAlmanac.julianDay(year: 1900, month: 1, day: 1) == 2_415_020.5)
    #expect(SunAlmanac.julianDay(year: 2024, month: 3, day: 1) == 2_460_370.5)
  }

  @Test func hemispheresMirror() {
    let north = SunAlmanac(latitude: 30, longitude: 10)
    let south = SunAlmanac(latitude: -30, longitude: 10)
    // At the equinox of 20 March 2024, 03:06 UT, the declination is 0.
    let day = SunAlmanac.julianDay(year: 2024, month: 3, day: 20) + 12.0 / 24
    let a = north.position(julianDay: day)
    let b = south.position(julianDay: day)
    #expect(abs(a.zenith - b.zenith) < 0.4)
    #expect(abs(a.azimuth - (180 - b.azimuth + 360).truncatingRemainder(dividingBy: 360)) < 1)
  }
}

@Suite("trackers", .tags(.solar))
struct TrackerTests {
  /// Every daylight sun of a year at three latitudes.
  static let suns: [SunPosition] = [52.0, 0, -33].flatMap { latitude -> [SunPosition] in
    let place = Place(name: "", latitude: latitude, longitude: 0, utcOffset: 0)
    let positions = Fixture.year(place).sunPositions()
    return positions.enumerated().filter { $0.offset % 7 == 0 && $0.element.apparentZenith < 89.9 }
      .map(\.element)
  }

  @Test("backtracking never shades", arguments: [0.2, 0.3, 0.45, 0.7], [45.0, 60, 90])
  func neverShades(gcr: Double, maxAngle: Double) {
    let tracker = Tracker(maxAngle: maxAngle, gcr: gcr)
    for sun in Self.suns {
      let projected = tracker.projectedZenith(sun)
      let angle = tracker.rotation(sun)
      // Seen from the sun, a module of width gcr must fit into the row distance 1.
      #expect(gcr * cosd(angle - projected) <= cosd(projected) + 1e-9)
      #expect(abs(angle) <= maxAngle)
    }
  }

  @Test func trueTrackingFacesTheSun() {
    let tracker = Tracker(maxAngle: 90, backtracking: false)
    for sun in Self.suns {
      let plane = tracker.orientation(tracker.rotation(sun))
      let best = plane.cosIncidence(sun)
      for turn in [-5.0, 5] {
        let other = tracker.orientation(tracker.rotation(sun) + turn).cosIncidence(sun)
        #expect(other <= best + 1e-12)
      }
    }
  }

  @Test func axisDirectionDoesNotMatter() {
    for sun in Self.suns {
      let a = Tracker(axisAzimuth: 180)
      let b = Tracker(axisAzimuth: 0)
      #expect(abs(a.rotation(sun) + b.rotation(sun)) < 1e-9)
      let first = a.orientation(a.rotation(sun)).cosIncidence(sun)
      #expect(abs(first - b.orientation(b.rotation(sun)).cosIncidence(sun)) < 1e-9)
    }
  }

  @Test func flatAtNightAndEastInTheMorning() {
    let tracker = Tracker()
    let night = SunPosition(zenith: 100, apparentZenith: 100, azimuth: 20)
    #expect(tracker.rotation(night) == 0)
    #expect(tracker.orientation(0).tilt == 0)
    let morning = SunPosition(zenith: 60, apparentZenith: 60, azimuth: 90)
    let plane = tracker.orientation(tracker.rotation(morning))
    #expect(abs(plane.azimuth - 90) < 1e-9)
    #expect(abs(plane.tilt - 60) < 1e-9)
  }
}
