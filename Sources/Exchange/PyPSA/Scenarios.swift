import Chains

/// Networks of several scenarios as one chain: what is built is decided at the root, before it is
/// known which scenario happens; everything else happens in each scenario for itself.
struct Scenarios {
  struct Member {
    var name: String
    var probability: Double
    var part: NetworkImport
  }

  /// Aversion to risk: `omega` weighs the mean of the dearest share `1 - alpha` of the operating
  /// costs against their expectation (Rockafellar and Uryasev 2000).
  struct Risk {
    var alpha: Double
    var omega: Double
  }

  var members: [Member]
  var risk: Risk?
  let findings: Findings
  let folder: String

  static let root = "now"

  func chain(title: String) -> Chain? {
    if members.count == 1, risk == nil {
      let part = members[0].part
      return Chain(
        title: title, value: Draft.money, resources: part.draft.resources,
        processes: part.draft.processes)
    }
    var nodes = [Future.Node(name: Self.root)]
    for member in members {
      nodes.append(Future.Node(name: member.name, parent: 0, probability: member.probability))
    }
    let future: Future
    do throws(ChainError) {
      future = try Future(nodes: nodes)
    } catch {
      findings.error(folder, nil, "scenarios: \(error)")
      return nil
    }
    var chain = Chain(title: title, value: Draft.money, future: future)
    mergeResources(into: &chain)
    mergeProcesses(into: &chain)
    if let risk { addRisk(risk, to: &chain) }
    return chain
  }

  // MARK: Merging

  /// One amount from those of the scenarios; absent where a scenario has none.
  private func merged(_ parts: [Amount?]) -> Amount? {
    if parts.allSatisfy({ $0 == nil }) { return nil }
    let locals = parts.map { $0?.everywhere }
    if let first = locals[0], locals.allSatisfy({ $0 == first }) { return Amount(first) }
    var amount = Amount.absent
    for (member, local) in zip(members, locals) { amount.byNode[member.name] = local }
    return amount
  }

  /// At the root nothing is there yet, so an amount that is the same in all scenarios stands at each.
  private func atScenarios(_ amount: Amount?) -> Amount? {
    guard let amount, let everywhere = amount.everywhere else { return amount }
    return Amount(
      byNode: Dictionary(
        members.map { ($0.name, everywhere) }, uniquingKeysWith: { first, _ in first }))
  }

  private func merged(_ parts: [[Flow]?]) -> [Flow] {
    var names: [String] = []
    for flows in parts {
      for flow in flows ?? [] where !names.contains(flow.resource) { names.append(flow.resource) }
    }
    return names.map { name in
      let amounts = parts.map { flows -> Amount? in
        guard let flow = flows?.first(where: { $0.resource == name }) else { return Amount(0) }
        return flow.amount
      }
      return Flow(name, merged(amounts) ?? 0)
    }
  }

  private func mergeResources(into chain: inout Chain) {
    var order: [String] = []
    var parts: [String: [Resource?]] = [:]
    for (index, member) in members.enumerated() {
      for resource in member.part.draft.resources {
        if parts[resource.name] == nil {
          order.append(resource.name)
          parts[resource.name] = Array(repeating: nil, count: members.count)
        }
        parts[resource.name]?[index] = resource
      }
    }
    for name in order {
      guard let own = parts[name], var resource = own.compactMap(\.self).first else { continue }
      let stage = members.lazy.compactMap { $0.part.draft.stagesOfResources[name] }.first
      switch stage ?? .operation {
      case .capacity:
        resource.keep = 1
        resource.terminal = 0
        if own.contains(where: { $0?.availability != nil }) {
          resource.availability = merged(own.map { $0?.availability ?? 1 })
        }
        resource.upkeep = merged(own.map { $0?.upkeep }).map { flow in
          Flow(flow.resource, atScenarios(flow.amount) ?? 0)
        }
      case .decision:
        resource.endowment = tightest(own, resource)
      case .operation:
        resource.endowment = atScenarios(merged(own.map { $0?.endowment }))
        resource.keep = merged(own.map { $0?.keep })
        resource.limit = atScenarios(merged(own.map { $0?.limit }))
        resource.floor = atScenarios(merged(own.map { $0?.floor }))
        resource.leastUse = atScenarios(merged(own.map { $0?.leastUse }))
        resource.upkeep = merged(own.map { $0?.upkeep })
        mergeEnds(own, &resource)
      }
      chain.resources.append(resource)
    }
  }

  private func mergeEnds(_ own: [Resource?], _ resource: inout Resource) {
    let there = own.compactMap(\.self)
    guard there.contains(where: { $0.ends != resource.ends }) else {
      if case .start(let amount) = resource.ends {
        resource.ends = .start(atScenarios(amount) ?? 0)
      }
      return
    }
    let starts = there.map { part -> Amount? in
      if case .start(let amount) = part.ends { amount } else { nil }
    }
    if starts.allSatisfy({ $0 != nil }), there.count == own.count, let all = merged(starts) {
      resource.ends = .start(atScenarios(all) ?? 0)
    } else {
      findings.error(
        folder, nil, "“\(resource.name)” is a circle in some scenarios and not in others")
    }
  }

  /// A limit on what is built holds in every scenario.
  private func tightest(_ own: [Resource?], _ resource: Resource) -> Amount? {
    let values = own.compactMap { $0?.endowment?.everywhere?[0] }
    if resource.exact, Set(values).count > 1 {
      findings.error(folder, nil, "“\(resource.name)” differs by scenario and cannot hold in all")
    }
    guard let least = values.min() else { return nil }
    return Amount(byNode: [Self.root: .constant(least)])
  }

