package import Chains

extension Future {
  /// The same tree with one leaf certain. Nodes off its path get probability 0 and stay, so that a chain
  /// keeps all its columns and rows.
  func certain(_ leaf: Int) -> Future {
    let path = Set(path(to: leaf))
    let nodes = nodes.enumerated().map { index, node in
      var node = node
      guard let parent = node.parent, path.contains(parent) else { return node }
      node.probability = path.contains(index) ? 1 : 0
      return node
    }
    // A tree with other probabilities that add up is still a tree.
    return (try? Future(nodes: nodes, discount: discount)) ?? self
  }

  /// Leaves that can happen.
  package var likelyLeaves: [Int] { leaves.filter { probability[$0] > 0 } }
}

extension Chain {
  /// The chain in which a leaf is certain; its value is what is earned if the future goes there.
  func certain(_ leaf: Int) -> Chain {
    var chain = self
    chain.future = future.certain(leaf)
    return chain
  }
}

extension Plan {
  /// What the plan earns if the future goes to a leaf: the discounted sum of the value resource along its
  /// path, with terminal worths, in money of today. The mean over the leaves is ``value``.
  package func result(at leaf: Int) -> Double {
    Verification(chain: chain.certain(leaf), activities: activities, stocks: stocks).value
  }
}
