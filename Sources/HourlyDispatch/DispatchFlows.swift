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
    var steps = problem.steps.map { step in
      // A demand gets all of it less what is left over, what must run runs.
      (0..<hours).map { hour in
        step.kind == .demand
          ? min(step.amount(at: hour), merit.openEnd)
          : (step.least > 0 ? step.least * step.capacity * step.availability[hour] : 0)
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
        if step < merit.surplus {
          let isDemand = problem.steps[Int(step)].kind == .demand
          steps[Int(step)][hour] += isDemand ? -used : used
        }
        before += own
      }
    }
    for index in steps.indices where problem.steps[index].kind == .demand {
      for hour in 0..<hours { steps[index][hour] = max(0, steps[index][hour]) }
    }
    return DispatchFlows(
      steps: steps, charge: charge, discharge: discharge, level: Array(level.dropFirst()))
  }
}
