import Chains
import Testing

@testable import Planning

/// What the parts of a chain mean, on chains small enough to solve by hand.
@Suite("Meaning of the parts")
struct StructureTests {
  private func path(_ names: [String], years: Double = 1, discount: Future.Discount) throws
    -> Future
  {
    try Future(
      nodes: names.enumerated().map { index, name in
        Future.Node(name: name, parent: index == 0 ? nil : index - 1, years: years)
      }, discount: discount)
  }

  /// Users who trust and users who are wary, as a Markov decision process with discount 0.9: V(trust)
  /// = 1 / (1 - 0.9 x 0.97), V(wary) = (0.3 + 0.9 x 0.05 V(trust)) / (1 - 0.9 x 0.85).
  @Test("Three stages with terminals are worth what infinitely many are", arguments: [1, 2, 3])
  func infiniteHorizon(_ stages: Int) throws {
    let trust = 1 / (1 - 0.9 * 0.97)
    let wary = (0.3 + 0.9 * 0.05 * trust) / (1 - 0.9 * 0.85)
    let names = (0..<stages).map { "stage \($0)" }
    let chain = Chain(
      value: "USD", future: try path(names, discount: .perStage(1 / 0.9 - 1)),
      resources: [
        Resource(name: "trusting", endowment: [names[0]: 1], terminal: Amount(trust)),
        Resource(name: "wary", endowment: [names[0]: 1], terminal: Amount(wary)),
      ],
      processes: [
        Process(
          name: "serve trusting", takes: [Flow("trusting", 1)],
          gives: [Flow("trusting", 0.97), Flow("wary", 0)], delay: 1),
        Process(name: "earn trusting", gives: [Flow("USD", 1)], holds: [Flow("trusting", 1)]),
        Process(
          name: "serve wary", takes: [Flow("wary", 1)],
          gives: [Flow("trusting", 0.05), Flow("wary", 0.85)], delay: 1),
      ])
    // Income now comes with the service: a second recipe without delay would need another process,
    // so money is given through what is served.
    var paid = chain
    paid.processes[0].takes.append(Flow("USD", -1))
    paid.processes[2].takes.append(Flow("USD", -0.3))
    paid.processes.remove(at: 1)
    let plan = try DirectEngine().plan(paid)
    #expect(abs(plan.value - (trust + wary)) < 1e-6)
    #expect(abs((plan.price("trusting", at: names[0])?.amount ?? 0) - 7.874015748) < 1e-6)
    #expect(abs((plan.price("wary", at: names[0])?.amount ?? 0) - 2.784385994) < 1e-6)
  }

  @Test("What is kept past the end is worth its terminal, one stage later")
  func terminal() throws {
    let chain = Chain(
      value: "USD", future: try path(["a", "b"], discount: .perStage(0.25)),
      resources: [
        Resource(name: "ore", keep: 0.5, endowment: ["a": 8], terminal: 10)
      ])
    // 8 -> 4 at b -> 2 past the end, 10 each, discounted by 0.8 twice.
    #expect(abs(try DirectEngine().plan(chain).value - 2 * 10 * 0.64) < 1e-9)
  }

  @Test("What retires with the last node does not outlive it", arguments: [1, 2])
  func terminalOfRetiring(_ lasts: Int) throws {
    let chain = Chain(
      value: "USD", future: try path(["a", "b"], discount: .perStage(0)),
      resources: [Resource(name: "plant", keep: 1, terminal: 100)],
      processes: [
        Process(
          name: "build", nodes: ["b"], takes: [Flow("USD", 10)], gives: [Flow("plant", 1)],
          lasts: lasts, limit: 1)
      ])
    #expect(try DirectEngine().plan(chain).value == (lasts == 1 ? 0 : 90))
  }

  @Test("A price is the worth of one more unit, whoever might have used it")
  func priceOfMixedUse() throws {
    let future = try Future(
      nodes: [Future.Node(name: "a", years: 5)], discount: .perYear(0.1))
    var chain = Chain(
      value: "USD", future: future, resources: [Resource(name: "ore", endowment: 1)],
      processes: [Process(name: "sell", takes: [Flow("ore", 1)], gives: [Flow("USD", 100)])])
    #expect(try DirectEngine().plan(chain).price("ore", at: "a")?.amount == 100)
    chain.processes.append(
      Process(name: "idle", takes: [Flow("ore", 1)], gives: [Flow("USD", 10)], recurs: true))
    #expect(try DirectEngine().plan(chain).price("ore", at: "a")?.amount == 100)
  }

