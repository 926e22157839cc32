import Foundation

/// How a solve of the interior point method ended.
package enum InteriorStatus: Sendable { case optimal, stopped, failed }

/// A primal-dual interior point method with a predictor and a corrector (S. Mehrotra, SIAM Journal on Optimization 2,
/// 1992, 575-601) for bounds on both sides: least cost x with A x = right, lower <= x <= upper.
///
/// The equations are parts that meet only in a few rows and columns, an arrowhead: each part is factorized on its own, by
/// all processors, then what they have in common (D. Rehfeldt et al., European Journal of Operational Research 296, 2022,
/// 60-71, for energy systems). Needs a start of its own for each solve, and about 10 to 120 rounds of one factorization each.
struct InteriorPoint {
  let parts: [InteriorPart]
  private(set) var rest: InteriorRest
  private(set) var objective = 0.0
  /// What the duals show that no solution can cost less than.
  private(set) var bound = -Double.infinity
  /// The part of the bound that rests on how large columns without a bound are now.
  private(set) var loose = 0.0
  private(set) var iterations = 0
  /// The largest miss of an equation.
  private(set) var residual = Double.infinity
  /// Whether the equations hold as closely as is asked of them.
  private(set) var isFeasible = false
  /// What is missing in the equations, at the prices of their duals.
  private var lacking = 0.0
  /// The largest right side, at least 1.
  private let size: Double
  /// Mean of the products of distances and duals.
  private var complementarity = 0.0
  private var boundCount = 0.0
  private let team: Team
  /// Whether columns that are in the way of a step stop on their own. Of a million hours some always are, and the step of all
  /// was a tenth of the way at best. What the equations lack for it is made good once the gap is small.
  private var isBold = false
  private let mayBeBold: Bool

  init(
    parts: [InteriorPart], rest: InteriorRest, largestRight: Double, leastCost: Double = 1e-9,
    mayBeBold: Bool = false
  ) {
    self.parts = parts
    self.rest = rest
    size = max(1, largestRight)
    team = Team(parts)
    self.leastCost = leastCost
    self.mayBeBold = mayBeBold
  }

  /// The least that the difference of cost and bound is compared with: a cost may be nothing.
  private let leastCost: Double

  /// Relative difference of cost and bound, with what making good for all that is missing may cost.
  var gap: Double { (objective - bound + lacking) / max(leastCost, abs(objective)) }

  /// Rounds until somebody is content, who is asked in every round, and the equations hold.
  ///
  /// - Parameter hasOther: asked in every round whose equations do not hold; whether a solution was found elsewhere.
  mutating func run(
    until isEnough: (borrowing InteriorPoint) -> Bool, _ shouldStop: () -> Bool,
    instead hasOther: (borrowing InteriorPoint) -> Bool = { _ in false },
    report: ((borrowing InteriorPoint) -> Void)? = nil
  ) -> InteriorStatus {
    start()
    while true {
      assess()
      report?(self)
      guard residual.isFinite, bound.isFinite else { return .failed }
      let isClose = isEnough(self)
      if isFeasible ? isClose : hasOther(self) { return .optimal }
      if shouldStop() { return .stopped }
      isBold = mayBeBold && !isClose
      guard iterations < 200, !isHopeless else { return .failed }
      iterations += 1
      factorize()
      let centre = predict()
      guard correct(to: centre) else { return .failed }
    }
  }

  /// What was missing in the last rounds, the oldest first.
  private var misses: [Double] = []

  /// Whether bounds grow beyond the cost while what is missing stays: so it goes where the equations have no solution.
  private var isHopeless: Bool {
    misses.count > 10 && residual > 0.8 * misses[0]
      && bound > objective + 0.1 * abs(objective)
  }

  // MARK: Where to begin

