/// Right sides that a factor L Lᵀ is asked for all at once: W, of which most rows have few entries, L⁻¹ W, and the
/// products of its columns with one another, Wᵀ (L Lᵀ)⁻¹ W.
///
/// Rows that the factor joins to no earlier one keep their few entries; of the others every entry is filled.
struct WideSides: Sendable {
  /// Columns of W.
  let width: Int
  private let lanes: Int
  /// The filled row of each row; negative for those with few entries.
  private let filled: [Int32]
  private let filledCount: Int
  /// Entries of rows with few of them.
  private let starts: [Int32]
  private let sides: [Int32]
  private let few: Int

  /// Where an entry of W is kept.
  struct Place: Sendable {
    fileprivate var isFew: Bool
    fileprivate var index: Int32
  }

  /// Buffers of one thread.
  struct Buffers {
    fileprivate var values: [SIMD8<Double>] = []
    fileprivate var few: [Double] = []
    fileprivate var gram: [SIMD8<Double>] = []
  }

  /// - Parameters:
  ///   - isLeaf: by row, whether the factor joins it to no earlier one.
  ///   - entries: rows and columns of W that may have a value; any may repeat.
  /// - Returns: also the place of each entry.
  static func make(isLeaf: [Bool], width: Int, entries: [(row: Int, side: Int)]) -> (
    WideSides, [Place]
  ) {
    var own: [[Int32]] = Array(repeating: [], count: isLeaf.count)
    for (row, side) in entries where isLeaf[row] && !own[row].contains(Int32(side)) {
      own[row].append(Int32(side))
    }
    var filled: [Int32] = []
    var count: Int32 = 0
    var starts: [Int32] = [0]
    var sides: [Int32] = []
    for (row, leaf) in isLeaf.enumerated() {
      filled.append(leaf ? -1 : count)
      if !leaf { count += 1 }
      sides += own[row]
      starts.append(Int32(sides.count))
    }
    let lanes = (width + 7) / 8
    let wide = WideSides(
      width: width, lanes: lanes, filled: filled, filledCount: Int(count), starts: starts,
      sides: sides, few: sides.count)
    let places = entries.map { row, side in
      if isLeaf[row] {
        let first = Int(starts[row])
        let place = own[row].firstIndex(of: Int32(side)) ?? 0
        return Place(isFew: true, index: Int32(first + place))
      }
      return Place(isFew: false, index: Int32(Int(filled[row]) * lanes * 8 + side))
    }
    return (wide, places)
  }

  func clear(_ buffers: inout Buffers) {
    let size = filledCount * lanes
    if buffers.values.count < size {
      buffers.values = Array(repeating: .zero, count: size)
    } else {
      var values = buffers.values.mutableSpan
      for index in 0..<size { values[index] = .zero }
    }
    if buffers.few.count < few { buffers.few = Array(repeating: 0, count: few) }
    for index in 0..<few { buffers.few[index] = 0 }
  }

  @inline(__always)
  func add(_ value: Double, at place: Place, _ buffers: inout Buffers) {
    let index = Int(place.index)
    if place.isFew {
      buffers.few[index] += value
    } else {
      buffers.values[index >> 3][index & 7] += value
    }
  }

  /// Turns W into L⁻¹ W.
  func divide(
    _ buffers: inout Buffers, _ first: [Int32], _ origin: [Int], _ factor: [Double],
    _ inverse: [Double]
  ) {
    let (first, origin, factor, inverse) = (first.span, origin.span, factor.span, inverse.span)
    let (filled, starts, sides) = (filled.span, starts.span, sides.span)
    let lanes = lanes
    var fewArray: [Double] = []
    swap(&fewArray, &buffers.few)
    var few = fewArray.mutableSpan
    var values = buffers.values.mutableSpan
    for row in first.indices {
      let per = inverse[row]
      if filled[row] < 0 {
        for entry in Int(starts[row])..<Int(starts[row + 1]) { few[entry] *= per }
        continue
      }
      let own = Int(filled[row]) * lanes
      let place = origin[row]
      for column in Int(first[row])..<row {
        let share = factor[place + column]
        if share == 0 { continue }
        if filled[column] >= 0 {
          let other = Int(filled[column]) * lanes
          for lane in 0..<lanes { values[own + lane] -= share * values[other + lane] }
        } else {
          for entry in Int(starts[column])..<Int(starts[column + 1]) {
            let side = Int(sides[entry])
            values[own + (side >> 3)][side & 7] -= share * few[entry]
          }
        }
      }
      for lane in 0..<lanes { values[own + lane] *= per }
    }
    swap(&fewArray, &buffers.few)
  }

  /// Products of the columns with one another: upper half by rows, `width` each.
  func products(_ buffers: inout Buffers, into gram: inout [Double]) {
    sumProducts(&buffers)
    for index in gram.indices { gram[index] = 0 }
    for side in 0..<width {
      for other in side..<width {
        gram[side * width + other] = buffers.gram[side * lanes + (other >> 3)][other & 7]
      }
    }
    let (starts, sides, few) = (starts.span, sides.span, buffers.few.span)
    for row in 0..<(starts.count - 1) {
      let end = Int(starts[row + 1])
      for entry in Int(starts[row])..<end {
        for other in entry..<end {
          let (a, b) = (Int(sides[entry]), Int(sides[other]))
          gram[min(a, b) * width + max(a, b)] += few[entry] * few[other]
        }
      }
    }
  }

  /// Four filled rows at a time.
  private func sumProducts(_ buffers: inout Buffers) {
    let (lanes, width) = (lanes, width)
    var gramArray: [SIMD8<Double>] = Array(repeating: .zero, count: width * lanes)
    let valuesArray = buffers.values
    let values = valuesArray.span
    var gram = gramArray.mutableSpan
    var row = 0
    while row + 4 <= filledCount {
      let a = row * lanes
      let (b, c, d) = (a + lanes, a + 2 * lanes, a + 3 * lanes)
      for side in 0..<width {
        let (at, lane) = (side >> 3, side & 7)
        let (pa, pb) = (values[a + at][lane], values[b + at][lane])
        let (pc, pd) = (values[c + at][lane], values[d + at][lane])
        for other in at..<lanes {
          var sum = gram[side * lanes + other]
          sum += pa * values[a + other]
          sum += pb * values[b + other]
          sum += pc * values[c + other]
          sum += pd * values[d + other]
          gram[side * lanes + other] = sum
        }
      }
      row += 4
    }
    while row < filledCount {
      let own = row * lanes
      for side in 0..<width {
        let part = values[own + (side >> 3)][side & 7]
        for other in (side >> 3)..<lanes {
          gram[side * lanes + other] += part * values[own + other]
        }
      }
      row += 1
    }
    buffers.gram = gramArray
  }
}
