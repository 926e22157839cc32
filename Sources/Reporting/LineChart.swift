import Foundation
import Quantities
public import Questions

/// Lines over a number as an SVG picture for documents, in light and dark.
public struct LineChart: Sendable {
  public struct Line: Sendable {
    public var name: String
    public var points: [(x: Double, y: Double)]
    /// Lines of one colour belong together and differ by their dashes.
    public var color: Int
    public var dash: Int
  }

  public var title: String
  public var x: String
  public var y: String
  public var lines: [Line]

  private static let size = (width: 860.0, height: 440.0)
  private static let frame = (left: 80.0, right: 300.0, top: 44.0, bottom: 56.0)
  private static let colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#999933", "#56b4e9"]
  private static let dashes = ["", "7 5", "2 4", "12 4 2 4"]

  public var svg: String {
    let (width, height) = Self.size
    let (left, right, top, bottom) = Self.frame
    let xs = Ticks(lines.flatMap { $0.points.map(\.x) }, fromZero: false)
    let ys = Ticks(lines.flatMap { $0.points.map(\.y) }, fromZero: true)
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (
        left + (x - xs.low) / (xs.high - xs.low) * (width - left - right),
        height - bottom - (y - ys.low) / (ys.high - ys.low) * (height - top - bottom)
      )
    }
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" width="\(Int(width))" \
      height="\(Int(height))" role="img" aria-label="\(HTML.escape(title))">
      <style>
        .page { fill: #ffffff } .ink { fill: #222222 } .soft { fill: #5a5a5a } .grid { stroke: #d9d9d9 }
        text { font: 13px system-ui, sans-serif } .title { font-weight: 600; font-size: 14px }
        @media (prefers-color-scheme: dark) {
          .page { fill: #16191d } .ink { fill: #e6e6e6 } .soft { fill: #a5adb5 } .grid { stroke: #3a4048 }
        }
      </style>
      <rect class="page" width="100%" height="100%"/>
      <text class="ink title" x="\(Self.number(left))" y="22">\(HTML.escape(title))</text>
      """
    ]
    for tick in ys.all {
      let (_, y) = place(xs.low, tick)
      parts.append(
        "<line class=\"grid\" x1=\"\(Self.number(left))\" x2=\"\(Self.number(width - right))\" y1=\"\(Self.number(y))\" "
          + "y2=\"\(Self.number(y))\"/><text class=\"soft\" x=\"\(Self.number(left - 8))\" y=\"\(Self.number(y + 4))\" "
          + "text-anchor=\"end\">\(format(tick))</text>")
    }
    for tick in xs.all {
      let (x, _) = place(tick, ys.low)
      parts.append(
        "<text class=\"soft\" x=\"\(Self.number(x))\" y=\"\(Self.number(height - bottom + 20))\" "
          + "text-anchor=\"middle\">\(format(tick))</text>")
    }
    parts.append(
      "<text class=\"ink\" x=\"\(Self.number((left + width - right) / 2))\" y=\"\(Self.number(height - 12))\" "
        + "text-anchor=\"middle\">\(HTML.escape(x))</text>")
    parts.append(
      "<text class=\"ink\" transform=\"translate(18 \(Self.number((top + height - bottom) / 2))) rotate(-90)\" "
        + "text-anchor=\"middle\">\(HTML.escape(y))</text>")
    for (index, line) in lines.enumerated() {
      let color = Self.colors[line.color % Self.colors.count]
      let dash = Self.dashes[line.dash % Self.dashes.count]
      let points = line.points.map { point -> String in
        let (x, y) = place(point.x, point.y)
        return "\(Self.number(x)),\(Self.number(y))"
      }
      let stroke =
        "fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\""
        + (dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"")
      parts.append("<polyline points=\"\(points.joined(separator: " "))\" \(stroke)/>")
      let (x, y) = (width - right + 20, top + 10 + 22 * Double(index))
      parts.append(
        "<line x1=\"\(Self.number(x))\" x2=\"\(Self.number(x + 34))\" y1=\"\(Self.number(y))\" y2=\"\(Self.number(y))\" "
          + "\(stroke)/><text class=\"ink\" x=\"\(Self.number(x + 42))\" y=\"\(Self.number(y + 4))\">"
          + "\(HTML.escape(line.name))</text>")
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }

  /// Round numbers from below the least to above the most of some values.
  private struct Ticks {
    var all: [Double]
    var low: Double { all.first ?? 0 }
    var high: Double { all.last ?? 1 }

    init(_ values: [Double], fromZero: Bool) {
      let least = min(values.min() ?? 0, fromZero ? 0 : .infinity)
      let most = max(values.max() ?? 1, least + 1e-9 * max(1, abs(least)))
      let rough = (most - least) / 6
      let power = pow(10, floor(log10(rough)))
      let step = [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
      let first = (least / step).rounded(.down)
      let last = (most / step).rounded(.up)
      all = stride(from: first, through: max(last, first + 1), by: 1).map { $0 * step }
    }
  }
}

extension LineChart {
  /// Breakevens over the first axis; a colour for each condition, dashes for the values of the second axis.
  public init(_ table: BreakevenTable, title: String) {
    self.title = title
    let first = table.axes.first
    let second = table.axes.count > 1 ? table.axes[1] : nil
    x = first.map { LineChart.name($0.knob) } ?? ""
    let answer = table.rows.first?.answers.first
    y = answer.map { $0.key + ($0.unit.isEmpty ? "" : ", \($0.unit)") } ?? ""
    lines = []
    for (color, condition) in table.conditions.enumerated() {
      for (dash, value) in (second?.values.map(Optional.some) ?? [nil]).enumerated() {
        let points = table.rows.compactMap { row -> (x: Double, y: Double)? in
          guard value == nil || row.values[1] == value, let y = row.answers[color].value,
            let x = row.values.first
          else { return nil }
          return (x, y)
        }
        let suffix = value.flatMap { value in
          second.map { ", \(format(value))\($0.knob.unit.isEmpty ? "" : " \($0.knob.unit)")" }
        }
        lines.append(
          Line(name: condition + (suffix ?? ""), points: points, color: color, dash: dash))
      }
    }
  }

  static func name(_ knob: Knob) -> String {
    let unit = knob.isFactor ? "times" : knob.unit
    return knob.key + (unit.isEmpty ? "" : ", \(unit)")
  }
}

extension QuestionText {
  /// The value, or why there is none.
  static func finding(_ answer: Breakeven.Answer) -> String {
    switch answer.finding {
    case .found: answer.value.map { format($0) } ?? "–"
    case .always: "always"
    case .never: "never"
    case .severalTimes: "several"
    }
  }

  /// A table of breakevens; a single one as its own page.
  public func page(_ table: BreakevenTable) -> String {
    if table.axes.isEmpty, table.conditions.count == 1, let only = table.rows.first?.answers.first {
      return page(only)
    }
    let heads = table.axes.map { LineChart.name($0.knob) }
    var lines: [String] = []
    if let first = table.rows.first?.answers.first {
      lines += wrap(
        "The value of \(first.key)\(first.unit.isEmpty ? "" : ", in \(first.unit),") at which")
      for condition in table.conditions { lines += wrap("“\(condition)”", indent: 2) }
    }
    var text = TextTable(
      heads + table.conditions, rightAligned: Set(0..<(heads.count + table.conditions.count)))
    for row in table.rows {
      text.add(
        row.values.map { format($0) }
          + row.answers.map { Self.finding($0) })
    }
    lines += [""] + text.lines(width: max(width, 300))
    let doubtful = table.rows.flatMap(\.answers).filter { !$0.isMonotone }
    if !doubtful.isEmpty {
      lines += wrap(
        "In \(doubtful.count) of them what is watched does not move one way only (see --json).",
        indent: 2)
    }
    if !table.isDone { lines.append("Stopped before all were found.") }
    return page(lines)
  }
}
