import Chains
import HourlyDispatch

/// The dispatch problem of a shape for some links and some prices of the couplings.
struct KernelProblem {
  let shape: KernelShape
  /// Money per MWh of each step without couplings, and units of each coupling per MWh.
  private let prices: [Rate]
  private let chargePrice: Rate?
  private let dischargePrice: Rate?

  /// What a MWh costs, and what it puts into each coupling.
  struct Rate {
    var price: DispatchSeries
    var couplings: [(coupling: Int, rate: DispatchSeries)]

    /// Without its own price only what the couplings pay is left.
    func price(at worths: [Double], sign: Double, isPriced: Bool) -> DispatchSeries {
      var sum = isPriced ? price : .constant(0)
      for (coupling, rate) in couplings where worths[coupling] != 0 {
        sum = sum.adding(rate, times: sign * worths[coupling])
      }
      return sum
    }
  }

  init(_ shape: KernelShape) {
    self.shape = shape
    func rate(_ unit: KernelShape.Unit, isDemand: Bool) -> Rate {
      // A supply costs minus its value; a demand is worth its value.
      let sign = isDemand ? 1.0 : -1.0
      let scale = 1 / (unit.power * shape.step)
      return Rate(
        price: DispatchSeries(unit.value, times: sign * scale, over: shape.weight),
        couplings: unit.couplings.map {
          ($0.coupling, DispatchSeries($0.coefficient, times: scale, over: shape.weight))
        })
    }
    prices = shape.steps.map { rate($0.unit, isDemand: !$0.isSupply) }
    chargePrice = shape.store.map { rate($0.charge, isDemand: false) }
    dischargePrice = shape.store.map { rate($0.discharge, isDemand: false) }
  }

  // MARK: Problem

  /// - Parameters:
  ///   - worths: money per unit of each coupling.
  ///   - spread: MW of store at least, to have a price of one.
  ///   - isPriced: without prices only the couplings and what is short count.
  func problem(
    links: [Double], worths: [Double], spread: Double = 0, isPriced: Bool = true
  ) -> DispatchProblem {
    var load = [DispatchProblem.Term(profile: shape.load)]
    for (link, profile) in shape.loadLinks {
      load.append(DispatchProblem.Term(scale: links[link], profile: profile))
    }
    var steps: [DispatchProblem.Step] = []
    for (index, own) in shape.steps.enumerated() {
      steps.append(
        DispatchProblem.Step(
          own.isSupply ? .supply : .demand,
          price: prices[index].price(at: worths, sign: own.isSupply ? -1 : 1, isPriced: isPriced),
          capacity: max(0, own.capacity?.value(links) ?? .infinity),
          availability: own.availability, limit: own.limit, least: own.least))
    }
    if shape.hasDisposal {
      steps.append(DispatchProblem.Step(.demand, price: .constant(0), capacity: .infinity))
    }
    return DispatchProblem(
      hours: shape.hours, step: shape.step, weight: shape.weight, load: load, steps: steps,
      store: shape.store.map { store($0, links, worths, spread, isPriced) })
  }

  private func store(
    _ own: KernelShape.Store, _ links: [Double], _ worths: [Double], _ spread: Double,
    _ isPriced: Bool
  ) -> DispatchProblem.Store {
    func cost(_ rate: Rate?) -> Double {
      rate?.price(at: worths, sign: -1, isPriced: isPriced)[0] ?? 0
    }
    let charge = max(0, own.chargePower.value(links))
    let discharge = max(0, own.dischargePower.value(links))
    let energy = max(0, own.energy.value(links))
    return DispatchProblem.Store(
      chargePower: max(charge, own.chargePower.links.isEmpty ? 0 : spread),
      dischargePower: max(discharge, own.dischargePower.links.isEmpty ? 0 : spread),
      isShared: own.isShared, energy: max(energy, own.energy.links.isEmpty ? 0 : 4 * spread),
      chargeEfficiency: own.chargeEfficiency, dischargeEfficiency: own.dischargeEfficiency,
      keep: own.keep, chargeCost: cost(chargePrice), dischargeCost: cost(dischargePrice),
      ends: own.start.map { .start($0) } ?? .cyclic)
  }

  // MARK: Back to links and couplings

