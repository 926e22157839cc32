import Chains
import Quantities

/// What may or must be built of a carrier at a bus: a column `nom_max_wind` or `nom_min_wind` of
/// `buses.csv`, or `nom_max_wind_2030` for one investment period.
///
/// PyPSA counts what hangs on one bus alone: generators, storage units and stores.
enum BusLimit {
  static let prefix = "nom_"
}

extension NetworkImport {
  mutating func addBusLimits() {
    guard let buses = network.tables[.buses] else { return }
    for column in buses.extras.keys.sorted() where column.hasPrefix(BusLimit.prefix) {
      guard let limit = busLimit(column) else { continue }
      for bus in network.components(.buses) {
        guard let cell = buses.extras[column]?[bus.row], !Cell.isAbsent(cell) else { continue }
        guard let constant = Cell.number(cell) else {
          findings.error(
            bus.path, bus.line,
            "expected a number in column “\(column)”, found “\(Cell.shown(cell))”")
          continue
        }
        let members = [ComponentKind.generators, .storageUnits, .stores].flatMap { kind in
          network.components(kind).filter {
            $0.text("carrier") == limit.carrier && $0.text("bus") == bus.name
          }
        }
        // No limit is one that PyPSA's solver would take for infinity.
        guard constant.isFinite else { continue }
        addBuildLimit(
          BuildLimit(
            name: "\(column) \(bus.name)", constant: constant, sense: limit.sense,
            period: limit.period, origin: origin(bus)), members
        ) { _, _ in 1 }
      }
    }
  }

  /// What a column says; one that PyPSA cannot read has no effect there, and is warned of.
  private func busLimit(_ column: String) -> (carrier: String, sense: String, period: Int?)? {
    let path = network.tables[.buses]?.path ?? "buses.csv"
    let carriers = network.tables[.carriers]?.names ?? []
    let sense = column.hasPrefix("nom_min_") ? ">=" : column.hasPrefix("nom_max_") ? "<=" : nil
    let rest = String(column.dropFirst("nom_max_".count))
    if let sense, carriers.contains(rest) { return (rest, sense, nil) }
    if let sense, timeline.hasPeriods, let mark = rest.lastIndex(of: "_") {
      let carrier = String(rest[..<mark])
      let year = Int(rest[rest.index(after: mark)...])
      let period = timeline.snapshots.periods.firstIndex { $0.name == year }
      if carriers.contains(carrier), let period { return (carrier, sense, period) }
    }
    let hint = sense == nil ? nil : nearest(rest, in: carriers)
    findings.warn(
      path, 1,
      "the column “\(column)” is not read: expected nom_min_ or nom_max_ with a carrier of carriers.csv"
        + (timeline.hasPeriods ? ", perhaps with a period" : "")
        + (hint.map { " (did you mean “\(column.prefix(8))\($0)”?)" } ?? ""))
    return nil
  }
}
