/// A primal-dual interior point method with a predictor and a corrector (S. Mehrotra, SIAM Journal on Optimization 2,
/// 1992, 575-601) for bounds on both sides: least cost x with A x = right, lower <= x <= upper.
///
/// Needs a start of its own for each solve, and about 10 to 80 rounds of one factorization each.
struct InteriorPoint {
  private let matrix: SparseColumns
  private var factor: SkylineFactor
  private let right: [Double]
  private let cost: [Double]
  private let lower: [Double]
  private let upper: [Double]
  /// Columns whose bounds leave them no room.
  private let isFixed: [Bool]

  private(set) var x: [Double]
  private(set) var y: [Double]
  /// cost - Aᵀ y.
  private(set) var reduced: [Double]
  private(set) var objective = 0.0
  private(set) var bound = -Double.infinity
  private(set) var iterations = 0

  /// How far x is above its lower bound, and one over it (0 without a bound); the dual of that bound. The same for the upper.
  private var above: [Double]
  private var perAbove: [Double]
  private var lowerDual: [Double]
  private var below: [Double]
  private var perBelow: [Double]
  private var upperDual: [Double]
  /// What is missing in the equations, and in the duals.
  private var missing: [Double]
  private var mismatch: [Double]
  private var weights: [Double]
  private var pull: [Double]
  private var step: [Double]
  private var dualStep: [Double]
  private var lowerStep: [Double]
  private var upperStep: [Double]
  private var product: [Double]
  private var rest: [Double]
  /// Mean of the products of distances and duals.
  private var complementarity = 0.0
  private var boundCount = 0.0
  /// The product that the next step aims at.
  private var centre = 0.0

  init(
    matrix: SparseColumns, factor: SkylineFactor, right: [Double], cost: [Double],
    lower: [Double], upper: [Double]
  ) {
    self.matrix = matrix
    self.factor = factor
    self.right = right
    self.cost = cost
    self.lower = lower
    self.upper = upper
    let columns = Array(repeating: 0.0, count: matrix.columnCount)
    let rows = Array(repeating: 0.0, count: matrix.rowCount)
    isFixed = zip(lower, upper).map { lower, upper in
      let room = upper - lower
      return room < .infinity && room <= 1e-13 * max(1, abs(lower))
    }
    x = columns
    (reduced, above, perAbove, lowerDual) = (columns, columns, columns, columns)
    (below, perBelow, upperDual, mismatch) = (columns, columns, columns, columns)
    (weights, pull, step, lowerStep, upperStep) = (columns, columns, columns, columns, columns)
    product = columns
    (y, missing, dualStep, rest) = (rows, rows, rows, rows)
  }

  /// Rounds until the target is reached.
  ///
  /// - Parameter slacks: columns that show that rows are broken.
  mutating func run(
    to target: BandedProgram.Target, slacks: Range<Int>, _ scale: [Double],
    _ shouldStop: () -> Bool
  ) -> BandedProgram.Answer.Status {
    start()
    let size = right.reduce(1) { max($0, abs($1)) }
    while true {
      let residual = assess()
      guard residual.isFinite, bound.isFinite else { return .failed }
      let gap = (objective - bound) / max(1e-9, abs(objective))
      if residual <= 1e-9 * size, gap <= target.gap,
        gap <= BandedProgram.Target.tightest || !isBroken(slacks, scale, target.broken)
      {
        return .optimal
      }
      if shouldStop() { return .stopped }
      guard iterations < 200 else { return .failed }
      iterations += 1
      factor.factorize(matrix, weights: weights)
      predict()
      correct(size)
      guard advance() else { return .failed }
    }
  }

  private func isBroken(_ slacks: Range<Int>, _ scale: [Double], _ most: Double) -> Bool {
    var size = 1e-9
    for column in 0..<slacks.lowerBound { size = max(size, abs(x[column]) * scale[column]) }
    return slacks.contains { x[$0] * scale[$0] > most * size }
  }

  // MARK: Where to begin

