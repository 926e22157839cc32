/// How a linear program is to be solved.
public struct SolverOptions: Sendable {
  public enum Method: String, Sendable, CaseIterable {
    /// Chosen by the size of the program.
    case automatic = "auto"
    case simplex
    /// Interior point with crossover (HiGHS's IPX).
    case interiorPoint = "ipx"
    /// Interior point by factorisation (HiPO), with crossover.
    case hipo
  }

  /// How the dual simplex weighs the rows that it may leave.
  public enum EdgeWeights: Sendable {
    /// Exact lengths: the fewest iterations. A start from a basis to which rows were added takes one solve with the
    /// basis per row before the first of them.
    case steepest
    /// Lengths in a frame that moves along: nothing to be computed first, for programs solved again and again as they
    /// grow.
    case devex
  }

  public var method: Method = .automatic
  public var edgeWeights: EdgeWeights = .steepest
  /// Wall-clock limit in seconds.
  public var timeLimit: Double = .infinity
  /// Relative gap at which a mixed-integer search stops.
  public var relativeGap: Double = 1e-4
  /// Primal and dual feasibility, in the units of the program.
  public var feasibility: Double = 1e-7
  /// After an interior point: move to a vertex, which gives exact complementary prices.
  public var crossover = true
  /// Called now and then from the solving thread; `true` stops the search.
  public var shouldStop: @Sendable () -> Bool = { false }
  /// Lines of the solver's log, without line ends.
  public var log: (@Sendable (String) -> Void)?

  public init() {}

  /// One limit for several solves together: the seconds count from a moment, not from the start of each solve.
  ///
  /// What is left of them is the limit of the next solve, and `shouldStop` holds from the end on, as not every method
  /// of the solver looks at its clock often.
  public func counted(from start: ContinuousClock.Instant) -> SolverOptions {
    guard timeLimit.isFinite else { return self }
    let end = start + .seconds(timeLimit)
    var own = self
    own.timeLimit = max(0, (end - ContinuousClock.now) / .seconds(1))
    own.shouldStop = { [shouldStop] in shouldStop() || ContinuousClock.now >= end }
    return own
  }
}

/// What a solver found.
public struct Solution: Sendable {
  public enum Status: Sendable, Equatable {
    case optimal
    case infeasible
    case unbounded
    case infeasibleOrUnbounded
    /// Stopped by a limit or by the caller; values may or may not be feasible.
    case stopped
    /// Anything else, with the solver's own word for it.
    case failed(String)
  }

  public var status: Status
  /// Whether `x` satisfies the program.
  public var isFeasible: Bool
  public var objective: Double
  /// No solution costs less (for programs with whole columns).
  public var bound: Double
  public var x: [Double]
  public var rowDual: [Double]
  /// Reduced costs.
  public var columnDual: [Double]
  public var iterations: Int
  public var seconds: Double
}

/// Why the solver could not be run.
public enum SolverError: Error, Sendable, CustomStringConvertible {
  case rejected(String)
  case tooLarge(Int)

  public var description: String {
    switch self {
    case .rejected(let what): "HiGHS did not accept \(what)"
    case .tooLarge(let entries):
      "the program has \(entries) entries, more than HiGHS can index (2,147,483,647)"
    }
  }
}
