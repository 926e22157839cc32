/// The worth of the prices: a bound on the cost that is linear in every capacity and load, and so
/// holds for all of them.
struct Sensitivities {
  let problem: DispatchProblem

  func add(_ kernel: DispatchKernel, _ result: inout Dispatch) {
    var bound = 0.0
    for (index, term) in problem.load.enumerated() {
      result.load[index] = problem.step * Self.product(kernel.price, term.profile)
      bound += term.scale * result.load[index]
    }
    for (index, step) in problem.steps.enumerated() {
      addStep(step, index, kernel, &result)
      if step.capacity.isFinite { bound += step.capacity * result.capacity[index] }
      bound += result.limit[index]
    }
    if let store = problem.store { bound += addStore(store, kernel, &result) }
    result.bound = bound
  }

  // MARK: Sums over the hours

  /// Σ price x profile.
  private static func product(_ price: [Double], _ profile: DispatchSeries) -> Double {
    switch profile {
    case .constant(let value): return value * excess(price.span, over: -.greatestFiniteMagnitude)
    case .hourly(let values):
      let price = price.span
      let values = values.span
      var a = 0.0
      var b = 0.0
      var hour = 0
      while hour + 1 < price.count {
        a += price[hour] * values[hour]
        b += price[hour + 1] * values[hour + 1]
        hour += 2
      }
      if hour < price.count { a += price[hour] * values[hour] }
      return a + b
    }
  }

  /// Σ max(0, price - level), or Σ price for a level below everything. In lanes, which the processor
  /// can work on at once.
  private static func excess(_ price: borrowing Span<Double>, over level: Double) -> Double {
    let own = level == -.greatestFiniteMagnitude ? 0 : level
    var a = 0.0
    var b = 0.0
    var hour = 0
    while hour + 1 < price.count {
      let x = price[hour] - own
      let y = price[hour + 1] - own
      a += price[hour] > level ? x : 0
      b += price[hour + 1] > level ? y : 0
      hour += 2
    }
    if hour < price.count, price[hour] > level { a += price[hour] - own }
    return a + b
  }

  /// Σ share x max(0, price - level).
  private static func excess(
    _ price: borrowing Span<Double>, over level: Double, times shares: borrowing Span<Double>
  ) -> Double {
    var a = 0.0
    var b = 0.0
    var hour = 0
    while hour + 1 < price.count {
      let x = price[hour] - level
      let y = price[hour + 1] - level
      a += (x > 0 ? x : 0) * shares[hour]
      b += (y > 0 ? y : 0) * shares[hour + 1]
      hour += 2
    }
    if hour < price.count { a += max(0, price[hour] - level) * shares[hour] }
    return a + b
  }

  // MARK: Steps

  private func addStep(
    _ step: DispatchProblem.Step, _ index: Int, _ kernel: DispatchKernel, _ result: inout Dispatch
  ) {
    let merit = kernel.merit
    let hours = problem.hours
    let length = problem.step
    /// What a MW that is there earns in an hour.
    func rent(_ hour: Int) -> Double {
      let over = kernel.price[hour] - step.price[hour] * merit.weight(hour)
      return step.kind == .demand ? max(0, -over) : max(0, over)
    }
    guard step.limit == nil else {
      addLimited(step, index, rent, &result)
      return
    }
    guard step.capacity.isFinite else { return }
    var total = 0.0
    switch (step.kind, step.price, merit.weights.count, step.availability) {
    case (.supply, .constant(let own), 1, .constant(let share)):
      total = share * Self.excess(kernel.price.span, over: own * merit.weights[0])
    case (.supply, .constant(let own), 1, .hourly(let shares)):
      total = Self.excess(
        kernel.price.span, over: own * merit.weights[0], times: shares.span)
    default:
      for hour in 0..<hours { total += step.availability[hour] * rent(hour) }
    }
    result.capacity[index] = -length * (1 - step.least) * total
    if step.least > 0 {
      var forced = 0.0
      for hour in 0..<hours {
        forced +=
          step.availability[hour] * (step.price[hour] * merit.weight(hour) - kernel.price[hour])
      }
      result.capacity[index] += length * step.least * forced
    }
  }

  /// The rent goes to whichever of capacity and limit is the smaller.
  private func addLimited(
    _ step: DispatchProblem.Step, _ index: Int, _ rent: (Int) -> Double, _ result: inout Dispatch
  ) {
    var perCapacity = 0.0
    var fixed = 0.0
    for hour in 0..<problem.hours {
      let earned = rent(hour)
      if earned == 0 { continue }
      let share = step.availability[hour]
      let built = step.capacity == .infinity ? .infinity : step.capacity * share
      let limit = step.limit?[hour] ?? .infinity
      if built <= limit {
        if built.isFinite { perCapacity += earned * share }
      } else {
        fixed += earned * limit
      }
    }
    result.capacity[index] = -problem.step * perCapacity
    result.limit[index] = -problem.step * fixed
  }

  // MARK: Store

  /// - Returns: what the store adds to the bound.
  private func addStore(
    _ store: DispatchProblem.Store, _ kernel: DispatchKernel, _ result: inout Dispatch
  ) -> Double {
    var charge = 0.0
    var discharge = 0.0
    var energy = 0.0
    let last = problem.hours
    var isCyclic = true
    if case .start = store.ends { isCyclic = false }
    let weightStride = kernel.merit.weightStride
    let allWeights = kernel.merit.weights
    let allWorths = kernel.worth
    let allPrices = kernel.price
    let weights = allWeights.span
    let worths = allWorths.span
    let prices = allPrices.span
    let perDischarge = 1 / store.dischargeEfficiency
    var before = worths[last]
    for hour in 0..<last {
      let weight = weights[hour * weightStride]
      let worth = worths[hour + 1]
      let bid = worth * store.chargeEfficiency - weight * store.chargeCost
      let offer = worth * perDischarge + weight * store.dischargeCost
      let price = prices[hour]
      let into = bid > price ? bid - price : 0
      let out = price > offer ? price - offer : 0
      if store.isShared {
        charge += into > out ? into : out
      } else {
        charge += into
        discharge += out
      }
      let rise = store.keep * worth - before
      if rise > 0, hour > 0 || isCyclic { energy += rise }
      before = worth
    }
    var start = 0.0
    if case .start(let level) = store.ends {
      if worths[last] < 0 { energy -= worths[last] }
      start = -store.keep * worths[1]
      result.store?.start = start
      start *= level
    }
    result.store?.charge = -problem.step * charge
    result.store?.discharge = -problem.step * discharge
    result.store?.energy = -energy
    return -problem.step * (charge * store.chargePower + discharge * store.dischargePower)
      - energy * store.energy + start
  }
}
