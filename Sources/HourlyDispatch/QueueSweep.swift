/// The store over the year: backwards a queue of stretches with two ends, forwards a worth that stays the
/// same from one end of the store to the other.
///
/// V(t, s), the least cost from step t on with s stored, is convex and piecewise linear in s: a list of
/// stretches (worth, length), best first, that spans 0 ... energy. Going back one hour puts what the
/// hour offers in its place and takes from the front what lies below empty, from the back what lies above
/// full. Only the stretches at both ends are written down, hour by hour.
///
/// That is enough for the way forward. The worth of stored energy belongs to a stretch, the *mark*; it
/// stays there as long as the level lies inside the range. Where the mark lies before the first stretch of
/// an hour, the store is empty, and the first stretch becomes the mark; where it lies after the last one, the store is full.
/// The mark says which offers of an hour are taken. One hour between two ends may be split by its mark (the hour that
/// offered it): what it takes is what makes the levels meet the next end.
///
/// Self-discharge changes units only (``WorthQueue``). It is the discrete form of the taut string; that the worth moves
/// only at the ends is complementary slackness.
struct QueueSweep {
  private var queue = WorthQueue()
  /// keep^t and keep^-t.
  private var power: [Double] = []
  private var inverse: [Double] = []
  private var keep = 0.0
  /// The stretches at both ends of the list of each hour, the last ones those after the year.
  private var firstWorth: [Double] = []
  private var lastWorth: [Double] = []
  private var firstNumber: [Int32] = []
  private var lastNumber: [Int32] = []
  /// Numbers of one hour.
  private var room = 0
  private var hours = 0
  private var offerValue: [Double] = []
  private var offerLength: [Double] = []

  /// A place among the stretches: the worth and the number of one of them.
  struct Mark {
    var worth: Double
    var number: Int32
  }

  /// Lists beyond this are for ``SegmentSweep``, which joins what is nearly the same.
  static let most = 4096

  /// Whether numbers stay in range: what is left of a MWh after the year must be more than nothing.
  static func applies(_ merit: MeritOrder, _ store: DispatchProblem.Store, step: Double) -> Bool {
    let flow = step * (store.chargePower + store.dischargePower)
    return merit.width > 0 && store.energy > 1e-9 * flow && store.energy > 0
      && Double(merit.hours) * (1 - store.keep) < 100 * store.keep
  }

  mutating func prepare(_ merit: MeritOrder, _ store: DispatchProblem.Store) {
    room = max(HourOffers.room(width: merit.width), HourHull.room(width: merit.width))
    if offerValue.count < room {
      offerValue = Array(repeating: 0, count: room)
      offerLength = offerValue
    }
    hours = merit.hours
    if firstWorth.count != hours + 1 {
      firstWorth = Array(repeating: 0, count: hours + 1)
      lastWorth = firstWorth
      firstNumber = Array(repeating: 0, count: hours + 1)
      lastNumber = firstNumber
    }
    if power.count != hours + 1 || keep != store.keep {
      keep = store.keep
      power = Array(repeating: 1, count: hours + 1)
      inverse = power
      for hour in 0..<hours where keep != 1 {
        power[hour + 1] = power[hour] * keep
        inverse[hour + 1] = 1 / power[hour + 1]
      }
    }
  }

  // MARK: Whole years

  /// - Returns: whether the levels and worths of a year were found.
  mutating func run(
    _ merit: MeritOrder, _ store: DispatchProblem.Store, step: Double, _ level: inout [Double],
    _ worth: inout [Double]
  ) -> Bool {
    if case .start(let start) = store.ends {
      startFlat(store, at: hours)
      guard back(from: hours, to: 0, merit, store, step: step) else { return false }
      let mark = mark(above: start)
      return forward(from: mark, level: start, merit, store, step: step, &level, &worth)
    }
    let warmUp = min(hours, 336)
    startFlat(store, at: warmUp)
    guard back(from: warmUp, to: 0, merit, store, step: step) else { return false }
    for _ in 0..<2 {
      queue.shift(
        worth: power[hours], length: inverse[hours], number: Int32(hours * room))
      guard back(from: hours, to: 0, merit, store, step: step) else { return false }
      let mark = markOfCycle(warmUp)
      if forward(from: mark, level: nil, merit, store, step: step, &level, &worth) { return true }
    }
    return false
  }

