import Chains
import Planning
import Synchronization
import Testing

/// Blocks that are the same problem are answered once where they can be, and share their cuts.
@Suite("Twins") struct TwinsTests {
  private func chain(sites: Int, loads: [Double]) -> Chain {
    let hours = 72
    let clock = Clock(count: hours)
    let day: [Double] = [0, 0.4, 0.9, 0.3]
    let sun: [Double] = (0..<hours).map { hour in
      // Each day is a little duller than the one before.
      let clouds: Double = 0.1 * Double(hour / 24)
      return max(0, day[hour % 24 / 6] - clouds)
    }
    var chain = Chain(value: "USD")
    for site in 0..<sites {
      let power = "power \(site)"
      func capacity(_ name: String, cost: Double, _ availability: Amount? = nil) -> String {
        let own = "\(name) \(site)"
        chain.resources.append(Resource(name: own, exact: true, availability: availability))
        chain.processes.append(
          Process(name: "build \(own)", takes: [Flow("USD", Amount(cost))], gives: [Flow(own, 1)]))
        return own
      }
      func run(_ name: String, _ own: String, cost: Double) {
        chain.processes.append(
          Process(
            name: "run \(name) \(site)", takes: [Flow("USD", Amount(cost))],
            gives: [Flow(power, 1)], holds: [Flow(own, 1)]))
      }
      chain.resources.append(
        Resource(name: power, clock: clock, endowment: Amount(-loads[site]), exact: true))
      run("sun", capacity("sun", cost: 500, Amount(sun)), cost: 0)
      run("gas", capacity("gas", cost: 900), cost: 60)
      let (rating, energy) = (capacity("rating", cost: 100), capacity("energy", cost: 60))
      let level = "level \(site)"
      chain.resources.append(
        Resource(name: level, clock: clock, keep: 0.999, exact: true, holds: [Flow(energy, 1)]))
      chain.processes += [
        Process(
          name: "charge \(site)", takes: [Flow(power, 1)], gives: [Flow(level, 0.9)],
          holds: [Flow(rating, 1)]),
        Process(
          name: "discharge \(site)", takes: [Flow(level, Amount(1 / 0.9))],
          gives: [Flow(power, 1)], holds: [Flow(rating, 1)]),
      ]
    }
    return chain
  }

  /// The plan, and how many answers of blocks it took.
  private func planned(_ chain: Chain) throws -> (plan: Plan, answers: Int) {
    let answers = Mutex(0)
    var options = PlanningOptions()
    options.gap = 1e-6
    options.progress = { progress in answers.withLock { $0 = progress.answers } }
    let plan = try DecomposedEngine(options: options).plan(chain)
    return (plan, answers.withLock { $0 })
  }

  @Test("Two sites built alike cost twice as much as one, and less than twice the work")
  func twoAlike() throws {
    let one = try planned(chain(sites: 1, loads: [10]))
    let two = try planned(chain(sites: 2, loads: [10, 10]))
    let other = try planned(chain(sites: 2, loads: [10, 11]))
    #expect(abs(two.plan.value - 2 * one.plan.value) <= 4e-6 * abs(two.plan.value))
    #expect(two.answers < other.answers)
    let direct = try DirectEngine().plan(chain(sites: 2, loads: [10, 11]))
    #expect(abs(other.plan.value - direct.value) <= 2e-6 * abs(direct.value))
  }
}
