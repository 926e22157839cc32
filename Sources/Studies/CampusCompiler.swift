import Chains

/// Writes the power of a campus as a chain.
///
/// Capacities are keeping resources that builds add to and whose life ends; what stands cannot be
/// thrown away, so that its fixed costs are paid and its end is not counted twice. Running a plant
/// holds its capacity; the load is a negative endowment of electricity; a store is an hourly resource that
/// keeps. A build pays, at its start, the worth of its yearly capital charges over the stages in
/// which it runs, so that nothing need be salvaged at the end of the horizon.
struct CampusCompiler {
  let campus: Campus

  static let money = "USD"

  let future: Future
  private var names: CampusNames { campus.names }

  init(campus: Campus) {
    self.campus = campus
    future = campus.future
  }

  func chain() -> Chain {
    var chain = Chain(title: campus.title, value: Self.money, future: future)
    add(to: &chain)
    return chain
  }

  /// Adds the campus to a chain on the same future.
  func add(to chain: inout Chain) {
    addLoad(to: &chain)
    for supply in campus.supplies { add(supply, to: &chain) }
    if let grid = campus.grid { add(grid, to: &chain) }
    addRules(to: &chain)
  }

  /// Build processes are named by their stage where there are several.
  func build(_ what: String, _ stage: Int) -> String {
    names.build(what, in: campus.stages.count == 1 ? nil : campus.stages[stage].name)
  }

  func byStage(_ values: [Double]) -> Amount {
    Amount(
      byNode: Dictionary(
        zip(campus.stages.map(\.name), values.map { Amount.Local.constant($0) }),
        uniquingKeysWith: { first, _ in first }))
  }

  func byStage(series: [[Double]]) -> Amount {
    Amount(
      byNode: Dictionary(
        zip(campus.stages.map(\.name), series.map { Amount.Local.series($0) }),
        uniquingKeysWith: { first, _ in first }))
  }

  // MARK: Load

  private func addLoad(to chain: inout Chain) {
    chain.resources.append(
      Resource(
        name: names.electricity, unit: "MWh", site: campus.site.name, clock: campus.clock,
        endowment: byStage(series: campus.load.map { $0.map { -$0 } }), exact: true))
    addDump(to: &chain)
    let shedding = campus.shedding
    if shedding.value != nil || (shedding.allowed ?? 0) > 0 {
      var takes: [Flow] = []
      if let value = shedding.value { takes.append(Flow(Self.money, Amount(value))) }
      if let allowed = shedding.allowed {
        chain.resources.append(
          Resource(
            name: names.maySkip, unit: "MWh/year",
            endowment: byStage(campus.demand.map { $0 * allowed })))
        takes.append(Flow(names.maySkip, 1))
      }
      chain.processes.append(
        Process(
          name: names.unserved, takes: takes, gives: served(),
          limit: byStage(series: campus.load), site: campus.site.name))
    }
    for (index, step) in campus.curtailable.enumerated() {
      var takes = [Flow(Self.money, Amount(step.value))]
      if let yearly = step.yearly {
        chain.resources.append(
          Resource(
            name: names.curtailRoom(index), unit: "MWh/year",
            endowment: byStage(campus.demand.map { $0 * yearly })))
        takes.append(Flow(names.curtailRoom(index), 1))
      }
      chain.processes.append(
        Process(
          name: names.curtail(index), takes: takes, gives: served(),
          limit: byStage(series: campus.load.map { $0.map { $0 * step.share } }),
          site: campus.site.name))
    }
  }

  /// Electricity cannot be thrown away by itself: sun and wind are curtailed at the plant, so that
  /// what they make is what is used, and nobody is paid for burning energy at negative prices. Only
  /// plants that cannot be turned down may force energy on the site that nobody wants.
  private func addDump(to chain: inout Chain) {
    guard campus.supplies.contains(where: { $0.minimumOutput > 0 }) else { return }
    var takes = [Flow(names.electricity, 1)]
    if campus.clean?.matching == .annual { takes.append(Flow(names.clean, 1)) }
    chain.processes.append(
      Process(name: names.dump, takes: takes, site: campus.site.name))
  }

  /// What load that is not served gives: electricity, and relief from the clean share of it.
  private func served() -> [Flow] {
    var gives = [Flow(names.electricity, 1)]
    if let clean = campus.clean, clean.matching == .annual {
      gives.append(Flow(names.clean, Amount(clean.share)))
    }
    return gives
  }

  // MARK: Supplies

