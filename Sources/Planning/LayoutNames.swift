import Chains

/// Names of rows and columns as a scheme: kind, resource or process, node, hour.
///
/// Spaces and signs that the LP format does not allow become underscores.
struct LayoutNames {
  let chain: Chain
  let layout: Layout

  func column(_ index: Int) -> String {
    let block = layout.columns[
      place(of: index, layout.columns.map(\.base))]
    let stem: String
    switch block.kind {
    case .activity(let process, let node, let step):
      stem =
        "do(\(chain.processes[process].name)\(step.map { "#\($0 + 1)" } ?? ""))@\(name(node))"
    case .stock(let resource, let node):
      stem = "stock(\(chain.resources[resource].name))@\(name(node))"
    case .shortfall(let row): stem = "shortfall\(row)"
    case .excess(let row): stem = "excess\(row)"
    }
    return plain(stem, hour: index - block.base, of: block.count)
  }

  func row(_ index: Int) -> String {
    let block = layout.rows[place(of: index, layout.rows.map(\.base))]
    let stem: String
    switch block.kind {
    case .balance(let resource, let node):
      stem = "balance(\(chain.resources[resource].name))@\(name(node))"
    case .hold(let resource, let node):
      stem = "hold(\(chain.resources[resource].name))@\(name(node))"
    case .limit(let process, let node): stem = rule("limit", process, node)
    case .floor(let process, let node): stem = rule("floor", process, node)
    case .leastUse(let process, let node): stem = rule("least", process, node)
    case .rampUp(let process, let node): stem = rule("up", process, node)
    case .rampDown(let process, let node): stem = rule("down", process, node)
    case .stockLimit(let resource, let node): stem = stockRule("stock_limit", resource, node)
    case .stockFloor(let resource, let node): stem = stockRule("stock_floor", resource, node)
    case .leastStock(let resource, let node): stem = stockRule("least_stock", resource, node)
    }
    return plain(stem, hour: index - block.base, of: block.count)
  }

  private func rule(_ word: String, _ process: Int, _ node: Int) -> String {
    "\(word)(\(chain.processes[process].name))@\(name(node))"
  }

  private func stockRule(_ word: String, _ resource: Int, _ node: Int) -> String {
    "\(word)(\(chain.resources[resource].name))@\(name(node))"
  }

  private func name(_ node: Int) -> String { chain.future.nodes[node].name }

  /// The last block that begins at or before an index.
  private func place(of index: Int, _ bases: [Int]) -> Int {
    var low = 0
    var high = bases.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if bases[middle] <= index { low = middle } else { high = middle }
    }
    return low
  }

  private func plain(_ stem: String, hour: Int, of count: Int) -> String {
    let full = count > 1 ? "\(stem).\(hour)" : stem
    return String(
      full.map { character in
        character.isASCII
          && (character.isLetter || character.isNumber || "()@_#.[]".contains(character))
          ? character : "_"
      })
  }
}
