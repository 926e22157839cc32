import Quantities
import Studies

/// Costs of a stage by supply and cause; the cells add up to the total.
struct CostTable {
  let stage: CampusAnswer.Stage
  let stages: Int
  private let palette: Palette
  /// Supplies in the order in which the plan lists them.
  private let supplies: [String]
  private let causes: [CampusAnswer.Cost.Cause]

  init(_ document: PlanDocument, _ stage: CampusAnswer.Stage, _ stages: Int) {
    self.stage = stage
    self.stages = stages
    palette = Palette(document)
    var names: [String] = []
    for cost in stage.costs where !names.contains(cost.name) { names.append(cost.name) }
    supplies = names
    causes = CampusAnswer.Cost.Cause.allCases.filter { cause in
      stage.costs.contains { $0.cause == cause && $0.amount != 0 }
    }
  }

  /// USD a year of one supply for one cause, or of all where either is left out.
  func sum(_ supply: String? = nil, _ cause: CampusAnswer.Cost.Cause? = nil) -> Double {
    stage.costs.reduce(0) { sum, cost in
      if let supply, cost.name != supply { return sum }
      if let cause, cost.cause != cause { return sum }
      return sum + cost.amount
    }
  }

  var html: HTML {
    let scale = Text.scale([stage.annualCost], unit: "USD")
    // A plan in numbers has slivers that cost next to nothing.
    let least = 1e-9 * abs(stage.annualCost)
    let money: (Double) -> HTML = { amount in
      "\(abs(amount) < least ? Text.none : Text.number(amount, over: scale.size))"
    }
    let when = stages > 1 ? " in \(stage.name)" : ""
    var table = HTMLTable(
      "Cost\(when) by supply and cause, \(scale.unit) a year",
      ["Supply"] + causes.map { "#\($0.rawValue)" } + ["#total", "#USD/MWh", "#share"])
    for supply in supplies {
      let total = sum(supply)
      if abs(total) < least { continue }
      let technology = palette.technology(of: supply)
      table.add(
        [CampusSummary.swatch(supply == "load" ? "unserved" : technology, supply)]
          + causes.map { money(sum(supply, $0)) } + ends(total, money(total)))
    }
    let total = sum()
    table.total(["Total"] + causes.map { money(sum(nil, $0)) } + ends(total, money(total)))
    table.total(
      ["Share"] + causes.map { "\(Text.percent(sum(nil, $0), of: total))" }
        + ["\(Text.percent(1))", "", ""])
    return table.html
  }

  private func ends(_ amount: Double, _ money: HTML) -> [HTML] {
    [
      money, "\(stage.served > 0 ? format(amount / stage.served) : Text.none)",
      "\(Text.percent(amount, of: sum()))",
    ]
  }
}

/// Energy by source and what the stores did in a stage.
struct EnergyTables {
  let stage: CampusAnswer.Stage
  let count: Int

  private var when: String { count > 1 ? " in \(stage.name)" : "" }

  var html: HTML { sources + stores + load }

  private var sources: HTML {
    var table = HTMLTable(
      "Energy by source\(when)",
      ["Source", "#GWh a year", "#share", "#capacity factor", "#curtailed, GWh", "#curtailed"])
    let total = stage.sources.reduce(0) { $0 + $1.energy }
    for source in stage.sources {
      table.add([
        CampusSummary.swatch(source.technology, source.name),
        "\(Self.gigawattHours(source.energy))",
        "\(Self.share(source.energy, of: total))", "\(Text.percent(source.capacityFactor))",
        "\(Self.gigawattHours(source.curtailed))",
        "\(Self.share(source.curtailed, of: source.energy + source.curtailed))",
      ])
    }
    let curtailed = stage.sources.reduce(0) { $0 + $1.curtailed }
    table.total([
      "Total", "\(format(total / 1000))", "\(Text.percent(1))", "",
      "\(Self.gigawattHours(curtailed))", "",
    ])
    return table.html
  }

  private static func gigawattHours(_ amount: Double) -> String {
    abs(amount) < 1e-6 ? Text.none : format(amount / 1000)
  }

  private static func share(_ amount: Double, of whole: Double) -> String {
    abs(amount) < 1e-6 ? Text.none : Text.percent(amount, of: whole)
  }

  private var stores: HTML {
    let stores = stage.stores.filter { $0.charged > 1e-6 || $0.discharged > 1e-6 }
    guard !stores.isEmpty else { return "" }
    var table = HTMLTable(
      "Storage\(when)",
      [
        "Store", "#charged, GWh", "#given back, GWh", "#lost, GWh", "#lost", "#cycles a year",
        "#hours at full power",
      ])
    for store in stores {
      let lost = store.charged - store.discharged
      table.add([
        CampusSummary.swatch("battery", store.name), "\(Self.gigawattHours(store.charged))",
        "\(Self.gigawattHours(store.discharged))", "\(Self.gigawattHours(lost))",
        "\(Text.percent(lost, of: store.charged))", "\(Text.size(store.cycles))",
        "\(Text.size(store.hours))",
      ])
    }
    return table.html
  }

  private var load: HTML {
    var parts = [
      "The load\(when) asks for \(formatEnergy(stage.load)) a year; \(formatEnergy(stage.served)) are "
        + "served."
    ]
    if stage.curtailedLoad > 1e-6 {
      parts.append("\(formatEnergy(stage.curtailedLoad)) give way at their price.")
    }
    if stage.unserved > 1e-6 {
      parts.append("\(formatEnergy(stage.unserved)) go unserved in \(stage.unservedHours) h.")
    }
    return "<p class=\"note\">\(parts.joined(separator: " "))</p>"
  }
}
