import Catalog
import Quantities
import Testing

@Suite struct Accelerators {
  let catalog: Catalog
  let accelerators: [Technology]

  init() throws {
    catalog = try Catalog.standard
    accelerators = catalog.technologies.filter { $0.kind == .accelerator }
  }

  @Test func suppliesAreWhatTheyWere() {
    let supplies = Technology.all.filter { $0.kind == .generator || $0.kind == .store }
    #expect(
      supplies.map(\.name) == [
        "solar", "wind", "battery", "gas engine", "gas turbine", "ccgt", "smr", "nuclear",
        "geothermal", "fusion", "diesel backup",
      ])
    #expect(
      Technology.all.filter { $0.kind == .fuel }.map(\.name) == [
        "natural gas", "natural gas eu", "diesel",
      ])
  }

  @Test(arguments: [
    ("GB200", "b200", "NVIDIA"), ("ironwood", "tpu v7", "Google"), ("DGX H100", "h100", "NVIDIA"),
    ("Instinct MI355X", "mi355x", "AMD"), ("trn2", "trainium2", "Amazon"),
  ])
  func aliases(_ alias: String, _ name: String, _ vendor: String) throws {
    let technology = try catalog.technology(alias)
    #expect(technology.name == name && technology.vendor == vendor)
    #expect(technology.kind == .accelerator)
  }

  @Test func everyOneHasSpeedMemoryAndALife() throws {
    #expect(accelerators.count == 16)
    for chip in accelerators {
      let speed = try catalog.number(chip.name, "peak BF16").value.value(
        in: .teraFLOPPerSecondAndChip)
      let eight = try catalog.number(chip.name, "peak 8-bit").value.value(
        in: .teraFLOPPerSecondAndChip)
      #expect((100...5000).contains(speed), "\(chip.name)")
      // Eight bits are twice as fast as sixteen, and up to 4.4 times on the newest chips.
      #expect((1.9...4.5).contains(eight / speed), "\(chip.name)")
      #expect(try catalog.number(chip.name, "life").value.value(in: .year) == 5)
      #expect(chip.vendor != nil)
    }
  }

  /// A server draws more than its chips; the factor lies between that of a rack of GB200 and that of
  /// a DGX H100 by their own ratings.
  @Test func serversDrawMoreThanTheirChips() throws {
    for chip in accelerators {
      guard let power = try catalog.numberIfSet(chip.name, "chip power") else { continue }
      let server = try catalog.number(chip.name, "server power").value.value(in: .kilowattPerChip)
      let factor = server / (try power.value.value(in: .kilowattPerChip))
      #expect((1.25...1.83).contains(factor), "\(chip.name): \(factor)")
    }
    let rating = try catalog.number("h100", "server power").value.value(in: .kilowattPerChip)
    #expect(abs(8 * rating - 10.2) < 1e-9)
    let rack = try catalog.number("gb200", "server power").value.value(in: .kilowattPerChip)
    #expect(abs(72 * rack - 120) < 1e-3)
  }

  @Test func serversCostMoreThanTheirChips() throws {
    for name in ["h100", "b200"] {
      let chip = try catalog.number(name, "chip price").value.value(in: .usdPerChip)
      let server = try catalog.number(name, "server cost").value.value(in: .usdPerChip)
      #expect(server > chip && server < 2 * chip)
    }
  }

  /// Epoch AI: IT of 1 GW costs 25.2 billion USD; racks alone, without the network between them,
  /// must come near it: 1 GW holds 600,000 chips at 120 kW per rack of 72.
  @Test func racksOfOneGigawattCostWhatEpochSays() throws {
    let power = try catalog.number("b200", "server power").value.value(in: .kilowattPerChip)
    let cost = try catalog.number("b200", "server cost").value.value(in: .usdPerChip)
    let billions = 1e6 / power * cost / 1e9
    #expect(abs(billions / 25.2 - 1) < 0.05, "\(billions)")
  }

  @Test func whatNobodyKnowsIsUnset() throws {
    #expect(try catalog.numberIfSet("rubin", "chip price") == nil)
    #expect(try catalog.numberIfSet("rubin", "server power") == nil)
    #expect(try catalog.numberIfSet("trainium3", "chip price") == nil)
    #expect(try catalog.numberIfSet("mi300x", "server cost") == nil)
    #expect(try catalog.numberIfSet("b200", "failure rate") == nil)
  }

  @Test func hallAndWhatIdleChipsCost() throws {
    let hall = try catalog.number("data center", "overnight cost")
    #expect(hall.value.amount == 11700 && hall.low == 9300 && hall.high == 15000)
    let pue = try catalog.number("hall", "PUE")
    #expect(pue.value.amount == 1.14 && pue.low == 1.09 && pue.high == 1.54)
    let idle = try catalog.number("compute", "idle GPU-hour")
    #expect(try idle.value.value(in: .usdPerChipHour) == 2.4)
  }

  /// The two factors differ by the PUE of the source, 1.09.
  @Test func factorsBesideTheChipAgree() throws {
    let facility = try catalog.number("compute", "facility joules per accelerator joule").value
    let inside = try catalog.number("compute", "IT joules per accelerator joule").value
    #expect(abs(facility.amount / inside.amount - 1.09) < 1e-3)
  }
}
