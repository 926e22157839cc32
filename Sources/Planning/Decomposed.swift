public import Chains
import Optimization

/// The decomposed engine: a master over what is decided once per node, cutting planes from the hourly
/// blocks, and a certificate.
///
/// The master (HiGHS) knows the cost of each block only through cuts, planes that bound it from below
/// for every decision; its optimum is a lower bound on the cost. Each block answers a decision with
/// its least cost and a new cut: the dispatch kernel where the block has one balance and at most one
/// store, HiGHS otherwise. Blocks are evaluated on a line from the best decision so far to the master's
/// proposal (in-out separation: Ben-Ameur and Neto, Acceleration of cutting-plane and column
/// generation algorithms, Networks 49, 2007), which steadies the search. It stops when the best
/// decision costs at most `gap` more than the bound.
public struct DecomposedEngine: Sendable {
  public static let name = "decomposed"
  public var options: PlanningOptions

  public init(options: PlanningOptions = PlanningOptions()) { self.options = options }

  /// The best plan of a chain, to within the gap of the options.
  public func plan(_ chain: Chain) throws(PlanningError) -> Plan {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    let started = ContinuousClock.now
    let layout = Compiler.layout(of: chain)
    return try plan(try Split(chain: chain, layout: layout, options: options), started)
  }

  /// The best plan of a chain that has been taken apart.
  func plan(_ split: Split, _ started: ContinuousClock.Instant) throws(PlanningError) -> Plan {
    let built = ContinuousClock.now
    let search = try Search(split: split, options: options, started: started)
    let found = try search.run()
    return try Self.read(found, search, built: built, started: started)
  }

  static func read(
    _ found: Search.Found, _ search: Search, built: ContinuousClock.Instant,
    started: ContinuousClock.Instant
  ) throws(PlanningError) -> Plan {
    var answer = try Recovery(split: search.split, search: search).answer(found)
    // The bound of an aim is none on the expected value.
    if search.aim != nil { answer.bound = nil }
    let seconds = Plan.Seconds(
      build: (built - started) / .seconds(1), solve: (ContinuousClock.now - built) / .seconds(1))
    return try PlanReader(
      chain: search.split.chain, layout: search.split.layout, answer: answer, seconds: seconds
    ).plan(engine: Self.name)
  }
}
