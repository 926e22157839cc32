import Foundation

/// The columns of an interior point method: where they stand between their bounds, the duals of the bounds, and the
/// steps of a round.
///
/// All sums over columns are returned, so that columns may be kept in several pieces.
struct BoundedColumns {
  let cost: [Double]
  let lower: [Double]
  let upper: [Double]
  /// Columns whose bounds leave them no room.
  let isFixed: [Bool]

  var x: [Double]
  /// cost - Aᵀ y.
  private(set) var reduced: [Double]
  /// How far x is above its lower bound, and one over it (0 without a bound); the dual of that bound. The same for the upper.
  private var above: [Double]
  private var perAbove: [Double]
  private var lowerDual: [Double]
  private var below: [Double]
  private var perBelow: [Double]
  private var upperDual: [Double]
  /// One over how stiffly each column is held by its bounds.
  private(set) var weights: [Double]
  private(set) var pull: [Double]
  /// The direction that was found last, of x and of the duals.
  var step: [Double]
  private var lowerStep: [Double]
  private var upperStep: [Double]
  /// The direction of the round so far.
  private(set) var wholeStep: [Double]
  private var wholeLower: [Double]
  private var wholeUpper: [Double]
  /// Aᵀ of what was asked for last.
  var product: [Double]

  init(cost: [Double], lower: [Double], upper: [Double]) {
    self.cost = cost
    self.lower = lower
    self.upper = upper
    isFixed = zip(lower, upper).map { lower, upper in
      let room = upper - lower
      return room < .infinity && room <= 1e-13 * max(1, abs(lower))
    }
    let columns = Array(repeating: 0.0, count: cost.count)
    x = columns
    (reduced, above, perAbove, lowerDual) = (columns, columns, columns, columns)
    (below, perBelow, upperDual) = (columns, columns, columns)
    (weights, pull, step, lowerStep, upperStep) = (columns, columns, columns, columns, columns)
    (product, wholeStep, wholeLower, wholeUpper) = (columns, columns, columns, columns)
  }

  // MARK: Where to begin

  /// Inside the bounds as near to 0 as they allow, every column as loose as every other.
  mutating func beginNearZero() {
    for column in x.indices {
      x[column] = min(max(0, lower[column]), upper[column])
      weights[column] = isFixed[column] ? 0 : 1
      pull[column] = 0
    }
  }

  /// Pulls of the costs, for duals that fit them best.
  mutating func pullByCost() {
    for column in x.indices { pull[column] = isFixed[column] ? 0 : cost[column] }
  }

  struct StartSums {
    var outside = 0.0
    var sizes = 0.0
    var duals = 0.0
    var count = 0.0
    /// Of the logarithms of the room between two bounds, and of columns that have two.
    var rooms = 0.0
    var roomCount = 0.0

    func and(_ other: StartSums) -> StartSums {
      StartSums(
        outside: max(outside, other.outside), sizes: sizes + other.sizes,
        duals: duals + other.duals, count: count + other.count, rooms: rooms + other.rooms,
        roomCount: roomCount + other.roomCount)
    }
  }

  /// How far x is outside its bounds, how large it and the reduced costs (costs less `product`) are, and how much room there is.
  func startSums() -> StartSums {
    var sums = StartSums()
    for column in x.indices where !isFixed[column] {
      sums.outside = max(sums.outside, lower[column] - x[column], x[column] - upper[column])
      sums.sizes += abs(x[column])
      let room = upper[column] - lower[column]
      if room < .infinity {
        sums.rooms += log(room)
        sums.roomCount += 1
      }
      sums.duals += abs(cost[column] - product[column])
      sums.count += 1
    }
    return sums
  }

  /// Moves x into its bounds and gives each bound a dual; returns how many bounds there are.
  mutating func moveInside(margin: Double, dual: Double) -> Double {
    var bounds = 0.0
    for column in x.indices where !isFixed[column] {
      let own = min(margin, 0.25 * (upper[column] - lower[column]))
      x[column] = min(max(x[column], lower[column] + own), upper[column] - own)
      above[column] = x[column] - lower[column]
      below[column] = upper[column] - x[column]
      let reduced = cost[column] - product[column]
      if above[column] < .infinity {
        lowerDual[column] = max(reduced, 0) + dual
        bounds += 1
      }
      if below[column] < .infinity {
        upperDual[column] = max(-reduced, 0) + dual
        bounds += 1
      }
    }
    return bounds
  }

  // MARK: A round

