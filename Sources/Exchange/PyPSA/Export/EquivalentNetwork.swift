import Chains
import Planning

/// The deterministic equivalent of a chain as a PyPSA network.
///
/// Where investment periods and stores do not say what a chain says (a tree of futures, recipes that
/// take things when they build, steps, wear, stocks that are worth something in the end), the linear
/// program itself is written as a network: a bus for each balance, hold and limit at each node, and a
/// link for each activity and stock at each node, with a port wherever it counts. What arrives in a
/// later step is a delayed port. Every snapshot weighs 1; probabilities, discounting and the
/// hours of a year are in the costs and efficiencies.
///
/// What is decided once a year is a link whose size is built and whose flow is that size throughout;
/// where hours count in a yearly balance, a store of its bus adds them up, and yearly flows enter in
/// equal parts.
struct EquivalentNetwork {
  private let chain: Chain
  private let layout: Layout
  private let findings: Findings
  private let file: String
  /// Snapshots.
  private var count = 1
  /// Row blocks with one row in which hours are added up.
  private var sums: Set<Int> = []
  /// The constants of each row block, after the least activities have been taken out.
  private var constants: [Amount.Local] = []
  private var buses: [String] = []
  private var tables = NetworkTables()
  /// Cost that does not depend on any decision.
  private var fixedCost = 0.0

  private static let nothing = "nothing"
  /// Wide enough for any sum over a year, and still a number to a solver.
  private static let wide = 1e12

  init(_ chain: Chain, file: String, findings: Findings) {
    self.chain = chain
    self.file = file
    self.findings = findings
    layout = Compiler.layout(of: chain)
  }

  /// Name and text of each file of the network, without `network.csv`.
  mutating func files() -> [(name: String, text: String)] {
    let counts = Set(layout.rows.map(\.count) + layout.columns.map(\.count)).subtracting([1])
    if counts.count > 1 {
      let list = counts.sorted().map(String.init).joined(separator: " and ")
      refuse("some resources are balanced in \(list) steps, and a network has one set of snapshots")
      return []
    }
    count = counts.first ?? 1
    for column in layout.columns where column.count > 1 {
      for touch in column.touches where layout.rows[touch.rowBlock].count == 1 {
        sums.insert(touch.rowBlock)
      }
    }
    fixedCost = -layout.constant
    addBuses()
    for block in layout.columns { add(block) }
    for row in layout.rows.indices { close(row) }
    addFixedCost()
    var text = ",snapshot,objective,stores,generators\n"
    for step in 0..<count { text += "\(step),\(step),1,1,1\n" }
    return [("snapshots.csv", text)] + tables.files()
  }

  private func refuse(_ message: String) {
    findings.error(file, nil, "\(message); this cannot be said in PyPSA")
  }

  // MARK: Rows

  private mutating func addBuses() {
    for row in layout.rows {
      let bus = tables.add(.buses, name(row.kind))
      buses.append(bus)
      if case .balance(let resource, _) = row.kind, !chain.resources[resource].unit.isEmpty {
        tables.set(.buses, bus, "unit", chain.resources[resource].unit)
      }
      constants.append(row.lower.joined(row.upper) { $0.isFinite ? $0 : $1.isFinite ? $1 : 0 })
    }
    tables.add(.buses, Self.nothing)
    for sign in [1.0, -1] {
      addSlack(sign > 0 ? "from nothing" : "to nothing", bus: Self.nothing, sign: sign)
    }
  }

  private mutating func addSlack(_ wanted: String, bus: String, sign: Double) {
    let name = tables.add(.generators, wanted)
    tables.set(.generators, name, "bus", bus)
    tables.set(.generators, name, "sign", sign)
    tables.set(.generators, name, "p_nom", Double.infinity)
  }

  /// Constants of a row as a load, and what may be left over or missing.
  private mutating func close(_ index: Int) {
    let row = layout.rows[index]
    let bus = buses[index]
    let isSum = sums.contains(index)
    let constant = isSum ? constants[index] * (1 / Double(count)) : constants[index]
    if !constant.isZero {
      let load = tables.add(.loads, bus)
      tables.set(.loads, load, "bus", bus)
      tables.set(.loads, load, "p_set", constant)
    }
    let mayExceed = row.lower.joined(row.upper) { $0.isFinite && !$1.isFinite ? 1 : 0 }
    let mayFallShort = row.lower.joined(row.upper) { !$0.isFinite && $1.isFinite ? 1 : 0 }
    let isBand = row.lower.joined(row.upper) { $0.isFinite && $1.isFinite && $0 != $1 ? 1 : 0 }
    if !isBand.isZero || !mayExceed.isZero && !mayFallShort.isZero {
      refuse("“\(bus)” is bounded from both sides")
    }
    if !mayExceed.isZero { addSlack("surplus of \(bus)", bus: bus, sign: -1) }
    if !mayFallShort.isZero { addSlack("spare of \(bus)", bus: bus, sign: 1) }
    guard isSum else { return }
    let store = tables.add(.stores, "sum of \(bus)")
    tables.set(.stores, store, "bus", bus)
    tables.set(.stores, store, "e_nom", Self.wide)
    let isEnd = (0..<count).map { $0 == count - 1 }
    tables.set(.stores, store, "e_min_pu", Amount.Local(isEnd.map { $0 ? 0 : -1 }))
    tables.set(.stores, store, "e_max_pu", Amount.Local(isEnd.map { $0 ? 0 : 1 }))
  }

