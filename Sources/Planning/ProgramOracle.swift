import Chains
import Optimization
import Synchronization

/// A block that is answered as a linear program: several stores, ramps, links between places, work that can wait.
///
/// HiGHS answers short ones, warm-started from the last basis. Long ones are a band in the order of time, which an
/// interior point method of our own answers (``BandedProgram``), with HiGHS where that fails.
///
/// Every rule that may be impossible to keep can be broken at a price beyond all others, so that there
/// is always an answer, and always a cut.
final class ProgramOracle: BlockOracle, @unchecked Sendable {
  // Unchecked: the solver is only touched by the thread that evaluates the block, and each block
  // is evaluated by one thread at a time.
  let block: Blocks.Block
  private let layout: Layout
  private let program: LinearProgram
  private let band: BandedProgram?
  private let options: SolverOptions
  /// Made when it is first asked: HiGHS keeps a year at some tens of MB.
  private var solver: Solver?
  /// First row (column) of the program for each row (column) block, couplings last.
  private let rowBase: [Int]
  private let columnBase: [Int]
  private let firstCoupling: Int
  private let firstSlack: Int
  /// Whether whoever stops the search also stops the hours: not while the best plan so far is read.
  private let isSearching: Flag

  private final class Solver {
    let highs: HiGHS
    init(_ program: LinearProgram, _ options: SolverOptions) throws(SolverError) {
      highs = try HiGHS(program, options: options)
    }
  }

  private final class Flag: Sendable {
    let isOn = Atomic<Bool>(true)
  }

  /// Links in a row block: what the link's units put into its rows.
  private let linkTouches: [[(rowPlace: Int, coefficient: Amount.Local)]]

  init(layout: Layout, block: Blocks.Block, options: SolverOptions) throws(PlanningError) {
    self.block = block
    self.layout = layout
    var rowBase: [Int] = []
    var rows = 0
    var rowPlace: [Int: Int] = [:]
    var program = LinearProgram()
    for (place, index) in block.rows.enumerated() {
      rowPlace[index] = place
      rowBase.append(rows)
      let row = layout.rows[index]
      for hour in 0..<row.count { program.addRow(lower: row.lower[hour], upper: row.upper[hour]) }
      rows += row.count
    }
    firstCoupling = rows
    var couplingPlace: [Int: Int] = [:]
    for (place, index) in block.couplings.enumerated() {
      couplingPlace[index] = rows + place
      let row = layout.rows[index]
      program.addRow(
        lower: row.lower[0].isFinite ? 0 : -.infinity, upper: row.upper[0].isFinite ? 0 : .infinity)
    }
    var columnBase: [Int] = []
    var largest = 1e-9
    for index in block.columns {
      columnBase.append(program.columnCount)
      let column = layout.columns[index]
      for hour in 0..<column.count {
        var entries: [(row: Int, Double)] = []
        for touch in column.touches {
          if let coupling = couplingPlace[touch.rowBlock] {
            entries.append((coupling, touch.coefficient[hour]))
          } else if let place = rowPlace[touch.rowBlock] {
            guard let row = layout.row(of: touch, hour: hour) else { continue }
            entries.append((rowBase[place] + row, touch.coefficient[hour]))
          }
        }
        largest = max(largest, abs(column.value[hour]))
        program.addColumn(
          cost: -column.value[hour], lower: column.lower[hour], upper: column.upper[hour],
          entries: Self.summed(entries))
      }
    }
    firstSlack = program.columnCount
    let hasFloors = block.columns.contains { !layout.columns[$0].lower.isZero }
    let penalty = 1000 * largest
    for row in 0..<program.rowCount {
      let place = rowBase.lastIndex { $0 <= row } ?? 0
      var isHold = false
      if row < firstCoupling, case .hold = layout.rows[block.rows[place]].kind { isHold = true }
      if program.rowLower[row].isFinite { program.addColumn(cost: penalty, entries: [(row, 1)]) }
      if program.rowUpper[row].isFinite, !isHold || hasFloors {
        program.addColumn(cost: penalty, entries: [(row, -1)])
      }
    }
    linkTouches = block.links.map { index in
      layout.columns[index].touches.compactMap { touch in
        rowPlace[touch.rowBlock].map { ($0, touch.coefficient) }
      }
    }
    self.rowBase = rowBase
    self.columnBase = columnBase
    self.program = program
    var own = options
    own.method = .simplex
    own.feasibility = 1e-9
    // A year of several stores takes long: it has to be stopped in the middle.
    let mustStop = options.counted(from: .now).shouldStop
    let isSearching = Flag()
    self.isSearching = isSearching
    own.timeLimit = .infinity
    own.shouldStop = { isSearching.isOn.load(ordering: .relaxed) && mustStop() }
    self.options = own
    let isLong = program.rowCount >= Self.longRows
    band = isLong ? BandedProgram(program, times: Self.times(layout, block)) : nil
  }

