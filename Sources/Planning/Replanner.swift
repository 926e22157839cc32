public import Chains
import Optimization
import Synchronization

/// Plans a chain again and again while its numbers change: for sliders, sweeps and questions.
///
/// The search begins with what the earlier ones knew. Cuts of blocks whose numbers are the same, up to what money
/// counts in them, hold as they are: only costs and rules of the master moved, or other futures were left. Cuts of
/// the other blocks are found again at the same decisions, one evaluation each; the search starts from the best
/// decision of the last plans. The plan is as exact as any of the decomposed engine: nothing is kept that is not
/// proven for the new numbers.
///
/// A replanner may be used from any thread, one plan at a time.
public final class Replanner: Sendable {
  public let options: PlanningOptions
  private let last = Mutex<Known?>(nil)

  /// Of how many plans the decisions are remembered.
  private static let memory = 32

  private struct Known {
    /// Of the last plan.
    var layout: Layout
    /// What each block was, where the kernel ran it: the first of its twins, and its money per unit of money of that one.
    var shapes: [(shape: KernelShape, factor: Double)?]
    var cuts: [Master.Cut]
    /// Where its master ended.
    var basis: HiGHS.Basis?
    /// The best decisions of the last plans.
    var starts: [Decision]
    var scale: Double
    var library: CutLibrary
  }

  public init(options: PlanningOptions = PlanningOptions()) { self.options = options }

  /// The best plan of a chain, to within the gap of the options.
  public func plan(_ chain: Chain) throws(PlanningError) -> Plan {
    try plan(chain, aim: nil)
  }

  /// - Parameter aim: what the plan is to be best at; its prices are then none of the owner's.
  func plan(_ chain: Chain, aim: LeafAim?) throws(PlanningError) -> Plan {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    let started = ContinuousClock.now
    let layout = Compiler.layout(of: chain)
    let split = try Split(chain: chain, layout: layout, options: options)
    let built = ContinuousClock.now
    let known = last.withLock { $0 }
    var library = known?.library ?? CutLibrary()
    let seed = try known.flatMap { known throws(PlanningError) in
      try adapt(known, to: split, &library, isAimed: aim != nil)
    }
    var (search, found) = try run(split, seed, aim, started)
    library.keep(search.master.knownCuts, of: split)
    let best = Decision(found.best.x, of: split)
    let starts = (known?.starts ?? []).suffix(Self.memory - 1) + [best]
    if aim == nil {
      var (cuts, basis) = search.master.left
      // Prices of every hour are kept of the cuts that carry the plan: of all, they fill the memory of many sessions.
      for index in cuts.indices where !cuts[index].isTight { cuts[index].cut.known = nil }
      let left = Known(
        layout: layout, shapes: shapes(split), cuts: cuts, basis: basis, starts: starts,
        scale: search.master.scale, library: library)
      last.withLock { $0 = left }
    } else {
      found.result = nil
      if known != nil { last.withLock { $0?.starts = starts } }
    }
    return try DecomposedEngine.read(found, search, built: built, started: started)
  }

  /// A search from the seed; from nothing where the old cuts and the new numbers are too much for the
  /// solver together.
  private func run(
    _ split: Split, _ seed: Search.Seed?, _ aim: LeafAim?, _ started: ContinuousClock.Instant
  ) throws(PlanningError) -> (Search, Search.Found) {
    do throws(PlanningError) {
      let search = try Search(
        split: split, options: options, started: started, seed: seed, aim: aim)
      return (search, try search.run())
    } catch {
      guard case .failed = error, seed != nil else { throw error }
      let search = try Search(split: split, options: options, started: started, aim: aim)
      return (search, try search.run())
    }
  }

  /// The seed for a chain. Where its shape is that of the last chain: the decisions of that, and its cuts, found again
  /// for blocks whose numbers are others. For other chains: what the library has.
  private func adapt(
    _ known: Known, to split: Split, _ library: inout CutLibrary, isAimed: Bool
  ) throws(PlanningError) -> Search.Seed? {
    var seed = Search.Seed(starts: [], cuts: [], scale: isAimed ? nil : known.scale)
    seed.starts = known.starts.compactMap { $0.mapped(to: split) }
    let hasShape = known.layout.hasShape(of: split.layout)
    let factors = hasShape ? factors(known, split) : split.oracles.map { _ in nil }
    var isShelved = split.oracles.map { _ in false }
    for (index, oracle) in split.oracles.enumerated() where factors[index] == nil {
      guard let oracle = oracle as? KernelOracle, let cuts = library.cuts(for: oracle) else {
        continue
      }
      isShelved[index] = true
      seed.cuts += cuts.map { Master.Cut(block: index, cut: $0) }
    }
    guard hasShape else { return seed.cuts.isEmpty ? nil : seed }
    if seed.starts.isEmpty { seed.starts = known.starts.suffix(1).map(\.x) }
    var old: [Master.Cut] = []
    for var cut in known.cuts {
      if let factor = factors[cut.block] {
        cut.cut = cut.cut.times(factor)
        seed.cuts.append(cut)
      } else if cut.isTight, !isShelved[cut.block] {
        old.append(cut)
      }
    }
    seed.cuts += try adapted(old, to: split)
    if !isAimed { seed.basis = known.basis }
    return seed
  }

