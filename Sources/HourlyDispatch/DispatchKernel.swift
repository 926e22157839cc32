/// Dispatches a year of one balance and one store exactly, in a few passes over the hours.
///
/// Let V(t, s) be the least cost from step t on with s stored. V is convex and piecewise linear in s;
/// going back one step merges its slopes with those of the step and cuts the ends (``ClassSweep`` where
/// no price changes, ``QueueSweep`` otherwise, ``SegmentSweep`` where that one cannot). The way forward
/// finds the level of each hour and the slope there, which is the value of stored energy; prices and exact
/// sensitivities to every capacity and load follow from it.
///
/// A cyclic year begins with a stretch of warm-up, long enough that the year no longer depends on
/// what was assumed after it; the value functions at both ends are compared, and where they do not meet, the warm-up
/// grows to whole years and at last becomes a search for the price of the level that is carried over
/// (``CyclicSearch``).
///
/// The result carries its own proof: `bound` is the worth of the dual solution, computed apart
/// from the quantities, and holds for every other set of capacities through the sensitivities.
///
/// A kernel keeps its buffers between calls; it is not shared between threads.
public final class DispatchKernel {
  var merit = MeritOrder()
  var classes = ClassSweep()
  var segments = SegmentSweep()
  var queue = QueueSweep()
  /// Level at the start of each hour and after the last one, MWh.
  public internal(set) var level: [Double] = []
  /// Worth of a stored MWh at the start of each hour and after the last one, weighted as the hour's
  /// costs are.
  var worth: [Double] = []
  /// Weighted price of each hour, money per MWh.
  var price: [Double] = []
  /// One number an hour, for whoever needs it.
  var scratch: [Double] = []

  /// Whether ``QueueSweep`` is tried; tests compare it with the other ways.
  package var usesQueue = true

  public init() {}

  /// Least cost and its sensitivities.
  ///
  /// - Throws: ``DispatchError`` when the problem is malformed. A load that cannot be met is no error:
  ///   the result says how much is short.
  public func solve(_ problem: DispatchProblem) throws(DispatchError) -> Dispatch {
    try problem.validate()
    merit.prepare(problem)
    if level.count != problem.hours + 1 {
      level = Array(repeating: 0, count: problem.hours + 1)
      worth = level
      price = Array(repeating: 0, count: problem.hours)
    }
    guard let store = problem.store, store.chargePower > 0 || store.dischargePower > 0,
      merit.width > 0
    else {
      withoutStore(problem)
      return settled(problem, .merit)
    }
    let isClasses = ClassSweep.applies(merit, store)
    if isClasses {
      classes.prepare(merit, store)
      if sweep(problem, store, .classes) { return settled(problem, .classes) }
    }
    if usesQueue, QueueSweep.applies(merit, store, step: problem.step), runQueue(problem, store) {
      let result = settled(problem, .queue)
      // Levels and worths that fit together prove themselves; where they do not, the year hangs on
      // what comes after it.
      if abs(result.penalised - result.bound) <= 1e-10 * max(1, abs(result.penalised)) {
        return result
      }
    }
    segments.prepare(merit)
    if !isClasses, sweep(problem, store, .segments) { return settled(problem, .segments) }
    CyclicSearch(kernel: self, problem: problem, store: store).run()
    return settled(problem, .search)
  }

  private func settled(_ problem: DispatchProblem, _ method: Dispatch.Method) -> Dispatch {
    var result = Settlement(problem: problem, usesStore: method != .merit).settle(self)
    result.method = method
    return result
  }

  private func runQueue(_ problem: DispatchProblem, _ store: DispatchProblem.Store) -> Bool {
    queue.prepare(merit, store)
    var levels = take(&level)
    var worths = take(&worth)
    defer {
      level = levels
      worth = worths
    }
    return queue.run(merit, store, step: problem.step, &levels, &worths)
  }

