import Chains
import Optimization

/// The program of a chain under other costs than its own, solved along its hours, again and again.
struct PricedHours {
  let layout: Layout
  /// The costs of the chain itself, by column.
  let ownCosts: [Double]
  private var program: LinearProgram
  private let order: ArrowheadOrder
  private let options: PlanningOptions

  struct Answer {
    var x: [Double]
    var cost: Double
    /// Nothing costs less.
    var bound: Double
  }

  init(_ layout: Layout, options: PlanningOptions) {
    self.layout = layout
    self.options = options
    program = layout.program()
    ownCosts = program.cost
    order = layout.arrowheadOrder(Blocks(layout))
  }

  /// Lets columns of a block be at most so large.
  mutating func limit(_ block: Int, to most: Double) {
    let columns = layout.columns[block]
    for column in columns.base..<(columns.base + columns.count) {
      program.columnUpper[column] = min(program.columnUpper[column], most)
    }
  }

  /// The quantities that cost least.
  ///
  /// Where the method finds none, HiGHS looks for them.
  mutating func least(_ costs: [Double], _ started: ContinuousClock.Instant) throws(PlanningError)
    -> Answer
  {
    program.cost = costs
    let limits = options.solver.counted(from: started)
    guard !limits.shouldStop() else { throw .stopped }
    let solution: Solution
    do throws(SolverError) {
      if let own = alongHours(limits) {
        solution = own
      } else {
        solution = try DirectEngine.solveContinuous(program, limits)
      }
    } catch {
      throw .solver(error)
    }
    switch solution.status {
    case .optimal: break
    case .stopped: throw .stopped
    case .failed(let word): throw .failed(word)
    default: throw .failed("costs without a best plan: \(solution.status)")
    }
    return Answer(x: solution.x, cost: solution.objective, bound: solution.bound)
  }

  private func alongHours(_ limits: SolverOptions) -> Solution? {
    guard let arrowhead = ArrowheadProgram(program, order) else { return nil }
    let solution = arrowhead.solve(
      gap: ArrowheadEngine.share * options.gap, enough: options.gap, shouldStop: limits.shouldStop)
    if case .failed = solution.status { return nil }
    return solution
  }
}
