import Testing

@testable import Chains

@Suite("What a chain must satisfy")
struct ValidationTests {
  private func chain(_ resources: [Resource], _ processes: [Process]) -> Chain {
    Chain(value: "USD", resources: resources, processes: processes)
  }

  private let day = Clock(count: 24)

  @Test("Unknown names, wrong lengths and impossible numbers are all found at once")
  func several() {
    let found = chain(
      [Resource(name: "power", clock: day, endowment: Amount([1, 2, 3]))],
      [
        Process(name: "run", takes: [Flow("gas", 1)], gives: [Flow("power", 1)]),
        Process(name: "idle", nodes: ["tomorrow"], takes: [Flow("USD", Amount(.nan))]),
      ]
    ).problems()
    #expect(
      found.contains(
        .seriesLength(in: "resource “power”, endowment", found: 3, expected: 24)))
    #expect(found.contains(.unknownResource("gas", in: "process “run”, takes")))
    #expect(found.contains(.unknownNode("tomorrow", in: "process “idle”")))
    #expect(found.contains(.notFinite(in: "process “idle”, takes “USD”")))
  }

  @Test("Increasing returns are refused, diminishing ones are not")
  func returns() {
    func sell(_ prices: [Double]) -> [ChainError] {
      chain(
        [Resource(name: "wheat")],
        [
          Process(
            name: "sell", takes: [Flow("wheat", 1)],
            steps: prices.map { Process.Step(width: 10, gives: [Flow("USD", Amount($0))]) })
        ]
      ).problems()
    }
    #expect(sell([36, 10]).isEmpty)
    #expect(sell([36, 36]).isEmpty)
    #expect(
      sell([10, 36]) == [
        .increasingReturns(process: "sell", step: 2, resource: "USD", before: 10, after: 36)
      ])
  }

  @Test("A process cannot live in two calendars")
  func clocks() {
    let found = chain(
      [Resource(name: "a", clock: day), Resource(name: "b", clock: .year)],
      [Process(name: "mix", takes: [Flow("a", 1)], gives: [Flow("b", 1)])]
    ).problems()
    #expect(found == [.hoursDiffer(process: "mix", "a", "b")])
  }

  @Test("Availability of a held stock has the hours of its holder")
  func availability() {
    let found = chain(
      [
        Resource(name: "power", clock: day),
        Resource(name: "panels", availability: Amount([0, 1])),
      ],
      [Process(name: "shine", gives: [Flow("power", 1)], holds: [Flow("panels", 1)])]
    ).problems()
    #expect(
      found == [.seriesLength(in: "resource “panels”, availability", found: 2, expected: 24)])
  }
}
