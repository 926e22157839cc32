import Chains

/// A chain as a study in Gigawatt's own format: one YAML text, and a CSV file for each kind of series.
public struct StudyText: Sendable {
  /// The text of `study.yaml`.
  public private(set) var yaml = ""
  private let chain: Chain
  private var tables: [String: Table] = [:]
  private var known: [[Double]: (file: String, column: String)] = [:]

  private struct Table {
    var columns: [(name: String, values: [Double])] = []
    var names: Set<String> = []
  }

  /// Names of the series files, relative to the study, with their texts.
  public var files: [(name: String, text: String)] {
    tables.sorted { $0.key < $1.key }.map { ($0.key, Self.csv($0.value)) }
  }

  /// The columns of the series files, by file and name.
  public var series: [String: [String: [Double]]] {
    tables.mapValues { Dictionary($0.columns.map { ($0.name, $0.values) }) { first, _ in first } }
  }

  /// - Parameters:
  ///   - head: comments at the top, one a line.
  ///   - origins: where resources and processes come from, shown beside them.
  init(_ chain: Chain, head: [String], origins: Origins) {
    self.chain = chain
    for line in head { yaml += "# \(line)\n" }
    yaml += "gigawatt: 1\n"
    if !chain.title.isEmpty { yaml += "title: \(YAMLScalar.text(chain.title))\n" }
    yaml += "value: \(YAMLScalar.text(chain.value))\n"
    writeFuture()
    yaml += "resources:\n"
    for resource in chain.resources where resource.name != chain.value {
      write(resource, origins.resources[resource.name])
    }
    yaml += "processes:\n"
    for process in chain.processes { write(process, origins.processes[process.name]) }
  }

  // MARK: Future

  private mutating func writeFuture() {
    switch chain.future.discount {
    case .perStage(let rate) where rate == 0: break
    case .perStage(let rate): yaml += "discount: \(YAMLScalar.number(rate * 100)) %/stage\n"
    case .perYear(let rate): yaml += "discount: \(YAMLScalar.number(rate * 100)) %/year\n"
    }
    guard chain.future != .now else { return }
    yaml += "future:\n"
    for node in chain.future.nodes {
      var parts: [String] = []
      if let parent = node.parent {
        parts.append("after: \(YAMLScalar.text(chain.future.nodes[parent].name))")
        parts.append("probability: \(YAMLScalar.number(node.probability))")
      }
      if node.years != 1 { parts.append("years: \(YAMLScalar.number(node.years))") }
      if let year = node.year { parts.append("year: \(year)") }
      yaml += "  \(YAMLScalar.text(node.name)): {\(parts.joined(separator: ", "))}\n"
    }
  }

  // MARK: Resources and processes

  private mutating func write(_ resource: Resource, _ origin: String?) {
    let owner = resource.name
    var lines: [String] = []
    if !resource.unit.isEmpty { lines.append("unit: \(YAMLScalar.text(resource.unit))") }
    if let site = resource.site { lines.append("site: \(YAMLScalar.text(site))") }
    if let clock = resource.clock { lines.append("hours: \(hours(clock))") }
    append("keep", resource.keep, owner, &lines)
    append("endowment", resource.endowment, owner, &lines)
    append("terminal", resource.terminal, owner, &lines)
    if resource.exact { lines.append("exact: true") }
    append("holds", resource.holds, owner, &lines)
    append("upkeep", resource.upkeep, owner, &lines)
    append("availability", resource.availability, owner, &lines)
    switch resource.ends {
    case .cyclic: break
    case .start(let amount): append("start", amount, owner, &lines)
    case .laps(let steps): lines.append("laps: \(steps)")
    }
    append("limit", resource.limit, "stock of \(owner)", &lines)
    append("floor", resource.floor, "stock of \(owner)", &lines)
    append("least use", resource.leastUse, "stock of \(owner)", &lines)
    if resource.whole { lines.append("whole: true") }
    if !resource.owners.isEmpty {
      let parts = resource.owners.map {
        "\(YAMLScalar.text($0.party)): \(YAMLScalar.number($0.part))"
      }
      lines.append("owners: {\(parts.joined(separator: ", "))}")
    }
    emit(resource.name, lines, origin)
  }

  private mutating func write(_ process: Process, _ origin: String?) {
    let owner = process.name
    var lines: [String] = []
    if let nodes = process.nodes {
      lines.append("at: [\(nodes.map(YAMLScalar.text).joined(separator: ", "))]")
    }
    append("takes", process.takes, owner, &lines)
    append("gives", process.gives, owner, &lines)
    append("holds", process.holds, owner, &lines)
    if process.holdSteps != 1 { lines.append("hold steps: \(process.holdSteps)") }
    if process.delay != 0 { lines.append("delay: \(process.delay)") }
    if let lasts = process.lasts { lines.append("lasts: \(lasts)") }
    append("limit", process.limit, owner, &lines)
    append("floor", process.floor, owner, &lines)
    if process.whole { lines.append("whole: true") }
    if !process.steps.isEmpty {
      lines.append("steps:")
      for step in process.steps {
        var parts: [String] = []
        append("width", step.width, owner, &parts)
        append("takes", step.takes, owner, &parts)
        append("gives", step.gives, owner, &parts)
        lines.append("  - {\(parts.joined(separator: ", "))}")
      }
    }
    if process.recurs { lines.append("recurs: true") }
    append("least use", process.leastUse, owner, &lines)
    if let ramp = process.ramp {
      let parts = [("up", ramp.up), ("down", ramp.down)].compactMap { word, share in
        share.map { "\(word): \(YAMLScalar.number($0))" }
      }
      lines.append("ramp: {\(parts.joined(separator: ", "))}")
    }
    if let party = process.party { lines.append("party: \(YAMLScalar.text(party))") }
    if let site = process.site { lines.append("site: \(YAMLScalar.text(site))") }
    if process.takes.isEmpty, process.gives.isEmpty, process.holds.isEmpty, process.steps.isEmpty {
      lines.append("takes: {}")
    }
    emit(process.name, lines, origin)
  }

