import Quantities
import Studies

/// The part of the terminal page that is about several sites, a tree, or what runs on their power.
struct FleetText {
  let document: PlanDocument
  let width: Int
  private let columns: StageColumns

  init(_ document: PlanDocument, width: Int) {
    self.document = document
    self.width = width
    columns = StageColumns(
      document.sites[0].answer.stages, probability: document.nodes.map(\.probability),
      levels: document.levels)
  }

  func lines() -> [String] {
    var lines = headline()
    for own in tables {
      var table = TextTable([own.title] + columns.titles, rightAligned: columns.right)
      for row in own.rows { table.add(row) }
      lines += table.lines(width: width) + [""]
    }
    if let fleet = document.fleet { lines += margins(fleet) }
    for listing in times + earnings { lines += listing.lines(width: width) }
    return lines
  }

  private var times: [Listing] { TimeText(document: document, columns: columns).listings }
  private var earnings: [Listing] { EarningsText(document: document).listings }

  /// A table over the columns of the future.
  struct Table {
    var title: String
    var rows: [[String]]
  }

  /// What is sold, chips and halls, power, and what a unit costs.
  var tables: [Table] {
    guard let fleet = document.fleet else { return power() }
    return business(fleet) + chips(fleet) + power() + stacks(fleet)
  }

  /// The same tables for a page.
  var sections: [ReportSection] {
    let own = [("time", "Time to power", times), ("scarce", "What scarce things earn", earnings)]
    return [section]
      + own.filter { !$0.2.isEmpty }.map {
        ReportSection(identifier: $0.0, title: $0.1, body: $0.2.map(\.html).joined())
      }
  }

  private var section: ReportSection {
    let charts = FleetCharts(document).charts.map(\.html)
    let pieces = tables.map { own -> HTML in
      var table = HTMLTable(own.title, [""] + columns.titles.map { "#" + $0 })
      for row in own.rows { table.add(row.map { "\($0)" }) }
      return table.html
    }
    return ReportSection(
      identifier: "fleet",
      title: document.fleet == nil ? "Sites and futures" : "What is sold, and what a unit costs",
      body: """
        <p class="lead">\(headline().dropFirst(2).filter { !$0.isEmpty }.joined(separator: " "))</p>
        \(charts.joined())
        \(charts.isEmpty ? pieces.joined() : "<details open><summary>The numbers</summary>\(pieces.joined())</details>")
        """)
  }

  // MARK: The answer in words

  private func headline() -> [String] {
    let places = document.sites.map(\.site.name).joined(separator: ", ")
    let money = document.money?.replacing(" USD", with: "") ?? ""
    var lines = ["\(places), money of \(money)", ""]
    let start = document.nodes[0].name
    if document.fleet != nil {
      lines += TextTable.wrap(
        document.objective >= 0
          ? "The plan earns \(formatMoney(document.objective)), expected and worth at the start of "
            + "\(start): all sales less power, halls, chips and everything else."
          : "The plan loses \(formatMoney(-document.objective)), expected and worth at the start of "
            + "\(start): what must be served costs more than it earns.", indent: 0, width: width)
    } else {
      lines += TextTable.wrap(
        "The costs of all years are worth \(formatMoney(document.cost)) at the start of \(start)"
          + "\(document.nodes.contains { $0.probability < 1 } ? ", expected" : "").", indent: 0,
        width: width)
    }
    return lines + [""]
  }

  private func row(_ title: String, _ value: (Int) -> Double, _ show: (Double) -> String)
    -> [String]?
  {
    let values = columns.values(value)
    guard values.contains(where: { abs($0) > 1e-9 }) else { return nil }
    return [title] + values.map { abs($0) > 1e-9 ? show($0) : "–" }
  }

  private func ratio(_ title: String, _ above: (Int) -> Double, _ below: (Int) -> Double)
    -> [String]?
  {
    let values = zip(columns.values(above), columns.values(below)).map { $1 > 1e-9 ? $0 / $1 : 0 }
    guard values.contains(where: { abs($0) > 1e-9 }) else { return nil }
    return [title] + values.map { abs($0) > 1e-9 ? format($0) : "–" }
  }

