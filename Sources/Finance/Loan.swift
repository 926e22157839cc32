/// The loan of a project: how much, and how it is repaid, by operating year.
struct Loan {
  /// Share of each payment of the construction that is borrowed.
  var share = 0.0
  var interest: [Double]
  var principal: [Double]
  /// Owed at the end of each operating year.
  var balance: [Double]
  private var debt: Debt?

  init(_ project: Project, income: [Double]) {
    interest = Array(repeating: 0, count: project.life)
    principal = interest
    balance = interest
    guard let debt = project.terms.debt, debt.share > 0 else { return }
    self.debt = debt
    share = debt.share
    var owed = project.construction.payments.reduce(0) {
      $0 + grown(project.capital(at: $1) * debt.share, from: $1.time, to: 0)
    }
    if case .sculpted(let coverage?) = debt.repayment, owed > 0 {
      // What the income of the repaying years carries: its worth at the start, over the coverage.
      let carried = max(0, Self.worth(of: income, debt) / coverage)
      if carried < owed {
        share *= carried / owed
        owed = carried
      }
    }
    repay(owed, debt, income)
  }

  /// Worth at the start of operation of income in the years after grace, at the loan's interest, of
  /// what is left once the interest of the grace years is paid separately.
  private static func worth(of income: [Double], _ debt: Debt) -> Double {
    let start = presentValueFactor(rate: debt.rate, years: Double(debt.grace))
    return (debt.grace..<debt.tenor).reduce(0) {
      $0 + max(0, income[$1]) * presentValueFactor(rate: debt.rate, years: Double($1 + 1))
    } / start
  }

  private mutating func repay(_ owed: Double, _ debt: Debt, _ income: [Double]) {
    let years = Double(debt.tenor - debt.grace)
    let level = owed * capitalRecoveryFactor(rate: debt.rate, years: years)
    let worth = Self.worth(of: income, debt)
    var left = owed
    for year in 0..<debt.tenor {
      interest[year] = left * debt.rate
      guard year >= debt.grace else {
        balance[year] = left
        continue
      }
      switch debt.repayment {
      case .level: principal[year] = level - interest[year]
      case .equalPrincipal: principal[year] = owed / years
      case .sculpted:
        // Without income to follow, service is level.
        let service = worth > 0 ? owed * max(0, income[year]) / worth : level
        principal[year] = service - interest[year]
      }
      // The last payment closes the loan; rounding must not leave a debt.
      if year == debt.tenor - 1 { principal[year] = left }
      left -= principal[year]
      balance[year] = left
    }
  }

  /// A loan of some moment with the interest it has gathered until another.
  func grown(_ amount: Double, from: Double, to: Double) -> Double {
    guard let debt, debt.accruesDuringConstruction, to > from else { return amount }
    return amount * futureValueFactor(rate: debt.rate, years: to - from)
  }

  /// Interest that a payment of the construction adds to the loan until operation begins.
  func capitalisedInterest(of payment: Construction.Payment, spent: Double) -> Double {
    grown(spent * share, from: payment.time, to: 0) - spent * share
  }
}
