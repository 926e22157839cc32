package import Chains

/// What flows through a plan, from what is paid to what is earned: every process with what it takes, gives and
/// holds, every resource with what is there and what is owed.
///
/// Each link has a worth (its amount at the plan's prices, expected, in money of today) and an amount in the
/// unit of its resource (expected, over all years of the plan). What a process earns beyond what it takes is what it
/// owes to what it holds, by complementary slackness; without a hold it is the rent of a limit.
package struct FlowGraph: Sendable, Encodable {
  var unit: String
  var nodes: [Node] = []
  var links: [Link] = []

  struct Node: Sendable, Encodable {
    enum Kind: String, Sendable, Encodable {
      case process, resource, paid, earned, endowment, demand, limit, end
    }

    var name: String
    var kind: Kind
  }

  struct Link: Sendable, Encodable {
    var from: Int
    var to: Int
    var resource: String
    /// Money of today, expected.
    var worth: Double
    /// Over all years, expected; absent where it is money or a rent.
    var amount: Double?
    var unit: String
  }

  package init(_ plan: Plan) {
    unit = plan.chain.value
    var maker = FlowMaker(plan: plan, graph: self)
    maker.addProcesses()
    maker.addResources()
    self = maker.finished
  }
}

private struct FlowMaker {
  let plan: Plan
  var graph: FlowGraph
  private let clocks: [String: Clock]
  private let units: [String: String]
  private var prices: [String: [Int: Plan.Entry]] = [:]
  private var places: [String: Int] = [:]
  /// What the most and the least of each process earn.
  private let bounds: [String: Double]

