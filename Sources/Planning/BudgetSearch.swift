import Optimization

/// The prices of budgets: the multipliers at which a block that is free to ignore its budgets keeps them.
///
/// L(worth) = least cost less worth x (what goes into the coupling - what is asked for) is concave and piecewise
/// linear. Tangents at the prices tried so far bound it from above; the next price is where
/// they are highest (with one budget: where the two around the top meet). At the end the mix of the
/// dispatches behind the tangents that touch the top keeps every budget.
struct BudgetSearch {
  /// One dispatch: L, what it puts into each coupling, its money.
  struct Point {
    var worths: [Double]
    var value: Double
    var amounts: [Double]
    var money: Double
    var violation: Double
  }

  struct Outcome {
    /// Dispatches and their shares in the mix.
    var mix: [(point: Int, share: Double)]
    var points: [Point]
    var best: Int
  }

  /// Least and most price of each budget.
  var lower: [Double]
  var upper: [Double]
  /// How far below the tangents the best value may stay, relative to its size.
  static let tolerance = 1e-9
  /// More prices than these are not tried.
  static let most = 200

  /// - Parameter tolerance: see ``tolerance``; a looser one for a cut that need not touch.
  func run(
    asked: [Double], from start: [Double], tolerance: Double = Self.tolerance,
    _ evaluate: ([Double]) throws(PlanningError) -> Point
  ) throws(PlanningError) -> Outcome {
    var points = [try evaluate(start)]
    var best = 0
    var mix = [(point: 0, share: 1.0)]
    while points.count < Self.most {
      guard let (worths, top, shares) = try highest(points, asked) else { break }
      mix = shares
      let known = points[best].value
      if top - known <= tolerance * max(1e-6, abs(top)) { break }
      if points.contains(where: { $0.worths == worths }) { break }
      points.append(try evaluate(worths))
      if points[points.count - 1].value > known { best = points.count - 1 }
    }
    return Outcome(mix: mix, points: points, best: best)
  }

  private typealias Top = (worths: [Double], value: Double, mix: [(point: Int, share: Double)])

  /// Nothing where the solver gives up: the best price so far is good enough for a cut.
  private func highest(_ points: [Point], _ asked: [Double]) throws(PlanningError) -> Top? {
    if asked.count == 1 { return highest(points, asked[0]) }
    // max t  s.t.  t - slope x worth <= value - slope x own worth,  lower <= worth <= upper
    var program = LinearProgram()
    // Prices are counted in units in which the slopes are about 1, so that the shares of the mix are exact.
    let most = points.reduce(-Double.infinity) { max($0, $1.value) }
    let scale = 1 / max(1e-9, abs(most))
    let units = asked.indices.map { index in
      1 / max(1e-12, points.reduce(0) { max($0, abs(asked[index] - $1.amounts[index])) } * scale)
    }
    for point in points {
      var bound = point.value * scale
      for index in asked.indices {
        bound -= (asked[index] - point.amounts[index]) * point.worths[index] * scale
      }
      program.addRow(lower: -.infinity, upper: bound)
    }
    program.addColumn(
      cost: -1, lower: -.infinity, entries: points.indices.map { (row: $0, 1) })
    for index in asked.indices {
      program.addColumn(
        cost: 0, lower: lower[index] / units[index], upper: upper[index] / units[index],
        entries: points.indices.map {
          (row: $0, -(asked[index] - points[$0].amounts[index]) * scale * units[index])
        })
    }
    let solution: Solution
    do throws(SolverError) {
      var options = SolverOptions()
      options.feasibility = 1e-9
      solution = try HiGHS(program, options: options).solveAgain()
    } catch {
      throw .solver(error)
    }
    guard solution.status == .optimal else { return nil }
    let mix = points.indices.compactMap { index in
      solution.rowDual[index] < -1e-12 ? (point: index, share: -solution.rowDual[index]) : nil
    }
    let sum = mix.reduce(0) { $0 + $1.share }
    return (
      zip(solution.x.dropFirst(), units).map { $0 * $1 }, solution.x[0] / scale,
      mix.map { ($0.point, $0.share / sum) }
    )
  }

  /// One budget: the tangents on both sides of the top.
  private func highest(_ points: [Point], _ asked: Double) -> Top {
    // Slope of L: what is asked for less what is given. Positive: a higher price is better.
    var rising: Int?
    var falling: Int?
    for (index, point) in points.enumerated() {
      let slope = asked - point.amounts[0]
      if slope >= 0 {
        if rising.map({ points[$0].worths[0] < point.worths[0] }) ?? true { rising = index }
      }
      if slope <= 0 {
        if falling.map({ points[$0].worths[0] > point.worths[0] }) ?? true { falling = index }
      }
    }
    func slope(_ index: Int) -> Double { asked - points[index].amounts[0] }
    if let rising, let falling {
      let (a, b) = (points[rising], points[falling])
      if slope(rising) == 0 { return (a.worths, a.value, [(rising, 1)]) }
      if slope(falling) == 0 { return (b.worths, b.value, [(falling, 1)]) }
      let meet =
        (b.value - a.value + slope(rising) * a.worths[0] - slope(falling) * b.worths[0])
        / (slope(rising) - slope(falling))
      let top = a.value + slope(rising) * (meet - a.worths[0])
      let share = -slope(falling) / (slope(rising) - slope(falling))
      return ([meet], top, [(rising, share), (falling, 1 - share)])
    }
    // All slopes point one way: the end of the range, if it is not reached yet.
    if let rising {
      let worth = upper[0]
      return (
        [worth], points[rising].value + slope(rising) * (worth - points[rising].worths[0]),
        [(rising, 1)]
      )
    }
    if let falling {
      let worth = lower[0]
      return (
        [worth], points[falling].value + slope(falling) * (worth - points[falling].worths[0]),
        [(falling, 1)]
      )
    }
    return (points[0].worths, points[0].value, [(0, 1)])
  }
}
