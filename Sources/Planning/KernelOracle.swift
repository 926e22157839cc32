import Chains
import HourlyDispatch

/// A block that the dispatch kernel answers.
final class KernelOracle: BlockOracle, @unchecked Sendable {
  // Unchecked: the one thing that changes, `lastWorths`, is only touched by the thread that evaluates
  // the block, and each block is evaluated by one thread at a time.
  let block: Blocks.Block
  private let layout: Layout
  private let parts: [KernelProblem]
  /// The parts with some hours taken as one, where that can be done.
  private let lumps: [KernelProblem]
  let shape: KernelShape
  private let search: BudgetSearch
  private var lastWorths: [Double]
  /// Whether cuts keep the prices behind them; set before the search begins.
  var keepsPrices = false
  /// MW of store at which its sensitivities are taken when it has no size: a store without a size has no price.
  private let spread: Double
  private let loadSize: Double
  /// Money per MWh at most, and units of each coupling per MWh at most.
  private let largestPrice: Double
  private let largestRates: [Double]

  init(chain: Chain, layout: Layout, block: Blocks.Block) throws(NotForKernel) {
    self.block = block
    self.layout = layout
    let shape = try KernelRecogniser(chain: chain, layout: layout, block: block).shape()
    self.shape = shape
    let laps = shape.laps
    parts = laps.map { KernelProblem($0) }
    // Where budgets have prices to be searched, a coarse look costs more than it teaches.
    let lumped =
      block.couplings.isEmpty ? laps.compactMap { $0.lumped(by: KernelShape.lump) } : []
    lumps = lumped.count == laps.count ? lumped.map { KernelProblem($0) } : []
    let scales = KernelProblem(shape).scales(couplings: block.couplings.count)
    largestPrice = scales.price
    largestRates = scales.rates
    var lower: [Double] = []
    var upper: [Double] = []
    for (index, row) in block.couplings.enumerated() {
      // Beyond this price any budget that can be kept is kept.
      var most = scales.rates[index] > 0 ? 1000 * scales.price / scales.rates[index] : 0
      if let paid = Self.mostPaid(for: row, layout) { most = min(most, 3 * paid) }
      upper.append(layout.rows[row].lower[0].isFinite ? most : 0)
      lower.append(layout.rows[row].upper[0].isFinite ? -most : 0)
    }
    search = BudgetSearch(lower: lower, upper: upper)
    lastWorths = Array(repeating: 0, count: block.couplings.count)
    loadSize = shape.load.largestSize
    var loads = block.links.map { _ in 0.0 }
    for (link, profile) in shape.loadLinks { loads[link] += profile.largestSize }
    self.loads = loads
    harmless = shape.harmless
    spread = 1e-6 * max(1, loadSize)
  }

  private static func isNeverTaken(_ amount: Amount.Local) -> Bool {
    switch amount {
    case .constant(let value): value >= 0
    case .series(let values): values.allSatisfy { $0 >= 0 }
    }
  }

  /// The most that any user of a resource pays for a unit of it, where all of them may also do without; a price
  /// that is three times as high is beyond all that a plan can meet.
  private static func mostPaid(for row: Int, _ layout: Layout) -> Double? {
    // What must be delivered, or must not be exceeded, has no such price.
    guard layout.rows[row].lower[0] <= 0, layout.rows[row].upper[0] == .infinity else { return nil }
    var most = 0.0
    for column in layout.columns {
      for touch in column.touches where touch.rowBlock == row {
        if column.count > 1 {
          // Hours elsewhere may use it as well, for what only they know.
          guard isNeverTaken(touch.coefficient) else { return nil }
          continue
        }
        guard case .constant(let amount) = touch.coefficient,
          case .constant(let value) = column.value, case .constant(let floor) = column.lower
        else { return nil }
        if amount >= 0 { continue }
        // Who must have it pays any price; who has another use for it may pay more than money.
        guard floor <= 0, value > 0, column.touches.count == 1 else { return nil }
        most = max(most, value / -amount)
      }
    }
    return most > 0 ? most : nil
  }

  let loads: [Double]
  let harmless: [Harmless]

