import Chains

/// What the blocks say about a decision, and the cuts that the master learns from it.
extension Search {
  func add(_ cuts: [(block: Int, cut: BlockCut)], at result: Master.Result? = nil) {
    master.add(cuts)
    if let result, split.twins.areAny { addToTwins(cuts, result) }
  }

  /// For each block the cut of a twin that is highest above the proposal, where that is above its own.
  private func addToTwins(_ cuts: [(block: Int, cut: BlockCut)], _ result: Master.Result) {
    let twins = split.twins
    var byFirst: [Int: [(block: Int, cut: BlockCut)]] = [:]
    var own: [Int: Double] = [:]
    for (block, cut) in cuts where !cut.isFeasibility {
      byFirst[twins.first[block], default: []].append((block, cut))
      let height = master.height(of: cut, block: block, result.x)
      own[block] = max(own[block] ?? -.infinity, height)
    }
    let slack = slack(result)
    var found: [Master.Cut] = []
    for block in twins.first.indices {
      var best: BlockCut?
      var most = max(own[block] ?? -.infinity, result.x[master.costColumn[block]]) + slack
      for (other, cut) in byFirst[twins.first[block]] ?? [] where other != block {
        let cut = cut.times(twins.factor[block] / twins.factor[other])
        let height = master.height(of: cut, block: block, result.x)
        if height > most {
          most = height
          best = cut
        }
      }
      if let best { found.append(Master.Cut(block: block, cut: best)) }
    }
    master.add(found)
  }

  func slack(_ result: Master.Result) -> Double {
    0.1 * options.gap * max(1, abs(result.bound)) / Double(max(1, split.blocks.blocks.count))
  }

  /// Cuts of feasibility at a proposal, for blocks that only priced what is missing.
  ///
  /// - Returns: whether there were any that say something new.
  func addFeasibility(_ result: Master.Result) throws(PlanningError) -> Bool {
    let cuts = try feasibility(result.x)
    add(cuts)
    return isAbove(cuts, result)
  }

  /// Cuts of feasibility for blocks that are short at a decision on the way to a proposal.
  ///
  /// What a block would pay for what is missing need not turn a proposal away: the futures that matter little to an aim
  /// pay next to nothing, and a price says less of what is missing than a cut that leaves all money out. A block alone is
  /// asked only if its price says nothing: that is as dear as the rest of the round.
  func addFeasibility(at tried: Evaluation, _ result: Master.Result) throws(PlanningError) {
    if split.oracles.count == 1, isAbove(tried.cuts, result) { return }
    add(try feasibility(tried.point.x, of: doubtful))
  }

  /// Cuts that show which rules blocks cannot keep at a decision; without a choice, of all blocks.
  func feasibility(_ x: [Double], of chosen: [Int]? = nil) throws(PlanningError)
    -> [(block: Int, cut: BlockCut)]
  {
    let blocks = chosen ?? Array(split.oracles.indices)
    let known = try each(blocks.count) { index, workspace throws(PlanningError) in
      let block = blocks[index]
      return try self.split.oracles[block].feasibility(
        links: self.master.links(block, x), couplings: self.master.couplings(block, x), workspace)
    }
    return zip(blocks, known).flatMap { block, cuts in cuts.map { (block, $0) } }
  }

  /// What the blocks say of one decision.
  struct Evaluation {
    var point: Point
    var cuts: [(block: Int, cut: BlockCut)]
    /// By block; some are missing where one could not be run.
    var answers: [Int: BlockAnswer]
  }

  func evaluate(_ x: [Double], known: [Int: BlockAnswer] = [:]) throws(PlanningError) -> Evaluation
  {
    let rest = split.oracles.indices.filter { known[$0] == nil }
    let others = Dictionary(uniqueKeysWithValues: zip(rest, try answers(x, of: rest)))
    let all = known.merging(others) { own, _ in own }
    let answers = split.oracles.indices.compactMap { all[$0] }
    var point = Point(
      x: x, cost: master.cost(x, blocks: answers.map(\.cost)), violation: master.breach(x))
    var cuts: [(block: Int, cut: BlockCut)] = []
    for (block, answer) in answers.enumerated() {
      point.violation = max(point.violation, answer.violation)
      for cut in answer.cuts { cuts.append((block, cut)) }
    }
    if !point.isFeasible { settle(&point, answers) }
    doubtful =
      point.isFeasible ? [] : answers.indices.filter { answers[$0].violation > Point.feasible }
    return Evaluation(point: point, cuts: cuts, answers: all)
  }

  /// Where hours miss what a coupling asks of them by so little that the row as a whole is kept without it: the decision with
  /// what they reach.
  private func settle(_ point: inout Point, _ answers: [BlockAnswer]) {
    var x = point.x
    var violation = 0.0
    for (block, answer) in answers.enumerated() {
      guard answer.violation > Point.feasible else {
        violation = max(violation, answer.violation)
        continue
      }
      guard answer.cost.isFinite, let remedy = answer.remedy else { return }
      for (place, amount) in remedy.reached.enumerated() {
        x[master.couplingColumn[block] + place] = amount
      }
    }
    violation = max(violation, master.breach(x))
    guard violation <= Point.feasible else { return }
    point.x = x
    point.violation = violation
  }

