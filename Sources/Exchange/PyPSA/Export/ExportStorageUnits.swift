import Chains

/// A store whose charging, discharging and energy are built together, as PyPSA's storage unit is.
struct JointStore {
  var stock: Resource
  var discharge: Process
  var charge: Process
  /// What flows over; `nil` if nothing may.
  var spill: Process?
  /// Sizes of discharging, charging and energy.
  var sizes: (discharge: Resource, charge: Resource, energy: Resource)
  var vintage: Vintage
  /// Fillings that are set, NaN where they are free, with the resource that sets them.
  var set: (resource: String, values: Amount.Local)?
}

extension ChainExport {
  /// Finds the stores whose one build gives the sizes of charging, discharging and energy, each held
  /// by nobody else.
  mutating func findJointStores() {
    var holders: [String: [Process]] = [:]
    for process in chain.processes {
      for flow in process.holds { holders[flow.resource, default: []].append(process) }
    }
    for stock in chain.resources where stock.clock != nil && stock.keep != nil && stock.exact {
      guard let found = jointStore(stock, holders) else { continue }
      joint[stock.name] = found
      for process in [found.discharge, found.charge, found.spill].compactMap(\.self) {
        saidProcesses.insert(process.name)
      }
      if let set = found.set { saidResources.insert(set.resource) }
      for size in [found.sizes.discharge, found.sizes.charge, found.sizes.energy] {
        merged[size.name] = "stock \(stock.name)"
      }
    }
  }

  private func jointStore(_ stock: Resource, _ holders: [String: [Process]]) -> JointStore? {
    guard stock.holds.count == 1, stock.holds[0].amount.everywhere == .constant(1),
      let energy = resource(stock.holds[0].resource), holders[energy.name] == nil,
      stock.leastUse == nil, stock.limit == nil, stock.floor == nil
    else { return nil }
    let builds = vintages.filter { $0.gives.contains { $0.resource == energy.name } }
    guard builds.count == 1, builds[0].gives.count == 3, energy.upkeep.isEmpty else { return nil }
    let moving = chain.processes.filter { process in
      (process.takes + process.gives).contains { $0.resource == stock.name }
    }
    func bound(_ process: Process) -> Resource? {
      guard process.holds.count == 1, process.limit == nil, process.floor == nil,
        process.ramp == nil, process.leastUse == nil,
        let size = resource(process.holds[0].resource), holders[size.name]?.count == 1,
        size.upkeep.isEmpty, builds[0].gives.contains(where: { $0.resource == size.name }),
        process.holds[0].amount.everywhere == .constant(1)
      else { return nil }
      return size
    }
    let charges = moving.filter { $0.gives.contains { $0.resource == stock.name } }
    let takers = moving.filter { $0.takes.contains { $0.resource == stock.name } }
    let discharges = takers.filter { bound($0) != nil }
    let spills = takers.filter { $0.gives.isEmpty && $0.holds.isEmpty && $0.limit != nil }
    guard charges.count == 1, discharges.count == 1, spills.count <= 1,
      discharges.count + spills.count == takers.count, let out = bound(discharges[0]),
      let into = bound(charges[0]), isOneBus(discharges[0], stock), isOneBus(charges[0], stock)
    else { return nil }
    return JointStore(
      stock: stock, discharge: discharges[0], charge: charges[0], spill: spills.first,
      sizes: (out, into, energy), vintage: builds[0], set: setPoint(of: stock))
  }

  /// Besides the stock and money, one bus with as much as the activity.
  private func isOneBus(_ process: Process, _ stock: Resource) -> Bool {
    let others = (process.takes + process.gives).filter {
      $0.resource != stock.name && $0.resource != chain.value
    }
    return others.count == 1 && time.series(others[0].amount) == .constant(1)
  }

  /// A resource that nothing but the stock touches, exactly.
  private func setPoint(of stock: Resource) -> (resource: String, values: Amount.Local)? {
    for flow in stock.upkeep where flow.resource != chain.value {
      guard let point = resource(flow.resource), point.exact, point.clock == stock.clock,
        !chain.processes.contains(where: { process in
          (process.takes + process.gives).contains { $0.resource == point.name }
        })
      else { continue }
      let share = time.series(flow.amount) * -1
      let values = time.series(point.endowment).joined(share) { given, share in
        share == 0 ? .nan : -given / share
      }
      return (point.name, values)
    }
    return nil
  }

