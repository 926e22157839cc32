/// Reads costs and quantities off the levels of the store, hour by hour, and sets the prices.
struct Settlement {
  let problem: DispatchProblem
  /// Whether there is a store that can do something.
  let usesStore: Bool

  /// Money of the quantities; MWh short; what goes in and out of the store, weighted (MWh / step).
  struct Totals {
    var cost = 0.0
    var short = 0.0
    var charged = 0.0
    var discharged = 0.0
    /// Cost with the penalties of what is short.
    var penalised = 0.0
  }

  func settle(_ kernel: DispatchKernel) -> Dispatch {
    var energy = Array(repeating: 0.0, count: problem.steps.count + 2)
    let totals = quantities(kernel, &energy)
    var result = Dispatch(
      method: .merit, cost: totals.cost, bound: 0, shortage: totals.short,
      capacity: Array(repeating: 0, count: problem.steps.count),
      limit: Array(repeating: 0, count: problem.steps.count),
      load: Array(repeating: 0, count: problem.load.count),
      energy: energies(energy, kernel))
    result.penalised = totals.penalised
    if problem.store != nil {
      result.store = Dispatch.Store(
        charge: 0, discharge: 0, energy: 0, start: 0,
        charged: problem.step * totals.charged, discharged: problem.step * totals.discharged)
    }
    setPrices(kernel)
    Sensitivities(problem: problem).add(kernel, &result)
    return result
  }

  // MARK: Quantities

  /// Fills the merit order up to the load and what the store takes or gives, every hour. `energy` adds
  /// up weighted MW by step, surplus and shortage last.
  func quantities(_ kernel: DispatchKernel, _ energy: inout [Double]) -> Totals {
    let merit = kernel.merit
    if !merit.isHourly, !merit.hasSurplus, !StoreRates(problem, merit).mayLose {
      return quantitiesAtConstantPrices(kernel, &energy)
    }
    let width = merit.width
    let priceStride = merit.priceStride
    let weightStride = merit.weightStride
    let rates = StoreRates(problem, merit)
    let usesStore = usesStore
    let mayLose = rates.mayLose
    let keep = problem.store?.keep ?? 1
    let net = merit.net.span
    let amount = merit.amount.span
    let price = merit.price.span
    let steps = merit.step.span
    let weights = merit.weights.span
    let levels = kernel.level
    let level = levels.span
    var energy = energy.mutableSpan
    let surplus = Int(merit.surplus)
    let shortage = Int(merit.shortage)
    var totals = Totals()
    var cost = 0.0
    var charged = 0.0
    var discharged = 0.0
    let hasSurplus = merit.hasSurplus
    var surplusUsed = 0.0
    var surplusAll = 0.0
    var shortageUsed = 0.0
    for hour in 0..<net.count {
      let weight = weights[hour * weightStride]
      var fill = net[hour]
      if usesStore {
        let change = level[hour + 1] - keep * level[hour]
        var charge = change > 0 ? change * rates.perInward : 0
        var discharge = change > 0 ? 0 : -change * rates.perOutward
        if mayLose { (charge, discharge) = Self.storeFlows(merit, hour, change, rates) }
        charged += weight * charge
        discharged += weight * discharge
        fill += charge - discharge
      }
      let base = hour * width
      let prices = hour * priceStride
      var before = 0.0
      for place in 0..<width {
        let over = fill - before
        if over <= 0, !hasSurplus { break }
        let own = amount[base + place]
        let used = over < own ? (over > 0 ? over : 0) : own
        cost += used * price[prices + place]
        let step = Int(steps[prices + place])
        energy[step] += weight * used
        if step >= surplus {
          if step == shortage {
            shortageUsed += used
          } else {
            surplusUsed += used
            surplusAll += own
          }
        }
        before += own
      }
    }
    totals.charged = charged
    totals.discharged = discharged
    if let store = problem.store {
      cost += store.chargeCost * totals.charged + store.dischargeCost * totals.discharged
    }
    totals.penalised = merit.moneyConstant + problem.step * cost
    // Penalties are no cost of the year.
    cost -= merit.penalty * (shortageUsed - surplusUsed)
    totals.cost = merit.moneyConstant + problem.step * cost
    totals.short = problem.step * (shortageUsed + surplusAll - surplusUsed)
    return totals
  }

