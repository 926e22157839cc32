import Chains
import Yams

/// The sections `future`, `resources` and `processes`: any activity analysis on a tree.
struct RawSection {
  static let keys = ["value", "discount", "future", "resources", "processes"]
  static let resourceKeys = [
    "unit", "site", "hours", "keep", "endowment", "terminal", "exact", "holds", "upkeep",
    "availability", "start", "laps", "limit", "floor", "least use", "whole", "owners",
  ]
  static let processKeys = [
    "at", "takes", "gives", "holds", "hold steps", "delay", "lasts", "limit", "floor", "whole",
    "steps",
    "recurs", "least use", "ramp", "party", "site",
  ]

  let entries: Entries
  let reading: Reading
  let folder: String
  let files: SeriesCache
  var marks = Marks()

  init(_ entries: Entries, folder: String, files: SeriesCache) {
    self.entries = entries
    self.folder = folder
    self.files = files
    reading = entries.owner.reading
  }

  /// Adds what the sections say to a chain. `nil` after errors.
  mutating func extend(_ chain: inout Chain) {
    let names = chain.future.nodes.map(\.name)
    let amounts = AmountReader(folder: folder, nodes: names, files: files)
    let declared = entries["resources"]?.isEmpty == false ? entries["resources"]?.map() : nil
    var known = chain.resources.map(\.name) + [chain.value]
    known += declared?.entries.map(\.name) ?? []
    let reader = RecipeReader(
      amounts: amounts, resources: known, known: Set(known), units: units(declared))
    var taken = Set(chain.resources.map(\.name))
    for entry in declared?.entries ?? [] {
      marks["resource “\(entry.name)”"] = entry.mark
      if !taken.insert(entry.name).inserted {
        reading.error("the resource “\(entry.name)” is declared twice", at: entry.mark)
        continue
      }
      if let resource = resource(entry.name, entry.field, reader) {
        chain.resources.append(resource)
        warnOfKeeping(resource, entry.field, chain)
      }
    }
    guard let processes = entries["processes"], !processes.isEmpty, let map = processes.map()
    else { return }
    taken = Set(chain.processes.map(\.name))
    for entry in map.entries {
      marks["process “\(entry.name)”"] = entry.mark
      if !taken.insert(entry.name).inserted {
        reading.error("the process “\(entry.name)” is declared twice", at: entry.mark)
        continue
      }
      if let process = process(entry.name, entry.field, reader) {
        chain.processes.append(process)
        warnOfAbsent(process, entry.field, chain)
      }
    }
  }

  private func units(_ resources: Entries?) -> [String: String] {
    var units: [String: String] = [:]
    for entry in resources?.entries ?? [] {
      units[entry.name] = entry.field.node.mapping?["unit"]?.string
    }
    return units
  }

  // MARK: Resources

  private mutating func resource(_ name: String, _ field: Field, _ reader: RecipeReader)
    -> Resource?
  {
    if field.isEmpty { return Resource(name: name) }
    guard let own = field.map("a mapping such as {unit: t}") else { return nil }
    own.only(Self.resourceKeys)
    let unit = own["unit"]?.text("the name of a unit")
    let amounts = reader.amounts
    var resource = Resource(name: name, unit: unit ?? "")
    resource.site = own["site"]?.text("the name of a site")
    resource.clock = own["hours"].flatMap { clock($0, amounts) }
    resource.keep = own["keep"].flatMap { amounts.amount($0) }
    resource.endowment = own["endowment"].flatMap { amounts.amount($0, unit: unit) }
    resource.terminal = own["terminal"].flatMap { amounts.amount($0) }
    resource.exact = own["exact"].flatMap { $0.bool() } ?? false
    resource.holds = own["holds"].map { reader.flows($0) } ?? []
    resource.upkeep = own["upkeep"].map { reader.flows($0) } ?? []
    resource.availability = own["availability"].flatMap { amounts.amount($0) }
    if let start = own["start"], let amount = amounts.amount(start, unit: unit) {
      resource.ends = .start(amount)
    }
    if let laps = own["laps"],
      let steps = laps.integer("the steps of a lap, such as 24", in: 1...1_000_000)
    {
      if own["start"] != nil { laps.error("either `start` or `laps`: a lap is a circle") }
      resource.ends = .laps(steps)
    }
    resource.limit = own["limit"].flatMap { amounts.amount($0, unit: unit) }
    resource.floor = own["floor"].flatMap { amounts.amount($0, unit: unit) }
    resource.leastUse = own["least use"].flatMap { amounts.amount($0) }
    resource.whole = own["whole"].flatMap { $0.bool() } ?? false
    resource.owners = own["owners"].map { owners($0, amounts) } ?? []
    for key in Self.resourceKeys {
      if let mark = own.mark(of: key) { marks["resource “\(name)”, \(key)"] = mark }
      for (inner, value) in own[key]?.node.mapping ?? [:] {
        marks["resource “\(name)”, \(key) “\(inner.string ?? "")”"] = value.mark ?? inner.mark
      }
    }
    return resource
  }

