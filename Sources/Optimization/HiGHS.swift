private import CHiGHS

/// HiGHS behind one small interface: a program goes in, a solution comes out.
///
/// One value owns one HiGHS instance and frees it. A solver keeps its basis between calls of
/// ``solve()``, so that bounds and costs may be changed and solved again from there.
public struct HiGHS: ~Copyable {
  private let owner: Instance
  private let program: LinearProgram
  private let options: SolverOptions
  private let hooks: Hooks

  /// The version of the linked library, such as `1.15.1`.
  public static var version: String { String(cString: Highs_version()) }

  /// Passes a program to a new instance.
  public init(_ program: LinearProgram, options: SolverOptions = SolverOptions())
    throws(SolverError)
  {
    let owner = try Instance(program, options)
    self.owner = owner
    self.program = program
    self.options = options
    hooks = Hooks(shouldStop: options.shouldStop, log: options.log)
  }

  private var instance: UnsafeMutableRawPointer { owner.pointer }

  /// Solves the program as it now stands.
  public func solve() -> Solution {
    let started = ContinuousClock.now
    Highs_setCallback(instance, hooksCallback, Unmanaged.passUnretained(hooks).toOpaque())
    for kind in Self.interrupts { Highs_startCallback(instance, kind) }
    if options.log != nil { Highs_startCallback(instance, Int32(kHighsCallbackLogging)) }
    let run = withExtendedLifetime(hooks) { Highs_run(instance) }
    var solution = read(runFailed: run == kHighsStatusError)
    solution.seconds = (ContinuousClock.now - started) / .seconds(1)
    return solution
  }

  /// Fixes columns at values and makes every column continuous, for the prices of a whole-numbered
  /// plan.
  public func fix(_ columns: [Int], at x: [Double]) {
    owner.hasWhole = false
    for column in columns {
      Highs_changeColIntegrality(instance, Int32(column), Int32(kHighsVarTypeContinuous))
      Highs_changeColBounds(instance, Int32(column), x[column], x[column])
    }
  }

  /// Solves as ``solve()`` does; where that fails, once more without anything kept from before, then
  /// to the usual tolerance if a tighter one was asked for, and at last by interior point. The simplex may also find
  /// “unbounded” what has large numbers beside small ones: the interior point has the last word on that.
  ///
  /// - Parameter hasSolution: the program is known to have one, so that any other word is a failure.
  public func solveAgain(hasSolution: Bool = false) -> Solution {
    var solution = solve()
    func hasFailed() -> Bool {
      switch solution.status {
      case .failed: true
      case .optimal, .stopped: false
      case .infeasible, .unbounded, .infeasibleOrUnbounded: hasSolution
      }
    }
    if solution.status != .optimal, solution.status != .stopped {
      // A warm start can end in a wrong “infeasible” too.
      Highs_clearSolver(instance)
      solution = solve()
    }
    if hasFailed(), options.feasibility < 1e-7 {
      setTolerance(1e-7)
      Highs_clearSolver(instance)
      solution = solve()
      setTolerance(options.feasibility)
    }
    if hasFailed() || solution.status == .unbounded {
      Highs_setStringOptionValue(instance, "solver", "ipx")
      setTolerance(1e-7)
      Highs_clearSolver(instance)
      solution = solve()
      setTolerance(options.feasibility)
      Highs_setStringOptionValue(instance, "solver", "simplex")
    }
    return solution
  }

  private func setTolerance(_ value: Double) {
    Highs_setDoubleOptionValue(instance, "primal_feasibility_tolerance", value)
    Highs_setDoubleOptionValue(instance, "dual_feasibility_tolerance", value)
  }

  public func changeCost(_ column: Int, to cost: Double) {
    Highs_changeColCost(instance, Int32(column), cost)
  }

  /// Changes the costs of columns that stand together.
  public func changeCosts(from first: Int, to costs: [Double]) {
    guard !costs.isEmpty else { return }
    Highs_changeColsCostByRange(
      instance, Int32(first), Int32(first + costs.count - 1), costs)
  }

