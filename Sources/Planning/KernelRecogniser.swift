import Chains
import HourlyDispatch

/// Reads a block as one balance with supplies, demands and at most one store; or says why it is not.
struct KernelRecogniser {
  let chain: Chain
  let layout: Layout
  let block: Blocks.Block
  private let linkPlace: [Int: Int]
  private let couplingPlace: [Int: Int]

  init(chain: Chain, layout: Layout, block: Blocks.Block) {
    self.chain = chain
    self.layout = layout
    self.block = block
    linkPlace = Dictionary(uniqueKeysWithValues: block.links.enumerated().map { ($1, $0) })
    couplingPlace = Dictionary(uniqueKeysWithValues: block.couplings.enumerated().map { ($1, $0) })
  }

  /// One entry of a column or a link in a row.
  private struct Entry {
    var column: Int
    var coefficient: Amount.Local
  }

  private struct Row {
    var hourly: [Entry] = []
    var links: [Entry] = []
  }

  func shape() throws(NotForKernel) -> KernelShape {
    for index in block.columns where layout.columns[index].whole {
      throw NotForKernel(reason: "whole numbers by the hour")
    }
    let (balance, levelRow, levelColumn) = try balances()
    if case .series(let weights) = try clock(of: balance).weight,
      weights.contains(where: { $0 <= 0 })
    {
      throw NotForKernel(reason: "hours without a weight")
    }
    let entries = try entries(except: levelColumn)
    let row = layout.rows[balance]
    let clock = try clock(of: balance)
    guard same(row.lower, row.upper) || isInfinite(row.upper) else {
      throw NotForKernel(reason: "a balance with two different bounds")
    }
    var shape = KernelShape(
      hours: row.count, step: clock.step,
      weight: constant(clock.weight) == nil ? series(clock.weight) : .constant(1),
      balance: balance, hasDisposal: isInfinite(row.upper),
      load: series(row.lower), loadLinks: [], steps: [], store: nil)
    for entry in entries[balance]?.links ?? [] {
      guard let link = linkPlace[entry.column] else { continue }
      shape.loadLinks.append((link, series(entry.coefficient.map { -$0 })))
    }
    var storeColumns: Set<Int> = []
    if let levelRow, let levelColumn {
      shape.store = try store(levelRow, levelColumn, balance, clock, entries, &storeColumns)
    }
    for index in block.columns where index != levelColumn && !storeColumns.contains(index) {
      shape.steps.append(try step(index, balance, entries))
    }
    shape.pairs = try pairs(shape, entries)
    return shape
  }

  // MARK: Rows

  /// The one balance that does not keep, and the row and column of the one store.
  private func balances() throws(NotForKernel) -> (balance: Int, row: Int?, column: Int?) {
    var balances: [Int] = []
    var stores: [(row: Int, resource: Int)] = []
    for index in block.rows {
      switch layout.rows[index].kind {
      case .balance(let resource, _):
        if chain.resources[resource].keep == nil {
          balances.append(index)
        } else {
          stores.append((index, resource))
        }
      case .hold, .leastUse: continue
      case .rampUp, .rampDown: throw NotForKernel(reason: "ramps")
      case .limit, .floor: throw NotForKernel(reason: "limits over the steps of one process")
      case .stockLimit, .stockFloor, .leastStock:
        throw NotForKernel(reason: "bounds on what is stored")
      }
    }
    guard balances.count == 1, let balance = balances.first else {
      throw NotForKernel(
        reason: balances.isEmpty ? "hours without a balance" : "\(balances.count) balances an hour")
    }
    guard stores.count <= 1 else { throw NotForKernel(reason: "\(stores.count) stores") }
    guard let store = stores.first else { return (balance, nil, nil) }
    let column = block.columns.first {
      if case .stock(let resource, _) = layout.columns[$0].kind {
        resource == store.resource
      } else {
        false
      }
    }
    guard let column else { throw NotForKernel(reason: "a store without a level") }
    return (balance, store.row, column)
  }

  private func clock(of balance: Int) throws(NotForKernel) -> Clock {
    guard case .balance(let resource, _) = layout.rows[balance].kind,
      let clock = chain.resources[resource].clock
    else { throw NotForKernel(reason: "a balance without hours") }
    return clock
  }

