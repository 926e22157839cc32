import Chains
import Finance
import Foundation
import Studies
import Testing

/// `finance` in a study: the plan with its capital charges and the pro forma of what it builds are
/// one thing.
@Suite struct CampusFinance {
  static let terms = """
    finance:
      inflation: 2.5 %/year
      return on equity: 11 %/year
      debt share: 70 %
      interest: 7.5 %/year
      tenor: 18 years
      tax: 21 %
      depreciation: MACRS 15
    """

  static let variants: [(String, [String])] = [
    ("  grace: 2 years\n", []), ("  repayment: equal principal\n", []),
    ("  interest during construction: none\n", []), ("  bonus depreciation: 60 %\n", []),
    ("  repayment: sculpted\n  coverage: 1.3\n", []),
    ("  losses: carried forward\n", []), ("  losses: carried forward\n  loss limit: 100 %\n", []),
    ("  O&M escalation: 1 %/year\n  fuel escalation: 0.5 %/year\n", []),
    ("", ["investment credit: 30 %", "depreciation: MACRS 5"]),
    ("", ["production credit: 28 USD/MWh", "degradation: 0.5 %/year"]),
    ("", ["production credit: {value: 28 USD/MWh, years: 5 years, indexed: false}"]),
    ("  O&M escalation: 1 %/year\n", ["degradation: 0.7 %/year", "augmentation: 1 %/year"]),
    ("", ["replacement: {age: 12 years, cost: 40 %}", "debt share: 0 %"]),
    ("", ["construction spending: [20 %, 50 %, 30 %]", "tenor: 10 years"]),
    (
      "",
      ["construction spending: {shares: [50 %, 50 %], timing: end}", "return on equity: 9 %/year"]
    ),
    ("  state tax: 6 %\n", ["production credit: 28 USD/MWh", "salvage: 12 %"]),
    (
      "  state tax: {rate: 6 %, depreciation: straight line 20 years}\n  losses: carried forward\n",
      ["investment credit: 30 %", "salvage: 12 %"]
    ),
    // Years that differ where the charge depends on the income of each: the plant runs as expected.
    ("  losses: carried forward\n  O&M escalation: 2 %/year\n", ["expected use: 95 %"]),
    (
      "  losses: carried forward\n  O&M escalation: 1 %/year\n",
      ["degradation: 0.7 %/year", "production credit: 28 USD/MWh", "expected use: 95 %"]
    ),
    (
      "  repayment: sculpted\n  coverage: 1.3\n  O&M escalation: 1 %/year\n",
      ["degradation: 0.5 %/year", "expected use: 95 %"]
    ),
  ]

  static func study(_ more: String, _ own: [String], supplies: String? = nil) -> String {
    """
    \(terms)
    \(more)
    supplies:
      plant: {like: geothermal, overnight cost: 3000 USD/kW, fixed O&M: 60 USD/kW-yr, variable O&M: 4 USD/MWh, life: 25 years, availability: 95 %, finance: {\(own.joined(separator: ", "))}\(own.contains { $0.hasPrefix("construction") } ? "" : ", construction time: 2 years")}
    \(supplies ?? "")
    """
  }

