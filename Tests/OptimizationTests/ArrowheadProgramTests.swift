import TestSupport
import Testing

@testable import Optimization

/// The interior point method of whole programs against HiGHS.
@Suite struct ArrowheadProgramTests {
  /// Sites with hours of their own that share what is built, money that is scarce and a budget.
  private func tree(_ seed: UInt64, hours most: Int) -> (
    program: LinearProgram, order: ArrowheadOrder
  ) {
    var random = Dice(seed: seed)
    func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
    var program = LinearProgram()
    var order = ArrowheadOrder(rowParts: [], columnParts: [], groups: [], times: [])
    var group: Int32 = -1
    func row(_ part: Int, _ time: Int, _ lower: Double, _ upper: Double) -> Int {
      program.addRow(lower: lower, upper: upper)
      order.rowParts.append(Int32(part))
      order.groups.append(group)
      order.times.append(Double(time))
      return program.rowCount - 1
    }
    func column(
      _ part: Int, cost: Double, lower: Double = 0, upper: Double = .infinity,
      _ entries: [(row: Int, Double)]
    ) {
      program.addColumn(cost: cost, lower: lower, upper: upper, entries: entries)
      order.columnParts.append(Int32(part))
    }
    let parts = Int.random(in: 1...4, using: &random)
    group = -1
    let money = row(-1, 0, -.infinity, number(100...2000))
    let carbon = row(-1, 0, -.infinity, number(100...4000))
    let clean = row(-1, 0, 0, .infinity)
    for part in 0..<parts {
      let hours = Int.random(in: 1...most, using: &random)
      func rows(_ lower: Double, _ upper: Double) -> [Int] {
        group += 1
        return (0..<hours).map { row(part, $0, lower, upper) }
      }
      let isExact = Bool.random(using: &random)
      let balance = rows(0, isExact ? 0 : .infinity)
      let store = rows(0, 0)
      let energy = rows(-.infinity, 0)
      let sun = rows(-.infinity, 0)
      let gas = rows(-.infinity, number(0...20))
      let free = rows(0, .infinity)
      let queue = rows(0, 0)
      let shape = (0..<hours).map { _ in number(0.4...1) }
      let light = (0..<hours).map { _ in max(0, number(-0.5...1)) }
      let pue = (0..<hours).map { _ in number(1...1.4) }
      // Hours.
      for h in 0..<hours {
        column(part, cost: 0, [(balance[h], 1), (sun[h], 1), (clean, 1)])
        column(part, cost: 40, [(balance[h], 1), (gas[h], 1), (carbon, 0.5)])
        column(part, cost: number(-20...200), upper: 30, [(balance[h], 1)])
        column(part, cost: 0.1, [(balance[h], -1), (store[h], 0.9)])
        column(part, cost: 0.1, [(balance[h], 0.9), (store[h], -1)])
        let next = (h + 1) % hours
        column(
          part, cost: 0,
          hours > 1
            ? [(store[h], -1), (store[next], 0.99), (energy[h], 1)]
            : [(store[h], -0.01), (energy[h], 1)])
        column(part, cost: 0, [(balance[h], -1.5), (free[h], -1), (queue[h], -1)])
        column(part, cost: 0, upper: 40, hours > 1 ? [(queue[h], -1), (queue[next], 1)] : [])
        column(part, cost: 2000, [(balance[h], 1)])
        if isExact { column(part, cost: 300, [(balance[h], -1)]) }
      }
      // Built once.
      func over(_ rows: [Int], _ values: [Double]) -> [(row: Int, Double)] {
        Array(zip(rows, values)).map { ($0.0, $0.1) }
      }
      let n = Double(hours)
      column(-1, cost: 8 * n, over(sun, light.map { -$0 }) + [(money, 3)])
      column(-1, cost: 12 * n, over(gas, light.map { _ in -1 }) + [(money, 1)])
      column(-1, cost: 1 * n, over(energy, light.map { _ in -1 }) + [(money, 1)])
      let rule = row(-1, 0, 0, .infinity)
      let scarce = row(-1, 0, -.infinity, number(50...200))
      for kind in 0..<Int.random(in: 1...3, using: &random) {
        let size = number(0.5...2)
        column(
          -1, cost: 20 * n,
          over(balance, pue.map { -$0 * size }) + over(free, shape.map { 1 - $0 }) + [
            (rule, size), (scarce, 1),
          ])
        if kind > 0 {
          column(
            -1, cost: 3 * n,
            over(balance, pue.map { -$0 * size * 0.1 }) + over(free, shape.map { _ in 1 }) + [
              (rule, 0.1)
            ])
        }
      }
      column(-1, cost: -60 * n, upper: number(10...100), over(queue, shape.map { $0 }))
      column(-1, cost: -number(50...300) * n, upper: number(10...100), [(rule, -1)])
      // A free column that two rows share.
      let twin = row(-1, 0, 0, 0)
      column(-1, cost: 0, lower: -.infinity, [(twin, 1), (scarce, 0.1)])
      column(-1, cost: 1, [(twin, -1), (rule, 0.2)])
    }
    column(-1, cost: 500, [(clean, 1)])
    column(-1, cost: 90, [(clean, -1), (carbon, -0.2)])
    return (program, order)
  }

