import Chains
import Yams

extension Campus {
  /// The campus on a tree, from its readings at the nodes.
  ///
  /// What is said by stage is taken from each node's own reading; what is one number for a plan must be
  /// the same in all of them.
  func onTree(_ tree: FutureTree, readings: [Campus]) -> Campus {
    let pathway = stages
    let levels = tree.nodes.map(\.level)
    var campus = self
    campus.stages = tree.nodes.map { node in
      var stage = pathway[node.level]
      stage.name = node.name
      stage.parent = node.parent
      stage.probability = node.probability
      return stage
    }
    func joined<Value>(_ values: KeyPath<Campus, [Value]>) -> [Value] {
      zip(readings, levels).map { $0[keyPath: values][$1] }
    }
    campus.load = joined(\.load)
    campus.emissions.price = joined(\.emissions.price)
    if emissions.cap != nil {
      campus.emissions.cap = zip(readings, levels).map { $0.emissions.cap?[$1] ?? .infinity }
    }
    for index in supplies.indices {
      func joined<Value>(_ values: KeyPath<Supply, [Value]>) -> [Value] {
        zip(readings, levels).map { $0.supplies[index][keyPath: values][$1] }
      }
      campus.supplies[index].charge = joined(\.charge)
      campus.supplies[index].minimum = joined(\.minimum)
      if supplies[index].maximum != nil {
        campus.supplies[index].maximum = zip(readings, levels).map {
          $0.supplies[index].maximum?[$1] ?? .infinity
        }
      }
      campus.supplies[index].growth = supplies[index].growth?.onTree(
        levels, readings.map { $0.supplies[index].growth })
      guard case .store(var storage) = supplies[index].kind else { continue }
      func stored(_ values: KeyPath<Storage, [Double]>) -> [Double] {
        zip(readings, levels).map { reading, level in
          guard case .store(let own) = reading.supplies[index].kind else { return 0 }
          return own[keyPath: values][level]
        }
      }
      storage.energyCharge = stored(\.energyCharge)
      storage.energyOvernight = stored(\.energyOvernight)
      campus.supplies[index].kind = .store(storage)
    }
    if var own = grid {
      func joined<Value>(_ values: KeyPath<Grid, [Value]>, _ other: Value) -> [Value] {
        zip(readings, levels).map { $0.grid?[keyPath: values][$1] ?? other }
      }
      own.importLimit = joined(\.importLimit, 0)
      own.exportLimit = joined(\.exportLimit, 0)
      own.isConnected = joined(\.isConnected, false)
      own.growth = own.growth?.onTree(levels, readings.map { $0.grid?.growth })
      if !own.waiting.isEmpty { own.waiting = joined(\.waiting, 0) }
      campus.grid = own
    }
    campus.variants = readings
    return campus
  }

  /// What may not differ between the readings of a tree and does: in words, `nil` if nothing does.
  func difference(from other: Campus) -> String? {
    if supplies.map(\.name) != other.supplies.map(\.name) { return "the list of supplies" }
    if (grid == nil) != (other.grid == nil) { return "whether there is a grid" }
    if clock != other.clock { return "the hours of the weather" }
    if (emissions.cap == nil) != (other.emissions.cap == nil) { return "whether there is a cap" }
    for (one, two) in zip(supplies, other.supplies) {
      if (one.maximum == nil) != (two.maximum == nil) {
        return "whether “\(one.name)” has a maximum (write a large one in the study)"
      }
      if one.life != two.life { return "the life of “\(one.name)”" }
      if !Growth.mayDiffer(one.growth, two.growth) {
        return "what limits the growth of “\(one.name)”"
      }
      if one.existing != two.existing || one.existingUntil != two.existingUntil {
        return "what exists of “\(one.name)”"
      }
      if one.unit != two.unit { return "the size of a unit of “\(one.name)”" }
      if one.minimumOutput != two.minimumOutput || one.ramp != two.ramp {
        return "the minimum output or ramps of “\(one.name)”"
      }
      switch (one.kind, two.kind) {
      case (.store(let first), .store(let second)):
        var (first, second) = (first, second)
        for path in [\Storage.energyCharge, \Storage.energyOvernight] {
          first[keyPath: path] = []
          second[keyPath: path] = []
        }
        if first != second { return "efficiencies, losses or limits of “\(one.name)”" }
      case (.renewable, .renewable), (.dispatchable, .dispatchable): continue
      default: return "what “\(one.name)” is"
      }
    }
    if let own = grid, let second = other.grid {
      if !Growth.mayDiffer(own.growth, second.growth) {
        return "what limits the growth of the grid connection"
      }
      if own.connectionLife != second.connectionLife { return "the life of the grid connection" }
      if own.cleanShare != second.cleanShare { return "the clean share of the grid" }
    }
    return nil
  }
}
