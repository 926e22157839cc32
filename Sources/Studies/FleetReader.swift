public import Chains
import Foundation

/// Reads the answer for halls, accelerators, work and products off a plan of their chain.
public struct FleetReader: Sendable {
  let fleet: Fleet
  let campuses: [Campus]
  let plan: Plan
  let names: FleetNames
  let power: [CampusAnswer]
  let load: FleetLoad

  /// - Parameter power: the answer of each site.
  public init(fleet: Fleet, campuses: [Campus], plan: Plan, power: [CampusAnswer]) {
    self.fleet = fleet
    self.campuses = campuses
    self.plan = plan
    self.power = power
    names = FleetNames(suffixes: campuses.map(\.names.suffix))
    load = FleetLoad(fleet: fleet, campuses: campuses)
  }

  var stages: [Campus.Stage] { campuses[0].stages }
  var hours: Double { campuses[0].clock.totalHours }

  public func answer() -> FleetAnswer {
    FleetAnswer(stages: stages.indices.map(stage), value: plan.value)
  }

  // MARK: Reading the plan

  func node(_ stage: Int) -> String { stages[stage].name }

  /// A level in thousands of chips as chips, MW as MW; slivers of the solver are nothing.
  func stock(_ resource: String, _ stage: Int) -> Double {
    let amount = plan.stock(resource, at: node(stage))?.amount ?? 0
    return abs(amount) < 1e-7 ? 0 : amount
  }

  func activity(_ process: String, _ stage: Int) -> Double {
    Self.withoutSliver(plan.activity(process, at: node(stage))?.amount ?? 0)
  }

  private static func withoutSliver(_ amount: Double) -> Double { abs(amount) < 1e-7 ? 0 : amount }

  private func label(_ stage: Int) -> String? { stages.count == 1 ? nil : stages[stage].name }

  func siteName(_ place: FleetNames.Place) -> String? {
    if case .site(let site) = place { campuses[site].site.name } else { nil }
  }

  private func stage(_ index: Int) -> FleetAnswer.Stage {
    let future = plan.chain.future
    var result = FleetAnswer.Stage(
      name: stages[index].name, year: stages[index].year, years: stages[index].years,
      probability: future.probability[index], halls: halls(index), chips: [], work: [],
      products: products(index), costs: [], revenue: 0, cost: 0, stacks: [], margins: [], power: [],
      waiting: [])
    result.costs = costs(index)
    result.cost = result.costs.reduce(0) { $0 + $1.amount }
    result.revenue = result.products.reduce(0) { $0 + $1.revenue }
    let shares = FleetShares(reader: self, stage: index, costs: result.costs)
    result.chips = shares.chips()
    result.work = shares.work()
    result.power = shares.power()
    result.stacks = shares.stacks(result.products)
    result.margins = margins(index)
    result.waiting = waiting(index)
    return result
  }

  // MARK: Halls and chips

  func hallAdded(_ site: Int, _ stage: Int) -> Double {
    let build = campuses[site].names.build("halls", in: label(stage))
    return Self.withoutSliver(compiler.hallOrders(site).amount(stage, build, in: plan))
  }

  func bought(_ accelerator: Fleet.Accelerator, _ site: Int, _ stage: Int) -> Double {
    let buy = names.buy(accelerator.name, site, label(stage))
    let amount = compiler.orders(of: accelerator, site).amount(stage, buy, in: plan)
    return Self.withoutSliver(amount) * FleetCompiler.thousand
  }

  private var compiler: FleetCompiler { FleetCompiler(fleet: fleet, campuses: campuses) }

  func leased(_ accelerator: Fleet.Accelerator, _ stage: Int) -> Double {
    let name = names.lease(accelerator.name, accelerator.lease?.term == nil ? nil : label(stage))
    return activity(name, stage) * FleetCompiler.thousand
  }

