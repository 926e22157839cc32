import Chains
import Studies

/// One network (of one scenario) as a chain with one node.
struct NetworkImport {
  let network: Network
  let timeline: Timeline
  let findings: Findings
  var draft = Draft()
  /// The resource of each bus.
  var buses: [String: String] = [:]
  /// Names that several kinds of component share, which need the kind to tell them apart.
  private let shared: Set<String>
  /// What would be paid for the capacity that is there already: PyPSA's `objective_constant`.
  var constant = 0.0
  /// Coefficients of global constraints and energy sums, by generator and store.
  var limits: [OperationLimit] = []
  /// Coefficients of constraints on what is built, by the title of the component.
  var buildLimits: [String: [(resource: String, amount: Double)]] = [:]

  init(network: Network, findings: Findings) {
    self.network = network
    self.findings = findings
    timeline = Timeline(network.snapshots)
    var seen: Set<String> = []
    var shared: Set<String> = []
    for kind in Self.acting {
      for name in network.tables[kind]?.names ?? [] where !seen.insert(name).inserted {
        shared.insert(name)
      }
    }
    self.shared = shared
  }

  /// Kinds that become processes.
  private static let acting: [ComponentKind] = [
    .generators, .links, .processes, .lines, .transformers, .storageUnits, .stores,
  ]

  mutating func run() {
    addBuses()
    addGlobalConstraints()
    addBusLimits()
    addGrowthLimits()
    for component in network.components(.generators) { addGenerator(component) }
    for component in network.components(.storageUnits) { addStorageUnit(component) }
    for component in network.components(.stores) { addStore(component) }
    for component in network.components(.links) { addLink(component) }
    for component in network.components(.processes) { addLink(component) }
    addBranches()
  }

  // MARK: Names

  /// The name of a component's process: its own, with its kind where that says nothing or is taken.
  func processName(_ component: Component) -> String {
    let isBare = component.name.allSatisfy { $0.isNumber || $0 == "." || $0 == "-" }
    return isBare || shared.contains(component.name)
      ? "\(component.kind.noun) \(component.name)" : component.name
  }

  func origin(_ component: Component) -> String {
    let file = component.path.split(separator: "/").last.map(String.init) ?? component.path
    return "\(file):\(component.line)"
  }

  /// The unit of a component's flow: that of its bus.
  func unit(_ component: Component) -> String {
    let place = component.kind.buses.first ?? "bus"
    let own = network.component(.buses, component.text(place))?.text("unit") ?? ""
    return own.isEmpty ? "MW" : own
  }

  func refuse(_ component: Component, _ message: String) {
    findings.error(component.path, component.line, "\(component.title): \(message)")
  }

  // MARK: Buses and loads

  private mutating func addBuses() {
    var demand: [String: Amount.Local] = [:]
    for load in network.components(.loads) where load.flag("active") {
      let own = load.local("p_set") * load.number("sign")
      let bus = load.text("bus")
      demand[bus] = demand[bus].map { $0 + own } ?? own
    }
    for bus in network.components(.buses) {
      let carrier = bus.text("carrier")
      let isBare = bus.name.allSatisfy { $0.isNumber || $0 == "." }
      var name = isBare ? "bus \(bus.name)" : bus.name
      if name == Draft.money { name = "bus \(name)" }
      let unit = bus.text("unit")
      let endowment = demand[bus.name].flatMap { $0.isZero ? nil : Amount($0) }
      buses[bus.name] = draft.add(
        Resource(
          name: name, unit: unit.isEmpty ? "MW" : unit,
          clock: timeline.clock, endowment: endowment, exact: true),
        origin: "\(origin(bus)), \(carrier)" + (endowment == nil ? "" : ", with its loads"))
    }
  }

  func bus(_ name: String) -> String { buses[name] ?? name }

  // MARK: Capacity

