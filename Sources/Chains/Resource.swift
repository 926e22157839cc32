/// Something counted: power, chips, tokens, licences, cash, land, users.
///
/// A resource is balanced at every node of the future, and in every hour if it has a clock:
///
///     gives - takes + endowment + keep x stock(before) - stock >= 0      (= 0 if exact)
///
/// The dual of the balance is the resource's price there.
public struct Resource: Sendable, Equatable {
  public var name: String
  /// The unit in which it is counted, for people.
  public var unit: String
  /// The place where it is, for people and maps.
  public var site: String?
  /// The hours in which it is balanced; `nil` for one balance per node.
  public var clock: Clock?
  /// The share of the stock that survives to the next node (or, with a clock, over one hour).
  /// `nil`: the resource does not keep, and what is left over is lost.
  public var keep: Amount?
  /// What is there without anybody making it, at each node (or in each hour).
  /// Negative: what has to be delivered.
  public var endowment: Amount?
  /// What a unit is worth that outlives the horizon, in money of the stage after the last node.
  /// Nodes without an entry: nothing.
  public var terminal: Amount?
  /// No free disposal: the balance is an equation.
  public var exact: Bool
  /// What a unit of stock occupies: an hourly store holds its energy capacity.
  public var holds: [Flow]
  /// What a unit of stock takes in every year of a node: fixed operation and maintenance, rent.
  /// A negative amount is given.
  public var upkeep: [Flow]
  /// The share of the stock that may be held, for example by the hour. Absent: all of it.
  public var availability: Amount?
  /// How the stock of an hourly resource that keeps begins and ends.
  public var ends: Ends
  /// The most stock. Absent: no limit but what it holds.
  public var limit: Amount?
  /// The least stock. Absent: 0; a negative floor lets the stock be overdrawn.
  public var floor: Amount?
  /// The least stock as a share of the first resource that the stock holds.
  public var leastUse: Amount?
  /// The stock comes in whole units: machines that are on, plants that are there.
  public var whole: Bool
  /// To whom the endowment belongs: parties with their parts of it, in any unit.
  public var owners: [Share]

  public enum Ends: Sendable, Equatable {
    /// The stock before the first hour is the stock after the last.
    case cyclic
    /// The stock before the first hour is given; what is left after the last hour is lost.
    case start(Amount)
    /// The hours fall into laps of so many steps (a day, a year of several), and each lap is a circle
    /// of its own.
    case laps(Int)
  }

  public struct Share: Sendable, Equatable {
    public var party: String
    public var part: Double
    public init(party: String, part: Double) {
      self.party = party
      self.part = part
    }
  }

  public init(
    name: String, unit: String = "", site: String? = nil, clock: Clock? = nil,
    keep: Amount? = nil, endowment: Amount? = nil, terminal: Amount? = nil, exact: Bool = false,
    holds: [Flow] = [], upkeep: [Flow] = [], availability: Amount? = nil, ends: Ends = .cyclic,
    limit: Amount? = nil, floor: Amount? = nil, leastUse: Amount? = nil, whole: Bool = false,
    owners: [Share] = []
  ) {
    self.name = name
    self.unit = unit
    self.site = site
    self.clock = clock
    self.keep = keep
    self.endowment = endowment
    self.terminal = terminal
    self.exact = exact
    self.holds = holds
    self.upkeep = upkeep
    self.availability = availability
    self.ends = ends
    self.limit = limit
    self.floor = floor
    self.leastUse = leastUse
    self.whole = whole
    self.owners = owners
  }
}

/// So much of a resource per unit of activity (or per unit of stock).
public struct Flow: Sendable, Equatable {
  public var resource: String
  public var amount: Amount

  public init(_ resource: String, _ amount: Amount) {
    self.resource = resource
    self.amount = amount
  }
}