  public func changeColumnBounds(_ column: Int, lower: Double, upper: Double) {
    Highs_changeColBounds(instance, Int32(column), lower, upper)
  }

  public func changeRowBounds(_ row: Int, lower: Double, upper: Double) {
    Highs_changeRowBounds(instance, Int32(row), lower, upper)
  }

  /// Changes the bounds of rows that stand together.
  public func changeRowBounds(from first: Int, lower: [Double], upper: [Double]) {
    guard !lower.isEmpty else { return }
    Highs_changeRowsBoundsByRange(
      instance, Int32(first), Int32(first + lower.count - 1), lower, upper)
  }

  /// Adds a row after the last one; the basis stays, with the row's slack in it.
  public func addRow(lower: Double, upper: Double, columns: [Int32], values: [Double]) {
    Highs_addRow(instance, lower, upper, Int32(columns.count), columns, values)
  }

  /// Adds rows after the last one, each with its columns from `starts` on; much faster than one by one.
  public func addRows(
    lower: [Double], upper: [Double], starts: [Int32], columns: [Int32], values: [Double]
  ) {
    guard !lower.isEmpty else { return }
    Highs_addRows(
      instance, Int32(lower.count), lower, upper, Int32(columns.count), starts, columns, values)
  }

  /// Takes rows out; those behind them move up.
  public func deleteRows(_ rows: [Int]) {
    Highs_deleteRowsBySet(instance, Int32(rows.count), rows.map { Int32($0) })
  }

  /// Which columns and rows stand where: what a solve begins with.
  public struct Basis: Sendable {
    var columns: [Int32]
    var rows: [Int32]

    /// Rows that have been added behind the others, and bind nothing yet.
    public mutating func addRows(_ count: Int) {
      rows += Array(repeating: Int32(kHighsBasisStatusBasic), count: count)
    }

    /// Whether a row binds.
    public func isBinding(_ row: Int) -> Bool { rows[row] != Int32(kHighsBasisStatusBasic) }

    /// The basis of a program of the same columns with some of the rows, in another order; nothing where that would be
    /// none: a row that binds was left out.
    public func taking(rows places: [Int]) -> Basis? {
      let own = Basis(columns: columns, rows: places.map { rows[$0] })
      return own.isWhole ? own : nil
    }

    /// As many are basic as there are rows.
    fileprivate var isWhole: Bool {
      let basic = Int32(kHighsBasisStatusBasic)
      return (columns + rows).reduce(0) { $0 + ($1 == basic ? 1 : 0) } == rows.count
    }
  }

  /// Where the last solve ended; nothing where it left no basis.
  public func basis() -> Basis? {
    var basis = Basis(
      columns: Array(repeating: 0, count: Int(Highs_getNumCol(instance))),
      rows: Array(repeating: 0, count: Int(Highs_getNumRow(instance))))
    Highs_getBasis(instance, &basis.columns, &basis.rows)
    return basis.isWhole ? basis : nil
  }

  /// Lets the next solve begin where an earlier one of the same columns and rows ended.
  public func begin(with basis: Basis) {
    guard basis.columns.count == Int(Highs_getNumCol(instance)),
      basis.rows.count == Int(Highs_getNumRow(instance))
    else { return }
    Highs_setBasis(instance, basis.columns, basis.rows)
  }

  /// Lets columns take fractions, or whole numbers only.
  public func setWhole(_ columns: [Int], _ isWhole: Bool) {
    owner.hasWhole = isWhole
    let kind = Int32(isWhole ? kHighsVarTypeInteger : kHighsVarTypeContinuous)
    for column in columns { Highs_changeColIntegrality(instance, Int32(column), kind) }
  }

