/// What a store can do in one step, in the units of a sweep.
struct StoreRates {
  /// MW.
  let charge: Double
  let discharge: Double
  let isShared: Bool
  /// MWh stored per MW charged for a step, and taken out per MW discharged.
  let inward: Double
  let outward: Double
  let chargeEfficiency: Double
  let dischargeEfficiency: Double
  /// One over the efficiencies, and MW per MWh of level in and out: a product is much faster than a division.
  let perCharge: Double
  let perDischarge: Double
  let perInward: Double
  let perOutward: Double
  /// Money per MWh in and out, before the weight of the hour.
  let chargeCost: Double
  let dischargeCost: Double
  /// Whether a stored MWh may be worth less than nothing.
  let mayLose: Bool

  /// The store of a problem; one that can do nothing where there is none.
  init(_ problem: DispatchProblem, _ merit: MeritOrder) {
    let store =
      problem.store ?? DispatchProblem.Store(chargePower: 0, dischargePower: 0, energy: 0)
    self.init(store, step: problem.step, mayLose: problem.store.map(merit.mayLose) ?? false)
  }

  init(_ store: DispatchProblem.Store, step: Double, mayLose: Bool) {
    self.mayLose = mayLose
    charge = store.chargePower
    discharge = store.dischargePower
    isShared = store.isShared
    inward = step * store.chargeEfficiency
    outward = step / store.dischargeEfficiency
    chargeEfficiency = store.chargeEfficiency
    dischargeEfficiency = store.dischargeEfficiency
    perCharge = 1 / store.chargeEfficiency
    perDischarge = 1 / store.dischargeEfficiency
    perInward = 1 / (step * store.chargeEfficiency)
    perOutward = store.dischargeEfficiency / step
    chargeCost = store.chargeCost
    dischargeCost = store.dischargeCost
  }
}

/// What one hour offers a store: stretches of level that it can fill or empty, each at one value per
/// stored MWh, best value first.
///
/// The least cost of an hour as a function of the change of level is convex and piecewise linear;
/// these are its slopes and their lengths. As a rule the hour charges from what stands idle and
/// discharges in place of what runs. Where energy is so cheap that losing it pays (a negative price),
/// the store may do both at once; then the function comes from ``HourHull``.
struct HourOffers {
  /// The stretches stand in `first ..< last` of the buffers.
  var first = 0
  var last = 0
  /// MWh that all charging stretches store, and that all discharging ones take out.
  var inward = 0.0
  var outward = 0.0
  var burns = false

  /// Room that one hour needs in the buffers.
  static func room(width: Int) -> Int { 2 * width + 2 }

  /// Reads one hour into buffers of at least ``room(width:)`` numbers.
  ///
  /// Stretches are written outwards from the middle: charging ones, dearer and dearer, to the left,
  /// discharging ones, cheaper and cheaper, to the right, so that they end up sorted.
  @inline(__always)
  init(
    hour: Int, width: Int, priceStride: Int, weight: Double, _ rates: StoreRates,
    net: borrowing Span<Double>, amount: borrowing Span<Double>, price: borrowing Span<Double>,
    value: inout MutableSpan<Double>, length: inout MutableSpan<Double>
  ) {
    let level = net[hour]
    let low = level - rates.discharge
    let high = level + rates.charge
    let amounts = hour * width
    let prices = hour * priceStride
    let chargeCost = weight * rates.chargeCost
    let dischargeCost = weight * rates.dischargeCost
    var before = 0.0
    var place = 0
    // Below the reach of the store.
    while place < width {
      let after = before + amount[amounts + place]
      if after > low { break }
      before = after
      place += 1
    }
    var begin = width
    // Discharging stretches are met from the cheapest on: they are written in reverse and turned.
    var end = width
    var discharged = 0.0
    var charged = 0.0
    var isFirst = true
    while place < width, before < high {
      let own = amount[amounts + place]
      if own <= 0 {
        place += 1
        continue
      }
      let after = before + own
      let cost = price[prices + place]
      if isFirst {
        isFirst = false
        if cost + chargeCost
          < (cost - dischargeCost) * rates.chargeEfficiency * rates.dischargeEfficiency,
          rates.charge > 0
        {
          burns = true
          return
        }
      }
      if before < level {
        let top = after < level ? after : level
        let bottom = before > low ? before : low
        let displaced = top - bottom
        value[end] = (cost - dischargeCost) * rates.dischargeEfficiency
        length[end] = displaced * rates.outward
        discharged += displaced
        end += 1
      }
      if after > level {
        let ceiling = after < high ? after : high
        let floor = before > level ? before : level
        let idle = ceiling - floor
        begin -= 1
        value[begin] = (cost + chargeCost) * rates.perCharge
        length[begin] = idle * rates.inward
        charged += idle
      }
      before = after
      place += 1
    }
    var a = width
    var b = end - 1
    while a < b {
      (value[a], value[b]) = (value[b], value[a])
      (length[a], length[b]) = (length[b], length[a])
      a += 1
      b -= 1
    }
    first = begin
    last = end
    inward = charged * rates.inward
    outward = discharged * rates.outward
    if rates.mayLose, low < 0, rates.inward < rates.outward {
      addLosing(level, rates, weight, &value, &length)
    }
  }

  /// Beyond the load energy leaves the store only by charging and discharging at once; that is worth
  /// it where a negative price somewhere makes room in the store worth something.
  @inline(never)
  private mutating func addLosing(
    _ load: Double, _ rates: StoreRates, _ weight: Double, _ value: inout MutableSpan<Double>,
    _ length: inout MutableSpan<Double>
  ) {
    let losing = Self.losing(load, rates)
    guard losing > 0 else { return }
    let run = losing * (rates.outward - rates.inward)
    value[last] =
      -weight * (rates.chargeCost + rates.dischargeCost)
      / (1 / rates.dischargeEfficiency - rates.chargeEfficiency)
    length[last] = run
    last += 1
    outward += run
  }

  /// MW that can go in and out at once when all load is met from the store.
  private static func losing(_ load: Double, _ rates: StoreRates) -> Double {
    let most = min(rates.discharge - load, rates.charge)
    return max(0, rates.isShared ? min(most, (rates.charge - load) / 2) : most)
  }

  /// Charging and discharging (MW) that change the level by so much, in an hour that does not burn.
  static func flows(change: Double, load: Double, _ rates: StoreRates) -> (
    charge: Double, discharge: Double
  ) {
    if change > 0 { return (change * rates.perInward, 0) }
    if rates.mayLose, rates.inward < rates.outward, -change > load * rates.outward {
      let lost = -change - load * rates.outward
      let both = min(losing(load, rates), lost / (rates.outward - rates.inward))
      return (both, min(load, -change * rates.perOutward) + both)
    }
    return (0, -change * rates.perOutward)
  }
}
