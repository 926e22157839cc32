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
    var ways: [Int: Harmless] = [:]
    for (block, own) in harmless.enumerated() {
      for (link, way) in own.enumerated() {
        let column = linkColumns[block][link]
        ways[column] = ways[column].map { $0 == way ? way : .neither } ?? way
      }
    }
    var x = x
    var rows: [(columns: [Int32], values: [Double], least: Double)] = []
    for (block, remedy) in remedies.sorted(by: { $0.key < $1.key }) {
      // A link may be held twice; a solver wants each column once.
      var values: [Int: Double] = [:]
      for (link, gives) in remedy.gives.enumerated() where gives > 0 {
        let column = linkColumns[block][link]
        switch ways[column] {
        case .more: values[column, default: 0] += gives
        case .less: values[column, default: 0] -= gives
        default: continue
        }
      }
      // A little more than what is short, for the rounding of the solver.
      let wanted = remedy.shortage * (1 + 1e-6) + 1e-7
      let columns = values.keys.sorted()
      let room = columns.reduce(0) { sum, column in
        let (lower, upper) = limits(of: column)
        let own = values[column] ?? 0
        return sum + (own > 0 ? own * (upper - x[column]) : own * (lower - x[column]))
      }
      if room < wanted {
        guard let safe else { return nil }
        for column in linkColumns[block] { x[column] = safe[column] }
        continue
      }
      let there = columns.reduce(0) { $0 + (values[$1] ?? 0) * x[$1] }
      rows.append((columns.map { Int32($0) }, columns.map { values[$0] ?? 0 }, there + wanted))
    }
    for (column, way) in ways.sorted(by: { $0.key < $1.key }) {
      let (lower, upper) = limits(of: column)
      let own = min(max(x[column], lower), upper)
      switch way {
      case .more: change(column, lower: own, upper: upper)
      case .less: change(column, lower: lower, upper: own)
      case .neither: change(column, lower: own, upper: own)
      }
    }
    defer {
      for column in ways.keys.sorted() {
        let (lower, upper) = limits(of: column)
        change(column, lower: lower, upper: upper)
      }
    }
    return solve(with: rows, timeLimit: timeLimit)
  }
}
