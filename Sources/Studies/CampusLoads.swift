import Chains

/// Who uses the electricity of a campus: its own load, and what else of the chain takes some.
struct CampusLoads {
  /// MW by stage and hour.
  let total: [[Double]]

  init(campus: Campus, plan: Plan) {
    let name = campus.names.electricity
    var total = campus.load
    let nodes = campus.stages.map(\.name)
    func add(_ series: Amount.Local?, times amount: Double, _ stage: Int) {
      guard let series, amount != 0 else { return }
      for step in total[stage].indices { total[stage][step] += amount * series[step] }
    }
    for resource in plan.chain.resources {
      for flow in resource.upkeep where flow.resource == name {
        for (stage, node) in nodes.enumerated() {
          let amount = plan.stock(resource.name, at: node)?.amount ?? 0
          add(flow.amount.local(at: node), times: amount, stage)
        }
      }
    }
    let own = Self.processes(of: campus)
    for process in plan.chain.processes where !own.contains(process.name) {
      let flows =
        process.takes.map { ($0, 1.0) } + process.gives.map { ($0, -1.0) }
      for (flow, sign) in flows where flow.resource == name {
        for (stage, node) in nodes.enumerated() {
          guard let hourly = plan.activity(process.name, at: node)?.hourly,
            hourly.count == total[stage].count, let amount = flow.amount.local(at: node)
          else { continue }
          for step in hourly.indices { total[stage][step] += sign * hourly[step] * amount[step] }
        }
      }
    }
    self.total = total
  }

  /// What the campus itself does with electricity.
  private static func processes(of campus: Campus) -> Set<String> {
    let names = campus.names
    var own: Set<String> = [names.unserved, names.dump, names.buy, names.sell]
    for supply in campus.supplies {
      own.formUnion([
        names.run(supply.name), names.charge(supply.name), names.discharge(supply.name),
      ])
    }
    for step in campus.curtailable.indices { own.insert(names.curtail(step)) }
    // The study's own processes earn or cost money by themselves and are no load to be served.
    own.formUnion(campus.ownProcesses)
    return own
  }
}
