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
  /// MW of the places whose amount is the same in every hour; known where no price changes.
  private(set) var constantAmount: [Double?] = []
  /// One row for all hours where no price changes, else one an hour.
  private(set) var price: [Double] = []
  /// Which step stands in a place of the row: its index, or ``surplus`` or ``shortage``.
  private(set) var step: [Int32] = []
  private(set) var isHourly = false
  /// Money that does not depend on what runs: value of demand (negative), cost of what must run.
  private(set) var moneyConstant = 0.0
  /// Weight of each hour, or one number for all of them.
  private(set) var weights: [Double] = [1]
  private(set) var hasShortage = false
  private(set) var hasSurplus = false
  /// The numbers by which rows name the steps of surplus and shortage: those after all others.
  private(set) var surplus: Int32 = 0
  private(set) var shortage: Int32 = 0
  /// Price of a MWh that is missing or too much.
  private(set) var penalty = 0.0
  /// What stands for an amount without end, MW.
  private(set) var openEnd = 0.0
  /// Whether some step costs less than nothing, so that stored energy may be worth less than nothing.
  private(set) var hasNegativePrices = false

  /// MW that all steps of an hour can give together.
  private var enough: [Double] = []

  /// Steps whose amounts are zero in every hour take no place: a small row is a fast row.
  private var used: [Int] = []

  /// How far apart the prices (weights) of two hours stand in their array: 0 where all are the same.
  var priceStride: Int { isHourly ? width : 0 }
  var weightStride: Int { weights.count == 1 ? 0 : 1 }

  func weight(_ hour: Int) -> Double { weights[hour * weightStride] }

  func mayLose(_ store: DispatchProblem.Store) -> Bool {
    hasNegativePrices || store.chargeCost < 0 || store.dischargeCost < 0
  }

  mutating func prepare(_ problem: DispatchProblem) {
    hours = problem.hours
    switch problem.weight {
    case .constant(let weight): weights = [weight]
    case .hourly(let series): weights = series
    }
    moneyConstant = 0
    surplus = Int32(problem.steps.count)
    shortage = surplus + 1
    used = problem.steps.indices.filter { Self.canBeMore(problem.steps[$0]) }
    isHourly =
      problem.weight.constant == nil
      || used.contains { problem.steps[$0].price.constant == nil }
    setNet(problem)
    setOpenEnd(problem)
    for index in used where problem.steps[index].kind == .demand {
      addDemand(problem.steps[index], problem.step)
    }
    let (least, most) = netRange
    hasSurplus = least < 0
    hasShortage = !isAlwaysEnough(problem, most) && isShort(problem)
    setPenalty(problem)
    fill(problem)
    hasNegativePrices = false
    for place in stride(from: 0, to: price.count, by: max(1, width)) where price[place] < 0 {
      hasNegativePrices = true
      break
    }
  }

  private static func canBeMore(_ step: DispatchProblem.Step) -> Bool {
    step.capacity > 0 && step.limit?.constant != 0 && step.availability.constant != 0
  }

  // MARK: Net load

  private mutating func setNet(_ problem: DispatchProblem) {
    if net.count != hours { net = Array(repeating: 0, count: hours) }
    for (index, term) in problem.load.enumerated() {
      if index == 0 { set(term.scale, term.profile) } else { add(term.scale, term.profile) }
    }
    if problem.load.isEmpty { set(0, .constant(0)) }
    for step in problem.steps where step.least > 0 && step.capacity > 0 {
      let forced = step.least * step.capacity
      add(-forced, step.availability)
      for hour in 0..<hours {
        moneyConstant +=
          problem.step * weight(hour) * step.price[hour] * forced * step.availability[hour]
      }
    }
  }

  private mutating func set(_ scale: Double, _ profile: DispatchSeries) {
    var net = net.mutableSpan
    switch profile {
    case .constant(let value):
      let sum = scale * value
      for hour in 0..<net.count { net[hour] = sum }
    case .hourly(let values):
      let values = values.span
      for hour in 0..<net.count { net[hour] = scale * values[hour] }
    }
  }

  private mutating func add(_ scale: Double, _ profile: DispatchSeries) {
    var net = net.mutableSpan
    switch profile {
    case .constant(let value):
      let sum = scale * value
      for hour in 0..<net.count { net[hour] += sum }
    case .hourly(let values):
      let values = values.span
      for hour in 0..<net.count { net[hour] += scale * values[hour] }
    }
  }

  private mutating func addDemand(_ step: DispatchProblem.Step, _ length: Double) {
    var value = 0.0
    for hour in 0..<hours {
      let amount = min(step.amount(at: hour), openEnd)
      net[hour] += amount
      value += amount * step.price[hour] * weight(hour)
    }
    moneyConstant -= length * value
  }

  /// Least and most net load.
  private var netRange: (Double, Double) {
    let net = net.span
    var least = Double.infinity
    var most = -Double.infinity
    for hour in 0..<net.count {
      let own = net[hour]
      least = own < least ? own : least
      most = own > most ? own : most
    }
    return (least, most)
  }

  /// Whether the steps that are the same in every hour suffice for the largest load by themselves.
  private func isAlwaysEnough(_ problem: DispatchProblem, _ most: Double) -> Bool {
    var sum = 0.0
    for index in used {
      let step = problem.steps[index]
      guard let share = step.availability.constant else { continue }
      // What has no end stands as `openEnd` in the load and in the row alike.
      let own =
        step.capacity == .infinity ? openEnd : step.capacity * share * (1 - step.least)
      switch step.limit {
      case nil: sum += own
      case .constant(let limit): sum += min(own, limit)
      case .hourly: continue
      }
    }
    return sum >= most
  }

  /// More than any step without an end can ever be used; found only where there is such a step.
  private mutating func setOpenEnd(_ problem: DispatchProblem) {
    openEnd = .infinity
    guard
      used.contains(where: {
        problem.steps[$0].capacity == .infinity
          && (problem.steps[$0].limit?.constant ?? .infinity) == .infinity
      })
    else { return }
    setBound(problem)
  }

  private mutating func setBound(_ problem: DispatchProblem) {
    var most = 0.0
    for value in net { most = max(most, abs(value)) }
    for index in used {
      var own = 0.0
      let step = problem.steps[index]
      if step.capacity.isFinite {
        own = step.capacity * Self.largest(step.availability)
      } else if let limit = step.limit {
        own = Self.largest(limit)
      }
      if own.isFinite { most += own }
    }
    if let store = problem.store { most += store.chargePower + store.dischargePower }
    openEnd = 2 * most + 1
  }

  private static func largest(_ series: DispatchSeries) -> Double {
    switch series {
    case .constant(let value): return value
    case .hourly(let values):
      var most = 0.0
      for value in values where value.isFinite && value > most { most = value }
      return most
    }
  }

  // MARK: Shortage and surplus

  /// Whether in some hour all steps together are less than the net load.
  private mutating func isShort(_ problem: DispatchProblem) -> Bool {
    var sums = take(&enough)
    defer { enough = sums }
    if sums.count != hours { sums = Array(repeating: 0, count: hours) }
    var sum = sums.mutableSpan
    for hour in 0..<hours { sum[hour] = 0 }
    for index in used {
      let step = problem.steps[index]
      switch (step.limit, step.availability) {
      case (nil, .constant(let share)) where step.capacity.isFinite:
        let own = step.capacity * (1 - step.least) * share
        for hour in 0..<hours { sum[hour] += own }
      case (nil, .hourly(let shares)) where step.capacity.isFinite:
        let scale = step.capacity * (1 - step.least)
        let shares = shares.span
        for hour in 0..<hours { sum[hour] += scale * shares[hour] }
      default:
        for hour in 0..<hours { sum[hour] += min(step.amount(at: hour), openEnd) }
      }
    }
    let net = net.span
    for hour in 0..<hours where sum[hour] < net[hour] { return true }
    return false
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
    let most = weights.reduce(0, max)
    let store = problem.store
    let losses = (store?.chargeEfficiency ?? 1) * (store?.dischargeEfficiency ?? 1)
    let costs = abs(store?.chargeCost ?? 0) + abs(store?.dischargeCost ?? 0)
    penalty = 1000 * max(most, 1) * (largest + costs) / losses
    if openEnd == .infinity { setBound(problem) }
  }

  // MARK: Rows

  private mutating func fill(_ problem: DispatchProblem) {
    width = used.count + (hasSurplus ? 1 : 0) + (hasShortage ? 1 : 0)
    let count = hours * width
    if amount.count != count { amount = Array(repeating: 0, count: count) }
    if isHourly { fillHourly(problem) } else { fillConstant(problem) }
  }

  private mutating func fillConstant(_ problem: DispatchProblem) {
    let own = weights[0]
    var entries = used.map { index in
      (price: (problem.steps[index].price.constant ?? 0) * own, step: Int32(index))
    }
    if hasSurplus { entries.append((-penalty, surplus)) }
    if hasShortage { entries.append((penalty, shortage)) }
    entries.sort { ($0.price, $0.step) < ($1.price, $1.step) }
    price = entries.map(\.price)
    step = entries.map(\.step)
    constantAmount = Array(repeating: nil, count: width)
    for place in 0..<width { fill(place, entries[place].step, problem) }
  }

  /// Amounts of one step in one place of every row.
  private mutating func fill(_ place: Int, _ index: Int32, _ problem: DispatchProblem) {
    let stride = width
    if index == surplus {
      for hour in 0..<hours {
        amount[hour * stride + place] = max(0, -net[hour])
        net[hour] = max(0, net[hour])
      }
      return
    }
    if index == shortage { return set(place, openEnd) }
    let own = problem.steps[Int(index)]
    let scale = own.capacity == .infinity ? .infinity : own.capacity * (1 - own.least)
    switch (own.limit, own.availability) {
    case (nil, _) where scale == .infinity: set(place, openEnd)
    case (nil, .constant(let share)): set(place, scale * share)
    case (nil, .hourly(let shares)):
      Self.write(scale, shares.span, to: &amount, place, stride, most: .infinity)
    case (.constant(let limit), _) where scale == .infinity: set(place, min(limit, openEnd))
    case (.hourly(let limits), _) where scale == .infinity:
      let most = openEnd
      Self.write(1, limits.span, to: &amount, place, stride, most: most)
    default:
      for hour in 0..<hours { amount[hour * stride + place] = own.amount(at: hour) }
    }
  }

  private static func write(
    _ scale: Double, _ series: borrowing Span<Double>, to amount: inout [Double], _ place: Int,
    _ stride: Int, most: Double
  ) {
    var amounts = amount.mutableSpan
    for hour in 0..<series.count {
      let own = scale * series[hour]
      amounts[hour * stride + place] = own < most ? own : most
    }
  }

  private mutating func set(_ place: Int, _ value: Double) {
    if !isHourly { constantAmount[place] = value }
    let stride = width
    let hours = hours
    var amounts = amount.mutableSpan
    for hour in 0..<hours { amounts[hour * stride + place] = value }
  }

  private mutating func fillHourly(_ problem: DispatchProblem) {
    var entries = used.map { Int32($0) }
    if hasSurplus { entries.append(surplus) }
    if hasShortage { entries.append(shortage) }
    let count = hours * width
    if price.count != count { price = Array(repeating: 0, count: count) }
    if step.count != count { step = Array(repeating: 0, count: count) }
    for (place, index) in entries.enumerated() {
      fill(place, index, problem)
      let own =
        index == surplus
        ? .constant(-penalty)
        : (index == shortage ? .constant(penalty) : problem.steps[Int(index)].price)
      fillPrices(place, index, own, isWeighted: index < surplus)
    }
    sortRows()
  }

  private mutating func fillPrices(
    _ place: Int, _ index: Int32, _ own: DispatchSeries, isWeighted: Bool
  ) {
    let stride = width
    let hours = hours
    let weights = weights
    let one = weights[0]
    var prices = take(&self.price)
    var steps = take(&self.step)
    defer {
      self.price = prices
      self.step = steps
    }
    var price = prices.mutableSpan
    var step = steps.mutableSpan
    switch own {
    case .constant(let value) where !isWeighted || weights.count == 1:
      let weighted = isWeighted ? value * one : value
      for hour in 0..<hours {
        price[hour * stride + place] = weighted
        step[hour * stride + place] = index
      }
    case .hourly(let values) where weights.count == 1:
      let values = values.span
      for hour in 0..<hours {
        price[hour * stride + place] = values[hour] * one
        step[hour * stride + place] = index
      }
    default:
      for hour in 0..<hours {
        price[hour * stride + place] = own[hour] * weights[hour]
        step[hour * stride + place] = index
      }
    }
  }

  /// Insertion sort of every row; equal prices keep the order of the steps.
  private mutating func sortRows() {
    let width = width
    let hours = hours
    var prices = take(&self.price)
    var amounts = take(&self.amount)
    var steps = take(&self.step)
    defer {
      self.price = prices
      self.amount = amounts
      self.step = steps
    }
    var price = prices.mutableSpan
    var amount = amounts.mutableSpan
    var step = steps.mutableSpan
    for hour in 0..<hours {
      let base = hour * width
      for place in 1..<max(1, width) {
        let ownPrice = price[base + place]
        if ownPrice >= price[base + place - 1] { continue }
        let ownAmount = amount[base + place]
        let ownStep = step[base + place]
        var free = base + place
        while free > base, price[free - 1] > ownPrice {
          price[free] = price[free - 1]
          amount[free] = amount[free - 1]
          step[free] = step[free - 1]
          free -= 1
        }
        price[free] = ownPrice
        amount[free] = ownAmount
        step[free] = ownStep
      }
    }
  }
}
