import Quantities
import Studies

/// The answer for a campus, what to build and what it costs.
struct CampusSummary {
  let document: PlanDocument
  let answer: CampusAnswer

  private var stages: [CampusAnswer.Stage] { answer.stages }
  private var hasStages: Bool { stages.count > 1 }

  var sections: [ReportSection] {
    [
      ReportSection(identifier: "answer", title: "The answer", body: summary),
      ReportSection(identifier: "capacity", title: "What to build", body: capacity),
      ReportSection(identifier: "cost", title: "What it costs", body: cost),
      ReportSection(identifier: "energy", title: "Where the energy comes from", body: energy),
    ]
  }

  // MARK: The answer

  private var summary: HTML {
    """
    <p class="lead">\(Text.bound(CampusSentence(document: document, answer: answer).text))</p>
    \(cards)
    <p class="status">\(Evidence.verdict(document))</p>
    """
  }

  private var cards: HTML {
    "<dl class=\"cards\">\n\(figures.map(Self.card).joined())\n</dl>"
  }

  /// The five numbers of a campus.
  var figures: [PlanView.Figure] {
    guard let first = stages.first, let last = stages.last else { return [] }
    let when = hasStages ? " in \(last.name)" : ""
    let worth =
      answer.isAnnual
      ? "\(formatMoney(answer.cost)) a year"
      : "\(formatMoney(answer.cost)) over all years, worth at the start of \(first.name)"
    let demand = stages.reduce(0) { $0 + $1.load * $1.years }
    let unserved = stages.reduce(0) { $0 + $1.unserved * $1.years }
    let hours = stages.map(\.unservedHours).max() ?? 0
    let energy = last.capacities.filter { $0.unit == "MWh" }.reduce(0) { $0 + $1.amount }
    func figure(_ name: String, _ number: Double?, _ unit: String, _ note: String)
      -> PlanView.Figure
    {
      PlanView.Figure(
        name: name, value: Text.number(number), unit: unit, note: note, number: number)
    }
    return [
      figure("Cost", answer.costPerMegawattHour, "USD/MWh", worth),
      figure(
        "Capacity\(when)", Self.power(last), "MW",
        energy > 1e-6 ? "and \(formatEnergy(energy)) of storage" : "without storage"),
      figure(
        "Clean energy\(when)", 100 * last.cleanShare, "%",
        hasStages ? "\(Text.percent(first.cleanShare)) in \(first.name)" : "of the load served"),
      figure(
        "Emissions\(when)", last.served > 0 ? last.emissions / last.served : nil, "t/MWh",
        "\(formatMass(last.emissions)) CO₂ a year"),
      figure(
        "Unserved", demand > 0 ? 100 * unserved / demand : nil, "%",
        unserved > 1e-6 ? "of the load, in up to \(hours) h a year" : "all load is served"),
    ]
  }

  static func card(_ figure: PlanView.Figure) -> HTML {
    let note: HTML =
      figure.note.isEmpty ? "" : "<span class=\"note\">\(Text.bound(figure.note))</span>"
    return """
      <div class="card"><dt>\(figure.name)</dt><dd><span class="value">\(figure.value)</span> \
      <span class="unit">\(figure.unit)</span>\(note)</dd></div>
      """
  }

  /// MW of everything that makes or stores energy; a connection to the grid is not a plant.
  static func power(_ stage: CampusAnswer.Stage) -> Double {
    stage.capacities.filter { $0.unit == "MW" && $0.technology != "grid" }
      .reduce(0) { $0 + $1.amount }
  }

  static func intensity(_ stage: CampusAnswer.Stage) -> String {
    stage.served > 0 ? format(stage.emissions / stage.served) : Text.none
  }

  // MARK: Capacity

  private var capacity: HTML {
    var table = HTMLTable(
      "Capacity on line and added, by stage",
      ["Supply"]
        + stages.flatMap { stage in
          hasStages ? ["#\(stage.name)", "#added"] : ["#On line", "#Added"]
        } + ["Unit"])
    for capacity in stages.first?.capacities ?? [] {
      let cells = stages.flatMap { stage -> [HTML] in
        let own = stage.capacities.first { $0.name == capacity.name }
        return [
          "\(own.map { Text.size(stage.built($0)) } ?? Text.none)",
          "\(own.map { Text.size(stage.added($0)) } ?? Text.none)",
        ]
      }
      table.add(
        [Self.swatch(capacity.technology, capacity.name)] + cells + ["\(capacity.unit)"])
    }
    return """
      \(ReportSection.chart(
        "chart-capacity", "Bars: capacity by technology, in MW and MWh",
        hasStages
          ? "Capacity on line in each stage, by technology: power, and the energy that stores can hold."
          : "Capacity on line by technology; for storage the energy it holds stands beside it.",
        height: height(stages.first?.plants ?? 0),
        legend: hasStages))
      \(table.html)
      """
  }

  /// A name with the colour that its technology has in every chart.
  static func swatch(_ technology: String, _ name: String) -> HTML {
    "<i class=\"swatch \(Palette.color(technology))\"></i>\(name)"
  }

  // MARK: Cost