  /// One plant for a flat load: the cost of the plan is the price of the pro forma.
  @Test(arguments: variants)
  func planIsProForma(_ more: String, _ own: [String]) throws {
    let planned = try Planned.year(Self.study(more, own), step: "24 h")
    let table = try #require(planned.answer.cashFlow)
    #expect(table.projects.count == 1)
    let project = table.projects[0]
    #expect(project.unit == "USD/MWh")
    #expect(isClose(project.price, planned.answer.costPerMegawattHour, 1e-9))
    #expect(abs(try #require(table.differenceToPlan)) < 1e-9)
    #expect(
      isClose(try #require(project.internalRateOfReturn), project.returnOnEquity, 1e-6))
  }

  /// Several plants, a store, a grid, emissions and thrown-away output: the prices of all add up to
  /// the plan.
  @Test func manyProjectsAddUp() throws {
    let planned = try Planned.year(Self.mixed, step: "6 h")
    let table = try #require(planned.answer.cashFlow)
    #expect(table.projects.map(\.name).contains("battery"))
    #expect(table.projects.contains { $0.unit == "USD/kW-yr" })
    #expect(table.row("grid energy and others") != nil)
    #expect(abs(try #require(table.differenceToPlan)) < 1e-9)
    let money = planned.answer.stages[0].costs.reduce(0) { $0 + $1.amount }
    #expect(isClose(money, -planned.plan.value, 1e-9))
    addsUp(table)
  }

  static let mixed = """
    finance: {inflation: 2 %/year, return on equity: 10 %/year, debt share: 60 %, interest: 6 %/year, tax: 25 %, depreciation: MACRS 5, O&M escalation: 0.5 %/year}
    supplies:
      sun: {like: solar, profile: {file: sun.csv}, overnight cost: 900 USD/kW, fixed O&M: 18 USD/kW-yr, life: 30 years, construction time: 1 year, maximum: 300 MW, curtailment cost: 1 USD/MWh, finance: {investment credit: 30 %, degradation: 0.5 %/year}}
      gas: {like: geothermal, overnight cost: 1300 USD/kW, fixed O&M: 15 USD/kW-yr, variable O&M: 90 USD/MWh, life: 20 years, construction time: 2 years, availability: 96 %, emission factor: 0.4 t/MWh, clean: false, finance: {depreciation: MACRS 15}}
      battery: {power cost: 150 USD/kW, energy cost: 90 USD/kWh, fixed O&M: 2 USD/kW-yr, energy fixed O&M: 1 USD/kWh-yr, life: 15 years, construction time: 0 years, availability: 100 %, round-trip efficiency: 90 %, finance: {degradation: 1.5 %/year, investment credit: 30 %}}
    emissions: {price: 30 USD/t}
    grid: {import: 20 MW, price: 70 USD/MWh, emission factor: 0.3 t/MWh, connection cost: 400 USD/kW}
    """

  /// In a pathway every vintage is a project of its own.
  @Test func pathwayAddsUp() throws {
    let planned = try Planned.pathway(
      """
      \(Self.terms)
      supplies:
        gas: {like: geothermal, overnight cost: 1300 USD/kW, fixed O&M: 15 USD/kW-yr, variable O&M: 60 USD/MWh, life: 5 years, construction time: 1 year, availability: 100 %, finance: {tenor: 4 years}}
      """)
    let table = try #require(planned.answer.cashFlow)
    #expect(table.projects.map(\.year) == [2030, 2035])
    #expect(table.years == Array(2029...2039))
    #expect(table.differenceToPlan == nil)
    addsUp(table)
    // Both vintages ask the same price in real money; the second one's nominal level is higher.
    #expect(isClose(table.projects[0].price, table.projects[1].price, 1e-12))
    let spending = try #require(table.row("capital spending")).amounts
    #expect(isClose(spending[5] / spending[0], pow(1.025, 5), 1e-12))
  }

  private func addsUp(_ table: CashFlowTable) {
    let scale = table.rows.flatMap(\.amounts).map(abs).max() ?? 1
    for year in table.years.indices {
      var sum = 0.0
      for row in table.rows {
        switch row.kind {
        case .income: sum += row.amounts[year]
        case .cost: sum -= row.amounts[year]
        case .sum:
          #expect(abs(sum - row.amounts[year]) < 1e-12 * scale, "\(row.name), year \(year)")
        case .memo: break
        }
      }
    }
    #expect(table.rows.allSatisfy { $0.amounts.count == table.years.count })
  }

  /// Without tax, debt and inflation, and with nothing to build for long, finance is the annuity.
  @Test func plainFinanceIsTheDiscountRate() throws {
    func cost(_ lines: String) throws -> Double {
      try Planned.year("\(lines)\nsupplies:\n\(Plants.gas)", step: "24 h").answer.cost
    }
    let annuity = try Planned.year("supplies:\n\(Plants.gas)", step: "24 h").answer.cost
    #expect(isClose(try cost("finance: {return on equity: 7 %/year}"), annuity, 1e-12))
  }

  static let refused: [(String, String)] = [
    ("finance: {debt share: 50 %, interest: 6 %/year}", "missing “return on equity”"),
    ("finance: {return on equty: 9 %/year}", "did you mean “return on equity”?"),
    ("finance: {return on equity: 9}", "expected"),
    ("finance: {return on equity: 9 %/year, interest: 6 %/year}", "no effect without `debt share`"),
    ("finance: {return on equity: 9 %/year, debt share: 60 %}", "missing “interest”"),
    (
      "finance: {return on equity: 9 %/year, debt share: 60 %, interest: 6 %/year, tenor: 40 years}",
      "the life of “gas”, 30 years"
    ),
    (
      "finance: {return on equity: 9 %/year, debt share: 60 %, interest: 6 %/year, tenor: 5.5 years}",
      "whole years"
    ),
    (
      "finance: {return on equity: 9 %/year, debt share: 60 %, interest: 6 %/year, tenor: 5 years, grace: 5 years}",
      "less than the tenor"
    ),
    (
      "finance: {return on equity: 9 %/year, debt share: 60 %, interest: 6 %/year, coverage: 1.3}",
      "needs `repayment: sculpted`"
    ),
    ("finance: {return on equity: 9 %/year, debt share: 160 %, interest: 6 %/year}", "0 to 100 %"),
    ("finance: {return on equity: 9 %/year, tax: 21 %}", "missing “depreciation” of “gas”"),
    ("finance: {return on equity: 9 %/year, tax: 100 %, depreciation: MACRS 5}", "less than 100 %"),
    (
      "finance: {return on equity: 9 %/year, tax: 21 %, depreciation: MACRS 6}",
      "one of 3, 5, 7, 10, 15, 20"
    ),
    ("finance: {return on equity: 9 %/year, depreciation: MACRS 5}", "no effect without `tax`"),
    (
      "finance: {return on equity: 9 %/year, tax: 21 %, depreciation: MACRS 5, loss limit: 80 %}",
      "needs `losses: carried forward`"
    ),
    ("finance: {return on equity: 9 %/year, investment credit: 30 %}", "differs by technology"),
    ("finance: 9 %/year", "expected"), ("finance: {}", "missing “return on equity”"),
    (
      "finance: {return on equity: 9 %/year, tax: 21 %, depreciation: MACRS 5, losses: carried forward, O&M escalation: 1 %/year}",
      "losses carried forward"
    ),
    (
      "finance: {return on equity: 9 %/year, tax: 21 %, depreciation: MACRS 5, losses: carried forward, O&M escalation: 1 %/year}",
      "expected use: 60 %"
    ),
    ("finance: {return on equity: 9 %/year, state tax: 6 %}", "no effect without `tax`"),
    (
      "finance: {return on equity: 9 %/year, tax: 21 %, depreciation: MACRS 5, state tax: {depreciation: MACRS 5}}",
      "missing “rate”"
    ),
    (
      "finance: {return on equity: 9 %/year, tax: 21 %, depreciation: MACRS 5, state tax: {rate: 6 %, bonus depreciation: 60 %}}",
      "needs its `depreciation`"
    ),
    (
      "finance: {return on equity: 9 %/year, tax: 21 %, depreciation: MACRS 5, state tax: 100 %}",
      "less than 100 %"
    ),
    (
      "finance: {return on equity: 9 %/year, debt share: 60 %, interest: 6 %/year, repayment: bullet}",
      "level, equal principal, sculpted"
    ),
    ("finance: {return on equity: 9 %/year, inflation: 2 %}", "expected"),
  ]

  @Test(.tags(.refusal), arguments: refused)
  func refuses(_ finance: String, _ words: String) {
    let text = "gigawatt: 1\nyear: 2030\nload: 1 MW\n\(finance)\nsupplies:\n\(Plants.gas)\n"
    let error = #expect(throws: StudyError.self) { try read(text) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains(words), "\(message)")
    #expect(message.contains("study.yaml:"))
  }

  static let refusedOwn: [(String, String)] = [
    ("inflation: 2 %/year", "is one for the study"), ("investment creditt: 30 %", "did you mean"),
    ("basis reduction: 50 %", "no effect without `investment credit`"),
    ("construction spending: [50 %, 40 %]", "add up to 100 %"),
    ("construction spending: []", "expected a list"),
    ("construction spending: {shares: [50 %, 50 %], timing: noon}", "start, middle, end"),
    ("replacement: {age: 30 years, cost: 20 %}", "less than the life of 30"),
    ("replacement: {cost: 20 %}", "missing “age”"),
    ("degradation: 60 %/year", "less than 50 %/year"),
    ("production credit: {years: 10 years}", "missing “value”"),
    ("production credit: 20 USD", "expected"), ("salvage: 120 %", "0 to 100 %"),
    ("salvage: 3 USD/kW", "expected"), ("expected use: 120 %", "0 to 100 %"),
  ]

  @Test(.tags(.refusal), arguments: refusedOwn)
  func refusesOwn(_ own: String, _ words: String) {
    let text = """
      gigawatt: 1
      year: 2030
      load: 1 MW
      finance: {return on equity: 9 %/year, tax: 21 %, depreciation: MACRS 5}
      supplies:
        gas: {like: geothermal, overnight cost: 1300 USD/kW, life: 30 years, construction time: 0 years, finance: {\(own)}}
      """
    let error = #expect(throws: StudyError.self) { try read(text) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains(words), "\(message)")
  }

  @Test func discountRateAndFinanceExclude() {
    let text = """
      gigawatt: 1
      year: 2030
      load: 1 MW
      finance: {return on equity: 9 %/year}
      supplies: {geothermal: {discount rate: 7 %/year}}
      """
    #expect(throws: StudyError.self) { try read(text) }
    #expect(throws: StudyError.self) {
      try read(
        "gigawatt: 1\nyear: 2030\ndiscount: 7 %/year\nload: 1 MW\n"
          + "supplies: {geothermal: {finance: {investment credit: 30 %}}}")
    }
  }
}
