import Chains

extension ChainExport {
  /// An hourly resource that keeps is a store on a bus of its own; PyPSA's hours of a snapshot are
  /// 1 for stores, so that the length of a step is in what flows in and out.
  mutating func addStock(_ resource: Resource) {
    let carrier = "\(resource.name) stock"
    attributes[carrier] = []
    let capacity = resource.holds.first.flatMap { self.resource($0.resource) }
    if resource.holds.count > 1 { refuse("the stock of “\(resource.name)” holds several things") }
    guard let capacity, let hold = resource.holds.first else {
      let name = tables.add(.stores, resource.name)
      write(resource, name, carrier)
      let limit = time.series(resource.limit, otherwise: .infinity)
      let floor = time.series(resource.floor)
      let size = limit.most == .infinity ? Double.infinity : max(limit.most, -floor.least)
      tables.set(.stores, name, "e_nom", size)
      if size.isFinite {
        tables.set(.stores, name, "e_max_pu", limit.map { size == 0 ? 0 : $0 / size }, unless: 1)
        if !floor.isZero { tables.set(.stores, name, "e_min_pu", floor.map { $0 / size }) }
      } else if !floor.isZero {
        refuse("the stock of “\(resource.name)” has a floor and no limit")
      }
      return
    }
    guard merged[capacity.name] != nil, case .constant(let share) = time.series(hold.amount),
      share > 0, resource.limit == nil, resource.floor == nil
    else {
      refuse("the stock of “\(resource.name)” shares its size or has bounds beside it")
      return
    }
    let own = vintages.filter { $0.gives.contains { $0.resource == capacity.name } }
    let availability = time.series(capacity.availability, otherwise: 1)
    for vintage in own {
      let size = Size(vintage, of: capacity, per: share, time, chain.value)
      let name = tables.add(
        .stores, own.count == 1 ? resource.name : "\(resource.name), \(vintage.name)")
      write(resource, name, capacity.name)
      attributes[capacity.name] = attributes[capacity.name] ?? []
      size.write(.stores, name, to: &tables)
      tables.set(.stores, name, "e_max_pu", availability, unless: 1)
      if let least = resource.leastUse {
        tables.set(.stores, name, "e_min_pu", availability * time.series(least))
      }
      if own.count > 1, case .start(let start) = resource.ends, !start.locals.allSatisfy(\.isZero) {
        refuse("several stores share the beginning of “\(resource.name)”")
      }
    }
  }

  private mutating func write(_ resource: Resource, _ name: String, _ carrier: String) {
    tables.set(.stores, name, "bus", buses[resource.name] ?? resource.name)
    tables.set(.stores, name, "carrier", carrier)
    let keep = time.series(resource.keep, otherwise: 0)
    tables.set(.stores, name, "standing_loss", standingLoss(resource), unless: 0)
    switch resource.ends {
    case .cyclic, .laps:
      tables.set(.stores, name, time.isSingle ? "e_cyclic" : "e_cyclic_per_period", true)
    case .start(let start):
      let first = time.series(start)
      guard case .constant(let value) = first else {
        refuse("the beginning of “\(resource.name)” differs by node")
        return
      }
      let initial = value * keep[0]
      if initial != 0 { tables.set(.stores, name, "e_initial", initial) }
      if !time.isSingle { tables.set(.stores, name, "e_initial_per_period", true) }
    }
    for flow in resource.upkeep {
      if flow.resource == chain.value {
        tables.set(.stores, name, "marginal_cost_storage", time.series(flow.amount))
      } else {
        refuse("the stock of “\(resource.name)” takes or gives “\(flow.resource)”")
      }
    }
  }

  /// A chain loses over the hour what PyPSA loses in the hour that follows.
  func standingLoss(_ resource: Resource) -> Amount.Local {
    let count = time.clock.count
    switch time.series(resource.keep, otherwise: 0) {
    case .constant(let value): return .constant(1 - value)
    case .series(let values):
      return Amount.Local(
        values.indices.map { place in
          let node = place / count
          return 1 - values[node * count + (place % count + count - 1) % count]
        })
    }
  }

  /// Capacities with several holders: what is built feeds a bus from which the holders take.
  mutating func addRooms() {
    for vintage in vintages {
      let shared = vintage.gives.filter { merged[$0.resource] == nil && buses[$0.resource] != nil }
      guard !shared.isEmpty else { continue }
      guard vintage.gives.count == 1, let own = resource(shared[0].resource) else {
        addJoint(vintage)
        continue
      }
      let size = Size(vintage, of: own, per: 1, time, chain.value)
      let name = tables.add(.generators, vintage.name)
      tables.set(.generators, name, "bus", buses[own.name] ?? own.name)
      tables.set(.generators, name, "carrier", own.name)
      attributes[own.name] = attributes[own.name] ?? []
      size.write(.generators, name, to: &tables)
      let availability = time.series(own.availability, otherwise: 1)
      tables.set(.generators, name, "p_max_pu", availability, unless: 1)
    }
  }

  /// A build that gives several capacities at once: a link that always runs, with a port for each.
  private mutating func addJoint(_ vintage: Vintage) {
    for give in vintage.gives {
      guard let own = resource(give.resource) else { continue }
      if merged[own.name] != nil { refuse("“\(vintage.name)” gives several sizes at once") }
      if !own.upkeep.isEmpty {
        refuse("“\(vintage.name)” gives several sizes with costs of their own")
      }
    }
    var plain = vintage
    plain.gives = [("", 1)]
    let size = Size(plain, of: Resource(name: ""), per: 1, time, chain.value)
    let name = tables.add(.links, vintage.name)
    tables.set(.links, name, "bus0", nothingBus())
    for (number, give) in vintage.gives.enumerated() {
      guard let own = resource(give.resource) else { continue }
      tables.set(.links, name, "bus\(number + 1)", buses[own.name] ?? own.name)
      let attribute = number == 0 ? "efficiency" : "efficiency\(number + 1)"
      tables.set(
        .links, name, attribute, time.series(own.availability, otherwise: 1) * give.amount)
    }
    size.write(.links, name, to: &tables)
    tables.set(.links, name, "p_min_pu", 1.0)
  }
}
