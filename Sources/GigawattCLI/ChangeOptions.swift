import ArgumentParser
import Chains
import Quantities

/// Changes made to a study before it is planned.
struct ChangeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The future is known to pass through this node.", valueName: "name"))
  var node: String?

  @Flag(help: "Plan for the mean of the futures instead of all of them.")
  var mean = false

  @Option(
    name: .customLong("fix"),
    help: ArgumentHelp(
      "Fix an activity, such as 'plant wheat=120' or 'sell wheat@good=0'.",
      valueName: "process[@node]=value"))
  var fixes: [String] = []

  @Option(
    name: .customLong("drop"),
    help: ArgumentHelp("Leave a process out.", valueName: "process"))
  var drops: [String] = []

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Set a number, such as 'sell wheat.gives.USD=200', 'land.endowment@now=400', "
        + "'make.limit=150'.", valueName: "name.what[.resource][@node]=value"))
  var sets: [String] = []

  /// The changes in the order: drop, set, fix, then what is known about the future.
  func changes(of chain: Chain) throws(Failure) -> [Change] {
    var changes: [Change] = []
    for name in drops { changes.append(.drop(process: try process(name, chain))) }
    for text in sets { changes.append(try setting(text, chain)) }
    for text in fixes {
      let (name, node, value) = try assignment(text, chain)
      changes.append(.fix(process: try process(name, chain), node: node, value))
    }
    if let node {
      changes.append(.reveal(node: try self.node(node, chain)))
    }
    if mean { changes.append(.mean) }
    return changes
  }

  private func process(_ name: String, _ chain: Chain) throws(Failure) -> String {
    if chain.process(name) != nil { return name }
    throw .badInput(unknown("process", name, chain.processes.map(\.name)))
  }

  private func node(_ name: String, _ chain: Chain) throws(Failure) -> String {
    if chain.future.index(of: name) != nil { return name }
    throw .badInput(unknown("node", name, chain.future.nodes.map(\.name)))
  }

  private func unknown(_ kind: String, _ name: String, _ known: [String]) -> String {
    let hint = nearest(name, in: known).map { "; did you mean “\($0)”?" } ?? ""
    return "error: there is no \(kind) “\(name)”\(hint)"
  }

  /// `name[@node]=value`
  private func assignment(_ text: String, _ chain: Chain) throws(Failure) -> (
    String, String?, Double
  ) {
    guard let equals = text.lastIndex(of: "="),
      let value = Double(text[text.index(after: equals)...].filter { $0 != " " }), value.isFinite
    else {
      throw .badInput("error: expected NAME=NUMBER, found “\(text)”")
    }
    let target = String(text[..<equals])
    guard let at = target.lastIndex(of: "@") else { return (target, nil, value) }
    let name = try node(String(target[target.index(after: at)...]), chain)
    return (String(target[..<at]), name, value)
  }

  private func setting(_ text: String, _ chain: Chain) throws(Failure) -> Change {
    let (path, node, value) = try assignment(text, chain)
    for process in chain.processes where path.hasPrefix(process.name + ".") {
      let rest = String(path.dropFirst(process.name.count + 1))
      switch rest {
      case "limit": return .set(.limit(process: process.name), node: node, value)
      case "floor": return .set(.floor(process: process.name), node: node, value)
      default: break
      }
      for (word, flows) in [("takes.", process.takes), ("gives.", process.gives)]
      where rest.hasPrefix(word) {
        let resource = String(rest.dropFirst(word.count))
        guard flows.contains(where: { $0.resource == resource }) else {
          throw .badInput(unknown("resource", resource, flows.map(\.resource)))
        }
        return .set(
          word == "takes."
            ? .takes(process: process.name, resource: resource)
            : .gives(process: process.name, resource: resource), node: node, value)
      }
    }
    for resource in chain.resources where path.hasPrefix(resource.name + ".") {
      switch path.dropFirst(resource.name.count + 1) {
      case "endowment": return .set(.endowment(resource: resource.name), node: node, value)
      case "keep": return .set(.keep(resource: resource.name), node: node, value)
      case "terminal": return .set(.terminal(resource: resource.name), node: node, value)
      default: break
      }
    }
    throw .badInput(
      "error: expected PROCESS.limit, PROCESS.floor, PROCESS.takes.RESOURCE, PROCESS.gives.RESOURCE, "
        + "RESOURCE.endowment, RESOURCE.keep or RESOURCE.terminal, found “\(path)”")
  }
}
