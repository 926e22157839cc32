/// What the capital of a plant costs a year in real money, so that its owners earn their return.
///
/// It replaces the plain annuity of an overnight cost. A plan that pays the charge for its capacity
/// and the year's own costs has the same cost per unit as the pro forma of the project asks as its
/// price in real money.
public struct CapitalRecipe: Sendable, Hashable, Codable {
  /// Capital spent later, in parts of the overnight cost.
  public struct Replacement: Sendable, Hashable, Codable {
    public var year: Int
    public var share: Double

    public init(year: Int, share: Double) {
      self.year = year
      self.share = share
    }
  }

  /// Credit per MWh made, in the first years of operation.
  public struct ProductionCredit: Sendable, Hashable, Codable {
    /// USD/MWh in money of the start of operation.
    public var value: Double
    public var years: Int
    /// Whether it rises with inflation (as in 26 USC 45(e)(2)).
    public var isIndexed: Bool

    public init(value: Double, years: Int, isIndexed: Bool = true) {
      self.value = value
      self.years = years
      self.isIndexed = isIndexed
    }
  }

  public var terms: Terms
  public var life: Int
  public var construction: Construction
  public var depreciation: Depreciation?
  public var investmentCredit: Double
  public var basisReduction: Double
  public var replacements: [Replacement]
  /// Spent each year of operation to keep what wears out, a share of the overnight cost, deducted
  /// at once.
  public var augmentation: Double
  public var productionCredit: ProductionCredit?
  /// Share of the output lost each year.
  public var degradation: Double
  /// What the plant brings at the end of its life, a share of the overnight cost.
  public var salvage: Double

  public init(
    terms: Terms, life: Int, construction: Construction, depreciation: Depreciation? = nil,
    investmentCredit: Double = 0, basisReduction: Double = 0.5, replacements: [Replacement] = [],
    augmentation: Double = 0, productionCredit: ProductionCredit? = nil, degradation: Double = 0,
    salvage: Double = 0
  ) {
    self.terms = terms
    self.life = life
    self.construction = construction
    self.depreciation = depreciation
    self.investmentCredit = investmentCredit
    self.basisReduction = basisReduction
    self.replacements = replacements
    self.augmentation = augmentation
    self.productionCredit = productionCredit
    self.degradation = degradation
    self.salvage = salvage
  }

  /// USD per year and USD of overnight cost, in the money of the start of operation.
  public func charge() throws(FinanceError) -> Double {
    let project = project(overnight: 1, sold: Array(repeating: 1, count: max(0, life)))
    return try project.price() / (1 + terms.inflation)
  }

  /// The project of an overnight cost.
  ///
  /// - Parameters:
  ///   - overnight: USD, in the money of the start of operation.
  ///   - sold: units by year of operation, as the price counts them.
  ///   - made: MWh by year of operation, for the production credit.
  ///   - costs: nominal costs of operation.
  public func project(
    _ name: String = "plant", overnight: Double, sold: [Double], made: [Double]? = nil,
    costs: [Project.Stream] = []
  ) -> Project {
    var costs = costs
    if augmentation > 0 {
      costs.append(.init("augmentation", real(augmentation * overnight)))
    }
    return Project(
      life: life, terms: terms, construction: construction,
      assets: [
        .init(
          name, cost: overnight, depreciation: depreciation,
          investmentCredit: investmentCredit, basisReduction: basisReduction)
      ], sold: sold, costs: costs,
      outlays: replacements.map {
        .init("replacement", year: $0.year, cost: $0.share * overnight, depreciation: depreciation)
      },
      productionCredits: made.map { made in
        zip(1..., made).map { year, energy in nominalCredit(year) * energy }
      }, salvage: salvage * overnight)
  }

  /// An amount that is the same in real money every year, in nominal money.
  public func real(_ amount: Double) -> [Double] {
    Project.growing(amount * (1 + terms.inflation), by: terms.inflation, life: max(0, life))
  }

  private func nominalCredit(_ year: Int) -> Double {
    guard let credit = productionCredit, year <= credit.years else { return 0 }
    return credit.isIndexed
      ? credit.value * futureValueFactor(rate: terms.inflation, years: Double(year))
      : credit.value
  }

  // MARK: Years that differ, as one year of a plan

  /// The constant real amount that is worth as much to the owners as 1 growing by a real rate from
  /// the second year on, over the life.
  public func levelised(growth: Double) -> Double {
    guard growth != 0 else { return 1 }
    var sum = 0.0
    var weights = 0.0
    for year in 1...max(1, life) {
      let weight = terms.realWeight(year)
      sum += weight * futureValueFactor(rate: growth, years: Double(year - 1))
      weights += weight
    }
    return sum / weights
  }

  /// Mean output over the life of a plant that loses `degradation` a year, relative to the first
  /// year.
  public var meanOutput: Double { levelised(growth: -degradation) }

  /// The constant real amount per unit of output that is worth as much as 1 growing by a real rate,
  /// where output wears: `levelised` weighed by what is made.
  public func levelisedPerUnit(growth: Double) -> Double {
    growth == 0 ? 1 : levelised(growth: (1 + growth) * (1 - degradation) - 1) / meanOutput
  }

  /// What the production credit is worth per MWh in every year of the life, before tax, in real
  /// money.
  ///
  /// A credit is after tax: it is worth `1 / (1 - tax)` of it in income.
  public var levelisedCredit: Double {
    guard productionCredit != nil else { return 0 }
    var sum = 0.0
    var weights = 0.0
    for year in 1...max(1, life) {
      let output = futureValueFactor(rate: -degradation, years: Double(year - 1))
      sum +=
        nominalCredit(year) * output
        * presentValueFactor(rate: terms.returnOnEquity, years: Double(year))
      weights += terms.realWeight(year) * output
    }
    return sum / weights / (1 - terms.tax.combined)
  }

  /// Whether the charge depends on the income of every year: where losses are carried forward, or
  /// the loan is cut to the income, the worth of a cost depends on all the others. Then years that
  /// differ need the charge of an ``Operation``.
  public var dependsOnIncome: Bool {
    if case .carried = terms.tax.losses, terms.tax.combined > 0 { return true }
    if case .sculpted = terms.debt?.repayment { return true }
    return false
  }
}
