import Chains

/// How far the flow of a component may rise or fall from one snapshot to the next.
extension NetworkImport {
  mutating func addRamps(
    _ dispatch: Dispatch, _ sides: [(name: String, sign: Double)], _ commitment: Commitment? = nil
  ) {
    let component = dispatch.component
    let limits = RampLimits(component, isCommitted: commitment != nil)
    guard limits.bind, !sides.isEmpty else { return }
    if component.nominal == .infinity, !component.isExtendable { return }
    if commitment == nil, addSimpleRamp(dispatch, sides, limits) { return }
    let level = addLevel(dispatch, sides, commitment)
    let module = component.number("p_nom_mod")
    let isBig = commitment != nil && component.isExtendable && module <= 0
    for isUp in [true, false] {
      let isThere = mask(dispatch, commitment, isUp ? limits.hasUp : limits.hasDown)
      if isThere.isZero { continue }
      let word = isUp ? "rise" : "fall"
      if isBig, let commitment {
        addBigRooms(dispatch, sides, commitment, limits, level, isUp, isThere, word)
        continue
      }
      let room = addRoom("\(dispatch.name) room to \(word)", level, isUp, isThere)
      let run = isUp ? limits.up : limits.down
      if let commitment {
        let unit = component.isExtendable ? module : component.nominal
        let edge = isUp ? limits.start : limits.stop
        // rise <= run x (units that were on) + start x (units that came on), and so on.
        let was = run * unit * isThere
        let came = Amount.Local.constant(edge * unit) * isThere
        draft[resource: commitment.running].upkeep.append(
          Flow(room, Amount(-(run * unit * isThere))))
        let stop = isUp ? was - came : came
        let start = isUp ? came - was : -came
        draft[process: commitment.start].touch(room, start)
        draft[process: commitment.stop].touch(room, stop)
      } else if dispatch.builder != nil {
        give(room, run * isThere, byCapacityOf: sides)
      } else {
        draft[resource: room].endowment = Amount(run * component.nominal * isThere)
      }
    }
  }

  /// A ramp as a share of what the process holds, where that says it all.
  private mutating func addSimpleRamp(
    _ dispatch: Dispatch, _ sides: [(name: String, sign: Double)], _ limits: RampLimits
  ) -> Bool {
    let component = dispatch.component
    guard sides.count == 1, sides[0].sign > 0, dispatch.activity == .constant(1),
      !timeline.hasPeriods, component.number("p_init").isNaN,
      case .constant(let up) = limits.givenUp, case .constant(let down) = limits.givenDown,
      up.isNaN || up > 0, down.isNaN || down > 0
    else { return false }
    let scale = max(1, dispatch.most.most)
    if dispatch.builder == nil {
      let capacity = addCapacity("\(dispatch.name) capacity", of: component, builder: nil)
      draft[process: sides[0].name].holds.append(Flow(capacity, Amount(1 / scale)))
    }
    let share = 1 / (scale * timeline.step)
    draft[process: sides[0].name].ramp = Process.Ramp(
      up: up.isNaN ? nil : up * share, down: down.isNaN ? nil : down * share)
    return true
  }

  private struct Level {
    var rise: String
    var fall: String
  }

  /// The flow as a stock that rises and falls: a change from one snapshot to the next is then an
  /// activity, which may have a limit.
  private mutating func addLevel(
    _ dispatch: Dispatch, _ sides: [(name: String, sign: Double)], _ commitment: Commitment?
  ) -> Level {
    let name = dispatch.name
    let component = dispatch.component
    let initial = component.number("p_init")
    let wasOff = commitment.map { $0.before == 0 } ?? false
    let start = wasOff || initial.isNaN ? 0 : initial
    var stock = Resource(
      name: "\(name) level", clock: timeline.clock, keep: 1, exact: true,
      ends: .start(Amount(start)))
    if sides.contains(where: { $0.sign < 0 }) || start < 0 {
      let size =
        component.isExtendable ? component.number("p_nom_max") : component.nominal
      let lowest = min(dispatch.least.least * size, start)
      if !lowest.isFinite { refuse(component, "ramps of a flow both ways need a finite p_nom_max") }
      stock.floor = Amount(lowest.isFinite ? lowest : 0)
    }
    let level = draft.add(stock, origin: origin(component))
    let same = draft.add(Resource(name: "\(name) at its level", clock: timeline.clock, exact: true))
    for side in sides { draft[process: side.name].touch(same, .constant(side.sign)) }
    draft[resource: level].upkeep.append(Flow(same, 1))
    var rise = Process(name: "\(name) rises")
    rise.touch(level, .constant(1 / timeline.step))
    var fall = Process(name: "\(name) falls")
    fall.touch(level, .constant(-1 / timeline.step))
    return Level(rise: draft.add(rise), fall: draft.add(fall))
  }