  private func add(_ supply: Campus.Supply, to chain: inout Chain) {
    let name = names.capacity(supply.name)
    var capacity = Resource(
      name: name, unit: "MW", site: campus.site.name, keep: 1,
      endowment: existing(supply.existing, until: supply.existingUntil), terminal: 0, exact: true,
      upkeep: [
        Flow(Self.money, byStage(campus.stages.indices.map { fixedCost(supply, $0) }))
      ])
    switch supply.kind {
    case .renewable:
      capacity.availability = byStage(
        series: campus.stages.indices.map {
          campus.masked(campus.profile(of: supply, at: $0), waiting: waiting(supply, $0))
        })
    case .dispatchable where campus.stages.indices.contains { waiting(supply, $0) != nil }:
      capacity.availability = byStage(
        series: campus.stages.indices.map { stage in
          let share = campus.supply(supply, at: stage).availability
          let series = Array(repeating: share, count: campus.clock.count)
          return campus.masked(series, waiting: waiting(supply, stage))
        })
    case .dispatchable, .store:
      capacity.availability = byStage(
        campus.stages.indices.map { campus.supply(supply, at: $0).availability })
    }
    if let maximum = supply.maximum {
      // What stands takes up room, until it retires.
      let room = names.room(supply.name)
      chain.resources.append(Resource(name: room, unit: "MW", endowment: byStage(maximum)))
      capacity.holds = [Flow(room, 1)]
    }
    if supply.minimum.contains(where: { $0 > 0 }) {
      // A negative upkeep gives: every MW counts towards the least capacity.
      let least = names.need(supply.name)
      chain.resources.append(
        Resource(name: least, unit: "MW", endowment: byStage(supply.minimum.map { -$0 })))
      capacity.upkeep.append(Flow(least, -1))
    }
    let crews = addGrowth(
      supply.growth, of: supply.name, existing: supply.existing, capacity: &capacity, to: &chain)
    chain.resources.append(capacity)
    switch supply.kind {
    case .renewable, .dispatchable:
      addBuilds(
        of: supply, what: supply.name, charge: supply.charge, crews: crews,
        gives: [Flow(name, 1)], unit: supply.unit, to: &chain)
      chain.processes.append(run(supply, name))
    case .store(let storage): add(storage, of: supply, crews: crews, to: &chain)
    }
  }

  /// The share of a stage that passes before the first capacity of a supply can run, where it comes within
  /// the stage.
  private func waiting(_ supply: Campus.Supply, _ stage: Int) -> Double? {
    guard supply.existing == 0, let share = campus.waiting(supply, in: stage), share > 0, share < 1
    else { return nil }
    return share
  }

  /// Fixed costs; with a price on thrown-away output, all possible output is charged here and what
  /// is used is paid back when it runs. USD per MW and year.
  private func fixedCost(_ supply: Campus.Supply, _ stage: Int) -> Double {
    let own = campus.supply(supply, at: stage)
    guard own.curtailmentCost != 0, case .renewable(let profile) = own.kind else {
      return own.fixed
    }
    return own.fixed + own.curtailmentCost * campus.clock.total(profile)
  }

  func existing(_ amount: Double, until: Int?) -> Amount? {
    guard amount > 0 else { return nil }
    var values = campus.stages.map { _ in 0.0 }
    let gone = until.flatMap { year in
      campus.stages.filter { $0.year >= year }.map(\.level).min()
    }
    if gone != 0 { values[0] = amount }
    for (index, stage) in campus.stages.enumerated() where index > 0 && stage.level == gone {
      values[index] = -amount
    }
    return byStage(values)
  }

  /// One build process per stage: costs and the time of retirement differ by vintage.
  private func addBuilds(
    of supply: Campus.Supply, what: String, charge: [Double], crews: [Flow] = [], gives: [Flow],
    unit: Double?, to chain: inout Chain
  ) {
    let size = unit ?? 1
    let starts = campus.stages.indices.filter { campus.canStart(supply, in: $0) }.map { stage in
      (
        stage,
        Process(
          name: build(what, stage), nodes: [campus.stages[stage].name],
          takes: [
            Flow(
              Self.money,
              Amount(charge[stage] * size * presentYears(life: supply.life, from: stage)))
          ] + crews.map { $0.times(size) }, gives: gives.map { $0.times(size) },
          lasts: campus.stagesAlive(life: supply.life, from: stage), whole: unit != nil,
          site: campus.site.name)
      )
    }
    chain.processes += campus.orders(of: supply, as: what).joining(starts)
  }

  /// Worth, at the start of a stage, of 1 USD in each year in which what starts then runs.
  func presentYears(life: Double, from stage: Int) -> Double {
    // Stages of one level are alike in time: one of each level counts.
    var levels: Set<Int> = []
    let alive = campus.alive(life: life, from: stage).filter {
      levels.insert(campus.stages[$0].level).inserted
    }
    return alive.reduce(0) {
      $0 + future.discountFactor[$1] * future.annuityWeight($1)
    } / future.discountFactor[stage]
  }

