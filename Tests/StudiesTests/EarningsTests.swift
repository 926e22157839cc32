import Chains
import Planning
import Studies
import Testing

/// What scarce things earn, and whose it is.
@Suite struct EarningsTests {
  private static let owned = Fleets.twoSites
    .replacing(", shipments: 40000", with: ", owner: vendor, shipments: 4000")
    .replacing("grid: {import: 50 MW", with: "grid: {owner: utility, import: 50 MW")
    .replacing("maximum: 30 MW", with: "maximum: 3 MW, owner: county")
    .replacing("research: {work", with: "research: {owner: readers, work")

  @Test(arguments: [Fleets.twoSites, owned])
  func earningsAddUp(_ text: String) throws {
    let planned = try PlannedFleet(text)
    let reader = EarningsReader(campuses: planned.study.campuses, fleet: planned.study.fleet)
    let earnings = reader.earnings(of: planned.plan)
    let sum = earnings.reduce(0) { $0 + $1.amount }
    #expect(isClose(sum, planned.plan.value, 1e-7))
    // Everything that earns has a name in the study's own words.
    #expect(!earnings.contains { $0.kind == .others })
    let kinds = Set(earnings.filter { abs($0.amount) > 1e-6 * abs(sum) }.map(\.kind))
    #expect(kinds.isSuperset(of: [.demand, .standing, .load]))
  }

  @Test func ownersHaveBooks() throws {
    let planned = try PlannedFleet(Self.owned)
    let reader = EarningsReader(campuses: planned.study.campuses, fleet: planned.study.fleet)
    let earnings = reader.earnings(of: planned.plan)
    func earned(_ party: String?) -> Double {
      earnings.filter { $0.party == party }.reduce(0) { $0 + $1.amount }
    }
    let parties: [String?] = ["vendor", "utility", "county", "readers", nil]
    #expect(Set(earnings.map(\.party)).isSubset(of: Set(parties)))
    #expect(isClose(parties.reduce(0) { $0 + earned($1) }, planned.plan.value, 1e-7))
    #expect(earned("vendor") > 1e6)
    #expect(earned("county") > 1e3)
    // A word for the books changes no plan.
    let same = try PlannedFleet(
      Self.owned.replacing("owner: vendor, ", with: "").replacing("owner: readers, ", with: ""))
    #expect(isClose(same.plan.value, planned.plan.value, 1e-9))
  }

  /// One more chip a year is worth to the plan what its shipments earn for one.
  @Test func shipmentsEarnWhatTheyAreWorth() throws {
    func plan(_ chips: Double) throws -> PlannedFleet {
      try PlannedFleet(
        Fleets.plain.replacing("40000 chips/year", with: "\(chips) chips/year"))
    }
    let (fewer, few, more) = (try plan(1980), try plan(2000), try plan(2020))
    let earned = EarningsReader(campuses: few.study.campuses, fleet: few.study.fleet)
      .earnings(of: few.plan).first { $0.kind == .shipments }
    let amount = try #require(earned).amount
    #expect(amount > 1e6)
    // Value is concave in what can be had: the price lies between the gain and the loss of one in a hundred.
    #expect(more.plan.value - few.plan.value <= amount / 100 * (1 + 1e-6))
    #expect(few.plan.value - fewer.plan.value >= amount / 100 * (1 - 1e-6))
  }
}
