import Chains
import Foundation
import Studies
import Testing

/// What may be built, when, in which sizes, and how it may run.
@Suite struct CampusCapacities {
  @Test func minimumAndMaximum() throws {
    let lines = "supplies:\n\(Plants.gas.with("maximum: 40 MW"))\n\(Plants.steam)"
    let planned = try Planned.year(lines, step: "12 h")
    #expect(isClose(try planned.capacity("gas").amount, 40))
    #expect(isClose(try planned.capacity("steam").amount, 60))
    let dear = Plants.solar.with("minimum: 25 MW").replacing("cost: 900", with: "cost: 90000")
    let forced = try Planned.year("supplies:\n\(Plants.gas)\n\(dear)", step: "12 h")
    #expect(isClose(try forced.capacity("solar").amount, 25))
  }

  @Test func limitsByYear() throws {
    let gas = Plants.gas.with("maximum: {2030: 30 MW, 2035: 60 MW}")
    let planned = try Planned.pathway("supplies:\n\(gas)\nunserved: 5000 USD/MWh")
    #expect(isClose(try planned.capacity("gas", 0).amount, 30))
    #expect(isClose(try planned.capacity("gas", 1).amount, 60))
    #expect(isClose(try planned.capacity("gas", 1).added, 30))
  }

  @Test func existingUntil() throws {
    let gas = Plants.gas.with("existing: 80 MW, existing until: 2035")
    let planned = try Planned.pathway("supplies:\n\(gas)")
    #expect(isClose(try planned.capacity("gas", 0).amount, 100))
    #expect(isClose(try planned.capacity("gas", 0).added, 20))
    #expect(isClose(try planned.capacity("gas", 1).added, 80))
    #expect(isClose(try planned.capacity("gas", 1).amount, 100))
    // What stands is paid for; only what is added costs capital.
    #expect(isClose(planned.cost(.capital, "gas", 0), 20 * 1_300_000 * 0.0805864, 1e-5))
  }

  @Test func existingStays() throws {
    let planned = try Planned.pathway("supplies:\n\(Plants.gas.with("existing: 100 MW"))")
    for stage in 0...1 {
      #expect(isClose(try planned.capacity("gas", stage).amount, 100))
      #expect(planned.cost(.capital, "gas", stage) == 0)
    }
  }

  /// Fixed costs of what stands are paid, needed or not.
  @Test func whatStandsIsPaidFor() throws {
    let planned = try Planned.pathway("supplies:\n\(Plants.gas.with("existing: 150 MW"))")
    for stage in 0...1 {
      #expect(isClose(try planned.capacity("gas", stage).amount, 150))
      #expect(isClose(planned.cost(.fixed, "gas", stage), 150 * 15_000))
    }
  }

  @Test(arguments: [(30.0, 4.0), (77, 2), (200, 1)])
  func wholeUnits(_ size: Double, _ units: Double) throws {
    let planned = try Planned.year(
      "supplies:\n\(Plants.gas.with("unit size: \(size) MW"))", step: "12 h")
    #expect(isClose(try planned.capacity("gas").amount, size * units))
    #expect(isClose(planned.cost(.fixed, "gas"), size * units * 15_000))
  }

  @Test func rampAndMinimumOutput() throws {
    let gas = Plants.gas.with("ramp rate: 5 %/h, minimum output: 30 %")
    let planned = try Planned.year("supplies:\n\(gas)\n\(Plants.solar)")
    let free = try Planned.year("supplies:\n\(Plants.gas)\n\(Plants.solar)")
    let capacity = try planned.capacity("gas").amount
    let output = try planned.hours("run gas")
    #expect(capacity > 1)
    #expect(output.allSatisfy { $0 >= 0.3 * capacity - 1e-5 && $0 <= capacity + 1e-5 })
    // A step lasts 6 hours.
    let changes = zip(output.dropFirst(), output).map { abs($0 - $1) }
    #expect(try #require(changes.max()) <= 0.05 * 6 * capacity + 1e-5)
    #expect(planned.answer.cost > free.answer.cost + 1)
    let freeOutput = try free.hours("run gas")
    #expect(try #require(freeOutput.min()) < 0.3 * (try free.capacity("gas").amount))
  }

