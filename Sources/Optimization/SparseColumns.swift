/// A sparse matrix by columns, the last of which have one entry each.
struct SparseColumns: Sendable {
  /// Where the entries of each column begin that may have any number of them, and where those of the last end.
  let starts: [Int32]
  let rows: [Int32]
  let values: [Double]
  let rowCount: Int

  /// Columns that may have any number of entries; those behind them have one.
  var manifold: Int { starts.count - 1 }

  var columnCount: Int { manifold + values.count - Int(starts[manifold]) }

  /// Entries of a column.
  func entries(of column: Int) -> Range<Int> {
    guard column < manifold else {
      let entry = Int(starts[manifold]) + column - manifold
      return entry..<(entry + 1)
    }
    return Int(starts[column])..<Int(starts[column + 1])
  }

  /// A x.
  func multiply(_ x: [Double], into product: inout [Double]) {
    let (starts, rows, values, x) = (starts.span, rows.span, values.span, x.span)
    var product = product.mutableSpan
    for row in product.indices { product[row] = 0 }
    var entry = 0
    for column in 0..<(starts.count - 1) {
      let value = x[column]
      let end = Int(starts[column + 1])
      while entry < end {
        product[Int(rows[entry])] += values[entry] * value
        entry += 1
      }
    }
    for column in (starts.count - 1)..<x.count {
      product[Int(rows[entry])] += values[entry] * x[column]
      entry += 1
    }
  }

  /// Raises what stands for each row to its largest term of A x.
  func enlarge(_ sizes: inout [Double], by x: [Double]) {
    let (starts, rows, values, x) = (starts.span, rows.span, values.span, x.span)
    var sizes = sizes.mutableSpan
    var entry = 0
    for column in 0..<(starts.count - 1) {
      let value = x[column]
      let end = Int(starts[column + 1])
      while entry < end {
        let row = Int(rows[entry])
        sizes[row] = max(sizes[row], abs(values[entry] * value))
        entry += 1
      }
    }
    for column in (starts.count - 1)..<x.count {
      let row = Int(rows[entry])
      sizes[row] = max(sizes[row], abs(values[entry] * x[column]))
      entry += 1
    }
  }

  /// Aᵀ y.
  func multiplyTransposed(_ y: [Double], into product: inout [Double]) {
    let (starts, rows, values, y) = (starts.span, rows.span, values.span, y.span)
    var product = product.mutableSpan
    var entry = 0
    for column in 0..<(starts.count - 1) {
      var sum = 0.0
      let end = Int(starts[column + 1])
      while entry < end {
        sum += values[entry] * y[Int(rows[entry])]
        entry += 1
      }
      product[column] = sum
    }
    for column in (starts.count - 1)..<product.count {
      product[column] = values[entry] * y[Int(rows[entry])]
      entry += 1
    }
  }
}
