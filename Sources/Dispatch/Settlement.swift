/// Reads costs, prices and sensitivities off the levels and worths of stored energy.
struct Settlement {
  let problem: DispatchProblem
  let method: Dispatch.Method

  func settle(_ kernel: DispatchKernel) -> Dispatch {
    var result = Dispatch(
      method: method, cost: 0, bound: 0, shortage: 0,
      capacity: Array(repeating: 0, count: problem.steps.count),
      limit: Array(repeating: 0, count: problem.steps.count),
      load: Array(repeating: 0, count: problem.load.count),
      energy: Array(repeating: 0, count: problem.steps.count))
    addQuantities(kernel, &result)
    addSensitivities(kernel, &result)
    return result
  }

  // MARK: Quantities and prices by the hour

  private func addQuantities(_ kernel: DispatchKernel, _ result: inout Dispatch) {
    let merit = kernel.merit
    let width = merit.width
    let store = problem.store
    let own = store.map {
      HourOffers.Store($0, step: problem.step, mayLose: merit.mayLose($0))
    }
    let keep = store?.keep ?? 1
    let uses = method != .merit
    var offers = HourOffers()
    offers.prepare(width: width)
    var place = Array(repeating: 0.0, count: max(1, width))
    var stepEnergy = Array(repeating: 0.0, count: problem.steps.count)
    var cost = 0.0
    var short = 0.0
    var charged = 0.0
    var discharged = 0.0
    let mayBurn = method == .segments || method == .search
    for hour in 0..<problem.hours {
      let weight = merit.weight[hour]
      let net = merit.net[hour]
      var charge = 0.0
      var discharge = 0.0
      if uses, let own {
        let change = kernel.level[hour + 1] - keep * kernel.level[hour]
        var isBurning = false
        if mayBurn {
          offers.read(merit, hour, own, weight: weight)
          isBurning = offers.burns || own.mayLose
        }
        if isBurning {
          (charge, discharge) = offers.flows(change: change, own)
        } else if change > 0 {
          charge = change / own.inward
        } else {
          discharge = -change / own.outward
        }
        charged += weight * charge
        discharged += weight * discharge
      }
      let fill = net + charge - discharge
      let base = hour * width
      let prices = merit.priceRow(hour)
      var before = 0.0
      var sum = 0.0
      for index in 0..<width {
        let amount = merit.amount[base + index]
        let over = fill - before
        let used = over < amount ? (over > 0 ? over : 0) : amount
        sum += used * merit.price[prices + index]
        if merit.isHourly {
          let step = merit.step[base + index]
          if step >= 0 {
            stepEnergy[Int(step)] += weight * used
          } else {
            short += step == MeritOrder.shortage ? used : amount - used
            // The penalty is no cost of the year.
            sum -= step == MeritOrder.shortage ? used * merit.penalty : -used * merit.penalty
          }
        } else {
          place[index] += used
          if merit.hasSurplus || merit.hasShortage {
            let step = merit.step[index]
            if step == MeritOrder.shortage {
              short += used
              sum -= used * merit.penalty
            } else if step == MeritOrder.surplus {
              short += amount - used
              sum += used * merit.penalty
            }
          }
        }
        before += amount
      }
      cost += sum
      kernel.price[hour] = clearingPrice(merit, hour, kernel.worth[hour + 1], uses ? own : nil)
    }
    if !merit.isHourly {
      let weight = merit.weight.constant ?? 1
      for index in 0..<width where merit.step[index] >= 0 {
        stepEnergy[Int(merit.step[index])] += weight * place[index]
      }
    }
    for (index, step) in problem.steps.enumerated() {
      let forced = step.least * step.capacity
      for hour in 0..<problem.hours where step.least > 0 {
        stepEnergy[index] += merit.weight[hour] * forced * step.availability[hour]
      }
      result.energy[index] = problem.step * stepEnergy[index]
      if step.kind == .demand {
        // What is left over of a demand was counted; all of it less that is what it gets.
        result.energy[index] = -result.energy[index]
        for hour in 0..<problem.hours {
          result.energy[index] +=
            problem.step * merit.weight[hour] * offered(step, hour, kernel)
        }
      }
    }
    if let store {
      cost += store.chargeCost * charged + store.dischargeCost * discharged
      result.store = Dispatch.Store(
        charge: 0, discharge: 0, energy: 0, start: 0, charged: problem.step * charged,
        discharged: problem.step * discharged)
    }
    result.cost = merit.moneyConstant + problem.step * cost
    result.shortage = problem.step * short
  }

