import Chains
import Optimization

/// Extremes by the best plans of money less a reward for what is to be large, or plus a charge for what is to be small: at the
/// right reward all the money that may be spent is spent, by one plan or by the mean of two.
///
/// Every plan, at whatever reward and for whatever extent, is a cut for all the others (``WeighedCosts``).
final class ArrowheadExtremes {
  let best: Plan
  private let chain: Chain
  private let extents: [Extent]
  private let options: PlanningOptions
  private let started = ContinuousClock.now
  private var hours: PricedHours
  private let counted: [[(block: Int, weight: Amount.Local)]]
  /// The size of the amounts of each extent.
  private let sizes: [Double]
  /// A hundredth of the money of the best plan.
  private let money: Double
  private var known: [Point]
  /// How many sizes of each extent there may be: at a reward that pays for it there would be no end of it. The plan looked for is
  /// the mean of one with so much and one with less, which is far from there.
  private var reaches: [Double]

  private struct Point {
    /// What all extents are in a plan.
    var amounts: [Double]
    /// What it costs more than the best one.
    var cost: Double
    var proof: Proof?
  }

  /// At so much money for an extent, no plan costs less.
  private struct Proof {
    var index: Int
    var most: Bool
    /// The weight of the money (in its unit) beside that of the extent (in its size).
    var weight: Double
    var bound: Double
  }

  init(_ chain: Chain, _ extents: [Extent], _ options: PlanningOptions) throws(PlanningError) {
    let layout = Compiler.layout(of: chain)
    guard !layout.columns.contains(where: \.whole) else {
      // The mean of two plans has no whole units.
      throw .failed("alternatives with whole units need the direct engine (--engine direct)")
    }
    best = try ArrowheadEngine(options: options).plan(chain)
    self.chain = chain
    self.extents = extents
    self.options = options
    hours = PricedHours(layout, size: abs(best.value), options: options)
    counted = extents.map { [layout = hours.layout] in columns(of: $0, chain, layout) }
    let amounts = extents.map { [best] in $0.amount(in: best) }
    sizes = extents.sizes(in: best)
    money = max(1e-9, 0.01 * abs(best.value))
    known = [Point(amounts: amounts, cost: 0, proof: nil)]
    reaches = extents.map { _ in Self.firstReach }
  }

  func extreme(_ index: Int, most: Bool, slack: Double) throws(PlanningError) -> Extreme {
    let sign = most ? -1.0 : 1
    func plain(_ point: Point, _ proof: Proof?) -> WeighedCosts.Known {
      .init(
        costs: [sign * point.amounts[index] / sizes[index], point.cost / money],
        proof: proof.map { ([1, $0.weight], $0.bound) })
    }
    func find(_ weights: [Double]) throws(PlanningError) -> WeighedCosts.Known {
      let point = try point(index, most: most, weight: weights[1])
      known.append(point)
      return plain(point, point.proof)
    }
    var weighed = WeighedCosts(lower: [1, 0], upper: [1, Self.largest], areShares: false)
    for point in known {
      let isOwn = point.proof.map { $0.index == index && $0.most == most } ?? false
      weighed.add(plain(point, isOwn ? point.proof : nil))
    }
    let mean = try weighed.best(
      less: [0, slack / money], from: [1, 1], floor: floor(index, sign) / sizes[index],
      until: { $0.cost - $0.bound <= NearOptimal.tolerance * max(1, abs($0.cost)) }, plan: find)
    guard !most || -mean.cost < Self.nearReach * reaches[index] else {
      guard reaches[index] < Self.lastReach else {
        return Extreme(amount: .infinity, bound: .infinity, others: extents.map { _ in .nan })
      }
      // What was proven holds within the reach.
      reaches[index] *= 10
      for place in known.indices where known[place].proof?.index == index {
        known[place].proof = nil
      }
      return try extreme(index, most: most, slack: slack)
    }
    return Extreme(
      amount: sign * mean.cost * sizes[index], bound: sign * mean.bound * sizes[index],
      others: extents.indices.map { extent in
        zip(mean.parts, known).reduce(0) { $0 + $1.0 * $1.1.amounts[extent] }
      })
  }

  /// The best plan where money has a weight beside an extent.
  private func point(_ index: Int, most: Bool, weight: Double) throws(PlanningError) -> Point {
    // In money, as the plan itself: what a size of the extent is worth.
    let worth = (most ? -1.0 : 1) * money / (weight * sizes[index])
    var costs = hours.ownCosts
    for (block, own) in counted[index] {
      let columns = hours.layout.columns[block]
      for hour in 0..<columns.count { costs[columns.base + hour] += worth * own[hour] }
    }
    let weights = counted[index].reduce(0) { sum, part in
      (0..<hours.layout.columns[part.block].count).reduce(sum) { $0 + abs(part.weight[$1]) }
    }
    let limit = reaches[index] * sizes[index] / max(1e-300, weights)
    let answer = try hours.least(
      costs, limits: counted[index].map { ($0.block, limit) }, started)
    let amounts = extents.indices.map { amount($0, answer.x) }
    let least = hours.layout.constant - best.value
    let cost = answer.cost - worth * amounts[index] - least
    options.solver.log?(
      "\(extents[index].name) at \(worth): \(amounts[index]) for \(cost) more")
    return Point(
      amounts: amounts, cost: cost,
      proof: Proof(
        index: index, most: most, weight: weight, bound: weight * (answer.bound - least) / money))
  }

  private func amount(_ index: Int, _ x: [Double]) -> Double {
    counted[index].reduce(0) { sum, part in
      let columns = hours.layout.columns[part.block]
      return (0..<columns.count).reduce(sum) { $0 + part.weight[$1] * x[columns.base + $1] }
    }
  }

  /// What the bounds of columns alone say.
  private func floor(_ index: Int, _ sign: Double) -> Double {
    counted[index].reduce(0) { sum, part in
      let columns = hours.layout.columns[part.block]
      return (0..<columns.count).reduce(sum) { sum, hour in
        let weight = sign * part.weight[hour]
        return weight == 0
          ? sum : sum + weight * (weight > 0 ? columns.lower[hour] : columns.upper[hour])
      }
    }
  }

  /// Reaches, and the share of one that an answer may come to before it is asked again with more. A larger reach at once takes
  /// longer to solve, and its rounding is a larger part of what is asked for.
  private static let firstReach = 1000.0
  private static let lastReach = 1e7
  private static let nearReach = 0.5

  /// Money that weighs more leaves no reward.
  private static let largest = 1e5
}

extension [Extent] {
  /// The size of the amounts of each extent: the largest of those of the same unit, or, where a plan has hardly any of them, a
  /// hundredth of the largest of all.
  func sizes(in plan: Plan) -> [Double] {
    func unit(_ extent: Extent) -> String? {
      extent.kind == .stock ? plan.chain.resource(extent.name)?.unit : extent.name
    }
    func largest(_ extents: [Extent]) -> Double {
      extents.reduce(0) { Swift.max($0, abs($1.amount(in: plan))) }
    }
    let all = Swift.max(1, largest(self))
    return map { own in
      Swift.max(largest(filter { unit($0) == unit(own) }), 1e-2 * all)
    }
  }
}
