package import Chains
import Quantities
package import Studies

/// A plan as a screen shows it: the document of `--json`, the answer in words and a few numbers, and what the
/// charts draw. The report and the web app share its words, colours and orders.
package struct PlanView: Sendable, Encodable {
  package var document: PlanDocument
  var headline: Headline
  var charts: ReportData

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
    charts = ReportData(document, hourly: [])
    headline = document.answer.map { Headline(document, $0) } ?? Headline(document)
  }

  /// The view without what a glance does not show: the long lists of a plan with hours.
  package var brief: PlanView {
    var view = self
    view.document.inputs = []
    if view.document.answer != nil {
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

  package init(_ document: PlanDocument, _ hours: StageHours) {
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

extension [StageHours] {
  /// The hours of every stage of a campus; nothing for a chain without one.
  package init(_ study: Study, _ plan: Plan) {
    guard let campus = study.campus else {
      self = []
      return
    }
    let reader = CampusReader(campus: campus, plan: plan)
    self = campus.stages.indices.map { index in
      StageHours(
        name: campus.stages[index].name, step: campus.clock.step, shares: campus.weatherShares,
        series: reader.hourlySeries(stage: index))
    }
  }

  /// The hours of one stage.
  package init(_ study: Study, _ plan: Plan, stage: Int) {
    guard let campus = study.campus, campus.stages.indices.contains(stage) else {
      self = []
      return
    }
    self = [
      StageHours(
        name: campus.stages[stage].name, step: campus.clock.step, shares: campus.weatherShares,
        series: CampusReader(campus: campus, plan: plan).hourlySeries(stage: stage))
    ]
  }
}
