import Quantities
import Studies

/// The money by year on the terminal: what comes in, what goes out, what is left for the owners.
struct CashFlowText {
  let table: CashFlowTable
  let width: Int

  func lines() -> [String] { projects() + years() }

  private func projects() -> [String] {
    var text = TextTable(
      [
        "Pro forma", "start", "life", "price, real", "nominal", "unit", "equity earns", "coverage",
      ], rightAligned: [1, 2, 3, 4, 6, 7])
    for project in table.projects {
      text.add([
        project.name, "\(project.year)", "\(project.life)", format(project.price),
        project.levelPrice.map { format($0) } ?? "–", project.unit,
        project.internalRateOfReturn.map { "\(format(100 * $0)) %" } ?? "–",
        project.leastCoverage.map { format($0) } ?? "–",
      ])
    }
    var lines = text.lines(width: width)
    if let difference = table.differenceToPlan {
      lines.append(
        "  the prices of all projects give the cost of the plan to \(PlanText.share(abs(difference)))"
      )
    }
    if let weak = CashFlowSummary.weak(table) {
      lines += TextTable.wrap(weak, indent: 2, width: width)
    }
    return lines + [""]
  }

  private func years() -> [String] {
    let summary = CashFlowSummary(table)
    let size = summary.scale.size
    var text = TextTable(
      ["Cash, \(summary.scale.name)"] + summary.columns.map(\.name),
      rightAligned: Set(0...summary.columns.count))
    for (index, year) in table.years.enumerated() {
      text.add(["\(year)"] + summary.columns.map { Self.cell($0.amounts[index] / size) })
    }
    text.add(["sum"] + summary.columns.map { Self.cell($0.amounts.reduce(0, +) / size) })
    return text.lines(width: width) + [""]
  }

  private static func cell(_ amount: Double) -> String {
    abs(amount) < 1e-9 ? "–" : format(amount)
  }
}

/// The columns of the cash flow that a page has room for; those before the last add up to it.
struct CashFlowSummary {
  struct Column {
    var name: String
    /// With the sign with which it counts.
    var amounts: [Double]
  }

  /// What lenders would say of projects whose income does not cover the service of their debt.
  static func weak(_ table: CashFlowTable) -> String? {
    var names: [String] = []
    for project in table.projects where (project.leastCoverage ?? 1) < 1 - 1e-9 {
      if !names.contains(project.name) { names.append(project.name) }
    }
    guard !names.isEmpty else { return nil }
    return
      "coverage below 1: in its worst year the operating income of \(names.joined(separator: ", ")) "
      + "does not pay the debt service, and the owners add money; `repayment: sculpted` with a `coverage` sizes "
      + "the loan to the income"
  }

  var columns: [Column] = []
  var scale: (size: Double, name: String) = (1, "USD")

  init(_ table: CashFlowTable) {
    func sum(_ rows: [(name: String, sign: Double)]) -> [Double] {
      table.years.indices.map { year in
        rows.reduce(0) { $0 + $1.sign * (table.row($1.name)?.amounts[year] ?? 0) }
      }
    }
    let end = table.rows.firstIndex { $0.name == "operating income" } ?? 0
    let costs = table.rows.prefix(end).filter { $0.kind == .cost }.map { ($0.name, -1.0) }
    columns = [
      Column(name: "revenue", amounts: sum([("revenue", 1)])),
      Column(name: "operation", amounts: sum(costs)),
      Column(name: "capital", amounts: sum([("capital spending", -1), ("salvage", 1)])),
      Column(name: "borrowed", amounts: sum([("borrowed", 1)])),
      Column(name: "debt service", amounts: sum([("interest", -1), ("principal", -1)])),
      Column(name: "tax", amounts: sum([("tax", -1), ("state tax", -1), ("tax credits", 1)])),
      Column(name: "to equity", amounts: sum([("to equity", 1)])),
    ].filter { column in column.amounts.contains { $0 != 0 } }
    let most = columns.flatMap(\.amounts).map(abs).max() ?? 0
    for (size, name) in [(1e9, "billion USD"), (1e6, "million USD"), (1e3, "thousand USD")]
    where most >= size {
      scale = (size, name)
      break
    }
  }
}