  private mutating func emit(_ name: String, _ lines: [String], _ origin: String?) {
    let comment = origin.map { "  # \($0.filter { !$0.isNewline })" } ?? ""
    guard !lines.isEmpty else {
      yaml += "  \(YAMLScalar.text(name)): {}\(comment)\n"
      return
    }
    yaml += "  \(YAMLScalar.text(name)):\(comment)\n"
    for line in lines { yaml += "    \(line)\n" }
  }

  // MARK: Numbers

  private mutating func append(
    _ key: String, _ amount: Amount?, _ owner: String, _ lines: inout [String]
  ) {
    guard let amount else { return }
    lines.append("\(key): \(text(amount, key, owner))")
  }

  private mutating func append(
    _ key: String, _ flows: [Flow], _ owner: String, _ lines: inout [String]
  ) {
    if flows.isEmpty { return }
    var parts: [String] = []
    for flow in flows {
      let column = flows.count == 1 ? owner : "\(owner), \(flow.resource)"
      parts.append("\(YAMLScalar.text(flow.resource)): \(text(flow.amount, key, column))")
    }
    lines.append("\(key): {\(parts.joined(separator: ", "))}")
  }

  private mutating func text(_ amount: Amount, _ key: String, _ owner: String) -> String {
    if amount.byNode.isEmpty, let everywhere = amount.everywhere {
      return text(everywhere, key, owner)
    }
    var parts: [String] = []
    for node in chain.future.nodes {
      guard let local = amount.byNode[node.name] else { continue }
      parts.append(
        "\(YAMLScalar.text(node.name)): \(text(local, key, "\(owner) at \(node.name)"))")
    }
    let isComplete = parts.count == chain.future.nodes.count
    if let everywhere = amount.everywhere {
      parts.append("else: \(text(everywhere, key, owner))")
    } else if !isComplete, ["takes", "gives", "holds", "upkeep"].contains(key) {
      parts.append("else: 0")
    }
    return "{\(parts.joined(separator: ", "))}"
  }

  private mutating func text(_ local: Amount.Local, _ key: String, _ owner: String) -> String {
    switch local {
    case .constant(let value): return YAMLScalar.number(value)
    case .series(let values):
      let place = column(values, key, owner)
      return "{file: \(place.file), column: \(YAMLScalar.text(place.column))}"
    }
  }

  private mutating func hours(_ clock: Clock) -> String {
    if clock.step == 1, clock.weight == .constant(1) { return "\(clock.count)" }
    let weight = text(clock.weight, "weight", "weight")
    return "{count: \(clock.count), step: \(YAMLScalar.number(clock.step)), weight: \(weight)}"
  }

  /// The column that holds a series; equal series share one.
  private mutating func column(_ values: [Double], _ key: String, _ owner: String) -> (
    file: String, column: String
  ) {
    if let known = known[values] { return known }
    let file = "series/\(key.replacing(" ", with: "-"))-\(values.count).csv"
    var table = tables[file] ?? Table()
    // Names of columns are matched without regard to case.
    let stem = owner.map { "\",\n\r".contains($0) ? "_" : String($0) }.joined()
    var name = stem
    var number = 2
    while !table.names.insert(name.lowercased()).inserted {
      name = "\(stem) (\(number))"
      number += 1
    }
    table.columns.append((name, values))
    tables[file] = table
    known[values] = (file, name)
    return (file, name)
  }

  private static func csv(_ table: Table) -> String {
    var text = table.columns.map(\.name).joined(separator: ",") + "\n"
    for row in 0..<(table.columns.first?.values.count ?? 0) {
      for (index, column) in table.columns.enumerated() {
        if index > 0 { text += "," }
        text += YAMLScalar.number(column.values[row])
      }
      text += "\n"
    }
    return text
  }
}

/// Scalars that YAML and the study reader read back as they were.
enum YAMLScalar {
  static func number(_ value: Double) -> String {
    if value == 0 { return "0" }
    if value == value.rounded(), value.magnitude < 1e15 { return "\(Int64(value))" }
    return "\(value)"
  }

  /// A name, in quotes unless it is plain words.
  static func text(_ text: String) -> String {
    let isPlain =
      text.first.map { $0.isASCII && $0.isLetter } ?? false
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || " _-./()".contains($0)) }
      && text.last != " "
      && ![
        "true", "false", "yes", "no", "null", "on", "off", "y", "n", "nan", "inf", "else", "file",
      ]
      .contains(text.lowercased())
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F {
          quoted += "\\x" + String(scalar.value + 0x100, radix: 16).dropFirst()
        } else {
          quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }
}
