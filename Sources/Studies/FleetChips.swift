import Catalog
import Finance
import Quantities
import Yams

/// Accelerators: what they cost, what they draw, how many can be had.
extension FleetSection {
  static let acceleratorKeys = [
    "like", "price", "network and storage", "power", "idle power", "availability", "fixed O&M",
    "life", "discount rate", "from", "lead time", "shipments", "existing", "existing until",
    "lease", "permit", "owner",
  ]

  func accelerator(_ name: String, _ field: Field, _ own: Entries) -> Fleet.Accelerator? {
    own.only(Self.acceleratorKeys)
    guard let technology = technology(name, field, own) else { return nil }
    guard let price = price(name, own, technology: technology),
      let power = one(
        own, "power", Self.unit("kW/chip"), name, technology: technology, parameter: "server power",
        such: "1.3 kW/chip, with its part of the server"),
      let life = one(own, "life", .year, name, technology: technology, such: "5 years"),
      let rate = rate(own, name, technology: technology)
    else { return nil }
    guard life.value >= 1 else {
      own["life"]?.expected("a life of at least 1 year")
      return nil
    }
    guard power.value > 0 else {
      own["power"]?.expected("a power above 0")
      return nil
    }
    let availability = own["availability"].map { $0.share("a share of the hours") } ?? 1
    let idle = own["idle power"].map { $0.share("a share of the power of busy chips") } ?? 0
    guard let availability, let idle else { return nil }
    guard availability > 0 else {
      own["availability"]?.expected("a share above 0")
      return nil
    }
    var accelerator = Fleet.Accelerator(
      name: name, technology: technology.isEmpty ? nil : technology, price: price,
      charge: price.map {
        annuityCharge(overnight: $0, rate: rate, construction: 0, life: life.value)
      },
      fixed: own["fixed O&M"]?.quantity(
        in: Self.unit("USD/chip-year"), "a yearly cost", atLeast: 0) ?? 0,
      power: power.value / 1000, idlePower: idle, availability: availability, life: life.value,
      firstYear: firstYear(own, name, technology: nil),
      leadTime: leadTime(own, name, technology: nil), isPermitted: isPermitted(own),
      existing: sections.map { _ in 0 },
      existingUntil: own["existing until"]?.integer(
        "the year in which they are scrapped", in: 2000...2200))
    if let shipments = own["shipments"] {
      guard
        let values = section.byStage(
          shipments, in: Self.unit("chip/year"), "chips a year", interpolated: true)
      else { return nil }
      accelerator.shipments = values
    }
    accelerator.owner = section.owner(own)
    guard let existing = existing(own) else { return nil }
    accelerator.existing = existing
    if accelerator.existingUntil != nil, existing.allSatisfy({ $0 == 0 }) {
      own["existing until"]?.error("`existing until` has no effect without `existing`")
    }
    if let field = own["lease"] {
      guard let lease = lease(field) else { return nil }
      accelerator.lease = lease
    }
    return accelerator
  }

  /// The catalog's name; empty for one that the study describes itself; `nil` after an error.
  private func technology(_ name: String, _ field: Field, _ own: Entries) -> String? {
    let known = Self.accelerators
    let wanted = own["like"].map { $0.text("the name of an accelerator") } ?? name
    guard let wanted else { return nil }
    let word = wanted.lowercased()
    if let found = known.first(where: { $0.name == word || $0.aliases.contains(word) }) {
      return found.name
    }
    // One of the study's own says what it costs and draws.
    if own["like"] == nil, own["price"] != nil, own["power"] != nil { return "" }
    (own["like"] ?? field).error(
      "there is no accelerator “\(wanted)”"
        + suggestion(word, known.flatMap { [$0.name] + $0.aliases })
        + "; expected one of \(known.map(\.name).joined(separator: ", ")), or one of your own with "
        + "`price`, `power` and `life`")
    return nil
  }

  /// USD per chip, with its part of server, network and storage.
  private func price(_ name: String, _ own: Entries, technology: String) -> [Double]? {
    let unit = Self.unit("USD/chip")
    let catalog = technology.isEmpty ? nil : technology
    let more = own["network and storage"].map { $0.quantity(in: .one, "a share of the price") }
    if case .some(nil) = more { return nil }
    let share = (more ?? nil) ?? 0
    if own["price"] != nil {
      return byStage(own, "price", unit, name, technology: nil)?.map { $0 * (1 + share) }
    }
    if more == nil,
      let all = byStage(own, "price", unit, name, technology: catalog, parameter: "server cost")
    {
      return all
    }
    guard
      let chip = byStage(
        own, "price", unit, name, technology: catalog, parameter: "chip price")
    else {
      own.owner.error(
        "missing “price”: the catalog has none for “\(name)”; write one such as 40000 USD/chip")
      return nil
    }
    if more == nil {
      section.note(
        "\(name), network and storage",
        Traced(
          Self.surroundings, "of the chip's price",
          .program(
            "Bernstein: network 13 %, storage 1.25 % and CPU 3 % of capital beside 39 % for chips"))
      )
    }
    return chip.map { $0 * (1 + (more == nil ? Self.surroundings : share)) }
  }

  /// Server, network and storage beside a chip, as a share of its price (Bernstein's shares of the
  /// capital of a data centre: (13 + 1.25 + 3) / 39).
  static let surroundings = (13 + 1.25 + 3) / 39

  private func existing(_ own: Entries) -> [Double]? {
    guard let field = own["existing"] else { return sections.map { _ in 0 } }
    let unit = Self.unit("chip")
    guard field.isMapping, let map = field.map() else {
      guard let value = field.quantity(in: unit, "chips that stand", atLeast: 0) else { return nil }
      guard sections.count == 1 else {
        field.expected("chips by site, such as {\(campuses[0].site.name): 10000 chips}")
        return nil
      }
      return [value]
    }
    let names = campuses.map(\.site.name)
    map.only(names)
    var values = sections.map { _ in 0.0 }
    for entry in map.entries {
      guard let site = names.firstIndex(of: entry.name) else { continue }
      guard let value = entry.field.quantity(in: unit, "chips that stand", atLeast: 0) else {
        return nil
      }
      values[site] = value
    }
    return values
  }

  private func lease(_ field: Field) -> Fleet.Lease? {
    guard let own = field.map("a lease such as {price: 2.4 USD/chip-h, at most: 10000 chips}")
    else { return nil }
    own.only(["price", "at most", "term"])
    guard let price = own.require("price", "a price such as 2.4 USD/chip-h"),
      let values = section.byStage(
        price, in: Self.unit("USD/chip-h"), "a price", interpolated: true)
    else { return nil }
    var lease = Fleet.Lease(price: values)
    if let most = own["at most"] {
      guard
        let values = section.byStage(most, in: Self.unit("chip"), "chips", interpolated: true)
      else { return nil }
      lease.maximum = values
    }
    if let term = own["term"] {
      guard let years = term.quantity(in: .year, "a term", atLeast: 0), years >= 1 else {
        term.expected("a term of 1 year or more")
        return nil
      }
      lease.term = years
    }
    return lease
  }
}
