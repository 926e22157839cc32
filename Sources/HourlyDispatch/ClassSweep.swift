/// The store over the year where no price changes: value functions as histograms.
///
/// V(t, s), the least cost from step t on with s stored, is convex and piecewise linear in s. With
/// constant prices its slopes are always the same few numbers: the value of a stored MWh that
/// displaces step k, and of one that is charged from step k. So V is a histogram: how much of the
/// range 0 ... energy lies in each class of slope, best class first. Going back one hour adds what the
/// hour offers to each class and cuts both ends of the range.
struct ClassSweep {
  /// The classes, best value first; two for each step (displaced, charged from).
  private(set) var value: [Double] = []
  private var charging: [Int] = []
  private var discharging: [Int] = []
  /// One histogram a step, the last one for what comes after the year.
  private var history: [Double] = []

  var classes: Int { value.count }

  /// Whether all prices are constant and no step is so cheap that losing energy would pay.
  static func applies(_ merit: MeritOrder, _ store: DispatchProblem.Store) -> Bool {
    guard !merit.isHourly, store.keep == 1, merit.width > 0 else { return false }
    let weight = merit.weights[0]
    let cheapest = merit.price[0]
    guard cheapest >= 0, store.chargeCost + store.dischargeCost >= 0 else { return false }
    return (cheapest + weight * store.chargeCost) / store.chargeEfficiency
      >= (cheapest - weight * store.dischargeCost) * store.dischargeEfficiency
  }

  mutating func prepare(_ merit: MeritOrder, _ store: DispatchProblem.Store) {
    let width = merit.width
    let weight = merit.weights[0]
    var entries: [(value: Double, place: Int, isCharging: Bool)] = []
    for place in 0..<width {
      let price = merit.price[place]
      entries.append(
        ((price + weight * store.chargeCost) / store.chargeEfficiency, place, true))
      entries.append(
        ((price - weight * store.dischargeCost) * store.dischargeEfficiency, place, false))
    }
    if case .start = store.ends {
      // What is left at the end is worth nothing.
      entries.append((0, -1, false))
    }
    // Within an hour what is charged from is always worth at least as much as what is displaced.
    entries.sort {
      if $0.value != $1.value { return $0.value > $1.value }
      if $0.isCharging != $1.isCharging { return $0.isCharging }
      return $0.place > $1.place
    }
    value = entries.map(\.value)
    charging = Array(repeating: 0, count: width)
    discharging = charging
    for (rank, entry) in entries.enumerated() where entry.place >= 0 {
      if entry.isCharging { charging[entry.place] = rank } else { discharging[entry.place] = rank }
    }
    let count = (merit.hours + 1) * value.count
    if history.count != count { history = Array(repeating: 0, count: count) }
  }

  // MARK: Back through the hours

  /// Histogram after the last hour: the whole range at one value class.
  mutating func start(flatAt rank: Int, energy: Double) {
    let base = history.count - classes
    for place in 0..<classes { history[base + place] = 0 }
    history[base + rank] = energy
  }

  /// The histogram before the first hour of a sweep stands after the last of the next.
  mutating func wrap(from hour: Int) {
    let base = history.count - classes
    for place in 0..<classes { history[base + place] = history[hour * classes + place] }
  }

  /// Whether the histogram at an hour is the one after the last hour, to within a share of the range.
  func isFixed(at hour: Int, energy: Double) -> Bool {
    let base = history.count - classes
    for place in 0..<classes
    where abs(history[base + place] - history[hour * classes + place]) > 1e-12 * energy {
      return false
    }
    return true
  }

  /// Sweeps back from hour `end` to hour `begin`. The histogram that stands after the last hour is
  /// read for `end`, whichever hour it is.
  mutating func back(
    from end: Int, to begin: Int, _ merit: MeritOrder, _ store: DispatchProblem.Store,
    step: Double
  ) {
    if end < merit.hours {
      // A warm-up that begins within the year.
      let base = history.count - classes
      for place in 0..<classes { history[end * classes + place] = history[base + place] }
    }
    let sizes = Sizes(store, step)
    let charging = charging
    let discharging = discharging
    Self.back(
      from: end, to: begin, width: merit.width, classes: classes, sizes, merit.net.span,
      merit.amount.span, charging.span, discharging.span, &history)
  }

  private struct Sizes {
    var charge: Double
    var discharge: Double
    /// MWh stored per MW charged for a step, and taken out per MW discharged.
    var inward: Double
    var outward: Double

    init(_ store: DispatchProblem.Store, _ step: Double) {
      charge = store.chargePower
      discharge = store.dischargePower
      inward = step * store.chargeEfficiency
      outward = step / store.dischargeEfficiency
    }
  }

