/// Cuts that a master knows and does not have in its program.
struct CutPool {
  /// The last ones were of use last.
  var cuts: [Master.Cut] = []

  mutating func add(_ cut: Master.Cut) {
    cuts.append(cut)
    cuts[cuts.count - 1].isTight = false
    cuts[cuts.count - 1].place = nil
    cuts[cuts.count - 1].cut.known = nil
  }

  /// Forgets those that have been of no use for longest.
  mutating func keep(most: Int) {
    if cuts.count > most { cuts.removeFirst(cuts.count - most) }
  }

  /// Takes out, of each block, the cuts that lie highest above a solution.
  ///
  /// - Parameters:
  ///   - most: how many of each block.
  ///   - excess: how far a cut lies above it; more than 0 where it does.
  mutating func take(most: Int, _ excess: (Master.Cut) -> Double) -> [Master.Cut] {
    /// Of each block and kind of cut: where they are, and how far above.
    var above: [Int: [(index: Int, excess: Double)]] = [:]
    for (index, cut) in cuts.enumerated() {
      let excess = excess(cut)
      guard excess > 0 else { continue }
      above[2 * cut.block + (cut.cut.isFeasibility ? 1 : 0), default: []].append((index, excess))
    }
    guard !above.isEmpty else { return [] }
    let taken = above.values.flatMap { own in
      own.sorted { $0.excess > $1.excess }.prefix(most).map(\.index)
    }.sorted()
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
