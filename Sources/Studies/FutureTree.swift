import Chains
import Yams

/// The tree of futures of a study with sites: stages, and what is known at each of their nodes.
struct FutureTree {
  struct Node {
    var name: String
    var parent: Int?
    /// Index into the stages.
    var level: Int
    /// Given that the node before has happened.
    var probability: Double
    /// What has come true on the way to the node, in the order in which it became known.
    var outcomes: [Outcome]
  }

  /// One branch of one uncertainty.
  struct Outcome: Hashable {
    /// Index into the uncertainties.
    var uncertainty: Int
    /// Index into its branches.
    var branch: Int
    /// Index into the stages: when it became known.
    var level: Int
  }

  var nodes: [Node]
  /// Probability of the paths that were left out.
  var trimmed = 0.0

  /// More nodes than this are a slip, or beyond what a plan can read.
  static let most = 2000
}

/// Something that is not known yet and becomes known in some year.
struct Uncertainty {
  struct Branch {
    var name: String
    /// One probability, or one for each branch of the uncertainty that this one depends on.
    var probability: [Double]
    var scales: [Difference.Scale]
    var values: [Difference.Value]
    var field: Field
  }

  var name: String
  /// Indices into the stages; each time a branch is drawn anew and adds to those before.
  var levels: [Int]
  /// Index of the uncertainty whose branch decides the probabilities.
  var given: Int?
  var branches: [Branch]
}

extension FutureTree {
  /// The tree of all branches, less the paths that are less likely than `trim`.
  init(stages: [Campus.Stage], uncertainties: [Uncertainty], trim: Double) {
    nodes = [Node(name: stages[0].name, parent: nil, level: 0, probability: 1, outcomes: [])]
    var front = [0]
    var reach = [1.0]
    for level in stages.indices.dropFirst() {
      var next: [Int] = []
      var nextReach: [Double] = []
      for (parent, reached) in zip(front, reach) {
        var children: [(outcomes: [Outcome], probability: Double)] = [([], 1)]
        for (index, uncertainty) in uncertainties.enumerated()
        where uncertainty.levels.contains(level) {
          children = children.flatMap { child in
            uncertainty.branches.indices.map { branch in
              let known = nodes[parent].outcomes + child.outcomes
              let outcome = Outcome(uncertainty: index, branch: branch, level: level)
              return (
                child.outcomes + [outcome],
                child.probability * Self.probability(of: outcome, uncertainty, known)
              )
            }
          }
        }
        // A branch that cannot happen has no plan of its own.
        children.removeAll { $0.probability <= 0 }
        let likely = children.filter { reached * $0.probability >= trim }
        let best = children.max { $0.probability < $1.probability }
        let kept = likely.isEmpty ? best.map { [$0] } ?? [] : likely
        let sum = kept.reduce(0) { $0 + $1.probability }
        let total = children.reduce(0) { $0 + $1.probability }
        trimmed += reached * (total - sum)
        for child in kept {
          let outcomes = nodes[parent].outcomes + child.outcomes
          next.append(nodes.count)
          nextReach.append(reached * child.probability / sum)
          nodes.append(
            Node(
              name: Self.name(stages[level].name, outcomes, uncertainties), parent: parent,
              level: level, probability: child.probability / sum, outcomes: outcomes))
          if nodes.count > Self.most { return }
        }
      }
      (front, reach) = (next, nextReach)
    }
  }

  private static func probability(
    of outcome: Outcome, _ uncertainty: Uncertainty, _ known: [Outcome]
  ) -> Double {
    let values = uncertainty.branches[outcome.branch].probability
    guard let given = uncertainty.given,
      let decided = known.last(where: { $0.uncertainty == given })
    else { return values[0] }
    return values[decided.branch]
  }

  /// `2031 boom, dear gas`: the year and the branches so far; a branch drawn again is `boom boom`.
  private static func name(
    _ stage: String, _ outcomes: [Outcome], _ uncertainties: [Uncertainty]
  ) -> String {
    var words: [String] = []
    for (index, uncertainty) in uncertainties.enumerated() {
      let own = outcomes.filter { $0.uncertainty == index }
      if own.isEmpty { continue }
      words.append(own.map { uncertainty.branches[$0.branch].name }.joined(separator: " "))
    }
    return words.isEmpty ? stage : "\(stage) \(words.joined(separator: ", "))"
  }

  /// What is different from the study as it is written, at a node.
  func difference(at node: Node, _ uncertainties: [Uncertainty]) -> Difference {
    let branches = node.outcomes.map { uncertainties[$0.uncertainty].branches[$0.branch] }
    return Difference(scales: branches.flatMap(\.scales), values: branches.flatMap(\.values))
  }
}
