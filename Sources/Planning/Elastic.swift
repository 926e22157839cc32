import Chains

/// A chain in which rules that carry a number of the study may be broken, at a cost relative to the size of that number, and
/// money hardly counts: its best plan breaks the rules least.
struct Elastic {
  /// Which rules may be broken.
  enum Extent {
    case everyRule
    /// All that is decided once, and of the hours only balances that keep nothing: hours stay what the dispatch kernel
    /// can say. What is missing in an hour is then a shortage, not too low a limit.
    case shortages
  }

  /// The columns by which one rule at one node is broken.
  struct Slack {
    var column: Int
    var rowBlock: Int
    var isExcess: Bool
  }

  let chain: Chain
  private(set) var layout: Layout
  private(set) var slacks: [Slack] = []

  /// Below this share of the size of its numbers a rule counts as kept.
  private static let negligible = 1e-7

  /// What a rule counts that is broken by as much as its largest number; the largest cost of a unit of anything counts 1.
  private static let most = 1e6
  private let hasMoney: Bool

  /// - Parameter hasMoney: whether costs count a little. Gains never do: where nothing costs, what is built has no end, which
  ///   no interior point bears; an end of its own has the plan that costs least of those that break the rules least.
  init(_ chain: Chain, _ extent: Extent, hasMoney: Bool) {
    self.chain = chain
    self.hasMoney = hasMoney
    layout = Compiler.layout(of: chain, boundsAsRows: extent == .everyRule ? .all : .single)
    let costs = layout.columns.map { column in column.value.map { min(0, $0) } }
    let largest = zip(layout.columns, costs).reduce(0.0) { largest, own in
      (0..<own.0.count).reduce(largest) { max($0, -own.1[$1]) }
    }
    for index in layout.columns.indices {
      layout.columns[index].value =
        hasMoney && largest > 0 ? costs[index].map { $0 / largest } : .constant(0)
    }
    for index in layout.rows.indices where extent == .everyRule || isForKernel(layout.rows[index]) {
      addSlacks(to: index)
    }
  }

  private func isForKernel(_ block: Layout.Rows) -> Bool {
    if block.count == 1 { return true }
    guard case .balance(let resource, _) = block.kind else { return false }
    return chain.resources[resource].keep == nil
  }

  private mutating func addSlacks(to index: Int) {
    let block = layout.rows[index]
    let weight = (hasMoney ? Self.most : 1) / Self.scale(of: block)
    func add(_ kind: Layout.ColumnKind, _ sign: Double, isExcess: Bool) {
      let column = layout.addColumns(kind, count: block.count, value: .constant(-weight))
      layout.touch(column, row: index, .constant(sign))
      slacks.append(Slack(column: column, rowBlock: index, isExcess: isExcess))
    }
    switch block.kind {
    case .balance(let resource, _):
      add(.shortfall(rowBlock: index), 1, isExcess: false)
      if chain.resources[resource].exact { add(.excess(rowBlock: index), -1, isExcess: true) }
    case .floor, .leastUse, .stockFloor, .leastStock:
      add(.shortfall(rowBlock: index), 1, isExcess: false)
    case .limit, .rampUp, .rampDown, .stockLimit:
      add(.excess(rowBlock: index), -1, isExcess: true)
    case .hold: break
    }
  }

  /// The size of the numbers in a rule, at least 1.
  private static func scale(of block: Layout.Rows) -> Double {
    var largest = 1.0
    for local in [block.lower, block.upper] {
      for hour in 0..<block.count where local[hour].isFinite {
        largest = max(largest, abs(local[hour]))
      }
    }
    return largest
  }

  /// The layout with only some of the rules to be broken.
  ///
  /// - Parameters:
  ///   - groups: these, or all.
  ///   - inParts: whether units may be in parts that have to be whole.
  func layout(allowing groups: Set<Int>?, inParts: Bool) -> Layout {
    var own = layout
    for index in slacks.indices where groups.map({ !$0.contains(index) }) ?? false {
      own.columns[slacks[index].column].upper = .constant(0)
    }
    if inParts { for index in own.columns.indices { own.columns[index].whole = false } }
    return own
  }

  // MARK: Rules that are broken

  private func amounts(_ group: Int, _ x: [Double]) -> ArraySlice<Double> {
    let column = layout.columns[slacks[group].column]
    return x[column.base..<(column.base + column.count)]
  }

  /// The rules that a plan breaks.
  ///
  /// - Parameter share: those that make up less than this share of all that is broken do not count.
  func broken(_ x: [Double], above share: Double) -> [Int] {
    let least = share * penalty(x)
    return slacks.indices.filter { group in
      let scale = Self.scale(of: layout.rows[slacks[group].rowBlock])
      return (amounts(group, x).max() ?? 0) > Self.negligible * scale && penalty(group, x) >= least
    }
  }

  /// What all that a plan breaks counts.
  func penalty(_ x: [Double]) -> Double { slacks.indices.reduce(0) { $0 + penalty($1, x) } }

  private func penalty(_ group: Int, _ x: [Double]) -> Double {
    let weight = layout.columns[slacks[group].column].value[0]
    return amounts(group, x).reduce(0) { $0 - weight * max(0, $1) }
  }

  /// What a plan says of one rule that it breaks.
  func relaxation(_ group: Int, _ x: [Double]) -> Infeasibility.Relaxation {
    let slack = slacks[group]
    let values = Array(amounts(group, x))
    let block = layout.rows[slack.rowBlock]
    let rule: Infeasibility.Relaxation.Rule
    let name: String
    var unit = ""
    let node: Int
    var clock: Clock?
    switch block.kind {
    case .balance(let resource, let at), .hold(let resource, let at),
      .stockLimit(let resource, let at), .stockFloor(let resource, let at),
      .leastStock(let resource, let at):
      switch block.kind {
      case .balance, .hold: rule = slack.isExcess ? .disposal : .endowment
      case .stockLimit: rule = .stockLimit
      default: rule = .stockFloor
      }
      name = chain.resources[resource].name
      unit = chain.resources[resource].unit
      clock = chain.resources[resource].clock
      node = at
    case .limit(let process, let at), .floor(let process, let at),
      .leastUse(let process, let at), .rampUp(let process, let at),
      .rampDown(let process, let at):
      switch block.kind {
      case .limit: rule = .limit
      case .floor: rule = .floor
      case .leastUse: rule = .leastUse
      default: rule = .ramp
      }
      name = chain.processes[process].name
      clock = chain.clock(of: chain.processes[process])
      node = at
    }
    var relaxation = Infeasibility.Relaxation(
      rule: rule, name: name, unit: unit, node: chain.future.nodes[node].name,
      amount: clock?.total(values) ?? values[0])
    if clock != nil {
      let limit = Self.negligible * Self.scale(of: block)
      relaxation.hours = values.count { $0 > limit }
      let worst = values.indices.max { values[$0] < values[$1] } ?? 0
      relaxation.worstHour = worst
      relaxation.worstAmount = values[worst]
    }
    return relaxation
  }
}
