import Chains
import Optimization

/// The program over what is decided once per node, with the cost of each block bounded by cuts.
///
/// Columns: the single columns of the layout; then for each block its cost, then what it puts into each
/// of its couplings; then those of an aim. Rows: the single rows of the layout; those of an aim; then cuts. Money is scaled, so that costs and
/// tolerances of the solver are of one size.
final class Master {
  let layout: Layout
  let blocks: Blocks
  /// Solver's money per unit of money.
  let scale: Double
  /// Column of each block's cost, and of its first coupling.
  private(set) var costColumn: [Int] = []
  private(set) var couplingColumn: [Int] = []
  /// Columns of the links of each block.
  private(set) var linkColumns: [[Int]] = []
  /// In which direction each coupling of a block may move without harm to it.
  private(set) var couplingWays: [[Harmless]] = []
  let wholeColumns: [Int]
  private let singleCount: Int
  private let singleRows: Int
  /// What is to be best, where it is not the expected value; its columns and rows.
  private let aim: LeafAim?
  private let aimColumn: Int
  /// The row of the first cut.
  let firstCut: Int
  let solver: HiGHS
  /// Cuts in the program, in the order of their rows.
  private(set) var cuts: [Cut] = []
  /// Cuts that are known and not in the program: it is solved in a fraction of the time without those that say nothing.
  private(set) var pool = CutPool()
  /// How far from what is known the columns without an end may go; grows when it is reached.
  var reach: Reach
  private(set) var open: [Int] = []
  /// Whether the cost of a block has a lower bound yet.
  private var hasCut: [Bool]

  /// Least cost of a block without a cut, in the solver's money.
  private static let least = -1e6

  struct Cut {
    var block: Int
    var cut: BlockCut
    /// In how many solves in a row it was of no use.
    var idle = 0
    /// Whether it carries the bound of the last solve.
    var isTight = false
    /// Its place among the cuts of the program in which an earlier search ended.
    var place: Int?
  }

  /// Limits set on columns that have none, so that the first programs are bounded.
  struct Reach {
    struct Sizes {
      /// For capacities and the like.
      var single: Double
      /// For what hours add up to over a year.
      var coupling: Double
      /// For columns of the layout about which more is known.
      var known: [Int: Double] = [:]
    }

    /// By column of the master.
    var lower: [Double]
    var upper: [Double]
  }

  struct Result {
    var status: Solution.Status
    /// Lower bound on the cost, in money.
    var bound: Double
    /// Values of all columns, costs of blocks in money.
    var x: [Double]
    /// Duals of the single rows, in money.
    var singleDuals: [Double]
    /// Cuts that carry the bound, with their shares in the cost of their block.
    var shares: [(cut: Cut, share: Double)]
    /// Columns that stand at a limit that only the reach set.
    var atReach: [Int]
    /// Whether the bound is one: nothing stands at a limit of the reach, and every block has a cut.
    var isProof: Bool
    /// Whether the cost of some block is not bounded by a cut yet.
    var lacksCuts: Bool
  }

  init(
    layout: Layout, blocks: Blocks, scale: Double, reach: Reach.Sizes, options: SolverOptions,
    aim: LeafAim? = nil, hasBudget: Bool = false
  ) throws(SolverError) {
    self.aim = aim
    let share = aim?.aim.expectedShare ?? 1
    self.layout = layout
    self.blocks = blocks
    self.scale = scale
    var program = LinearProgram()
    var rowPlace: [Int: Int] = [:]
    for (place, index) in blocks.masterRows.enumerated() {
      rowPlace[index] = place
      program.addRow(lower: layout.rows[index].lower[0], upper: layout.rows[index].upper[0])
    }
    var columnPlace: [Int: Int] = [:]
    for (place, index) in blocks.masterColumns.enumerated() {
      columnPlace[index] = place
      let column = layout.columns[index]
      if column.whole { program.wholeColumns.append(place) }
      program.addColumn(
        cost: -column.value[0] * scale * share, lower: column.lower[0], upper: column.upper[0],
        entries: column.touches.compactMap { touch in
          rowPlace[touch.rowBlock].map { (row: $0, touch.coefficient[0]) }
        })
    }
    singleCount = program.columnCount
    hasCut = blocks.blocks.map { _ in false }
    singleRows = program.rowCount
    wholeColumns = program.wholeColumns
    for block in blocks.blocks {
      costColumn.append(program.columnCount)
      // Until there is a cut, a least cost keeps the program bounded (and proves nothing).
      program.addColumn(cost: share, lower: Self.least)
      couplingColumn.append(program.columnCount)
      for row in block.couplings {
        let sign = layout.sign(of: row, in: block)
        program.addColumn(
          cost: 0, lower: sign == .more ? 0 : -.infinity, upper: sign == .less ? 0 : .infinity,
          entries: [(row: rowPlace[row] ?? 0, 1)])
      }
      couplingWays.append(block.couplings.map { layout.harmless($0, in: block) })
      linkColumns.append(block.links.map { columnPlace[$0] ?? 0 })
    }
    aimColumn = program.columnCount
    firstCut = singleRows + (aim?.leaves.count ?? 0) + (hasBudget ? 1 : 0)
    for column in aim?.extraColumns ?? [] {
      program.addColumn(cost: column.cost, lower: column.lower)
    }
    var limits = Reach(lower: program.columnLower, upper: program.columnUpper)
    for column in 0..<aimColumn where !costColumn.contains(column) {
      let most =
        column < singleCount
        ? reach.known[blocks.masterColumns[column]] ?? reach.single : reach.coupling
      if limits.lower[column] == -.infinity {
        limits.lower[column] = -most
        open.append(column)
      }
      if limits.upper[column] == .infinity {
        limits.upper[column] = most
        if open.last != column { open.append(column) }
      }
    }
    self.reach = limits
    freeLower = program.columnLower
    freeUpper = program.columnUpper
    program.columnLower = limits.lower
    program.columnUpper = limits.upper
    costs = program.cost
    capacities = Set(reach.known.keys.compactMap { columnPlace[$0] })
    // Whole columns start as fractions; see `setWhole`.
    program.wholeColumns = []
    var own = options
    own.method = .simplex
    own.edgeWeights = .devex
    // Tighter than what a plan may break, so that what the master proposes can be carried out.
    own.feasibility = 1e-9
    solver = try HiGHS(program, options: own)
    addLeafRows()
    if hasBudget { addBudgetRow(program.cost) }
  }

