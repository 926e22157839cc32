package import Chains

/// Turns a chain into blocks of columns and rows.
package struct Compiler {
  let chain: Chain
  let future: Future
  let resourceIndex: [String: Int]
  let clocks: [Clock?]
  /// Which limits and floors are rows of their own, so that they can be relaxed one by one.
  package enum BoundsAsRows: Sendable {
    case none
    /// Those of what is decided once.
    case single
    case all
  }

  let boundsAsRows: BoundsAsRows
  var layout = Layout()
  /// Row block of a resource's balance at a node.
  private var balance: [[Int]] = []
  /// Column block of a resource's stock at a node.
  private(set) var stock: [[Int?]] = []
  /// Column block of a process without steps at a node.
  private(set) var activity: [[Int: Int]] = []
  let held: Set<String>
  /// Who holds a resource, in the order of the columns.
  var holders: [Held: [Holder]] = [:]

  /// - Precondition: the chain is valid.
  package static func layout(of chain: Chain, boundsAsRows: BoundsAsRows = .none) -> Layout {
    var compiler = Compiler(chain, boundsAsRows: boundsAsRows)
    compiler.compile()
    return compiler.layout
  }

  private init(_ chain: Chain, boundsAsRows: BoundsAsRows) {
    self.chain = chain
    self.boundsAsRows = boundsAsRows
    future = chain.future
    let index = ChainIndex(chain)
    resourceIndex = index.resources
    clocks = index.clocks
    var held: Set<String> = []
    for process in chain.processes { held.formUnion(process.holds.map(\.resource)) }
    for resource in chain.resources { held.formUnion(resource.holds.map(\.resource)) }
    self.held = held
  }

  private mutating func compile() {
    addBalances()
    addStocks()
    activity = Array(repeating: [:], count: chain.processes.count)
    for index in chain.processes.indices { addProcess(index) }
    findHolders()
    addHolds()
  }

  // MARK: Worth of money and length of time

  /// Expected worth today of a unit of money at a node.
  private func worth(_ node: Int) -> Double {
    future.probability[node] * future.discountFactor[node]
  }

  /// How often money of a process flows at a node, discounted to the node's start.
  private func moneyWeight(_ node: Int, recurs: Bool) -> Double {
    recurs ? future.annuityWeight(node) : 1
  }

  /// How often a process adds to a resource at a node: stocks add up over the years of the node,
  /// what does not keep is counted per year.
  private func stockWeight(_ resource: Resource, _ node: Int, recurs: Bool) -> Double {
    recurs && resource.keep != nil ? future.nodes[node].years : 1
  }

  // MARK: Balances and stocks

  private mutating func addBalances() {
    for (index, resource) in chain.resources.enumerated() {
      var blocks: [Int] = []
      for node in future.nodes.indices {
        let endowment = resource.endowment?.local(at: future.nodes[node].name) ?? .constant(0)
        if resource.name == chain.value {
          layout.constant += worth(node) * endowment[0]
          blocks.append(-1)
          continue
        }
        var needed = endowment.map { -$0 }
        if case .start(let start) = resource.ends, let clock = resource.clock,
          resource.keep != nil
        {
          // What is there before the first hour, as far as it survives to it.
          let first =
            (start.local(at: future.nodes[node].name)?[0] ?? 0)
            * (resource.keep?.local(at: future.nodes[node].name)?[0] ?? 0)
          var series = (0..<clock.count).map { needed[$0] }
          series[0] -= first
          needed = .series(series)
        }
        blocks.append(
          layout.addRows(
            .balance(resource: index, node: node), count: resource.clock?.count ?? 1,
            lower: needed, upper: resource.exact ? needed : .constant(.infinity)))
      }
      balance.append(blocks)
    }
  }

  private func needsStock(_ resource: Resource) -> Bool {
    resource.name != chain.value
      && (resource.keep != nil || held.contains(resource.name) || !resource.upkeep.isEmpty
        || !resource.holds.isEmpty || resource.limit != nil || resource.floor != nil
        || resource.whole)
  }

  private mutating func addStocks() {
    for (index, resource) in chain.resources.enumerated() {
      guard needsStock(resource) else {
        stock.append(Array(repeating: nil, count: future.nodes.count))
        continue
      }
      var blocks: [Int?] = []
      for node in future.nodes.indices { blocks.append(addStock(index, resource, node)) }
      stock.append(blocks)
    }
  }

  private mutating func addStock(_ index: Int, _ resource: Resource, _ node: Int) -> Int {
    let name = future.nodes[node].name
    let clock = resource.clock
    let column = layout.addColumns(
      .stock(resource: index, node: node), count: clock?.count ?? 1, whole: resource.whole)
    layout.touch(column, row: balance[index][node], .constant(-1))
    addStockBounds(column, index, resource, node)
    if let keep = resource.keep?.local(at: name) {
      if let clock {
        switch resource.ends {
        case .cyclic:
          layout.touch(column, row: balance[index][node], keep, shift: 1, wraps: true)
        case .start:
          layout.touch(column, row: balance[index][node], keep, shift: 1, wraps: false)
        case .laps(let lap):
          let row = balance[index][node]
          func part(_ isKept: (Int) -> Bool) -> Amount.Local {
            .series((0..<clock.count).map { isKept($0) ? keep[$0] : 0 })
          }
          layout.touch(column, row: row, part { ($0 + 1) % lap != 0 }, shift: 1)
          layout.touch(column, row: row, part { ($0 + 1) % lap == 0 }, shift: 1 - lap)
        }
      } else {
        for child in future.children[node] {
          layout.touch(column, row: balance[index][child], keep)
        }
        if future.children[node].isEmpty,
          let terminal = resource.terminal?.local(at: name)
        {
          let past = worth(node) * future.discountAcross(future.nodes[node])
          layout.columns[column].value = .constant(past * keep[0] * terminal[0])
        }
      }
    }
    for flow in resource.upkeep {
      addFlow(
        column, flow, sign: -1, at: node, from: node, recurs: true, clock: clock,
        scale: 1)
    }
    return column
  }

  /// Bounds of the column, or rows where they may have to be relaxed one by one.
  private mutating func addStockBounds(
    _ column: Int, _ index: Int, _ resource: Resource, _ node: Int
  ) {
    let name = future.nodes[node].name
    let limit = resource.limit?.local(at: name)
    let floor = resource.floor?.local(at: name)
    let mayBeOverdrawn = resource.leastUse?.local(at: name).map { isBelowZero($0) } ?? false
    if mayBeOverdrawn, floor == nil { layout.columns[column].lower = .constant(-.infinity) }
    let count = layout.columns[column].count
    guard areRows(count) else {
      if let limit { layout.columns[column].upper = limit }
      if let floor { layout.columns[column].lower = floor }
      return
    }
    if let limit {
      let row = layout.addRows(
        .stockLimit(resource: index, node: node), count: count, lower: .constant(-.infinity),
        upper: limit)
      layout.touch(column, row: row, .constant(1))
    }
    if let floor, !floor.isZero {
      if isBelowZero(floor) { layout.columns[column].lower = .constant(-.infinity) }
      let row = layout.addRows(
        .stockFloor(resource: index, node: node), count: count, lower: floor,
        upper: .constant(.infinity))
      layout.touch(column, row: row, .constant(1))
    }
  }

  /// Whether bounds of so many columns, one or one an hour, are rows.
  private func areRows(_ count: Int) -> Bool {
    switch boundsAsRows {
    case .none: false
    case .single: count == 1
    case .all: true
    }
  }

  private func isBelowZero(_ local: Amount.Local) -> Bool {
    switch local {
    case .constant(let value): value < 0
    case .series(let values): values.contains { $0 < 0 }
    }
  }

  // MARK: Processes

  private mutating func addProcess(_ index: Int) {
    let process = chain.processes[index]
    let clock = clocks[index]
    for node in chain.nodes(of: process) {
      let name = future.nodes[node].name
      let limit = process.limit?.local(at: name)
      let floor = process.floor?.local(at: name)
      let count = clock?.count ?? 1
      var columns: [Int] = []
      for step in process.steps.isEmpty ? [nil] : process.steps.indices.map({ $0 as Int? }) {
        let column = layout.addColumns(
          .activity(process: index, node: node, step: step), count: count, whole: process.whole)
        columns.append(column)
        if step == nil { activity[index][node] = column }
        if let step, let width = process.steps[step].width?.local(at: name) {
          layout.columns[column].upper = width
        }
        addRecipe(column, process, step: step, at: node, clock: clock)
      }
      addBounds(index, node, limit: limit, floor: floor, columns: columns, count: count)
    }
  }

  /// Limit and floor: bounds of the column where there is one column and bounds will do, rows
  /// otherwise.
  private mutating func addBounds(
    _ process: Int, _ node: Int, limit: Amount.Local?, floor: Amount.Local?, columns: [Int],
    count: Int
  ) {
    if columns.count == 1, !areRows(count) {
      if let limit { layout.columns[columns[0]].upper = limit }
      if let floor { layout.columns[columns[0]].lower = floor }
      return
    }
    if let limit {
      let row = layout.addRows(
        .limit(process: process, node: node), count: count, lower: .constant(-.infinity),
        upper: limit)
      for column in columns { layout.touch(column, row: row, .constant(1)) }
    }
    if let floor, !floor.isZero {
      let row = layout.addRows(
        .floor(process: process, node: node), count: count, lower: floor,
        upper: .constant(.infinity))
      for column in columns { layout.touch(column, row: row, .constant(1)) }
    }
  }

  private mutating func addRecipe(
    _ column: Int, _ process: Process, step: Int?, at node: Int, clock: Clock?
  ) {
    let recipe = process.recipe(step: step)
    let recurs = process.recurs || clock != nil
    for flow in recipe.takes {
      addFlow(column, flow, sign: -1, at: node, from: node, recurs: recurs, clock: clock, scale: 1)
    }
    for flow in recipe.gives {
      for arrival in future.descendants(of: node, after: process.delay) {
        addFlow(
          column, flow, sign: 1, at: arrival, from: node, recurs: recurs, clock: clock, scale: 1)
      }
      addPastHorizon(column, flow, delay: process.delay, from: node, recurs: recurs)
      retire(column, flow, process, from: node)
    }
  }

  /// One flow of a column into the balance of a node, or into the value.
  private mutating func addFlow(
    _ column: Int, _ flow: Flow, sign: Double, at arrival: Int, from node: Int, recurs: Bool,
    clock: Clock?, scale: Double
  ) {
    guard let local = flow.amount.local(at: future.nodes[arrival].name) else { return }
    if flow.resource == chain.value {
      let weight = sign * scale * worth(arrival) * moneyWeight(arrival, recurs: recurs)
      let value = multiply(local, yearly(clock)).map { weight * $0 }
      layout.columns[column].value = add(layout.columns[column].value, value)
      return
    }
    guard let target = resourceIndex[flow.resource] else { return }
    let resource = chain.resources[target]
    let row = balance[target][arrival]
    if let own = resource.clock {
      // A rate over a step: stocks count units, flows count the rate itself.
      let length = resource.keep == nil ? 1 : own.step
      layout.touch(column, row: row, local.map { sign * scale * length * $0 })
    } else {
      let weight = sign * scale * stockWeight(resource, arrival, recurs: recurs)
      layout.touch(column, row: row, multiply(local, yearly(clock)).map { weight * $0 })
    }
  }

  /// Hours of the year that each step of a clock stands for; 1 without a clock.
  private func yearly(_ clock: Clock?) -> Amount.Local {
    clock.map { clock in clock.weight.map { $0 * clock.step } } ?? .constant(1)
  }

  /// What a process gives after the last node counts with its terminal worth (money: in full).
  private mutating func addPastHorizon(
    _ column: Int, _ flow: Flow, delay: Int, from node: Int, recurs: Bool
  ) {
    guard delay > 0 else { return }
    for leaf in future.subtree(of: node) where future.children[leaf].isEmpty {
      let missing = future.depth[node] + delay - future.depth[leaf]
      guard missing > 0, let local = flow.amount.local(at: future.nodes[leaf].name) else {
        continue
      }
      let unit: Double
      if flow.resource == chain.value {
        unit = 1
      } else {
        guard let target = resourceIndex[flow.resource],
          let terminal = chain.resources[target].terminal?.local(at: future.nodes[leaf].name)
        else { continue }
        unit = terminal[0]
      }
      var past = worth(leaf)
      for _ in 0..<missing { past *= future.discountAcross(future.nodes[leaf]) }
      let value = Amount.Local.constant(past * unit * local[0])
      layout.columns[column].value = add(layout.columns[column].value, value)
    }
  }

  /// Units that last for some stages leave the stock again, as far as they are still there.
  private mutating func retire(_ column: Int, _ flow: Flow, _ process: Process, from node: Int) {
    guard let lasts = process.lasts, let target = resourceIndex[flow.resource],
      flow.resource != chain.value
    else { return }
    let keep = chain.resources[target].keep
    for arrival in future.descendants(of: node, after: process.delay) {
      guard let given = flow.amount.local(at: future.nodes[arrival].name) else { continue }
      for end in future.descendants(of: arrival, after: lasts) {
        var left = 1.0
        for step in future.path(to: end).dropLast()
        where future.depth[step] >= future.depth[arrival] {
          left *= keep?.local(at: future.nodes[step].name)?[0] ?? 0
        }
        guard left != 0 else { continue }
        layout.touch(column, row: balance[target][end], .constant(-given[0] * left))
      }
      retireAtHorizon(column, target, given[0], from: arrival, lasts: lasts)
    }
  }

  /// Units whose life ends with the last node do not outlive it: they have no terminal worth.
  private mutating func retireAtHorizon(
    _ column: Int, _ target: Int, _ given: Double, from arrival: Int, lasts: Int
  ) {
    for leaf in future.subtree(of: arrival)
    where future.children[leaf].isEmpty
      && future.depth[arrival] + lasts == future.depth[leaf] + 1
    {
      guard let terminal = chain.resources[target].terminal?.local(at: future.nodes[leaf].name)
      else { continue }
      var left = given
      for step in future.path(to: leaf) where future.depth[step] >= future.depth[arrival] {
        left *= chain.resources[target].keep?.local(at: future.nodes[step].name)?[0] ?? 0
      }
      let past = worth(leaf) * future.discountAcross(future.nodes[leaf])
      layout.columns[column].value = add(
        layout.columns[column].value, .constant(-past * terminal[0] * left))
    }
  }
}
