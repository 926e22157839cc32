import Chains
import Optimization
import Testing

@testable import Planning

/// Bounds, whole units, laps and holds of hourly stocks, each with a plan that can be worked out.
@Suite("Stocks by the hour")
struct StockTests {
  private func rows(_ chain: Chain) -> Set<String> {
    let layout = Compiler.layout(of: chain)
    let names = LayoutNames(chain: chain, layout: layout)
    let program = layout.program()
    var terms = Array(repeating: [String](), count: program.rowCount)
    for column in 0..<program.columnCount {
      for entry in Int(program.starts[column])..<Int(program.starts[column + 1]) {
        terms[Int(program.rows[entry])].append("\(program.values[entry]) \(names.column(column))")
      }
    }
    return Set(
      terms.indices.map { "\(names.row($0)): \(terms[$0].sorted().joined(separator: ", "))" })
  }

  /// One machine that stays on for two steps once it starts.
  private var machine: Chain {
    let clock = Clock(count: 3)
    return Chain(
      value: "USD",
      resources: [
        Resource(
          name: "on", clock: clock, keep: 1, exact: true,
          upkeep: [Flow("USD", 2), Flow("power", -5)],
          ends: .start(0), limit: 1, whole: true),
        Resource(name: "power", clock: clock, endowment: Amount([0, -4, 0])),
      ],
      processes: [
        Process(
          name: "start", takes: [Flow("USD", 10)], gives: [Flow("on", 1)], holds: [Flow("on", 1)],
          holdSteps: 2),
        Process(name: "stop", takes: [Flow("on", 1)]),
      ])
  }

  @Test("A hold of several steps is a sum over the last of them")
  func golden() {
    let found = rows(machine)
    #expect(found.contains("hold(on)@now.0: -1.0 stock(on)@now.0, 1.0 do(start)@now.0"))
    #expect(
      found.contains(
        "hold(on)@now.2: -1.0 stock(on)@now.2, 1.0 do(start)@now.1, 1.0 do(start)@now.2"))
  }

  /// 10 to start and two steps at 2.
  @Test("A machine that starts stays on for its minimum time")
  func minimumTime() throws {
    let plan = try DirectEngine().plan(machine)
    #expect(abs(plan.value + 14) < 1e-9)
    #expect(plan.certificate.worstViolation < 1e-9)
  }

  /// Each lap of two hours gives back what it lent: 3 dear units are bought, and none of the cheap
  /// ones of the other lap helps.
  @Test("Each lap is a circle of its own", arguments: [(2, 3 * 1.0 + 3 * 9.0), (4, 6 * 1.0)])
  func laps(lap: Int, expected: Double) throws {
    let clock = Clock(count: 4)
    let chain = Chain(
      value: "USD",
      resources: [
        Resource(name: "power", clock: clock, endowment: Amount([0, -3, 0, -3])),
        Resource(name: "store", clock: clock, keep: 1, exact: true, ends: .laps(lap)),
      ],
      processes: [
        Process(
          name: "buy", takes: [Flow("USD", Amount([1, 20, 9, 20]))], gives: [Flow("power", 1)]),
        Process(name: "charge", takes: [Flow("power", 1)], gives: [Flow("store", 1)]),
        Process(name: "discharge", takes: [Flow("store", 1)], gives: [Flow("power", 1)]),
      ])
    let plan = try DirectEngine().plan(chain)
    #expect(abs(plan.value + expected) < 1e-9)
    #expect((plan.certificate.dualityDifference ?? 1) < 1e-9)
  }

  /// A floor of 2 in the last hour costs what fills it; rents of stock bounds add up to the value.
  @Test("Bounds of a stock bind, and what they earn is in the rents")
  func bounds() throws {
    let clock = Clock(count: 3)
    let chain = Chain(
      value: "USD",
      resources: [
        Resource(
          name: "store", clock: clock, keep: 1, ends: .start(0), limit: Amount([1, 2, 2]),
          floor: Amount([0, 0, 2]))
      ],
      processes: [
        Process(name: "fill", takes: [Flow("USD", Amount([1, 3, 7]))], gives: [Flow("store", 1)])
      ])
    let plan = try DirectEngine().plan(chain)
    #expect(abs(plan.value + (1 * 1 + 1 * 3)) < 1e-9)
    #expect((plan.certificate.dualityDifference ?? 1) < 1e-9)
  }

  @Test("An hourly resource that does not keep has no stock to bound or to hold")
  func refusals() {
    var chain = machine
    chain.resources[1].limit = 4
    #expect(chain.problems() == [.boundWithoutStock(resource: "power", what: "a limit")])
    chain = machine
    chain.processes[1].holds = [Flow("power", 1)]
    #expect(chain.problems() == [.holdsHourly("process “stop”", resource: "power")])
    chain = machine
    chain.resources[0].ends = .laps(2)
    #expect(chain.problems() == [.unevenLaps(resource: "on", steps: 3, lap: 2)])
  }
}
