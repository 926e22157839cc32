/// A part of the equations of an interior point method: rows that follow one another in time, and the columns that are its
/// own. It meets the rest of the program in *links*, columns that it shares, and *couplings*, rows to which its own columns
/// add.
final class InteriorPart: @unchecked Sendable {
  // Unchecked: a part is touched by one thread at a time.
  private let matrix: SparseColumns
  private let right: [Double]
  /// One unit of the program in each row.
  private let units: [Double]
  let border: Border
  private(set) var columns: BoundedColumns
  private(set) var y: [Double]
  private var factor: SkylineFactor
  private var missing: [Double]
  private var dualStep: [Double]
  private var wholeDual: [Double]
  private var rest: [Double]
  private var scratch: [Double]
  /// What the columns add to the couplings, and the rows to the links, for whoever sums them up.
  private(set) var toCouplings: [Double]
  private(set) var toLinks: [Double]
  /// Wᵀ (A D Aᵀ)⁻¹ W for what the rows share with couplings and links, less what couplings share with each other.
  private(set) var gram: [Double]
  private var narrow: [Double]

  /// How a part meets the rest.
  struct Border: Sendable {
    /// Rows of the rest.
    var couplings: [Int] = []
    var profiles = LinkProfiles()
    /// Columns that touch a coupling, with their entries there.
    var coupled: [Int32] = []
    var couplingStarts: [Int] = [0]
    var couplingPlaces: [Int32] = []
    var couplingValues: [Double] = []
    var wide: WideSides?
    var linkTargets: [WideSides.Place] = []
    /// For each coupled column, each of its entries, each of its couplings.
    var couplingTargets: [WideSides.Place] = []

    var links: [Int] { profiles.links }
    var width: Int { couplings.count + links.count }
    /// Couplings and links among the unknowns of the rest: its columns, then its rows.
    func unknowns(after columns: Int) -> [Int] { couplings.map { columns + $0 } + links }
    /// Right sides that stand for all of it.
    private var sides: Int { couplings.count + profiles.profileCount }

    /// Plans where the entries of many right sides go.
    mutating func prepare(_ matrix: SparseColumns, _ factor: SkylineFactor) {
      guard width > 0 else { return }
      var entries: [(row: Int, side: Int)] = []
      for profile in 0..<profiles.profileCount {
        for entry in profiles.entries(of: profile) {
          entries.append((Int(profiles.rows[entry]), couplings.count + profile))
        }
      }
      let linkCount = entries.count
      for (index, column) in coupled.enumerated() {
        for entry in matrix.entries(of: Int(column)) {
          for coupling in couplingStarts[index]..<couplingStarts[index + 1] {
            entries.append((Int(matrix.rows[entry]), Int(couplingPlaces[coupling])))
          }
        }
      }
      let (wide, places) = WideSides.make(isLeaf: factor.isLeaf, width: sides, entries: entries)
      self.wide = wide
      linkTargets = Array(places[..<linkCount])
      couplingTargets = Array(places[linkCount...])
    }
  }

  init(
    matrix: SparseColumns, factor: SkylineFactor, right: [Double], units: [Double],
    columns: BoundedColumns, border: Border = Border()
  ) {
    self.matrix = matrix
    self.factor = factor
    self.right = right
    self.units = units
    self.columns = columns
    self.border = border
    let rows = Array(repeating: 0.0, count: matrix.rowCount)
    (y, missing, dualStep, rest, scratch, wholeDual) = (rows, rows, rows, rows, rows, rows)
    toCouplings = Array(repeating: 0, count: border.couplings.count)
    toLinks = Array(repeating: 0, count: border.links.count)
    gram = Array(repeating: 0, count: border.width * border.width)
    let sides = border.wide?.width ?? 0
    narrow = Array(repeating: 0, count: sides * sides)
  }

  /// Whether the rows are a narrow band.
  var isNarrow: Bool { factor.isNarrow }

  var largestRight: Double { right.reduce(0) { max($0, abs($1)) } }

  // MARK: What is missing

  struct Assessment {
    var sums = BoundedColumns.Sums()
    var residual = 0.0
    var lacking = 0.0
  }

