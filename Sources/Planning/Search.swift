import Chains
import Foundation
import Optimization

/// The search for the best decision of the master.
final class Search {
  let split: Split
  let options: PlanningOptions
  private let started: ContinuousClock.Instant
  /// Whether it says why there is no plan, which is a search of its own.
  private let explains: Bool
  let workspaces: [BlockWorkspace]
  private(set) var master: Master
  private var rounds = 0
  var widenings = 0
  /// Rounds without anything new.
  private var still = 0
  /// Values at which whole columns stand, for prices.
  private var fixed: [Double]?
  /// Known before the search: a decision, and cuts.
  private let seed: Seed?
  /// What the search is to be best at; absent: the expected value.
  let aim: LeafAim?
  /// How far proposals may go at first.
  private let reach: Master.Reach.Sizes

  /// What an earlier search leaves for one with other numbers.
  struct Seed {
    /// Decisions: the search begins with the one that seems best and can be carried out.
    var starts: [[Double]]
    var cuts: [Master.Cut]
    /// Of the master; absent where what a plan comes to is another quantity.
    var scale: Double?
    /// Where the program of the master ended, if it has the same columns and is after the same.
    var basis: HiGHS.Basis?
  }
  /// Blocks that could not be run under the last decision: the next one is tried on them first.
  var doubtful: [Int] = []
  /// Answers asked of blocks so far.
  var evaluations = 0
  /// Whether blocks answer from afar.
  var isCoarse = false
  var lastGap = Double.infinity
  private var gaps: [(seconds: Double, gap: Double)] = []

  /// A decision, what it costs, and whether every rule can be kept under it.
  struct Point {
    var x: [Double]
    var cost: Double
    var violation: Double

    /// Half of what a plan may break: rounding of sums over a year, and of the solver's tolerance.
    static let feasible = 5e-7
    var isFeasible: Bool { violation <= Self.feasible }
  }

  struct Found {
    var best: Point
    var bound: Double
    /// The program of the master behind the bound (with whole columns fixed), for prices; absent when
    /// the search was stopped before there was one.
    var result: Master.Result?
    var isDone: Bool
  }

  init(
    split: Split, options: PlanningOptions, started: ContinuousClock.Instant, seed: Seed? = nil,
    aim: LeafAim? = nil, explains: Bool = true
  ) throws(PlanningError) {
    self.seed = seed
    self.aim = aim
    self.split = split
    self.options = options
    self.started = started
    self.explains = explains
    workspaces = (0..<Self.threads).map { _ in BlockWorkspace() }
    let scale = seed?.scale ?? Self.scale(of: split)
    let near = Reach(split).sizes
    let first = try Self.master(split, scale: scale, reach: near, options, aim)
    if let loads = first.largestLoads(split.loads, timeLimit: options.solver.timeLimit) {
      reach = Reach(split, linked: loads).sizes
      master = try Self.master(split, scale: scale, reach: reach, options, aim)
    } else {
      reach = near
      master = first
    }
    master.begin(with: seed?.cuts ?? [], at: seed?.basis)
  }

  /// Money of the first proposals: the dearest column costs about 10. What a plan costs is not known yet.
  private static func scale(of split: Split) -> Double {
    var most = 0.0
    for index in split.blocks.masterColumns {
      if case .constant(let value) = split.layout.columns[index].value {
        most = max(most, abs(value))
      }
    }
    return most > 0 ? 10 / most : 1
  }

  static var threads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  private static func master(
    _ split: Split, scale: Double, reach: Master.Reach.Sizes, _ options: PlanningOptions,
    _ aim: LeafAim?
  ) throws(PlanningError) -> Master {
    do throws(SolverError) {
      return try Master(
        layout: split.layout, blocks: split.blocks, scale: scale, reach: reach,
        options: options.solver, aim: aim)
    } catch {
      throw .solver(error)
    }
  }

  /// A master of its own with the cuts found so far and a row for the money.
  func masterWithBudget() throws(PlanningError) -> Master {
    let own: Master
    do throws(SolverError) {
      own = try Master(
        layout: split.layout, blocks: split.blocks, scale: master.scale, reach: reach,
        options: options.solver, hasBudget: true)
    } catch {
      throw .solver(error)
    }
    own.begin(with: master.knownCuts)
    return own
  }

