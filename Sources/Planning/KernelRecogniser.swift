import Chains
import HourlyDispatch

/// Reads a block as one balance with supplies, demands and at most one store; or says why it is not.
struct KernelRecogniser {
  let chain: Chain
  let layout: Layout
  let block: Blocks.Block
  let linkPlace: [Int: Int]
  let couplingPlace: [Int: Int]

  init(chain: Chain, layout: Layout, block: Blocks.Block) {
    self.chain = chain
    self.layout = layout
    self.block = block
    linkPlace = Dictionary(uniqueKeysWithValues: block.links.enumerated().map { ($1, $0) })
    couplingPlace = Dictionary(uniqueKeysWithValues: block.couplings.enumerated().map { ($1, $0) })
  }

  /// One entry of a column or a link in a row.
  struct Entry {
    var column: Int
    var coefficient: Amount.Local
  }

  struct Row {
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
      linkCount: block.links.count,
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
  func balances() throws(NotForKernel) -> (balance: Int, row: Int?, column: Int?) {
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

  func clock(of balance: Int) throws(NotForKernel) -> Clock {
    guard case .balance(let resource, _) = layout.rows[balance].kind,
      let clock = chain.resources[resource].clock
    else { throw NotForKernel(reason: "a balance without hours") }
    return clock
  }

  /// What touches each row of the block.
  func entries(except levelColumn: Int?) throws(NotForKernel) -> [Int: Row] {
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

  func unit(_ index: Int, _ balance: Int) throws(NotForKernel) -> (
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

  func step(_ index: Int, _ balance: Int, _ entries: [Int: Row]) throws(NotForKernel)
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
  func least(_ row: Int, _ holdRow: Int, _ entries: [Int: Row]) throws(NotForKernel)
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
  func capacity(_ row: Int, _ entries: [Int: Row]) throws(NotForKernel) -> (
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
  func pairs(_ shape: KernelShape, _ entries: [Int: Row]) throws(NotForKernel) -> [(
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
  func neverBoth(_ supply: KernelShape.Step, _ demand: KernelShape.Step, hours: Int)
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

  // MARK: Numbers

  func series(_ local: Amount.Local) -> DispatchSeries {
    switch local {
    case .constant(let value): .constant(value)
    case .series(let values): constant(local).map { .constant($0) } ?? .hourly(values)
    }
  }

  func constant(_ local: Amount.Local) -> Double? {
    switch local {
    case .constant(let value): return value
    case .series(let values):
      guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
      return first
    }
  }

  func isZero(_ local: Amount.Local) -> Bool { local.isZero }

  func isInfinite(_ local: Amount.Local) -> Bool {
    switch local {
    case .constant(let value): value.isInfinite
    case .series(let values): values.allSatisfy(\.isInfinite)
    }
  }

  func same(_ first: Amount.Local, _ second: Amount.Local) -> Bool { first == second }
}
