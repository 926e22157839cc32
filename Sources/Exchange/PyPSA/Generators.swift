import Chains

extension NetworkImport {
  mutating func addGenerator(_ generator: Component) {
    guard let activity = timeline.activity(generator) else { return }
    let name = processName(generator)
    let sign = generator.number("sign")
    let bus = bus(generator.text("bus"))
    let cost = generator.local("marginal_cost")
    let efficiency = generator.local("efficiency")
    let carrier = generator.text("carrier")
    let active = timeline.activePeriods(generator)
    let sums = energySums(generator, name)
    let timeline = timeline
    let recipe: (inout Process, Double, inout NetworkImport) -> Void = { process, side, importer in
      process.touch(bus, .constant(sign * side))
      process.touch(Draft.money, -cost * timeline.costs * side)
      importer.count(carrier, efficiency, active: active, in: &process, sign: side)
      for sum in sums { process.touch(sum.resource, timeline.energy * (sum.sign * side)) }
    }
    run(generator, name, activity, recipe)
  }

  /// Adds the flow of a component that may be committed and have ramps.
  ///
  /// - Returns: the processes of the flow with their signs.
  @discardableResult
  mutating func run(
    _ component: Component, _ name: String, _ activity: Amount.Local,
    _ recipe: (inout Process, Double, inout NetworkImport) -> Void
  ) -> [(name: String, sign: Double)] {
    let dispatch = Dispatch(
      component: component, name: name, back: "\(name) back", least: component.local("p_min_pu"),
      most: component.local("p_max_pu"), set: component.given("p_set"), activity: activity,
      builder: component.isExtendable ? addBuild(component, name) : nil)
    if component.isCommittable { return addCommitted(dispatch, recipe) }
    let sides = add(dispatch, recipe: recipe)
    addRamps(dispatch, sides)
    return sides
  }

  /// Resources for the least and the most energy over the whole time.
  private mutating func energySums(_ generator: Component, _ name: String) -> [(
    resource: String, sign: Double
  )] {
    var sums: [(resource: String, sign: Double)] = []
    let least = generator.number("e_sum_min")
    let most = generator.number("e_sum_max")
    if least > -.infinity {
      let resource = draft.add(
        Resource(name: "\(name) least energy", endowment: Amount(-least)), origin: origin(generator)
      )
      sums.append((resource, 1))
    }
    if most < .infinity {
      let resource = draft.add(
        Resource(name: "\(name) most energy", endowment: Amount(most)), origin: origin(generator))
      sums.append((resource, -1))
    }
    return sums
  }
}