  private var cost: HTML {
    let chooser = ReportSection.choices(
      "Unit of the chart", "cost-unit", [("mwh", "USD/MWh"), ("year", "USD a year")])
    let tables = stages.indices.map { index in
      Self.staged(index, in: answer, CostTable(document, stages[index], stages.count).html)
    }
    let overview: HTML =
      hasStages
      ? ReportSection.chart(
        "chart-cost-stages", "Stacked bars: cost by stage and technology",
        "Cost of each stage by technology. Income from exports is taken off the grid's part.",
        legend: true) : ""
    return """
      <div class="toolbar">\(chooser)\(Self.stageChoice(answer))</div>
      \(overview)
      \(ReportSection.chart(
        "chart-costs", "Stacked bars: cost by cause and technology",
        "Cost by cause\(Self.stageWord(answer)), each bar divided by technology.",
        height: ReportSection.height(
          bars: Set(stages.flatMap(\.costs).map(\.cause)).count, legend: true),
        legend: true))
      \(tables.joined())
      """
  }

  // MARK: Energy

  private var energy: HTML {
    let tables = stages.indices.map { index in
      Self.staged(index, in: answer, EnergyTables(stage: stages[index], count: stages.count).html)
    }
    return """
      \(ReportSection.chart(
        "chart-energy", "Bars: energy by source, with what was curtailed, in GWh a year",
        "Energy by source a year; hatched is output that could have been made and was not.",
        height: height(stages.first?.sources.count { $0.energy > 1e-6 } ?? 0), legend: hasStages))
      <div class="toolbar">\(Self.stageChoice(answer))</div>
      \(tables.joined())
      """
  }

  /// Bars of one stage lie, one for each thing; those of several stages stand.
  private func height(_ bars: Int) -> Int {
    hasStages ? 380 : ReportSection.height(bars: bars)
  }

  // MARK: Stages

  static func stageChoice(_ answer: CampusAnswer) -> HTML {
    guard answer.stages.count > 1 else { return "" }
    return ReportSection.choices(
      "Stage", "stage", answer.stages.enumerated().map { ("\($0.offset)", $0.element.name) })
  }

  /// Something that is about one stage, shown when that stage is chosen.
  static func staged(_ index: Int, in answer: CampusAnswer, _ content: HTML) -> HTML {
    answer.stages.count > 1 ? "<div data-stage=\"\(index)\">\(content)</div>" : content
  }

  /// “ in 2030” with the year that the reader has chosen.
  static func stageWord(_ answer: CampusAnswer) -> HTML {
    guard answer.stages.count > 1, let first = answer.stages.first else { return "" }
    return " in <span class=\"stage-name\">\(first.name)</span>"
  }
}

/// The answer in one sentence (two for a pathway).
struct CampusSentence {
  let document: PlanDocument
  let answer: CampusAnswer

  var text: String {
    guard let first = answer.stages.first, let last = answer.stages.last else { return "" }
    let load = "\(formatPower(last.load / last.hours)) on average"
    let site = document.site.map { " at \($0.name)" } ?? ""
    let cost = "\(format(answer.costPerMegawattHour)) USD/MWh"
    let clean = "clean energy is \(Text.percent(last.cleanShare)) of the load served"
    let emissions = "emissions are \(CampusSummary.intensity(last)) t of CO₂ per MWh"
    guard answer.stages.count > 1 else {
      return "To serve \(load)\(site) from \(first.name) on at least cost, \(build(first)): "
        + "electricity then costs \(cost) (\(formatMoney(answer.cost)) a year), \(clean), and "
        + "\(emissions)\(unserved)."
    }
    let before = formatPower(first.load / first.hours)
    let served =
      before == formatPower(last.load / last.hours)
      ? "\(load)" : "a load that goes from \(before) in \(first.name) to \(load) in \(last.name)"
    return
      "To serve \(served)\(site) at least cost, \(build(first)) for \(first.name) and have "
      + "\(fleet(last, by: \.amount)) on line in \(last.name). Electricity costs \(cost) over all "
      + "years; in \(last.name) \(clean), and \(emissions)\(unserved)."
  }

  private func build(_ stage: CampusAnswer.Stage) -> String {
    let plants = fleet(stage, by: \.added)
    if !plants.isEmpty { return "build \(plants)" }
    return "build nothing new"
  }

  /// What matters of the capacities: at least a thousandth of the largest.
  private func fleet(
    _ stage: CampusAnswer.Stage, by size: KeyPath<CampusAnswer.Capacity, Double>
  ) -> String {
    let power = stage.capacities.filter { $0.unit == "MW" }
    let least = max(1e-6, 1e-3 * (power.map { $0[keyPath: size] }.max() ?? 0))
    let words = power.filter { $0[keyPath: size] >= least }.map { capacity -> String in
      let power = formatPower(capacity[keyPath: size])
      if capacity.technology == "grid" { return "\(power) of grid connection" }
      let store = stage.capacities.first {
        $0.name == "\(capacity.name) energy" && $0[keyPath: size] > 1e-6
      }
      let energy = store.map { " with \(formatEnergy($0[keyPath: size]))" } ?? ""
      return "\(power) of \(capacity.name)\(energy)"
    }
    return Text.list(words)
  }

  private var unserved: String {
    let amount = answer.stages.reduce(0) { $0 + $1.unserved * $1.years }
    let load = answer.stages.reduce(0) { $0 + $1.load * $1.years }
    guard amount > 1e-6, load > 0 else { return "; all load is served" }
    return "; \(Text.percent(amount / load)) of the load goes unserved"
  }
}
