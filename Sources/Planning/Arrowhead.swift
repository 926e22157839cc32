public import Chains
import Optimization

/// The arrowhead engine: the whole chain as one program, solved along its hours.
///
/// Hours of one site and node follow one another in time, and meet the rest only in what is decided once. An interior point
/// method of our own (``ArrowheadProgram``) takes each such block on its own, in the order of time, then what they have in
/// common. It says all that has no whole units, and it is the way for hours that the dispatch kernel cannot say: ramps,
/// several stores, work that may wait.
///
/// The best plan it returns lies in the middle of those that are equally good.
public struct ArrowheadEngine: Sendable {
  public static let name = "arrowhead"
  public var options: PlanningOptions

  public init(options: PlanningOptions = PlanningOptions()) { self.options = options }

  /// The best plan of a chain, to within the gap of the options.
  ///
  /// Where it finds none, the direct engine looks for one, or for the reason why there is none.
  public func plan(_ chain: Chain) throws(PlanningError) -> Plan {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    let started = ContinuousClock.now
    let layout = Compiler.layout(of: chain)
    return try planOrElse(chain, layout, Blocks(layout), started)
  }

  /// The same for a chain whose layout is known.
  func planOrElse(
    _ chain: Chain, _ layout: Layout, _ blocks: Blocks, _ started: ContinuousClock.Instant
  ) throws(PlanningError) -> Plan {
    do throws(PlanningError) {
      return try plan(chain, layout, blocks, started)
    } catch {
      guard case .failed(let word) = error else { throw error }
      var own = options
      own.solver = own.solver.counted(from: started)
      if let why = try Explanation(chain: chain, options: own).ownInfeasibility() {
        throw .infeasible(why)
      }
      var plan = try DirectEngine(options: options).plan(chain, layout, started)
      plan.engineReason = "the arrowhead engine gave up: \(word)"
      return plan
    }
  }

  private func plan(
    _ chain: Chain, _ layout: Layout, _ blocks: Blocks, _ started: ContinuousClock.Instant
  ) throws(PlanningError) -> Plan {
    guard !layout.columns.contains(where: \.whole) else {
      throw .failed("whole units are for the other engines")
    }
    guard let program = ArrowheadProgram(layout.program(), layout.arrowheadOrder(blocks)) else {
      throw .failed("an hourly quantity without any bound")
    }
    let built = ContinuousClock.now
    let limits = options.solver.counted(from: started)
    let solution = program.solve(
      gap: Self.share * options.gap, enough: options.gap, leastCost: 1,
      shouldStop: limits.shouldStop
    ) {
      report($0, layout.constant, (ContinuousClock.now - started) / .seconds(1))
    }
    switch solution.status {
    case .optimal: break
    case .stopped where solution.isFeasible: break
    case .stopped: throw .stopped
    case .failed(let word): throw .failed(word)
    default: throw .failed("neither a plan nor a reason")
    }
    return try PlanReader(
      chain: chain, layout: layout,
      answer: PlanReader.Answer(
        x: solution.x, duals: solution.rowDual, objective: solution.objective,
        bound: solution.bound, isOptimal: solution.status == .optimal),
      seconds: Plan.Seconds(
        build: (built - started) / .seconds(1), solve: (ContinuousClock.now - built) / .seconds(1))
    ).plan(engine: Self.name)
  }

  private func report(_ round: ArrowheadProgram.Round, _ constant: Double, _ seconds: Double) {
    options.solver.log?("round \(round.number): cost \(round.cost), bound \(round.bound)")
    let best = round.isFeasible ? constant - round.cost : nil
    options.progress?(
      SearchProgress(
        round: round.number, bound: constant - round.bound, best: best,
        gap: best.map { max(0, round.cost - round.bound) / max(1, abs($0)) }, answers: 0,
        seconds: seconds, secondsLeft: nil))
  }

  /// The last digits of an interior point take few rounds, and prices are the better for them.
  static let share = 0.1
}
