public import Chains

/// Which way a chain is planned.
public enum Engine: String, Sendable, CaseIterable {
  /// Decomposed where there are enough hours for it to pay and the kernel can say them, arrowhead where it cannot, else
  /// direct.
  case auto
  /// The whole chain as one program for HiGHS.
  case direct
  /// A master and hourly blocks.
  case decomposed
  /// The whole chain as one program, solved along its hours.
  case arrowhead

  /// Hourly columns above which decomposition pays: below, one program is solved in a moment.
  static let worthwhile = 5000

  /// The best plan of a chain. ``Plan/engine`` says which way it was made, ``Plan/engineReason`` why.
  public func plan(_ chain: Chain, options: PlanningOptions = PlanningOptions())
    throws(PlanningError) -> Plan
  {
    switch self {
    case .direct: return try DirectEngine(options: options).plan(chain)
    case .decomposed: return try DecomposedEngine(options: options).plan(chain)
    case .arrowhead: return try ArrowheadEngine(options: options).plan(chain)
    case .auto:
      let choice = try Choice(chain)
      switch choice.engine {
      case .decomposed: return try decomposed(chain, choice, options)
      case .arrowhead:
        var plan = try ArrowheadEngine(options: options).planOrElse(
          chain, choice.layout, choice.blocks, choice.started)
        if plan.engineReason == nil { plan.engineReason = choice.reason }
        return plan
      case .direct, .auto:
        var plan = try DirectEngine(options: options).plan(chain, choice.layout, choice.started)
        plan.engineReason = choice.reason
        return plan
      }
    }
  }

  /// The decomposed plan; where its numbers fail before there is a plan, the direct one.
  private func decomposed(_ chain: Chain, _ choice: Choice, _ options: PlanningOptions)
    throws(PlanningError) -> Plan
  {
    do throws(PlanningError) {
      let split = try Split(
        chain: chain, layout: choice.layout, blocks: choice.blocks, known: choice.oracles,
        options: options)
      var plan = try DecomposedEngine(options: options).plan(split, choice.started)
      plan.engineReason = choice.reason
      return plan
    } catch {
      guard case .failed(let word) = error else { throw error }
      var plan = try DirectEngine(options: options).plan(chain, choice.layout, choice.started)
      plan.engineReason = "the decomposed engine gave up: \(word)"
      return plan
    }
  }
}

/// What `auto` takes, and why; with what it had to find out for that.
struct Choice {
  let started = ContinuousClock.now
  let layout: Layout
  let blocks: Blocks
  /// Who answers for each block, where the kernel can.
  private(set) var oracles: [KernelOracle?] = []
  private(set) var engine = Engine.direct
  private(set) var reason = "few hours"

  /// From so many blocks on they are worth taking apart though the kernel cannot say them.
  static let several = 4

  init(_ chain: Chain) throws(PlanningError) {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    layout = Compiler.layout(of: chain)
    blocks = Blocks(layout)
    let hourly = layout.columns.reduce(0) { $0 + ($1.count > 1 ? $1.count : 0) }
    guard hourly > Engine.worthwhile else { return }
    var reasons: [String: Int] = [:]
    for block in blocks.blocks {
      do throws(NotForKernel) {
        oracles.append(try KernelOracle(chain: chain, layout: layout, block: block))
      } catch {
        oracles.append(nil)
        reasons[error.reason, default: 0] += 1
      }
    }
    let count = blocks.blocks.count
    guard let first = reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).first else {
      engine = .decomposed
      reason =
        count == 1 ? "one block of hours for the kernel" : "\(count) blocks of hours for the kernel"
      return
    }
    reason = "blocks with \(first.key)"
    // Units that are on or off by the hour are one program with all hours: neither kernel nor cuts can say them.
    if layout.columns.contains(where: { $0.whole && $0.count > 1 }) { return }
    if !layout.columns.contains(where: \.whole), layout.rowCount > DirectEngine.largeProgram {
      engine = .arrowhead
    } else if count >= Self.several {
      // Blocks that need HiGHS anyway are worth taking apart only when there are several.
      engine = .decomposed
    }
  }
}
