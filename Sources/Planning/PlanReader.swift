import Chains

/// Reads a plan off the solution of its program, and checks it on the way.
struct PlanReader {
  let chain: Chain
  let layout: Layout
  let answer: Answer
  let seconds: Plan.Seconds

  /// What an engine found, in the columns and rows of the layout.
  struct Answer {
    var x: [Double]
    /// Row duals, of the program or of the program with its whole columns fixed.
    var duals: [Double]?
    /// Minus the value, without the constant.
    var objective: Double
    /// No plan costs less. Absent: what the duals prove.
    var bound: Double?
    /// Proven best to within the tolerance that was asked for.
    var isOptimal: Bool
  }

  private var duals: [Double]? { answer.duals }

  /// Worst violation that is still called a plan: ten times the solver's own feasibility tolerance,
  /// relative to the sizes in the row (crossover and presolve may lose one digit).
  static let tolerance = 1e-6

  func plan(engine: String) throws(PlanningError) -> Plan {
    let value = layout.constant - answer.objective
    let activities = activities()
    let stocks = stocks()
    let check = Verification(chain: chain, activities: activities, stocks: stocks)
    let worst = check.worst
    guard worst.amount <= Self.tolerance else {
      throw .failed(
        "the returned quantities break a rule: \(worst.place) by \(worst.amount) (relative)")
    }
    let money = abs(check.value - value) / max(1, abs(value))
    guard money <= Self.tolerance else {
      throw .failed("the money of the processes adds up to \(check.value), not to \(value)")
    }
    let ends = ends()
    let rents = rents(ends)
    let bound = answer.bound.map { max(value, layout.constant - $0) } ?? dualBound(ends) ?? value
    let gap = max(0, bound - value) / max(1, abs(value))
    let duality = duals.map { _ in
      abs(rents.reduce(0) { $0 + $1.amount } - value) / max(1, abs(value))
    }
    return Plan(
      status: answer.isOptimal ? .optimal : .feasible, engine: engine, chain: chain,
      value: value, activities: activities, stocks: stocks, prices: prices(), rents: rents,
      certificate: Certificate(
        bound: max(value, bound), gap: gap, worstViolation: worst.amount, worstPlace: worst.place,
        moneyDifference: money, dualityDifference: duality),
      seconds: seconds)
  }

  // MARK: Quantities

  private func values(_ block: Layout.Columns) -> [Double] {
    Array(answer.x[block.base..<(block.base + block.count)])
  }

  private func activities() -> [Plan.Entry] {
    var entries: [Plan.Entry] = []
    for block in layout.columns {
      guard case .activity(let index, let node, _) = block.kind else { continue }
      let process = chain.processes[index]
      var own = values(block)
      if let last = entries.last, last.name == process.name, last.node == node {
        // The steps of one process: their activities add up.
        let before = last.hourly.isEmpty ? [last.amount] : last.hourly
        own = zip(before, own).map { $0 + $1 }
        entries.removeLast()
      }
      if let clock = chain.clock(of: process) {
        entries.append(
          Plan.Entry(process.name, node: node, amount: clock.total(own), hourly: own))
      } else {
        entries.append(Plan.Entry(process.name, node: node, amount: own[0]))
      }
    }
    return entries
  }

  private func stocks() -> [Plan.Entry] {
    layout.columns.compactMap { block in
      guard case .stock(let index, let node) = block.kind else { return nil }
      let own = values(block)
      guard chain.resources[index].clock != nil else {
        return Plan.Entry(chain.resources[index].name, node: node, amount: own[0])
      }
      return Plan.Entry(
        chain.resources[index].name, node: node,
        amount: own.reduce(0, +) / Double(own.count), hourly: own)
    }
  }

  // MARK: Prices

  private func prices() -> [Plan.Entry] {
    guard let duals else { return [] }
    let recurring = recurringResources
    return layout.rows.compactMap { block in
      guard case .balance(let index, let node) = block.kind else { return nil }
      let resource = chain.resources[index]
      let future = chain.future
      let worth = future.probability[node] * future.discountFactor[node]
      let yearly = worth * future.annuityWeight(node)
      let own = duals[block.base..<(block.base + block.count)]
      guard let clock = resource.clock else {
        let weight =
          resource.keep == nil && recurring.contains(resource.name) ? yearly : worth
        return Plan.Entry(resource.name, node: node, amount: own[own.startIndex] / weight)
      }
      let step = resource.keep == nil ? clock.step : 1
      let hourly = own.enumerated().map { hour, dual in
        let weight = yearly * step * clock.weight[hour]
        return weight == 0 ? 0 : dual / weight
      }
      return Plan.Entry(
        resource.name, node: node,
        amount: clock.total(hourly) / max(clock.totalHours, .leastNonzeroMagnitude),
        hourly: hourly)
    }
  }

  /// Resources that only recurring processes make or use: their balance counts per year. Where once
  /// and every year meet in one balance, a unit is one unit of that balance.
  private var recurringResources: Set<String> {
    var recurring: Set<String> = []
    var once: Set<String> = []
    for process in chain.processes {
      let names = (process.takes + process.gives).map(\.resource)
      if process.recurs || chain.clock(of: process) != nil {
        recurring.formUnion(names)
      } else {
        once.formUnion(names)
      }
    }
    for resource in chain.resources { recurring.formUnion(resource.upkeep.map(\.resource)) }
    return recurring.subtracting(once)
  }

  // MARK: Where the value lands

  /// What the ends of rows and columns are worth at their duals, by block of the layout.
  private struct Ends {
    /// Minus the sum of dual times the end that it prices (the program minimises minus the value).
    var rows: [Double]
    var columns: [Column]

