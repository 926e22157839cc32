package import Chains

/// A chain as blocks of columns and rows: the shape of the linear program before it becomes numbers
/// in a matrix.
///
/// A block is one process (or stock, or balance) at one node; it has one column (row), or one an
/// hour. Names, prices, explanations and the matrix are all read off the same blocks.
package struct Layout: Sendable {
  /// What a block of columns stands for.
  package enum ColumnKind: Sendable, Equatable {
    case activity(process: Int, node: Int, step: Int?)
    case stock(resource: Int, node: Int)
    /// How far a rule is broken, in the search for a reason why there is no plan.
    case shortfall(rowBlock: Int)
    case excess(rowBlock: Int)
  }

  /// What a block of rows stands for.
  package enum RowKind: Sendable, Equatable {
    /// gives - takes + endowment + keep x stock before - stock >= 0
    case balance(resource: Int, node: Int)
    /// sum of holds <= availability x stock
    case hold(resource: Int, node: Int)
    case limit(process: Int, node: Int)
    case floor(process: Int, node: Int)
    case leastUse(process: Int, node: Int)
    case rampUp(process: Int, node: Int)
    case rampDown(process: Int, node: Int)
    case stockLimit(resource: Int, node: Int)
    case stockFloor(resource: Int, node: Int)
    /// stock >= least use x availability x what it holds
    case leastStock(resource: Int, node: Int)
  }

  /// Entries of a block of columns in a block of rows.
  package struct Touch: Sendable {
    package var rowBlock: Int
    package var coefficient: Amount.Local
    /// An hourly column touches the row of its own hour plus `shift`.
    package var shift: Int
    /// Past the last hour comes the first.
    package var wraps: Bool
  }

  package struct Columns: Sendable {
    package var kind: ColumnKind
    package var base: Int
    package var count: Int
    /// Contribution of a unit to the value of the plan.
    package var value: Amount.Local
    package var lower: Amount.Local
    package var upper: Amount.Local
    package var whole: Bool
    package var touches: [Touch]
  }

  package struct Rows: Sendable {
    package var kind: RowKind
    package var base: Int
    package var count: Int
    package var lower: Amount.Local
    package var upper: Amount.Local
  }

  package var columns: [Columns] = []
  package var rows: [Rows] = []
  /// Value that does not depend on any decision: endowments of the value resource.
  package var constant = 0.0
  package private(set) var columnCount = 0
  package private(set) var rowCount = 0

  @discardableResult
  mutating func addRows(
    _ kind: RowKind, count: Int, lower: Amount.Local, upper: Amount.Local
  ) -> Int {
    rows.append(Rows(kind: kind, base: rowCount, count: count, lower: lower, upper: upper))
    rowCount += count
    return rows.count - 1
  }

  @discardableResult
  mutating func addColumns(
    _ kind: ColumnKind, count: Int, value: Amount.Local = .constant(0),
    lower: Amount.Local = .constant(0), upper: Amount.Local = .constant(.infinity),
    whole: Bool = false
  ) -> Int {
    columns.append(
      Columns(
        kind: kind, base: columnCount, count: count, value: value, lower: lower, upper: upper,
        whole: whole, touches: []))
    columnCount += count
    return columns.count - 1
  }

  /// Adds entries of a column block in a row block; entries at the same place add up.
  mutating func touch(
    _ column: Int, row: Int, _ coefficient: Amount.Local, shift: Int = 0, wraps: Bool = false
  ) {
    if coefficient.isZero { return }
    var shift = shift
    let rowCount = rows[row].count
    if rowCount == 1, shift != 0, !wraps { return }
    if rowCount == 1 || columns[column].count == 1 || (wraps && shift % rowCount == 0) { shift = 0 }
    if let same = columns[column].touches.firstIndex(where: {
      $0.rowBlock == row && $0.shift == shift
    }) {
      let sum = add(columns[column].touches[same].coefficient, coefficient)
      columns[column].touches[same].coefficient = sum
    } else {
      columns[column].touches.append(
        Touch(rowBlock: row, coefficient: coefficient, shift: shift, wraps: wraps))
    }
  }
}

func add(_ first: Amount.Local, _ second: Amount.Local) -> Amount.Local {
  switch (first, second) {
  case (.constant(let a), .constant(let b)): .constant(a + b)
  case (.constant(let a), .series(let b)): .series(b.map { a + $0 })
  case (.series(let a), .constant(let b)): .series(a.map { $0 + b })
  case (.series(let a), .series(let b)): .series(zip(a, b).map { $0 + $1 })
  }
}

func multiply(_ first: Amount.Local, _ second: Amount.Local) -> Amount.Local {
  switch (first, second) {
  case (.constant(let a), .constant(let b)): .constant(a * b)
  case (.constant(let a), .series(let b)): .series(b.map { a * $0 })
  case (.series(let a), .constant(let b)): .series(a.map { $0 * b })
  case (.series(let a), .series(let b)): .series(zip(a, b).map { $0 * $1 })
  }
}
