public import Chains
import Synchronization

/// Plans a chain again and again while its numbers change: for sliders, sweeps and questions.
///
/// The search begins with what the last one knew. Cuts of blocks whose numbers are the same hold as they
/// are: only costs and rules of the master moved. Cuts of the other blocks are found again at the same
/// decisions, one evaluation each; the last best decision is where the search starts. The plan is as
/// exact as any of the decomposed engine: nothing is kept that is not proven for the new numbers.
///
/// A replanner may be used from any thread, one plan at a time.
public final class Replanner: Sendable {
  public let options: PlanningOptions
  private let last = Mutex<Known?>(nil)

  private struct Known {
    var layout: Layout
    var seed: Search.Seed
  }

  public init(options: PlanningOptions = PlanningOptions()) { self.options = options }

  /// The best plan of a chain, to within the gap of the options.
  public func plan(_ chain: Chain) throws(PlanningError) -> Plan {
    let problems = chain.problems()
    guard problems.isEmpty else { throw .invalid(problems) }
    let started = ContinuousClock.now
    let layout = Compiler.layout(of: chain)
    let split = try Split(chain: chain, layout: layout, options: options)
    let built = ContinuousClock.now
    let known = last.withLock { $0 }
    let seed = try known.flatMap { known throws(PlanningError) in try adapt(known, to: split) }
    let (search, found) = try run(split, seed, started)
    let left = Search.Seed(
      x: found.best.x, cuts: search.master.cuts, scale: search.master.scale)
    last.withLock { $0 = Known(layout: layout, seed: left) }
    return try DecomposedEngine.read(found, search, built: built, started: started)
  }

  /// A search from the seed; from nothing where the old cuts and the new numbers are too much for the
  /// solver together.
  private func run(_ split: Split, _ seed: Search.Seed?, _ started: ContinuousClock.Instant)
    throws(PlanningError) -> (Search, Search.Found)
  {
    do throws(PlanningError) {
      let search = try Search(split: split, options: options, started: started, seed: seed)
      return (search, try search.run())
    } catch {
      guard case .failed = error, seed != nil else { throw error }
      let search = try Search(split: split, options: options, started: started)
      return (search, try search.run())
    }
  }

  /// The seed for a chain of the same shape; nothing for another shape.
  private func adapt(_ known: Known, to split: Split) throws(PlanningError) -> Search.Seed? {
    guard known.layout.hasShape(of: split.layout) else { return nil }
    let workspace = BlockWorkspace()
    let isSame = split.blocks.blocks.map { block in
      block.columns.allSatisfy { known.layout.columns[$0].isSame(as: split.layout.columns[$0]) }
        && block.rows.allSatisfy { known.layout.rows[$0].isSame(as: split.layout.rows[$0]) }
        && block.links.allSatisfy {
          known.layout.columns[$0].touches(block.rows, sameAs: split.layout.columns[$0])
        }
    }
    var seed = known.seed
    seed.cuts = []
    for cut in known.seed.cuts {
      if isSame[cut.block] {
        seed.cuts.append(cut)
      } else if cut.idle == 0,
        let own = try split.oracles[cut.block].adapted(cut.cut, workspace)
      {
        seed.cuts.append(Master.Cut(block: cut.block, cut: own))
      }
    }
    return seed
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