  var elapsed: Double { (ContinuousClock.now - started) / .seconds(1) }
  var left: Double { options.solver.timeLimit - elapsed }
  var mustStop: Bool { left <= 0 || options.solver.shouldStop() }

  // MARK: Search

  func run() throws(PlanningError) -> Found {
    let found = try search(from: try seeded())
    guard !master.wholeColumns.isEmpty, found.isDone else { return found }
    // Fractions gave cuts and a bound; now whole units.
    master.setWhole(true)
    return try searchWhole(bound: found.bound)
  }

  /// The decision of the seed under the numbers of now (without a seed: of a look from afar), with cuts there.
  private func seeded() throws(PlanningError) -> Point? {
    for x in ranked(seed?.starts ?? []) {
      let tried = try evaluate(x)
      add(tried.cuts)
      guard master.breach(x) <= 1e-9 else { continue }
      if tried.point.isFeasible { return tried.point }
      if let repaired = try repair(tried, below: .infinity) {
        add(repaired.cuts)
        if repaired.point.isFeasible { return repaired.point }
      }
    }
    if let near = seed == nil ? try lookFromAfar() : try proposed() { return near }
    return try farthest()
  }

  /// Where rules have moved from under the decisions of the seed: what its cuts propose under the rules of now, with what is
  /// short there made good.
  private func proposed() throws(PlanningError) -> Point? {
    for _ in 0..<4 {
      if mustStop { return nil }
      let result = master.solve(timeLimit: left)
      guard result.status == .optimal, !result.lacksCuts else { return nil }
      let tried = try evaluate(result.x)
      add(tried.cuts, at: result)
      if tried.point.isFeasible { return tried.point }
      if let repaired = try repair(tried, below: .infinity) {
        add(repaired.cuts)
        if repaired.point.isFeasible { return repaired.point }
      }
    }
    return nil
  }

  /// Decisions, the one first that costs least by what the cuts know.
  private func ranked(_ starts: [[Double]]) -> [[Double]] {
    // Columns of an aim come last, and follow from the rest.
    let whole = starts.filter { $0.count <= master.columnCount }
      .map { $0 + Array(repeating: 0, count: master.columnCount - $0.count) }
    if whole.count < 2 { return whole }
    let costs = whole.map { x in
      var blocks = split.oracles.map { _ in 0.0 }
      var hasCut = split.oracles.map { _ in false }
      for cut in master.knownCuts where !cut.cut.isFeasibility {
        let height = master.height(of: cut.cut, block: cut.block, x)
        blocks[cut.block] = hasCut[cut.block] ? max(blocks[cut.block], height) : height
        hasCut[cut.block] = true
      }
      return master.cost(x, blocks: blocks)
    }
    return whole.indices.sorted { costs[$0] < costs[$1] }.map { whole[$0] }
  }

  /// A master in which a cost counts as about 10,000, whatever the money: the tolerances of the solver
  /// are absolute.
  private func rescale(to cost: Double) throws(PlanningError) {
    let known = master.knownCuts
    let fixed = self.fixed
    master = try Self.master(
      split, scale: 1e4 / max(1e-6, abs(cost)), reach: reach, options, aim)
    master.begin(with: known)
    if let fixed { master.fix(master.wholeColumns, at: fixed) }
  }

  private func search(from start: Point?) throws(PlanningError) -> Found {
    var best = start
    var bound = -Double.infinity
    var last: Master.Result?
    do throws(PlanningError) {
      return try search(&best, &bound, &last)
    } catch {
      // A block was stopped in the middle.
      guard case .stopped = error else { throw error }
      return try stopped(best, bound, last)
    }
  }

