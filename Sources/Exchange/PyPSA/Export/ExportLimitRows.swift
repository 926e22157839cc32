import Chains

/// Balances per node that are no stocks: caps, shares, budgets.
extension ChainExport {
  func limitName(_ resource: String, _ node: Int) -> String {
    time.isSingle ? resource : "\(resource) \(time.years[node])"
  }

  /// Slow resources that do not keep and are no capacity.
  private var rows: [Resource] {
    chain.resources.filter {
      $0.clock == nil && $0.name != chain.value && !isCapacity($0.name)
    }
  }

  /// A limit is a global constraint if only generators with constant amounts count in it; a process
  /// that counts in another one by a port is a link, and then none of its limits are.
  mutating func chooseLimits() {
    let names = Set(rows.map(\.name))
    counted = names
    for row in rows where row.keep != nil { refuse("“\(row.name)” keeps") }
    var isSettled = false
    while !isSettled {
      isSettled = true
      for (position, process) in chain.processes.enumerated() where index.clocks[position] != nil {
        let touched = Set((process.takes + process.gives).map(\.resource))
        let hourly = touched.filter { name in
          resource(name)?.clock != nil && !saidResources.contains(name)
        }
        let isKeeping = hourly.contains { resource($0)?.keep != nil }
        let isShared = process.holds.contains { merged[$0.resource] == nil }
        let isConstant = (process.takes + process.gives).allSatisfy { flow in
          resource(flow.resource) == nil || flow.amount.locals.allSatisfy { $0.count == nil }
        }
        let varies = (process.takes + process.gives).contains { flow in
          hourly.contains(flow.resource) && !isSame(flow.amount)
        }
        let ports = touched.filter { names.contains($0) && !counted.contains($0) }
        let isGenerator =
          hourly.count == 1 && !isKeeping && !isShared && isConstant && !varies && ports.isEmpty
        for name in touched where counted.contains(name) && !isGenerator {
          counted.remove(name)
          isSettled = false
        }
      }
    }
    for name in names.subtracting(counted).sorted() { addLimitBus(name) }
    for name in capacityBuses { addRoomBus(name) }
  }

  private func isSame(_ amount: Amount) -> Bool {
    if case .constant = time.series(amount) { return true }
    return false
  }

  private var capacityBuses: [String] {
    var held: Set<String> = []
    for process in chain.processes { held.formUnion(process.holds.map(\.resource)) }
    return held.filter { isCapacity($0) && merged[$0] == nil }.sorted()
  }

  private mutating func addRoomBus(_ name: String) {
    let bus = tables.add(.buses, "room of \(name)")
    buses[name] = bus
    addSink(bus)
  }

  /// A bus whose store adds up over the year what is given and taken.
  private mutating func addLimitBus(_ name: String) {
    guard let row = resource(name) else { return }
    let bus = tables.add(.buses, name)
    buses[name] = bus
    let count = time.clock.count
    var given = Array(repeating: 0.0, count: time.count)
    for node in time.nodes.indices {
      given[node * count] = -(row.endowment?.local(at: time.nodes[node])?[0] ?? 0)
    }
    if given.contains(where: { $0 != 0 }) {
      let load = tables.add(.loads, name)
      tables.set(.loads, load, "bus", bus)
      tables.set(.loads, load, "p_set", Amount.Local(given))
    }
    let store = tables.add(.stores, "sum of \(name)")
    attributes["sum of \(name)"] = []
    tables.set(.stores, store, "bus", bus)
    tables.set(.stores, store, "carrier", "sum of \(name)")
    tables.set(.stores, store, "e_nom", Self.wide)
    let isEnd = (0..<time.count).map { ($0 + 1) % count == 0 }
    tables.set(.stores, store, "e_min_pu", Amount.Local(isEnd.map { $0 ? 0 : -1 }))
    if row.exact { tables.set(.stores, store, "e_max_pu", Amount.Local(isEnd.map { $0 ? 0 : 1 })) }
    if !time.isSingle { tables.set(.stores, store, "e_initial_per_period", true) }
  }

  /// Wide enough for any sum over a year, and still a number to a solver.
  private static let wide = 1e12

  /// Global constraints of what generators count, and of what may or must be built.
  mutating func addLimits() {
    for row in rows where counted.contains(row.name) {
      let members = chain.resources.filter { capacity in
        isCapacity(capacity.name)
          && (capacity.holds + capacity.upkeep).contains { $0.resource == row.name }
      }
      for node in time.nodes.indices {
        let constant = row.endowment?.local(at: time.nodes[node])?[0] ?? 0
        if members.isEmpty {
          addCount(row, node, constant)
        } else {
          addBuildLimit(row, node, constant, members)
        }
      }
    }
  }

  private mutating func addCount(_ row: Resource, _ node: Int, _ constant: Double) {
    let column = limitName(row.name, node)
    let isUsed = attributes.values.contains { $0.contains { $0.column == column } }
    guard isUsed else {
      if constant < 0 { refuse("nothing gives the “\(row.name)” that is asked for") }
      return
    }
    addConstraint(row, node, "primary_energy", column, row.exact ? "==" : "<=", constant)
  }

  /// What capacities hold of a limit, or give to a least size.
  private mutating func addBuildLimit(
    _ row: Resource, _ node: Int, _ constant: Double, _ members: [Resource]
  ) {
    let touchedByHours = chain.processes.contains { process in
      (process.takes + process.gives).contains { $0.resource == row.name }
    }
    guard members.count == 1, !touchedByHours, let capacity = members.first else {
      refuse("several things count in “\(row.name)”")
      return
    }
    let isLeast = capacity.upkeep.contains { $0.resource == row.name }
    let flow = (isLeast ? capacity.upkeep : capacity.holds).first { $0.resource == row.name }
    let amount = flow?.amount.local(at: time.nodes[node])?[0] ?? 0
    if amount == 0 { return }
    let share = merged[capacity.name].flatMap { holder in holdShare(holder, capacity.name) } ?? 1
    // Room: amount x stock <= constant. A least size, as negative upkeep: -amount x stock >= -constant.
    let sense = isLeast && amount < 0 ? ">=" : "<="
    let bound = constant / amount / share
    addConstraint(row, node, "tech_capacity_expansion_limit", capacity.name, sense, bound)
  }

  private func holdShare(_ holder: String, _ capacity: String) -> Double? {
    let flows =
      holder.hasPrefix("stock ")
      ? resource(String(holder.dropFirst(6)))?.holds
      : index.processes[holder].map { chain.processes[$0].holds }
    return flows?.first { $0.resource == capacity }.map { time.series($0.amount)[0] }
  }

  private mutating func addConstraint(
    _ row: Resource, _ node: Int, _ type: String, _ attribute: String, _ sense: String,
    _ constant: Double
  ) {
    let name = tables.add(.globalConstraints, limitName(row.name, node))
    tables.set(.globalConstraints, name, "type", type)
    tables.set(.globalConstraints, name, "carrier_attribute", attribute)
    tables.set(.globalConstraints, name, "sense", sense)
    tables.set(.globalConstraints, name, "constant", constant)
    if !time.isSingle {
      tables.set(.globalConstraints, name, "investment_period", Double(time.years[node]))
    }
  }
}
