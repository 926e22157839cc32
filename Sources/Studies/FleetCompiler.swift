import Chains
import Foundation

/// Writes halls, accelerators, work and products into the chain of the sites.
///
/// Chips stand in halls and draw power only while they work. For each kind of work, accelerator and
/// place there is a stock of chips put on it: it holds chips, takes electricity by the hour (the load
/// that the site serves) and gives units of work over the year. Work that can pause takes its
/// electricity in the hours that the plan chooses. Chips are counted in thousands.
struct FleetCompiler {
  let fleet: Fleet
  let campuses: [Campus]
  let names: FleetNames
  private let power: CampusCompiler

  /// Chips that the plan counts as one.
  static let thousand = 1000.0

  init(fleet: Fleet, campuses: [Campus]) {
    self.fleet = fleet
    self.campuses = campuses
    names = FleetNames(suffixes: campuses.map(\.names.suffix))
    power = CampusCompiler(campus: campuses[0])
  }

  private var stages: [Campus.Stage] { campuses[0].stages }
  /// Hours of the year.
  private var hours: Double { campuses[0].clock.totalHours }
  private var places: [FleetNames.Place] { campuses.indices.map { .site($0) } + [.leased] }
  private func label(_ stage: Int) -> String? { stages.count == 1 ? nil : stages[stage].name }

  func byStage(_ values: [Double]) -> Amount { power.byStage(values) }
  func byStage(series: [[Double]]) -> Amount { power.byStage(series: series) }

  func add(to chain: inout Chain) {
    for site in campuses.indices { addHalls(site, to: &chain) }
    for index in fleet.accelerators.indices { addChips(index, to: &chain) }
    for work in fleet.work {
      chain.resources.append(
        Resource(name: names.work(work.name), unit: Self.unit(work) + "/year"))
    }
    for index in fleet.work.indices {
      for accelerator in fleet.accelerators.indices {
        for place in places where canRun(index, accelerator, place) {
          addAssignment(index, accelerator, place, to: &chain)
        }
      }
    }
    addWaiting(to: &chain)
    for product in fleet.products { add(product, to: &chain) }
  }

  /// Such as `billion token`.
  static func unit(_ work: Fleet.Work) -> String {
    let words: [Double: String] = [
      1: "", 1e3: "thousand ", 1e6: "million ", 1e9: "billion ", 1e12: "trillion ",
    ]
    return (words[work.scale] ?? "\(work.scale) ") + work.unit
  }

  // MARK: Halls

  private func addHalls(_ site: Int, to chain: inout Chain) {
    let hall = fleet.halls[site]
    let name = names.hall(site)
    var resource = Resource(
      name: name, unit: "MW", site: campuses[site].site.name, keep: 1,
      endowment: power.existing(hall.existing, until: hall.existingUntil), terminal: 0, exact: true,
      upkeep: [
        Flow(
          CampusCompiler.money, byStage(stages.indices.map { fleet.at($0).halls[site].fixed }))
      ])
    if let maximum = hall.maximum {
      let room = names.hallRoom(site)
      chain.resources.append(Resource(name: room, unit: "MW", endowment: byStage(maximum)))
      resource.holds = [Flow(room, 1)]
    }
    let crews = CampusCompiler(campus: campuses[site]).addGrowth(
      hall.growth, of: "halls", existing: hall.existing, capacity: &resource, to: &chain)
    chain.resources.append(resource)
    let starts = hallStarts(site).map { stage in
      (
        stage,
        Process(
          name: campuses[site].names.build("halls", in: label(stage)),
          nodes: [stages[stage].name],
          takes: [
            Flow(
              CampusCompiler.money,
              Amount(hall.charge[stage] * power.presentYears(life: hall.life, from: stage)))
          ] + crews, gives: [Flow(name, 1)],
          lasts: campuses[site].stagesAlive(life: hall.life, from: stage),
          site: campuses[site].site.name)
      )
    }
    chain.processes += hallOrders(site).joining(starts)
  }

  private func hallStarts(_ site: Int) -> [Int] {
    stages.indices.filter { canStart(fleet.at($0).halls[site], $0) }
  }

  func hallOrders(_ site: Int) -> Orders {
    campuses[site].orders(of: "halls", starts: hallStarts(site)) {
      fleet.at($0).halls[site].leadTime
    }
  }

