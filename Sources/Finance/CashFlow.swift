/// The money of a project by year, at one price.
///
/// All lists run over `years`: construction, then operation. In every year
///
///     equity = revenue + salvage - operating costs - capital + borrowed - interest - principal
///              - tax - state tax + credits
///
/// and what the owners get is worth nothing at their required return when the price is the
/// levelised one.
public struct CashFlow: Sendable, Hashable, Codable {
  /// Years of operation; year 0 ends with its start and earlier ones are negative.
  public var years: [Int] = []
  /// When the money of each year moves, in years from the start of operation.
  public var moments: [Double] = []
  public var revenue: [Double] = []
  /// What the plant brings at the end of its life; taxed as income.
  public var salvage: [Double] = []
  /// Costs of operation, by name.
  public var costs: [Project.Stream] = []
  /// Capital spent: construction and later outlays.
  public var capital: [Double] = []
  public var borrowed: [Double] = []
  /// Interest added to the loan before operation: not cash, and part of what is depreciated.
  public var capitalisedInterest: [Double] = []
  public var interest: [Double] = []
  public var principal: [Double] = []
  /// Owed at the end of the year.
  public var debt: [Double] = []
  public var depreciation: [Double] = []
  /// Revenue and salvage less operating costs, depreciation, interest and the tax of the state.
  public var taxableIncome: [Double] = []
  /// Losses of earlier years deducted in this one.
  public var lossesUsed: [Double] = []
  /// Before credits; negative where a loss saves tax elsewhere.
  public var tax: [Double] = []
  /// Of the state, where there is one beside the federation.
  public var stateTax: [Double] = []
  /// Tax credits used.
  public var credits: [Double] = []
  public var equity: [Double] = []

  /// Revenue less costs of operation.
  public var operatingIncome: [Double] {
    revenue.indices.map { year in costs.reduce(revenue[year]) { $0 - $1.amounts[year] } }
  }

  /// What the owners pay (negative) and get, with its moments.
  public var equityPayments: [(time: Double, amount: Double)] {
    zip(moments, equity).map { ($0, $1) }
  }

  /// Operating income, and what the end brings, over debt service in the year in which that is least;
  /// `nil` without debt.
  public var leastCoverage: Double? {
    let brought = zip(operatingIncome, salvage).map { $0 + $1 }
    return zip(brought, zip(interest, principal)).compactMap { income, service in
      service.0 + service.1 > 0 ? income / (service.0 + service.1) : nil
    }.min()
  }
}

extension Project {
  /// The cash flow at a price of the first operating year, USD per unit sold.
  ///
  /// - Throws: `FinanceError` where the project makes no sense.
  public func cashFlow(price: Double) throws(FinanceError) -> CashFlow {
    try check()
    return uncheckedCashFlow(price: price)
  }

  /// Worth to the owners at the start of operation, at their required return.
  func equityWorth(price: Double) -> Double {
    presentValue(
      of: uncheckedCashFlow(price: price).equityPayments, rate: terms.returnOnEquity)
  }

  private func uncheckedCashFlow(price: Double) -> CashFlow {
    let revenue = sold.enumerated().map { index, amount in
      price * futureValueFactor(rate: priceEscalation, years: Double(index)) * amount
    }
    let income = revenue.indices.map { year in
      costs.reduce(revenue[year]) { $0 - $1.amounts[year] }
    }
    var salvage = Array(repeating: 0.0, count: life)
    salvage[life - 1] =
      self.salvage * futureValueFactor(rate: terms.inflation, years: Double(life))
    let brought = zip(income, salvage).map { $0 + $1 }
    let loan = Loan(self, income: brought)
    let books = TaxBooks(self, income: brought, loan: loan)
    var flow = CashFlow()
    for payment in construction.payments {
      let spent = capital(at: payment)
      flow.years.append(payment.year)
      flow.moments.append(payment.time)
      flow.capital.append(spent)
      flow.borrowed.append(spent * loan.share)
      flow.capitalisedInterest.append(loan.capitalisedInterest(of: payment, spent: spent))
      flow.debt.append(0)
      flow.equity.append(-spent * (1 - loan.share))
    }
    let before = flow.years.count
    // The loan grows by the interest of its own past payments until operation begins.
    for index in 0..<before {
      flow.debt[index] = zip(flow.borrowed, flow.moments).prefix(index + 1).reduce(0) {
        $0 + loan.grown($1.0, from: $1.1, to: min(0, Double(flow.years[index])))
      }
    }
    let none = Array(repeating: 0.0, count: before)
    flow.costs = costs.map { Stream($0.name, none + $0.amounts) }
    flow.revenue = none + revenue
    flow.salvage = none + salvage
    flow.interest = none + loan.interest
    flow.principal = none + loan.principal
    flow.depreciation = none + books.depreciation
    flow.taxableIncome = none + books.income
    flow.lossesUsed = none + books.lossesUsed
    flow.tax = none + books.tax
    flow.stateTax = none + books.stateTax
    flow.credits = none + books.credits
    for year in 1...life {
      let later = outlays.filter { $0.year == year }.reduce(0) { $0 + nominal($1) }
      flow.years.append(year)
      flow.moments.append(Double(year))
      flow.capital.append(later)
      flow.borrowed.append(0)
      flow.capitalisedInterest.append(0)
      flow.debt.append(loan.balance[year - 1])
      flow.equity.append(
        income[year - 1] + salvage[year - 1] - later - loan.interest[year - 1]
          - loan.principal[year - 1] - books.tax[year - 1] - books.stateTax[year - 1]
          + books.credits[year - 1])
    }
    return flow
  }

  /// Spent at a payment of the construction, in the money of that day.
  func capital(at payment: Construction.Payment) -> Double {
    assets.reduce(0) { $0 + $1.cost } * payment.share
      * futureValueFactor(rate: terms.inflation, years: payment.time)
  }

  func nominal(_ outlay: Outlay) -> Double {
    outlay.cost * futureValueFactor(rate: terms.inflation, years: Double(outlay.year))
  }
}
