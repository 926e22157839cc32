public import Chains
import Optimization

/// What a plan is to be best at, beyond the expected value.
public enum Aim: Sendable, Equatable {
  /// Most of (1 - weight) x mean + weight x conditional value at risk, the mean result of the worst `tail`
  /// of the future (Rockafellar and Uryasev, Optimization of conditional value-at-risk, Journal of Risk 2,
  /// 2000).
  case risk(weight: Double, tail: Double)
  /// The least largest regret: what foresight would have earned in a leaf minus what the plan earns there.
  /// By leaf of the future, as an index.
  case regret(foresight: [Int: Double])

  /// The share of the expected value in the aim; a little is always left, so that what does not matter to
  /// the aim is still decided well.
  var expectedShare: Double {
    switch self {
    case .risk(let weight, _): max(1e-6, 1 - weight)
    case .regret: 1e-6
    }
  }
}

/// A plan that is best at an aim. It carries no prices: they would be those of an owner who weighs the
/// futures otherwise.
public struct AimedPlan: Sendable {
  public var plan: Plan
  /// The aim as a value: the weighted mean of mean and tail, or minus the largest regret.
  public var achieved: Double
  /// No plan achieves more; absent where the engine proves it only for the expected value.
  public var bound: Double?
}

/// The results in the leaves as a cost to be minimised.
///
/// Every leaf has one row over what is decided once and the costs of the blocks on its path; the costs of
/// a block belong to its node, whose share of the expected cost is its probability.
struct LeafAim {
  let aim: Aim
  let leaves: [Int]
  let probability: [Double]
  /// Value without decisions, by leaf.
  let constants: [Double]
  /// Value of the columns of the layout by leaf; only of those that are decided once if so asked.
  let values: [[Int: Amount.Local]]
  private let paths: [Set<Int>]
  private let nodeProbability: [Double]

  init(_ chain: Chain, _ aim: Aim, singleOnly: Bool) {
    self.aim = aim
    let leaves = chain.future.likelyLeaves
    self.leaves = leaves
    probability = leaves.map { chain.future.probability[$0] }
    nodeProbability = chain.future.probability
    paths = leaves.map { Set(chain.future.path(to: $0)) }
    var constants: [Double] = []
    var values: [[Int: Amount.Local]] = []
    for leaf in leaves {
      let layout = Compiler.layout(of: chain.certain(leaf))
      constants.append(layout.constant)
      var own: [Int: Amount.Local] = [:]
      for (index, column) in layout.columns.enumerated()
      where !column.value.isZero && !(singleOnly && column.count > 1) {
        own[index] = column.value
      }
      values.append(own)
    }
    self.constants = constants
    self.values = values
  }

  /// What a unit of the expected cost of a node weighs in a leaf.
  func weight(of node: Int, in leaf: Int) -> Double {
    paths[leaf].contains(node) && nodeProbability[node] > 0 ? 1 / nodeProbability[node] : 0
  }

  /// Columns of the program beside those of the layout: for a risk the threshold and the excess of each
  /// leaf over it, for a regret the largest one.
  var extraColumns: [(cost: Double, lower: Double)] {
    switch aim {
    case .risk(_, let tail):
      let share = 1 - aim.expectedShare
      return [(share, -.infinity)] + probability.map { (share * $0 / tail, 0) }
    case .regret: return [(1, -.infinity)]
    }
  }

  /// Of the row of a leaf: places among the extra columns, and what the cost of the leaf may be at most.
  func extraPlaces(of leaf: Int) -> [Int] {
    if case .risk = aim { [0, leaf + 1] } else { [0] }
  }

  /// The row says: extra columns >= cost of the leaf - bar.
  func bar(of leaf: Int) -> Double {
    guard case .regret(let foresight) = aim else { return 0 }
    return -(foresight[leaves[leaf]] ?? 0)
  }

  /// The aim as a cost, from the costs of the leaves (with their constants).
  func cost(_ costs: [Double]) -> Double {
    let mean = zip(probability, costs).reduce(0) { $0 + $1.0 * $1.1 }
    switch aim {
    case .risk(_, let tail):
      let share = aim.expectedShare
      return share * mean + (1 - share) * Self.tailMean(costs, probability, tail: tail)
    case .regret:
      let most = costs.indices.map { costs[$0] - bar(of: $0) }.max() ?? 0
      return most + aim.expectedShare * mean
    }
  }

