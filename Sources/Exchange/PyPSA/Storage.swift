import Chains

/// How the stock of a storage unit or a store begins and ends.
struct StockCourse {
  var isCyclic: Bool
  var isCyclicPerPeriod: Bool
  var startsPerPeriod: Bool
  var initial: Double
}

extension NetworkImport {
  mutating func addStorageUnit(_ unit: Component) {
    guard let activity = timeline.activity(unit) else { return }
    let name = processName(unit)
    let builder = unit.isExtendable ? addBuild(unit, name) : nil
    if !unit.nominal.isFinite, builder == nil {
      refuse(unit, "a storage unit needs a finite p_nom")
      return
    }
    let course = StockCourse(
      isCyclic: unit.flag("cyclic_state_of_charge"),
      isCyclicPerPeriod: unit.flag("cyclic_state_of_charge_per_period"),
      startsPerPeriod: unit.flag("state_of_charge_initial_per_period"),
      initial: unit.number("state_of_charge_initial"))
    let hours = unit.number("max_hours")
    let stock = addStock(
      unit, "\(name) energy", activity, course, builder: builder, most: .constant(hours),
      least: .constant(0), set: unit.given("state_of_charge_set"))
    addInflow(unit, name, stock, activity)
    let bus = bus(unit.text("bus"))
    let sign = unit.number("sign")
    let cost = unit.local("marginal_cost")
    let out = unit.local("efficiency_dispatch")
    let into = unit.local("efficiency_store")
    if out.least <= 0 {
      refuse(unit, "expected an efficiency_dispatch above 0, found \(out.least)")
    }
    let timeline = timeline
    var discharge = Dispatch(
      component: unit, name: name, back: "\(name) back", least: .constant(0),
      most: unit.local("p_max_pu").map { max($0, 0) }, set: unit.given("p_dispatch_set"),
      activity: activity, builder: builder)
    let sides = add(discharge) { process, _, _ in
      process.touch(bus, .constant(sign))
      process.touch(stock, -(out.map { 1 / $0 }) * timeline.elapsed)
      process.touch(Draft.money, -cost * timeline.costs)
    }
    discharge.name = "charge \(name)"
    discharge.most = unit.local("p_min_pu").map { max(-$0, 0) }
    discharge.set = unit.given("p_store_set")
    let charges = add(discharge) { process, _, _ in
      process.touch(bus, .constant(-sign))
      process.touch(stock, into * timeline.elapsed)
    }
    if unit.local("p_min_pu").most > 0 || unit.local("p_max_pu").least < 0 {
      refuse(
        unit,
        "expected p_min_pu up to 0 and p_max_pu from 0: charging and discharging have no minimum")
    }
    if let set = unit.given("p_set") {
      let both = sides.map { ($0.name, 1.0) } + charges.map { ($0.name, -1.0) }
      addSetPoint(set, name, unit, activity, both)
    }
  }

  /// Water that flows in by itself, and what of it is spilled.
  private mutating func addInflow(
    _ unit: Component, _ name: String, _ stock: String, _ activity: Amount.Local
  ) {
    let inflow = unit.local("inflow") * activity
    if inflow.isZero { return }
    let hours = Amount.Local(timeline.snapshots.stores)
    let before = draft[resource: stock].endowment?.everywhere ?? .constant(0)
    draft[resource: stock].endowment = Amount(before + inflow * hours)
    let most = inflow.map { max($0, 0) }
    if most.isZero { return }
    var spill = Process(name: "spill \(name)", limit: Amount(most))
    spill.touch(stock, -timeline.elapsed)
    spill.touch(Draft.money, -unit.local("spill_cost") * timeline.costs)
    draft.add(spill, origin: origin(unit))
  }

  mutating func addStore(_ store: Component) {
    guard let activity = timeline.activity(store) else { return }
    let name = processName(store)
    let builder = store.isExtendable ? addBuild(store, name) : nil
    let course = StockCourse(
      isCyclic: store.flag("e_cyclic"), isCyclicPerPeriod: store.flag("e_cyclic_per_period"),
      startsPerPeriod: store.flag("e_initial_per_period"), initial: store.number("e_initial"))
    let stock = addStock(
      store, "\(name) energy", activity, course, builder: builder, most: store.local("e_max_pu"),
      least: store.local("e_min_pu"), set: store.given("e_set"))
    let bus = bus(store.text("bus"))
    let sign = store.number("sign")
    let cost = store.local("marginal_cost")
    var sides: [(name: String, sign: Double)] = []
    for side in [1.0, -1] {
      var process = Process(name: side > 0 ? name : "charge \(name)")
      process.touch(bus, .constant(sign * side))
      process.touch(stock, timeline.elapsed * -side)
      process.touch(Draft.money, -cost * timeline.costs * side)
      if activity != .constant(1) { process.scaleFlows(by: activity) }
      sides.append((draft.add(process, origin: origin(store)), side))
    }
    if let set = store.given("p_set") { addSetPoint(set, name, store, activity, sides) }
  }

  // MARK: The stock

