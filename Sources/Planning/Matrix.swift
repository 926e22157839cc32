import Chains
package import Optimization

extension Layout {
  /// The linear program of the blocks, as a minimisation of minus the value.
  package func program() -> LinearProgram {
    var program = LinearProgram()
    program.rowLower = bounds(rows.map { ($0.count, $0.lower) }, rowCount)
    program.rowUpper = bounds(rows.map { ($0.count, $0.upper) }, rowCount)
    program.columnLower = bounds(columns.map { ($0.count, $0.lower) }, columnCount)
    program.columnUpper = bounds(columns.map { ($0.count, $0.upper) }, columnCount)
    program.cost = bounds(columns.map { ($0.count, $0.value.map { -$0 }) }, columnCount)

    let most = entryBound
    program.starts = Array(repeating: 0, count: columnCount + 1)
    program.rows = Array(repeating: 0, count: most)
    program.values = Array(repeating: 0, count: most)
    var entry = 0
    for block in columns {
      if block.whole { program.wholeColumns += block.base..<(block.base + block.count) }
      for hour in 0..<block.count {
        program.starts[block.base + hour] = Int32(entry)
        for touch in block.touches {
          write(touch, of: block, hour: hour, to: &program, at: &entry)
        }
      }
    }
    program.starts[columnCount] = Int32(entry)
    program.rows.removeLast(most - entry)
    program.values.removeLast(most - entry)
    return program
  }

  /// Entries of one column in one block of rows. Zeros are left out.
  @inline(__always)
  private func write(
    _ touch: Touch, of block: Columns, hour: Int, to program: inout LinearProgram,
    at entry: inout Int
  ) {
    let target = rows[touch.rowBlock]
    func put(_ row: Int, _ value: Double) {
      if value == 0 { return }
      program.rows[entry] = Int32(target.base + row)
      program.values[entry] = value
      entry += 1
    }
    if target.count == 1 {
      put(0, touch.coefficient[hour])
    } else if block.count == 1 {
      for row in 0..<target.count { put(row, touch.coefficient[row]) }
    } else {
      var row = hour + touch.shift
      if row >= target.count || row < 0 {
        guard touch.wraps else { return }
        row = (row + target.count) % target.count
      }
      put(row, touch.coefficient[hour])
    }
  }

  private var entryBound: Int {
    columns.reduce(0) { sum, block in
      sum
        + block.touches.reduce(0) {
          $0 + (block.count == 1 ? rows[$1.rowBlock].count : block.count)
        }
    }
  }

  private func bounds(_ blocks: [(count: Int, Amount.Local)], _ total: Int) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(total)
    for (count, local) in blocks {
      switch local {
      case .constant(let value): values.append(contentsOf: repeatElement(value, count: count))
      case .series(let series): values.append(contentsOf: series)
      }
    }
    return values
  }

  /// Minus the value of each column of a block, less what the rows that it touches pay for it.
  func reducedCost(of block: Columns, _ duals: [Double]) -> [Double] {
    var cost: [Double]
    switch block.value {
    case .constant(let value): cost = Array(repeating: -value, count: block.count)
    case .series(let values): cost = values.map { -$0 }
    }
    for touch in block.touches {
      let target = rows[touch.rowBlock]
      if target.count == 1 {
        let dual = duals[target.base]
        if dual == 0 { continue }
        for hour in cost.indices { cost[hour] -= touch.coefficient[hour] * dual }
      } else if block.count == 1 {
        for row in 0..<target.count {
          cost[0] -= touch.coefficient[row] * duals[target.base + row]
        }
      } else if touch.shift == 0, block.count <= target.count {
        switch touch.coefficient {
        case .constant(let value):
          for hour in cost.indices { cost[hour] -= value * duals[target.base + hour] }
        case .series(let values):
          for hour in cost.indices { cost[hour] -= values[hour] * duals[target.base + hour] }
        }
      } else {
        for hour in cost.indices {
          guard let row = row(of: touch, hour: hour) else { continue }
          cost[hour] -= touch.coefficient[hour] * duals[target.base + row]
        }
      }
    }
    return cost
  }
}