  /// What touches each row of the block.
  private func entries(except levelColumn: Int?) throws(NotForKernel) -> [Int: Row] {
    var rows: [Int: Row] = [:]
    for index in block.columns {
      for touch in layout.columns[index].touches where layout.rows[touch.rowBlock].count > 1 {
        if touch.shift != 0 {
          guard index == levelColumn else { throw NotForKernel(reason: "links between hours") }
          continue
        }
        rows[touch.rowBlock, default: Row()].hourly.append(
          Entry(column: index, coefficient: touch.coefficient))
      }
    }
    let own = Set(block.rows)
    for index in block.links {
      for touch in layout.columns[index].touches where own.contains(touch.rowBlock) {
        rows[touch.rowBlock, default: Row()].links.append(
          Entry(column: index, coefficient: touch.coefficient))
      }
    }
    return rows
  }

  // MARK: Columns

  private func unit(_ index: Int, _ balance: Int) throws(NotForKernel) -> (
    unit: KernelShape.Unit, sign: Double
  ) {
    let column = layout.columns[index]
    var power: Double?
    var couplings: [(coupling: Int, coefficient: Amount.Local)] = []
    for touch in column.touches {
      if touch.rowBlock == balance {
        power = constant(touch.coefficient)
      } else if let place = couplingPlace[touch.rowBlock] {
        couplings.append((place, touch.coefficient))
      }
    }
    guard let power, power != 0 else {
      throw NotForKernel(reason: "an hourly process beside the balance, or one whose yield varies")
    }
    guard isZero(column.lower) else { throw NotForKernel(reason: "a floor by the hour") }
    return (
      KernelShape.Unit(
        column: index, power: abs(power), value: column.value, couplings: couplings),
      power > 0 ? 1 : -1
    )
  }

  private func step(_ index: Int, _ balance: Int, _ entries: [Int: Row]) throws(NotForKernel)
    -> KernelShape.Step
  {
    let (unit, sign) = try unit(index, balance)
    var step = KernelShape.Step(
      unit: unit, isSupply: sign > 0, capacity: nil, availability: .constant(1), limit: nil,
      least: 0)
    if !isInfinite(layout.columns[index].upper) {
      step.limit = series(layout.columns[index].upper.map { $0 * unit.power })
    }
    for touch in layout.columns[index].touches where touch.rowBlock != balance {
      let target = layout.rows[touch.rowBlock]
      guard target.count > 1 else { continue }
      guard let amount = constant(touch.coefficient) else {
        throw NotForKernel(reason: "a hold that varies by the hour")
      }
      switch target.kind {
      case .hold:
        guard step.holdRow == nil else { throw NotForKernel(reason: "two holds of one process") }
        guard amount > 0 else { throw NotForKernel(reason: "a hold that frees what it holds") }
        step.holdRow = touch.rowBlock
        step.holdAmount = amount
        let (term, share) = try capacity(touch.rowBlock, entries)
        step.capacity = term.scaled(unit.power / amount)
        step.availability = share
      case .leastUse: step.leastRow = touch.rowBlock
      default: throw NotForKernel(reason: "a rule by the hour that is no hold")
      }
    }
    if let leastRow = step.leastRow {
      guard sign > 0, step.limit == nil, let holdRow = step.holdRow else {
        throw NotForKernel(reason: "least use beside a limit")
      }
      step.least = try least(leastRow, holdRow, entries)
    }
    return step
  }

  /// The share of a hold that must be used, the same in every hour.
  private func least(_ row: Int, _ holdRow: Int, _ entries: [Int: Row]) throws(NotForKernel)
    -> Double
  {
    guard case .leastUse(let process, let node) = layout.rows[row].kind,
      let local = chain.processes[process].leastUse?.local(at: chain.future.nodes[node].name),
      let share = constant(local), share >= 0, share <= 1,
      entries[row]?.links.count == 1, entries[holdRow]?.links.count == 1
    else { throw NotForKernel(reason: "a least use that varies by the hour") }
    return share
  }

