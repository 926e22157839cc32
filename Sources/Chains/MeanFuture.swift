extension Chain {
  /// The chain whose future has one node per stage, with the mean of the data of that stage.
  ///
  /// The mean is weighted by the probability of the nodes. A coefficient that is absent at a node
  /// counts as 0, as it does in the plan; a limit must be given at all nodes of a stage or none.
  /// What is one thing under a name of its own at each node of a stage is one thing in the mean.
  func averaged() throws(ChainError) -> Chain {
    try joiningFamilies().averagedByStage()
  }

  private func averagedByStage() throws(ChainError) -> Chain {
    let stages = (0...(future.depth.max() ?? 0)).map { depth in
      future.nodes.indices.filter { future.depth[$0] == depth }
    }
    let names = stages.map { members in
      members.count == 1
        ? future.nodes[members[0]].name
        : "mean of " + members.map { future.nodes[$0].name }.joined(separator: ", ")
    }
    var nodes: [Future.Node] = []
    for (depth, members) in stages.enumerated() {
      let first = future.nodes[members[0]]
      if let other = members.first(where: { future.nodes[$0].years != first.years }) {
        throw .badYears(node: future.nodes[other].name, future.nodes[other].years)
      }
      nodes.append(
        Future.Node(
          name: names[depth], parent: depth == 0 ? nil : depth - 1, years: first.years,
          year: first.year))
    }
    var chain = self
    chain.future = try Future(nodes: nodes, discount: future.discount)
    chain.mapAmounts { mean($0, stages: stages, names: names) }
    for index in processes.indices {
      guard let own = processes[index].nodes.map(Set.init) else { continue }
      var kept: [String] = []
      for (depth, members) in stages.enumerated() {
        let present = members.filter { own.contains(future.nodes[$0].name) }
        if present.count == members.count {
          kept.append(names[depth])
        } else if let stray = present.first {
          throw .unknownNode(
            future.nodes[stray].name,
            in: "mean of process “\(processes[index].name)”, which exists in some branches only")
        }
      }
      chain.processes[index].nodes = kept
    }
    return chain
  }

  private func mean(_ amount: Amount, stages: [[Int]], names: [String]) -> Amount {
    guard !amount.byNode.isEmpty else { return amount }
    var result = Amount.absent
    for (depth, members) in stages.enumerated() {
      let locals = members.map { amount.local(at: future.nodes[$0].name) }
      guard locals.contains(where: { $0 != nil }) else { continue }
      let total = members.reduce(0) { $0 + future.probability[$1] }
      let weights = members.map { index in
        total > 0 ? future.probability[index] / total : 1 / Double(members.count)
      }
      let length = locals.compactMap { $0?.count }.max()
      var sum = Array(repeating: 0.0, count: length ?? 1)
      for (local, weight) in zip(locals, weights) {
        guard let local else { continue }
        for hour in sum.indices { sum[hour] += weight * local[hour] }
      }
      result.byNode[names[depth]] = length == nil ? .constant(sum[0]) : .series(sum)
    }
    return result
  }
}
