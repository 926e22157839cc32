/// What the parts of an interior point method have in common: columns that several may touch, and rows to which the columns
/// of several add.
struct InteriorRest {
  private let matrix: SparseColumns
  private let right: [Double]
  /// One unit of the program in each row.
  private let units: [Double]
  private(set) var columns: BoundedColumns
  private(set) var y: [Double]
  private var factor: SparseFactor
  private var missing: [Double]
  private(set) var dualStep: [Double]
  private var wholeDual: [Double]
  private var rows: [Double]
  private var pulls: [Double]
  /// Of the last solve: steps of the columns, of the duals.
  private(set) var links: [Double]
  private(set) var couplings: [Double]
  /// Where the entries of the matrix go in that of the equations, and those of each part.
  private let entryPlaces: [Int]
  private let partPlaces: [[Int32]]

  init(
    matrix: SparseColumns, right: [Double], units: [Double], columns: BoundedColumns,
    parts: [InteriorPart.Border]
  ) {
    self.matrix = matrix
    self.right = right
    self.units = units
    self.columns = columns
    let (columnCount, rowCount) = (matrix.columnCount, matrix.rowCount)
    var cliques: [[Int]] = []
    for column in 0..<columnCount {
      for entry in matrix.entries(of: column) {
        cliques.append([column, columnCount + Int(matrix.rows[entry])])
      }
    }
    let ofParts = parts.map { $0.unknowns(after: columnCount) }
    cliques += ofParts.filter { $0.count > 1 }
    let factor = SparseFactor(
      count: columnCount + rowCount, first: columnCount, cliques: cliques)
    self.factor = factor
    var places: [Int] = []
    for column in 0..<columnCount {
      for entry in matrix.entries(of: column) {
        places.append(factor.index(column, columnCount + Int(matrix.rows[entry])))
      }
    }
    entryPlaces = places
    partPlaces = ofParts.map { own in
      own.indices.flatMap { side in
        own.indices.map { $0 < side ? 0 : Int32(factor.index(own[side], own[$0])) }
      }
    }
    let zeros = Array(repeating: 0.0, count: rowCount)
    (y, missing, dualStep, rows, couplings, wholeDual) = (zeros, zeros, zeros, zeros, zeros, zeros)
    (links, pulls) = (columns.x, columns.x)
  }

  // MARK: What is missing

  mutating func setMissing(_ parts: [InteriorPart]) -> Double {
    matrix.multiply(columns.x, into: &missing)
    sum(parts, couplings: &missing)
    var residual = 0.0
    for row in missing.indices {
      missing[row] = right[row] - missing[row]
      residual = max(residual, abs(missing[row]))
    }
    return residual
  }

  mutating func assess(_ parts: [InteriorPart]) -> InteriorPart.Assessment {
    let residual = setMissing(parts)
    setProduct(y, parts)
    var sums = columns.weigh()
    var lacking = 0.0
    for row in y.indices {
      sums.bound += y[row] * right[row]
      lacking += abs(y[row] * missing[row])
    }
    return InteriorPart.Assessment(sums: sums, residual: residual, lacking: lacking)
  }

  /// The largest miss of a row, relative to its own largest term, at least one of the program's units.
  mutating func largestMiss(_ parts: [InteriorPart]) -> Double {
    rows = units
    matrix.enlarge(&rows, by: columns.x)
    for part in parts {
      for (place, row) in part.border.couplings.enumerated() {
        rows[row] = max(rows[row], abs(part.toCouplings[place]))
      }
    }
    return missing.indices.reduce(0) { max($0, abs(missing[$1]) / rows[$1]) }
  }

  private func sum(_ parts: [InteriorPart], couplings: inout [Double]) {
    for part in parts {
      for (place, row) in part.border.couplings.enumerated() {
        couplings[row] += part.toCouplings[place]
      }
    }
  }

  private func sum(_ parts: [InteriorPart], links: inout [Double]) {
    for part in parts {
      for (place, column) in part.border.links.enumerated() {
        links[column] += part.toLinks[place]
      }
    }
  }

  private mutating func setProduct(_ duals: [Double], _ parts: [InteriorPart]) {
    matrix.multiplyTransposed(duals, into: &columns.product)
    sum(parts, links: &columns.product)
  }

  // MARK: Where to begin

  mutating func beginNearZero() { columns.beginNearZero() }

  mutating func pullByCost() {
    columns.pullByCost()
    for row in missing.indices { missing[row] = 0 }
  }

  mutating func takeStart() {
    for column in columns.x.indices where !columns.isFixed[column] {
      columns.x[column] += columns.step[column]
    }
  }

