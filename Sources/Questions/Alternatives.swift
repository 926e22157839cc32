import Chains
public import Planning
import Quantities
public import Studies

/// How different a plan may be that costs hardly more than the best: the most and the least of each
/// technology within some shares of the best cost.
public struct Alternatives: Sendable, Codable, Equatable {
  public var valueUnit: String
  /// Value of the best plan.
  public var value: Double
  /// How much less a plan may be worth, as shares of the best value.
  public var slacks: [Double]
  public var ranges: [Range]
  /// False when the search was stopped before all ranges were found.
  public var isDone: Bool

  /// What can be more or less of.
  public struct Range: Sendable, Codable, Equatable {
    public var name: String
    /// Empty for plain numbers.
    public var unit: String
    /// In the best plan.
    public var best: Double
    /// By slack.
    public var ends: [Ends]
  }

  public struct Ends: Sendable, Codable, Equatable {
    public var slack: Double
    /// A plan with so little of it exists.
    public var least: Double
    /// No plan has less.
    public var leastBound: Double
    public var most: Double
    public var mostBound: Double
    /// All amounts in the plan with the least, and in that with the most, in the order of the ranges.
    public var withLeast: [Double]
    public var withMost: [Double]
  }

  public struct Question: Sendable, Equatable {
    /// Shares of the best value.
    public var slacks = [0.01, 0.02, 0.05]
    /// Names of supplies, resources or processes; empty: all capacities.
    public var names: [String] = []
    /// The stage or node; `nil`: the mean over the years of the plan.
    public var node: String?

    public init() {}
  }

  /// Finds the ranges of a study.
  ///
  /// - Throws: ``QuestionError``.
  public static func answer(
    _ study: Study, _ question: Question = Question(), engine: Engine, options: PlanningOptions,
    says: (String) -> Void = { _ in }
  ) throws(QuestionError) -> Alternatives {
    if let bad = question.slacks.first(where: { !($0 >= 0 && $0 <= 1) }) {
      throw .words(
        "error: expected shares from 0 to 100 % of the best cost, found \(format(100 * bad)) %")
    }
    let chain = study.chain
    let extents = try self.extents(study, question)
    let near: NearOptimal
    do throws(PlanningError) {
      says("the best plan")
      near = try NearOptimal(
        chain, extents: extents.map(\.extent), engine: engine, options: options)
    } catch {
      throw .planning(error, of: nil)
    }
    var answer = Alternatives(
      valueUnit: chain.value, value: near.best.value, slacks: question.slacks,
      ranges: extents.map {
        Range(name: $0.name, unit: $0.unit, best: $0.extent.amount(in: near.best), ends: [])
      }, isDone: true)
    for slack in question.slacks.sorted() {
      let money = slack * abs(near.best.value)
      for index in extents.indices {
        says("\(extents[index].name) within \(format(100 * slack)) %")
        do throws(PlanningError) {
          let least = try near.extreme(index, most: false, slack: money)
          let most = try near.extreme(index, most: true, slack: money)
          answer.ranges[index].ends.append(
            Ends(
              slack: slack, least: least.amount, leastBound: least.bound, most: most.amount,
              mostBound: most.bound, withLeast: least.others, withMost: most.others))
        } catch {
          guard case .stopped = error else {
            throw .planning(error, of: "the range of \(extents[index].name)")
          }
          answer.isDone = false
          return answer
        }
      }
    }
    return answer
  }

  private typealias Named = (name: String, unit: String, extent: Extent)

  /// What is asked for: capacities of a campus by the names of the user, stocks or processes of a chain.
  private static func extents(_ study: Study, _ question: Question) throws(QuestionError) -> [Named]
  {
    let chain = study.chain
    let future = chain.future
    var weights = Extent.mean(over: future)
    if let node = question.node {
      guard let index = future.index(of: node) else {
        let hint =
          nearest(node, in: future.nodes.map(\.name)).map { "; did you mean “\($0)”?" } ?? ""
        throw .words("error: there is no node “\(node)”\(hint)")
      }
      weights = [index: 1]
    }
    func stock(_ name: String) -> Named {
      let unit = chain.resource(name)?.unit ?? ""
      let short = study.campuses.isEmpty ? name : name.replacing(" capacity", with: "")
      return (short, unit, Extent(name, .stock, weights: weights))
    }
    let held = Set(
      chain.processes.flatMap { $0.holds.map(\.resource) }
        + chain.resources.flatMap { $0.holds.map(\.resource) })
    let capacities = chain.resources.filter {
      $0.clock == nil && $0.keep != nil && held.contains($0.name)
    }.map { stock($0.name) }
    func process(_ name: String) -> Named {
      let expected = Dictionary(
        uniqueKeysWithValues: future.probability.enumerated().map { ($0, $1) })
      let own = question.node == nil ? expected : weights
      return (name, "", Extent(name, .activity, weights: own))
    }
    guard !question.names.isEmpty else {
      if !capacities.isEmpty { return capacities }
      let slow = chain.processes.filter { chain.clock(of: $0) == nil }
      return slow.map { process($0.name) }
    }
    var found: [Named] = []
    for name in question.names {
      if let own = capacities.first(where: { $0.name == name || $0.extent.name == name }) {
        found.append(own)
      } else if chain.process(name) != nil {
        found.append(process(name))
      } else if let resource = chain.resource(name), resource.clock == nil, resource.keep != nil {
        found.append(stock(name))
      } else {
        let known = capacities.map(\.name) + chain.processes.map(\.name)
        let hint = nearest(name, in: known).map { "; did you mean “\($0)”?" } ?? ""
        throw .words("error: there is no capacity and no process “\(name)”\(hint)")
      }
    }
    return found
  }
}
