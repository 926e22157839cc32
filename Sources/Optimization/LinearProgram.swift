/// A linear program in columns: minimise cost x subject to row bounds on A x and bounds on x.
///
/// The matrix is stored by columns (CSC): the entries of column `j` stand at
/// `starts[j] ..< starts[j + 1]`.
public struct LinearProgram: Sendable {
  public var cost: [Double] = []
  public var columnLower: [Double] = []
  public var columnUpper: [Double] = []
  public var rowLower: [Double] = []
  public var rowUpper: [Double] = []
  public var starts: [Int32] = [0]
  public var rows: [Int32] = []
  public var values: [Double] = []
  /// Columns that must take whole values.
  public var wholeColumns: [Int] = []

  public init() {}

  public var columnCount: Int { cost.count }
  public var rowCount: Int { rowLower.count }
  public var entryCount: Int { values.count }

  /// Adds a column with its entries; rows may not repeat.
  public mutating func addColumn(
    cost: Double, lower: Double = 0, upper: Double = .infinity, entries: [(row: Int, Double)] = []
  ) {
    self.cost.append(cost)
    columnLower.append(lower)
    columnUpper.append(upper)
    for (row, value) in entries where value != 0 {
      rows.append(Int32(row))
      values.append(value)
    }
    starts.append(Int32(values.count))
  }

  public mutating func addRow(lower: Double, upper: Double) {
    rowLower.append(lower)
    rowUpper.append(upper)
  }

  /// cost x.
  public func objective(of x: [Double]) -> Double {
    zip(cost, x).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// A x, by row.
  public func rowActivity(of x: [Double]) -> [Double] {
    var activity = Array(repeating: 0.0, count: rowCount)
    for column in 0..<columnCount where x[column] != 0 {
      for entry in Int(starts[column])..<Int(starts[column + 1]) {
        activity[Int(rows[entry])] += values[entry] * x[column]
      }
    }
    return activity
  }

  /// cost - Aᵀ y, by column.
  public func reducedCost(of y: [Double]) -> [Double] {
    var reduced = cost
    for column in 0..<columnCount {
      for entry in Int(starts[column])..<Int(starts[column + 1]) {
        reduced[column] -= values[entry] * y[Int(rows[entry])]
      }
    }
    return reduced
  }
}
