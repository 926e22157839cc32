/// Cuts of blocks that were planned before, for chains in which the same hours come again.
///
/// Least cost as a function of capacities is one function for all blocks that are the same problem up to what money
/// counts in them (see ``Twins``), whatever chain they belong to: the tree, one of its futures made certain, a tree
/// with some decisions given. A cut of one holds for the others, times the factor.
struct CutLibrary {
  private struct Shelf {
    let shape: KernelShape
    var cuts: [BlockCut]
    /// The last plan that took from here or added to it.
    var used: Int

    mutating func add(_ cut: BlockCut, most: Int) {
      cuts.removeAll { $0.links == cut.links && $0.isFeasibility == cut.isFeasibility }
      cuts.append(cut)
      if cuts.count > most { cuts.removeFirst(cuts.count - most) }
    }
  }

  private var shelves: [Twins.Key: [Shelf]] = [:]
  private var plans = 0
  /// Cuts of one problem: more slow the master down by more than they tell.
  private static let depth = 60

  /// Cuts for a block: what is known of its like; nothing where nothing is.
  mutating func cuts(for oracle: KernelOracle) -> [BlockCut]? {
    guard let (key, index, factor) = place(of: oracle) else { return nil }
    shelves[key]?[index].used = plans
    return shelves[key]?[index].cuts.map { $0.times(factor) }
  }

  /// Puts away what a search has learnt.
  mutating func keep(_ cuts: [Master.Cut], of split: Split) {
    plans += 1
    var byBlock: [[Master.Cut]] = split.oracles.map { _ in [] }
    for cut in cuts { byBlock[cut.block].append(cut) }
    for (index, oracle) in split.oracles.enumerated() {
      guard let oracle = oracle as? KernelOracle, oracle.block.couplings.isEmpty else { continue }
      // The cuts that were of use last come last.
      let inOrder = byBlock[index].enumerated().sorted {
        ($1.element.idle, $0.offset) < ($0.element.idle, $1.offset)
      }
      put(inOrder.map(\.element.cut), of: oracle)
    }
    clear(most: 3 * split.oracles.count + 8)
  }

  private mutating func put(_ cuts: [BlockCut], of oracle: KernelOracle) {
    let known = place(of: oracle)
    let key = known?.key ?? Twins.Key(oracle.shape)
    if known == nil {
      shelves[key, default: []].append(Shelf(shape: oracle.shape, cuts: [], used: plans))
    }
    guard let index = known?.index ?? shelves[key].map({ $0.count - 1 }) else { return }
    for cut in cuts {
      var cut = cut.times(1 / (known?.factor ?? 1))
      // Prices of every hour are found again where the cut was found.
      cut.known = nil
      shelves[key]?[index].add(cut, most: Self.depth)
    }
    shelves[key]?[index].used = plans
  }

  private func place(of oracle: KernelOracle) -> (key: Twins.Key, index: Int, factor: Double)? {
    guard oracle.block.couplings.isEmpty else { return nil }
    let key = Twins.Key(oracle.shape)
    for (index, shelf) in (shelves[key] ?? []).enumerated() {
      if let factor = oracle.shape.money(per: shelf.shape) { return (key, index, factor) }
    }
    return nil
  }

  /// Makes room: what has not been used for longest goes first.
  private mutating func clear(most: Int) {
    let ages = shelves.values.joined().map(\.used).sorted(by: >)
    guard ages.count > most else { return }
    let oldest = ages[most - 1]
    for key in shelves.keys {
      shelves[key]?.removeAll { $0.used < oldest }
      if shelves[key]?.isEmpty == true { shelves[key] = nil }
    }
  }
}
