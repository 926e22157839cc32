import Foundation
import Quantities
public import Questions

/// The pages that a terminal shows for questions.
public struct QuestionText {
  let title: String
  let width: Int
  /// Longer tables are for `--json` and `--csv`.
  static let longest = 60

  /// - Parameter title: the study's title, or its file.
  public init(title: String, width: Int = 96) {
    self.title = title
    self.width = width
  }

  func page(_ lines: [String]) -> String {
    let rule = String(repeating: "═", count: min(width, title.count))
    return ([title, rule] + lines).joined(separator: "\n") + "\n"
  }

  func wrap(_ text: String, indent: Int = 0) -> [String] {
    TextTable.wrap(text, indent: indent, width: width)
  }

  /// Money in words for dollars, a plain number for other values.
  static func money(_ amount: Double, _ unit: String) -> String {
    unit == "USD" ? formatMoney(amount) : "\(format(amount)) \(unit)"
  }

  static func quantity(_ amount: Double?, _ unit: String) -> String {
    guard let amount else { return "–" }
    switch unit {
    case "": return format(amount)
    case "USD": return formatMoney(amount)
    case "USD/year": return formatMoney(amount) + "/year"
    default: return "\(format(amount)) \(unit)"
    }
  }

  // MARK: Worth

  public func page(_ worth: Worth) -> String {
    var lines: [String] = []
    guard let after = worth.after, let exact = worth.worth else {
      lines += wrap("With \(worth.change) there is no plan:")
      for reason in worth.noPlan ?? [] { lines += wrap(reason, indent: 2) }
      lines += wrap(
        "The study as it is has one, worth \(Self.money(worth.before, worth.valueUnit)).")
      return page(lines)
    }
    // Sums of a year of hours are known to so many digits and no more.
    let rounding = 1e-9 * max(1, abs(after))
    let difference = abs(exact) > rounding ? exact : 0
    let isGain = difference > 0
    let size = Self.money(abs(difference), worth.valueUnit)
    if difference == 0 {
      lines += wrap("\(worth.change) changes nothing: the best plan is worth the same.")
    } else {
      lines += wrap("\(worth.change) \(isGain ? "is worth" : "costs") \(size).")
    }
    if let range = worth.range, let low = range.first, let high = range.last,
      high - low > 0.02 * abs(difference), high - low > rounding
    {
      lines += wrap(
        "Both plans are known to a gap, so the worth lies between \(Self.money(low, worth.valueUnit)) and "
          + "\(Self.money(high, worth.valueUnit)) (--gap makes it narrower).", indent: 2)
    }
    lines.append("")
    let verb = worth.before < 0 && after < 0
    let sign = verb ? -1.0 : 1
    var table = TextTable(
      [verb ? "Cost" : "Value", "before", "after", "difference"], rightAligned: [1, 2, 3])
    table.add(
      ["in all"] + [worth.before, after, difference].map { Self.money(sign * $0, worth.valueUnit) })
    lines += table.lines(width: width)
    if let year = worth.perYear, difference != 0, abs(year - difference) > 1e-6 * abs(difference) {
      lines.append("  \(Self.money(sign * year, worth.valueUnit)) for every year of the plan")
    }
    if let unit = worth.perMegawattHour, difference != 0 {
      lines.append("  \(format(sign * unit)) \(worth.valueUnit) for every MWh of load")
    }
    lines += [""] + moves(worth.moves)
    return page(lines)
  }

  private func moves(_ moves: [Worth.Move]) -> [String] {
    guard !moves.isEmpty else { return ["Nothing moves in the plan."] }
    let many = Set(moves.map(\.node)).count > 1
    var table = TextTable(
      ["What moves", "of"] + (many ? ["in"] : []) + ["before", "after", "unit"],
      rightAligned: many ? [3, 4] : [2, 3])
    for move in moves.prefix(Self.longest) {
      table.add(
        [move.name, move.kind.rawValue] + (many ? [move.node] : [])
          + [format(move.before), format(move.after), move.unit])
    }
    var lines = table.lines(width: width)
    if moves.count > Self.longest {
      lines.append("… and \(moves.count - Self.longest) more (see --json)")
    }
    return lines
  }

  // MARK: Breakeven

