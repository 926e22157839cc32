/// Shares the costs of a stage out to the work that causes them: power by energy, halls by the power
/// that chips take up, chips by their number. Everything adds up to the costs of the stage.
struct FleetShares {
  typealias Layer = FleetAnswer.Layer
  typealias Layers = [FleetAnswer.Layer: Double]

  let reader: FleetReader
  let stage: Int
  let costs: [FleetAnswer.Cost]

  private var fleet: Fleet { reader.fleet }
  private var campuses: [Campus] { reader.campuses }

  /// Layers that come with electricity.
  static let electric: Set<Layer> = [
    .fuel, .generation, .storage, .grid, .emissions, .shortage, .own,
  ]

  private func cost(_ layer: Layer, _ name: String, _ site: String?) -> Double {
    costs.reduce(0) {
      $1.layer == layer && $1.name == name && $1.site == site ? $0 + $1.amount : $0
    }
  }

  // MARK: Electricity

  /// USD of a year by layer, and MWh of all who use it.
  private func electricity(_ site: Int) -> (layers: Layers, energy: Double) {
    var layers: Layers = [:]
    for cost in costs
    where cost.site == campuses[site].site.name && Self.electric.contains(cost.layer) {
      layers[cost.layer, default: 0] += cost.amount
    }
    return (layers, reader.power[site].stages[stage].served)
  }

  func power() -> [FleetAnswer.Power] {
    campuses.indices.map { site in
      let (layers, energy) = electricity(site)
      let total = layers.values.reduce(0, +)
      return FleetAnswer.Power(
        site: campuses[site].site.name, energy: energy, average: energy > 0 ? total / energy : 0,
        marginal: reader.power[site].stages[stage].price?.loadWeighted, layers: layers)
    }
  }

  // MARK: Chips

  /// What the chips of a kind at a site cost: busy ones, idle ones, and the halls of both.
  private struct ChipCosts {
    var installed = 0.0
    var busy = 0.0
    var chip = 0.0
    var hall = 0.0
    /// Their part of halls without chips.
    var empty = 0.0
    /// USD of a year of the idle ones.
    var waiting: Double {
      // A rounding of the solver is no idle chip.
      let idle = installed - busy > 1e-9 * installed ? (installed - busy) / installed : 0
      return installed > 0 ? (chip + hall) * idle + empty : 0
    }
  }

  private func chipCosts(_ accelerator: Int, _ site: Int) -> ChipCosts {
    let chip = fleet.accelerators[accelerator]
    let name = campuses[site].site.name
    var own = ChipCosts()
    own.installed = reader.chips(chip, .site(site), stage)
    own.busy = fleet.work.reduce(0) { $0 + reader.carried($1, chip, .site(site), stage) }
    own.chip = cost(.chip, chip.name, name)
    let built = reader.stock(reader.names.hall(site), stage)
    let used = fleet.accelerators.reduce(0) {
      $0 + $1.power * reader.chips($1, .site(site), stage)
    }
    guard built > 0, used > 0 else { return own }
    let halls = cost(.hall, "halls", name)
    let share = chip.power * own.installed / used
    own.hall = halls * min(1, used / built) * share
    let vacant = max(0, 1 - used / built)
    own.empty = vacant > 1e-9 ? halls * vacant * share : 0
    return own
  }

  func chips() -> [FleetAnswer.Chips] {
    var result: [FleetAnswer.Chips] = []
    for accelerator in fleet.accelerators.indices {
      let chip = fleet.accelerators[accelerator]
      for site in campuses.indices {
        let own = chipCosts(accelerator, site)
        guard own.installed > 0 else { continue }
        let idle = max(0, own.installed - own.busy)
        result.append(
          FleetAnswer.Chips(
            accelerator: chip.name, site: campuses[site].site.name, installed: own.installed,
            added: reader.bought(chip, site, stage), busy: own.busy,
            idleHours: idle * reader.hours, idleCost: own.waiting))
      }
      let leased = reader.chips(chip, .leased, stage)
      if leased > 0 {
        let busy = fleet.work.reduce(0) { $0 + reader.carried($1, chip, .leased, stage) }
        let idle = max(0, leased - busy)
        result.append(
          FleetAnswer.Chips(
            accelerator: chip.name, site: nil, installed: leased,
            added: reader.leased(chip, stage), busy: busy, idleHours: idle * reader.hours,
            idleCost: cost(.lease, chip.name, nil) * idle / leased))
      }
    }
    return result
  }

  // MARK: Work

  func work() -> [FleetAnswer.Work] {
    var result: [FleetAnswer.Work] = []
    for work in fleet.work.indices {
      for accelerator in fleet.accelerators.indices {
        for place in campuses.indices.map({ FleetNames.Place.site($0) }) + [.leased] {
          if let own = self.work(work, accelerator, place) { result.append(own) }
        }
      }
    }
    return result
  }

