import Foundation

// Money now and money later. Unless a function says otherwise, payments are made at the end of each
// year, the first one year from now; rates are per year and as real or as nominal as the money.

/// Capital recovery factor `r / (1 - (1 + r)^-n)`: the yearly payment that repays 1 over n years.
///
/// 7 % over 20 years is 0.09439, over 25 years 0.0858. At a rate of zero it is `1 / n`.
public func capitalRecoveryFactor(rate: Double, years: Double) -> Double {
  // At tiny rates the difference from 1 keeps all its digits this way.
  guard rate != 0 else { return 1 / years }
  return rate / -expm1(-years * log1p(rate))
}

/// Present worth of 1 a year for n years, the reciprocal of the capital recovery factor.
///
/// - Parameters:
///   - rate: the discount rate.
///   - years: how many payments.
///   - escalation: by how much payments grow each year. The first one, a year from now, has grown once:
///     it is `1 + escalation`. This is the present-worth factor of REopt (NREL/TP-7A40-79235).
public func presentWorthFactor(rate: Double, years: Double, escalation: Double = 0) -> Double {
  let net = (1 + rate) / (1 + escalation) - 1
  guard net != 0 else { return years }
  return -expm1(-years * log1p(net)) / net
}

/// Worth now of 1 paid n years from now, `(1 + r)^-n`.
public func presentValueFactor(rate: Double, years: Double) -> Double {
  pow(1 + rate, -years)
}

/// Worth n years from now of 1 paid now, `(1 + r)^n`.
public func futureValueFactor(rate: Double, years: Double) -> Double {
  pow(1 + rate, years)
}

/// Worth now of payments at given moments, in years from now (negative: before).
public func presentValue(
  of payments: [(time: Double, amount: Double)], rate: Double
) -> Double {
  payments.reduce(0) { $0 + $1.amount * pow(1 + rate, -$1.time) }
}

/// Worth at the start of operation of 1 spent evenly and without pause over the years before,
/// `(1/N) ∫ (1 + r)^s ds` from 0 to N, which is `((1 + r)^N - 1) / (N ln(1 + r))`.
public func constructionFactor(rate: Double, years: Double) -> Double {
  guard rate != 0, years > 0 else { return 1 }
  let growth = log1p(rate) * years
  return expm1(growth) / growth
}

/// Yearly charge of an overnight cost: spent evenly over its construction, paid back in equal
/// amounts at the ends of the years of its life.
public func annuityCharge(
  overnight: Double, rate: Double, construction: Double, life: Double
) -> Double {
  overnight * constructionFactor(rate: rate, years: construction)
    * capitalRecoveryFactor(rate: rate, years: life)
}

/// A nominal rate without inflation, `(1 + nominal) / (1 + inflation) - 1` (Fisher).
public func realRate(nominal: Double, inflation: Double) -> Double {
  (1 + nominal) / (1 + inflation) - 1
}

/// The rate at which payments are worth nothing, or `nil` where there is none between -99 % and
/// 10,000 % a year or the payments do not begin with spending that income repays.
///
/// With one change of sign there is exactly one such rate; with more the one nearest above -99 %.
public func internalRateOfReturn(of payments: [(time: Double, amount: Double)]) -> Double? {
  func worth(_ rate: Double) -> Double { presentValue(of: payments, rate: rate) }
  var low = -0.99
  var worthLow = worth(low)
  for step in 1...200 {
    // Steps grow with the rate: fine where rates are, coarse far out.
    let high = -0.99 + 100.99 * pow(Double(step) / 200, 3)
    let worthHigh = worth(high)
    if worthLow.isFinite, worthHigh.isFinite, worthLow > 0, worthHigh <= 0 {
      return root(of: worth, between: low, and: high)
    }
    (low, worthLow) = (high, worthHigh)
  }
  return nil
}