  /// After an hour every level is worth nothing.
  private mutating func startFlat(_ store: DispatchProblem.Store, at hour: Int) {
    queue.set(
      WorthQueue.Stretch(
        worth: 0, length: store.energy * inverse[hour], number: Int32(hours * room)))
  }

  /// The stretch in which a level before the first hour lies.
  private func mark(above level: Double) -> Mark {
    var left = level
    for place in queue.first..<queue.last {
      let own = queue.stretches[place]
      left -= own.length
      if left < 0 { return Mark(worth: own.worth, number: own.number) }
    }
    return Mark(worth: lastWorth[0], number: lastNumber[0])
  }

  /// The mark with which a year begins, from the last days of the year before.
  private func markOfCycle(_ warmUp: Int) -> Mark {
    var mark = Mark(worth: .infinity, number: 0)
    for hour in (hours - warmUp)..<hours { hold(&mark, at: hour) }
    return lastYears(mark)
  }

  /// A mark of this year in the numbers of the next.
  private func lastYears(_ mark: Mark) -> Mark {
    Mark(worth: mark.worth * inverse[hours], number: mark.number - Int32(hours * room))
  }

  private enum Held { case inside, empty, full }

  /// Moves a mark into the range of an hour.
  @discardableResult
  private func hold(_ mark: inout Mark, at hour: Int) -> Held {
    // A stretch of the year before has its worth from another way of counting: numbers decide.
    if mark.number == firstNumber[hour] || mark.number == lastNumber[hour] { return .inside }
    let first = firstWorth[hour]
    if mark.worth > first || (mark.worth == first && mark.number < firstNumber[hour]) {
      mark = Mark(worth: first, number: firstNumber[hour])
      return .empty
    }
    let last = lastWorth[hour]
    if mark.worth < last || (mark.worth == last && mark.number > lastNumber[hour]) {
      mark = Mark(worth: last, number: lastNumber[hour])
      return .full
    }
    return .inside
  }

  // MARK: Back through the hours

  /// - Returns: whether the lists stayed short enough.
  private mutating func back(
    from end: Int, to first: Int, _ merit: MeritOrder, _ store: DispatchProblem.Store,
    step: Double
  ) -> Bool {
    let rates = StoreRates(store, step: step, mayLose: merit.mayLose(store))
    if end == hours { writeEnds(at: hours) }
    let stretch = 64
    var hour = end
    while hour > first {
      guard queue.count <= Self.most else { return false }
      let until = max(first, hour - stretch)
      queue.makeRoom(stretch * room)
      back(from: hour, to: until, merit, store.energy, rates)
      hour = until
    }
    return true
  }

  private mutating func writeEnds(at hour: Int) {
    let first = queue.stretches[queue.first]
    let last = queue.stretches[queue.last - 1]
    firstWorth[hour] = first.worth
    firstNumber[hour] = first.number
    lastWorth[hour] = last.worth
    lastNumber[hour] = last.number
  }

