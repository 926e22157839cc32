import Optimization

extension Master {
  /// The cheapest decision near another one, by what the cuts know, in which every shortage is made good and nothing
  /// moves that could do harm to a block.
  ///
  /// - Parameters:
  ///   - remedies: of the blocks that are short, by block.
  ///   - harmless: in which direction each link may move, by block.
  ///   - safe: a decision that can be carried out: blocks without room for a remedy go back to it.
  /// - Returns: nothing where the rules do not allow it.
  func repaired(
    _ x: [Double], _ remedies: [Int: Remedy], harmless: [[Harmless]], safe: [Double]?,
    timeLimit: Double
  ) -> (x: [Double], cost: Double)? {
    var ways = ways(harmless)
    for (block, own) in couplingWays.enumerated() {
      for (place, way) in own.enumerated() where way != .neither {
        ways[couplingColumn[block] + place] = way
      }
    }
    var x = x
    var rows: [Row] = []
    for (block, remedy) in remedies.sorted(by: { $0.key < $1.key }) {
      for (place, amount) in remedy.reached.enumerated() {
        x[couplingColumn[block] + place] = amount
      }
      if remedy.shortage == 0 { continue }
      if let row = row(of: remedy, block, x, ways) {
        rows.append(row)
      } else {
        guard let safe else { return nil }
        for column in linkColumns[block] { x[column] = safe[column] }
      }
    }
    for (column, way) in ways.sorted(by: { $0.key < $1.key }) {
      let (lower, upper) = (reach.lower[column], reach.upper[column])
      let own = min(max(x[column], lower), upper)
      solver.changeColumnBounds(
        column, lower: way == .less ? lower : own, upper: way == .more ? upper : own)
    }
    defer {
      for column in ways.keys.sorted() {
        solver.changeColumnBounds(column, lower: reach.lower[column], upper: reach.upper[column])
      }
    }
    return solve(with: rows, timeLimit: timeLimit)
  }

  /// A sum of columns that must come to so much.
  private struct Row {
    var columns: [Int]
    var values: [Double]
    var least: Double
  }

  /// In which direction each column that is a link may move without harm to any block.
  private func ways(_ harmless: [[Harmless]]) -> [Int: Harmless] {
    var ways: [Int: Harmless] = [:]
    for (block, own) in harmless.enumerated() {
      for (link, way) in own.enumerated() {
        let column = linkColumns[block][link]
        ways[column] = ways[column].map { $0 == way ? way : .neither } ?? way
      }
    }
    return ways
  }

  /// The row that makes good what a block is short of; nothing where its columns have no room for that.
  private func row(of remedy: Remedy, _ block: Int, _ x: [Double], _ ways: [Int: Harmless]) -> Row?
  {
    // A link may be held twice; a solver wants each column once.
    var gives: [Int: Double] = [:]
    for (link, given) in remedy.gives.enumerated() where given > 0 {
      let column = linkColumns[block][link]
      switch ways[column] {
      case .more: gives[column, default: 0] += given
      case .less: gives[column, default: 0] -= given
      default: continue
      }
    }
    // A little more than what is short, for the rounding of the solver.
    let wanted = remedy.shortage * (1 + 1e-6) + 1e-7
    var row = Row(columns: [], values: [], least: wanted)
    var room = 0.0
    for (column, given) in gives.sorted(by: { $0.key < $1.key }) {
      row.columns.append(column)
      row.values.append(given)
      row.least += given * x[column]
      room += given * ((given > 0 ? reach.upper : reach.lower)[column] - x[column])
    }
    return room < wanted ? nil : row
  }

  /// The best decision that also keeps some rows more, with what the cuts say that it costs.
  private func solve(
    with rows: [Row], timeLimit: Double
  ) -> (x: [Double], cost: Double)? {
    if timeLimit.isFinite { solver.changeTimeLimit(timeLimit) }
    // The next proposal lies near the last one, not near this decision.
    var basis = solver.basis()
    let first = firstCut + cuts.count
    for row in rows {
      solver.addRow(
        lower: row.least, upper: .infinity, columns: row.columns.map { Int32($0) },
        values: row.values)
    }
    defer {
      // Cuts that were put in meanwhile move up.
      solver.deleteRows(Array(first..<(first + rows.count)))
      basis?.addRows(firstCut + cuts.count - first)
      if let basis { solver.begin(with: basis) }
    }
    var (solution, x) = solved { solver.solve() }
    // What the decision costs is asked of the blocks soon.
    while solution.status == .optimal, addKnown(above: x, slack: 0.1) > 0 {
      (solution, x) = solved { solver.solve() }
    }
    guard solution.status == .optimal else { return nil }
    return (x, solution.objective / scale)
  }
}