    struct Column {
      var limit = 0.0
      var floor = 0.0
      /// At the quantities of the plan.
      var whole = 0.0
      /// Value that no plan can exceed: a reduced cost at a column without an end is charged at the plan's own level.
      var bound = 0.0
    }
  }

  private func ends() -> Ends? {
    guard let duals else { return nil }
    return Ends(
      rows: Team.map(layout.rows.count) { index in
        let block = layout.rows[index]
        return paid(
          duals[block.base..<(block.base + block.count)], lower: block.lower, upper: block.upper)
      },
      columns: Team.map(layout.columns.count) { end(of: layout.columns[$0], duals) })
  }

  private func end(of block: Layout.Columns, _ duals: [Double]) -> Ends.Column {
    var end = Ends.Column()
    for (hour, cost) in layout.reducedCost(of: block, duals).enumerated() where cost != 0 {
      let level = answer.x[block.base + hour]
      if block.whole { end.whole -= cost * level }
      let own = cost > 0 ? block.lower[hour] : block.upper[hour]
      end.bound -= cost * (own.isFinite ? own : max(0, level))
      guard own.isFinite else { continue }
      if cost > 0 { end.floor -= cost * own } else { end.limit -= cost * own }
    }
    return end
  }

  private func rents(_ ends: Ends?) -> [Rent] {
    guard let ends else { return [] }
    var rents: [Rent] = []
    for (place, block) in layout.rows.enumerated() {
      let amount = ends.rows[place]
      switch block.kind {
      case .balance(let index, let node):
        appendEndowment(amount, resource: chain.resources[index], node: node, to: &rents)
      case .limit(let index, let node):
        append(.limit, chain.processes[index], node, amount, to: &rents)
      case .floor(let index, let node):
        append(.floor, chain.processes[index], node, amount, to: &rents)
      case .hold, .leastUse, .rampUp, .rampDown, .leastStock: break
      case .stockLimit(let index, let node):
        append(.limit, chain.resources[index], node, amount, to: &rents)
      case .stockFloor(let index, let node):
        append(.floor, chain.resources[index], node, amount, to: &rents)
      }
    }
    for (end, block) in zip(ends.columns, layout.columns) {
      switch block.kind {
      case .stock(let index, let node):
        appendStock(end, isWhole: block.whole, chain.resources[index], node, to: &rents)
      case .activity(let index, let node, _):
        let process = chain.processes[index]
        if block.whole {
          append(.wholeUnits, process, node, end.whole, to: &rents)
        } else {
          append(.limit, process, node, end.limit, to: &rents)
          append(.floor, process, node, end.floor, to: &rents)
        }
      case .shortfall, .excess: break
      }
    }
    for resource in chain.resources where resource.name == chain.value {
      for node in chain.future.nodes.indices {
        let given = resource.endowment?.local(at: chain.future.nodes[node].name)?[0] ?? 0
        let worth = chain.future.probability[node] * chain.future.discountFactor[node]
        if given != 0 {
          rents.append(
            Rent(source: .gift, name: resource.name, node: node, amount: given * worth))
        }
      }
    }
    return rents
  }

  /// What the bounds of a stock earn, or its whole units.
  private func appendStock(
    _ end: Ends.Column, isWhole: Bool, _ resource: Resource, _ node: Int, to rents: inout [Rent]
  ) {
    guard isWhole || resource.limit != nil || resource.floor != nil else { return }
    if isWhole {
      append(.wholeUnits, resource, node, end.whole, to: &rents)
    } else {
      append(.limit, resource, node, end.limit, to: &rents)
      append(.floor, resource, node, end.floor, to: &rents)
    }
  }

  private func append(
    _ source: Rent.Source, _ resource: Resource, _ node: Int, _ amount: Double,
    to rents: inout [Rent]
  ) {
    guard amount != 0 else { return }
    rents.append(Rent(source: source, name: resource.name, node: node, amount: amount))
  }

  /// Minus the sum of dual times the bound that it prices (the program minimises minus the value).
  private func paid(_ duals: ArraySlice<Double>, lower: Amount.Local, upper: Amount.Local)
    -> Double
  {
    var sum = 0.0
    for (hour, dual) in duals.enumerated() where dual != 0 {
      let bound = dual > 0 ? lower[hour] : upper[hour]
      if bound.isFinite { sum -= dual * bound }
    }
    return sum
  }

  private func appendEndowment(
    _ amount: Double, resource: Resource, node: Int, to rents: inout [Rent]
  ) {
    guard amount != 0 else { return }
    let total = resource.owners.reduce(0) { $0 + $1.part }
    guard total > 0 else {
      rents.append(Rent(source: .endowment, name: resource.name, node: node, amount: amount))
      return
    }
    for share in resource.owners {
      rents.append(
        Rent(
          source: .endowment, name: resource.name, node: node, party: share.party,
          amount: amount * share.part / total))
    }
  }

  private func append(
    _ source: Rent.Source, _ process: Process, _ node: Int, _ amount: Double,
    to rents: inout [Rent]
  ) {
    guard amount != 0 else { return }
    if let same = rents.firstIndex(where: {
      $0.source == source && $0.name == process.name && $0.node == node
    }) {
      rents[same].amount += amount
    } else {
      rents.append(
        Rent(source: source, name: process.name, node: node, party: process.party, amount: amount))
    }
  }

  /// The value that no plan can exceed, from the duals alone.
  ///
  /// A reduced cost of the wrong sign at a column without an end would make it infinite; within the
  /// solver's tolerance it is charged at the column's own level instead.
  private func dualBound(_ ends: Ends?) -> Double? {
    guard let ends else { return nil }
    return ends.rows.reduce(layout.constant, +) + ends.columns.reduce(0) { $0 + $1.bound }
  }
}