  private static func back(
    from end: Int, to begin: Int, width: Int, classes: Int, _ sizes: Sizes,
    _ net: borrowing Span<Double>, _ amounts: borrowing Span<Double>,
    _ charging: borrowing Span<Int>, _ discharging: borrowing Span<Int>,
    _ history: inout [Double]
  ) {
    var history = history.mutableSpan
    var hour = end - 1
    while hour >= begin {
      let row = hour * classes
      for place in 0..<classes { history[row + place] = history[row + classes + place] }
      let level = net[hour]
      let low = level - sizes.discharge
      let high = level + sizes.charge
      var before = 0.0
      var charged = 0.0
      var discharged = 0.0
      let base = hour * width
      for place in 0..<width {
        let after = before + amounts[base + place]
        let top = after < level ? after : level
        let bottom = before > low ? before : low
        let displaced = top - bottom
        if displaced > 0 {
          history[row + discharging[place]] += displaced * sizes.outward
          discharged += displaced
        }
        let ceiling = after < high ? after : high
        let floor = before > level ? before : level
        let idle = ceiling - floor
        if idle > 0 {
          history[row + charging[place]] += idle * sizes.inward
          charged += idle
        }
        before = after
      }
      // What could only be stored below empty, and what only above full.
      var left = charged * sizes.inward
      var place = row
      while left > 0, place < row + classes {
        let own = history[place]
        if own > left {
          history[place] = own - left
          left = 0
        } else {
          history[place] = 0
          left -= own
        }
        place += 1
      }
      left = discharged * sizes.outward
      place = row + classes - 1
      while left > 0, place >= row {
        let own = history[place]
        if own > left {
          history[place] = own - left
          left = 0
        } else {
          history[place] = 0
          left -= own
        }
        place -= 1
      }
      hour -= 1
    }
  }

  // MARK: Forward through the hours

  /// From the level and the worth of stored energy at `begin`, those of the hours up to `end`.
  func forward(
    from begin: Int, to end: Int, _ merit: MeritOrder, _ store: DispatchProblem.Store,
    step: Double, _ level: inout [Double], _ worth: inout [Double]
  ) {
    let sizes = Sizes(store, step)
    var offers = Array(repeating: 0.0, count: classes)
    let amounts = merit.amount.span
    let net = merit.net.span
    let history = history.span
    let value = value.span
    let charging = charging.span
    let discharging = discharging.span
    var offer = offers.mutableSpan
    var level = level.mutableSpan
    var worth = worth.mutableSpan
    let classes = value.count
    let width = merit.width
    let sliver = Tolerance.sliver(store, step)
    var stored = level[begin]
    var marginal = worth[begin]
    for hour in begin..<end {
      let demand = net[hour]
      let low = demand - sizes.discharge
      let high = demand + sizes.charge
      var before = 0.0
      var charged = 0.0
      let base = hour * width
      for place in 0..<width {
        let after = before + amounts[base + place]
        let top = after < demand ? after : demand
        let bottom = before > low ? before : low
        let displaced = top - bottom
        offer[discharging[place]] = displaced > 0 ? displaced * sizes.outward : 0
        let ceiling = after < high ? after : high
        let floor = before > demand ? before : demand
        let idle = ceiling - floor
        if idle > 0 {
          offer[charging[place]] = idle * sizes.inward
          charged += idle
        } else {
          offer[charging[place]] = 0
        }
        before = after
      }
      // Walk down the values until the stored energy is used up: what is passed of the histogram of
      // the next hour is what is stored then.
      let row = (hour + 1) * classes
      var left = stored + charged * sizes.inward
      var next = 0.0
      var upper = Double.infinity
      var lower = -Double.infinity
      var place = 0
      while place < classes {
        let keeps = history[row + place]
        let own = keeps + offer[place]
        if own <= sliver {
          next += keeps
          left -= own
          place += 1
          continue
        }
        if own <= left + sliver {
          upper = value[place]
          next += keeps
          left -= own
          place += 1
          if left <= sliver {
            // On a kink: the next class that there is bounds the price from below.
            while place < classes, history[row + place] + offer[place] <= sliver { place += 1 }
            if place < classes { lower = value[place] }
            break
          }
          continue
        }
        // Within a class: equal values, and it does not matter which of them is taken.
        if left > sliver { upper = value[place] }
        lower = value[place]
        let kept = left < keeps ? left : keeps
        next += kept > 0 ? kept : 0
        break
      }
      if next > store.energy { next = store.energy }
      stored = next
      marginal = marginal > upper ? upper : (marginal < lower ? lower : marginal)
      level[hour + 1] = stored
      worth[hour + 1] = marginal
    }
  }

  /// The worth of one more MWh at a level before an hour: the class in which it lies.
  func worth(at hour: Int, level: Double) -> Double {
    var left = level
    for place in 0..<classes {
      left -= history[hour * classes + place]
      if left < 0 { return value[place] }
    }
    return value[classes - 1]
  }
}

/// What is too small to count.
enum Tolerance {
  /// MWh of level below which a stretch never decides a price: a rounding of the sums of lengths.
  static func sliver(_ store: DispatchProblem.Store, _ step: Double) -> Double {
    1e-10 * store.energy + 1e-13 * step * (store.chargePower + store.dischargePower)
  }
}
