/// The stretches of a store's range, each worth the same per MWh, best first.
///
/// Worths and lengths are kept as they were at hour 0: what a store loses makes a stretch longer and
/// worth less by the same factor for all, so their order never changes, and none of them is touched
/// while the hours go by. A stretch keeps the number under which it was offered: among equal worths the
/// earlier hour comes first.
struct WorthQueue {
  struct Stretch {
    var worth: Double
    var length: Double
    var number: Int32
  }

  /// Stretches stand in `first ..< last`, with room on both sides.
  private(set) var stretches: [Stretch] = []
  private(set) var first = 0
  private(set) var last = 0

  var count: Int { last - first }

  /// One stretch alone.
  mutating func set(_ stretch: Stretch) {
    first = stretches.count / 2
    last = first
    makeRoom(1)
    stretches[first] = stretch
    last = first + 1
  }

  /// Every stretch as it stands a year later.
  mutating func shift(worth: Double, length: Double, number: Int32) {
    for place in first..<last {
      stretches[place].worth *= worth
      stretches[place].length *= length
      stretches[place].number += number
    }
  }

  /// Room for so many more stretches on either side.
  mutating func makeRoom(_ more: Int) {
    if first >= more, stretches.count - last >= more { return }
    let own = Array(stretches[first..<last])
    let side = more + own.count
    let size = max(stretches.count, own.count + 2 * side)
    if stretches.count < size {
      stretches = Array(
        repeating: Stretch(worth: 0, length: 0, number: 0), count: size + size / 2)
    }
    first = (stretches.count - own.count) / 2
    last = first + own.count
    for (place, stretch) in own.enumerated() { stretches[first + place] = stretch }
  }

  /// Hands the stretches over to be worked on in place; they have to be put back.
  mutating func lend() -> [Stretch] { take(&stretches) }

  mutating func putBack(_ own: [Stretch], first: Int, last: Int) {
    stretches = own
    self.first = first
    self.last = last
  }
}
