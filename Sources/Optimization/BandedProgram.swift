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
  private let bounds: [Equations.Bound]
  private let factor: SkylineFactor

  private struct Equation {
    var place: Int
    var scale = 1.0
    var slack: Int?
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
    let entries = Equations.entryCounts(program)
    bounds = Equations.bounds(program, entries: entries)
    let isEquation = (0..<program.rowCount).map {
      entries[$0] > 1 && (program.rowLower[$0].isFinite || program.rowUpper[$0].isFinite)
    }
    let crosses = Equations.crossing(
      program, times, isRow: { isEquation[$0] }, isColumn: { _ in true })
    let order = Equations.inTime(
      isEquation.indices.filter { isEquation[$0] }, times, crosses)
    let (rowScale, columnScale) = Equations.scales(program, isEquation)
    self.columnScale = columnScale
    var equations: [Equation?] = Array(repeating: nil, count: program.rowCount)
    for (place, row) in order.enumerated() {
      equations[row] = Equation(place: place, scale: rowScale[row])
    }

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
    guard factor.isNarrow else { return nil }
  }

  // MARK: Solving

  package struct Answer: Sendable {
    package var status: InteriorStatus
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
    let slacks = Array(repeating: 0.0, count: matrix.columnCount - ownColumns)
    var units = right
    for equation in equations.compactMap(\.self) { units[equation.place] = equation.scale }
    let part = InteriorPart(
      matrix: matrix, factor: factor, right: right, units: units,
      columns: BoundedColumns(cost: own + slacks, lower: lower, upper: upper))
    let nothing = SparseColumns(starts: [0], rows: [], values: [], rowCount: 0)
    var method = InteriorPoint(
      parts: [part],
      rest: InteriorRest(
        matrix: nothing, right: [], units: [],
        columns: BoundedColumns(cost: [], lower: [], upper: []),
        parts: [InteriorPart.Border()]),
      largestRight: part.largestRight)
    let status = method.run(
      until: {
        $0.gap <= Target.tightest
          || $0.gap <= target.gap && !isBroken(part.columns.x, target)
      }, shouldStop)
    let x = part.columns.x
    return Answer(
      status: status, objective: method.objective, bound: method.bound,
      x: (0..<ownColumns).map { x[$0] * columnScale[$0] },
      rowDual: duals(part, rowLower, rowUpper), iterations: method.iterations)
  }

  private func isBroken(_ x: [Double], _ target: Target) -> Bool {
    var size = 1e-9
    for column in 0..<target.slacks { size = max(size, abs(x[column]) * columnScale[column]) }
    let most = target.broken * size
    return (target.slacks..<ownColumns).contains { x[$0] * columnScale[$0] > most }
  }

  private func duals(_ part: InteriorPart, _ rowLower: [Double], _ rowUpper: [Double])
    -> [Double]
  {
    var duals = Array(repeating: 0.0, count: equations.count)
    for (row, equation) in equations.enumerated() {
      guard let equation else { continue }
      let dual = part.y[equation.place] * equation.scale
      duals[row] = Equations.signed(dual, rowLower[row], rowUpper[row])
    }
    for bound in bounds {
      // The bound that binds may be the row's or the column's own.
      let reduced = part.columns.reduced[bound.column] / columnScale[bound.column]
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
