import Chains
import HourlyDispatch

extension KernelShape {
  /// Hours that are taken as one for cuts that need not touch.
  static let lump = 4

  /// The same block with so many hours taken as one, its numbers averaged; nothing where they do not go into
  /// the year or do not all weigh the same.
  ///
  /// Peaks are lower and the store sees less than in the block itself.
  func lumped(by count: Int) -> KernelShape? {
    guard hours % count == 0, hours >= 6 * count, weight.constant != nil else { return nil }
    var own = self
    own.hours = hours / count
    own.step = step * Double(count)
    own.load = load.means(of: count)
    own.loadLinks = loadLinks.map { ($0.link, $0.profile.means(of: count)) }
    for index in steps.indices {
      own.steps[index].unit = steps[index].unit.lumped(by: count)
      own.steps[index].availability = steps[index].availability.means(of: count)
      own.steps[index].limit = steps[index].limit?.means(of: count)
    }
    if let store {
      own.store?.charge = store.charge.lumped(by: count)
      own.store?.discharge = store.discharge.lumped(by: count)
      own.store?.lap = store.lap / count
      // What is stored early in a lump has lost something by its end; that is left out.
      own.store?.keep = (0..<count).reduce(1) { left, _ in left * store.keep }
    }
    return own
  }
}

extension KernelShape.Unit {
  /// What a unit costs and puts into its couplings in all hours of a lump.
  fileprivate func lumped(by count: Int) -> KernelShape.Unit {
    func sums(_ local: Amount.Local) -> Amount.Local {
      switch local {
      case .constant(let value): .constant(value * Double(count))
      case .series(let values):
        .series(
          stride(from: 0, to: values.count, by: count).map { first in
            values[first..<(first + count)].reduce(0, +)
          })
      }
    }
    var own = self
    own.value = sums(value)
    own.couplings = couplings.map { ($0.coupling, sums($0.coefficient)) }
    return own
  }
}
