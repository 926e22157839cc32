/// What a plan means for a campus: what to build, what it costs, where the energy comes from.
///
/// Quantities are per year of a stage, in MW, MWh, t and USD of the study's money.
public struct CampusAnswer: Sendable, Codable {
  public var stages: [Stage]
  /// What the plan minimises: with one stage the yearly cost, otherwise the worth at the start of the
  /// first stage of the costs of all years.
  public var cost: Double
  /// True when `cost` is that of one year.
  public var isAnnual: Bool
  /// Cost per MWh of load served; with several stages both are discounted the same way.
  public var costPerMegawattHour: Double
  /// The money by year, where the study has `finance`.
  public var cashFlow: CashFlowTable?

  public struct Stage: Sendable, Codable {
    public var name: String
    public var year: Int
    public var years: Double
    public var capacities: [Capacity]
    public var sources: [Source]
    public var stores: [Store]
    public var costs: [Cost]
    public var annualCost: Double
    public var costPerMegawattHour: Double
    public var load: Double
    public var served: Double
    public var unserved: Double
    public var unservedHours: Int
    public var curtailedLoad: Double
    public var emissions: Double
    /// Share of the load served by energy that is not from fuel-burning plants or the dirty part of
    /// the grid, as the study's rule would count it (annual).
    public var cleanShare: Double
    public var price: Price?
    public var drivers: [Driver]
    /// Share of the year's cost that the dearest 1 % of hours pays for.
    public var costInDearestHours: Double?
    /// Hours of the year: 8784 where 29 February is kept.
    public var hours: Double = 8760
  }

  public struct Capacity: Sendable, Codable, Equatable {
    public var name: String
    public var technology: String
    public var site: String
    public var node: String
    public var amount: Double
    public var unit: String
    /// What starts in this stage.
    public var added: Double
  }

  public struct Source: Sendable, Codable, Equatable {
    public var name: String
    public var technology: String
    public var energy: Double
    /// Output that could have been made and was not, for sources that are free to run.
    public var curtailed: Double
    /// Output over capacity times the hours of the year; absent without capacity.
    public var capacityFactor: Double?
  }

  public struct Store: Sendable, Codable, Equatable {
    public var name: String
    public var charged: Double
    public var discharged: Double
    /// Discharged energy over energy capacity.
    public var cycles: Double
    /// Energy over power capacity.
    public var hours: Double
  }

  public struct Cost: Sendable, Codable, Equatable {
    public enum Cause: String, Sendable, Codable, CaseIterable {
      case capital
      case fixed = "fixed O&M"
      case fuel
      case variable = "variable O&M"
      case grid = "grid energy"
      case connection = "grid connection"
      case emissions
      case unserved = "unserved load"
      case curtailedLoad = "curtailed load"
      case curtailment = "curtailed output"
      /// Income that production tax credits are worth.
      case credit = "production credits"
      case exports
      /// Processes that the study adds itself.
      case own = "own processes"
    }

    public var cause: Cause
    public var name: String
    /// USD per year; income is negative.
    public var amount: Double
  }

  public struct Price: Sendable, Codable, Equatable {
    public var mean: Double
    public var loadWeighted: Double
    public var minimum: Double
    public var median: Double
    public var maximum: Double
    /// 5th and 95th percentile of the hours.
    public var low: Double
    public var high: Double
    public var hoursAtZero: Int
  }

  /// A stretch of hours whose prices pay for a large part of the plants.
  public struct Driver: Sendable, Codable, Equatable {
    /// Such as `14 Jan 18:00`.
    public var start: String
    public var firstStep: Int
    public var hours: Double
    /// Load-weighted price in USD/MWh.
    public var price: Double
    /// Share of the year's cost that falls on it.
    public var share: Double
    /// Output of sun and wind over the load.
    public var renewableShare: Double
  }
}

/// One line of a chart over the hours of a stage.
public struct HourlySeries: Sendable, Codable {
  public enum Role: String, Sendable, Codable {
    /// Adds to the supply.
    case supply
    /// Adds to the use (charging, exports).
    case use
    case load
    case price
    case level
    case potential
  }

  public var name: String
  public var technology: String
  public var role: Role
  public var unit: String
  public var values: [Double]
}
