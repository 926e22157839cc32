public import Chains

/// Reads the answer for a campus off a plan of its chain.
public struct CampusReader: Sendable {
  public let campus: Campus
  public let plan: Plan
  private var names: CampusNames { campus.names }

  /// MW by stage and hour: the campus's own load, and that of the halls.
  private let load: [[Double]]

  public init(campus: Campus, plan: Plan) {
    self.campus = campus
    self.plan = plan
    load = CampusLoads(campus: campus, plan: plan).total
  }

  public func answer() -> CampusAnswer {
    let stages = campus.stages.indices.map { stage($0) }
    let isAnnual = stages.count == 1
    var cost = 0.0
    var energy = 0.0
    for (index, stage) in stages.enumerated() {
      let future = plan.chain.future
      let weight =
        future.probability[index] * future.discountFactor[index] * future.annuityWeight(index)
      cost += weight * stage.annualCost
      energy += weight * stage.served
    }
    var answer = CampusAnswer(
      stages: stages, cost: cost, isAnnual: isAnnual,
      costPerMegawattHour: energy > 0 ? cost / energy : 0)
    answer.cashFlow = CampusCashFlow(campus: campus, answer: answer).table()
    return answer
  }

  // MARK: Reading the plan

  private func hourly(_ process: String, _ stage: Int) -> [Double] {
    plan.activity(process, at: campus.stages[stage].name)?.hourly
      ?? Array(repeating: 0, count: campus.clock.count)
  }

  private func stock(_ resource: String, _ stage: Int) -> Double {
    Self.withoutSliver(plan.stock(resource, at: campus.stages[stage].name)?.amount ?? 0)
  }

  /// A solver leaves slivers below its tolerance; nobody builds a watt or sells a watt-hour.
  private static func withoutSliver(_ value: Double) -> Double { abs(value) < 1e-6 ? 0 : value }

  /// Capacity that starts in a stage.
  private func added(_ what: String, _ stage: Int, per unit: Double) -> Double {
    let build = CampusCompiler(campus: campus).build(what, stage)
    return unit * (campus.orders(of: what)?.amount(stage, build, in: plan) ?? 0)
  }

  private func total(_ series: [Double]) -> Double {
    Self.withoutSliver(campus.clock.total(series))
  }

  /// Hours of a year in steps of some kind.
  private func hours(_ isCounted: (Int) -> Bool) -> Int {
    let clock = campus.clock
    let sum = (0..<clock.count).reduce(0.0) { isCounted($1) ? $0 + clock.hours(at: $1) : $0 }
    return Int(sum.rounded())
  }

  // MARK: One stage

  private func stage(_ index: Int) -> CampusAnswer.Stage {
    let stage = campus.stages[index]
    let load = total(self.load[index])
    let unserved = hourly(names.unserved, index)
    let curtailed = campus.curtailable.indices.map { total(hourly(names.curtail($0), index)) }
    let costs = costs(index)
    let annual = costs.reduce(0) { $0 + $1.amount }
    let served = load - total(unserved) - curtailed.reduce(0, +)
    let prices = plan.price(names.electricity, at: stage.name)?.hourly
    let drivers = prices.map { self.drivers($0, index, annual) }
    return CampusAnswer.Stage(
      name: stage.name, year: stage.year, years: stage.years, capacities: capacities(index),
      sources: sources(index), stores: stores(index), costs: costs, annualCost: annual,
      costPerMegawattHour: served > 0 ? annual / served : 0, load: load, served: served,
      unserved: total(unserved), unservedHours: hours { unserved[$0] > 1e-6 },
      curtailedLoad: curtailed.reduce(0, +), emissions: emissions(index),
      cleanShare: served > 0 ? clean(index) / served : 0,
      price: prices.map { price($0, index) }, drivers: drivers?.windows ?? [],
      costInDearestHours: drivers?.share,
      hours: campus.clock.totalHours.rounded())
  }

