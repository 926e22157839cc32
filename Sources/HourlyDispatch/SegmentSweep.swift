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
  /// What the hour at hand offers.
  private var offerValue: [Double] = []
  private var offerLength: [Double] = []

  mutating func prepare(_ merit: MeritOrder) {
    let room = max(HourOffers.room(width: merit.width), HourHull.room(width: merit.width))
    if offerValue.count < room {
      offerValue = Array(repeating: 0, count: room)
      offerLength = offerValue
    }
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
    let rates = StoreRates(store, step: step, mayLose: merit.mayLose(store))
    let last = begin.count - 1
    var list = List(begin: begin[last], count: count[last])
    // Room is made for some hours at a time: a list can grow by what each of them offers.
    let stretch = 64
    let offers = HourHull.room(width: merit.width)
    var hour = end
    while hour > first {
      let until = max(first, hour - stretch)
      reserve(stretch * (list.count + stretch * offers))
      list = back(from: hour, to: until, list, merit, store, rates)
      hour = until
    }
  }

  /// Segments a list may have. Stores that hold weeks of hourly prices would remember every hour of the
  /// year; above this neighbours of nearly the same value become one. Such a year is not exact to the last
  /// digit; its bound holds all the same, and its gap says how far off it is.
  static let most = 1024

  /// Joins neighbours whose values are closer than a share of the whole range.
  private static func thin(
    _ first: Int, _ end: Int, _ value: inout MutableSpan<Double>,
    _ length: inout MutableSpan<Double>
  ) -> Int {
    let near = (value[first] - value[end - 1]) / Double(most)
    var kept = first
    var top = value[first]
    for index in (first + 1)..<end {
      if top - value[index] <= near {
        let sum = length[kept] + length[index]
        value[kept] = (value[kept] * length[kept] + value[index] * length[index]) / sum
        length[kept] = sum
      } else {
        kept += 1
        value[kept] = value[index]
        length[kept] = length[index]
        top = value[index]
      }
    }
    return kept + 1
  }

  private struct List {
    var begin: Int
    var count: Int
  }

  private mutating func reserve(_ more: Int) {
    let needed = next + more
    if needed > value.count {
      let extra = Array(repeating: 0.0, count: max(needed - value.count, value.count / 2))
      value += extra
      length += extra
    }
  }

  private mutating func back(
    from end: Int, to first: Int, _ start: List, _ merit: MeritOrder,
    _ store: DispatchProblem.Store, _ rates: StoreRates
  ) -> List {
    let width = merit.width
    let priceStride = merit.priceStride
    let weightStride = merit.weightStride
    let net = merit.net.span
    let amount = merit.amount.span
    let price = merit.price.span
    let weights = merit.weights.span
    var values = take(&self.value)
    var lengths = take(&self.length)
    var begins = take(&self.begin)
    var counts = take(&self.count)
    var ownValues = take(&self.offerValue)
    var ownLengths = take(&self.offerLength)
    var target = next
    defer {
      self.value = values
      self.length = lengths
      self.begin = begins
      self.count = counts
      self.offerValue = ownValues
      self.offerLength = ownLengths
      self.next = target
    }
    var value = values.mutableSpan
    var length = lengths.mutableSpan
    var begin = begins.mutableSpan
    var count = counts.mutableSpan
    var ownValue = ownValues.mutableSpan
    var ownLength = ownLengths.mutableSpan
    let sliver = Tolerance.sliver(store, rates.inward * rates.perCharge)
    let keep = store.keep
    let stretch = 1 / keep
    let range = keep * store.energy
    var source = start.begin
    var size = start.count
    var hour = end - 1
    while hour >= first {
      let offers = HourOffers(
        hour: hour, width: width, priceStride: priceStride, weight: weights[hour * weightStride],
        rates, net: net, amount: amount, price: price, value: &ownValue, length: &ownLength)
      var j = offers.first
      var stop = offers.last
      var skip = offers.inward
      if offers.burns {
        let hull = HourHull(merit, hour, rates).offers(&ownValue, &ownLength)
        j = 0
        stop = hull.count
        skip = hull.inward
      }
      var i = source
      let until = source + size
      var written = target
      var room = range
      var loose = 0.0
      // Merge, best value first: skip what lies below empty, stop at what lies above full.
      while room > 0 {
        let worth: Double
        var run: Double
        if j < stop, i >= until || ownValue[j] >= value[i] {
          worth = ownValue[j]
          run = ownLength[j]
          j += 1
        } else if i < until {
          worth = value[i]
          run = length[i]
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
        // A store of no size.
        value[written] = 0
        length[written] = store.energy
        written += 1
      }
      if written - target > Self.most {
        written = Self.thin(target, written, &value, &length)
      }
      begin[hour] = target
      count[hour] = written - target
      source = target
      size = written - target
      target = written
      hour -= 1
    }
    return List(begin: source, count: size)
  }

  // MARK: Forward through the hours

  mutating func forward(
    from first: Int, to end: Int, _ merit: MeritOrder, _ store: DispatchProblem.Store,
    step: Double, _ level: inout [Double], _ worth: inout [Double]
  ) {
    let rates = StoreRates(store, step: step, mayLose: merit.mayLose(store))
    let width = merit.width
    let priceStride = merit.priceStride
    let weightStride = merit.weightStride
    let net = merit.net.span
    let amount = merit.amount.span
    let price = merit.price.span
    let weights = merit.weights.span
    var ownValues = take(&self.offerValue)
    var ownLengths = take(&self.offerLength)
    defer {
      self.offerValue = ownValues
      self.offerLength = ownLengths
    }
    let values = self.value
    let lengths = self.length
    let begins = self.begin
    let counts = self.count
    let value = values.span
    let length = lengths.span
    let begin = begins.span
    let count = counts.span
    var ownValue = ownValues.mutableSpan
    var ownLength = ownLengths.mutableSpan
    var level = level.mutableSpan
    var worths = worth.mutableSpan
    let sliver = Tolerance.sliver(store, step)
    let energy = store.energy
    let keep = store.keep
    var stored = level[first]
    var marginal = worths[first]
    for hour in first..<end {
      let offers = HourOffers(
        hour: hour, width: width, priceStride: priceStride, weight: weights[hour * weightStride],
        rates, net: net, amount: amount, price: price, value: &ownValue, length: &ownLength)
      var j = offers.first
      var stop = offers.last
      var left = keep * stored + offers.inward
      if offers.burns {
        let hull = HourHull(merit, hour, rates).offers(&ownValue, &ownLength)
        j = 0
        stop = hull.count
        left = keep * stored + hull.inward
      }
      var i = begin[hour + 1]
      let until = i + count[hour + 1]
      var kept = 0.0
      var upper = Double.infinity
      var lower = -Double.infinity
      while true {
        let isOffer: Bool
        let worth: Double
        let run: Double
        if j < stop, i >= until || ownValue[j] > value[i] {
          isOffer = true
          worth = ownValue[j]
          run = ownLength[j]
          j += 1
        } else if i < until {
          isOffer = false
          worth = value[i]
          run = length[i]
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
      stored = kept > energy ? energy : kept
      marginal /= keep
      marginal = marginal > upper ? upper : (marginal < lower ? lower : marginal)
      level[hour + 1] = stored
      worths[hour + 1] = marginal
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
