import Chains

/// Rows that tie activities and stocks to what they hold.
extension Compiler {
  /// A resource at a node, to which holders belong.
  struct Held: Hashable {
    var resource: Int
    var node: Int
  }

  struct Holder {
    var column: Int
    var clock: Clock?
    var amount: Amount.Local
    /// For how many steps an activity goes on holding.
    var steps: Int
  }

  /// One walk over the columns: a chain has thousands of stocks and of holders.
  mutating func findHolders() {
    for (position, block) in layout.columns.enumerated() {
      let holds: [Flow]
      let clock: Clock?
      let at: Int
      var steps = 1
      switch block.kind {
      case .activity(let process, let node, _):
        holds = chain.processes[process].holds
        clock = clocks[process]
        steps = chain.processes[process].holdSteps
        at = node
      case .stock(let stored, let node):
        holds = chain.resources[stored].holds
        clock = chain.resources[stored].clock
        at = node
      default: continue
      }
      for flow in holds {
        guard let target = resourceIndex[flow.resource],
          let local = flow.amount.local(at: future.nodes[at].name)
        else { continue }
        holders[Held(resource: target, node: at), default: []].append(
          Holder(column: position, clock: clock, amount: local, steps: steps))
      }
    }
  }

  mutating func addHolds() {
    for (index, resource) in chain.resources.enumerated() where held.contains(resource.name) {
      for node in future.nodes.indices { addHold(index, resource, node) }
    }
    for index in chain.processes.indices
    where chain.processes[index].leastUse != nil || chain.processes[index].ramp != nil {
      addShareRows(index)
    }
    for (index, resource) in chain.resources.enumerated() where resource.leastUse != nil {
      for node in future.nodes.indices { addLeastStock(index, resource, node) }
    }
  }

  /// The least stock, as a share of the first resource that it holds.
  private mutating func addLeastStock(_ index: Int, _ resource: Resource, _ node: Int) {
    let name = future.nodes[node].name
    guard let hold = resource.holds.first, let target = resourceIndex[hold.resource],
      let least = resource.leastUse?.local(at: name), let own = stock[index][node],
      let held = stock[target][node], let amount = hold.amount.local(at: name)
    else { return }
    let availability = chain.resources[target].availability?.local(at: name) ?? .constant(1)
    let row = layout.addRows(
      .leastStock(resource: index, node: node), count: resource.clock?.count ?? 1,
      lower: .constant(0), upper: .constant(.infinity))
    layout.touch(own, row: row, amount)
    layout.touch(held, row: row, multiply(least, availability).map { -$0 })
  }

  private mutating func addHold(_ index: Int, _ resource: Resource, _ node: Int) {
    let all = holders[Held(resource: index, node: node)] ?? []
    guard let stock = stock[index][node], !all.isEmpty else { return }
    let availability = resource.availability?.local(at: future.nodes[node].name) ?? .constant(1)
    var clocks: [Clock?] = []
    for holder in all where holder.clock != nil && !clocks.contains(holder.clock) {
      clocks.append(holder.clock)
    }
    // Whatever holds all year long holds in every hour of every clock.
    for clock in clocks.isEmpty ? [nil] : clocks {
      let row = layout.addRows(
        .hold(resource: index, node: node), count: clock?.count ?? 1,
        lower: .constant(-.infinity), upper: .constant(0))
      for holder in all where holder.clock == clock || holder.clock == nil {
        layout.touch(holder.column, row: row, holder.amount)
        for shift in 1..<max(1, min(holder.steps, clock?.count ?? 1)) {
          layout.touch(holder.column, row: row, holder.amount, shift: shift)
        }
      }
      layout.touch(stock, row: row, availability.map { -$0 })
    }
  }

  /// Least use and ramps, as shares of the first resource that the process holds.
  private mutating func addShareRows(_ index: Int) {
    let process = chain.processes[index]
    guard let hold = process.holds.first, let target = resourceIndex[hold.resource],
      let clock = clocks[index]
    else { return }
    let resource = chain.resources[target]
    for (node, position) in activity[index].sorted(by: { $0.key < $1.key }) {
      guard let stock = stock[target][node],
        let amount = hold.amount.local(at: future.nodes[node].name)
      else { continue }
      let name = future.nodes[node].name
      if let least = process.leastUse?.local(at: name) {
        let availability = resource.availability?.local(at: name) ?? .constant(1)
        let row = layout.addRows(
          .leastUse(process: index, node: node), count: clock.count, lower: .constant(0),
          upper: .constant(.infinity))
        layout.touch(position, row: row, amount)
        layout.touch(stock, row: row, multiply(least, availability).map { -$0 })
      }
      if let up = process.ramp?.up {
        let row = layout.addRows(
          .rampUp(process: index, node: node), count: clock.count, lower: .constant(-.infinity),
          upper: firstHourFree(clock))
        layout.touch(position, row: row, amount)
        layout.touch(position, row: row, amount.map { -$0 }, shift: 1)
        layout.touch(stock, row: row, afterFirstHour(clock, -up * clock.step))
      }
      if let down = process.ramp?.down {
        let row = layout.addRows(
          .rampDown(process: index, node: node), count: clock.count,
          lower: .constant(-.infinity), upper: firstHourFree(clock))
        layout.touch(position, row: row, amount.map { -$0 })
        layout.touch(position, row: row, amount, shift: 1)
        layout.touch(stock, row: row, afterFirstHour(clock, -down * clock.step))
      }
    }
  }

  /// The first hour of a stretch has no hour before it.
  private func firstHourFree(_ clock: Clock) -> Amount.Local {
    .series((0..<clock.count).map { $0 % clock.cycle == 0 ? .infinity : 0 })
  }

  private func afterFirstHour(_ clock: Clock, _ value: Double) -> Amount.Local {
    .series((0..<clock.count).map { $0 % clock.cycle == 0 ? 0 : value })
  }
}