  /// A rule that does not hold in some steps (the first hour has none before it) counts nothing there.
  private func holds(_ row: Layout.Rows) -> Amount.Local {
    row.lower.joined(row.upper) { $0.isFinite || $1.isFinite ? 1 : 0 }
  }

  // MARK: Columns

  private mutating func add(_ block: Layout.Columns) {
    let name = name(block.kind)
    var upper = block.upper
    var value = block.value
    var parts: [(name: String, sign: Double, upper: Amount.Local)] = []
    if block.lower.least == -.infinity {
      guard block.lower.most == -.infinity else {
        refuse("\(name) has a least amount in some steps and none in others")
        return
      }
      parts.append(("\(name), below 0", -1, .constant(.infinity)))
    } else if !block.lower.isZero {
      // What has to be done anyway is a constant of the rows and of the cost.
      for touch in block.touches {
        subtract(block.lower, touch, isYearly: block.count == 1)
      }
      let amount = block.lower.joined(value, *)
      fixedCost -= block.count == 1 ? amount[0] : (0..<count).reduce(0) { $0 + amount[$1] }
      upper = upper.joined(block.lower, -)
    }
    if upper.least < 0 {
      refuse("\(name) has a most amount below its least")
      return
    }
    parts.insert((name, 1, upper), at: 0)
    for part in parts {
      value = block.value * part.sign
      add(part.name, block, sign: part.sign, upper: part.upper, value: value)
    }
  }

  /// Takes a fixed amount of a column out of the constants of a row.
  private mutating func subtract(_ amount: Amount.Local, _ touch: Layout.Touch, isYearly: Bool) {
    let row = touch.rowBlock
    let effect = amount.joined(touch.coefficient, *)
    if layout.rows[row].count == 1 {
      let sum = isYearly ? effect[0] : (0..<count).reduce(0) { $0 + effect[$1] }
      constants[row] = constants[row].map { $0 - sum }
    } else {
      constants[row] = constants[row].joined(shifted(effect, touch)) { $0 - $1 }
    }
  }

  /// A series by the step in which it arrives.
  private func shifted(_ local: Amount.Local, _ touch: Layout.Touch) -> Amount.Local {
    if touch.shift == 0 { return local }
    return Amount.Local(
      (0..<count).map { step in
        let from = step - touch.shift
        if (0..<count).contains(from) { return local[from] }
        return touch.wraps ? local[(from % count + count) % count] : 0
      })
  }

  private mutating func add(
    _ wanted: String, _ block: Layout.Columns, sign: Double, upper: Amount.Local,
    value: Amount.Local
  ) {
    let isYearly = block.count == 1
    let link = tables.add(.links, wanted)
    var ports = block.touches.map { port($0, sign: sign, isYearly: isYearly) }
    // Whatever is taken one for one is the side on which a link takes.
    if let first = ports.firstIndex(where: { $0.delay == 0 && $0.efficiency == .constant(-1) }) {
      tables.set(.links, link, "bus0", ports.remove(at: first).bus)
    } else {
      tables.set(.links, link, "bus0", Self.nothing)
    }
    if ports.isEmpty {
      ports = [Port(bus: Self.nothing, efficiency: .constant(0), delay: 0, wraps: true)]
    }
    for (index, port) in ports.enumerated() {
      let suffix = index == 0 ? "" : "\(index + 1)"
      tables.set(.links, link, "bus\(index + 1)", port.bus)
      tables.set(.links, link, "efficiency\(suffix)", port.efficiency)
      if port.delay > 0 {
        tables.set(.links, link, "delay\(suffix)", Double(port.delay))
        tables.set(.links, link, "cyclic_delay\(suffix)", port.wraps)
      }
    }
    if isYearly && (count > 1 || block.whole) {
      setBuilt(link, upper: upper[0], cost: -value[0], isWhole: block.whole)
    } else {
      setFlow(link, wanted, upper: upper, cost: -value, isWhole: block.whole)
    }
  }

