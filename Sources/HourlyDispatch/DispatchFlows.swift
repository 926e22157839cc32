/// What runs in every hour: read off a kernel after it has solved a problem.
public struct DispatchFlows: Sendable {
  /// MW by step and hour: output of a supply, what a demand gets.
  public var steps: [[Double]]
  /// MW into and out of the store, by hour.
  public var charge: [Double]
  public var discharge: [Double]
  /// MWh at the end of each hour.
  public var level: [Double]
}

extension DispatchKernel {
  /// Money per MWh of load, by hour: the price of the hour, times its weight.
  public var prices: [Double] { price }

  /// What a MWh that is short counted in the prices of the problem solved last.
  public var penalty: Double { merit.penalty }

  /// Money per stored MWh at the end of each hour, times the weights of the hours where it is used.
  public var storedWorth: [Double] { Array(worth.dropFirst()) }

  /// MW short by hour in the year solved last; nothing where energy was too much somewhere.
  ///
  /// - Precondition: `problem` is the one that was solved last.
  public func shortages(_ problem: DispatchProblem) -> [Double]? {
    let merit = merit
    guard merit.hasShortage, !merit.hasSurplus, merit.width > 0 else { return nil }
    let rates = problem.store.map {
      StoreRates($0, step: problem.step, mayLose: merit.mayLose($0))
    }
    return (0..<problem.hours).map { hour in
      var left = merit.net[hour]
      if let rates, let keep = problem.store?.keep, rates.charge > 0 || rates.discharge > 0 {
        let change = level[hour + 1] - keep * level[hour]
        let (charge, discharge) = Settlement.storeFlows(merit, hour, change, rates)
        left += charge - discharge
      }
      // Shortage is dearer than all else, and the last of its row.
      for place in 0..<(merit.width - 1) { left -= merit.amount[hour * merit.width + place] }
      return max(0, left)
    }
  }

  /// The flows of the year solved last.
  ///
  /// - Precondition: `problem` is the one that was solved last.
  public func flows(_ problem: DispatchProblem) -> DispatchFlows {
    let merit = merit
    let hours = problem.hours
    // By step, then by hour. A demand gets all of it less what is left over, what must run runs.
    var run = Array(repeating: 0.0, count: problem.steps.count * hours)
    var signs: [Double] = []
    for (index, step) in problem.steps.enumerated() {
      let isDemand = step.kind == .demand
      signs.append(isDemand ? -1 : 1)
      guard isDemand || step.least > 0 else { continue }
      for hour in 0..<hours {
        run[index * hours + hour] =
          isDemand
          ? min(step.amount(at: hour), merit.openEnd)
          : step.least * step.capacity * step.availability[hour]
      }
    }
    var charge = Array(repeating: 0.0, count: hours)
    var discharge = charge
    let rates = problem.store.map {
      StoreRates($0, step: problem.step, mayLose: merit.mayLose($0))
    }
    for hour in 0..<hours {
      var fill = merit.net[hour]
      if let rates, let keep = problem.store?.keep, rates.charge > 0 || rates.discharge > 0 {
        let change = level[hour + 1] - keep * level[hour]
        (charge[hour], discharge[hour]) = Settlement.storeFlows(merit, hour, change, rates)
        fill += charge[hour] - discharge[hour]
      }
      var before = 0.0
      for place in 0..<merit.width {
        let own = merit.amount[hour * merit.width + place]
        let used = min(max(0, fill - before), own)
        let step = merit.step[hour * merit.priceStride + place]
        if step < merit.surplus { run[Int(step) * hours + hour] += signs[Int(step)] * used }
        before += own
      }
    }
    let steps = problem.steps.indices.map { index in
      let own = run[(index * hours)..<((index + 1) * hours)]
      return signs[index] < 0 ? own.map { max(0, $0) } : Array(own)
    }
    return DispatchFlows(
      steps: steps, charge: charge, discharge: discharge, level: Array(level.dropFirst()))
  }
}
