import Chains
import Optimization

/// The program of a chain under other costs than its own, solved along its hours, again and again.
struct PricedHours {
  let layout: Layout
  /// The costs of the chain itself, by column.
  let ownCosts: [Double]
  private var program: LinearProgram
  private let order: ArrowheadOrder
  private let size: Double
  private let options: PlanningOptions

  struct Answer {
    var x: [Double]
    var cost: Double
    /// Nothing costs less.
    var bound: Double
  }

  /// - Parameter size: how large costs are. Under other costs the best plan may cost nothing, of which no gap is a share.
  init(_ layout: Layout, size: Double, options: PlanningOptions) {
    self.layout = layout
    self.size = max(1, size)
    self.options = options
    program = layout.program()
    ownCosts = program.cost
    order = layout.arrowheadOrder(Blocks(layout))
  }

  /// The quantities that cost least.
  ///
  /// Where the method finds none, HiGHS looks for them.
  ///
  /// - Parameter limits: how large columns of some blocks may be at most.
  mutating func least(
    _ costs: [Double], limits: [(block: Int, most: Double)] = [],
    _ started: ContinuousClock.Instant
  ) throws(PlanningError) -> Answer {
    program.cost = costs
    let upper = program.columnUpper
    defer { program.columnUpper = upper }
    for limit in limits {
      let columns = layout.columns[limit.block]
      for column in columns.base..<(columns.base + columns.count) {
        program.columnUpper[column] = min(upper[column], limit.most)
      }
    }
    let time = options.solver.counted(from: started)
    guard !time.shouldStop() else { throw .stopped }
    let solution: Solution
    do throws(SolverError) {
      if let own = alongHours(time) {
        solution = own
      } else {
        solution = try DirectEngine.solveContinuous(program, time)
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

  private func alongHours(_ time: SolverOptions) -> Solution? {
    guard let arrowhead = ArrowheadProgram(program, order) else { return nil }
    let solution = arrowhead.solve(
      gap: ArrowheadEngine.share * options.gap, enough: options.gap, leastCost: size,
      shouldStop: time.shouldStop)
    if case .failed = solution.status { return nil }
    return solution
  }
}
