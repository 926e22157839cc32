import Chains
import Optimization

extension LeafAim {
  /// The aim as costs of the leaves whose weights are chosen against the plan: conditional value at risk is the mean at the
  /// worst probabilities that are at most 1 / tail times the true ones, and the largest regret the mean at the worst
  /// probabilities at all (Artzner and others, Coherent measures of risk, Mathematical Finance 9, 1999).
  var weighed: WeighedCosts {
    switch aim {
    case .risk(_, let tail):
      let share = max(Self.leastWeight, aim.expectedShare)
      return WeighedCosts(
        lower: probability.map { share * $0 },
        upper: probability.map { share * $0 + (1 - share) * min(1, $0 / tail) }, areShares: true)
    case .regret:
      return WeighedCosts(
        lower: probability.map { Self.leastWeight * $0 }, upper: probability.map { _ in 1 },
        areShares: true)
    }
  }

  /// What a unit of each column costs at some weights of the leaves.
  func costs(_ weights: [Double], _ layout: Layout) -> [Double] {
    var costs = Array(repeating: 0.0, count: layout.columnCount)
    for (weight, values) in zip(weights, values) {
      for (index, value) in values {
        let block = layout.columns[index]
        for hour in 0..<block.count { costs[block.base + hour] -= weight * value[hour] }
      }
    }
    return costs
  }

  /// What a plan costs in a leaf.
  func cost(of x: [Double], in leaf: Int, _ layout: Layout) -> Double {
    var sum = -constants[leaf]
    for index in layout.columns.indices {
      guard let value = values[leaf][index] else { continue }
      let block = layout.columns[index]
      for hour in 0..<block.count { sum -= value[hour] * x[block.base + hour] }
    }
    return sum
  }

  /// Every leaf counts a little, so that what does not matter to the aim is still decided well.
  private static let leastWeight = 1e-4
}

extension ArrowheadEngine {
  /// The plan that is best at an aim, and what no plan achieves more of.
  ///
  /// An aim ties the hours of all leaves together, which no program along the hours bears; at given weights of the leaves it is
  /// a plan of the chain itself with other probabilities (``WeighedCosts``).
  func plan(_ chain: Chain, aim: Aim) throws(PlanningError) -> (plan: Plan, bound: Double) {
    let started = ContinuousClock.now
    let layout = Compiler.layout(of: chain)
    guard !layout.columns.contains(where: \.whole) else {
      throw .failed("whole units are for the other engines")
    }
    let leaves = LeafAim(chain, aim, singleOnly: false)
    var hours = PricedHours(layout, size: 1, options: options)
    let built = ContinuousClock.now
    var plans: [[Double]] = []
    let bars = leaves.leaves.indices.map { leaves.bar(of: $0) }
    func plan(_ weights: [Double]) throws(PlanningError) -> WeighedCosts.Known {
      let answer = try hours.least(leaves.costs(weights, layout), started)
      plans.append(answer.x)
      let costs = leaves.leaves.indices.map { leaves.cost(of: answer.x, in: $0, layout) }
      let constant = zip(weights, leaves.constants).reduce(0) { $0 + $1.0 * $1.1 }
      options.solver.log?("weights \(weights): costs \(costs), bound \(answer.bound - constant)")
      return .init(costs: costs, proof: (weights, answer.bound - constant))
    }
    var weighed = leaves.weighed
    weighed.add(try plan(leaves.probability))
    let size = zip(leaves.probability, weighed.known[0].costs).reduce(0) { $0 + $1.0 * $1.1 }
    let enough = Self.tolerance * options.gap * abs(size)
    let mean = try weighed.best(
      less: bars, from: leaves.probability, until: { $0.cost - $0.bound <= enough }, plan: plan)
    var x = Array(repeating: 0.0, count: layout.columnCount)
    for (plan, part) in zip(plans, mean.parts) where part > 0 {
      for column in x.indices { x[column] += part * plan[column] }
    }
    let objective = zip(hours.ownCosts, x).reduce(0) { $0 + $1.0 * $1.1 }
    let plan = try PlanReader(
      chain: chain, layout: layout,
      answer: PlanReader.Answer(
        x: x, duals: nil, objective: objective, bound: nil,
        isOptimal: mean.cost - mean.bound <= enough),
      seconds: Plan.Seconds(
        build: (built - started) / .seconds(1), solve: (ContinuousClock.now - built) / .seconds(1))
    ).plan(engine: Self.name)
    return (plan, -mean.bound)
  }

  /// What the plan may lack, in gaps of a plan, several of which come together in it.
  private static let tolerance = 5.0
}
