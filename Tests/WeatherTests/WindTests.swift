import Foundation
import Testing

@testable import Weather

@Suite("wind output", .tags(.wind))
struct WindTests {
  @Test("a curve passes through its points", arguments: PowerCurve.builtIn)
  func points(curve: PowerCurve) {
    for (speed, output) in zip(curve.speeds, curve.output) where speed < curve.cutOut {
      #expect(curve.output(at: speed) == output)
    }
    for (i, speed) in curve.speeds.dropLast().enumerated() {
      let middle = curve.output(at: (speed + curve.speeds[i + 1]) / 2)
      #expect(abs(middle - (curve.output[i] + curve.output[i + 1]) / 2) < 1e-12)
    }
    #expect(curve.output(at: 0) == 0)
    #expect(curve.output(at: curve.speeds[0] - 0.001) == 0)
    #expect(curve.output(at: curve.cutOut) == 0)
    #expect(curve.output(at: 60) == 0)
    #expect(curve.output(at: curve.cutOut - 0.001) > 0.4)
    #expect(curve.output.allSatisfy { (0...1).contains($0) })
    #expect(!curve.output(at: .nan).isNaN)
  }

  @Test func catalogue() throws {
    #expect(PowerCurve.builtIn.count == 9)
    #expect(Set(PowerCurve.builtIn.map(\.name)).count == 9)
    #expect(PowerCurve.standard.ratedKilowatts == 5500)
    #expect(PowerCurve.standard.hubHeight == 120)
    #expect(try PowerCurve.named("iea 3.4 mw 130").rotorDiameter == 130)
    #expect(
      failure { try PowerCurve.named("E-126") }?.description.contains("IEA 3.4 MW 130") == true)
    #expect(abs(PowerCurve.standard.output(at: 7) - 1977.0 / 5500) < 1e-12)
  }

  @Test(
    "bad curves are refused",
    arguments: [
      ([1, 2], [0], 25), ([2, 1], [0, 1], 25), ([1, .nan], [0, 1], 25), ([1, 2], [0, 2], 25),
      ([1, 2], [-0.1, 1], 25), ([1, 2], [0, 1], 0), ([], [], 25), ([1, 2], [0, .nan], 25),
    ] as [([Double], [Double], Double)])
  func refused(speeds: [Double], power: [Double], cutOut: Double) {
    #expect(
      failure { try PowerCurve(name: "x", cutOut: cutOut, speeds: speeds, power: power) }?.kind
        == .parameter)
  }

  @Test func curveFiles() throws {
    func read(_ text: String, rated: Double? = nil) throws -> PowerCurve {
      try PowerCurve.read(
        TextFile(path: "c.csv", data: Array(text.utf8)), name: "c", ratedKilowatts: rated,
        hubHeight: 90, cutOut: 25)
    }
    let indexed = try read(",Wind Speed [m/s],Power [kW],Cp [-],,\n0,3,0,0,,\n1,12,2000,0.4,,\n")
    #expect(indexed.ratedKilowatts == 2000)
    #expect(indexed.output(at: 7.5) == 0.5)
    #expect(indexed.output(at: 24) == 1)
    let normal = try read("Wind Speed [m/s],Power [-]\n3,0\n12,1\n")
    #expect(normal.ratedKilowatts == nil)
    #expect(failure { try read("Wind Speed,Power\n3,zero\n") }?.line == 2)
    #expect(failure { try read("v,p\n3,0\n") }?.kind == .missingColumn)
    #expect(try read("speed,power kW\n3,0\n12,1800\n", rated: 2000).output(at: 12) == 0.9)
  }

  /// A year of one constant wind.
  func constant(_ speed: Double, levels: [(Double, Double)] = []) -> WeatherYear {
    var year = Fixture.base
    let n = year.stepCount
    let pairs = levels.isEmpty ? [(100, speed)] : levels
    year.wind = pairs.map { WindLevel(height: $0.0, speed: [Double](repeating: $0.1, count: n)) }
    year.dryBulb = nil
    year.pressure = nil
    year.place.elevation = 0
    return year
  }

  @Test("power law within, default exponent alone, level hit exactly")
  func shear() throws {
    let single = constant(8)
    #expect(abs(try single.windSpeed(at: 150)[0] - 8 * pow(1.5, 0.143)) < 1e-12)
    let two = constant(0, levels: [(40, 6), (160, 9)])
    let exponent = log(9.0 / 6) / log(4.0)
    #expect(abs(try two.windSpeed(at: 80)[0] - 6 * pow(2, exponent)) < 1e-12)
    #expect(try two.windSpeed(at: 40)[0] == 6)
    #expect(try two.windSpeed(at: 160)[0] == 9)
    #expect(abs(try two.windSpeed(at: 200)[0] - 9 * pow(1.25, exponent)) < 1e-12)
    // Falling wind is not carried on above the top, calm never gives NaN.
    #expect(try constant(0, levels: [(40, 9), (160, 6)]).windSpeed(at: 200)[0] == 6)
    #expect(try constant(0, levels: [(40, 0), (160, 0)]).windSpeed(at: 100)[0] == 0)
    #expect(try constant(0, levels: [(40, 0), (160, 1)]).windSpeed(at: 100)[0] == 0.5)
  }

  @Test("density law: speed scales with the cube root")
  func density() throws {
    var year = constant(8)
    let n = year.stepCount
    year.dryBulb = [Double](repeating: 15 + 0.0065 * 98, count: n)
    // Pressure at the hub for a density of 80 % of the reference.
    let target = 0.8 * 1.225
    let hub = target * 287.05 * 288.15
    year.pressure = [Double](repeating: hub * exp(9.80665 * 100 / (287.05 * 288.15)), count: n)
    #expect(abs(year.airDensity(at: 100)[0] - target) < 1e-9)
    var farm = WindFarm(hubHeight: 100)
    let scaled = farm.curve.output(at: 8 * cbrt(0.8)) * farm.netFactor
    #expect(abs(try year.windCapacityFactors(farm)[0] - scaled) < 1e-9)
    farm.densityCorrection = false
    #expect(
      abs(try year.windCapacityFactors(farm)[0] - farm.curve.output(at: 8) * farm.netFactor) < 1e-12
    )
    // The standard atmosphere at sea level has the reference density.
    #expect(abs(constant(8).airDensity(at: 0.001)[0] - 1.225) < 0.001)
    // A mountain has thinner air.
    var high = constant(8)
    high.place.elevation = 2000
    #expect(abs(high.airDensity(at: 0.001)[0] - 1.0066) < 0.001)
  }

  @Test func cutOutActsOnTheRealSpeed() throws {
    #expect(try constant(25).windCapacityFactors(WindFarm(hubHeight: 100)).max() == 0)
    var dense = constant(24.9)
    dense.dryBulb = [Double](repeating: -40, count: dense.stepCount)
    let farm = WindFarm(hubHeight: 100)
    #expect(abs(try dense.windCapacityFactors(farm)[0] - farm.netFactor) < 1e-12)
  }

  @Test func lossesMultiply() throws {
    let farm = WindFarm(
      wakeLoss: 0.1, availabilityLoss: 0.05, electricalLoss: 0.02, otherLoss: 0.01)
    #expect(abs(farm.netFactor - 0.9 * 0.95 * 0.98 * 0.99) < 1e-12)
    let year = Fixture.base
    let free = WindFarm(wakeLoss: 0, availabilityLoss: 0, electricalLoss: 0, otherLoss: 0)
    let gross = try year.windCapacityFactors(free)
    let net = try year.windCapacityFactors(farm)
    for (g, n) in zip(gross, net) { #expect(abs(n - g * farm.netFactor) < 1e-12) }
    #expect(gross.allSatisfy { (0...1).contains($0) })
    #expect(failure { try year.windCapacityFactors(WindFarm(wakeLoss: 1.5)) }?.kind == .parameter)
    #expect(failure { try year.windCapacityFactors(WindFarm(hubHeight: .nan)) }?.kind == .parameter)
    var still = year
    still.wind = []
    #expect(failure { try still.windCapacityFactors(farm) }?.kind == .noData)
  }
}
