import Studies

/// A chart of columns over the nodes of a future: parts on top of each other, or side by side.
struct ColumnChart: Encodable, Sendable {
  /// Of the element into which it is drawn.
  var identifier: String
  /// Of the axis, with its unit.
  var title: String
  var unit: String
  /// What stands below the chart.
  var caption: String
  var places: [String]
  var parts: [Part]
  var isGrouped = false
  /// What the parts are to be held against, such as a price.
  var mark: Part?

  struct Part: Encodable, Sendable {
    var name: String
    /// A variable of the style sheet without its dashes; one that it does not have gets a colour of its own.
    var color: String
    var values: [Double?]
  }

  var html: HTML {
    ReportSection.chart(
      identifier, "Columns: \(title)", "\(caption)", height: parts.count > 6 ? 400 : 360,
      legend: true)
  }
}

/// What a study with halls and chips has on its page besides tables: chips, halls, sales and what a unit costs.
struct FleetCharts {
  private let document: PlanDocument
  private let columns: StageColumns
  /// More nodes than these make columns too narrow to read; then there is one for each year.
  private static let most = 16

  init(_ document: PlanDocument) {
    self.document = document
    columns = StageColumns(
      document.sites.first?.answer.stages ?? [], probability: document.nodes.map(\.probability),
      levels: document.levels, most: Self.most)
  }

  var charts: [ColumnChart] {
    guard let fleet = document.fleet, !columns.columns.isEmpty else { return [] }
    let business = [chips(fleet), futures(fleet), halls(fleet), revenue(fleet), served(fleet)]
    return (business + stacks(fleet))
      .filter { !$0.parts.isEmpty }
  }

  private func chart(
    _ identifier: String, _ title: String, _ unit: String, _ caption: String,
    _ parts: [ColumnChart.Part]
  ) -> ColumnChart {
    ColumnChart(
      identifier: identifier, title: title, unit: unit, caption: caption, places: columns.titles,
      parts: parts.filter { $0.values.contains { abs($0 ?? 0) > 1e-9 } })
  }

  private func part(_ name: String, color: String? = nil, _ value: (Int) -> Double)
    -> ColumnChart.Part
  {
    ColumnChart.Part(
      name: name, color: color ?? Palette.color(name), values: columns.values(value).map(\.finite))
  }

  private func chips(_ fleet: FleetAnswer) -> ColumnChart {
    chart(
      "chart-fleet-chips", "Chips installed, thousand", "thousand chips",
      "Chips by accelerator, at all sites together.",
      kinds(fleet).map { kind in part(kind) { installed(fleet.stages[$0], kind) } })
  }

  /// The last nodes of a tree that is shown by years otherwise, each a column of its own.
  private func futures(_ fleet: FleetAnswer) -> ColumnChart {
    let levels = document.levels
    let last = levels.indices.filter { levels[$0] == levels.max() }
    let isTree = columns.columns.count < document.nodes.count
    var own = chart(
      "chart-fleet-futures", "Chips installed, thousand", "thousand chips",
      "The same at the end of each future.",
      isTree && last.count <= Self.most * 2
        ? kinds(fleet).map { kind in
          ColumnChart.Part(
            name: kind, color: Palette.color(kind),
            values: last.map { installed(fleet.stages[$0], kind).finite })
        } : [])
    own.places = last.map { document.nodes[$0].name }
    return own
  }

  /// Accelerators, leased ones by themselves.
  private func kinds(_ fleet: FleetAnswer) -> [String] {
    fleet.stages.flatMap(\.chips).map(Self.kind).unique
  }

  private static func kind(_ chips: FleetAnswer.Chips) -> String {
    chips.site == nil ? "\(chips.accelerator), leased" : chips.accelerator
  }

  private func installed(_ stage: FleetAnswer.Stage, _ kind: String) -> Double {
    stage.chips.filter { Self.kind($0) == kind }.reduce(0) { $0 + $1.installed } / 1000
  }