  /// The energy in a store, between shares of its capacity.
  private mutating func addStock(
    _ store: Component, _ name: String, _ activity: Amount.Local, _ course: StockCourse,
    builder: String?, most: Amount.Local, least: Amount.Local, set: Amount.Local?
  ) -> String {
    let loss = store.local("standing_loss")
    let hours = Amount.Local(timeline.snapshots.stores)
    let kept = loss.map { 1 - $0 }.raised(to: hours)
    if loss.most > 1 { refuse(store, "expected a standing_loss up to 1, found \(loss.most)") }
    var stock = Resource(name: name, unit: "MWh", clock: timeline.clock, exact: true)
    setCourse(&stock, store, course, kept, activity)
    bindStock(&stock, store, activity, builder, most, least)
    let cost = store.local("marginal_cost_storage") * timeline.costs * activity
    if !cost.isZero { stock.upkeep.append(Flow(Draft.money, Amount(cost))) }
    let added = draft.add(stock, origin: origin(store))
    if let set { addStockSetPoint(set, store, added, activity) }
    let isCircle = course.isCyclic
    if !isCircle {
      countStock(
        store, carrier: store.kind == .stores ? effectiveCarrier(store) : store.text("carrier"),
        stock: added, initial: course.initial, perPeriod: course.startsPerPeriod)
    }
    return added
  }

  private mutating func bindStock(
    _ stock: inout Resource, _ store: Component, _ activity: Amount.Local, _ builder: String?,
    _ most: Amount.Local, _ least: Amount.Local
  ) {
    if (least - most).most > 0 {
      refuse(store, "the least filling is above the most")
      return
    }
    guard let builder else {
      let size = store.nominal
      if size.isFinite {
        stock.limit = Amount(most * size * activity)
        let floor = least * size * activity
        if !floor.isZero { stock.floor = Amount(floor) }
      } else if most.values.contains(0) || !least.isZero {
        refuse(store, "an infinite size with limits that differ by snapshot is not imported")
      }
      return
    }
    let scale = max(1, most.most)
    if most.most <= 0 { stock.limit = 0 }
    let capacity = addCapacity(
      "\(stock.name) capacity", of: store, builder: builder, perUnit: scale,
      availability: most.map { max($0, 0) } * (1 / scale) * activity, unit: "MWh")
    stock.holds = [Flow(capacity, 1)]
    guard !least.isZero else { return }
    if most.least > 0 {
      stock.leastUse = Amount(least / most)
    } else {
      refuse(store, "e_min_pu with an e_max_pu of 0 is not imported for an extendable store")
    }
  }

  /// A circle, a given start, or either of them for each period.
  private mutating func setCourse(
    _ stock: inout Resource, _ store: Component, _ course: StockCourse, _ kept: Amount.Local,
    _ activity: Amount.Local
  ) {
    let count = timeline.count
    // What is kept over an hour is lost in the hour that follows.
    var keep = (0..<count).map { kept[($0 + 1) % count] }
    var starts: [Int] = []
    if timeline.hasPeriods, course.isCyclicPerPeriod || course.startsPerPeriod {
      for period in timeline.snapshots.periods {
        keep[period.range.upperBound - 1] =
          course.isCyclicPerPeriod ? kept[period.range.lowerBound] : 0
        if !course.isCyclicPerPeriod, activity[period.range.lowerBound] == 1 {
          starts.append(period.range.lowerBound)
        }
      }
      if course.isCyclicPerPeriod {
        setLaps(&stock, store)
      } else {
        stock.ends = .start(0)
      }
    } else if course.isCyclic {
      if activity != .constant(1) {
        refuse(
          store, "a circle over all periods for a store that is there in some only is not imported")
      }
      stock.ends = .cyclic
    } else {
      stock.ends = .start(0)
      starts = [(0..<count).first { activity[$0] == 1 } ?? 0]
      // Where the store ends, what is in it ends.
      for hour in 0..<count - 1 where activity[hour] != activity[hour + 1] { keep[hour] = 0 }
    }
    if case .start = stock.ends { keep[count - 1] = keep[0] }
    stock.keep = Amount(Amount.Local(keep))
    guard course.initial != 0, !starts.isEmpty else { return }
    if starts == [0], course.initial > 0, stock.keep?.everywhere == .constant(1) {
      stock.ends = .start(Amount(course.initial))
      return
    }
    var given = Array(repeating: 0.0, count: count)
    for start in starts { given[start] = course.initial }
    stock.endowment = Amount(Amount.Local(given))
  }

  private mutating func setLaps(_ stock: inout Resource, _ store: Component) {
    let lengths = Set(timeline.snapshots.periods.map(\.range.count))
    guard lengths.count == 1, let lap = lengths.first else {
      refuse(store, "a circle per period needs periods with equally many snapshots")
      return
    }
    stock.ends = lap == timeline.count ? .cyclic : .laps(lap)
  }

  private mutating func addStockSetPoint(
    _ set: Amount.Local, _ store: Component, _ stock: String, _ activity: Amount.Local
  ) {
    guard let point = addSetPoint(set, stock, store, activity) else { return }
    draft[resource: stock].upkeep.append(Flow(point.resource, Amount(-point.isSet)))
  }
}