  /// What a hold row allows: capacity, and the share of it by the hour.
  private func capacity(_ row: Int, _ entries: [Int: Row]) throws(NotForKernel) -> (
    CapacityTerm, DispatchSeries
  ) {
    let links = entries[row]?.links ?? []
    guard let allowed = constant(layout.rows[row].upper), isInfinite(layout.rows[row].lower) else {
      throw NotForKernel(reason: "a hold that varies by the hour")
    }
    if links.count == 1, constant(links[0].coefficient) == nil {
      guard allowed == 0, let place = linkPlace[links[0].column] else {
        throw NotForKernel(reason: "a hold that varies by the hour")
      }
      return (
        CapacityTerm(constant: 0, links: [(place, 1)]),
        series(links[0].coefficient.map { -$0 })
      )
    }
    var term = CapacityTerm(constant: allowed)
    for entry in links {
      guard let factor = constant(entry.coefficient), let place = linkPlace[entry.column] else {
        throw NotForKernel(reason: "a hold of several capacities that vary by the hour")
      }
      term.links.append((place, -factor))
    }
    return (term, .constant(1))
  }

  // MARK: Shared holds

  /// Steps that hold the same: a supply and a demand, of which never both pay in one hour.
  private func pairs(_ shape: KernelShape, _ entries: [Int: Row]) throws(NotForKernel) -> [(
    supply: Int, demand: Int
  )] {
    var holders: [Int: [Int]] = [:]
    for (index, step) in shape.steps.enumerated() {
      if let row = step.holdRow { holders[row, default: []].append(index) }
    }
    var storeRows: [Int] = []
    if let store = shape.store {
      storeRows = [store.chargeRow, store.dischargeRow, store.energyRow].compactMap { $0 }
    }
    var pairs: [(supply: Int, demand: Int)] = []
    for row in holders.keys.sorted() {
      let own = holders[row] ?? []
      guard !storeRows.contains(row) else {
        throw NotForKernel(reason: "a capacity that a store and others hold")
      }
      if own.count == 1 { continue }
      let supplies = own.filter { shape.steps[$0].isSupply }
      let demands = own.filter { !shape.steps[$0].isSupply }
      guard supplies.count == 1, demands.count == 1,
        neverBoth(shape.steps[supplies[0]], shape.steps[demands[0]], hours: shape.hours)
      else { throw NotForKernel(reason: "a capacity that several processes hold") }
      pairs.append((supplies[0], demands[0]))
    }
    return pairs
  }

  /// Buying never costs less than selling brings, at any price of the couplings.
  private func neverBoth(_ supply: KernelShape.Step, _ demand: KernelShape.Step, hours: Int)
    -> Bool
  {
    for hour in 0..<hours {
      let cost = -supply.unit.value[hour] / supply.unit.power
      let worth = demand.unit.value[hour] / demand.unit.power
      if cost < worth - 1e-12 * max(1, abs(worth)) { return false }
    }
    var difference: [Int: [(Amount.Local, Double)]] = [:]
    for unit in [supply.unit, demand.unit] {
      for (coupling, coefficient) in unit.couplings {
        difference[coupling, default: []].append((coefficient, 1 / unit.power))
      }
    }
    for (coupling, parts) in difference {
      let row = layout.rows[block.couplings[coupling]]
      for hour in 0..<hours {
        let sum = parts.reduce(0.0) { $0 + $1.0[hour] * $1.1 }
        let size = parts.reduce(0.0) { $0 + abs($1.0[hour] * $1.1) }
        let tiny = 1e-12 * size
        // The price of a row that has only a lower bound is never negative, and so on.
        if sum > tiny, !isInfinite(row.lower) { return false }
        if sum < -tiny, !isInfinite(row.upper) { return false }
      }
    }
    return true
  }

  // MARK: Store

  private func store(
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

  // MARK: Numbers

  private func series(_ local: Amount.Local) -> DispatchSeries {
    switch local {
    case .constant(let value): .constant(value)
    case .series(let values): constant(local).map { .constant($0) } ?? .hourly(values)
    }
  }

  private func constant(_ local: Amount.Local) -> Double? {
    switch local {
    case .constant(let value): return value
    case .series(let values):
      guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
      return first
    }
  }

  private func isZero(_ local: Amount.Local) -> Bool { local.isZero }

  private func isInfinite(_ local: Amount.Local) -> Bool {
    switch local {
    case .constant(let value): value.isInfinite
    case .series(let values): values.allSatisfy(\.isInfinite)
    }
  }

  private func same(_ first: Amount.Local, _ second: Amount.Local) -> Bool { first == second }
}
