import Foundation
import Quantities

/// The page that shows how far we agree with what others have published.
public struct AgreementPage: Sendable {
  let results: [AgreementResult]
  let peers: PeerTimes?
  let machine: String

  public init(_ results: [AgreementResult], peers: PeerTimes? = nil, machine: String) {
    self.results = results
    self.peers = peers
    self.machine = machine
  }

  public func markdown() -> String {
    let numbers = results.flatMap(\.numbers)
    let ran = results.filter { $0.skipped == nil }
    var lines = [
      "# Agreement",
      "",
      "Each published or peer case, its number and ours. `make agreement` writes this page; nothing in it is typed.",
      "",
      "\(numbers.count { $0.agrees }) of \(numbers.count) numbers of \(ran.count) cases agree within their tolerance"
        + (ran.count < results.count
          ? "; \(results.count - ran.count) cases were skipped." : "."),
      "",
      "*Difference* is ours less theirs, over theirs (where theirs is 0, ours less theirs); below 1e-12 it is 0. *Tolerance* is fixed with the case: the printed digits of the source, or "
        + "the accuracy of its solver. *Times* are wall-clock seconds of one run (\(machine)); theirs are what the "
        + "source states, or measured on the same machine where marked with \\*; blank where neither.",
    ]
    var groups: [String] = []
    for result in results where !groups.contains(result.group) { groups.append(result.group) }
    for group in groups {
      lines += ["", "## \(group)", "", header, rule]
      for result in results where result.group == group { lines += rows(result) }
    }
    let skipped = results.filter { $0.skipped != nil }
    if !skipped.isEmpty {
      lines += ["", "## Skipped", ""]
      lines += skipped.map { "- \($0.title): \($0.skipped ?? "")" }
    }
    if let peers, !peers.cases.isEmpty {
      let programs = Set(peers.cases.values.map(\.program)).sorted()
      lines += ["", "\\* Measured with \(programs.joined(separator: "; "))."]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var header: String {
    "| case | number | unit | theirs | ours | difference | tolerance | s, theirs | s, ours | source |"
  }
  private var rule: String { "|---|---|---|--:|--:|--:|--:|--:|--:|---|" }

  private func rows(_ result: AgreementResult) -> [String] {
    if result.skipped != nil { return [] }
    if let failed = result.failed {
      return [
        "| \(Self.cell(result.title)) | **failed**: \(Self.cell(failed)) | | | | | | | | \(Self.cell(result.source)) |"
      ]
    }
    return result.numbers.enumerated().map { index, number in
      let isFirst = index == 0
      let times =
        isFirst
        ? [
          result.theirSeconds.map { Self.short($0) + (result.isMeasured ? "\\*" : "") } ?? "",
          result.seconds.map { Self.short($0) } ?? "",
        ] : ["", ""]
      let cells =
        [isFirst ? Self.cell(result.title) : "", Self.cell(number.name), Self.cell(number.unit)]
        + [Self.digits(number.expected), Self.digits(number.ours)]
        + [Self.difference(number) + (number.agrees ? "" : " **differs**"), number.tolerance]
        + times + [isFirst ? Self.cell(result.source) : ""]
      return "| " + cells.joined(separator: " | ") + " |"
    }
  }

  // MARK: Cells

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  /// Up to twelve significant digits, as one compares numbers.
  static func digits(_ value: Double) -> String {
    value.formatted(
      .number.precision(.significantDigits(1...12)).locale(Locale(identifier: "en_US_POSIX"))
        .grouping(.automatic))
  }

  static func short(_ value: Double) -> String {
    abs(value) < 1e-3 && value != 0 ? String(format: "%.1e", value) : format(value)
  }

  private static func difference(_ number: AgreementResult.Number) -> String {
    guard number.expected != 0 else { return short(number.ours) }
    let difference = (number.ours - number.expected) / abs(number.expected)
    return abs(difference) < 1e-12 ? "0" : String(format: "%.1e", difference)
  }
}
