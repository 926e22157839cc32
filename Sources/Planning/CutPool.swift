/// Cuts that a master knows and does not have in its program.
struct CutPool {
  /// The last ones were of use last.
  var cuts: [Master.Cut] = []

  mutating func add(_ cut: Master.Cut) {
    cuts.append(cut)
    cuts[cuts.count - 1].isTight = false
    cuts[cuts.count - 1].place = nil
  }

  /// Forgets those that have been of no use for longest.
  mutating func keep(most: Int) {
    if cuts.count > most { cuts.removeFirst(cuts.count - most) }
  }

  /// Takes out, of each block, the cuts that lie highest above a solution.
  ///
  /// - Parameter excess: how far a cut lies above it; more than 0 where it does.
  mutating func take(_ excess: (Master.Cut) -> Double) -> [Master.Cut] {
    /// Of each block and kind of cut: where the highest one is, and how far above.
    var highest: [Int: (index: Int, excess: Double)] = [:]
    for (index, cut) in cuts.enumerated() {
      let excess = excess(cut)
      guard excess > 0 else { continue }
      let kind = 2 * cut.block + (cut.cut.isFeasibility ? 1 : 0)
      if excess > highest[kind]?.excess ?? 0 { highest[kind] = (index, excess) }
    }
    guard !highest.isEmpty else { return [] }
    let taken = highest.values.map(\.index).sorted()
    let found = taken.map { index in
      var cut = cuts[index]
      cut.idle = 0
      return cut
    }
    let gone = Set(taken)
    cuts = cuts.indices.filter { !gone.contains($0) }.map { cuts[$0] }
    return found
  }
}