  private func offered(
    _ step: DispatchProblem.Step, _ hour: Int, _ kernel: DispatchKernel
  ) -> Double {
    min(step.amount(at: hour), kernel.merit.openEnd)
  }

  /// Cost of the levels as they stand, the penalties of shortage included.
  static func cost(_ kernel: DispatchKernel, _ store: DispatchProblem.Store, step: Double)
    -> Double
  {
    let merit = kernel.merit
    let width = merit.width
    let own = HourOffers.Store(store, step: step, mayLose: merit.mayLose(store))
    var offers = HourOffers()
    offers.prepare(width: width)
    var cost = 0.0
    for hour in 0..<merit.hours {
      let weight = merit.weight[hour]
      let change = kernel.level[hour + 1] - store.keep * kernel.level[hour]
      offers.read(merit, hour, own, weight: weight)
      let (charge, discharge) = offers.flows(change: change, own)
      let fill = merit.net[hour] + charge - discharge
      let base = hour * width
      let prices = merit.priceRow(hour)
      var before = 0.0
      for index in 0..<width {
        let amount = merit.amount[base + index]
        let over = fill - before
        cost += (over < amount ? max(0, over) : amount) * merit.price[prices + index]
        before += amount
      }
      cost += weight * (store.chargeCost * charge + store.dischargeCost * discharge)
    }
    return step * cost
  }

  // MARK: The price of an hour

  /// The price at which the hour clears when stored energy is worth `worth`: the store bids for
  /// energy below and offers it above.
  @inline(__always)
  private func clearingPrice(
    _ merit: borrowing MeritOrder, _ hour: Int, _ worth: Double, _ store: HourOffers.Store?
  ) -> Double {
    let net = merit.net[hour]
    guard let store else { return self.price(merit, hour, at: net) }
    let weight = merit.weight[hour]
    let bid = worth * store.chargeEfficiency - weight * store.chargeCost
    let offer = worth / store.dischargeEfficiency + weight * store.dischargeCost
    if bid > offer { return burningPrice(merit, hour, bid, offer, store) }
    let plain = self.price(merit, hour, at: net)
    if bid > plain {
      if store.charge == 0 { return plain }
      return min(bid, self.price(merit, hour, at: net + store.charge))
    }
    if offer < plain {
      if store.discharge == 0 { return plain }
      return max(offer, self.price(merit, hour, at: net - store.discharge))
    }
    return plain
  }

  /// Price of the step in which a fill of the merit order ends: the dearest that runs.
  @inline(__always)
  private func price(_ merit: borrowing MeritOrder, _ hour: Int, at fill: Double) -> Double {
    let base = hour * merit.width
    let prices = merit.priceRow(hour)
    var before = 0.0
    var first = Double.infinity
    for place in 0..<merit.width {
      let amount = merit.amount[base + place]
      if amount > 0 {
        before += amount
        // A sliver of the next step, left by rounding, sets no price.
        if before >= fill - 1e-12 * (abs(fill) + 1) {
          return fill < 0 ? -.infinity : merit.price[prices + place]
        }
        if first == .infinity { first = merit.price[prices + place] }
      }
    }
    return fill <= 0 ? first : .infinity
  }

  /// Where the store takes and gives at once: the best of the corners of a concave function.
  private func burningPrice(
    _ merit: borrowing MeritOrder, _ hour: Int, _ bid: Double, _ offer: Double,
    _ store: HourOffers.Store
  ) -> Double {
    let base = hour * merit.width
    let prices = merit.priceRow(hour)
    func worth(_ price: Double) -> Double {
      var sum = price * merit.net[hour]
      for place in 0..<merit.width {
        sum -= merit.amount[base + place] * max(0, price - merit.price[prices + place])
      }
      let charge = max(0, bid - price)
      let discharge = max(0, price - offer)
      if store.isShared { return sum - store.charge * max(charge, discharge) }
      return sum - store.charge * charge - store.discharge * discharge
    }
    var best = bid
    var most = worth(bid)
    func consider(_ price: Double, _ best: inout Double, _ most: inout Double) {
      let own = worth(price)
      if own > most {
        best = price
        most = own
      }
    }
    consider(offer, &best, &most)
    consider((bid + offer) / 2, &best, &most)
    for place in 0..<merit.width { consider(merit.price[prices + place], &best, &most) }
    return best
  }

  // MARK: Bound and sensitivities