  func chips(_ accelerator: Fleet.Accelerator, _ place: FleetNames.Place, _ stage: Int) -> Double {
    stock(names.chips(accelerator.name, place), stage) * FleetCompiler.thousand
  }

  func assigned(
    _ work: Fleet.Work, _ accelerator: Fleet.Accelerator, _ place: FleetNames.Place, _ stage: Int
  ) -> Double {
    stock(names.assigned(accelerator.name, work.name, place), stage) * FleetCompiler.thousand
  }

  private func halls(_ stage: Int) -> [FleetAnswer.Hall] {
    campuses.indices.map { site in
      FleetAnswer.Hall(
        site: campuses[site].site.name, built: stock(names.hall(site), stage),
        added: hallAdded(site, stage),
        used: fleet.accelerators.reduce(0) { $0 + $1.power * chips($1, .site(site), stage) })
    }
  }

  /// Units a year and MWh a year at the meter of an accelerator at a place, for a kind of work.
  func output(_ work: Int, _ accelerator: Int, _ place: FleetNames.Place, _ stage: Int) -> (
    units: Double, energy: Double
  ) {
    let firm = firm(work, accelerator, place, stage)
    guard case .site(let site) = place, let late = late(work, accelerator, site, stage) else {
      return firm
    }
    return (firm.units + late.units, firm.energy + late.energy)
  }

  /// The same of chips whose hours follow the work, or that pause.
  func firm(_ work: Int, _ accelerator: Int, _ place: FleetNames.Place, _ stage: Int) -> (
    units: Double, energy: Double
  ) {
    let (own, chip) = (fleet.work[work], fleet.accelerators[accelerator])
    guard let point = fleet.at(stage).work[work].points[accelerator] else { return (0, 0) }
    let chips = assigned(own, chip, place, stage)
    guard own.canPause, case .site(let site) = place else {
      let units = chips * point.rate * chip.availability * hours * load.meanUse(of: own, place)
      guard case .site(let site) = place else { return (units, 0) }
      let energy =
        chips / FleetCompiler.thousand
        * campuses[site].clock.total(load.load(of: own, on: chip, point, at: site))
      return (units, energy)
    }
    let run =
      plan.activity(names.run(chip.name, own.name, place), at: node(stage))?.hourly ?? []
    let clock = campuses[site].clock
    let effectiveness = fleet.halls[site].effectiveness
    let useful = clock.total(zip(run, effectiveness).map { $0 / $1 })
    return (useful * point.rate * chip.availability / point.power, clock.total(run))
  }

  // MARK: Products

  private func products(_ stage: Int) -> [FleetAnswer.Product] {
    fleet.products.map { product in
      let work = fleet.work[product.work]
      let sold = activity(names.sell(product.name), stage) * work.scale
      var answer = FleetAnswer.Product(
        name: product.name, unit: work.unit, sold: sold,
        demand: product.volume.contains { $0 > 0 } ? product.volume[stage] : nil,
        price: product.price[stage], revenue: 0)
      if let demand = product.demand, sold > 0, product.volume[stage] > 0 {
        answer.price *= DemandCurve(demand: demand).price(at: sold / product.volume[stage])
      }
      answer.revenue = sold * answer.price
      if let users = product.users {
        let served = activity(names.serve(product.name), stage) * 1e6
        answer.users = served
        answer.sold += served * users.uses
        answer.revenue += served * users.price[stage]
        answer.price = answer.sold > 0 ? answer.revenue / answer.sold : 0
      }
      return answer
    }
  }

  // MARK: Costs