  @Test func availability() throws {
    let gas = Plants.gas.replacing("availability: 100 %", with: "availability: 80 %")
    #expect(
      isClose(try Planned.year("supplies:\n\(gas)", step: "12 h").capacity("gas").amount, 125))
  }

  @Test func leadTime() throws {
    let cheap = Plants.steam.replacing("overnight cost: 12000", with: "overnight cost: 500")
    let slow = cheap.with("lead time: 5.5 years")
    let planned = try Planned.pathway("supplies:\n\(Plants.gas)\n\(slow)", today: "today: 2026")
    #expect(try planned.capacity("steam", 0).amount < 1e-9)
    #expect(isClose(try planned.capacity("steam", 1).amount, 100))
    let soon = cheap.with("lead time: 4 years")
    let early = try Planned.pathway("supplies:\n\(Plants.gas)\n\(soon)", today: "today: 2026")
    #expect(isClose(try early.capacity("steam", 0).amount, 100))
  }

  @Test func gridConnectsLater() throws {
    let grid =
      "grid: {from: 2035, import: 500 MW, price: 1 USD/MWh, connection cost: 1 USD/kW, "
      + "emission factor: 0 t/MWh}"
    let planned = try Planned.pathway("supplies:\n\(Plants.gas)\n\(grid)")
    #expect(isClose(try planned.energy("gas", 0), 876_000))
    #expect(try planned.energy("grid", 0) == 0)
    #expect(isClose(try planned.energy("grid", 1), 876_000))
  }
}

/// Stores: what goes in, what comes out, and what is lost between.
@Suite struct CampusStores {
  static let night = "supplies:\n\(Plants.solar)\n"

  private func planned(_ battery: String) throws -> Planned {
    try Planned.year(Self.night + battery + "\n" + Plants.gas)
  }

  @Test(arguments: ["0 %/h", "0.5 %/h", "2 %/h"]) func recurrence(_ loss: String) throws {
    let planned = try planned(Plants.battery.replacing("0.5 %/h", with: loss))
    let charge = try planned.hours("charge battery")
    let discharge = try planned.hours("discharge battery")
    let level = try #require(planned.plan.stock("battery level", at: "2030")).hourly
    let share = try #require(Double(loss.prefix { $0 != " " })) / 100
    let keep = pow(1 - share, 6)
    for step in level.indices {
      // Cyclic: before the first step is the last.
      let before = level[step == 0 ? level.count - 1 : step - 1]
      let after = keep * before + 6 * (0.95 * charge[step] - discharge[step] / 0.95)
      #expect(abs(level[step] - after) < 1e-4)
    }
    let energy = try planned.capacity("battery energy").amount
    let power = try planned.capacity("battery").amount
    #expect(energy > 10 && power > 1)
    #expect(level.allSatisfy { $0 >= -1e-6 && $0 <= energy + 1e-5 })
    #expect(zip(charge, discharge).allSatisfy { $0 + $1 <= power + 1e-5 })
    // Without losses in standing, what comes out is 0.95 x 0.95 of what goes in.
    let (input, output) = (charge.reduce(0, +), discharge.reduce(0, +))
    if share == 0 {
      #expect(isClose(output, 0.9025 * input))
    } else {
      #expect(output < 0.9025 * input)
    }
  }

  @Test func powerAndEnergyApart() throws {
    let planned = try planned(Plants.battery)
    let power = try planned.capacity("battery").amount
    let energy = try planned.capacity("battery energy").amount
    let crf = 0.07 / (1 - pow(1.07, -15))
    #expect(
      isClose(planned.cost(.capital, "battery"), crf * (power * 150_000 + energy * 90_000)))
    #expect(isClose(planned.cost(.fixed, "battery"), power * 2_000 + energy * 1_000))
    let few = try self.planned(Plants.battery.with("maximum energy: 50 MWh"))
    #expect(isClose(try few.capacity("battery energy").amount, 50))
    #expect(few.answer.cost > planned.answer.cost)
  }

  @Test(arguments: [2.0, 8]) func duration(_ hours: Double) throws {
    let planned = try planned(Plants.battery.with("duration: \(hours) h, minimum: 10 MW"))
    let power = try planned.capacity("battery").amount
    #expect(power >= 10 - 1e-6)
    #expect(isClose(try planned.capacity("battery energy").amount, hours * power))
    #expect(isClose(try #require(planned.stage.stores.first).hours, hours))
  }

  @Test func existingStore() throws {
    let dear = Plants.battery.replacing("power cost: 150", with: "power cost: 15000")
      .replacing("energy cost: 90", with: "energy cost: 9000")
    let standing = try planned(dear.with("existing: 20 MW, existing energy: 60 MWh"))
    #expect(isClose(try standing.capacity("battery").amount, 20))
    #expect(isClose(try standing.capacity("battery energy").amount, 60))
    #expect(standing.cost(.capital, "battery") == 0)
    // A duration says how much energy stands with the power.
    let tied = try planned(dear.with("existing: 20 MW, duration: 3 h"))
    #expect(isClose(try tied.capacity("battery energy").amount, 60))
    #expect(isClose(tied.answer.cost, standing.answer.cost))
  }
}

extension String {
  /// The supply with more keys.
  func with(_ keys: String) -> String {
    guard let brace = lastIndex(of: "}") else { return self }
    return String(self[..<brace]) + ", \(keys)}"
  }
}
