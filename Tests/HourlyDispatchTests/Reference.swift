import HourlyDispatch
import Optimization

/// The same year as one linear program in HiGHS: the slow way to the same number.
enum Reference {
  /// Least cost; `nil` when the load cannot be met.
  static func cost(_ problem: DispatchProblem) throws -> Double? {
    let solution = try HiGHS(program(problem)).solve()
    switch solution.status {
    case .optimal: return solution.objective
    case .infeasible, .infeasibleOrUnbounded: return nil
    default: throw Failure(status: "\(solution.status)")
    }
  }

  struct Failure: Error { var status: String }

  static func program(_ problem: DispatchProblem) -> LinearProgram {
    var program = LinearProgram()
    let hours = problem.hours
    // Rows: balance of each hour, then the store's balance, then the shared rating.
    for hour in 0..<hours {
      let load = problem.load.reduce(0) { $0 + $1.scale * $1.profile[hour] }
      program.addRow(lower: load, upper: load)
    }
    var initial = 0.0
    var isCyclic = true
    if let store = problem.store {
      if case .start(let level) = store.ends {
        initial = level
        isCyclic = false
      }
      for hour in 0..<hours {
        let before = hour == 0 && !isCyclic ? store.keep * initial : 0
        program.addRow(lower: -before, upper: -before)
      }
      if store.isShared {
        for _ in 0..<hours { program.addRow(lower: -.infinity, upper: store.chargePower) }
      }
    }
    for step in problem.steps {
      for hour in 0..<hours {
        let amount = step.amount(at: hour)
        let money = problem.step * problem.weight[hour] * step.price[hour]
        let isSupply = step.kind == .supply
        program.addColumn(
          cost: isSupply ? money : -money, lower: step.least > 0 ? step.least * amount : 0,
          upper: amount, entries: [(hour, isSupply ? 1 : -1)])
      }
    }
    guard let store = problem.store else { return program }
    for hour in 0..<hours {
      let weight = problem.step * problem.weight[hour]
      program.addColumn(
        cost: weight * store.chargeCost, upper: store.chargePower,
        entries: [(hour, -1), (hours + hour, problem.step * store.chargeEfficiency)]
          + (store.isShared ? [(2 * hours + hour, 1)] : []))
      program.addColumn(
        cost: weight * store.dischargeCost, upper: store.dischargePower,
        entries: [(hour, 1), (hours + hour, -problem.step / store.dischargeEfficiency)]
          + (store.isShared ? [(2 * hours + hour, 1)] : []))
      var entries = [(row: hours + hour, -1.0)]
      if hour + 1 < hours {
        entries.append((hours + hour + 1, store.keep))
      } else if isCyclic {
        if hours == 1 { entries[0].1 += store.keep } else { entries.append((hours, store.keep)) }
      }
      program.addColumn(cost: 0, upper: store.energy, entries: entries)
    }
    return program
  }
}
