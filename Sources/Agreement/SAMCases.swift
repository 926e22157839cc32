import Finance

/// The single-owner model of NREL's System Advisor Model: the price at which a project reaches its
/// target return.
///
/// 100 MW for 100 million USD, spent on the day of the start, 30 MW on average for 25 years. SAM is
/// asked for the price of the first year at which equity, after tax, is worth nothing at 11 %;
/// `tools/peers/measure.py` holds the same inputs.
enum SAMCases {
  private static let source = "NREL System Advisor Model, Singleowner (NREL-PySAM 7.1.1)"

  static let all: [AgreementCase] = [
    one(
      "sam-credit", "60 % debt, five-year MACRS, 30 % credit, wear, escalators", 37.58405883254587,
      base()),
    one(
      "sam-bonus", "the same with a bonus depreciation of 60 %", 36.72354824331731, base(bonus: 0.6)
    ),
    one(
      "sam-production-credit", "a production credit of 30 USD/MWh for ten years instead",
      26.023461311811904, base(credit: 0, productionCredit: 30)),
    one(
      "sam-grace", "equal principal after three years of interest alone, fifteen-year MACRS",
      54.18036171144665,
      base(
        credit: 0, method: .macrs(.years15),
        debt: Debt(share: 0.6, rate: 0.07, tenor: 18, grace: 3, repayment: .equalPrincipal))),
    one(
      "sam-grace-level", "the same with level service",
      53.47936671075064,
      base(
        credit: 0, method: .macrs(.years15),
        debt: Debt(share: 0.6, rate: 0.07, tenor: 18, grace: 3))),
    one(
      "sam-coverage", "debt sized to a coverage of 1.4, fifteen-year MACRS", 50.34618767896371,
      base(
        credit: 0, method: .macrs(.years15), wear: 0,
        debt: Debt(share: 1, rate: 0.07, tenor: 18, repayment: .sculpted(coverage: 1.4)))),
    one(
      "sam-state-tax", "a state tax of 7 %, which the federal one deducts", 36.34184432440564,
      base(state: .init(rate: 0.07))),
    one(
      "sam-state-bonus",
      "no credit, a bonus depreciation of 60 % that the state does not follow",
      49.50993954230279, base(credit: 0, bonus: 0.6, state: .init(rate: 0.07))),
    one(
      "sam-salvage", "a salvage of 15 % of the cost, and a state tax of 7 %", 35.860395166386596,
      base(salvage: 0.15, state: .init(rate: 0.07))),
    one(
      "sam-salvage-coverage",
      "a salvage of 15 %, debt over the whole life sized to a coverage of 1.4",
      46.48893232580173,
      base(
        credit: 0, method: .macrs(.years15), wear: 0, salvage: 0.15,
        debt: Debt(share: 1, rate: 0.07, tenor: 25, repayment: .sculpted(coverage: 1.4)))),
  ]

  private static func one(
    _ identifier: String, _ title: String, _ price: Double, _ project: Project
  ) -> AgreementCase {
    AgreementCase(
      identifier, group: "Project finance", title: title, source: source,
      numbers: [.init("price of the first year", price, "USD/MWh", .relative(1e-9))]
    ) { _ in [try project.price()] }
  }

  static func base(
    credit: Double = 0.3, productionCredit: Double = 0,
    method: Depreciation.Method = .macrs(.years5), bonus: Double = 0, wear: Double = 0.005,
    salvage: Double = 0, state: Tax.State? = nil,
    debt: Debt = Debt(share: 0.6, rate: 0.07, tenor: 18)
  ) -> Project {
    let life = 25
    let made = Project.growing(30 * 8760, by: -wear, life: life)
    return Project(
      life: life,
      terms: Terms(returnOnEquity: 0.11, debt: debt, tax: Tax(rate: 0.21, state: state)),
      construction: .even(over: 0),
      assets: [
        .init(
          "plant", cost: 100e6, depreciation: Depreciation(method, bonus: bonus),
          investmentCredit: credit)
      ], sold: made,
      costs: [
        // SAM adds the real escalation to inflation, 2.5 % + 1 %, where we would multiply.
        .init("fixed O&M", Project.growing(25 * 100_000, by: 0.035, life: life)),
        .init(
          "variable O&M", zip(made, Project.growing(3, by: 0.025, life: life)).map { $0 * $1 }),
      ],
      productionCredits: made.enumerated().map { $0 < 10 ? $1 * productionCredit : 0 },
      salvage: salvage * 100e6, priceEscalation: 0.01)
  }
}
