/// How a project is paid for: who lends, what owners ask, what the state takes.
///
/// Rates are as real or nominal as `inflation` says: with inflation they are nominal, with none
/// real.
public struct Terms: Sendable, Hashable, Codable {
  /// Yearly rise of prices in general, which separates nominal from real money.
  public var inflation: Double
  /// Return on equity after tax at which the owners just take part.
  public var returnOnEquity: Double
  public var debt: Debt?
  public var tax: Tax

  public init(
    returnOnEquity: Double, debt: Debt? = nil, tax: Tax = Tax(rate: 0), inflation: Double = 0
  ) {
    self.returnOnEquity = returnOnEquity
    self.debt = debt
    self.tax = tax
    self.inflation = inflation
  }

  /// Worth at the start of operation, in real money, of 1 at the end of operating year t, to the
  /// owners.
  func realWeight(_ year: Int) -> Double {
    presentValueFactor(
      rate: realRate(nominal: returnOnEquity, inflation: inflation), years: Double(year))
  }
}

public struct Debt: Sendable, Hashable, Codable {
  public enum Repayment: Sendable, Hashable, Codable {
    /// Interest and principal together are the same every year.
    case level
    /// The same principal every year.
    case equalPrincipal
    /// Service in proportion to the operating income of each year, before tax. With `coverage` the
    /// loan is no larger than operating income over service allows.
    case sculpted(coverage: Double?)
  }

  /// Share of every payment of the construction that is borrowed.
  public var share: Double
  /// Interest per year.
  public var rate: Double
  /// Years of operation until it is repaid.
  public var tenor: Int
  /// First years of operation in which interest alone is paid.
  public var grace: Int
  public var repayment: Repayment
  /// Interest before operation is added to the loan; otherwise none is asked.
  public var accruesDuringConstruction: Bool

  public init(
    share: Double, rate: Double, tenor: Int, grace: Int = 0, repayment: Repayment = .level,
    accruesDuringConstruction: Bool = true
  ) {
    self.share = share
    self.rate = rate
    self.tenor = tenor
    self.grace = grace
    self.repayment = repayment
    self.accruesDuringConstruction = accruesDuringConstruction
  }
}

public struct Tax: Sendable, Hashable, Codable {
  /// What becomes of deductions and credits beyond the year's income and tax.
  public enum Losses: Sendable, Hashable, Codable {
    /// They are used at once, by an owner with other income. Then all is linear in the price.
    case used
    /// They wait for later income. Losses may offset at most `limit` of a year's income
    /// (80 % in the United States, 26 USC 172(a)(2)); what is left at the end of life is lost.
    case carried(limit: Double)
  }

  /// A tax of a state beside the federal one, which deducts it.
  public struct State: Sendable, Hashable, Codable {
    /// Of income that is taxable there.
    public var rate: Double
    /// How all assets are depreciated there; `nil`: as for the federal tax, without a bonus in the
    /// first year, which most states do not follow.
    public var depreciation: Depreciation?

    public init(rate: Double, depreciation: Depreciation? = nil) {
      self.rate = rate
      self.depreciation = depreciation
    }

    /// The state's way of depreciating what the federal tax depreciates by `method`.
    func method(_ method: Depreciation?) -> Depreciation? {
      method.map { depreciation ?? Depreciation($0.method) }
    }
  }

  /// Of taxable income: all taxes together, or the federal one where there is a `state`.
  public var rate: Double
  public var losses: Losses
  public var state: State?

  public init(rate: Double, losses: Losses = .used, state: State? = nil) {
    self.rate = rate
    self.losses = losses
    self.state = state
  }

  /// What all taxes together take of one more unit of income that is taxable in full.
  public var combined: Double {
    let own = state?.rate ?? 0
    return own + (1 - own) * rate
  }
}
