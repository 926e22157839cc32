import Testing

@testable import Chains

@Suite("Changes")
struct ChangeTests {
  private func weather() throws -> Chain {
    let future = try Future(nodes: [
      Future.Node(name: "now"),
      Future.Node(name: "wet", parent: 0, probability: 0.25),
      Future.Node(name: "dry", parent: 0, probability: 0.75),
    ])
    return Chain(
      value: "USD", future: future,
      resources: [Resource(name: "grain", endowment: ["wet": 8, "dry": 4])],
      processes: [
        Process(
          name: "sell", nodes: ["wet", "dry"], takes: [Flow("grain", 1)],
          gives: [Flow("USD", ["wet": 1, "dry": 3])])
      ])
  }

  @Test("Revealing a node keeps its path, with certainty")
  func reveal() throws {
    let chain = try weather().applying(.reveal(node: "dry"))
    #expect(chain.future.nodes.map(\.name) == ["now", "dry"])
    #expect(chain.future.probability == [1, 1])
    #expect(chain.processes[0].nodes == ["dry"])
    #expect(chain.problems().isEmpty)
  }

  @Test("The mean weighs data by probability")
  func mean() throws {
    let chain = try weather().applying(.mean)
    let name = "mean of wet, dry"
    #expect(chain.future.nodes.map(\.name) == ["now", name])
    #expect(chain.resources[0].endowment?.local(at: name) == .constant(5))
    #expect(chain.processes[0].gives[0].amount.local(at: name) == .constant(2.5))
    #expect(chain.processes[0].nodes == [name])
    #expect(chain.problems().isEmpty)
  }

  @Test("The mean is refused for what exists in some branches only")
  func partial() throws {
    var chain = try weather()
    chain.processes[0].nodes = ["wet"]
    #expect(throws: ChainError.self) { try chain.applying(.mean) }
  }

  @Test("Setting, fixing, dropping and adding do what they say")
  func edits() throws {
    let chain = try weather().applying([
      .set(.endowment(resource: "grain"), node: "wet", 9),
      .set(.gives(process: "sell", resource: "USD"), node: nil, 2),
      .fix(process: "sell", node: "dry", 1),
      .add(Process(name: "buy", takes: [Flow("USD", 5)], gives: [Flow("grain", 1)])),
    ])
    #expect(chain.resources[0].endowment?.local(at: "wet") == .constant(9))
    #expect(chain.resources[0].endowment?.local(at: "dry") == .constant(4))
    #expect(chain.processes[0].gives[0].amount == Amount(2))
    #expect(chain.processes[0].limit?.local(at: "dry") == .constant(1))
    #expect(chain.processes[0].limit?.local(at: "wet") == nil)
    #expect(try chain.applying(.drop(process: "buy")).processes.count == 1)
  }

  @Test("A change that names nothing is an error")
  func unknown() throws {
    let chain = try weather()
    #expect(throws: ChainError.unknownProcess("sel")) {
      try chain.applying(.drop(process: "sel"))
    }
    #expect(throws: ChainError.unknownNode("damp", in: "change")) {
      try chain.applying(.reveal(node: "damp"))
    }
  }
}