  /// A place where nothing has to be done: up to a hundred million units may be sold, of what sun, a store and engines give.
  private func shop(price: Double) -> (program: LinearProgram, order: ArrowheadOrder) {
    let (hours, parts) = (96, 3)
    var program = LinearProgram()
    var order = ArrowheadOrder(rowParts: [], columnParts: [], groups: [], times: [])
    func rows(_ part: Int, _ group: Int, _ lower: Double, _ upper: Double) -> [Int] {
      (0..<hours).map { hour in
        program.addRow(lower: lower, upper: upper)
        order.rowParts.append(Int32(part))
        order.groups.append(Int32(4 * part + group))
        order.times.append(Double(hour))
        return program.rowCount - 1
      }
    }
    func column(
      _ part: Int, cost: Double, upper: Double = .infinity, _ entries: [(row: Int, Double)]
    ) {
      program.addColumn(cost: cost, upper: upper, entries: entries)
      order.columnParts.append(Int32(part))
    }
    func over(_ rows: [Int], _ value: (Int) -> Double) -> [(row: Int, Double)] {
      rows.enumerated().map { (row: $0.element, value($0.offset)) }
    }
    let places = (0..<parts).map { part in
      (
        balance: rows(part, 0, 0, .infinity), store: rows(part, 1, 0, 0),
        full: rows(part, 2, -.infinity, 0), sun: rows(part, 3, -.infinity, 0)
      )
    }
    for (part, own) in places.enumerated() {
      for hour in 0..<hours {
        let next = (hour + 1) % hours
        column(part, cost: 0, [(own.balance[hour], 1), (own.sun[hour], 1)])
        column(part, cost: 90 + Double(part), [(own.balance[hour], 1)])
        column(part, cost: 0.1, [(own.balance[hour], -1), (own.store[hour], 0.9)])
        column(part, cost: 0.1, [(own.balance[hour], 0.9), (own.store[hour], -1)])
        column(part, cost: 0, [(own.store[hour], -1), (own.store[next], 1), (own.full[hour], 1)])
      }
      column(
        -1, cost: -price * Double(hours), upper: 1e8,
        over(own.balance) { -1 - 0.3 * Double($0 % 24) / 24 })
    }
    // One decision for all places.
    column(
      -1, cost: 1000,
      places.flatMap { own in over(own.sun) { hour in -max(0, 1 - abs(Double(hour % 24 - 12)) / 6) }
      })
    column(-1, cost: 500, places.flatMap { own in over(own.full) { _ in -1 } })
    return (program, order)
  }

  /// The smallest solution, where a solve begins, is nothing here, and says nothing of how large things are.
  @Test func beginsWhereNothingHasToBeDone() throws {
    let (program, order) = shop(price: 500)
    let exact = try HiGHS(program).solve()
    let own = try #require(ArrowheadProgram(program, order)).solve(gap: 1e-7, shouldStop: { false })
    #expect(own.status == .optimal)
    #expect(abs(own.objective - exact.objective) <= 1e-6 * abs(exact.objective))
    // 9 rounds; from a start as large as nothing it took 29.
    #expect(own.iterations < 20)
  }

