import Chains

/// A line or a transformer with what Kirchhoff's voltage law needs of it.
struct Branch {
  var component: Component
  var name: String
  var ends: (String, String)
  /// Angle (or voltage) per unit of flow.
  var impedance: Double
  /// Degrees, for transformers.
  var shift: Amount.Local
  var activity: Amount.Local
}

extension NetworkImport {
  /// Lines and transformers: flows both ways, tied by one equation for each loop of a synchronous
  /// network (Hörsch et al. 2018, “Linear optimal power flow using cycle flows”, eq. 14).
  mutating func addBranches() {
    let types = BranchTypes(network: network, findings: findings)
    var branches: [Branch] = []
    for kind in [ComponentKind.lines, .transformers] {
      for component in network.components(kind) {
        guard let activity = timeline.activity(component) else { continue }
        let name = processName(component)
        branches.append(
          Branch(
            component: component, name: name,
            ends: (component.text("bus0"), component.text("bus1")),
            impedance: types.impedance(component), shift: types.shift(component),
            activity: activity))
      }
    }
    var sides: [Int: [(name: String, sign: Double)]] = [:]
    for (index, branch) in branches.enumerated() {
      sides[index] = addBranch(branch, types.size(branch.component))
    }
    let loops = Loops(branches: branches, timeline: timeline)
    for (number, loop) in loops.all.enumerated() { addLoop(loop, number + 1, branches, sides) }
  }

  private mutating func addBranch(_ branch: Branch, _ size: Double) -> [(
    name: String, sign: Double
  )] {
    let component = branch.component
    let share = component.local("s_max_pu")
    if share.least < 0 { refuse(component, "expected s_max_pu from 0, found \(share.least)") }
    let from = bus(branch.ends.0)
    let to = bus(branch.ends.1)
    let dispatch = Dispatch(
      component: component, name: branch.name, back: "\(branch.name) back", least: -share,
      most: share, set: nil, activity: branch.activity,
      builder: component.isExtendable ? addBuild(component, branch.name) : nil,
      bound: angleBound(branch), size: size)
    return add(dispatch) { process, sign, _ in
      process.touch(from, .constant(-sign))
      process.touch(to, .constant(sign))
    }
  }

  /// The largest flow at which the voltage angles differ by no more than `v_ang_max`.
  private func angleBound(_ branch: Branch) -> (forward: Double, back: Double)? {
    let component = branch.component
    let most = component.number("v_ang_max")
    guard most.isFinite, branch.impedance > 0 else { return nil }
    if component.kind == .lines, effectiveCarrier(component) != "AC" { return nil }
    guard case .constant(let shift) = branch.shift,
      component.number("phase_shift_min") >= component.number("phase_shift_max")
        || component.kind == .lines
    else {
      refuse(component, "v_ang_max with a phase shift that varies is not imported")
      return nil
    }
    let radians = Double.pi / 180
    let cap = most * radians / branch.impedance
    let offset = component.kind == .lines ? 0 : shift * radians / branch.impedance
    return (cap - offset, cap + offset)
  }

  /// Around a loop the angles add up to nothing.
  private mutating func addLoop(
    _ loop: Loops.Loop, _ number: Int, _ branches: [Branch],
    _ sides: [Int: [(name: String, sign: Double)]]
  ) {
    // In units of the largest impedance, so that coefficients are near 1.
    let scale = loop.members.map { branches[$0.branch].impedance.magnitude }.max() ?? 1
    guard scale > 0 else { return }
    var shift = Amount.Local.constant(0)
    for member in loop.members {
      let branch = branches[member.branch]
      if branch.component.kind == .transformers, !isShifting(branch.component) {
        shift = shift + branch.shift * (member.sign * Double.pi / 180 / scale)
      }
    }
    let hours = loop.hours
    let endowment = shift * hours
    let name = draft.add(
      Resource(
        name: "loop \(number)", clock: timeline.clock,
        endowment: endowment.isZero ? nil : Amount(endowment), exact: true),
      origin: "voltage law: "
        + loop.members.map { branches[$0.branch].name }.joined(separator: ", "))
    for member in loop.members {
      let branch = branches[member.branch]
      for side in sides[member.branch] ?? [] {
        let amount = branch.impedance / scale * member.sign * side.sign
        draft[process: side.name].touch(name, hours * amount)
      }
      if branch.component.kind == .transformers, isShifting(branch.component) {
        addShift(branch, name, hours * (member.sign * Double.pi / 180 / scale))
      }
    }
  }

  private func isShifting(_ transformer: Component) -> Bool {
    transformer.number("phase_shift_min") < transformer.number("phase_shift_max")
  }

  /// A transformer whose shift is chosen by the hour, in degrees.
  private mutating func addShift(_ branch: Branch, _ loop: String, _ perDegree: Amount.Local) {
    let component = branch.component
    let range = (component.number("phase_shift_min"), component.number("phase_shift_max"))
    for sign in [1.0, -1] {
      let most = sign > 0 ? max(range.1, 0) : max(-range.0, 0)
      let least = sign > 0 ? max(range.0, 0) : max(-range.1, 0)
      if most == 0 { continue }
      let name = "\(branch.name) shift" + (sign > 0 ? "" : " back")
      if !draft.has(process: name) {
        draft.add(
          Process(name: name, limit: Amount(most), floor: least > 0 ? Amount(least) : nil),
          origin: origin(component))
      }
      draft[process: name].touch(loop, perDegree * sign)
    }
  }
}
