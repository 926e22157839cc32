import Chains

/// Work that may wait for some hours, at the most.
///
/// What may wait at a site is a stock of its own (units a year, coming in with the shape of the work). It
/// flows into a queue, an hourly resource that keeps, and runs on chips that are free: those put there for
/// it, and those that stand by for the busy hours of other work. First come, first served, all work of an
/// hour is done within the window exactly if the queue never holds more than came in during the window:
/// with A what came in and D what was done, D(h) >= A(h - window) and A(h) - D(h) <= A(h) - A(h - window)
/// are the same.
extension FleetCompiler {
  /// Whether work that may wait can use the free hours of an accelerator.
  func hasFreeHours(_ accelerator: Int, _ site: Int) -> Bool {
    fleet.work.indices.contains { canWait($0, accelerator, site) }
  }

  func canWait(_ work: Int, _ accelerator: Int, _ site: Int) -> Bool {
    fleet.work[work].deferral != nil && canRun(work, accelerator, .site(site))
  }

  /// The hours of chips that are free, the work that may wait, and its queues.
  func addWaiting(to chain: inout Chain) {
    for site in campuses.indices {
      for accelerator in fleet.accelerators.indices where hasFreeHours(accelerator, site) {
        chain.resources.append(
          Resource(
            name: names.free(fleet.accelerators[accelerator].name, site), unit: "thousand chips",
            site: campuses[site].site.name, clock: campuses[site].clock))
      }
    }
    for (index, work) in fleet.work.enumerated() {
      guard let deferral = work.deferral else { continue }
      if deferral.share < 1 {
        chain.resources.append(
          Resource(name: names.mayWait(work.name), unit: Self.unit(work) + "/year"))
      }
      for site in campuses.indices
      where fleet.accelerators.indices.contains(where: { canWait(index, $0, site) }) {
        addQueue(index, deferral, site, to: &chain)
        for accelerator in fleet.accelerators.indices where canWait(index, accelerator, site) {
          addWaitingRun(index, accelerator, site, to: &chain)
        }
      }
    }
  }

  private func addQueue(
    _ index: Int, _ deferral: Fleet.Deferral, _ site: Int, to chain: inout Chain
  ) {
    let (work, campus) = (fleet.work[index], campuses[site])
    let arrivals = FleetLoad(fleet: fleet, campuses: campuses).arrivals(of: work, at: site)
    let clock = campus.clock
    let (queue, asked) = (names.queue(work.name, site), names.postponed(work.name, site))
    var upkeep = [
      Flow(names.work(work.name), -1), Flow(queue, Amount(arrivals.map { -$0 })),
    ]
    if deferral.share < 1 { upkeep.append(Flow(names.mayWait(work.name), 1)) }
    chain.resources.append(
      Resource(
        name: asked, unit: Self.unit(work) + "/year", site: campus.site.name, exact: true,
        upkeep: upkeep,
        availability: Amount(deferral.mostWaiting(arrivals, clock))))
    chain.processes.append(
      Process(
        name: names.postpone(work.name, site), gives: [Flow(asked, 1)], site: campus.site.name))
    chain.resources.append(
      Resource(
        name: queue, unit: Self.unit(work) + "/year x h", site: campus.site.name, clock: clock,
        keep: 1, exact: true, holds: [Flow(asked, 1)],
        ends: clock.cycles > 1 ? .laps(clock.cycle) : .cyclic))
  }

