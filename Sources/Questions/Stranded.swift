import Chains
import Planning

/// What was paid for and is not used, and what does not earn its money back, by leaf of the future.
///
/// Two measures of a bubble. *Idle capital* is physical: of what was paid to build a stock that others hold,
/// the share that nobody holds even in the hour of largest use, in the mean of the years that it stands on
/// the way to a leaf. *Unearned* is economic: what was paid minus what the things bought earn on the way to a
/// leaf at the prices of the plan there. In the mean over the leaves whatever is built at the margin earns
/// what it costs; in some it earns less.
struct StrandedCapital {
  private let plan: Plan
  private let chain: Chain
  private let future: Future
  private let prices: [String: [Int: Double]]
  private let stocks: [String: [Int: Double]]
  private let idle: [String: [Int: Double]]

  init(_ plan: Plan) {
    self.plan = plan
    chain = plan.chain
    future = plan.chain.future
    func table(_ entries: [Plan.Entry]) -> [String: [Int: Double]] {
      var table: [String: [Int: Double]] = [:]
      for entry in entries { table[entry.name, default: [:]][entry.node] = entry.amount }
      return table
    }
    prices = table(plan.prices)
    stocks = table(plan.stocks)
    idle = Idleness(plan).shares
  }

  func items(at leaf: Int) -> [Bet.Stranded] {
    let path = future.path(to: leaf)
    var items: [Bet.Stranded] = []
    for node in path.dropLast() {
      for entry in plan.activities where entry.node == node && entry.hourly.isEmpty {
        guard entry.amount > 1e-9, let process = chain.process(entry.name),
          chain.clock(of: process) == nil
        else { continue }
        let paid = entry.amount * paid(process, at: node, path)
        guard paid > 0 else { continue }
        let idleShare = idleShare(process, from: node, path)
        let earned = prices.isEmpty ? nil : entry.amount * earned(process, at: node, path)
        if idleShare == nil, earned == nil { continue }
        items.append(
          Bet.Stranded(
            process: process.name, node: future.nodes[node].name, paid: paid, idleShare: idleShare,
            idleCapital: idleShare.map { $0 * paid }, earned: earned,
            unearned: earned.map { min(paid, max(0, paid - $0)) }))
      }
    }
    return items
  }

  private func money(_ node: Int, _ process: Process) -> Double {
    future.discountFactor[node] * (process.recurs ? future.annuityWeight(node) : 1)
  }

  /// Money for a unit of the process, of today, less what it brings itself on the way to the leaf.
  private func paid(_ process: Process, at node: Int, _ path: [Int]) -> Double {
    var sum = 0.0
    for flow in process.takes where flow.resource == chain.value {
      sum += (flow.amount.local(at: future.nodes[node].name)?[0] ?? 0) * money(node, process)
    }
    guard let arrival = arrival(process, node, path) else { return sum }
    for flow in process.gives where flow.resource == chain.value {
      sum -= (flow.amount.local(at: future.nodes[arrival].name)?[0] ?? 0) * money(arrival, process)
    }
    return sum
  }

  private func arrival(_ process: Process, _ node: Int, _ path: [Int]) -> Int? {
    path.first { future.depth[$0] == future.depth[node] + process.delay }
  }

  /// Over the stocks that a unit adds to, the years that they stand; `nil` if it adds to none that is held.
  private func idleShare(_ process: Process, from node: Int, _ path: [Int]) -> Double? {
    guard let arrival = arrival(process, node, path) else { return nil }
    var sum = 0.0
    var weight = 0.0
    for flow in process.gives {
      guard let shares = idle[flow.resource],
        let given = flow.amount.local(at: future.nodes[arrival].name),
        given[0] > 0
      else { continue }
      for later in path where future.depth[later] >= future.depth[arrival] {
        if let lasts = process.lasts, future.depth[later] >= future.depth[arrival] + lasts { break }
        guard let share = shares[later] else { continue }
        let own = future.discountFactor[later] * future.annuityWeight(later)
        sum += own * share
        weight += own
      }
    }
    return weight > 0 ? sum / weight : nil
  }