  /// Blocks as they are remembered: twins share their hours.
  private func shapes(_ split: Split) -> [(shape: KernelShape, factor: Double)?] {
    split.oracles.indices.map { index in
      guard let first = split.oracles[split.twins.first[index]] as? KernelOracle else { return nil }
      return (first.shape, split.twins.factor[index])
    }
  }

  /// For each block that is the problem it was: its money per unit of money of that one.
  private func factors(_ known: Known, _ split: Split) -> [Double?] {
    zip(split.oracles, known.shapes).enumerated().map { index, pair in
      if let own = (pair.0 as? KernelOracle)?.shape, let old = pair.1,
        let factor = own.money(per: old.shape)
      {
        return factor / old.factor
      }
      let block = split.blocks.blocks[index]
      let isSame =
        block.columns.allSatisfy { known.layout.columns[$0].isSame(as: split.layout.columns[$0]) }
        && block.rows.allSatisfy { known.layout.rows[$0].isSame(as: split.layout.rows[$0]) }
        && block.links.allSatisfy {
          known.layout.columns[$0].touches(block.rows, sameAs: split.layout.columns[$0])
        }
      return isSame ? 1 : nil
    }
  }

  /// Cuts that carried the last plan, found again with the numbers of now: those of twins once.
  private func adapted(_ old: [Master.Cut], to split: Split) throws(PlanningError) -> [Master.Cut] {
    let twins = split.twins
    /// By the first of twins: the cuts of all of them, and for each of the old cuts which of these it is.
    var wanted: [[BlockCut]] = split.oracles.map { _ in [] }
    var which: [Int] = []
    for cut in old {
      let first = twins.first[cut.block]
      let same = wanted[first].firstIndex {
        $0.links == cut.cut.links && $0.isFeasibility == cut.cut.isFeasibility
          && $0.worths == cut.cut.worths
      }
      which.append(same ?? wanted[first].count)
      if same == nil { wanted[first].append(cut.cut) }
    }
    let blocks = wanted.indices.filter { !wanted[$0].isEmpty }
    let workspaces = (0..<Search.threads).map { _ in BlockWorkspace() }
    let answers = try Team(workspaces).each(blocks.count) {
      index, workspace throws(PlanningError) in
      var cuts: [BlockCut?] = []
      for cut in wanted[blocks[index]] {
        cuts.append(try split.oracles[blocks[index]].adapted(cut, workspace))
      }
      return cuts
    }
    let found = Dictionary(uniqueKeysWithValues: zip(blocks, answers))
    return zip(old, which).compactMap { cut, index in
      guard let own = found[twins.first[cut.block]]?[index] else { return nil }
      return Master.Cut(
        block: cut.block, cut: own.times(twins.factor[cut.block]), place: cut.place)
    }
  }
}

extension Layout {
  /// The same kinds of rows and columns in the same order.
  func hasShape(of other: Layout) -> Bool {
    columns.count == other.columns.count && rows.count == other.rows.count
      && zip(columns, other.columns).allSatisfy {
        $0.kind == $1.kind && $0.count == $1.count && $0.whole == $1.whole
          && $0.touches.map(\.rowBlock) == $1.touches.map(\.rowBlock)
      }
      && zip(rows, other.rows).allSatisfy { $0.kind == $1.kind && $0.count == $1.count }
  }
}

extension Layout.Columns {
  /// The same numbers.
  func isSame(as other: Layout.Columns) -> Bool {
    value == other.value && lower == other.lower && upper == other.upper
      && touches.count == other.touches.count
      && zip(touches, other.touches).allSatisfy { $0.isSame(as: $1) }
  }

  /// The same numbers in some of the rows.
  func touches(_ rows: [Int], sameAs other: Layout.Columns) -> Bool {
    let own = Set(rows)
    return zip(touches, other.touches).allSatisfy {
      !own.contains($0.rowBlock) || $0.isSame(as: $1)
    }
  }
}

extension Layout.Touch {
  func isSame(as other: Layout.Touch) -> Bool {
    rowBlock == other.rowBlock && shift == other.shift && wraps == other.wraps
      && coefficient == other.coefficient
  }
}

extension Layout.Rows {
  func isSame(as other: Layout.Rows) -> Bool { lower == other.lower && upper == other.upper }
}
