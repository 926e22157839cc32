import Foundation
import Testing

@testable import Weather

@Suite("solar output", .tags(.solar))
struct SolarTests {
  static let systems: [PVSystem] = [
    .fixedTilt(at: Fixture.denver), .tracking(at: Fixture.denver),
    PVSystem(mounting: .fixed(tilt: 0, azimuth: 180), transposition: .hayDavies),
    PVSystem(
      mounting: .fixed(tilt: 90, azimuth: 90), dcToACRatio: 2, transposition: .isotropic,
      cellTemperature: .faiman(u0: 25, u1: 6.84)),
  ]

  @Test("from 0 to 1, and 0 at night", arguments: systems)
  func bounds(system: PVSystem) throws {
    let year = Fixture.base
    let factors = try year.solarCapacityFactors(system)
    #expect(factors.count == 8760)
    #expect(factors.allSatisfy { (0...1).contains($0) })
    for (sun, factor) in zip(year.sunPositions(), factors) where sun.apparentZenith > 90 {
      #expect(factor == 0)
    }
    #expect(factors.mean > 0.03)
  }

  @Test("a flat plane sees beam and sky as on the ground", arguments: Transposition.allCases)
  func flatPlane(model: Transposition) {
    let year = Fixture.base
    for (k, sun) in year.sunPositions().enumerated() where sun.apparentZenith < 84 {
      let light = Fixture.light(sun)
      let plane = model.irradiance(
        on: Orientation(tilt: 0, azimuth: 180), sun: sun, ghi: light.ghi, dni: light.dni,
        dhi: light.dhi, dayOfYear: k / 24 + 1)
      let expected = light.dhi + light.dni * cosd(sun.apparentZenith)
      #expect(abs(plane.total - expected) < 1e-9 * max(1, expected))
      #expect(plane.ground == 0)
    }
  }

  @Test("no model creates light: the sphere average of a uniform sky is kept")
  func overcast() {
    let sun = SunPosition(zenith: 50, apparentZenith: 50, azimuth: 170)
    for model in [Transposition.hayDavies, .isotropic] {
      let wall = model.irradiance(
        on: Orientation(tilt: 90, azimuth: 0), sun: sun, ghi: 100, dni: 0, dhi: 100, dayOfYear: 80)
      #expect(abs(wall.sky - 50) < 1e-9)
      #expect(abs(wall.ground - 10) < 1e-9)
      #expect(wall.beam == 0)
    }
  }

  @Test(
    "Perez 1990 and Hay-Davies against pvlib 0.16.1",
    arguments: [
      (Transposition.perez, 95.143867), (.hayDavies, 86.495156),
    ])
  func skyFacts(model: Transposition, expected: Double) {
    // pvlib.irradiance.perez / haydavies, tilt 30, azimuth 180, zenith 40, azimuth 150,
    // DNI 700, DHI 80, extraterrestrial 1400, Kasten-Young air mass.
    let sky = model.sky(
      on: Orientation(tilt: 30, azimuth: 180),
      sun: SunPosition(zenith: 40, apparentZenith: 40, azimuth: 150), dni: 700, dhi: 80,
      extraterrestrial: 1400)
    #expect(abs(sky - expected) < 1e-4)
  }

  @Test("PVWatts parts against pvlib 0.16.1")
  func parts() {
    let system = PVSystem(mounting: .fixed(tilt: 20, azimuth: 180))
    #expect(abs(PVLosses().total - 0.140757) < 1e-6)
    #expect(abs(PVLosses(total: 0.1).total - 0.1) < 1e-12)
    // pvlib.inverter.pvwatts(0.5, 1/0.96, 0.96)
    #expect(abs(system.acPower(dc: 0.5) - 0.481012) < 1e-6)
    #expect(system.acPower(dc: 1.3) == 1)
    #expect(system.acPower(dc: 0) == 0)
    #expect(system.acPower(dc: 0.001) == 0)
    // pvlib.iam.physical at 60 and 80 deg
    #expect(abs(IncidenceModifier.physical(cosIncidence: cosd(60)) - 0.946003) < 1e-5)
    #expect(abs(IncidenceModifier.physical(cosIncidence: cosd(80)) - 0.634117) < 1e-5)
    #expect(abs(IncidenceModifier.physical(cosIncidence: 1) - 1) < 1e-12)
    // pvlib.temperature.sapm_cell(800, 20, 5, ...) and faiman(800, 20, 5)
    let sapm = CellTemperatureModel.openRack.temperature(plane: 800, air: 20, wind: 5)
    #expect(abs(sapm - 38.036559) < 1e-5)
    let faiman = CellTemperatureModel.faiman(u0: 25, u1: 6.84)
      .temperature(plane: 800, air: 20, wind: 5)
    #expect(abs(faiman - (20 + 800 / 59.2)) < 1e-9)
  }

