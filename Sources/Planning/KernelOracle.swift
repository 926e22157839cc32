import Chains
import HourlyDispatch

/// A block that the dispatch kernel answers.
final class KernelOracle: BlockOracle, @unchecked Sendable {
  // Unchecked: the one thing that changes, `lastWorths`, is only touched by the thread that evaluates
  // the block, and each block is evaluated by one thread at a time.
  let block: Blocks.Block
  private let layout: Layout
  private let laps: [KernelLap]
  let shape: KernelShape
  private let search: BudgetSearch
  private var lastWorths: [Double]
  /// One for each processor, where the laps of the block are shared out among them; set before the search begins.
  var helpers: [BlockWorkspace] = []
  private let loadSize: Double
  /// Money per MWh at most, and units of each coupling per MWh at most.
  private let largestPrice: Double
  private let largestRates: [Double]

  init(chain: Chain, layout: Layout, block: Blocks.Block) throws(NotForKernel) {
    self.block = block
    self.layout = layout
    let shape = try KernelRecogniser(chain: chain, layout: layout, block: block).shape()
    self.shape = shape
    loadSize = shape.load.largestSize
    // Where budgets have prices to be searched, a coarse look costs more than it teaches.
    laps = KernelLap.all(of: shape, hasLumps: block.couplings.isEmpty)
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
    var loads = block.links.map { _ in 0.0 }
    for (link, profile) in shape.loadLinks { loads[link] += profile.largestSize }
    self.loads = loads
    harmless = shape.harmless
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
          guard touch.coefficient.isNeverNegative else { return nil }
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

  var hasCoarse: Bool { laps.allSatisfy { $0.lump != nil } }

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
    guard violation > Search.Point.feasible else {
      return BlockAnswer(cost: money, violation: violation, cuts: used)
    }
    let remedy = Remedy(shortage: 0, gives: links.map { _ in 0 }, reached: amounts)
    return BlockAnswer(cost: money, violation: violation, cuts: used, remedy: remedy)
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
      for lap in laps {
        let problem = lap.problem(links: links, worths: worths, isPriced: false)
        let dispatch = try workspace.solve(problem)
        let amounts = lap.part.amounts(dispatch, couplings: worths.count) {
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
    for lap in laps {
      let problem = lap.problem(links: links, worths: worths, isPriced: false)
      let dispatch = try workspace.solve(problem)
      let plane = lap.part.plane(dispatch, problem, links: links.count)
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

  /// Calls `work` for each lap: on all processors where this is the only block, whose laps nobody else runs.
  private func eachLap<Result: Sendable>(
    _ workspace: BlockWorkspace,
    _ work: (Int, BlockWorkspace) throws(PlanningError) -> Result
  ) throws(PlanningError) -> [Result] {
    if laps.count > 1, helpers.count > 1 { return try Team(helpers).each(laps.count, work) }
    var results: [Result] = []
    for index in laps.indices { results.append(try work(index, workspace)) }
    return results
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
    var hasRemedy = true
    // Cuts keep the prices behind them.
    let keepsPrices = laps.count == 1
    let answers = try eachLap(workspace) { index, workspace throws(PlanningError) in
      isCoarse
        ? try laps[index].coarse(links, worths, keepsPrices: keepsPrices, workspace)
        : try laps[index].answer(
          links, worths, load: load(links), keepsPrices: keepsPrices, workspace)
    }
    var penalty = 0.0
    for (answer, lap) in zip(answers, laps) {
      add(answer.plane, to: &cut)
      add(answer, load: load(links), to: &point)
      penalty = max(penalty, answer.penalty)
      if let prices = answer.prices { cut.known = prices }
      // What is short by rounding alone needs no remedy.
      if answer.lack / load(links) > Search.Point.feasible, hasRemedy, !isCoarse {
        let own = answer.shortages.flatMap { lap.part.shape.remedy($0) }
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
    if !isUsable(cut, penalty: penalty) {
      cut = try cutNearby(links, couplings, worths: worths, workspace)
    }
    point.value = cut.constant
    for index in links.indices { point.value += cut.slopes[index] * links[index] }
    for index in worths.indices { point.value += worths[index] * couplings[index] }
    return Answer(point: point, cut: cut, remedy: hasRemedy ? remedy : nil)
  }

  /// Where next to nothing is there, prices are next to nothing's: a store that loses may carry one from hour to
  /// hour, larger each time, until it is a number that no master can work with.
  private func isUsable(_ cut: BlockCut, penalty: Double) -> Bool {
    let hours = Double(shape.hours) * shape.step * shape.weight.largestSize
    var price = largestPrice
    for (worth, rate) in zip(cut.worths, largestRates) { price += abs(worth) * rate }
    let most = max(1e7 * price, 1e3 * penalty) * hours
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
    for lap in laps {
      let problem = lap.problem(links: more, worths: worths)
      let dispatch = try workspace.solve(problem)
      add(lap.part.plane(dispatch, problem, links: links.count), to: &cut)
    }
    return cut
  }

  private func add(_ plane: (constant: Double, slopes: [Double]), to cut: inout BlockCut) {
    cut.constant += plane.constant
    for index in cut.slopes.indices { cut.slopes[index] += plane.slopes[index] }
  }

  private func add(_ answer: KernelLap.Answer, load: Double, to point: inout BudgetSearch.Point) {
    point.money += answer.real.cost
    for index in answer.amounts.indices {
      point.amounts[index] += answer.amounts[index]
      point.money += point.worths[index] * answer.amounts[index]
    }
    if answer.real.shortage > 0 {
      point.money += answer.real.shortage * answer.penalty
      point.violation = max(point.violation, answer.lack / load)
    }
  }

  /// MW of the largest hour: beside them counts what is short.
  private func load(_ links: [Double]) -> Double {
    max(1, zip(loads, links).reduce(loadSize) { $0 + $1.0 * $1.1 })
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
    let flows = try eachLap(workspace) { index, workspace throws(PlanningError) in
      let problem = laps[index].part.problem(links: links, worths: worths)
      _ = try workspace.solve(problem)
      return workspace.kernel.flows(problem)
    }
    for (part, flows) in zip(laps.map(\.part), flows) {
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
    for lap in laps {
      let problem = lap.problem(
        links: cut.links, worths: cut.worths.map { $0 / cut.unit }, isPriced: !cut.isFeasibility)
      let known: KernelPrices
      if let kept = cut.known {
        known = kept
      } else {
        known = try lap.prices(of: cut, problem, workspace)
      }
      let (prices, worths) = known.whole
      let own = KernelDuals(
        shape: lap.part.shape, problem: problem, prices: prices, worths: worths)
      own.rows { row, dual in
        guard let place = block.rows.firstIndex(of: row) else { return }
        for hour in 0..<lap.part.shape.hours { sums[place][first + hour] += share * dual(hour) }
      }
      first += lap.part.shape.hours
    }
  }
}