  private func costs(_ stage: Int) -> [FleetAnswer.Cost] {
    var costs: [FleetAnswer.Cost] = []
    func add(_ layer: FleetAnswer.Layer, _ name: String, _ site: String?, _ amount: Double) {
      if abs(amount) < 1e-6 { return }
      costs.append(FleetAnswer.Cost(layer: layer, name: name, site: site, amount: amount))
    }
    for (site, campus) in campuses.enumerated() {
      for cost in power[site].stages[stage].costs {
        add(Self.layer(cost, campus), cost.name, campus.site.name, cost.amount)
      }
      add(.hall, "halls", campus.site.name, hallCost(site, stage))
      for chip in fleet.accelerators {
        add(.chip, chip.name, campus.site.name, chipCost(chip, site, stage))
      }
    }
    for chip in fleet.accelerators { add(.lease, chip.name, nil, leaseCost(chip, stage)) }
    for product in fleet.products {
      let (selling, royalty) = sellingCost(product, stage)
      add(.selling, product.name, nil, selling)
      add(.royalty, product.name, nil, royalty)
    }
    return costs
  }

  static func layer(_ cost: CampusAnswer.Cost, _ campus: Campus) -> FleetAnswer.Layer {
    switch cost.cause {
    case .fuel: return .fuel
    case .grid, .connection, .exports: return .grid
    case .emissions: return .emissions
    case .unserved, .curtailedLoad: return .shortage
    case .own: return .own
    case .capital, .fixed, .variable, .curtailment, .credit:
      let supply = campus.supplies.first { $0.name == cost.name }
      if case .store = supply?.kind { return .storage }
      return .generation
    }
  }

  /// Yearly charges of what started in a stage or before and still runs, with its fixed costs.
  func hallCost(_ site: Int, _ stage: Int) -> Double {
    let hall = fleet.halls[site]
    let capital = campuses[site].path(to: stage).reduce(0.0) { sum, start in
      campuses[site].alive(life: hall.life, from: start).contains(stage)
        ? sum + hall.charge[start] * hallAdded(site, start) : sum
    }
    return capital + fleet.at(stage).halls[site].fixed * stock(names.hall(site), stage)
  }

  func chipCost(_ chip: Fleet.Accelerator, _ site: Int, _ stage: Int) -> Double {
    let capital = campuses[site].path(to: stage).reduce(0.0) { sum, start in
      campuses[site].alive(life: chip.life, from: start).contains(stage)
        ? sum + chip.charge[start] * bought(chip, site, start) : sum
    }
    return capital + chip.fixed * chips(chip, .site(site), stage)
  }

  func leaseCost(_ chip: Fleet.Accelerator, _ stage: Int) -> Double {
    guard let lease = chip.lease else { return 0 }
    guard let term = lease.term else { return lease.price[stage] * hours * leased(chip, stage) }
    return campuses[0].path(to: stage).reduce(0.0) { sum, start in
      campuses[0].alive(life: term, from: start).contains(stage)
        ? sum + lease.price[start] * hours * leased(chip, start) : sum
    }
  }

  /// Costs of selling and winning users, and what goes to others, USD a year.
  private func sellingCost(_ product: Fleet.Product, _ stage: Int) -> (
    selling: Double, royalty: Double
  ) {
    let sold = activity(names.sell(product.name), stage) * fleet.work[product.work].scale
    var (units, revenue) = (sold, sold * product.price[stage])
    if let demand = product.demand, sold > 0, product.volume[stage] > 0 {
      revenue *= DemandCurve(demand: demand).price(at: sold / product.volume[stage])
    }
    var winning = 0.0
    if let users = product.users {
      let served = activity(names.serve(product.name), stage) * 1e6
      units += served * users.uses
      revenue += served * users.price[stage]
      // Paid once, at the start of the stage; here by its years.
      winning =
        users.acquisition * activity(names.win(product.name), stage) * 1e6
        / plan.chain.future.annuityWeight(stage)
    }
    return (units * product.cost[stage] + winning, revenue * product.royalty)
  }
}

extension DemandCurve {
  /// What buyers pay when a share of the volume is sold, as a share of the stated price.
  func price(at share: Double) -> Double {
    guard share > 0 else { return 0 }
    return pow(share, -1 / demand.elasticity)
  }
}