  /// Rows from which an interior point from anew is faster than the simplex from the last basis: the hours of a year.
  private static let longRows = 20_000

  /// Where each row stands in its year, those of couplings after all.
  private static func times(_ layout: Layout, _ block: Blocks.Block) -> [Double] {
    block.rows.flatMap { index in
      let count = layout.rows[index].count
      return (0..<count).map { Double($0) / Double(count) }
    } + block.couplings.map { _ in .infinity }
  }

  /// Entries at the same place add up (a store of one hour keeps into itself).
  private static func summed(_ entries: [(row: Int, Double)]) -> [(row: Int, Double)] {
    var sums: [(row: Int, Double)] = []
    for entry in entries {
      if let same = sums.firstIndex(where: { $0.row == entry.row }) {
        sums[same].1 += entry.1
      } else {
        sums.append(entry)
      }
    }
    return sums
  }

  func adapted(_ cut: BlockCut, _ workspace: BlockWorkspace) throws(PlanningError) -> BlockCut? {
    try evaluate(links: cut.links, couplings: cut.couplings, tolerance: 0, workspace).cuts.first
  }

  /// An answer of whoever solved the program; the bound is what the duals show, which is the cost or just below.
  private struct Hours {
    var x: [Double]
    var cost: Double
    var bound: Double
    var rowDual: [Double]
  }

  /// - Parameter costs: in place of the program's own.
  private func solve(
    _ links: [Double], _ couplings: [Double], costs: [Double]? = nil, gap: Double
  ) throws(PlanningError) -> Hours {
    let (lower, upper) = rowBounds(links, couplings)
    if let band {
      let answer = band.solve(
        rowLower: lower, rowUpper: upper, cost: costs,
        to: .init(gap: gap, slacks: firstSlack, broken: Search.Point.feasible),
        shouldStop: options.shouldStop)
      switch answer.status {
      case .optimal:
        return Hours(
          x: answer.x, cost: answer.objective, bound: answer.bound, rowDual: answer.rowDual)
      case .stopped: throw .stopped
      case .failed: break
      }
    }
    return try solveByHiGHS(lower, upper, costs)
  }

  private func solveByHiGHS(_ lower: [Double], _ upper: [Double], _ costs: [Double]?)
    throws(PlanningError) -> Hours
  {
    do throws(SolverError) {
      if solver == nil { solver = try Solver(program, options) }
    } catch {
      throw .solver(error)
    }
    guard let solver else { throw .failed("the hours of a block: no solver") }
    solver.highs.changeRowBounds(from: 0, lower: lower, upper: upper)
    if let costs { solver.highs.changeCosts(from: 0, to: costs) }
    defer { if costs != nil { solver.highs.changeCosts(from: 0, to: program.cost) } }
    // Whatever is missing can be bought, and nothing runs off.
    let solution = solver.highs.solveAgain(hasSolution: true)
    guard solution.status == .optimal else {
      if solution.status == .stopped { throw .stopped }
      throw .failed("the hours of a block: \(solution.status)")
    }
    return Hours(
      x: solution.x, cost: solution.objective, bound: solution.objective, rowDual: solution.rowDual)
  }

