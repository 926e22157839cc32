import Chains
import Testing

@testable import Planning

@Suite("Why there is no plan")
struct ExplanationTests {
  private func reason(_ chain: Chain) -> PlanningError? {
    do throws(PlanningError) {
      _ = try DirectEngine().plan(chain)
      return nil
    } catch {
      return error
    }
  }

  @Test("A shortage names the resource, the node, the hours and the amount")
  func shortage() throws {
    var load = Array(repeating: -5.0, count: 24)
    load[18] = -9
    load[19] = -8
    let chain = plant(load: load, Resource(name: "plant", unit: "MW", endowment: 6))
    guard case .infeasible(let found)? = reason(chain) else {
      Issue.record("expected an infeasible chain")
      return
    }
    #expect(found.isIrreducible)
    #expect(found.relaxations.count == 1)
    let one = try #require(found.relaxations.first)
    if one.name == "plant" {
      #expect(abs(one.amount - 3) < 1e-6)
    } else {
      #expect(one.name == "power" && one.node == "now" && one.hours == 2 && one.worstHour == 18)
      #expect(abs(one.amount - 5) < 1e-6)
      #expect(one.description.contains("“power” at now is short of 5 MWh over 2 hours"))
    }
  }

  @Test("A limit below a floor names one of the two")
  func limits() {
    let chain = Chain(
      value: "USD",
      processes: [
        Process(name: "make", takes: [Flow("USD", 1)], limit: 3, floor: 5)
      ])
    guard case .infeasible(let found)? = reason(chain) else {
      Issue.record("expected an infeasible chain")
      return
    }
    #expect(found.relaxations.map(\.name) == ["make"])
    #expect(abs((found.relaxations.first?.amount ?? 0) - 2) < 1e-6)
  }

  @Test("Of many rules only those in conflict are named")
  func few() {
    var chain = Chain(
      value: "USD",
      resources: (0..<10).map { Resource(name: "goods \($0)", endowment: 5) },
      processes: (0..<10).map {
        Process(name: "use \($0)", takes: [Flow("goods \($0)", 1)], limit: 9, floor: 2)
      })
    chain.processes[4].floor = 7
    guard case .infeasible(let found)? = reason(chain) else {
      Issue.record("expected an infeasible chain")
      return
    }
    #expect(found.relaxations.count == 1)
    #expect(["goods 4", "use 4"].contains(found.relaxations.first?.name))
  }

  @Test("Whole units that do not fit are a shortage, not an endless gain")
  func wholeUnits() {
    let chain = Chain(
      value: "USD",
      resources: [
        Resource(name: "power", endowment: -100), Resource(name: "room", endowment: 100),
      ],
      processes: [
        Process(
          name: "build", takes: [Flow("USD", 1), Flow("room", 18)], gives: [Flow("power", 18)],
          whole: true)
      ])
    guard case .infeasible(let found)? = reason(chain) else {
      Issue.record("expected an infeasible chain")
      return
    }
    // Five units make 90: 10 more power, or room for a sixth (8 more), would do.
    #expect(found.relaxations.count == 1)
    #expect([8, 10].contains { abs($0 - (found.relaxations.first?.amount ?? 0)) < 1e-6 })
  }

  /// A load that a plant has to meet, and what else may be done.
  private func plant(
    load: [Double], _ resource: Resource, ramp: Double? = nil, _ more: [Process] = []
  ) -> Chain {
    Chain(
      value: "USD",
      resources: [
        Resource(
          name: "power", unit: "MWh", clock: Clock(count: load.count), endowment: Amount(load)),
        resource,
      ],
      processes: more + [
        Process(
          name: "run", takes: [Flow("USD", 1)], gives: [Flow("power", 1)],
          holds: [Flow("plant", 1)], ramp: ramp.map { .init(up: $0, down: $0) })
      ])
  }

  /// 9 MW by day, and a limit on what may be built.
  private func building(_ limit: Double, ramp: Double?) -> Chain {
    plant(
      load: (0..<6000).map { $0 % 24 < 12 ? -5 : -9 },
      Resource(name: "plant", unit: "MW", keep: 1), ramp: ramp,
      [
        Process(
          name: "build", takes: [Flow("USD", 100)], gives: [Flow("plant", 1)],
          limit: Amount(limit))
      ])
  }

  @Test(
    "Years of hours are explained by the engines that plan them: as the one program says",
    arguments: [nil, 0.6] as [Double?])
  func hours(ramp: Double?) throws {
    let own = try #require(
      try Explanation(chain: building(6, ramp: ramp), options: PlanningOptions()).ownInfeasibility()
    )
    let first = try #require(own.relaxations.first)
    #expect(own.relaxations.count == 1)
    #expect(["build", "plant"].contains(first.name))
    // 9 MW are asked for, 6 may be built.
    #expect(abs(first.amount - 3) < 1e-3)
    // With as much more a plan exists, with a little less none.
    for (more, hasPlan) in [(3.001, true), (2.99, false)] {
      let other = building(6 + more, ramp: ramp)
      let why = try Explanation(chain: other, options: PlanningOptions()).ownInfeasibility()
      #expect((why == nil) == hasPlan)
    }
  }

  @Test("An endless gain names the processes that make it")
  func unbounded() {
    let chain = Chain(
      value: "USD", resources: [Resource(name: "power"), Resource(name: "heat")],
      processes: [
        Process(name: "buy", takes: [Flow("USD", 1)], gives: [Flow("power", 1)]),
        Process(name: "turn", takes: [Flow("power", 1)], gives: [Flow("heat", 1)]),
        Process(name: "sell", takes: [Flow("heat", 1)], gives: [Flow("USD", 2)]),
        Process(name: "bystander", takes: [Flow("USD", 1)], gives: [Flow("heat", 0.1)], limit: 4),
      ])
    guard case .unbounded(let names)? = reason(chain) else {
      Issue.record("expected an unbounded chain")
      return
    }
    #expect(Set(names) == ["buy", "turn", "sell"])
  }

  @Test("An invalid chain is not sent to the solver")
  func invalid() {
    let chain = Chain(value: "USD", processes: [Process(name: "a", takes: [Flow("b", 1)])])
    guard case .invalid(let problems)? = reason(chain) else {
      Issue.record("expected an invalid chain")
      return
    }
    #expect(problems == [.unknownResource("b", in: "process “a”, takes")])
  }
}