  private func table(_ title: String, _ rows: [[String]?]) -> [Table] {
    let rows = rows.compactMap { $0 }
    return rows.isEmpty ? [] : [Table(title: title, rows: rows)]
  }

  // MARK: Business

  private func business(_ fleet: FleetAnswer) -> [Table] {
    var rows: [[String]?] = []
    for (index, product) in (fleet.stages.first?.products ?? []).enumerated() {
      rows.append(
        row("\(product.name) sold a year", { fleet.stages[$0].products[index].sold }) {
          CountedUnit.amount($0, product.unit)
        })
      rows.append(
        row("  of the demand", { fleet.stages[$0].products[index].servedShare }) {
          "\(format(100 * $0)) %"
        })
      rows.append(
        row("  users", { fleet.stages[$0].products[index].users ?? 0 }) {
          CountedUnit.amount($0, "")
        })
    }
    rows.append(row("revenue a year", { fleet.stages[$0].revenue }) { formatMoney($0) })
    rows.append(row("cost a year", { fleet.stages[$0].cost }) { formatMoney($0) })
    rows.append(
      row("surplus a year", { fleet.stages[$0].revenue - fleet.stages[$0].cost }) {
        formatMoney($0)
      })
    return table("What is sold", rows)
  }

  private func chips(_ fleet: FleetAnswer) -> [Table] {
    struct Key: Hashable {
      var accelerator: String
      var site: String?
    }
    var keys: [Key] = []
    for chips in fleet.stages.flatMap(\.chips) {
      let key = Key(accelerator: chips.accelerator, site: chips.site)
      if !keys.contains(key) { keys.append(key) }
    }
    var rows: [[String]?] = []
    for key in keys {
      func own(_ stage: Int) -> FleetAnswer.Chips? {
        fleet.stages[stage].chips.first { $0.accelerator == key.accelerator && $0.site == key.site }
      }
      let place = key.site.map { document.sites.count > 1 ? ", \($0)" : "" } ?? ", leased"
      rows.append(
        row(key.accelerator + place, { own($0)?.installed ?? 0 }) {
          CountedUnit.amount($0, "chips")
        })
      rows.append(
        row("  of them idle", { own($0)?.idle ?? 0 }) { CountedUnit.amount($0, "chips") })
    }
    rows.append(
      row("idle chip-hours a year", { fleet.stages[$0].idleHours }) { CountedUnit.amount($0, "") })
    rows.append(row("what they cost a year", { fleet.stages[$0].idleCost }) { formatMoney($0) })
    for (site, hall) in (fleet.stages.first?.halls ?? []).enumerated() {
      let place = document.sites.count > 1 ? ", \(hall.site)" : ""
      rows.append(row("halls\(place)", { fleet.stages[$0].halls[site].built }, formatPower))
    }
    var tables = table("Chips and halls", rows)
    var work: [[String]?] = []
    for name in fleet.stages.flatMap(\.work).map(\.work).unique {
      for accelerator in fleet.stages.flatMap(\.work).map(\.accelerator).unique {
        work.append(
          row(
            "\(name) on \(accelerator)",
            { stage in
              fleet.stages[stage].work.filter {
                $0.work == name && $0.accelerator == accelerator
              }.reduce(0) { $0 + $1.chips }
            }, { CountedUnit.amount($0, "chips") }))
      }
    }
    for name in fleet.stages.flatMap(\.waiting).map(\.work).unique {
      func own(_ stage: Int) -> [FleetAnswer.Waiting] {
        fleet.stages[stage].waiting.filter { $0.work == name }
      }
      work.append(
        ratio(
          "\(name) that may wait, hours in the mean",
          { own($0).reduce(0) { $0 + $1.units * $1.hours } },
          { own($0).reduce(0) { $0 + $1.units } }))
    }
    tables += table("Which chips do which work", work)
    return tables
  }

  // MARK: Power

