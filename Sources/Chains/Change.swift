/// One edit of a chain. Questions are differences between the plan of a chain and of its edit.
public enum Change: Sendable, Equatable {
  /// A number is set, at one node or (`node` nil) everywhere.
  case set(Target, node: String?, Double)
  case add(Process)
  case drop(process: String)
  /// The activity of a process is fixed, at one node or wherever the process exists.
  case fix(process: String, node: String?, Double)
  /// It becomes known that the future passes through a node: its path is certain, and what may
  /// follow it stays uncertain.
  case reveal(node: String)
  /// Uncertainty is replaced by its mean: one node per stage with probability-weighted data.
  case mean

  /// A number that a change can set.
  public enum Target: Sendable, Equatable {
    case limit(process: String)
    case floor(process: String)
    case takes(process: String, resource: String)
    case gives(process: String, resource: String)
    case endowment(resource: String)
    case keep(resource: String)
    case terminal(resource: String)
  }
}

extension Chain {
  /// The chain after some changes, made one after the other.
  ///
  /// - Throws: ``ChainError`` when a change names something that the chain does not have, or when
  ///   the mean of a future is not defined (processes that exist in some branches only).
  public func applying(_ changes: [Change]) throws(ChainError) -> Chain {
    var chain = self
    for change in changes { chain = try chain.applying(change) }
    return chain
  }

  public func applying(_ change: Change) throws(ChainError) -> Chain {
    var chain = self
    switch change {
    case .set(let target, let node, let value):
      try chain.set(target, node: node, value)
    case .add(let process):
      guard self.process(process.name) == nil else {
        throw .duplicateProcess(process.name)
      }
      chain.processes.append(process)
    case .drop(let name):
      _ = try index(ofProcess: name)
      chain.processes.removeAll { $0.name == name }
    case .fix(let name, let node, let value):
      let index = try index(ofProcess: name)
      try chain.checkNode(node, in: "fix of “\(name)”")
      Self.set(&chain.processes[index].limit, node, value)
      Self.set(&chain.processes[index].floor, node, value)
    case .reveal(let name):
      return try revealing(name)
    case .mean:
      return try averaged()
    }
    return chain
  }

  private func index(ofProcess name: String) throws(ChainError) -> Int {
    guard let index = processes.firstIndex(where: { $0.name == name }) else {
      throw .unknownProcess(name)
    }
    return index
  }

  private func index(ofResource name: String) throws(ChainError) -> Int {
    guard let index = resources.firstIndex(where: { $0.name == name }) else {
      throw .unknownResource(name, in: "change")
    }
    return index
  }

  private func checkNode(_ node: String?, in place: String) throws(ChainError) {
    if let node, future.index(of: node) == nil { throw .unknownNode(node, in: place) }
  }

  private static func set(_ amount: inout Amount?, _ node: String?, _ value: Double) {
    if let node {
      amount = amount ?? .absent
      amount?.byNode[node] = .constant(value)
    } else {
      amount = Amount(value)
    }
  }

  private mutating func set(_ target: Change.Target, node: String?, _ value: Double)
    throws(ChainError)
  {
    try checkNode(node, in: "change")
    switch target {
    case .limit(let name):
      let index = try index(ofProcess: name)
      Self.set(&processes[index].limit, node, value)
    case .floor(let name):
      let index = try index(ofProcess: name)
      Self.set(&processes[index].floor, node, value)
    case .takes(let name, let resource):
      let index = try index(ofProcess: name)
      try Self.set(&processes[index].takes, resource, node, value, in: name)
    case .gives(let name, let resource):
      let index = try index(ofProcess: name)
      try Self.set(&processes[index].gives, resource, node, value, in: name)
    case .endowment(let name):
      let index = try index(ofResource: name)
      Self.set(&resources[index].endowment, node, value)
    case .keep(let name):
      let index = try index(ofResource: name)
      Self.set(&resources[index].keep, node, value)
    case .terminal(let name):
      let index = try index(ofResource: name)
      Self.set(&resources[index].terminal, node, value)
    }
  }

  private static func set(
    _ flows: inout [Flow], _ resource: String, _ node: String?, _ value: Double,
    in process: String
  ) throws(ChainError) {
    guard let index = flows.firstIndex(where: { $0.resource == resource }) else {
      throw .unknownResource(resource, in: "process “\(process)”")
    }
    var amount: Amount? = flows[index].amount
    set(&amount, node, value)
    flows[index].amount = amount ?? 0
  }

  /// The chain on the futures that pass through a node.
  private func revealing(_ name: String) throws(ChainError) -> Chain {
    guard let target = future.index(of: name) else { throw .unknownNode(name, in: "change") }
    let kept = Set(future.path(to: target)).union(future.subtree(of: target)).sorted()
    let path = Set(future.path(to: target))
    let place = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    let nodes = kept.map { index in
      var node = future.nodes[index]
      node.parent = node.parent.flatMap { place[$0] }
      if path.contains(index) { node.probability = 1 }
      return node
    }
    return onFuture(try Future(nodes: nodes, discount: future.discount))
  }

  /// The chain on another future: what stands at nodes that are gone goes with them.
  private func onFuture(_ future: Future) -> Chain {
    var chain = self
    chain.future = future
    let names = Set(future.nodes.map(\.name))
    chain.mapAmounts { amount in
      Amount(everywhere: amount.everywhere, byNode: amount.byNode.filter { names.contains($0.key) })
    }
    for index in chain.processes.indices {
      chain.processes[index].nodes = chain.processes[index].nodes?.filter(names.contains)
    }
    return chain
  }

  mutating func mapAmounts(_ transform: (Amount) -> Amount) {
    func flows(_ flows: [Flow]) -> [Flow] {
      flows.map { Flow($0.resource, transform($0.amount)) }
    }
    for index in resources.indices {
      resources[index].keep = resources[index].keep.map(transform)
      resources[index].endowment = resources[index].endowment.map(transform)
      resources[index].terminal = resources[index].terminal.map(transform)
      resources[index].availability = resources[index].availability.map(transform)
      resources[index].holds = flows(resources[index].holds)
      resources[index].upkeep = flows(resources[index].upkeep)
      resources[index].limit = resources[index].limit.map(transform)
      resources[index].floor = resources[index].floor.map(transform)
      resources[index].leastUse = resources[index].leastUse.map(transform)
      if case .start(let amount) = resources[index].ends {
        resources[index].ends = .start(transform(amount))
      }
    }
    for index in processes.indices {
      processes[index].takes = flows(processes[index].takes)
      processes[index].gives = flows(processes[index].gives)
      processes[index].holds = flows(processes[index].holds)
      processes[index].limit = processes[index].limit.map(transform)
      processes[index].floor = processes[index].floor.map(transform)
      processes[index].leastUse = processes[index].leastUse.map(transform)
      for step in processes[index].steps.indices {
        let own = processes[index].steps[step]
        processes[index].steps[step] = Process.Step(
          width: own.width.map(transform), takes: flows(own.takes), gives: flows(own.gives))
      }
    }
  }
}
