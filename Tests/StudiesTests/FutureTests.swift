import Chains
import Foundation
import Planning
import Studies
import Testing

/// Trees of futures of studies with sites, and what comes within a year.
@Suite struct FutureTests {
  @Test func treeOfTwoUncertainties() throws {
    let future = try read(Fleets.onTree).chain.future
    #expect(future.nodes.count == 1 + 2 + 8)
    #expect(
      future.nodes.map(\.name).prefix(4) == [
        "2026", "2028 boom", "2028 bust", "2030 boom boom, yes",
      ])
    let leaves = future.leaves
    #expect(abs(leaves.reduce(0) { $0 + future.probability[$1] } - 1) < 1e-12)
    // After a boom in 2030 the permit is refused with 60 %.
    let refused = try #require(future.index(of: "2030 bust boom, no"))
    #expect(abs(future.probability[refused] - 0.7 * 0.3 * 0.6) < 1e-12)
  }

  @Test func dataDifferByNode() throws {
    let study = try read(Fleets.onTree)
    let fleet = try #require(study.fleet)
    let names = study.chain.future.nodes.map(\.name)
    func volume(_ name: String) throws -> Double {
      fleet.products[0].volume[try #require(names.firstIndex(of: name))] / 1e12
    }
    #expect(try volume("2026") == 60)
    #expect(try isClose(volume("2028 boom"), 800, 1e-12))
    #expect(try isClose(volume("2030 boom bust, yes"), 400 * 2 * 0.4, 1e-12))
    #expect(study.chain.process("buy new in 2030 bust bust, yes") != nil)
    #expect(study.chain.process("buy new in 2030 bust bust, no") == nil)
  }

  /// A branch in two halves with the same data, and a branch that cannot happen, change nothing.
  @Test func splittingChangesNothing() throws {
    let whole = try PlannedFleet(
      Fleets.plain
        + """

        uncertain:
          demand:
            known: 2028
            branches:
              boom: {probability: 40 %, scale: {products.chat.volume: 2}}
              bust: {probability: 60 %, scale: {products.chat.volume: 0.5}}
        """)
    let split = try PlannedFleet(
      Fleets.plain
        + """

        uncertain:
          demand:
            known: 2028
            branches:
              boom: {probability: 15 %, scale: {products.chat.volume: 2}}
              never: {probability: 0 %, scale: {products.chat.volume: 7}}
              bust: {probability: 60 %, scale: {products.chat.volume: 0.5}}
              same: {probability: 25 %, scale: {products.chat.volume: 2}}
        """)
    #expect(isClose(whole.plan.value, split.plan.value, 1e-7))
  }

  @Test func trimming() throws {
    let study = try read(Fleets.onTree + "\ntrim: 10 %")
    let future = study.chain.future
    #expect(future.nodes.count < 11)
    #expect(abs(future.leaves.reduce(0) { $0 + future.probability[$1] } - 1) < 1e-12)
    #expect(study.warnings.contains { $0.message.contains("left out") })
  }

  /// Numbers of the catalog differ by branch too, and power alone may be on a tree.
  @Test func powerOnATree() throws {
    let text = """
      gigawatt: 1
      discount: 7 %/year
      years: [2030, 2035]
      horizon: 2040
      resolution: 24 h
      load: 100 MW
      supplies: {ccgt: {construction time: 0 years}}
      uncertain:
        gas:
          known: 2035
          branches:
            dear: {probability: 50 %, scale: {fuels.natural gas.price: 3, supplies.ccgt.variable O&M: 2}}
            cheap: {probability: 50 %, set: {emissions: {price: 100 USD/t}}}
      """
    let study = try read(text)
    let plan = try DirectEngine().plan(study.chain)
    let answer = CampusReader(campus: try #require(study.campus), plan: plan).answer()
    #expect(isClose(answer.cost, -plan.value, 1e-8))
    func cost(_ cause: CampusAnswer.Cost.Cause, _ stage: Int) -> Double {
      answer.stages[stage].costs.filter { $0.cause == cause }.reduce(0) { $0 + $1.amount }
    }
    #expect(isClose(cost(.fuel, 1), 3 * cost(.fuel, 0), 1e-9))
    #expect(isClose(cost(.variable, 1), 2 * cost(.variable, 0), 1e-9))
    #expect(cost(.emissions, 0) == 0 && cost(.emissions, 1) == 0 && cost(.emissions, 2) > 0)
  }

  /// What stands after fifteen months runs in the last nine months of the second year.
  @Test func powerWithinAYear() throws {
    let study = try read(
      """
      gigawatt: 1
      discount: 7 %/year
      today: 2026
      years: [2026, 2027, 2028]
      horizon: 2029
      resolution: 24 h
      load: 10 MW
      unserved: 5000 USD/MWh
      supplies:
      \(Plants.gas.replacing("life: 30 years", with: "life: 30 years, lead time: 15 months"))
      """)
    let plan = try DirectEngine().plan(study.chain)
    let answer = CampusReader(campus: try #require(study.campus), plan: plan).answer()
    #expect(answer.stages[0].served == 0)
    #expect(abs(answer.stages[1].served / answer.stages[1].load - 0.75) < 0.003)
    #expect(isClose(answer.stages[2].served, answer.stages[2].load, 1e-9))
    #expect(study.campus.map { $0.month(of: $0.supplies[0], or: 0) } == "2027-04")
  }

  /// A connection after a queue of years and months.
  @Test(arguments: [("18 months", 0.5), ("1 year", 1.0), ("2 years", 0)])
  func connectionWithinAYear(_ queue: String, _ share: Double) throws {
    let study = try read(
      """
      gigawatt: 1
      discount: 7 %/year
      today: 2026
      years: [2026, 2027, 2028]
      horizon: 2029
      resolution: 24 h
      load: 10 MW
      unserved: 5000 USD/MWh
      grid: {lead time: \(queue), import: 10 MW, price: 50 USD/MWh, connection cost: 100 USD/kW}
      """)
    let plan = try DirectEngine().plan(study.chain)
    let answer = CampusReader(campus: try #require(study.campus), plan: plan).answer()
    #expect(abs(answer.stages[1].served / answer.stages[1].load - share) < 0.003)
  }
}