  private mutating func back(
    from end: Int, to begin: Int, _ merit: MeritOrder, _ energy: Double, _ rates: StoreRates
  ) {
    let width = merit.width
    let priceStride = merit.priceStride
    let weightStride = merit.weightStride
    let net = merit.net.span
    let amount = merit.amount.span
    let price = merit.price.span
    let weights = merit.weights.span
    let (powerTable, inverseTable) = (power, inverse)
    let powers = powerTable.span
    let inverses = inverseTable.span
    let room = room
    var lent = queue.lend()
    var ownValues = take(&offerValue)
    var ownLengths = take(&offerLength)
    var firstWorths = take(&firstWorth)
    var lastWorths = take(&lastWorth)
    var firstNumbers = take(&firstNumber)
    var lastNumbers = take(&lastNumber)
    var first = queue.first
    var last = queue.last
    defer {
      queue.putBack(lent, first: first, last: last)
      offerValue = ownValues
      offerLength = ownLengths
      firstWorth = firstWorths
      lastWorth = lastWorths
      firstNumber = firstNumbers
      lastNumber = lastNumbers
    }
    var queue = lent.mutableSpan
    var value = ownValues.mutableSpan
    var length = ownLengths.mutableSpan
    var firstWorth = firstWorths.mutableSpan
    var lastWorth = lastWorths.mutableSpan
    var firstNumber = firstNumbers.mutableSpan
    var lastNumber = lastNumbers.mutableSpan
    var hour = end - 1
    while hour >= begin {
      let offers = HourOffers(
        hour: hour, width: width, priceStride: priceStride, weight: weights[hour * weightStride],
        rates, net: net, amount: amount, price: price, value: &value, length: &length)
      var a = offers.first
      var b = offers.last
      var inward = offers.inward
      var outward = offers.outward
      if offers.burns {
        let hull = HourHull(merit, hour, rates).offers(&value, &length)
        a = 0
        b = hull.count
        inward = hull.inward
        outward = hull.outward
      }
      let number = Int32(hour * room)
      let scale = powers[hour + 1]
      let unit = inverses[hour + 1]
      for place in a..<b {
        value[place] *= scale
        length[place] *= unit
      }
      // What could only be stored below empty.
      var skip = inward * unit
      while skip > 0 {
        if a < b, first >= last || value[a] >= queue[first].worth {
          let run = length[a]
          if run > skip {
            length[a] = run - skip
            break
          }
          skip -= run
          a += 1
        } else if first < last {
          let run = queue[first].length
          if run > skip {
            queue[first].length = run - skip
            break
          }
          skip -= run
          first += 1
        } else {
          break
        }
      }
      // What could only be stored above full, and what the store loses in the hour.
      var rest = outward * unit + energy * (unit - inverses[hour])
      while rest > 0 {
        if first < last, a >= b || queue[last - 1].worth <= value[b - 1] {
          let run = queue[last - 1].length
          if run > rest {
            queue[last - 1].length = run - rest
            break
          }
          rest -= run
          last -= 1
        } else if a < b {
          let run = length[b - 1]
          if run > rest {
            length[b - 1] = run - rest
            break
          }
          rest -= run
          b -= 1
        } else {
          break
        }
      }
      while a < b {
        let own = WorthQueue.Stretch(
          worth: value[a], length: length[a], number: number + Int32(truncatingIfNeeded: a))
        a += 1
        if own.length <= 0 { continue }
        // The nearer side makes way.
        let middle = (first + last) / 2
        if first < last, own.worth < queue[middle].worth {
          var place = last
          while place > first,
            queue[place - 1].worth < own.worth
              || (queue[place - 1].worth == own.worth && queue[place - 1].number > own.number)
          {
            queue[place] = queue[place - 1]
            place -= 1
          }
          queue[place] = own
          last += 1
        } else {
          first -= 1
          var place = first
          while place + 1 < last,
            queue[place + 1].worth > own.worth
              || (queue[place + 1].worth == own.worth && queue[place + 1].number < own.number)
          {
            queue[place] = queue[place + 1]
            place += 1
          }
          queue[place] = own
        }
      }
      if first >= last {
        // Rounding has eaten up a store that is next to nothing.
        first = last
        queue[last] = WorthQueue.Stretch(worth: 0, length: energy * inverses[hour], number: number)
        last += 1
      }
      firstWorth[hour] = queue[first].worth
      firstNumber[hour] = queue[first].number
      lastWorth[hour] = queue[last - 1].worth
      lastNumber[hour] = queue[last - 1].number
      hour -= 1
    }
  }

  // MARK: Forward through the hours