  /// What a unit of the process earns on the way to the leaf, in money of today.
  private func earned(_ process: Process, at node: Int, _ path: [Int]) -> Double {
    guard let arrival = arrival(process, node, path) else { return 0 }
    var sum = 0.0
    for flow in process.gives where flow.resource != chain.value {
      guard let resource = chain.resource(flow.resource),
        let given = flow.amount.local(at: future.nodes[arrival].name), given[0] > 0
      else { continue }
      let years =
        process.recurs
        ? (resource.keep == nil ? future.annuityWeight(arrival) : future.nodes[arrival].years) : 1
      sum += given[0] * years * worth(of: resource, from: arrival, path, lasts: process.lasts)
    }
    return sum
  }

  /// What a unit that is there at a node earns from then on, in money of today.
  ///
  /// The price of what keeps is what it earns at its node and the expected worth of what is left of it
  /// afterwards; the earning of each node on the path is the difference.
  private func worth(of resource: Resource, from node: Int, _ path: [Int], lasts: Int?) -> Double {
    let own = prices[resource.name] ?? [:]
    var sum = 0.0
    var left = 1.0
    for later in path where future.depth[later] >= future.depth[node] {
      if let lasts, future.depth[later] >= future.depth[node] + lasts { break }
      let price = own[later] ?? 0
      guard let keep = resource.keep?.local(at: future.nodes[later].name)?[0] else {
        return future.discountFactor[later] * price
      }
      var rest = 0.0
      for child in future.children[later] {
        let worth = own[child] ?? 0
        rest += future.nodes[child].probability * (worth.isFinite ? worth : 0)
      }
      let after = rest * keep * future.discountAcross(future.nodes[later])
      sum += future.discountFactor[later] * left * (price - after)
      left *= keep
    }
    return sum
  }
}

/// The share of each stock that nobody holds even at the time of largest use, by node.
private struct Idleness {
  private(set) var shares: [String: [Int: Double]] = [:]

  init(_ plan: Plan) {
    let chain = plan.chain
    let future = chain.future
    /// Held by the hour, and all the time.
    var hourly: [String: [Int: [Double]]] = [:]
    var steady: [String: [Int: Double]] = [:]
    func hold(_ flows: [Flow], _ entry: Plan.Entry) {
      for flow in flows {
        guard let amount = flow.amount.local(at: future.nodes[entry.node].name) else { continue }
        guard !entry.hourly.isEmpty else {
          steady[flow.resource, default: [:]][entry.node, default: 0] += amount[0] * entry.amount
          continue
        }
        let own = entry.hourly.indices.map { amount[$0] * entry.hourly[$0] }
        let known = hourly[flow.resource]?[entry.node]
        hourly[flow.resource, default: [:]][entry.node] =
          known.map { zip($0, own).map { $0 + $1 } } ?? own
      }
    }
    let processes = Dictionary(
      chain.processes.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    let resources = Dictionary(
      chain.resources.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    for entry in plan.activities { hold(processes[entry.name]?.holds ?? [], entry) }
    for entry in plan.stocks { hold(resources[entry.name]?.holds ?? [], entry) }
    for entry in plan.stocks where entry.hourly.isEmpty && entry.amount > 1e-9 {
      let resource = resources[entry.name]
      let always = steady[entry.name]?[entry.node]
      guard resource?.keep != nil, hourly[entry.name] != nil || always != nil else { continue }
      let available = resource?.availability?.local(at: future.nodes[entry.node].name)
      var most = 0.0
      let held = hourly[entry.name]?[entry.node] ?? [0]
      for hour in held.indices {
        let there = entry.amount * (available?[hour] ?? 1)
        if there > 1e-9 { most = max(most, (held[hour] + (always ?? 0)) / there) }
      }
      shares[entry.name, default: [:]][entry.node] = min(1, max(0, 1 - most))
    }
  }
}