  /// About the smallest solution of the equations and the duals that fit best, moved into the bounds.
  private mutating func start() {
    team.each { part, _ in part.beginNearZero() }
    rest.beginNearZero()
    factorize()
    let x = rest.columns.x
    team.each { part, _ in _ = part.setMissing(links: x) }
    _ = rest.setMissing(parts)
    findStep(isCorrector: false)
    team.each { part, _ in part.takeStart() }
    rest.takeStart()

    team.each { part, _ in part.pullByCost() }
    rest.pullByCost()
    findStep(isCorrector: false)
    rest.takeStartDuals()
    let y = rest.y
    let sums = team.each { part, _ in part.takeStartDuals(couplingDuals: y) }
    let own = rest.startSums(parts)
    let whole = sums.reduce(own) { $0.and($1) }
    guard whole.count > 0 else { return }
    // About how large things are. Where the smallest solution is far outside its bounds for its size, it says little of that.
    let mean = whole.sizes / whole.count
    let far = whole.outside / max(1e-300, whole.outside + 100 * mean)
    var margin = max(1e-2, 0.3 * mean, 5 * whole.outside * far)
    if whole.roomCount > 0 {
      // Where nothing has to be done, the smallest solution is nothing; what may be done says how large things are.
      let room = exp(whole.rooms / whole.roomCount)
      if margin < 1e-3 * room { margin = 0.2 * room }
    }
    let dual = max(1e-7, 0.1 * whole.duals / whole.count)
    boundCount = team.each { part, _ in part.moveInside(margin: margin, dual: dual) }
      .reduce(0, +)
    boundCount += rest.moveInside(margin: margin, dual: dual)
  }

  // MARK: A round

  /// Cost, bound and what is missing, and the weights of the round.
  private mutating func assess() {
    let (x, y) = (rest.columns.x, rest.y)
    let ofParts = team.each { part, _ in part.assess(links: x, couplingDuals: y) }
    let whole = ofParts.reduce(into: rest.assess(parts)) { sum, part in
      sum.sums += part.sums
      sum.residual = max(sum.residual, part.residual)
      sum.lacking += part.lacking
    }
    residual = whole.residual
    lacking = whole.lacking
    objective = whole.sums.objective
    // Columns without a bound where their reduced cost points to count up to ten times as large as they are.
    bound = whole.sums.bound - 9 * whole.sums.loose
    loose = whole.sums.loose
    if misses.count > 10 { misses.removeFirst() }
    misses.append(residual)
    isFeasible = residual <= 1e-9 * size || gap <= 0.01 && holds()
    complementarity = whole.sums.complementarity / max(1, boundCount)
  }

  /// Whether each equation holds to a share of its own largest term: where some columns are a million times as large as
  /// others, no share of the largest right side can be asked of all.
  private mutating func holds() -> Bool {
    let x = rest.columns.x
    return team.each { part, _ in part.largestMiss(links: x) }
      .reduce(rest.largestMiss(parts), max) <= Self.negligible
  }

  /// As solvers commonly ask of a row, and a tenth of what the check of a plan lets pass.
  private static let negligible = 1e-7

  private mutating func factorize() {
    team.each { part, buffers in part.factorize(&buffers) }
    rest.factorize(parts)
  }

  /// One over how much of the direction of the round leads to the nearest bound, by x and by duals.
  private var toPrimal = 1.0
  private var toDual = 1.0

  /// How often a direction is bent again: a bend is a solve, about a third of a round.
  private static let correctors = 1

  private var primal: Double { min(1, 0.995 / toPrimal) }
  private var dual: Double { min(1, 0.995 / toDual) }

  /// The direction straight to the bounds; returns the product at the centre that the next one should aim at.
  private mutating func predict() -> Double {
    team.each { part, _ in part.pullStraight() }
    rest.pullStraight()
    findStep(isCorrector: false)
    (toPrimal, toDual) = rest.takeStraight()
    for own in team.each({ part, _ in part.takeStraight() }) {
      toPrimal = max(toPrimal, own.0)
      toDual = max(toDual, own.1)
    }
    let (far, farDual) = (min(1, 1 / toPrimal), min(1, 1 / toDual))
    let straight = team.each { part, _ in part.columns.complementarity(far, farDual) }
      .reduce(rest.columns.complementarity(far, farDual), +)
    let ratio = straight / max(1e-300, complementarity * boundCount)
    return min(0.8, ratio * ratio * ratio) * complementarity
  }

  /// Bends the direction to the centre and goes along it, nearly as far as the bounds let it; false where that is nowhere.
  private mutating func correct(to centre: Double) -> Bool {
    team.each { part, _ in part.bend(to: centre) }
    rest.bend(to: centre)
    findStep(isCorrector: true)
    _ = addBest(atLeast: -1)
    // What would leave the centre far behind is bent again, as long as that lets steps be longer.
    for _ in 0..<Self.correctors {
      let (far, farDual) = (min(1, primal + 0.3), min(1, dual + 0.3))
      let outliers = team.each { part, _ in part.bendOutliers(to: centre, far, farDual) }
        .reduce(rest.bendOutliers(to: centre, far, farDual), +)
      guard outliers > 0 else { break }
      findStep(isCorrector: true)
      guard addBest(atLeast: 0.03) else { break }
    }
    let step = BoundedColumns.Step(primal: primal, dual: dual, isBold: isBold)
    team.each { part, _ in part.advance(step) }
    rest.advance(step)
    return max(primal, dual) > 1e-10
  }

