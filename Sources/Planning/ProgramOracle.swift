import Chains
import Optimization
import Synchronization

/// A block that HiGHS answers as a linear program, warm-started from its last basis: several stores,
/// ramps, links between places, work that can wait.
///
/// Every rule that may be impossible to keep can be broken at a price beyond all others, so that there
/// is always an answer, and always a cut.
final class ProgramOracle: BlockOracle, @unchecked Sendable {
  // Unchecked: the solver is only touched by the thread that evaluates the block, and each block
  // is evaluated by one thread at a time.
  let block: Blocks.Block
  private let layout: Layout
  private let program: LinearProgram
  private let solver: HiGHS
  /// First row (column) of the program for each row (column) block, couplings last.
  private let rowBase: [Int]
  private let columnBase: [Int]
  private let firstCoupling: Int
  private let firstSlack: Int
  /// Whether whoever stops the search also stops the hours: not while the best plan so far is read.
  private let isSearching: Flag

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
    do throws(SolverError) {
      solver = try HiGHS(program, options: own)
    } catch {
      throw .solver(error)
    }
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

  private func solve(_ links: [Double], _ couplings: [Double]) throws(PlanningError) -> Solution {
    for (place, index) in block.rows.enumerated() {
      let row = layout.rows[index]
      var shift: [Double] = []
      for (link, touches) in linkTouches.enumerated() where links[link] != 0 {
        for touch in touches where touch.rowPlace == place {
          if shift.isEmpty { shift = Array(repeating: 0, count: row.count) }
          for hour in 0..<row.count { shift[hour] += touch.coefficient[hour] * links[link] }
        }
      }
      let isMoved = linkTouches.contains { $0.contains { $0.rowPlace == place } }
      guard isMoved else { continue }
      if shift.isEmpty { shift = Array(repeating: 0, count: row.count) }
      solver.changeRowBounds(
        from: rowBase[place], lower: (0..<row.count).map { row.lower[$0] - shift[$0] },
        upper: (0..<row.count).map { row.upper[$0] - shift[$0] })
    }
    for (place, index) in block.couplings.enumerated() {
      let row = layout.rows[index]
      solver.changeRowBounds(
        firstCoupling + place, lower: row.lower[0].isFinite ? couplings[place] : -.infinity,
        upper: row.upper[0].isFinite ? couplings[place] : .infinity)
    }
    // Whatever is missing can be bought, and nothing runs off.
    let solution = solver.solveAgain(hasSolution: true)
    guard solution.status == .optimal else {
      if solution.status == .stopped { throw .stopped }
      throw .failed("the hours of a block: \(solution.status)")
    }
    return solution
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
    let solution = try solve(links, couplings)
    let broken = solution.x[firstSlack...].reduce(0) { max($0, $1) }
    let size = solution.x[..<firstSlack].reduce(1e-9) { max($0, abs($1)) }
    let violation = broken / size
    if violation > Search.Point.feasible {
      // What is missing, without money.
      solver.changeCosts(from: 0, to: phaseOne)
      defer { solver.changeCosts(from: 0, to: program.cost) }
      var cut = cut(try solve(links, couplings), links, couplings)
      cut.isFeasibility = true
      return BlockAnswer(cost: .infinity, violation: violation, cuts: [cut])
    }
    return BlockAnswer(
      cost: solution.objective, violation: violation, cuts: [cut(solution, links, couplings)])
  }

  /// Costs that count only what is broken.
  private var phaseOne: [Double] {
    program.cost.indices.map { $0 < firstSlack ? 0 : 1 }
  }

  private func cut(_ solution: Solution, _ links: [Double], _ couplings: [Double]) -> BlockCut {
    var slopes = Array(repeating: 0.0, count: links.count)
    for (link, touches) in linkTouches.enumerated() {
      for (place, coefficient) in touches {
        for hour in 0..<layout.rows[block.rows[place]].count {
          slopes[link] -= coefficient[hour] * solution.rowDual[rowBase[place] + hour]
        }
      }
    }
    let worths = block.couplings.indices.map { solution.rowDual[firstCoupling + $0] }
    var constant = solution.objective
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
    let solution = try solve(links, couplings)
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