  private struct Port {
    var bus: String
    var efficiency: Amount.Local
    var delay: Int
    var wraps: Bool
  }

  private func port(_ touch: Layout.Touch, sign: Double, isYearly: Bool) -> Port {
    let row = touch.rowBlock
    var efficiency = touch.coefficient * sign
    if isYearly, sums.contains(row) { efficiency = efficiency * (1 / Double(count)) }
    if layout.rows[row].count == 1 || isYearly {
      return Port(
        bus: buses[row], efficiency: efficiency * holds(layout.rows[row]), delay: 0, wraps: true)
    }
    // A step back around the circle is one forward to the same place.
    let delay = touch.shift < 0 ? count + touch.shift : touch.shift
    return Port(
      bus: buses[row], efficiency: shifted(efficiency, touch) * holds(layout.rows[row]),
      delay: delay, wraps: touch.wraps || touch.shift < 0)
  }

  /// Decided once: a size that is built, with a flow of that size in every step.
  private mutating func setBuilt(_ link: String, upper: Double, cost: Double, isWhole: Bool) {
    tables.set(.links, link, "p_nom_extendable", true)
    tables.set(.links, link, "p_min_pu", 1.0)
    tables.set(.links, link, "p_nom_max", isWhole ? upper.rounded(.down) : upper)
    tables.set(.links, link, "capital_cost", cost)
    if isWhole { tables.set(.links, link, "p_nom_mod", 1.0) }
  }

  /// Decided step by step.
  private mutating func setFlow(
    _ link: String, _ name: String, upper: Amount.Local, cost: Amount.Local, isWhole: Bool
  ) {
    tables.set(.links, link, "marginal_cost", cost, unless: 0)
    if isWhole {
      guard case .constant(let most) = upper, most.isFinite else {
        refuse("\(name) comes in whole units by the hour without a limit that is one number")
        return
      }
      tables.set(.links, link, "p_nom", most.rounded(.down))
      tables.set(.links, link, "p_nom_mod", 1.0)
      tables.set(.links, link, "p_min_pu", 1.0)
      tables.set(.links, link, "committable", true)
      return
    }
    let most = upper.most
    tables.set(.links, link, "p_nom", most)
    if most.isFinite {
      tables.set(.links, link, "p_max_pu", upper.map { most == 0 ? 0 : $0 / most }, unless: 1)
    } else if upper.least.isFinite {
      refuse("\(name) has a most amount in some steps and none in others")
    }
  }

  /// What the plan costs in any case, as something that has to be built.
  private mutating func addFixedCost() {
    guard fixedCost != 0 else { return }
    let name = tables.add(.generators, "fixed cost")
    tables.set(.generators, name, "bus", Self.nothing)
    tables.set(.generators, name, "p_nom_extendable", true)
    tables.set(.generators, name, "p_nom_min", 1.0)
    tables.set(.generators, name, "p_nom_max", 1.0)
    tables.set(.generators, name, "capital_cost", fixedCost)
  }

  // MARK: Names

  private func at(_ name: String, _ node: Int) -> String {
    chain.future.nodes.count == 1 ? name : "\(name) at \(chain.future.nodes[node].name)"
  }

  private func name(_ kind: Layout.ColumnKind) -> String {
    switch kind {
    case .activity(let process, let node, let step):
      at(chain.processes[process].name + (step.map { " step \($0 + 1)" } ?? ""), node)
    case .stock(let resource, let node): at("stock of \(chain.resources[resource].name)", node)
    case .shortfall(let row): "shortfall \(row)"
    case .excess(let row): "excess \(row)"
    }
  }

  private func name(_ kind: Layout.RowKind) -> String {
    switch kind {
    case .balance(let resource, let node): at(chain.resources[resource].name, node)
    case .hold(let resource, let node): at("room of \(chain.resources[resource].name)", node)
    case .limit(let process, let node): at("limit of \(chain.processes[process].name)", node)
    case .floor(let process, let node): at("least of \(chain.processes[process].name)", node)
    case .leastUse(let process, let node): at("least use of \(chain.processes[process].name)", node)
    case .rampUp(let process, let node): at("rise of \(chain.processes[process].name)", node)
    case .rampDown(let process, let node): at("fall of \(chain.processes[process].name)", node)
    case .stockLimit(let resource, let node):
      at("limit of \(chain.resources[resource].name)", node)
    case .stockFloor(let resource, let node): at("least of \(chain.resources[resource].name)", node)
    case .leastStock(let resource, let node):
      at("least use of \(chain.resources[resource].name)", node)
    }
  }
}