  private func addBudgetRow(_ cost: [Double]) {
    let paid = cost.indices.filter { cost[$0] != 0 }
    solver.addRow(
      lower: -.infinity, upper: .infinity, columns: paid.map { Int32($0) },
      values: paid.map { cost[$0] })
  }

  /// From now on: the least of a weighed sum of columns among the decisions that cost at most so much.
  ///
  /// - Precondition: the master has a row for the money.
  func allow(cost: Double, leastOf weights: [Int: Double]) {
    solver.changeCosts(from: 0, to: (0..<columnCount).map { weights[$0] ?? 0 })
    solver.changeRowBounds(firstCut - 1, lower: -.infinity, upper: cost * scale)
  }

  /// Rows of the aim: its own columns are at least what each leaf costs.
  private func addLeafRows() {
    guard let aim else { return }
    for leaf in aim.leaves.indices {
      var columns = aim.extraPlaces(of: leaf).map { Int32(aimColumn + $0) }
      var values = columns.map { _ in 1.0 }
      for (place, index) in blocks.masterColumns.enumerated() {
        guard let value = aim.values[leaf][index]?[0] else { continue }
        columns.append(Int32(place))
        values.append(value * scale)
      }
      for block in blocks.blocks.indices {
        let weight = aim.weight(of: node(of: block), in: leaf)
        guard weight != 0 else { continue }
        columns.append(Int32(costColumn[block]))
        values.append(-weight)
      }
      solver.addRow(
        lower: (-aim.constants[leaf] - aim.bar(of: leaf)) * scale, upper: .infinity,
        columns: columns, values: values)
    }
  }

  /// The node to which the hours of a block belong.
  private func node(of block: Int) -> Int {
    let own = blocks.blocks[block]
    if let row = own.rows.first, case .balance(_, let node) = layout.rows[row].kind { return node }
    switch own.columns.first.map({ layout.columns[$0].kind }) {
    case .activity(_, let node, _), .stock(_, let node): return node
    default: return 0
    }
  }

  /// What values of the columns cost, in money, with the costs of the blocks.
  func cost(_ x: [Double], blocks costs: [Double]) -> Double {
    guard let aim else { return singleCost(x) + costs.reduce(0, +) }
    return aim.cost(
      aim.leaves.indices.map { leaf in
        var cost = -aim.constants[leaf]
        for (place, index) in blocks.masterColumns.enumerated() {
          if let value = aim.values[leaf][index]?[0] { cost -= value * x[place] }
        }
        for (block, own) in costs.enumerated() {
          let weight = aim.weight(of: node(of: block), in: leaf)
          if weight != 0 { cost += weight * own }
        }
        return cost
      })
  }

  let costs: [Double]
  /// Columns that are capacities of blocks.
  let capacities: Set<Int>
  let freeLower: [Double]
  let freeUpper: [Double]

  func setWhole(_ isWhole: Bool) { solver.setWhole(wholeColumns, isWhole) }

  func add(_ cuts: [(block: Int, cut: BlockCut)]) {
    add(cuts.map { Cut(block: $0.block, cut: $0.cut) })
  }

