/// The least cost of a year with fixed capacities, and how it moves with them.
public struct Dispatch: Sendable {
  /// How the store was solved.
  public enum Method: String, Sendable {
    /// There is no store that matters: merit order alone.
    case merit
    case classes
    case queue
    case segments
    /// A cyclic year that depends on the level carried over.
    case search
  }

  public var method: Method
  /// Money a year, recomputed from the quantities. Where load is short, without anything for it.
  public var cost: Double
  /// No dispatch costs less: the worth of the prices.
  public var bound: Double
  /// The cost with something for what is short; the bound is one on this.
  var penalised = 0.0
  /// MWh of load that nothing can meet, and of output that must run and has no use, unweighted.
  public var shortage: Double
  /// How the bound changes with each step's capacity (money per MW; 0 where the capacity has no end).
  public var capacity: [Double]
  /// What of the bound comes from limits that do not depend on a capacity: by step.
  public var limit: [Double]
  /// How the bound changes with the scale of each load term.
  public var load: [Double]
  /// MWh a year of each step (of a demand: what it gets).
  public var energy: [Double]
  public var store: Store?

  public struct Store: Sendable {
    /// How the bound changes with the power into and out of the store (money per MW). With one rating
    /// for both: all of it in `charge`.
    public var charge: Double
    public var discharge: Double
    /// Money per MWh of energy capacity.
    public var energy: Double
    /// Money per MWh of the level at the start; 0 for a cyclic year.
    public var start: Double
    /// MWh a year into and out of the store (before and after losses).
    public var charged: Double
    public var discharged: Double
  }

  /// cost - bound, relative to the larger of 1 and |cost|: 0 up to rounding for an exact dispatch.
  public var gap: Double { (cost - bound) / max(1, abs(cost)) }
}
