public import Chains
import Optimization

/// What is to be as large or as small as it can be: a stock or a yearly activity, weighed over the nodes.
public struct Extent: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// The stock of a resource without hours: a capacity.
    case stock
    /// The activity of a process; with hours the yearly total.
    case activity
  }

  public var name: String
  public var kind: Kind
  /// How much a unit counts at each node of the future, by index.
  public var weights: [Int: Double]

  public init(_ name: String, _ kind: Kind, weights: [Int: Double]) {
    self.name = name
    self.kind = kind
    self.weights = weights
  }

  /// The mean over the years of the plan, each year of a node weighed by the node's probability.
  public static func mean(over future: Future) -> [Int: Double] {
    let years = future.nodes.indices.map { future.probability[$0] * future.nodes[$0].years }
    let total = years.reduce(0, +)
    return Dictionary(uniqueKeysWithValues: years.enumerated().map { ($0, $1 / total) })
  }

  public func amount(in plan: Plan) -> Double {
    let entries = kind == .stock ? plan.stocks : plan.activities
    return entries.reduce(0) { $1.name == name ? $0 + (weights[$1.node] ?? 0) * $1.amount : $0 }
  }
}

/// One end of what an extent can be while the plan costs hardly more than the best.
public struct Extreme: Sendable, Equatable {
  /// A plan with so much of it exists.
  public var amount: Double
  /// No plan has more (or less).
  public var bound: Double
  /// What all extents are in that plan, in the order in which they were asked for.
  public var others: [Double]
}

/// Near-optimal plans: the most and the least of something among all plans that are worth at most some
/// money less than the best one (modelling to generate alternatives: Brill, Chang and Hopkins, Management
/// Science 28, 1982; DeCarolis, Energy Economics 33, 2011).
public final class NearOptimal {
  /// Share of the largest amount of the same unit to which an extreme is found.
  static let tolerance = 2e-3

  public let best: Plan
  private let extents: [Extent]
  private let way: Way

  private enum Way {
    case direct(DirectExtremes)
    case decomposed(DecomposedExtremes)
    case arrowhead(ArrowheadExtremes)
  }

  /// Finds the best plan first.
  ///
  /// - Throws: ``PlanningError``; `.failed` in words where the decomposed engine cannot ask for an extent.
  public init(_ chain: Chain, extents: [Extent], engine: Engine, options: PlanningOptions)
    throws(PlanningError)
  {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    self.extents = extents
    switch try PlanSession(engine: engine, options: options).way(beyondValueOf: chain) {
    case .decomposed:
      let own = try DecomposedExtremes(chain, extents, options)
      best = own.best
      way = .decomposed(own)
    case .arrowhead:
      let own = try ArrowheadExtremes(chain, extents, options)
      best = own.best
      way = .arrowhead(own)
    case .direct, .auto:
      let own = try DirectExtremes(chain, extents, options)
      best = own.best
      way = .direct(own)
    }
  }

  /// The most or the least of an extent when the plan may be worth `slack` less than the best, in money.
  public func extreme(_ index: Int, most: Bool, slack: Double) throws(PlanningError) -> Extreme {
    switch way {
    case .direct(let own): try own.extreme(index, most: most, slack: slack)
    case .decomposed(let own): try own.extreme(index, most: most, slack: slack)
    case .arrowhead(let own): try own.extreme(index, most: most, slack: slack)
    }
  }
}

/// Columns of a layout that an extent counts, with their weights by hour.
func columns(of extent: Extent, _ chain: Chain, _ layout: Layout) -> [(
  block: Int, weight: Amount.Local
)] {
  layout.columns.enumerated().compactMap { place, block in
    switch (extent.kind, block.kind) {
    case (.stock, .stock(let resource, let node)):
      guard chain.resources[resource].name == extent.name, let weight = extent.weights[node] else {
        return nil
      }
      return (place, .constant(weight))
    case (.activity, .activity(let process, let node, _)):
      guard chain.processes[process].name == extent.name, let weight = extent.weights[node] else {
        return nil
      }
      let hours = chain.clock(of: chain.processes[process]).map { clock in
        clock.weight.map { $0 * clock.step * weight }
      }
      return (place, hours ?? .constant(weight))
    default: return nil
    }
  }
}

