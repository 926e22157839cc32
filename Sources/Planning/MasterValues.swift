import Chains

/// What values of the master's columns come to.
extension Master {
  /// By how much values of the columns break a single row or a bound at most, relative to the sizes in it.
  func breach(_ x: [Double]) -> Double {
    var worst = 0.0
    let costs = Set(costColumn)
    for column in x.indices where !costs.contains(column) {
      let size = max(1, abs(x[column]))
      worst = max(worst, (freeLower[column] - x[column]) / size)
      worst = max(worst, (x[column] - freeUpper[column]) / size)
    }
    var net = Array(repeating: 0.0, count: layout.rows.count)
    var size = net
    func add(_ row: Int, _ value: Double) {
      net[row] += value
      size[row] += abs(value)
    }
    for (place, index) in blocks.masterColumns.enumerated() {
      for touch in layout.columns[index].touches where layout.rows[touch.rowBlock].count == 1 {
        add(touch.rowBlock, touch.coefficient[0] * x[place])
      }
    }
    for (block, own) in blocks.blocks.enumerated() {
      for (place, row) in own.couplings.enumerated() { add(row, x[couplingColumn[block] + place]) }
    }
    for index in blocks.masterRows {
      let row = layout.rows[index]
      worst = max(worst, (row.lower[0] - net[index]) / max(1, size[index]))
      worst = max(worst, (net[index] - row.upper[0]) / max(1, size[index]))
    }
    return worst
  }

  /// What the single columns cost, in money, without the blocks.
  func singleCost(_ x: [Double]) -> Double {
    var cost = 0.0
    for (place, index) in blocks.masterColumns.enumerated() {
      cost -= layout.columns[index].value[0] * x[place]
    }
    return cost
  }

  /// What a cut says that a block costs, at values of the columns.
  func height(of cut: BlockCut, block: Int, _ x: [Double]) -> Double {
    var value = cut.constant
    for (place, column) in linkColumns[block].enumerated() {
      value += cut.slopes[place] * x[column]
    }
    for (place, worth) in cut.worths.enumerated() {
      value += worth * x[couplingColumn[block] + place]
    }
    return value
  }

  func links(_ block: Int, _ x: [Double]) -> [Double] { linkColumns[block].map { x[$0] } }

  func couplings(_ block: Int, _ x: [Double]) -> [Double] {
    blocks.blocks[block].couplings.indices.map { x[couplingColumn[block] + $0] }
  }
}
