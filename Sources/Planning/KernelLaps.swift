import Chains
import HourlyDispatch

extension KernelShape {
  /// The laps of the store, each a block of its own: they share nothing but the capacities.
  var laps: [KernelShape] {
    guard let store, store.lap < hours else { return [self] }
    return stride(from: 0, to: hours, by: store.lap).map { first in
      let range = first..<(first + store.lap)
      var own = self
      own.hours = store.lap
      own.weight = weight.part(range)
      own.load = load.part(range)
      own.loadLinks = loadLinks.map { ($0.link, $0.profile.part(range)) }
      own.store?.charge = store.charge.part(range)
      own.store?.discharge = store.discharge.part(range)
      own.steps = steps.map { step in
        var step = step
        step.unit = step.unit.part(range)
        step.availability = step.availability.part(range)
        step.limit = step.limit?.part(range)
        return step
      }
      return own
    }
  }
}

extension KernelShape.Unit {
  func part(_ range: Range<Int>) -> KernelShape.Unit {
    var own = self
    own.value = value.part(range)
    own.couplings = couplings.map { ($0.coupling, $0.coefficient.part(range)) }
    return own
  }
}

extension Amount.Local {
  func part(_ range: Range<Int>) -> Amount.Local {
    if case .series(let values) = self { .series(Array(values[range])) } else { self }
  }
}

extension DispatchSeries {
  func part(_ range: Range<Int>) -> DispatchSeries {
    if case .hourly(let values) = self { .hourly(Array(values[range])) } else { self }
  }
}
