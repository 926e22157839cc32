import Chains
import Planning

/// Somebody who plans for the mean and walks the tree: at every node the rest of the future is replaced by
/// its mean, given where one stands; the decisions of that node are kept, and the walk goes on.
///
/// With two stages this is the expected result of the mean-value plan (EEV). With more it is what planning
/// on forecasts earns, each forecast better than the last. Decisions are those of processes without hours; hours are
/// run as the node, once known, asks for.
struct Rehearsal {
  let chain: Chain
  let session: PlanSession

  struct Found {
    /// The decisions of every node that has something after it.
    var decisions: [Change]
    /// Those of the first node alone.
    var first: [Change]
    /// Value of the first plan, on the mean of all futures.
    var expected: Double
  }

  /// Why the walk came to an end.
  enum Stop: Error {
    /// The mean of the future is not defined, in words.
    case noMean(String)
    /// After the decisions taken no plan exists from a node on.
    case stuck(node: String, Infeasibility)
    case planning(PlanningError)
  }

  func walk() throws(Stop) -> Found {
    let future = chain.future
    var decisions: [Change] = []
    var first: [Change] = []
    var expected = 0.0
    // Parents come before their children.
    for node in future.nodes.indices
    where !future.children[node].isEmpty && future.probability[node] > 0 {
      let plan = try meanPlan(from: node, after: decisions)
      if node == 0 { expected = plan.value }
      let own = taken(plan, at: future.nodes[node].name)
      decisions += own
      if node == 0 { first = own }
    }
    return Found(decisions: decisions, first: first, expected: expected)
  }

  private func meanPlan(from node: Int, after decisions: [Change]) throws(Stop) -> Plan {
    let name = chain.future.nodes[node].name
    let mean: Chain
    do throws(ChainError) {
      mean = try chain.applying(decisions).applying([.reveal(node: name), .mean])
    } catch {
      throw .noMean("\(error)")
    }
    do throws(PlanningError) {
      return try session.plan(mean)
    } catch {
      guard case .infeasible(let why) = error else { throw .planning(error) }
      throw .stuck(node: name, why)
    }
  }

  /// The decisions of a plan at a node, as changes of the chain.
  ///
  /// Each is held between two bounds and not at one number: rows of the plan are kept to the tolerance of its solver,
  /// so its numbers, taken as exact, need not have a plan.
  private func taken(_ plan: Plan, at node: String) -> [Change] {
    let relative = slack
    return plan.activities.flatMap { entry -> [Change] in
      guard entry.hourly.isEmpty, plan.chain.future.nodes[entry.node].name == node,
        let process = chain.process(entry.name), chain.clock(of: process) == nil
      else { return [] }
      let amount = max(0, entry.amount)
      let slack = relative * max(1, amount)
      return [
        .set(.limit(process: entry.name), node: node, amount + slack),
        .set(.floor(process: entry.name), node: node, max(0, amount - slack)),
      ]
    }
  }

  /// Relative to the size. With hours, twice what a plan may fall short by and still be called one, so that what was found
  /// can be carried out again; without, ten times the tolerance of the solver. Beside the gaps to which plans are known
  /// it is nothing.
  private var slack: Double {
    chain.processes.contains { chain.clock(of: $0) != nil } ? 1e-6 : 1e-8
  }
}
