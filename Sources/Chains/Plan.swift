/// The answer to a chain: quantities, prices, where the value lands, and how sure that is.
public struct Plan: Sendable {
  /// How far the search for the plan came.
  public enum Status: String, Sendable, Codable {
    /// Proven best to within the tolerances of the certificate.
    case optimal
    /// A plan that can be carried out; the certificate says how far it may be from the best.
    case feasible
  }

  /// A quantity or price at one node, by the hour where the thing has hours.
  public struct Entry: Sendable, Equatable {
    public var name: String
    /// Index into the nodes of the future.
    public var node: Int
    /// For an activity: its yearly total (or its level, without hours). For a stock: its level, with
    /// hours the mean. For a price: money of the node's own time per unit, with hours the mean.
    public var amount: Double
    /// One value an hour; empty for things without hours.
    public var hourly: [Double]
  }

  public var status: Status
  /// Which way of solving made the plan.
  public var engine: String
  /// Why it was taken, where the choice was left to the program.
  public var engineReason: String?
  public var chain: Chain
  /// Expected discounted sum of the value resource.
  public var value: Double
  public var activities: [Entry]
  public var stocks: [Entry]
  /// Marginal worth of a unit of each resource. Absent (empty) when the plan carries no prices.
  public var prices: [Entry]
  public var rents: [Rent]
  public var certificate: Certificate
  public var seconds: Seconds

  public struct Seconds: Sendable, Codable, Equatable {
    /// From the chain to the matrix.
    public var build: Double
    /// In the solver.
    public var solve: Double

    public init(build: Double, solve: Double) {
      self.build = build
      self.solve = solve
    }
  }

  public init(
    status: Status, engine: String, chain: Chain, value: Double, activities: [Entry],
    stocks: [Entry], prices: [Entry], rents: [Rent], certificate: Certificate, seconds: Seconds
  ) {
    self.status = status
    self.engine = engine
    self.chain = chain
    self.value = value
    self.activities = activities
    self.stocks = stocks
    self.prices = prices
    self.rents = rents
    self.certificate = certificate
    self.seconds = seconds
  }

  public func activity(_ process: String, at node: String) -> Entry? {
    entry(activities, process, node)
  }

  public func stock(_ resource: String, at node: String) -> Entry? {
    entry(stocks, resource, node)
  }

  public func price(_ resource: String, at node: String) -> Entry? {
    entry(prices, resource, node)
  }

  private func entry(_ entries: [Entry], _ name: String, _ node: String) -> Entry? {
    guard let index = chain.future.index(of: node) else { return nil }
    return entries.first { $0.name == name && $0.node == index }
  }
}

extension Plan.Entry {
  public init(_ name: String, node: Int, amount: Double, hourly: [Double] = []) {
    self.name = name
    self.node = node
    self.amount = amount
    self.hourly = hourly
  }
}

/// What one scarce thing earns: the marginal worth of an endowment, a limit or a demand, times how
/// much of it there is. The rents of a plan add up to its value (strong duality).
public struct Rent: Sendable, Equatable, Codable {
  public enum Source: String, Sendable, Codable {
    /// A resource that is there (or, negative, that must be delivered).
    case endowment
    /// The most that a process may do.
    case limit
    /// The least that a process must do.
    case floor
    /// Money that is simply given.
    case gift
    /// Whole units: worth of the units chosen, beyond the prices that they face.
    case wholeUnits
  }

  public var source: Source
  /// The resource or process.
  public var name: String
  public var node: Int
  /// The party to whom it belongs, where the chain says so.
  public var party: String?
  /// In money of today, expected.
  public var amount: Double

  public init(source: Source, name: String, node: Int, party: String? = nil, amount: Double) {
    self.source = source
    self.name = name
    self.node = node
    self.party = party
    self.amount = amount
  }
}

/// What is known about the quality of a plan, recomputed from its quantities and not taken from
/// the solver's word.
public struct Certificate: Sendable, Equatable, Codable {
  /// No plan can be worth more.
  public var bound: Double
  /// (bound - value) / max(1, |value|), never negative.
  public var gap: Double
  /// The worst violation of a balance, limit or hold, relative to the sizes in that row.
  public var worstViolation: Double
  /// Where it is, in the chain's words.
  public var worstPlace: String
  /// Value recomputed from the activities, minus the reported one, relative.
  public var moneyDifference: Double
  /// Sum of rents minus value, relative; absent without prices.
  public var dualityDifference: Double?

  public init(
    bound: Double, gap: Double, worstViolation: Double, worstPlace: String,
    moneyDifference: Double, dualityDifference: Double?
  ) {
    self.bound = bound
    self.gap = gap
    self.worstViolation = worstViolation
    self.worstPlace = worstPlace
    self.moneyDifference = moneyDifference
    self.dualityDifference = dualityDifference
  }
}
