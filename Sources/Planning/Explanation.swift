import Chains
import Optimization

/// Finds out why a chain has no best plan, and says it in the chain's own words.
struct Explanation {
  let chain: Chain
  let options: PlanningOptions

  /// Below this share of its scale a shortfall is rounding.
  static let negligible = 1e-7

  /// The reason: first whether any plan exists at all, then what grows without limit.
  func reason() throws(PlanningError) -> PlanningError {
    do throws(SolverError) {
      if let found = try infeasibility() { return .infeasible(found) }
      if options.solver.shouldStop() { return .stopped }
      let names = try ray()
      return names.isEmpty
        ? .failed("neither a plan nor a reason why there is none was found") : .unbounded(names)
    } catch {
      throw .solver(error)
    }
  }

  // MARK: No plan

  /// A group of slack columns that belong to one rule at one node.
  private struct Slack {
    var column: Int
    var rowBlock: Int
    var isExcess: Bool
  }

  /// The elastic chain: every rule that carries a number of the study may be broken at a cost
  /// relative to the size of that number. From the cheapest way out, rules are dropped one by one
  /// as long as the rest still suffices.
  private func infeasibility() throws(SolverError) -> Infeasibility? {
    var layout = Compiler.layout(of: chain, boundsAsRows: true)
    for index in layout.columns.indices { layout.columns[index].value = .constant(0) }
    let slacks = addSlacks(to: &layout)
    var program = layout.program()
    let whole = program.wholeColumns
    program.wholeColumns = []
    func used(_ x: [Double]) -> [Int] {
      slacks.indices.filter { index in
        let block = layout.columns[slacks[index].column]
        let scale = scale(of: layout.rows[slacks[index].rowBlock])
        return (block.base..<(block.base + block.count)).contains {
          x[$0] > Self.negligible * scale
        }
      }
    }
    func solution(allowing groups: Set<Int>) throws(SolverError) -> Solution {
      var restricted = program
      for index in slacks.indices where !groups.contains(index) {
        let block = layout.columns[slacks[index].column]
        for column in block.base..<(block.base + block.count) { restricted.columnUpper[column] = 0 }
      }
      return try DirectEngine.solveContinuous(restricted, options.solver)
    }
    var best = try solution(allowing: Set(slacks.indices))
    guard best.status == .optimal else { return nil }
    var needed = used(best.x)
    if needed.isEmpty, !whole.isEmpty {
      // In parts there would be a plan: it is the whole units that do not fit.
      program.wholeColumns = whole
      best = try solution(allowing: Set(slacks.indices))
      guard best.isFeasible else { return nil }
      needed = used(best.x)
    }
    guard !needed.isEmpty else { return nil }
    let isSmall = needed.count <= Self.mostTrials
    if isSmall {
      for candidate in needed {
        let rest = Set(needed).subtracting([candidate])
        if rest.isEmpty { continue }
        let trial = try solution(allowing: rest)
        guard trial.status == .optimal else { continue }
        best = trial
        needed = used(trial.x).filter(rest.contains)
      }
    }
    let found = needed.map { relaxation(slacks[$0], layout, best.x) }
    return Infeasibility(relaxations: found, isIrreducible: isSmall)
  }

  /// How many rules are tried one by one; each trial is a solve.
  private static let mostTrials = 12

  private func addSlacks(to layout: inout Layout) -> [Slack] {
    var slacks: [Slack] = []
    for index in layout.rows.indices {
      let block = layout.rows[index]
      let weight = 1 / scale(of: block)
      func add(_ kind: Layout.ColumnKind, _ sign: Double, isExcess: Bool) {
        let column = layout.addColumns(
          kind, count: block.count, value: .constant(-weight))
        layout.touch(column, row: index, .constant(sign))
        slacks.append(Slack(column: column, rowBlock: index, isExcess: isExcess))
      }
      switch block.kind {
      case .balance(let resource, _):
        add(.shortfall(rowBlock: index), 1, isExcess: false)
        if chain.resources[resource].exact {
          add(.excess(rowBlock: index), -1, isExcess: true)
        }
      case .floor, .leastUse, .stockFloor, .leastStock:
        add(.shortfall(rowBlock: index), 1, isExcess: false)
      case .limit, .rampUp, .rampDown, .stockLimit:
        add(.excess(rowBlock: index), -1, isExcess: true)
      case .hold: break
      }
    }
    return slacks
  }

  /// The size of the numbers in a rule, at least 1.
  private func scale(of block: Layout.Rows) -> Double {
    var largest = 1.0
    for local in [block.lower, block.upper] {
      for hour in 0..<block.count where local[hour].isFinite {
        largest = max(largest, abs(local[hour]))
      }
    }
    return largest
  }

  private func relaxation(_ slack: Slack, _ layout: Layout, _ x: [Double])
    -> Infeasibility.Relaxation
  {
    let column = layout.columns[slack.column]
    let values = Array(x[column.base..<(column.base + column.count)])
    let block = layout.rows[slack.rowBlock]
    let rule: Infeasibility.Relaxation.Rule
    let name: String
    let unit: String
    let node: Int
    var clock: Clock?
    switch block.kind {
    case .balance(let resource, let at), .hold(let resource, let at):
      rule = slack.isExcess ? .disposal : .endowment
      name = chain.resources[resource].name
      unit = chain.resources[resource].unit
      clock = chain.resources[resource].clock
      node = at
    case .stockLimit(let resource, let at), .stockFloor(let resource, let at),
      .leastStock(let resource, let at):
      if case .stockLimit = block.kind { rule = .stockLimit } else { rule = .stockFloor }
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
      unit = ""
      clock = chain.clock(of: chain.processes[process])
      node = at
    }
    var relaxation = Infeasibility.Relaxation(
      rule: rule, name: name, unit: unit, node: chain.future.nodes[node].name,
      amount: clock?.total(values) ?? values[0])
    if clock != nil {
      let limit = Self.negligible * scale(of: block)
      relaxation.hours = values.count { $0 > limit }
      let worst = values.indices.max { values[$0] < values[$1] } ?? 0
      relaxation.worstHour = worst
      relaxation.worstAmount = values[worst]
    }
    return relaxation
  }

  // MARK: No end

  /// Processes along a direction in which the value grows for ever: the chain with all its fixed
  /// numbers at zero, and every activity boxed between 0 and 1.
  private func ray() throws(SolverError) -> [String] {
    var layout = Compiler.layout(of: chain)
    for index in layout.rows.indices {
      layout.rows[index].lower = homogeneous(layout.rows[index].lower)
      layout.rows[index].upper = homogeneous(layout.rows[index].upper)
    }
    for index in layout.columns.indices {
      let upper = layout.columns[index].upper
      layout.columns[index].lower = layout.columns[index].lower.map { $0.isFinite ? 0 : -1 }
      layout.columns[index].upper = upper.map { $0.isFinite ? 0 : 1 }
    }
    var program = layout.program()
    program.wholeColumns = []
    let solution = try DirectEngine.solveContinuous(program, options.solver)
    var names: [String] = []
    for block in layout.columns {
      guard case .activity(let process, _, _) = block.kind else { continue }
      let moves = (block.base..<(block.base + block.count)).contains {
        solution.x[$0] > Self.negligible
      }
      let name = chain.processes[process].name
      if moves, !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func homogeneous(_ local: Amount.Local) -> Amount.Local {
    local.map { $0.isFinite ? 0 : $0 }
  }
}