  struct Sums {
    var objective = 0.0
    /// What the columns add to the bound of the duals.
    var bound = 0.0
    /// The part of it of columns whose reduced cost points to where they have no bound.
    var loose = 0.0
    /// Of the products of distances and duals.
    var complementarity = 0.0

    static func += (sums: inout Sums, other: Sums) {
      sums.objective += other.objective
      sums.bound += other.bound
      sums.loose += other.loose
      sums.complementarity += other.complementarity
    }
  }

  /// The weights of the round, for reduced costs of cost less `product`.
  mutating func weigh() -> Sums {
    let (lower, upper, isFixed, cost) = (self.lower, self.upper, self.isFixed, self.cost)
    let (x, above, below) = (self.x, self.above, self.below)
    let (lowerDual, upperDual, product) = (self.lowerDual, self.upperDual, self.product)
    let (lows, highs, fixed, costs) = (lower.span, upper.span, isFixed.span, cost.span)
    let (xs, overs, unders) = (x.span, above.span, below.span)
    let (lowDuals, highDuals, products) = (lowerDual.span, upperDual.span, product.span)
    var sums = Sums()
    var reducedArray = Self.take(&self.reduced)
    var reduced = reducedArray.mutableSpan
    var weightsArray = Self.take(&self.weights)
    var weights = weightsArray.mutableSpan
    var perAboveArray = Self.take(&self.perAbove)
    var perAbove = perAboveArray.mutableSpan
    var perBelowArray = Self.take(&self.perBelow)
    var perBelow = perBelowArray.mutableSpan
    for column in xs.indices {
      let own = costs[column] - products[column]
      reduced[column] = own
      sums.objective += costs[column] * xs[column]
      if fixed[column] {
        sums.bound += own * xs[column]
        continue
      }
      let (low, high) = (lowDuals[column], highDuals[column])
      var weight = 0.0
      // A bound in the direction of the reduced cost is where a cheapest column stands; a column without one has a
      // reduced cost of 0 but for rounding, which counts where the column is.
      var edge = xs[column]
      var isLoose = true
      if overs[column] < .infinity {
        let per = 1 / overs[column]
        perAbove[column] = per
        weight += low * per
        sums.complementarity += low * overs[column]
        if own > 0 {
          edge = lows[column]
          isLoose = false
        }
      }
      if unders[column] < .infinity {
        let per = 1 / unders[column]
        perBelow[column] = per
        weight += high * per
        sums.complementarity += high * unders[column]
        if own < 0 {
          edge = highs[column]
          isLoose = false
        }
      }
      sums.bound += own * edge
      if isLoose { sums.loose += abs(own * edge) }
      weights[column] = 1 / max(weight, 1e-10)
    }
    self.reduced = reducedArray
    self.weights = weightsArray
    self.perAbove = perAboveArray
    self.perBelow = perBelowArray
    return sums
  }

  /// The pull straight to the bounds.
  mutating func pullStraight() {
    let (reducedArray, isFixedArray) = (self.reduced, self.isFixed)
    let (reduced, isFixed) = (reducedArray.span, isFixedArray.span)
    var pull = pull.mutableSpan
    for column in pull.indices { pull[column] = isFixed[column] ? 0 : reduced[column] }
  }

  /// The direction that was found for the straight pull, for the whole of the round.
  mutating func takeStraight() {
    let (step, perAbove, perBelow) = (self.step, self.perAbove, self.perBelow)
    let (lowerDual, upperDual) = (self.lowerDual, self.upperDual)
    let (steps, perOver, perUnder) = (step.span, perAbove.span, perBelow.span)
    let (lows, highs) = (lowerDual.span, upperDual.span)
    var wholeStepArray = Self.take(&self.wholeStep)
    var whole = wholeStepArray.mutableSpan
    var wholeLowerArray = Self.take(&self.wholeLower)
    var lower = wholeLowerArray.mutableSpan
    var wholeUpperArray = Self.take(&self.wholeUpper)
    var upper = wholeUpperArray.mutableSpan
    for column in steps.indices {
      let own = steps[column]
      whole[column] = own
      lower[column] = -lows[column] * (1 + own * perOver[column])
      upper[column] = -highs[column] * (1 - own * perUnder[column])
    }
    self.wholeStep = wholeStepArray
    self.wholeLower = wholeLowerArray
    self.wholeUpper = wholeUpperArray
  }

