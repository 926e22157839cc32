import HourlyDispatch
import TestSupport
import Testing

/// The kernel against HiGHS on the same year.
@Suite struct KernelTests {
  /// Relative to the larger of 1 and the cost: HiGHS itself stops at 1e-7 per row, and agrees to about
  /// 1e-11 on programs of this size.
  static let tolerance = 1e-9

  @Test(arguments: 0..<25)
  func agreesWithLinearProgram(block: UInt64) throws {
    let kernel = DispatchKernel()
    for seed in (block * 24)..<(block * 24 + 24) {
      let problem = RandomYear.make(seed: seed)
      let dispatch = try kernel.solve(problem)
      guard let reference = try Reference.cost(problem) else {
        #expect(dispatch.shortage > 0, "seed \(seed)")
        continue
      }
      let scale = max(1, abs(reference))
      #expect(dispatch.shortage <= 1e-9, "seed \(seed)")
      #expect(
        abs(dispatch.cost - reference) <= Self.tolerance * scale,
        "seed \(seed), \(dispatch.method): \(dispatch.cost) against \(reference)")
      #expect(
        abs(dispatch.bound - reference) <= Self.tolerance * scale,
        "seed \(seed), \(dispatch.method): bound \(dispatch.bound) against \(reference)")
    }
  }

  /// The sensitivities are a subgradient: no dispatch with other capacities, loads, powers and energy
  /// costs less than the plane through this one says. (A capacity without end has none.)
  @Test(arguments: 0..<10)
  func sensitivitiesBoundEveryOtherYear(block: UInt64) throws {
    let kernel = DispatchKernel()
    for seed in (block * 20)..<(block * 20 + 20) {
      let problem = RandomYear.make(seed: seed, most: 30)
      let here = try kernel.solve(problem)
      guard here.shortage <= 1e-9 else { continue }
      var dice = Dice(seed: seed &+ 77)
      for _ in 0..<4 {
        let other = moved(problem, &dice)
        let there = try kernel.solve(other)
        guard there.shortage <= 1e-9 else { continue }
        let plane = self.plane(here, problem, at: other)
        #expect(
          plane <= there.cost + Self.tolerance * max(1, abs(there.cost), abs(here.cost)),
          "seed \(seed): \(plane) above \(there.cost)")
      }
    }
  }

  private func moved(_ problem: DispatchProblem, _ dice: inout Dice) -> DispatchProblem {
    var other = problem
    func factor(_ dice: inout Dice) -> Double { Double.random(in: 0...2, using: &dice) }
    for index in other.steps.indices where other.steps[index].capacity.isFinite {
      other.steps[index].capacity *= factor(&dice)
      other.steps[index].capacity += Double.random(in: 0...1, using: &dice)
    }
    for index in other.load.indices { other.load[index].scale *= factor(&dice) }
    if var store = other.store {
      store.chargePower *= factor(&dice)
      store.dischargePower = store.isShared ? store.chargePower : store.dischargePower * 1.5
      store.energy *= 1 + factor(&dice)
      other.store = store
    }
    return other
  }

  private func plane(_ here: Dispatch, _ problem: DispatchProblem, at other: DispatchProblem)
    -> Double
  {
    var value = here.bound
    for index in problem.steps.indices where problem.steps[index].capacity.isFinite {
      value +=
        here.capacity[index] * (other.steps[index].capacity - problem.steps[index].capacity)
    }
    for index in problem.load.indices {
      value += here.load[index] * (other.load[index].scale - problem.load[index].scale)
    }
    if let own = here.store, let a = problem.store, let b = other.store {
      value += own.charge * (b.chargePower - a.chargePower)
      value += own.discharge * (b.dischargePower - a.dischargePower)
      value += own.energy * (b.energy - a.energy)
    }
    return value
  }

  /// Where the cost is smooth, the sensitivity is its derivative.
  @Test(arguments: 0..<10)
  func sensitivitiesAreDerivatives(block: UInt64) throws {
    let kernel = DispatchKernel()
    var smooth = 0
    for seed in (block * 20)..<(block * 20 + 20) {
      let problem = RandomYear.make(seed: seed, most: 30)
      let here = try kernel.solve(problem)
      for index in problem.steps.indices {
        let capacity = problem.steps[index].capacity
        guard capacity.isFinite, capacity > 0.01, here.shortage <= 1e-9 else { continue }
        let step = 1e-3 * capacity
        func cost(_ change: Double) throws -> Double {
          var other = problem
          other.steps[index].capacity += change
          return try kernel.solve(other).cost
        }
        let (up, down) = (try cost(step), try cost(-step))
        let right = (up - here.cost) / step
        let left = (here.cost - down) / step
        // The cost is exact to its rounding and to slivers of 1e-10 of the store.
        let noise =
          (1e-9 * max(1, abs(here.cost)) + 1e-10 * (problem.store?.energy ?? 0)) / step
        #expect(
          here.capacity[index] <= right + noise && here.capacity[index] >= left - noise,
          "seed \(seed), step \(index): \(here.capacity[index]) outside \(left)...\(right)")
        if abs(right - left) < noise { smooth += 1 }
      }
    }
    #expect(smooth > 20)
  }

  /// Scaling everything that is in MW and MWh scales the cost.
  @Test func scalesWithTheSize() throws {
    let kernel = DispatchKernel()
    for seed in 0..<60 as Range<UInt64> {
      let problem = RandomYear.make(seed: seed)
      let one = try kernel.solve(problem)
      var large = problem
      large.load[0].scale *= 1000
      for index in large.steps.indices {
        large.steps[index].capacity *= 1000
        if let limit = large.steps[index].limit {
          switch limit {
          case .constant(let value): large.steps[index].limit = .constant(1000 * value)
          case .hourly(let values): large.steps[index].limit = .hourly(values.map { 1000 * $0 })
          }
        }
      }
      if var store = large.store {
        store.chargePower *= 1000
        store.dischargePower *= 1000
        store.energy *= 1000
        if case .start(let level) = store.ends { store.ends = .start(1000 * level) }
        large.store = store
      }
      let thousand = try kernel.solve(large)
      #expect(
        abs(thousand.cost - 1000 * one.cost) <= 1e-9 * 1000 * max(1, abs(one.cost)), "seed \(seed)")
    }
  }

  /// The same buffers or new ones, the same answer to the last digit.
  @Test func keepsNothingBetweenCalls() throws {
    let used = DispatchKernel()
    for seed in 0..<80 as Range<UInt64> {
      let problem = RandomYear.make(seed: seed)
      let first = try used.solve(problem)
      let fresh = try DispatchKernel().solve(problem)
      #expect(first.cost == fresh.cost && first.bound == fresh.bound, "seed \(seed)")
      #expect(first.capacity == fresh.capacity, "seed \(seed)")
    }
  }
}
