/// The steps of a problem hour by hour, cheapest first: what the sweeps read.
///
/// Demand steps are turned round: all of a demand is added to the net load, and leaving it unserved
/// is supply at its value. Output that must run is taken off the net load. Where the steps cannot
/// meet the load at all, a last step of shortage (and a first one of surplus) at a price beyond all
/// others keeps the problem solvable, so that how much is missing can be told.
///
/// Prices are per MWh and already times the weight of the hour.
struct MeritOrder {
  /// Number of steps in a row, with the steps of surplus and shortage where there are any.
  private(set) var width = 0
  private(set) var hours = 0
  /// Net load before the store, MW.
  private(set) var net: [Double] = []
  /// MW, `width` numbers an hour, cheapest step first.
  private(set) var amount: [Double] = []
  /// One row for all hours where no price changes, else one an hour.
  private(set) var price: [Double] = []
  /// Which step stands in a place of the row: its index, ``surplus`` or ``shortage``.
  private(set) var step: [Int32] = []
  private(set) var isHourly = false
  /// Money that does not depend on what runs: value of demand (negative), cost of what must run.
  private(set) var moneyConstant = 0.0
  /// Weight of each hour, one number where it is always the same.
  private(set) var weight: DispatchSeries = .constant(1)
  private(set) var hasShortage = false
  private(set) var hasSurplus = false
  /// Price of a MWh that is missing or too much.
  private(set) var penalty = 0.0
  /// What stands for an amount without end, MW.
  private(set) var openEnd = 0.0

  static let surplus: Int32 = -1
  static let shortage: Int32 = -2

  /// Steps whose amounts are zero in every hour take no place: a small row is a fast row.
  private var used: [Int] = []
  private var row: [Double] = []

  mutating func prepare(_ problem: DispatchProblem) {
    hours = problem.hours
    weight = problem.weight
    moneyConstant = 0
    used = problem.steps.indices.filter { Self.canBeMore(problem.steps[$0]) }
    isHourly =
      problem.weight.constant == nil
      || used.contains { problem.steps[$0].price.constant == nil }
    setNet(problem)
    let bound = self.bound(problem)
    openEnd = bound
    for index in used where problem.steps[index].kind == .demand {
      addDemand(problem.steps[index], bound, problem.step)
    }
    findShortage(problem, bound)
    width = used.count + (hasSurplus ? 1 : 0) + (hasShortage ? 1 : 0)
    setPenalty(problem)
    if isHourly { fillHourly(problem, bound) } else { fillConstant(problem, bound) }
    hasNegativePrices = false
    for place in stride(from: 0, to: price.count, by: max(1, width)) where price[place] < 0 {
      hasNegativePrices = true
      break
    }
  }

  /// Whether some step costs less than nothing, so that stored energy may be worth less than nothing.
  private(set) var hasNegativePrices = false

  func mayLose(_ store: DispatchProblem.Store) -> Bool {
    hasNegativePrices || store.chargeCost < 0 || store.dischargeCost < 0
  }

  func priceRow(_ hour: Int) -> Int { isHourly ? hour * width : 0 }

  private static func canBeMore(_ step: DispatchProblem.Step) -> Bool {
    step.capacity > 0 && step.limit?.constant != 0 && step.availability.constant != 0
  }

  // MARK: Net load

  private mutating func setNet(_ problem: DispatchProblem) {
    net.removeAll(keepingCapacity: true)
    net.append(contentsOf: repeatElement(0, count: hours))
    for term in problem.load { add(term.scale, term.profile) }
    for step in problem.steps where step.least > 0 && step.capacity > 0 {
      let forced = step.least * step.capacity
      add(-forced, step.availability)
      for hour in 0..<hours {
        moneyConstant +=
          problem.step * weight[hour] * step.price[hour] * forced * step.availability[hour]
      }
    }
  }

  private mutating func add(_ scale: Double, _ profile: DispatchSeries) {
    switch profile {
    case .constant(let value):
      let sum = scale * value
      for hour in 0..<hours { net[hour] += sum }
    case .hourly(let values):
      for hour in 0..<hours { net[hour] += scale * values[hour] }
    }
  }

  private mutating func addDemand(
    _ step: DispatchProblem.Step, _ bound: Double, _ length: Double
  ) {
    var value = 0.0
    for hour in 0..<hours {
      let amount = min(step.amount(at: hour), bound)
      net[hour] += amount
      value += amount * step.price[hour] * weight[hour]
    }
    moneyConstant -= length * value
  }

  /// More than any step without an end can ever be used.
  private func bound(_ problem: DispatchProblem) -> Double {
    var most = 0.0
    for value in net { most = max(most, abs(value)) }
    for index in used {
      let step = problem.steps[index]
      var own = 0.0
      if step.capacity.isFinite {
        if let constant = step.availability.constant {
          own = step.capacity * constant
        } else {
          for hour in 0..<hours { own = max(own, step.amount(at: hour)) }
        }
      } else if let limit = step.limit {
        for hour in 0..<hours where limit[hour].isFinite { own = max(own, limit[hour]) }
      }
      most += own
    }
    if let store = problem.store { most += store.chargePower + store.dischargePower }
    return 2 * most + 1
  }

  // MARK: Shortage and surplus

