import HourlyDispatch

/// Duals of a block's rows from the prices of its hours and the worth of stored energy.
///
/// What a MW of capacity earns in an hour is the price less its own cost; that is the dual of its hold,
/// and so on down the rules of the block.
struct KernelDuals {
  let shape: KernelShape
  let problem: DispatchProblem
  /// Money per MWh by hour, weighted.
  let prices: [Double]
  /// Money per stored MWh at the end of each hour.
  let worths: [Double]

  /// Duals by row block of the layout.
  func rows() -> [Int: [Double]] {
    var rows: [Int: [Double]] = [shape.balance: prices.map { $0 * shape.step }]
    for (index, step) in shape.steps.enumerated() { add(step, problem.steps[index], &rows) }
    if let store = shape.store, let own = problem.store { add(store, own, &rows) }
    return rows
  }

  private func add(
    _ step: KernelShape.Step, _ own: DispatchProblem.Step, _ rows: inout [Int: [Double]]
  ) {
    guard let holdRow = step.holdRow else { return }
    let scale = shape.step * step.unit.power / step.holdAmount
    var hold = rows[holdRow] ?? Array(repeating: 0, count: shape.hours)
    var least = Array(repeating: 0.0, count: shape.hours)
    for hour in 0..<shape.hours {
      let over = prices[hour] - own.price[hour] * shape.weight[hour]
      let rent = step.isSupply ? max(0, over) : max(0, -over)
      let built = own.capacity * own.availability[hour]
      let isHeld = step.limit.map { built <= $0[hour] } ?? true
      // Two holders never earn in the same hour: their rents add up to the larger one.
      if isHeld { hold[hour] -= scale * rent }
      least[hour] = scale * max(0, -over)
    }
    rows[holdRow] = hold
    if let row = step.leastRow { rows[row] = least }
  }

  private func add(
    _ store: KernelShape.Store, _ own: DispatchProblem.Store, _ rows: inout [Int: [Double]]
  ) {
    let hours = shape.hours
    rows[store.levelRow] = worths
    var charge = Array(repeating: 0.0, count: hours)
    var discharge = charge
    var energy = charge
    for hour in 0..<hours {
      let weight = shape.weight[hour]
      let bid = worths[hour] * own.chargeEfficiency - weight * own.chargeCost
      let offer = worths[hour] / own.dischargeEfficiency + weight * own.dischargeCost
      charge[hour] = max(0, bid - prices[hour])
      discharge[hour] = max(0, prices[hour] - offer)
      let next: Double
      if hour + 1 < hours {
        next = worths[hour + 1]
      } else {
        next = store.start == nil ? worths[0] : 0
      }
      energy[hour] = -max(0, store.keep * next - worths[hour]) / store.energyHold
    }
    let scale = -shape.step * store.charge.power / store.chargeHold
    if store.isShared, let row = store.chargeRow {
      rows[row] = zip(charge, discharge).map { scale * max($0, $1) }
    } else {
      if let row = store.chargeRow { rows[row] = charge.map { scale * $0 } }
      if let row = store.dischargeRow {
        let scale = -shape.step * store.discharge.power / store.dischargeHold
        rows[row] = discharge.map { scale * $0 }
      }
    }
    if let row = store.energyRow { rows[row] = energy }
  }
}
