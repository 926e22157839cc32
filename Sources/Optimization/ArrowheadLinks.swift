/// The links of an arrowhead program: columns of its rest that parts touch, and programs that find values for them.
struct ArrowheadLinks {
  private let program: LinearProgram
  private let rest: ArrowheadRepair.Piece
  private let rowPlaces: [Int: Int]
  private let links: [Link]
  /// The place of each link by its column.
  private let places: [Int: Int]
  private let rowDual: [Double]

  private struct Link {
    var column: Int
    /// Its place among the columns of the rest.
    var place: Int
    var parts: [Int]
    var value: Double
    /// What one more unit is worth to its parts; negative for what they pay for.
    var worth: Double
    /// Whether all of it is worth next to nothing.
    var isNegligible = false
  }

  init(_ repair: ArrowheadRepair) {
    (program, rest, rowDual) = (repair.program, repair.rest, repair.rowDual)
    rowPlaces = Dictionary(
      rest.rows.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var links: [Link] = []
    for (place, column) in rest.columns.enumerated() {
      var parts: Set<Int> = []
      var worth = 0.0
      for entry in program.entries(of: column) where program.values[entry] != 0 {
        let row = Int(program.rows[entry])
        let part = Int(repair.order.rowParts[row])
        guard part >= 0 else { continue }
        parts.insert(part)
        worth += program.values[entry] * repair.rowDual[row]
      }
      guard !parts.isEmpty else { continue }
      links.append(
        Link(
          column: column, place: place, parts: parts.sorted(), value: repair.x[column],
          worth: worth))
    }
    let cost = program.objective(of: repair.x)
    // All that is negligible together is worth a tenth of the gap.
    let little = 0.1 * repair.gap * abs(cost) / Double(max(1, links.count))
    for index in links.indices {
      links[index].isNegligible = abs(links[index].value * links[index].worth) < little
    }
    self.links = links
    places = Dictionary(
      links.enumerated().map { ($1.column, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func parts(of column: Int) -> [Int] { places[column].map { links[$0].parts } ?? [] }

  // MARK: Programs

  private struct Column {
    var cost: Double
    var lower = 0.0
    var upper = Double.infinity
    var entries: [(row: Int, Double)] = []
  }

  /// The rows of the rest, less what parts add to them, and its columns.
  private func restProgram(_ contributions: [Double]) -> (LinearProgram, [Column]) {
    var own = LinearProgram()
    for (place, row) in rest.rows.enumerated() {
      own.addRow(
        lower: program.rowLower[row] - contributions[place],
        upper: program.rowUpper[row] - contributions[place])
    }
    let columns = rest.columns.map { column in
      Column(
        cost: program.cost[column], lower: program.columnLower[column],
        upper: program.columnUpper[column],
        entries: program.entries(of: column).compactMap { entry in
          rowPlaces[Int(program.rows[entry])].map { ($0, program.values[entry]) }
        })
    }
    return (own, columns)
  }

  private func solve(_ program: LinearProgram, _ columns: [Column]) -> [Double]? {
    var program = program
    for column in columns {
      program.addColumn(
        cost: column.cost, lower: column.lower, upper: column.upper, entries: column.entries)
    }
    guard let solution = try? HiGHS(program).solve(), solution.status == .optimal else {
      return nil
    }
    return zip(columns, solution.x).map { min(max($1, $0.lower), $0.upper) }
  }

  // MARK: Room

  /// Values that leave parts their room, at the least cost of the rest; nil where the rows of the rest cannot hold.
  ///
  /// - Parameters:
  ///   - contributions: what parts are expected to add to the rows of the rest.
  ///   - x: where the links of parts that hold should stay.
  func values(
    _ rooms: [ArrowheadRepair.Room], _ contributions: [Double], _ x: [Double], _ isHeld: [Bool]
  ) -> [(column: Int, value: Double)]? {
    var (own, columns) = restProgram(contributions)
    for link in links {
      let row = own.rowCount
      columns[link.place].entries.append((row, 1))
      let worth = max(abs(link.worth), 1e-3 * abs(program.cost[link.column]), 1e-9)
      func add(_ sign: Double, price: Double, upTo upper: Double = .infinity) {
        columns.append(Column(cost: price * worth, upper: upper, entries: [(row, sign)]))
      }
      if link.parts.allSatisfy({ isHeld[$0] }) {
        own.addRow(lower: x[link.column], upper: x[link.column])
        add(1, price: Self.dear)
        add(-1, price: Self.dear)
        continue
      }
      let room = link.parts.map { rooms[$0] }.max { $0.share < $1.share }
      let share = room?.share ?? 0
      let gains = link.worth > 0
      let value = max(0, link.value)
      let wanted =
        gains
        ? value * (link.isNegligible ? 2 : 1 + share)
        : link.isNegligible ? 0 : value * (1 - share)
      own.addRow(lower: gains ? wanted : -.infinity, upper: gains ? .infinity : wanted)
      let sign = gains ? 1.0 : -1
      add(sign, price: room?.price ?? 0, upTo: abs(wanted - value))
      add(sign, price: Self.dear)
    }
    for (place, row) in rest.rows.enumerated() where contributions[place] != 0 {
      let price = max(1e-9, 10 * abs(rowDual[row]))
      columns.append(Column(cost: price, entries: [(place, 1)]))
      columns.append(Column(cost: price, entries: [(place, -1)]))
    }
    guard let found = solve(own, columns) else { return nil }
    return links.map { ($0.column, found[$0.place]) }
  }

  /// Price of leaving a part with less than it had, as a multiple of what it gains or pays.
  private static let dear = 300.0

  /// The columns of the rest for given links and what parts add; nil where the rows of the rest cannot hold.
  func rest(_ contributions: [Double], _ x: [Double]) -> [Double]? {
    let (own, free) = restProgram(contributions)
    var columns = free
    for link in links {
      columns[link.place].lower = x[link.column]
      columns[link.place].upper = x[link.column]
    }
    return solve(own, columns)
  }
}