  /// About the smallest solution of the equations and the duals that fit best, moved into the bounds.
  private mutating func start() {
    for column in x.indices {
      x[column] = min(max(0, lower[column]), upper[column])
      weights[column] = isFixed[column] ? 0 : 1
    }
    factor.factorize(matrix, weights: weights)
    matrix.multiply(x, into: &rest)
    for row in rest.indices { rest[row] = right[row] - rest[row] }
    factor.solve(&rest)
    matrix.multiplyTransposed(rest, into: &step)
    for column in x.indices where !isFixed[column] { x[column] += step[column] }
    for column in x.indices { step[column] = weights[column] * cost[column] }
    matrix.multiply(step, into: &y)
    factor.solve(&y)
    matrix.multiplyTransposed(y, into: &product)
    var (outside, sizes, duals, count) = (0.0, 0.0, 0.0, 0.0)
    for column in x.indices where !isFixed[column] {
      outside = max(outside, lower[column] - x[column], x[column] - upper[column])
      sizes += abs(x[column])
      duals += abs(cost[column] - product[column])
      count += 1
    }
    guard count > 0 else { return }
    // Far inside and with small duals: fewest rounds on the years that were looked at.
    let margin = max(1e-2, outside, 10 * sizes / count)
    let dual = max(1e-7, 0.1 * duals / count)
    for column in x.indices where !isFixed[column] {
      let own = min(margin, 0.25 * (upper[column] - lower[column]))
      x[column] = min(max(x[column], lower[column] + own), upper[column] - own)
      above[column] = x[column] - lower[column]
      below[column] = upper[column] - x[column]
      let reduced = cost[column] - product[column]
      if above[column] < .infinity {
        lowerDual[column] = max(reduced, 0) + dual
        boundCount += 1
      }
      if below[column] < .infinity {
        upperDual[column] = max(-reduced, 0) + dual
        boundCount += 1
      }
    }
  }

  // MARK: A round

  /// Cost, bound and what is missing, and the weights of the round; returns the largest miss of an equation.
  private mutating func assess() -> Double {
    matrix.multiply(x, into: &missing)
    matrix.multiplyTransposed(y, into: &product)
    var residual = 0.0
    bound = 0
    for row in missing.indices {
      missing[row] = right[row] - missing[row]
      residual = max(residual, abs(missing[row]))
      bound += y[row] * right[row]
    }
    objective = 0
    complementarity = 0
    weigh()
    complementarity /= max(1, boundCount)
    return residual
  }

  private mutating func weigh() {
    let (lower, upper, isFixed, cost) = (self.lower, self.upper, self.isFixed, self.cost)
    let (x, above, below) = (self.x, self.above, self.below)
    let (lowerDual, upperDual, product) = (self.lowerDual, self.upperDual, self.product)
    let (lows, highs, fixed, costs) = (lower.span, upper.span, isFixed.span, cost.span)
    let (xs, overs, unders) = (x.span, above.span, below.span)
    let (lowDuals, highDuals, products) = (lowerDual.span, upperDual.span, product.span)
    var (cheap, sum, pairs) = (0.0, 0.0, 0.0)
    var reducedArray = Self.take(&self.reduced)
    var reduced = reducedArray.mutableSpan
    var mismatchArray = Self.take(&self.mismatch)
    var mismatch = mismatchArray.mutableSpan
    var weightsArray = Self.take(&self.weights)
    var weights = weightsArray.mutableSpan
    var perAboveArray = Self.take(&self.perAbove)
    var perAbove = perAboveArray.mutableSpan
    var perBelowArray = Self.take(&self.perBelow)
    var perBelow = perBelowArray.mutableSpan
    for column in xs.indices {
      let own = costs[column] - products[column]
      reduced[column] = own
      sum += costs[column] * xs[column]
      if fixed[column] {
        cheap += own * xs[column]
        continue
      }
      let (low, high) = (lowDuals[column], highDuals[column])
      mismatch[column] = own - low + high
      var weight = 0.0
      // A bound in the direction of the reduced cost is where a cheapest column stands; a column without one has a
      // reduced cost of 0 but for rounding, which counts where the column is.
      var edge = xs[column]
      if overs[column] < .infinity {
        let per = 1 / overs[column]
        perAbove[column] = per
        weight += low * per
        pairs += low * overs[column]
        if own > 0 { edge = lows[column] }
      }
      if unders[column] < .infinity {
        let per = 1 / unders[column]
        perBelow[column] = per
        weight += high * per
        pairs += high * unders[column]
        if own < 0 { edge = highs[column] }
      }
      cheap += own * edge
      weights[column] = 1 / max(weight, 1e-10)
    }
    bound += cheap
    objective += sum
    complementarity += pairs
    self.reduced = reducedArray
    self.mismatch = mismatchArray
    self.weights = weightsArray
    self.perAbove = perAboveArray
    self.perBelow = perBelowArray
  }