  /// - Parameters:
  ///   - best: the best decision so far.
  ///   - bound: no decision costs less.
  ///   - last: the program behind the bound.
  private func search(
    _ best: inout Point?, _ bound: inout Double, _ last: inout Master.Result?
  ) throws(PlanningError) -> Found {
    // Half way at most: farther out cuts say less about where the best decisions are. Beside what an earlier search
    // found best, they say most.
    let (nearest, farthest) = seed == nil ? (0.3, 0.5) : (0.15, 0.5)
    var weight = seed == nil ? farthest : nearest
    while true {
      if mustStop { return try stopped(best, bound, last) }
      let result = master.solve(timeLimit: left)
      if result.status == .stopped { return try stopped(best, bound, last) }
      if result.status == .infeasible, best == nil, widenings < 40, master.reachFarther() {
        widenings += 1
        continue
      }
      guard result.status == .optimal else {
        // With a plan in hand the master cannot be impossible: its numbers are at their end.
        if best != nil { return try stopped(best, bound, last) }
        throw try failure(result.status)
      }
      // A proposal that only the reach holds back proves nothing yet.
      if result.isProof, result.bound > bound || last == nil {
        bound = max(bound, result.bound)
        last = result
      }
      report(best, bound)
      if let best, let last, isClose(best, bound) {
        return Found(best: best, bound: bound, result: last, isDone: true)
      }
      if let best, !result.atReach.isEmpty, widenings < 40,
        best.cost - result.bound <= 0.05 * abs(best.cost)
      {
        widenings += 1
        master.widen(result.atReach)
        continue
      }
      let before = best?.cost ?? .infinity
      var isCut = false
      if let known = best {
        let x = zip(known.x, result.x).map { (1 - weight) * $0 + weight * $1 }
        let tried = try evaluateDoubtful(x)
        isCut = isAbove(tried.cuts, result)
        add(tried.cuts, at: result)
        take(tried.point, &best)
        if !tried.point.isFeasible { try addFeasibility(at: tried, result) }
        // A tenth of what there is to be gained is worth the answers.
        let most = known.cost - 0.1 * (known.cost - max(bound, result.bound))
        if !tried.point.isFeasible, let repaired = try repair(tried, safe: known.x, below: most) {
          add(repaired.cuts)
          take(repaired.point, &best)
        }
      }
      if !isCut {
        // There is no line yet, or it did not reach far enough to tell anything new.
        let tried = try evaluate(result.x)
        take(tried.point, &best)
        if best == nil, let repaired = try repair(tried, below: .infinity) {
          add(repaired.cuts)
          take(repaired.point, &best)
        }
        if isAbove(tried.cuts, result) {
          add(tried.cuts, at: result)
        } else if !tried.point.isFeasible, try addFeasibility(result) {
          // What is missing has been priced too low.
        } else if !result.atReach.isEmpty {
          widenings += 1
          guard widenings < 40 else { throw try failure(.unbounded) }
          master.widen(result.atReach)
        } else {
          // Nothing new at all: the rounding of the solver is reached.
          add(tried.cuts)
          still += 1
          if still > 20 { return try stopped(best, bound, last ?? result) }
        }
      }
      if let best {
        let size = max(abs(best.cost), bound.isFinite ? abs(bound) / 30 : 0)
        if size * master.scale < 300 || size * master.scale > 3e6 { try rescale(to: size) }
        weight =
          best.cost < before ? min(farthest, weight * 1.2) : max(nearest, weight * 0.9)
      }
      master.dropIdleCuts()
      rounds += 1
    }
  }

  private func take(_ point: Point, _ best: inout Point?) {
    guard point.isFeasible, point.cost.isFinite else { return }
    if let known = best, known.cost <= point.cost { return }
    best = point
  }

  private func isClose(_ best: Point, _ bound: Double) -> Bool {
    best.cost - bound <= options.gap * max(1, abs(best.cost))
  }

  /// Whether some cut shows that the master's proposal costs more than it thinks.
  func isAbove(_ cuts: [(block: Int, cut: BlockCut)], _ result: Master.Result) -> Bool {
    let slack = slack(result)
    for (block, cut) in cuts {
      let height = master.height(of: cut, block: block, result.x)
      if cut.isFeasibility {
        if height > 3e-9 { return true }
      } else if height > result.x[master.costColumn[block]] + slack || result.lacksCuts {
        return true
      }
    }
    return false
  }

  // MARK: Whole units