/// The whole chain as one program with a row for the money.
private final class DirectExtremes {
  let best: Plan
  private let layout: Layout
  private let chain: Chain
  private let extents: [Extent]
  private let solver: HiGHS
  private let row: Int
  private let columnCount: Int
  private let leastCost: Double

  init(_ chain: Chain, _ extents: [Extent], _ options: PlanningOptions) throws(PlanningError) {
    best = try DirectEngine(options: options).plan(chain)
    self.chain = chain
    self.extents = extents
    layout = Compiler.layout(of: chain)
    leastCost = layout.constant - best.value
    let program = layout.program()
    row = program.rowCount
    columnCount = program.columnCount
    do throws(SolverError) {
      solver = try HiGHS(program, options: options.solver)
    } catch {
      throw .solver(error)
    }
    let paid = program.cost.indices.filter { program.cost[$0] != 0 }
    solver.addRow(
      lower: -.infinity, upper: leastCost, columns: paid.map { Int32($0) },
      values: paid.map { program.cost[$0] })
  }

  func extreme(_ index: Int, most: Bool, slack: Double) throws(PlanningError) -> Extreme {
    var costs = Array(repeating: 0.0, count: columnCount)
    for (place, weight) in columns(of: extents[index], chain, layout) {
      let block = layout.columns[place]
      for hour in 0..<block.count { costs[block.base + hour] = most ? -weight[hour] : weight[hour] }
    }
    solver.changeCosts(from: 0, to: costs)
    solver.changeRowBounds(row, lower: -.infinity, upper: leastCost + slack)
    let solution = solver.solveAgain()
    switch solution.status {
    case .optimal: break
    case .stopped: throw .stopped
    case .unbounded, .infeasibleOrUnbounded:
      return Extreme(amount: .infinity, bound: .infinity, others: extents.map { _ in .nan })
    case .infeasible: throw .failed("no plan within the money")
    case .failed(let word): throw .failed(word)
    }
    let others = extents.map { extent in
      columns(of: extent, chain, layout).reduce(0.0) { sum, part in
        let block = layout.columns[part.block]
        return (0..<block.count).reduce(sum) { $0 + part.weight[$1] * solution.x[block.base + $1] }
      }
    }
    let sign = most ? -1.0 : 1
    return Extreme(
      amount: sign * solution.objective, bound: sign * solution.bound, others: others)
  }
}

/// The master with a row for the money, and cuts until the money is true.
///
/// An outer plan, the proposal of the master, shows what no plan can exceed; an inner plan lies on the line
/// from the best plan to the proposal, as far as the money goes: costs are convex, so that it costs no more
/// than the line says.
private final class DecomposedExtremes {
  let best: Plan
  private let search: Search
  private let master: Master
  private let start: Search.Point
  private let layout: Layout
  private let extents: [Extent]
  /// Weights of the master's columns, by extent.
  private var weights: [[Int: Double]] = []
  private let options: PlanningOptions
  /// The size of the amounts of each extent.
  private let sizes: [Double]

  /// Decisions of extremes found so far: a start for the next ones, as far as their money allows.
  private var known: [Search.Point] = []