  /// The bound of a dispatch as a plane over the links: its value at zero links, and its slopes.
  func plane(_ dispatch: Dispatch, _ problem: DispatchProblem, links count: Int) -> (
    constant: Double, slopes: [Double]
  ) {
    var slopes = Array(repeating: 0.0, count: count)
    var constant = dispatch.bound
    func add(_ term: CapacityTerm?, _ sensitivity: Double, at value: Double) {
      guard let term, sensitivity != 0 else { return }
      constant += sensitivity * (term.constant - value)
      for (link, factor) in term.links { slopes[link] += sensitivity * factor }
    }
    for (index, own) in shape.steps.enumerated() where own.capacity != nil {
      add(own.capacity, dispatch.capacity[index], at: problem.steps[index].capacity)
    }
    for (index, own) in shape.loadLinks.enumerated() {
      slopes[own.link] += dispatch.load[index + 1]
      constant -= dispatch.load[index + 1] * problem.load[index + 1].scale
    }
    if let own = shape.store, let store = problem.store, let sensitivity = dispatch.store {
      add(own.chargePower, sensitivity.charge, at: store.chargePower)
      if !own.isShared {
        add(own.dischargePower, sensitivity.discharge, at: store.dischargePower)
      }
      add(own.energy, sensitivity.energy, at: store.energy)
    }
    return (constant, slopes)
  }

  /// What the dispatch puts into each coupling.
  func amounts(_ dispatch: Dispatch, couplings count: Int, flows: () -> DispatchFlows) -> [Double] {
    var amounts = Array(repeating: 0.0, count: count)
    var hourly: DispatchFlows?
    for (index, rate) in prices.enumerated() {
      for (coupling, own) in rate.couplings {
        if let constant = own.constant {
          amounts[coupling] += constant * dispatch.energy[index]
        } else {
          let known = hourly ?? flows()
          hourly = known
          for hour in 0..<shape.hours {
            amounts[coupling] +=
              shape.step * shape.weight[hour] * own[hour] * known.steps[index][hour]
          }
        }
      }
    }
    if let store = dispatch.store {
      for (coupling, rate) in chargePrice?.couplings ?? [] {
        amounts[coupling] += rate[0] * store.charged
      }
      for (coupling, rate) in dischargePrice?.couplings ?? [] {
        amounts[coupling] += rate[0] * store.discharged
      }
    }
    return amounts
  }

  /// The largest price of the problem, money per MWh, and for each coupling the largest rate.
  func scales(couplings count: Int) -> (price: Double, rates: [Double]) {
    var price = 1e-9
    var rates = Array(repeating: 0.0, count: count)
    for rate in prices + [chargePrice, dischargePrice].compactMap({ $0 }) {
      price = max(price, rate.price.largestSize)
      for (coupling, own) in rate.couplings {
        rates[coupling] = max(rates[coupling], own.largestSize)
      }
    }
    return (price, rates)
  }
}

extension DispatchSeries {
  /// A number of a layout times a factor, and without the weight of its hour.
  init(_ local: Amount.Local, times factor: Double, over weight: DispatchSeries) {
    switch (local, weight) {
    case (.constant(let value), .constant(let weight)): self = .constant(value * factor / weight)
    case (.series(let values), .constant(let weight)):
      self = Self.flat(values.map { $0 * factor / weight })
    case (.constant(let value), .hourly(let weights)):
      self = Self.flat(weights.map { value * factor / $0 })
    case (.series(let values), .hourly(let weights)):
      self = Self.flat(zip(values, weights).map { $0 * factor / $1 })
    }
  }

  /// A constant where all values are the same up to rounding.
  private static func flat(_ values: [Double]) -> DispatchSeries {
    guard let first = values.first else { return .constant(0) }
    let isFlat = values.allSatisfy { abs($0 - first) <= 1e-14 * abs(first) }
    return isFlat ? .constant(first) : .hourly(values)
  }

  func adding(_ other: DispatchSeries, times factor: Double) -> DispatchSeries {
    switch (self, other) {
    case (.constant(let a), .constant(let b)): .constant(a + factor * b)
    case (.constant(let a), .hourly(let b)): .hourly(b.map { a + factor * $0 })
    case (.hourly(let a), .constant(let b)): .hourly(a.map { $0 + factor * b })
    case (.hourly(let a), .hourly(let b)): .hourly(zip(a, b).map { $0 + factor * $1 })
    }
  }

  func mean(_ count: Int) -> Double {
    switch self {
    case .constant(let value): value
    case .hourly(let values): values.reduce(0, +) / Double(max(1, count))
    }
  }

  var largestSize: Double {
    switch self {
    case .constant(let value): abs(value)
    case .hourly(let values): values.reduce(0) { max($0, abs($1)) }
    }
  }
}
