import Chains
import Planning
import Testing

/// At most so many starts a year: a unit that is on or off by the hour, each start of which takes one of a
/// yearly endowment of starts.
@Suite("Starts of a contract") struct StartsTests {
  private static let load: [Double] = [9, 2, 8, 1, 9, 10, 3, 0, 7, 1]

  private func chain(starts: Double, whole: Bool) -> Chain {
    let clock = Clock(count: Self.load.count)
    return Chain(
      value: "USD",
      resources: [
        Resource(
          name: "power", clock: clock, endowment: Amount(Self.load.map { -$0 })),
        // What is on stays on until it is stopped.
        Resource(name: "on", clock: clock, keep: 1, exact: true, whole: whole),
        Resource(name: "starts", endowment: Amount(starts)),
      ],
      processes: [
        Process(
          name: "start", takes: [Flow("starts", 1)], gives: [Flow("on", 1)]),
        Process(name: "stop", takes: [Flow("on", 1)]),
        Process(
          name: "run", takes: [Flow("USD", 1)], gives: [Flow("power", 1)],
          holds: [Flow("on", 0.1)], leastUse: 0.5),
        Process(name: "backup", takes: [Flow("USD", 10)], gives: [Flow("power", 1)]),
      ])
  }

  /// All ways to be on or off; one unit serves every load.
  private func least(starts: Int) -> Double {
    let hours = Self.load.count
    var best = Double.infinity
    for pattern in 0..<(1 << hours) {
      var count = 0
      var cost = 0.0
      for hour in 0..<hours {
        let isOn = pattern >> hour & 1 == 1
        let wasOn = pattern >> ((hour + hours - 1) % hours) & 1 == 1
        if isOn, !wasOn { count += 1 }
        let load = Self.load[hour]
        cost += isOn ? max(5, load) : 10 * load
      }
      if count <= starts { best = min(best, cost) }
    }
    return best
  }

  @Test(
    "A plan starts no more often than it may, and is the best of all that do not", arguments: 0...3)
  func count(starts: Int) throws {
    let chain = chain(starts: Double(starts), whole: true)
    let plan = try DirectEngine().plan(chain)
    let used = plan.activity("start", at: "now")?.hourly.reduce(0, +) ?? 0
    #expect(used <= Double(starts) + 1e-6)
    #expect(abs(plan.value + least(starts: starts)) <= 1e-6 * least(starts: starts))
  }

  @Test("On and off by the hour is refused by name where cuts cannot say it")
  func refused() throws {
    let chain = chain(starts: 2, whole: true)
    do {
      _ = try DecomposedEngine().plan(chain)
      Issue.record("planned")
    } catch {
      guard case .failed(let word) = error else { throw error }
      #expect(word.contains("whole numbers by the hour"))
    }
  }

  @Test("Capacity that starts in parts keeps the budget in both engines", arguments: [0.5, 1.5])
  func fractions(starts: Double) throws {
    let chain = chain(starts: starts, whole: false)
    var options = PlanningOptions()
    options.gap = 1e-6
    let direct = try DirectEngine().plan(chain)
    let plan = try DecomposedEngine(options: options).plan(chain)
    #expect(abs(plan.value - direct.value) <= 2e-6 * abs(direct.value))
    #expect((plan.activity("start", at: "now")?.hourly.reduce(0, +) ?? 0) <= starts + 1e-6)
  }
}
