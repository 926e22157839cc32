import Chains

/// Units that are on or off: the stock of those that run, and the processes that start and stop them.
struct Commitment {
  var running: String
  var start: String
  var stop: String
  /// Units that ran before the first snapshot.
  var before: Double
}

extension NetworkImport {
  /// Adds a component whose flow needs units that run.
  ///
  /// The running units are an exact, whole stock that `start` fills and `stop` empties. What runs
  /// gives room for a flow and asks for its minimum. A minimum up time is a hold of `start` on the
  /// running units that goes on for some steps; a minimum down time one of `stop` on the idle ones.
  ///
  /// - Returns: the processes of the flow with their signs.
  mutating func addCommitted(
    _ dispatch: Dispatch, _ recipe: (inout Process, Double, inout NetworkImport) -> Void
  ) -> [(name: String, sign: Double)] {
    let component = dispatch.component
    let module = component.number("p_nom_mod")
    let isModular = module > 0
    if component.isExtendable, !isModular, dispatch.least.least < 0 {
      refuse(component, "a committable and extendable flow both ways is not imported")
      return []
    }
    if !component.nominal.isFinite, !component.isExtendable {
      refuse(component, "a committable component needs a finite size")
      return []
    }
    guard let commitment = addUnits(dispatch) else { return [] }
    var open = dispatch
    if !component.isExtendable || isModular { open.builder = nil }
    let sides = addUnbound(open, recipe, isSizeBound: dispatch.builder != nil && !isModular)
    for side in sides { tie(side, to: commitment, dispatch) }
    if let set = dispatch.set {
      addSetPoint(set, dispatch.name, component, dispatch.activity, sides)
    }
    addRamps(dispatch, sides, commitment)
    return sides
  }

  /// The processes of a flow without limits of their own, or with those of the capacity.
  private mutating func addUnbound(
    _ dispatch: Dispatch, _ recipe: (inout Process, Double, inout NetworkImport) -> Void,
    isSizeBound: Bool
  ) -> [(name: String, sign: Double)] {
    var free = dispatch
    free.set = nil
    if isSizeBound {
      free.least = dispatch.least.map { min($0, 0) }
      return add(free, recipe: recipe)
    }
    var sides: [(name: String, sign: Double)] = []
    for sign in [1.0, -1] {
      let most = (sign > 0 ? dispatch.most : -dispatch.least).map { max($0, 0) }
      if most.isZero { continue }
      var process = Process(name: sign > 0 ? dispatch.name : dispatch.back)
      recipe(&process, sign, &self)
      sides.append((draft.add(process, origin: origin(dispatch.component)), sign))
    }
    return sides
  }

  // MARK: Units

  private mutating func addUnits(_ dispatch: Dispatch) -> Commitment? {
    let component = dispatch.component
    let name = dispatch.name
    let module = component.number("p_nom_mod")
    let upBefore = component.number("up_time_before")
    let downBefore = component.number("down_time_before")
    let minUp = Int(component.number("min_up_time"))
    let minDown = Int(component.number("min_down_time"))
    if minUp < 0 || minDown < 0 || minUp > 1_000_000 || minDown > 1_000_000 {
      refuse(component, "expected min_up_time and min_down_time from 0")
      return nil
    }
    if dispatch.activity != .constant(1), max(minUp, minDown) > 1 {
      refuse(
        component,
        "a committable component with a minimum up or down time that is there in some periods only is "
          + "not imported")
      return nil
    }
    let wasOn = dispatch.activity[0] == 1 && downBefore <= 0 && upBefore >= 1
    let before = wasOn ? 1.0 : 0
    var running = Resource(
      name: "\(name) running", unit: "unit", clock: timeline.clock, keep: 1, exact: true,
      ends: .start(Amount(before)), whole: true)
    if let builder = dispatch.builder, module > 0 {
      let modules = addCapacity(
        "\(name) modules", of: component, builder: builder, perUnit: 1 / module,
        availability: dispatch.activity, unit: "unit")
      running.holds = [Flow(modules, 1)]
      if wasOn {
        // A unit that was on is there, whether it stays on or goes off.
        let least = draft[process: builder].floor?.everywhere?[0] ?? 0
        draft[process: builder].floor = Amount(max(1, least))
      }
    } else {
      let most = module > 0 ? units(component, module) : 1
      running.limit = Amount(dispatch.activity * most)
    }
    // Who came on lately must stay on, who went off lately must stay off.
    let mustStay = wasOn && upBefore < Double(minUp)
    if mustStay, module <= 0 {
      running.floor = Amount(firstSteps(minUp - Int(upBefore)))
    }
    let cost = component.local("stand_by_cost") * timeline.costs * dispatch.activity
    if !cost.isZero { running.upkeep.append(Flow(Draft.money, Amount(cost))) }
    let stock = draft.add(running, origin: origin(component))
    if mustStay, module > 0 {
      // One of several units: it counts beside those that start.
      let stay = Amount(firstSteps(minUp - Int(upBefore)))
      draft.add(
        Process(name: "\(name) stays on", holds: [Flow(stock, 1)], limit: stay, floor: stay),
        origin: origin(component))
    }
    let idle = minDown > 0 ? addIdle(dispatch, before, minDown, downBefore) : nil
    let start = addSwitch("start \(name)", "start_up_cost", stock, idle, dispatch, minUp)
    let stop = addSwitch("stop \(name)", "shut_down_cost", stock, idle, dispatch, minDown)
    return Commitment(running: stock, start: start, stop: stop, before: before)
  }