  /// Right sides less what columns and links come to, in `missing`; what the columns add to the couplings.
  func setMissing(links: [Double]) -> Double {
    matrix.multiply(columns.x, into: &missing)
    border.profiles.add(1, times: links, to: &missing)
    var residual = 0.0
    for row in missing.indices {
      missing[row] = right[row] - missing[row]
      residual = max(residual, abs(missing[row]))
    }
    setToCouplings(columns.x)
    return residual
  }

  /// Cost, bound and what is missing, and the weights of the round.
  func assess(links: [Double], couplingDuals: [Double]) -> Assessment {
    let residual = setMissing(links: links)
    setProduct(y, couplingDuals)
    var sums = columns.weigh()
    var lacking = 0.0
    for row in y.indices {
      sums.bound += y[row] * right[row]
      lacking += abs(y[row] * missing[row])
    }
    return Assessment(sums: sums, residual: residual, lacking: lacking)
  }

  /// The largest miss of a row, relative to its own largest term, at least one of the program's units.
  func largestMiss(links: [Double]) -> Double {
    scratch = units
    matrix.enlarge(&scratch, by: columns.x)
    border.profiles.enlarge(&scratch, by: links)
    return missing.indices.reduce(0) { max($0, abs(missing[$1]) / scratch[$1]) }
  }

  private func setToCouplings(_ x: [Double]) {
    for place in toCouplings.indices { toCouplings[place] = 0 }
    addToCouplings(1) { x[$0] }
  }

  @inline(__always)
  private func addToCouplings(_ factor: Double, _ value: (Int) -> Double) {
    for (index, column) in border.coupled.enumerated() {
      let own = factor * value(Int(column))
      for entry in border.couplingStarts[index]..<border.couplingStarts[index + 1] {
        toCouplings[Int(border.couplingPlaces[entry])] += own * border.couplingValues[entry]
      }
    }
  }

  /// Aᵀ of duals of the rows and the couplings, in the columns' product; what the rows add to the links.
  private func setProduct(_ duals: [Double], _ couplingDuals: [Double]) {
    matrix.multiplyTransposed(duals, into: &columns.product)
    addCouplings(couplingDuals, to: &columns.product)
    toLinks = border.profiles.products(duals)
  }

  private func addCouplings(_ duals: [Double], to product: inout [Double]) {
    for (index, column) in border.coupled.enumerated() {
      var sum = 0.0
      for entry in border.couplingStarts[index]..<border.couplingStarts[index + 1] {
        sum +=
          border.couplingValues[entry] * duals[border.couplings[Int(border.couplingPlaces[entry])]]
      }
      product[Int(column)] += sum
    }
  }

  // MARK: Where to begin

  func beginNearZero() { columns.beginNearZero() }

  func pullByCost() {
    columns.pullByCost()
    for row in missing.indices { missing[row] = 0 }
  }

  /// Takes the step of x whole.
  func takeStart() {
    for column in columns.x.indices where !columns.isFixed[column] {
      columns.x[column] += columns.step[column]
    }
  }

  func takeStartDuals(couplingDuals: [Double]) -> BoundedColumns.StartSums {
    y = dualStep
    setProduct(y, couplingDuals)
    return columns.startSums()
  }

  func moveInside(margin: Double, dual: Double) -> Double {
    columns.moveInside(margin: margin, dual: dual)
  }

  // MARK: Equations

  /// Factorizes the equations of the part, and reckons what is left of them for couplings and links.
  func factorize(_ buffers: inout WideSides.Buffers) {
    factor.factorize(matrix, weights: columns.weights, keepsRows: border.width > 0)
    guard let wide = border.wide else { return }
    wide.clear(&buffers)
    for (entry, place) in border.linkTargets.enumerated() {
      wide.add(border.profiles.values[entry], at: place, &buffers)
    }
    let weights = columns.weights
    var target = 0
    for (index, column) in border.coupled.enumerated() {
      let weight = weights[Int(column)]
      for entry in matrix.entries(of: Int(column)) {
        let own = weight * matrix.values[entry]
        for coupling in border.couplingStarts[index]..<border.couplingStarts[index + 1] {
          wide.add(
            own * border.couplingValues[coupling], at: border.couplingTargets[target], &buffers)
          target += 1
        }
      }
    }
    factor.divide(wide, &buffers)
    wide.products(&buffers, into: &narrow)
    gram = border.profiles.expanded(narrow, couplings: border.couplings.count)
    for (index, column) in border.coupled.enumerated() {
      let range = border.couplingStarts[index]..<border.couplingStarts[index + 1]
      let weight = weights[Int(column)]
      for entry in range {
        for other in entry..<range.upperBound {
          let (a, b) = (Int(border.couplingPlaces[entry]), Int(border.couplingPlaces[other]))
          gram[min(a, b) * border.width + max(a, b)] -=
            weight * border.couplingValues[entry] * border.couplingValues[other]
        }
      }
    }
  }

