/// The store over the year with any prices and any self-discharge: value functions as lists of
/// segments (value, length), best value first.
///
/// Going back one hour merges the list with what the hour offers (both sorted by value), cuts both
/// ends so that the level stays in 0 ... energy, and stretches it by the self-discharge. Each list is
/// written behind the one it comes from, so that the way forward finds all of them.
struct SegmentSweep {
  private var value: [Double] = []
  private var length: [Double] = []
  /// Where the list of each hour begins, and how many segments it has; the last is what comes after.
  private var begin: [Int] = []
  private var count: [Int] = []
  private var next = 0
  private(set) var offers = HourOffers()

  mutating func prepare(_ merit: MeritOrder) {
    offers.prepare(width: merit.width)
    if begin.count != merit.hours + 1 {
      begin = Array(repeating: 0, count: merit.hours + 1)
      count = begin
    }
    let least = (merit.hours + 1) * 8
    if value.count < least {
      value = Array(repeating: 0, count: least)
      length = value
    }
  }

  // MARK: What comes after the last hour

  /// Every level is worth the same per MWh after the last hour.
  mutating func start(flatAt worth: Double, energy: Double) {
    let last = begin.count - 1
    begin[last] = 0
    count[last] = 1
    value[0] = worth
    length[0] = energy
    next = 1
  }

  /// What stands before an hour comes after the last one.
  mutating func wrap(from hour: Int) {
    let last = begin.count - 1
    let from = begin[hour]
    let size = count[hour]
    for index in 0..<size {
      value[index] = value[from + index]
      length[index] = length[from + index]
    }
    begin[last] = 0
    count[last] = size
    next = size
  }

  /// Whether the list at an hour is the one after the last hour.
  func isFixed(at hour: Int, energy: Double) -> Bool {
    let last = begin.count - 1
    guard count[hour] == count[last] else { return false }
    for index in 0..<count[hour] {
      let a = begin[hour] + index
      let b = begin[last] + index
      guard abs(length[a] - length[b]) <= 1e-11 * energy,
        abs(value[a] - value[b]) <= 1e-11 * max(1, abs(value[b]))
      else { return false }
    }
    return true
  }

  // MARK: Back through the hours

  mutating func back(
    from end: Int, to first: Int, _ merit: MeritOrder, _ store: DispatchProblem.Store,
    step: Double
  ) {
    let own = HourOffers.Store(store, step: step, mayLose: merit.mayLose(store))
    let last = begin.count - 1
    var source = begin[last]
    var size = count[last]
    let sliver = Tolerance.sliver(store, step)
    let keep = store.keep
    let stretch = 1 / keep
    var hour = end - 1
    while hour >= first {
      offers.read(merit, hour, own, weight: merit.weight[hour])
      reserve(size + offers.count + 2)
      let target = next
      var written = target
      var skip = offers.inward
      var room = keep * store.energy
      var loose = 0.0
      var i = 0
      var j = 0
      while room > 0 {
        let worth: Double
        var run: Double
        if j < offers.count, i >= size || offers.value[j] >= value[source + i] {
          worth = offers.value[j]
          run = offers.length[j]
          j += 1
        } else if i < size {
          worth = value[source + i]
          run = length[source + i]
          i += 1
        } else {
          break
        }
        if skip > 0 {
          if run <= skip {
            skip -= run
            continue
          }
          run -= skip
          skip = 0
        }
        if run > room { run = room }
        room -= run
        let stretched = run * stretch
        let scaled = worth * keep
        if written > target, value[written - 1] == scaled || stretched <= sliver {
          length[written - 1] += stretched
        } else if stretched <= sliver {
          loose += stretched
        } else {
          value[written] = scaled
          length[written] = stretched + loose
          loose = 0
          written += 1
        }
      }
      if written == target {
        // A store of no size, or lists too short by rounding.
        value[written] = 0
        length[written] = store.energy
        written += 1
      }
      begin[hour] = target
      count[hour] = written - target
      next = written
      source = target
      size = written - target
      hour -= 1
    }
  }

  private mutating func reserve(_ more: Int) {
    let needed = next + more
    if needed > value.count {
      let extra = Array(repeating: 0.0, count: max(needed - value.count, value.count / 2))
      value += extra
      length += extra
    }
  }

  // MARK: Forward through the hours

  mutating func forward(
    from first: Int, to end: Int, _ merit: MeritOrder, _ store: DispatchProblem.Store,
    step: Double, _ level: inout [Double], _ worth: inout [Double]
  ) {
    let own = HourOffers.Store(store, step: step, mayLose: merit.mayLose(store))
    let sliver = Tolerance.sliver(store, step)
    var stored = level[first]
    var marginal = worth[first]
    for hour in first..<end {
      offers.read(merit, hour, own, weight: merit.weight[hour])
      let source = begin[hour + 1]
      let size = count[hour + 1]
      var left = store.keep * stored + offers.inward
      var kept = 0.0
      var upper = Double.infinity
      var lower = -Double.infinity
      var i = 0
      var j = 0
      while true {
        let isOffer: Bool
        let worth: Double
        let run: Double
        if j < offers.count, i >= size || offers.value[j] > value[source + i] {
          isOffer = true
          worth = offers.value[j]
          run = offers.length[j]
          j += 1
        } else if i < size {
          isOffer = false
          worth = value[source + i]
          run = length[source + i]
          i += 1
        } else {
          break
        }
        if left <= sliver {
          if run <= sliver { continue }
          lower = worth
          break
        }
        if run <= left + sliver {
          if !isOffer { kept += run }
          left -= run
          if run > sliver { upper = worth }
        } else {
          upper = worth
          lower = worth
          if !isOffer { kept += left }
          break
        }
      }
      stored = kept > store.energy ? store.energy : kept
      marginal /= store.keep
      marginal = marginal > upper ? upper : (marginal < lower ? lower : marginal)
      level[hour + 1] = stored
      worth[hour + 1] = marginal
    }
  }

  /// The worth of one more MWh at a level before an hour.
  func worth(at hour: Int, level: Double) -> Double {
    var left = level
    for index in begin[hour]..<(begin[hour] + count[hour]) {
      left -= length[index]
      if left < 0 { return value[index] }
    }
    return value[begin[hour] + count[hour] - 1]
  }

  /// The level before an hour above which a stored MWh is worth less than this.
  func level(at hour: Int, above worth: Double) -> Double {
    var sum = 0.0
    for index in begin[hour]..<(begin[hour] + count[hour]) where value[index] > worth {
      sum += length[index]
    }
    return sum
  }
}
