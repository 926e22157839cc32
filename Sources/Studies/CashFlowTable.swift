import Finance

/// The money of everything that a plan builds, year by year, in nominal USD.
///
/// Every plant is a project of its own that sells its output at the price at which its owners earn
/// their return; the table adds the projects up. In every year
///
///     equity = revenue - costs - capital + borrowed - interest - principal - tax + credits
///
/// Years after the horizon repeat its last stage until the last plant closes.
public struct CashFlowTable: Sendable, Codable {
  public struct Row: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable {
      /// Adds to what equity gets.
      case income
      /// Takes from it.
      case cost
      /// Sum of rows above.
      case sum
      /// For information: not cash.
      case memo
    }

    public var name: String
    public var kind: Kind
    /// USD by year, positive as the name says.
    public var amounts: [Double]
  }

  /// One plant with the year in which it starts.
  public struct Project: Sendable, Codable, Equatable {
    public var name: String
    public var year: Int
    public var life: Int
    /// USD at the start of the project, without interest during construction.
    public var overnight: Double
    /// Price at which its owners earn their return, in real money: USD/MWh, or USD/kW-yr for a
    /// store and for what makes no energy.
    public var price: Double
    public var unit: String
    /// In the first year of operation, in nominal money.
    public var firstPrice: Double
    /// The price that never changes in nominal money and earns the same return.
    public var levelPrice: Double?
    public var returnOnEquity: Double
    /// What the cash flow itself returns to equity; `nil` where nothing is paid in.
    public var internalRateOfReturn: Double?
    /// Least operating income over debt service.
    public var leastCoverage: Double?
  }

  /// Calendar years.
  public var years: [Int]
  public var rows: [Row]
  public var projects: [Project]
  /// The cost of a year that the prices of all projects add up to, over that of the plan, less 1;
  /// for a plan of one stage. Costs of load that is not served are in neither.
  public var differenceToPlan: Double?

  public func row(_ name: String) -> Row? { rows.first { $0.name == name } }
}