  private func capacities(_ index: Int) -> [CampusAnswer.Capacity] {
    let node = campus.stages[index].name
    func capacity(
      _ name: String, _ technology: String, _ amount: Double, _ unit: String, _ added: Double
    ) -> CampusAnswer.Capacity {
      CampusAnswer.Capacity(
        name: name, technology: technology, site: campus.site.name, node: node, amount: amount,
        unit: unit, added: added)
    }
    var capacities: [CampusAnswer.Capacity] = []
    for supply in campus.supplies {
      let size = supply.unit ?? 1
      let built = added(supply.name, index, per: size)
      capacities.append(
        capacity(
          supply.name, supply.technology, stock(names.capacity(supply.name), index), "MW", built))
      if case .store(let storage) = supply.kind {
        let energy =
          storage.duration.map { $0 * built }
          ?? added("\(supply.name) energy", index, per: 1)
        capacities.append(
          capacity(
            "\(supply.name) energy", supply.technology, stock(names.energy(supply.name), index),
            "MWh", energy))
      }
    }
    if campus.grid != nil {
      let size = stock(names.connection, index)
      let built = added("grid connection", index, per: 1)
      capacities.append(capacity("grid connection", "grid", size, "MW", built))
    }
    return capacities
  }

  private func sources(_ index: Int) -> [CampusAnswer.Source] {
    var sources: [CampusAnswer.Source] = []
    for supply in campus.supplies {
      if case .store = supply.kind { continue }
      let energy = total(hourly(names.run(supply.name), index))
      let capacity = stock(names.capacity(supply.name), index)
      var curtailed = 0.0
      if case .renewable = supply.kind {
        curtailed = max(0, total(campus.profile(of: supply, at: index)) * capacity - energy)
      }
      sources.append(
        CampusAnswer.Source(
          name: supply.name, technology: supply.technology, energy: energy, curtailed: curtailed,
          capacityFactor: capacity > 1e-9 ? energy / (capacity * campus.clock.totalHours) : nil))
    }
    if campus.grid != nil {
      let bought = total(hourly(names.buy, index))
      let connection = stock(names.connection, index)
      sources.append(
        CampusAnswer.Source(
          name: "grid", technology: "grid", energy: bought, curtailed: 0,
          capacityFactor: connection > 1e-9
            ? bought / (connection * campus.clock.totalHours) : nil))
    }
    return sources
  }

  private func stores(_ index: Int) -> [CampusAnswer.Store] {
    campus.supplies.compactMap { supply in
      guard case .store = supply.kind else { return nil }
      let power = stock(names.capacity(supply.name), index)
      let energy = stock(names.energy(supply.name), index)
      let out = total(hourly(names.discharge(supply.name), index))
      return CampusAnswer.Store(
        name: supply.name, charged: total(hourly(names.charge(supply.name), index)),
        discharged: out, cycles: energy > 1e-9 ? out / energy : 0,
        hours: power > 1e-9 ? energy / power : 0)
    }
  }

  // MARK: Money

  private func costs(_ index: Int) -> [CampusAnswer.Cost] {
    var costs: [CampusAnswer.Cost] = []
    func add(_ cause: CampusAnswer.Cost.Cause, _ name: String, _ amount: Double) {
      let amount = Self.withoutSliver(amount)
      if amount != 0 {
        costs.append(CampusAnswer.Cost(cause: cause, name: name, amount: amount))
      }
    }
    let carbon = campus.emissions.price[index]
    for base in campus.supplies {
      let supply = campus.supply(base, at: index)
      add(.capital, base.name, capital(base, index))
      var fixed = supply.fixed * stock(names.capacity(supply.name), index)
      if case .store(let storage) = supply.kind {
        fixed += storage.energyFixed * stock(names.energy(supply.name), index)
        let out = total(hourly(names.discharge(supply.name), index))
        add(.variable, supply.name, supply.variable * out)
      } else {
        let energy = total(hourly(names.run(supply.name), index))
        add(.fuel, supply.name, supply.fuelCost * energy)
        add(.variable, supply.name, supply.variable * energy)
        add(.emissions, supply.name, carbon * supply.emissions * energy)
        add(.credit, supply.name, -supply.credit * energy)
        if supply.curtailmentCost != 0, case .renewable(let profile) = supply.kind {
          let lost = total(profile) * stock(names.capacity(supply.name), index) - energy
          add(.curtailment, supply.name, supply.curtailmentCost * lost)
        }
      }
      add(.fixed, supply.name, fixed)
    }
    if let grid = campus.at(index).grid {
      let bought = hourly(names.buy, index)
      let sold = hourly(names.sell, index)
      let connected = campus.path(to: index).reduce(0.0) { sum, start in
        guard campus.alive(life: grid.connectionLife, from: start).contains(index) else {
          return sum
        }
        let charge = campus.at(start).grid?.connectionCharge ?? grid.connectionCharge
        return sum + charge * added("grid connection", start, per: 1)
      }
      add(.connection, "grid", connected)
      add(.grid, "grid", total(zip(bought, grid.price).map { $0 * ($1 + grid.delivery) }))
      add(.emissions, "grid", carbon * emitted(grid, bought))
      add(.exports, "grid", -total(zip(sold, grid.exportPrice).map { $0 * $1 }))
    }
    add(
      .unserved, "load", (campus.shedding.value ?? 0) * total(hourly(names.unserved, index)))
    for (step, curtailable) in campus.curtailable.enumerated() {
      add(
        .curtailedLoad, "load", curtailable.value * total(hourly(names.curtail(step), index)))
    }
    for name in campus.ownProcesses {
      guard let process = plan.chain.process(name) else { continue }
      let earned = plan.cash(of: process)[index] ?? 0
      add(.own, name, -earned / plan.chain.future.annuityWeight(index))
    }
    return costs
  }

