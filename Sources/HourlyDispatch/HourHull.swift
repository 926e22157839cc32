/// An hour in which losing energy in the store pays: least cost as a function of the change of level.
///
/// The cost is piecewise linear in what is charged and discharged; every corner of it lies where two
/// of these meet: no or full charging, no or full discharging, both together at the rating, and a
/// step of the merit order that is just used up. The function is the lower hull of these corners.
struct HourHull {
  private(set) var corners: [Corner] = []

  struct Corner {
    /// MWh.
    var change: Double
    var cost: Double
    /// MW.
    var charge: Double
    var discharge: Double
  }

  init(_ merit: MeritOrder, _ hour: Int, _ rates: StoreRates) {
    let width = merit.width
    let weight = merit.weight(hour)
    let net = merit.net[hour]
    let amounts = hour * width
    let prices = hour * merit.priceStride
    var fills = [0.0]
    for place in 0..<width { fills.append(fills[place] + merit.amount[amounts + place]) }
    let most = fills[width]
    let length = rates.inward / rates.chargeEfficiency

    func cost(_ fill: Double) -> Double {
      var sum = 0.0
      for place in 0..<width where fills[place] < fill {
        sum += (min(fill, fills[place + 1]) - fills[place]) * merit.price[prices + place]
      }
      return sum
    }
    func consider(_ charge: Double, _ discharge: Double, _ corners: inout [Corner]) {
      let tiny = 1e-12 * (rates.charge + rates.discharge)
      guard charge >= -tiny, discharge >= -tiny, charge <= rates.charge + tiny,
        discharge <= rates.discharge + tiny,
        !rates.isShared || charge + discharge <= rates.charge + tiny
      else { return }
      let charge = min(max(0, charge), rates.charge)
      let discharge = min(max(0, discharge), rates.discharge)
      let fill = net + charge - discharge
      let slack = 1e-12 * max(1, abs(net) + charge + discharge)
      guard fill >= -slack, fill <= most + slack else { return }
      let own =
        length
        * (cost(min(max(0, fill), most)) + weight * rates.chargeCost * charge
          + weight * rates.dischargeCost * discharge)
      corners.append(
        Corner(
          change: rates.inward * charge - rates.outward * discharge, cost: own, charge: charge,
          discharge: discharge))
    }
    for charge in [0, rates.charge] {
      for discharge in [0, rates.discharge] { consider(charge, discharge, &corners) }
    }
    for fill in fills {
      // fill = net + charge - discharge, met with each bound of the two.
      let excess = fill - net
      consider(0, -excess, &corners)
      consider(rates.charge, rates.charge - excess, &corners)
      consider(excess, 0, &corners)
      consider(excess + rates.discharge, rates.discharge, &corners)
      if rates.isShared {
        consider((rates.charge + excess) / 2, (rates.charge - excess) / 2, &corners)
      }
    }
    keepLowerHull()
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

  /// The stretches of the hull as offers, best value first, from the start of the buffers. They must
  /// hold ``room(width:)`` numbers.
  func offers(
    _ value: inout MutableSpan<Double>, _ length: inout MutableSpan<Double>
  ) -> (count: Int, inward: Double, outward: Double) {
    var count = 0
    for index in stride(from: corners.count - 1, to: 0, by: -1) {
      let run = corners[index].change - corners[index - 1].change
      value[count] = (corners[index].cost - corners[index - 1].cost) / run
      length[count] = run
      count += 1
    }
    return (
      count, max(0, corners.last?.change ?? 0), max(0, -(corners.first?.change ?? 0))
    )
  }

  /// Corners that an hour of so many steps can have at most.
  static func room(width: Int) -> Int { 5 * (width + 1) + 4 }

  /// Charging and discharging (MW) that change the level by so much at least cost.
  func flows(change: Double) -> (charge: Double, discharge: Double) {
    guard corners.count > 1 else {
      return (corners.first?.charge ?? 0, corners.first?.discharge ?? 0)
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
