public import Chains
public import Planning
import Quantities

/// How good a plan under uncertainty is: what it earns in each future, what foresight and hedging are worth,
/// what is decided now and what waits, and what is left stranded.
///
/// Results are values: discounted sums of the chain's value resource along the way to a leaf, in money of
/// today; a campus, which only has costs, has negative ones.
public struct Bet: Sendable, Codable, Equatable {
  public var valueUnit: String
  /// Recourse problem: expected value of the best plan on the tree.
  public var recourse: Double
  /// Wait and see: expected value when every future is known before the first decision.
  public var waitAndSee: Double
  /// Expected value of perfect information: wait-and-see minus recourse, never negative.
  public var perfectInformation: Double
  /// What the plan for the mean of the futures promises; absent where the mean is not defined.
  public var meanPlan: Double?
  /// Expected result of planning for the mean: at every node the rest of the future is replaced by its mean, the
  /// decisions of the node are kept, and so on. Absent where that cannot be carried out.
  public var meanResult: Double?
  /// Value of the stochastic solution: recourse minus the expected result of the mean, never negative.
  public var stochasticSolution: Double?
  /// With more than two stages: what is earned when only the first decisions come from the plan for the mean and
  /// everything later is planned on the tree.
  public var firstStageResult: Double?
  /// The worth of hedging, if at every node that plan for the mean is taken, of those that are about as good, whose
  /// decisions are nearest to the recourse plan's; absent where that is the same plan, or none that can be carried out. The worth of hedging is known to
  /// no less than what lies between.
  public var nearestStochasticSolution: Double?
  /// By how much those plans are worse in the mean than the best ones, as a share of their value.
  public var nearestLoss: Double?
  /// Why planning for the mean has no result, in words.
  public var meanFailure: String?
  /// The share of the future that is called the tail: 0.2 is the worst fifth.
  public var tail: Double
  /// Conditional value at risk of the recourse plan: its mean result in the tail.
  public var tailResult: Double
  /// The largest regret of the recourse plan: what foresight would have earned more in a leaf.
  public var largestRegret: Double
  public var leaves: [Leaf]
  /// What the recourse plan decides, by node.
  public var commitments: [Commitment]
  public var strandedByLeaf: [LeafStranded]
  /// The plan that weighs the tail.
  public var riskPlan: Alternative?
  /// The plan whose largest regret is least.
  public var regretPlan: Alternative?
  /// Why one of these two could not be found, in words.
  public var alternativeFailure: String?
  /// Relative gap to which the recourse plan is known.
  public var gap: Double
  /// By how much differences of plans may be off, in money: the largest distance of a plan from its bound.
  public var accuracy: Double
  public var plans: Int

  public struct Leaf: Sendable, Codable, Equatable {
    public var leaf: String
    public var probability: Double
    /// What the recourse plan earns if the future goes here.
    public var result: Double
    /// What a plan that knew would earn.
    public var foresight: Double
    /// Foresight minus result.
    public var regret: Double
    /// What planning for the mean earns here.
    public var meanResult: Double?
  }

  public struct Commitment: Sendable, Codable, Equatable {
    public enum Time: String, Sendable, Codable {
      /// Decided at the first node.
      case now
      /// Decided when a later node is known.
      case waits
    }

    public var process: String
    public var node: String
    public var when: Time
    public var amount: Double
    /// Money taken for it, less money that it brings itself, in money of the node; of an order what is expected
    /// to be paid when it comes.
    public var money: Double
  }

  public struct Stranded: Sendable, Codable, Equatable {
    /// What was decided, and where on the way to the leaf.
    public var process: String
    public var node: String
    /// In money of today, as all amounts here.
    public var paid: Double
    /// The share of what it built that nobody uses even in the hour of largest use; absent for what builds
    /// nothing that is held.
    public var idleShare: Double?
    public var idleCapital: Double?
    /// What it earns on the way to the leaf, at the prices of the plan; absent without prices.
    public var earned: Double?
    /// Paid minus earned, where that is a loss; at most what was paid.
    public var unearned: Double?
  }

  public struct LeafStranded: Sendable, Codable, Equatable {
    public var leaf: String
    public var probability: Double
    public var idleCapital: Double
    public var unearned: Double?
    public var items: [Stranded]
  }

  /// Another plan on the same tree.
  public struct Alternative: Sendable, Codable, Equatable {
    /// Share of the tail in the aim (of the plan that weighs it).
    public var weight: Double?
    /// Value of the aim: the weighted mean of mean and tail, or minus the largest regret.
    public var achieved: Double
    public var expected: Double
    public var tailResult: Double
    public var worst: Double
    public var largestRegret: Double
    public var results: [Double]
    /// First decisions of this plan.
    public var commitments: [Commitment]
  }

