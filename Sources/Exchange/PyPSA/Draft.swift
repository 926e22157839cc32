import Chains

/// A chain in the making: names are unique, and what comes together is put together.
struct Draft {
  /// What the plan maximises: PyPSA names no currency.
  static let money = "money"

  private(set) var resources: [Resource] = []
  private(set) var processes: [Process] = []
  private var resourceIndex: [String: Int] = [:]
  private var processIndex: [String: Int] = [:]
  /// When things happen, where several scenarios are possible.
  enum Stage {
    /// In each scenario for itself.
    case operation
    /// Before it is known which scenario happens.
    case decision
    /// Decided before, and there in every scenario.
    case capacity
  }

  private(set) var stagesOfResources: [String: Stage] = [:]
  private(set) var stagesOfProcesses: [String: Stage] = [:]
  /// Where a process or resource comes from, for the reader of the study.
  private(set) var origins = Origins()

  init() {
    resourceIndex[Self.money] = -1
  }

  subscript(resource name: String) -> Resource {
    get { resources[resourceIndex[name] ?? 0] }
    set { resources[resourceIndex[name] ?? 0] = newValue }
  }

  subscript(process name: String) -> Process {
    get { processes[processIndex[name] ?? 0] }
    set { processes[processIndex[name] ?? 0] = newValue }
  }

  func has(resource name: String) -> Bool { resourceIndex[name].map { $0 >= 0 } ?? false }
  func has(process name: String) -> Bool { processIndex[name] != nil }

  /// Adds a resource under its own name, or with a number behind it where the name is taken.
  @discardableResult
  mutating func add(_ resource: Resource, origin: String? = nil, stage: Stage = .operation)
    -> String
  {
    var resource = resource
    resource.name = unique(resource.name, resourceIndex)
    resourceIndex[resource.name] = resources.count
    resources.append(resource)
    stagesOfResources[resource.name] = stage
    origins.resources[resource.name] = origin
    return resource.name
  }

  @discardableResult
  mutating func add(_ process: Process, origin: String? = nil, stage: Stage = .operation) -> String
  {
    var process = process
    process.name = unique(process.name, processIndex)
    processIndex[process.name] = processes.count
    processes.append(process)
    stagesOfProcesses[process.name] = stage
    origins.processes[process.name] = origin
    return process.name
  }

  private func unique(_ name: String, _ taken: [String: Int]) -> String {
    guard taken[name] != nil else { return name }
    var number = 2
    while taken["\(name) (\(number))"] != nil { number += 1 }
    return "\(name) (\(number))"
  }
}

/// Where the parts of a study come from: comments in its text.
struct Origins {
  var resources: [String: String] = [:]
  var processes: [String: String] = [:]
}

extension Process {
  /// Adds a coefficient of a resource: what is positive is given, what is negative is taken.
  mutating func touch(_ resource: String, _ coefficient: Amount.Local) {
    if coefficient.isZero { return }
    if coefficient.most <= 0 {
      Self.add(resource, -coefficient, to: &takes)
    } else {
      Self.add(resource, coefficient, to: &gives)
    }
  }

  private static func add(_ resource: String, _ amount: Amount.Local, to flows: inout [Flow]) {
    if let same = flows.firstIndex(where: { $0.resource == resource }),
      let before = flows[same].amount.everywhere
    {
      flows[same].amount = Amount(everywhere: before + amount)
    } else {
      flows.append(Flow(resource, Amount(everywhere: amount)))
    }
  }
}

extension Amount {
  init(_ local: Local) { self.init(everywhere: local) }
}
