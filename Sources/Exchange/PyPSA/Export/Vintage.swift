import Chains

/// What one build process (or an endowment) adds to capacities at one node, and for how long.
struct Vintage {
  var name: String
  /// Capacity per unit of activity.
  var gives: [(resource: String, amount: Double)]
  /// Money paid once per unit of activity, weighed to the value of the plan.
  var cost: Double
  var limit: Double?
  var floor: Double
  var isWhole: Bool
  /// Nodes at which it is there.
  var active: ClosedRange<Int>
}

extension ChainExport {
  /// Every build process at every node, and what is there from the beginning.
  mutating func findVintages() {
    for process in chain.processes where index.clocks[position(process)] == nil {
      if !process.steps.isEmpty { refuse("process “\(process.name)” has steps") }
      for node in chain.nodes(of: process) {
        if let vintage = vintage(process, node) { vintages.append(vintage) }
      }
    }
    for resource in chain.resources where isCapacity(resource.name) { addEndowment(resource) }
  }

  private func position(_ process: Process) -> Int { index.processes[process.name] ?? 0 }

  private mutating func vintage(_ process: Process, _ node: Int) -> Vintage? {
    let name = time.nodes[node]
    let start = node + process.delay
    guard start < time.nodes.count else {
      refuse("process “\(process.name)” at \(name) gives after the last node")
      return nil
    }
    var cost = 0.0
    let weight = process.recurs ? time.worth(node) : time.once(node)
    for (sign, flows) in [(1.0, process.takes), (-1.0, process.gives)] {
      for flow in flows where flow.resource == chain.value {
        cost += sign * weight * (flow.amount.local(at: name)?[0] ?? 0)
      }
    }
    var gives: [(resource: String, amount: Double)] = []
    for flow in process.gives where flow.resource != chain.value {
      let amount = flow.amount.local(at: time.nodes[start])?[0] ?? 0
      if isCapacity(flow.resource) {
        gives.append((flow.resource, amount))
      } else {
        refuse("process “\(process.name)” gives “\(flow.resource)”, which is no capacity")
      }
    }
    for flow in process.takes where flow.resource != chain.value {
      refuse("process “\(process.name)” takes “\(flow.resource)” when it builds")
    }
    if !process.holds.isEmpty { refuse("process “\(process.name)” holds something when it builds") }
    let last = process.lasts.map { min(start + $0, time.nodes.count) - 1 } ?? time.nodes.count - 1
    return Vintage(
      name: process.nodes == nil && !time.isSingle ? "\(process.name) \(name)" : process.name,
      gives: gives, cost: cost, limit: process.limit?.local(at: name)?[0],
      floor: process.floor?.local(at: name)?[0] ?? 0, isWhole: process.whole,
      active: start...max(start, last))
  }

  /// What is there at the beginning is an asset that must be had; what is taken off later ends it.
  private mutating func addEndowment(_ resource: Resource) {
    var open: [(amount: Double, from: Int)] = []
    func close(_ entry: (amount: Double, from: Int), _ last: Int) {
      guard entry.amount > 0, last >= entry.from else { return }
      vintages.append(
        Vintage(
          name: "existing \(resource.name)", gives: [(resource.name, 1)], cost: 0,
          limit: entry.amount, floor: entry.amount, isWhole: false, active: entry.from...last))
    }
    for node in time.nodes.indices {
      let amount = resource.endowment?.local(at: time.nodes[node])?[0] ?? 0
      if resource.keep == nil {
        close((amount, node), node)
      } else if amount > 0 {
        open.append((amount, node))
      } else if amount < 0 {
        if let same = open.firstIndex(where: { abs($0.amount + amount) < 1e-9 * $0.amount }) {
          close(open.remove(at: same), node - 1)
        } else {
          refuse("“\(resource.name)” loses \(-amount) at \(time.nodes[node])")
        }
      }
    }
    for entry in open { close(entry, time.nodes.count - 1) }
  }
}