  /// Chips put on work that may wait, and its running on them and on others that are free.
  private func addWaitingRun(_ index: Int, _ accelerator: Int, _ site: Int, to chain: inout Chain) {
    let (work, chip, campus) = (fleet.work[index], fleet.accelerators[accelerator], campuses[site])
    let points = points(index, accelerator)
    let load = FleetLoad(fleet: fleet, campuses: campuses)
    let (idle, busy) = (
      points.map { load.idle($0, chip, at: site) }, points.map { load.extra($0, chip, at: site) }
    )
    let free = names.free(chip.name, site)
    let name = names.spare(chip.name, work.name, site)
    var spare = Resource(
      name: name, unit: "thousand chips", exact: true,
      holds: [Flow(names.chips(chip.name, .site(site)), 1)],
      upkeep: [Flow(free, -1)])
    if chip.idlePower > 0 {
      spare.upkeep.append(Flow(campus.names.electricity, byStage(series: idle)))
      spare.upkeep += rules(idle, campus)
    }
    chain.resources.append(spare)
    chain.processes.append(
      Process(name: names.putSpare(chip.name, work.name, site), gives: [Flow(name, 1)]))
    let rate = points.map {
      $0.rate * chip.availability * Self.thousand * campus.clock.totalHours / work.scale
    }
    var takes = [
      Flow(campus.names.electricity, byStage(series: busy)), Flow(free, 1),
      Flow(names.queue(work.name, site), byStage(rate)),
    ]
    var gives: [Flow] = []
    if let clean = campus.clean {
      switch clean.matching {
      case .annual:
        takes.append(
          Flow(campus.names.clean, byStage(series: busy.map { $0.map { $0 * clean.share } })))
      case .hourly:
        gives.append(
          Flow(
            campus.names.notClean, byStage(series: busy.map { $0.map { $0 * (1 - clean.share) } })))
      }
    }
    chain.processes.append(
      Process(
        name: names.run(chip.name, work.name, .site(site)), takes: takes, gives: gives,
        site: campus.site.name))
  }

  /// What chips put on firm work leave to work that may wait: their free hours, and the share of the work
  /// that may wait beside it.
  func freed(by index: Int, _ accelerator: Int, _ place: FleetNames.Place, units: [Double])
    -> [Flow]
  {
    var flows: [Flow] = []
    let work = fleet.work[index]
    if case .site(let site) = place, hasFreeHours(accelerator, site), !work.shape.isEmpty {
      flows.append(
        Flow(
          names.free(fleet.accelerators[accelerator].name, site),
          Amount(work.shape[site].map { $0 - 1 })))
    }
    if let share = work.deferral?.share, share < 1 {
      flows.append(
        Flow(names.mayWait(work.name), byStage(units.map { $0 * share / (1 - share) })))
    }
    return flows
  }
}

extension Fleet.Deferral {
  /// The most that may wait at the end of each step, for work that comes in at these rates: what came in
  /// during the window. Every year of the clock is a circle.
  func mostWaiting(_ arrivals: [Double], _ clock: Clock) -> [Double] {
    let cycle = clock.cycle
    let window = min(cycle, steps(of: clock.step))
    guard window > 0 else { return arrivals.map { _ in 0 } }
    return stride(from: 0, to: clock.count, by: cycle).flatMap { lap -> [Double] in
      // Sums from the start of the lap, twice round, so that a window is a difference of two.
      var sums = [0.0]
      for step in 0..<(2 * cycle) {
        sums.append(sums[step] + arrivals[lap + step % cycle] * clock.step)
      }
      return (0..<cycle).map { sums[$0 + cycle + 1] - sums[$0 + cycle + 1 - window] }
    }
  }

  /// Whole steps of the window.
  func steps(of length: Double) -> Int { Int((within / length + 1e-9).rounded(.down)) }
}

extension FleetLoad {
  /// Work that comes in, by the hour, over its mean.
  func arrivals(of work: Fleet.Work, at site: Int) -> [Double] {
    let clock = campuses[site].clock
    guard !work.shape.isEmpty else { return Array(repeating: 1, count: clock.count) }
    let mean = clock.total(work.shape[site]) / clock.totalHours
    return work.shape[site].map { $0 / mean }
  }

  /// MW by the hour of a thousand chips that stand by.
  func idle(_ point: Fleet.Point, _ chip: Fleet.Accelerator, at site: Int) -> [Double] {
    let busy = point.power * FleetCompiler.thousand
    return fleet.halls[site].effectiveness.map { busy * chip.idlePower * $0 }
  }

  /// What it takes to keep them busy, on top.
  func extra(_ point: Fleet.Point, _ chip: Fleet.Accelerator, at site: Int) -> [Double] {
    let busy = point.power * FleetCompiler.thousand
    return fleet.halls[site].effectiveness.map { busy * (1 - chip.idlePower) * $0 }
  }
}