  /// - Parameters:
  ///   - start: the mark before the first hour.
  ///   - known: the level there; nothing for a cyclic year.
  /// - Returns: whether the levels fit together.
  private mutating func forward(
    from start: Mark, level known: Double?, _ merit: MeritOrder, _ store: DispatchProblem.Store,
    step: Double, _ levels: inout [Double], _ worths: inout [Double]
  ) -> Bool {
    let rates = StoreRates(store, step: step, mayLose: merit.mayLose(store))
    let energy = store.energy
    var ownValues = take(&offerValue)
    var ownLengths = take(&offerLength)
    defer {
      offerValue = ownValues
      offerLength = ownLengths
    }
    var value = ownValues.mutableSpan
    var length = ownLengths.mutableSpan
    let net = merit.net.span
    let amount = merit.amount.span
    let price = merit.price.span
    let weights = merit.weights.span
    let (powerTable, inverseTable) = (power, inverse)
    let power = powerTable.span
    let inverse = inverseTable.span
    var level = levels.mutableSpan
    var worth = worths.mutableSpan
    let room = Int32(room)
    var mark = start
    // Levels from `open` on are known up to one number, the level there. The head of a cyclic year is what
    // hangs on the level with which it begins.
    var open: Int? = known == nil ? 0 : nil
    var head: Int? = nil
    var isHead = known == nil
    level[0] = known ?? 0
    worth[0] = start.worth
    var stored = level[0]
    for hour in 0..<hours {
      let held = hold(&mark, at: hour)
      if held != .inside {
        stored = held == .empty ? 0 : energy
        if let begin = open { Self.close(begin, hour, at: stored, keep, &level) }
        open = nil
        isHead = false
        level[hour] = stored
      }
      let offers = HourOffers(
        hour: hour, width: merit.width, priceStride: merit.priceStride,
        weight: weights[hour * merit.weightStride], rates, net: net, amount: amount, price: price,
        value: &value, length: &length)
      var place = offers.first
      var last = offers.last
      var change = offers.inward
      if offers.burns {
        let hull = HourHull(merit, hour, rates).offers(&value, &length)
        place = 0
        last = hull.count
        change = hull.inward
      }
      let number = Int32(truncatingIfNeeded: hour) * room
      let scale = power[hour + 1]
      while place < last {
        let own = value[place] * scale
        if own < mark.worth { break }
        if own == mark.worth, number + Int32(truncatingIfNeeded: place) >= mark.number { break }
        change -= length[place]
        place += 1
      }
      stored = keep * stored + change
      if mark.number >= number, mark.number < number + room {
        // The hour that offered the mark takes some of it.
        if isHead {
          head = hour
          isHead = false
        } else if open != nil {
          return false
        }
        open = hour + 1
        stored = 0
      }
      level[hour + 1] = stored
      worth[hour + 1] = mark.worth * inverse[hour + 1]
    }
    if known != nil {
      let held = hold(&mark, at: hours)
      if let begin = open {
        if held == .inside { return false }
        Self.close(begin, hours, at: held == .empty ? 0 : energy, keep, &level)
      }
    } else {
      if let end = head {
        // The head begins with what the year leaves.
        if open != nil { return false }
        var share = level[hours]
        for hour in 0...end {
          level[hour] += share
          share *= keep
        }
      } else if isHead {
        return false
      } else if let begin = open {
        Self.close(begin, hours, at: level[0], keep, &level)
      }
      let next = lastYears(mark).worth
      guard abs(next - start.worth) <= 1e-11 * max(1, abs(next)),
        abs(level[hours] - level[0]) <= 1e-9 * energy
      else { return false }
      level[hours] = level[0]
    }
    return Self.settle(&level, energy)
  }

  /// Levels from `begin` to `end` from the one at `end`.
  private static func close(
    _ begin: Int, _ end: Int, at known: Double, _ keep: Double, _ level: inout MutableSpan<Double>
  ) {
    var share = known - level[end]
    if keep == 1 {
      for hour in begin...end { level[hour] += share }
    } else {
      for _ in begin..<end { share /= keep }
      for hour in begin...end {
        level[hour] += share
        share *= keep
      }
    }
    level[end] = known
  }

  /// - Returns: whether all levels lie in the range, up to rounding, which is taken off.
  private static func settle(_ level: inout MutableSpan<Double>, _ energy: Double) -> Bool {
    var least = 0.0
    var most = 0.0
    for hour in 0..<level.count {
      let own = level[hour]
      least = own < least ? own : least
      most = own > most ? own : most
      level[hour] = own < 0 ? 0 : (own > energy ? energy : own)
    }
    return least >= -1e-9 * energy && most <= energy + 1e-9 * energy
  }
}
