import Dispatch
import Testing

@testable import Optimization

@Suite("HiGHS behind its interface")
struct HiGHSTests {
  /// max 3x + 2y, x + y <= 4, x + 3y <= 6, x <= 3: 11 at (3, 1).
  private var textbook: LinearProgram {
    var program = LinearProgram()
    program.addRow(lower: -.infinity, upper: 4)
    program.addRow(lower: -.infinity, upper: 6)
    program.addColumn(cost: -3, upper: 3, entries: [(0, 1), (1, 1)])
    program.addColumn(cost: -2, entries: [(0, 1), (1, 3)])
    return program
  }

  @Test("Every method gives the optimum and its duals", arguments: SolverOptions.Method.allCases)
  func methods(_ method: SolverOptions.Method) throws {
    var options = SolverOptions()
    options.method = method
    let solution = try HiGHS(textbook, options: options).solve()
    #expect(solution.status == .optimal)
    #expect(abs(solution.objective + 11) < 1e-7)
    #expect(abs(solution.x[0] - 3) < 1e-7 && abs(solution.x[1] - 1) < 1e-7)
    // Strong duality: rows and the bound of x pay for the objective.
    let reduced = textbook.reducedCost(of: solution.rowDual)
    let paid = solution.rowDual[0] * 4 + solution.rowDual[1] * 6 + reduced[0] * 3
    #expect(abs(paid + 11) < 1e-6)
  }

  @Test("An infeasible program is called so")
  func infeasible() throws {
    var program = textbook
    program.columnLower[0] = 2
    program.rowUpper[0] = 1
    #expect(try HiGHS(program).solve().status == .infeasible)
  }

  @Test("An unbounded program is called so")
  func unbounded() throws {
    var program = LinearProgram()
    program.addRow(lower: 0, upper: .infinity)
    program.addColumn(cost: -1, entries: [(0, 1)])
    let status = try HiGHS(program).solve().status
    #expect(status == .unbounded || status == .infeasibleOrUnbounded)
  }

  @Test("Whole columns are whole, and fixing them gives duals")
  func whole() throws {
    var program = textbook
    program.rowUpper[0] = 3.5
    program.wholeColumns = [0, 1]
    let solver = try HiGHS(program)
    let solution = solver.solve()
    #expect(solution.objective == -9)
    #expect(solution.bound <= -9 + 1e-6)
    solver.fix([0, 1], at: solution.x)
    #expect(abs(solver.solve().objective + 9) < 1e-7)
  }

  @Test("The caller can stop a search")
  func stop() throws {
    // A market split instance: small, and hard enough to reach a callback.
    var program = LinearProgram()
    var state: UInt64 = 7
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double((state >> 33) % 100)
    }
    for _ in 0..<5 { program.addRow(lower: 0, upper: 0) }
    for _ in 0..<40 {
      program.addColumn(cost: 0, upper: 1, entries: (0..<5).map { ($0, next()) })
    }
    for row in 0..<5 {
      let sum = program.rowActivity(of: Array(repeating: 1, count: 40))[row]
      program.rowLower[row] = (sum / 2).rounded(.down)
      program.rowUpper[row] = program.rowLower[row]
    }
    program.wholeColumns = Array(0..<40)
    for row in 0..<5 {
      program.addColumn(cost: 1, entries: [(row, 1)])
      program.addColumn(cost: 1, entries: [(row, -1)])
    }
    var options = SolverOptions()
    options.timeLimit = 20
    options.shouldStop = { true }
    let solution = try HiGHS(program, options: options).solve()
    #expect(solution.status == .stopped || solution.status == .optimal)
    #expect(solution.seconds < 20)
  }

  @Test("A limit of time does not change what is found in time, and ends what is not")
  func solvesInTime() throws {
    var options = SolverOptions()
    let free = try HiGHS.solveInTime(textbook, options: options)
    options.timeLimit = 60
    let timed = try HiGHS.solveInTime(textbook, options: options)
    #expect(timed.status == .optimal)
    #expect(timed.x == free.x)
    // A callback that does not come back stands for a step that asks nobody.
    let gate = DispatchSemaphore(value: 0)
    options.timeLimit = 0.01
    options.log = { _ in gate.wait() }
    let stopped = try HiGHS.solveInTime(textbook, options: options)
    #expect(stopped.status == .stopped)
    #expect(!stopped.isFeasible)
    for _ in 0..<1000 { gate.signal() }
  }

  @Test("Several solves share one limit")
  func countedLimit() {
    var options = SolverOptions()
    let now = ContinuousClock.now
    #expect(options.counted(from: now).timeLimit == .infinity)
    options.timeLimit = 20
    let early = options.counted(from: now - .seconds(5))
    #expect(early.timeLimit <= 15)
    #expect(!early.shouldStop())
    let late = early.counted(from: now - .seconds(30))
    #expect(late.timeLimit == 0)
    #expect(late.shouldStop())
    options.shouldStop = { true }
    #expect(options.counted(from: now).shouldStop())
  }

  @Test("A program that contradicts itself is refused, not solved")
  func rejected() {
    var program = textbook
    program.rows[0] = 99
    #expect(throws: SolverError.self) { _ = try HiGHS(program).solve() }
  }
}