  @Test("Units that last retire, as far as they are still there")
  func lasts() throws {
    let chain = Chain(
      value: "USD", future: try path(["a", "b", "c", "d"], discount: .perStage(0)),
      resources: [Resource(name: "plant", keep: 0.5, terminal: 0)],
      processes: [
        Process(
          name: "build", nodes: ["a"], gives: [Flow("plant", 1)], lasts: 2, limit: 8, ),
        Process(name: "run", gives: [Flow("USD", 1)], holds: [Flow("plant", 1)]),
      ])
    let plan = try DirectEngine().plan(chain)
    // 8 at a, 4 at b, and the 2 that are left retire at c.
    #expect(
      ["a", "b", "c", "d"].map { plan.stock("plant", at: $0)?.amount ?? -1 } == [8, 4, 0, 0])
    #expect(plan.value == 12)
  }

  @Test("Recurring and hourly activity repeats in every year of a node")
  func years() throws {
    let future = try Future(
      nodes: [Future.Node(name: "a", years: 3)], discount: .perYear(0.1))
    let chain = Chain(
      value: "USD", future: future,
      resources: [Resource(name: "heat", clock: Clock(count: 2, step: 6, weight: .constant(365)))],
      processes: [
        Process(name: "once", gives: [Flow("USD", 1)], limit: 1),
        Process(name: "yearly", gives: [Flow("USD", 1)], limit: 1, recurs: true),
        Process(name: "hourly", takes: [Flow("heat", 0)], gives: [Flow("USD", 1)], limit: 1),
      ])
    let annuity = 1 + 1 / 1.1 + 1 / 1.21
    let plan = try DirectEngine().plan(chain)
    #expect(abs(plan.value - (1 + annuity + 2 * 6 * 365 * annuity)) < 1e-6)
    #expect(plan.activity("hourly", at: "a")?.amount == 4380)
  }

  @Test("A store moves energy with its losses, and ends as it began")
  func store() throws {
    let clock = Clock(count: 4)
    let chain = Chain(
      value: "USD",
      resources: [
        Resource(name: "power", clock: clock, endowment: Amount([20, 0, 0, -3])),
        Resource(name: "room", endowment: 100),
        Resource(
          name: "level", clock: clock, keep: 0.9, exact: true, holds: [Flow("room", 1)]),
      ],
      processes: [
        Process(
          name: "charge", takes: [Flow("power", 1), Flow("USD", 1)], gives: [Flow("level", 0.8)]),
        Process(name: "discharge", takes: [Flow("level", 2)], gives: [Flow("power", 1)]),
      ])
    let plan = try DirectEngine().plan(chain)
    // 3 out takes 6 from the level; three hours before that it was 6 / 0.9^3.
    let needed = 6 / (0.9 * 0.9 * 0.9) / 0.8
    #expect(abs(plan.value + needed) < 1e-7)
    let level = plan.stock("level", at: "now")?.hourly ?? []
    #expect(level.count == 4 && abs(level[3]) < 1e-9)
  }

  @Test("Ramps and least use bind from hour to hour")
  func ramps() throws {
    let clock = Clock(count: 3)
    let chain = Chain(
      value: "USD",
      resources: [
        Resource(name: "power", clock: clock), Resource(name: "plant", endowment: 10),
      ],
      processes: [
        Process(
          name: "run", gives: [Flow("power", 1)], holds: [Flow("plant", 1)],
          leastUse: Amount(0.2), ramp: Process.Ramp(up: 0.3, down: 0.5)),
        Process(
          name: "sell", takes: [Flow("power", 1)], gives: [Flow("USD", Amount([-1, 5, -1]))]),
      ])
    var exact = chain
    exact.resources[0].exact = true
    let run = try DirectEngine().plan(exact).activity("run", at: "now")?.hourly ?? []
    // 10 in the dear hour needs 7 before it (3 up at most), and 5 stay after it (5 down at most).
    #expect(zip(run, [7, 10, 5]).allSatisfy { abs($0 - $1) < 1e-9 } && run.count == 3)
  }

  @Test("Whole numbers are whole, and prices are those of the plan that was chosen")
  func whole() throws {
    let chain = Chain(
      value: "USD", resources: [Resource(name: "land", endowment: 10)],
      processes: [
        Process(
          name: "big", takes: [Flow("land", 4)], gives: [Flow("USD", 5)], whole: true),
        Process(name: "small", takes: [Flow("land", 1)], gives: [Flow("USD", 1)]),
      ])
    let plan = try DirectEngine().plan(chain)
    #expect(plan.activity("big", at: "now")?.amount == 2)
    #expect(abs(plan.value - 12) < 1e-7)
    #expect(abs((plan.price("land", at: "now")?.amount ?? 0) - 1) < 1e-7)
    #expect(abs(plan.rents.reduce(0) { $0 + $1.amount } - 12) < 1e-7)
  }

  @Test("Owners divide the rent of what they own")
  func owners() throws {
    let chain = Chain(
      value: "USD",
      resources: [
        Resource(
          name: "chips", endowment: 70,
          owners: [.init(party: "vendor", part: 60), .init(party: "lab", part: 10)])
      ],
      processes: [Process(name: "serve", takes: [Flow("chips", 1)], gives: [Flow("USD", 20)])])
    let rents = try DirectEngine().plan(chain).rents
    #expect(rents.map(\.party) == ["vendor", "lab"])
    #expect(rents.map(\.amount) == [1200, 200])
  }
}
