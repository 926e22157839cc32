/// Cyclic years whose store never forgets: the level that is carried over has one price, and the price
/// at which as much is borrowed at the start as is left at the end is found by cutting planes.
///
/// With a price p per MWh on the level, paid at the start and earned at the end, the least cost L(p) is
/// concave, and its slope is the level at the start minus the level at the end. Two years with slopes of both
/// signs whose tangents meet on L are both optimal at that price, and so is the mix of them that
/// ends where it began.
struct CyclicSearch {
  let kernel: DispatchKernel
  let problem: DispatchProblem
  let store: DispatchProblem.Store

  private var step: Double { problem.step }
  private var hours: Int { problem.hours }

  private struct Year {
    var price: Double
    var cost: Double
    var level: [Double]
    var worth: [Double]

    /// Level at the start minus level at the end.
    var excess: Double { level[0] - level[level.count - 1] }
    /// L at its own price.
    var total: Double { cost + price * excess }
  }

  func run() {
    let (low, high) = span
    var cheap = year(at: low)
    var dear = year(at: high)
    let even = 1e-12 * store.energy
    if abs(cheap.excess) <= even { return use(cheap, cheap, 0, cheap) }
    if abs(dear.excess) <= even { return use(dear, dear, 0, dear) }
    var last = cheap
    for _ in 0..<200 {
      // Where the tangents meet.
      let price =
        (dear.total - cheap.total + cheap.excess * cheap.price - dear.excess * dear.price)
        / (cheap.excess - dear.excess)
      let top = cheap.total + cheap.excess * (price - cheap.price)
      let middle = year(at: min(max(price, cheap.price), dear.price))
      last = middle
      if abs(middle.excess) <= even { return use(middle, middle, 0, middle) }
      if middle.total >= top - 1e-13 * max(1, abs(top)) || middle.price <= cheap.price
        || middle.price >= dear.price
      {
        break
      }
      if middle.excess > 0 { cheap = middle } else { dear = middle }
    }
    let share = cheap.excess / (cheap.excess - dear.excess)
    use(cheap, dear, share, last)
  }

  /// Prices between which every level is worth something in between.
  private var span: (low: Double, high: Double) {
    var low = 0.0
    var high = 0.0
    for price in kernel.merit.price {
      low = min(low, price)
      high = max(high, price)
    }
    let most = kernel.merit.weights.reduce(0, max)
    let costs = most * (abs(store.chargeCost) + abs(store.dischargeCost)) + 1
    // A MWh kept over the year is worth less at its start by what it loses.
    return ((low - costs) / store.chargeEfficiency - 1, (high + costs) / store.chargeEfficiency + 1)
  }

  /// The year with a price on the level that is carried over.
  private func year(at price: Double) -> Year {
    kernel.segments.start(flatAt: price, energy: store.energy)
    kernel.segments.back(from: hours, to: 0, kernel.merit, store, step: step)
    kernel.level[0] = min(kernel.segments.level(at: 0, above: price), store.energy)
    kernel.worth[0] = price
    kernel.segments.forward(
      from: 0, to: hours, kernel.merit, store, step: step, &kernel.level, &kernel.worth)
    var energy = Array(repeating: 0.0, count: problem.steps.count + 2)
    let totals = Settlement(problem: problem, usesStore: true).quantities(kernel, &energy)
    return Year(price: price, cost: totals.penalised, level: kernel.level, worth: kernel.worth)
  }

  /// The mix of two years, with the worths of one at the price where their tangents meet.
  private func use(_ first: Year, _ second: Year, _ share: Double, _ priced: Year) {
    for hour in 0...hours {
      kernel.level[hour] = (1 - share) * first.level[hour] + share * second.level[hour]
      kernel.worth[hour] = priced.worth[hour]
    }
    kernel.level[hours] = kernel.level[0]
  }
}
