import Chains
import Testing

@testable import Planning

/// Laws that hold for every chain, tried on seeded random ones (economics of linear activity
/// analysis: strong duality, Arrow-Debreu prices, value of information).
///
/// Two optima of the same program agree to the solver's feasibility tolerance of 1e-7 times the
/// conditioning of these small programs; 1e-6 relative leaves one digit.
@Suite("Laws of every plan")
struct InvariantTests {
  static let seeds = Array(UInt64(1)...40)
  static let tolerance = 1e-6

  private func value(_ chain: Chain) throws -> Double { try DirectEngine().plan(chain).value }

  private func expectEqual(_ a: Double, _ b: Double, _ what: Comment? = nil) {
    #expect(abs(a - b) <= Self.tolerance * max(1, abs(a), abs(b)), what)
  }

  private func expectAtLeast(_ a: Double, _ b: Double, _ what: Comment? = nil) {
    #expect(a >= b - Self.tolerance * max(1, abs(a), abs(b)), what)
  }

  @Test("Rents add up to the value, bound and money agree", arguments: seeds)
  func duality(_ seed: UInt64) throws {
    let plan = try DirectEngine().plan(try RandomChain.make(seed: seed))
    #expect(plan.status == .optimal)
    expectEqual(plan.rents.reduce(0) { $0 + $1.amount }, plan.value)
    #expect(plan.certificate.gap <= Self.tolerance)
    #expect(plan.certificate.worstViolation <= Self.tolerance)
    #expect(plan.certificate.moneyDifference <= Self.tolerance)
  }

  @Test("Doubling endowments, limits, floors and widths doubles the value", arguments: seeds)
  func doubling(_ seed: UInt64) throws {
    let chain = try RandomChain.make(seed: seed)
    var twice = chain
    for index in twice.resources.indices {
      twice.resources[index].endowment = twice.resources[index].endowment?.map { 2 * $0 }
    }
    for index in twice.processes.indices {
      twice.processes[index].limit = twice.processes[index].limit?.map { 2 * $0 }
      for step in twice.processes[index].steps.indices {
        let width = twice.processes[index].steps[step].width
        twice.processes[index].steps[step].width = width?.map { 2 * $0 }
      }
    }
    expectEqual(try value(twice), 2 * (try value(chain)))
  }

  @Test("The order of declaration does not matter", arguments: seeds.prefix(15))
  func order(_ seed: UInt64) throws {
    var chain = try RandomChain.make(seed: seed)
    let before = try value(chain)
    chain.resources.reverse()
    chain.processes.reverse()
    expectEqual(try value(chain), before)
  }

  @Test("Taking a process away is never a gain", arguments: seeds.prefix(15))
  func rights(_ seed: UInt64) throws {
    let chain = try RandomChain.make(seed: seed)
    let whole = try value(chain)
    for process in chain.processes {
      expectAtLeast(whole, try value(chain.applying(.drop(process: process.name))))
    }
  }

  @Test("A process that gets dearer is never done more", arguments: seeds.prefix(15))
  func ownPrice(_ seed: UInt64) throws {
    let chain = try RandomChain.make(seed: seed)
    let root = chain.future.nodes[0].name
    func activity(_ extra: Double) throws -> Double {
      var dearer = chain
      guard let index = dearer.processes.firstIndex(where: { $0.name == "work 1" }) else {
        return 0
      }
      // Only at the root: there the activity and its money are both those of one node.
      dearer.processes[index].takes.append(
        Flow("USD", Amount(everywhere: .constant(0), byNode: [root: .constant(extra)])))
      return try DirectEngine().plan(dearer).activity("work 1", at: root)?.amount ?? 0
    }
    var last = Double.infinity
    for extra in [0, 0.5, 1, 2, 4, 8] {
      let now = try activity(extra)
      #expect(now <= last + 1e-6)
      last = now
    }
  }

  @Test("A branch of probability 0 changes nothing", arguments: seeds.prefix(15))
  func neverHappens(_ seed: UInt64) throws {
    var chain = try RandomChain.make(seed: seed)
    let before = try value(chain)
    var nodes = chain.future.nodes
    nodes.append(Future.Node(name: "never", parent: 0, probability: 0))
    chain.future = try Future(nodes: nodes, discount: chain.future.discount)
    expectEqual(try value(chain), before)
  }

