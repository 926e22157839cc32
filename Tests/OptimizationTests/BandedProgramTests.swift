import TestSupport
import Testing

@testable import Optimization

/// The interior point method of long blocks against HiGHS.
@Suite struct BandedProgramTests {
  /// Hours with sun, gas, a grid with changing prices, a store that loses, work that may wait and a budget over all
  /// hours; whatever cannot be kept is bought.
  private func year(_ seed: UInt64) -> (program: LinearProgram, times: [Double], slacks: Int) {
    var random = Dice(seed: seed)
    let hours = Int.random(in: 1...60, using: &random)
    var program = LinearProgram()
    var times: [Double] = []
    func rows(_ lower: (Int) -> Double, _ upper: (Int) -> Double) -> Int {
      let first = program.rowCount
      for hour in 0..<hours {
        program.addRow(lower: lower(hour), upper: upper(hour))
        times.append(Double(hour))
      }
      return first
    }
    let load = (0..<hours).map { _ in Double.random(in: 0...100, using: &random) }
    let sun = (0..<hours).map { _ in max(0, Double.random(in: -50...150, using: &random)) }
    let arrivals = (0..<hours).map { _ in Double.random(in: 0...20, using: &random) }
    let isExact = Bool.random(using: &random)
    let balance = rows({ load[$0] }, { isExact ? load[$0] : .infinity })
    let store = rows({ _ in 0 }, { _ in 0 })
    let queue = rows({ -arrivals[$0] }, { -arrivals[$0] })
    let power = Double.random(in: 0...40, using: &random)
    let inverter = rows({ _ in -.infinity }, { _ in power })
    let gas = Double(Int.random(in: 0...80, using: &random))
    let engine = rows({ _ in -.infinity }, { _ in gas })
    program.addRow(lower: -.infinity, upper: Double.random(in: 0...2000, using: &random))
    times.append(.infinity)
    let budget = program.rowCount - 1
    let energy = Double(Int.random(in: 0...200, using: &random))
    let keep = Bool.random(using: &random) ? 1 : 0.99 as Double
    let window = Double.random(in: 10...60, using: &random)
    for hour in 0..<hours {
      let next = (hour + 1) % hours
      program.addColumn(cost: 0, upper: sun[hour], entries: [(balance + hour, 1)])
      program.addColumn(
        cost: 40, entries: [(balance + hour, 1), (engine + hour, 1), (budget, 0.5)])
      program.addColumn(
        cost: Double.random(in: -20...200, using: &random), upper: 30,
        entries: [(balance + hour, 1)])
      program.addColumn(
        cost: 0.1, entries: [(balance + hour, -1), (store + hour, 0.9), (inverter + hour, 1)])
      program.addColumn(
        cost: 0.1, entries: [(balance + hour, 0.9), (store + hour, -1), (inverter + hour, 1)])
      let kept: [(row: Int, Double)] =
        hours > 1 ? [(store + hour, -1), (store + next, keep)] : [(store, keep - 1)]
      program.addColumn(cost: 0, upper: energy, entries: kept)
      program.addColumn(
        cost: 0, upper: 25, entries: [(balance + hour, -1.5), (queue + hour, -1)])
      let waiting: [(row: Int, Double)] =
        hours > 1 ? [(queue + hour, -1), (queue + next, 1)] : []
      program.addColumn(cost: 0, upper: window, entries: waiting)
    }
    let slacks = program.columnCount
    for row in 0..<program.rowCount where row < inverter || row == budget {
      if program.rowLower[row].isFinite { program.addColumn(cost: 2e5, entries: [(row, 1)]) }
      if program.rowUpper[row].isFinite { program.addColumn(cost: 2e5, entries: [(row, -1)]) }
    }
    return (program, times, slacks)
  }