  mutating func takeStartDuals() { y = dualStep }

  mutating func startSums(_ parts: [InteriorPart]) -> BoundedColumns.StartSums {
    setProduct(y, parts)
    return columns.startSums()
  }

  mutating func moveInside(margin: Double, dual: Double) -> Double {
    columns.moveInside(margin: margin, dual: dual)
  }

  // MARK: Equations

  /// Factorizes what is left when the parts are gone.
  mutating func factorize(_ parts: [InteriorPart]) {
    let count = matrix.columnCount
    for index in factor.values.indices { factor.values[index] = 0 }
    for (place, value) in zip(entryPlaces, matrix.values) { factor.values[place] += value }
    var noise = Array(repeating: 0.0, count: factor.count)
    for (part, places) in zip(parts, partPlaces) {
      let gram = part.gram
      let width = part.border.width
      for (side, unknown) in part.border.unknowns(after: count).enumerated() {
        noise[unknown] += Self.exactness * abs(gram[side * width + side])
        for other in side..<width {
          factor.values[Int(places[side * width + other])] -= gram[side * width + other]
        }
      }
    }
    for column in 0..<count {
      let weight = columns.weights[column]
      let place = factor.index(column, column)
      // Where there is no room there is no step.
      factor.values[place] -= columns.isFixed[column] ? 1e200 : 1 / weight
    }
    factor.factorize(noise: noise)
  }

  /// How exactly what parts leave is known, as a share: a sum of many terms of which most cancel.
  private static let exactness = 1e-13

  mutating func solve(_ parts: [InteriorPart], isCorrector: Bool) {
    rows = isCorrector ? missing.map { _ in 0 } : missing
    sum(parts, couplings: &rows)
    pulls = columns.pull
    sum(parts, links: &pulls)
    solve()
    dualStep = couplings
    columns.step = links
  }

  /// What rounding has left of the equations; returns the largest miss of a row, and of a column relative to its pulls.
  mutating func leftOver(_ parts: [InteriorPart], isCorrector: Bool) -> (
    rows: Double, columns: Double
  ) {
    matrix.multiply(columns.step, into: &rows)
    sum(parts, couplings: &rows)
    var residual = 0.0
    for row in rows.indices {
      rows[row] = (isCorrector ? 0 : missing[row]) - rows[row]
      residual = max(residual, abs(rows[row]))
    }
    setProduct(dualStep, parts)
    var (miss, size) = (0.0, 1e-300)
    for column in pulls.indices {
      guard !columns.isFixed[column] else {
        pulls[column] = 0
        continue
      }
      size = max(size, abs(columns.pull[column]))
      pulls[column] =
        columns.pull[column] - columns.product[column]
        + columns.step[column] / columns.weights[column]
      miss = max(miss, abs(pulls[column]))
    }
    return (residual, miss / size)
  }

  mutating func solveCorrection(_ parts: [InteriorPart]) {
    sum(parts, couplings: &rows)
    sum(parts, links: &pulls)
    solve()
    BoundedColumns.add(&dualStep, 1, couplings)
    BoundedColumns.add(&columns.step, 1, links)
  }

  /// Of what stands in `pulls` and `rows`.
  private mutating func solve() {
    let count = matrix.columnCount
    var both = pulls + rows
    for column in 0..<count where columns.isFixed[column] { both[column] = 0 }
    factor.solve(&both)
    for column in 0..<count { links[column] = columns.isFixed[column] ? 0 : both[column] }
    for row in couplings.indices { couplings[row] = both[count + row] }
  }

  // MARK: Steps

  mutating func pullStraight() { columns.pullStraight() }

  mutating func takeStraight() -> (Double, Double) {
    columns.takeStraight()
    wholeDual = dualStep
    return columns.lengths()
  }

  mutating func bend(to centre: Double) { columns.bend(to: centre) }

  mutating func bendOutliers(to centre: Double, _ primal: Double, _ dual: Double) -> Int {
    columns.bendOutliers(to: centre, primal, dual)
  }

  mutating func lengths(with shares: SIMD8<Double>) -> (SIMD8<Double>, SIMD8<Double>) {
    columns.setDualSteps()
    return columns.lengths(with: shares)
  }

  mutating func add(_ primal: Double, _ dual: Double) {
    columns.add(primal, dual)
    BoundedColumns.add(&wholeDual, dual, dualStep)
  }

  mutating func advance(_ step: BoundedColumns.Step) {
    columns.advance(step)
    BoundedColumns.add(&y, step.dual, wholeDual)
  }
}