  private func canStart(_ hall: Fleet.Hall, _ stage: Int) -> Bool {
    hall.isPermitted && hall.firstYear.map { stages[stage].year >= $0 } ?? true
  }

  // MARK: Chips

  private func addChips(_ index: Int, to chain: inout Chain) {
    let accelerator = fleet.accelerators[index]
    if let shipments = accelerator.shipments {
      chain.resources.append(
        Resource(
          name: names.shipments(accelerator.name), unit: "thousand chips",
          endowment: byStage(
            zip(shipments, stages).map { $0 * yearsOfDelivery($1) / Self.thousand })))
    }
    for site in campuses.indices {
      chain.resources.append(
        Resource(
          name: names.chips(accelerator.name, .site(site)), unit: "thousand chips",
          site: campuses[site].site.name, keep: 1,
          endowment: power.existing(
            accelerator.existing[site] / Self.thousand, until: accelerator.existingUntil),
          terminal: 0, exact: true,
          holds: [Flow(names.hall(site), Amount(accelerator.power * Self.thousand))],
          upkeep: accelerator.fixed == 0
            ? []
            : [Flow(CampusCompiler.money, Amount(accelerator.fixed * Self.thousand))]))
      let starts = stages.indices.filter { canStart(accelerator, $0) }.map { stage in
        var takes = [
          Flow(
            CampusCompiler.money,
            Amount(
              accelerator.charge[stage] * Self.thousand
                * power.presentYears(life: accelerator.life, from: stage)))
        ]
        if accelerator.shipments != nil { takes.append(Flow(names.shipments(accelerator.name), 1)) }
        return (
          stage,
          Process(
            name: names.buy(accelerator.name, site, label(stage)), nodes: [stages[stage].name],
            takes: takes, gives: [Flow(names.chips(accelerator.name, .site(site)), 1)],
            lasts: campuses[site].stagesAlive(life: accelerator.life, from: stage),
            site: campuses[site].site.name)
        )
      }
      chain.processes += orders(of: accelerator, site).joining(starts)
    }
    if let lease = accelerator.lease { add(lease, of: accelerator, to: &chain) }
  }

  /// Chips that come for a stage are shipped in the years of the stage before; those for the first in
  /// one year.
  private func yearsOfDelivery(_ stage: Campus.Stage) -> Double {
    stage.parent.map { stages[$0].years } ?? 1
  }

  func orders(of accelerator: Fleet.Accelerator, _ site: Int) -> Orders {
    campuses[site].orders(
      of: accelerator.name, starts: stages.indices.filter { canStart(accelerator, $0) },
      lead: { variant(accelerator, $0).leadTime })
  }

  private func variant(_ accelerator: Fleet.Accelerator, _ stage: Int) -> Fleet.Accelerator {
    fleet.at(stage).accelerators.first { $0.name == accelerator.name } ?? accelerator
  }

  private func canStart(_ accelerator: Fleet.Accelerator, _ stage: Int) -> Bool {
    let own = variant(accelerator, stage)
    return own.isPermitted && own.firstYear.map { stages[stage].year >= $0 } ?? true
  }

  private func add(
    _ lease: Fleet.Lease, of accelerator: Fleet.Accelerator, to chain: inout Chain
  ) {
    let name = names.chips(accelerator.name, .leased)
    var resource = Resource(
      name: name, unit: "thousand chips", keep: lease.term == nil ? nil : 1,
      terminal: lease.term == nil ? nil : 0, exact: lease.term != nil)
    if let maximum = lease.maximum {
      let room = names.leaseRoom(accelerator.name)
      chain.resources.append(
        Resource(
          name: room, unit: "thousand chips",
          endowment: byStage(maximum.map { $0 / Self.thousand })))
      resource.holds = [Flow(room, 1)]
    }
    chain.resources.append(resource)
    let yearly = lease.price.map { $0 * hours * Self.thousand }
    guard let term = lease.term else {
      chain.processes.append(
        Process(
          name: names.lease(accelerator.name, nil),
          takes: [Flow(CampusCompiler.money, byStage(yearly))], gives: [Flow(name, 1)],
          recurs: true))
      return
    }
    for stage in stages.indices {
      chain.processes.append(
        Process(
          name: names.lease(accelerator.name, label(stage)), nodes: [stages[stage].name],
          takes: [
            Flow(
              CampusCompiler.money,
              Amount(yearly[stage] * power.presentYears(life: term, from: stage)))
          ], gives: [Flow(name, 1)],
          lasts: campuses[0].stagesAlive(life: term, from: stage)))
    }
  }

