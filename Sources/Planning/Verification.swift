import Chains

/// Recomputes balances, limits, holds and the sum of money of a plan from its quantities and the
/// chain alone, without the matrix that the solver saw.
struct Verification {
  let chain: Chain
  private(set) var value = 0.0
  private(set) var worst: (amount: Double, place: String) = (0, "")

  /// Sum of contributions and sum of their sizes, per hour.
  private struct Sum {
    var net: [Double]
    var size: [Double]

    init(_ count: Int) {
      net = Array(repeating: 0, count: count)
      size = net
    }

    mutating func add(_ value: Double, at hour: Int) {
      net[hour] += value
      size[hour] += abs(value)
    }

    /// Adds an amount times a factor, in every hour.
    mutating func add(_ amount: Amount.Local, times factor: Double) {
      switch amount {
      case .constant(let value):
        let own = factor * value
        let ownSize = abs(own)
        for hour in net.indices {
          net[hour] += own
          size[hour] += ownSize
        }
      case .series(let values):
        for hour in net.indices { add(factor * values[hour], at: hour) }
      }
    }

    /// Adds an amount times a factor, times what is done in each hour.
    mutating func add(_ amount: Amount.Local, times factor: Double, _ levels: [Double]) {
      switch amount {
      case .constant(let value):
        let unit = factor * value
        for hour in levels.indices { add(unit * levels[hour], at: hour) }
      case .series(let values):
        for hour in levels.indices { add(factor * values[hour] * levels[hour], at: hour) }
      }
    }
  }

  private var balances: [[Sum]] = []
  private let index: [String: Int]
  private let clocks: [Clock?]
  private let processes: [String: Int]
  private let stock: [String: [Int: [Double]]]

  init(chain: Chain, activities: [Plan.Entry], stocks: [Plan.Entry]) {
    self.chain = chain
    let names = ChainIndex(chain)
    index = names.resources
    clocks = names.clocks
    processes = names.processes
    var stock: [String: [Int: [Double]]] = [:]
    for entry in stocks {
      stock[entry.name, default: [:]][entry.node] =
        entry.hourly.isEmpty ? [entry.amount] : entry.hourly
    }
    self.stock = stock
    for resource in chain.resources {
      balances.append(chain.future.nodes.map { _ in Sum(resource.clock?.count ?? 1) })
    }
    addEndowmentsAndStocks()
    for entry in activities {
      guard let position = processes[entry.name] else { continue }
      add(position, at: entry.node, entry.hourly.isEmpty ? [entry.amount] : entry.hourly)
    }
    checkBalances()
    checkHolds(activities)
  }

  private mutating func report(_ violation: Double, size: Double, _ place: () -> String) {
    let size = max(1, size)
    if violation > worst.amount * size { worst = (violation / size, place()) }
  }

  private func local(_ amount: Amount?, _ node: Int) -> Amount.Local? {
    amount?.local(at: chain.future.nodes[node].name)
  }

  private func worth(_ node: Int) -> Double {
    chain.future.probability[node] * chain.future.discountFactor[node]
  }

  // MARK: What is there

  private mutating func addEndowmentsAndStocks() {
    for (position, resource) in chain.resources.enumerated() {
      for node in chain.future.nodes.indices {
        if let endowment = local(resource.endowment, node) {
          if resource.name == chain.value { value += worth(node) * endowment[0] }
          balances[position][node].add(endowment, times: 1)
        }
        guard let level = stock[resource.name]?[node] else { continue }
        balances[position][node].add(.constant(1), times: -1, level)
        addKept(position, resource, node, level)
        for flow in resource.upkeep {
          addFlow(flow, -1, level, to: node, recurs: true, resource.clock)
        }
        checkStock(resource, node, level)
      }
    }
  }

  private mutating func addKept(
    _ position: Int, _ resource: Resource, _ node: Int, _ level: [Double]
  ) {
    guard let keep = local(resource.keep, node) else { return }
    if resource.clock != nil {
      for hour in level.indices {
        if case .laps(let lap) = resource.ends {
          let next = (hour + 1) % lap == 0 ? hour + 1 - lap : hour + 1
          balances[position][node].add(keep[hour] * level[hour], at: next)
        } else if hour + 1 < level.count {
          balances[position][node].add(keep[hour] * level[hour], at: hour + 1)
        } else if case .start(let start) = resource.ends {
          balances[position][node].add(keep[0] * (local(start, node)?[0] ?? 0), at: 0)
        } else {
          balances[position][node].add(keep[hour] * level[hour], at: 0)
        }
      }
      return
    }
    for child in chain.future.children[node] {
      balances[position][child].add(keep[0] * level[0], at: 0)
    }
    if chain.future.children[node].isEmpty {
      let past = worth(node) * chain.future.discountAcross(chain.future.nodes[node])
      value += past * keep[0] * level[0] * (local(resource.terminal, node)?[0] ?? 0)
    }
  }

