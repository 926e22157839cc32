/// An event tree: what may happen, in which order, with which probability.
///
/// A node is a stretch of time in one course of events. Decisions at a node are taken knowing the
/// node and its past, never which child follows (non-anticipativity holds by construction, since
/// every node has one set of variables).
public struct Future: Sendable, Equatable {
  public struct Node: Sendable, Equatable {
    public var name: String
    /// Index of the node that comes before, `nil` for the root. Parents come before children.
    public var parent: Int?
    /// Probability given that the parent has happened; 1 for the root.
    public var probability: Double
    /// How many years the node lasts. Hourly and recurring processes repeat in each of them.
    public var years: Double
    /// The calendar year in which the node starts, where the study gives one.
    public var year: Int?

    public init(
      name: String, parent: Int? = nil, probability: Double = 1, years: Double = 1,
      year: Int? = nil
    ) {
      self.name = name
      self.parent = parent
      self.probability = probability
      self.years = years
      self.year = year
    }
  }

  /// How money at a later time compares with money now.
  public enum Discount: Sendable, Equatable {
    /// The same factor from any node to its children, whatever their length.
    case perStage(Double)
    /// Compound by the year. A node's one-off payments fall at its start; payments that recur fall
    /// at the start of each of its years.
    case perYear(Double)

    public var rate: Double {
      switch self {
      case .perStage(let rate), .perYear(let rate): rate
      }
    }
  }

  public private(set) var nodes: [Node]
  public var discount: Discount
  /// Distance from the root, 0 for the root.
  public private(set) var depth: [Int]
  /// Probability that a node happens at all.
  public private(set) var probability: [Double]
  /// Worth today of one unit of money at the start of a node, if the node happens.
  public private(set) var discountFactor: [Double]
  /// Children of each node, in order of declaration.
  public private(set) var children: [[Int]]

  /// A tree from nodes whose parents come before them.
  ///
  /// - Throws: ``ChainError`` when the nodes are not a tree or the probabilities of the children of
  ///   a node do not add up to 1 (to within 1e-9).
  public init(nodes: [Node], discount: Discount = .perStage(0)) throws(ChainError) {
    self.nodes = nodes
    self.discount = discount
    depth = Array(repeating: 0, count: nodes.count)
    probability = Array(repeating: 1, count: nodes.count)
    discountFactor = Array(repeating: 1, count: nodes.count)
    children = Array(repeating: [], count: nodes.count)
    guard !nodes.isEmpty else { throw ChainError.emptyFuture }
    guard discount.rate > -1, discount.rate.isFinite else {
      throw ChainError.badDiscount(discount.rate)
    }
    var seen: Set<String> = []
    for (index, node) in nodes.enumerated() {
      guard seen.insert(node.name).inserted else { throw ChainError.duplicateNode(node.name) }
      guard node.probability >= 0, node.probability <= 1 + Self.probabilityTolerance else {
        throw ChainError.badProbability(node: node.name, node.probability)
      }
      guard node.years > 0, node.years.isFinite else {
        throw ChainError.badYears(node: node.name, node.years)
      }
      guard let parent = node.parent else {
        guard index == 0 else { throw ChainError.secondRoot(node.name, first: nodes[0].name) }
        continue
      }
      guard nodes.indices.contains(parent), parent < index else {
        throw ChainError.parentNotBefore(node.name)
      }
      depth[index] = depth[parent] + 1
      probability[index] = probability[parent] * node.probability
      discountFactor[index] = discountFactor[parent] * discountAcross(nodes[parent])
      children[parent].append(index)
    }
    for (parent, own) in children.enumerated() where !own.isEmpty {
      let sum = own.reduce(0) { $0 + nodes[$1].probability }
      guard abs(sum - 1) <= Self.probabilityTolerance else {
        throw ChainError.probabilitiesDoNotAdd(
          parent: nodes[parent].name, children: own.map { nodes[$0].name }, sum: sum)
      }
    }
  }

  /// One node named `now`.
  public static var now: Future {
    Future(single: Node(name: "now"))
  }

  private init(single node: Node) {
    nodes = [node]
    discount = .perStage(0)
    depth = [0]
    probability = [1]
    discountFactor = [1]
    children = [[]]
  }

  /// Probabilities written as decimals rarely add up to 1 exactly.
  static let probabilityTolerance = 1e-9

  /// Worth at a node's start of one unit of money at the start of its children.
  public func discountAcross(_ node: Node) -> Double {
    switch discount {
    case .perStage(let rate): 1 / (1 + rate)
    case .perYear(let rate): power(1 / (1 + rate), node.years)
    }
  }

  /// Worth at a node's start of one unit of money in each of its years, paid at their starts.
  ///
  /// Σ over k = 0 ..< years of (1 + r)^-k; with a discount per stage simply the number of years.
  public func annuityWeight(_ index: Int) -> Double {
    let years = nodes[index].years
    guard case .perYear(let rate) = discount, rate != 0 else { return years }
    let factor = 1 / (1 + rate)
    return (1 - power(factor, years)) / (1 - factor)
  }

  public func index(of name: String) -> Int? { nodes.firstIndex { $0.name == name } }

  public var leaves: [Int] { nodes.indices.filter { children[$0].isEmpty } }

  /// The nodes from the root to a node, both included.
  public func path(to index: Int) -> [Int] {
    var path = [index]
    while let parent = nodes[path[path.count - 1]].parent { path.append(parent) }
    return path.reversed()
  }

  /// The node and everything that may follow it.
  public func subtree(of index: Int) -> [Int] {
    var members = Set([index])
    for candidate in nodes.indices {
      if let parent = nodes[candidate].parent, members.contains(parent) {
        members.insert(candidate)
      }
    }
    return members.sorted()
  }

  /// The nodes `stages` steps after a node, along every branch.
  public func descendants(of index: Int, after stages: Int) -> [Int] {
    var front = [index]
    for _ in 0..<stages { front = front.flatMap { children[$0] } }
    return front
  }
}