  private func owners(_ field: Field, _ amounts: AmountReader) -> [Resource.Share] {
    guard let map = field.map("parties with their parts, such as {lab: 60, lender: 40}") else {
      return []
    }
    return map.entries.compactMap { entry in
      amounts.number(entry.field).map { Resource.Share(party: entry.name, part: $0) }
    }
  }

  /// `8760`, `year`, `[2, 3, 5]` (hours of the year that each step stands for), a CSV file (one step
  /// a row), or `{count: 24, step: 1, weight: 365}`.
  private func clock(_ field: Field, _ amounts: AmountReader) -> Clock? {
    if field.scalar == "year" { return .year }
    if field.isList {
      guard case .series(let weights)? = amounts.local(field) else { return nil }
      return Clock(count: weights.count, weight: .series(weights))
    }
    if let map = field.node.mapping, map.contains(where: { $0.key.string == "file" }) {
      return amounts.series(field).map { Clock(count: $0.count) }
    }
    guard field.isMapping else {
      return field.integer("a number of hours such as 8760, or `year`", in: 1...1_000_000)
        .map { Clock(count: $0) }
    }
    guard let map = field.map() else { return nil }
    map.only(["count", "step", "weight"])
    guard
      let count = map.require("count", "the number of steps")?
        .integer("the number of steps, 1 or more", in: 1...1_000_000)
    else { return nil }
    let step = map["step"].map { amounts.number($0, unit: "h") } ?? 1
    let weight = map["weight"].map { amounts.local($0) } ?? .constant(1)
    guard let step, let weight else { return nil }
    if let length = weight.count, length != count {
      map["weight"]?.error("expected \(count) weights, found \(length)")
      return nil
    }
    return Clock(count: count, step: step, weight: weight)
  }

  /// A plan ends; what it leaves behind must be worth something or the plan uses it up.
  private func warnOfKeeping(_ resource: Resource, _ field: Field, _ chain: Chain) {
    guard resource.keep != nil, resource.clock == nil else { return }
    if resource.terminal == nil {
      field.reading.warn(
        "resource “\(resource.name)” keeps but has no `terminal`: what is left at the end counts for "
          + "nothing, so a plan uses it up (write `terminal: 0` if that is meant)", at: field.mark)
    }
    if chain.future.nodes.count > 1, let endowment = resource.endowment,
      endowment.everywhere?.isZero == false
    {
      field.reading.warn(
        "resource “\(resource.name)” keeps and is endowed anew at every node; write "
          + "`endowment: {\(chain.future.nodes[0].name): ...}` for a stock that is there once",
        at: field.mark)
    }
  }

  // MARK: Processes

  private mutating func process(_ name: String, _ field: Field, _ reader: RecipeReader) -> Process?
  {
    guard let own = field.map("a recipe such as {takes: {land: 1}, gives: {wheat: 2.5}}") else {
      return nil
    }
    own.only(Self.processKeys)
    let amounts = reader.amounts
    var process = Process(name: name)
    process.nodes = own["at"].map { at in
      if at.isList, at.list().isEmpty { at.expected("the names of nodes") }
      return at.list().compactMap { member in
        guard let text = member.text("the name of a node") else { return nil }
        if amounts.nodes.contains(text) { return text }
        member.error(
          "there is no node “\(text)”\(suggestion(text, amounts.nodes)); expected one of "
            + amounts.nodes.joined(separator: ", "))
        return nil
      }
    }
    process.takes = own["takes"].map { reader.flows($0) } ?? []
    process.gives = own["gives"].map { reader.flows($0) } ?? []
    process.holds = own["holds"].map { reader.flows($0) } ?? []
    process.holdSteps =
      own["hold steps"].flatMap { $0.integer("a number of steps", in: 1...1_000_000) } ?? 1
    let stages = 0...1000
    process.delay = own["delay"].flatMap { $0.integer("a number of stages", in: stages) } ?? 0
    process.lasts = own["lasts"].flatMap { $0.integer("a number of stages", in: stages) }
    process.limit = own["limit"].flatMap { amounts.amount($0) }
    process.floor = own["floor"].flatMap { amounts.amount($0) }
    process.whole = own["whole"].flatMap { $0.bool() } ?? false
    process.recurs = own["recurs"].flatMap { $0.bool() } ?? false
    process.leastUse = own["least use"].flatMap { amounts.amount($0) }
    process.ramp = own["ramp"].flatMap { ramp($0, amounts) }
    process.party = own["party"]?.text("the name of a party")
    process.site = own["site"]?.text("the name of a site")
    process.steps =
      own["steps"].map { field in
        field.list().compactMap { step($0, reader) }
      } ?? []
    if process.takes.isEmpty, process.gives.isEmpty, process.holds.isEmpty, process.steps.isEmpty,
      own.entries.allSatisfy({ !["takes", "gives", "holds", "steps"].contains($0.name) })
    {
      field.error("expected a recipe: at least one of takes, gives, holds")
    }
    note(name, own)
    return process
  }

