import Chains
import Quantities
import Studies

/// Words for numbers of a chain: `sell wheat.gives.USD@good=200`, `land.endowment=400`.
struct ChainWords {
  let words: ChangeWords

  init(_ words: ChangeWords) { self.words = words }

  struct Found {
    /// Left out and set.
    var before: [Change] = []
    var scales: [Scale] = []
    /// Fixed, and what is known about the future.
    var after: [Change] = []
  }

  /// A number that is multiplied wherever it stands.
  struct Scale {
    var target: Change.Target
    var factor: Double
  }

  func changes(of chain: Chain) throws(QuestionError) -> Found {
    var found = Found()
    for name in words.drops { found.before.append(.drop(process: try process(name, chain))) }
    for text in words.sets {
      let (path, node, value) = try assignment(text, chain)
      found.before.append(.set(try target(path, chain), node: node, value))
    }
    for text in words.scales {
      let (path, node, value) = try assignment(text, chain)
      guard node == nil else {
        throw .words("--scale \(text): error: a factor holds at all nodes; leave out “@…”")
      }
      found.scales.append(Scale(target: try target(path, chain), factor: value))
    }
    for text in words.fixes {
      let (name, node, value) = try assignment(text, chain)
      found.after.append(.fix(process: try process(name, chain), node: node, value))
    }
    if let name = words.reveal { found.after.append(.reveal(node: try node(name, chain))) }
    if words.mean { found.after.append(.mean) }
    return found
  }

  private func process(_ name: String, _ chain: Chain) throws(QuestionError) -> String {
    if chain.process(name) != nil { return name }
    throw unknown("process", name, chain.processes.map(\.name))
  }

  private func node(_ name: String, _ chain: Chain) throws(QuestionError) -> String {
    if chain.future.index(of: name) != nil { return name }
    throw unknown("node", name, chain.future.nodes.map(\.name))
  }

  func unknown(_ kind: String, _ name: String, _ known: [String]) -> QuestionError {
    let hint = nearest(name, in: known).map { "; did you mean “\($0)”?" } ?? ""
    return .words("error: there is no \(kind) “\(name)”\(hint)")
  }

  /// `name[@node]=value`
  private func assignment(_ text: String, _ chain: Chain) throws(QuestionError) -> (
    String, String?, Double
  ) {
    guard let equals = text.lastIndex(of: "="),
      let value = Double(text[text.index(after: equals)...].filter { $0 != " " }), value.isFinite
    else {
      let first = String(text.prefix { $0 != "." && $0 != "=" })
      let things = chain.processes.map(\.name) + chain.resources.map(\.name)
      if !things.contains(first) {
        throw unknown("key or process", first, StudySource.sections + things)
      }
      throw .words("error: expected NAME=NUMBER, found “\(text)”")
    }
    let target = String(text[..<equals])
    guard let at = target.lastIndex(of: "@") else { return (target, nil, value) }
    let name = try node(String(target[target.index(after: at)...]), chain)
    return (String(target[..<at]), name, value)
  }

  private func target(_ path: String, _ chain: Chain) throws(QuestionError) -> Change.Target {
    for process in chain.processes where path.hasPrefix(process.name + ".") {
      let rest = String(path.dropFirst(process.name.count + 1))
      switch rest {
      case "limit": return .limit(process: process.name)
      case "floor": return .floor(process: process.name)
      default: break
      }
      for (word, flows) in [("takes.", process.takes), ("gives.", process.gives)]
      where rest.hasPrefix(word) {
        let resource = String(rest.dropFirst(word.count))
        guard flows.contains(where: { $0.resource == resource }) else {
          throw unknown("resource", resource, flows.map(\.resource))
        }
        return word == "takes."
          ? .takes(process: process.name, resource: resource)
          : .gives(process: process.name, resource: resource)
      }
    }
    for resource in chain.resources where path.hasPrefix(resource.name + ".") {
      switch path.dropFirst(resource.name.count + 1) {
      case "endowment": return .endowment(resource: resource.name)
      case "keep": return .keep(resource: resource.name)
      case "terminal": return .terminal(resource: resource.name)
      default: break
      }
    }
    let first = String(path.prefix { $0 != "." })
    let known = StudySource.sections + chain.processes.map(\.name) + chain.resources.map(\.name)
    let hint =
      known.contains(first) ? "" : nearest(first, in: known).map { "; did you mean “\($0)”?" } ?? ""
    throw .words(
      "error: expected a key of the study such as load or supplies.solar.maximum, or PROCESS.limit, "
        + "PROCESS.floor, PROCESS.takes.RESOURCE, PROCESS.gives.RESOURCE, RESOURCE.endowment, "
        + "RESOURCE.keep or RESOURCE.terminal, found “\(path)”\(hint)")
  }
}

extension ChainWords.Scale {
  func apply(to chain: inout Chain) throws(ChainError) {
    func process(_ name: String) throws(ChainError) -> Int {
      guard let index = chain.processes.firstIndex(where: { $0.name == name }) else {
        throw .unknownProcess(name)
      }
      return index
    }
    func resource(_ name: String) throws(ChainError) -> Int {
      guard let index = chain.resources.firstIndex(where: { $0.name == name }) else {
        throw .unknownResource(name, in: "scale")
      }
      return index
    }
    func scaled(_ amount: Amount?) -> Amount? { amount?.map { $0 * factor } }
    func scaled(_ flows: [Flow], _ name: String) -> [Flow] {
      flows.map { $0.resource == name ? Flow(name, $0.amount.map { $0 * factor }) : $0 }
    }
    switch target {
    case .limit(let name):
      let index = try process(name)
      chain.processes[index].limit = scaled(chain.processes[index].limit)
    case .floor(let name):
      let index = try process(name)
      chain.processes[index].floor = scaled(chain.processes[index].floor)
    case .takes(let name, let flow):
      let index = try process(name)
      chain.processes[index].takes = scaled(chain.processes[index].takes, flow)
    case .gives(let name, let flow):
      let index = try process(name)
      chain.processes[index].gives = scaled(chain.processes[index].gives, flow)
    case .endowment(let name):
      let index = try resource(name)
      chain.resources[index].endowment = scaled(chain.resources[index].endowment)
    case .keep(let name):
      let index = try resource(name)
      chain.resources[index].keep = scaled(chain.resources[index].keep)
    case .terminal(let name):
      let index = try resource(name)
      chain.resources[index].terminal = scaled(chain.resources[index].terminal)
    }
  }
}
