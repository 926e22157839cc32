/// The Cholesky factor of A D Aᵀ where the rows of A follow one another in time: a narrow band, with a few rows that
/// reach far back.
///
/// Each row is kept from its first entry to the diagonal. All fill falls inside, so that the work is that of the band,
/// however long the year is.
struct SkylineFactor {
  /// First column of each row.
  private let first: [Int32]
  /// Where column 0 of each row would stand.
  private let origin: [Int]
  private var values: [Double]
  /// One over each pivot.
  private var inverse: [Double]

  /// - Parameter matrix: its columns say which rows meet.
  init(_ matrix: SparseColumns) {
    var first = (0..<matrix.rowCount).map { Int32($0) }
    for column in 0..<matrix.manifold {
      let range = matrix.entries(of: column)
      guard let lowest = matrix.rows[range].min() else { continue }
      for entry in range {
        let row = Int(matrix.rows[entry])
        first[row] = min(first[row], lowest)
      }
    }
    var origin: [Int] = []
    var size = 0
    for (row, from) in first.enumerated() {
      origin.append(size - Int(from))
      size += row - Int(from) + 1
    }
    self.first = first
    self.origin = origin
    values = Array(repeating: 0, count: size)
    inverse = Array(repeating: 0, count: first.count)
  }

  /// Of each row, whether it is joined to no earlier one.
  var isLeaf: [Bool] { first.indices.map { Int(first[$0]) == $0 } }

  /// Whether one factorization is so little work that HiGHS is no better: a band of some hundred at most.
  var isNarrow: Bool { work <= 1_000_000 + 20_000 * first.count }

  /// Multiplications of one factorization.
  private var work: Int {
    var sum = 0
    for row in first.indices {
      for column in Int(first[row])...row {
        sum += column - max(Int(first[row]), Int(first[column]))
      }
    }
    return sum
  }

  /// Factorizes A D Aᵀ for positive weights D; columns of weight 0 do not count.
  ///
  /// - Parameter keepsRows: whether a row that the others imply, but for rounding, still counts: by columns that stand
  ///   outside of A it may say something of its own.
  mutating func factorize(_ matrix: SparseColumns, weights: [Double], keepsRows: Bool) {
    Self.setProduct(&values, origin, matrix, weights)
    Self.factorize(&values, &inverse, first, origin, keepsRows ? Self.rounding : 0)
  }

  private static func setProduct(
    _ product: inout [Double], _ origin: [Int], _ matrix: SparseColumns, _ weights: [Double]
  ) {
    let (starts, rows, values) = (matrix.starts.span, matrix.rows.span, matrix.values.span)
    let (origin, weights) = (origin.span, weights.span)
    var product = product.mutableSpan
    for index in product.indices { product[index] = 0 }
    var begin = 0
    for column in 0..<(starts.count - 1) {
      let end = Int(starts[column + 1])
      for entry in begin..<end {
        let row = Int(rows[entry])
        let weighted = values[entry] * weights[column]
        product[origin[row] + row] += weighted * values[entry]
        for earlier in begin..<entry {
          let other = Int(rows[earlier])
          let place = row > other ? origin[row] + other : origin[other] + row
          product[place] += weighted * values[earlier]
        }
      }
      begin = end
    }
    for column in (starts.count - 1)..<weights.count {
      let row = Int(rows[begin])
      product[origin[row] + row] += values[begin] * values[begin] * weights[column]
      begin += 1
    }
  }

  /// What rounding may take from a pivot, relative to the diagonal. Ten times more, and equations stay broken in programs whose
  /// decisions are given; ten times less, and pivots are lost.
  private static let rounding = 1e-15

  /// A pivot that is lost, of a row that the others imply, leaves its row out unless diagonals are larger by some share.
  private static func factorize(
    _ values: inout [Double], _ inverse: inout [Double], _ first: [Int32], _ origin: [Int],
    _ share: Double
  ) {
    let (first, origin) = (first.span, origin.span)
    var values = values.mutableSpan
    var inverse = inverse.mutableSpan
    for row in first.indices {
      let from = Int(first[row])
      let own = origin[row]
      let whole = values[own + row]
      var pivot = whole * (1 + share)
      for column in from..<row {
        let other = origin[column]
        var sum = values[own + column]
        var k = max(from, Int(first[column]))
        while k < column {
          sum -= values[own + k] * values[other + k]
          k += 1
        }
        sum *= inverse[column]
        values[own + column] = sum
        pivot -= sum * sum
      }
      if share > 0 {
        inverse[row] = 1 / max(pivot, 0.01 * share * whole, 1e-280).squareRoot()
      } else {
        let isLost = pivot <= 1e-14 * whole || pivot <= 1e-280
        inverse[row] = isLost ? 0 : 1 / pivot.squareRoot()
      }
    }
  }

  /// L⁻¹ W in the place of W.
  func divide(_ wide: WideSides, _ buffers: inout WideSides.Buffers) {
    wide.divide(&buffers, first, origin, values, inverse)
  }

  /// Solves for one right side, in its place.
  func solve(_ x: inout [Double]) {
    let (first, origin, values, inverse) = (first.span, origin.span, values.span, inverse.span)
    var x = x.mutableSpan
    for row in x.indices {
      let own = origin[row]
      var sum = x[row]
      for column in Int(first[row])..<row { sum -= values[own + column] * x[column] }
      x[row] = sum * inverse[row]
    }
    var row = x.count - 1
    while row >= 0 {
      let own = origin[row]
      let value = x[row] * inverse[row]
      x[row] = value
      for column in Int(first[row])..<row { x[column] -= values[own + column] * value }
      row -= 1
    }
  }
}