  /// The yearly (or per period) cost of a unit of capacity.
  func fixedCost(_ component: Component) -> Double {
    let overnight = component.number("overnight_cost")
    let fixed = component.number("fom_cost")
    guard !overnight.isNaN else { return component.number("capital_cost") + fixed }
    let rate = component.number("discount_rate")
    let life = component.number("lifetime")
    if rate.isNaN { refuse(component, "an overnight_cost needs a discount_rate") }
    if !(life > 0) { refuse(component, "expected a lifetime above 0, found \(life)") }
    return overnight * PyPSACosts.annuity(rate: rate, years: life) * horizonYears(component) + fixed
  }

  /// Years that the snapshots stand for; PyPSA scales annuities by them.
  private func horizonYears(_ component: Component) -> Double {
    let objective = network.snapshots.objective
    guard timeline.hasPeriods else { return objective.reduce(0, +) / 8760 }
    let years = network.snapshots.periods.map { period in
      objective[period.range].reduce(0, +) / 8760
    }
    if let first = years.first, years.contains(where: { $0 != first }) {
      refuse(
        component, "an overnight_cost needs periods whose snapshots stand for equally many hours")
    }
    return years.first ?? 1
  }

  /// The process that builds an extendable component; it gives what `addCapacity` asks for.
  mutating func addBuild(_ component: Component, _ name: String) -> String {
    let nominal = component.kind.nominal ?? "p_nom"
    var least = component.number(nominal + "_min")
    var most = component.number(nominal + "_max")
    let set = component.number(nominal + "_set")
    if !set.isNaN {
      least = max(least, set)
      most = min(most, set)
    }
    if least > most {
      refuse(component, "\(nominal)_min \(least) is above \(nominal)_max \(most)")
    }
    if least < 0 || least == .infinity {
      refuse(component, "expected \(nominal)_min from 0, found \(least)")
    }
    let cost = fixedCost(component)
    let weight = timeline.fixedWeight(component)
    constant += cost * weight * component.nominal
    let module = component.number(nominal + "_mod")
    let unit = module > 0 ? module : 1
    var build = Process(
      name: "build \(name)", limit: most.isFinite ? Amount(most / unit) : nil,
      floor: least > 0 ? Amount(least / unit) : nil, whole: module > 0)
    build.touch(Draft.money, .constant(-cost * weight * unit))
    for limit in buildLimits[component.title] ?? [] {
      build.touch(limit.resource, .constant(-limit.amount * unit))
    }
    return draft.add(build, origin: origin(component), stage: .decision)
  }

  /// A capacity that a builder gives, so much per unit of the component's nominal size; or one that
  /// is there.
  mutating func addCapacity(
    _ name: String, of component: Component, builder: String?, perUnit: Double = 1,
    availability: Amount.Local = .constant(1), unit: String = ""
  ) -> String {
    var capacity = Resource(name: name, unit: unit)
    let isFull = availability.least == 1 && availability.most == 1
    capacity.availability = isFull ? nil : Amount(availability)
    guard let builder else {
      capacity.endowment = Amount(component.nominal * perUnit)
      return draft.add(capacity, origin: origin(component))
    }
    // What is built is there: a minimum per unit could otherwise be evaded by not having it.
    capacity.exact = true
    let added = draft.add(capacity, origin: origin(component), stage: .capacity)
    let module = component.number((component.kind.nominal ?? "p_nom") + "_mod")
    draft[process: builder].touch(added, .constant(perUnit * (module > 0 ? module : 1)))
    return added
  }
}

/// PyPSA's formulas of fixed costs.
enum PyPSACosts {
  /// Annuity of a unit of money: r / (1 - (1 + r)^-n); 1/n without interest, r for ever.
  static func annuity(rate: Double, years: Double) -> Double {
    if years == .infinity { return max(rate, 0) }
    if rate == 0 { return 1 / years }
    return rate / (1 - 1 / Amount.Local.power(1 + rate, years))
  }
}
