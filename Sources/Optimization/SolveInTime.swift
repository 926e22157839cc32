import Dispatch
import Synchronization

extension HiGHS {
  /// Seconds that a solver has to come back by itself after its limit.
  static let grace = 2.0

  /// Solves a program in a thread of its own, so that the limit of time holds.
  ///
  /// Some steps of the solver look at no clock and ask nobody whether to stop: HiPO's analysis of a program of a
  /// million rows takes minutes. A solver that is not back soon after its limit is left alone: its thread ends at the next
  /// question whether to stop, and frees its memory then.
  ///
  /// - Returns: the solution, or one without values that was stopped.
  public static func solveInTime(_ program: LinearProgram, options: SolverOptions)
    throws(SolverError) -> Solution
  {
    guard options.timeLimit.isFinite else { return try HiGHS(program, options: options).solve() }
    let own = options.counted(from: .now)
    let desk = Desk()
    DispatchQueue.global().async {
      let result = Result<Solution, SolverError> { () throws(SolverError) in
        try HiGHS(program, options: own).solve()
      }
      desk.result.withLock { $0 = result }
      desk.isDone.signal()
    }
    let answered = desk.isDone.wait(timeout: .now() + max(0, options.timeLimit) + grace)
    guard answered == .success, let result = desk.result.withLock({ $0 }) else {
      return .without(program, .stopped, after: options.timeLimit + grace)
    }
    return try result.get()
  }
}

/// Where a thread leaves its answer.
private final class Desk: Sendable {
  let result = Mutex<Result<Solution, SolverError>?>(nil)
  let isDone = DispatchSemaphore(value: 0)
}

extension Solution {
  /// What is known of a program whose solver came back with nothing, or not at all.
  static func without(_ program: LinearProgram, _ status: Status, after seconds: Double) -> Solution
  {
    let columns = Array(repeating: 0.0, count: program.columnCount)
    let rows = Array(repeating: 0.0, count: program.rowCount)
    return Solution(
      status: status, isFeasible: false, objective: 0, bound: -.infinity, x: columns,
      rowDual: rows, columnDual: columns, iterations: 0, seconds: seconds)
  }
}
