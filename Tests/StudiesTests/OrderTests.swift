import Chains
import Foundation
import Planning
import Studies
import Testing

/// What takes its time is ordered before it is known for what.
@Suite struct OrderTests {
  /// A plant without fuel for a load that is known when the stage begins: 100 MW in a boom, 40 otherwise.
  private static func study(
    lead: String, boom: String = "30 %", orders: String = "", permit: String = ""
  ) -> String {
    """
    gigawatt: 1
    discount: 7 %/year
    today: 2026
    years: [2026, 2030]
    horizon: 2040
    resolution: 24 h
    load: {2026: 0 MW, 2030: 50 MW}
    unserved: 100 USD/MWh
    \(orders)
    supplies:
      plant: {like: geothermal, overnight cost: 2000 USD/kW, fixed O&M: 0 USD/kW-yr, variable O&M: 0 USD/MWh, life: 10 years, construction time: 0 years, lead time: \(lead), availability: 100 %, emission factor: 0 t/MWh}
    uncertain:
      demand:
        known: 2030
        branches:
          boom: {probability: \(boom), scale: {load: 2}\(permit)}
          bust: {probability: \(100 - (Int(boom.dropLast(2)) ?? 0)) %, scale: {load: 0.8}}
    """
  }

  private func capacities(_ planned: Planned) throws -> [Double] {
    try [1, 2].map { try planned.capacity("plant", $0).amount }
  }

  /// The newsvendor: a MW costs `charge` a year in both branches and saves 876,000 USD a year where it is used, so
  /// that it is ordered for the boom exactly where the chance of it is above `charge` over that.
  @Test(arguments: ["20 %", "30 %", "34 %", "40 %", "70 %"])
  func newsvendor(_ boom: String) throws {
    let chance = Double(boom.dropLast(2)).map { $0 / 100 } ?? 0
    let planned = try Planned(Self.study(lead: "4 years", boom: boom))
    let charge = 2e6 * 0.07 / (1 - pow(1.07, -10))
    let saving = 100.0 * 8760
    let size = chance * saving > charge ? 100.0 : 40
    #expect(try capacities(planned).allSatisfy { isClose($0, size, 1e-7) })
    let years = (0..<10).reduce(0.0) { $0 + pow(1.07, -Double($1)) } * pow(1.07, -4)
    let cost = years * (size * charge + chance * (100 - size) * saving)
    #expect(isClose(planned.answer.cost, cost, 1e-7))
  }

  /// With an order that can wait for the branch, or one that is taken as the stage begins, each branch has its own.
  @Test(arguments: [
    ("0 years", ""), ("4 years", "orders: at start"), ("0 years", "orders: at start"),
  ])
  func decidedAtTheStart(_ lead: String, _ orders: String) throws {
    let planned = try Planned(Self.study(lead: lead, orders: orders))
    let sizes = try capacities(planned)
    #expect(isClose(sizes[0], 100, 1e-7) && isClose(sizes[1], 40, 1e-7))
    #expect(planned.study.chain.processes.allSatisfy { $0.delay == 0 })
  }

  /// A branch that refuses the permit lets the order lapse, at no cost.
  @Test func refusedPermit() throws {
    let planned = try Planned(
      Self.study(lead: "4 years", boom: "70 %", permit: ", set: {supplies.plant.permit: refused}"))
    let sizes = try capacities(planned)
    #expect(sizes[0] == 0 && isClose(sizes[1], 40, 1e-7))
  }

  /// Two years before 2030 the branch of 2028 is known, four years before it is not.
  @Test(arguments: [("2 years", [2, 2]), ("3 years", [4]), ("4 years", [4])])
  func overTwoStages(_ lead: String, _ alike: [Int]) throws {
    let planned = try Planned(
      """
      gigawatt: 1
      discount: 7 %/year
      today: 2026
      years: [2026, 2028, 2030]
      horizon: 2032
      resolution: 24 h
      load: {2026: 0 MW, 2028: 0 MW, 2030: 50 MW}
      unserved: 2000 USD/MWh
      supplies:
        plant: {like: geothermal, overnight cost: 2000 USD/kW, fixed O&M: 0 USD/kW-yr, variable O&M: 0 USD/MWh, life: 10 years, construction time: 0 years, lead time: \(lead), availability: 100 %, emission factor: 0 t/MWh}
      uncertain:
        demand:
          known: [2028, 2030]
          branches:
            boom: {probability: 40 %, scale: {load: 2}}
            bust: {probability: 60 %, scale: {load: 0.5}}
      """)
    let leaves = planned.campus.stages.indices.filter { planned.campus.stages[$0].year == 2030 }
    let sizes = try leaves.map { try planned.capacity("plant", $0).amount }
    let groups = Dictionary(grouping: sizes) { ($0 * 1e4).rounded() }
    #expect(groups.values.map(\.count).sorted() == alike)
    let orders = OrderReader(campuses: planned.study.campuses, fleet: nil).orders(of: planned.plan)
    #expect(orders.count == alike.count)
    #expect(orders.allSatisfy { $0.start == 2030 && $0.unit == "MW" && $0.name == "plant" })
  }

  /// Without branches to tell apart, orders change nothing.
  @Test func withoutBranches() throws {
    let text = Self.study(lead: "4 years").components(separatedBy: "uncertain:")[0]
    let planned = try Planned(text)
    #expect(planned.study.chain.processes.allSatisfy { $0.delay == 0 })
    #expect(isClose(try planned.capacity("plant", 1).amount, 50, 1e-7))
  }

  /// Halls and chips are ordered like plants.
  @Test func hallsAndChips() throws {
    let text =
      "today: 2024\n"
      + Fleets.onTree
      .replacing("halls: {", with: "halls: {lead time: 2 years, ")
      .replacing("from: 2028, shipments", with: "lead time: 2 years, shipments")
    let study = try read(text)
    let waits = try read(text + "\norders: at start")
    let bound = study.chain.processes.filter { $0.delay > 0 }
    #expect(bound.contains { $0.name.hasPrefix("order halls") })
    #expect(bound.contains { $0.name.hasPrefix("order new") })
    #expect(!waits.chain.processes.contains { $0.delay > 0 })
  }

  @Test func refusals() throws {
    let text = Self.study(lead: "4 years")
    for (orders, words) in [
      ("orders: at strat", "“at start”"), ("orders: 3", "expected when it is decided"),
    ] {
      let text = text.replacing("resolution: 24 h", with: "resolution: 24 h\n\(orders)")
      #expect(throws: (any Error).self) { try read(text) }
      do { _ = try read(text) } catch { #expect("\(error)".contains(words)) }
    }
  }
}
