import Chains

/// Which processes of a chain only carry out what was ordered before.
///
/// An order is a process that gives in a later stage; what it gives has no other source, cannot be left over and is
/// taken by what starts. The decision is then that of the order.
struct OrderedStarts {
  private let chain: Chain
  /// What is ordered, by name.
  private let ordered: Set<String>

  init(_ chain: Chain) {
    self.chain = chain
    var givers: [String: Bool] = [:]
    for process in chain.processes {
      for flow in process.gives {
        givers[flow.resource, default: true] =
          (givers[flow.resource] ?? true) && process.delay > 0
      }
    }
    ordered = Set(
      chain.resources.filter {
        $0.exact && $0.keep == nil && $0.clock == nil && $0.endowment == nil
          && givers[$0.name] == true
      }.map(\.name))
  }

  /// The node at which it was decided how much of a process runs at another: that of its order, if it has one.
  func decision(of process: Process, at node: Int) -> Int {
    let future = chain.future
    for order in chain.processes where order.delay > 0 && carriesOut(process, order) {
      let nodes = chain.nodes(of: order)
      let before = future.path(to: node).first {
        future.depth[$0] + order.delay == future.depth[node] && nodes.contains($0)
      }
      if let before { return before }
    }
    return node
  }

  /// Whether how much of a process is run was decided by an order.
  func isBound(_ process: Process) -> Bool {
    process.takes.contains { ordered.contains($0.resource) }
  }

  /// The nodes at which an order arrives, each with the worth there of money of its own node: probability and
  /// discount; empty for what is no order.
  func arrivals(of process: Process, from node: Int) -> [(node: Int, weight: Double)] {
    guard process.delay > 0, process.gives.contains(where: { ordered.contains($0.resource) })
    else { return [] }
    let future = chain.future
    let own = future.probability[node] * future.discountFactor[node]
    return future.descendants(of: node, after: process.delay).map {
      ($0, own > 0 ? future.probability[$0] * future.discountFactor[$0] / own : 0)
    }
  }

  /// Whether a process carries out an order.
  func carriesOut(_ start: Process, _ order: Process) -> Bool {
    start.takes.contains { flow in
      ordered.contains(flow.resource) && order.gives.contains { $0.resource == flow.resource }
    }
  }
}
