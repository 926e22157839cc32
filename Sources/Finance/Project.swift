/// A project with its money, by year of operation: what it costs, sells and owes.
///
/// Operation begins at time 0; operating year t runs from t - 1 to t and all of its money moves at
/// its end, at time t. Capital is spent as `construction` says. Amounts of operating years are
/// nominal; capital is in the money of time 0 and carried to the day of spending with the terms'
/// inflation.
public struct Project: Sendable, Hashable, Codable {
  /// Something bought, in the tax books.
  public struct Asset: Sendable, Hashable, Codable {
    public var name: String
    /// USD, in money of time 0.
    public var cost: Double
    /// `nil`: never deducted, as land.
    public var depreciation: Depreciation?
    /// Investment tax credit, a share of the cost with its interest during construction.
    public var investmentCredit: Double
    /// Share of the credit taken off what may be depreciated (half, 26 USC 50(c)(3)).
    public var basisReduction: Double

    public init(
      _ name: String, cost: Double, depreciation: Depreciation? = nil,
      investmentCredit: Double = 0, basisReduction: Double = 0.5
    ) {
      self.name = name
      self.cost = cost
      self.depreciation = depreciation
      self.investmentCredit = investmentCredit
      self.basisReduction = basisReduction
    }
  }

  /// An amount for every year of operation.
  public struct Stream: Sendable, Hashable, Codable {
    public var name: String
    /// Nominal, one for each year.
    public var amounts: [Double]

    public init(_ name: String, _ amounts: [Double]) {
      self.name = name
      self.amounts = amounts
    }
  }

  /// Capital spent at the end of an operating year, by the owners, such as a replacement.
  public struct Outlay: Sendable, Hashable, Codable {
    public var name: String
    public var year: Int
    /// USD, in money of time 0.
    public var cost: Double
    /// Deducted from the year after, over what is left of the life.
    public var depreciation: Depreciation?

    public init(_ name: String, year: Int, cost: Double, depreciation: Depreciation? = nil) {
      self.name = name
      self.year = year
      self.cost = cost
      self.depreciation = depreciation
    }
  }

  public var life: Int
  public var terms: Terms
  public var construction: Construction
  public var assets: [Asset]
  public var outlays: [Outlay]
  /// What is sold, by operating year: MWh, or MW for a price of capacity.
  public var sold: [Double]
  /// Costs of operation.
  public var costs: [Stream]
  /// Production tax credits, USD by year.
  public var productionCredits: [Double]
  /// What the plant brings at the end of its life, USD in money of time 0; less than 0: what its end
  /// costs.
  public var salvage: Double
  /// Yearly rise of the price, from the first year of operation.
  public var priceEscalation: Double

  public init(
    life: Int, terms: Terms, construction: Construction, assets: [Asset], sold: [Double],
    costs: [Stream] = [], outlays: [Outlay] = [], productionCredits: [Double]? = nil,
    salvage: Double = 0, priceEscalation: Double? = nil
  ) {
    self.life = life
    self.terms = terms
    self.construction = construction
    self.assets = assets
    self.outlays = outlays
    self.sold = sold
    self.costs = costs
    self.productionCredits = productionCredits ?? Array(repeating: 0, count: max(0, life))
    self.salvage = salvage
    self.priceEscalation = priceEscalation ?? terms.inflation
  }

  /// An amount that grows each year, over a life; the first year has the amount itself.
  public static func growing(_ amount: Double, by rate: Double, life: Int) -> [Double] {
    (0..<life).map { amount * futureValueFactor(rate: rate, years: Double($0)) }
  }

  /// Throws where a number makes no sense.
  public func check() throws(FinanceError) {
    func require(
      _ isGood: Bool, _ what: String, _ found: Double, _ expected: String
    ) throws(FinanceError) {
      if !isGood || !found.isFinite {
        throw .outOfRange(what, found: found, expected: expected)
      }
    }
    try require((1...500).contains(life), "life", Double(life), "1 to 500 years")
    try require(
      terms.inflation > -0.5 && terms.inflation < 1, "inflation", terms.inflation, "-50 to 100 %")
    try require(
      terms.returnOnEquity > -1 && terms.returnOnEquity <= 10, "return on equity",
      terms.returnOnEquity, "above -100 up to 1,000 %")
    try require((0..<1).contains(terms.tax.rate), "tax", terms.tax.rate, "0 to below 100 %")
    if let state = terms.tax.state {
      try require((0..<1).contains(state.rate), "state tax", state.rate, "0 to below 100 %")
    }
    try require(salvage.isFinite, "salvage", salvage, "a number")
    if case .carried(let limit) = terms.tax.losses {
      try require((0...1).contains(limit), "loss limit", limit, "0 to 100 %")
    }
    if let debt = terms.debt {
      try require((0...1).contains(debt.share), "debt share", debt.share, "0 to 100 %")
      try require((0...1).contains(debt.rate), "interest", debt.rate, "0 to 100 %")
      try require(
        (1...life).contains(debt.tenor), "tenor", Double(debt.tenor), "1 year to the life")
      try require(
        (0..<debt.tenor).contains(debt.grace), "grace", Double(debt.grace), "less than the tenor")
      if case .sculpted(let coverage?) = debt.repayment {
        try require(coverage >= 1, "coverage", coverage, "at least 1")
      }
    }
    for asset in assets {
      try require(asset.cost >= 0, "cost of \(asset.name)", asset.cost, "at least 0")
      try require(
        (0...1).contains(asset.investmentCredit), "investment credit", asset.investmentCredit,
        "0 to 100 %")
    }
    for outlay in outlays {
      try require(
        (1...life).contains(outlay.year), "year of \(outlay.name)", Double(outlay.year),
        "a year of the life")
    }
    for (what, list) in [("sold", sold), ("production credits", productionCredits)]
      + costs.map({ ($0.name, $0.amounts) }) where list.count != life
    {
      throw .length(what, found: list.count, expected: life)
    }
  }
}