  /// Adds cuts, all at once: that is what the solver is quick at.
  func add(_ all: [Cut]) {
    let more = all.filter(isUsable)
    var rows = Rows()
    for cut in more {
      if !cut.cut.isFeasibility, !hasCut[cut.block] {
        hasCut[cut.block] = true
        solver.changeColumnBounds(costColumn[cut.block], lower: -.infinity, upper: .infinity)
      }
      append(cut.cut, of: cut.block, to: &rows)
    }
    solver.addRows(
      lower: rows.lower, upper: Array(repeating: .infinity, count: more.count),
      starts: rows.starts, columns: rows.columns, values: rows.values)
    cuts += more
    for index in (cuts.count - more.count)..<cuts.count { cuts[index].place = nil }
    forgetPrices()
  }

  /// Whether the solver takes a cut: it refuses rows with numbers beyond this size, whatever they say.
  private func isUsable(_ cut: Cut) -> Bool {
    let scale = cut.cut.isFeasibility ? 1 : scale
    let most = 1e14 / scale
    return abs(cut.cut.constant) < most && cut.cut.slopes.allSatisfy { abs($0) < most }
      && cut.cut.worths.allSatisfy { abs($0) < most }
  }

  /// Hours of all cuts for which prices are kept: 16 bytes each.
  private static let mostPrices = 4_000_000

  /// Where prices of too many hours are kept: those of the oldest cuts that carry nothing are found again if they are asked
  /// for.
  private func forgetPrices() {
    var kept = cuts.reduce(0) { $0 + ($1.cut.known?.prices.count ?? 0) }
    guard kept > Self.mostPrices else { return }
    for index in cuts.indices where !cuts[index].isTight {
      guard let own = cuts[index].cut.known else { continue }
      kept -= own.prices.count
      cuts[index].cut.known = nil
      if kept <= Self.mostPrices / 2 { return }
    }
  }

  /// Rows for the solver, one after the other.
  private struct Rows {
    var lower: [Double] = []
    var starts: [Int32] = []
    var columns: [Int32] = []
    var values: [Double] = []
  }

  private func append(_ cut: BlockCut, of block: Int, to rows: inout Rows) {
    // A cut of feasibility is in units of its own.
    let scale = cut.isFeasibility ? 1 : scale
    let start = rows.columns.count
    rows.starts.append(Int32(start))
    rows.lower.append(cut.constant * scale)
    func add(_ column: Int, _ value: Double) {
      if value == 0 { return }
      if let same = rows.columns[start...].firstIndex(of: Int32(column)) {
        rows.values[same] += value
      } else {
        rows.columns.append(Int32(column))
        rows.values.append(value)
      }
    }
    if !cut.isFeasibility { add(costColumn[block], 1) }
    for (place, slope) in cut.slopes.enumerated() { add(linkColumns[block][place], -slope * scale) }
    for (place, worth) in cut.worths.enumerated() {
      add(couplingColumn[block] + place, -worth * scale)
    }
  }

  /// All that is known of the blocks.
  var knownCuts: [Cut] { pool.cuts + cuts }

  /// All that is known of the blocks, with what the program ended at, for a search of the same columns.
  var left: (cuts: [Cut], basis: HiGHS.Basis?) {
    guard let basis = solver.basis() else { return (knownCuts, nil) }
    var own = cuts
    for index in own.indices {
      let isBinding = basis.isBinding(firstCut + index)
      own[index].isTight = own[index].isTight || isBinding
      // What says nothing at the last proposal waits until another asks for it: a program of half the rows is solved in a
      // fraction of the time.
      if isBinding { own[index].place = index }
    }
    return (pool.cuts + own, basis)
  }

  /// Cuts of an earlier search of the same columns, whose program is taken up where it ended.
  ///
  /// - Returns: whether that can be done; if not, nothing is.
  private func begin(with known: [Cut], at basis: HiGHS.Basis) -> Bool {
    let first = known.filter { $0.place != nil }
    let rows = Array(0..<firstCut) + first.compactMap { $0.place.map { firstCut + $0 } }
    guard let own = basis.taking(rows: rows) else { return false }
    for cut in known where cut.place == nil { pool.add(cut) }
    add(first)
    solver.begin(with: own)
    return true
  }

  /// Cuts of earlier searches: of each block the last ones go into the program, the rest waits until a proposal asks
  /// for it.
  ///
  /// - Parameter basis: where the program ended to which the places of the cuts belong.
  func begin(with known: [Cut], at basis: HiGHS.Basis? = nil) {
    if let basis, begin(with: known, at: basis) { return }
    var left = blocks.blocks.map { _ in 4 }
    var first: [Cut] = []
    for cut in known.reversed() {
      if left[cut.block] > 0 {
        left[cut.block] -= 1
        first.append(cut)
      } else {
        pool.add(cut)
      }
    }
    pool.cuts.reverse()
    add(first.reversed())
  }

