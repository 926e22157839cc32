import Chains

/// The snapshots of a network as the hours of a chain.
///
/// PyPSA weighs a snapshot three ways: for costs, for stores and for generators (emissions). A chain
/// has one length of step and one weight. The step is the stores' weighting where that is the same
/// for all snapshots, the weight is what makes step x weight the weighting of costs, investment
/// period included; where a generators' weighting differs, the amounts carry the difference.
/// Investment periods follow each other on one clock, because PyPSA decides each asset once.
struct Timeline {
  let snapshots: Snapshots
  let clock: Clock
  /// Length of a step where stores count it: 1 unless the stores' weighting is constant.
  let step: Double
  /// Multiplies costs per unit of flow.
  let costs: Amount.Local
  /// Multiplies emissions and energy sums: generators' weighting with the years of the period.
  let yearly: Amount.Local
  /// Multiplies energy sums that PyPSA counts once, without the years of a period.
  let energy: Amount.Local
  /// Multiplies costs per event, which PyPSA does not weigh.
  let event: Amount.Local
  /// Multiplies flows into a stock per unit of time, as far as the step does not do it.
  let elapsed: Amount.Local

  var count: Int { snapshots.count }
  var hasPeriods: Bool { !snapshots.periods.isEmpty }

  init(_ snapshots: Snapshots) {
    self.snapshots = snapshots
    let count = snapshots.count
    var objective = snapshots.objective
    var years = snapshots.generators
    for period in snapshots.periods {
      for index in period.range {
        objective[index] *= period.objective
        years[index] *= period.years
      }
    }
    let first = snapshots.stores[0]
    let isEven = first > 0 && snapshots.stores.allSatisfy { $0 == first }
    step = isEven ? first : 1
    elapsed = isEven ? .constant(1) : .series(snapshots.stores)
    // A weight of nothing could not be undone by any amount.
    let hasZero = objective.contains(0)
    let weight =
      hasZero
      ? Amount.Local.constant(1 / step) : Amount.Local(objective.map { [step] in $0 / step })
    clock = Clock(count: count, step: step, weight: weight)
    let hours = (0..<count).map { [step] in weight[$0] * step }
    costs = hasZero ? Amount.Local(objective) : .constant(1)
    yearly = Amount.Local(zip(years, hours).map { $0 == $1 ? 1 : $0 / $1 })
    energy = Amount.Local(zip(snapshots.generators, hours).map { $0 == $1 ? 1 : $0 / $1 })
    event = Amount.Local(hours.map { 1 / $0 })
  }

  /// 1 in the hours in which a component is there, 0 elsewhere; `nil` if it never is.
  func activity(_ component: Component) -> Amount.Local? {
    guard component.flag("active") else { return nil }
    guard hasPeriods, component.kind != .loads else { return .constant(1) }
    let periods = activePeriods(component)
    guard !periods.isEmpty else { return nil }
    var mask = Array(repeating: 0.0, count: count)
    for period in periods {
      for index in snapshots.periods[period].range { mask[index] = 1 }
    }
    return Amount.Local(mask)
  }

  /// Indices of the periods in which a component is there: built, and not yet at its end.
  func activePeriods(_ component: Component) -> [Int] {
    guard component.flag("active") else { return [] }
    let built = component.number("build_year")
    let end = built + component.number("lifetime")
    return snapshots.periods.indices.filter { index in
      let year = Double(snapshots.periods[index].name)
      return built <= year && year < end
    }
  }

  /// How often a fixed cost per period is paid.
  func fixedWeight(_ component: Component) -> Double {
    guard hasPeriods else { return 1 }
    return activePeriods(component).reduce(0) { $0 + snapshots.periods[$1].objective }
  }

  /// A value in the hours of one period, 0 elsewhere.
  func only(_ period: Int?, _ local: Amount.Local) -> Amount.Local {
    guard let period else { return local }
    let range = snapshots.periods[period].range
    return Amount.Local((0..<count).map { range.contains($0) ? local[$0] : 0 })
  }

  /// One value at one hour, 0 elsewhere.
  func at(_ hour: Int, _ value: Double) -> Amount.Local {
    Amount.Local((0..<count).map { $0 == hour ? value : 0 })
  }

  /// The first hours of the periods; the first hour of all without periods.
  var starts: [Int] {
    hasPeriods ? snapshots.periods.map(\.range.lowerBound) : [0]
  }
}