  mutating func addJoint(_ store: JointStore) {
    let stock = store.stock
    let name = tables.add(.storageUnits, store.discharge.name)
    let step = time.clock.step
    func other(_ process: Process) -> String {
      (process.takes + process.gives).first {
        $0.resource != stock.name && $0.resource != chain.value
      }?.resource ?? ""
    }
    let bus = other(store.discharge)
    if other(store.charge) != bus { refuse("“\(stock.name)” charges and discharges at two places") }
    tables.set(.storageUnits, name, "bus", buses[bus] ?? bus)
    tables.set(.storageUnits, name, "carrier", stock.name)
    attributes[stock.name] = []
    func amount(_ resource: String) -> Double {
      store.vintage.gives.first { $0.resource == resource }?.amount ?? 0
    }
    let power = amount(store.sizes.discharge.name)
    var vintage = store.vintage
    vintage.gives = [(store.sizes.discharge.name, power)]
    Size(vintage, of: store.sizes.discharge, per: 1, time, chain.value)
      .write(.storageUnits, name, to: &tables)
    let open = time.series(store.sizes.discharge.availability, otherwise: 1)
    let into =
      time.series(store.sizes.charge.availability, otherwise: 1)
      * (amount(store.sizes.charge.name) / power)
    let full = time.series(store.sizes.energy.availability, otherwise: 1)
    guard case .constant(let share) = full else {
      refuse("the size of “\(stock.name)” differs by the hour")
      return
    }
    tables.set(.storageUnits, name, "p_max_pu", open, unless: 1)
    tables.set(.storageUnits, name, "p_min_pu", -into, unless: -1)
    tables.set(.storageUnits, name, "max_hours", share * amount(store.sizes.energy.name) / power)
    let taken = time.series(store.discharge.takes.first { $0.resource == stock.name }?.amount)
    let given = time.series(store.charge.gives.first { $0.resource == stock.name }?.amount)
    tables.set(.storageUnits, name, "efficiency_dispatch", taken.map { 1 / ($0 * step) }, unless: 1)
    tables.set(.storageUnits, name, "efficiency_store", given * step, unless: 1)
    if store.charge.takes.contains(where: { $0.resource == chain.value }) {
      refuse("charging “\(stock.name)” costs money")
    }
    let cost =
      time.series(store.discharge.takes.first { $0.resource == chain.value }?.amount)
      - time.series(store.discharge.gives.first { $0.resource == chain.value }?.amount)
    tables.set(.storageUnits, name, "marginal_cost", cost, unless: 0)
    writeCourse(store, name)
  }

  /// Losses, beginning, inflow and what may be spilled.
  private mutating func writeCourse(_ store: JointStore, _ name: String) {
    let stock = store.stock
    tables.set(.storageUnits, name, "standing_loss", standingLoss(stock), unless: 0)
    let step = time.clock.step
    var inflow = time.series(stock.endowment)
    var initial = 0.0
    switch stock.ends {
    case .cyclic: tables.set(.storageUnits, name, "cyclic_state_of_charge", true)
    case .laps: refuse("“\(stock.name)” runs in laps")
    case .start(let start):
      initial = time.series(start)[0] * (time.series(stock.keep)[0])
      // What is there at the beginning may stand in the inflow of the first step.
      let most = time.series(store.spill?.limit)[0] * step
      if inflow.values.count > 1, store.spill != nil, inflow[0] > most * (1 + 1e-12) {
        initial += inflow[0] - most
        inflow = Amount.Local((0..<time.count).map { $0 == 0 ? most : inflow[$0] })
      } else if store.spill == nil, inflow.values.dropFirst().allSatisfy({ $0 == 0 }) {
        initial += inflow[0]
        inflow = .constant(0)
      }
    }
    if initial != 0 { tables.set(.storageUnits, name, "state_of_charge_initial", initial) }
    if !inflow.isZero {
      let most = time.series(store.spill?.limit) * step
      let isSame = inflow.joined(most) { abs($0 - $1) <= 1e-9 * max(1, abs($0)) ? 0 : 1 }.isZero
      if store.spill == nil || !isSame {
        refuse("what flows into “\(stock.name)” may not be spilled as PyPSA spills it")
      }
      tables.set(.storageUnits, name, "inflow", inflow)
      let cost = time.series(store.spill?.takes.first { $0.resource == chain.value }?.amount)
      tables.set(.storageUnits, name, "spill_cost", cost, unless: 0)
    }
    if let set = store.set { tables.set(.storageUnits, name, "state_of_charge_set", set.values) }
    for flow in stock.upkeep where flow.resource != store.set?.resource {
      if flow.resource == chain.value {
        tables.set(.storageUnits, name, "marginal_cost_storage", time.series(flow.amount))
      } else {
        refuse("the stock of “\(stock.name)” takes or gives “\(flow.resource)”")
      }
    }
  }
}
