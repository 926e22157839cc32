import Studies

// A plan in numbers leaves slivers, above all one that an interior point method found: a chip of a million idle,
// a kilowatt of a plant beside a gigawatt of others. Nobody builds them; pages leave them out, JSON and tables in
// files have every digit.

extension CampusAnswer.Stage {
  /// MW or MWh of a capacity that somebody would build: 0 where they are less than a hundred-thousandth of all MW
  /// (for an hour, where it is energy).
  func built(_ capacity: CampusAnswer.Capacity) -> Double {
    let power = capacities.reduce(0) { $1.unit == "MW" ? $0 + abs($1.amount) : $0 }
    return abs(capacity.amount) < max(1e-6, 1e-5 * power) ? 0 : capacity.amount
  }

  /// What of it starts in the stage: a ten-thousandth of what stands is what plans are known to, and no building.
  func added(_ capacity: CampusAnswer.Capacity) -> Double {
    let built = built(capacity)
    return built > 0 && capacity.added > 1e-4 * built ? capacity.added : 0
  }

  /// How many supplies somebody would build.
  var plants: Int { capacities.count { $0.unit == "MW" && built($0) > 0 } }
}

extension FleetAnswer.Chips {
  /// Chips without work: 0 below a millionth of those that are there.
  var idle: Double {
    let left = installed - busy
    return left > 1e-6 * installed ? left : 0
  }
}

extension FleetAnswer.Stage {
  /// Chip-hours a year of chips that are there and have no work: 0 below a millionth of all.
  var idleHours: Double {
    let hours = chips.reduce(0) { $0 + $1.idleHours }
    return hours > 1e-6 * 8760 * chips.reduce(0) { $0 + $1.installed } ? hours : 0
  }

  /// USD a year that these cost, with their halls.
  var idleCost: Double { idleHours > 0 ? chips.reduce(0) { $0 + $1.idleCost } : 0 }
}
