public import Chains

/// Which way a chain is planned.
public enum Engine: String, Sendable, CaseIterable {
  /// Decomposed where there are enough hours for it to pay and it can say the chain, else direct.
  case auto
  /// The whole chain as one program.
  case direct
  /// A master and hourly blocks.
  case decomposed

  /// Hourly columns above which decomposition pays: below, one program is solved in a moment.
  static let worthwhile = 5000

  /// The best plan of a chain. ``Plan/engine`` says which way it was made, ``Plan/engineReason`` why.
  public func plan(_ chain: Chain, options: PlanningOptions = PlanningOptions())
    throws(PlanningError) -> Plan
  {
    switch self {
    case .direct: return try DirectEngine(options: options).plan(chain)
    case .decomposed: return try DecomposedEngine(options: options).plan(chain)
    case .auto:
      let choice = try Choice(chain)
      guard choice.isDecomposed else {
        var plan = try DirectEngine(options: options).plan(chain)
        plan.engineReason = choice.reason
        return plan
      }
      return try decomposed(chain, choice.reason, options)
    }
  }

  /// The decomposed plan; where its numbers fail before there is a plan, the direct one.
  private func decomposed(_ chain: Chain, _ reason: String, _ options: PlanningOptions)
    throws(PlanningError) -> Plan
  {
    do throws(PlanningError) {
      var plan = try DecomposedEngine(options: options).plan(chain)
      plan.engineReason = reason
      return plan
    } catch {
      guard case .failed(let word) = error else { throw error }
      var plan = try DirectEngine(options: options).plan(chain)
      plan.engineReason = "the decomposed engine gave up: \(word)"
      return plan
    }
  }
}

/// What `auto` takes, and why.
struct Choice {
  var isDecomposed: Bool
  var reason: String

  init(_ chain: Chain) throws(PlanningError) {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    let layout = Compiler.layout(of: chain)
    let blocks = Blocks(layout)
    let hourly = layout.columns.reduce(0) { $0 + ($1.count > 1 ? $1.count : 0) }
    guard hourly > Engine.worthwhile else {
      self.init(isDecomposed: false, reason: "few hours")
      return
    }
    var reasons: [String: Int] = [:]
    for block in blocks.blocks {
      do throws(NotForKernel) {
        _ = try KernelRecogniser(chain: chain, layout: layout, block: block).shape()
      } catch {
        reasons[error.reason, default: 0] += 1
      }
    }
    guard let first = reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).first else {
      self.init(
        isDecomposed: true,
        reason: blocks.blocks.count == 1
          ? "one block of hours for the kernel"
          : "\(blocks.blocks.count) blocks of hours for the kernel")
      return
    }
    // Blocks that need HiGHS anyway: worth taking apart only when there are several.
    let isWhole = layout.columns.contains { $0.whole && $0.count > 1 }
    self.init(
      isDecomposed: !isWhole && blocks.blocks.count >= 4, reason: "blocks with \(first.key)")
  }

  private init(isDecomposed: Bool, reason: String) {
    self.isDecomposed = isDecomposed
    self.reason = reason
  }
}