  private mutating func checkStock(_ resource: Resource, _ node: Int, _ level: [Double]) {
    let name = "stock of “\(resource.name)”"
    let limit = local(resource.limit, node)
    let floor = local(resource.floor, node)
    let least = local(resource.leastUse, node)
    let held = resource.holds.first.flatMap { hold in
      least.flatMap { _ in index[hold.resource] }.map { position in
        (
          amount: local(hold.amount, node), level: stock[hold.resource]?[node]?[0] ?? 0,
          available: local(chain.resources[position].availability, node)
        )
      }
    }
    for hour in level.indices {
      if let limit {
        report(level[hour] - limit[hour], size: abs(limit[hour])) { name + " above its limit" }
      }
      if let floor {
        report(floor[hour] - level[hour], size: abs(floor[hour])) { name + " below its floor" }
      }
      if let least, let held {
        let share = least[hour] * (held.available?[hour] ?? 1) * held.level
        let own = (held.amount?[hour] ?? 0) * level[hour]
        report(share - own, size: abs(share)) { name + " below its least use" }
      } else if floor == nil {
        report(-level[hour], size: 1) { name + " below zero" }
      }
      if resource.whole {
        report(abs(level[hour] - level[hour].rounded()), size: 1) { name + " not whole" }
      }
    }
  }

  // MARK: What processes do

  private mutating func add(_ position: Int, at node: Int, _ activity: [Double]) {
    let process = chain.processes[position]
    let clock = clocks[position]
    let recurs = process.recurs || clock != nil
    for (part, recipe) in chain.tranches(of: process, at: node, activity) {
      for flow in recipe.takes { addFlow(flow, -1, part, to: node, recurs: recurs, clock) }
      for flow in recipe.gives {
        for arrival in chain.future.descendants(of: node, after: process.delay) {
          addFlow(flow, 1, part, to: arrival, recurs: recurs, clock)
          retire(flow, process, part[0], arrival)
        }
        addPast(flow, process.delay, part[0], node)
      }
    }
    let place = "“\(process.name)” at \(chain.future.nodes[node].name)"
    let limit = local(process.limit, node)
    let floor = local(process.floor, node)
    for hour in activity.indices {
      report(-activity[hour], size: 1) { place + " below zero" }
      if let limit {
        report(activity[hour] - limit[hour], size: abs(limit[hour])) { place + " above its limit" }
      }
      if let floor {
        report(floor[hour] - activity[hour], size: abs(floor[hour])) { place + " below its floor" }
      }
    }
  }

  private mutating func addFlow(
    _ flow: Flow, _ sign: Double, _ activity: [Double], to node: Int, recurs: Bool, _ clock: Clock?
  ) {
    guard let amount = local(flow.amount, node) else { return }
    let years = recurs ? chain.future.annuityWeight(node) : 1
    if flow.resource == chain.value {
      let counts = sign * worth(node) * years
      for hour in activity.indices {
        value += counts * amount[hour] * activity[hour] * (clock?.hours(at: hour) ?? 1)
      }
      return
    }
    guard let position = index[flow.resource] else { return }
    let resource = chain.resources[position]
    guard let own = resource.clock else {
      let repeats = recurs && resource.keep != nil ? chain.future.nodes[node].years : 1
      for hour in activity.indices {
        let perYear = sign * amount[hour] * activity[hour] * (clock?.hours(at: hour) ?? 1)
        balances[position][node].add(perYear * repeats, at: 0)
      }
      return
    }
    let length = resource.keep == nil ? 1 : own.step
    if clock == nil {
      // What a stock per node takes or gives by the hour, in every hour.
      balances[position][node].add(amount, times: sign * length * activity[0])
    } else {
      balances[position][node].add(amount, times: sign * length, activity)
    }
  }

