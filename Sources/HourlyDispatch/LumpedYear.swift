extension DispatchSeries {
  /// Averages of so many values in a row (a constant stays one); the values must divide by it.
  public func means(of count: Int) -> DispatchSeries {
    guard case .hourly(let values) = self else { return self }
    var means = Array(repeating: 0.0, count: values.count / count)
    let span = values.span
    for place in means.indices {
      var sum = 0.0
      for hour in (place * count)..<(place * count + count) { sum += span[hour] }
      means[place] = sum / Double(count)
    }
    return .hourly(means)
  }
}

extension DispatchKernel {
  /// A bound on the cost of a year, and how it moves with its capacities, from the prices of a coarser one: the
  /// same year with so many steps taken as one, all numbers averaged, that was solved just before.
  ///
  /// Any prices and worths of stored energy give a bound (``Sensitivities``); those of the coarse year, the
  /// same in all hours of a lump, give a good one for about the price of the coarse year.
  ///
  /// - Returns: bound and sensitivities of `problem`, next to the cost and quantities of `coarse`.
  public func bound(_ problem: DispatchProblem, from coarse: Dispatch, by count: Int) -> Dispatch {
    var result = coarse
    spread(over: problem.hours, by: count, problem.store?.keep ?? 1)
    for step in problem.steps where step.capacity == .infinity { hold(step, problem.hours) }
    Sensitivities(problem: problem).add(self, &result)
    return result
  }

  /// Prices of lumps as prices of hours. Within a lump the store neither wins nor loses by waiting.
  private func spread(over hours: Int, by count: Int, _ keep: Double) {
    let (lumps, lumpWorths) = (take(&price), take(&worth))
    var prices = Array(repeating: 0.0, count: hours)
    var worths = Array(repeating: lumpWorths[0], count: hours + 1)
    var price = prices.mutableSpan
    var worth = worths.mutableSpan
    for lump in lumps.indices {
      var own = lumpWorths[lump + 1]
      var hour = lump * count + count - 1
      for _ in 0..<count {
        price[hour] = lumps[lump]
        worth[hour + 1] = own
        own *= keep
        hour -= 1
      }
    }
    self.price = prices
    self.worth = worths
    level = Array(repeating: 0, count: hours + 1)
  }

  /// No hour may have a price at which something without an end would earn.
  private func hold(_ step: DispatchProblem.Step, _ hours: Int) {
    var prices = take(&price)
    for hour in 0..<hours where (step.limit?[hour] ?? .infinity) == .infinity {
      let own = step.price[hour] * merit.weight(hour)
      prices[hour] = step.kind == .supply ? min(prices[hour], own) : max(prices[hour], own)
    }
    price = prices
  }
}
