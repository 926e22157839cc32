import HourlyDispatch
import TestSupport
import Testing

/// The queue with two ends against the lists of the whole year, and bounds from coarser years.
@Suite struct QueueTests {
  /// Longer years than those that HiGHS is asked for, with days and seasons in the store.
  @Test(arguments: 0..<8)
  func agreesWithLists(block: UInt64) throws {
    let (queue, lists) = (DispatchKernel(), DispatchKernel())
    lists.usesQueue = false
    var used = 0
    for seed in (block * 12)..<(block * 12 + 12) {
      let problem = RandomYear.make(seed: 50_000 + seed, most: 400)
      let own = try queue.solve(problem)
      let reference = try lists.solve(problem)
      if own.method == .queue { used += 1 }
      let scale = max(1, abs(reference.cost))
      #expect(abs(own.cost - reference.cost) <= 1e-9 * scale, "seed \(seed), \(own.method)")
      #expect(abs(own.bound - reference.bound) <= 1e-9 * max(scale, abs(reference.bound)))
      #expect(abs(own.shortage - reference.shortage) <= 1e-7 * max(1, reference.shortage))
    }
    #expect(used > 0)
  }

  /// Prices of averaged hours bound the cost of the year, here and for any other capacities.
  @Test(arguments: [2, 3, 4])
  func coarsePricesAreABound(count: Int) throws {
    let kernel = DispatchKernel()
    var tight = 0
    for seed in 0..<60 as Range<UInt64> {
      var problem = RandomYear.make(seed: seed, most: 200)
      problem.weight = .constant(1)
      guard problem.hours >= 4 * count else { continue }
      problem = shortened(problem, to: problem.hours / count * count)
      let exact = try kernel.solve(problem)
      let coarse = try kernel.solve(lumped(problem, by: count))
      guard exact.shortage <= 1e-9, coarse.shortage <= 1e-9 else { continue }
      let bound = kernel.bound(problem, from: coarse, by: count)
      #expect(
        bound.bound <= exact.cost + 1e-9 * max(1, abs(exact.cost)), "seed \(seed)")
      if bound.bound > exact.cost - 0.2 * abs(exact.cost) { tight += 1 }
      var other = problem
      for index in other.steps.indices where other.steps[index].capacity.isFinite {
        other.steps[index].capacity *= 1.5
      }
      let there = try kernel.solve(other)
      guard there.shortage <= 1e-9 else { continue }
      var plane = bound.bound
      for index in problem.steps.indices where problem.steps[index].capacity.isFinite {
        plane += bound.capacity[index] * 0.5 * problem.steps[index].capacity
      }
      #expect(plane <= there.cost + 1e-9 * max(1, abs(there.cost)), "seed \(seed)")
    }
    #expect(tight > 5)
  }

  private func shortened(_ problem: DispatchProblem, to hours: Int) -> DispatchProblem {
    func cut(_ series: DispatchSeries) -> DispatchSeries {
      if case .hourly(let values) = series { .hourly(Array(values[..<hours])) } else { series }
    }
    return mapped(problem, hours: hours, cut)
  }

  private func lumped(_ problem: DispatchProblem, by count: Int) -> DispatchProblem {
    var own = mapped(problem, hours: problem.hours / count) { $0.means(of: count) }
    own.step *= Double(count)
    if let keep = problem.store?.keep {
      own.store?.keep = (0..<count).reduce(1) { left, _ in left * keep }
    }
    return own
  }

  private func mapped(
    _ problem: DispatchProblem, hours: Int, _ change: (DispatchSeries) -> DispatchSeries
  ) -> DispatchProblem {
    var own = problem
    own.hours = hours
    for index in own.load.indices { own.load[index].profile = change(own.load[index].profile) }
    for index in own.steps.indices {
      own.steps[index].price = change(own.steps[index].price)
      own.steps[index].availability = change(own.steps[index].availability)
      own.steps[index].limit = own.steps[index].limit.map(change)
    }
    return own
  }
}
