import HourlyDispatch

/// The hours of one lap of a block, as the kernel runs them: a year, or one of several weather years.
struct KernelLap: Sendable {
  let part: KernelProblem
  /// The same with some hours taken as one, where that can be done.
  let lump: KernelProblem?
  /// MW of store at which its sensitivities are taken when it has no size: a store without a size has no price.
  let spread: Double

  /// The laps of a block.
  ///
  /// - Parameter hasLumps: whether some hours are taken as one, where that can be done for all laps.
  static func all(of shape: KernelShape, hasLumps: Bool) -> [KernelLap] {
    let spread = 1e-6 * max(1, shape.load.largestSize)
    let laps = shape.laps
    let lumped = hasLumps ? laps.compactMap { $0.lumped(by: KernelShape.lump) } : []
    return laps.indices.map { index in
      KernelLap(
        part: KernelProblem(laps[index]),
        lump: lumped.count == laps.count ? KernelProblem(lumped[index]) : nil, spread: spread)
    }
  }

  /// What the lap says of a decision.
  struct Answer: Sendable {
    /// The bound as a plane over the links.
    var plane: (constant: Double, slopes: [Double])
    var real: Dispatch
    /// What it puts into each coupling.
    var amounts: [Double]
    /// MW short, as if all of it were in one hour.
    var lack: Double
    /// What a MWh that is short counted.
    var penalty: Double
    /// MW by hour, where more than rounding is short and nothing is too much.
    var shortages: [Double]?
    var prices: KernelPrices?
  }

  /// The problem for sensitivities.
  func problem(links: [Double], worths: [Double], isPriced: Bool = true) -> DispatchProblem {
    part.problem(links: links, worths: worths, spread: spread, isPriced: isPriced)
  }

  /// - Parameter load: MW of the largest hour, beside which counts what is short.
  func answer(
    _ links: [Double], _ worths: [Double], load: Double, keepsPrices: Bool,
    _ workspace: BlockWorkspace
  ) throws(PlanningError) -> Answer {
    let own = part.problem(links: links, worths: worths)
    let spread = problem(links: links, worths: worths)
    let isSpread =
      own.store?.chargePower != spread.store?.chargePower
      || own.store?.dischargePower != spread.store?.dischargePower
      || own.store?.energy != spread.store?.energy
    let priced = try workspace.solve(spread)
    let plane = part.plane(priced, spread, links: links.count)
    let prices = keepsPrices ? workspace.prices : nil
    let real = isSpread ? try workspace.solve(own) : priced
    let amounts = part.amounts(real, couplings: worths.count) { workspace.kernel.flows(own) }
    let lack = real.shortage / part.shape.step
    let isShort = lack / load > Search.Point.feasible
    return Answer(
      plane: plane, real: real, amounts: amounts, lack: lack, penalty: workspace.kernel.penalty,
      shortages: isShort ? workspace.kernel.shortages(isSpread ? own : spread) : nil,
      prices: prices)
  }

  /// Prices of the lumped hours, worth what they are in the hours themselves.
  ///
  /// - Precondition: there are lumped hours.
  func coarse(
    _ links: [Double], _ worths: [Double], keepsPrices: Bool, _ workspace: BlockWorkspace
  ) throws(PlanningError) -> Answer {
    let lump = lump ?? part
    let own = lump.problem(links: links, worths: worths, spread: spread)
    let dispatch = try workspace.solve(own)
    let amounts = lump.amounts(dispatch, couplings: worths.count) { workspace.kernel.flows(own) }
    let penalty = workspace.kernel.penalty
    let problem = problem(links: links, worths: worths)
    let bound = workspace.kernel.bound(problem, from: dispatch, by: KernelShape.lump)
    return Answer(
      plane: part.plane(bound, problem, links: links.count), real: dispatch, amounts: amounts,
      lack: dispatch.shortage / lump.shape.step, penalty: penalty,
      prices: keepsPrices ? workspace.prices : nil)
  }

  /// The prices behind a cut, found again where it was found.
  ///
  /// - Parameter problem: the one for sensitivities there.
  func prices(
    of cut: BlockCut, _ problem: DispatchProblem, _ workspace: BlockWorkspace
  ) throws(PlanningError) -> KernelPrices {
    if cut.isCoarse, let lump {
      let own = lump.problem(links: cut.links, worths: cut.worths, spread: spread)
      let dispatch = try workspace.solve(own)
      _ = workspace.kernel.bound(problem, from: dispatch, by: KernelShape.lump)
    } else {
      _ = try workspace.solve(problem)
    }
    return workspace.prices
  }
}

extension BlockWorkspace {
  func solve(_ problem: DispatchProblem) throws(PlanningError) -> Dispatch {
    do throws(DispatchError) {
      return try kernel.solve(problem)
    } catch {
      throw .failed("the dispatch of a block: \(error)")
    }
  }

  /// Of the problem solved last.
  var prices: KernelPrices { KernelPrices(prices: kernel.prices, worths: kernel.storedWorth) }
}
