import Chains
import Quantities

/// A constraint on what generators and stores do over the whole time.
struct OperationLimit {
  enum Measure {
    /// Primary energy times an attribute of its carrier, such as tonnes of CO2 per MWh.
    case primary([String: Double])
    /// Energy of one carrier.
    case carrier(String)
  }

  var constraint: Component
  var measure: Measure
  /// `<=`, `>=` or `==`.
  var sense: String
  /// Index of the period, `nil` for all.
  var period: Int?
  /// The resource, once something counts in it: PyPSA leaves out a constraint without terms.
  var resource: String?

  /// What a unit of a carrier counts; 0 if it does not.
  func weight(_ carrier: String) -> Double {
    switch measure {
    case .primary(let weights): weights[carrier] ?? 0
    case .carrier(let name): carrier == name ? 1 : 0
    }
  }
}

extension NetworkImport {
  static let constraintTypes = [
    "primary_energy", "operational_limit", "transmission_volume_expansion_limit",
    "transmission_expansion_cost_limit", "tech_capacity_expansion_limit",
  ]

  mutating func addGlobalConstraints() {
    for constraint in network.components(.globalConstraints) {
      let sense = constraint.text("sense")
      guard ["<=", ">=", "=="].contains(sense) else {
        refuse(constraint, "expected the sense <=, >= or ==, found “\(sense)”")
        continue
      }
      guard let period = period(of: constraint) else { continue }
      switch constraint.text("type") {
      case "primary_energy": addPrimary(constraint, sense, period.index)
      case "operational_limit":
        limits.append(
          OperationLimit(
            constraint: constraint, measure: .carrier(constraint.text("carrier_attribute")),
            sense: sense, period: period.index))
      case "transmission_volume_expansion_limit":
        addTransmission(constraint, sense, period.index) { component, _ in
          component.number("length")
        }
      case "transmission_expansion_cost_limit":
        addTransmission(constraint, sense, period.index) { component, importer in
          let cost = importer.fixedCost(component) - component.number("fom_cost")
          return period.index == nil ? cost * importer.timeline.fixedWeight(component) : cost
        }
      case "tech_capacity_expansion_limit": addTechnology(constraint, sense, period.index)
      case let other:
        let hint = nearest(other, in: Self.constraintTypes).map { " (did you mean “\($0)”?)" } ?? ""
        refuse(
          constraint,
          "the type “\(other)” is not imported\(hint); known are \(Self.constraintTypes.joined(separator: ", "))"
        )
      }
    }
  }

  /// The period of a constraint (`nil` index: all); `nil` if it is about a period that is not there.
  private func period(of constraint: Component) -> (index: Int?, Void)? {
    let value = constraint.number("investment_period")
    if value.isNaN { return (nil, ()) }
    guard timeline.hasPeriods else {
      refuse(constraint, "has an investment_period, but the network has no investment periods")
      return nil
    }
    guard let index = timeline.snapshots.periods.firstIndex(where: { Double($0.name) == value })
    else {
      findings.warn(
        constraint.path, constraint.line,
        "\(constraint.title) is about period \(Int(value)), which the network does not have; it has no "
          + "effect, as in PyPSA")
      return nil
    }
    return (index, ())
  }

  // MARK: Operation

