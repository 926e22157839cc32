import Chains

extension Campus {
  /// When it is decided what starts in a stage.
  public enum Orders: String, Sendable, CaseIterable {
    /// A lead time before, knowing what is known then: the same comes along every branch from there.
    case before = "at lead time"
    /// As the stage begins, knowing its branch.
    case atStart = "at start"
  }

  /// The stage in which it is decided what starts in another: the last on the way there that begins a lead time
  /// before, the first where none does.
  func orderStage(_ start: Int, lead: Double) -> Int {
    let latest = Double(stages[start].year) - lead + 1e-9
    return path(to: start).last { Double(stages[$0].year) <= latest } ?? 0
  }
}

extension CampusCompiler {
  /// Adds what binds the start of a thing to its order, and says what a unit that starts takes.
  ///
  /// An order is a decision of its stage that arrives a lead time later at all nodes that follow. What starts there is
  /// paid there and takes what was ordered, no more and no less. Nodes where nothing may start (a permit was
  /// refused) are let off: there the order lapses.
  ///
  /// - Parameters:
  ///   - what: The thing, such as `solar`.
  ///   - leads: Years from the decision to the start, by the stages in which it can start.
  ///   - isWhole: Whether it is ordered in whole units.
  /// - Returns: Flows by stage; none where a stage decides for itself.
  func addOrders(
    of what: String, unit: String, leads: [Int: Double], isWhole: Bool = false,
    to chain: inout Chain
  ) -> [Int: [Flow]] {
    guard campus.orders == .before else { return [:] }
    var orders: [Int: Int] = [:]
    for (start, lead) in leads {
      let stage = campus.orderStage(start, lead: lead)
      if stage != start { orders[start] = stage }
    }
    var takes: [Int: [Flow]] = [:]
    let levels = Dictionary(grouping: orders.keys.sorted()) { campus.stages[$0].level }
    for (level, starts) in levels.sorted(by: { $0.key < $1.key }) {
      // An order with one place to go is a decision of that place.
      guard Set(starts.map { orders[$0] }).count < starts.count else { continue }
      let year = campus.stages[starts[0]].year
      let ordered = campus.names.ordered(what, for: year)
      chain.resources.append(
        Resource(name: ordered, unit: unit, site: campus.site.name, exact: true))
      let places = Dictionary(grouping: starts) { campus.stages[orders[$0] ?? 0].level }
      for (before, own) in places.sorted(by: { $0.key < $1.key }) {
        let from = Set(own.compactMap { orders[$0] }).sorted().map { campus.stages[$0] }
        chain.processes.append(
          Process(
            name: campus.names.order(what, for: year, in: places.count > 1 ? from[0].year : nil),
            nodes: from.map(\.name),
            gives: [
              Flow(
                ordered,
                Amount(
                  byNode: Dictionary(
                    uniqueKeysWithValues: own.map { (campus.stages[$0].name, .constant(1)) })))
            ], delay: level - before, whole: isWhole, site: campus.site.name))
      }
      for start in starts { takes[start] = [Flow(ordered, 1)] }
    }
    return takes
  }
}