  /// The direction straight to the bounds, and how near the centre the next one should stay.
  private mutating func predict() {
    Self.setPull(&pull, reduced, isFixed)
    findStep()
    let (primal, dual) = straightLengths()
    let ratio = straightComplementarity(primal, dual) / max(1e-300, complementarity * boundCount)
    centre = min(0.8, ratio * ratio * ratio) * complementarity
  }

  private static func setPull(_ pull: inout [Double], _ reduced: [Double], _ isFixed: [Bool]) {
    let (reduced, isFixed) = (reduced.span, isFixed.span)
    var pull = pull.mutableSpan
    for column in pull.indices { pull[column] = isFixed[column] ? 0 : reduced[column] }
  }

  /// How far the straight direction may be followed, by x and by duals.
  private func straightLengths() -> (Double, Double) {
    let (step, perAbove, perBelow) = (step.span, perAbove.span, perBelow.span)
    var (primal, dual) = (1.0, 1.0)
    for column in step.indices {
      let (toLower, toUpper) = (step[column] * perAbove[column], step[column] * perBelow[column])
      primal = max(primal, -toLower, toUpper)
      dual = max(dual, 1 + toLower, 1 - toUpper)
    }
    return (1 / primal, 1 / dual)
  }

  private func straightComplementarity(_ primal: Double, _ dual: Double) -> Double {
    let (step, above, perAbove, lowerDual) = (step.span, above.span, perAbove.span, lowerDual.span)
    let (below, perBelow, upperDual) = (below.span, perBelow.span, upperDual.span)
    var sum = 0.0
    for column in step.indices {
      if perAbove[column] > 0 {
        let part = step[column] * perAbove[column]
        sum += lowerDual[column] * (1 - dual * (1 + part)) * above[column] * (1 + primal * part)
      }
      if perBelow[column] > 0 {
        let part = step[column] * perBelow[column]
        sum += upperDual[column] * (1 - dual * (1 - part)) * below[column] * (1 - primal * part)
      }
    }
    return sum
  }

  /// The direction to the centre, with what the straight one bends.
  private mutating func correct(_ size: Double) {
    bend()
    findStep()
    // What rounding has left of the equations.
    for _ in 0..<2 {
      matrix.multiply(step, into: &rest)
      var residual = 0.0
      for row in rest.indices {
        rest[row] = missing[row] - rest[row]
        residual = max(residual, abs(rest[row]))
      }
      guard residual > 1e-10 * size else { break }
      factor.solve(&rest)
      for row in rest.indices { dualStep[row] += rest[row] }
      takeStep()
    }
    setDualSteps()
  }

  /// What products of distances and duals lack to the centre, and what that makes of the pull on x.
  private mutating func bend() {
    let centre = self.centre
    let step = self.step
    let (above, perAbove, lowerDual) = (self.above, self.perAbove, self.lowerDual)
    let (below, perBelow, upperDual) = (self.below, self.perBelow, self.upperDual)
    let mismatch = self.mismatch
    let (steps, mismatches) = (step.span, mismatch.span)
    let (overs, perOver, lows) = (above.span, perAbove.span, lowerDual.span)
    let (unders, perUnder, highs) = (below.span, perBelow.span, upperDual.span)
    var lowerStepArray = Self.take(&self.lowerStep)
    var lowerLack = lowerStepArray.mutableSpan
    var upperStepArray = Self.take(&self.upperStep)
    var upperLack = upperStepArray.mutableSpan
    var pullArray = Self.take(&self.pull)
    var pull = pullArray.mutableSpan
    for column in steps.indices {
      let own = steps[column]
      var sum = mismatches[column]
      if perOver[column] > 0 {
        let part = own * lows[column] * (1 + own * perOver[column])
        lowerLack[column] = centre - lows[column] * overs[column] + part
        sum -= lowerLack[column] * perOver[column]
      }
      if perUnder[column] > 0 {
        let part = own * highs[column] * (1 - own * perUnder[column])
        upperLack[column] = centre - highs[column] * unders[column] - part
        sum += upperLack[column] * perUnder[column]
      }
      pull[column] = sum
    }
    self.lowerStep = lowerStepArray
    self.upperStep = upperStepArray
    self.pull = pullArray
  }

