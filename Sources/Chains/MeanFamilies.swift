extension Chain {
  /// The chain with what is one thing at several nodes of a stage as one process.
  ///
  /// A process at one node whose name ends with “in NODE” is of the family of those that have the same name at
  /// the other nodes of its stage: the building of a plant in a boom and in a bust. In the mean there is one of
  /// them, with the mean of their numbers. One that exists at some nodes of its stage only (a plant that
  /// is permitted in one branch) may be chosen in the mean, with the numbers that it has there.
  func joiningFamilies() -> Chain {
    var families: [Family: [Int]] = [:]
    var order: [Family] = []
    for (index, process) in processes.enumerated() {
      guard let own = process.nodes, own.count == 1, let node = future.index(of: own[0]),
        process.name.hasSuffix(" in \(own[0])")
      else { continue }
      let family = Family(
        name: String(process.name.dropLast(own[0].count + 4)), depth: future.depth[node])
      if families[family] == nil { order.append(family) }
      families[family, default: []].append(index)
    }
    var chain = self
    var gone: Set<Int> = []
    for family in order {
      let members = families[family] ?? []
      let stage = future.nodes.indices.filter { future.depth[$0] == family.depth }
      // The only node of a stage keeps its name in the mean, and so does what is decided there.
      guard stage.count > 1, let first = members.first, likeEachOther(members) else { continue }
      chain.processes[first] = joined(members, family.name, stage)
      gone.formUnion(members.dropFirst())
    }
    chain.processes = chain.processes.indices.filter { !gone.contains($0) }
      .map { chain.processes[$0] }
    return chain
  }

  private struct Family: Hashable {
    var name: String
    var depth: Int
  }

  /// The same recipe, but for its numbers.
  private func likeEachOther(_ members: [Int]) -> Bool {
    func shape(_ process: Process) -> [[String]] {
      [process.takes, process.gives, process.holds].map { $0.map(\.resource) }
        + process.steps.flatMap { [$0.takes.map(\.resource), $0.gives.map(\.resource)] }
    }
    let first = processes[members[0]]
    return members.allSatisfy { index in
      let own = processes[index]
      return shape(own) == shape(first) && own.delay == first.delay && own.lasts == first.lasts
        && own.whole == first.whole && own.recurs == first.recurs
    }
  }

  private func joined(_ members: [Int], _ name: String, _ stage: [Int]) -> Process {
    let nodes = members.compactMap { index in
      processes[index].nodes?.first.flatMap { future.index(of: $0) }
    }
    let total = nodes.reduce(0) { $0 + future.probability[$1] }
    let weights = nodes.map { node in
      total > 0 ? future.probability[node] / total : 1 / Double(nodes.count)
    }
    /// The mean over the members of what each has where its own future leads.
    func mean(_ amounts: [Amount?]) -> Amount? {
      guard amounts.contains(where: { $0 != nil }) else { return nil }
      var result = Amount.absent
      for node in future.nodes.indices {
        let locals = amounts.map { $0?.local(at: future.nodes[node].name) }
        let own = zip(zip(locals, weights), nodes).filter { _, member in
          future.path(to: node).contains(member) || future.path(to: member).contains(node)
        }
        // At the nodes of one member's branch stands that member's number alone; the mean of a stage then
        // weighs the branches.
        let there = own.map(\.0).filter { $0.0 != nil }
        guard !there.isEmpty else { continue }
        let weight = there.reduce(0) { $0 + $1.1 }
        let length = there.compactMap { $0.0?.count }.max()
        var sum = Array(repeating: 0.0, count: length ?? 1)
        for (local, share) in there {
          guard let local else { continue }
          for hour in sum.indices { sum[hour] += share / max(weight, 1e-300) * local[hour] }
        }
        result.byNode[future.nodes[node].name] = length == nil ? .constant(sum[0]) : .series(sum)
      }
      // Branches without a member have the number of the others, not none of it.
      fillBranches(&result)
      return result
    }
    func flows(_ of: (Process) -> [Flow]) -> [Flow] {
      let all = members.map { of(processes[$0]) }
      return all[0].indices.map { place in
        Flow(all[0][place].resource, mean(all.map { $0[place].amount }) ?? .absent)
      }
    }
    var process = processes[members[0]]
    process.name =
      "\(name) in the mean of \(stage.map { future.nodes[$0].name }.joined(separator: ", "))"
    process.nodes = stage.map { future.nodes[$0].name }
    process.takes = flows(\.takes)
    process.gives = flows(\.gives)
    process.holds = flows(\.holds)
    process.limit = mean(members.map { processes[$0].limit })
    process.floor = mean(members.map { processes[$0].floor })
    process.leastUse = mean(members.map { processes[$0].leastUse })
    for step in process.steps.indices {
      let all = members.map { processes[$0].steps[step] }
      process.steps[step].width = mean(all.map(\.width))
      process.steps[step].takes = flows { $0.steps[step].takes }
      process.steps[step].gives = flows { $0.steps[step].gives }
    }
    return process
  }

  private func fillBranches(_ amount: inout Amount) {
    for depth in 0...(future.depth.max() ?? 0) {
      let stage = future.nodes.indices.filter { future.depth[$0] == depth }
      let known = stage.filter { amount.byNode[future.nodes[$0].name] != nil }
      guard !known.isEmpty, known.count < stage.count else { continue }
      let total = known.reduce(0) { $0 + future.probability[$1] }
      let locals = known.map { amount.byNode[future.nodes[$0].name] ?? .constant(0) }
      let length = locals.compactMap(\.count).max()
      var sum = Array(repeating: 0.0, count: length ?? 1)
      for (node, local) in zip(known, locals) {
        let share = total > 0 ? future.probability[node] / total : 1 / Double(known.count)
        for hour in sum.indices { sum[hour] += share * local[hour] }
      }
      for node in stage where amount.byNode[future.nodes[node].name] == nil {
        amount.byNode[future.nodes[node].name] = length == nil ? .constant(sum[0]) : .series(sum)
      }
    }
  }
}
