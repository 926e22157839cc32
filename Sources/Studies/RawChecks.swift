import Chains
import Yams

/// What a chain may hold and its author cannot have meant: rules that contradict each other, and
/// words without effect.
struct RawChecks {
  let entries: Entries
  let marks: Marks
  let chain: Chain

  private var reading: Reading { entries.owner.reading }

  func run() {
    guard !chain.processes.isEmpty else {
      reading.error(
        "expected at least one process", at: entries.mark(of: "processes") ?? entries.owner.mark)
      return
    }
    let resources = entries["resources"]?.node.mapping?.compactMap { $0.key.string } ?? []
    let processes = entries["processes"]?.node.mapping?.compactMap { $0.key.string } ?? []
    let declared = (resources: Set(resources), processes: Set(processes))
    for resource in chain.resources where declared.resources.contains(resource.name) {
      check(resource)
    }
    for process in chain.processes where declared.processes.contains(process.name) {
      check(process)
    }
    checkUse(of: resources)
  }

  // MARK: Resources

  private func check(_ resource: Resource) {
    let place = "resource “\(resource.name)”"
    func report(_ key: String, _ message: String) {
      reading.error("\(place): \(message)", at: marks["\(place), \(key)"] ?? marks[place])
    }
    if resource.terminal != nil, resource.keep == nil {
      report("terminal", "`terminal` is the worth of what is kept; add `keep`")
    }
    if case .start = resource.ends, resource.keep == nil || resource.clock == nil {
      report("start", "`start` is the first stock of a resource with `hours` and `keep`")
    }
    if !resource.owners.isEmpty, resource.endowment == nil {
      report("owners", "`owners` share an `endowment`; there is none")
    }
    if resource.owners.count > 0, resource.owners.allSatisfy({ $0.part == 0 }) {
      report("owners", "expected at least one part above 0")
    }
    if let most = largest(resource.availability), most > 1 {
      report("availability", "expected a share from 0 to 1, found \(most)")
    }
    if let most = largest(resource.leastUse), most > 1 {
      report("least use", "expected a share up to 1, found \(most)")
    }
    if case .laps = resource.ends, resource.keep == nil || resource.clock == nil {
      report("laps", "`laps` are about the stock of a resource with `hours` and `keep`")
    }
    for node in chain.future.nodes {
      guard let limit = resource.limit?.local(at: node.name) else { continue }
      let floor = resource.floor?.local(at: node.name) ?? .constant(0)
      if let hour = hours(limit, floor).first(where: { limit[$0] < floor[$0] }) {
        report(
          "limit", "expected a limit of at least the floor of \(floor[hour]), found \(limit[hour])")
        return
      }
    }
  }

  /// A resource that nobody touches does nothing, and a plan without the value decides nothing.
  private func checkUse(of declared: [String]) {
    var used = Set(chain.resources.flatMap { ($0.holds + $0.upkeep).map(\.resource) })
    for process in chain.processes {
      used.formUnion((process.takes + process.gives + process.holds).map(\.resource))
      for step in process.steps { used.formUnion((step.takes + step.gives).map(\.resource)) }
    }
    if !used.contains(chain.value) {
      reading.error(
        "nothing takes or gives “\(chain.value)”, which the plan is to maximise",
        at: entries["value"]?.mark ?? entries.mark(of: "processes") ?? entries.owner.mark)
    }
    for name in declared where !used.contains(name) && name != chain.value {
      reading.warn(
        "resource “\(name)”: no process takes, gives or holds it", at: marks["resource “\(name)”"])
    }
  }

  // MARK: Processes

  private func check(_ process: Process) {
    let place = "process “\(process.name)”"
    func report(_ key: String, _ message: String) {
      reading.error("\(place): \(message)", at: marks["\(place), \(key)"] ?? marks[place])
    }
    if let most = largest(process.leastUse), most > 1 {
      report("least use", "expected a share from 0 to 1, found \(most)")
    }
    for node in chain.nodes(of: process) {
      let name = chain.future.nodes[node].name
      let limit = process.limit?.local(at: name)
      let floor = process.floor?.local(at: name)
      if let least = smallest(floor), least < 0 {
        report("floor", "expected a floor of 0 or more, found \(least): nothing runs backwards")
        return
      }
      if let most = smallest(limit), most < 0 {
        report("limit", "expected a limit of 0 or more, found \(most)")
        return
      }
      if let limit, let floor,
        let hour = hours(limit, floor).first(where: { limit[$0] < floor[$0] })
      {
        report(
          "limit",
          "expected a limit of at least the floor of \(floor[hour]), found \(limit[hour])"
            + (chain.future.nodes.count > 1 ? " at node “\(name)”" : ""))
        return
      }
    }
    checkDelay(process, report)
  }

  /// What is given after the last stage is never had.
  private func checkDelay(_ process: Process, _ report: (String, String) -> Void) {
    guard process.delay > 0 else { return }
    let last = chain.future.depth.max() ?? 0
    let starts = chain.nodes(of: process).map { chain.future.depth[$0] }
    guard let first = starts.min(), first + process.delay > last else { return }
    report(
      "delay",
      "what is given \(process.delay) \(process.delay == 1 ? "stage" : "stages") later comes after the "
        + "end: the future has \(last + 1) \(last == 0 ? "stage" : "stages")")
  }

  // MARK: Numbers

  private func hours(_ first: Amount.Local, _ second: Amount.Local) -> Range<Int> {
    0..<min(first.count ?? .max, second.count ?? .max, max(first.count ?? 1, second.count ?? 1))
  }

  private func smallest(_ local: Amount.Local?) -> Double? {
    switch local {
    case .constant(let value): value
    case .series(let values): values.min()
    case nil: nil
    }
  }

  private func largest(_ amount: Amount?) -> Double? {
    amount?.locals.compactMap { local in
      switch local {
      case .constant(let value): value
      case .series(let values): values.max()
      }
    }.max()
  }
}