  private func run(_ supply: Campus.Supply, _ capacity: String) -> Process {
    Process(
      name: names.run(supply.name),
      takes: [Flow(Self.money, byStage(runningCost(supply)))] + emissionFlows(supply.emissions)
        + notCleanFlow(supply.isClean ? 1 : 0),
      gives: [Flow(names.electricity, 1)] + cleanFlow(supply.isClean ? 1 : 0),
      holds: [Flow(capacity, 1)],
      leastUse: supply.minimumOutput > 0 ? Amount(supply.minimumOutput) : nil,
      ramp: supply.ramp.map { Process.Ramp(up: $0, down: $0) }, site: campus.site.name)
  }

  /// USD/MWh by stage.
  func runningCost(_ supply: Campus.Supply) -> [Double] {
    campus.stages.indices.map { stage in
      let own = campus.supply(supply, at: stage)
      return own.variable + own.fuelCost + campus.emissions.price[stage] * own.emissions
        - own.curtailmentCost - own.credit
    }
  }

  private func add(
    _ storage: Campus.Storage, of supply: Campus.Supply, crews: [Flow], to chain: inout Chain
  ) {
    let power = names.capacity(supply.name)
    let energy = names.energy(supply.name)
    var capacity = Resource(
      name: energy, unit: "MWh", site: campus.site.name, keep: 1,
      endowment: existing(storage.existingEnergy, until: supply.existingUntil), terminal: 0,
      exact: true,
      upkeep: [Flow(Self.money, Amount(storage.energyFixed))])
    if storage.usable < 1 { capacity.availability = Amount(storage.usable) }
    if let maximum = storage.maximumEnergy {
      let room = names.energyRoom(supply.name)
      chain.resources.append(Resource(name: room, unit: "MWh", endowment: Amount(maximum)))
      capacity.holds = [Flow(room, 1)]
    }
    chain.resources.append(capacity)
    let capacities = [Flow(power, 1)] + (storage.duration.map { [Flow(energy, Amount($0))] } ?? [])
    let charges = supply.charge.indices.map {
      supply.charge[$0] + (storage.duration ?? 0) * storage.energyCharge[$0]
    }
    addBuilds(
      of: supply, what: supply.name, charge: charges, crews: crews, gives: capacities,
      unit: supply.unit, to: &chain)
    if storage.duration == nil {
      addBuilds(
        of: supply, what: "\(supply.name) energy", charge: storage.energyCharge,
        gives: [Flow(energy, 1)], unit: nil, to: &chain)
    }
    let level = names.level(supply.name)
    chain.resources.append(
      Resource(
        name: level, unit: "MWh", site: campus.site.name, clock: campus.clock,
        keep: Amount(survival(1 - storage.standingLoss, campus.clock.step)), exact: true,
        holds: [Flow(energy, 1)],
        ends: campus.clock.cycles > 1 ? .laps(campus.clock.cycle) : .cyclic))
    chain.processes.append(
      Process(
        name: names.charge(supply.name), takes: [Flow(names.electricity, 1)] + cleanFlow(1),
        gives: [Flow(level, Amount(storage.chargeEfficiency))], holds: [Flow(power, 1)],
        site: campus.site.name))
    chain.processes.append(
      Process(
        name: names.discharge(supply.name),
        takes: [
          Flow(level, Amount(1 / storage.dischargeEfficiency)),
          Flow(
            Self.money,
            byStage(campus.stages.indices.map { campus.supply(supply, at: $0).variable })),
        ], gives: [Flow(names.electricity, 1)] + cleanFlow(1), holds: [Flow(power, 1)],
        site: campus.site.name))
  }

  /// A share kept per hour, over a step of some hours.
  private func survival(_ base: Double, _ exponent: Double) -> Double {
    var result = 1.0
    var left = exponent
    while left >= 1 {
      result *= base
      left -= 1
    }
    return left > 0 ? result * (1 - (1 - base) * left) : result
  }

  // MARK: Grid

