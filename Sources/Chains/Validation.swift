/// What a chain must satisfy before it can be planned.
extension Chain {
  /// Every problem of the chain, in order of declaration; empty when it can be planned.
  public func problems() -> [ChainError] {
    var check = ChainCheck(chain: self)
    check.run()
    return check.found
  }

  /// The chain itself.
  ///
  /// - Throws: the first of ``problems()``.
  @discardableResult
  public func validated() throws(ChainError) -> Chain {
    if let first = problems().first { throw first }
    return self
  }
}

private struct ChainCheck {
  let chain: Chain
  let resources: [String: Resource]
  let nodes: Set<String>
  var found: [ChainError] = []

  init(chain: Chain) {
    self.chain = chain
    resources = Dictionary(
      chain.resources.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    nodes = Set(chain.future.nodes.map(\.name))
  }

  mutating func run() {
    var names: Set<String> = []
    for resource in chain.resources {
      if !names.insert(resource.name).inserted { found.append(.duplicateResource(resource.name)) }
      check(resource)
    }
    names = []
    for process in chain.processes {
      if !names.insert(process.name).inserted { found.append(.duplicateProcess(process.name)) }
      check(process)
    }
  }

  // MARK: Resources

  mutating func check(_ resource: Resource) {
    let place = "resource “\(resource.name)”"
    let clock = resource.clock
    if let clock { check(clock, place) }
    if resource.name == chain.value,
      resource.keep != nil || clock != nil || resource.terminal != nil || !resource.holds.isEmpty
        || !resource.upkeep.isEmpty
    {
      found.append(.valueHasBalance(resource.name))
    }
    check(resource.keep, "\(place), keep", clock, from: 0, expected: "a share, 0 or more")
    check(resource.endowment, "\(place), endowment", clock)
    check(resource.terminal, "\(place), terminal", nil)
    // The hours of an availability are those of whoever holds the stock, checked there.
    check(
      resource.availability, "\(place), availability", .some(anyHours), from: 0,
      expected: "a share, 0 or more", lengths: false)
    for flow in resource.holds { checkHold(flow, place, clock, by: nil) }
    for flow in resource.upkeep {
      // What a stock per node takes by the hour may differ by the hour.
      check(flow, "\(place), upkeep", clock ?? resources[flow.resource]?.clock)
    }
    checkStock(resource, place)
    for share in resource.owners where !(share.part >= 0 && share.part.isFinite) {
      found.append(.outOfRange(in: "\(place), owners", share.part, expected: "0 or more"))
    }
  }

  /// Bounds of a stock and how it begins and ends.
  mutating func checkStock(_ resource: Resource, _ place: String) {
    let clock = resource.clock
    let from = clock == nil ? 0 : nil as Double?
    check(resource.limit, "\(place), limit", clock)
    check(resource.floor, "\(place), floor", clock, from: from, expected: "0 or more")
    check(resource.leastUse, "\(place), least use", clock)
    if clock != nil, resource.keep == nil {
      let words: [(Bool, String)] = [
        (resource.limit != nil, "a limit"), (resource.floor != nil, "a floor"),
        (resource.leastUse != nil, "a least use"), (resource.whole, "`whole`"),
      ]
      for (isThere, what) in words where isThere {
        found.append(.boundWithoutStock(resource: resource.name, what: what))
      }
    }
    if resource.leastUse != nil, resource.holds.isEmpty {
      found.append(.boundWithoutStock(resource: resource.name, what: "a least use of nothing held"))
    }
    switch resource.ends {
    case .cyclic: break
    case .start(let amount):
      let mayBeOverdrawn = resource.floor != nil || resource.leastUse != nil
      check(
        amount, "\(place), start", nil, from: mayBeOverdrawn ? nil : 0, expected: "0 or more")
    case .laps(let lap):
      let steps = clock?.count ?? 0
      if lap < 1 || steps % lap != 0 {
        found.append(.unevenLaps(resource: resource.name, steps: steps, lap: lap))
      }
    }
  }

  // MARK: Processes

  mutating func check(_ process: Process) {
    let place = "process “\(process.name)”"
    for name in process.nodes ?? [] where !nodes.contains(name) {
      found.append(.unknownNode(name, in: place))
    }
    let clocks = Chain.touched(by: process).compactMap { name in
      resources[name]?.clock.map { (resource: name, clock: $0) }
    }
    if let first = clocks.first, let other = clocks.first(where: { $0.clock != first.clock }) {
      found.append(.hoursDiffer(process: process.name, first.resource, other.resource))
    }
    let clock = clocks.first?.clock
    for flow in process.takes { check(flow, "\(place), takes", clock) }
    for flow in process.gives { check(flow, "\(place), gives", clock) }
    for flow in process.holds {
      checkHold(flow, place, clock, by: process)
    }
    if process.holdSteps < 1 {
      found.append(
        .outOfRange(
          in: "\(place), hold steps", Double(process.holdSteps), expected: "1 step or more"))
    } else if process.holdSteps > 1, clock == nil {
      found.append(.needsHours(process: process.name, what: "holding for several steps"))
    }
    check(process.limit, "\(place), limit", clock)
    check(process.floor, "\(place), floor", clock)
    check(process.leastUse, "\(place), least use", clock, from: 0, expected: "a share, 0 or more")
    if process.delay < 0 {
      found.append(
        .outOfRange(in: "\(place), delay", Double(process.delay), expected: "0 stages or more"))
    }
    if let lasts = process.lasts {
      if lasts < 1 {
        found.append(
          .outOfRange(in: "\(place), lasts", Double(lasts), expected: "1 stage or more"))
      }
      for flow in process.gives where flow.resource != chain.value {
        if let resource = resources[flow.resource], resource.keep == nil {
          found.append(.retireWithoutKeeping(process: process.name, resource: flow.resource))
        }
      }
    }
    if clock != nil {
      if process.delay > 0 || process.lasts != nil {
        found.append(.hourlyDelay(process: process.name))
      }
      if process.whole { found.append(.hourlyWhole(process: process.name)) }
    }
    checkShareOfHolds(process, clock)
    checkSteps(process, place, clock)
  }

  /// Least use and ramps are shares of what the process holds.
  mutating func checkShareOfHolds(_ process: Process, _ clock: Clock?) {
    guard process.leastUse != nil || process.ramp != nil else { return }
    if clock == nil {
      found.append(.needsHours(process: process.name, what: "a ramp or a least use"))
    } else if process.holds.isEmpty {
      found.append(.rampWithoutHold(process: process.name))
    }
    if !process.steps.isEmpty { found.append(.steppedHold(process: process.name)) }
    for share in [process.ramp?.up, process.ramp?.down].compactMap(\.self)
    where !(share > 0 && share.isFinite) {
      found.append(
        .outOfRange(
          in: "process “\(process.name)”, ramp", share, expected: "a share of capacity above 0"))
    }
  }

  /// Steps must bring less and less of everything: then the best ones are used first without
  /// binaries.
  mutating func checkSteps(_ process: Process, _ place: String, _ clock: Clock?) {
    for (index, step) in process.steps.enumerated() {
      for flow in step.takes { check(flow, "\(place), step \(index + 1), takes", clock) }
      for flow in step.gives { check(flow, "\(place), step \(index + 1), gives", clock) }
      check(
        step.width, "\(place), step \(index + 1), width", clock, from: 0, expected: "0 or more")
      if step.width == nil, index + 1 < process.steps.count {
        found.append(.openStepNotLast(process: process.name, step: index + 1))
      }
    }
    for later in process.steps.indices.dropFirst() {
      if let error = increase(process, at: later) { found.append(error) }
    }
  }

  func increase(_ process: Process, at later: Int) -> ChainError? {
    let before = process.recipe(step: later - 1)
    let after = process.recipe(step: later)
    let touched = Set((before.takes + before.gives + after.takes + after.gives).map(\.resource))
    for resource in touched.sorted() {
      for node in chain.nodes(of: process) {
        let name = chain.future.nodes[node].name
        let old = net(before, resource, name)
        let new = net(after, resource, name)
        for (first, second) in zip(old, new) where second > first + 1e-12 * max(1, abs(first)) {
          return .increasingReturns(
            process: process.name, step: later + 1, resource: resource, before: first,
            after: second)
        }
      }
    }
    return nil
  }

  /// Gives minus takes of one resource, as one value or one an hour.
  func net(_ recipe: (takes: [Flow], gives: [Flow]), _ resource: String, _ node: String)
    -> [Double]
  {
    let length =
      (recipe.takes + recipe.gives).compactMap { $0.amount.local(at: node)?.count }.max() ?? 1
    var sum = Array(repeating: 0.0, count: length)
    for (sign, flows) in [(1.0, recipe.gives), (-1.0, recipe.takes)] {
      for flow in flows where flow.resource == resource {
        guard let local = flow.amount.local(at: node), (local.count ?? length) == length else {
          continue
        }
        for index in 0..<length { sum[index] += sign * local[index] }
      }
    }
    return sum
  }

  // MARK: Numbers

  mutating func check(_ clock: Clock, _ place: String) {
    if clock.count < 1 {
      found.append(
        .outOfRange(in: "\(place), hours", Double(clock.count), expected: "1 hour or more"))
    }
    if clock.cycles < 1 || clock.count % max(1, clock.cycles) != 0 {
      found.append(
        .outOfRange(
          in: "\(place), hours, cycles", Double(clock.cycles),
          expected: "stretches of equal length, such as whole years"))
    }
    if !(clock.step > 0 && clock.step.isFinite) {
      found.append(
        .outOfRange(in: "\(place), hours, step", clock.step, expected: "more than 0 hours"))
    }
    check(
      Amount(everywhere: clock.weight), "\(place), hours, weight", clock, from: 0,
      expected: "0 or more")
  }

  /// Stands for "series are allowed, their length is checked elsewhere".
  var anyHours: Clock { Clock(count: 0) }

  mutating func check(_ flow: Flow, _ place: String, _ clock: Clock?) {
    if flow.resource != chain.value, resources[flow.resource] == nil {
      found.append(.unknownResource(flow.resource, in: place))
    }
    check(flow.amount, "\(place) “\(flow.resource)”", clock)
  }

  mutating func checkHold(_ flow: Flow, _ place: String, _ clock: Clock?, by holder: Process?) {
    check(flow, "\(place), holds", clock)
    if flow.resource == chain.value { found.append(.cannotHoldValue(place)) }
    if let held = resources[flow.resource], held.clock != nil,
      holder == nil || held.keep == nil || held.clock != clock
    {
      found.append(.holdsHourly(place, resource: flow.resource))
    }
    if let hours = resources[flow.resource]?.availability {
      let place = "resource “\(flow.resource)”, availability"
      if let clock {
        checkLengths(hours, place, clock)
      } else if hours.locals.contains(where: { $0.count != nil }) {
        found.append(.seriesWithoutHours(in: place))
      }
    }
    for local in flow.amount.locals {
      let least = local.count == nil ? local[0] : (0..<(local.count ?? 0)).map { local[$0] }.min()
      if let least, least < 0 {
        found.append(
          .outOfRange(in: "\(place), holds “\(flow.resource)”", least, expected: "0 or more"))
      }
    }
  }

  mutating func check(
    _ amount: Amount?, _ place: String, _ clock: Clock?, from least: Double? = nil,
    expected: String = "", lengths: Bool = true
  ) {
    guard let amount else { return }
    for name in amount.byNode.keys.sorted() where !nodes.contains(name) {
      found.append(.unknownNode(name, in: place))
    }
    for local in amount.locals {
      guard local.isFinite else {
        found.append(.notFinite(in: place))
        continue
      }
      if local.count != nil, clock == nil { found.append(.seriesWithoutHours(in: place)) }
      if let least {
        let values: [Double] =
          switch local {
          case .constant(let value): [value]
          case .series(let values): values
          }
        if let low = values.first(where: { $0 < least }) {
          found.append(.outOfRange(in: place, low, expected: expected))
        }
      }
    }
    if lengths, let clock { checkLengths(amount, place, clock) }
  }

  mutating func checkLengths(_ amount: Amount, _ place: String, _ clock: Clock) {
    for count in amount.locals.compactMap(\.count) where count != clock.count {
      found.append(.seriesLength(in: place, found: count, expected: clock.count))
    }
  }
}
