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
    campuses.indices.flatMap { site in
      things(site).flatMap { orders, unit in answers(orders, unit, plan) }
    }
  }

  private func answers(_ orders: Orders, _ unit: String, _ plan: Plan) -> [OrderAnswer] {
    let campus = orders.campus
    var seen: Set<[String]> = []
    return orders.stages.sorted { $0.key < $1.key }.compactMap { start, stage in
      guard let place = orders.decision(start), seen.insert([place.process, place.node]).inserted,
        let amount = plan.activity(place.process, at: place.node)?.amount,
        // A solver leaves slivers: nobody orders a watt.
        amount > 1e-6
      else { return nil }
      return OrderAnswer(
        name: orders.what, site: campus.site.name, stage: place.node,
        year: campus.stages[stage].year, start: campus.stages[start].year, amount: amount,
        unit: unit)
    }
  }

  /// What may be ordered, and its unit.
  private func things(_ site: Int) -> [(Orders, String)] {
    let campus = campuses[site]
    var things: [(Orders, String)] = []
    for supply in campus.supplies {
      let isWhole = supply.unit != nil
      things.append((campus.orders(of: supply, as: supply.name), isWhole ? "units" : "MW"))
      guard case .store(let storage) = supply.kind, storage.duration == nil else { continue }
      things.append((campus.orders(of: supply, as: "\(supply.name) energy"), "MWh"))
    }
    if let grid = campus.grid { things.append((campus.orders(of: grid), "MW")) }
    guard let fleet else { return things }
    let compiler = FleetCompiler(fleet: fleet, campuses: campuses)
    things.append((compiler.hallOrders(site), "MW"))
    for accelerator in fleet.accelerators {
      things.append((compiler.orders(of: accelerator, site), "thousand chips"))
    }
    return things
  }
}