  private mutating func retire(
    _ flow: Flow, _ process: Process, _ activity: Double, _ arrival: Int
  ) {
    guard let lasts = process.lasts, let position = index[flow.resource],
      let given = local(flow.amount, arrival)
    else { return }
    for end in chain.future.descendants(of: arrival, after: lasts) {
      var left = activity * given[0]
      for node in chain.future.path(to: end).dropLast()
      where chain.future.depth[node] >= chain.future.depth[arrival] {
        left *= local(chain.resources[position].keep, node)?[0] ?? 0
      }
      balances[position][end].add(-left, at: 0)
    }
    // What retires just past the end was counted with its terminal worth and is not there.
    let future = chain.future
    for leaf in future.subtree(of: arrival) where future.children[leaf].isEmpty {
      guard future.depth[arrival] + lasts == future.depth[leaf] + 1 else { continue }
      var left = activity * given[0]
      for node in future.path(to: leaf) where future.depth[node] >= future.depth[arrival] {
        left *= local(chain.resources[position].keep, node)?[0] ?? 0
      }
      let terminal = local(chain.resources[position].terminal, leaf)?[0] ?? 0
      value -= worth(leaf) * future.discountAcross(future.nodes[leaf]) * terminal * left
    }
  }

  private mutating func addPast(_ flow: Flow, _ delay: Int, _ activity: Double, _ node: Int) {
    let future = chain.future
    for leaf in future.subtree(of: node) where future.children[leaf].isEmpty {
      let missing = future.depth[node] + delay - future.depth[leaf]
      guard missing > 0, let amount = local(flow.amount, leaf) else { continue }
      var worth = worth(leaf)
      for _ in 0..<missing { worth *= future.discountAcross(future.nodes[leaf]) }
      let unit =
        flow.resource == chain.value
        ? 1
        : index[flow.resource].flatMap { local(chain.resources[$0].terminal, leaf)?[0] } ?? 0
      value += worth * unit * amount[0] * activity
    }
  }

  // MARK: Checks

  private mutating func checkBalances() {
    for (position, resource) in chain.resources.enumerated() where resource.name != chain.value {
      for node in chain.future.nodes.indices {
        let sum = balances[position][node]
        let place = chain.future.nodes[node].name
        for hour in sum.net.indices {
          let broken = resource.exact ? abs(sum.net[hour]) : -sum.net[hour]
          report(broken, size: sum.size[hour]) {
            "balance of “\(resource.name)” at \(place), hour \(hour)"
          }
        }
      }
    }
  }

  /// What one resource is held by at one node: all the time, and by the hour.
  private struct Use {
    var always = 0.0
    var hourly: [Double] = []

    mutating func hold(_ amount: Amount.Local, _ level: [Double], steps: Int) {
      if level.count == 1 {
        always += amount[0] * level[0]
        return
      }
      if hourly.isEmpty { hourly = Array(repeating: 0, count: level.count) }
      if steps <= 1 {
        for hour in level.indices { hourly[hour] += amount[hour] * level[hour] }
        return
      }
      for hour in level.indices {
        for later in hour..<min(hour + steps, hourly.count) {
          hourly[later] += amount[hour] * level[hour]
        }
      }
    }
  }

  private mutating func checkHolds(_ activities: [Plan.Entry]) {
    let count = chain.future.nodes.count
    var uses: [Int: [Use]] = [:]
    func hold(_ flows: [Flow], _ node: Int, _ level: [Double], steps: Int) {
      for flow in flows {
        guard let target = index[flow.resource], let amount = local(flow.amount, node) else {
          continue
        }
        uses[target, default: Array(repeating: Use(), count: count)][node]
          .hold(amount, level, steps: steps)
      }
    }
    for entry in activities {
      guard let position = processes[entry.name] else { continue }
      let process = chain.processes[position]
      hold(
        process.holds, entry.node, entry.hourly.isEmpty ? [entry.amount] : entry.hourly,
        steps: process.holdSteps)
    }
    for resource in chain.resources where !resource.holds.isEmpty {
      for node in 0..<count {
        if let level = stock[resource.name]?[node] {
          hold(resource.holds, node, level, steps: 1)
        }
      }
    }
    for (target, byNode) in uses {
      for (node, use) in byNode.enumerated() { checkHold(target, node, use) }
    }
  }

  private mutating func checkHold(_ target: Int, _ node: Int, _ use: Use) {
    let resource = chain.resources[target]
    guard let level = stock[resource.name]?[node] else { return }
    let available = local(resource.availability, node)
    let place = chain.future.nodes[node].name
    for hour in 0..<max(1, use.hourly.count) {
      let used = use.always + (use.hourly.isEmpty ? 0 : use.hourly[hour])
      let share = available.map { $0.count == nil || hour < ($0.count ?? 0) ? $0[hour] : 1 } ?? 1
      let there = level.count == 1 ? level[0] : level[hour]
      report(used - share * there, size: abs(used)) {
        "hold of “\(resource.name)” at \(place), hour \(hour)"
      }
    }
  }
}
