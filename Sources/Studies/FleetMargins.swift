import Chains

/// What one more unit of work costs, from the prices of the plan.
extension FleetReader {
  /// The rent of a unit of a keeping resource in a year of a stage: what it is worth at the start less
  /// what it is worth afterwards.
  private func rent(_ resource: String, _ stage: Int) -> Double? {
    guard let price = plan.price(resource, at: node(stage))?.amount else { return nil }
    let future = plan.chain.future
    var later = 0.0
    for child in future.children[stage] {
      guard let own = plan.price(resource, at: node(child))?.amount else { return nil }
      later += future.nodes[child].probability * own
    }
    later *= future.discountAcross(future.nodes[stage])
    return (price - later) / future.annuityWeight(stage)
  }

  func margins(_ stage: Int) -> [FleetAnswer.Margin] {
    fleet.work.indices.compactMap { index in
      let work = fleet.work[index]
      guard let price = plan.price(names.work(work.name), at: node(stage))?.amount else {
        return nil
      }
      // Where most of it is done; what is done at all costs the same everywhere at the margin.
      var best: (accelerator: Int, place: FleetNames.Place, units: Double)?
      for accelerator in fleet.accelerators.indices {
        for place in campuses.indices.map({ FleetNames.Place.site($0) }) + [.leased] {
          let units = firm(index, accelerator, place, stage).units
          if units > best?.units ?? 0 { best = (accelerator, place, units) }
        }
      }
      guard let best else { return lateMargin(index, price / work.scale, stage) }
      return margin(index, best.accelerator, best.place, best.units, price / work.scale, stage)
    }
  }

  private func margin(
    _ index: Int, _ accelerator: Int, _ place: FleetNames.Place, _ units: Double, _ price: Double,
    _ stage: Int
  ) -> FleetAnswer.Margin {
    let (work, chip) = (fleet.work[index], fleet.accelerators[accelerator])
    var margin = FleetAnswer.Margin(
      work: work.name, unit: work.unit, accelerator: chip.name, site: siteName(place),
      price: price, energy: 0, hall: 0, chip: 0, waiting: 0, rest: 0)
    let chips = assigned(work, chip, place, stage)
    if case .site(let site) = place {
      let campus = campuses[site]
      let prices = plan.price(campus.names.electricity, at: node(stage))?.hourly ?? []
      let series: [Double]
      if work.canPause {
        series =
          plan.activity(names.run(chip.name, work.name, place), at: node(stage))?.hourly ?? []
      } else if let point = fleet.at(stage).work[index].points[accelerator] {
        series = load.load(of: work, on: chip, point, at: site).map {
          $0 * chips / FleetCompiler.thousand
        }
      } else {
        series = []
      }
      margin.energy = campus.clock.total(zip(series, prices).map { $0 * $1 }) / units
      if let yearly = hallRent(site, stage) {
        margin.hall = chip.power * yearly * chips / units
      }
      if let own = rent(names.chips(chip.name, place), stage) {
        margin.chip = (own / FleetCompiler.thousand + chip.fixed) * chips / units
      }
    } else if let lease = chip.lease {
      let name = names.chips(chip.name, place)
      let yearly =
        lease.term == nil ? plan.price(name, at: node(stage))?.amount : rent(name, stage)
      // Where no more can be leased, chips are worth more than their price.
      let scarce = scarcity(names.leaseRoom(chip.name), stage)
      margin.chip =
        (yearly.map { ($0 + scarce) / FleetCompiler.thousand } ?? lease.price[stage] * hours)
        * chips / units
    }
    margin.waiting = -freed(index, accelerator, place, units, stage) / units
    margin.rest = price - margin.energy - margin.hall - margin.chip - margin.waiting
    return margin
  }

  /// What a MW of halls is worth in a year: its rent, its fixed costs, and what is scarce about it (room,
  /// growth), less what it shows others that can be done.
  private func hallRent(_ site: Int, _ stage: Int) -> Double? {
    guard let rent = rent(names.hall(site), stage) else { return nil }
    let own = campuses[site].names
    return rent + fleet.at(stage).halls[site].fixed + scarcity(names.hallRoom(site), stage)
      + scarcity(own.reach("halls"), stage) - scarcity(own.shown("halls"), stage)
  }

  /// The price of something that is there or not in a stage, for one of its years; 0 where it has none.
  private func scarcity(_ resource: String, _ stage: Int) -> Double {
    (plan.price(resource, at: node(stage))?.amount ?? 0)
      / plan.chain.future.annuityWeight(stage)
  }

  // MARK: Work that may wait

  /// What chips on firm work make possible in a year: work that waits in their free hours, and the share of
  /// the work that may wait beside it, USD.
  private func freed(
    _ index: Int, _ accelerator: Int, _ place: FleetNames.Place, _ units: Double, _ stage: Int
  ) -> Double {
    let (work, chip) = (fleet.work[index], fleet.accelerators[accelerator])
    var worth = 0.0
    if let share = work.deferral?.share, share < 1,
      let price = plan.price(names.mayWait(work.name), at: node(stage))?.amount
    {
      worth += price * units / work.scale * share / (1 - share)
    }
    if case .site(let site) = place, !work.shape.isEmpty,
      let prices = plan.price(names.free(chip.name, site), at: node(stage))?.hourly
    {
      let chips = assigned(work, chip, place, stage) / FleetCompiler.thousand
      worth +=
        chips * campuses[site].clock.total(zip(prices, work.shape[site]).map { $0 * (1 - $1) })
    }
    return worth
  }

  /// For work all of which may wait: energy and free chips in the hours in which it is done, where most of it
  /// is; what the window costs is in `waiting`.
  private func lateMargin(_ index: Int, _ price: Double, _ stage: Int) -> FleetAnswer.Margin? {
    let work = fleet.work[index]
    var best: (accelerator: Int, site: Int, units: Double)?
    for accelerator in fleet.accelerators.indices {
      for site in campuses.indices {
        let units = late(index, accelerator, site, stage)?.units ?? 0
        if units > best?.units ?? 0 { best = (accelerator, site, units) }
      }
    }
    guard let best else { return nil }
    let (campus, chip) = (campuses[best.site], fleet.accelerators[best.accelerator])
    guard let point = fleet.at(stage).work[index].points[best.accelerator] else { return nil }
    let run = run(index, best.accelerator, best.site, stage)
    func total(_ resource: String, _ amounts: [Double]) -> Double {
      let prices = plan.price(resource, at: node(stage))?.hourly ?? []
      return campus.clock.total(zip(amounts, prices).map { $0 * $1 }) / best.units
    }
    let power = load.extra(point, chip, at: best.site)
    var margin = FleetAnswer.Margin(
      work: work.name, unit: work.unit, accelerator: chip.name, site: campus.site.name,
      price: price, energy: total(campus.names.electricity, zip(run, power).map { $0 * $1 }),
      hall: 0, chip: total(names.free(chip.name, best.site), run), waiting: 0, rest: 0)
    margin.waiting = price - margin.energy - margin.chip
    return margin
  }
}