  @Test("data in UTC and in local time give the same energy")
  func rotationInvariance() throws {
    let local = Fixture.base
    let system = PVSystem.tracking(at: local.place)
    let expected = try local.solarCapacityFactors(system)
    // The same physical year, stored on the UTC clock.
    var utc = local
    utc.place.utcOffset = 0
    utc.irradiance = local.irradiance.map { light in
      var light = light
      light.ghi.rotate(by: 7)
      light.dni.rotate(by: 7)
      light.dhi.rotate(by: 7)
      return light
    }
    utc.dryBulb?.rotate(by: 7)
    for i in utc.wind.indices { utc.wind[i].speed.rotate(by: 7) }
    var turned = try utc.solarCapacityFactors(system)
    turned.rotate(by: -7)
    let difference = zip(turned, expected).map { abs($0 - $1) }
    // Only the seven hours that wrapped around the year see a sun one year off; the day number in
    // the extraterrestrial irradiance changes at another midnight.
    #expect(difference.dropLast(7).max() ?? 1 < 1e-4)
    #expect(abs(turned.mean - expected.mean) < 1e-5)
  }

  @Test("the southern hemisphere mirrors the northern half a year later")
  func hemispheres() throws {
    let north = Place(name: "", latitude: 30, longitude: 0, utcOffset: 0)
    let south = Place(name: "", latitude: -30, longitude: 0, utcOffset: 0)
    for make in [PVSystem.fixedTilt, PVSystem.tracking] {
      var years = [Fixture.year(north), Fixture.year(south)]
      for i in years.indices { years[i].dryBulb = nil }
      let a = try years[0].solarCapacityFactors(make(north)).mean
      let b = try years[1].solarCapacityFactors(make(south)).mean
      // Not equal: the northern summer is longer and farther from the sun.
      #expect(abs(a / b - 1) < 0.02)
    }
  }

  @Test("tracking beats fixed, and flat loses to tilted")
  func order() throws {
    let year = Fixture.base
    let fixed = try year.solarCapacityFactors(.fixedTilt(at: year.place)).mean
    let tracking = try year.solarCapacityFactors(.tracking(at: year.place)).mean
    let flat = try year.solarCapacityFactors(
      PVSystem(mounting: .fixed(tilt: 0, azimuth: 180))
    ).mean
    #expect(flat < fixed)
    #expect(fixed < tracking)
  }

  @Test(
    "impossible plants are refused",
    arguments: [
      PVSystem(mounting: .fixed(tilt: 120, azimuth: 180)),
      PVSystem(mounting: .fixed(tilt: .nan, azimuth: 180)),
      PVSystem(mounting: .singleAxis(Tracker(gcr: 0))),
      PVSystem(mounting: .fixed(tilt: 20, azimuth: 180), dcToACRatio: -1),
      PVSystem(mounting: .fixed(tilt: 20, azimuth: 180), losses: PVLosses(total: 1.2)),
      PVSystem(mounting: .fixed(tilt: 20, azimuth: 180), inverterEfficiency: .infinity),
    ])
  func refused(system: PVSystem) {
    #expect(failure { try Fixture.base.solarCapacityFactors(system) }?.kind == .parameter)
  }

  @Test func frozen() throws {
    // Regression values of this package on the synthetic year; tolerance 1e-4 of capacity.
    let year = Fixture.base
    let fixed = try year.solarCapacityFactors(.fixedTilt(at: year.place)).mean
    let tracking = try year.solarCapacityFactors(.tracking(at: year.place)).mean
    #expect(abs(fixed - 0.2871) < 1e-4)
    #expect(abs(tracking - 0.3453) < 1e-4)
  }
}
