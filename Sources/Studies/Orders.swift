import Chains

extension Campus {
  /// When it is decided what starts in a stage.
  public enum OrderTime: String, Sendable, CaseIterable {
    /// A lead time before, knowing what is known then: the same comes along every branch from there.
    case before = "at lead time"
    /// As the stage begins, knowing its branch.
    case atStart = "at start"
  }

  /// The orders of a supply, under its own name or that of its energy.
  func orders(of supply: Supply, as what: String) -> Orders {
    orders(
      of: what, starts: stages.indices.filter { canStart(supply, in: $0) },
      lead: { self.supply(supply, at: $0).leadTime })
  }

  func orders(of grid: Grid) -> Orders {
    orders(
      of: "grid connection", starts: stages.indices.filter { grid.isConnected[$0] },
      lead: { (at($0).grid ?? grid).leadTime })
  }

  /// The orders of a supply, of its energy or of the grid connection, by name; `nil` for what is none of these.
  func orders(of what: String) -> Orders? {
    if what == "grid connection" { return grid.map { orders(of: $0) } }
    return supplies.first { what == $0.name || what == "\($0.name) energy" }.map {
      orders(of: $0, as: what)
    }
  }

  /// - Parameter lead: Years from the decision to the start in a stage; absent where lead times do not bind.
  func orders(of what: String, starts: [Int], lead: (Int) -> Double?) -> Orders {
    var orders: [Int: Int] = [:]
    for start in starts where orderTime == .before {
      guard let years = lead(start) else { continue }
      let stage = orderStage(start, lead: years)
      if stage != start { orders[start] = stage }
    }
    // An order with one place to go is a decision of that place.
    let places = Dictionary(grouping: orders) { [stages[$0.key].level, $0.value] }
    let shared = Set(places.filter { $0.value.count > 1 }.keys.map { $0[0] })
    return Orders(
      campus: self, what: what, stages: orders.filter { shared.contains(stages[$0.key].level) })
  }

  /// The stage in which it is decided what starts in another: the last on the way there that begins a lead time
  /// before, the first where none does.
  private func orderStage(_ start: Int, lead: Double) -> Int {
    let latest = Double(stages[start].year) - lead + 1e-9
    return path(to: start).last { Double(stages[$0].year) <= latest } ?? 0
  }
}

/// Orders of one thing: what starts in some stages is decided a lead time before, for all branches alike.
struct Orders {
  let campus: Campus
  let what: String
  /// The stage of the order, by the stage of the start; absent where a start is decided as its stage begins.
  let stages: [Int: Int]

  /// The process that decides what starts in a stage, and its node; `nil` where the start itself does.
  func decision(_ start: Int) -> (process: String, node: String)? {
    stages[start].map { (name(start), campus.stages[$0].name) }
  }

  /// How much starts in a stage: what its order says, or the process that starts it there.
  func amount(_ start: Int, _ process: String, in plan: Plan) -> Double {
    let place = decision(start) ?? (process, campus.stages[start].name)
    return plan.activity(place.process, at: place.node)?.amount ?? 0
  }

  private func name(_ start: Int) -> String {
    let level = campus.stages[start].level
    let before = Set(
      stages.filter { campus.stages[$0.key].level == level }.map { campus.stages[$0.value].level })
    let order = stages[start].map { campus.stages[$0].year }
    return campus.names.order(
      what, for: campus.stages[start].year, in: before.count > 1 ? order : nil)
  }

  /// Starts with those that are ordered as one process: what they take and give there, a unit of the order takes and
  /// gives as it arrives. Nodes where nothing may start (a permit was refused) have no part in it: there the order
  /// lapses.
  func joining(_ starts: [(stage: Int, process: Process)]) -> [Process] {
    var processes: [Process] = []
    var members: [String: [(stage: Int, process: Process)]] = [:]
    var names: [String] = []
    for start in starts {
      guard stages[start.stage] != nil else {
        processes.append(start.process)
        continue
      }
      let name = name(start.stage)
      if members[name] == nil { names.append(name) }
      members[name, default: []].append(start)
    }
    return processes + names.compactMap { name in members[name].map { joined(name, $0) } }
  }

  private func joined(_ name: String, _ starts: [(stage: Int, process: Process)]) -> Process {
    let (first, own) = (starts[0].process, starts.compactMap { stages[$0.stage] })
    func flows(_ sign: Double, _ of: (Process) -> [Flow]) -> [Flow] {
      of(first).indices.map { place in
        Flow(
          of(first)[place].resource,
          Amount(
            byNode: Dictionary(
              uniqueKeysWithValues: starts.compactMap { start in
                let node = campus.stages[start.stage].name
                return of(start.process)[place].amount.local(at: node).map {
                  (node, .constant(sign * $0[0]))
                }
              })))
      }
    }
    return Process(
      name: name, nodes: Set(own).sorted().map { campus.stages[$0].name },
      gives: flows(1, \.gives) + flows(-1, \.takes),
      delay: campus.stages[starts[0].stage].level - campus.stages[own[0]].level,
      lasts: first.lasts, whole: first.whole, site: first.site)
  }
}
