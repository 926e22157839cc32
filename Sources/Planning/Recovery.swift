import Chains

/// Quantities and prices of the whole layout from the best decision and the last cuts of the master.
///
/// Quantities are those of the best decision. Prices are the mix of the prices behind the cuts that carry
/// the bound, in the shares that the master's duals give them: together with the duals of the single rows they are a
/// dual solution of the whole program, and prove the bound without the search.
struct Recovery {
  let split: Split
  let search: Search

  func answer(_ found: Search.Found) throws(PlanningError) -> PlanReader.Answer {
    let layout = split.layout
    var x = Array(repeating: 0.0, count: layout.columnCount)
    for (place, index) in split.blocks.masterColumns.enumerated() {
      x[layout.columns[index].base] = found.best.x[place]
    }
    try fillQuantities(&x, found)
    let duals = try duals(found)
    var cost = 0.0
    for column in layout.columns where !column.value.isZero {
      for hour in 0..<column.count { cost -= column.value[hour] * x[column.base + hour] }
    }
    let hasWhole = layout.columns.contains(where: \.whole)
    return PlanReader.Answer(
      x: x, duals: duals, objective: cost,
      bound: hasWhole || duals == nil ? found.bound : nil,
      isOptimal: found.isDone)
  }

  private func fillQuantities(_ x: inout [Double], _ found: Search.Found) throws(PlanningError) {
    let layout = split.layout
    let master = search.master
    let quantities = try search.each(split.oracles.count) {
      index, workspace throws(PlanningError) in
      try self.split.oracles[index].quantities(
        links: master.links(index, found.best.x),
        couplings: master.couplings(index, found.best.x), workspace)
    }
    for (index, oracle) in split.oracles.enumerated() {
      for (place, column) in oracle.block.columns.enumerated() {
        let base = layout.columns[column].base
        let own = quantities[index][place]
        x.replaceSubrange(base..<(base + own.count), with: own)
      }
    }
  }

  private func duals(_ found: Search.Found) throws(PlanningError) -> [Double]? {
    guard let result = found.result else { return nil }
    let layout = split.layout
    var duals = Array(repeating: 0.0, count: layout.rowCount)
    let single = result.singleDuals
    for (place, index) in split.blocks.masterRows.enumerated() {
      duals[layout.rows[index].base] = single[place]
    }
    var byBlock: [[(cut: BlockCut, share: Double)]] = split.oracles.map { _ in [] }
    for (cut, share) in result.shares { byBlock[cut.block].append((cut.cut, share)) }
    let shares = byBlock
    let parts = try search.each(shares.count) { index, workspace throws(PlanningError) in
      let oracle = self.split.oracles[index]
      var sums = oracle.block.rows.map { Array(repeating: 0.0, count: layout.rows[$0].count) }
      for (cut, share) in shares[index] {
        try oracle.addDuals(of: cut, times: share, to: &sums, workspace)
      }
      return sums
    }
    for (block, sums) in zip(split.blocks.blocks, parts) {
      for (row, values) in zip(block.rows, sums) {
        let base = layout.rows[row].base
        duals.replaceSubrange(base..<(base + values.count), with: values)
      }
    }
    return duals
  }
}