  public func page(_ answer: Breakeven.Answer) -> String {
    var lines: [String] = []
    func value(_ number: Double) -> String {
      answer.unit.isEmpty ? format(number) : "\(format(number)) \(answer.unit)"
    }
    let range = [answer.probes.first, answer.probes.last].compactMap { $0?.value }
    let ends = "between \(range.map(value).joined(separator: " and "))"
    switch answer.finding {
    case .found:
      if let found = answer.value, let bracket = answer.bracket {
        let side = answer.holdsBelow == true ? "up to" : "from"
        lines += wrap("“\(answer.condition)” holds \(side) \(answer.key) = \(value(found)).")
        lines += wrap(
          "It \(answer.holdsBelow == true ? "holds" : "does not hold") at \(value(bracket[0])) and "
            + "\(answer.holdsBelow == true ? "does not hold" : "holds") at \(value(bracket[1])).",
          indent: 2)
      }
    case .always:
      lines += wrap("“\(answer.condition)” holds at every value of \(answer.key) \(ends).")
    case .never: lines += wrap("“\(answer.condition)” holds at no value of \(answer.key) \(ends).")
    case .severalTimes:
      lines += wrap(
        "“\(answer.condition)” changes more than once \(ends): there is no one breakeven. The probes:"
      )
    }
    if !answer.isMonotone {
      lines += wrap(
        "\(answer.watched) does not move one way only over the probes; another crossing may lie between "
          + "them.", indent: 2)
    }
    if !answer.isDone {
      lines += wrap("Stopped before the bracket was as narrow as asked.", indent: 2)
    }
    lines.append("")
    let unit = answer.watchedUnit.isEmpty ? "" : ", \(answer.watchedUnit)"
    let hasOther = answer.probes.contains { ($0.against ?? 0) != 0 }
    var table = TextTable(
      [answer.key + (answer.unit.isEmpty ? "" : ", \(answer.unit)"), answer.watched + unit]
        + (hasOther ? ["against"] : []) + ["cost", "holds"],
      rightAligned: hasOther ? [0, 1, 2, 3] : [0, 1, 2])
    for probe in answer.probes {
      table.add(
        [format(probe.value), Text.number(probe.watched)]
          + (hasOther ? [Text.number(probe.against)] : [])
          + [
            Text.number(probe.cost), probe.noPlan == nil ? (probe.holds ? "yes" : "no") : "no plan",
          ])
    }
    lines += table.lines(width: width)
    for probe in answer.probes {
      if let why = probe.noPlan {
        lines += wrap("no plan at \(value(probe.value)): \(why)", indent: 2)
      }
    }
    return page(lines)
  }

  // MARK: Sweep

  public func page(_ answer: Sweep.Answer) -> String {
    var lines: [String] = []
    let heads =
      answer.axes.isEmpty
      ? ["Scenario"]
      : answer.axes.map { axis in
        let unit = axis.knob.isFactor ? "times" : axis.knob.unit
        return axis.knob.key + (unit.isEmpty ? "" : ", \(unit)")
      }
    let columns = answer.columns.map { $0.name + ($0.unit.isEmpty ? "" : ", \($0.unit)") }
    let numbers = (answer.axes.isEmpty ? 1 : 0)..<(heads.count + columns.count)
    var table = TextTable(heads + columns, rightAligned: Set(numbers))
    for row in answer.rows {
      table.add(row.labels + row.results.map { Text.number($0) })
    }
    // A table of many columns is wider than the terminal; it wraps there and is not cut.
    lines += table.lines(width: max(width, 400))
    for row in answer.rows {
      if let why = row.noPlan {
        lines += wrap("\(row.labels.joined(separator: ", ")): no plan: \(why)", indent: 2)
      }
    }
    if !answer.isDone {
      lines.append("Stopped after \(answer.rows.count) of \(answer.asked) plans.")
    }
    return page(lines)
  }
}

extension Sweep.Answer {
  /// The table as comma-separated values, with a line of names and units.
  public var csv: String {
    func cell(_ text: String) -> String {
      text.contains { ",\"\n".contains($0) }
        ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
    func head(_ name: String, _ unit: String) -> String {
      unit.isEmpty ? name : "\(name) [\(unit)]"
    }
    let heads =
      axes.isEmpty
      ? ["scenario"] : axes.map { head($0.knob.key, $0.knob.isFactor ? "times" : $0.knob.unit) }
    var lines = [(heads + columns.map { head($0.name, $0.unit) }).map(cell).joined(separator: ",")]
    for row in rows {
      let labels = axes.isEmpty ? row.labels : row.values.map { "\($0)" }
      let results = row.results.map { $0.map { "\($0)" } ?? "" }
      lines.append((labels + results).map(cell).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
