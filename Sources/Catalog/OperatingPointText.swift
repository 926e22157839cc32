import Foundation
import Quantities

extension Catalog {
  /// Whether a word asks for operating points: `work`, a kind of work, or a model.
  public func isWork(_ name: String) -> Bool { !points(name).isEmpty }

  /// Operating points for a terminal: a table for `work` and for a kind of work, settings and full
  /// sources for a model.
  public func workText(_ name: String, width: Int = 100) throws(CatalogError) -> String {
    let points = try known(name)
    let wanted = name.lowercased()
    let isTable = wanted == "work" || works.contains(wanted)
    let lines = isTable ? Self.table(points, width: width) : Self.details(points, width: width)
    let foot =
      "W and joules are those of the chip alone while it is busy; multiply by “IT joules per "
      + "accelerator joule” (gigawatt catalog compute) and by the PUE. – is not measured."
    return (lines + [""] + TextTable.wrap(foot, indent: 0, width: width)).joined(separator: "\n")
  }

  /// A technology; the nearest name may be that of work or of a model.
  func technologyOrWork(_ name: String) throws(CatalogError) -> Technology {
    do throws(CatalogError) {
      return try technology(name)
    } catch {
      guard case .unknownTechnology(_, nil, let known) = error else { throw error }
      let near = nearest(name, in: ["work"] + works + operatingPoints.map(\.model))
      throw .unknownTechnology(name, nearest: near, known: known + ["work"])
    }
  }

  /// Rate, energy, power, confidence, line, and sources by number below.
  private static func table(_ points: [OperatingPoint], width: Int) -> [String] {
    let several = Set(points.map(\.work)).count > 1
    var sources: [String] = []
    var table = TextTable(
      (several ? ["work"] : []) + [
        "model", "chip", "per chip and hour", "chip alone", "W", "line", "confidence", "source",
      ], rightAligned: several ? [3, 4, 5, 6] : [2, 3, 4, 5])
    var before: OperatingPoint?
    for point in points {
      let number = sources.firstIndex(of: point.source) ?? sources.count
      if number == sources.count { sources.append(point.source) }
      let sameWork = before?.work == point.work
      table.add(
        (several ? [sameWork ? "" : point.work] : []) + [
          sameWork && before?.model == point.model ? "" : point.model, point.accelerator,
          rate(point.perHour, point.unit),
          point.joules.map { energy($0, point.unit) } ?? "–",
          point.watts.map(format) ?? "–", "\(point.line)", point.confidence.rawValue,
          "[\(number + 1)]",
        ])
      before = point
    }
    return table.lines(width: width) + [""]
      + sources.enumerated().flatMap { number, source in
        TextTable.wrap("[\(number + 1)] \(source)", indent: 0, width: width)
      }
  }

  private static func details(_ points: [OperatingPoint], width: Int) -> [String] {
    var lines: [String] = []
    var before: OperatingPoint?
    for point in points {
      if before != nil { lines.append("") }
      if before?.work != point.work || before?.model != point.model {
        lines += ["\(point.model), \(point.work)", ""]
      }
      lines.append(
        "\(point.accelerator)  \(rate(point.perHour, point.unit)) per chip and hour"
          + range(point.perHourLow, point.perHourHigh) { rate($0, point.unit) }
          + "  [line \(point.line)]")
      if let joules = point.joules {
        lines.append(
          "  \(energy(joules, point.unit))"
            + range(point.joulesLow, point.joulesHigh) { energy($0, point.unit) }
            + (point.watts.map { ", \(format($0)) W" } ?? ""))
      }
      lines += TextTable.wrap(
        "source (\(point.confidence.rawValue) confidence): \(point.source)", indent: 4, width: width
      )
      lines += TextTable.wrap(point.note, indent: 4, width: width)
      before = point
    }
    return lines
  }

  private static func range(
    _ low: Double?, _ high: Double?, _ text: (Double) -> String
  ) -> String {
    guard let low, let high else { return "" }
    return "  (\(text(low)) to \(text(high)))"
  }

  /// Operating points as one JSON document.
  public func workJSON(_ name: String) throws(CatalogError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let points = try known(name)
    do {
      return String(decoding: try encoder.encode(points), as: UTF8.self)
    } catch {
      throw .file(line: nil, "cannot be written as JSON: \(error)")
    }
  }

  private func points(_ name: String) -> [OperatingPoint] {
    let wanted = name.lowercased()
    if wanted == "work" { return operatingPoints }
    return operatingPoints.filter { $0.work == wanted || $0.model == wanted }
  }

  private func known(_ name: String) throws(CatalogError) -> [OperatingPoint] {
    let found = points(name)
    return try found.isEmpty ? operatingPoints(of: name) : found
  }

  private static func rate(_ perHour: Double, _ unit: String) -> String {
    if unit == "FLOP" { return scaled(perHour, [("E", 1e18), ("P", 1e15), ("T", 1e12)], unit) }
    let plural = unit + "s"
    return perHour >= 1e6
      ? "\(format(perHour / 1e6)) million \(plural)" : "\(format(perHour)) \(plural)"
  }

  private static func energy(_ joules: Double, _ unit: String) -> String {
    let steps = [
      ("M", 1e6), ("k", 1e3), ("", 1), ("m", 1e-3), ("µ", 1e-6), ("n", 1e-9), ("p", 1e-12),
    ]
    return scaled(joules, steps, "J/\(unit)")
  }

  /// The number with the largest prefix in which it is at least 1.
  private static func scaled(
    _ number: Double, _ steps: [(prefix: String, size: Double)], _ unit: String
  ) -> String {
    // Tenths of a joule are read more easily than hundreds of millijoules.
    let fits = steps.first { number / $0.size >= ($0.size == 1 ? 0.01 : 0.99995) } ?? steps.last
    guard let step = fits else { return "\(format(number)) \(unit)" }
    return "\(format(number / step.size)) \(step.prefix)\(unit)"
  }
}
