/// The factor L D Lᵀ of a sparse symmetric matrix in which some unknowns have diagonals below 0 and the others, which come
/// after them, above 0 once those are gone: the columns and the rows that tie the parts of a program together.
///
/// Row by row along the tree of eliminations (T. Davis, ACM Transactions on Mathematical Software 31, 2005, 587-591); no
/// pivot has to be looked for, as every order of the kind is safe (R. Vanderbei, SIAM Journal on Optimization 5, 1995,
/// 100-113).
///
/// Its numbers have twice the digits: a decision that is held between two bounds next to each other adds to a stock without
/// any, and what the first says is 10¹⁵ times less than what the second does. There are some hundred unknowns where parts
/// have hundred thousands of rows, so that it is little of the work of a round.
struct SparseFactor {
  /// Unknowns in the order of elimination, and the place of each.
  private let order: [Int]
  private let place: [Int]
  private let first: Int
  /// Entries above the diagonal, by column of the ordered matrix.
  private let starts: [Int]
  private let rows: [Int32]
  /// Of the factor.
  private let parent: [Int]
  private let factorStarts: [Int]
  private var factorRows: [Int32]
  private var factorValues: [Twofold]
  private var inverse: [Twofold]
  /// Entries of the matrix above the diagonal, then those on it.
  var values: [Double]

  /// - Parameters:
  ///   - first: how many unknowns are eliminated before all others: those below 0.
  ///   - cliques: sets of unknowns that meet each other.
  init(count: Int, first: Int, cliques: [[Int]]) {
    order = EliminationOrder(count: count, first: first, cliques: cliques).order
    self.first = first
    var place = Array(repeating: 0, count: count)
    for (position, unknown) in order.enumerated() { place[unknown] = position }
    self.place = place
    var columns: [[Int32]] = Array(repeating: [], count: count)
    for clique in cliques {
      let own = clique.map { place[$0] }.sorted()
      for (index, column) in own.enumerated() {
        for row in own[..<index] where row != column { columns[column].append(Int32(row)) }
      }
    }
    var starts = [0]
    var rows: [Int32] = []
    for column in columns.indices {
      var last: Int32 = -1
      for row in columns[column].sorted() where row != last {
        rows.append(row)
        last = row
      }
      starts.append(rows.count)
    }
    self.starts = starts
    self.rows = rows
    values = Array(repeating: 0, count: rows.count + count)

    // The tree, and how many entries each column of the factor has.
    var parent = Array(repeating: -1, count: count)
    var flag = Array(repeating: -1, count: count)
    var counts = Array(repeating: 0, count: count)
    for column in 0..<count {
      flag[column] = column
      for entry in starts[column]..<starts[column + 1] {
        var row = Int(rows[entry])
        while flag[row] != column {
          if parent[row] < 0 { parent[row] = column }
          counts[row] += 1
          flag[row] = column
          row = parent[row]
        }
      }
    }
    self.parent = parent
    var factorStarts = [0]
    for own in counts { factorStarts.append((factorStarts.last ?? 0) + own) }
    self.factorStarts = factorStarts
    factorRows = Array(repeating: 0, count: factorStarts[count])
    factorValues = Array(repeating: .zero, count: factorStarts[count])
    inverse = Array(repeating: .zero, count: count)
  }

  var count: Int { order.count }