  /// Where nothing is worth its cost, the best plan is nothing, and no gap is a share of that.
  @Test func costsNothing() throws {
    var (program, order) = shop(price: 5)
    program.cost = program.cost.map { 1e7 * $0 }
    let own = try #require(ArrowheadProgram(program, order))
      .solve(gap: 1e-6, leastCost: 1e7, shouldStop: { false })
    #expect(own.status == .optimal)
    // A millionth of what one unit costs.
    #expect(abs(own.objective) <= 10 && own.bound <= own.objective && own.bound >= -10)
    // 9 rounds; as a share of nothing it took 16.
    #expect(own.iterations < 13)
  }

  /// Also with the steps that large programs take.
  @Test(arguments: UInt64(1)...80, [Int.max, 0])
  func agreesWithHiGHS(seed: UInt64, large: Int) throws {
    let (program, order) = tree(seed, hours: seed.isMultiple(of: 20) ? 100 : 20)
    let exact = try HiGHS(program).solve()
    #expect(exact.status == .optimal)
    let own = try #require(ArrowheadProgram(program, order))
      .solve(gap: 1e-8, large: large, shouldStop: { false })
    #expect(own.status == .optimal)
    // HiGHS keeps rows and reduced costs to 1e-7 each, the columns near a bound move to it by as much.
    let size = max(1, abs(exact.objective))
    #expect(abs(own.objective - exact.objective) <= 1e-6 * size)
    #expect(own.bound <= exact.objective + 1e-7 * size)
    let activity = program.rowActivity(of: own.x)
    for row in activity.indices {
      #expect(activity[row] >= program.rowLower[row] - 1e-4)
      #expect(activity[row] <= program.rowUpper[row] + 1e-4)
    }
  }

  /// What is held where it was found, between bounds next to each other, is found again: the interior of such a program is
  /// about as thin as the tolerance of its rows.
  @Test(arguments: UInt64(1)...24)
  func carriesOutAgain(seed: UInt64) throws {
    let (program, order) = tree(seed, hours: 60)
    let own = try #require(ArrowheadProgram(program, order))
      .solve(gap: 1e-9, shouldStop: { false })
    #expect(own.status == .optimal)
    var held = program
    for column in held.cost.indices where order.columnParts[column] < 0 {
      let room = 1e-6 * max(1, abs(own.x[column]))
      held.columnLower[column] = max(held.columnLower[column], own.x[column] - room)
      held.columnUpper[column] = min(held.columnUpper[column], own.x[column] + room)
    }
    let again = try #require(ArrowheadProgram(held, order)).solve(gap: 1e-7, shouldStop: { false })
    #expect(again.status == .optimal)
    // What the room of all that is held may be worth.
    #expect(abs(again.objective - own.objective) <= 1e-5 * max(1, abs(own.objective)))
  }

  /// With a gap that is enough, a solution is made of a point that is none: its rows hold, and it costs no more than that.
  @Test(arguments: [1e-1, 1e-2, 1e-3])
  func makesASolution(enough: Double) throws {
    var made = 0
    for seed in UInt64(1)...60 {
      let (program, order) = tree(seed, hours: 30)
      let exact = try HiGHS(program).solve()
      let own = try #require(ArrowheadProgram(program, order))
        .solve(gap: 1e-8, enough: enough, large: 0, shouldStop: { false })
      #expect(own.status == .optimal)
      let size = max(1, abs(exact.objective))
      let excess = (own.objective - exact.objective) / size
      #expect(excess >= -1e-6, "seed \(seed)")
      #expect(excess <= enough, "seed \(seed)")
      #expect(own.objective - own.bound <= enough * size, "seed \(seed)")
      #expect(own.bound <= exact.objective + 1e-7 * size)
      let activity = program.rowActivity(of: own.x)
      for row in activity.indices {
        #expect(activity[row] >= program.rowLower[row] - 1e-4, "seed \(seed), row \(row)")
        #expect(activity[row] <= program.rowUpper[row] + 1e-4, "seed \(seed), row \(row)")
      }
      for column in own.x.indices {
        #expect(own.x[column] >= program.columnLower[column] - 1e-9)
        #expect(own.x[column] <= program.columnUpper[column] + 1e-9)
      }
      if excess > 1e-6 { made += 1 }
    }
    #expect(made > 30)
  }