  private func addSensitivities(_ kernel: DispatchKernel, _ result: inout Dispatch) {
    let merit = kernel.merit
    let length = problem.step
    var bound = 0.0
    for (index, term) in problem.load.enumerated() {
      result.load[index] = length * Self.product(kernel.price, term.profile)
      bound += term.scale * result.load[index]
    }
    for (index, step) in problem.steps.enumerated() {
      addStep(step, index, kernel, &result)
      if step.capacity.isFinite { bound += step.capacity * result.capacity[index] }
      bound += result.limit[index]
    }
    if let store = problem.store { bound += addStore(store, merit, kernel, &result) }
    result.bound = bound
  }

  /// Σ price x profile.
  private static func product(_ price: [Double], _ profile: DispatchSeries) -> Double {
    switch profile {
    case .constant(let value): value * sum(price.count) { price[$0] }
    case .hourly(let values): sum(price.count) { price[$0] * values[$0] }
    }
  }

  /// A sum in four lanes, which the processor can work on at once.
  @inline(__always)
  private static func sum(_ count: Int, _ term: (Int) -> Double) -> Double {
    var a = 0.0
    var b = 0.0
    var c = 0.0
    var d = 0.0
    var index = 0
    while index + 3 < count {
      a += term(index)
      b += term(index + 1)
      c += term(index + 2)
      d += term(index + 3)
      index += 4
    }
    while index < count {
      a += term(index)
      index += 1
    }
    return (a + b) + (c + d)
  }

  private func addStep(
    _ step: DispatchProblem.Step, _ index: Int, _ kernel: DispatchKernel, _ result: inout Dispatch
  ) {
    let price = kernel.price
    let hours = problem.hours
    let length = problem.step
    let weight = kernel.merit.weight
    /// What a MW that is there earns in an hour.
    func rent(_ hour: Int, _ own: Double) -> Double {
      let over = price[hour] - own
      if step.kind == .demand { return over < 0 ? -over : 0 }
      return over > 0 ? over : 0
    }
    if step.limit == nil {
      guard step.capacity.isFinite else { return }
      let total: Double
      switch (step.price, weight, step.availability) {
      case (.constant(let own), .constant(let weight), .constant(let share)):
        let level = own * weight
        total = share * Self.sum(hours) { rent($0, level) }
      case (.constant(let own), .constant(let weight), .hourly(let shares)):
        let level = own * weight
        total = Self.sum(hours) { shares[$0] * rent($0, level) }
      case (.hourly(let own), .constant(let weight), .constant(let share)):
        total = share * Self.sum(hours) { rent($0, own[$0] * weight) }
      default:
        total = Self.sum(hours) {
          step.availability[$0] * rent($0, step.price[$0] * weight[$0])
        }
      }
      result.capacity[index] = -length * (1 - step.least) * total
      if step.least > 0 {
        let forced = Self.sum(hours) {
          step.availability[$0] * (step.price[$0] * weight[$0] - price[$0])
        }
        result.capacity[index] += length * step.least * forced
      }
      return
    }
    for hour in 0..<hours {
      let own = step.price[hour] * weight[hour]
      let earned = length * rent(hour, own)
      if earned == 0 { continue }
      let built = step.capacity == .infinity ? .infinity : step.capacity * step.availability[hour]
      let limit = step.limit?[hour] ?? .infinity
      if built <= limit {
        if built.isFinite { result.capacity[index] -= earned * step.availability[hour] }
      } else {
        result.limit[index] -= earned * limit
      }
    }
  }

  /// - Returns: what the store adds to the bound.
  private func addStore(
    _ store: DispatchProblem.Store, _ merit: MeritOrder, _ kernel: DispatchKernel,
    _ result: inout Dispatch
  ) -> Double {
    var charge = 0.0
    var discharge = 0.0
    var energy = 0.0
    let last = problem.hours
    var isCyclic = true
    if case .start = store.ends { isCyclic = false }
    for hour in 0..<last {
      let weight = merit.weight[hour]
      let worth = kernel.worth[hour + 1]
      let bid = worth * store.chargeEfficiency - weight * store.chargeCost
      let offer = worth / store.dischargeEfficiency + weight * store.dischargeCost
      let price = kernel.price[hour]
      let into = bid > price ? bid - price : 0
      let out = price > offer ? price - offer : 0
      if store.isShared {
        charge += into > out ? into : out
      } else {
        charge += into
        discharge += out
      }
      if hour > 0 || isCyclic {
        let before = hour > 0 ? kernel.worth[hour] : kernel.worth[last]
        let rise = store.keep * worth - before
        if rise > 0 { energy += rise }
      }
    }
    var start = 0.0
    if case .start(let level) = store.ends {
      if kernel.worth[last] < 0 { energy -= kernel.worth[last] }
      start = -store.keep * kernel.worth[1]
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
