import Chains

extension ChainExport {
  /// One port of a process: a bus with what a unit of activity gives to it.
  struct Port {
    var bus: String
    var amount: Amount.Local
  }

  mutating func addProcess(_ process: Process) {
    if !process.steps.isEmpty {
      refuse("process “\(process.name)” has steps")
      return
    }
    let ports = ports(of: process)
    let active = time.mask(chain.nodes(of: process))
    if let own = units[process.name] {
      add(process, ports, limits: UnitLimits(own, time, chain.value), carrier: process.name)
      return
    }
    guard let hold = process.holds.first, let capacity = resource(hold.resource),
      merged[hold.resource] == process.name
    else {
      add(process, ports, limits: FixedLimits(process, time, active), carrier: process.name)
      return
    }
    let share = time.series(hold.amount)[0]
    let availability = time.series(capacity.availability, otherwise: 1)
    for vintage in vintages where vintage.gives.contains(where: { $0.resource == capacity.name }) {
      let size = Size(vintage, of: capacity, per: share, time, chain.value)
      add(
        process, ports,
        limits: BuiltLimits(process, availability * active, size, time),
        carrier: capacity.name)
    }
  }

  private func ports(of process: Process) -> [Port] {
    var sums: [(name: String, amount: Amount.Local)] = []
    func add(_ name: String, _ amount: Amount.Local) {
      if let same = sums.firstIndex(where: { $0.name == name }) {
        sums[same].amount = sums[same].amount + amount
      } else {
        sums.append((name, amount))
      }
    }
    for (sign, flows) in [(1.0, process.gives), (-1.0, process.takes)] {
      for flow in flows where flow.resource != chain.value {
        guard let resource = resource(flow.resource), !counted.contains(flow.resource),
          !saidResources.contains(flow.resource)
        else { continue }
        let amount = time.series(flow.amount) * sign
        if resource.clock == nil {
          add(flow.resource, amount * time.hours)
        } else {
          add(flow.resource, resource.keep == nil ? amount : amount * time.clock.step)
        }
      }
    }
    for flow in process.holds where merged[flow.resource] == nil {
      add(flow.resource, -time.series(flow.amount))
    }
    return sums.filter { !$0.amount.isZero }.map {
      Port(bus: buses[$0.name] ?? $0.name, amount: $0.amount)
    }
  }

  /// What a unit of activity costs.
  private func cost(of process: Process) -> Amount.Local {
    var cost = Amount.Local.constant(0)
    for flow in process.takes where flow.resource == chain.value {
      cost = cost + time.series(flow.amount)
    }
    for flow in process.gives where flow.resource == chain.value {
      cost = cost - time.series(flow.amount)
    }
    return cost
  }

  private mutating func add(
    _ process: Process, _ ports: [Port], limits: any ExportLimits, carrier: String
  ) {
    let cost = cost(of: process)
    let name: String
    let kind: ComponentKind
    if ports.count == 1, case .constant(let amount) = ports[0].amount {
      kind = .generators
      name = tables.add(kind, limits.name(process.name))
      tables.set(kind, name, "bus", ports[0].bus)
      if amount != 1 { tables.set(kind, name, "sign", amount) }
      count(process, carrier: carrier)
    } else {
      kind = .links
      name = tables.add(kind, limits.name(process.name))
      addPorts(ports, to: name)
      for flow in process.takes + process.gives where counted.contains(flow.resource) {
        refuse("process “\(process.name)” counts in “\(flow.resource)”")
      }
    }
    tables.set(kind, name, "carrier", carrier)
    if attributes[carrier] == nil { attributes[carrier] = [] }
    tables.set(kind, name, "marginal_cost", cost, unless: 0)
    limits.write(kind, name, to: &tables)
  }

  private mutating func addPorts(_ ports: [Port], to link: String) {
    var left = ports
    // A bus from which just as much is taken as the activity is the link's first; others have none.
    let first = left.firstIndex { $0.amount == .constant(-1) }
    let bus0 = first.map { left.remove(at: $0).bus } ?? nothingBus()
    tables.set(.links, link, "bus0", bus0)
    if left.isEmpty { left = [Port(bus: nothingBus(), amount: .constant(0))] }
    for (number, port) in left.enumerated() {
      tables.set(.links, link, "bus\(number + 1)", port.bus)
      let attribute = number == 0 ? "efficiency" : "efficiency\(number + 1)"
      tables.set(.links, link, attribute, port.amount)
    }
  }

