/// What one hour offers a store: stretches of level that it can fill or empty, each at one value per
/// stored MWh, best value first.
///
/// The least cost of an hour as a function of the change of level is convex and piecewise linear;
/// these are its slopes and their lengths. As a rule the hour charges from what stands idle and
/// discharges in place of what runs. Where energy is so cheap that losing it pays (a negative price),
/// the store may do both at once; then the function is the lower hull of the corners of what it can do.
struct HourOffers {
  private(set) var value: [Double] = []
  private(set) var length: [Double] = []
  private(set) var count = 0
  /// MWh that all charging stretches store, and that all discharging ones take out.
  private(set) var inward = 0.0
  private(set) var outward = 0.0
  /// MW of both charging and discharging at the end of the offers that only lose energy.
  private var losing = 0.0
  private var net = 0.0
  /// The corners of the hull, by change of level; only in hours where losing energy pays.
  private(set) var corners: [Corner] = []
  private(set) var burns = false

  struct Corner {
    var change: Double
    var cost: Double
    var charge: Double
    var discharge: Double
  }

  struct Store {
    var charge: Double
    var discharge: Double
    var isShared: Bool
    var inward: Double
    var outward: Double
    var chargeEfficiency: Double
    var dischargeEfficiency: Double
    var chargeCost: Double
    var dischargeCost: Double
    /// Whether a stored MWh may be worth less than nothing.
    var mayLose: Bool

    init(_ store: DispatchProblem.Store, step: Double, mayLose: Bool) {
      self.mayLose = mayLose
      charge = store.chargePower
      discharge = store.dischargePower
      isShared = store.isShared
      inward = step * store.chargeEfficiency
      outward = step / store.dischargeEfficiency
      chargeEfficiency = store.chargeEfficiency
      dischargeEfficiency = store.dischargeEfficiency
      chargeCost = store.chargeCost
      dischargeCost = store.dischargeCost
    }
  }

  mutating func prepare(width: Int) {
    let most = 2 * width + 2
    if value.count < most {
      value = Array(repeating: 0, count: most)
      length = value
    }
  }

  /// Reads one hour. `weight` is that of the costs of the store, whose prices are not yet weighted.
  @inline(__always)
  mutating func read(
    _ merit: borrowing MeritOrder, _ hour: Int, _ store: borrowing Store, weight: Double
  ) {
    let width = merit.width
    let level = merit.net[hour]
    let low = level - store.discharge
    let high = level + store.charge
    let amounts = hour * width
    let prices = merit.priceRow(hour)
    let chargeCost = weight * store.chargeCost
    let dischargeCost = weight * store.dischargeCost
    // Discharging stretches from the cheapest, written from the end of the buffers; charging
    // stretches from the cheapest, written backwards from the middle.
    let middle = width
    var begin = middle
    var end = middle + width
    var before = 0.0
    var charged = 0.0
    var discharged = 0.0
    var isFirst = true
    burns = false
    for place in 0..<width {
      let after = before + merit.amount[amounts + place]
      if after > low, before < high, after > before {
        let price = merit.price[prices + place]
        if isFirst {
          isFirst = false
          if (price + chargeCost) < (price - dischargeCost)
            * store.chargeEfficiency * store.dischargeEfficiency,
            store.charge > 0
          {
            burns = true
          }
        }
        let top = after < level ? after : level
        let bottom = before > low ? before : low
        let displaced = top - bottom
        if displaced > 0 {
          end -= 1
          value[end] = (price - dischargeCost) * store.dischargeEfficiency
          length[end] = displaced * store.outward
          discharged += displaced
        }
        let ceiling = after < high ? after : high
        let floor = before > level ? before : level
        let idle = ceiling - floor
        if idle > 0 {
          begin -= 1
          value[begin] = (price + chargeCost) / store.chargeEfficiency
          length[begin] = idle * store.inward
          charged += idle
        }
      }
      before = after
    }
    if burns {
      readHull(merit, hour, store, weight)
      return
    }
    inward = charged * store.inward
    outward = discharged * store.outward
    losing = 0
    net = level
    // Close up: charging stretches first, then discharging ones.
    var to = 0
    while begin < middle {
      value[to] = value[begin]
      length[to] = length[begin]
      to += 1
      begin += 1
    }
    while end < middle + width {
      value[to] = value[end]
      length[to] = length[end]
      to += 1
      end += 1
    }
    count = to
    if store.mayLose, low < 0, store.inward < store.outward { addLosing(level, store, weight) }
  }

