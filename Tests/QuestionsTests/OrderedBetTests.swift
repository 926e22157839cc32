import Foundation
import Planning
import Questions
import Testing

/// Bets on what is ordered before the branch is known.
@Suite struct OrderedBetTests {
  private static func study(_ orders: String) -> String {
    """
    gigawatt: 1
    discount: 7 %/year
    today: 2026
    orders: \(orders)
    years: [2026, 2030]
    horizon: 2040
    resolution: 24 h
    load: {2026: 0 MW, 2030: 50 MW}
    unserved: 100 USD/MWh
    supplies:
      plant: {like: geothermal, overnight cost: 2000 USD/kW, fixed O&M: 0 USD/kW-yr, variable O&M: 0 USD/MWh, life: 10 years, construction time: 0 years, lead time: 4 years, availability: 100 %, emission factor: 0 t/MWh}
    uncertain:
      demand:
        known: 2030
        branches:
          boom: {probability: 40 %, scale: {load: 2}}
          bust: {probability: 60 %, scale: {load: 0.8}}
    """
  }

  private func bet(_ orders: String) throws -> Bet {
    try Bet.answer(
      try Studies.chain(Self.study(orders)), session: PlanSession(engine: .direct))
  }

  /// All of the plant is decided now, and foresight is worth the 60 MW that a bust does not need; decided as the stage
  /// begins nothing is, and foresight is worth nothing.
  @Test(.tags(.oracle)) func foresight() throws {
    let (before, after) = (try bet("at lead time"), try bet("at start"))
    let years = (0..<10).reduce(0.0) { $0 + pow(1.07, -Double($1)) } * pow(1.07, -4)
    let charge = 2e6 * 0.07 / (1 - pow(1.07, -10))
    #expect(isClose(before.perfectInformation, 0.6 * 60 * charge * years))
    #expect(isClose(before.waitAndSee, after.recourse) && isClose(after.perfectInformation, 0))
    let now = before.commitments.filter { $0.when == .now }
    #expect(now.map(\.process) == ["order plant for 2030"])
    #expect(isClose(now.first?.amount, 100))
    // Money of 2026 for what is paid as the plant comes, in both branches alike.
    #expect(isClose(now.first?.money, 100 * charge * years))
    #expect(!before.commitments.contains { $0.process.hasPrefix("build") })
    #expect(after.commitments.allSatisfy { $0.when == .waits })
    // The mean of the load is 64 MW: 36 MW go unserved in a boom, where the best plan has 100 MW for both.
    let saving = 100.0 * 8760
    #expect(
      isClose(before.stochasticSolution, years * 36 * (0.4 * saving - charge), within: 1e-5))
    let stranded = before.strandedByLeaf.first { $0.leaf.contains("bust") }
    #expect(isClose(stranded?.idleCapital, 60 * charge * years))
  }
}