  @Test("Splitting a leaf into two equal halves changes nothing", arguments: seeds.prefix(15))
  func halves(_ seed: UInt64) throws {
    var chain = try RandomChain.make(seed: seed)
    let before = try value(chain)
    guard let leaf = chain.future.leaves.last else { return }
    var nodes = chain.future.nodes
    let name = nodes[leaf].name
    nodes[leaf].probability /= 2
    var twin = nodes[leaf]
    twin.name = "twin"
    nodes.append(twin)
    chain.future = try Future(nodes: nodes, discount: chain.future.discount)
    chain = chain.copying(node: name, to: "twin")
    expectEqual(try value(chain), before)
  }

  @Test("Foresight is worth something, acting on the mean costs something", arguments: seeds)
  func foresight(_ seed: UInt64) throws {
    let chain = try RandomChain.make(seed: seed)
    let recourse = try value(chain)
    var waitAndSee = 0.0
    for leaf in chain.future.leaves where chain.future.probability[leaf] > 0 {
      let known = try chain.applying(.reveal(node: chain.future.nodes[leaf].name))
      waitAndSee += chain.future.probability[leaf] * (try value(known))
    }
    expectAtLeast(waitAndSee, recourse, "WS >= RP")
    guard Set(chain.future.nodes.map(\.years)).count == 1 else { return }
    let mean = try DirectEngine().plan(try chain.applying(.mean))
    let root = chain.future.nodes[0].name
    var fixed = chain
    for process in chain.processes where chain.clock(of: process) == nil {
      let amount = mean.activity(process.name, at: root)?.amount ?? 0
      fixed = try fixed.applying(.fix(process: process.name, node: root, max(0, amount)))
    }
    do {
      expectAtLeast(recourse, try value(fixed), "RP >= EEV")
    } catch PlanningError.infeasible {
      // The mean plan may not be possible in the tree: then it is worse than any plan.
    }
  }

  @Test(
    "Nobody gains by trading at the plan's prices: every process earns zero or its rent",
    arguments: seeds.prefix(15))
  func zeroProfit(_ seed: UInt64) throws {
    let chain = try RandomChain.make(seed: seed)
    let plan = try DirectEngine().plan(chain)
    // More of any priced resource at the root is worth its price, to first order.
    for resource in chain.resources where resource.clock == nil && resource.name != "USD" {
      let root = chain.future.nodes[0].name
      guard let price = plan.price(resource.name, at: root)?.amount else { continue }
      let step = 1e-4
      func endowed(_ extra: Double) throws -> Double {
        let own = resource.endowment?.local(at: root)?[0] ?? 0
        return try value(
          try chain.applying(.set(.endowment(resource: resource.name), node: root, own + extra)))
      }
      // The price lies between the worth of one step more and one step less.
      let weight = price * (resource.keep == nil && recurs(chain, resource.name) ? years(chain) : 1)
      let more = (try endowed(step) - plan.value) / step
      #expect(more <= weight + 1e-2 * max(1, weight))
    }
  }

  /// Whether only recurring processes touch a resource: then its price is that of a unit a year.
  private func recurs(_ chain: Chain, _ resource: String) -> Bool {
    let touching = chain.processes.filter { process in
      (process.takes + process.gives).contains { $0.resource == resource }
    }
    return !touching.isEmpty
      && touching.allSatisfy { $0.recurs || chain.clock(of: $0) != nil }
  }

  private func years(_ chain: Chain) -> Double { chain.future.annuityWeight(0) }
}

extension Chain {
  /// Everything that stands at one node stands at another as well.
  func copying(node: String, to twin: String) -> Chain {
    var chain = self
    func copy(_ amount: Amount) -> Amount {
      var amount = amount
      if let local = amount.byNode[node] { amount.byNode[twin] = local }
      return amount
    }
    func flows(_ flows: [Flow]) -> [Flow] { flows.map { Flow($0.resource, copy($0.amount)) } }
    for index in chain.resources.indices {
      chain.resources[index].keep = chain.resources[index].keep.map(copy)
      chain.resources[index].endowment = chain.resources[index].endowment.map(copy)
      chain.resources[index].terminal = chain.resources[index].terminal.map(copy)
    }
    for index in chain.processes.indices {
      chain.processes[index].takes = flows(chain.processes[index].takes)
      chain.processes[index].gives = flows(chain.processes[index].gives)
      chain.processes[index].limit = chain.processes[index].limit.map(copy)
    }
    return chain
  }
}
