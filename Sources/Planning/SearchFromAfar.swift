import Optimization

/// Where a search without a seed begins.
extension Search {
  /// A look from afar with cheap answers: cuts that hold, and a decision near which the search begins.
  ///
  /// Ends when costs and bound come within a few percent, which is about what such answers are worth, or when they
  /// teach nothing any more.
  func lookFromAfar() throws(PlanningError) -> Point? {
    guard split.oracles.contains(where: \.hasCoarse),
      let far = master.farthest(loads: split.loads, timeLimit: left)
    else { return nil }
    isCoarse = true
    defer { isCoarse = false }
    let first = try evaluate(far)
    add(first.cuts)
    var best = first.point
    guard best.isFeasible else { return nil }
    for _ in 0..<40 {
      if mustStop { break }
      let result = master.solve(timeLimit: left)
      guard result.status == .optimal else { break }
      if best.cost - result.bound <= Self.coarseGap * abs(best.cost) {
        guard !result.atReach.isEmpty, widenings < 40 else { break }
        widenings += 1
        master.widen(result.atReach)
        continue
      }
      let x = zip(best.x, result.x).map { 0.5 * ($0 + $1) }
      let tried = try evaluate(x)
      add(tried.cuts, at: result)
      let isNew = isAbove(tried.cuts, result)
      if tried.point.isFeasible, tried.point.cost < best.cost {
        best = tried.point
      } else if !isNew {
        break
      }
    }
    isCoarse = false
    // Peaks were left out: what they lack is made good, or else some way back to where all is built.
    let tried = try evaluate(best.x)
    add(tried.cuts)
    if tried.point.isFeasible { return tried.point }
    if let repaired = try repair(tried, below: .infinity) {
      add(repaired.cuts)
      if repaired.point.isFeasible { return repaired.point }
    }
    for share in [0.02, 0.1, 0.4, 1.0] {
      if mustStop { break }
      let tried = try evaluate(zip(best.x, far).map { (1 - share) * $0 + share * $1 })
      add(tried.cuts)
      if tried.point.isFeasible { return tried.point }
    }
    return nil
  }

  /// How near cost and bound come from afar.
  private static var coarseGap: Double { 0.02 }

  func farthest() throws(PlanningError) -> Point? {
    guard let x = master.farthest(loads: split.loads, timeLimit: left) else { return nil }
    let tried = try evaluate(x)
    add(tried.cuts)
    return tried.point.isFeasible ? tried.point : nil
  }
}
