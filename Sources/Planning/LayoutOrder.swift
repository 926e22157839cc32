import Optimization

extension Layout {
  /// Which rows and columns of the program belong to the same hours: blocks as parts, and what is decided once as what
  /// they have in common.
  func arrowheadOrder(_ blocks: Blocks) -> ArrowheadOrder {
    var rowParts = Array(repeating: Int32(-1), count: rowCount)
    var columnParts = Array(repeating: Int32(-1), count: columnCount)
    var groups = Array(repeating: Int32(-1), count: rowCount)
    var times = Array(repeating: 0.0, count: rowCount)
    for (part, block) in blocks.blocks.enumerated() {
      for index in block.rows {
        let own = rows[index]
        for hour in 0..<own.count {
          rowParts[own.base + hour] = Int32(part)
          groups[own.base + hour] = Int32(index)
          times[own.base + hour] = Double(hour) / Double(own.count)
        }
      }
      for index in block.columns {
        let own = columns[index]
        for hour in 0..<own.count { columnParts[own.base + hour] = Int32(part) }
      }
    }
    return ArrowheadOrder(
      rowParts: rowParts, columnParts: columnParts, groups: groups, times: times)
  }
}