  /// What a generator counts in yearly limits is an attribute of its carrier.
  private mutating func count(_ process: Process, carrier: String) {
    guard attributes[carrier] == nil else { return }
    var columns: [(column: String, value: Double)] = []
    for name in counted.sorted() {
      for node in time.nodes.indices {
        var sum = 0.0
        for (sign, flows) in [(1.0, process.takes), (-1.0, process.gives)] {
          for flow in flows where flow.resource == name {
            sum += sign * (flow.amount.local(at: time.nodes[node])?[0] ?? 0)
          }
        }
        if sum != 0 { columns.append((limitName(name, node), sum)) }
      }
    }
    attributes[carrier] = columns
  }
}

/// How much a component may do.
protocol ExportLimits {
  func name(_ process: String) -> String
  func write(_ kind: ComponentKind, _ name: String, to tables: inout NetworkTables)
}

/// Limits in numbers.
struct FixedLimits: ExportLimits {
  let limit: Amount.Local
  let floor: Amount.Local

  init(_ process: Process, _ time: ExportTime, _ active: Amount.Local) {
    // Without a limit: infinite, and nothing where it is not.
    limit = time.series(process.limit, otherwise: .infinity).joined(active) { $1 == 0 ? 0 : $0 }
    floor = time.series(process.floor) * active
  }

  func name(_ process: String) -> String { process }

  func write(_ kind: ComponentKind, _ name: String, to tables: inout NetworkTables) {
    let finite = limit.values.filter(\.isFinite).max() ?? 0
    let isOpen = limit.values.contains(.infinity)
    let size = isOpen ? Double.infinity : finite
    tables.set(kind, name, "p_nom", size)
    let share = limit.map {
      $0 == .infinity ? 1 : size == .infinity ? 0 : size == 0 ? 0 : $0 / size
    }
    tables.set(kind, name, "p_max_pu", share, unless: 1)
    if !floor.isZero { tables.set(kind, name, "p_min_pu", floor.map { size == 0 ? 0 : $0 / size }) }
  }
}

/// A size that is built, in PyPSA's words.
struct Size {
  let name: String
  let capital: Double
  let module: Double?
  let least: Double
  let most: Double?
  let years: (built: Int, life: Int)?

  /// - Parameter share: what a unit of activity holds of the capacity.
  init(
    _ vintage: Vintage, of capacity: Resource, per share: Double, _ time: ExportTime,
    _ value: String
  ) {
    name = vintage.name
    let unit = (vintage.gives.first { $0.resource == capacity.name }?.amount ?? 1) / share
    var upkeep = 0.0
    var weight = 0.0
    for node in vintage.active {
      weight += time.isSingle ? 1 : time.worth(node)
      for flow in capacity.upkeep where flow.resource == value {
        upkeep += (flow.amount.local(at: time.nodes[node])?[0] ?? 0) * time.worth(node)
      }
    }
    capital = (vintage.cost / unit + upkeep * share) / weight
    module = vintage.isWhole ? unit : nil
    least = vintage.floor * unit
    most = vintage.limit.map { $0 * unit }
    let end = vintage.active.upperBound + 1
    years =
      time.isSingle
      ? nil
      : (
        time.years[vintage.active.lowerBound],
        (end < time.years.count ? time.years[end] : time.years[end - 1] + 1000)
          - time.years[vintage.active.lowerBound]
      )
  }

  func write(_ kind: ComponentKind, _ name: String, to tables: inout NetworkTables) {
    let nominal = kind.nominal ?? "p_nom"
    tables.set(kind, name, nominal + "_extendable", true)
    tables.set(kind, name, "capital_cost", capital)
    if least > 0 { tables.set(kind, name, nominal + "_min", least) }
    if let most { tables.set(kind, name, nominal + "_max", most) }
    if let module { tables.set(kind, name, nominal + "_mod", module) }
    if let years {
      tables.set(kind, name, "build_year", Double(years.built))
      tables.set(kind, name, "lifetime", Double(years.life))
    }
  }
}

/// Limits as shares of a size that is built.
struct BuiltLimits: ExportLimits {
  let size: Size
  let most: Amount.Local
  let least: Amount.Local
  let ramp: Process.Ramp?
  let step: Double

  init(_ process: Process, _ availability: Amount.Local, _ size: Size, _ time: ExportTime) {
    self.size = size
    most = availability
    least = availability * time.series(process.leastUse)
    ramp = process.ramp
    step = time.clock.step
  }

  func name(_ process: String) -> String { "\(process), \(size.name)" }

  func write(_ kind: ComponentKind, _ name: String, to tables: inout NetworkTables) {
    size.write(kind, name, to: &tables)
    tables.set(kind, name, "p_max_pu", most, unless: 1)
    if !least.isZero { tables.set(kind, name, "p_min_pu", least) }
    if let up = ramp?.up { tables.set(kind, name, "ramp_limit_up", up * step) }
    if let down = ramp?.down { tables.set(kind, name, "ramp_limit_down", down * step) }
  }
}
