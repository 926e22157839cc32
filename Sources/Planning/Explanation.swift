import Chains
import Optimization

/// Finds out why a chain has no best plan, and says it in the chain's own words.
struct Explanation {
  let chain: Chain
  let options: PlanningOptions

  init(chain: Chain, options: PlanningOptions) {
    self.chain = chain
    var options = options
    // Whoever watches a plan being made is not told of numbers that are no money.
    options.progress = nil
    options.gap = 1e-4
    self.options = options
  }

  /// The reason: first whether any plan exists at all, then what grows without limit.
  func reason() throws(PlanningError) -> PlanningError {
    if let found = try infeasibility() { return .infeasible(found) }
    if options.solver.shouldStop() { return .stopped }
    let names: [String]
    do throws(SolverError) { names = try ray() } catch { throw .solver(error) }
    return names.isEmpty
      ? .failed("neither a plan nor a reason why there is none was found") : .unbounded(names)
  }

  // MARK: No plan

  /// How the plan that breaks the rules least is found.
  private enum Way {
    /// By blocks of hours for the kernel, which takes moments.
    case blocks
    /// Along the hours.
    case arrowhead
    /// As one program for HiGHS: minutes and gigabytes for some years of hours.
    case program
  }

  private func infeasibility() throws(PlanningError) -> Infeasibility? {
    if let found = try ownInfeasibility() { return found }
    return try infeasibility(.program)
  }

  /// What the engines of our own find, for chains with many hours.
  func ownInfeasibility() throws(PlanningError) -> Infeasibility? {
    let hours = chain.processes.reduce(0) { $0 + (chain.clock(of: $1)?.count ?? 0) }
    guard hours * chain.future.nodes.count > Engine.worthwhile else { return nil }
    for way in [Way.blocks, .arrowhead] {
      if let found = try infeasibility(way) { return found }
    }
    return nil
  }

  /// From the cheapest way out, rules are dropped one by one as long as the rest still suffices.
  private func infeasibility(_ way: Way) throws(PlanningError) -> Infeasibility? {
    let elastic = Elastic(
      chain, way == .blocks ? .shortages : .everyRule, hasMoney: way != .program)
    // In the middle of equally good plans many rules give a little.
    let share = way == .program ? 0 : 1e-4
    var inParts = true
    func cheapest(_ allowed: Set<Int>?) throws(PlanningError) -> Broken? {
      try cheapestWay(elastic.layout(allowing: allowed, inParts: inParts), way)
    }
    guard var best = try cheapest(nil) else { return nil }
    // Less than the plan is known to is no proof.
    guard elastic.penalty(best.x) >= 10 * best.error else { return nil }
    var needed = elastic.broken(best.x, above: share)
    if needed.isEmpty, way == .program, elastic.layout.columns.contains(where: \.whole) {
      // In parts there would be a plan: it is the whole units that do not fit.
      inParts = false
      guard let whole = try cheapest(nil) else { return nil }
      best = whole
      needed = elastic.broken(best.x, above: share)
    }
    guard !needed.isEmpty else { return nil }
    let isSmall = needed.count <= Self.mostTrials
    if isSmall {
      for candidate in needed where needed.contains(candidate) {
        let rest = Set(needed).subtracting([candidate])
        guard !rest.isEmpty, let found = try cheapest(rest) else { continue }
        best = found
        needed = elastic.broken(best.x, above: share).filter(rest.contains)
      }
    }
    return Infeasibility(
      relaxations: needed.map { elastic.relaxation($0, best.x) }, isIrreducible: isSmall)
  }

  /// How many rules are tried one by one; each trial is a solve.
  private static let mostTrials = 12

  /// A plan that breaks some rules.
  private struct Broken {
    var x: [Double]
    /// By how much it may cost more than the cheapest.
    var error = 0.0
  }

  /// The plan that breaks the rules least; nothing where there is none, or this way does not find it.
  private func cheapestWay(_ layout: Layout, _ way: Way) throws(PlanningError) -> Broken? {
    switch way {
    case .blocks: return try byBlocks(layout)
    case .arrowhead: return try alongHours(layout)
    case .program:
      let program = layout.program()
      do throws(SolverError) {
        let solution = try DirectEngine.solveContinuous(program, options.solver)
        let isFound =
          program.wholeColumns.isEmpty ? solution.status == .optimal : solution.isFeasible
        return isFound ? Broken(x: solution.x) : nil
      } catch {
        throw .solver(error)
      }
    }
  }

  private func byBlocks(_ layout: Layout) throws(PlanningError) -> Broken? {
    let blocks = Blocks(layout)
    let oracles = Team.map(blocks.blocks.count) {
      try? KernelOracle(chain: chain, layout: layout, block: blocks.blocks[$0])
    }
    guard oracles.allSatisfy({ $0 != nil }) else { return nil }
    do throws(PlanningError) {
      let split = try Split(
        chain: chain, layout: layout, blocks: blocks, known: oracles, options: options)
      let search = try Search(split: split, options: options, started: .now, explains: false)
      let found = try search.run()
      guard found.isDone else { return nil }
      return Broken(
        x: try Recovery(split: split, search: search).answer(found).x,
        error: max(0, found.best.cost - found.bound))
    } catch {
      if case .failed = error { return nil }
      throw error
    }
  }

  private func alongHours(_ layout: Layout) throws(PlanningError) -> Broken? {
    guard let program = ArrowheadProgram(layout.program(), layout.arrowheadOrder(Blocks(layout)))
    else { return nil }
    let solution = program.solve(
      gap: 1e-6, enough: options.gap, shouldStop: options.solver.shouldStop
    ) {
      options.solver.log?("round \($0.number): broken \($0.cost), at least \($0.bound)")
    }
    switch solution.status {
    case .optimal:
      return Broken(x: solution.x, error: max(0, solution.objective - solution.bound))
    case .stopped: throw .stopped
    default: return nil
    }
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
      let moves = (block.base..<(block.base + block.count)).contains { solution.x[$0] > 1e-7 }
      let name = chain.processes[process].name
      if moves, !names.contains(name) { names.append(name) }
    }
    return names
  }

  private func homogeneous(_ local: Amount.Local) -> Amount.Local {
    local.map { $0.isFinite ? 0 : $0 }
  }
}