  private mutating func addPrimary(_ constraint: Component, _ sense: String, _ period: Int?) {
    let attribute = constraint.text("carrier_attribute")
    let carriers = network.components(.carriers)
    var weights: [String: Double] = [:]
    let table = network.tables[.carriers]
    if attribute != "co2_emissions", table?.extras[attribute] == nil,
      table?.defaults[attribute] == nil
    {
      let known = ["co2_emissions"] + (table?.extras.keys.sorted() ?? [])
      let hint = nearest(attribute, in: known).map { " (did you mean “\($0)”?)" } ?? ""
      refuse(constraint, "carriers.csv has no column “\(attribute)”\(hint)")
      return
    }
    for carrier in carriers {
      let value: Double
      if let cells = table?.extras[attribute] {
        let cell = cells[carrier.row]
        guard let number = Cell.isAbsent(cell) ? 0 : Cell.number(cell) else {
          findings.error(
            carrier.path, carrier.line,
            "expected a number in column “\(attribute)”, found “\(Cell.shown(cell))”")
          continue
        }
        value = number
      } else {
        value = carrier.number(attribute)
      }
      if value != 0 { weights[carrier.name] = value }
    }
    if weights.isEmpty {
      findings.warn(
        constraint.path, constraint.line,
        "\(constraint.title): no carrier has a “\(attribute)” other than 0, so it has no effect")
    }
    limits.append(
      OperationLimit(
        constraint: constraint, measure: .primary(weights), sense: sense, period: period))
  }

  /// Counts a flow of a carrier in a process: per unit of activity, `sign` times the amount.
  mutating func count(
    _ carrier: String, _ efficiency: Amount.Local, active: [Int], in process: inout Process,
    sign: Double
  ) {
    for index in limits.indices {
      let limit = limits[index]
      let weight = limit.weight(carrier)
      if weight == 0 { continue }
      if let period = limit.period, !active.contains(period) { continue }
      var amount = timeline.yearly * weight * sign
      if case .primary = limit.measure {
        if efficiency.values.contains(0) {
          refuse(
            limit.constraint,
            "the generators of carrier “\(carrier)” count by their efficiency, and one has an efficiency of 0"
          )
          continue
        }
        amount = amount / efficiency
      }
      amount = timeline.only(limit.period, amount)
      let resource = limitResource(index)
      process.touch(resource, limit.sense == ">=" ? amount : -amount)
    }
  }

  /// Counts what a store without a circle has lost from beginning to end.
  mutating func countStock(
    _ store: Component, carrier: String, stock: String, initial: Double, perPeriod: Bool
  ) {
    for index in limits.indices {
      let limit = limits[index]
      let weight = limit.weight(carrier)
      if weight == 0 { continue }
      if timeline.hasPeriods, limit.period != nil || !perPeriod {
        let isPlain = timeline.snapshots.periods.allSatisfy { $0.years == 1 }
        if limit.period != nil || !isPlain {
          refuse(
            store,
            "a store that is no circle counts in “\(limit.constraint.name)” over periods of several "
              + "years; PyPSA does not define this either")
          continue
        }
      }
      let resource = limitResource(index)
      let sign = limit.sense == ">=" ? -1.0 : 1
      let ends: [(hour: Int, years: Double)] =
        timeline.hasPeriods && perPeriod
        ? timeline.snapshots.periods.map { ($0.range.upperBound - 1, $0.years) }
        : [(timeline.count - 1, 1)]
      for end in ends {
        let amount = timeline.at(end.hour, sign * weight * end.years) * timeline.event
        draft[resource: stock].upkeep.append(Flow(resource, Amount(-amount)))
        let before = draft[resource: resource].endowment?.everywhere ?? .constant(0)
        draft[resource: resource].endowment = Amount(
          before + .constant(-sign * weight * end.years * initial))
      }
    }
  }

  private mutating func limitResource(_ index: Int) -> String {
    if let name = limits[index].resource { return name }
    let constraint = limits[index].constraint
    let name = addLimit(
      constraint.name, constraint.number("constant"), limits[index].sense, .operation,
      origin: origin(constraint))
    limits[index].resource = name
    return name
  }

  /// What may be used of something (`<=`), must be reached (`>=`) or be met (`==`).
  private mutating func addLimit(
    _ name: String, _ constant: Double, _ sense: String, _ stage: Draft.Stage, origin: String
  ) -> String {
    draft.add(
      Resource(
        name: name, endowment: Amount(sense == ">=" ? -constant : constant), exact: sense == "=="),
      origin: "\(origin), \(sense) \(constant)", stage: stage)
  }

  // MARK: Building