  private func add(_ grid: Campus.Grid, to chain: inout Chain) {
    let nodes = campus.stages.indices.filter { grid.isConnected[$0] }.map {
      campus.stages[$0].name
    }
    guard !nodes.isEmpty else { return }
    // A connection is built like a plant and stays: it is not rented year by year.
    let largest = zip(grid.importLimit, grid.exportLimit).map { max($0, $1) }
    let room = names.connectionRoom
    chain.resources.append(
      Resource(name: room, unit: "MW", endowment: Amount(largest.max() ?? 0)))
    var connection = Resource(
      name: names.connection, unit: "MW", site: campus.site.name, keep: 1, terminal: 0,
      holds: [Flow(room, 1)])
    let crews = addGrowth(
      grid.growth, of: "grid connection", capacity: &connection, to: &chain)
    chain.resources.append(connection)
    let starts = campus.stages.indices.filter { grid.isConnected[$0] }.map { stage in
      let own = campus.at(stage).grid ?? grid
      let charge = own.connectionCharge * presentYears(life: grid.connectionLife, from: stage)
      return (
        stage,
        Process(
          name: build("grid connection", stage), nodes: [campus.stages[stage].name],
          takes: [Flow(Self.money, Amount(charge))] + crews, gives: [Flow(names.connection, 1)],
          lasts: campus.stagesAlive(life: grid.connectionLife, from: stage),
          site: campus.site.name)
      )
    }
    chain.processes += campus.orders(of: grid).joining(starts)
    chain.processes.append(
      Process(
        name: names.buy, nodes: nodes,
        takes: [
          Flow(
            Self.money,
            byStage(
              series: campus.stages.indices.map { stage in
                let own = campus.at(stage).grid ?? grid
                let price = campus.emissions.price[stage]
                return zip(own.price, own.emissions).map { $0 + own.delivery + price * $1 }
              }))
        ] + emissionFlows(series: grid.emissions) + notCleanFlow(grid.cleanShare),
        gives: [Flow(names.electricity, 1)] + cleanFlow(grid.cleanShare),
        holds: [Flow(names.connection, 1)], limit: limit(grid.importLimit, grid),
        site: campus.site.name))
    if grid.exportLimit.contains(where: { $0 > 0 }) {
      chain.processes.append(
        Process(
          name: names.sell, nodes: nodes,
          takes: [Flow(names.electricity, 1)] + cleanFlow(grid.cleanShare),
          gives: [
            Flow(
              Self.money,
              byStage(
                series: campus.stages.indices.map { (campus.at($0).grid ?? grid).exportPrice }))
          ],
          holds: [Flow(names.connection, 1)], limit: limit(grid.exportLimit, grid),
          site: campus.site.name))
    }
  }

  /// By stage, and by the hour where the connection comes within a stage.
  private func limit(_ values: [Double], _ grid: Campus.Grid) -> Amount {
    guard grid.waiting.contains(where: { $0 > 0 && $0 < 1 }) else { return byStage(values) }
    return byStage(
      series: zip(values, grid.waiting).map { value, share in
        campus.masked(Array(repeating: value, count: campus.clock.count), waiting: share)
      })
  }

  // MARK: Rules

  private func emissionFlows(_ perMegawattHour: Double) -> [Flow] {
    guard let cap = campus.emissions.cap, perMegawattHour > 0 else { return [] }
    // Before the first year of a cap emissions take no allowance.
    return [Flow(names.allowance, byStage(cap.map { $0.isFinite ? perMegawattHour : 0 }))]
  }

  private func emissionFlows(series: [Double]) -> [Flow] {
    guard let cap = campus.emissions.cap, series.contains(where: { $0 != 0 }) else { return [] }
    if series.allSatisfy({ $0 == series[0] }) { return emissionFlows(series[0]) }
    let none = series.map { _ in 0.0 }
    return [Flow(names.allowance, byStage(series: cap.map { $0.isFinite ? series : none }))]
  }

  /// Clean energy of a year is counted net: what a store loses and what the grid would have given
  /// anyway is taken off, so that neither burning nor re-exporting energy makes any cleaner.
  private func cleanFlow(_ share: Double) -> [Flow] {
    campus.clean?.matching == .annual && share > 0 ? [Flow(names.clean, Amount(share))] : []
  }

  private func notCleanFlow(_ cleanShare: Double) -> [Flow] {
    campus.clean?.matching == .hourly && cleanShare < 1
      ? [Flow(names.notClean, Amount(1 - cleanShare))] : []
  }

  private func addRules(to chain: inout Chain) {
    if let cap = campus.emissions.cap, chain.resource(names.allowance) == nil {
      chain.resources.append(
        Resource(
          name: names.allowance, unit: "t/year",
          endowment: byStage(cap.map { $0.isFinite ? $0 : 0 })
        ))
    }
    guard let clean = campus.clean else { return }
    switch clean.matching {
    case .annual:
      chain.resources.append(
        Resource(
          name: names.clean, unit: "MWh/year",
          endowment: byStage(campus.demand.map { -$0 * clean.share })))
    case .hourly:
      chain.resources.append(
        Resource(
          name: names.notClean, unit: "MWh/year",
          endowment: byStage(campus.demand.map { $0 * (1 - clean.share) })))
    }
  }
}

extension Flow {
  /// So many times as much.
  fileprivate func times(_ factor: Double) -> Flow {
    Flow(resource, amount.map { $0 * factor })
  }
}
