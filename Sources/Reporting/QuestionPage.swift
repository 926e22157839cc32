import Foundation
import Quantities
public import Questions
public import Studies

/// The answer to a question as one HTML page with charts, which opens offline.
public struct QuestionPage: Sendable {
  let title: String
  let kind: String
  let study: String
  let lead: String
  var sections: [ReportSection] = []
  var figures: [Figure] = []

  init(_ study: Study, kind: String, lead: String) {
    title = study.title.isEmpty ? study.file : study.title
    self.study = study.file
    self.kind = kind
    self.lead = lead
  }

  /// A chart: what the script of the page draws into the element of the same name.
  struct Figure: Encodable, Sendable {
    enum Shape: String, Encodable, Sendable {
      /// Lines over a number.
      case lines
      /// A number over two others, as colours.
      case heat
      /// From least to most, one row a thing, with a mark where the best plan stands.
      case ranges
      /// Bars side by side.
      case bars
    }

    struct Trace: Encodable, Sendable {
      var name: String
      var x: [Double?] = []
      var y: [Double?] = []
      var labels: [String] = []
      /// Rows of a heat map, or ends of ranges.
      var z: [[Double?]] = []
    }

    var identifier: String
    var shape: Shape
    var x: String
    var y: String
    var traces: [Trace]
  }

  mutating func add(
    _ figure: Figure, title: String, caption: String, table: HTMLTable?, height: Int = 360
  ) {
    figures.append(figure)
    let chart = ReportSection.chart(
      figure.identifier, title, "\(caption)", height: height, legend: figure.traces.count > 1)
    sections.append(
      ReportSection(
        identifier: "\(figure.identifier)-section", title: title, body: chart + (table?.html ?? ""))
    )
  }

  mutating func add(_ table: HTMLTable, title: String, identifier: String) {
    sections.append(ReportSection(identifier: identifier, title: title, body: table.html))
  }

  /// The page. The same answer always gives the same text.
  public func html(assets: ChartAssets) throws(ReportError) -> String {
    let body: HTML = """
      <header class="page">
      <p class="kind">Gigawatt \(kind)</p>
      <h1>\(title)</h1>
      <p class="site">\(lead)</p>
      <nav aria-label="Sections">\(sections.map(\.link).joined(" "))</nav>
      </header>
      <main>
      \(sections.map(\.html).joined())
      </main>
      <noscript><p class="note">The charts need JavaScript; the tables hold their numbers.</p>\
      </noscript>
      <footer class="page"><p>Made by Gigawatt from \(ReportPage.shortName(study)). \
      The page is complete: it loads nothing from a network.</p></footer>

      """
    return PageDocument(
      title: title, assets: assets, body: body, json: json,
      scripts: [assets.library, try ChartAssets.resource("question.js")]
    ).html
  }

  /// JSON that cannot end the script element in which it stands.
  private var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(figures), let text = String(data: data, encoding: .utf8)
    else { return "[]" }
    return text.replacing("<", with: "\\u003c")
  }
}

// MARK: Sweep

extension QuestionPage {
  public init(_ study: Study, _ answer: Sweep.Answer) {
    self.init(
      study, kind: "sweep",
      lead: "\(answer.rows.count) plans" + (answer.isDone ? "" : " of \(answer.asked)"))
    let heads = answer.axes.isEmpty ? ["Scenario"] : answer.axes.map { Self.name($0) }
    var table = HTMLTable(
      "All plans", heads + answer.columns.map { "#\(Self.name($0))" }, identifier: "rows")
    for row in answer.rows {
      table.add(row.labels.map { "\($0)" } + row.results.map { "\(Text.number($0))" })
    }
    for (index, column) in answer.columns.enumerated() {
      guard let figure = Self.figure(answer, index, column) else { continue }
      add(figure, title: column.name, caption: Self.name(column), table: nil)
    }
    add(table, title: "Table", identifier: "table")
  }

