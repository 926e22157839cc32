import Foundation

/// What a unit of capacity costs a year.
///
/// Money is real. Spending on a plant is spread evenly over its construction and compounds to the day
/// it starts; from then on it is paid back in equal amounts at the end of each year of its life.
public enum Finance {
  /// Capital recovery factor r / (1 - (1 + r)^-n): the yearly payment that repays 1 over n years.
  ///
  /// 7 % over 20 years is 0.09439, over 25 years 0.0858.
  public static func capitalRecoveryFactor(rate: Double, years: Double) -> Double {
    guard rate != 0 else { return 1 / years }
    return rate / (1 - pow(1 + rate, -years))
  }

  /// Interest during construction: worth at the start of operation of 1 spent evenly over the years
  /// before, (1/N) ∫ (1 + r)^s ds from 0 to N = ((1 + r)^N - 1) / (N ln(1 + r)).
  public static func constructionFactor(rate: Double, years: Double) -> Double {
    guard rate != 0, years > 0 else { return 1 }
    return (pow(1 + rate, years) - 1) / (years * log(1 + rate))
  }

  /// Yearly capital charge of an overnight cost.
  public static func charge(
    overnight: Double, rate: Double, construction: Double, life: Double
  ) -> Double {
    overnight * constructionFactor(rate: rate, years: construction)
      * capitalRecoveryFactor(rate: rate, years: life)
  }
}
