import Foundation

/// A solution of an arrowhead program from a point that is nearly one.
///
/// An interior point method knows soon what a solution costs and what is decided once in it (*links*), and then needs as many
/// rounds again until a million rows hold. But with links that leave a little room, the rows of each part are a small program
/// of their own, whose rows hold after some 30 rounds. So links get room, part by part as much as it takes: those that a part
/// gains from become a little larger, those that it pays for a little smaller. The bound of the point tells whether that has
/// cost too much.
struct ArrowheadRepair {
  let program: LinearProgram
  let order: ArrowheadOrder
  let parts: [Piece]
  let rest: Piece
  /// Where the method stands.
  let x: [Double]
  let rowDual: [Double]
  /// What cost and bound differ by there, relative to the cost.
  let gap: Double

  /// Rows and columns of a part, or of the rest.
  struct Piece {
    var rows: [Int] = []
    var columns: [Int] = []
  }

  /// How much room the links of a part get.
  struct Room {
    /// As a share of each link.
    var share: Double
    /// What it costs to do without it, as a multiple of what the part gains or pays.
    var price: Double

    var wider: Room { Room(share: 4 * share, price: 10 * price) }
  }

  private static let mostRoom = 0.2
  /// Rounds after which the rows of a part are not expected to hold any more.
  private static let mostRounds = 110

  /// A solution, where there is one with little room.
  func solution(shouldStop: () -> Bool) -> [Double]? {
    let links = ArrowheadLinks(self)
    let first = Room(share: min(1e-2, max(1e-4, 10 * gap)), price: 3)
    var rooms = parts.map { _ in first }
    var isHeld = parts.map { _ in false }
    var x = x
    let expected = contributions(of: x)
    while true {
      guard let found = links.values(rooms, expected, x, isHeld) else { return nil }
      for (column, value) in found where !Self.isClose(value, x[column]) {
        x[column] = value
        for part in links.parts(of: column) { isHeld[part] = false }
      }
      let open = parts.indices.filter { !isHeld[$0] }
      let solved = solve(open, activity(of: [rest], x), shouldStop)
      guard !shouldStop() else { return nil }
      for (part, own) in zip(open, solved) {
        guard let own else {
          rooms[part] = rooms[part].wider
          guard rooms[part].share <= Self.mostRoom else { return nil }
          continue
        }
        isHeld[part] = true
        for (place, column) in parts[part].columns.enumerated() { x[column] = own[place] }
      }
      if isHeld.allSatisfy(\.self) { break }
    }
    // What parts add to the rest is known only now.
    guard let rest = links.rest(contributions(of: x), x) else { return nil }
    for (place, column) in self.rest.columns.enumerated() { x[column] = rest[place] }
    return x
  }

  private static func isClose(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= 1e-9 * max(1e-3, abs(b))
  }

  // MARK: Parts

  /// Solutions of some parts, side by side; none for those whose rows cannot hold.
  ///
  /// - Parameter sides: what the columns of the rest add to each row.
  private func solve(_ open: [Int], _ sides: [Double], _ shouldStop: () -> Bool) -> [[Double]?] {
    let size = abs(program.objective(of: x))
    // All parts together may add a tenth of the gap.
    let share = 0.1 * gap * size / Double(parts.count)
    return sideBySide(open.count, threads: ProcessInfo.processInfo.activeProcessorCount) {
      index, _ in
      shouldStop() ? nil : solve(parts[open[index]], sides, within: share, shouldStop)
    }
  }

  /// A solution of a part for given links at the prices of the couplings, at most so much above the cheapest.
  private func solve(
    _ part: Piece, _ sides: [Double], within share: Double, _ shouldStop: () -> Bool
  ) -> [Double]? {
    var own = LinearProgram()
    var ownOrder = ArrowheadOrder(rowParts: [], columnParts: [], groups: [], times: [])
    var places: [Int: Int] = [:]
    places.reserveCapacity(part.rows.count)
    for row in part.rows {
      places[row] = own.rowCount
      own.addRow(
        lower: program.rowLower[row] - sides[row], upper: program.rowUpper[row] - sides[row])
      ownOrder.rowParts.append(0)
      ownOrder.groups.append(order.groups[row])
      ownOrder.times.append(order.times[row])
    }
    var size = 0.0
    for column in part.columns {
      var cost = program.cost[column]
      var entries: [(row: Int, Double)] = []
      for entry in program.entries(of: column) {
        let row = Int(program.rows[entry])
        if order.rowParts[row] < 0 {
          cost -= rowDual[row] * program.values[entry]
        } else if let place = places[row] {
          entries.append((place, program.values[entry]))
        }
      }
      own.addColumn(
        cost: cost, lower: program.columnLower[column], upper: program.columnUpper[column],
        entries: entries)
      ownOrder.columnParts.append(0)
      size += cost * x[column]
    }
    var rounds = 0
    let solution = ArrowheadProgram(own, ownOrder)?.solve(
      gap: min(1e-2, max(1e-6, share / max(1e-9, abs(size)))), large: .max,
      shouldStop: { rounds >= Self.mostRounds || shouldStop() }, report: { rounds = $0.number })
    guard let solution, solution.status == .optimal else { return nil }
    return solution.x
  }

  // MARK: Sums

  /// What the columns of some pieces add to each row.
  private func activity(of pieces: [Piece], _ x: [Double]) -> [Double] {
    var sums = Array(repeating: 0.0, count: program.rowCount)
    for piece in pieces {
      for column in piece.columns where x[column] != 0 {
        for entry in program.entries(of: column) {
          sums[Int(program.rows[entry])] += program.values[entry] * x[column]
        }
      }
    }
    return sums
  }

  /// What the columns of parts add to the rows of the rest.
  private func contributions(of x: [Double]) -> [Double] {
    let sums = activity(of: parts, x)
    return rest.rows.map { sums[$0] }
  }
}