  private func searchWhole(bound start: Double) throws(PlanningError) -> Found {
    var bound = start
    var best: Point?
    while true {
      if mustStop { return try priced(best, bound, isDone: false) }
      let result = master.solve(timeLimit: left)
      if result.status == .stopped { return try priced(best, bound, isDone: false) }
      guard result.status == .optimal else {
        if best != nil { return try priced(best, bound, isDone: false) }
        throw try failure(result.status)
      }
      bound = max(bound, result.bound)
      report(best, bound)
      if let best, isClose(best, bound) { return try priced(best, bound, isDone: true) }
      var x = result.x
      for column in master.wholeColumns { x[column] = x[column].rounded() }
      let tried: Evaluation
      do throws(PlanningError) {
        tried = try evaluate(x)
      } catch {
        guard case .stopped = error else { throw error }
        return try priced(best, bound, isDone: false)
      }
      var isNew = isAbove(tried.cuts, result)
      add(tried.cuts)
      if !isNew, !tried.point.isFeasible { isNew = try addFeasibility(result) }
      take(tried.point, &best)
      if !isNew {
        still += 1
        if still > 20 { return try priced(best, bound, isDone: false) }
      }
      rounds += 1
    }
  }

  /// Prices of a plan with whole units: the units stay as they are, the rest is decided to the end.
  private func priced(_ best: Point?, _ bound: Double, isDone: Bool) throws(PlanningError) -> Found
  {
    guard let best else { throw .stopped }
    fixed = best.x
    master.fix(master.wholeColumns, at: best.x)
    let found = try search(from: best)
    return Found(
      best: found.best, bound: bound, result: found.result,
      isDone: isDone || isClose(found.best, bound))
  }

  // MARK: Ends

  private func report(_ best: Point?, _ bound: Double) {
    lastGap = best.map { max(0, $0.cost - bound) / max(1, abs($0.cost)) } ?? .infinity
    guard let progress = options.progress else { return }
    let constant = split.layout.constant
    let gap = best.map { max(0, $0.cost - bound) / max(1, abs($0.cost)) }
    if let gap, gap.isFinite, gap > 0 { gaps.append((elapsed, gap)) }
    progress(
      SearchProgress(
        round: rounds, bound: constant - bound, best: best.map { constant - $0.cost },
        gap: gap, answers: evaluations, seconds: elapsed, secondsLeft: secondsLeft))
  }

  /// The gap shrinks about geometrically: the line through the logarithms of the last half of the search.
  private var secondsLeft: Double? {
    guard gaps.count >= 4, let last = gaps.last else { return nil }
    let first = gaps[gaps.count / 2 - 1]
    let shrunk = log(first.gap) - log(last.gap)
    guard shrunk > 0, last.seconds > first.seconds else { return nil }
    return max(0, log(last.gap / options.gap)) * (last.seconds - first.seconds) / shrunk
  }

  private func stopped(_ best: Point?, _ bound: Double, _ last: Master.Result?)
    throws(PlanningError) -> Found
  {
    guard let best else { throw .stopped }
    return Found(best: best, bound: bound, result: last, isDone: false)
  }

  private func failure(_ status: Solution.Status) throws(PlanningError) -> PlanningError {
    switch status {
    case .infeasible, .unbounded, .infeasibleOrUnbounded:
      guard explains else { return .failed("\(status)") }
      var options = options
      options.solver = options.solver.counted(from: started)
      return try Explanation(chain: split.chain, options: options).reason()
    case .stopped: return .stopped
    case .failed(let word): return .failed(word)
    case .optimal: return .failed("the master")
    }
  }
}

/// How far columns without an end may go at first.
private struct Reach {
  let size: Double
  let split: Split
  /// MW of load that links ask for, by block.
  let linked: [Double]

  init(_ split: Split, linked: [Double]? = nil) {
    self.split = split
    self.linked = linked ?? split.oracles.map { _ in 0 }
    var size = 1.0
    for row in split.layout.rows {
      for bound in [row.lower, row.upper] {
        switch bound {
        case .constant(let value): if value.isFinite { size = max(size, abs(value)) }
        case .series(let values):
          for value in values where value.isFinite { size = max(size, abs(value)) }
        }
      }
    }
    self.size = size
  }

  /// Some tens of the largest number of a rule, and what the blocks know about their capacities.
  var sizes: Master.Reach.Sizes {
    var sizes = Master.Reach.Sizes(single: 30 * size, coupling: 1e6 * size)
    for (oracle, linked) in zip(split.oracles, linked) {
      for (link, reach) in zip(oracle.block.links, oracle.reaches(linked: linked)) {
        if let reach { sizes.known[link] = max(sizes.known[link] ?? 0, reach) }
      }
    }
    return sizes
  }
}