  /// The sum of the products of distances and duals so far along the direction of the round.
  func complementarity(_ primal: Double, _ dual: Double) -> Double {
    let (step, above, perAbove, lowerDual) = (
      wholeStep.span, above.span, perAbove.span, lowerDual.span
    )
    let (below, perBelow, upperDual) = (below.span, perBelow.span, upperDual.span)
    let (lowerStep, upperStep) = (wholeLower.span, wholeUpper.span)
    var sum = 0.0
    for column in step.indices {
      if perAbove[column] > 0 {
        sum +=
          (lowerDual[column] + dual * lowerStep[column]) * (above[column] + primal * step[column])
      }
      if perBelow[column] > 0 {
        sum +=
          (upperDual[column] + dual * upperStep[column]) * (below[column] - primal * step[column])
      }
    }
    return sum
  }

  /// Pulls to the centre, with what the straight direction bends.
  mutating func bend(to centre: Double) {
    setPulls { _, step, _, dual, sign in centre - sign * step * dual }
  }

  /// Pulls on the columns whose products would be far from the centre so far along the direction of the round; how many.
  mutating func bendOutliers(to centre: Double, _ primal: Double, _ dual: Double) -> Int {
    let (least, most) = (0.1 * centre, 10 * centre)
    var count = 0
    setPulls { distance, step, bound, boundStep, sign in
      let product = (distance + sign * primal * step) * (bound + dual * boundStep)
      if product < least {
        count += 1
        return least - product
      }
      if product > most {
        count += 1
        return max(most - product, -most)
      }
      return 0
    }
    return count
  }

  /// What is asked of each product, by the distance to a bound, the step of x, the dual of the bound and its step, and the
  /// sign with which the distance moves; and what that makes of the pull on x.
  @inline(__always)
  private mutating func setPulls(
    _ lack: (_ distance: Double, _ step: Double, _ dual: Double, _ dualStep: Double, _ sign: Double)
      -> Double
  ) {
    let (step, isFixed) = (self.wholeStep, self.isFixed)
    let (above, perAbove, lowerDual) = (self.above, self.perAbove, self.lowerDual)
    let (below, perBelow, upperDual) = (self.below, self.perBelow, self.upperDual)
    let (wholeLower, wholeUpper) = (self.wholeLower, self.wholeUpper)
    let (steps, fixed) = (step.span, isFixed.span)
    let (overs, perOver, lows) = (above.span, perAbove.span, lowerDual.span)
    let (unders, perUnder, highs) = (below.span, perBelow.span, upperDual.span)
    let (lowSteps, highSteps) = (wholeLower.span, wholeUpper.span)
    var lowerStepArray = Self.take(&self.lowerStep)
    var lowerLack = lowerStepArray.mutableSpan
    var upperStepArray = Self.take(&self.upperStep)
    var upperLack = upperStepArray.mutableSpan
    var pullArray = Self.take(&self.pull)
    var pull = pullArray.mutableSpan
    for column in steps.indices {
      var sum = 0.0
      if !fixed[column] {
        let own = steps[column]
        if perOver[column] > 0 {
          let asked = lack(overs[column], own, lows[column], lowSteps[column], 1)
          lowerLack[column] = asked
          sum -= asked * perOver[column]
        }
        if perUnder[column] > 0 {
          let asked = lack(unders[column], own, highs[column], highSteps[column], -1)
          upperLack[column] = asked
          sum += asked * perUnder[column]
        }
      }
      pull[column] = sum
    }
    self.lowerStep = lowerStepArray
    self.upperStep = upperStepArray
    self.pull = pullArray
  }

