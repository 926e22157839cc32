import Chains

/// Units that are on or off, as PyPSA's committable components are.
struct CommittedUnits {
  var running: Resource
  var idle: Resource?
  var start: Process
  var stop: Process
  /// Output for which a running unit gives room, and its least output.
  var room: Amount.Local
  var need: Amount.Local
  var count: Double
  var before: Double
}

extension ChainExport {
  /// Finds whole stocks of running units that one process starts, one stops, and whose room one
  /// process takes.
  mutating func findUnits() {
    guard time.isSingle else { return }
    for stock in chain.resources where stock.whole && stock.clock != nil {
      guard let found = units(stock) else { continue }
      units[found.run.name] = found.units
      saidProcesses.formUnion([found.units.start.name, found.units.stop.name])
      saidResources.formUnion([stock.name] + found.rooms)
      if let idle = found.units.idle { saidResources.insert(idle.name) }
    }
  }

  private func touching(_ name: String) -> [Process] {
    chain.processes.filter { ($0.takes + $0.gives).contains { $0.resource == name } }
  }

  private func units(_ stock: Resource) -> (run: Process, units: CommittedUnits, rooms: [String])? {
    let switches = touching(stock.name)
    guard stock.exact, stock.holds.isEmpty, stock.leastUse == nil,
      time.series(stock.keep) == .constant(1), case .start(let start) = stock.ends,
      case .constant(let count)? = stock.limit.map({ time.series($0) }), switches.count == 2,
      let comes = switches.first(where: { $0.gives.contains { $0.resource == stock.name } }),
      let goes = switches.first(where: { $0.takes.contains { $0.resource == stock.name } })
    else { return nil }
    var room: (name: String, amount: Amount.Local)?
    var need: (name: String, amount: Amount.Local)?
    for flow in stock.upkeep where flow.resource != chain.value {
      let amount = time.series(flow.amount)
      if amount.most <= 0, room == nil {
        room = (flow.resource, -amount)
      } else if amount.least >= 0, need == nil {
        need = (flow.resource, amount)
      } else {
        return nil
      }
    }
    guard let room, let run = onlyOne(room.name, -1),
      need.map({ onlyOne($0.name, 1)?.name == run.name }) ?? true,
      run.limit == nil, run.floor == nil, run.holds.isEmpty, run.ramp == nil
    else { return nil }
    let names = Set((comes.takes + comes.gives + goes.takes + goes.gives).map(\.resource))
      .subtracting([stock.name, chain.value])
    guard names.count <= 1, isSwitch(comes), isSwitch(goes) else { return nil }
    let idle = names.first.flatMap { resource($0) }
    if let idle, idle.keep == nil || !idle.exact || touching(idle.name).count != 2 { return nil }
    return (
      run,
      CommittedUnits(
        running: stock, idle: idle, start: comes, stop: goes, room: room.amount,
        need: need?.amount ?? .constant(0), count: count, before: time.series(start)[0]),
      [room.name] + (need.map { [$0.name] } ?? [])
    )
  }

  /// The one process that touches a free resource, with this amount.
  private func onlyOne(_ name: String, _ amount: Double) -> Process? {
    guard let row = resource(name), row.keep == nil, !row.exact, row.endowment == nil else {
      return nil
    }
    let own = touching(name)
    guard own.count == 1,
      let flow = (amount < 0 ? own[0].takes : own[0].gives).first(where: { $0.resource == name }),
      time.series(flow.amount) == .constant(abs(amount))
    else { return nil }
    return own[0]
  }

  /// One unit per unit of activity, and no more than there are.
  private func isSwitch(_ process: Process) -> Bool {
    (process.takes + process.gives).allSatisfy { flow in
      flow.resource == chain.value || time.series(flow.amount) == .constant(1 / time.clock.step)
    } && process.floor == nil && process.ramp == nil && process.steps.isEmpty
  }
}

/// Limits of units that are on or off.
struct UnitLimits: ExportLimits {
  let units: CommittedUnits
  let size: Double
  let startCost: Amount.Local
  let stopCost: Amount.Local
  let standBy: Amount.Local

  init(_ units: CommittedUnits, _ time: ExportTime, _ value: String) {
    self.units = units
    size = units.room.most
    func cost(_ process: Process) -> Amount.Local {
      let taken = time.series(process.takes.first { $0.resource == value }?.amount)
      let given = time.series(process.gives.first { $0.resource == value }?.amount)
      // PyPSA does not weigh what a switch costs; here it counts as any flow of the hour does.
      return (taken - given) * time.hours * time.worth(0)
    }
    startCost = cost(units.start)
    stopCost = cost(units.stop)
    standBy = time.series(units.running.upkeep.first { $0.resource == value }?.amount)
  }

  func name(_ process: String) -> String { process }

  func write(_ kind: ComponentKind, _ name: String, to tables: inout NetworkTables) {
    tables.set(kind, name, "committable", true)
    tables.set(kind, name, "p_nom", size * units.count)
    if units.count != 1 { tables.set(kind, name, "p_nom_mod", size) }
    tables.set(kind, name, "p_max_pu", units.room.map { size == 0 ? 0 : $0 / size }, unless: 1)
    tables.set(kind, name, "p_min_pu", units.need.map { size == 0 ? 0 : $0 / size }, unless: 0)
    tables.set(kind, name, "start_up_cost", startCost, unless: 0)
    tables.set(kind, name, "shut_down_cost", stopCost, unless: 0)
    tables.set(kind, name, "stand_by_cost", standBy, unless: 0)
    let up = units.start.holds.isEmpty ? 0 : units.start.holdSteps
    let down = units.stop.holds.isEmpty ? 0 : units.stop.holdSteps
    tables.set(kind, name, "min_up_time", Double(up))
    tables.set(kind, name, "min_down_time", Double(down))
    let isOn = units.before > 0
    let stay = leading(isOn ? units.running.floor : units.idle?.floor)
    tables.set(kind, name, "up_time_before", isOn ? Double(max(1, up - stay)) : 0)
    tables.set(kind, name, "down_time_before", isOn ? 0 : Double(max(0, down - stay)))
  }

  /// For how many steps from the first a floor asks for a unit.
  private func leading(_ floor: Amount?) -> Int {
    (floor?.everywhere ?? floor?.byNode.values.first)?.values.prefix { $0 > 0 }.count ?? 0
  }
}
