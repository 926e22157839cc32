extension Plan {
  /// What a process earns in the value resource at each node: gives minus takes, in money of the
  /// start of that node, over all its years. Money that arrives after the last node is left out.
  public func cash(of process: Process) -> [Int: Double] {
    let clock = chain.clock(of: process)
    let recurs = process.recurs || clock != nil
    var earned: [Int: Double] = [:]
    for entry in activities where entry.name == process.name {
      let activity = entry.hourly.isEmpty ? [entry.amount] : entry.hourly
      for (part, recipe) in chain.tranches(of: process, at: entry.node, activity) {
        let given = recipe.gives.map { (1.0, $0, process.delay) }
        let taken = recipe.takes.map { (-1.0, $0, 0) }
        for (sign, flow, delay) in given + taken where flow.resource == chain.value {
          for node in chain.future.descendants(of: entry.node, after: delay) {
            guard let amount = flow.amount.local(at: chain.future.nodes[node].name) else {
              continue
            }
            var sum = 0.0
            for hour in part.indices {
              sum += amount[hour] * part[hour] * (clock?.hours(at: hour) ?? 1)
            }
            let repeats = recurs ? chain.future.annuityWeight(node) : 1
            earned[node, default: 0] += sign * sum * repeats
          }
        }
      }
    }
    return earned
  }
}

extension Chain {
  /// The activity on each step of a process with its recipe: the best steps are filled first.
  package func tranches(of process: Process, at node: Int, _ activity: [Double]) -> [(
    activity: [Double], recipe: (takes: [Flow], gives: [Flow])
  )] {
    guard !process.steps.isEmpty else { return [(activity, process.recipe(step: nil))] }
    var left = activity
    return process.steps.indices.map { step in
      let width = process.steps[step].width?.local(at: future.nodes[node].name)
      let part = left.indices.map { min(left[$0], width?[$0] ?? .infinity) }
      for hour in left.indices { left[hour] -= part[hour] }
      return (part, process.recipe(step: step))
    }
  }
}