  /// Seconds after which ``solve()`` stops, counted from its start.
  public func changeTimeLimit(_ seconds: Double) {
    Highs_setDoubleOptionValue(
      instance, "time_limit", Highs_getRunTime(instance) + max(0, seconds))
  }

  /// Writes the program to a file (`.lp` or `.mps`), with names.
  public func write(
    to path: String, columnName: (Int) -> String, rowName: (Int) -> String
  ) throws(SolverError) {
    for column in 0..<program.columnCount {
      Highs_passColName(instance, Int32(column), columnName(column))
    }
    for row in 0..<program.rowCount { Highs_passRowName(instance, Int32(row), rowName(row)) }
    guard Highs_writeModel(instance, path) != kHighsStatusError else {
      throw .rejected("the file “\(path)” for the program")
    }
  }

  // MARK: Reading back

  private func read(runFailed: Bool) -> Solution {
    let status = status(runFailed: runFailed)
    var x = Array(repeating: 0.0, count: Int(Highs_getNumCol(instance)))
    var columnDual = x
    var activity = Array(repeating: 0.0, count: Int(Highs_getNumRow(instance)))
    var rowDual = activity
    Highs_getSolution(instance, &x, &columnDual, &activity, &rowDual)
    let feasible = info("primal_solution_status") == Int32(kHighsSolutionStatusFeasible)
    let objective = Highs_getObjectiveValue(instance)
    var bound = objective
    if owner.hasWhole {
      Highs_getDoubleInfoValue(instance, "mip_dual_bound", &bound)
    }
    var iterations = 0
    for name in [
      "simplex_iteration_count", "ipm_iteration_count", "crossover_iteration_count",
    ] {
      iterations += max(0, Int(info(name)))
    }
    return Solution(
      status: status, isFeasible: feasible, objective: objective, bound: bound, x: x,
      rowDual: rowDual, columnDual: columnDual, iterations: iterations, seconds: 0)
  }

  private func info(_ name: String) -> Int32 {
    var value: Int32 = 0
    Highs_getIntInfoValue(instance, name, &value)
    return value
  }

  private func status(runFailed: Bool) -> Solution.Status {
    switch Highs_getModelStatus(instance) {
    case Int32(kHighsModelStatusOptimal), Int32(kHighsModelStatusModelEmpty): .optimal
    case Int32(kHighsModelStatusInfeasible): .infeasible
    case Int32(kHighsModelStatusUnbounded): .unbounded
    case Int32(kHighsModelStatusUnboundedOrInfeasible): .infeasibleOrUnbounded
    case Int32(kHighsModelStatusTimeLimit), Int32(kHighsModelStatusIterationLimit),
      Int32(kHighsModelStatusInterrupt), Int32(kHighsModelStatusSolutionLimit):
      .stopped
    case let other: .failed("model status \(other)\(runFailed ? ", run failed" : "")")
    }
  }

  private static var interrupts: [Int32] {
    [
      Int32(kHighsCallbackSimplexInterrupt), Int32(kHighsCallbackIpmInterrupt),
      Int32(kHighsCallbackMipInterrupt),
    ]
  }
}

/// Owns the C object: a noncopyable value cannot free it itself when its initialiser throws.
private final class Instance {
  let pointer: UnsafeMutableRawPointer
  /// Some columns must be whole now.
  var hasWhole = false

  init(_ program: LinearProgram, _ options: SolverOptions) throws(SolverError) {
    guard program.entryCount < Int(Int32.max) else { throw .tooLarge(program.entryCount) }
    guard let pointer = Highs_create() else { throw .rejected("a new instance") }
    self.pointer = pointer
    hasWhole = !program.wholeColumns.isEmpty
    try configure(program, options)
    try pass(program)
  }

  deinit { Highs_destroy(pointer) }