  @Test(arguments: UInt64(1)...200)
  func agreesWithHiGHS(seed: UInt64) throws {
    let (program, times, slacks) = year(seed)
    let band = try #require(BandedProgram(program, times: times))
    let exact = try HiGHS(program).solve()
    #expect(exact.status == .optimal)
    let answer = band.solve(
      rowLower: program.rowLower, rowUpper: program.rowUpper,
      to: .init(gap: 0, slacks: slacks, broken: 1e-9), shouldStop: { false })
    #expect(answer.status == .optimal)
    // HiGHS keeps rows and reduced costs to 1e-7 each.
    let size = max(1, abs(exact.objective))
    #expect(abs(answer.objective - exact.objective) <= 1e-6 * size)
    #expect(answer.bound <= exact.objective + 1e-6 * size)
    #expect(answer.objective - answer.bound <= 1e-6 * size)

    // The solution keeps the rules.
    let activity = program.rowActivity(of: answer.x)
    for row in 0..<program.rowCount {
      #expect(activity[row] >= program.rowLower[row] - 1e-6)
      #expect(activity[row] <= program.rowUpper[row] + 1e-6)
    }
    // The duals alone give the bound.
    #expect(abs(bound(program, answer.rowDual) - answer.bound) <= 1e-6 * size)
  }

  /// An answer that may be rough costs no less than the best, and its duals claim no more.
  @Test(arguments: UInt64(1)...60)
  func roughAnswersHoldTheBest(seed: UInt64) throws {
    let (program, times, slacks) = year(seed)
    let band = try #require(BandedProgram(program, times: times))
    let exact = try HiGHS(program).solve()
    let answer = band.solve(
      rowLower: program.rowLower, rowUpper: program.rowUpper,
      to: .init(gap: 1e-2, slacks: slacks, broken: 1e-3), shouldStop: { false })
    let size = max(1, abs(exact.objective))
    #expect(answer.status == .optimal)
    #expect(answer.objective >= exact.objective - 1e-6 * size)
    #expect(answer.bound <= exact.objective + 1e-6 * size)
    // The bound holds with other right sides too: that is what makes it a cut.
    var (lower, upper) = (program.rowLower, program.rowUpper)
    for row in lower.indices where times[row].isFinite {
      lower[row] *= 1.2
      upper[row] *= 1.2
    }
    var other = program
    (other.rowLower, other.rowUpper) = (lower, upper)
    let moved = try HiGHS(other).solve()
    let claim = bound(other, answer.rowDual)
    #expect(claim <= moved.objective + 1e-6 * max(1, abs(moved.objective)))
  }

  @Test func isStopped() throws {
    let (program, times, slacks) = year(7)
    let band = try #require(BandedProgram(program, times: times))
    let answer = band.solve(
      rowLower: program.rowLower, rowUpper: program.rowUpper,
      to: .init(gap: 0, slacks: slacks, broken: 1e-9), shouldStop: { true })
    #expect(answer.status == .stopped)
  }

  /// Rows that all meet each other are no band.
  @Test func refusesWhatIsNoBand() {
    var program = LinearProgram()
    let rows = 600
    for _ in 0..<rows { program.addRow(lower: 1, upper: 1) }
    for row in 0..<rows { program.addColumn(cost: 1, entries: [(row, 1), ((row + 1) % rows, 1)]) }
    let times = (0..<rows).map { Double($0) }
    #expect(BandedProgram(program, times: times) != nil)
    program.addColumn(cost: 1, entries: (0..<rows).map { ($0, 1) })
    #expect(BandedProgram(program, times: times) == nil)
  }

  @Test func refusesColumnsWithoutBounds() {
    var (program, times, _) = year(7)
    program.addColumn(cost: 0, lower: -.infinity, entries: [(0, 1)])
    #expect(BandedProgram(program, times: times) == nil)
  }

  /// What duals show of the least cost: each row and each column at its cheaper end.
  private func bound(_ program: LinearProgram, _ duals: [Double]) -> Double {
    var sum = 0.0
    for (row, dual) in duals.enumerated() where dual != 0 {
      let edge = dual > 0 ? program.rowLower[row] : program.rowUpper[row]
      sum += edge.isFinite ? dual * edge : (abs(dual) > 1e-6 ? -.infinity : 0)
    }
    for (column, cost) in program.reducedCost(of: duals).enumerated() where cost != 0 {
      let edge = cost > 0 ? program.columnLower[column] : program.columnUpper[column]
      sum += edge.isFinite ? cost * edge : (abs(cost) > 1e-6 ? -.infinity : 0)
    }
    return sum
  }
}
