import Chains

/// What a component does by the hour: a flow `p` between shares of its capacity, perhaps both ways.
///
/// A process runs one way only, so a flow that may be negative becomes two processes, one for each
/// sign; since every effect is proportional to `p`, running both at once is never of use.
struct Dispatch {
  var component: Component
  /// The name of the process, and of the one that runs backwards.
  var name: String
  var back: String
  /// Least and most `p` as shares of the nominal size.
  var least: Amount.Local
  var most: Amount.Local
  /// A given `p` where it is not NaN.
  var set: Amount.Local?
  /// 1 where the component is there.
  var activity: Amount.Local
  /// The builder of an extendable component.
  var builder: String?
  /// A limit of |p| whatever the size: of the voltage angle; forward and back.
  var bound: (forward: Double, back: Double)?
  /// The nominal size where it is not that of the component's own column.
  var size: Double?
}

extension NetworkImport {
  /// Adds the processes of a flow. `recipe` gets each with its sign.
  ///
  /// - Returns: the names of the processes with their signs.
  @discardableResult
  mutating func add(
    _ dispatch: Dispatch, recipe: (inout Process, Double, inout NetworkImport) -> Void
  ) -> [(name: String, sign: Double)] {
    var added: [(name: String, sign: Double)] = []
    // A flow that may go as far back as forward has one capacity for both.
    let isSymmetric = dispatch.least == -dispatch.most
    var capacity: String?
    for sign in [1.0, -1] {
      let most = (sign > 0 ? dispatch.most : -dispatch.least).map { max($0, 0) }
      let least = (sign > 0 ? dispatch.least : -dispatch.most).map { max($0, 0) }
      if most.isZero { continue }
      var process = Process(name: sign > 0 ? dispatch.name : dispatch.back)
      if sign < 0, dispatch.most.most <= 0 { process.name = dispatch.name }
      let own = Side(dispatch: dispatch, sign: sign, least: least, most: most)
      bind(&process, own, sharing: isSymmetric ? capacity : nil)
      capacity = process.holds.first?.resource
      recipe(&process, sign, &self)
      if process.limit == nil, process.holds.isEmpty, dispatch.activity != .constant(1) {
        process.scaleFlows(by: dispatch.activity)
      }
      added.append((draft.add(process, origin: origin(dispatch.component)), sign))
    }
    if let set = dispatch.set {
      addSetPoint(set, dispatch.name, dispatch.component, dispatch.activity, added)
    }
    return added
  }

  private struct Side {
    var dispatch: Dispatch
    var sign: Double
    var least: Amount.Local
    var most: Amount.Local
  }

  /// Limits of one side: numbers for a fixed size, shares of the capacity for an extendable one.
  private mutating func bind(_ process: inout Process, _ side: Side, sharing shared: String?) {
    let component = side.dispatch.component
    if let bound = side.dispatch.bound {
      let most = side.sign > 0 ? bound.forward : bound.back
      if most < 0 {
        refuse(component, "v_ang_max is smaller than the phase shift; such a flow is not imported")
      }
      if most.isFinite { process.limit = Amount(max(0, most)) }
    }
    let there = side.dispatch.activity
    if side.least.joined(side.most, -).most > 0 {
      refuse(
        component,
        "the least flow per unit is above the most (\(side.least.most) and \(side.most.least))")
      return
    }
    guard let builder = side.dispatch.builder else {
      bindFixed(&process, side)
      return
    }
    let scale = max(1, side.most.most)
    let capacity =
      shared
      ?? addCapacity(
        "\(process.name) capacity", of: component, builder: builder,
        availability: side.most * (1 / scale) * there, unit: unit(component))
    process.holds.append(Flow(capacity, Amount(1 / scale)))
    if !side.least.isZero {
      process.leastUse = Amount(side.least.joined(side.most) { $1 == 0 ? 0 : $0 / $1 })
    }
  }

  private mutating func bindFixed(_ process: inout Process, _ side: Side) {
    let component = side.dispatch.component
    let size = side.dispatch.size ?? component.nominal
    guard size.isFinite else {
      if side.most.values.contains(0) || !side.least.isZero {
        refuse(component, "an infinite size with limits that differ by snapshot is not imported")
      }
      return
    }
    if size < 0 {
      refuse(component, "expected a size of 0 or more, found \(size)")
      return
    }
    let limit = side.most * size * side.dispatch.activity
    let bound = process.limit?.everywhere
    process.limit = Amount(bound.map { limit.joined($0, min) } ?? limit)
    let floor = side.least * size * side.dispatch.activity
    if !floor.isZero { process.floor = Amount(floor) }
  }

  /// `p` is given in some snapshots: what the sides do together is that, exactly.
  mutating func addSetPoint(
    _ set: Amount.Local, _ name: String, _ component: Component, _ activity: Amount.Local,
    _ sides: [(name: String, sign: Double)]
  ) {
    guard let point = addSetPoint(set, name, component, activity) else { return }
    for side in sides { draft[process: side.name].touch(point.resource, point.isSet * side.sign) }
    if sides.isEmpty {
      refuse(component, "has a set point, but its limits leave no room for a flow")
    }
  }

  /// An exact resource by the hour that has to be given what is set; `nil` if nothing is.
  mutating func addSetPoint(
    _ set: Amount.Local, _ name: String, _ component: Component, _ activity: Amount.Local
  ) -> (resource: String, isSet: Amount.Local)? {
    let isSet = (set.map { $0.isNaN ? 0 : 1 }) * activity
    if isSet.isZero { return nil }
    let value = set.map { $0.isNaN ? 0 : $0 } * isSet
    let resource = draft.add(
      Resource(
        name: "\(name) set point", clock: timeline.clock,
        endowment: value.isZero ? nil : Amount(-value), exact: true), origin: origin(component))
    return (resource, isSet)
  }
}

extension Process {
  /// Without a limit that could be 0, what is not there has no effect instead.
  mutating func scaleFlows(by local: Amount.Local) {
    func scaled(_ flows: [Flow]) -> [Flow] {
      flows.map { flow in
        Flow(flow.resource, flow.amount.everywhere.map { Amount($0 * local) } ?? flow.amount)
      }
    }
    takes = scaled(takes)
    gives = scaled(gives)
  }
}