  private static func name(_ axis: Sweep.Axis) -> String {
    let unit = axis.knob.isFactor ? "times" : axis.knob.unit
    return axis.knob.key + (unit.isEmpty ? "" : ", \(unit)")
  }

  private static func name(_ column: Sweep.Column) -> String {
    column.name + (column.unit.isEmpty ? "" : ", \(column.unit)")
  }

  private static func figure(_ answer: Sweep.Answer, _ index: Int, _ column: Sweep.Column)
    -> Figure?
  {
    let identifier = "column-\(index)"
    let results = answer.rows.map { $0.results[index]?.finite }
    switch answer.axes.count {
    case 0:
      let trace = Figure.Trace(
        name: column.name, y: results, labels: answer.rows.map { $0.labels.first ?? "" })
      return Figure(identifier: identifier, shape: .bars, x: "", y: name(column), traces: [trace])
    case 1:
      let trace = Figure.Trace(
        name: column.name, x: answer.rows.map { $0.values.first }, y: results)
      return Figure(
        identifier: identifier, shape: .lines, x: name(answer.axes[0]), y: name(column),
        traces: [trace])
    case 2:
      let (first, second) = (answer.axes[0].values, answer.axes[1].values)
      var z = first.map { _ in second.map { _ in Double?.none } }
      for (row, result) in zip(answer.rows, results) {
        guard let i = first.firstIndex(of: row.values[0]),
          let j = second.firstIndex(of: row.values[1])
        else { continue }
        z[i][j] = result
      }
      let trace = Figure.Trace(name: name(column), x: second, y: first, z: z)
      return Figure(
        identifier: identifier, shape: .heat, x: name(answer.axes[1]), y: name(answer.axes[0]),
        traces: [trace])
    default: return nil
    }
  }
}

// MARK: Breakeven

extension QuestionPage {
  public init(_ study: Study, _ table: BreakevenTable) {
    let chart = LineChart(table, title: "")
    let y = chart.y
    self.init(
      study, kind: "breakeven",
      lead: "The value of \(y) at which "
        + table.conditions.map { "“\($0)”" }.joined(separator: "; "))
    if !table.axes.isEmpty {
      let traces = chart.lines.map {
        Figure.Trace(name: $0.name, x: $0.points.map(\.x), y: $0.points.map(\.y))
      }
      add(
        Figure(identifier: "breakeven", shape: .lines, x: chart.x, y: y, traces: traces),
        title: "Breakeven", caption: y, table: nil)
    } else {
      for (index, answer) in (table.rows.first?.answers ?? []).enumerated() {
        let watched = answer.watched + (answer.watchedUnit.isEmpty ? "" : ", \(answer.watchedUnit)")
        let trace = Figure.Trace(
          name: answer.watched, x: answer.probes.map(\.value), y: answer.probes.map(\.watched))
        add(
          Figure(identifier: "probes-\(index)", shape: .lines, x: y, y: watched, traces: [trace]),
          title: answer.condition, caption: "\(watched), by plan", table: nil)
      }
    }
    var text = HTMLTable(
      "Breakeven", table.axes.map { Self.name($0) } + table.conditions.map { "#\($0)" },
      identifier: "rows")
    for row in table.rows {
      text.add(
        row.values.map { "\(format($0))" } + row.answers.map { "\(QuestionText.finding($0))" })
    }
    add(text, title: "Table", identifier: "table")
  }
}

// MARK: Alternatives

