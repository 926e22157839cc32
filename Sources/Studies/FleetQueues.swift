import Chains

/// Reads off a plan what may wait: what runs when, on whose chips, and for how long it waits.
extension FleetReader {
  /// Thousands of chips by the hour that work which may wait keeps busy.
  func run(_ work: Int, _ accelerator: Int, _ site: Int, _ stage: Int) -> [Double] {
    let name = names.run(
      fleet.accelerators[accelerator].name, fleet.work[work].name, .site(site))
    return plan.activity(name, at: node(stage))?.hourly ?? []
  }

  /// Units and MWh a year of work that may wait; `nil` where none may.
  func late(_ work: Int, _ accelerator: Int, _ site: Int, _ stage: Int) -> (
    units: Double, energy: Double
  )? {
    let (own, chip) = (fleet.work[work], fleet.accelerators[accelerator])
    guard own.deferral != nil, let point = fleet.at(stage).work[work].points[accelerator] else {
      return nil
    }
    let clock = campuses[site].clock
    let run = run(work, accelerator, site, stage)
    let power = load.extra(point, chip, at: site)
    let spare = stock(names.spare(chip.name, own.name, site), stage)
    return (
      clock.total(run) * FleetCompiler.thousand * point.rate * chip.availability,
      clock.total(zip(run, power).map { $0 * $1 })
        + spare * clock.total(load.idle(point, chip, at: site))
    )
  }

  /// Chips whose cost a kind of work carries: those put on it, without the hours in which others use
  /// them, and with the hours in which it uses chips that others leave free.
  func carried(
    _ work: Fleet.Work, _ accelerator: Fleet.Accelerator, _ place: FleetNames.Place, _ stage: Int
  ) -> Double {
    let own = assigned(work, accelerator, place, stage)
    guard case .site(let site) = place,
      let index = fleet.accelerators.firstIndex(where: { $0.name == accelerator.name }),
      fleet.work.contains(where: { $0.deferral != nil })
    else { return own }
    let clock = campuses[site].clock
    func free(_ work: Fleet.Work) -> Double {
      assigned(work, accelerator, place, stage) * (1 - load.meanUse(of: work, place))
    }
    func spare(_ work: Fleet.Work) -> Double {
      guard work.deferral != nil else { return 0 }
      return stock(names.spare(accelerator.name, work.name, site), stage) * FleetCompiler.thousand
    }
    func used(_ work: Int) -> Double {
      guard fleet.work[work].deferral != nil else { return 0 }
      return clock.total(run(work, index, site, stage)) / clock.totalHours
        * FleetCompiler.thousand
    }
    let allUsed = fleet.work.indices.reduce(0) { $0 + used($1) }
    let allSpare = fleet.work.reduce(0) { $0 + spare($1) }
    let all = allSpare + fleet.work.reduce(0) { $0 + free($1) }
    guard allUsed > 0, all > 0 else { return own + spare(work) }
    let share = min(1, allUsed / all)
    guard let mine = fleet.work.firstIndex(where: { $0.name == work.name }) else { return own }
    return own - share * free(work) + used(mine) / allUsed
      * (share * (all - allSpare) + allSpare)
  }

  func waiting(_ stage: Int) -> [FleetAnswer.Waiting] {
    fleet.work.flatMap { work -> [FleetAnswer.Waiting] in
      guard work.deferral != nil else { return [] }
      return campuses.indices.compactMap { site in
        let asked = stock(names.postponed(work.name, site), stage)
        guard asked > 0 else { return nil }
        let queue = plan.stock(names.queue(work.name, site), at: node(stage))?.hourly ?? []
        let clock = campuses[site].clock
        return FleetAnswer.Waiting(
          work: work.name, site: campuses[site].site.name, unit: work.unit,
          units: asked * work.scale, hours: clock.total(queue) / clock.totalHours / asked)
      }
    }
  }
}
