import Finance
import Foundation
import TestSupport
import Testing

@Suite("pro forma")
struct ProjectTests {
  /// Projects of every rule, drawn at random but always the same.
  static let projects: [Project] = (0..<60).map { seed in
    var dice = Dice(seed: UInt64(seed) + 1)
    func draw(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &dice) }
    func pick<T>(_ list: [T], _ fallback: T) -> T { list.randomElement(using: &dice) ?? fallback }
    let life = Int.random(in: 3...30, using: &dice)
    let tenor = Int.random(in: 2...life, using: &dice)
    let repayment: Debt.Repayment = pick(
      [.level, .equalPrincipal, .sculpted(coverage: nil), .sculpted(coverage: draw(1.1...2))],
      .level)
    let debt = Debt(
      share: draw(0.1...0.9), rate: draw(0...0.09), tenor: tenor,
      grace: Int.random(in: 0..<tenor, using: &dice), repayment: repayment,
      accruesDuringConstruction: pick([true, false], true))
    let terms = Terms(
      returnOnEquity: draw(0.02...0.15), debt: pick([debt, debt, nil], nil),
      tax: Tax(
        rate: draw(0...0.4),
        losses: pick([.used, .carried(limit: 0.8), .carried(limit: 1)], .used),
        state: pick([nil, Tax.State(rate: draw(0...0.1))], nil)),
      inflation: draw(0...0.05))
    let depreciation = Depreciation(
      pick([.macrs(.years5), .macrs(.years15), .straightLine(years: 10)], .macrs(.years5)),
      bonus: pick([0, 0, 0.4, 1], 0))
    return Project(
      life: life, terms: terms,
      construction: pick([.even(over: draw(0...5)), .byYear([0.2, 0.5, 0.3])], .even(over: 0)),
      assets: [
        .init(
          "plant", cost: draw(1e6...5e6), depreciation: depreciation,
          investmentCredit: draw(0...0.3)),
        .init("land", cost: draw(0...1e5)),
      ], sold: Project.growing(draw(1000...9000), by: -0.005, life: life),
      costs: [
        .init("fixed", Project.growing(draw(1e4...1e5), by: 0.02, life: life)),
        .init("fuel", Project.growing(draw(0...2e5), by: 0.03, life: life)),
      ],
      outlays: [
        .init("rebuild", year: max(1, life / 2), cost: draw(0...5e5), depreciation: depreciation)
      ],
      productionCredits: (0..<life).map { $0 < 5 ? 2e4 : 0 },
      salvage: draw(-1e5...3e5), priceEscalation: draw(-0.01...0.03))
  }

  @Test(arguments: projects)
  func ownersEarnTheirReturn(_ project: Project) throws {
    let price = try project.price()
    let flow = try project.cashFlow(price: price)
    let worth = presentValue(of: flow.equityPayments, rate: project.terms.returnOnEquity)
    let size = flow.equity.reduce(0) { $0 + abs($1) }
    #expect(abs(worth) < 1e-9 * size)
    // A dearer product earns more, a cheaper one less.
    for (factor, isGain) in [(1.01, true), (0.99, false)] {
      let other = try project.cashFlow(price: price * factor)
      #expect(
        (presentValue(of: other.equityPayments, rate: project.terms.returnOnEquity) > worth)
          == (isGain == (price > 0)))
    }
  }

  @Test(arguments: projects)
  func everyYearAddsUp(_ project: Project) throws {
    let flow = try project.cashFlow(price: try project.price())
    let size = flow.capital.reduce(1, +)
    for year in flow.years.indices {
      let sum =
        flow.operatingIncome[year] - flow.capital[year] + flow.borrowed[year] - flow.interest[year]
        - flow.principal[year] - flow.tax[year] - flow.stateTax[year] + flow.credits[year]
        + flow.salvage[year]
      #expect(abs(sum - flow.equity[year]) < 1e-9 * size)
      let income =
        flow.operatingIncome[year] + flow.salvage[year] - flow.depreciation[year]
        - flow.interest[year] - flow.stateTax[year]
      #expect(abs(income - flow.taxableIncome[year]) < 1e-9 * size)
    }
    // The loan: what was borrowed and its interest before operation is what is repaid.
    let raised = flow.borrowed.reduce(0, +) + flow.capitalisedInterest.reduce(0, +)
    #expect(abs(flow.principal.reduce(0, +) - raised) < 1e-9 * size)
    #expect(abs(flow.debt.last ?? 1) < 1e-9 * size)
    #expect(flow.debt.allSatisfy { $0 > -1e-6 })
    // Deducted: what was spent and capitalised, without land and without half of the credit.
    let built = flow.capital.prefix(flow.years.count - project.life).reduce(0, +)
    let plant = project.assets[0]
    let share = plant.cost / (plant.cost + project.assets[1].cost)
    let basis = (built + flow.capitalisedInterest.reduce(0, +)) * share
    let later = flow.capital.suffix(project.life).reduce(0, +)
    #expect(
      abs(
        flow.depreciation.reduce(0, +) - later - basis * (1 - plant.investmentCredit / 2))
        < 1e-9 * size)
  }

  /// Without tax and debt, spent on the day of the start: the annuity.
  @Test(arguments: [0.0, 0.04, 0.11], [1, 10, 30])
  func plainIsTheAnnuity(rate: Double, life: Int) throws {
    let project = Project(
      life: life, terms: Terms(returnOnEquity: rate), construction: .even(over: 0),
      assets: [.init("plant", cost: 1000)], sold: Array(repeating: 5, count: life))
    let expected = 200 * capitalRecoveryFactor(rate: rate, years: Double(life))
    #expect(isClose(try project.price(), expected))
  }

  /// Real and nominal money say the same: inflation in everything changes nothing without tax.
  @Test func inflationIsNeutral() throws {
    func price(inflation: Double) throws -> Double {
      let nominal = (1.05 * (1 + inflation)) - 1
      let interest = 1.03 * (1 + inflation) - 1
      let terms = Terms(
        returnOnEquity: nominal,
        debt: Debt(share: 0, rate: interest, tenor: 10), inflation: inflation)
      let project = Project(
        life: 20, terms: terms, construction: .byYear([0.5, 0.5]),
        assets: [.init("plant", cost: 1000)], sold: Array(repeating: 1, count: 20),
        costs: [.init("fixed", Project.growing(30 * (1 + inflation), by: inflation, life: 20))])
      return try project.price() / (1 + inflation)
    }
    #expect(isClose(try price(inflation: 0.03), try price(inflation: 0)))
  }

  /// With tax, the classic closed form: CRF x (1 - t x worth of depreciation) / (1 - t), equity
  /// only.
  @Test(.tags(.oracle), arguments: MACRS.allCases)
  func taxedAnnuity(type: MACRS) throws {
    let (rate, tax, life) = (0.08, 0.257, 30)
    let worth = type.shares.prefix(life).enumerated().reduce(0) {
      $0 + $1.element * pow(1 + rate, -Double($1.offset + 1))
    }
    let expected =
      capitalRecoveryFactor(rate: rate, years: 30) * (1 - tax * worth) / (1 - tax)
    let recipe = CapitalRecipe(
      terms: Terms(returnOnEquity: rate, tax: Tax(rate: tax)), life: life,
      construction: .even(over: 0), depreciation: Depreciation(.macrs(type)))
    #expect(isClose(try recipe.charge(), expected))
    // A credit of 30 % with half of it off the basis.
    var credited = recipe
    credited.investmentCredit = 0.3
    let net =
      1 - 0.3 / (1 + rate) - tax * worth * 0.85
    let crf = capitalRecoveryFactor(rate: rate, years: 30)
    #expect(isClose(try credited.charge(), crf * net / (1 - tax)))
  }

  /// Debt at the owners' own rate changes nothing without tax.
  @Test(arguments: [Debt.Repayment.level, .equalPrincipal, .sculpted(coverage: nil)])
  func debtAtTheSameRateIsNeutral(repayment: Debt.Repayment) throws {
    func charge(_ share: Double) throws -> Double {
      try CapitalRecipe(
        terms: Terms(
          returnOnEquity: 0.07,
          debt: Debt(share: share, rate: 0.07, tenor: 15, grace: 2, repayment: repayment)),
        life: 25, construction: .byYear([0.3, 0.7])
      ).charge()
    }
    #expect(isClose(try charge(0.8), try charge(0), 1e-10))
  }

  @Test func carriedLossesCostMore() throws {
    func charge(_ losses: Tax.Losses) throws -> Double {
      try CapitalRecipe(
        terms: Terms(returnOnEquity: 0.1, tax: Tax(rate: 0.25, losses: losses)), life: 20,
        construction: .even(over: 1), depreciation: Depreciation(.macrs(.years5), bonus: 1)
      ).charge()
    }
    let used = try charge(.used)
    let carried = try charge(.carried(limit: 1))
    let limited = try charge(.carried(limit: 0.8))
    #expect(used < carried)
    #expect(carried < limited)
  }

  /// A state's tax is deducted from what the federation taxes: with equal books both are one rate.
  @Test func stateTaxIsDeducted() throws {
    let depreciation = Depreciation(.macrs(.years5), bonus: 0.4)
    func charge(_ tax: Tax) throws -> Double {
      try CapitalRecipe(
        terms: Terms(returnOnEquity: 0.1, tax: tax, inflation: 0.02), life: 20,
        construction: .even(over: 1), depreciation: depreciation, salvage: 0.1
      ).charge()
    }
    let together = try charge(Tax(rate: 0.07 + 0.93 * 0.21))
    let apart = try charge(Tax(rate: 0.21, state: .init(rate: 0.07, depreciation: depreciation)))
    #expect(isClose(apart, together, 1e-12))
    // A state that does not follow the bonus waits less for its tax.
    #expect(try charge(Tax(rate: 0.21, state: .init(rate: 0.07))) > together)
  }

  /// What the end brings, less its taxes, is worth its share of the first payment.
  @Test func salvageIsIncomeOfTheLastYear() throws {
    func worth(_ salvage: Double) throws -> Double {
      let recipe = CapitalRecipe(
        terms: Terms(returnOnEquity: 0.08, tax: Tax(rate: 0.25), inflation: 0.03), life: 12,
        construction: .even(over: 0), depreciation: Depreciation(.macrs(.years5)), salvage: salvage)
      return try recipe.charge()
    }
    let real = 1.08 / 1.03 - 1
    let expected = 0.2 * pow(1 + real, -12) * capitalRecoveryFactor(rate: real, years: 12)
    #expect(isClose(try worth(0) - worth(0.2), expected, 1e-10))
  }

  /// Where all is linear, how a plant runs does not change what its capital costs; where losses
  /// wait, costs that rise make it dearer or cheaper.
  @Test func chargeOfAnOperation() throws {
    var recipe = CapitalRecipe(
      terms: Terms(
        returnOnEquity: 0.11, debt: Debt(share: 0.6, rate: 0.06, tenor: 12),
        tax: Tax(rate: 0.21), inflation: 0.025), life: 25, construction: .byYear([0.4, 0.6]),
      depreciation: Depreciation(.macrs(.years5)), replacements: [.init(year: 12, share: 0.3)],
      productionCredit: .init(value: 28, years: 10), degradation: 0.005)
    let operation = Operation(
      overnight: 1e6, fixed: 2e4, variable: 3, fuel: 20, costEscalation: 0.01,
      fuelEscalation: 0.02, made: 4000)
    #expect(isClose(try recipe.charge(of: operation), 1e6 * (try recipe.charge()), 1e-12))
    recipe.terms.tax.losses = .carried(limit: 0.8)
    let plain = 1e6 * (try recipe.charge())
    #expect(!isClose(try recipe.charge(of: operation), plain, 1e-4))
    // Without anything that differs from year to year it is the plain charge again.
    recipe.productionCredit = nil
    recipe.degradation = 0
    let level = Operation(overnight: 1e6, fixed: 2e4, variable: 3, fuel: 20, made: 4000)
    #expect(isClose(try recipe.charge(of: level), 1e6 * (try recipe.charge()), 1e-12))
  }

  /// The loan is cut until income covers the service in every year.
  @Test func sculptedDebtKeepsItsCoverage() throws {
    let recipe = CapitalRecipe(
      terms: Terms(
        returnOnEquity: 0.12,
        debt: Debt(share: 0.95, rate: 0.05, tenor: 18, repayment: .sculpted(coverage: 1.4)),
        tax: Tax(rate: 0.21), inflation: 0.02), life: 25, construction: .even(over: 2),
      depreciation: Depreciation(.macrs(.years15)))
    let project = recipe.project(overnight: 1000, sold: Array(repeating: 1, count: 25))
    let flow = try project.cashFlow(price: try project.price())
    #expect(isClose(try #require(flow.leastCoverage), 1.4, 1e-9))
    let borrowed = flow.borrowed.reduce(0, +) / flow.capital.reduce(0, +)
    #expect(borrowed < 0.95)
    #expect(borrowed > 0.3)
  }

  @Test(arguments: [
    (Terms(returnOnEquity: 0.1, tax: Tax(rate: 1)), 20, "tax"),
    (Terms(returnOnEquity: 0.1, debt: Debt(share: 1.2, rate: 0.05, tenor: 5)), 20, "debt share"),
    (Terms(returnOnEquity: 0.1, debt: Debt(share: 0.2, rate: 0.05, tenor: 25)), 20, "tenor"),
    (
      Terms(returnOnEquity: 0.1, debt: Debt(share: 0.2, rate: 0.05, tenor: 5, grace: 5)), 20,
      "grace"
    ),
    (Terms(returnOnEquity: 0.1), 0, "life"), (Terms(returnOnEquity: -1), 20, "return"),
    (Terms(returnOnEquity: .nan), 20, "return"),
  ])
  func refused(terms: Terms, life: Int, word: String) {
    let project = Project(
      life: life, terms: terms, construction: .even(over: 0), assets: [.init("plant", cost: 1)],
      sold: Array(repeating: 1, count: life))
    let error = #expect(throws: FinanceError.self) { try project.price() }
    #expect("\(error.map { "\($0)" } ?? "")".contains(word))
  }

  @Test func nothingSold() {
    let project = Project(
      life: 2, terms: Terms(returnOnEquity: 0.1), construction: .even(over: 0),
      assets: [.init("plant", cost: 1)], sold: [0, 0])
    #expect(throws: FinanceError.nothingSold) { try project.price() }
    #expect(throws: FinanceError.self) {
      try Project(
        life: 2, terms: Terms(returnOnEquity: 0.1), construction: .even(over: 0), assets: [],
        sold: [1]
      ).cashFlow(price: 1)
    }
  }

  /// One year of a plan stands for years that differ: levelised output, costs and credits.
  @Test func levelisedYearsGiveTheSamePrice() throws {
    let recipe = CapitalRecipe(
      terms: Terms(
        returnOnEquity: 0.11, debt: Debt(share: 0.6, rate: 0.06, tenor: 12),
        tax: Tax(rate: 0.21), inflation: 0.025), life: 25, construction: .byYear([0.4, 0.6]),
      depreciation: Depreciation(.macrs(.years5)), replacements: [.init(year: 12, share: 0.3)],
      augmentation: 0.01, productionCredit: .init(value: 28, years: 10), degradation: 0.005)
    let (overnight, energy, fixed, variable) = (1_200_000.0, 2500.0, 18_000.0, 3.0)
    let made = Project.growing(energy, by: -0.005, life: 25)
    let fixedCosts = Project.growing(fixed * 1.025, by: 1.025 * 1.01 - 1, life: 25)
    let variableCosts = made.enumerated().map { $1 * variable * pow(1.025, Double($0 + 1)) }
    let project = recipe.project(
      overnight: overnight, sold: made, made: made,
      costs: [.init("fixed", fixedCosts), .init("variable", variableCosts)])
    let price = try project.price() / 1.025
    let year =
      overnight * (try recipe.charge()) + fixed * recipe.levelised(growth: 0.01)
    let output = energy * recipe.meanOutput
    #expect(isClose(year / output + variable - recipe.levelisedCredit, price, 1e-11))
  }
}