  private mutating func findShortage(_ problem: DispatchProblem, _ bound: Double) {
    hasShortage = false
    hasSurplus = false
    let open = used.contains { index in
      let step = problem.steps[index]
      return step.kind == .supply && step.capacity == .infinity && step.limit == nil
    }
    for hour in 0..<hours where net[hour] < 0 {
      hasSurplus = true
      break
    }
    if open { return }
    row.removeAll(keepingCapacity: true)
    row.append(contentsOf: net)
    for index in used {
      let step = problem.steps[index]
      let scale = 1 - step.least
      for hour in 0..<hours { row[hour] -= scale * min(step.amount(at: hour), bound) }
    }
    for hour in 0..<hours where row[hour] > 0 {
      hasShortage = true
      break
    }
  }

  /// Far beyond what a MWh can be worth through the store, so that nothing is left short that could
  /// be served.
  private mutating func setPenalty(_ problem: DispatchProblem) {
    guard hasShortage || hasSurplus else { return }
    var largest = 1.0
    for step in problem.steps {
      switch step.price {
      case .constant(let value): largest = max(largest, abs(value))
      case .hourly(let values): for value in values { largest = max(largest, abs(value)) }
      }
    }
    var most = 1.0
    if case .hourly(let values) = weight { most = values.reduce(0, max) }
    if case .constant(let value) = weight { most = value }
    let store = problem.store
    let losses = (store?.chargeEfficiency ?? 1) * (store?.dischargeEfficiency ?? 1)
    let costs = abs(store?.chargeCost ?? 0) + abs(store?.dischargeCost ?? 0)
    penalty = 1000 * max(most, 1) * (largest + costs) / losses
  }

  // MARK: Rows

  private mutating func fillConstant(_ problem: DispatchProblem, _ bound: Double) {
    let own = weight.constant ?? 1
    var entries = used.map { index in
      (price: (problem.steps[index].price.constant ?? 0) * own, step: Int32(index))
    }
    if hasSurplus { entries.append((-penalty, Self.surplus)) }
    if hasShortage { entries.append((penalty, Self.shortage)) }
    entries.sort { ($0.price, $0.step) < ($1.price, $1.step) }
    price = entries.map(\.price)
    step = entries.map(\.step)
    resizeAmounts()
    for place in 0..<width { fill(place, entries[place].step, problem, bound) }
  }

  private mutating func resizeAmounts() {
    let count = hours * width
    if amount.count != count { amount = Array(repeating: 0, count: count) }
  }

  /// Amounts of one step in one place of every row.
  private mutating func fill(
    _ place: Int, _ index: Int32, _ problem: DispatchProblem, _ bound: Double
  ) {
    let stride = width
    switch index {
    case Self.surplus:
      for hour in 0..<hours {
        amount[hour * stride + place] = max(0, -net[hour])
        net[hour] = max(0, net[hour])
      }
    case Self.shortage:
      for hour in 0..<hours { amount[hour * stride + place] = bound }
    default:
      let own = problem.steps[Int(index)]
      let scale = own.capacity == .infinity ? .infinity : own.capacity * (1 - own.least)
      switch (own.limit, own.availability) {
      case (nil, .constant(let share)):
        let value = scale == .infinity ? bound : scale * share
        for hour in 0..<hours { amount[hour * stride + place] = value }
      case (nil, .hourly(let shares)) where scale != .infinity:
        for hour in 0..<hours { amount[hour * stride + place] = scale * shares[hour] }
      default:
        for hour in 0..<hours {
          amount[hour * stride + place] = min(own.amount(at: hour), bound)
        }
      }
    }
  }

  private mutating func fillHourly(_ problem: DispatchProblem, _ bound: Double) {
    var entries = used.map { Int32($0) }
    if hasSurplus { entries.append(Self.surplus) }
    if hasShortage { entries.append(Self.shortage) }
    resizeAmounts()
    let count = hours * width
    if price.count != count { price = Array(repeating: 0, count: count) }
    if step.count != count { step = Array(repeating: 0, count: count) }
    for (place, index) in entries.enumerated() {
      fill(place, index, problem, bound)
      for hour in 0..<hours { step[hour * width + place] = index }
      switch index {
      case Self.surplus: for hour in 0..<hours { price[hour * width + place] = -penalty }
      case Self.shortage: for hour in 0..<hours { price[hour * width + place] = penalty }
      default:
        switch (problem.steps[Int(index)].price, weight) {
        case (.constant(let own), .constant(let weight)):
          for hour in 0..<hours { price[hour * width + place] = own * weight }
        case (.hourly(let own), .constant(let weight)):
          for hour in 0..<hours { price[hour * width + place] = own[hour] * weight }
        case (let own, .hourly(let weight)):
          for hour in 0..<hours { price[hour * width + place] = own[hour] * weight[hour] }
        }
      }
    }
    sortRows()
  }

  /// Insertion sort of every row; equal prices keep the order of the steps.
  private mutating func sortRows() {
    for hour in 0..<hours {
      let base = hour * width
      for place in 1..<max(1, width) {
        let ownPrice = price[base + place]
        if ownPrice >= price[base + place - 1] { continue }
        let ownAmount = amount[base + place]
        let ownStep = step[base + place]
        var free = place
        while free > 0, price[base + free - 1] > ownPrice {
          price[base + free] = price[base + free - 1]
          amount[base + free] = amount[base + free - 1]
          step[base + free] = step[base + free - 1]
          free -= 1
        }
        price[base + free] = ownPrice
        amount[base + free] = ownAmount
        step[base + free] = ownStep
      }
    }
  }
}
