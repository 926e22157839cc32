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

  /// Calls `put` with row blocks of the layout, and the dual of each of their hours; those of one block add up.
  func rows(_ put: (_ row: Int, _ dual: (Int) -> Double) -> Void) {
    put(shape.balance) { prices[$0] * shape.step }
    for (step, own) in zip(shape.steps, problem.steps) { rows(of: step, own, put) }
    if let store = shape.store, let own = problem.store { rows(of: store, own, put) }
  }

  private func rows(
    of step: KernelShape.Step, _ own: DispatchProblem.Step,
    _ put: (_ row: Int, _ dual: (Int) -> Double) -> Void
  ) {
    guard let holdRow = step.holdRow else { return }
    let scale = shape.step * step.unit.power / step.holdAmount
    func over(_ hour: Int) -> Double { prices[hour] - own.price[hour] * shape.weight[hour] }
    // Two holders never earn in the same hour: their rents add up to the larger one.
    put(holdRow) { hour in
      let rent = step.isSupply ? max(0, over(hour)) : max(0, -over(hour))
      if let limit = step.limit, own.capacity * own.availability[hour] > limit[hour] { return 0 }
      return -scale * rent
    }
    if let row = step.leastRow { put(row) { scale * max(0, -over($0)) } }
  }

  private func rows(
    of store: KernelShape.Store, _ own: DispatchProblem.Store,
    _ put: (_ row: Int, _ dual: (Int) -> Double) -> Void
  ) {
    put(store.levelRow) { worths[$0] }
    func charge(_ hour: Int) -> Double {
      let bid = worths[hour] * own.chargeEfficiency - shape.weight[hour] * own.chargeCost
      return max(0, bid - prices[hour])
    }
    func discharge(_ hour: Int) -> Double {
      let offer = worths[hour] / own.dischargeEfficiency + shape.weight[hour] * own.dischargeCost
      return max(0, prices[hour] - offer)
    }
    let chargeScale = -shape.step * store.charge.power / store.chargeHold
    if store.isShared, let row = store.chargeRow {
      put(row) { chargeScale * max(charge($0), discharge($0)) }
    } else {
      if let row = store.chargeRow { put(row) { chargeScale * charge($0) } }
      let dischargeScale = -shape.step * store.discharge.power / store.dischargeHold
      if let row = store.dischargeRow { put(row) { dischargeScale * discharge($0) } }
    }
    let last = shape.hours - 1
    let afterLast = store.start == nil ? worths[0] : 0
    if let row = store.energyRow {
      put(row) { hour in
        let next = hour < last ? worths[hour + 1] : afterLast
        return -max(0, store.keep * next - worths[hour]) / store.energyHold
      }
    }
  }
}