  /// The duals of the rows alone give the bound: dual of each row times the end that it prices, reduced costs at theirs.
  @Test(arguments: UInt64(301)...320)
  func dualsGiveTheValue(seed: UInt64) throws {
    let (program, order) = tree(seed, hours: 30)
    let own = try #require(ArrowheadProgram(program, order)).solve(gap: 1e-8, shouldStop: { false })
    #expect(own.status == .optimal)
    var value = 0.0
    for (row, dual) in own.rowDual.enumerated() where dual != 0 {
      let end = dual > 0 ? program.rowLower[row] : program.rowUpper[row]
      #expect(end.isFinite)
      value += dual * end
    }
    for (column, reduced) in own.columnDual.enumerated() {
      let end = reduced > 0 ? program.columnLower[column] : program.columnUpper[column]
      value += reduced * (end.isFinite ? end : own.x[column])
    }
    #expect(abs(value - own.objective) <= 1e-6 * max(1, abs(own.objective)))
  }

  /// A solve that is stopped says so, and its bound holds all the same.
  ///
  /// Near enough to a solution it has one.
  @Test(arguments: [1, 3, 9])
  func stops(round last: Int) throws {
    let (program, order) = tree(7, hours: 100)
    let arrowhead = try #require(ArrowheadProgram(program, order))
    let best = arrowhead.solve(gap: 1e-8, shouldStop: { false })
    var rounds = 0
    let own = arrowhead.solve(
      gap: 1e-8, shouldStop: { rounds >= last }, report: { rounds = $0.number })
    #expect(own.status == .stopped)
    #expect(own.iterations == last)
    #expect(own.bound <= best.objective + 1e-6 * abs(best.objective))
    #expect(own.isFeasible == (last >= 9))
    guard own.isFeasible else { return }
    #expect(own.objective >= best.objective - 1e-6 * abs(best.objective))
    #expect(own.objective <= best.objective + 0.1 * abs(best.objective))
    let activity = program.rowActivity(of: own.x)
    for row in activity.indices {
      #expect(activity[row] >= program.rowLower[row] - 1e-4)
      #expect(activity[row] <= program.rowUpper[row] + 1e-4)
    }
  }

  @Test func refusesWholeColumns() {
    var (program, order) = tree(1, hours: 5)
    program.wholeColumns = [0]
    #expect(ArrowheadProgram(program, order) == nil)
    program.wholeColumns = []
    #expect(ArrowheadProgram(program, order) != nil)
    order.columnParts[0] = 0
    (program.columnLower[0], program.columnUpper[0]) = (-.infinity, .infinity)
    #expect(ArrowheadProgram(program, order) == nil)
  }

  /// Places that all exchange with one another in each hour, over hours that reach far back.
  @Test func leavesWideBandsToOthers() throws {
    var random = Dice(seed: 1)
    var program = LinearProgram()
    let count = 700
    for _ in 0..<count { program.addRow(lower: 0, upper: .infinity) }
    for _ in 0..<(2 * count) {
      let one = Int.random(in: 0..<count, using: &random)
      let other = (one + Int.random(in: 1..<count, using: &random)) % count
      program.addColumn(cost: 1, upper: 1, entries: [(one, 1), (other, -1)])
    }
    let order = ArrowheadOrder(
      rowParts: Array(repeating: 0, count: count),
      columnParts: Array(repeating: 0, count: program.columnCount),
      groups: Array(repeating: 0, count: count), times: (0..<count).map { Double($0) })
    let own = try #require(ArrowheadProgram(program, order)).solve(gap: 1e-6, shouldStop: { false })
    #expect(own.status == .failed("hours that are no narrow band"))
  }

  /// What no solution can keep does not come near one.
  @Test func failsWithoutASolution() throws {
    var (program, order) = tree(3, hours: 10)
    // More clean power is asked for than there is room for.
    program.addRow(lower: 1, upper: 1)
    program.addRow(lower: 2, upper: 2)
    order.rowParts += [-1, -1]
    order.groups += [-1, -1]
    order.times += [0, 0]
    let rows = program.rowCount
    for _ in 0..<2 {
      program.addColumn(cost: 1, entries: [(rows - 2, 1), (rows - 1, 1)])
      order.columnParts.append(-1)
    }
    let own = try #require(ArrowheadProgram(program, order)).solve(gap: 1e-6, shouldStop: { false })
    #expect(own.status == .failed("the interior point method got nowhere"))
  }
}
