import Chains
import Foundation
import Quantities
import Studies

/// The page that a terminal shows for a plan: for the one who decides and for the one who checks.
public struct PlanText {
  let document: PlanDocument
  let width: Int

  public init(_ document: PlanDocument, width: Int = 96) {
    self.document = document
    self.width = width
  }

  public func text() -> String {
    var lines: [String] = []
    let title = document.title.isEmpty ? document.study : document.title
    lines.append(title)
    lines.append(String(repeating: "═", count: min(width, title.count)))
    if document.isMany {
      lines += FleetText(document, width: width).lines()
    } else if let answer = document.answer {
      lines += CampusText(document: document, answer: answer, width: width).lines()
    } else {
      lines += ChainText(document: document, width: width).lines()
    }
    lines += footer()
    return lines.joined(separator: "\n") + "\n"
  }

  private func footer() -> [String] {
    let certificate = document.certificate
    var lines = ["", "Certificate"]
    let proof =
      document.status == Plan.Status.optimal.rawValue
      ? "best plan" : "stopped early: a plan that can be carried out"
    lines.append(
      "  \(proof): gap to the bound \(Self.share(certificate.gap)) (engine \(document.engine)\(document.engineReason.map { ": \($0)" } ?? ""))"
    )
    var checks =
      "  checked again from the quantities: worst broken rule \(Self.share(certificate.worstViolation))"
    checks += ", money \(Self.share(certificate.moneyDifference))"
    if let duality = certificate.dualityDifference {
      checks += ", rents against value \(Self.share(duality))"
    }
    lines.append(checks)
    let seconds = document.seconds
    lines.append(
      "  read \(format(seconds.read)) s, build \(format(seconds.build)) s, "
        + "solve \(format(seconds.solve)) s")
    if !document.warnings.isEmpty {
      lines += ["", "Warnings"]
      for warning in document.warnings {
        lines += TextTable.wrap(warning, indent: 2, width: width)
      }
    }
    return lines
  }

  /// A relative size: `0` below rounding, otherwise two digits with an exponent or percent.
  public static func share(_ value: Double) -> String {
    if value < 1e-12 { return "0" }
    return value < 1e-4 ? format(value) : format(100 * value) + " %"
  }
}

/// A chain without a campus: activities, prices and rents by node.
struct ChainText {
  let document: PlanDocument
  let width: Int
  /// Longer tables are for `--json` and `--out`.
  static let longest = 60

  func lines() -> [String] {
    let many = document.nodes.count > 1
    var lines = [
      "\(many ? "Expected value" : "Value"): \(Self.precise(document.objective)) "
        + document.valueUnit,
      "",
    ]
    lines += table("Activities", document.activities.filter { ($0.amount ?? 0) != 0 })
    lines += table("Stocks", document.stocks.filter { ($0.amount ?? 0) != 0 })
    lines += table("Prices (worth of one more unit)", document.resourcePrices)
    lines += rents()
    return lines
  }

  /// The one number that people compare with a textbook gets seven digits.
  private static func precise(_ value: Double) -> String {
    value.formatted(
      .number.precision(.significantDigits(1...7)).locale(Locale(identifier: "en_US_POSIX"))
        .grouping(.automatic))
  }

  private func table(_ title: String, _ entries: [PlanDocument.Quantity]) -> [String] {
    guard !entries.isEmpty else { return [] }
    let many = document.nodes.count > 1
    var table = TextTable(
      [title] + (many ? ["at"] : []) + ["amount", "unit"], rightAligned: [many ? 2 : 1])
    for entry in entries.prefix(Self.longest) {
      table.add(
        [entry.name] + (many ? [entry.node] : []) + [
          entry.amount.map { format($0) } ?? "–", entry.unit,
        ])
    }
    var lines = table.lines(width: width)
    if entries.count > Self.longest {
      lines.append("… and \(entries.count - Self.longest) more (see --json or --out)")
    }
    return lines + [""]
  }

  private func rents() -> [String] {
    guard !document.attribution.isEmpty else { return [] }
    var table = TextTable(["Where the value lands", "through", "at", "amount"], rightAligned: [3])
    for rent in document.attribution.prefix(Self.longest) {
      let owner = rent.party.map { "\(rent.name), \($0)" } ?? rent.name
      table.add([
        owner, rent.source.rawValue, document.nodes[rent.node].name, format(rent.amount),
      ])
    }
    table.add([
      "sum", "", "", format(document.attribution.reduce(0) { $0 + $1.amount }),
    ])
    return table.lines(width: width)
  }
}
