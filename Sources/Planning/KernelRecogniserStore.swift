import Chains
import HourlyDispatch

/// Reads the one store of a block, with what it holds and how it begins and ends.
extension KernelRecogniser {
  func store(
    _ row: Int, _ column: Int, _ balance: Int, _ clock: Clock, _ entries: [Int: Row],
    _ storeColumns: inout Set<Int>
  ) throws(NotForKernel) -> KernelShape.Store {
    guard case .balance(let index, let node) = layout.rows[row].kind else {
      throw NotForKernel(reason: "a store without a level")
    }
    let resource = chain.resources[index]
    let name = chain.future.nodes[node].name
    guard resource.exact else { throw NotForKernel(reason: "stored energy may be thrown away") }
    guard let local = resource.keep?.local(at: name), let keep = constant(local), keep > 0,
      keep <= 1
    else { throw NotForKernel(reason: "self-discharge that varies by the hour") }
    guard resource.endowment?.local(at: name)?.isZero ?? true else {
      throw NotForKernel(reason: "inflow into a store")
    }
    guard entries[row]?.links.isEmpty ?? true else {
      throw NotForKernel(reason: "single decisions that fill a store")
    }
    let level = layout.columns[column]
    guard level.value.isZero, isInfinite(level.upper), isZero(level.lower) else {
      throw NotForKernel(reason: "a price or a bound on what is stored")
    }
    var into: [(Int, Double)] = []
    var out: [(Int, Double)] = []
    for entry in entries[row]?.hourly ?? [] where entry.column != column {
      guard let rate = constant(entry.coefficient) else {
        throw NotForKernel(reason: "an efficiency that varies by the hour")
      }
      if rate > 0 { into.append((entry.column, rate)) } else { out.append((entry.column, -rate)) }
    }
    guard into.count == 1, out.count == 1 else {
      throw NotForKernel(reason: "a store with several ways in or out")
    }
    storeColumns = [into[0].0, out[0].0]
    let (charge, chargeSign) = try unit(into[0].0, balance)
    let (discharge, dischargeSign) = try unit(out[0].0, balance)
    guard chargeSign < 0, dischargeSign > 0 else {
      throw NotForKernel(reason: "a store beside the balance")
    }
    let chargeHold = try power(into[0].0, balance, row, entries)
    let dischargeHold = try power(out[0].0, balance, row, entries)
    let energy = try energy(column, row, entries)
    let isShared = chargeHold.row != nil && chargeHold.row == dischargeHold.row
    try checkHolders(chargeHold.row, [into[0].0, out[0].0], entries)
    try checkHolders(dischargeHold.row, [into[0].0, out[0].0], entries)
    try checkHolders(energy.row, [column], entries)
    let perCharge = chargeHold.amount / charge.power
    let perDischarge = dischargeHold.amount / discharge.power
    guard !isShared || abs(perCharge - perDischarge) <= 1e-12 * perCharge else {
      throw NotForKernel(reason: "charging and discharging that hold their rating unequally")
    }
    let efficiency = into[0].1 / (clock.step * charge.power)
    let outward = clock.step * discharge.power / out[0].1
    guard efficiency <= 1 + 1e-12, outward <= 1 + 1e-12 else {
      throw NotForKernel(reason: "a store that makes energy")
    }
    for unit in [charge, discharge] where !isFlat(unit.value, clock) {
      throw NotForKernel(reason: "a price on charging that varies by the hour")
    }
    for unit in [charge, discharge] {
      for (_, coefficient) in unit.couplings where !isFlat(coefficient, clock) {
        throw NotForKernel(reason: "a budget on charging that varies by the hour")
      }
    }
    var start: Double?
    var lap = clock.count
    switch resource.ends {
    case .cyclic: break
    case .start(let amount): start = amount.local(at: name)?[0] ?? 0
    case .laps(let steps): lap = steps
    }
    return KernelShape.Store(
      levelColumn: column, levelRow: row, charge: charge, discharge: discharge,
      chargePower: chargeHold.term.scaled(charge.power / chargeHold.amount),
      dischargePower: dischargeHold.term.scaled(discharge.power / dischargeHold.amount),
      isShared: isShared, chargeRow: chargeHold.row, chargeHold: chargeHold.amount,
      dischargeRow: dischargeHold.row, dischargeHold: dischargeHold.amount,
      energy: energy.term.scaled(1 / energy.amount), energyRow: energy.row,
      energyHold: energy.amount, chargeEfficiency: min(1, efficiency),
      dischargeEfficiency: min(1, outward), keep: keep, start: start, lap: lap)
  }

  /// A price (or budget) per MWh that is the same in every hour, but for the weight of the hour.
  private func isFlat(_ local: Amount.Local, _ clock: Clock) -> Bool {
    guard case .series(let values) = local else { return true }
    guard case .series(let weights) = clock.weight else { return constant(local) != nil }
    guard let first = weights.indices.first(where: { weights[$0] != 0 }) else { return false }
    let rate = values[first] / weights[first]
    return values.indices.allSatisfy {
      abs(values[$0] - rate * weights[$0]) <= 1e-12 * abs(values[$0])
    }
  }

  private typealias Hold = (row: Int?, amount: Double, term: CapacityTerm)

  private func power(_ index: Int, _ balance: Int, _ levelRow: Int, _ entries: [Int: Row])
    throws(NotForKernel) -> Hold
  {
    let upper = layout.columns[index].upper
    var hold: Hold?
    for touch in layout.columns[index].touches
    where touch.rowBlock != balance && touch.rowBlock != levelRow {
      guard layout.rows[touch.rowBlock].count > 1 else { continue }
      guard case .hold = layout.rows[touch.rowBlock].kind, hold == nil,
        let amount = constant(touch.coefficient), amount > 0
      else { throw NotForKernel(reason: "a store with more than one rating") }
      let (term, share) = try capacity(touch.rowBlock, entries)
      guard let share = share.constant else {
        throw NotForKernel(reason: "the power of a store that varies by the hour")
      }
      hold = (touch.rowBlock, amount, term.scaled(share))
    }
    if let hold {
      guard isInfinite(upper) else { throw NotForKernel(reason: "a limit beside a rating") }
      return hold
    }
    guard let most = constant(upper), most.isFinite else {
      throw NotForKernel(reason: "a store without a rating")
    }
    return (nil, 1, CapacityTerm(constant: most))
  }

  private func energy(_ column: Int, _ levelRow: Int, _ entries: [Int: Row]) throws(NotForKernel)
    -> Hold
  {
    for touch in layout.columns[column].touches
    where touch.rowBlock != levelRow && layout.rows[touch.rowBlock].count > 1 {
      guard case .hold = layout.rows[touch.rowBlock].kind,
        let amount = constant(touch.coefficient), amount > 0
      else { throw NotForKernel(reason: "a rule on what is stored") }
      let (term, share) = try capacity(touch.rowBlock, entries)
      guard let share = share.constant else {
        throw NotForKernel(reason: "the energy of a store that varies by the hour")
      }
      return (touch.rowBlock, amount, term.scaled(share))
    }
    throw NotForKernel(reason: "a store without an end")
  }

  private func checkHolders(_ row: Int?, _ allowed: Set<Int>, _ entries: [Int: Row])
    throws(NotForKernel)
  {
    guard let row else { return }
    for entry in entries[row]?.hourly ?? [] where !allowed.contains(entry.column) {
      throw NotForKernel(reason: "a capacity that a store and others hold")
    }
  }
}