  /// Where the value of two unknowns that meet stands among the values.
  func index(_ one: Int, _ other: Int) -> Int {
    if one == other { return rows.count + one }
    let column = max(place[one], place[other])
    let row = Int32(min(place[one], place[other]))
    var (low, high) = (starts[column], starts[column + 1])
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What rounding may take from a pivot, as a share of its largest term.
  private static let rounding = 1e-28

  /// Factorizes what stands in `values`.
  ///
  /// - Parameter noise: how exactly the diagonal of each unknown is known.
  mutating func factorize(noise: [Double]) {
    let count = count
    var y = Array(repeating: Twofold.zero, count: count)
    var pattern = Array(repeating: 0, count: count)
    var flag = Array(repeating: -1, count: count)
    var used = Array(repeating: 0, count: count)
    for column in 0..<count {
      var top = count
      flag[column] = column
      for entry in starts[column]..<starts[column + 1] {
        var row = Int(rows[entry])
        y[row] = y[row] + Twofold(values[entry])
        var length = 0
        while flag[row] != column {
          pattern[length] = row
          length += 1
          flag[row] = column
          row = parent[row]
        }
        while length > 0 {
          top -= 1
          length -= 1
          pattern[top] = pattern[length]
        }
      }
      let diagonal = values[rows.count + order[column]]
      var (pivot, whole) = (Twofold(diagonal), abs(diagonal))
      while top < count {
        let row = pattern[top]
        top += 1
        let own = y[row]
        y[row] = .zero
        let start = factorStarts[row]
        let end = start + used[row]
        Self.subtract(own, start..<end, factorRows, factorValues, from: &y)
        let share = own * inverse[row]
        let taken = share * own
        pivot = pivot - taken
        whole = max(whole, abs(taken.high))
        factorRows[end] = Int32(column)
        factorValues[end] = share
        used[row] += 1
      }
      // What rounding may have left of a pivot is never below what it may have taken.
      let least = Self.rounding * whole + noise[order[column]]
      let sign: Double = column < first ? -1 : 1
      let moved = pivot + Twofold(sign * least)
      let smallest = max(0.01 * least, 1e-200)
      inverse[column] = (sign * moved.high > smallest ? moved : Twofold(sign * smallest)).inverse
    }
  }

  @inline(__always)
  private static func subtract(
    _ factor: Twofold, _ range: Range<Int>, _ rows: [Int32], _ values: [Twofold],
    from y: inout [Twofold]
  ) {
    let (rows, values) = (rows.span, values.span)
    var y = y.mutableSpan
    for entry in range {
      let row = Int(rows[entry])
      y[row] = y[row] - values[entry] * factor
    }
  }

  /// Solves for one right side, in its place.
  func solve(_ x: inout [Double]) {
    var y = order.map { Twofold(x[$0]) }
    for column in y.indices where y[column].high != 0 {
      let own = y[column]
      Self.subtract(
        own, factorStarts[column]..<factorStarts[column + 1], factorRows, factorValues, from: &y)
    }
    for column in y.indices { y[column] = y[column] * inverse[column] }
    for column in y.indices.reversed() {
      var own = y[column]
      for entry in factorStarts[column]..<factorStarts[column + 1] {
        own = own - factorValues[entry] * y[Int(factorRows[entry])]
      }
      y[column] = own
    }
    for (position, unknown) in order.enumerated() { x[unknown] = y[position].high }
  }
}

/// An order in which unknowns are eliminated with little fill: of those that may come next, one that meets the fewest
/// others (P. Amestoy, T. Davis, I. Duff, SIAM Journal on Matrix Analysis 17, 1996, 886-905, in its simplest form).
private struct EliminationOrder {
  private(set) var order: [Int] = []

  init(count: Int, first: Int, cliques: [[Int]]) {
    // What is gone leaves a set of unknowns that meet each other, as each clique is one from the start.
    var sets = cliques
    var own: [[Int]] = Array(repeating: [], count: count)
    for (index, clique) in cliques.enumerated() {
      for unknown in clique { own[unknown].append(index) }
    }
    var mark = Array(repeating: -1, count: count)
    var round = 0
    func degree(_ unknown: Int) -> Int {
      round += 1
      var found = 0
      for set in own[unknown] {
        for other in sets[set] where mark[other] != round {
          mark[other] = round
          found += 1
        }
      }
      return found
    }
    var degrees = (0..<count).map { degree($0) }
    var isGone = Array(repeating: false, count: count)
    for range in [0..<first, first..<count] {
      var buckets: [[Int]] = Array(repeating: [], count: count + 1)
      for unknown in range { buckets[degrees[unknown]].append(unknown) }
      var least = 0
      var left = range.count
      while left > 0 {
        guard let next = buckets[least].popLast() else {
          least += 1
          continue
        }
        guard !isGone[next], degrees[next] == least else { continue }
        isGone[next] = true
        order.append(next)
        left -= 1
        // One set for all that it meets.
        round += 1
        mark[next] = round
        var merged: [Int] = []
        let absorbed = own[next]
        for set in absorbed {
          for other in sets[set] where !isGone[other] && mark[other] != round {
            mark[other] = round
            merged.append(other)
          }
          sets[set] = []
        }
        let target = sets.count
        sets.append(merged)
        let gone = Set(absorbed)
        for other in merged { own[other] = own[other].filter { !gone.contains($0) } + [target] }
        for other in merged {
          // An upper bound is enough, and quick.
          let most = own[other].reduce(0) { $0 + sets[$1].count }
          let now = own[other].count > 8 ? min(count, most) : degree(other)
          guard now != degrees[other] else { continue }
          degrees[other] = now
          if range.contains(other) {
            buckets[now].append(other)
            least = min(least, now)
          }
        }
      }
    }
  }
}