  private func units(_ component: Component, _ module: Double) -> Double {
    let count = component.nominal / module
    if (count - count.rounded()).magnitude > 1e-6 {
      refuse(component, "p_nom \(component.nominal) is no multiple of p_nom_mod \(module)")
    }
    return count.rounded()
  }

  private func firstSteps(_ count: Int) -> Amount.Local {
    Amount.Local((0..<timeline.count).map { $0 < count ? 1 : 0 })
  }

  private mutating func addIdle(
    _ dispatch: Dispatch, _ before: Double, _ minDown: Int, _ downBefore: Double
  ) -> String {
    var idle = Resource(
      name: "\(dispatch.name) idle", unit: "unit", clock: timeline.clock, keep: 1, exact: true,
      ends: .start(Amount(1 - before)))
    if before == 0, downBefore > 0, downBefore < Double(minDown) {
      idle.floor = Amount(firstSteps(minDown - Int(downBefore)))
    }
    return draft.add(idle, origin: origin(dispatch.component))
  }

  /// One unit comes on (or goes off) per unit of activity.
  private mutating func addSwitch(
    _ name: String, _ attribute: String, _ running: String, _ idle: String?, _ dispatch: Dispatch,
    _ minTime: Int
  ) -> String {
    let component = dispatch.component
    let one = Amount.Local.constant(1 / timeline.step)
    let isStart = attribute == "start_up_cost"
    var process = Process(name: name)
    process.touch(running, isStart ? one : -one)
    if let idle { process.touch(idle, isStart ? -one : one) }
    process.touch(
      Draft.money, -component.local(attribute) * timeline.event * dispatch.activity)
    let module = component.number("p_nom_mod")
    if module <= 0 {
      process.limit = 1
    } else if !component.isExtendable {
      process.limit = Amount(units(component, module))
    }
    if minTime > 0, let held = isStart ? running : idle {
      process.holds = [Flow(held, 1)]
      process.holdSteps = minTime
    }
    return draft.add(process, origin: origin(component))
  }

  // MARK: Flow

  /// What runs gives room for the flow and asks for its minimum.
  private mutating func tie(
    _ side: (name: String, sign: Double), to commitment: Commitment, _ dispatch: Dispatch
  ) {
    let component = dispatch.component
    let module = component.number("p_nom_mod")
    let isBig = component.isExtendable && module <= 0
    let most = (side.sign > 0 ? dispatch.most : -dispatch.least).map { max($0, 0) }
    let least = (side.sign > 0 ? dispatch.least : -dispatch.most).map { max($0, 0) }
    let size = module > 0 ? module : component.nominal
    let big = isBig ? bigM(component) : 0
    let room = isBig ? Amount.Local.constant(big) : most * size
    let ready = draft.add(
      Resource(name: "\(side.name) ready", unit: "", clock: timeline.clock), origin: nil)
    draft[process: side.name].touch(ready, .constant(-1))
    draft[resource: commitment.running].upkeep.append(Flow(ready, Amount(-room)))
    if least.isZero { return }
    var minimum = Resource(name: "\(side.name) minimum", unit: "", clock: timeline.clock)
    if isBig { minimum.endowment = Amount(big) }
    let asked = draft.add(minimum, origin: nil)
    draft[process: side.name].touch(asked, .constant(1))
    let need = isBig ? Amount.Local.constant(big) : least * size
    draft[resource: commitment.running].upkeep.append(Flow(asked, Amount(need)))
    if isBig, let capacity = draft[process: side.name].holds.first?.resource {
      draft[resource: capacity].upkeep.append(Flow(asked, Amount(least)))
    }
  }

  /// PyPSA's bound of the flow of a committable and extendable component: its largest size, or ten
  /// times the largest load or size of its kind.
  func bigM(_ component: Component) -> Double {
    let share = component.local("p_max_pu").most
    let most = component.number("p_nom_max")
    if most.isFinite, most > 0 { return most * share }
    var peak = Array(repeating: 0.0, count: timeline.count)
    for load in network.components(.loads) {
      let own = load.local("p_set")
      for hour in peak.indices { peak[hour] += own[hour] }
    }
    var candidates = [peak.map(\.magnitude).max() ?? 0]
    for other in network.components(component.kind) {
      for value in [other.nominal, other.number("p_nom_max")] where value.isFinite && value > 0 {
        candidates.append(value)
      }
    }
    let scale = (candidates.max() ?? 0) * 10
    return (scale > 0 ? scale : 1e6) * share
  }
}
