public import Chains
public import Optimization

/// How a chain is to be planned.
public struct PlanningOptions: Sendable {
  public var solver = SolverOptions()
  /// The decomposed engine stops when its plan is proven to be worth at most this share less than the
  /// best one.
  public var gap = 1e-4
  /// Called after each round of the decomposed engine, from the thread that plans.
  public var progress: (@Sendable (SearchProgress) -> Void)?

  public init() {}
}

/// Why there is no plan.
public enum PlanningError: Error, Sendable {
  case invalid([ChainError])
  /// No plan exists; the smallest set of rules found whose relaxation would allow one.
  case infeasible(Infeasibility)
  /// The value has no upper end; the processes that could grow together without limit.
  case unbounded([String])
  /// Stopped before there was any plan.
  case stopped
  /// The solver gave up, or what it returned did not pass the check.
  case failed(String)
  case solver(SolverError)
}

/// The direct engine: the whole chain as one linear program (or mixed-integer program) in HiGHS.
///
/// It says everything that a chain can say, and it is the reference for every faster way.
public struct DirectEngine: Sendable {
  public static let name = "direct"
  public var options: PlanningOptions

  public init(options: PlanningOptions = PlanningOptions()) { self.options = options }

  /// The best plan of a chain.
  public func plan(_ chain: Chain) throws(PlanningError) -> Plan {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    let started = ContinuousClock.now
    return try plan(chain, Compiler.layout(of: chain), started)
  }

  /// The best plan of a chain whose layout is known.
  func plan(_ chain: Chain, _ layout: Layout, _ started: ContinuousClock.Instant)
    throws(PlanningError) -> Plan
  {
    let program = layout.program()
    let built = ContinuousClock.now
    var options = options
    options.solver = options.solver.counted(from: started)
    let solved: Solved
    do throws(SolverError) {
      solved = try Self.solve(program, options.solver)
    } catch {
      throw .solver(error)
    }
    switch solved.solution.status {
    case .optimal: break
    case .stopped where solved.solution.isFeasible && !program.wholeColumns.isEmpty: break
    case .stopped: throw .stopped
    case .infeasible, .unbounded, .infeasibleOrUnbounded:
      throw try Explanation(chain: chain, options: options).reason()
    case .failed(let word): throw .failed(word)
    }
    let seconds = Plan.Seconds(
      build: (built - started) / .seconds(1), solve: (ContinuousClock.now - built) / .seconds(1))
    let solution = solved.solution
    return try PlanReader(
      chain: chain, layout: layout,
      answer: PlanReader.Answer(
        x: solution.x, duals: solved.duals, objective: solution.objective,
        bound: program.wholeColumns.isEmpty ? nil : solution.bound,
        isOptimal: solution.status == .optimal),
      seconds: seconds
    ).plan(engine: Self.name)
  }

  struct Solved {
    var solution: Solution
    /// Row duals of the program, or of the program with its whole columns fixed.
    var duals: [Double]?
  }

  private static func solve(_ program: LinearProgram, _ options: SolverOptions)
    throws(SolverError) -> Solved
  {
    guard !program.wholeColumns.isEmpty else {
      let solution = try solveContinuous(program, options)
      return Solved(solution: solution, duals: solution.status == .optimal ? solution.rowDual : nil)
    }
    let solver = try HiGHS(program, options: options)
    let solution = solver.solve()
    guard solution.isFeasible else { return Solved(solution: solution, duals: nil) }
    var rounded = solution.x
    for column in program.wholeColumns { rounded[column] = rounded[column].rounded() }
    solver.fix(program.wholeColumns, at: rounded)
    let priced = solver.solve()
    guard priced.status == .optimal else { return Solved(solution: solution, duals: nil) }
    var best = solution
    best.x = priced.x
    best.objective = priced.objective
    return Solved(solution: best, duals: priced.rowDual)
  }

  /// Above this many rows an interior point with crossover beats the simplex on hourly chains
  /// (measured in docs/performance.md).
  static let largeProgram = 20_000

  /// Solves a program without whole columns by the method asked for; left to itself, by the simplex
  /// while small and by HiPO when large. Some builds of HiGHS lack HiPO: then the simplex takes over.
  static func solveContinuous(_ program: LinearProgram, _ options: SolverOptions)
    throws(SolverError) -> Solution
  {
    guard options.method == .automatic, program.rowCount > largeProgram,
      program.wholeColumns.isEmpty
    else {
      return try HiGHS.solveInTime(program, options: options)
    }
    let started = ContinuousClock.now
    var chosen = options.counted(from: started)
    chosen.method = .hipo
    let solution = try HiGHS.solveInTime(program, options: chosen)
    guard case .failed = solution.status else { return solution }
    // The simplex has only what is left of the time.
    chosen = options.counted(from: started)
    chosen.method = .simplex
    return try HiGHS.solveInTime(program, options: chosen)
  }
}

extension DirectEngine {
  /// Writes the linear program of a chain to a file (`.lp` or `.mps`), with the chain's names.
  public func writeProgram(of chain: Chain, to path: String) throws(PlanningError) {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    let layout = Compiler.layout(of: chain)
    let names = LayoutNames(chain: chain, layout: layout)
    do throws(SolverError) {
      try HiGHS(layout.program()).write(
        to: path, columnName: { names.column($0) }, rowName: { names.row($0) })
    } catch {
      throw .solver(error)
    }
  }
}
