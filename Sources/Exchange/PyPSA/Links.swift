import Chains

extension NetworkImport {
  /// A link takes from its first bus and gives to the others; a process has a rate at each.
  mutating func addLink(_ link: Component) {
    guard let activity = timeline.activity(link) else { return }
    let name = processName(link)
    let cost = link.local("marginal_cost")
    let ports = ports(of: link)
    let timeline = timeline
    run(link, name, activity) { process, side, _ in
      for port in ports { process.touch(port.bus, port.rate * side) }
      process.touch(Draft.money, -cost * timeline.costs * side)
    }
  }

  private func ports(of link: Component) -> [(bus: String, rate: Amount.Local)] {
    var ports: [(bus: String, rate: Amount.Local)] = []
    let isLink = link.kind == .links
    ports.append(
      (bus(link.text("bus0")), isLink ? .constant(-1) : link.local("rate0")))
    ports.append((bus(link.text("bus1")), link.local(isLink ? "efficiency" : "rate1")))
    let further = link.table.texts.keys.compactMap { key in
      key.hasPrefix("bus") ? Int(key.dropFirst(3)) : nil
    }
    for port in further.filter({ $0 >= 2 }).sorted() {
      let name = link.text("bus\(port)")
      if name.isEmpty { continue }
      let attribute = isLink ? "efficiency\(port)" : "rate\(port)"
      let rate = link.local(attribute)
      // Attributes of further ports have no table of defaults; PyPSA's is 1.
      ports.append((bus(name), rate.map { $0.isNaN ? 1 : $0 }))
    }
    return ports
  }
}
