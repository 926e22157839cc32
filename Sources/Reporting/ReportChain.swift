import Quantities
import Studies

/// A plan of a chain without a campus: its value, its nodes, what is done and what things are worth.
struct ChainPage {
  /// Longer tables are for the files of the result.
  static let longest = 400
  /// More nodes than these stand one to a row.
  static let widest = 12

  let document: PlanDocument

  private var hasNodes: Bool { document.nodes.count > 1 }

  var sections: [ReportSection] {
    [
      ReportSection(identifier: "answer", title: "The answer", body: summary),
      ReportSection(
        identifier: "money", title: "Where the value lands", body: RentTable(document).html),
      ReportSection(identifier: "nodes", title: "What may happen", body: nodes),
      ReportSection(
        identifier: "activities", title: "What to do",
        body: matrix(
          "Activity by node, the total of a year or the level",
          document.activities.filter { abs($0.amount ?? 0) > 1e-9 })),
      ReportSection(
        identifier: "prices", title: "What one more is worth",
        body: matrix("Price by node: the worth of one more unit", document.resourcePrices)),
      ReportSection(
        identifier: "stocks", title: "What is kept",
        body: matrix("Stock by node", document.stocks)),
    ]
  }

  private var summary: HTML {
    """
    <p class="lead">\(sentence)</p>
    <dl class="cards">
    \(figures.map(CampusSummary.card).joined())
    </dl>
    <p class="status">\(Evidence.verdict(document))</p>
    """
  }

  var sentence: String {
    let kind = hasNodes ? "The best plan is expected to be worth" : "The best plan is worth"
    let nodes = hasNodes ? ", over \(document.nodes.count) nodes of the future" : ""
    return "\(kind) \(format(document.objective)) \(document.valueUnit)\(nodes)."
  }

  var figures: [PlanView.Figure] {
    func figure(_ name: String, _ number: Double, _ unit: String) -> PlanView.Figure {
      PlanView.Figure(name: name, value: format(number), unit: unit, note: "", number: number)
    }
    return [
      figure(hasNodes ? "Expected value" : "Value", document.objective, document.valueUnit),
      figure("No plan is worth more than", document.bound, document.valueUnit),
      figure("Activities in use", Double(used), "of \(activities)"),
    ]
  }

  private var activities: Int { Set(document.activities.map(\.name)).count }

  private var used: Int {
    Set(document.activities.filter { abs($0.amount ?? 0) > 1e-9 }.map(\.name)).count
  }

  private var nodes: HTML {
    guard hasNodes else { return "" }
    var table = HTMLTable(
      "Nodes of the future",
      ["Node", "After", "#Probability", "#Year", "#Years", "#Discount factor"])
    var depth: [String: Int] = [:]
    for node in document.nodes {
      let level = node.after.flatMap { depth[$0] }.map { $0 + 1 } ?? 0
      depth[node.name] = level
      table.add([
        "<span class=\"node\" style=\"--depth: \(min(level, 12))\">\(node.name)</span>",
        "\(node.after ?? Text.none)", "\(Text.percent(node.probability))",
        "\(node.year.map(String.init) ?? Text.none)", "\(format(node.years))",
        "\(format(node.discountFactor))",
      ])
    }
    return table.html
  }

  /// A row per name and a column per node, or a row each when there are too many nodes.
  private func matrix(_ caption: String, _ entries: [PlanDocument.Quantity]) -> HTML {
    guard !entries.isEmpty else { return "" }
    return document.nodes.count > Self.widest ? list(caption, entries) : grid(caption, entries)
  }

  private func grid(_ caption: String, _ entries: [PlanDocument.Quantity]) -> HTML {
    let hasUnits = entries.contains { !$0.unit.isEmpty }
    let columns = document.nodes.map(\.name)
    var table = HTMLTable(
      caption,
      ["Name"] + columns.map { "#\(hasNodes ? $0 : "Amount")" } + (hasUnits ? ["Unit"] : []))
    var names: [String] = []
    var cells: [String: [String: PlanDocument.Quantity]] = [:]
    for entry in entries {
      if cells[entry.name] == nil { names.append(entry.name) }
      cells[entry.name, default: [:]][entry.node] = entry
    }
    for name in names.prefix(Self.longest) {
      let row = cells[name] ?? [:]
      let unit: [HTML] = hasUnits ? ["\(row.values.first?.unit ?? "")"] : []
      table.add(
        ["\(name)"] + columns.map { "\(Text.number(row[$0].flatMap(\.amount)))" } + unit)
    }
    return table.html + rest(names.count)
  }

  private func list(_ caption: String, _ entries: [PlanDocument.Quantity]) -> HTML {
    var table = HTMLTable(caption, ["Name", "Node", "#Amount", "Unit"])
    for entry in entries.prefix(Self.longest) {
      table.add(["\(entry.name)", "\(entry.node)", "\(Text.number(entry.amount))", "\(entry.unit)"])
    }
    return table.html + rest(entries.count)
  }

  private func rest(_ count: Int) -> HTML {
    guard count > Self.longest else { return "" }
    return "<p class=\"note\">\(count - Self.longest) more rows are in the files of the result.</p>"
  }
}
