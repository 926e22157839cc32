import Chains
import Planning

/// The chain of a plan for the mean in which the decisions of one node are drawn toward those of another plan.
///
/// Plans for the mean that are as good as each other decide differently, and what their decisions come to on the tree
/// differs by more than the plans do: the worth of hedging is that of one of them. Here each decision may move between
/// what the plan for the mean takes and what the other plan takes, and every unit away from the other plan costs a little
/// more: a share of its price, so small that all of it together is ``least`` of the value of the plan (ten times the gap
/// to which plans are known, if that is more).
struct Drawn {
  let chain: Chain
  /// What a unit of a process at the node costs more (in money of today), by name.
  private let pulls: [String: Double]
  private let node: String

  /// As a share of the value.
  private static let least = 1e-4
  /// Of its price, what a unit away from the other plan costs at most.
  private static let most = 0.01

  /// - Parameters:
  ///   - plan: the plan for the mean, whose first decisions are those of the node.
  ///   - node: of the tree.
  ///   - gap: relative, to which plans are known.
  /// - Returns: nothing where both plans decide the same.
  init?(_ plan: Plan, at node: Int, of tree: Chain, toward other: Plan, _ gap: Double) {
    let name = tree.future.nodes[node].name
    self.node = name
    guard let place = plan.chain.future.index(of: name) else { return nil }
    let own = Self.decisions(plan, at: name)
    let wanted = Self.decisions(other, at: name)
    var moves: [(index: Int, own: Double, wanted: Double, price: Double)] = []
    var distance = 0.0
    for (index, process) in plan.chain.processes.enumerated() where process.steps.isEmpty {
      guard let amount = own[process.name], let aim = wanted[process.name],
        abs(amount - aim) > 1e-6 * max(1, abs(amount))
      else { continue }
      let price = Self.price(of: process, at: place, in: plan.chain)
      guard price > 0 else { continue }
      moves.append((index, amount, aim, price))
      distance += Self.worth(of: process, at: place, in: plan.chain) * price * abs(amount - aim)
    }
    guard distance > 0 else { return nil }
    let share = min(Self.most, max(Self.least, 10 * gap) * abs(plan.value) / distance)
    var chain = plan.chain
    var pulls: [String: Double] = [:]
    for move in moves {
      let pull = (move.own > move.wanted ? 1 : -1) * share * move.price
      let process = chain.processes[move.index]
      pulls[process.name] = pull * Self.worth(of: process, at: place, in: chain)
      chain.processes[move.index].charge(pull, of: chain.value, at: name)
      let slack = 1e-6 * max(1, move.own)
      chain.processes[move.index].hold(
        between: max(0, min(move.own, move.wanted) - slack),
        and: max(move.own, move.wanted) + slack,
        at: name)
    }
    self.chain = chain
    self.pulls = pulls
  }

  /// What a plan of the drawn chain is worth in the chain that it was drawn from.
  func value(_ plan: Plan) -> Double {
    let own = Self.decisions(plan, at: node)
    return pulls.reduce(plan.value) { $0 + $1.value * (own[$1.key] ?? 0) }
  }

  /// Amounts of what is decided once at a node, by process.
  private static func decisions(_ plan: Plan, at name: String) -> [String: Double] {
    var amounts: [String: Double] = [:]
    for entry in plan.activities
    where entry.hourly.isEmpty && plan.chain.future.nodes[entry.node].name == name {
      amounts[entry.name] = max(0, entry.amount)
    }
    return amounts
  }

  /// Money of the node that a unit takes, or brings, now and later.
  private static func price(of process: Process, at node: Int, in chain: Chain) -> Double {
    let future = chain.future
    var price = 0.0
    for flow in process.takes where flow.resource == chain.value {
      price += abs(flow.amount.local(at: future.nodes[node].name)?[0] ?? 0)
    }
    for flow in process.gives where flow.resource == chain.value {
      let arrivals =
        process.delay > 0 ? future.descendants(of: node, after: process.delay) : [node]
      for arrival in arrivals {
        price += abs(flow.amount.local(at: future.nodes[arrival].name)?[0] ?? 0)
      }
    }
    return price
  }

  /// Money of today that one of the node is worth.
  private static func worth(of process: Process, at node: Int, in chain: Chain) -> Double {
    let future = chain.future
    return future.probability[node] * future.discountFactor[node]
      * (process.recurs ? future.annuityWeight(node) : 1)
  }
}

extension Process {
  /// Takes so much more of a resource for each unit at a node.
  fileprivate mutating func charge(_ amount: Double, of resource: String, at node: String) {
    guard let index = takes.firstIndex(where: { $0.resource == resource }) else {
      takes.append(Flow(resource, Amount(byNode: [node: .constant(amount)])))
      return
    }
    let before = takes[index].amount.local(at: node)?[0] ?? 0
    takes[index].amount.byNode[node] = .constant(before + amount)
  }

  fileprivate mutating func hold(between least: Double, and most: Double, at node: String) {
    floor = floor ?? .absent
    floor?.byNode[node] = .constant(least)
    limit = limit ?? .absent
    limit?.byNode[node] = .constant(most)
  }
}
