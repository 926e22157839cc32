import Chains
import Foundation
import Planning
import Studies
import Testing

@testable import Reporting

/// What flows into a node flows out of it, from electrons to products to money.
@Suite struct FlowGraphTests {
  /// Power alone, with a scarce plant, a store and a limited import.
  private static let pathway = """
    gigawatt: 1
    discount: 7 %/year
    years: [2030, 2035]
    horizon: 2040
    load: {2030: 100 MW, 2035: 200 MW}
    resolution: 24 h
    supplies: {gas engine: {maximum: 185 MW}, battery: {energy cost: 200 USD/kWh}}
    grid: {from: 2030, import: {2030: 20 MW}, price: 50 USD/MWh, emission factor: 0.4 t/MWh}
    """

  /// Stocks that arrive late, retire, fade, are worth something afterwards, and have a most and a least.
  private static let stocks = """
    gigawatt: 1
    discount: 5 %/stage
    future: {now: {}, next: {after: now}, last: {after: next}}
    resources:
      USD: {endowment: 7}
      power: {endowment: -10}
      plant: {unit: MW, keep: 0.9, terminal: 2, limit: 12}
      fund: {keep: 1, terminal: 1, floor: 2}
    processes:
      build: {takes: {USD: 5}, gives: {plant: 1}, delay: 1}
      rent: {takes: {USD: 4}, gives: {plant: 1}, lasts: 1, limit: 8}
      run: {takes: {USD: 1}, gives: {power: 1}, holds: {plant: 1}}
      buy: {takes: {USD: 8}, gives: {power: 1}}
      save: {takes: {USD: 1.1}, gives: {fund: 1}, limit: 3}
    """

  private static func plan(_ name: String) throws -> Plan {
    let texts = ["pathway": pathway, "stocks": stocks]
    let study =
      try texts[name].map { try Study.parse($0, file: "study.yaml", folder: "") }
      ?? Study.read(
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
          .deletingLastPathComponent().appending(path: "Examples/\(name)").path())
    return try Engine.direct.plan(study.chain, options: PlanningOptions())
  }

  private static func sum(
    _ graph: FlowGraph, into node: Int? = nil, outOf other: Int? = nil,
    _ value: (FlowGraph.Link) -> Double = { $0.worth }
  ) -> Double {
    graph.links.reduce(0) { sum, link in
      (node == nil || link.to == node) && (other == nil || link.from == other)
        ? sum + value(link) : sum
    }
  }

  private static let names = ["adoption", "epoch-1gw", "farmer", "pathway", "stocks"]

  @Test("Processes and resources give on what they get", arguments: names)
  func conserves(_ name: String) throws {
    let graph = FlowGraph(try Self.plan(name))
    let most = graph.links.map(\.worth).max() ?? 0
    let inner = graph.nodes.indices.filter {
      graph.nodes[$0].kind == .process || graph.nodes[$0].kind == .resource
    }
    #expect(inner.count > 3 && most > 0)
    for node in inner {
      let (into, out) = (Self.sum(graph, into: node), Self.sum(graph, outOf: node))
      #expect(abs(into - out) <= 1e-6 * most, "\(graph.nodes[node]): \(into) in, \(out) out")
    }
  }

  @Test("Money that comes in less money that goes out is what the plan is worth", arguments: names)
  func money(_ name: String) throws {
    let plan = try Self.plan(name)
    let graph = FlowGraph(plan)
    func total(_ kind: FlowGraph.Node.Kind) -> Double {
      graph.nodes.indices.filter { graph.nodes[$0].kind == kind }.reduce(0) {
        $0 + Self.sum(graph, into: $1) - Self.sum(graph, outOf: $1)
      }
    }
    let worth = total(.earned) + total(.paid) + total(.end)
    let most = graph.links.map(\.worth).max() ?? 0
    #expect(abs(worth - plan.value) <= 1e-6 * most, "\(worth) and \(plan.value)")
  }

  @Test("Electricity, work and users arrive where they are used, in their own units")
  func amounts() throws {
    let graph = FlowGraph(try Self.plan("adoption"))
    for (name, unit) in [("electricity", "MWh"), ("reasoning", "trillion token/year")] {
      let node = try #require(graph.nodes.firstIndex { $0.name == name && $0.kind == .resource })
      func amount(_ link: FlowGraph.Link) -> Double { link.unit == unit ? link.amount ?? 0 : 0 }
      let into = Self.sum(graph, into: node, amount)
      let out = Self.sum(graph, outOf: node, amount)
      #expect(into > 1 && abs(into - out) <= 1e-6 * into, "\(name): \(into) in, \(out) out")
    }
    // What users are worth is what they cost to win and what few of them can be won.
    let won = try #require(graph.nodes.firstIndex { $0.name == "win users of assistant" })
    #expect(Self.sum(graph, into: won) > 0)
  }
}