  init(_ chain: Chain, _ extents: [Extent], _ options: PlanningOptions) throws(PlanningError) {
    self.extents = extents
    self.options = options
    let started = ContinuousClock.now
    layout = Compiler.layout(of: chain)
    let split = try Split(chain: chain, layout: layout, options: options)
    search = try Search(split: split, options: options, started: started)
    guard search.master.wholeColumns.isEmpty else {
      throw .failed("alternatives with whole units need the direct engine (--engine direct)")
    }
    let found = try search.run()
    start = found.best
    best = try DecomposedEngine.read(found, search, built: started, started: started)
    sizes = extents.sizes(in: best)
    master = try search.masterWithBudget()
    let place = Dictionary(
      uniqueKeysWithValues: split.blocks.masterColumns.enumerated().map { ($1, $0) })
    for extent in extents {
      var own: [Int: Double] = [:]
      for (column, weight) in columns(of: extent, chain, layout) {
        guard let position = place[column] else {
          throw .failed(
            "“\(extent.name)” works by the hour; its extremes need the direct engine (--engine direct)"
          )
        }
        own[position] = weight[0]
      }
      weights.append(own)
    }
  }

  private func amount(_ index: Int, _ x: [Double]) -> Double {
    weights[index].reduce(0) { $0 + $1.value * x[$1.key] }
  }

  func extreme(_ index: Int, most: Bool, slack: Double) throws(PlanningError) -> Extreme {
    let sign = most ? -1.0 : 1
    let budget = start.cost + slack
    master.allow(cost: budget, leastOf: weights[index].mapValues { sign * $0 })
    var inner = best(of: known + [start], within: budget, sign, index)
    defer { known.append(inner) }
    var bound = -Double.infinity
    var still = 0
    while true {
      guard !options.solver.shouldStop() else { throw .stopped }
      let result = master.solve(timeLimit: .infinity)
      guard result.status == .optimal else {
        if result.status == .stopped { throw .stopped }
        throw .failed("the master of the extreme: \(result.status)")
      }
      let outer = sign * amount(index, result.x)
      if result.isProof { bound = max(bound, outer) }
      let own = sign * amount(index, inner.x)
      let size = max(abs(own), abs(bound.isFinite ? bound : own), sizes[index])
      if own - bound <= NearOptimal.tolerance * size || still > 30 {
        return Extreme(
          amount: sign * own, bound: sign * bound,
          others: weights.indices.map { amount($0, inner.x) })
      }
      let tried = try search.evaluate(result.x)
      let point = tried.point
      master.add(tried.cuts)
      if !point.isFeasible {
        master.add(try search.feasibility(result.x))
      }
      if point.isFeasible, point.cost <= budget + 1e-9 * abs(budget) {
        if result.isProof || result.atReach.isEmpty {
          inner = point
          bound = max(bound, outer)
          continue
        }
        master.widen(result.atReach)
        inner = point
        continue
      }
      // From where one stands, or from the cheapest plan, whose line may reach further.
      let lines = [inner, start].map { from in line(from: from, to: point, result.x, budget) }
      let x = lines.min { sign * amount(index, $0) < sign * amount(index, $1) } ?? inner.x
      let nearer = try search.evaluate(x)
      let between = nearer.point
      master.add(nearer.cuts)
      if between.isFeasible, between.cost <= budget + 1e-9 * abs(budget),
        sign * amount(index, between.x) < own - 1e-9 * size
      {
        inner = between
        still = 0
      } else {
        still += 1
      }
    }
  }

  /// The point on a line to a proposal that is still within the money, since costs are convex.
  private func line(
    from: Search.Point, to point: Search.Point, _ x: [Double], _ budget: Double
  ) -> [Double] {
    let share =
      point.isFeasible && point.cost > from.cost
      ? min(1, max(0, (budget - from.cost) / (point.cost - from.cost))) : 0.5
    return zip(from.x, x).map { (1 - share) * $0 + share * $1 }
  }

  private func best(
    of points: [Search.Point], within budget: Double, _ sign: Double, _ index: Int
  ) -> Search.Point {
    let allowed = points.filter { $0.cost <= budget + 1e-9 * abs(budget) }
    return allowed.min { sign * amount(index, $0.x) < sign * amount(index, $1.x) } ?? start
  }
}