  private func work(_ index: Int, _ accelerator: Int, _ place: FleetNames.Place)
    -> FleetAnswer.Work?
  {
    let (work, chip) = (fleet.work[index], fleet.accelerators[accelerator])
    let chips = reader.carried(work, chip, place, stage)
    guard chips > 0 else { return nil }
    let (units, energy) = reader.output(index, accelerator, place, stage)
    var layers: Layers = [:]
    switch place {
    case .site(let site):
      let (electric, all) = electricity(site)
      if all > 0 { for (layer, amount) in electric { layers[layer] = amount * energy / all } }
      let own = chipCosts(accelerator, site)
      layers[.chip] = own.chip * chips / max(own.installed, own.busy)
      layers[.hall] = own.hall * chips / max(own.installed, own.busy)
      layers[.waiting] = own.waiting * chips / own.busy
    case .leased:
      let all = reader.chips(chip, .leased, stage)
      let busy = fleet.work.reduce(0) { $0 + reader.carried($1, chip, .leased, stage) }
      let cost = cost(.lease, chip.name, nil)
      layers[.lease] = cost * chips / max(all, busy)
      layers[.waiting] = cost * max(0, 1 - busy / max(all, busy)) * chips / busy
    }
    return FleetAnswer.Work(
      work: work.name, accelerator: chip.name, site: reader.siteName(place), chips: chips,
      units: units, unit: work.unit, energy: energy, layers: layers.filter { $0.value != 0 })
  }

  // MARK: Stacks

  /// Costs by product: those of its work, in proportion to the units that it takes, and of selling.
  func stacks(_ products: [FleetAnswer.Product]) -> [FleetAnswer.Stack] {
    let done = work()
    var stacks: [FleetAnswer.Stack] = []
    var carried: Layers = [:]
    for (index, product) in products.enumerated() {
      let name = fleet.work[fleet.products[index].work].name
      let takers = zip(fleet.products, products).filter {
        $0.0.work == fleet.products[index].work
      }
      let taken = takers.reduce(0) { $0 + $1.1.sold }
      var layers: Layers = [:]
      let share = taken > 0 ? product.sold / taken : 0
      for own in done where own.work == name {
        for (layer, amount) in own.layers { layers[layer, default: 0] += amount * share }
      }
      for layer in [Layer.selling, .royalty] {
        let amount = cost(layer, product.name, nil)
        if amount != 0 { layers[layer, default: 0] += amount }
      }
      for (layer, amount) in layers { carried[layer, default: 0] += amount }
      stacks.append(
        FleetAnswer.Stack(
          name: product.name, units: product.sold, unit: product.unit, layers: layers))
    }
    if let fixed = fixedLoad(carried: &carried) { stacks.append(fixed) }
    // What is left: chips that no work uses, power that nobody needs.
    var rest: Layers = [:]
    var all: Layers = [:]
    for cost in costs { all[cost.layer, default: 0] += cost.amount }
    let waiting = carried[.waiting] ?? 0
    var moved = waiting
    for layer in Layer.allCases where layer != .waiting {
      let left = (all[layer] ?? 0) - (carried[layer] ?? 0)
      guard [.chip, .hall, .lease].contains(layer) else {
        rest[layer] = left
        continue
      }
      // What waits was carried as waiting, not as what it is.
      let asWaiting = min(left, moved)
      moved -= asWaiting
      rest[layer] = left - asWaiting
    }
    let size = costs.reduce(0) { $0 + abs($1.amount) }
    rest = rest.filter { abs($0.value) > 1e-9 * size }
    if !rest.isEmpty {
      stacks.append(FleetAnswer.Stack(name: "nobody", units: 0, unit: "", layers: rest))
    }
    return stacks
  }

  /// The loads of the sites that are not work.
  private func fixedLoad(carried: inout Layers) -> FleetAnswer.Stack? {
    var stack = FleetAnswer.Stack(name: "load", units: 0, unit: "MWh", layers: [:])
    for site in campuses.indices {
      let campus = campuses[site]
      let fixed =
        campus.demand[stage] - reader.power[site].stages[stage].unserved
        - reader.power[site].stages[stage].curtailedLoad
      let (electric, all) = electricity(site)
      guard fixed > 0, all > 0 else { continue }
      stack.units += fixed
      for (layer, amount) in electric {
        stack.layers[layer, default: 0] += amount * fixed / all
        carried[layer, default: 0] += amount * fixed / all
      }
    }
    return stack.units > 0 ? stack : nil
  }
}
