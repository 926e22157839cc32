import HourlyDispatch
import Optimization
import Testing

/// The flows of a kernel are a solution of the program: they keep every rule and cost what the
/// kernel says.
@Suite struct FlowTests {
  @Test(arguments: 0..<10)
  func flowsAreFeasibleAndCostTheSame(block: UInt64) throws {
    let kernel = DispatchKernel()
    for seed in (block * 20)..<(block * 20 + 20) {
      let problem = RandomYear.make(seed: seed)
      let dispatch = try kernel.solve(problem)
      guard dispatch.shortage == 0 else { continue }
      let flows = kernel.flows(problem)
      let program = Reference.program(problem)
      var x: [Double] = []
      for step in flows.steps { x += step }
      if problem.store != nil {
        for hour in 0..<problem.hours {
          x += [flows.charge[hour], flows.discharge[hour], flows.level[hour]]
        }
      }
      let size = 1 + (problem.store?.energy ?? 0) + 20
      for (row, activity) in program.rowActivity(of: x).enumerated() {
        #expect(activity >= program.rowLower[row] - 1e-9 * size, "seed \(seed), row \(row)")
        #expect(activity <= program.rowUpper[row] + 1e-9 * size, "seed \(seed), row \(row)")
      }
      var cost = 0.0
      for column in x.indices {
        #expect(x[column] >= program.columnLower[column] - 1e-9 * size, "seed \(seed)")
        #expect(x[column] <= program.columnUpper[column] + 1e-9 * size, "seed \(seed)")
        cost += program.cost[column] * x[column]
      }
      #expect(abs(cost - dispatch.cost) <= 1e-9 * max(1, abs(cost)), "seed \(seed)")
    }
  }

  /// Hours that are short add up to the shortage of the year, and a supply as large as the worst of them makes it good.
  @Test func worstHourMakesGoodAll() throws {
    let kernel = DispatchKernel()
    var met = 0
    for seed in 0..<UInt64(600) {
      var problem = RandomYear.make(seed: seed)
      // Without the one supply that has no end.
      problem.steps.removeFirst()
      let dispatch = try kernel.solve(problem)
      guard dispatch.shortage > 1e-6, let short = kernel.shortages(problem) else { continue }
      let sum = problem.step * short.reduce(0, +)
      #expect(abs(sum - dispatch.shortage) <= 1e-9 * max(1, sum), "seed \(seed)")
      let worst = short.max() ?? 0
      problem.steps.append(DispatchProblem.Step(price: .constant(1), capacity: worst))
      #expect(try kernel.solve(problem).shortage <= 1e-9 * max(1, sum), "seed \(seed)")
      met += 1
    }
    #expect(met > 20)
  }
}