  /// 1 where a ramp binds: not at the first snapshot unless the flow before it is known, not
  /// between periods, and not where there is no limit.
  private func mask(_ dispatch: Dispatch, _ commitment: Commitment?, _ hasLimit: [Bool])
    -> Amount.Local
  {
    let isKnown =
      !dispatch.component.number("p_init").isNaN || commitment.map { $0.before == 0 } ?? false
    let starts = Set(timeline.starts)
    return Amount.Local(
      (0..<timeline.count).map { hour in
        let isFree = starts.contains(hour) && !(hour == 0 && isKnown)
        let isLimited = hasLimit.count == 1 ? hasLimit[0] : hasLimit[hour]
        return isFree || !isLimited ? 0 : dispatch.activity[hour]
      })
  }

  private mutating func addRoom(
    _ name: String, _ level: Level, _ isUp: Bool, _ isThere: Amount.Local
  ) -> String {
    let room = draft.add(Resource(name: name, clock: timeline.clock))
    draft[process: level.rise].touch(room, isUp ? -isThere : isThere)
    draft[process: level.fall].touch(room, isUp ? isThere : -isThere)
    return room
  }

  private mutating func give(
    _ room: String, _ share: Amount.Local, byCapacityOf sides: [(name: String, sign: Double)]
  ) {
    guard let capacity = draft[process: sides[0].name].holds.first?.resource else { return }
    draft[resource: capacity].upkeep.append(Flow(room, Amount(-share)))
  }

  /// PyPSA's form for units whose size is decided too: one room for those that were on and one for
  /// those that came on, each wide open otherwise.
  private mutating func addBigRooms(
    _ dispatch: Dispatch, _ sides: [(name: String, sign: Double)], _ commitment: Commitment,
    _ limits: RampLimits, _ level: Level, _ isUp: Bool, _ isThere: Amount.Local, _ word: String
  ) {
    let big = Amount.Local.constant(bigM(dispatch.component)) * isThere
    let run = addRoom("\(dispatch.name) room to \(word)", level, isUp, isThere)
    give(run, (isUp ? limits.up : limits.down) * isThere, byCapacityOf: sides)
    draft[resource: run].endowment = Amount(big)
    draft[resource: commitment.running].upkeep.append(Flow(run, Amount(big)))
    if isUp {
      // Units that were on: those that run, less those that came, plus those that went.
      draft[process: commitment.start].touch(run, big)
      draft[process: commitment.stop].touch(run, -big)
    }
    let edge = addRoom("\(dispatch.name) room to \(word) at a switch", level, isUp, isThere)
    give(
      edge, Amount.Local.constant(isUp ? limits.start : limits.stop) * isThere,
      byCapacityOf: sides)
    draft[resource: edge].endowment = Amount(big)
    draft[process: isUp ? commitment.start : commitment.stop].touch(edge, -big)
  }
}

/// The ramp limits of a component, per unit of its size.
struct RampLimits {
  /// NaN where there is none.
  let givenUp: Amount.Local
  let givenDown: Amount.Local
  /// 1 where there is none: any step within the size.
  let up: Amount.Local
  let down: Amount.Local
  let start: Double
  let stop: Double
  let hasUp: [Bool]
  let hasDown: [Bool]

  init(_ component: Component, isCommitted: Bool) {
    givenUp = component.local("ramp_limit_up")
    givenDown = component.local("ramp_limit_down")
    let start = component.number("ramp_limit_start_up")
    let stop = component.number("ramp_limit_shut_down")
    up = givenUp.map { $0.isNaN ? 1 : $0 }
    down = givenDown.map { $0.isNaN ? 1 : $0 }
    self.start = start.isNaN ? 1 : start
    self.stop = stop.isNaN ? 1 : stop
    hasUp = givenUp.values.map { !$0.isNaN || !start.isNaN }
    hasDown = givenDown.values.map { !$0.isNaN || !stop.isNaN }
  }

  var bind: Bool { hasUp.contains(true) || hasDown.contains(true) }
}
