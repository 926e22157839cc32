import Chains
public import Studies

/// A chain as a PyPSA network that costs the same.
///
/// Hourly resources become buses, their endowments loads; processes become generators where they
/// touch one bus and links with several ports otherwise; stocks become stores; capacities become the
/// nominal sizes of what holds them alone, or feed a bus of room from which their holders take.
/// Yearly limits become global constraints where only generators count in them, and a bus with a
/// store over the year otherwise. Nodes of a path become investment periods.
struct ChainExport {
  let chain: Chain
  let index: ChainIndex
  let time: ExportTime
  let findings: Findings
  let file: String
  var tables = NetworkTables()
  var vintages: [Vintage] = []
  /// Bus of each hourly resource, of each shared capacity and of each yearly limit kept on a bus.
  var buses: [String: String] = [:]
  /// Capacities that are the nominal size of their only holder: process or stock.
  var merged: [String: String] = [:]
  /// Stores that are PyPSA's storage units, by the name of the stock.
  var joint: [String: JointStore] = [:]
  /// Units that are on or off, by the name of the process that runs.
  var units: [String: CommittedUnits] = [:]
  /// Processes and resources that a storage unit or a committable component says already.
  var saidProcesses: Set<String> = []
  var saidResources: Set<String> = []
  /// Yearly limits that are global constraints.
  var counted: Set<String> = []
  /// Attributes of carriers: what a unit of a carrier's energy counts in a limit at a node.
  var attributes: [String: [(column: String, value: Double)]] = [:]

  /// Names that processes or hourly stocks hold; what only capacities hold limits what may be built.
  private let held: Set<String>

  static let nothing = "nothing"

  init(_ chain: Chain, file: String, findings: Findings) {
    self.chain = chain
    self.file = file
    self.findings = findings
    index = ChainIndex(chain)
    var held: Set<String> = []
    for process in chain.processes { held.formUnion(process.holds.map(\.resource)) }
    for resource in chain.resources where resource.clock != nil {
      held.formUnion(resource.holds.map(\.resource))
    }
    self.held = held
    time = ExportTime(chain) { message in findings.error(file, nil, message) }
  }

  func refuse(_ message: String) {
    findings.error(file, nil, message)
  }

  mutating func run() {
    findUnits()
    checkResources()
    findVintages()
    findJointStores()
    mergeCapacities()
    chooseLimits()
    if findings.hasErrors { return }
    addBuses()
    for resource in chain.resources
    where resource.clock != nil && resource.keep != nil && !saidResources.contains(resource.name) {
      if let store = joint[resource.name] { addJoint(store) } else { addStock(resource) }
    }
    for (position, process) in chain.processes.enumerated()
    where index.clocks[position] != nil && !saidProcesses.contains(process.name) {
      addProcess(process)
    }
    addRooms()
    addLimits()
    addCarriers()
  }

  func resource(_ name: String) -> Resource? { index.resources[name].map { chain.resources[$0] } }

  // MARK: What is what

  /// A stock per node that somebody holds, keeps up or builds.
  func isCapacity(_ name: String) -> Bool {
    guard let resource = resource(name), resource.clock == nil, name != chain.value else {
      return false
    }
    return resource.keep != nil || held.contains(name)
  }

  private func checkResources() {
    for resource in chain.resources {
      let name = "“\(resource.name)”"
      if saidResources.contains(resource.name) { continue }
      if resource.whole { refuse("the stock of \(name) comes in whole units") }
      if case .laps = resource.ends { refuse("\(name) runs in laps") }
      if resource.name == chain.value, resource.endowment != nil { refuse("\(name) is given") }
      if resource.clock == nil, resource.limit != nil || resource.floor != nil {
        refuse("the stock of \(name) has bounds of its own")
      }
      guard isCapacity(resource.name) else { continue }
      if let keep = resource.keep, time.series(keep) != .constant(1) {
        refuse("\(name) wears off from node to node")
      }
      if resource.keep == nil, !time.isSingle { refuse("\(name) does not keep over several nodes") }
      if let terminal = resource.terminal, !terminal.locals.allSatisfy(\.isZero) {
        refuse("\(name) has a worth past the horizon")
      }
      for flow in resource.upkeep where flow.resource != chain.value {
        let isLeast = self.resource(flow.resource)?.clock == nil
        if !isLeast { refuse("\(name) takes or gives “\(flow.resource)” by the hour") }
      }
    }
    for process in chain.processes where !saidProcesses.contains(process.name) {
      if process.holdSteps > 1 { refuse("process “\(process.name)” holds for several steps") }
      for flow in process.holds where resource(flow.resource)?.clock != nil {
        refuse("process “\(process.name)” holds the hourly stock of “\(flow.resource)”")
      }
    }
  }

