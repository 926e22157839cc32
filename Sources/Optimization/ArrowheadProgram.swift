/// Which rows and columns of a program belong together.
package struct ArrowheadOrder: Sendable {
  /// The part of each row; negative for rows that parts have in common.
  package var rowParts: [Int32]
  /// The part of each column; negative for columns that parts may have in common.
  package var columnParts: [Int32]
  /// Rows of one group stand for one thing at different times.
  package var groups: [Int32]
  /// Where each row of a part stands in time.
  package var times: [Double]

  package init(rowParts: [Int32], columnParts: [Int32], groups: [Int32], times: [Double]) {
    self.rowParts = rowParts
    self.columnParts = columnParts
    self.groups = groups
    self.times = times
  }
}

/// A linear program of parts whose rows follow one another in time, and that meet only in some rows and columns: hours of
/// sites and years, and what is decided once.
///
/// An interior point method (``InteriorPoint``) solves it in time about proportional to the hours. It does not move to a
/// vertex: where several solutions cost the same, the one it finds lies among them.
package struct ArrowheadProgram {
  private let program: LinearProgram
  private let order: ArrowheadOrder
  private let bounds: [Equations.Bound]
  private let isEquation: [Bool]
  private let rowScale: [Double]
  private let columnScale: [Double]
  private let lower: [Double]
  private let upper: [Double]

  /// Columns and equations of one part, or of the rest.
  private typealias Piece = ArrowheadRepair.Piece

  private let pieces: [Piece]
  private let rest: Piece
  /// The place of each row, and each column, in its piece.
  private let rowPlace: [Int]
  private let columnPlace: [Int]

  /// Nothing where the program has whole columns or a column of a part without any bound: the method holds on to bounds.
  package init?(_ program: LinearProgram, _ order: ArrowheadOrder) {
    guard program.wholeColumns.isEmpty else { return nil }
    let hasFree = program.columnLower.indices.contains {
      order.columnParts[$0] >= 0 && program.columnLower[$0] == -.infinity
        && program.columnUpper[$0] == .infinity
    }
    guard !hasFree else { return nil }
    (self.program, self.order) = (program, order)
    let entries = Equations.entryCounts(program)
    bounds = Equations.bounds(program, entries: entries)
    let isEquation = (0..<program.rowCount).map {
      entries[$0] > 1 && (program.rowLower[$0].isFinite || program.rowUpper[$0].isFinite)
    }
    self.isEquation = isEquation
    (rowScale, columnScale) = Equations.scales(program, isEquation)
    var (lower, upper) = (program.columnLower, program.columnUpper)
    for bound in bounds {
      let range = bound.range(program.rowLower[bound.row], program.rowUpper[bound.row])
      lower[bound.column] = max(lower[bound.column], range.lower)
      upper[bound.column] = min(upper[bound.column], range.upper)
    }
    for column in lower.indices where lower[column] > upper[column] {
      // Only by rounding, or there is no solution.
      guard lower[column] - upper[column] <= 1e-9 * max(1, abs(lower[column])) else { return nil }
      upper[column] = lower[column]
    }
    (self.lower, self.upper) = (lower, upper)

    var pieces: [Piece] = []
    var rest = Piece()
    var (rowPlace, columnPlace) = (
      Array(repeating: 0, count: program.rowCount), Array(repeating: 0, count: program.columnCount)
    )
    let count = Int((order.rowParts.max() ?? -1) + 1)
    var rows: [[Int]] = Array(repeating: [], count: count)
    pieces = rows.map { _ in Piece() }
    for row in isEquation.indices where isEquation[row] {
      let part = Int(order.rowParts[row])
      if part < 0 {
        rowPlace[row] = rest.rows.count
        rest.rows.append(row)
      } else {
        rows[part].append(row)
      }
    }
    for column in 0..<program.columnCount {
      let part = Int(order.columnParts[column])
      if part < 0 {
        columnPlace[column] = rest.columns.count
        rest.columns.append(column)
      } else {
        columnPlace[column] = pieces[part].columns.count
        pieces[part].columns.append(column)
      }
    }
    let crosses = Equations.crossing(
      program, order.times, isRow: { isEquation[$0] && order.rowParts[$0] >= 0 },
      isColumn: { order.columnParts[$0] >= 0 })
    for part in pieces.indices {
      pieces[part].rows = Equations.inTime(rows[part], order.times, crosses)
      for (place, row) in pieces[part].rows.enumerated() { rowPlace[row] = place }
    }
    (self.pieces, self.rest, self.rowPlace, self.columnPlace) = (
      pieces, rest, rowPlace, columnPlace
    )
  }

  // MARK: Pieces

  /// Columns with their slacks, and the entries of those that stand in the equations of the same piece.
  private func equations(_ piece: Piece, isIn: (Int) -> Bool) -> (
    matrix: SparseColumns, right: [Double], columns: BoundedColumns
  ) {
    var starts: [Int32] = [0]
    var rows: [Int32] = []
    var values: [Double] = []
    for column in piece.columns {
      for entry in program.entries(of: column) {
        let row = Int(program.rows[entry])
        guard isEquation[row], isIn(row) else { continue }
        rows.append(Int32(rowPlace[row]))
        values.append(program.values[entry] * rowScale[row] * columnScale[column])
      }
      starts.append(Int32(values.count))
    }
    var cost = piece.columns.map { program.cost[$0] * columnScale[$0] }
    var lower = piece.columns.map { self.lower[$0] / columnScale[$0] }
    var upper = piece.columns.map { self.upper[$0] / columnScale[$0] }
    var right = piece.rows.map { program.rowLower[$0] * rowScale[$0] }
    for (place, row) in piece.rows.enumerated() where program.rowLower[row] != program.rowUpper[row]
    {
      right[place] = 0
      rows.append(Int32(place))
      values.append(-1)
      cost.append(0)
      lower.append(program.rowLower[row] * rowScale[row])
      upper.append(program.rowUpper[row] * rowScale[row])
    }
    let matrix = SparseColumns(
      starts: starts, rows: rows, values: values, rowCount: piece.rows.count)
    return (matrix, right, BoundedColumns(cost: cost, lower: lower, upper: upper))
  }

  /// One unit of the program in each equation of a piece.
  private func units(_ piece: Piece) -> [Double] { piece.rows.map { rowScale[$0] } }

  private func part(_ index: Int, _ links: [(column: Int, entries: [Int])]) -> InteriorPart {
    let piece = pieces[index]
    let own = Int32(index)
    let (matrix, right, columns) = equations(piece) { order.rowParts[$0] == own }
    var border = InteriorPart.Border()
    // Couplings: rows of the rest that the part's columns touch.
    var places: [Int: Int32] = [:]
    for (place, column) in piece.columns.enumerated() {
      let before = border.couplingValues.count
      for entry in program.entries(of: column) {
        let row = Int(program.rows[entry])
        guard isEquation[row], order.rowParts[row] < 0 else { continue }
        let known = places[row] ?? Int32(border.couplings.count)
        if places[row] == nil {
          places[row] = known
          border.couplings.append(rowPlace[row])
        }
        border.couplingPlaces.append(known)
        border.couplingValues.append(program.values[entry] * rowScale[row] * columnScale[column])
      }
      if border.couplingValues.count > before {
        border.coupled.append(Int32(place))
        border.couplingStarts.append(border.couplingValues.count)
      }
    }
    for (link, entries) in links {
      border.profiles.add(
        columnPlace[link],
        entries.map { entry in
          let row = Int(program.rows[entry])
          return (
            Int32(rowPlace[row]), order.groups[row],
            program.values[entry] * rowScale[row] * columnScale[link]
          )
        })
    }
    let factor = SkylineFactor(matrix)
    border.prepare(matrix, factor)
    return InteriorPart(
      matrix: matrix, factor: factor, right: right, units: units(piece), columns: columns,
      border: border)
  }

  /// Columns of the rest with their entries in each part.
  private var links: [[(column: Int, entries: [Int])]] {
    var links: [[(column: Int, entries: [Int])]] = pieces.map { _ in [] }
    for column in rest.columns {
      for entry in program.entries(of: column) {
        let row = Int(program.rows[entry])
        let part = Int(order.rowParts[row])
        guard isEquation[row], part >= 0 else { continue }
        if links[part].last?.column != column { links[part].append((column, [])) }
        links[part][links[part].count - 1].entries.append(entry)
      }
    }
    return links
  }

  // MARK: Solving

  /// Where a solve stands.
  package struct Round: Sendable {
    package var number: Int
    package var cost: Double
    package var bound: Double
    /// Whether the cost is one of a solution: all rows hold.
    package var isFeasible: Bool
  }

  /// Solves to a relative gap of cost and bound.
  ///
  /// A solution that is stopped may be feasible; its bound holds. Where it is not, one near to it is looked for, for at most half
  /// as long as the solve took.
  ///
  /// - Parameters:
  ///   - enough: a gap that is enough for a solution whose rows hold before those of the method do (``ArrowheadRepair``).
  ///   - leastCost: the least that a gap is a share of: a cost may be nothing.
  ///   - large: from so many columns on, such a solution is looked for, and steps leave behind the few columns that are in the
  ///     way. Fewer rounds for a million, more for a hundred thousand. The largest number: never, nor when it is stopped.
  package func solve(
    gap: Double, enough: Double = 0, leastCost: Double = 1e-9, large: Int = 400_000,
    shouldStop: () -> Bool,
    report: ((Round) -> Void)? = nil
  ) -> Solution {
    let started = ContinuousClock.now
    let links = links
    let parts = pieces.indices.map { part($0, links[$0]) }
    guard parts.allSatisfy(\.isNarrow) else {
      // As in a net of many places: others are as fast.
      return .without(
        program, .failed("hours that are no narrow band"),
        after: (ContinuousClock.now - started) / .seconds(1))
    }
    let own = equations(rest) { order.rowParts[$0] < 0 }
    let common = InteriorRest(
      matrix: own.matrix, right: own.right, units: units(rest), columns: own.columns,
      parts: parts.map(\.border))
    var largest = own.right.reduce(0) { max($0, abs($1)) }
    for part in parts { largest = max(largest, part.largestRight) }
    var method = InteriorPoint(
      parts: parts, rest: common, largestRight: largest, leastCost: leastCost,
      mayBeBold: program.columnCount >= large)
    var repaired: [Double]?
    var next = program.columnCount >= large ? Self.repairShare * enough : 0
    let status = method.run(
      until: { abs($0.gap) <= gap }, shouldStop,
      instead: { method in
        let loose = Self.mostGrowth * method.loose
        guard next > 0, abs(method.gap) + loose / max(leastCost, abs(method.objective)) <= next
        else {
          return false
        }
        next *= Self.repairShare
        repaired = self.repaired(method, parts, enough: enough, leastCost, shouldStop)
        return repaired != nil
      },
      report: { method in
        report?(
          Round(
            number: method.iterations, cost: method.objective, bound: method.bound,
            isFeasible: method.isFeasible))
      })
    if status == .stopped, !method.isFeasible, large < .max, abs(method.gap) <= Self.lastGap {
      let time = max(.seconds(1), (ContinuousClock.now - started) / 2)
      let stopped = ContinuousClock.now
      repaired = self.repaired(
        method, parts, enough: .infinity, leastCost, { ContinuousClock.now - stopped > time })
    }
    let duals = duals(method)
    let reduced = program.reducedCost(of: duals)
    var x = repaired ?? point(method, parts)
    moveToBounds(&x, reduced)
    return Solution(
      status: status == .optimal
        ? .optimal
        : status == .stopped ? .stopped : .failed("the interior point method got nowhere"),
      isFeasible: status == .optimal || method.isFeasible || repaired != nil,
      objective: program.objective(of: x),
      bound: repaired == nil ? method.bound : Self.soundBound(method),
      x: x, rowDual: duals, columnDual: reduced,
      iterations: method.iterations, seconds: (ContinuousClock.now - started) / .seconds(1))
  }

  /// Where the method stands, in the units of the program.
  private func point(_ method: borrowing InteriorPoint, _ parts: [InteriorPart]) -> [Double] {
    var x = Array(repeating: 0.0, count: program.columnCount)
    for (piece, columns) in zip(pieces + [rest], parts.map(\.columns) + [method.rest.columns]) {
      for (place, column) in piece.columns.enumerated() {
        let value = columns.x[place] * columnScale[column]
        x[column] = min(max(value, program.columnLower[column]), program.columnUpper[column])
      }
    }
    return x
  }

  /// The gap from which on a solve that is stopped is near enough to a solution.
  private static let lastGap = 0.1

  /// How much larger columns without a bound may be in a best solution than they are when one is looked for.
  private static let mostGrowth = 100.0

  /// A bound that holds though columns may yet grow.
  private static func soundBound(_ method: borrowing InteriorPoint) -> Double {
    method.bound - mostGrowth * method.loose
  }

  /// What the gap of the method must be for a solution to be looked for, as a share of what is enough.
  private static let repairShare = 0.4

  /// A solution near to where the method stands, if it costs little enough.
  private func repaired(
    _ method: borrowing InteriorPoint, _ parts: [InteriorPart], enough: Double,
    _ leastCost: Double, _ shouldStop: () -> Bool
  ) -> [Double]? {
    // Rows that bound one column are no rows of the pieces.
    var bounded = program
    (bounded.columnLower, bounded.columnUpper) = (lower, upper)
    let repair = ArrowheadRepair(
      program: bounded, order: order, parts: pieces, rest: rest, x: point(method, parts),
      rowDual: duals(method), gap: abs(method.gap))
    guard let x = repair.solution(shouldStop: shouldStop) else { return nil }
    let cost = program.objective(of: x)
    return cost - Self.soundBound(method) <= enough * max(leastCost, abs(cost)) ? x : nil
  }

  /// Columns that stand next to a bound to which their reduced cost sends them stand on it, where no row feels that: an
  /// interior point only comes near.
  private func moveToBounds(_ x: inout [Double], _ reduced: [Double]) {
    var sizes = Array(repeating: 0.0, count: program.rowCount)
    for column in x.indices where x[column] != 0 {
      for entry in program.entries(of: column) {
        let row = Int(program.rows[entry])
        sizes[row] = max(sizes[row], abs(program.values[entry] * x[column]))
      }
    }
    for column in x.indices where reduced[column] != 0 {
      let bound = reduced[column] > 0 ? program.columnLower[column] : program.columnUpper[column]
      let move = abs(x[column] - bound)
      guard move > 0, move < .infinity else { continue }
      let isFelt = program.entries(of: column).contains { entry in
        abs(program.values[entry]) * move > Self.unfelt * max(1, sizes[Int(program.rows[entry])])
      }
      if !isFelt { x[column] = bound }
    }
  }

  /// Share of the largest term of a row, a tenth of what the check of a plan lets pass.
  private static let unfelt = 1e-7

  private func duals(_ method: borrowing InteriorPoint) -> [Double] {
    var duals = Array(repeating: 0.0, count: program.rowCount)
    for (piece, y) in zip(pieces + [rest], method.parts.map(\.y) + [method.rest.y]) {
      for (place, row) in piece.rows.enumerated() {
        duals[row] = Equations.signed(
          y[place] * rowScale[row], program.rowLower[row], program.rowUpper[row])
      }
    }
    let reducedCosts = method.parts.map(\.columns.reduced)
    for bound in bounds {
      // The bound that binds may be the row's or the column's own.
      let part = Int(order.columnParts[bound.column])
      let own = part < 0 ? method.rest.columns.reduced : reducedCosts[part]
      let reduced = own[columnPlace[bound.column]] / columnScale[bound.column]
      let range = bound.range(program.rowLower[bound.row], program.rowUpper[bound.row])
      let isRows =
        reduced > 0
        ? range.lower > program.columnLower[bound.column]
        : range.upper < program.columnUpper[bound.column]
      if isRows { duals[bound.row] = reduced / bound.value }
    }
    return duals
  }
}