  private func configure(_ program: LinearProgram, _ options: SolverOptions) throws(SolverError) {
    try set("output_flag", options.log != nil)
    try set("log_to_console", false)
    try set("threads", Int32(1))
    try set("primal_feasibility_tolerance", options.feasibility)
    try set("dual_feasibility_tolerance", options.feasibility)
    if options.timeLimit.isFinite { try set("time_limit", options.timeLimit) }
    if !program.wholeColumns.isEmpty { try set("mip_rel_gap", options.relativeGap) }
    switch options.method {
    case .automatic: break
    case .simplex: try set("solver", "simplex")
    case .interiorPoint: try set("solver", "ipx")
    case .hipo: try set("solver", "hipo")
    }
    if options.edgeWeights == .devex { try set("simplex_dual_edge_weight_strategy", Int32(1)) }
    if !options.crossover { try set("run_crossover", "off") }
  }

  private func set(_ name: String, _ value: Bool) throws(SolverError) {
    guard Highs_setBoolOptionValue(pointer, name, value ? 1 : 0) == kHighsStatusOk else {
      throw .rejected("the option \(name) = \(value)")
    }
  }

  private func set(_ name: String, _ value: Int32) throws(SolverError) {
    guard Highs_setIntOptionValue(pointer, name, value) == kHighsStatusOk else {
      throw .rejected("the option \(name) = \(value)")
    }
  }

  private func set(_ name: String, _ value: Double) throws(SolverError) {
    guard Highs_setDoubleOptionValue(pointer, name, value) == kHighsStatusOk else {
      throw .rejected("the option \(name) = \(value)")
    }
  }

  private func set(_ name: String, _ value: String) throws(SolverError) {
    guard Highs_setStringOptionValue(pointer, name, value) == kHighsStatusOk else {
      throw .rejected("the option \(name) = \(value)")
    }
  }

  private func pass(_ program: LinearProgram) throws(SolverError) {
    let columns = Int32(program.columnCount)
    let rows = Int32(program.rowCount)
    let entries = Int32(program.entryCount)
    let format = Int32(kHighsMatrixFormatColwise)
    let sense = Int32(kHighsObjSenseMinimize)
    let status: Int32
    if program.wholeColumns.isEmpty {
      status = Highs_passLp(
        pointer, columns, rows, entries, format, sense, 0, program.cost, program.columnLower,
        program.columnUpper, program.rowLower, program.rowUpper, program.starts, program.rows,
        program.values)
    } else {
      var kinds = Array(repeating: Int32(kHighsVarTypeContinuous), count: program.columnCount)
      for column in program.wholeColumns { kinds[column] = Int32(kHighsVarTypeInteger) }
      status = Highs_passMip(
        pointer, columns, rows, entries, format, sense, 0, program.cost, program.columnLower,
        program.columnUpper, program.rowLower, program.rowUpper, program.starts, program.rows,
        program.values, kinds)
    }
    guard status != kHighsStatusError else {
      throw .rejected("the program (\(rows) rows, \(columns) columns, \(entries) entries)")
    }
  }
}

/// What the callbacks need; kept alive by the solver that passes it to C.
private final class Hooks: Sendable {
  let shouldStop: @Sendable () -> Bool
  let log: (@Sendable (String) -> Void)?

  init(shouldStop: @escaping @Sendable () -> Bool, log: (@Sendable (String) -> Void)?) {
    self.shouldStop = shouldStop
    self.log = log
  }
}

private func hooksCallback(
  _ kind: Int32, _ message: UnsafePointer<CChar>?,
  _ output: UnsafePointer<HighsCallbackDataOut>?,
  _ input: UnsafeMutablePointer<HighsCallbackDataIn>?, _ data: UnsafeMutableRawPointer?
) {
  guard let data else { return }
  let hooks = Unmanaged<Hooks>.fromOpaque(data).takeUnretainedValue()
  if kind == Int32(kHighsCallbackLogging) {
    if let log = hooks.log, let message {
      for line in String(cString: message).split(separator: "\n") { log(String(line)) }
    }
  } else if hooks.shouldStop() {
    input?.pointee.user_interrupt = 1
  }
}