  /// The steps of the duals that go with that of x, for what was asked of the products.
  mutating func setDualSteps() {
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

  /// The weighed pull, in the place of the step.
  mutating func setStepToPull() { Self.scale(&step, weights, pull) }

  /// The step of x for Aᵀ of that of y, which stands in `product`.
  mutating func takeStep() {
    Self.difference(&product, pull)
    Self.scale(&step, weights, product)
  }

  /// One over how much of the direction of the round leads to the nearest bound, by x and by duals.
  func lengths() -> (Double, Double) {
    let (step, perAbove, perBelow) = (wholeStep.span, perAbove.span, perBelow.span)
    let (lowerDual, lowerStep) = (lowerDual.span, wholeLower.span)
    let (upperDual, upperStep) = (upperDual.span, wholeUpper.span)
    var (primal, dual) = (1e-3, 1e-3)
    for column in step.indices {
      primal = max(primal, -step[column] * perAbove[column], step[column] * perBelow[column])
      if lowerStep[column] < 0 { dual = max(dual, -lowerStep[column] / lowerDual[column]) }
      if upperStep[column] < 0 { dual = max(dual, -upperStep[column] / upperDual[column]) }
    }
    return (primal, dual)
  }

  /// The same for the direction of the round with so much of the last one found.
  func lengths(with shares: SIMD8<Double>) -> (SIMD8<Double>, SIMD8<Double>) {
    let (step, perAbove, perBelow) = (wholeStep.span, perAbove.span, perBelow.span)
    let (lowerDual, lowerStep) = (lowerDual.span, wholeLower.span)
    let (upperDual, upperStep) = (upperDual.span, wholeUpper.span)
    let (more, moreLower, moreUpper) = (self.step.span, self.lowerStep.span, self.upperStep.span)
    var primal = SIMD8<Double>(repeating: 1e-3)
    var dual = primal
    for column in step.indices {
      let own = SIMD8(repeating: step[column]) + shares * more[column]
      if perAbove[column] > 0 {
        Self.raise(&primal, own * -perAbove[column])
        let rate = SIMD8(repeating: lowerStep[column]) + shares * moreLower[column]
        Self.raise(&dual, rate * (-1 / lowerDual[column]))
      }
      if perBelow[column] > 0 {
        Self.raise(&primal, own * perBelow[column])
        let rate = SIMD8(repeating: upperStep[column]) + shares * moreUpper[column]
        Self.raise(&dual, rate * (-1 / upperDual[column]))
      }
    }
    return (primal, dual)
  }

  @inline(__always)
  private static func raise(_ most: inout SIMD8<Double>, _ values: SIMD8<Double>) {
    most.replace(with: values, where: values .> most)
  }

  /// Adds so much of the last direction to that of the round.
  mutating func add(_ primal: Double, _ dual: Double) {
    Self.add(&wholeStep, primal, step)
    Self.add(&wholeLower, dual, lowerStep)
    Self.add(&wholeUpper, dual, upperStep)
  }

  /// How far to go along the direction of a round.
  struct Step {
    let primal: Double
    let dual: Double
    /// What has to be left of each distance, and of each dual; 0 where the steps leave enough of all.
    fileprivate let leastDistance: Double
    fileprivate let leastDual: Double

    /// - Parameters:
    ///   - primal: how far all columns may go together; `dual` for the duals.
    ///   - isBold: whether to go farther. The few that are in the way then stop on their own.
    init(primal: Double, dual: Double, isBold: Bool) {
      func bold(_ length: Double) -> Double { isBold ? max(length, min(0.9, 3 * length)) : length }
      (self.primal, self.dual) = (bold(primal), bold(dual))
      leastDistance = self.primal > primal ? Self.least : 0
      leastDual = self.dual > dual ? Self.least : 0
    }

    private static let least = 0.3
  }

  mutating func advance(_ step: Step) {
    if step.leastDistance == 0 {
      Self.add(&x, step.primal, wholeStep)
      Self.add(&above, step.primal, wholeStep)
      Self.add(&below, -step.primal, wholeStep)
    } else {
      advanceOneByOne(step)
    }
    Self.add(&lowerDual, step.dual, wholeLower, leaving: step.leastDual)
    Self.add(&upperDual, step.dual, wholeUpper, leaving: step.leastDual)
  }

  private mutating func advanceOneByOne(_ step: Step) {
    let (wholeStep, perAbove, perBelow) = (self.wholeStep, self.perAbove, self.perBelow)
    let (steps, perOver, perUnder) = (wholeStep.span, perAbove.span, perBelow.span)
    let most = 1 - step.leastDistance
    var xArray = Self.take(&x)
    var x = xArray.mutableSpan
    var aboveArray = Self.take(&above)
    var above = aboveArray.mutableSpan
    var belowArray = Self.take(&below)
    var below = belowArray.mutableSpan
    for column in steps.indices {
      var own = step.primal * steps[column]
      if perOver[column] > 0 { own = max(own, -most * above[column]) }
      if perUnder[column] > 0 { own = min(own, most * below[column]) }
      x[column] += own
      above[column] += own
      below[column] -= own
    }
    self.x = xArray
    self.above = aboveArray
    self.below = belowArray
  }

  private static func add(
    _ to: inout [Double], _ factor: Double, _ step: [Double], leaving least: Double
  ) {
    let step = step.span
    var to = to.mutableSpan
    for index in to.indices {
      to[index] = max(to[index] + factor * step[index], least * to[index])
    }
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

  static func add(_ to: inout [Double], _ factor: Double, _ step: [Double]) {
    let step = step.span
    var to = to.mutableSpan
    for index in to.indices { to[index] += factor * step[index] }
  }
}