  /// Yearly charges, in a stage, of everything that started in it or before and still runs.
  private func capital(_ supply: Campus.Supply, _ index: Int) -> Double {
    var sum = 0.0
    for start in campus.path(to: index)
    where campus.alive(life: supply.life, from: start).contains(index) {
      sum += supply.charge[start] * added(supply.name, start, per: supply.unit ?? 1)
      if case .store(let storage) = supply.kind {
        let energy =
          storage.duration.map { $0 * added(supply.name, start, per: supply.unit ?? 1) }
          ?? added("\(supply.name) energy", start, per: 1)
        sum += storage.energyCharge[start] * energy
      }
    }
    return sum
  }

  // MARK: Emissions and clean energy

  private func emissions(_ index: Int) -> Double {
    var sum = 0.0
    for base in campus.supplies {
      let supply = campus.supply(base, at: index)
      guard supply.emissions != 0 else { continue }
      sum += supply.emissions * total(hourly(names.run(supply.name), index))
    }
    if let grid = campus.at(index).grid { sum += emitted(grid, hourly(names.buy, index)) }
    return sum
  }

  /// t of imports.
  private func emitted(_ grid: Campus.Grid, _ bought: [Double]) -> Double {
    total(zip(bought, grid.emissions).map { $0 * $1 })
  }

  /// Clean energy as the annual rule counts it, net of what stores lose, what is thrown away and the
  /// grid's own clean share of exports, MWh.
  private func clean(_ index: Int) -> Double {
    var sum = -total(hourly(names.dump, index))
    for supply in campus.supplies {
      if case .store = supply.kind {
        sum += total(hourly(names.discharge(supply.name), index))
        sum -= total(hourly(names.charge(supply.name), index))
      } else if supply.isClean {
        sum += total(hourly(names.run(supply.name), index))
      }
    }
    if let grid = campus.grid {
      sum += grid.cleanShare * total(hourly(names.buy, index))
      sum -= grid.cleanShare * total(hourly(names.sell, index))
    }
    return max(0, sum)
  }

  // MARK: Prices

  private func price(_ hourly: [Double], _ index: Int) -> CampusAnswer.Price {
    let clock = campus.clock
    let order = hourly.indices.sorted { hourly[$0] < hourly[$1] }
    let sorted = order.map { hourly[$0] }
    // Steps of several weather years may stand for more or fewer hours of a year.
    func quantile(_ share: Double) -> Double {
      guard case .series = clock.weight else {
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
      }
      var left = share * clock.totalHours
      for (position, step) in order.enumerated() {
        left -= clock.hours(at: step)
        if left < 0 { return sorted[position] }
      }
      return sorted[sorted.count - 1]
    }
    let load = self.load[index]
    let demand = clock.total(load)
    return CampusAnswer.Price(
      mean: clock.total(hourly) / clock.totalHours,
      loadWeighted: demand > 0
        ? clock.total(zip(hourly, load).map { $0 * $1 }) / demand : 0,
      minimum: sorted[0], median: quantile(0.5), maximum: sorted[sorted.count - 1],
      low: quantile(0.05), high: quantile(0.95), hoursAtZero: hours { abs(hourly[$0]) < 1e-6 })
  }

