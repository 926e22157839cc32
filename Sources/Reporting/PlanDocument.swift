public import Chains
public import Questions
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
  /// The answer of each site; the same as `answer` where there is one.
  public var sites: [SiteAnswer]
  /// Halls, chips, work and products, where the study has them.
  public var fleet: FleetAnswer?
  /// When what makes power can run, and when it does.
  public var timing: [Timing]
  /// What is ordered a lead time before it starts; absent without orders.
  public var orders: [OrderAnswer]?
  /// How fast things may be built, and what a little more is worth.
  public var growth: [GrowthAnswer]
  /// What a month earlier is worth, where that was asked.
  public var sooner: [Sooner] = []
  /// What scarce things of a study of sites earn; they add up to the objective.
  public var earnings: [Earning]
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

  public struct SiteAnswer: Sendable, Codable {
    public var site: Campus.Site
    public var answer: CampusAnswer
  }

  /// One supply and its first capacity.
  public struct Timing: Sendable, Codable {
    public var name: String
    public var site: String
    /// The month in which it can run at the earliest, such as `2029-06`.
    public var earliest: String
    /// The stage in which it first runs in the plan; absent if it never does.
    public var first: String?
    /// MW that it has then.
    public var amount: Double?
    /// When more of it comes on line.
    public var starts: [Start]
  }

  /// Capacity that comes on line.
  public struct Start: Sendable, Codable {
    /// The stage, and the month such as `2029-06` from which it runs.
    public var stage: String
    public var month: String
    /// MW.
    public var added: Double
  }

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

    /// What belongs to nobody named.
    static let unnamed = "(unnamed)"
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
    money = study.campuses.first?.money
    site = study.campus?.site
    let answers = study.campuses.map { CampusReader(campus: $0, plan: plan).answer() }
    sites = zip(study.campuses, answers).map { SiteAnswer(site: $0.site, answer: $1) }
    answer = answers.count == 1 ? answers[0] : nil
    let business = study.fleet.map {
      FleetReader(fleet: $0, campuses: study.campuses, plan: plan, power: answers).answer()
    }
    fleet = business
    timing = study.campuses.indices.flatMap { site in
      TimingReader(
        campus: study.campuses[site], answer: answers[site], hall: study.fleet?.halls[site],
        halls: business?.stages.map { $0.halls[site] } ?? []
      ).timing
    }
    let ordered = OrderReader(campuses: study.campuses, fleet: study.fleet).orders(of: plan)
    orders = ordered.isEmpty ? nil : ordered
    growth = GrowthReader(campuses: study.campuses, fleet: study.fleet, plan: plan).answer()
    earnings =
      study.campuses.isEmpty
      ? []
      : EarningsReader(campuses: study.campuses, fleet: study.fleet).earnings(of: plan)
    let stages = answers.flatMap(\.stages)
    capacities = stages.flatMap(\.capacities)
    energy = stages.flatMap { stage in
      stage.sources.map { Energy(node: stage.name, source: $0) }
    }
    prices = stages.compactMap { stage in
      stage.price.map { NodePrice(node: stage.name, electricity: $0) }
    }
    unserved = stages.reduce(0) { $0 + $1.unserved }
    emissions = future.nodes.map { node in
      let own = stages.filter { $0.name == node.name }
      return NodeAmount(
        node: node.name, amount: own.reduce(0) { $0 + $1.emissions }, unit: "t/year")
    }
    if stages.isEmpty { emissions = [] }
    costs = stages.flatMap { stage in
      stage.costs.map { NodeCost(node: stage.name, cost: $0) }
    }
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
    inputs = study.inputs
    warnings = study.warnings.map(\.description)
  }
}

extension PlanDocument {
  /// More than the power of one pathway: several sites, a tree, or halls and chips.
  var isMany: Bool {
    guard let first = sites.first else { return false }
    let isTree = Set(levels).count < first.answer.stages.count
    return sites.count > 1 || fleet != nil || isTree
  }

  /// Distance of each node from the first.
  var levels: [Int] {
    var levels: [String: Int] = [:]
    return nodes.map { node in
      let level = node.after.flatMap { levels[$0] }.map { $0 + 1 } ?? 0
      levels[node.name] = level
      return level
    }
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
      let party = rent.party ?? PlanDocument.Book.unnamed
      if let index = books.firstIndex(where: { $0.party == party }) {
        books[index].amount += rent.amount
      } else {
        books.append(PlanDocument.Book(party: party, amount: rent.amount))
      }
    }
    return books
  }
}