  /// Takes cuts out that have been far from the last proposals, once there are many; they come back when a proposal
  /// asks for them.
  func dropIdleCuts() {
    guard cuts.count > 8 * blocks.blocks.count + 100 else { return }
    let idle = cuts.indices.filter { cuts[$0].idle > 4 }
    guard idle.count > cuts.count / 4 else { return }
    solver.deleteRows(idle.map { firstCut + $0 })
    let gone = Set(idle)
    for index in idle { pool.add(cuts[index]) }
    pool.keep(most: 60 * blocks.blocks.count + 500)
    cuts = cuts.indices.filter { !gone.contains($0) }.map { cuts[$0] }
  }

  /// Puts known cuts that a solution does not keep into the program.
  ///
  /// - Parameters:
  ///   - x: with the costs of blocks in money.
  ///   - slack: by how much a block may cost more than the solution says, in the solver's money, of which a plan costs
  ///     about 10,000.
  /// - Returns: how many.
  func addKnown(above x: [Double], slack: Double) -> Int {
    let found = pool.take(most: 4) { cut in
      let height = height(of: cut.cut, block: cut.block, x)
      return cut.cut.isFeasibility
        ? height - 3e-9 : (height - x[costColumn[cut.block]]) * scale - slack
    }
    add(found)
    return found.count
  }

  /// Values of a solution, with the costs of the blocks in money.
  func unscaled(_ solution: Solution) -> [Double] {
    var x = solution.x
    for column in costColumn where column < x.count { x[column] /= scale }
    return x
  }

  /// A solution of the program as it stands, that keeps its rows.
  ///
  /// The solver updates the factors of its basis from iteration to iteration, and calls a solution optimal by what they
  /// say. Now and then that is off by more than a plan may break: new factors for the same basis put it right.
  func solved(_ solve: () -> Solution) -> (solution: Solution, x: [Double]) {
    let solution = solve()
    let x = unscaled(solution)
    guard solution.status == .optimal, !x.isEmpty, breach(x) > 1e-8, let basis = solver.basis()
    else { return (solution, x) }
    solver.begin(with: basis)
    let again = solve()
    return (again, unscaled(again))
  }

  func solve(timeLimit: Double) -> Result {
    if timeLimit.isFinite { solver.changeTimeLimit(timeLimit) }
    var (solution, x) = solved { solver.solveAgain() }
    while solution.status == .optimal, addKnown(above: x, slack: 1e-4) > 0 {
      (solution, x) = solved { solver.solveAgain() }
    }
    if solution.status == .optimal {
      for (index, cut) in cuts.enumerated() {
        let height = self.height(of: cut.cut, block: cut.block, x)
        let own = cut.cut.isFeasibility ? 0 : x[costColumn[cut.block]]
        let isNear =
          cut.cut.isFeasibility || own - height <= 1e-5 * abs(solution.objective) / scale
        cuts[index].idle = isNear ? 0 : cut.idle + 1
      }
    }
    let atReach = solution.status == .optimal ? open.filter { isHeld($0, solution) } : []
    let lacksCuts = hasCut.contains(false)
    let isProof = atReach.isEmpty && !lacksCuts
    var shares: [(cut: Cut, share: Double)] = []
    if solution.status == .optimal {
      for (index, cut) in cuts.enumerated() {
        let share = solution.rowDual[firstCut + index]
        cuts[index].isTight = share > 1e-11
        if share > 1e-11 {
          // The price of a cut of feasibility is money; the share of any other is a number.
          shares.append((cut, cut.cut.isFeasibility ? share / scale : share))
        }
      }
    }
    return Result(
      status: solution.status, bound: solution.bound / scale, x: x,
      singleDuals: solution.rowDual.prefix(singleRows).map { $0 / scale }, shares: shares,
      atReach: atReach, isProof: isProof, lacksCuts: lacksCuts)
  }

  /// Whether only the reach keeps a column from going on.
  private func isHeld(_ column: Int, _ solution: Solution) -> Bool {
    let pull = solution.columnDual[column]
    let size = 1e-9 * max(1, abs(reach.upper[column]))
    if pull < -1e-9, freeUpper[column] == .infinity {
      return solution.x[column] >= reach.upper[column] - size
    }
    if pull > 1e-9, freeLower[column] == -.infinity {
      return solution.x[column] <= reach.lower[column] + size
    }
    return false
  }

  var columnCount: Int { freeLower.count }

  /// Fixes whole columns, for prices.
  func fix(_ columns: [Int], at x: [Double]) {
    solver.fix(columns, at: x)
    for column in columns { (reach.lower[column], reach.upper[column]) = (x[column], x[column]) }
    // Where they stand is no end of the reach.
    open.removeAll { columns.contains($0) }
  }
}
