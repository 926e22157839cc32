import Chains

/// The nodes of a chain as investment periods, its hours as snapshots.
struct ExportTime {
  let future: Future
  let clock: Clock
  /// Names of the nodes in order.
  let nodes: [String]
  /// Calendar years of the nodes; PyPSA wants them whole and rising.
  let years: [Int]

  var isSingle: Bool { nodes.count == 1 }
  /// Snapshots of all periods.
  var count: Int { clock.count * nodes.count }

  init(_ chain: Chain, _ refuse: (String) -> Void) {
    future = chain.future
    nodes = chain.future.nodes.map(\.name)
    if let branch = chain.future.nodes.indices.first(where: { chain.future.children[$0].count > 1 })
    {
      refuse("the future branches after “\(nodes[branch])”")
    }
    var first: Clock?
    for resource in chain.resources {
      guard let own = resource.clock else { continue }
      if let first, first != own {
        refuse("the hours of “\(resource.name)” differ from those of other resources")
      }
      first = first ?? own
    }
    clock = first ?? Clock(count: 1)
    if first == nil {
      refuse("no resource has hours, so there is nothing that PyPSA could dispatch")
    }
    var last = 0
    years = chain.future.nodes.enumerated().map { index, node in
      last = max(node.year ?? (index == 0 ? 2030 : last + 1), last + 1)
      return last
    }
  }

  /// What a unit of money that recurs in every year of a node counts.
  func worth(_ node: Int) -> Double {
    future.probability[node] * future.discountFactor[node] * future.annuityWeight(node)
  }

  /// What a unit of money that is paid once at a node counts.
  func once(_ node: Int) -> Double { future.probability[node] * future.discountFactor[node] }

  /// An amount over all snapshots; absent nodes count as `otherwise`.
  func series(_ amount: Amount?, otherwise: Double = 0) -> Amount.Local {
    let locals = nodes.map { amount?.local(at: $0) ?? .constant(otherwise) }
    if let first = locals.first, locals.allSatisfy({ $0.count == nil && $0[0] == first[0] }) {
      return .constant(first[0])
    }
    return Amount.Local(locals.flatMap { local in (0..<clock.count).map { local[$0] } })
  }

  /// 1 at some nodes, 0 at the others.
  func mask(_ at: [Int]) -> Amount.Local {
    let there = Set(at)
    return Amount.Local(
      nodes.indices.flatMap { Array(repeating: there.contains($0) ? 1.0 : 0, count: clock.count) })
  }

  /// Hours of the year that each snapshot stands for.
  var hours: Amount.Local {
    Amount.Local(nodes.flatMap { _ in (0..<clock.count).map { clock.hours(at: $0) } })
  }

  func files() -> [(name: String, text: String)] {
    var text = isSingle ? ",snapshot" : ",period,timestep"
    text += ",objective,stores,generators\n"
    for node in nodes.indices {
      for step in 0..<clock.count {
        let hours = clock.hours(at: step)
        // Without periods the years of the one node are in the weighting.
        let objective = isSingle ? hours * worth(0) : hours
        let row = node * clock.count + step
        let label = isSingle ? "\(step)" : "\(years[node]),\(step)"
        text += "\(row),\(label),\(YAMLScalar.number(objective)),1,\(YAMLScalar.number(hours))\n"
      }
    }
    var files = [("snapshots.csv", text)]
    if !isSingle {
      var periods = "period,objective,years\n"
      for node in nodes.indices {
        periods += "\(years[node]),\(YAMLScalar.number(worth(node))),1\n"
      }
      files.append(("investment_periods.csv", periods))
    }
    return files.map { (name: $0.0, text: $0.1) }
  }
}