  private func mergeProcesses(into chain: inout Chain) {
    var order: [String] = []
    var parts: [String: [Process?]] = [:]
    for (index, member) in members.enumerated() {
      for process in member.part.draft.processes {
        if parts[process.name] == nil {
          order.append(process.name)
          parts[process.name] = Array(repeating: nil, count: members.count)
        }
        parts[process.name]?[index] = process
      }
    }
    for name in order {
      guard let own = parts[name], let first = own.compactMap(\.self).first else { continue }
      let stage = members.lazy.compactMap { $0.part.draft.stagesOfProcesses[name] }.first
      chain.processes.append(
        stage == .decision ? decision(first, own) : operation(first, own))
    }
  }

  private func operation(_ first: Process, _ own: [Process?]) -> Process {
    var process = first
    process.nodes = zip(members, own).filter { $0.1 != nil }.map(\.0.name)
    process.takes = merged(own.map { $0?.takes })
    process.gives = merged(own.map { $0?.gives })
    process.holds = merged(own.map { $0?.holds })
    process.limit = merged(own.map { $0?.limit })
    process.floor = merged(own.map { $0?.floor })
    process.leastUse = merged(own.map { $0?.leastUse })
    for part in own.compactMap(\.self)
    where part.ramp != first.ramp || part.holdSteps != first.holdSteps {
      findings.error(
        folder, nil, "the ramps or minimum times of “\(first.name)” differ by scenario")
    }
    return process
  }

  /// Built once: costs are expected, limits hold in every scenario.
  private func decision(_ first: Process, _ own: [Process?]) -> Process {
    var process = first
    process.nodes = [Self.root]
    let there = zip(members, own).compactMap { member, part in
      part.map { (member.probability, $0) }
    }
    func expected(_ flows: (Process) -> [Flow]) -> [Flow] {
      var names: [String] = []
      for (_, part) in there {
        for flow in flows(part) where !names.contains(flow.resource) { names.append(flow.resource) }
      }
      return names.map { name in
        var sum = 0.0
        for (probability, part) in there {
          sum +=
            probability * (flows(part).first { $0.resource == name }?.amount.everywhere?[0] ?? 0)
        }
        return Flow(name, Amount(sum))
      }
    }
    func costs(_ flows: [Flow]) -> [Flow] { flows.filter { $0.resource == Draft.money } }
    func others(_ flows: [Flow]) -> [Flow] { flows.filter { $0.resource != Draft.money } }
    process.takes = others(first.takes) + expected { costs($0.takes) }
    process.gives = others(first.gives) + expected { costs($0.gives) }
    let limits = there.compactMap { $0.1.limit?.everywhere?[0] }
    let floors = there.compactMap { $0.1.floor?.everywhere?[0] }
    process.limit = limits.min().map { Amount($0) }
    process.floor = floors.max().map { Amount($0) }
    for (_, part) in there
    where others(part.takes) != others(first.takes) || others(part.gives) != others(first.gives) {
      findings.error(folder, nil, "what “\(first.name)” takes or gives differs by scenario")
    }
    return process
  }

  // MARK: Risk

  /// Operating costs are paid from an account of their own, so that their tail can be weighed:
  /// cost = (1 - omega) x expected operating cost + omega x (v + expected excess over v / (1 - alpha)).
  private func addRisk(_ risk: Risk, to chain: inout Chain) {
    let account = "operating costs"
    let excess = "operating costs beyond the value at risk"
    let names = members.map(\.name)
    let decided = Set(
      members.flatMap { $0.part.draft.stagesOfProcesses.filter { $0.value == .decision }.keys })
    func charge(_ flows: inout [Flow]) {
      for index in flows.indices where flows[index].resource == Draft.money {
        flows[index].resource = account
      }
    }
    for index in chain.processes.indices where !decided.contains(chain.processes[index].name) {
      charge(&chain.processes[index].takes)
      charge(&chain.processes[index].gives)
    }
    for index in chain.resources.indices { charge(&chain.resources[index].upkeep) }
    let weight = Amount(risk.omega / (1 - risk.alpha))
    let one = Amount(1)
    chain.resources += [
      Resource(name: account, unit: Draft.money, exact: true),
      Resource(name: excess, unit: Draft.money),
    ]
    chain.processes += [
      Process(
        name: "pay operating costs", nodes: names,
        takes: [Flow(Draft.money, Amount(1 - risk.omega)), Flow(excess, one)],
        gives: [Flow(account, one)]),
      Process(
        name: "earn in operation", nodes: names, takes: [Flow(account, one)],
        gives: [Flow(Draft.money, Amount(1 - risk.omega)), Flow(excess, one)]),
      Process(
        name: "bear costs beyond the value at risk", nodes: names,
        takes: [Flow(Draft.money, weight)], gives: [Flow(excess, one)]),
      Process(
        name: "value at risk", nodes: [Self.root], takes: [Flow(Draft.money, Amount(risk.omega))],
        gives: [Flow(excess, one)], delay: 1),
      Process(
        name: "value at risk below nothing", nodes: [Self.root],
        takes: [], gives: [Flow(Draft.money, Amount(risk.omega)), Flow(excess, Amount(-1))],
        delay: 1),
    ]
  }
}
