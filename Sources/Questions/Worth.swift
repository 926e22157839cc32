import Chains
import Planning
import Studies

/// What a change is worth: the value with it minus the value without it.
public struct Worth: Sendable, Codable, Equatable {
  /// The change, as it would be typed.
  public var change: String
  public var valueUnit: String
  /// Value of the best plan of the study as it is.
  public var before: Double
  /// Value with the change; absent where no plan exists with it.
  public var after: Double?
  /// After minus before. Absent without a plan: the loss is without limit.
  public var worth: Double?
  /// The worth is known to lie between these: plans are known to a gap.
  public var range: [Double]?
  /// The worth divided by the years of the plan's annuity; for a plan of one year the worth itself.
  public var perYear: Double?
  /// Per MWh of load served before the change, for a campus.
  public var perMegawattHour: Double?
  /// What is different between the plans, largest first.
  public var moves: [Move]
  /// Why there is no plan with the change.
  public var noPlan: [String]?

  public struct Move: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable {
      case capacity, energy, activity, stock, cost
    }

    public var kind: Kind
    public var name: String
    public var node: String
    public var unit: String
    public var before: Double
    public var after: Double
  }

  /// Plans the study without and with a change.
  ///
  /// - Throws: ``QuestionError`` when the study itself has no plan or the change makes no sense. A study
  ///   that has no plan with the change is an answer.
  public static func answer(_ inquiry: Inquiry, _ change: ChangeWords) throws(QuestionError)
    -> Worth
  {
    let before = try inquiry.outcome()
    var worth = Worth(
      change: change.description, valueUnit: before.plan.chain.value, before: before.plan.value,
      moves: [])
    let after: Outcome
    do throws(QuestionError) {
      after = try inquiry.outcome(change)
    } catch {
      guard let found = error.infeasibility else { throw error }
      worth.noPlan = found.relaxations.map(\.description)
      return worth
    }
    worth.after = after.plan.value
    let difference = after.plan.value - before.plan.value
    worth.worth = difference
    worth.range = [
      after.plan.value - before.plan.certificate.bound,
      after.plan.certificate.bound - before.plan.value,
    ]
    let future = before.plan.chain.future
    let weights = future.nodes.indices.map {
      future.probability[$0] * future.discountFactor[$0] * future.annuityWeight($0)
    }
    worth.perYear = difference / weights.reduce(0, +)
    let served = zip(weights, before.byNode(\.served)).reduce(0) { $0 + $1.0 * $1.1 }
    if served > 0 { worth.perMegawattHour = difference / served }
    worth.moves = Moves(before, after).all
    return worth
  }
}

/// What differs between two plans.
private struct Moves {
  let before: Outcome
  let after: Outcome

  init(_ before: Outcome, _ after: Outcome) {
    self.before = before
    self.after = after
  }

  private struct Place: Hashable {
    var kind: Worth.Move.Kind
    var name: String
    var node: String
    var unit: String
  }

  var all: [Worth.Move] {
    let (first, second) = (amounts(before), amounts(after))
    var places = first.map(\.0)
    places += second.map(\.0)
    var known: Set<Place> = []
    places = places.filter { known.insert($0).inserted }
    let old = Dictionary(first, uniquingKeysWith: +)
    let new = Dictionary(second, uniquingKeysWith: +)
    var largest: [Worth.Move.Kind: Double] = [:]
    for (place, amount) in first + second {
      largest[place.kind] = max(largest[place.kind] ?? 0, abs(amount))
    }
    return places.compactMap { place in
      let (a, b) = (old[place] ?? 0, new[place] ?? 0)
      // Less than a thousandth of the largest of its kind is what plans of one value differ by anyway.
      guard abs(b - a) > 1e-3 * (largest[place.kind] ?? 0) else { return nil }
      return Worth.Move(
        kind: place.kind, name: place.name, node: place.node, unit: place.unit, before: a, after: b)
    }
  }

  private func amounts(_ outcome: Outcome) -> [(Place, Double)] {
    let chain = outcome.plan.chain
    let nodes = chain.future.nodes.map(\.name)
    guard outcome.isCampus else {
      let stocks = outcome.plan.stocks.map { entry in
        let unit = chain.resource(entry.name)?.unit ?? ""
        return (
          Place(kind: .stock, name: entry.name, node: nodes[entry.node], unit: unit), entry.amount
        )
      }
      return decisions(outcome, nodes) { _ in true } + stocks
    }
    let many = outcome.answers.count > 1
    func places(_ kind: Worth.Move.Kind, _ parts: [Outcome.Part]) -> [(Place, Double)] {
      parts.map { part in
        let name = many ? "\(part.name) at \(part.site)" : part.name
        return (Place(kind: kind, name: name, node: nodes[part.node], unit: part.unit), part.amount)
      }
    }
    let unserved = outcome.parts {
      [(name: "unserved load", unit: "MWh/year", amount: $0.unserved)]
    }
    let costs = outcome.parts { stage in
      stage.costs.map { (name: $0.cause.rawValue, unit: "USD/year", amount: $0.amount) }
    }
    var found = places(.capacity, outcome.capacities) + places(.energy, outcome.energies)
    found += places(.energy, unserved) + places(.cost, costs)
    // Chips, halls, work and sales are processes beside those of the power.
    if outcome.study.fleet != nil { found += decisions(outcome, nodes) { $0.hourly.isEmpty } }
    return found
  }

  private func decisions(
    _ outcome: Outcome, _ nodes: [String], _ isMeant: (Plan.Entry) -> Bool
  ) -> [(Place, Double)] {
    outcome.plan.activities.filter(isMeant).map { entry in
      (Place(kind: .activity, name: entry.name, node: nodes[entry.node], unit: ""), entry.amount)
    }
  }
}
