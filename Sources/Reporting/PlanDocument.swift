public import Chains
public import Studies

/// Everything about a plan as one value: what `--json` prints and what the report shows.
public struct PlanDocument: Sendable, Codable {
  public var title: String
  public var study: String
  public var status: String
  public var engine: String
  /// Why that engine was taken, where the program chose.
  public var engineReason: String?
  /// Net value: the expected discounted sum of the value resource (minus the cost of a campus).
  public var objective: Double
  /// Total yearly or present cost that is minimised: minus the objective.
  public var cost: Double
  /// No plan can have a higher objective.
  public var bound: Double
  public var gap: Double
  public var seconds: Seconds
  public var valueUnit: String
  /// Money of which year, for a campus.
  public var money: String?
  public var site: Campus.Site?
  public var capacities: [CampusAnswer.Capacity]
  /// Energy by source and stage, for a campus.
  public var energy: [Energy]
  /// Prices of electricity by stage, for a campus.
  public var prices: [NodePrice]
  /// MWh a year that the load goes without, over all stages of a campus.
  public var unserved: Double
  /// t/year, by stage of a campus.
  public var emissions: [NodeAmount]
  public var costs: [NodeCost]
  public var answer: CampusAnswer?
  public var nodes: [Node]
  public var activities: [Quantity]
  public var stocks: [Quantity]
  public var resourcePrices: [Quantity]
  public var attribution: [Rent]
  public var books: [Book]
  public var certificate: Certificate
  public var inputs: [Input]
  public var warnings: [String]

  public struct Seconds: Sendable, Codable {
    public var read: Double
    public var build: Double
    public var solve: Double
  }

  public struct Node: Sendable, Codable {
    public var name: String
    public var after: String?
    /// Probability that the node happens at all.
    public var probability: Double
    public var discountFactor: Double
    public var year: Int?
    public var years: Double
  }

  /// An activity, a stock or a price at a node; `hourly` only when asked for.
  public struct Quantity: Sendable, Codable {
    public var name: String
    public var node: String
    /// Absent where it has no meaning: the price at a node of probability 0.
    public var amount: Double?
    public var unit: String
    public var hourly: [Double]?
  }

  public struct Energy: Sendable, Codable {
    public var node: String
    public var source: CampusAnswer.Source
  }

  public struct NodePrice: Sendable, Codable {
    public var node: String
    public var electricity: CampusAnswer.Price
  }

  public struct NodeAmount: Sendable, Codable {
    public var node: String
    public var amount: Double
    public var unit: String
  }

  public struct NodeCost: Sendable, Codable {
    public var node: String
    public var cost: CampusAnswer.Cost
  }

  /// What a party earns: the rents of what it owns.
  public struct Book: Sendable, Codable {
    public var party: String
    public var amount: Double
  }

  public init(study: Study, plan: Plan, readSeconds: Double, hourly: Bool = false) {
    let future = plan.chain.future
    title = study.title
    self.study = study.file
    status = plan.status.rawValue
    engine = plan.engine
    engineReason = plan.engineReason
    objective = plan.value
    cost = -plan.value
    bound = plan.certificate.bound
    gap = plan.certificate.gap
    seconds = Seconds(
      read: readSeconds, build: plan.seconds.build, solve: plan.seconds.solve)
    valueUnit = plan.chain.value
    money = study.campus?.money
    site = study.campus?.site
    let answer = study.campus.map { CampusReader(campus: $0, plan: plan).answer() }
    self.answer = answer
    capacities = answer?.stages.flatMap(\.capacities) ?? []
    energy =
      answer?.stages.flatMap { stage in
        stage.sources.map { Energy(node: stage.name, source: $0) }
      } ?? []
    prices =
      answer?.stages.compactMap { stage in
        stage.price.map { NodePrice(node: stage.name, electricity: $0) }
      } ?? []
    unserved = answer?.stages.reduce(0) { $0 + $1.unserved } ?? 0
    emissions =
      answer?.stages.map {
        NodeAmount(node: $0.name, amount: $0.emissions, unit: "t/year")
      } ?? []
    costs =
      answer?.stages.flatMap { stage in
        stage.costs.map { NodeCost(node: stage.name, cost: $0) }
      } ?? []
    nodes = future.nodes.enumerated().map { index, node in
      Node(
        name: node.name, after: node.parent.map { future.nodes[$0].name },
        probability: future.probability[index], discountFactor: future.discountFactor[index],
        year: node.year, years: node.years)
    }
    let units = Dictionary(
      plan.chain.resources.map { ($0.name, $0.unit) }, uniquingKeysWith: { first, _ in first })
    func quantity(_ entry: Plan.Entry, unit: String) -> Quantity {
      Quantity(
        name: entry.name, node: future.nodes[entry.node].name,
        amount: entry.amount.isFinite ? entry.amount : nil, unit: unit,
        hourly: hourly && !entry.hourly.isEmpty ? entry.hourly : nil)
    }
    activities = plan.activities.map { quantity($0, unit: "") }
    stocks = plan.stocks.map { quantity($0, unit: units[$0.name] ?? "") }
    let value = plan.chain.value
    resourcePrices = plan.prices.map { entry in
      let unit = units[entry.name] ?? ""
      return quantity(entry, unit: unit.isEmpty ? value : "\(value)/\(unit)")
    }
    attribution = plan.rents
    books = plan.books
    certificate = plan.certificate
    inputs = study.campus?.inputs ?? []
    warnings = study.warnings.map(\.description)
  }
}

/// What `--json` prints when there is no plan.
public struct FailureDocument: Sendable, Codable {
  /// `infeasible`, `unbounded`, `stopped` or `failed`.
  public var status: String
  public var study: String
  /// The reason in words, a line each.
  public var explanation: [String]

  public init(status: String, study: String, explanation: [String]) {
    self.status = status
    self.study = study
    self.explanation = explanation
  }
}

extension Plan {
  /// Rents by party; what belongs to nobody named is under “(unnamed)”. The books add up to the value.
  public var books: [PlanDocument.Book] {
    var books: [PlanDocument.Book] = []
    for rent in rents {
      let party = rent.party ?? "(unnamed)"
      if let index = books.firstIndex(where: { $0.party == party }) {
        books[index].amount += rent.amount
      } else {
        books.append(PlanDocument.Book(party: party, amount: rent.amount))
      }
    }
    return books
  }
}