  /// Some times the load, and half a day of it in the store. More is looked at where that is not enough;
  /// far beyond is a store that never forgets, which costs much and teaches little.
  func reaches(linked: Double) -> [Double?] {
    let loadSize = loadSize + linked
    var reaches: [Double?] = block.links.map { _ in nil }
    func reach(_ term: CapacityTerm?, _ most: Double) {
      for (link, factor) in term?.links ?? [] where factor > 0 && loadSize > 0 {
        reaches[link] = max(reaches[link] ?? 0, most / factor)
      }
    }
    for step in shape.steps where step.isSupply {
      // What stands idle for most of the time has to be larger.
      let share = max(0.1, step.availability.mean(shape.hours))
      reach(step.capacity, 2 * loadSize / share)
    }
    if let store = shape.store {
      reach(store.chargePower, 2 * loadSize)
      reach(store.dischargePower, 2 * loadSize)
      reach(store.energy, 12 * loadSize)
    }
    return reaches
  }

  // MARK: Evaluation

  private struct Answer {
    var point: BudgetSearch.Point
    var cut: BlockCut
    var remedy: Remedy?
  }

  func evaluate(
    links: [Double], couplings: [Double], tolerance: Double, _ workspace: BlockWorkspace
  ) throws(PlanningError) -> BlockAnswer {
    try answer(links, couplings, isCoarse: false, tolerance: tolerance, workspace)
  }

  var hasCoarse: Bool { !lumps.isEmpty }

