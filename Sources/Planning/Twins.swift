import Chains
import HourlyDispatch

/// Blocks that are the same problem, up to what money counts in them: nodes of a tree whose demand, weather and
/// prices repeat, sites built alike.
///
/// Least cost as a function of capacities is one function for all of them, so a decision that two of them share is
/// answered once, and a cut of one holds for the others, times the factor.
struct Twins {
  /// For each block: the first block like it, and its money per unit of money of that one.
  private(set) var first: [Int] = []
  private(set) var factor: [Double] = []

  init(_ oracles: [any BlockOracle]) {
    var known: [Key: [Int]] = [:]
    for (index, oracle) in oracles.enumerated() {
      first.append(index)
      factor.append(1)
      // Cuts of blocks with couplings speak of rows of their own.
      guard let own = oracle as? KernelOracle, own.block.couplings.isEmpty else { continue }
      let key = Key(own.shape)
      let like = known[key]?.lazy.compactMap { candidate -> (Int, Double)? in
        guard let other = oracles[candidate] as? KernelOracle else { return nil }
        return own.shape.money(per: other.shape).map { (candidate, $0) }
      }.first
      if let like {
        first[index] = like.0
        factor[index] = like.1
      } else {
        known[key, default: []].append(index)
      }
    }
  }

  /// Whether any block has a twin.
  var areAny: Bool { first.enumerated().contains { $0 != $1 } }

  /// A few numbers in which twins agree.
  struct Key: Hashable {
    var hours: Int
    var steps: Int
    var load: [Double]

    init(_ shape: KernelShape) {
      hours = shape.hours
      steps = shape.steps.count
      load = [0, shape.hours / 2].map { shape.load[$0] }
    }
  }
}

extension BlockCut {
  /// The cut in a block in which money counts `factor` times as much.
  func times(_ factor: Double) -> BlockCut {
    // A cut of feasibility has no money in it.
    if isFeasibility { return self }
    var own = self
    own.constant *= factor
    own.slopes = slopes.map { $0 * factor }
    own.known?.factor *= factor
    return own
  }
}

extension BlockAnswer {
  func times(_ factor: Double) -> BlockAnswer {
    BlockAnswer(cost: cost * factor, violation: violation, cuts: cuts.map { $0.times(factor) })
  }
}

extension KernelShape {
  /// Money of this block per unit of money of another one that is the same problem otherwise; nothing if it is not.
  func money(per other: KernelShape) -> Double? {
    guard linkCount == other.linkCount, hours == other.hours, step == other.step,
      weight == other.weight,
      hasDisposal == other.hasDisposal, steps.count == other.steps.count,
      loadLinks.count == other.loadLinks.count, pairs.count == other.pairs.count,
      zip(pairs, other.pairs).allSatisfy({ $0 == $1 }), (store == nil) == (other.store == nil),
      load == other.load,
      zip(loadLinks, other.loadLinks).allSatisfy({ $0.link == $1.link && $0.profile == $1.profile })
    else { return nil }
    var factor: Double?
    func isSame(_ a: Unit, _ b: Unit) -> Bool {
      a.power == b.power && a.couplings.isEmpty && b.couplings.isEmpty
        && Self.agree(a.value, b.value, &factor)
    }
    for (a, b) in zip(steps, other.steps) {
      guard a.isSupply == b.isSupply, a.capacity == b.capacity, a.least == b.least,
        a.limit == b.limit, a.availability == b.availability, isSame(a.unit, b.unit)
      else { return nil }
    }
    if let a = store, let b = other.store {
      guard a.chargePower == b.chargePower, a.dischargePower == b.dischargePower,
        a.isShared == b.isShared, a.energy == b.energy, a.keep == b.keep, a.start == b.start,
        a.lap == b.lap, a.chargeEfficiency == b.chargeEfficiency,
        a.dischargeEfficiency == b.dischargeEfficiency, isSame(a.charge, b.charge),
        isSame(a.discharge, b.discharge)
      else { return nil }
    }
    return factor ?? 1
  }

  /// Whether one value is the other times the factor, which the first value that is not 0 sets.
  private static func agree(_ a: Amount.Local, _ b: Amount.Local, _ factor: inout Double?) -> Bool {
    switch (a, b) {
    case (.constant(let a), .constant(let b)): return agree(a, b, &factor)
    case (.series(let a), .series(let b)):
      guard a.count == b.count else { return false }
      for hour in a.indices where !agree(a[hour], b[hour], &factor) { return false }
      return true
    default: return false
    }
  }

  private static func agree(_ a: Double, _ b: Double, _ factor: inout Double?) -> Bool {
    if a == 0 || b == 0 { return a == b }
    let own = factor ?? a / b
    factor = own
    // Weights of nodes are products of a few numbers: rounding is all that twins may differ by.
    return own > 0 && abs(a - own * b) <= 1e-13 * abs(a)
  }
}
