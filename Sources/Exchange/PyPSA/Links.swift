import Chains

extension NetworkImport {
  /// A link takes from its first bus and gives to the others; a process has a rate at each.
  mutating func addLink(_ link: Component) {
    guard let activity = timeline.activity(link) else { return }
    let name = processName(link)
    let cost = link.local("marginal_cost")
    let ports = ports(of: link)
    let timeline = timeline
    let sides = run(link, name, activity) { process, side, _ in
      for port in ports where port.delay <= 0 { process.touch(port.bus, port.rate * side) }
      process.touch(Draft.money, -cost * timeline.costs * side)
    }
    addDelays(link, name, ports, activity: activity, sides: sides)
  }

  private func ports(of link: Component) -> [Port] {
    let isLink = link.kind == .links
    var ports = [
      Port(bus: bus(link.text("bus0")), rate: isLink ? .constant(-1) : link.local("rate0")),
      Port(bus: bus(link.text("bus1")), rate: link.local(isLink ? "efficiency" : "rate1")),
    ]
    setDelay(&ports[0], isLink ? nil : "delay0", of: link)
    setDelay(&ports[1], isLink ? "delay" : "delay1", of: link)
    let further = link.table.texts.keys.compactMap { key in
      key.hasPrefix("bus") ? Int(key.dropFirst(3)) : nil
    }
    for port in further.filter({ $0 >= 2 }).sorted() {
      let name = link.text("bus\(port)")
      if name.isEmpty { continue }
      // Attributes of further ports have no table of defaults; PyPSA's is 1.
      let rate = link.local(isLink ? "efficiency\(port)" : "rate\(port)")
        .map { $0.isNaN ? 1 : $0 }
      ports.append(Port(bus: bus(name), rate: rate))
      setDelay(&ports[ports.count - 1], "delay\(port)", of: link)
    }
    return ports
  }

  private func setDelay(_ port: inout Port, _ attribute: String?, of link: Component) {
    guard let attribute else { return }
    let delay = link.number(attribute)
    if delay.isNaN { return }
    if delay.rounded() != delay {
      refuse(link, "expected \(attribute) in whole units, found \(delay)")
    }
    // PyPSA takes a delay below 0 for none.
    port.delay = max(0, delay)
    let flag = "cyclic_\(attribute)"
    port.isCyclic = link.table.flags[flag].map { $0[link.row] } ?? true
  }
}