  /// Bounds of the rows with what links and couplings put into them.
  private func rowBounds(_ links: [Double], _ couplings: [Double]) -> ([Double], [Double]) {
    var (lower, upper) = (program.rowLower, program.rowUpper)
    for (link, touches) in linkTouches.enumerated() where links[link] != 0 {
      for (place, coefficient) in touches {
        for hour in 0..<layout.rows[block.rows[place]].count {
          let shift = coefficient[hour] * links[link]
          lower[rowBase[place] + hour] -= shift
          upper[rowBase[place] + hour] -= shift
        }
      }
    }
    for (place, index) in block.couplings.enumerated() {
      let row = layout.rows[index]
      if row.lower[0].isFinite { lower[firstCoupling + place] = couplings[place] }
      if row.upper[0].isFinite { upper[firstCoupling + place] = couplings[place] }
    }
    return (lower, upper)
  }

  var loads: [Double] { block.links.map { _ in 0 } }

  var harmless: [Harmless] { block.links.map { _ in .neither } }

  func reaches(linked: Double) -> [Double?] { block.links.map { _ in nil } }

  var hasCoarse: Bool { false }

  func coarse(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> BlockAnswer
  { try evaluate(links: links, couplings: couplings, tolerance: 1e-3, workspace) }

  /// Its answers say already why.
  func feasibility(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> [BlockCut]
  { [] }

  func evaluate(
    links: [Double], couplings: [Double], tolerance: Double, _ workspace: BlockWorkspace
  ) throws(PlanningError) -> BlockAnswer {
    let hours = try solve(links, couplings, gap: tolerance)
    let broken = hours.x[firstSlack...].reduce(0) { max($0, $1) }
    let size = hours.x[..<firstSlack].reduce(1e-9) { max($0, abs($1)) }
    let violation = broken / size
    if violation > Search.Point.feasible {
      // What is missing, without money.
      let least = try solve(links, couplings, costs: phaseOne, gap: 0)
      var cut = cut(least, links, couplings)
      cut.isFeasibility = true
      return BlockAnswer(cost: .infinity, violation: violation, cuts: [cut])
    }
    return BlockAnswer(cost: hours.cost, violation: violation, cuts: [cut(hours, links, couplings)])
  }

  /// Costs that count only what is broken.
  private var phaseOne: [Double] {
    program.cost.indices.map { $0 < firstSlack ? 0 : 1 }
  }

  private func cut(_ solution: Hours, _ links: [Double], _ couplings: [Double]) -> BlockCut {
    var slopes = Array(repeating: 0.0, count: links.count)
    for (link, touches) in linkTouches.enumerated() {
      for (place, coefficient) in touches {
        for hour in 0..<layout.rows[block.rows[place]].count {
          slopes[link] -= coefficient[hour] * solution.rowDual[rowBase[place] + hour]
        }
      }
    }
    let worths = block.couplings.indices.map { solution.rowDual[firstCoupling + $0] }
    var constant = solution.bound
    for (link, slope) in slopes.enumerated() { constant -= slope * links[link] }
    for (place, worth) in worths.enumerated() { constant -= worth * couplings[place] }
    return BlockCut(
      constant: constant, slopes: slopes, worths: worths, links: links, couplings: couplings,
      duals: Array(solution.rowDual[..<firstCoupling]))
  }

  func quantities(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> [[Double]]
  {
    // Whoever stops the search still wants the quantities of the best plan so far.
    isSearching.isOn.store(false, ordering: .relaxed)
    defer { isSearching.isOn.store(true, ordering: .relaxed) }
    let solution = try solve(links, couplings, gap: 0)
    return block.columns.enumerated().map { place, index in
      Array(solution.x[columnBase[place]..<(columnBase[place] + layout.columns[index].count)])
    }
  }

  func addDuals(
    of cut: BlockCut, times share: Double, to sums: inout [[Double]], _ workspace: BlockWorkspace
  ) throws(PlanningError) {
    guard let duals = cut.duals else { return }
    for place in sums.indices {
      for hour in sums[place].indices { sums[place][hour] += share * duals[rowBase[place] + hour] }
    }
  }
}

extension Layout {
  /// The row of its block that an hourly column touches, if it does.
  func row(of touch: Touch, hour: Int) -> Int? {
    let count = rows[touch.rowBlock].count
    let row = hour + touch.shift
    if row >= 0, row < count { return row }
    return touch.wraps ? (row + count) % count : nil
  }
}