  private func power() -> [Table] {
    var tables: [Table] = []
    for place in document.sites {
      let stages = place.answer.stages
      var rows: [[String]?] = []
      for (index, capacity) in (stages.first?.capacities ?? []).enumerated() {
        rows.append(
          row(capacity.name, { stages[$0].built(stages[$0].capacities[index]) }) {
            capacity.unit == "MWh" ? formatEnergy($0) : formatPower($0)
          })
      }
      rows.append(row("energy used a year", { stages[$0].served }, formatEnergy))
      // Means over nodes of money and of energy, not of their ratio: some nodes use none.
      rows.append(
        ratio("cost, USD/MWh", { stages[$0].annualCost }, { stages[$0].served }))
      rows.append(
        ratio(
          "clean, %", { 100 * stages[$0].cleanShare * stages[$0].served }, { stages[$0].served }))
      rows.append(row("emissions, kt/year", { stages[$0].emissions / 1000 }, { format($0) }))
      rows.append(row("unserved", { stages[$0].unserved }, formatEnergy))
      tables += table(document.sites.count > 1 ? "Power at \(place.site.name)" : "Power", rows)
    }
    return tables
  }

  // MARK: What a unit costs

  private func stacks(_ fleet: FleetAnswer) -> [Table] {
    var tables: [Table] = []
    for (index, product) in (fleet.stages.first?.products ?? []).enumerated() {
      func stack(_ stage: Int) -> FleetAnswer.Stack? {
        fleet.stages[stage].stacks.first { $0.name == product.name }
      }
      // Means of cost over means of units, so that layers add up.
      let units = columns.values { fleet.stages[$0].products[index].sold }
      let totals = columns.values { stack($0)?.total ?? 0 }
      guard let largest = zip(totals, units).compactMap({ $1 > 0 ? $0 / $1 : nil }).max(),
        largest > 0
      else { continue }
      let multiple = CountedUnit.multiple(largest / 10)
      func show(_ values: [Double]) -> [String] {
        zip(values, units).map { $1 > 0 ? format($0 / $1 * multiple) : "–" }
      }
      var rows: [[String]?] = []
      for layer in FleetAnswer.Layer.allCases {
        let values = columns.values { stack($0)?.layers[layer] ?? 0 }
        // A layer that costs less than a millionth is the rounding of a price.
        let own = zip(values, totals).map { abs($0) > 1e-6 * abs($1) ? $0 : 0 }
        if own.contains(where: { $0 != 0 }) { rows.append([layer.rawValue] + show(own)) }
      }
      rows.append(["all"] + show(totals))
      let revenue = columns.values { fleet.stages[$0].products[index].revenue }
      if revenue.contains(where: { $0 > 0 }) { rows.append(["price"] + show(revenue)) }
      tables += table(
        "\(product.name), USD per \(CountedUnit.word(multiple))\(product.unit)", rows)
    }
    return tables
  }

  private func margins(_ fleet: FleetAnswer) -> [String] {
    guard let stage = fleet.stages.first(where: { !$0.margins.isEmpty }) else { return [] }
    // What may wait beside it pays a part of it back.
    let hasWaiting = stage.margins.contains { abs($0.waiting) > 1e-6 * abs($0.price) }
    var table = TextTable(
      ["One more unit in \(stage.name)", "costs", "energy", "hall", "chip"]
        + (hasWaiting ? ["waiting"] : []) + ["on"], rightAligned: Set(1...(hasWaiting ? 5 : 4)))
    for margin in stage.margins {
      let multiple = CountedUnit.multiple(margin.price / 10)
      func show(_ value: Double) -> String { format(value * multiple) }
      table.add(
        [
          "\(margin.work), USD per \(CountedUnit.word(multiple))\(margin.unit)",
          show(margin.price), show(margin.energy), show(margin.hall),
          show(margin.chip + margin.rest),
        ] + (hasWaiting ? [show(margin.waiting)] : []) + [
          margin.accelerator + (margin.site.map { document.sites.count > 1 ? ", \($0)" : "" } ?? "")
        ])
    }
    return table.lines(width: width) + [""]
  }
}

extension FleetAnswer.Product {
  /// Share of the demand at the stated price that is served.
  var servedShare: Double {
    guard let demand, demand > 0, users == nil else { return 0 }
    return sold / demand
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, in the order in which they first come.
  var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
