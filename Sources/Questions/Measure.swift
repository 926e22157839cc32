import Chains
import Planning
import Quantities
public import Studies

/// One number of a planned study, named in words: `capacity of smr`, `share of solar in 2030`, `cost`.
public struct Measure: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// What the plan is worth, in money of the chain.
    case value
    /// Minus the value: what a campus costs.
    case cost
    /// Cost per MWh of load served, USD/MWh.
    case costPerMegawattHour
    /// t/year, the mean over the years of the plan.
    case emissions
    /// MWh/year of load that is not served.
    case unserved
    /// Share of the load served by clean energy.
    case cleanShare
    /// MW or MWh of a supply of a campus; the stock of a resource elsewhere. The largest over the nodes.
    case capacity(String)
    /// MWh/year made by a supply.
    case energy(String)
    /// Energy of a supply over the load served.
    case share(String)
    /// Activity of a process: expected sum over the nodes; of an hourly or recurring one the mean year.
    case activity(String)
    /// Stock of a resource, the largest over the nodes.
    case stock(String)
    /// Price of a resource, the mean over the nodes by probability and years.
    case price(String)
  }

  public var kind: Kind
  /// As it was written.
  public var text: String

  private static let plain: [(String, Kind)] = [
    ("value", .value), ("cost", .cost), ("cost per MWh", .costPerMegawattHour),
    ("USD/MWh", .costPerMegawattHour), ("emissions", .emissions), ("unserved", .unserved),
    ("clean share", .cleanShare),
  ]
  private static let named: [(String, @Sendable (String) -> Kind)] = [
    ("capacity of ", { .capacity($0) }), ("energy of ", { .energy($0) }),
    ("share of ", { .share($0) }), ("activity of ", { .activity($0) }),
    ("stock of ", { .stock($0) }), ("price of ", { .price($0) }),
  ]

  /// What can be asked for, for messages.
  static let known =
    "value, cost, cost per MWh, emissions, unserved, clean share, capacity of X, energy of X, share of X, "
    + "activity of X, stock of X, price of X (each may end with “in NODE”)"

  public init(_ written: String) throws(QuestionError) {
    let text = written.split(separator: " ").joined(separator: " ")
    self.text = text
    if let found = Self.plain.first(where: { $0.0 == text }) {
      kind = found.1
    } else if let found = Self.named.first(where: { text.hasPrefix($0.0) }) {
      var name = String(text.dropFirst(found.0.count))
      // “share of smr in energy” says what shares are anyway.
      if name.hasSuffix(" in energy") { name = String(name.dropLast(10)) }
      kind = found.1(name)
    } else {
      let words = Self.plain.map(\.0) + Self.named.map { $0.0 + "X" }
      let hint = nearest(text, in: words).map { " (did you mean “\($0)”?)" } ?? ""
      throw .words("error: there is no measure “\(written)”\(hint); expected \(Self.known)")
    }
  }

  /// The unit of the number; empty for plain numbers.
  public func unit(in study: Study) -> String {
    let isCampus = !study.campuses.isEmpty
    switch kind {
    case .value, .cost: return study.chain.value + (isCampus && isAnnual(study) ? "/year" : "")
    case .costPerMegawattHour: return "USD/MWh"
    case .emissions: return "t/year"
    case .unserved: return "MWh/year"
    case .cleanShare, .share: return "%"
    case .energy: return isCampus ? "MWh/year" : ""
    case .capacity(let name):
      if isCampus { return name.hasSuffix(" energy") ? "MWh" : "MW" }
      return study.chain.resource(name)?.unit ?? ""
    case .stock(let name): return study.chain.resource(name)?.unit ?? ""
    case .activity: return ""
    case .price(let name):
      let unit = study.chain.resource(name)?.unit ?? ""
      return unit.isEmpty ? study.chain.value : "\(study.chain.value)/\(unit)"
    }
  }

  private func isAnnual(_ study: Study) -> Bool { study.chain.future.nodes.count == 1 }

  /// The number, in its unit (shares in percent).
  ///
  /// - Throws: ``QuestionError/words(_:)`` when the study has nothing of that name.
  public func amount(of outcome: Outcome) throws(QuestionError) -> Double {
    switch kind {
    case .value: return outcome.plan.value
    case .cost: return -outcome.plan.value
    case .costPerMegawattHour:
      return ratio(
        present(outcome, try campus(outcome).byNode(\.annualCost)),
        present(outcome, outcome.byNode(\.served)))
    case .emissions: return mean(outcome, try campus(outcome).byNode(\.emissions))
    case .unserved: return mean(outcome, try campus(outcome).byNode(\.unserved))
    case .cleanShare:
      let clean = try campus(outcome).byNode { $0.cleanShare * $0.served }
      return 100 * ratio(mean(outcome, clean), mean(outcome, outcome.byNode(\.served)))
    case .capacity(let name):
      guard outcome.isCampus else { return try stock(name, outcome) }
      return try largest(capacities(name, outcome))
    case .energy(let name):
      guard outcome.isCampus else { return try activity(name, outcome) }
      return try yearly(energies(name, outcome), outcome)
    case .share(let name):
      let (energies, node) = try energies(name, outcome)
      let served = outcome.byNode(\.served)
      if let node { return 100 * ratio(energies[node], served[node]) }
      return 100 * ratio(mean(outcome, energies), mean(outcome, served))
    case .activity(let name): return try activity(name, outcome)
    case .stock(let name): return try stock(name, outcome)
    case .price(let name): return try price(name, outcome)
    }
  }

  // MARK: Campus

  private func campus(_ outcome: Outcome) throws(QuestionError) -> Outcome {
    if outcome.isCampus { return outcome }
    throw notOfChains
  }

  var notOfChains: QuestionError {
    .words("error: “\(text)” is a measure of a campus; this study has resources and processes")
  }

  private func ratio(_ part: Double, _ whole: Double) -> Double { whole > 0 ? part / whole : 0 }

  /// The mean over the years of the plan.
  private func mean(_ outcome: Outcome, _ values: [Double]) -> Double {
    let future = outcome.plan.chain.future
    var sum = 0.0
    var years = 0.0
    for (node, value) in values.enumerated() {
      let weight = future.probability[node] * future.nodes[node].years
      sum += weight * value
      years += weight
    }
    return years > 0 ? sum / years : 0
  }

  /// The worth today of something that comes every year.
  private func present(_ outcome: Outcome, _ values: [Double]) -> Double {
    let future = outcome.plan.chain.future
    return values.enumerated().reduce(0) { sum, value in
      let weight = future.discountFactor[value.offset] * future.annuityWeight(value.offset)
      return sum + future.probability[value.offset] * weight * value.element
    }
  }

  private typealias ByNode = (values: [Double], node: Int?)

  private func largest(_ found: ByNode) -> Double {
    found.node.map { found.values[$0] } ?? found.values.max() ?? 0
  }

  private func yearly(_ found: ByNode, _ outcome: Outcome) -> Double {
    found.node.map { found.values[$0] } ?? mean(outcome, found.values)
  }

  private func capacities(_ name: String, _ outcome: Outcome) throws(QuestionError) -> ByNode {
    let parts = try campus(outcome).capacities
    let isGrid = name == "grid" && !parts.contains { $0.name == "grid" }
    return try sums(parts, isGrid ? "grid connection" : name, "capacity", outcome)
  }

  private func energies(_ name: String, _ outcome: Outcome) throws(QuestionError) -> ByNode {
    try sums(try campus(outcome).energies, name, "source of energy", outcome)
  }

  /// What goes by a name, over all sites, or by a name and “at SITE”.
  private func sums(
    _ parts: [Outcome.Part], _ name: String, _ kind: String, _ outcome: Outcome
  ) throws(QuestionError) -> ByNode {
    let known = parts.map(\.name) + parts.map { "\($0.name) at \($0.site)" }
    let (own, node) = try place(name, kind, known, outcome.plan.chain.future)
    var values = outcome.plan.chain.future.nodes.map { _ in 0.0 }
    for part in parts where part.name == own || "\(part.name) at \(part.site)" == own {
      values[part.node] += part.amount
    }
    return (values, node)
  }

  // MARK: Chains

  private func activity(_ name: String, _ outcome: Outcome) throws(QuestionError) -> Double {
    let chain = outcome.plan.chain
    let (own, node) = try place(name, "process", chain.processes.map(\.name), chain.future)
    var values = chain.future.nodes.map { _ in 0.0 }
    for entry in outcome.plan.activities where entry.name == own {
      values[entry.node] += entry.amount
    }
    if let node { return values[node] }
    let process = chain.process(own)
    let repeats = process.map { $0.recurs || chain.clock(of: $0) != nil } ?? false
    if repeats { return mean(outcome, values) }
    return zip(values, chain.future.probability).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func stock(_ name: String, _ outcome: Outcome) throws(QuestionError) -> Double {
    let names = Set(outcome.plan.stocks.map(\.name))
    let (own, node) = try place(name, "stock", names.sorted(), outcome.plan.chain.future)
    let entries = outcome.plan.stocks.filter { $0.name == own }
    if let node { return entries.first { $0.node == node }?.amount ?? 0 }
    return entries.map(\.amount).max() ?? 0
  }

  private func price(_ name: String, _ outcome: Outcome) throws(QuestionError) -> Double {
    let plan = outcome.plan
    guard !plan.prices.isEmpty else {
      throw .words("error: this plan has no prices")
    }
    let (own, node) = try place(
      name, "price", plan.chain.resources.map(\.name).filter { $0 != plan.chain.value },
      plan.chain.future)
    var values = plan.chain.future.nodes.map { _ in 0.0 }
    for entry in plan.prices where entry.name == own && entry.amount.isFinite {
      values[entry.node] = entry.amount
    }
    return node.map { values[$0] } ?? mean(outcome, values)
  }

  /// A name, and a node where it ends with “in NODE”.
  func place(
    _ name: String, _ kind: String, _ known: [String], _ future: Future
  ) throws(QuestionError) -> (name: String, node: Int?) {
    if known.contains(name) { return (name, nil) }
    for (index, node) in future.nodes.enumerated() where name.hasSuffix(" in \(node.name)") {
      let own = String(name.dropLast(node.name.count + 4))
      if known.contains(own) { return (own, index) }
      if own == "grid", known.contains("grid connection") { return ("grid connection", index) }
    }
    let hint = nearest(name, in: known).map { " (did you mean “\($0)”?)" } ?? ""
    var seen: [String] = []
    for one in known where !seen.contains(one) { seen.append(one) }
    throw .words(
      "error: “\(text)”: there is no \(kind) “\(name)”\(hint); expected one of "
        + seen.prefix(30).joined(separator: ", "))
  }
}
