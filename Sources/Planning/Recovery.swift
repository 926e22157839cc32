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
    for column in layout.columns {
      for hour in 0..<column.count { cost -= column.value[hour] * x[column.base + hour] }
    }
    let hasWhole = layout.columns.contains(where: \.whole)
    return PlanReader.Answer(
      x: x, duals: duals, objective: cost,
      bound: hasWhole || duals == nil ? found.bound : nil,
      isOptimal: found.isDone)
  }

  private func fillQuantities(_ x: inout [Double], _ found: Search.Found) throws(PlanningError) {
    let master = search.master
    let quantities = try search.each(split.oracles.count) {
      index, workspace throws(PlanningError) in
      try self.split.oracles[index].quantities(
        links: master.links(index, found.best.x),
        couplings: master.couplings(index, found.best.x), workspace)
    }
    for (index, oracle) in split.oracles.enumerated() {
      for (place, column) in oracle.block.columns.enumerated() {
        let base = split.layout.columns[column].base
        for (hour, value) in quantities[index][place].enumerated() { x[base + hour] = value }
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
    let shares = result.shares
    let parts = try search.each(shares.count) { index, workspace throws(PlanningError) in
      let cut = shares[index].cut
      return try self.split.oracles[cut.block].duals(of: cut.cut, workspace)
    }
    for (index, part) in parts.enumerated() {
      let block = split.blocks.blocks[shares[index].cut.block]
      for (place, row) in block.rows.enumerated() {
        let base = layout.rows[row].base
        for (hour, value) in part[place].enumerated() {
          duals[base + hour] += shares[index].share * value
        }
      }
    }
    return duals
  }
}