  /// The carrier by which PyPSA counts a branch: that of its first bus if it has none of its own.
  func effectiveCarrier(_ component: Component) -> String {
    let own = component.text("carrier")
    guard own.isEmpty else { return own }
    let bus = component.text(component.kind == .stores ? "bus" : "bus0")
    return network.component(.buses, bus)?.text("carrier") ?? ""
  }

  private mutating func addTransmission(
    _ constraint: Component, _ sense: String, _ period: Int?,
    coefficient: (Component, NetworkImport) -> Double
  ) {
    let carriers = constraint.text("carrier_attribute").filter { !"[]()".contains($0) }
      .split(separator: ",").map { String($0).trimmingBlanks }
    let members = (network.components(.lines) + network.components(.links)).filter {
      carriers.contains(effectiveCarrier($0))
    }
    addBuildLimit(BuildLimit(constraint, sense, period, origin(constraint)), members, coefficient)
  }

  private mutating func addTechnology(_ constraint: Component, _ sense: String, _ period: Int?) {
    let carrier = constraint.text("carrier_attribute")
    let bus = constraint.text("bus")
    var members: [Component] = []
    for kind in ComponentKind.allCases where kind.nominal != nil {
      let place = kind.buses.first ?? "bus"
      members += network.components(kind).filter {
        $0.text("carrier") == carrier && (bus.isEmpty || $0.text(place) == bus)
      }
    }
    addBuildLimit(BuildLimit(constraint, sense, period, origin(constraint)), members) { _, _ in 1 }
  }

  /// A limit of what is built, in a period or (`nil`) in any.
  struct BuildLimit {
    var name: String
    var constant: Double
    var sense: String
    var period: Int?
    var origin: String
  }

  mutating func addBuildLimit(
    _ limit: BuildLimit, _ members: [Component],
    _ coefficient: (Component, NetworkImport) -> Double
  ) {
    let counted = members.filter { component in
      guard component.isExtendable, component.flag("active") else { return false }
      guard timeline.hasPeriods else { return true }
      let active = timeline.activePeriods(component)
      return limit.period.map(active.contains) ?? !active.isEmpty
    }
    guard !counted.isEmpty else { return }
    let resource = addLimit(
      limit.name, limit.constant, limit.sense, .decision, origin: limit.origin)
    for component in counted {
      let amount = coefficient(component, self)
      buildLimits[component.title, default: []].append(
        (resource, limit.sense == ">=" ? -amount : amount))
    }
  }

  /// New capacity of a carrier per period: at most `max_growth`, plus a share of that of the period
  /// before.
  mutating func addGrowthLimits() {
    guard timeline.hasPeriods else { return }
    for carrier in network.components(.carriers) where carrier.number("max_growth").isFinite {
      let relative = max(0, carrier.number("max_relative_growth"))
      var resources: [Int: String] = [:]
      func resource(_ period: Int, _ importer: inout NetworkImport) -> String {
        if let known = resources[period] { return known }
        let year = importer.timeline.snapshots.periods[period].name
        let name = importer.addLimit(
          "growth of \(carrier.name) \(year)", carrier.number("max_growth"), "<=", .decision,
          origin: importer.origin(carrier))
        resources[period] = name
        return name
      }
      for kind in ComponentKind.allCases where kind.nominal != nil {
        for component in network.components(kind)
        where component.isExtendable && effectiveCarrier(component) == carrier.name {
          guard let first = timeline.activePeriods(component).first else { continue }
          buildLimits[component.title, default: []].append((resource(first, &self), 1))
          if relative > 0, first + 1 < timeline.snapshots.periods.count {
            buildLimits[component.title, default: []].append(
              (resource(first + 1, &self), -relative))
          }
        }
      }
    }
  }
}

extension NetworkImport.BuildLimit {
  init(_ constraint: Component, _ sense: String, _ period: Int?, _ origin: String) {
    self.init(
      name: constraint.name, constant: constraint.number("constant"), sense: sense,
      period: period, origin: origin)
  }
}

extension String {
  var trimmingBlanks: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