  /// A decision tried first on the blocks that could not be run under the last one: where one of them still cannot,
  /// what the others would say is not asked.
  func evaluateDoubtful(_ x: [Double]) throws(PlanningError) -> Evaluation {
    guard !doubtful.isEmpty else { return try evaluate(x) }
    let asked = doubtful
    let first = Dictionary(uniqueKeysWithValues: zip(asked, try answers(x, of: asked)))
    guard first.values.contains(where: { $0.violation > Point.feasible }) else {
      return try evaluate(x, known: first)
    }
    let worst = first.values.reduce(0) { max($0, $1.violation) }
    let cuts = asked.flatMap { block in (first[block]?.cuts ?? []).map { (block, $0) } }
    return Evaluation(
      point: Point(x: x, cost: .infinity, violation: worst), cuts: cuts, answers: first)
  }

  /// A decision near one that cannot be carried out, in which all that is short is made good: by a little more of what can
  /// give in those hours, or a little less load, whichever the cuts say is cheapest.
  ///
  /// - Parameters:
  ///   - tried: what is known of the decision that falls short.
  ///   - safe: a decision that can be carried out, if there is one.
  ///   - most: what the repaired decision may cost by what the cuts say, to be worth a look.
  func repair(_ tried: Evaluation, safe: [Double]? = nil, below most: Double) throws(PlanningError)
    -> Evaluation?
  {
    var found = try repairedOnce(tried, safe: safe, below: most)
    // What a budget lacks is known when nothing else is short.
    for _ in 0..<2 {
      guard let first = found, !first.point.isFeasible, hasBudgets else { break }
      add(first.cuts)
      found = try repairedOnce(first, safe: safe, below: most)
    }
    return found
  }

  private var hasBudgets: Bool { split.blocks.blocks.contains { !$0.couplings.isEmpty } }

  private func repairedOnce(_ tried: Evaluation, safe: [Double]?, below most: Double)
    throws(PlanningError) -> Evaluation?
  {
    let x = tried.point.x
    let all =
      tried.answers.count == split.oracles.count ? tried : try evaluate(x, known: tried.answers)
    add(all.cuts.filter { tried.answers[$0.block] == nil })
    if all.point.isFeasible { return all }
    var remedies: [Int: Remedy] = [:]
    for (block, answer) in all.answers where answer.violation > Point.feasible {
      guard let remedy = answer.remedy else { return nil }
      remedies[block] = remedy
    }
    guard !remedies.isEmpty,
      let (repaired, cost) = master.repaired(
        x, remedies, harmless: split.harmless, safe: safe, timeLimit: left),
      cost < most
    else { return nil }
    var known: [Int: BlockAnswer] = [:]
    for (block, answer) in all.answers
    where answer.violation <= Point.feasible
      && master.links(block, x) == master.links(block, repaired)
      && master.couplings(block, x) == master.couplings(block, repaired)
    {
      known[block] = answer
    }
    return try evaluate(repaired, known: known)
  }

  /// How exact answers have to be: far from the end a cut need not touch.
  var tolerance: Double {
    // A regret or a tail is small beside the costs that it is a difference of.
    if aim != nil { return BudgetSearch.tolerance }
    return min(1e-3, max(BudgetSearch.tolerance, 0.03 * lastGap))
  }

  /// Answers of some blocks; they are shared out over the threads, in any order. Twins that are asked the same are
  /// answered once.
  private func answers(_ x: [Double], of blocks: [Int]) throws(PlanningError) -> [BlockAnswer] {
    let (tolerance, isCoarse) = (tolerance, isCoarse)
    let requests = blocks.map { (master.links($0, x), master.couplings($0, x)) }
    var asked: [[Double]: [Int]] = [:]
    var place: [Int] = []
    /// Positions among the blocks of those that answer.
    var leaders: [Int] = []
    for (position, block) in blocks.enumerated() {
      let same = asked[requests[position].0]?.first {
        split.twins.first[blocks[leaders[$0]]] == split.twins.first[block]
      }
      place.append(same ?? leaders.count)
      guard same == nil else { continue }
      asked[requests[position].0, default: []].append(leaders.count)
      leaders.append(position)
    }
    let chosen = leaders
    let answers = try each(chosen.count) { index, workspace throws(PlanningError) in
      let oracle = self.split.oracles[blocks[chosen[index]]]
      let (links, couplings) = requests[chosen[index]]
      if isCoarse {
        return try oracle.coarse(links: links, couplings: couplings, workspace)
      }
      return try oracle.evaluate(
        links: links, couplings: couplings, tolerance: tolerance, workspace)
    }
    evaluations += chosen.count
    let factor = split.twins.factor
    return blocks.indices.map { position in
      let answer = answers[place[position]]
      let (block, leader) = (blocks[position], blocks[chosen[place[position]]])
      return leader == block ? answer : answer.times(factor[block] / factor[leader])
    }
  }

  /// Calls `work` for each block, on all processors, and gathers what it returns in order.
  func each<Result: Sendable>(
    _ count: Int,
    _ work: @escaping (Int, BlockWorkspace) throws(PlanningError) -> Result
  ) throws(PlanningError) -> [Result] {
    if count <= 1 || workspaces.count == 1 {
      var results: [Result] = []
      for index in 0..<count { results.append(try work(index, workspaces[0])) }
      return results
    }
    return try Team(workspaces).each(count, work)
  }
}