  /// A capacity with one holder is that holder's size, if each of its builds gives nothing else.
  private mutating func mergeCapacities() {
    var holders: [String: [String]] = [:]
    for process in chain.processes {
      for flow in process.holds { holders[flow.resource, default: []].append(process.name) }
    }
    for resource in chain.resources where resource.clock != nil {
      for flow in resource.holds {
        holders[flow.resource, default: []].append("stock \(resource.name)")
      }
    }
    for (name, own) in holders where isCapacity(name) && merged[name] == nil {
      let isPlain = vintages.allSatisfy { vintage in
        !vintage.gives.contains { $0.resource == name } || vintage.gives.count == 1
      }
      let isStock = own.contains { $0.hasPrefix("stock ") }
      guard own.count == 1, isPlain else {
        if isStock { refuse("the size of a store is shared: “\(name)”") }
        continue
      }
      guard !isStock else {
        merged[name] = own[0]
        continue
      }
      guard let position = index.processes[own[0]] else { continue }
      let process = chain.processes[position]
      let isAlone = process.holds.count == 1 && process.limit == nil && process.floor == nil
      let amount = process.holds.first.map { time.series($0.amount) }
      if isAlone, case .constant(let value)? = amount, value > 0 { merged[name] = own[0] }
    }
    for process in chain.processes where process.leastUse != nil || process.ramp != nil {
      if process.holds.isEmpty || process.holds.contains(where: { merged[$0.resource] == nil }) {
        refuse("process “\(process.name)” has ramps or a least use of a shared capacity")
      }
    }
  }

  // MARK: Buses

  private mutating func addBuses() {
    for resource in chain.resources
    where resource.clock != nil && joint[resource.name] == nil
      && !saidResources.contains(resource.name)
    {
      let bus = tables.add(.buses, resource.name)
      buses[resource.name] = bus
      if !resource.unit.isEmpty { tables.set(.buses, bus, "unit", resource.unit) }
      let endowment = time.series(resource.endowment)
      if !endowment.isZero {
        let load = tables.add(.loads, resource.name)
        tables.set(.loads, load, "bus", bus)
        tables.set(.loads, load, "p_set", -endowment)
      }
      if !resource.exact { addSink(bus) }
    }
  }

  /// What is left over may be thrown away.
  mutating func addSink(_ bus: String) {
    let sink = tables.add(.generators, "surplus of \(bus)")
    tables.set(.generators, sink, "bus", bus)
    tables.set(.generators, sink, "sign", -1.0)
    tables.set(.generators, sink, "p_nom", Double.infinity)
  }

  /// A bus that gives and takes without limit or cost, for links that only give or only take.
  mutating func nothingBus() -> String {
    if let known = buses[""] { return known }
    let bus = tables.add(.buses, Self.nothing)
    buses[""] = bus
    for sign in [1.0, -1] {
      let generator = tables.add(.generators, sign > 0 ? "from nothing" : "to nothing")
      tables.set(.generators, generator, "bus", bus)
      tables.set(.generators, generator, "sign", sign)
      tables.set(.generators, generator, "p_nom", Double.infinity)
    }
    return bus
  }

  private mutating func addCarriers() {
    let columns = Set(attributes.values.flatMap { $0.map(\.column) }).sorted()
    for name in attributes.keys.sorted() {
      tables.add(.carriers, name)
      for column in columns {
        // PyPSA takes an empty cell for an emission that is not 0.
        let value = attributes[name]?.first { $0.column == column }?.value ?? 0
        tables.set(.carriers, name, column, value)
      }
    }
  }
}

/// A study as a folder of CSV files for PyPSA.
public struct PyPSAExport: Sendable {
  public let files: [(name: String, text: String)]
  /// Why the network is the study's deterministic equivalent and not made of PyPSA's own investment
  /// periods, stores and units; empty if it is made of these.
  public let equivalentBecause: [String]

  /// - Throws: ``ExchangeError`` with everything in the study that PyPSA cannot say, by name.
  public init(_ study: Study) throws(ExchangeError) {
    let findings = Findings()
    var export = ChainExport(study.chain, file: study.file, findings: findings)
    export.run()
    let name = ("network.csv", "name\n\(NetworkTables.cell(study.title))\n")
    guard findings.hasErrors else {
      equivalentBecause = []
      files = [name] + export.time.files() + export.tables.files()
      return
    }
    equivalentBecause = findings.diagnostics.map(\.message)
    let others = Findings()
    var equivalent = EquivalentNetwork(study.chain, file: study.file, findings: others)
    let tables = equivalent.files()
    try others.check()
    files = [name] + tables
  }

  /// Writes the network to a new or empty folder: everything, or nothing.
  public func write(to folder: String) throws(ExchangeError) {
    try FolderWriter.write(files, to: folder)
  }
}
