import Optimization

/// The plan that is best for the worst of some weighed costs.
///
/// Each plan has several costs: one in each leaf of the future, or its money beside a capacity. Whoever weighs them chooses the
/// weights against the plan, within bounds. For given weights the best plan is a plain one, which an engine finds that knows
/// nothing of this; what it costs bounds what any plan costs at the worst weights from below, and its costs are a cut: no
/// weights are worse for it than what it costs at them. Plans are convex here, so that some mean of the plans found is best for
/// the worst weights known, and comes as near to the bound as is asked for (Kelley, The cutting-plane method, J. SIAM 8, 1960).
/// Weights are tried between the best ones so far and what the cuts say, which takes fewer plans and lets no weight vanish
/// (Ben-Ameur and Neto, Networks 49, 2007).
struct WeighedCosts {
  /// The least and the most of each weight.
  let lower: [Double]
  let upper: [Double]
  /// Whether weights add up to 1.
  let areShares: Bool

  /// A plan that was found.
  struct Known {
    var costs: [Double]
    /// At these weights no plan costs less than the bound.
    var proof: (weights: [Double], bound: Double)?
  }

  private(set) var known: [Known] = []

  /// A mean of known plans.
  struct Mean {
    /// The part of each known plan.
    var parts: [Double]
    /// What it costs at the worst weights.
    var cost: Double
    /// No plan costs less at the worst weights.
    var bound: Double
    /// The worst weights, as far as known plans tell.
    fileprivate var weights: [Double]
  }

  mutating func add(_ plan: Known) { known.append(plan) }

  /// The mean of plans that is best for the worst weights; at least one plan must be known.
  ///
  /// - Parameters:
  ///   - bars: what is taken off the costs, whatever the weights.
  ///   - start: weights to begin with, where no known plan proves anything.
  ///   - floor: no plan costs less, whatever the weights.
  ///   - isEnough: whether the cost is near enough to the bound.
  ///   - plan: the best plan for some weights.
  mutating func best(
    less bars: [Double], from start: [Double], floor: Double = -.infinity,
    until isEnough: (Mean) -> Bool, plan: ([Double]) throws(PlanningError) -> Known
  ) throws(PlanningError) -> Mean {
    var last: [Double]?
    var tries = 0
    while true {
      var mean = try mean(less: bars)
      mean.bound = max(mean.bound, floor)
      let inner = innermost(less: bars)?.weights ?? start
      let weights = next(from: inner, to: mean.weights, last)
      tries += 1
      guard !isEnough(mean), weights != last, tries <= Self.most else {
        return mean
      }
      do throws(PlanningError) {
        add(try plan(weights))
      } catch {
        // What was found until somebody stopped it is a plan.
        guard case .stopped = error else { throw error }
        return mean
      }
      last = weights
    }
  }

  /// Weights to try between the best ones so far and the worst ones that the cuts know.
  private func next(from inner: [Double], to outer: [Double], _ last: [Double]?) -> [Double] {
    guard areShares else {
      // A single weight has its cuts on both sides; only what no plan is known near to is not gone to at once.
      return zip(inner, outer).map { min(max($1, $0 / Self.leap), $0 * Self.leap) }
    }
    // Where going there proved more, all the way may be best: the worst shares often lie at their bounds.
    let share = inner == last ? 1 : Self.stride
    return zip(inner, outer).map { $0 + share * ($1 - $0) }
  }

  /// How far shares go from the best ones so far to what the cuts say.
  private static let stride = 0.7

  /// By how much a weight grows or shrinks at once.
  private static let leap = 10.0

  /// A search that takes more plans is stopped; the bound says how near it came.
  private static let most = 60

  /// The weights that prove most so far.
  private func innermost(less bars: [Double]) -> (weights: [Double], bound: Double)? {
    known.compactMap { plan in
      plan.proof.map { ($0.weights, $0.bound - product($0.weights, bars)) }
    }.max { $0.1 < $1.1 }
  }

  /// The mean of known plans that is best for the worst weights: the duals of most of what the cuts allow.
  private func mean(less bars: [Double]) throws(PlanningError) -> Mean {
    // Costs differ by a small part of what they are: only what they differ by is to be weighed where weights are shares.
    let base = areShares ? known[0].costs[0] - bars[0] : 0
    let gains = known.map { plan in zip(plan.costs, bars).map { $0 - $1 - base } }
    let scale = max(1e-300, gains.joined().reduce(0) { max($0, abs($1)) })
    var program = LinearProgram()
    program.addRow(lower: areShares ? 1 : -.infinity, upper: areShares ? 1 : .infinity)
    for _ in known { program.addRow(lower: 0, upper: .infinity) }
    for weight in lower.indices {
      program.addColumn(
        cost: 0, lower: lower[weight], upper: upper[weight],
        entries: [(row: 0, 1)]
          + gains.enumerated().map { (row: $0.offset + 1, $0.element[weight] / scale) })
    }
    program.addColumn(
      cost: -1, lower: -.infinity, entries: known.indices.map { (row: $0 + 1, -1) })
    let solution: Solution
    do throws(SolverError) {
      var options = SolverOptions()
      options.method = .simplex
      options.feasibility = 1e-9
      solution = try HiGHS(program, options: options).solveAgain(hasSolution: true)
    } catch {
      throw .solver(error)
    }
    guard solution.status == .optimal else {
      throw .failed("weights of costs: \(solution.status)")
    }
    let duals = known.indices.map { max(0, solution.rowDual[$0 + 1]) }
    let sum = max(1e-300, duals.reduce(0, +))
    return Mean(
      parts: duals.map { $0 / sum }, cost: scale * -solution.objective + base,
      bound: innermost(less: bars)?.bound ?? -.infinity,
      weights: Array(solution.x.prefix(lower.count)))
  }

  private func product(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
