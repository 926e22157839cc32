import Chains

/// What a link gives some snapshots after it has taken.
///
/// The flow is a stock whose level is the flow itself; the level before is the level less what it
/// has risen by, so a second stock can be told to be the first one snapshot ago, and so on for each
/// snapshot of the delay.
extension NetworkImport {
  /// A port of a link or process with its coefficient at the time of arrival.
  struct Port {
    var bus: String
    var rate: Amount.Local
    /// In units of the generators' weighting, as PyPSA counts it.
    var delay = 0.0
    /// What leaves at the end of a period arrives at its beginning.
    var isCyclic = true
  }

  /// Lets the delayed ports of a link give.
  ///
  /// - Parameter sides: the processes of the flow with their signs.
  mutating func addDelays(
    _ link: Component, _ name: String, _ ports: [Port], activity: Amount.Local,
    sides: [(name: String, sign: Double)]
  ) {
    let late = ports.filter { $0.delay > 0 }
    guard !late.isEmpty, !sides.isEmpty else { return }
    let weights = network.snapshots.generators
    guard let weight = weights.first, weight > 0, weights.allSatisfy({ $0 == weight }) else {
      refuse(
        link, "a delay needs snapshots that all have the same weighting of generators, above 0")
      return
    }
    if sides.contains(where: { $0.sign < 0 }) {
      refuse(link, "a delay of a flow both ways is not imported")
      return
    }
    for isCyclic in [true, false] {
      let own = late.filter { $0.isCyclic == isCyclic }
      guard let longest = own.map(\.delay).max() else { continue }
      // Rounded up, and not by what is lost in the division.
      let steps = { (delay: Double) in Int((delay / weight - 1e-9).rounded(.up)) }
      let length = timeline.hasPeriods ? network.snapshots.periods[0].range.count : timeline.count
      if isCyclic, network.snapshots.periods.contains(where: { $0.range.count != length }) {
        refuse(link, "a delay around periods of different length is not imported")
        return
      }
      let past = pastLevels(
        of: sides[0].name, name, count: min(steps(longest), Self.mostSteps), lap: length,
        isCyclic: isCyclic, activity: activity)
      for port in own {
        let shift = isCyclic ? steps(port.delay) % length : steps(port.delay)
        give(port, shift, length, past, sides[0].name)
      }
      if steps(longest) > Self.mostSteps, length > Self.mostSteps {
        refuse(link, "a delay of more than \(Self.mostSteps) snapshots is not imported")
      }
    }
  }

  /// Every snapshot of a delay is a stock with a row for each snapshot.
  private static let mostSteps = 200

  private struct Past {
    /// The level one snapshot ago is the stock, less what has come, plus what has gone.
    var stock: String
    var rise: String
    var fall: String
  }

  private mutating func pastLevels(
    of process: String, _ name: String, count: Int, lap: Int, isCyclic: Bool,
    activity: Amount.Local
  ) -> [Past] {
    var levels: [Past] = []
    let isLapped = isCyclic && timeline.hasPeriods
    for number in 0..<min(count, lap) {
      let word = number == 0 ? "\(name) on its way" : "\(name) on its way for \(number + 1)"
      let stock = draft.add(
        Resource(
          name: word, clock: timeline.clock, keep: 1, exact: true,
          ends: isLapped ? .laps(lap) : isCyclic ? .cyclic : .start(0)))
      let same = draft.add(Resource(name: "\(word), told", clock: timeline.clock, exact: true))
      draft[resource: stock].upkeep.append(Flow(same, 1))
      var rise = Process(name: "\(word), more")
      rise.touch(stock, .constant(1 / timeline.step))
      var fall = Process(name: "\(word), less")
      fall.touch(stock, .constant(-1 / timeline.step))
      let level = Past(stock: stock, rise: draft.add(rise), fall: draft.add(fall))
      if let before = levels.last {
        touchPast(before, same, .constant(1))
      } else {
        draft[process: process].touch(same, activity)
      }
      levels.append(level)
    }
    return levels
  }

  /// Gives an amount per unit of what a level was one snapshot ago.
  private mutating func touchPast(_ level: Past, _ resource: String, _ amount: Amount.Local) {
    draft[resource: level.stock].upkeep.append(Flow(resource, Amount(-amount)))
    draft[process: level.rise].touch(resource, -amount)
    draft[process: level.fall].touch(resource, amount)
  }

  private mutating func give(
    _ port: Port, _ shift: Int, _ length: Int, _ past: [Past], _ process: String
  ) {
    if shift == 0 {
      draft[process: process].touch(port.bus, port.rate)
      return
    }
    guard past.indices.contains(shift - 1) else { return }
    var rate = port.rate
    if !port.isCyclic {
      let starts = timeline.starts
      rate = Amount.Local(
        (0..<timeline.count).map { hour in
          let start = starts.last { $0 <= hour } ?? 0
          return hour - start < shift ? 0 : port.rate[hour]
        })
    }
    if !rate.isZero { touchPast(past[shift - 1], port.bus, rate) }
  }
}
