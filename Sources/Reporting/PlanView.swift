package import Chains
import Quantities
package import Studies

/// A plan as a screen shows it: the document of `--json`, the answer in words and a few numbers, and what the
/// charts draw. The report and the web app share its words, colours and orders.
package struct PlanView: Sendable, Encodable {
  package var document: PlanDocument
  var headline: Headline
  /// What the charts draw, for each site.
  var charts: [ReportData]

  /// The answer in a sentence and the numbers that a reader wants first.
  struct Headline: Sendable, Encodable {
    var sentence: String
    var figures: [Figure]
  }

  struct Figure: Sendable, Encodable {
    var name: String
    /// With four significant digits.
    var value: String
    var unit: String
    var note: String
    /// The number itself, for comparisons.
    var number: Double?
  }

  package init(_ document: PlanDocument) {
    self.document = document
    charts =
      document.sites.isEmpty
      ? [ReportData(document, hourly: [])]
      : document.sites.map { ReportData(document.of($0), hourly: []) }
    if document.isMany {
      headline = Headline(many: document)
    } else {
      headline = document.answer.map { Headline(document, $0) } ?? Headline(document)
    }
  }

  /// The view without what a glance does not show: the long lists of a plan with hours.
  package var brief: PlanView {
    var view = self
    view.document.inputs = []
    if !view.document.sites.isEmpty {
      view.document.activities = []
      view.document.stocks = []
      view.document.resourcePrices = []
    }
    return view
  }
}

/// The hours of a stage as the charts read them: numbers in Float32, little endian, base64.
package struct HoursView: Sendable, Encodable {
  var name: String
  var step: Double
  var shares: [Double]
  var series: [ReportData.Series]

  package init(_ document: PlanDocument, site: Int, _ hours: StageHours) {
    let document =
      document.sites.indices.contains(site) ? document.of(document.sites[site]) : document
    let stage = ReportData.Stage(hours, Palette(document))
    name = hours.name
    step = stage.step
    shares = stage.shares
    series = stage.series
  }
}

extension PlanView.Headline {
  init(_ document: PlanDocument, _ answer: CampusAnswer) {
    sentence = CampusSentence(document: document, answer: answer).text
    figures = CampusSummary(document: document, answer: answer).figures
  }

  /// A plan without a campus: its value, and how sure that is.
  init(_ document: PlanDocument) {
    sentence = ChainPage(document: document).sentence
    figures = ChainPage(document: document).figures
  }
}

extension PlanDocument {
  /// The document as if one of its sites were the only one.
  func of(_ site: SiteAnswer) -> PlanDocument {
    guard sites.count > 1 else { return self }
    var own = self
    own.answer = site.answer
    own.capacities = site.answer.stages.flatMap(\.capacities)
    return own
  }
}

extension PlanView.Headline {
  /// Several sites, a tree of futures, or halls and chips: what the plan is worth, and what it comes to in the years
  /// that it reaches last, in the mean of the futures.
  init(many document: PlanDocument) {
    let start = document.nodes.first?.name ?? ""
    let futures = document.nodes.contains { $0.probability < 1 } ? ", expected" : ""
    let places = document.sites.count
    let sites = places > 1 ? " at \(places) sites" : ""
    if document.fleet == nil {
      sentence =
        "The costs of all years\(sites) are worth \(formatMoney(document.cost)) at the start of "
        + "\(start)\(futures)."
    } else {
      sentence =
        document.objective >= 0
        ? "The plan earns \(formatMoney(document.objective))\(sites)\(futures), worth at the start of \(start): "
          + "all sales less power, halls, chips and everything else."
        : "The plan loses \(formatMoney(-document.objective))\(sites)\(futures), worth at the start of \(start): "
          + "what must be served costs more than it earns."
    }
    let last = LastYears(document)
    func figure(_ name: String, _ value: Double?, _ unit: String, _ note: String) -> PlanView.Figure
    {
      PlanView.Figure(
        name: name, value: Text.number(value), unit: unit, note: note, number: value)
    }
    let scale = Text.scale([document.objective], unit: document.valueUnit)
    figures = [
      figure(
        document.fleet == nil ? "Cost of all years" : "Worth",
        (document.fleet == nil ? -1 : 1) * document.objective / scale.size, scale.unit,
        "at the start of \(start)\(futures)"),
      last.hasPlants
        ? figure("Power\(last.when)", last.power, "MW", "of plants and stores")
        : figure("Grid\(last.when)", last.connection, "MW", "of connection; no plant of one’s own"),
      figure(
        "Electricity\(last.when)", last.price, "USD/MWh", "on average, of the load served"),
      figure("Clean energy\(last.when)", last.clean.map { 100 * $0 }, "%", "of the load served"),
    ]
    if let chips = last.chips {
      figures.append(figure("Chips\(last.when)", chips, "", "installed"))
    }
  }
}

/// Means over the nodes that are furthest from the start.
private struct LastYears {
  var when = ""
  var power: Double?
  /// MW of grid connection.
  var connection: Double?
  var price: Double?
  var clean: Double?
  var chips: Double?
  var hasPlants: Bool { (power ?? 0) > 0 || !((connection ?? 0) > 0) }

  init(_ document: PlanDocument) {
    let levels = document.levels
    guard let deepest = levels.max() else { return }
    let nodes = levels.indices.filter { levels[$0] == deepest }
    if let year = document.nodes[nodes[0]].year { when = " in \(year)" }
    let whole = nodes.reduce(0) { $0 + document.nodes[$1].probability }
    func mean(_ value: (Int) -> Double) -> Double? {
      whole > 0 ? nodes.reduce(0) { $0 + document.nodes[$1].probability * value($1) } / whole : nil
    }
    func sum(_ value: @escaping (CampusAnswer.Stage) -> Double) -> Double? {
      mean { node in
        document.sites.reduce(0) { sum, site in
          site.answer.stages.indices.contains(node) ? sum + value(site.answer.stages[node]) : sum
        }
      }
    }
    power = sum(CampusSummary.power)
    connection = sum { $0.capacities.first { $0.name == "grid connection" }?.amount ?? 0 }
    if let served = sum(\.served), served > 0 {
      price = sum(\.annualCost).map { $0 / served }
      clean = sum { $0.cleanShare * $0.served }.map { $0 / served }
    }
    if let fleet = document.fleet {
      chips = mean { node in
        fleet.stages.indices.contains(node)
          ? fleet.stages[node].chips.reduce(0) { $0 + $1.installed } : 0
      }
    }
  }
}

extension [StageHours] {
  /// The hours of the stages of a site; nothing for a chain without sites.
  package init(_ study: Study, _ plan: Plan, site: Int, stages: [Int]? = nil) {
    guard study.campuses.indices.contains(site) else {
      self = []
      return
    }
    let campus = study.campuses[site]
    let reader = CampusReader(campus: campus, plan: plan)
    self = campus.stages.indices.filter { stages?.contains($0) ?? true }.map { index in
      StageHours(
        name: campus.stages[index].name, step: campus.clock.step, shares: campus.weatherShares,
        series: reader.hourlySeries(stage: index))
    }
  }
}