extension QuestionPage {
  public init(_ study: Study, _ answer: Alternatives) {
    self.init(
      study, kind: "alternatives",
      lead: "How different a plan may be that costs hardly more than the best")
    let units = answer.ranges.map(\.unit)
    var seen: [String] = []
    for unit in units where !seen.contains(unit) { seen.append(unit) }
    for (place, unit) in seen.enumerated() {
      let own = answer.ranges.filter { $0.unit == unit }
      let labels = own.map(\.name)
      var traces = answer.slacks.sorted(by: >).map { slack in
        Figure.Trace(
          name: "within \(format(100 * slack)) %", labels: labels,
          z: own.map { range in
            let ends = range.ends.first { $0.slack == slack }
            return [ends?.least.finite, ends?.most.finite]
          })
      }
      traces.append(Figure.Trace(name: "best plan", x: own.map { $0.best.finite }, labels: labels))
      let figure = Figure(
        identifier: "ranges-\(place)", shape: .ranges, x: unit, y: "", traces: traces)
      add(
        figure, title: unit.isEmpty ? "Ranges" : "Ranges in \(unit)",
        caption: "Bars reach from the least to the most; the mark is the best plan.", table: nil,
        height: ReportSection.height(bars: own.count, legend: true))
    }
    let slacks = answer.slacks.sorted()
    var table = HTMLTable(
      "Least and most",
      ["", "unit", "#best"]
        + slacks.flatMap { ["#least, \(format(100 * $0)) %", "#most, \(format(100 * $0)) %"] })
    for range in answer.ranges {
      table.add(
        ["\(range.name)", "\(range.unit)", "\(format(range.best))"]
          + range.ends.flatMap { ["\(format($0.least))", "\(format($0.most))"] as [HTML] })
    }
    add(table, title: "Table", identifier: "table")
  }
}

// MARK: Bet

extension QuestionPage {
  /// What hedging is worth: from one to another number where plans for the mean that are about as good differ.
  private static func range(_ worth: Double, _ bet: Bet) -> String {
    guard let nearest = bet.nearestStochasticSolution, abs(worth - nearest) > bet.accuracy else {
      return format(worth)
    }
    return "\(format(min(worth, nearest))) to \(format(max(worth, nearest)))"
  }

  public init(_ study: Study, _ bet: Bet) {
    self.init(
      study, kind: "bet",
      lead: "Foresight is worth \(format(bet.perfectInformation)) \(bet.valueUnit)"
        + (bet.stochasticSolution.map { ", hedging \(Self.range($0, bet)) \(bet.valueUnit)" } ?? "")
    )
    let labels = bet.leaves.map(\.leaf)
    var traces = [
      Figure.Trace(
        name: "best plan on the tree", y: bet.leaves.map { $0.result.finite }, labels: labels),
      Figure.Trace(
        name: "with foresight", y: bet.leaves.map { $0.foresight.finite }, labels: labels),
    ]
    if bet.meanResult != nil {
      traces.append(
        Figure.Trace(
          name: "planned for the mean", y: bet.leaves.map { $0.meanResult?.finite }, labels: labels)
      )
    }
    if let plan = bet.riskPlan {
      traces.append(
        Figure.Trace(name: "the tail counts", y: plan.results.map(\.finite), labels: labels))
    }
    if let plan = bet.regretPlan {
      traces.append(
        Figure.Trace(name: "least regret", y: plan.results.map(\.finite), labels: labels))
    }
    var table = HTMLTable(
      "By future",
      [
        "Future", "#probability", "#earns", "#with foresight", "#regret", "#idle capital",
        "#unearned",
      ])
    for (leaf, left) in zip(bet.leaves, bet.strandedByLeaf) {
      table.add([
        "\(leaf.leaf)", "\(Text.percent(leaf.probability))", "\(format(leaf.result))",
        "\(format(leaf.foresight))", "\(format(leaf.regret))", "\(format(left.idleCapital))",
        "\(Text.number(left.unearned))",
      ])
    }
    add(
      Figure(identifier: "leaves", shape: .bars, x: "", y: bet.valueUnit, traces: traces),
      title: "What each future brings", caption: "In \(bet.valueUnit) of today.", table: table,
      height: 420)
    var decided = HTMLTable("Decisions", ["Process", "at", "when", "#amount", "#\(bet.valueUnit)"])
    for item in bet.commitments {
      decided.add([
        "\(item.process)", "\(item.node)", "\(item.when.rawValue)", "\(format(item.amount))",
        "\(format(item.money))",
      ])
    }
    add(decided, title: "Now and later", identifier: "decisions")
  }
}
