/// Helpers of programs that an interior point method solves in the order of time.
enum Equations {
  /// A row with one entry: bounds on its column.
  struct Bound: Sendable {
    var row: Int
    var column: Int
    var value: Double

    /// What the bounds of the row ask of the column.
    func range(_ rowLower: Double, _ rowUpper: Double) -> (lower: Double, upper: Double) {
      value > 0 ? (rowLower / value, rowUpper / value) : (rowUpper / value, rowLower / value)
    }
  }

  /// The dual of a row without what rounding has put on a side where the row has no end.
  static func signed(_ dual: Double, _ rowLower: Double, _ rowUpper: Double) -> Double {
    rowLower == -.infinity ? min(dual, 0) : rowUpper == .infinity ? max(dual, 0) : dual
  }

  /// Entries of each row.
  static func entryCounts(_ program: LinearProgram) -> [Int] {
    var entries = Array(repeating: 0, count: program.rowCount)
    for row in program.rows { entries[Int(row)] += 1 }
    return entries
  }

  static func bounds(_ program: LinearProgram, entries: [Int]) -> [Bound] {
    var bounds: [Bound] = []
    for column in 0..<program.columnCount {
      for entry in program.entries(of: column) where entries[Int(program.rows[entry])] == 1 {
        bounds.append(
          Bound(row: Int(program.rows[entry]), column: column, value: program.values[entry]))
      }
    }
    return bounds
  }

  /// Brings entries to about 1 by rows and by columns, with powers of two, so that no digit changes.
  ///
  /// - Parameter isEquation: rows that count; the others keep the scale 1.
  static func scales(_ program: LinearProgram, _ isEquation: [Bool]) -> (
    rows: [Double], columns: [Double]
  ) {
    var rowScales = Array(repeating: 1.0, count: program.rowCount)
    var scales = Array(repeating: 1.0, count: program.columnCount)
    for _ in 0..<3 {
      var largest = Array(repeating: 0.0, count: program.rowCount)
      for column in 0..<program.columnCount {
        var most = 0.0
        for entry in program.entries(of: column) {
          let row = Int(program.rows[entry])
          guard isEquation[row] else { continue }
          let size = abs(program.values[entry]) * rowScales[row] * scales[column]
          most = max(most, size)
          largest[row] = max(largest[row], size)
        }
        scales[column] *= powerOfTwo(most)
      }
      for row in rowScales.indices where isEquation[row] {
        rowScales[row] *= powerOfTwo(largest[row])
      }
    }
    return (rowScales, scales)
  }

  /// About one over the root of a size.
  private static func powerOfTwo(_ size: Double) -> Double {
    guard size > 0 else { return 1 }
    return Double(sign: .plus, exponent: (1 / size.squareRoot()).exponent, significand: 1)
  }
}

extension LinearProgram {
  /// Places of the entries of a column.
  func entries(of column: Int) -> Range<Int> { Int(starts[column])..<Int(starts[column + 1]) }
}

extension Equations {
  /// Rows that columns join to rows of another time.
  static func crossing(
    _ program: LinearProgram, _ times: [Double], isRow: (Int) -> Bool, isColumn: (Int) -> Bool
  ) -> [Bool] {
    var crosses = Array(repeating: false, count: program.rowCount)
    for column in 0..<program.columnCount where isColumn(column) {
      var first: Double?
      var isCrossing = false
      for entry in program.entries(of: column) where isRow(Int(program.rows[entry])) {
        let time = times[Int(program.rows[entry])]
        if let first { isCrossing = isCrossing || time != first } else { first = time }
      }
      guard isCrossing else { continue }
      for entry in program.entries(of: column) { crosses[Int(program.rows[entry])] = true }
    }
    return crosses
  }

  /// Rows in the order of time; of a time, those first that are joined to no other.
  static func inTime(_ rows: [Int], _ times: [Double], _ crosses: [Bool]) -> [Int] {
    rows.sorted {
      if times[$0] != times[$1] { return times[$0] < times[$1] }
      if crosses[$0] != crosses[$1] { return crosses[$1] }
      return $0 < $1
    }
  }
}