  /// The same where a row of prices holds for all hours: step by step, as cost follows from what each runs in the year.
  private func quantitiesAtConstantPrices(_ kernel: DispatchKernel, _ energy: inout [Double])
    -> Totals
  {
    let merit = kernel.merit
    let rates = StoreRates(problem, merit)
    let weight = merit.weights[0]
    let width = merit.width
    let net = merit.net.span
    let amount = merit.amount.span
    var left = take(&kernel.scratch)
    defer { kernel.scratch = left }
    if left.count != net.count { left = Array(repeating: 0, count: net.count) }
    var fill = left.mutableSpan
    var charged = 0.0
    var discharged = 0.0
    if usesStore {
      let levels = kernel.level
      let level = levels.span
      let keep = problem.store?.keep ?? 1
      for hour in 0..<net.count {
        let change = level[hour + 1] - keep * level[hour]
        let charge = change > 0 ? change * rates.perInward : 0
        let discharge = change > 0 ? 0 : -change * rates.perOutward
        charged += charge
        discharged += discharge
        fill[hour] = net[hour] + (charge - discharge)
      }
    } else {
      for hour in 0..<net.count { fill[hour] = net[hour] }
    }
    var totals = Totals()
    totals.charged = weight * charged
    totals.discharged = weight * discharged
    var cost = 0.0
    for place in 0..<width {
      var sum = 0.0
      for hour in 0..<net.count {
        let own = amount[hour * width + place]
        let over = fill[hour]
        sum += over < own ? (over > 0 ? over : 0) : own
        fill[hour] = over - own
      }
      let step = merit.step[place]
      energy[Int(step)] += weight * sum
      cost += merit.price[place] * sum
      if step == merit.shortage {
        totals.short = problem.step * sum
      }
    }
    if let store = problem.store {
      cost += store.chargeCost * totals.charged + store.dischargeCost * totals.discharged
    }
    totals.penalised = merit.moneyConstant + problem.step * cost
    // Penalties are no cost of the year.
    totals.cost = totals.penalised - merit.penalty * totals.short
    return totals
  }

  /// MW into and out of the store that change its level by so much at least cost.
  @inline(__always)
  static func storeFlows(
    _ merit: borrowing MeritOrder, _ hour: Int, _ change: Double, _ rates: StoreRates
  ) -> (charge: Double, discharge: Double) {
    if rates.mayLose, burns(merit, hour, rates) {
      return HourHull(copy merit, hour, rates).flows(change: change)
    }
    return HourOffers.flows(change: change, load: merit.net[hour], rates)
  }

  /// Whether losing energy pays within the reach of the store, so that its flows come from the hull.
  private static func burns(_ merit: borrowing MeritOrder, _ hour: Int, _ rates: StoreRates) -> Bool
  {
    let width = merit.width
    let low = merit.net[hour] - rates.discharge
    let high = merit.net[hour] + rates.charge
    let weight = merit.weight(hour)
    var before = 0.0
    for place in 0..<width where rates.charge > 0 {
      let own = merit.amount[hour * width + place]
      let after = before + own
      if own > 0, after > low {
        if before >= high { return false }
        let cost = merit.price[hour * merit.priceStride + place]
        return cost + weight * rates.chargeCost
          < (cost - weight * rates.dischargeCost)
          * rates.chargeEfficiency * rates.dischargeEfficiency
      }
      before = after
    }
    return false
  }