  enum CodingKeys: String, CodingKey {
    case valueUnit
    case recourse = "RP"
    case waitAndSee = "WS"
    case perfectInformation = "EVPI"
    case meanPlan = "EV"
    case meanResult = "EEV"
    case stochasticSolution = "VSS"
    case nearestStochasticSolution = "nearestVSS"
    case firstStageResult, nearestLoss, meanFailure, tail
    case tailResult = "CVaR"
    case largestRegret = "regret"
    case leaves, commitments, strandedByLeaf, riskPlan, regretPlan, alternativeFailure, gap,
      accuracy, plans
  }
}

extension Bet {
  public struct Question: Sendable, Equatable {
    /// The worst part of the future, above 0 and up to 1.
    public var tail = 0.2
    /// How much the tail counts beside the mean in the plan that weighs it, from 0 to 1; `nil`: no such
    /// plan.
    public var weight: Double? = 0.5
    /// Whether the plan of least regret is looked for.
    public var asksRegret = true

    public init() {}
  }

  /// Answers for a chain.
  ///
  /// - Throws: ``QuestionError``; a chain without a tree has nothing to bet on.
  public static func answer(
    _ chain: Chain, _ question: Question = Question(), session: PlanSession,
    says: @escaping (String) -> Void = { _ in }
  ) throws(QuestionError) -> Bet {
    guard chain.future.likelyLeaves.count > 1 else {
      throw .words("error: there is only one future; a bet needs a tree with two leaves or more")
    }
    guard question.tail > 0, question.tail <= 1 else {
      throw .words("error: expected a tail above 0 and up to 100 %, found \(question.tail * 100) %")
    }
    if let weight = question.weight, !(0...1).contains(weight) {
      throw .words("error: expected a weight of the risk from 0 to 1, found \(weight)")
    }
    return try Better(chain: chain, question: question, session: session, says: says).bet()
  }

  /// The mean of the worst part of some results.
  static func tailMean(_ results: [Double], _ probability: [Double], tail: Double) -> Double {
    var left = tail
    var sum = 0.0
    for index in results.indices.sorted(by: { results[$0] < results[$1] }) where left > 0 {
      let part = min(left, probability[index])
      sum += part * results[index]
      left -= part
    }
    return sum / (tail - max(0, left))
  }
}

/// Asks all the parts of a bet.
private struct Better {
  let chain: Chain
  let question: Bet.Question
  let session: PlanSession
  let says: (String) -> Void

  private var future: Future { chain.future }
  private var leaves: [Int] { chain.future.likelyLeaves }
  private var probability: [Double] { leaves.map { future.probability[$0] } }

  private func plan(_ chain: Chain, _ what: String?) throws(QuestionError) -> Plan {
    do throws(PlanningError) {
      return try session.plan(chain)
    } catch {
      throw .planning(error, of: what)
    }
  }

  func bet() throws(QuestionError) -> Bet {
    says("the plan on the tree")
    var recourse = try plan(chain, nil)
    let known = try foresight()
    let mean = try rehearse(beside: recourse)
    let alternatives = try self.alternatives(known.map(\.value))
    // All of these are plans on the tree: where one of them earns more, the first was not the best to the end.
    let others = [
      mean.carriedOut, mean.firstOnly, mean.nearest?.plan, alternatives.risk?.plan,
      alternatives.regret?.plan,
    ]
    if let most = others.compactMap({ $0?.value }).max(),
      most - recourse.value > 1e-9 * max(1, abs(recourse.value))
    {
      says("the plan on the tree again")
      let again = try plan(chain, nil)
      if again.value > recourse.value { recourse = again }
    }
    let results = leaves.map { recourse.result(at: $0) }
    // No plan on the tree earns more in a leaf than one that knows it; what plans are off by must not say so.
    let foresight = zip(known.map(\.value), results).map { max($0, $1) }
    let waitAndSee = self.mean(foresight)
    var bet = Bet(
      valueUnit: chain.value, recourse: recourse.value, waitAndSee: waitAndSee,
      perfectInformation: waitAndSee - recourse.value, tail: question.tail,
      tailResult: Bet.tailMean(results, probability, tail: question.tail),
      largestRegret: largestRegret(results, foresight), leaves: [],
      commitments: commitments(recourse), strandedByLeaf: stranded(recourse),
      gap: recourse.certificate.gap,
      accuracy: (([recourse, mean.carriedOut].compactMap(\.self) + known)
        .map { $0.certificate.bound - $0.value }
        + [alternatives.risk, alternatives.regret].compactMap { aimed in
          aimed.flatMap { own in own.bound.map { $0 - own.achieved } }
        }).max() ?? 0, plans: 0)
    bet.meanPlan = mean.promised
    bet.meanResult = mean.carriedOut?.value
    bet.stochasticSolution = mean.carriedOut.map { max(0, recourse.value - $0.value) }
    bet.firstStageResult = mean.firstOnly?.value
    bet.nearestStochasticSolution = mean.nearest.map {
      max(0, recourse.value - $0.plan.value)
    }
    bet.nearestLoss = mean.nearest?.loss
    bet.meanFailure = mean.failure
    let meanResults = mean.carriedOut.map { plan in leaves.map { plan.result(at: $0) } }
    bet.leaves = leaves.indices.map { index in
      Bet.Leaf(
        leaf: future.nodes[leaves[index]].name, probability: probability[index],
        result: results[index], foresight: foresight[index],
        regret: foresight[index] - results[index], meanResult: meanResults?[index])
    }
    bet.riskPlan = alternatives.risk.map { alternative($0, foresight, weight: question.weight) }
    bet.regretPlan = alternatives.regret.map { alternative($0, foresight, weight: nil) }
    bet.alternativeFailure = alternatives.failure
    bet.plans = session.count
    return bet
  }