  init(plan: Plan, graph: FlowGraph) {
    self.plan = plan
    self.graph = graph
    let resources = plan.chain.resources
    clocks = Dictionary(
      resources.compactMap { resource in resource.clock.map { (resource.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    units = Dictionary(
      resources.map { ($0.name, $0.unit) }, uniquingKeysWith: { first, _ in first })
    let rents = plan.rents.filter { $0.source != .endowment && $0.source != .gift }
    bounds = Dictionary(rents.map { ($0.name, $0.amount) }, uniquingKeysWith: +)
    for price in plan.prices { prices[price.name, default: [:]][price.node] = price }
  }

  private var future: Future { plan.chain.future }

  /// What a payment in money of a node is worth today, once and for every year of the node.
  private func weight(_ node: Int, recurs: Bool) -> (money: Double, amount: Double) {
    let chance = future.probability[node]
    let times = recurs ? future.annuityWeight(node) : 1
    return (
      chance * future.discountFactor[node] * times,
      chance * (recurs ? future.nodes[node].years : 1)
    )
  }

  private func price(_ resource: String, _ node: Int, _ hour: Int) -> Double {
    if resource == plan.chain.value { return 1 }
    guard let price = prices[resource]?[node] else { return 0 }
    if price.hourly.indices.contains(hour) { return price.hourly[hour] }
    return price.amount.isFinite ? price.amount : 0
  }

  private mutating func place(_ name: String, _ kind: FlowGraph.Node.Kind) -> Int {
    let key = "\(kind.rawValue)\u{0}\(name)"
    if let index = places[key] { return index }
    graph.nodes.append(FlowGraph.Node(name: name, kind: kind))
    places[key] = graph.nodes.count - 1
    return graph.nodes.count - 1
  }

  private mutating func link(
    _ from: Int, _ to: Int, _ resource: String, worth: Double, amount: Double? = nil
  ) {
    guard worth.isFinite, amount?.isFinite ?? true else { return }
    if let index = graph.links.firstIndex(where: {
      $0.from == from && $0.to == to && $0.resource == resource
    }) {
      graph.links[index].worth += worth
      if let amount { graph.links[index].amount = (graph.links[index].amount ?? 0) + amount }
      return
    }
    graph.links.append(
      FlowGraph.Link(
        from: from, to: to, resource: resource, worth: worth, amount: amount,
        unit: units[resource] ?? ""))
  }

  // MARK: Processes

  mutating func addProcesses() {
    for process in plan.chain.processes { add(process) }
  }

  /// Builds of several years are one: `build wind in 2028` is `build wind`.
  private func name(of process: Process) -> String {
    for node in future.nodes where process.name.hasSuffix(" in \(node.name)") {
      return String(process.name.dropLast(4 + node.name.count))
    }
    return process.name
  }

  private mutating func add(_ process: Process) {
    let clock = plan.chain.clock(of: process)
    let recurs = process.recurs || clock != nil
    let own = place(name(of: process), .process)
    var left = 0.0
    for entry in plan.activities where entry.name == process.name {
      let activity = entry.hourly.isEmpty ? [entry.amount] : entry.hourly
      guard activity.contains(where: { abs($0) > 1e-12 }) else { continue }
      for (part, recipe) in plan.chain.tranches(of: process, at: entry.node, activity) {
        for flow in recipe.takes {
          left -= move(flow, part, clock, recurs, at: entry.node, own, isTaken: true)
        }
        for flow in recipe.gives {
          for node in future.descendants(of: entry.node, after: process.delay) {
            left += move(flow, part, clock, recurs, at: node, own, isTaken: false)
            left -= retire(flow, process, part[0], at: node, own)
          }
          left += movePast(flow, process.delay, part[0], from: entry.node, own)
        }
      }
    }
    // What is left over pays for what it holds and for its own bounds; a process that loses is made to run by a rule.
    let bound = process.holds.isEmpty ? left : bounds[process.name] ?? 0
    pay(bound, own, "limit", from: place(name(of: process), .limit))
    if let held = process.holds.first {
      pay(left - bound, own, held.resource, from: place(held.resource, .resource))
    }
  }

  private mutating func pay(_ worth: Double, _ own: Int, _ resource: String, from source: Int) {
    if worth > 0 { link(source, own, resource, worth: worth) }
    if worth < 0 { link(own, source, resource == "limit" ? "rule" : resource, worth: -worth) }
  }

  /// Adds one flow of a process at a node; returns what it is worth.
  private mutating func move(
    _ flow: Flow, _ part: [Double], _ clock: Clock?, _ recurs: Bool, at node: Int, _ own: Int,
    isTaken: Bool
  ) -> Double {
    guard let amount = flow.amount.local(at: future.nodes[node].name) else { return 0 }
    var quantity = 0.0
    var money = 0.0
    for hour in part.indices where part[hour] != 0 {
      let own = amount[hour] * part[hour] * (clock?.hours(at: hour) ?? 1)
      quantity += own
      money += own * price(flow.resource, node, hour)
    }
    let weight = weight(node, recurs: recurs)
    let worth = money * weight.money
    let isMoney = flow.resource == plan.chain.value
    let isForward = isTaken == (quantity >= 0)
    let other =
      isMoney
      ? place(isForward ? "paid" : "earned", isForward ? .paid : .earned)
      : place(flow.resource, .resource)
    let size = isMoney ? nil : abs(quantity) * weight.amount
    link(
      isForward ? other : own, isForward ? own : other, flow.resource, worth: abs(worth),
      amount: size)
    return worth
  }

  /// Takes off what units are worth that leave the stock again; returns it.
  private mutating func retire(
    _ flow: Flow, _ process: Process, _ activity: Double, at arrival: Int, _ own: Int
  ) -> Double {
    guard let lasts = process.lasts, let resource = plan.chain.resource(flow.resource),
      let given = flow.amount.local(at: future.nodes[arrival].name)
    else { return 0 }
    func left(to node: Int) -> Double {
      future.path(to: node).reduce(activity * given[0]) { left, step in
        guard future.depth[step] >= future.depth[arrival], step != node else { return left }
        return left * (resource.keep?.local(at: future.nodes[step].name)?[0] ?? 0)
      }
    }
    var worth = 0.0
    for end in future.descendants(of: arrival, after: lasts) {
      worth += left(to: end) * price(resource.name, end, 0) * weight(end, recurs: false).money
    }
    for leaf in future.subtree(of: arrival)
    where future.children[leaf].isEmpty && future.depth[leaf] + 1 == future.depth[arrival] + lasts {
      worth += past(resource, leaf, left(to: leaf))
    }
    if worth != 0 { link(own, place(resource.name, .resource), resource.name, worth: -worth) }
    return worth
  }

  /// What units that are there in a last node are worth after it.
  private func past(_ resource: Resource, _ leaf: Int, _ amount: Double) -> Double {
    let name = future.nodes[leaf].name
    guard let keep = resource.keep?.local(at: name), let unit = resource.terminal?.local(at: name)
    else { return 0 }
    return amount * keep[0] * unit[0] * weight(leaf, recurs: false).money
      * future.discountAcross(future.nodes[leaf])
  }

  /// What arrives after the last node; returns its worth.
  private mutating func movePast(
    _ flow: Flow, _ delay: Int, _ activity: Double, from node: Int, _ own: Int
  ) -> Double {
    guard delay > 0 else { return 0 }
    var sum = 0.0
    for leaf in future.subtree(of: node) where future.children[leaf].isEmpty {
      let name = future.nodes[leaf].name
      let missing = future.depth[node] + delay - future.depth[leaf]
      let unit =
        flow.resource == plan.chain.value
        ? 1 : plan.chain.resource(flow.resource)?.terminal?.local(at: name)?[0] ?? 0
      guard missing > 0, unit != 0, let amount = flow.amount.local(at: name) else { continue }
      var worth = activity * amount[0] * unit * weight(leaf, recurs: false).money
      for _ in 0..<missing { worth *= future.discountAcross(future.nodes[leaf]) }
      link(own, place(Self.afterwards, .end), flow.resource, worth: worth)
      sum += worth
    }
    return sum
  }

  private static let afterwards = "after the last year"

  // MARK: Resources

  mutating func addResources() {
    for resource in plan.chain.resources {
      if let endowment = resource.endowment { add(endowment, of: resource) }
      for flow in resource.upkeep { add(flow, upkeepOf: resource) }
      if resource.clock == nil { addTerminal(of: resource) }
    }
    addBounds()
  }

  /// What stocks are worth when the plan ends.
  private mutating func addTerminal(of resource: Resource) {
    for stock in plan.stocks where stock.name == resource.name {
      guard future.children[stock.node].isEmpty else { continue }
      let worth = past(resource, stock.node, stock.amount)
      guard worth > 0 else { continue }
      let amount = stock.amount * weight(stock.node, recurs: false).amount
      link(
        place(resource.name, .resource), place(Self.afterwards, .end), resource.name, worth: worth,
        amount: amount)
    }
  }

  /// The most and the least that stocks may be: what they earn or cost.
  private mutating func addBounds() {
    for rent in plan.rents where rent.source == .limit || rent.source == .floor {
      guard plan.chain.process(rent.name) == nil, plan.chain.resource(rent.name) != nil else {
        continue
      }
      let (here, bound) = (place(rent.name, .resource), place(rent.name, .limit))
      if rent.amount > 0 {
        link(bound, here, "limit", worth: rent.amount)
      } else {
        link(here, bound, "rule", worth: -rent.amount)
      }
    }
  }

  private mutating func add(_ endowment: Amount, of resource: Resource) {
    for node in future.nodes.indices {
      guard let amount = endowment.local(at: future.nodes[node].name) else { continue }
      let count = resource.clock?.count ?? 1
      var quantity = 0.0
      var money = 0.0
      for hour in 0..<count {
        let own = amount[hour] * (resource.clock?.hours(at: hour) ?? 1)
        quantity += own
        money += own * price(resource.name, node, hour)
      }
      guard quantity != 0 else { continue }
      let weight = weight(node, recurs: resource.clock != nil)
      let isMoney = resource.name == plan.chain.value
      let here =
        isMoney
        ? place(quantity > 0 ? "earned" : "paid", quantity > 0 ? .earned : .paid)
        : place(resource.name, .resource)
      let other = place(resource.name, quantity > 0 ? .endowment : .demand)
      link(
        quantity > 0 ? other : here, quantity > 0 ? here : other, resource.name,
        worth: abs(money * weight.money), amount: abs(quantity) * weight.amount)
    }
  }

  /// What a stock takes and gives every year: money and electricity come to it, what it makes goes on from it.
  private mutating func add(_ flow: Flow, upkeepOf resource: Resource) {
    let here = place(resource.name, .resource)
    let isMoney = flow.resource == plan.chain.value
    for stock in plan.stocks where stock.name == resource.name {
      guard let rate = flow.amount.local(at: future.nodes[stock.node].name) else { continue }
      let (quantity, money) = yearly(flow.resource, rate, of: stock, resource)
      guard quantity != 0 else { continue }
      let weight = weight(stock.node, recurs: true)
      let isTaken = quantity > 0
      let other =
        isMoney
        ? place(isTaken ? "paid" : "earned", isTaken ? .paid : .earned)
        : place(flow.resource, .resource)
      link(
        isTaken ? other : here, isTaken ? here : other, flow.resource,
        worth: abs(money) * weight.money, amount: isMoney ? nil : abs(quantity) * weight.amount)
    }
  }

  /// What a stock takes of a resource in a year, and what that is worth.
  private func yearly(
    _ taken: String, _ rate: Amount.Local, of stock: Plan.Entry, _ resource: Resource
  ) -> (quantity: Double, money: Double) {
    // By the hour where either of them is.
    guard let clock = clocks[taken] ?? resource.clock else {
      let quantity = rate[0] * stock.amount
      return (quantity, quantity * price(taken, stock.node, 0))
    }
    var sum = (quantity: 0.0, money: 0.0)
    for hour in 0..<clock.count {
      let amount = stock.hourly.indices.contains(hour) ? stock.hourly[hour] : stock.amount
      let own = rate[hour] * amount * clock.hours(at: hour)
      sum.quantity += own
      sum.money += own * price(taken, stock.node, hour)
    }
    return sum
  }

  // MARK: What is shown

  /// Without slivers, and without resources that only pass on what is made for one process.
  var finished: FlowGraph {
    var maker = self
    maker.holdByStocks()
    maker.graph.links.removeAll { $0.worth == 0 && ($0.amount ?? 0) == 0 }
    let most = maker.graph.links.map(\.worth).max() ?? 0
    maker.graph.links.removeAll { $0.worth < 1e-6 * most && ($0.amount ?? 0) < 1e-9 }
    maker.passThrough()
    return maker.graph.withoutUnused
  }

  /// What stocks hold, such as the energy that a store may keep, is worth to them what it cost.
  private mutating func holdByStocks() {
    for resource in plan.chain.resources {
      for flow in resource.holds {
        guard let held = places["resource\u{0}\(flow.resource)"],
          let stock = places["resource\u{0}\(resource.name)"]
        else { continue }
        let sum = graph.links.reduce(0) { sum, link in
          sum + (link.to == held ? link.worth : 0) - (link.from == held ? link.worth : 0)
        }
        if sum > 0 { link(held, stock, flow.resource, worth: sum) }
      }
    }
  }

  /// Joins what goes into a resource with the one thing that it goes on to.
  private mutating func passThrough() {
    for node in graph.nodes.indices where graph.nodes[node].kind == .resource {
      let into = graph.links.indices.filter { graph.links[$0].to == node }
      let out = graph.links.indices.filter { graph.links[$0].from == node }
      guard let first = out.first, !into.isEmpty, out.count == 1,
        graph.nodes[graph.links[first].to].kind != .demand, graph.links[first].amount == nil
      else { continue }
      let sum = into.reduce(0) { $0 + graph.links[$1].worth }
      // Where they differ something else comes in or goes out that has no link.
      guard abs(sum - graph.links[first].worth) <= 1e-6 * sum else { continue }
      for index in into { graph.links[index].to = graph.links[first].to }
      graph.links.remove(at: first)
    }
  }
}

extension FlowGraph {
  fileprivate var withoutUnused: FlowGraph {
    var graph = self
    let used = Set(links.flatMap { [$0.from, $0.to] })
    var index: [Int: Int] = [:]
    graph.nodes = []
    for old in nodes.indices where used.contains(old) {
      index[old] = graph.nodes.count
      graph.nodes.append(nodes[old])
    }
    graph.links = links.compactMap { link in
      guard let from = index[link.from], let to = index[link.to] else { return nil }
      var link = link
      (link.from, link.to) = (from, to)
      return link
    }
    return graph
  }
}
