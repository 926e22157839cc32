import Chains
import Quantities

/// Where the money lands: what each scarce thing earns.
struct RentTable {
  /// Rows beyond these are in the files, not on the page.
  static let longest = 200
  private static let bars = 14

  let document: PlanDocument

  init(_ document: PlanDocument) { self.document = document }

  /// Largest first; what is not a number at the end.
  private var sorted: [Rent] {
    document.attribution.enumerated().sorted {
      let left = $0.element.amount.isNaN ? -1 : abs($0.element.amount)
      let right = $1.element.amount.isNaN ? -1 : abs($1.element.amount)
      return (-left, $0.offset) < (-right, $1.offset)
    }.map(\.element)
  }

  private var hasNodes: Bool { document.nodes.count > 1 }

  private var hasOwners: Bool { document.attribution.contains { $0.party != nil } }

  /// The largest rents, and the rest in one bar.
  var bars: [ReportData.Rent] {
    let rents = sorted.filter { $0.amount.isFinite && abs($0.amount) > threshold }
    var bars = rents.prefix(Self.bars).map {
      ReportData.Rent(name: label($0), amount: $0.amount.finite)
    }
    let rest = rents.dropFirst(Self.bars)
    if !rest.isEmpty {
      bars.append(
        ReportData.Rent(
          name: "\(rest.count) others", amount: rest.reduce(0) { $0 + $1.amount }.finite))
    }
    return bars
  }

  /// Rounding of the solver is no rent.
  private var threshold: Double {
    1e-9 * (document.attribution.map(\.amount).filter(\.isFinite).map(abs).max() ?? 0)
  }

  private func label(_ rent: Rent) -> String {
    let words = Self.words(rent)
    let node = hasNodes ? ", \(nodeName(rent))" : ""
    return "\(rent.name) (\(words)\(node))"
  }

  private func nodeName(_ rent: Rent) -> String {
    document.nodes.indices.contains(rent.node) ? document.nodes[rent.node].name : Text.none
  }

  static func words(_ rent: Rent) -> String {
    switch rent.source {
    case .endowment: rent.amount < 0 ? "must be delivered" : "is there to use"
    case .limit: "at its limit"
    case .floor: "at its least"
    case .gift: "given"
    case .wholeUnits: "whole units"
    }
  }

  var html: HTML {
    guard !document.attribution.isEmpty else { return "" }
    let unit = document.valueUnit
    let scale = Text.scale(document.attribution.map(\.amount), unit: unit)
    var table = HTMLTable(
      "Where the value lands, \(scale.unit)",
      ["What", "Why"] + (hasNodes ? ["At"] : []) + (hasOwners ? ["Owner"] : [])
        + ["#\(scale.unit)", "#Share of value"])
    let sum = document.attribution.reduce(0) { $0 + $1.amount }
    let shown = sorted.filter { !(abs($0.amount) <= threshold) }
    for rent in shown.prefix(Self.longest) {
      table.add(
        ["\(rent.name)", "\(Self.words(rent))"]
          + (hasNodes ? ["\(nodeName(rent))"] : [])
          + (hasOwners ? ["\(rent.party ?? Text.none)"] : [])
          + [
            "\(Text.number(rent.amount, over: scale.size))",
            "\(sum == 0 ? Text.none : Text.percent(rent.amount / sum))",
          ])
    }
    let empty = [HTML](repeating: "", count: 1 + (hasNodes ? 1 : 0) + (hasOwners ? 1 : 0))
    table.total(
      ["Sum"] + empty + ["\(Text.number(sum, over: scale.size))", "\(Text.percent(1))"])
    let hidden = shown.count - Self.longest
    let rest: HTML =
      hidden > 0 ? "<p class=\"note\">\(hidden) smaller rows are left out here.</p>" : ""
    let bars = self.bars.count
    guard bars > 1 else { return table.html + books }
    return """
      \(ReportSection.chart(
        "chart-rents", "Bars: what each scarce thing earns, in \(unit)",
        "What each scarce thing earns or owes. All bars add up to the value of the plan.",
        height: ReportSection.height(bars: bars) - 16 * bars))
      <details open><summary>The numbers</summary>
      \(table.html)\(rest)</details>
      \(books)
      """
  }

  /// Who earns what, where the study names owners.
  private var books: HTML {
    // A study of sites has them in a section of their own.
    guard document.books.count > 1, document.earnings.isEmpty else { return "" }
    let scale = Text.scale(document.books.map(\.amount), unit: document.valueUnit)
    var table = HTMLTable("Books by owner", ["Owner", "#\(scale.unit)"])
    for book in document.books {
      table.add(["\(book.party)", "\(Text.number(book.amount, over: scale.size))"])
    }
    let sum = document.books.reduce(0) { $0 + $1.amount }
    table.total(["Sum", "\(Text.number(sum, over: scale.size))"])
    return "<h3>Who earns it</h3>\n\(table.html)"
  }
}