  // MARK: Work

  func canRun(_ work: Int, _ accelerator: Int, _ place: FleetNames.Place) -> Bool {
    guard fleet.work[work].points[accelerator] != nil else { return false }
    switch place {
    case .site(let site): return fleet.work[work].sites.map { $0.contains(site) } ?? true
    case .leased:
      return fleet.accelerators[accelerator].lease != nil && fleet.work[work].sites == nil
    }
  }

  /// Operating points by stage.
  func points(_ work: Int, _ accelerator: Int) -> [Fleet.Point] {
    stages.indices.map {
      fleet.at($0).work[work].points[accelerator] ?? Fleet.Point(rate: 0, power: 0)
    }
  }

  private func addAssignment(
    _ index: Int, _ accelerator: Int, _ place: FleetNames.Place, to chain: inout Chain
  ) {
    let (work, chip) = (fleet.work[index], fleet.accelerators[accelerator])
    let name = names.assigned(chip.name, work.name, place)
    var resource = Resource(
      name: name, unit: "thousand chips", exact: true,
      holds: [Flow(names.chips(chip.name, place), 1)])
    let points = points(index, accelerator)
    let shape = FleetLoad(fleet: fleet, campuses: campuses)
    if work.canPause, case .site(let site) = place {
      addPausing(name, index, accelerator, site, points, &resource, to: &chain)
    } else {
      let units = points.indices.map { stage in
        -points[stage].rate * chip.availability * Self.thousand * hours
          * shape.meanUse(of: work, place) / work.scale
      }
      resource.upkeep = [Flow(names.work(work.name), byStage(units))]
      resource.upkeep += freed(by: index, accelerator, place, units: units)
      if case .site(let site) = place {
        let load = points.map { shape.load(of: work, on: chip, $0, at: site) }
        resource.upkeep.append(
          Flow(campuses[site].names.electricity, byStage(series: load)))
        resource.upkeep += rules(load, campuses[site])
      }
    }
    chain.resources.append(resource)
    chain.processes.append(
      Process(name: names.assign(chip.name, work.name, place), gives: [Flow(name, 1)]))
  }

  /// What the rules of a site ask of a load: its share of clean energy.
  func rules(_ load: [[Double]], _ campus: Campus) -> [Flow] {
    guard let clean = campus.clean else { return [] }
    let energy = load.map(campus.clock.total)
    switch clean.matching {
    case .annual:
      return [Flow(campus.names.clean, byStage(energy.map { $0 * clean.share }))]
    case .hourly:
      return [Flow(campus.names.notClean, byStage(energy.map { -$0 * (1 - clean.share) }))]
    }
  }

  /// Work that waits for better hours: an hourly process uses the chips that were put on it.
  private func addPausing(
    _ name: String, _ index: Int, _ accelerator: Int, _ site: Int, _ points: [Fleet.Point],
    _ resource: inout Resource, to chain: inout Chain
  ) {
    let (work, chip, campus) = (fleet.work[index], fleet.accelerators[accelerator], campuses[site])
    let pue = fleet.halls[site].effectiveness
    let most = pue.max() ?? 1
    let power = points.map { $0.power * Self.thousand * most }
    resource.availability = Amount(pue.map { $0 / most })
    let units = points.map { point in
      pue.map { point.rate * chip.availability / (point.power * $0) / work.scale }
    }
    var takes = [Flow(campus.names.electricity, 1)]
    var gives = [Flow(names.work(work.name), byStage(series: units))]
    if let clean = campus.clean {
      switch clean.matching {
      case .annual: takes.append(Flow(campus.names.clean, Amount(clean.share)))
      case .hourly: gives.append(Flow(campus.names.notClean, Amount(1 - clean.share)))
      }
    }
    chain.processes.append(
      Process(
        name: names.run(chip.name, work.name, .site(site)), takes: takes, gives: gives,
        holds: [Flow(name, byStage(power.map { $0 > 0 ? 1 / $0 : 0 }))],
        site: campus.site.name))
  }

  // MARK: Products

