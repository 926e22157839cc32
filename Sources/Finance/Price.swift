extension Project {
  /// The price of the first operating year at which the owners earn their required return: the
  /// levelised price. It rises with `priceEscalation`; without any it is the nominal levelised
  /// price, with the terms' inflation it is constant in real money.
  ///
  /// - Throws: `FinanceError.nothingSold` or `.noPrice`.
  public func price() throws(FinanceError) -> Double {
    try check()
    guard sold.contains(where: { $0 > 0 }) else { throw .nothingSold }
    // A first guess of the right size: undiscounted costs over what is sold.
    let units = sold.reduce(0, +)
    let spent =
      assets.reduce(0) { $0 + $1.cost } + outlays.reduce(0) { $0 + nominal($1) }
      + costs.reduce(0) { $0 + $1.amounts.reduce(0, +) }
    let scale = max(abs(spent) / units, .leastNormalMagnitude)
    let atZero = equityWorth(price: 0)
    if atZero == 0 { return 0 }
    if isLinear {
      let slope = (equityWorth(price: scale) - atZero) / scale
      guard slope > 0, slope.isFinite else { throw .noPrice }
      return -atZero / slope
    }
    // The worth rises with the price: step out until it changes its sign.
    var far = atZero < 0 ? scale : -scale
    for _ in 0..<200 {
      if (equityWorth(price: far) < 0) != (atZero < 0) {
        return root(of: equityWorth, between: 0, and: far)
      }
      far *= 2
      if abs(far) > 1e12 * scale { break }
    }
    throw .noPrice
  }

  /// Whether the worth to the owners is linear in the price: no tax rule and no loan depends on it.
  private var isLinear: Bool {
    if case .carried = terms.tax.losses, terms.tax.combined > 0 { return false }
    if case .sculpted = terms.debt?.repayment { return false }
    return true
  }
}