  /// MWh a year by step, from weighted MW that ran in the merit order.
  private func energies(_ ran: [Double], _ kernel: DispatchKernel) -> [Double] {
    let merit = kernel.merit
    return problem.steps.indices.map { index in
      let step = problem.steps[index]
      var sum = ran[index]
      if step.kind == .demand {
        // What is left over of a demand was counted; all of it less that is what it gets.
        sum = -sum
        for hour in 0..<problem.hours {
          sum += merit.weight(hour) * min(step.amount(at: hour), merit.openEnd)
        }
      } else if step.least > 0 {
        for hour in 0..<problem.hours {
          sum += merit.weight(hour) * step.least * step.capacity * step.availability[hour]
        }
      }
      return problem.step * sum
    }
  }

  // MARK: Prices

  /// The price at which each hour clears when stored energy is worth what it is: the store bids for
  /// energy below and offers it above.
  func setPrices(_ kernel: DispatchKernel) {
    let merit = kernel.merit
    let rates = StoreRates(problem, merit)
    let usesStore = usesStore
    let width = merit.width
    let priceStride = merit.priceStride
    let weightStride = merit.weightStride
    let net = merit.net.span
    let amount = merit.amount.span
    let price = merit.price.span
    let weights = merit.weights.span
    let allWorths = kernel.worth
    let worths = allWorths.span
    var cleared = take(&kernel.price)
    defer { kernel.price = cleared }
    var result = cleared.mutableSpan
    for hour in 0..<net.count {
      let base = hour * width
      let prices = hour * priceStride
      let load = net[hour]
      var plain = Self.price(at: load, width, base, prices, amount, price)
      if !plain.isFinite {
        // Nothing is there and nothing is asked for: any price clears the hour.
        plain = width == 0 ? 0 : price[prices + (plain > 0 ? width - 1 : 0)]
      }
      guard usesStore else {
        result[hour] = plain
        continue
      }
      let weight = weights[hour * weightStride]
      let worth = worths[hour + 1]
      let bid = worth * rates.chargeEfficiency - weight * rates.chargeCost
      let offer = worth * rates.perDischarge + weight * rates.dischargeCost
      var own = plain
      if bid > offer {
        own = Self.burningPrice(merit, hour, bid, offer, rates)
      } else if bid > plain, rates.charge > 0 {
        own = min(bid, Self.price(at: load + rates.charge, width, base, prices, amount, price))
      } else if offer < plain, rates.discharge > 0 {
        own = max(offer, Self.price(at: load - rates.discharge, width, base, prices, amount, price))
      }
      result[hour] = own
    }
  }

  /// Price of the step in which a fill of the merit order ends: the dearest that runs.
  @inline(__always)
  private static func price(
    at fill: Double, _ width: Int, _ base: Int, _ prices: Int, _ amount: borrowing Span<Double>,
    _ price: borrowing Span<Double>
  ) -> Double {
    if fill < 0 { return -.infinity }
    // A sliver of the next step, left by rounding, sets no price.
    let wanted = fill - 1e-12 * (fill + 1)
    var before = 0.0
    for place in 0..<width {
      let own = amount[base + place]
      before += own
      if own > 0, before >= wanted { return price[prices + place] }
    }
    return .infinity
  }

  /// Where the store takes and gives at once: the best of the corners of a concave function.
  private static func burningPrice(
    _ merit: MeritOrder, _ hour: Int, _ bid: Double, _ offer: Double, _ rates: StoreRates
  ) -> Double {
    let base = hour * merit.width
    let prices = hour * merit.priceStride
    func worth(_ price: Double) -> Double {
      var sum = price * merit.net[hour]
      for place in 0..<merit.width {
        sum -= merit.amount[base + place] * max(0, price - merit.price[prices + place])
      }
      let charge = max(0, bid - price)
      let discharge = max(0, price - offer)
      if rates.isShared { return sum - rates.charge * max(charge, discharge) }
      return sum - rates.charge * charge - rates.discharge * discharge
    }
    var best = bid
    var most = worth(bid)
    var candidates = [offer, (bid + offer) / 2]
    for place in 0..<merit.width { candidates.append(merit.price[prices + place]) }
    for candidate in candidates {
      let own = worth(candidate)
      if own > most {
        best = candidate
        most = own
      }
    }
    return best
  }
}