  /// - Returns: whether the year was solved; one that depends on the level carried over is not.
  private func sweep(
    _ problem: DispatchProblem, _ store: DispatchProblem.Store, _ method: Dispatch.Method
  ) -> Bool {
    let sweep = Sweep(kernel: self, store: store, step: problem.step, method: method)
    guard case .start(let start) = store.ends else { return sweep.closeCycle(problem.hours) }
    sweep.start(flatAt: 0)
    sweep.back(from: problem.hours, to: 0)
    sweep.begin(at: 0, level: start)
    sweep.forward(from: 0, to: problem.hours)
    return true
  }

  /// No store, or none that can do anything: what it holds stays there or runs off.
  private func withoutStore(_ problem: DispatchProblem) {
    var start = 0.0
    var keep = 1.0
    if let store = problem.store {
      keep = store.keep
      if case .start(let level) = store.ends { start = level }
    }
    for hour in 0...problem.hours {
      level[hour] = start
      worth[hour] = 0
      start *= keep
    }
  }
}

/// One way of sweeping, behind one set of words.
struct Sweep {
  let kernel: DispatchKernel
  let store: DispatchProblem.Store
  let step: Double
  let method: Dispatch.Method

  private var isClasses: Bool { method == .classes }

  func start(flatAt worth: Double) {
    if isClasses {
      let classes = kernel.classes.value
      let rank = classes.firstIndex { $0 <= worth } ?? classes.count - 1
      kernel.classes.start(flatAt: rank, energy: store.energy)
    } else {
      kernel.segments.start(flatAt: worth, energy: store.energy)
    }
  }

  func back(from end: Int, to begin: Int) {
    if isClasses {
      kernel.classes.back(from: end, to: begin, kernel.merit, store, step: step)
    } else {
      kernel.segments.back(from: end, to: begin, kernel.merit, store, step: step)
    }
  }

  func forward(from begin: Int, to end: Int) {
    if isClasses {
      kernel.classes.forward(
        from: begin, to: end, store, step: step, &kernel.level, &kernel.worth)
    } else {
      kernel.segments.forward(
        from: begin, to: end, kernel.merit, store, step: step, &kernel.level, &kernel.worth)
    }
  }

  func begin(at hour: Int, level: Double) {
    kernel.level[hour] = level
    kernel.worth[hour] =
      isClasses
      ? kernel.classes.worth(at: hour, level: level, energy: store.energy)
      : kernel.segments.worth(at: hour, level: level)
  }

  private func wrap(from hour: Int) {
    if isClasses { kernel.classes.wrap(from: hour) } else { kernel.segments.wrap(from: hour) }
  }

  private func isFixed(at hour: Int) -> Bool {
    isClasses
      ? kernel.classes.isFixed(at: hour, energy: store.energy)
      : kernel.segments.isFixed(at: hour, energy: store.energy)
  }

  /// Finds value functions, levels and worths that repeat from year to year.
  ///
  /// - Returns: whether they were found.
  func closeCycle(_ hours: Int) -> Bool {
    guard findFixedValues(hours) else { return false }
    // From anywhere, some days before the end, to the level with which the year begins.
    let warmUp = min(hours, 336)
    begin(at: hours - warmUp, level: 0)
    forward(from: hours - warmUp, to: hours)
    for _ in 0..<3 {
      let level = kernel.level[hours]
      let worth = kernel.worth[hours]
      kernel.level[0] = level
      kernel.worth[0] = worth
      forward(from: 0, to: hours)
      if abs(kernel.level[hours] - level) <= 1e-11 * store.energy,
        abs(kernel.worth[hours] - worth) <= 1e-11 * max(1, abs(worth))
      {
        return true
      }
    }
    return false
  }

  private func findFixedValues(_ hours: Int) -> Bool {
    start(flatAt: 0)
    back(from: min(hours, 336), to: 0)
    for _ in 0..<3 {
      wrap(from: 0)
      back(from: hours, to: 0)
      if isFixed(at: 0) { return true }
    }
    return false
  }
}
