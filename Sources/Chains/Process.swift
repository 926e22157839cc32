/// A recipe: it takes resources, gives resources (perhaps later) and holds resources meanwhile.
///
/// Its activity is chosen by the plan at each node where the process exists, and in every hour if
/// it touches an hourly resource. All amounts are per unit of activity.
public struct Process: Sendable, Equatable {
  public var name: String
  /// The nodes where it exists; `nil`: all.
  public var nodes: [String]?
  public var takes: [Flow]
  public var gives: [Flow]
  /// Occupied, not consumed: over all holders at most the stock times its availability. An hourly
  /// process may hold the stock of an hourly resource that keeps.
  public var holds: [Flow]
  /// For how many steps an hourly process goes on holding, counted with the step in which it acts:
  /// a unit that starts cannot stop before.
  public var holdSteps: Int
  /// Stages between the activity and what it gives. Amounts that differ by node are read at the
  /// node that receives.
  public var delay: Int
  /// After how many stages the units given to a keeping resource retire; `nil`: never.
  public var lasts: Int?
  /// The most activity (per hour if hourly). Absent: no limit.
  public var limit: Amount?
  /// The least activity. Absent: 0.
  public var floor: Amount?
  /// The activity comes in whole units.
  public var whole: Bool
  /// Tranches of activity with their own recipe, best first (diminishing returns only).
  public var steps: [Step]
  /// The activity repeats in every year of a node that lasts several years. Hourly processes
  /// always do.
  public var recurs: Bool
  /// The share of what it holds that an hourly process must use at least (minimum output).
  public var leastUse: Amount?
  /// The most that an hourly activity may rise or fall within an hour, as a share of what it
  /// holds.
  public var ramp: Ramp?
  /// Who runs it, for the books.
  public var party: String?
  /// The place, for people and maps.
  public var site: String?

  public struct Step: Sendable, Equatable {
    /// How much activity falls on this step; `nil`: no end.
    public var width: Amount?
    /// Amounts that replace those of the process on this step.
    public var takes: [Flow]
    public var gives: [Flow]

    public init(width: Amount? = nil, takes: [Flow] = [], gives: [Flow] = []) {
      self.width = width
      self.takes = takes
      self.gives = gives
    }
  }

  public struct Ramp: Sendable, Equatable {
    public var up: Double?
    public var down: Double?

    public init(up: Double? = nil, down: Double? = nil) {
      self.up = up
      self.down = down
    }
  }

  public init(
    name: String, nodes: [String]? = nil, takes: [Flow] = [], gives: [Flow] = [],
    holds: [Flow] = [], holdSteps: Int = 1, delay: Int = 0, lasts: Int? = nil, limit: Amount? = nil,
    floor: Amount? = nil, whole: Bool = false, steps: [Step] = [], recurs: Bool = false,
    leastUse: Amount? = nil, ramp: Ramp? = nil, party: String? = nil, site: String? = nil
  ) {
    self.name = name
    self.nodes = nodes
    self.takes = takes
    self.gives = gives
    self.holds = holds
    self.holdSteps = holdSteps
    self.delay = delay
    self.lasts = lasts
    self.limit = limit
    self.floor = floor
    self.whole = whole
    self.steps = steps
    self.recurs = recurs
    self.leastUse = leastUse
    self.ramp = ramp
    self.party = party
    self.site = site
  }

  /// The recipe of one tranche: the flows of the process with those of the step in their place.
  public func recipe(step: Int?) -> (takes: [Flow], gives: [Flow]) {
    guard let step else { return (takes, gives) }
    return (
      Self.replacing(takes, by: steps[step].takes), Self.replacing(gives, by: steps[step].gives)
    )
  }

  private static func replacing(_ flows: [Flow], by own: [Flow]) -> [Flow] {
    flows.filter { flow in !own.contains { $0.resource == flow.resource } } + own
  }
}