  private func halls(_ fleet: FleetAnswer) -> ColumnChart {
    let sites = fleet.stages.first?.halls.map(\.site) ?? []
    return chart(
      "chart-fleet-halls", "Halls, MW of IT", "MW", "Halls by site, in MW of IT.",
      sites.indices.map { site in
        part("\(sites[site])") { fleet.stages[$0].halls[site].built }
      })
  }

  private func revenue(_ fleet: FleetAnswer) -> ColumnChart {
    let names = fleet.stages.first?.products.map(\.name) ?? []
    return chart(
      "chart-fleet-revenue", "Revenue, billion USD a year", "billion USD",
      "What products earn in a year of each stage; the mark is what everything costs.",
      names.indices.map { index in
        part(names[index]) { fleet.stages[$0].products[index].revenue / 1e9 }
      }
    ).marked(part("cost") { fleet.stages[$0].cost / 1e9 })
  }

  private func served(_ fleet: FleetAnswer) -> ColumnChart {
    let names = fleet.stages.first?.products.map(\.name) ?? []
    var own = chart(
      "chart-fleet-served", "Share of the demand that is served, %", "%",
      "How much of the demand at the stated price is sold.",
      names.indices.map { index in
        part(names[index]) { 100 * fleet.stages[$0].products[index].servedShare }
      })
    own.isGrouped = true
    return own
  }

  // MARK: What a unit costs

  private func stacks(_ fleet: FleetAnswer) -> [ColumnChart] {
    let products = fleet.stages.first?.products ?? []
    return products.indices.compactMap { index in
      let product = products[index]
      func stack(_ stage: Int) -> FleetAnswer.Stack? {
        fleet.stages[stage].stacks.first { $0.name == product.name }
      }
      // Means of cost over means of units, so that layers add up.
      let units = columns.values { fleet.stages[$0].products[index].sold }
      func perUnit(_ value: (Int) -> Double) -> [Double?] {
        zip(columns.values(value), units).map { $1 > 0 ? ($0 / $1).finite : nil }
      }
      let totals = perUnit { stack($0)?.total ?? 0 }
      guard let largest = totals.compactMap(\.self).max(), largest > 0 else { return nil }
      let multiple = CountedUnit.multiple(largest / 10)
      func scaled(_ values: [Double?]) -> [Double?] { values.map { $0.map { $0 * multiple } } }
      let unit = "USD per \(CountedUnit.word(multiple))\(product.unit)"
      let parts = FleetAnswer.Layer.allCases.map { layer in
        ColumnChart.Part(
          name: layer.rawValue, color: Self.color(layer),
          values: scaled(perUnit { stack($0)?.layers[layer] ?? 0 }))
      }
      let price = ColumnChart.Part(
        name: "price", color: "text",
        values: scaled(perUnit { fleet.stages[$0].products[index].revenue }))
      return chart(
        "chart-fleet-stack-\(index)", "\(product.name), \(unit)", unit,
        "What a unit of \(product.name) costs on average, by layer; the mark is its price.", parts
      ).marked(price)
    }
  }

  /// Layers keep their colours from chart to chart: those of what they pay for.
  private static func color(_ layer: FleetAnswer.Layer) -> String {
    switch layer {
    case .fuel: "tech-gas-engine"
    case .generation: "tech-solar"
    case .storage: "tech-battery"
    case .grid: "tech-grid"
    case .emissions: "tech-diesel-backup"
    case .shortage: "tech-unserved"
    case .hall: "tech-ccgt"
    case .chip: "tech-nuclear"
    case .lease: "tech-fusion"
    case .waiting: "tech-curtailed"
    case .selling: "tech-wind"
    case .royalty: "tech-geothermal"
    case .own: "tech-smr"
    }
  }
}

extension ColumnChart {
  /// With something to hold the parts against, where there is any.
  fileprivate func marked(_ part: Part) -> ColumnChart {
    var chart = self
    if part.values.contains(where: { abs($0 ?? 0) > 1e-9 }) { chart.mark = part }
    return chart
  }
}
