import HourlyDispatch

/// How a block that the kernel cannot run could be run.
extension KernelShape {
  /// More of a supply or a store does no harm, nor does less of a load.
  var harmless: [Harmless] {
    var found: [Harmless?] = Array(repeating: nil, count: linkCount)
    func move(_ link: Int, _ way: Harmless) {
      found[link] = found[link].map { $0 == way ? way : .neither } ?? way
    }
    for step in steps {
      for (link, factor) in step.capacity?.links ?? [] {
        // What must run may be too much.
        move(link, factor >= 0 && (step.least == 0 || hasDisposal) ? .more : .neither)
      }
    }
    for term in [store?.chargePower, store?.dischargePower, store?.energy] {
      for (link, factor) in term?.links ?? [] { move(link, factor >= 0 ? .more : .neither) }
    }
    for (link, profile) in loadLinks { move(link, profile.least >= 0 ? .less : .neither) }
    return found.map { $0 ?? .neither }
  }

  /// What makes good a shortage by hour, if anything is short.
  func remedy(_ shortages: [Double]) -> Remedy? {
    let short = shortages.indices.filter { shortages[$0] > 0 }
    guard !short.isEmpty else { return nil }
    var gives = Array(repeating: 0.0, count: linkCount)
    func least(_ series: DispatchSeries) -> Double {
      short.reduce(Double.infinity) { min($0, series[$1]) }
    }
    for step in steps where step.isSupply && step.limit == nil {
      for (link, factor) in step.capacity?.links ?? [] {
        gives[link] += factor * least(step.availability)
      }
    }
    for (link, profile) in loadLinks { gives[link] += least(profile) }
    return Remedy(shortage: short.reduce(0) { max($0, shortages[$1]) }, gives: gives)
  }
}

extension Remedy {
  /// What makes good both shortages.
  func and(_ other: Remedy) -> Remedy {
    Remedy(
      shortage: max(shortage, other.shortage), gives: zip(gives, other.gives).map { min($0, $1) })
  }
}

extension DispatchSeries {
  fileprivate var least: Double {
    switch self {
    case .constant(let value): value
    case .hourly(let values): values.min() ?? 0
    }
  }
}
