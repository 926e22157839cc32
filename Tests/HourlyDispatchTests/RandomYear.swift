import HourlyDispatch
import TestSupport

/// Years with everything that a dispatch problem can hold, and with what makes it hard: ties, zero
/// capacities, negative prices, stores that are empty, tiny or huge, one-hour years.
enum RandomYear {
  static func make(seed: UInt64, most: Int = 60) -> DispatchProblem {
    var dice = Dice(seed: seed)
    func number(_ range: ClosedRange<Double>) -> Double {
      (Double.random(in: range, using: &dice) * 100).rounded() / 100
    }
    func happens(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &dice) < share }
    func one(_ choices: [Double]) -> Double {
      choices[Int.random(in: 0..<choices.count, using: &dice)]
    }
    let hours = happens(0.05) ? 1 : Int.random(in: 2...most, using: &dice)
    func series(_ range: ClosedRange<Double>) -> DispatchSeries {
      .hourly((0..<hours).map { _ in number(range) })
    }
    let hasHourlyPrices = happens(0.5)
    let hasNegativePrices = happens(0.3)
    func price() -> DispatchSeries {
      if hasHourlyPrices, happens(0.4) { return series(hasNegativePrices ? -40...90 : 0...90) }
      // Few values, so that steps tie.
      return .constant(
        hasNegativePrices && happens(0.2) ? one([-20, -5]) : one([0, 0, 10, 30, 30, 60]))
    }
    var steps = [
      DispatchProblem.Step(price: .constant(500), capacity: .infinity)
    ]
    for _ in 0..<Int.random(in: 0...4, using: &dice) {
      var step = DispatchProblem.Step(
        price: price(), capacity: happens(0.1) ? 0 : number(0...12),
        availability: happens(0.5) ? series(0...1) : .constant(one([1, 0.9])))
      if happens(0.2) {
        step.limit = happens(0.5) ? series(0...8) : .constant(number(0...8))
        if happens(0.3) { step.capacity = .infinity }
      } else if happens(0.15) {
        step.least = one([0.2, 0.5, 1])
      }
      steps.append(step)
    }
    if happens(0.4) {
      steps.append(
        DispatchProblem.Step(
          .demand,
          price: hasHourlyPrices && happens(0.5) ? series(0...40) : .constant(one([5, 20])),
          capacity: number(0...5)))
    }
    // Output that must run needs a way out.
    steps.append(DispatchProblem.Step(.demand, price: .constant(0), capacity: .infinity))
    if hasNegativePrices { steps.removeLast() }
    var problem = DispatchProblem(
      hours: hours, step: one([1, 1, 0.5, 2]),
      weight: happens(0.2)
        ? .hourly((0..<hours).map { _ in one([1, 2, 3]) }) : .constant(one([1, 1, 4])),
      load: [DispatchProblem.Term(profile: happens(0.3) ? .constant(10) : series(0...12))],
      steps: steps)
    if hasNegativePrices {
      // Without a way out nothing may be forced beyond the load, and cheap supply has an end.
      for index in problem.steps.indices {
        problem.steps[index].least = 0
      }
    }
    if happens(0.9) {
      let power = happens(0.1) ? 0 : number(0...8)
      let energy = one([0, 0.01, 3, 12, 40, 40, 400, 5000]) * (happens(0.5) ? 1 : 1.37)
      let isShared = happens(0.5)
      problem.store = DispatchProblem.Store(
        chargePower: power, dischargePower: isShared ? power : number(0...8), isShared: isShared,
        energy: energy, chargeEfficiency: one([1, 0.95, 0.8]),
        dischargeEfficiency: one([1, 0.95, 0.9]), keep: one([1, 1, 1, 0.999, 0.9]),
        chargeCost: one([0, 0, 0, 1]), dischargeCost: one([0, 0, 2]),
        ends: happens(0.8) ? .cyclic : .start(energy * one([0, 0.5, 1])))
      if happens(0.15) {
        // The price of a budget on net energy: charging pays it, discharging earns it, and so does
        // every supply that counts.
        let budget = one([5, 40, 3000])
        problem.store?.chargeCost += budget
        problem.store?.dischargeCost -= budget
        for index in problem.steps.indices.dropFirst()
        where happens(0.7) && problem.steps[index].capacity.isFinite {
          switch problem.steps[index].price {
          case .constant(let value): problem.steps[index].price = .constant(value - budget)
          case .hourly(let values): problem.steps[index].price = .hourly(values.map { $0 - budget })
          }
        }
      }
    }
    return problem
  }
}