  /// The mean of the worst (highest) part of some costs.
  static func tailMean(_ costs: [Double], _ probability: [Double], tail: Double) -> Double {
    var left = tail
    var sum = 0.0
    for index in costs.indices.sorted(by: { costs[$0] > costs[$1] }) where left > 0 {
      let part = min(left, probability[index])
      sum += part * costs[index]
      left -= part
    }
    // Probabilities that add up to a hair less than 1.
    return sum / (tail - max(0, left))
  }
}

extension PlanSession {
  /// The plan that is best at an aim.
  ///
  /// A tail must lie above 0 and up to 1, a weight between 0 and 1.
  public func plan(_ chain: Chain, aim: Aim) throws(PlanningError) -> AimedPlan {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    let plan: Plan
    var bound: Double?
    switch try way(beyondValueOf: chain) {
    case .decomposed:
      plan = try replanner.plan(chain, aim: LeafAim(chain, aim, singleOnly: true))
    case .arrowhead: (plan, bound) = try ArrowheadEngine(options: options).plan(chain, aim: aim)
    case .direct, .auto: plan = try DirectEngine(options: options).plan(chain, aim: aim)
    }
    let future = chain.future
    let leaves = future.likelyLeaves
    let results = leaves.map { plan.result(at: $0) }
    switch aim {
    case .risk(let weight, let tail):
      let worst = -LeafAim.tailMean(
        results.map { -$0 }, leaves.map { future.probability[$0] }, tail: tail)
      return AimedPlan(
        plan: plan, achieved: (1 - weight) * plan.value + weight * worst, bound: bound)
    case .regret(let foresight):
      let regrets = zip(leaves, results).map { (foresight[$0] ?? 0) - $1 }
      return AimedPlan(plan: plan, achieved: -(regrets.max() ?? 0), bound: bound)
    }
  }
}

extension DirectEngine {
  func plan(_ chain: Chain, aim: Aim) throws(PlanningError) -> Plan {
    let started = ContinuousClock.now
    let layout = Compiler.layout(of: chain)
    let leaves = LeafAim(chain, aim, singleOnly: false)
    var program = layout.program()
    let share = aim.expectedShare
    let costs = program.cost
    program.cost = costs.map { $0 * share }
    let first = program.columnCount
    for column in leaves.extraColumns {
      program.addColumn(cost: column.cost, lower: column.lower)
    }
    let built = ContinuousClock.now
    let solution: Solution
    do throws(SolverError) {
      let solver = try HiGHS(program, options: options.solver)
      for leaf in leaves.leaves.indices {
        var columns = leaves.extraPlaces(of: leaf).map { Int32(first + $0) }
        var values = columns.map { _ in 1.0 }
        for (index, value) in leaves.values[leaf].sorted(by: { $0.key < $1.key }) {
          let block = layout.columns[index]
          for hour in 0..<block.count where value[hour] != 0 {
            columns.append(Int32(block.base + hour))
            values.append(value[hour])
          }
        }
        solver.addRow(
          lower: -leaves.constants[leaf] - leaves.bar(of: leaf), upper: .infinity,
          columns: columns, values: values)
      }
      solution = solver.solve()
    } catch {
      throw .solver(error)
    }
    switch solution.status {
    case .optimal: break
    case .stopped where solution.isFeasible && !program.wholeColumns.isEmpty: break
    case .stopped: throw .stopped
    case .infeasible, .unbounded, .infeasibleOrUnbounded:
      throw try Explanation(chain: chain, options: options).reason()
    case .failed(let word): throw .failed(word)
    }
    let x = Array(solution.x.prefix(first))
    let seconds = Plan.Seconds(
      build: (built - started) / .seconds(1), solve: (ContinuousClock.now - built) / .seconds(1))
    return try PlanReader(
      chain: chain, layout: layout,
      answer: PlanReader.Answer(
        x: x, duals: nil, objective: zip(costs, x).reduce(0) { $0 + $1.0 * $1.1 }, bound: nil,
        isOptimal: solution.status == .optimal),
      seconds: seconds
    ).plan(engine: Self.name)
  }
}
