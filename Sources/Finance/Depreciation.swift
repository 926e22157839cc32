/// How the cost of a plant is deducted from taxable income, by year of operation.
public struct Depreciation: Sendable, Hashable, Codable {
  public enum Method: Sendable, Hashable, Codable {
    /// Modified accelerated cost recovery (United States), by class of property.
    case macrs(MACRS)
    /// Equal parts over a number of years, a full one in the first year.
    case straightLine(years: Int)
  }

  public var method: Method
  /// Share deducted at once in the first year; the method spreads the rest.
  public var bonus: Double

  public init(_ method: Method, bonus: Double = 0) {
    self.method = method
    self.bonus = bonus
  }

  /// Shares of the cost by year of operation, over a life: they add up to 1. What the method would
  /// deduct after the end of life is deducted in its last year, when the plant is given up.
  public func shares(life: Int) -> [Double] {
    let schedule: [Double] =
      switch method {
      case .macrs(let type): type.shares
      case .straightLine(let years): Array(repeating: 1 / Double(years), count: years)
      }
    var shares = (0..<life).map { $0 < schedule.count ? (1 - bonus) * schedule[$0] : 0 }
    shares[0] += bonus
    shares[life - 1] += 1 - shares.reduce(0, +)
    return shares
  }
}

/// Classes of property under the general depreciation system of the United States.
///
/// Percentages of IRS Publication 946 (2024), appendix A, table A-1: half-year convention, 200 %
/// declining balance for 3 to 10 years, 150 % for 15 and 20, each turning to straight line. Solar,
/// wind, storage and geothermal plants are 5-year property (26 USC 168(e)(3)(B)(vi)), gas turbines
/// and engines 15-year, combined cycles 20-year, nuclear plants 15-year (Rev. Proc. 87-56, classes
/// 49.12 to 49.15).
public enum MACRS: Int, Sendable, Hashable, Codable, CaseIterable {
  case years3 = 3
  case years5 = 5
  case years7 = 7
  case years10 = 10
  case years15 = 15
  case years20 = 20

  /// Shares of the cost by year, one more than the class has years: the first is half a year.
  public var shares: [Double] { percentages.map { $0 / 100 } }

  var percentages: [Double] {
    switch self {
    case .years3: [33.33, 44.45, 14.81, 7.41]
    case .years5: [20, 32, 19.20, 11.52, 11.52, 5.76]
    case .years7: [14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46]
    case .years10: [10, 18, 14.40, 11.52, 9.22, 7.37, 6.55, 6.55, 6.56, 6.55, 3.28]
    case .years15:
      [5, 9.50, 8.55, 7.70, 6.93, 6.23]
        + [5.90, 5.90, 5.91, 5.90, 5.91, 5.90, 5.91, 5.90, 5.91, 2.95]
    case .years20:
      [3.750, 7.219, 6.677, 6.177, 5.713, 5.285, 4.888, 4.522]
        + [4.462, 4.461, 4.462, 4.461, 4.462, 4.461, 4.462, 4.461, 4.462, 4.461, 4.462, 4.461]
        + [2.231]
    }
  }
}
