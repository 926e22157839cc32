/// A linear program whose rows follow one another in time, for many solves with other bounds on its rows.
///
/// Hours know each other through what is stored or waits from one to the next, so in the order of time the equations of
/// an interior point method are a narrow band (``SkylineFactor``), and a solve takes time in proportion to the hours.
/// Rows that touch all hours stand last.
package struct BandedProgram: Sendable {
  /// Equations: the program's rows in the order of time with a slack for each inequality, scaled.
  let matrix: SparseColumns
  /// Columns of the program; slacks stand behind them.
  let ownColumns: Int
  private let cost: [Double]
  private let lower: [Double]
  private let upper: [Double]
  private let columnScale: [Double]
  /// The equation of each row of the program, its scale, and its slack.
  private let equations: [Equation?]
  /// Rows with one entry are bounds on its column.
  private let bounds: [Bound]
  private let factor: SkylineFactor

  private struct Equation {
    var place: Int
    var scale = 1.0
    var slack: Int?
  }

  private struct Bound {
    var row: Int
    var column: Int
    var value: Double

    /// What the bounds of the row ask of the column.
    func range(_ rowLower: Double, _ rowUpper: Double) -> (lower: Double, upper: Double) {
      value > 0 ? (rowLower / value, rowUpper / value) : (rowUpper / value, rowLower / value)
    }
  }

  /// Nothing where the rows are no band (each solve would take long) or a column has no bound at all (the interior point
  /// method holds on to bounds).
  ///
  /// - Parameter times: where each row stands in time; infinite for rows that touch all of it.
  package init?(_ program: LinearProgram, times: [Double]) {
    let hasFree = zip(program.columnLower, program.columnUpper).contains {
      $0 == -.infinity && $1 == .infinity
    }
    guard program.wholeColumns.isEmpty, !hasFree else { return nil }
    ownColumns = program.columnCount
    var entries = Array(repeating: 0, count: program.rowCount)
    for row in program.rows { entries[Int(row)] += 1 }
    var bounds: [Bound] = []
    for column in 0..<program.columnCount {
      for entry in program.entries(of: column) where entries[Int(program.rows[entry])] == 1 {
        bounds.append(
          Bound(row: Int(program.rows[entry]), column: column, value: program.values[entry]))
      }
    }
    self.bounds = bounds
    var equations: [Equation?] = Array(repeating: nil, count: program.rowCount)
    let order = Self.order(program, times) {
      entries[$0] > 1 && (program.rowLower[$0].isFinite || program.rowUpper[$0].isFinite)
    }
    for (place, row) in order.enumerated() { equations[row] = Equation(place: place) }

    // Scales and entries.
    columnScale = Self.scale(program, &equations)
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    for column in 0..<program.columnCount {
      for entry in program.entries(of: column) {
        guard let equation = equations[Int(program.rows[entry])] else { continue }
        rows.append(Int32(equation.place))
        values.append(program.values[entry] * equation.scale * columnScale[column])
      }
      starts.append(Int32(values.count))
    }
    // Columns with one entry at the end need no starts.
    while starts.count > 1, starts[starts.count - 1] - starts[starts.count - 2] == 1 {
      starts.removeLast()
    }
    var columns = program.columnCount
    for row in order where program.rowLower[row] != program.rowUpper[row] {
      equations[row]?.slack = columns
      rows.append(Int32(equations[row]?.place ?? 0))
      values.append(-1)
      columns += 1
    }
    matrix = SparseColumns(starts: starts, rows: rows, values: values, rowCount: order.count)
    self.equations = equations
    cost = zip(program.cost, columnScale).map { $0 * $1 }
    lower = zip(program.columnLower, columnScale).map { $0 / $1 }
    upper = zip(program.columnUpper, columnScale).map { $0 / $1 }
    factor = SkylineFactor(matrix)
    guard factor.work <= Self.mostWork(rows: order.count) else { return nil }
  }

  /// Multiplications of one factorization beyond which HiGHS is as good: a band of some hundred.
  private static func mostWork(rows: Int) -> Int { 1_000_000 + 20_000 * rows }

  /// Rows in the order of time; of a time, those first that touch no other.
  private static func order(
    _ program: LinearProgram, _ times: [Double], _ isEquation: (Int) -> Bool
  ) -> [Int] {
    var crosses = Array(repeating: false, count: program.rowCount)
    for column in 0..<program.columnCount {
      let rows = program.entries(of: column).map { Int(program.rows[$0]) }.filter(isEquation)
      guard let first = rows.first else { continue }
      if rows.contains(where: { times[$0] != times[first] }) {
        for row in rows { crosses[row] = true }
      }
    }
    return (0..<program.rowCount).filter(isEquation).sorted {
      if times[$0] != times[$1] { return times[$0] < times[$1] }
      if crosses[$0] != crosses[$1] { return crosses[$1] }
      return $0 < $1
    }
  }

  /// Brings entries to about 1 by rows and by columns, with powers of two, so that no digit changes.
  private static func scale(_ program: LinearProgram, _ equations: inout [Equation?]) -> [Double] {
    var scales = Array(repeating: 1.0, count: program.columnCount)
    for _ in 0..<3 {
      var largest = Array(repeating: 0.0, count: program.rowCount)
      for column in 0..<program.columnCount {
        var most = 0.0
        for entry in program.entries(of: column) {
          let row = Int(program.rows[entry])
          guard let equation = equations[row] else { continue }
          let size = abs(program.values[entry]) * equation.scale * scales[column]
          most = max(most, size)
          largest[row] = max(largest[row], size)
        }
        scales[column] *= powerOfTwo(most)
      }
      for row in equations.indices { equations[row]?.scale *= powerOfTwo(largest[row]) }
    }
    return scales
  }

  /// About one over the root of a size.
  private static func powerOfTwo(_ size: Double) -> Double {
    guard size > 0 else { return 1 }
    return Double(sign: .plus, exponent: (1 / size.squareRoot()).exponent, significand: 1)
  }

  // MARK: Solving

  package struct Answer: Sendable {
    package enum Status: Sendable { case optimal, stopped, failed }
    package var status: Status
    /// Cost of the solution.
    package var objective: Double
    /// What the duals show that no solution can cost less than.
    package var bound: Double
    package var x: [Double]
    /// Cost of a unit more on the right side of each row; with the bounds of the columns, they alone give the bound.
    package var rowDual: [Double]
    package var iterations: Int
  }

  /// How near the best a solve has to come.
  package struct Target: Sendable {
    /// Cost less bound, over the cost.
    package var gap: Double
    /// Columns that show that rows are broken, from here on: while one is above `broken` times the largest of the
    /// others, the gap has to be ``tightest``.
    package var slacks: Int
    package var broken: Double

    package init(gap: Double, slacks: Int, broken: Double) {
      self.gap = max(gap, Self.tightest)
      self.slacks = slacks
      self.broken = broken
    }

    package static let tightest = 1e-9
  }

  /// Solves with these bounds on the rows.
  ///
  /// - Parameter cost: in place of the program's own.
  package func solve(
    rowLower: [Double], rowUpper: [Double], cost other: [Double]? = nil, to target: Target,
    shouldStop: () -> Bool
  ) -> Answer {
    var lower = lower
    var upper = upper
    for bound in bounds {
      let range = bound.range(rowLower[bound.row], rowUpper[bound.row])
      let scale = columnScale[bound.column]
      lower[bound.column] = max(lower[bound.column], range.lower / scale)
      upper[bound.column] = min(upper[bound.column], range.upper / scale)
    }
    for column in lower.indices where lower[column] > upper[column] {
      // Only by rounding, or the program has no solution: then it does not come near one.
      upper[column] = lower[column]
    }
    var right = Array(repeating: 0.0, count: matrix.rowCount)
    lower += Array(repeating: 0, count: matrix.columnCount - ownColumns)
    upper += Array(repeating: 0, count: matrix.columnCount - ownColumns)
    for (row, equation) in equations.enumerated() {
      guard let equation else { continue }
      if let slack = equation.slack {
        lower[slack] = rowLower[row] * equation.scale
        upper[slack] = rowUpper[row] * equation.scale
      } else {
        right[equation.place] = rowLower[row] * equation.scale
      }
    }
    let own = other.map { zip($0, columnScale).map { $0 * $1 } } ?? cost
    var method = InteriorPoint(
      matrix: matrix, factor: factor, right: right,
      cost: own + Array(repeating: 0, count: matrix.columnCount - ownColumns), lower: lower,
      upper: upper)
    let status = method.run(to: target, slacks: target.slacks..<ownColumns, columnScale, shouldStop)
    return Answer(
      status: status, objective: method.objective, bound: method.bound,
      x: (0..<ownColumns).map { method.x[$0] * columnScale[$0] },
      rowDual: duals(method, rowLower, rowUpper), iterations: method.iterations)
  }

  private func duals(_ method: InteriorPoint, _ rowLower: [Double], _ rowUpper: [Double])
    -> [Double]
  {
    var duals = Array(repeating: 0.0, count: equations.count)
    for (row, equation) in equations.enumerated() {
      guard let equation else { continue }
      let dual = method.y[equation.place] * equation.scale
      duals[row] =
        rowLower[row] == -.infinity
        ? min(dual, 0) : rowUpper[row] == .infinity ? max(dual, 0) : dual
    }
    for bound in bounds {
      // The bound that binds may be the row's or the column's own.
      let reduced = method.reduced[bound.column] / columnScale[bound.column]
      let range = bound.range(rowLower[bound.row], rowUpper[bound.row])
      let scale = columnScale[bound.column]
      let isRows =
        reduced > 0
        ? range.lower > lower[bound.column] * scale : range.upper < upper[bound.column] * scale
      if isRows { duals[bound.row] = reduced / bound.value }
    }
    return duals
  }
}

extension LinearProgram {
  /// Places of the entries of a column.
  func entries(of column: Int) -> Range<Int> { Int(starts[column])..<Int(starts[column + 1]) }
}