  private func add(_ product: Fleet.Product, to chain: inout Chain) {
    let work = fleet.work[product.work]
    if let users = product.users { add(users, of: product, to: &chain) }
    guard product.volume.contains(where: { $0 > 0 }) else { return }
    let limit = product.volume.map { $0 / work.scale }
    func net(_ price: [Double]) -> Amount {
      byStage(
        price.indices.map {
          (price[$0] * (1 - product.royalty) - product.cost[$0]) * work.scale
        })
    }
    var process = Process(
      name: names.sell(product.name), takes: [Flow(names.work(work.name), 1)],
      gives: [Flow(CampusCompiler.money, net(product.price))], limit: byStage(limit),
      recurs: true)
    if product.must > 0 { process.floor = byStage(limit.map { $0 * product.must }) }
    if let demand = product.demand {
      process.limit = nil
      process.steps = DemandCurve(demand: demand).steps.map { step in
        Process.Step(
          width: byStage(limit.map { $0 * step.width }),
          gives: [Flow(CampusCompiler.money, net(product.price.map { $0 * step.price }))])
      }
    }
    chain.processes.append(process)
  }

  private func add(_ users: Fleet.Users, of product: Fleet.Product, to chain: inout Chain) {
    let work = fleet.work[product.work]
    let name = names.users(product.name)
    let million = 1e6
    func kept(_ years: Double) -> Double { pow(users.keep, years) }
    var first = stages.map { _ in 0.0 }
    first[0] = users.existing / million
    chain.resources.append(
      Resource(
        name: name, unit: "million users", keep: byStage(stages.map { kept($0.years) }),
        endowment: byStage(first), terminal: Amount((users.terminal ?? 0) * million)))
    chain.processes.append(
      Process(
        name: names.win(product.name),
        takes: [Flow(CampusCompiler.money, Amount(users.acquisition * million))],
        gives: [Flow(name, 1)],
        limit: users.most.map { most in
          byStage(zip(most, stages).map { $0 * $1.years / million })
        }))
    chain.processes.append(
      Process(
        name: names.serve(product.name),
        takes: [Flow(names.work(work.name), Amount(users.uses * million / work.scale))],
        gives: [
          Flow(
            CampusCompiler.money,
            byStage(
              stages.indices.map {
                (users.price[$0] * (1 - product.royalty) - product.cost[$0] * users.uses) * million
              }))
        ], holds: [Flow(name, 1)], recurs: true))
  }
}

/// The load of chips at work, as the site sees it.
struct FleetLoad {
  let fleet: Fleet
  let campuses: [Campus]

  /// MW by the hour of a thousand chips.
  func load(
    of work: Fleet.Work, on chip: Fleet.Accelerator, _ point: Fleet.Point, at site: Int
  ) -> [Double] {
    let pue = fleet.halls[site].effectiveness
    let busy = point.power * FleetCompiler.thousand
    guard let shape = work.shape.isEmpty ? nil : work.shape[site] else {
      return pue.map { busy * $0 }
    }
    return pue.indices.map { hour in
      busy * (chip.idlePower + (1 - chip.idlePower) * shape[hour]) * pue[hour]
    }
  }

  /// Mean use of chips that are there for the busiest hour.
  func meanUse(of work: Fleet.Work, _ place: FleetNames.Place) -> Double {
    guard !work.shape.isEmpty else { return 1 }
    let site = if case .site(let site) = place { site } else { 0 }
    let clock = campuses[site].clock
    return clock.total(work.shape[site]) / clock.totalHours
  }
}

/// Steps of a demand of constant elasticity, in shares of its volume and its price.
struct DemandCurve {
  let demand: Fleet.Demand

  /// Ends of the steps, in shares of the volume at the stated price.
  static let ends = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4, 6]

  var steps: [(width: Double, price: Double)] {
    var steps: [(Double, Double)] = []
    var start = 0.0
    for end in Self.ends {
      steps.append((end - start, (total(end) - total(start)) / (end - start)))
      start = end
    }
    return steps
  }

  /// What all units up to a share are worth: to the seller their revenue at one price, to their users
  /// the area under the demand. With P(q) = q^(-1/e): q^(1-1/e), and e/(e-1) times that.
  private func total(_ share: Double) -> Double {
    guard share > 0 else { return 0 }
    let revenue = share / pow(share, 1 / demand.elasticity)
    return switch demand.view {
    case .seller: revenue
    case .welfare: revenue * demand.elasticity / (demand.elasticity - 1)
    }
  }
}