  /// Remembers where the parts of a process stand.
  private mutating func note(_ name: String, _ own: Entries) {
    let process = "process “\(name)”"
    for key in Self.processKeys {
      guard let mark = own.mark(of: key) else { continue }
      marks["\(process), \(key)"] = mark
      for (inner, value) in own[key]?.node.mapping ?? [:] {
        marks["\(process), \(key) “\(inner.string ?? "")”"] = value.mark ?? inner.mark
      }
    }
    for (index, step) in (own["steps"]?.list() ?? []).enumerated() {
      marks["\(process), step \(index + 1)"] = step.mark
      for (key, value) in step.node.mapping ?? [:] {
        let part = "\(process), step \(index + 1), \(key.string ?? "")"
        marks[part] = key.mark
        for (inner, amount) in value.mapping ?? [:] {
          marks["\(part) “\(inner.string ?? "")”"] = amount.mark ?? inner.mark
        }
      }
    }
  }

  private func ramp(_ field: Field, _ amounts: AmountReader) -> Process.Ramp? {
    guard field.isMapping else {
      return amounts.number(field).map { Process.Ramp(up: $0, down: $0) }
    }
    guard let map = field.map() else { return nil }
    map.only(["up", "down"])
    return Process.Ramp(
      up: map["up"].flatMap { amounts.number($0) },
      down: map["down"].flatMap { amounts.number($0) })
  }

  private func step(_ field: Field, _ reader: RecipeReader) -> Process.Step? {
    guard let own = field.map("a step such as {width: 6000, gives: {USD: 36}}") else { return nil }
    own.only(["width", "takes", "gives"])
    return Process.Step(
      width: own["width"].flatMap { reader.amounts.amount($0) },
      takes: own["takes"].map { reader.flows($0) } ?? [],
      gives: own["gives"].map { reader.flows($0) } ?? [])
  }

  /// A coefficient that is given for some nodes only is 0 at the others; that may be an oversight.
  private func warnOfAbsent(_ process: Process, _ field: Field, _ chain: Chain) {
    for (word, flows, delay) in [
      ("takes", process.takes, 0), ("gives", process.gives, process.delay),
      ("holds", process.holds, 0),
    ] {
      for flow in flows {
        let there = chain.nodes(of: process).flatMap {
          chain.future.descendants(of: $0, after: delay)
        }
        let absent = Set(there.map { chain.future.nodes[$0].name }).filter {
          flow.amount.local(at: $0) == nil
        }
        guard let first = absent.min() else { continue }
        field.reading.warn(
          "process “\(process.name)” \(word) “\(flow.resource)”: no number for node “\(first)”"
            + (absent.count > 1 ? " and \(absent.count - 1) more" : "")
            + ", read as 0 (write `else: 0` if that is meant)", at: field.mark)
      }
    }
  }
}

/// Reads `takes`, `gives` and `holds`.
struct RecipeReader {
  let amounts: AmountReader
  let resources: [String]
  let known: Set<String>
  /// Units of the resources, as far as they are declared.
  let units: [String: String]

  func flows(_ field: Field) -> [Flow] {
    if field.isEmpty { return [] }
    guard let map = field.map("resources with amounts, such as {land: 1}") else { return [] }
    return map.entries.compactMap { entry in
      guard known.contains(entry.name) else {
        field.reading.error(
          "\(field.path): there is no resource “\(entry.name)”\(suggestion(entry.name, resources))",
          at: entry.mark)
        return nil
      }
      guard let amount = amounts.amount(entry.field, unit: units[entry.name]) else { return nil }
      return Flow(entry.name, amount)
    }
  }
}

/// Places in the study of the things that a chain names.
struct Marks {
  private var places: [String: Mark] = [:]

  subscript(name: String) -> Mark? {
    get { places[name] }
    set { places[name] = newValue }
  }

  /// The place with the longest name that the text begins with.
  func nearest(to text: String) -> Mark? {
    places.filter { text.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }?.value
  }
}
