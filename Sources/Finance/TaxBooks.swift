/// Deductions, tax and credits of a project, by operating year.
struct TaxBooks {
  var depreciation: [Double]
  var income: [Double] = []
  var lossesUsed: [Double] = []
  var tax: [Double] = []
  var credits: [Double] = []
  var stateTax: [Double]

  /// - Parameter operating: revenue less costs of operation, and what the plant brings at its end.
  init(_ project: Project, income operating: [Double], loan: Loan) {
    let tax = project.terms.tax
    guard let state = tax.state else {
      self.init(project, income: operating, loan: loan, tax: tax) { $0 }
      return
    }
    // The state's own books: the credits are those of the federation.
    let own = TaxBooks(
      project, income: operating, loan: loan, tax: Tax(rate: state.rate, losses: tax.losses),
      method: state.method)
    let left = zip(operating, own.tax).map { $0 - $1 }
    self.init(project, income: left, loan: loan, tax: tax) { $0 }
    stateTax = own.tax
  }

  private init(
    _ project: Project, income operating: [Double], loan: Loan, tax rule: Tax,
    method: (Depreciation?) -> Depreciation?
  ) {
    let life = project.life
    depreciation = Array(repeating: 0, count: life)
    stateTax = depreciation
    // Interest capitalised before operation is part of the basis (26 USC 263A(f)).
    let raised = project.construction.payments.reduce(0) { sum, payment in
      let spent = project.capital(at: payment)
      return sum + spent + loan.capitalisedInterest(of: payment, spent: spent)
    }
    let cost = project.assets.reduce(0) { $0 + $1.cost }
    var investmentCredit = 0.0
    for asset in project.assets where asset.cost > 0 {
      let basis = raised * asset.cost / cost
      let credit = basis * asset.investmentCredit
      investmentCredit += credit
      add(method(asset.depreciation), of: basis - asset.basisReduction * credit, from: 0, life)
    }
    for outlay in project.outlays where outlay.year < life {
      add(method(outlay.depreciation), of: project.nominal(outlay), from: outlay.year, life)
    }
    var lossPool = 0.0
    var creditPool = 0.0
    for year in 0..<life {
      let taxable = operating[year] - depreciation[year] - loan.interest[year]
      income.append(taxable)
      // The investment credit comes with the first year of operation.
      let earned = project.productionCredits[year] + (year == 0 ? investmentCredit : 0)
      switch rule.losses {
      case .used:
        lossesUsed.append(0)
        tax.append(taxable * rule.rate)
        credits.append(earned)
      case .carried(let limit):
        let offset = taxable > 0 ? min(lossPool, limit * taxable) : 0
        lossPool += taxable < 0 ? -taxable : -offset
        let due = max(0, taxable - offset) * rule.rate
        creditPool += earned
        let used = min(creditPool, due)
        creditPool -= used
        lossesUsed.append(offset)
        tax.append(due)
        credits.append(used)
      }
    }
  }

  private mutating func add(
    _ method: Depreciation?, of basis: Double, from start: Int, _ life: Int
  ) {
    guard let method else { return }
    for (index, share) in method.shares(life: life - start).enumerated() {
      depreciation[start + index] += share * basis
    }
  }
}