  /// Adds the last direction to that of the round, as much of it as lets the round go farthest (M. Colombo and J. Gondzio,
  /// Computational Optimization and Applications 41, 2008, 277-305).
  ///
  /// - Parameter least: by how much steps have to grow together; if they do not, nothing is added.
  /// - Returns: whether it was added.
  private mutating func addBest(atLeast least: Double) -> Bool {
    let lowest = primal * dual
    var shares = SIMD8<Double>.zero
    for index in 0..<8 { shares[index] = lowest + (1 - lowest) * Double(index) / 7 }
    let tried = shares
    var (primals, duals) = rest.lengths(with: shares)
    for own in team.each({ part, _ in part.lengths(with: tried) }) {
      primals = pointwiseMax(primals, own.0)
      duals = pointwiseMax(duals, own.1)
    }
    var (best, bestDual) = (7, 7)
    for index in (0..<7).reversed() {
      // The larger share unless a smaller one goes noticeably farther.
      if primals[index] < 0.99 * primals[best] { best = index }
      if duals[index] < 0.99 * duals[bestDual] { bestDual = index }
    }
    let grown = min(1, 0.995 / primals[best]) + min(1, 0.995 / duals[bestDual]) - primal - dual
    guard grown >= least else { return false }
    let (share, dualShare) = (shares[best], shares[bestDual])
    team.each { part, _ in part.add(share, dualShare) }
    rest.add(share, dualShare)
    (toPrimal, toDual) = (primals[best], duals[bestDual])
    return true
  }

  /// The step of all duals that the pulls on x and what is missing in the equations ask for, and that of x.
  ///
  /// - Parameter isCorrector: whether only pulls count.
  private mutating func findStep(isCorrector: Bool) {
    team.each { part, _ in part.reduce(isCorrector: isCorrector) }
    rest.solve(parts, isCorrector: isCorrector)
    let (links, couplings) = (rest.links, rest.couplings)
    team.each { part, _ in
      part.finish(links: links, couplings: couplings, sum: couplings, isCorrection: false)
    }
    // What rounding has left of the equations.
    let tolerance = max(1e-10 * size, 1e-2 * (residual.isFinite ? residual : 0))
    var before = Double.infinity
    for _ in 0..<3 {
      let links = rest.columns.step
      let left = team.each { part, _ in part.leftOver(links: links, isCorrector: isCorrector) }
        .reduce(0, max)
      let own = rest.leftOver(parts, isCorrector: isCorrector)
      let miss = max(max(left, own.rows) / tolerance, own.columns / 1e-6)
      guard miss > 1, miss < 0.5 * before else { break }
      before = miss
      team.each { part, _ in part.reduceCorrection() }
      rest.solveCorrection(parts)
      let (more, couplings, sum) = (rest.links, rest.couplings, rest.dualStep)
      team.each { part, _ in
        part.finish(links: more, couplings: couplings, sum: sum, isCorrection: true)
      }
    }
  }

  // MARK: Processors

  /// The same for each part, by all processors.
  private struct Team {
    private let parts: [InteriorPart]
    private let desks: [Desk]

    /// Buffers of one thread.
    private final class Desk: @unchecked Sendable {
      // Unchecked: one thread has it at a time.
      var buffers = WideSides.Buffers()
    }

    init(_ parts: [InteriorPart]) {
      self.parts = parts
      let threads = min(parts.count, ProcessInfo.processInfo.activeProcessorCount)
      desks = (0..<max(1, threads)).map { _ in Desk() }
    }

    /// Results in the order of the parts.
    @discardableResult
    func each<Result: Sendable>(_ work: (InteriorPart, inout WideSides.Buffers) -> Result)
      -> [Result]
    {
      let (parts, desks) = (self.parts, self.desks)
      return sideBySide(parts.count, threads: desks.count) { index, thread in
        work(parts[index], &desks[thread].buffers)
      }
    }
  }
}
