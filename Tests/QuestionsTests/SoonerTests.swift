import Foundation
import Planning
import Questions
import Studies
import Testing

/// What a month earlier is worth, against sums by hand.
@Suite struct SoonerTests {
  /// 100 MW that lose 2,630 USD/MWh while they wait for the grid, which costs 60.
  private func answers(_ years: String, _ grid: String) throws -> [Sooner] {
    let text = """
      gigawatt: 1
      discount: 7 %/year
      today: 2026
      years: \(years)
      horizon: 2036
      resolution: 2 h
      site: {name: somewhere, zone: UTC-6}
      load: 100 MW
      unserved: 2630 USD/MWh
      grid: {\(grid), import: 100 MW, price: 60 USD/MWh, connection cost: 0 USD/kW, emission factor: 0 t/MWh}
      """
    let subject = Subject(StudySource(text: text, file: "study.yaml", folder: ""))
    return try Sooner.answers(Inquiry(subject, session: PlanSession(engine: .direct)))
  }

  /// In stages of one year: 730 hours of the third year.
  @Test func aMonthWithinTheYear() throws {
    let answer = try #require(
      try answers("[2026, 2027, 2028, 2029]", "lead time: 30 months").first)
    #expect(answer.name == "grid" && answer.sites == ["somewhere"])
    #expect(abs(answer.months - 1) < 1e-9)
    let exact = 730.0 * 100 * 2570 / (1.07 * 1.07)
    #expect(abs(answer.worth - exact) <= 1e-6 * exact)
  }

  /// In longer stages the grid must come in time for the stage before: two years of 8,760 hours from 2028, for
  /// 12 months less of waiting.
  @Test(arguments: ["lead time: 3 years", "from: 2029"])
  func aStageEarlier(_ grid: String) throws {
    let answer = try #require(try answers("[2026, 2028, 2030]", grid).first)
    #expect(abs(answer.months - 12) < 1e-9)
    let exact = 8760.0 * 100 * 2570 * (1 + 1 / 1.07) / (1.07 * 1.07)
    #expect(abs(answer.worth - exact) <= 1e-6 * exact)
    #expect(abs(answer.perMonth - exact / 12) <= 1e-6 * exact)
  }

  /// What need not wait is not asked.
  @Test func nothingToWaitFor() throws {
    #expect(try answers("[2026, 2028]", "lead time: 0 years").isEmpty)
    #expect(try answers("[2030, 2032]", "from: 2028").isEmpty)
  }

  /// A site that has its grid in the year to which another one is moved has not moved.
  @Test func onlyWhoMoves() throws {
    let grid =
      "import: 100 MW, price: 60 USD/MWh, connection cost: 0 USD/kW, emission factor: 0 t/MWh"
    let text = """
      gigawatt: 1
      discount: 7 %/year
      today: 2026
      years: [2026, 2028, 2030]
      horizon: 2036
      resolution: 2 h
      unserved: 2630 USD/MWh
      sites:
        first: {zone: UTC-6, load: 100 MW, grid: {from: 2028, \(grid)}}
        second: {zone: UTC-6, load: 100 MW, grid: {from: 2030, \(grid)}}
      """
    let subject = Subject(StudySource(text: text, file: "study.yaml", folder: ""))
    let answers = try Sooner.answers(Inquiry(subject, session: PlanSession(engine: .direct)))
    #expect(answers.map(\.sites) == [["first"], ["second"]])
  }
}
