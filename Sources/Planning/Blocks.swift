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
