import Chains

/// What a plan decides once per node, by name: for chains that have some of the same nodes.
struct Decision {
  private struct Name: Hashable {
    var isStock: Bool
    var name: String
    var node: String
    var step: Int?

    init?(_ kind: Layout.ColumnKind, _ chain: Chain) {
      switch kind {
      case .activity(let process, let node, let step):
        self.init(
          isStock: false, name: chain.processes[process].name, node: chain.future.nodes[node].name,
          step: step)
      case .stock(let resource, let node):
        self.init(
          isStock: true, name: chain.resources[resource].name,
          node: chain.future.nodes[node].name, step: nil)
      case .shortfall, .excess: return nil
      }
    }

    private init(isStock: Bool, name: String, node: String, step: Int?) {
      self.isStock = isStock
      self.name = name
      self.node = node
      self.step = step
    }
  }

  /// In the columns of the master of the chain where it was found.
  let x: [Double]
  private var byName: [Name: Double] = [:]

  init(_ x: [Double], of split: Split) {
    self.x = x
    for (place, index) in split.blocks.masterColumns.enumerated() {
      guard let name = Name(split.layout.columns[index].kind, split.chain) else { continue }
      byName[name] = x[place]
    }
  }

  /// The decision in another chain, as values of its single columns; nothing where nodes of that chain are not those
  /// of this one, or where what hours put into rules of the year would have to be known as well.
  func mapped(to split: Split) -> [Double]? {
    guard split.blocks.blocks.allSatisfy(\.couplings.isEmpty) else { return nil }
    var x: [Double] = []
    for index in split.blocks.masterColumns {
      guard let name = Name(split.layout.columns[index].kind, split.chain),
        let value = byName[name]
      else { return nil }
      x.append(value)
    }
    return x
  }
}
