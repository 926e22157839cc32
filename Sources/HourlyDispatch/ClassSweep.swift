/// The store over the year where no price changes: value functions as a few levels.
///
/// V(t, s), the least cost from step t on with s stored, is convex and piecewise linear in s. With
/// constant prices its slopes are always the same few numbers: the value of a stored MWh that
/// displaces step k, and of one that is charged from step k. Best first, they are the classes, and V is told by
/// the levels at which one class gives way to the next. An hour that moves the store by x_k where a stored MWh is worth
/// just less than class k moves level k of the hours before by -x_k, cut at empty and full: no sorting, no merging, and all
/// levels at once in the lanes of the processor.
struct ClassSweep {
  /// The values of the classes, best first; two for each step (displaced, charged from).
  private(set) var value: [Double] = []
  /// The value of the class that ends at each level; the first one for the level before all classes.
  private var ending: [Double] = []
  /// Levels of the store that each hour asks for before it: where it would leave each of the levels after it, uncut.
  /// One row an hour, the last one for what comes after the year.
  private var asked: [Lanes] = []
  /// Groups of lanes in a row. Level j lies above the first j classes; the level above all is full and not written.
  private var groups = 0
  /// Of what all steps of all hours together offer below a level: what the store is charged from (displaces).
  private var charging: Offers = Offers()
  private var displacing: Offers = Offers()
  /// Places of the merit order whose amounts change from hour to hour.
  private var changing: [Int] = []

