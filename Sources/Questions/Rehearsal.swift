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
  /// Of the plans for the mean that are about as good, the one is taken whose decisions are nearest to this plan's. Absent:
  /// whichever is found.
  var nearest: Plan?

  struct Found {
    /// The decisions of every node that has something after it.
    var decisions: [Change]
    /// Those of the first node alone.
    var first: [Change]
    /// Value of the first plan, on the mean of all futures.
    var expected: Double
    /// By how much plans that were drawn to the nearest are worse in the mean than the best ones, as a share of their value,
    /// at most; absent where none had to be.
    var loss: Double?
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
    var decisions: [Decision] = []
    var expected = 0.0
    var loss: Double?
    // Parents come before their children.
    for node in future.nodes.indices
    where !future.children[node].isEmpty && future.probability[node] > 0 {
      let before = changes(decisions, seenFrom: future.depth[node])
      let mean = try meanChain(from: node, after: before)
      var plan = try self.plan(mean, from: node)
      if node == 0 { expected = plan.value }
      if let nearest,
        let drawn = Drawn(plan, at: node, of: chain, toward: nearest, session.options.gap)
      {
        let near = try self.plan(drawn.chain, from: node)
        loss = max(loss ?? 0, (plan.value - drawn.value(near)) / max(1, abs(plan.value)))
        plan = near
      }
      decisions += taken(plan, at: node)
    }
    let last = future.depth.max() ?? 0
    return Found(
      decisions: changes(decisions, seenFrom: last),
      first: changes(decisions.filter { $0.depth == 0 }, seenFrom: last), expected: expected,
      loss: loss)
  }

  private func meanChain(from node: Int, after decisions: [Change]) throws(Stop) -> Chain {
    do throws(ChainError) {
      return try chain.applying(decisions)
        .applying([.reveal(node: chain.future.nodes[node].name), .mean])
    } catch {
      throw .noMean("\(error)")
    }
  }

  private func plan(_ mean: Chain, from node: Int) throws(Stop) -> Plan {
    do throws(PlanningError) {
      return try session.plan(mean)
    } catch {
      guard case .infeasible(let why) = error else { throw .planning(error) }
      throw .stuck(node: chain.future.nodes[node].name, why)
    }
  }

  /// How much of a process was decided at a node.
  private struct Decision {
    var process: String
    var node: String
    var depth: Int
    var amount: Double
  }

  private func taken(_ plan: Plan, at node: Int) -> [Decision] {
    let name = chain.future.nodes[node].name
    return plan.activities.compactMap { entry in
      guard entry.hourly.isEmpty, plan.chain.future.nodes[entry.node].name == name,
        let process = chain.process(entry.name), chain.clock(of: process) == nil
      else { return nil }
      return Decision(
        process: entry.name, node: name, depth: chain.future.depth[node],
        amount: max(0, entry.amount))
    }
  }

  /// The decisions so far as changes of the chain.
  ///
  /// Each is held between two bounds and not at one number: rows of the plan are kept to the tolerance of its solver,
  /// so its numbers, taken as exact, need not have a plan. Every stage that plans after it may use up its bounds, so
  /// that they are wider for the next.
  private func changes(_ decisions: [Decision], seenFrom depth: Int) -> [Change] {
    decisions.flatMap { decision -> [Change] in
      let slack = slack * Double(max(1, depth - decision.depth)) * max(1, decision.amount)
      return [
        .set(.limit(process: decision.process), node: decision.node, decision.amount + slack),
        .set(
          .floor(process: decision.process), node: decision.node,
          max(0, decision.amount - slack)),
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