  func coarse(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> BlockAnswer
  { try answer(links, couplings, isCoarse: hasCoarse, tolerance: 1e-3, workspace) }

  private func answer(
    _ links: [Double], _ couplings: [Double], isCoarse: Bool, tolerance: Double,
    _ workspace: BlockWorkspace
  ) throws(PlanningError) -> BlockAnswer {
    let first = try solve(links, couplings, worths: lastWorths, isCoarse: isCoarse, workspace)
    if first.point.violation > Search.Point.feasible {
      return BlockAnswer(
        cost: .infinity, violation: first.point.violation, cuts: [first.cut], remedy: first.remedy)
    }
    if block.couplings.isEmpty {
      return BlockAnswer(
        cost: first.point.money, violation: first.point.violation, cuts: [first.cut])
    }
    let (outcome, cuts) = try searched(
      links, couplings, known: first, isCoarse: isCoarse, tolerance: tolerance, workspace)
    var money = 0.0
    var violation = 0.0
    var amounts = Array(repeating: 0.0, count: couplings.count)
    for (index, share) in outcome.mix {
      money += share * outcome.points[index].money
      violation = max(violation, outcome.points[index].violation)
      for place in couplings.indices {
        amounts[place] += share * outcome.points[index].amounts[place]
      }
    }
    let worths = outcome.points[outcome.best].worths
    for place in couplings.indices {
      let missing = couplings[place] - amounts[place]
      let broken = max(
        search.upper[place] > 0 ? missing : 0, search.lower[place] < 0 ? -missing : 0, 0)
      violation = max(violation, broken / max(1, abs(couplings[place]), abs(amounts[place])))
      // What is missing is paid for at its price (the highest there is, if it cannot be had).
      money += broken * abs(worths[place])
    }
    var used = outcome.mix.map { cuts[$0.point] }
    if !outcome.mix.contains(where: { $0.point == outcome.best }) {
      used.append(cuts[outcome.best])
    }
    lastWorths = worths
    let isBroken = violation > Search.Point.feasible
    return BlockAnswer(cost: isBroken ? .infinity : money, violation: violation, cuts: used)
  }

  func feasibility(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> [BlockCut]
  {
    let own = try feasibility(links, couplings, worths: lastWorths.map { _ in 0 }, workspace)
    if let own { return [own] }
    if couplings.isEmpty { return [] }
    let searched: BlockCut? = try feasibility(links, couplings, workspace)
    return searched.map { [$0] } ?? []
  }

  /// The cut that shows best why the couplings cannot be had: prices without money, searched like those
  /// with money.
  private func feasibility(
    _ links: [Double], _ couplings: [Double], _ workspace: BlockWorkspace
  ) throws(PlanningError) -> BlockCut? {
    let units = couplings.indices.map { max(search.upper[$0], -search.lower[$0]) }
    let own = BudgetSearch(
      lower: couplings.indices.map { search.lower[$0] < 0 && units[$0] > 0 ? -1 : 0 },
      upper: couplings.indices.map { search.upper[$0] > 0 && units[$0] > 0 ? 1 : 0 })
    var best: BlockCut?
    var most = 0.0
    _ = try own.run(asked: couplings, from: couplings.map { _ in 0 }) {
      worths throws(PlanningError) in
      var point = BudgetSearch.Point(
        worths: worths, value: 0, amounts: Array(repeating: 0, count: worths.count), money: 0,
        violation: 0)
      for part in parts {
        let problem = part.problem(links: links, worths: worths, spread: spread, isPriced: false)
        let dispatch = try Self.solve(problem, workspace)
        let amounts = part.amounts(dispatch, couplings: worths.count) {
          workspace.kernel.flows(problem)
        }
        point.value += dispatch.bound
        for index in worths.indices { point.amounts[index] += amounts[index] }
      }
      for index in worths.indices { point.value += worths[index] * couplings[index] }
      if point.value > most {
        most = point.value
        best = try feasibility(links, couplings, worths: worths, workspace)
      }
      return point
    }
    return best
  }

  /// A cut that says what of the links and couplings is missing, if anything is: with all money left
  /// out, what is short (and what the couplings lack, at these prices) must come to nothing.
  private func feasibility(
    _ links: [Double], _ couplings: [Double], worths: [Double], _ workspace: BlockWorkspace
  ) throws(PlanningError) -> BlockCut? {
    var cut = BlockCut(
      isFeasibility: true, constant: 0, slopes: Array(repeating: 0, count: links.count),
      worths: worths, links: links, couplings: couplings)
    for part in parts {
      let problem = part.problem(links: links, worths: worths, spread: spread, isPriced: false)
      let dispatch = try Self.solve(problem, workspace)
      let plane = part.plane(dispatch, problem, links: links.count)
      cut.constant += plane.constant
      for index in links.indices { cut.slopes[index] += plane.slopes[index] }
    }
    // In units in which the largest slope is 1.
    let size = max(cut.slopes.reduce(0) { max($0, abs($1)) }, worths.reduce(0) { max($0, abs($1)) })
    guard size > 0 else { return nil }
    cut.unit = 1 / size
    cut.constant /= size
    cut.slopes = cut.slopes.map { $0 / size }
    cut.worths = cut.worths.map { $0 / size }
    var height = cut.constant
    for index in links.indices { height += cut.slopes[index] * links[index] }
    for index in worths.indices { height += cut.worths[index] * couplings[index] }
    return height > 0 ? cut : nil
  }

  /// - Parameter known: the answer at the prices where the search begins, if it is there already.
  private func searched(
    _ links: [Double], _ couplings: [Double], known: Answer? = nil, isCoarse: Bool = false,
    tolerance: Double = BudgetSearch.tolerance, _ workspace: BlockWorkspace
  ) throws(PlanningError) -> (BudgetSearch.Outcome, [BlockCut]) {
    var cuts: [BlockCut] = []
    let outcome = try search.run(asked: couplings, from: lastWorths, tolerance: tolerance) {
      worths throws(PlanningError) in
      let answer: Answer
      if let known, cuts.isEmpty {
        answer = known
      } else {
        answer = try solve(links, couplings, worths: worths, isCoarse: isCoarse, workspace)
      }
      cuts.append(answer.cut)
      return answer.point
    }
    return (outcome, cuts)
  }

  /// One price of the budgets: all laps of the hours.
  private func solve(
    _ links: [Double], _ couplings: [Double], worths: [Double], isCoarse: Bool = false,
    _ workspace: BlockWorkspace
  ) throws(PlanningError) -> Answer {
    var cut = BlockCut(
      constant: 0, slopes: Array(repeating: 0, count: links.count), worths: worths, links: links,
      couplings: couplings)
    var point = BudgetSearch.Point(
      worths: worths, value: 0, amounts: Array(repeating: 0, count: worths.count), money: 0,
      violation: 0)
    cut.isCoarse = isCoarse
    var remedy: Remedy?
    var hasRemedy = block.couplings.isEmpty
    for (index, part) in parts.enumerated() {
      if isCoarse {
        try solveCoarse(part, lumps[index], &point, &cut, workspace)
        continue
      }
      let problem = part.problem(links: links, worths: worths)
      let spreadProblem = part.problem(links: links, worths: worths, spread: spread)
      let isSpread =
        problem.store?.chargePower != spreadProblem.store?.chargePower
        || problem.store?.dischargePower != spreadProblem.store?.dischargePower
        || problem.store?.energy != spreadProblem.store?.energy
      let priced = try Self.solve(spreadProblem, workspace)
      add(part.plane(priced, spreadProblem, links: links.count), to: &cut)
      keep(&cut, workspace)
      let real = isSpread ? try Self.solve(problem, workspace) : priced
      let amounts = part.amounts(real, couplings: worths.count) {
        workspace.kernel.flows(problem)
      }
      add(real, amounts, of: part, at: links, to: &point, workspace)
      // What is short by rounding alone needs no remedy.
      if violation(of: real, part, links) > Search.Point.feasible, hasRemedy {
        let lacking = workspace.kernel.shortages(isSpread ? problem : spreadProblem)
        let own = lacking.flatMap { part.shape.remedy($0) }
        remedy = own.map { remedy?.and($0) ?? $0 }
        hasRemedy = own != nil
      }
    }
    if isCoarse {
      // The tangents of the search for prices are those of the lumped hours.
      point.value = point.money
      for index in worths.indices {
        point.value += worths[index] * (couplings[index] - point.amounts[index])
      }
      return Answer(point: point, cut: cut)
    }
    if !isUsable(cut, workspace) {
      cut = try cutNearby(links, couplings, worths: worths, workspace)
    }
    point.value = cut.constant
    for index in links.indices { point.value += cut.slopes[index] * links[index] }
    for index in worths.indices { point.value += worths[index] * couplings[index] }
    return Answer(point: point, cut: cut, remedy: hasRemedy ? remedy : nil)
  }

  /// Where next to nothing is there, prices are next to nothing's: a store that loses may carry one from hour to
  /// hour, larger each time, until it is a number that no master can work with.
  private func isUsable(_ cut: BlockCut, _ workspace: BlockWorkspace) -> Bool {
    let hours = Double(shape.hours) * shape.step * shape.weight.largestSize
    var price = largestPrice
    for (worth, rate) in zip(cut.worths, largestRates) { price += abs(worth) * rate }
    let most = max(1e7 * price, 1e3 * workspace.kernel.penalty) * hours
    return cut.constant.isFinite && cut.slopes.allSatisfy { abs($0) <= most }
  }

  /// A cut from a decision with a unit more of everything: it holds here as everywhere.
  private func cutNearby(
    _ links: [Double], _ couplings: [Double], worths: [Double], _ workspace: BlockWorkspace
  ) throws(PlanningError) -> BlockCut {
    let more = links.map { $0 + 1 }
    var cut = BlockCut(
      constant: 0, slopes: Array(repeating: 0, count: links.count), worths: worths, links: links,
      couplings: couplings)
    for part in parts {
      let problem = part.problem(links: more, worths: worths, spread: spread)
      let dispatch = try Self.solve(problem, workspace)
      add(part.plane(dispatch, problem, links: links.count), to: &cut)
    }
    return cut
  }

  private func add(_ plane: (constant: Double, slopes: [Double]), to cut: inout BlockCut) {
    cut.constant += plane.constant
    for index in cut.slopes.indices { cut.slopes[index] += plane.slopes[index] }
  }

  private func add(
    _ real: Dispatch, _ amounts: [Double], of part: KernelProblem, at links: [Double],
    to point: inout BudgetSearch.Point, _ workspace: BlockWorkspace
  ) {
    point.money += real.cost
    for index in amounts.indices {
      point.amounts[index] += amounts[index]
      point.money += point.worths[index] * amounts[index]
    }
    if real.shortage > 0 {
      point.money += real.shortage * workspace.kernel.penalty
      point.violation = max(point.violation, violation(of: real, part, links))
    }
  }

  /// MWh short, beside the load of an hour.
  private func violation(of real: Dispatch, _ part: KernelProblem, _ links: [Double]) -> Double {
    let linked = zip(loads, links).reduce(0) { $0 + $1.0 * $1.1 }
    return real.shortage / (max(1, loadSize + linked) * part.shape.step)
  }

  /// Prices of the lumped hours, worth what they are in the hours themselves.
  private func solveCoarse(
    _ part: KernelProblem, _ lump: KernelProblem, _ point: inout BudgetSearch.Point,
    _ cut: inout BlockCut, _ workspace: BlockWorkspace
  ) throws(PlanningError) {
    let coarse = lump.problem(links: cut.links, worths: cut.worths, spread: spread)
    let dispatch = try Self.solve(coarse, workspace)
    let amounts = lump.amounts(dispatch, couplings: cut.worths.count) {
      workspace.kernel.flows(coarse)
    }
    add(dispatch, amounts, of: lump, at: cut.links, to: &point, workspace)
    let problem = part.problem(links: cut.links, worths: cut.worths, spread: spread)
    let bound = workspace.kernel.bound(problem, from: dispatch, by: KernelShape.lump)
    add(part.plane(bound, problem, links: cut.links.count), to: &cut)
    keep(&cut, workspace)
  }

  private func keep(_ cut: inout BlockCut, _ workspace: BlockWorkspace) {
    guard keepsPrices, parts.count == 1 else { return }
    cut.known = KernelPrices(
      prices: workspace.kernel.prices, worths: workspace.kernel.storedWorth)
  }

  private static func solve(_ problem: DispatchProblem, _ workspace: BlockWorkspace)
    throws(PlanningError) -> Dispatch
  {
    do throws(DispatchError) {
      return try workspace.kernel.solve(problem)
    } catch {
      throw .failed("the dispatch of a block: \(error)")
    }
  }

  func adapted(_ cut: BlockCut, _ workspace: BlockWorkspace) throws(PlanningError) -> BlockCut? {
    guard cut.isFeasibility else {
      return try solve(cut.links, cut.couplings, worths: cut.worths, workspace).cut
    }
    let worths = cut.worths.map { $0 / cut.unit }
    return try feasibility(cut.links, cut.couplings, worths: worths, workspace)
  }

  // MARK: Quantities

  func quantities(links: [Double], couplings: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> [[Double]]
  {
    if block.couplings.isEmpty { return try quantities(links, worths: [], workspace) }
    let (outcome, _) = try searched(links, couplings, workspace)
    var sum: [[Double]] = block.columns.map { _ in Array(repeating: 0, count: shape.hours) }
    for (index, share) in outcome.mix {
      let own = try quantities(links, worths: outcome.points[index].worths, workspace)
      for column in sum.indices {
        for hour in 0..<shape.hours { sum[column][hour] += share * own[column][hour] }
      }
    }
    return sum
  }

  private func quantities(_ links: [Double], worths: [Double], _ workspace: BlockWorkspace)
    throws(PlanningError) -> [[Double]]
  {
    var byColumn: [Int: [Double]] = [:]
    func append(_ values: [Double], _ unit: KernelShape.Unit) {
      byColumn[unit.column, default: []] += values.map { $0 / unit.power }
    }
    for part in parts {
      let problem = part.problem(links: links, worths: worths)
      _ = try Self.solve(problem, workspace)
      let flows = workspace.kernel.flows(problem)
      for (index, step) in part.shape.steps.enumerated() { append(flows.steps[index], step.unit) }
      if let store = part.shape.store {
        append(flows.charge, store.charge)
        append(flows.discharge, store.discharge)
        byColumn[store.levelColumn, default: []] += flows.level
      }
    }
    return block.columns.map { byColumn[$0] ?? [] }
  }

  // MARK: Duals

  func addDuals(
    of cut: BlockCut, times share: Double, to sums: inout [[Double]], _ workspace: BlockWorkspace
  ) throws(PlanningError) {
    let share = share * cut.unit
    var first = 0
    for (index, part) in parts.enumerated() {
      let problem = part.problem(
        links: cut.links, worths: cut.worths.map { $0 / cut.unit }, spread: spread,
        isPriced: !cut.isFeasibility)
      let known: KernelPrices
      if let kept = cut.known {
        known = kept
      } else {
        known = try prices(of: cut, index, problem, workspace)
      }
      let own = KernelDuals(
        shape: part.shape, problem: problem, prices: known.prices, worths: known.worths)
      own.rows { row, dual in
        guard let place = block.rows.firstIndex(of: row) else { return }
        for hour in 0..<part.shape.hours { sums[place][first + hour] += share * dual(hour) }
      }
      first += part.shape.hours
    }
  }

  /// The prices behind a cut, found again where it was found.
  private func prices(
    of cut: BlockCut, _ index: Int, _ problem: DispatchProblem, _ workspace: BlockWorkspace
  ) throws(PlanningError) -> KernelPrices {
    if cut.isCoarse {
      let coarse = lumps[index].problem(links: cut.links, worths: cut.worths, spread: spread)
      let dispatch = try Self.solve(coarse, workspace)
      _ = workspace.kernel.bound(problem, from: dispatch, by: KernelShape.lump)
    } else {
      _ = try Self.solve(problem, workspace)
    }
    return KernelPrices(prices: workspace.kernel.prices, worths: workspace.kernel.storedWorth)
  }
}
