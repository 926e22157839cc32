import Foundation
import Quantities
public import Studies

/// The hours of one stage of a campus, for the charts over the year.
public struct StageHours: Sendable, Codable {
  public var name: String
  /// Hours per step.
  public var step: Double
  /// The share of a year for which each weather year of the series stands; one year: `[1]`.
  public var shares: [Double]
  public var series: [HourlySeries]

  public init(name: String, step: Double, shares: [Double] = [1], series: [HourlySeries]) {
    self.name = name
    self.step = step
    self.shares = shares
    self.series = series
  }

  /// The yearly total of a rate: MWh of MW.
  func total(_ rate: [Double]) -> Double {
    let length = max(1, rate.count / max(1, shares.count))
    var sum = 0.0
    for (index, value) in rate.enumerated() {
      sum += value * shares[min(index / length, shares.count - 1)]
    }
    return sum * step
  }
}

/// A plan as one HTML page that needs nothing else: it opens offline and asks no server for anything.
public struct ReportPage: Sendable {
  let document: PlanDocument
  let hourly: [StageHours]

  /// - Parameter hourly: one entry per stage of a campus; empty for a chain without a campus.
  public init(document: PlanDocument, hourly: [StageHours]) {
    self.document = document
    self.hourly = hourly
  }

  /// The page. The same document always gives the same text.
  public func html(assets: ChartAssets) -> String {
    let sections = self.sections
    let body: HTML = """
      <header class="page">
      <p class="kind">Gigawatt report</p>
      <h1>\(title)</h1>
      \(subtitle)
      <nav aria-label="Sections">\(sections.map(\.link).joined(" "))</nav>
      </header>
      <main>
      \(sections.map(\.html).joined())
      </main>
      <noscript><p class="note">The charts need JavaScript; the tables hold their numbers.</p>\
      </noscript>
      <footer class="page"><p>Made by Gigawatt from \(Self.shortName(document.study)). \
      The page is complete: it loads nothing from a network.</p></footer>

      """
    return PageDocument(
      title: title, assets: assets, body: body, json: ReportData(document, hourly: hourly).json,
      scripts: [assets.library, assets.charts, assets.script]
    ).html
  }

  private var title: String { document.title.isEmpty ? document.study : document.title }

  private var subtitle: HTML {
    var parts = (document.site?.name).map { [$0] } ?? []
    if let latitude = document.site?.latitude, let longitude = document.site?.longitude {
      parts.append("\(format(latitude)), \(format(longitude))")
    }
    if let offset = document.site?.utcOffset {
      parts.append("hours in local standard time, UTC\(offset < 0 ? "" : "+")\(format(offset))")
    }
    if let money = document.money {
      parts.append("money of \(money.replacing(" USD", with: "")), real USD")
    }
    return parts.isEmpty ? "" : "<p class=\"site\">\(parts.joined(separator: " · "))</p>"
  }

  private var sections: [ReportSection] {
    var sections: [ReportSection] = []
    if document.isMany { sections += FleetText(document, width: 96).sections }
    if let answer = document.answer {
      let own = CampusText(document: document, answer: answer, width: 96)
      sections += CampusSummary(document: document, answer: answer).sections
      if let table = answer.cashFlow { sections.append(CashFlowReport(table: table).section) }
      sections += CampusHours(document: document, answer: answer, hourly: hourly).sections
      if !document.isMany {
        sections += [
          ReportSection(
            identifier: "time", title: "Time to power", body: own.times.map(\.html).joined()),
          ReportSection(
            identifier: "scarce", title: "What scarce things earn",
            body: own.books.map(\.html).joined()),
        ]
      }
    } else {
      sections += ChainPage(document: document).sections
    }
    sections += Evidence(document: document).sections
    return sections.filter { !$0.body.markup.isEmpty }
  }

  /// The name of a file without the folders of whoever made the page; a `study.yaml` keeps its own.
  static func shortName(_ path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard let last = parts.last else { return path }
    return last == "study.yaml" && parts.count > 1 ? "\(parts[parts.count - 2])/\(last)" : last
  }
}

/// A part of the page with a heading and a place in its contents.
struct ReportSection {
  var identifier: String
  var title: String
  var body: HTML

  var link: HTML { "<a href=\"#\(identifier)\">\(title)</a>" }

  var html: HTML {
    """
    <section id="\(identifier)" aria-labelledby="\(identifier)-title">
    <h2 id="\(identifier)-title">\(title)</h2>
    \(body)
    </section>
    """
  }

  /// A chart with its caption; the script draws into it. Its height is fixed before it is drawn.
  static func chart(
    _ identifier: String, _ label: String, _ caption: HTML, height: Int = 340,
    legend: Bool = false
  ) -> HTML {
    """
    <figure><div class="chart\(legend ? " legend" : "")" id="\(identifier)" style="--height: \(height)px" role="img" \
    aria-label="\(label)"></div>
    <figcaption>\(caption)</figcaption></figure>

    """
  }

  /// The height of a chart of lying bars.
  static func height(bars: Int, legend: Bool = false) -> Int {
    (legend ? 110 : 80) + 44 * max(1, bars)
  }

  /// Buttons of which one is chosen.
  static func choices(_ label: String, _ name: String, _ options: [(value: String, text: String)])
    -> HTML
  {
    let buttons = options.enumerated().map { index, option -> HTML in
      """
      <button type="button" data-value="\(option.value)" \
      aria-pressed="\(index == 0 ? "true" : "false")">\(option.text)</button>
      """
    }
    return """
      <div class="choices" role="group" aria-label="\(label)" data-choice="\(name)">\
      \(buttons.joined(""))</div>

      """
  }
}
