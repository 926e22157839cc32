import Chains
import Optimization

/// How far the master looks, and decisions at the ends of what it may decide.
extension Master {
  /// MW that the links of each block ask for where all together ask for the most that the rules of the master
  /// allow; nothing where no link is a load, or where there is no such most.
  ///
  /// - Parameter loads: MW per unit of each link, by block.
  func largestLoads(_ loads: [[Double]], timeLimit: Double) -> [Double]? {
    var pull = costs.map { _ in 0.0 }
    for (block, own) in loads.enumerated() {
      for (link, load) in own.enumerated() { pull[linkColumns[block][link]] -= load }
    }
    guard pull.contains(where: { $0 != 0 }) else { return nil }
    if timeLimit.isFinite { solver.changeTimeLimit(timeLimit) }
    solver.changeCosts(from: 0, to: pull)
    defer { solver.changeCosts(from: 0, to: costs) }
    let solution = solver.solveAgain()
    guard solution.status == .optimal else { return nil }
    return loads.enumerated().map { block, own in
      own.enumerated().reduce(0) { $0 + $1.element * solution.x[linkColumns[block][$1.offset]] }
    }
  }

  /// A decision that builds as much as rules and reach let it, and asks as little of the hours: as a rule one
  /// that can be carried out, where the search can begin.
  ///
  /// - Parameter loads: MW per unit of each link, by block.
  func farthest(loads: [[Double]], timeLimit: Double) -> [Double]? {
    guard !capacities.isEmpty else { return nil }
    if timeLimit.isFinite { solver.changeTimeLimit(timeLimit) }
    var pull = costs.map { _ in 0.0 }
    for column in capacities { pull[column] = -1 / max(1e-9, reach.upper[column]) }
    let largest = loads.joined().max() ?? 0
    for (block, own) in loads.enumerated() where largest > 0 {
      for (link, load) in own.enumerated() { pull[linkColumns[block][link]] += load / largest }
    }
    for (block, own) in blocks.blocks.enumerated() {
      for place in own.couplings.indices {
        let column = couplingColumn[block] + place
        let unit = 1 / max(1e-9, reach.upper[column], -reach.lower[column])
        switch couplingWays[block][place] {
        case .less: pull[column] += unit
        case .more: pull[column] -= unit
        case .neither: break
        }
      }
    }
    return pulled(pull)
  }

  /// A decision as far as a pull leads, and of those the one for least money: what is not pulled must not run off.
  private func pulled(_ pull: [Double]) -> [Double]? {
    solver.changeCosts(from: 0, to: pull)
    defer { solver.changeCosts(from: 0, to: costs) }
    var far = solver.solveAgain()
    if far.status == .infeasible, reachFarther() {
      solver.changeCosts(from: 0, to: pull)
      far = solver.solveAgain()
    }
    guard far.status == .optimal else { return nil }
    let columns = pull.indices.filter { pull[$0] != 0 }
    for column in columns {
      solver.changeColumnBounds(column, lower: far.x[column], upper: far.x[column])
    }
    defer {
      for column in columns {
        solver.changeColumnBounds(column, lower: reach.lower[column], upper: reach.upper[column])
      }
    }
    solver.changeCosts(from: 0, to: costs)
    let cheap = solver.solveAgain()
    return cheap.status == .optimal ? cheap.x : far.x
  }

  /// Lets columns go four times as far as before.
  func widen(_ columns: [Int]) {
    for column in columns {
      if freeUpper[column] == .infinity { reach.upper[column] *= 4 }
      if freeLower[column] == -.infinity { reach.lower[column] *= 4 }
      solver.changeColumnBounds(column, lower: reach.lower[column], upper: reach.upper[column])
    }
  }

  /// Where nothing within reach keeps the rules (much stands already, or must be built): how far they ask for at
  /// least, and some room beyond.
  ///
  /// - Returns: whether there is something to be found; if not, the rules themselves cannot be kept.
  func reachFarther() -> Bool {
    var pull = costs.map { _ in 0.0 }
    for column in open {
      solver.changeColumnBounds(column, lower: freeLower[column], upper: freeUpper[column])
      // A column that is open both ways is left to the others.
      if freeLower[column].isFinite { pull[column] = 1 / max(1e-9, reach.upper[column]) }
      if freeUpper[column].isFinite { pull[column] = 1 / min(-1e-9, reach.lower[column]) }
    }
    solver.changeCosts(from: 0, to: pull)
    let solution = solver.solveAgain()
    let isFound = solution.status == .optimal
    for column in open {
      if isFound {
        reach.upper[column] = max(
          reach.upper[column], min(freeUpper[column], 4 * solution.x[column]))
        reach.lower[column] = min(
          reach.lower[column], max(freeLower[column], 4 * solution.x[column]))
      }
      solver.changeColumnBounds(column, lower: reach.lower[column], upper: reach.upper[column])
    }
    solver.changeCosts(from: 0, to: costs)
    return isFound
  }
}