  private mutating func setDualSteps() {
    let (step, perAbove, lowerDual) = (self.step, self.perAbove, self.lowerDual)
    let (perBelow, upperDual) = (self.perBelow, self.upperDual)
    let (steps, perOver, lows) = (step.span, perAbove.span, lowerDual.span)
    let (perUnder, highs) = (perBelow.span, upperDual.span)
    var lowerStepArray = Self.take(&self.lowerStep)
    var lowerStep = lowerStepArray.mutableSpan
    var upperStepArray = Self.take(&self.upperStep)
    var upperStep = upperStepArray.mutableSpan
    for column in steps.indices {
      lowerStep[column] = (lowerStep[column] - lows[column] * steps[column]) * perOver[column]
      upperStep[column] = (upperStep[column] + highs[column] * steps[column]) * perUnder[column]
    }
    self.lowerStep = lowerStepArray
    self.upperStep = upperStepArray
  }

  /// The step of y that the pull on x and what is missing in the equations ask for, and that of x.
  private mutating func findStep() {
    Self.scale(&step, weights, pull)
    matrix.multiply(step, into: &rest)
    for row in rest.indices { dualStep[row] = missing[row] + rest[row] }
    factor.solve(&dualStep)
    takeStep()
  }

  /// The step of x that goes with that of y.
  private mutating func takeStep() {
    matrix.multiplyTransposed(dualStep, into: &product)
    Self.difference(&product, pull)
    Self.scale(&step, weights, product)
  }

  /// Takes an array out, to be written beside others and put back.
  private static func take(_ array: inout [Double]) -> [Double] {
    var taken: [Double] = []
    swap(&taken, &array)
    return taken
  }

  private static func scale(_ out: inout [Double], _ a: [Double], _ b: [Double]) {
    let (a, b) = (a.span, b.span)
    var out = out.mutableSpan
    for index in out.indices { out[index] = a[index] * b[index] }
  }

  private static func difference(_ a: inout [Double], _ b: [Double]) {
    let b = b.span
    var a = a.mutableSpan
    for index in a.indices { a[index] -= b[index] }
  }

  /// Goes along the step, nearly as far as the bounds let it; false where that is nowhere.
  private mutating func advance() -> Bool {
    let (toPrimal, toDual) = lengths()
    let primal = min(1, 0.995 / toPrimal)
    let dual = min(1, 0.995 / toDual)
    Self.add(&x, primal, step)
    Self.add(&above, primal, step)
    Self.add(&below, -primal, step)
    Self.add(&lowerDual, dual, lowerStep)
    Self.add(&upperDual, dual, upperStep)
    Self.add(&y, dual, dualStep)
    return max(primal, dual) > 1e-10
  }

  private static func add(_ to: inout [Double], _ factor: Double, _ step: [Double]) {
    let step = step.span
    var to = to.mutableSpan
    for index in to.indices { to[index] += factor * step[index] }
  }

  /// One over how much of the step leads to the nearest bound, by x and by duals.
  private func lengths() -> (Double, Double) {
    let (step, perAbove, perBelow) = (step.span, perAbove.span, perBelow.span)
    let (lowerDual, lowerStep) = (lowerDual.span, lowerStep.span)
    let (upperDual, upperStep) = (upperDual.span, upperStep.span)
    var (primal, dual) = (1e-3, 1e-3)
    for column in step.indices {
      primal = max(primal, -step[column] * perAbove[column], step[column] * perBelow[column])
      if lowerStep[column] < 0 { dual = max(dual, -lowerStep[column] / lowerDual[column]) }
      if upperStep[column] < 0 { dual = max(dual, -upperStep[column] / upperDual[column]) }
    }
    return (primal, dual)
  }
}
