public import Chains

/// What is ordered in a stage and comes a lead time later, whatever happens in between.
public struct OrderAnswer: Sendable, Codable, Equatable {
  /// What is ordered, such as `solar`.
  public var name: String
  public var site: String
  /// The stage of the order.
  public var stage: String
  /// The year of that stage, and of those in which it starts.
  public var year: Int
  public var start: Int
  public var amount: Double
  /// Such as `MW`, or `units` of things that are built in whole ones.
  public var unit: String
}

/// Reads the orders off a plan: those that bind more than one stage to come.
public struct OrderReader {
  let campuses: [Campus]
  let fleet: Fleet?

  public init(campuses: [Campus], fleet: Fleet?) {
    self.campuses = campuses
    self.fleet = fleet
  }

  public func orders(of plan: Plan) -> [OrderAnswer] {
    var places: [String: OrderAnswer] = [:]
    for (site, campus) in campuses.enumerated() {
      for process in plan.chain.processes where process.delay > 0 {
        guard let flow = process.gives.first, let node = process.nodes?.first,
          let stage = campus.stages.first(where: { $0.name == node })
        else { continue }
        for what in things(site) {
          for start in Set(campus.stages.map(\.year))
          where flow.resource == campus.names.ordered(what, for: start) {
            places[process.name] = OrderAnswer(
              name: what, site: campus.site.name, stage: "", year: stage.year, start: start,
              amount: 0, unit: plan.chain.resource(flow.resource)?.unit ?? "MW")
          }
        }
      }
    }
    return plan.activities.compactMap { entry in
      // A solver leaves slivers: nobody orders a watt.
      guard entry.amount > 1e-6, var order = places[entry.name] else { return nil }
      order.stage = plan.chain.future.nodes[entry.node].name
      order.amount = entry.amount
      return order
    }
  }

  private func things(_ site: Int) -> [String] {
    let supplies = campuses[site].supplies.map(\.name)
    return supplies + supplies.map { "\($0) energy" } + ["grid connection", "halls"]
      + (fleet?.accelerators.map(\.name) ?? [])
  }
}