  /// The first half of a step: what the pulls and what is missing ask of couplings and links.
  ///
  /// - Parameter isCorrector: whether only pulls count.
  func reduce(isCorrector: Bool) {
    columns.setStepToPull()
    matrix.multiply(columns.step, into: &rest)
    if !isCorrector { BoundedColumns.add(&rest, 1, missing) }
    guard border.width > 0 else { return }
    setToCouplings(columns.step)
    reduceRest()
  }

  /// The first half of a correction, for what rounding has left in `rest`.
  func reduceCorrection() {
    guard border.width > 0 else { return }
    for place in toCouplings.indices { toCouplings[place] = 0 }
    reduceRest()
  }

  private func reduceRest() {
    scratch = rest
    factor.solve(&scratch)
    let (weights, scratch) = (columns.weights, scratch)
    addToCouplings(-1) { column in
      var sum = 0.0
      for entry in matrix.entries(of: column) {
        sum += matrix.values[entry] * scratch[Int(matrix.rows[entry])]
      }
      return weights[column] * sum
    }
    toLinks = border.profiles.products(scratch).map { -$0 }
  }

  /// The second half of a step, with what couplings and links do.
  ///
  /// - Parameters:
  ///   - links: steps of the columns of the rest.
  ///   - couplings: steps of the duals of the rows of the rest.
  ///   - sum: of all those steps, where this one corrects earlier ones.
  func finish(links: [Double], couplings: [Double], sum: [Double], isCorrection: Bool) {
    border.profiles.add(-1, times: links, to: &rest)
    let weights = columns.weights
    for (index, column) in border.coupled.enumerated() {
      var own = 0.0
      for entry in border.couplingStarts[index]..<border.couplingStarts[index + 1] {
        own +=
          border.couplingValues[entry]
          * couplings[border.couplings[Int(border.couplingPlaces[entry])]]
      }
      own *= weights[Int(column)]
      for entry in matrix.entries(of: Int(column)) {
        rest[Int(matrix.rows[entry])] -= own * matrix.values[entry]
      }
    }
    factor.solve(&rest)
    if isCorrection {
      BoundedColumns.add(&dualStep, 1, rest)
    } else {
      swap(&dualStep, &rest)
    }
    matrix.multiplyTransposed(dualStep, into: &columns.product)
    addCouplings(sum, to: &columns.product)
    columns.takeStep()
  }

  /// What rounding has left of the equations, in `rest`; returns the largest.
  func leftOver(links: [Double], isCorrector: Bool) -> Double {
    matrix.multiply(columns.step, into: &rest)
    border.profiles.add(1, times: links, to: &rest)
    var residual = 0.0
    for row in rest.indices {
      rest[row] = (isCorrector ? 0 : missing[row]) - rest[row]
      residual = max(residual, abs(rest[row]))
    }
    setToCouplings(columns.step)
    toLinks = border.profiles.products(dualStep)
    return residual
  }

  // MARK: Steps

  func pullStraight() { columns.pullStraight() }

  func takeStraight() -> (Double, Double) {
    columns.takeStraight()
    wholeDual = dualStep
    return columns.lengths()
  }

  func bend(to centre: Double) { columns.bend(to: centre) }

  func bendOutliers(to centre: Double, _ primal: Double, _ dual: Double) -> Int {
    columns.bendOutliers(to: centre, primal, dual)
  }

  func lengths(with shares: SIMD8<Double>) -> (SIMD8<Double>, SIMD8<Double>) {
    columns.setDualSteps()
    return columns.lengths(with: shares)
  }

  func add(_ primal: Double, _ dual: Double) {
    columns.add(primal, dual)
    BoundedColumns.add(&wholeDual, dual, dualStep)
  }

  func advance(_ step: BoundedColumns.Step) {
    columns.advance(step)
    BoundedColumns.add(&y, step.dual, wholeDual)
  }
}