  /// Sums of amounts over some steps for each level, apart into what is always the same and what changes.
  private struct Offers {
    /// By group.
    var constant: [Lanes] = []
    /// 1 where a changing place counts, by place and group.
    var share: [Lanes] = []
  }

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
    groups = (value.count + Lanes.scalarCount - 1) / Lanes.scalarCount
    // Lanes without a class stand at full, like the level above the last one.
    let spare = groups * Lanes.scalarCount - value.count
    ending = [value[0]] + value + Array(repeating: value[value.count - 1], count: spare)
    let count = (merit.hours + 1) * groups
    if asked.count != count { asked = Array(repeating: Lanes(), count: count) }
    setOffers(merit, entries.map { ($0.place, $0.isCharging) })
  }

  /// Below level j, the store is charged from the steps whose class comes after the first j, and displaces those
  /// whose class is among them. Cheap steps are charged from last and displaced last.
  private mutating func setOffers(
    _ merit: MeritOrder, _ entries: [(place: Int, isCharging: Bool)]
  ) {
    let width = merit.width
    changing = (0..<width).filter { merit.constantAmount[$0] == nil }
    charging = Offers(
      constant: Array(repeating: Lanes(), count: groups),
      share: Array(repeating: Lanes(), count: groups * changing.count))
    displacing = charging
    var charged = width
    var kept = width
    for level in 0..<(groups * Lanes.scalarCount) {
      if level > 0, level <= entries.count {
        let entry = entries[level - 1]
        if entry.isCharging { charged -= 1 } else if entry.place >= 0 { kept -= 1 }
      }
      let (group, lane) = level.quotientAndRemainder(dividingBy: Lanes.scalarCount)
      for place in 0..<width {
        guard let amount = merit.constantAmount[place] else { continue }
        if place < charged { charging.constant[group][lane] += amount }
        if place < kept { displacing.constant[group][lane] += amount }
      }
      for (index, place) in changing.enumerated() {
        if place < charged { charging.share[index * groups + group][lane] = 1 }
        if place < kept { displacing.share[index * groups + group][lane] = 1 }
      }
    }
  }

  // MARK: Back through the hours

  /// Levels after the last hour: the whole range in one class.
  mutating func start(flatAt rank: Int, energy: Double) {
    let base = asked.count - groups
    for level in 0..<(groups * Lanes.scalarCount) {
      let (group, lane) = level.quotientAndRemainder(dividingBy: Lanes.scalarCount)
      asked[base + group][lane] = level <= rank ? 0 : energy
    }
  }

  /// The levels before the first hour of a sweep stand after the last of the next.
  mutating func wrap(from hour: Int) {
    let base = asked.count - groups
    for group in 0..<groups { asked[base + group] = asked[hour * groups + group] }
  }

  /// Whether the levels at an hour are those after the last hour, to within a share of the range.
  func isFixed(at hour: Int, energy: Double) -> Bool {
    let base = asked.count - groups
    let full = Lanes(repeating: energy)
    for group in 0..<groups {
      let after = Self.cut(asked[base + group], full)
      let before = Self.cut(asked[hour * groups + group], full)
      let tolerance = Lanes(repeating: 1e-12 * energy)
      let apart = after - before
      if any((apart .> tolerance) .| (apart .< -tolerance)) { return false }
    }
    return true
  }

  @inline(__always)
  private static func cut(_ level: Lanes, _ full: Lanes) -> Lanes {
    level.atLeast(Lanes()).atMost(full)
  }

  /// Sweeps back from hour `end` to hour `begin`: what could be charged from the cheaper steps that stand idle is taken
  /// off a level, what the load lacks of them comes on top. The levels that stand after the last hour are read
  /// for `end`, whichever hour it is.
  mutating func back(
    from end: Int, to begin: Int, _ merit: MeritOrder, _ store: DispatchProblem.Store,
    step: Double
  ) {
    if end < merit.hours {
      // A warm-up that begins within the year.
      let base = asked.count - groups
      for group in 0..<groups { asked[end * groups + group] = asked[base + group] }
    }
    let width = merit.width
    let rates = Rates(store, step)
    for group in 0..<groups {
      if changing.count == 1 {
        backOne(group, from: end, to: begin, width, merit.net.span, merit.amount.span, rates)
      } else {
        backMany(group, from: end, to: begin, width, merit.net.span, merit.amount.span, rates)
      }
    }
  }

  /// In stored MWh an hour.
  private struct Rates {
    var charge: Lanes
    var discharge: Lanes
    /// MWh stored per MW charged for a step, and taken out per MW discharged.
    var inward: Double
    var outward: Double
    var full: Lanes

    init(_ store: DispatchProblem.Store, _ step: Double) {
      inward = step * store.chargeEfficiency
      outward = step / store.dischargeEfficiency
      charge = Lanes(repeating: inward * store.chargePower)
      discharge = Lanes(repeating: outward * store.dischargePower)
      full = Lanes(repeating: store.energy)
    }
  }

  /// One place that changes, as a rule the sun: its share stays in the registers.
  private mutating func backOne(
    _ group: Int, from end: Int, to begin: Int, _ width: Int, _ net: borrowing Span<Double>,
    _ amount: borrowing Span<Double>, _ rates: Rates
  ) {
    let charging = charging.constant[group] * rates.inward
    let displacing = displacing.constant[group] * rates.outward
    let chargingShare = self.charging.share[group] * rates.inward
    let displacingShare = self.displacing.share[group] * rates.outward
    let place = changing[0]
    let groups = groups
    var asked = asked.mutableSpan
    var after = Self.cut(asked[end * groups + group], rates.full)
    var hour = end - 1
    while hour >= begin {
      let amount = amount[hour * width + place]
      let idle = charging - rates.inward * net[hour] + amount * chargingShare
      let missing = rates.outward * net[hour] - displacing - amount * displacingShare
      let own = after + Self.cut(missing, rates.discharge) - Self.cut(idle, rates.charge)
      asked[hour * groups + group] = own
      after = Self.cut(own, rates.full)
      hour -= 1
    }
  }

  private mutating func backMany(
    _ group: Int, from end: Int, to begin: Int, _ width: Int, _ net: borrowing Span<Double>,
    _ amount: borrowing Span<Double>, _ rates: Rates
  ) {
    let groups = groups
    let charging = charging.constant[group] * rates.inward
    let displacing = displacing.constant[group] * rates.outward
    let chargingShares = self.charging.share.map { $0 * rates.inward }
    let displacingShares = self.displacing.share.map { $0 * rates.outward }
    let places = self.changing
    let chargingShare = chargingShares.span
    let displacingShare = displacingShares.span
    let changing = places.span
    var asked = asked.mutableSpan
    var after = Self.cut(asked[end * groups + group], rates.full)
    var hour = end - 1
    while hour >= begin {
      var idle = charging - rates.inward * net[hour]
      var missing = rates.outward * net[hour] - displacing
      for index in 0..<changing.count {
        let amount = amount[hour * width + changing[index]]
        idle += amount * chargingShare[index * groups + group]
        missing -= amount * displacingShare[index * groups + group]
      }
      let own = after + Self.cut(missing, rates.discharge) - Self.cut(idle, rates.charge)
      asked[hour * groups + group] = own
      after = Self.cut(own, rates.full)
      hour -= 1
    }
  }

  // MARK: Forward through the hours

  /// From the level and the worth of stored energy at `begin`, those of the hours up to `end`.
  ///
  /// With L_j level j after an hour and L_j - x_j what it asks for before it, the least of all
  /// max(L_j, stored + x_j) is where the store is left: falling and rising terms meet in the class that holds it.
  func forward(
    from begin: Int, to end: Int, _ store: DispatchProblem.Store, step: Double,
    _ level: inout [Double], _ worth: inout [Double]
  ) {
    let sliver = Tolerance.sliver(store, step)
    let groups = groups
    let lanes = groups * Lanes.scalarCount
    let full = Lanes(repeating: store.energy)
    let asked = asked.span
    let ending = ending.span
    var level = level.mutableSpan
    var worth = worth.mutableSpan
    var stored = level[begin]
    var marginal = worth[begin]
    for hour in begin..<end {
      let above = Lanes(repeating: stored + sliver)
      let below = Lanes(repeating: stored - sliver)
      let own = Lanes(repeating: stored)
      var least = full
      // How many levels lie below what is stored, and from 4096 on how many above: one sum for both.
      var counts = Lanes()
      for group in 0..<groups {
        let before = asked[hour * groups + group]
        let after = Self.cut(asked[(hour + 1) * groups + group], full)
        least = least.atMost(after.atLeast(own + (after - before)))
        counts += before.isLess(than: below, 1) + above.isLess(than: before, 4096)
      }
      stored = least.least
      // On a kink the worth lies between two classes and stays as near to what it was as it may.
      let count = Int(counts.total)
      let upper = ending[count & 4095]
      let lower = ending[lanes - (count >> 12)]
      marginal = marginal > upper ? upper : (marginal < lower ? lower : marginal)
      level[hour + 1] = stored
      worth[hour + 1] = marginal
    }
  }

  /// The worth of one more MWh at a level before an hour: the class in which it lies.
  func worth(at hour: Int, level: Double, energy: Double) -> Double {
    for index in 1..<classes {
      let (group, lane) = index.quotientAndRemainder(dividingBy: Lanes.scalarCount)
      if min(asked[hour * groups + group][lane], energy) > level { return value[index - 1] }
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