  private func mean(_ results: [Double]) -> Double {
    zip(probability, results).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func largestRegret(_ results: [Double], _ foresight: [Double]) -> Double {
    // Rounding must not make a regret negative: nobody earns more than with foresight.
    max(0, zip(foresight, results).map { $0 - $1 }.max() ?? 0)
  }

  /// The plan of each leaf when it is known from the start.
  private func foresight() throws(QuestionError) -> [Plan] {
    var values: [Plan] = []
    for leaf in leaves {
      let name = future.nodes[leaf].name
      says("knowing “\(name)”")
      values.append(try plan(try revealing(name), "knowing “\(name)”"))
    }
    return values
  }

  private func revealing(_ name: String) throws(QuestionError) -> Chain {
    do throws(ChainError) {
      return try chain.applying(.reveal(node: name))
    } catch {
      throw .words("error: \(error)")
    }
  }

  // MARK: Planning for the mean

  /// What planning for the mean comes to.
  private struct Mean {
    /// Value of the first plan, on the mean of all futures.
    var promised: Double?
    /// The plan on the tree with the decisions of the walk, and with the first of them alone.
    var carriedOut: Plan?
    var firstOnly: Plan?
    /// The plan on the tree with the decisions of a walk that stays near the recourse plan, and what those cost in the mean.
    var nearest: (plan: Plan, loss: Double)?
    /// Why there is none, in words.
    var failure: String?
  }

  private func rehearse(beside recourse: Plan) throws(QuestionError) -> Mean {
    says("planning for the mean")
    var mean = Mean()
    let found: Rehearsal.Found
    var rehearsal = Rehearsal(chain: chain, session: session)
    do throws(Rehearsal.Stop) {
      found = try rehearsal.walk()
    } catch {
      switch error {
      case .noMean(let why):
        mean.failure = "the mean of this future is not defined: \(why)"
        return mean
      case .stuck(let node, let why):
        mean.failure =
          "planning for the mean comes to a point (“\(node)”) from which there is no plan: "
          + words(why) + "; the value of the stochastic solution has no upper end"
        return mean
      case .planning(let error): throw .planning(error, of: "planning for the mean")
      }
    }
    mean.promised = found.expected
    mean.carriedOut = try carriedOut(found.decisions, &mean.failure)
    if mean.carriedOut != nil, future.depth.max() ?? 0 > 1 {
      says("only the first decisions for the mean")
      mean.firstOnly = try carriedOut(found.first, &mean.failure)
    }
    guard mean.carriedOut != nil else { return mean }
    says("planning for the mean, beside the plan on the tree")
    rehearsal.nearest = recourse
    // A walk that finds no way says nothing against the one that did.
    var failure: String?
    guard let near = try? rehearsal.walk(), let loss = near.loss,
      let plan = try? carriedOut(near.decisions, &failure)
    else { return mean }
    mean.nearest = (plan, loss)
    return mean
  }

  /// The plan in which some decisions are given; `nil`, with the reason, when there is none.
  private func carriedOut(_ decisions: [Change], _ failure: inout String?) throws(QuestionError)
    -> Plan?
  {
    let fixed: Chain
    do throws(ChainError) {
      fixed = try chain.applying(decisions)
    } catch {
      throw .words("error: \(error)")
    }
    do throws(PlanningError) {
      return try session.plan(fixed)
    } catch {
      guard case .infeasible(let why) = error else {
        throw .planning(error, of: "carrying out the plan for the mean")
      }
      failure =
        "the plan for the mean cannot be carried out in every future: \(words(why)); "
        + "the value of the stochastic solution has no upper end"
      return nil
    }
  }

  private func words(_ why: Infeasibility) -> String {
    why.relaxations.map(\.description).joined(separator: "; ")
  }

  // MARK: Other plans

  /// - Parameter foresight: what a plan that knew would earn, by leaf.
  private func alternatives(_ foresight: [Double]) throws(QuestionError) -> (
    risk: AimedPlan?, regret: AimedPlan?, failure: String?
  ) {
    var failure: String?
    var risk: AimedPlan?
    if let weight = question.weight {
      risk = try aimed(
        .risk(weight: weight, tail: question.tail), what: "the plan that weighs the tail", &failure)
    }
    guard question.asksRegret else { return (risk, nil, failure) }
    let known = Dictionary(uniqueKeysWithValues: zip(leaves, foresight))
    let regret = try aimed(
      .regret(foresight: known), what: "the plan of least regret", &failure)
    return (risk, regret, failure)
  }

  /// The plan for an aim. Where the solver comes to no end, the rest of the answer is not lost with it.
  private func aimed(_ aim: Aim, what: String, _ failure: inout String?) throws(QuestionError)
    -> AimedPlan?
  {
    says(what)
    do throws(PlanningError) {
      return try session.plan(chain, aim: aim)
    } catch {
      guard case .failed(let why) = error else { throw .planning(error, of: what) }
      let words = "no answer for \(what): \(why)"
      failure = failure.map { "\($0); \(words)" } ?? words
      return nil
    }
  }

  private func alternative(_ aimed: AimedPlan, _ foresight: [Double], weight: Double?)
    -> Bet.Alternative
  {
    let results = leaves.map { aimed.plan.result(at: $0) }
    return Bet.Alternative(
      weight: weight, achieved: aimed.achieved, expected: aimed.plan.value,
      tailResult: Bet.tailMean(results, probability, tail: question.tail),
      worst: results.min() ?? 0, largestRegret: largestRegret(results, foresight), results: results,
      commitments: commitments(aimed.plan).filter { $0.when == .now })
  }

  // MARK: Decisions

  private func commitments(_ plan: Plan) -> [Bet.Commitment] {
    let chain = plan.chain
    let processes = Dictionary(
      chain.processes.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    return plan.activities.compactMap { entry in
      guard entry.hourly.isEmpty, abs(entry.amount) > 1e-9, let process = processes[entry.name],
        chain.clock(of: process) == nil
      else { return nil }
      return Bet.Commitment(
        process: entry.name, node: future.nodes[entry.node].name,
        when: entry.node == 0 ? .now : .waits, amount: entry.amount,
        money: spent(process, entry, chain))
    }
  }

  private func spent(_ process: Process, _ entry: Plan.Entry, _ chain: Chain) -> Double {
    let name = future.nodes[entry.node].name
    let years = process.recurs ? future.annuityWeight(entry.node) : 1
    let own = max(1e-300, future.probability[entry.node] * future.discountFactor[entry.node])
    var sum = 0.0
    for (part, recipe) in chain.tranches(of: process, at: entry.node, [entry.amount]) {
      for flow in recipe.takes where flow.resource == chain.value {
        sum += part[0] * (flow.amount.local(at: name)?[0] ?? 0)
      }
      for flow in recipe.gives where flow.resource == chain.value {
        guard process.delay > 0 else {
          sum -= part[0] * (flow.amount.local(at: name)?[0] ?? 0)
          continue
        }
        // What an order brings in later years is no money of now; what is to be paid is.
        for arrival in future.descendants(of: entry.node, after: process.delay) {
          let amount = flow.amount.local(at: future.nodes[arrival].name)?[0] ?? 0
          let weight = future.probability[arrival] * future.discountFactor[arrival] / own
          sum -= part[0] * weight * min(0, amount)
        }
      }
    }
    return sum * years
  }

  private func stranded(_ plan: Plan) -> [Bet.LeafStranded] {
    let capital = StrandedCapital(plan)
    return leaves.map { leaf in
      let items = capital.items(at: leaf)
      let unearned = plan.prices.isEmpty ? nil : items.reduce(0) { $0 + ($1.unearned ?? 0) }
      return Bet.LeafStranded(
        leaf: future.nodes[leaf].name, probability: future.probability[leaf],
        idleCapital: items.reduce(0) { $0 + ($1.idleCapital ?? 0) }, unearned: unearned,
        items: items)
    }
  }
}
