import Chains

/// A layout taken apart: what is decided once per node (the master), and the hours, which fall into
/// blocks that know each other only through what is decided once.
///
/// Hourly rows and columns that touch each other belong to one block. A block is tied to the master by
/// *links*, single columns that touch its rows (capacities, flat loads), and by *couplings*, single
/// rows that its columns touch (budgets over the year, yearly energy).
struct Blocks {
  struct Block {
    /// Indices into the column and row blocks of the layout.
    var columns: [Int] = []
    var rows: [Int] = []
    var links: [Int] = []
    var couplings: [Int] = []
  }

  var blocks: [Block] = []
  /// Single columns and rows, in the order of the layout.
  var masterColumns: [Int] = []
  var masterRows: [Int] = []

  init(_ layout: Layout) {
    let columns = layout.columns
    let rows = layout.rows
    var sets = DisjointSets(count: columns.count + rows.count)
    for (index, column) in columns.enumerated() where column.count > 1 {
      for touch in column.touches where rows[touch.rowBlock].count > 1 {
        sets.join(index, columns.count + touch.rowBlock)
      }
    }
    var place: [Int: Int] = [:]
    func block(_ element: Int, _ blocks: inout [Block]) -> Int {
      let root = sets.root(of: element)
      if let known = place[root] { return known }
      place[root] = blocks.count
      blocks.append(Block())
      return blocks.count - 1
    }
    for (index, column) in columns.enumerated() {
      if column.count > 1 {
        blocks[block(index, &blocks)].columns.append(index)
      } else {
        masterColumns.append(index)
      }
    }
    for (index, row) in rows.enumerated() {
      if row.count > 1 {
        blocks[block(columns.count + index, &blocks)].rows.append(index)
      } else {
        masterRows.append(index)
      }
    }
    for index in masterColumns {
      for touch in columns[index].touches where rows[touch.rowBlock].count > 1 {
        let own = block(columns.count + touch.rowBlock, &blocks)
        if blocks[own].links.last != index { blocks[own].links.append(index) }
      }
    }
    for own in blocks.indices {
      var couplings: Set<Int> = []
      for index in blocks[own].columns {
        for touch in columns[index].touches where rows[touch.rowBlock].count == 1 {
          couplings.insert(touch.rowBlock)
        }
      }
      blocks[own].couplings = couplings.sorted()
    }
  }
}

/// Sets of small numbers that can be joined: union by size with path halving.
private struct DisjointSets {
  private var parent: [Int]
  private var size: [Int]

  init(count: Int) {
    parent = Array(0..<count)
    size = Array(repeating: 1, count: count)
  }

  mutating func root(of element: Int) -> Int {
    var element = element
    while parent[element] != element {
      parent[element] = parent[parent[element]]
      element = parent[element]
    }
    return element
  }

  mutating func join(_ first: Int, _ second: Int) {
    var (a, b) = (root(of: first), root(of: second))
    if a == b { return }
    if size[a] < size[b] { (a, b) = (b, a) }
    parent[b] = a
    size[a] += size[b]
  }
}

extension Layout {
  /// Whether the hours of a block can only put something into a coupling (`more`), only take something out (`less`), or both.
  func sign(of row: Int, in block: Blocks.Block) -> Harmless {
    var canPut = false
    var canTake = false
    for index in block.columns {
      for touch in columns[index].touches where touch.rowBlock == row {
        // What may be undone goes both ways.
        let isOneWay = columns[index].lower.isNeverNegative
        if !isOneWay || !touch.coefficient.map({ -$0 }).isNeverNegative { canPut = true }
        if !isOneWay || !touch.coefficient.isNeverNegative { canTake = true }
      }
    }
    return canPut == canTake ? .neither : canPut ? .more : .less
  }

  /// In which direction what a block claims to put into a coupling may move while the block can still be run: less where it
  /// has to be reached, more where it must not be passed; where it has to be met exactly, towards nothing.
  func harmless(_ row: Int, in block: Blocks.Block) -> Harmless {
    switch (rows[row].lower[0].isFinite, rows[row].upper[0].isFinite) {
    case (true, false): return .less
    case (false, true): return .more
    default:
      switch sign(of: row, in: block) {
      case .more: return .less
      case .less: return .more
      case .neither: return .neither
      }
    }
  }
}
