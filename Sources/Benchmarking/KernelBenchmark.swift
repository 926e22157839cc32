import Foundation
public import HourlyDispatch

/// How long the dispatch kernel takes for an hour, next to the plainest loop that could do a similar job.
public struct KernelBenchmark: Sendable {
  public struct Row: Sendable, Codable {
    public var name: String
    public var method: String
    /// Nanoseconds per hour: the least of the repetitions.
    public var nanosecondsPerHour: Double
    /// The same over that of the plain loop in this run.
    public var timesPlainLoop: Double
    /// (cost - bound) / cost: 0 up to rounding.
    public var gap: Double
  }

  private let weather = SyntheticWeather(seed: 1)
  private let repetitions = 30

  public init() {}

  public func run() throws(DispatchError) -> [Row] {
    let plain = plainLoop()
    var rows = [
      Row(
        name: "plain loop: store what is left over, use it when short", method: "loop",
        nanosecondsPerHour: plain, timesPlainLoop: 1, gap: .nan)
    ]
    let cases: [(String, DispatchProblem)] = [
      ("3 supplies at constant prices, store", problem(isGrid: false, keep: 1, energy: 1100)),
      ("the same with self-discharge", problem(isGrid: false, keep: 0.9999, energy: 1100)),
      ("a supply with hourly prices, store of 8 h", problem(isGrid: true, keep: 1, energy: 1100)),
      ("the same, store of 100 h", problem(isGrid: true, keep: 1, energy: 14_000)),
      (
        "constant prices, store that never forgets the year",
        problem(isGrid: false, keep: 1, energy: 500_000)
      ),
    ]
    for (name, problem) in cases {
      let kernel = DispatchKernel()
      var dispatch = try kernel.solve(problem)
      let least = try best { () throws(DispatchError) in dispatch = try kernel.solve(problem) }
      rows.append(
        Row(
          name: name, method: dispatch.method.rawValue, nanosecondsPerHour: least,
          timesPlainLoop: least / plain, gap: dispatch.gap))
    }
    return rows
  }

  private func problem(isGrid: Bool, keep: Double, energy: Double) -> DispatchProblem {
    var steps = [
      DispatchProblem.Step(
        price: .constant(0), capacity: 365, availability: .hourly(weather.solar)),
      DispatchProblem.Step(price: .constant(90), capacity: 68),
      DispatchProblem.Step(
        price: .constant(10_000), capacity: .infinity, limit: .constant(100)),
    ]
    if isGrid {
      steps.append(DispatchProblem.Step(price: .hourly(weather.price), capacity: 30))
    }
    return DispatchProblem(
      hours: weather.solar.count, load: [DispatchProblem.Term(profile: .constant(100))],
      steps: steps,
      store: DispatchProblem.Store(
        chargePower: 140, dischargePower: 140, isShared: true, energy: energy,
        chargeEfficiency: 0.95, dischargeEfficiency: 0.95, keep: keep))
  }

  /// Least CPU time of a call in nanoseconds per hour.
  private func best<E: Error>(_ work: () throws(E) -> Void) throws(E) -> Double {
    var least = Double.infinity
    for _ in 0..<repetitions {
      let start = Self.cpu
      try work()
      least = min(least, Self.cpu - start)
    }
    return least / Double(weather.solar.count)
  }

  /// CPU time of this thread, ns.
  private static var cpu: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  private func plainLoop() -> Double {
    var level = Array(repeating: 0.0, count: weather.solar.count)
    var sum = 0.0
    let least = best { () throws(Never) in
      var span = level.mutableSpan
      sum += Self.loop(weather.solar.span, &span)
    }
    // The sum is used, so that the loop is not thought away.
    return sum.isNaN ? .infinity : least
  }

  private static func loop(_ solar: borrowing Span<Double>, _ level: inout MutableSpan<Double>)
    -> Double
  {
    var cost = 0.0
    var stored = 0.0
    for hour in 0..<solar.count {
      let net = 100 - 365 * solar[hour]
      if net > 0 {
        let out = min(net, 140, stored * 0.95)
        stored -= out / 0.95
        let gas = min(net - out, 68)
        cost += 90 * gas + 10_000 * (net - out - gas)
      } else {
        stored += min(-net, 140, (1100 - stored) / 0.95) * 0.95
      }
      level[hour] = stored
    }
    return cost
  }
}