  /// Beyond the load energy leaves the store only by charging and discharging at once; that is worth
  /// it where a negative price somewhere makes room in the store worth something.
  @inline(never)
  private mutating func addLosing(_ load: Double, _ store: borrowing Store, _ weight: Double) {
    losing = min(store.discharge - load, store.charge)
    if store.isShared { losing = min(losing, (store.charge - load) / 2) }
    guard losing > 0 else {
      losing = 0
      return
    }
    let run = losing * (store.outward - store.inward)
    value[count] =
      -weight * (store.chargeCost + store.dischargeCost)
      / (1 / store.dischargeEfficiency - store.chargeEfficiency)
    length[count] = run
    outward += run
    count += 1
  }

  // MARK: Hours where losing energy pays

  @inline(never)
  private mutating func readHull(
    _ merit: borrowing MeritOrder, _ hour: Int, _ store: borrowing Store, _ weight: Double
  ) {
    let width = merit.width
    let net = merit.net[hour]
    let amounts = hour * width
    let prices = merit.priceRow(hour)
    var fills = [0.0]
    for place in 0..<width { fills.append(fills[place] + merit.amount[amounts + place]) }
    let most = fills[width]
    let length = store.inward / store.chargeEfficiency

    func cost(_ fill: Double) -> Double {
      var sum = 0.0
      for place in 0..<width where fills[place] < fill {
        sum += (min(fill, fills[place + 1]) - fills[place]) * merit.price[prices + place]
      }
      return sum
    }
    corners.removeAll(keepingCapacity: true)
    func tryCorner(_ charge: Double, _ discharge: Double, _ corners: inout [Corner]) {
      let tiny = 1e-12 * (store.charge + store.discharge)
      guard charge >= -tiny, discharge >= -tiny, charge <= store.charge + tiny,
        discharge <= store.discharge + tiny,
        !store.isShared || charge + discharge <= store.charge + tiny
      else { return }
      let charge = min(max(0, charge), store.charge)
      let discharge = min(max(0, discharge), store.discharge)
      let fill = net + charge - discharge
      let slack = 1e-12 * max(1, abs(net) + charge + discharge)
      guard fill >= -slack, fill <= most + slack else { return }
      let own =
        length
        * (cost(min(max(0, fill), most)) + weight * store.chargeCost * charge
          + weight * store.dischargeCost * discharge)
      corners.append(
        Corner(
          change: store.inward * charge - store.outward * discharge, cost: own, charge: charge,
          discharge: discharge))
    }
    for charge in [0, store.charge] {
      for discharge in [0, store.discharge] { tryCorner(charge, discharge, &corners) }
    }
    for fill in fills {
      // fill = net + charge - discharge, met with each bound of the two.
      let excess = fill - net
      tryCorner(0, -excess, &corners)
      tryCorner(store.charge, store.charge - excess, &corners)
      tryCorner(excess, 0, &corners)
      tryCorner(excess + store.discharge, store.discharge, &corners)
      if store.isShared {
        tryCorner((store.charge + excess) / 2, (store.charge - excess) / 2, &corners)
      }
    }
    keepLowerHull()
    writeHull()
  }

  private mutating func keepLowerHull() {
    corners.sort { ($0.change, $0.cost) < ($1.change, $1.cost) }
    var hull: [Corner] = []
    for corner in corners {
      if let last = hull.last, corner.change - last.change <= 1e-12 * max(1, abs(last.change)) {
        continue
      }
      while hull.count >= 2 {
        let a = hull[hull.count - 2]
        let b = hull[hull.count - 1]
        let above =
          (b.cost - a.cost) * (corner.change - a.change)
          >= (corner.cost - a.cost) * (b.change - a.change)
        if above { hull.removeLast() } else { break }
      }
      hull.append(corner)
    }
    corners = hull
  }

  private mutating func writeHull() {
    if value.count < corners.count {
      let more = Array(repeating: 0.0, count: corners.count - value.count)
      value += more
      length += more
    }
    count = 0
    for index in stride(from: corners.count - 1, to: 0, by: -1) {
      let run = corners[index].change - corners[index - 1].change
      value[count] = (corners[index].cost - corners[index - 1].cost) / run
      length[count] = run
      count += 1
    }
    inward = max(0, corners.last?.change ?? 0)
    outward = max(0, -(corners.first?.change ?? 0))
  }

  /// Charging and discharging (MW) that change the level by so much at least cost.
  func flows(change: Double, _ store: Store) -> (charge: Double, discharge: Double) {
    guard burns, corners.count > 1 else {
      if change > 0 { return (change / store.inward, 0) }
      let lost = losing > 0 ? -change - net * store.outward : 0
      if lost > 0 {
        let both = min(losing, lost / (store.outward - store.inward))
        return (both, net + both)
      }
      return (0, -change / store.outward)
    }
    var right = 1
    while right < corners.count - 1, corners[right].change < change { right += 1 }
    let a = corners[right - 1]
    let b = corners[right]
    let share = min(1, max(0, (change - a.change) / (b.change - a.change)))
    return (
      a.charge + share * (b.charge - a.charge), a.discharge + share * (b.discharge - a.discharge)
    )
  }
}