  /// The stretches of dear hours that pay for most, and what share of the cost the dearest 1 % pays.
  private func drivers(_ prices: [Double], _ index: Int, _ cost: Double) -> (
    windows: [CampusAnswer.Driver], share: Double
  ) {
    let load = self.load[index]
    let paid = prices.indices.map { prices[$0] * load[$0] * campus.clock.hours(at: $0) }
    let order = prices.indices.sorted { paid[$0] > paid[$1] }
    let few = order.prefix(max(1, prices.count / 100))
    let total = max(cost, .leastNonzeroMagnitude)
    let share = few.reduce(0) { $0 + paid[$1] } / total
    var windows: [Range<Int>] = []
    for step in few.sorted() {
      // Dear hours less than a day apart belong together.
      let reach = Int(24 / campus.clock.step)
      if let last = windows.last, step - last.upperBound < reach,
        step / campus.clock.cycle == last.lowerBound / campus.clock.cycle
      {
        windows[windows.count - 1] = last.lowerBound..<(step + 1)
      } else {
        windows.append(step..<(step + 1))
      }
    }
    let renewable = renewableOutput(index)
    let found = windows.map { window in
      let money = window.reduce(0) { $0 + paid[$1] }
      let energy = window.reduce(0) { $0 + load[$1] * campus.clock.hours(at: $1) }
      let output = window.reduce(0) { $0 + renewable[$1] * campus.clock.hours(at: $1) }
      return CampusAnswer.Driver(
        start: stamp(step: window.lowerBound),
        firstStep: window.lowerBound, hours: Double(window.count) * campus.clock.step,
        price: energy > 0 ? money / energy : 0, share: money / total,
        renewableShare: energy > 0 ? output / energy : 0)
    }
    return (Array(found.sorted { $0.share > $1.share }.prefix(5)), share)
  }

  private func renewableOutput(_ index: Int) -> [Double] {
    var sum = Array(repeating: 0.0, count: campus.clock.count)
    for supply in campus.supplies {
      guard case .renewable = supply.kind else { continue }
      let profile = campus.profile(of: supply, at: index)
      let capacity = stock(names.capacity(supply.name), index)
      for step in sum.indices { sum[step] += profile[step] * capacity }
    }
    return sum
  }

  // MARK: Hours

  /// Everything that a chart of a stage's hours shows.
  public func hourlySeries(stage index: Int) -> [HourlySeries] {
    var series: [HourlySeries] = []
    func add(
      _ name: String, _ technology: String, _ role: HourlySeries.Role, _ unit: String,
      _ values: [Double]
    ) {
      series.append(
        HourlySeries(name: name, technology: technology, role: role, unit: unit, values: values))
    }
    for supply in campus.supplies {
      if case .store = supply.kind {
        add(
          "\(supply.name) discharge", supply.technology, .supply, "MW",
          hourly(names.discharge(supply.name), index))
        add(
          "\(supply.name) charge", supply.technology, .use, "MW",
          hourly(names.charge(supply.name), index))
        add(
          "\(supply.name) level", supply.technology, .level, "MWh",
          plan.stock(names.level(supply.name), at: campus.stages[index].name)?.hourly ?? [])
      } else {
        add(
          supply.name, supply.technology, .supply, "MW", hourly(names.run(supply.name), index))
        if case .renewable = supply.kind {
          let profile = campus.profile(of: supply, at: index)
          let capacity = stock(names.capacity(supply.name), index)
          add(
            "\(supply.name) potential", supply.technology, .potential, "MW",
            profile.map { $0 * capacity })
        }
      }
    }
    if let grid = campus.grid {
      add("grid import", "grid", .supply, "MW", hourly(names.buy, index))
      if grid.exportLimit[index] > 0 {
        add("grid export", "grid", .use, "MW", hourly(names.sell, index))
      }
    }
    let dumped = hourly(names.dump, index)
    if dumped.contains(where: { $0 > 0 }) { add("thrown away", "load", .use, "MW", dumped) }
    if !campus.curtailable.isEmpty {
      let steps = campus.curtailable.indices.map { hourly(names.curtail($0), index) }
      let sum = (0..<campus.clock.count).map { step in steps.reduce(0) { $0 + $1[step] } }
      add("curtailed load", "load", .supply, "MW", sum)
    }
    if campus.shedding.value != nil || campus.shedding.allowed != nil {
      add("unserved load", "load", .supply, "MW", hourly(names.unserved, index))
    }
    add("load", "load", .load, "MW", load[index])
    if let prices = plan.price(names.electricity, at: campus.stages[index].name)?.hourly {
      add("price", "price", .price, "USD/MWh", prices)
    }
    return series
  }
}
