import Foundation
import Quantities

/// A piece of a page in which everything that comes from a study is already escaped.
struct HTML: ExpressibleByStringInterpolation, Sendable {
  var markup: String

  init(markup: String) { self.markup = markup }
  init(stringLiteral value: String) { markup = value }
  init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

  /// Strings are escaped, pieces of HTML are not: `<p>\(title)</p>` is safe whatever the title.
  struct StringInterpolation: StringInterpolationProtocol {
    var markup = ""

    init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }
    mutating func appendLiteral(_ literal: String) { markup += literal }
    mutating func appendInterpolation(_ text: String) { markup += HTML.escape(text) }
    mutating func appendInterpolation(_ number: Int) { markup += "\(number)" }
    mutating func appendInterpolation(_ piece: HTML) { markup += piece.markup }
  }

  static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  static func + (left: HTML, right: HTML) -> HTML { HTML(markup: left.markup + right.markup) }
  static func += (left: inout HTML, right: HTML) { left.markup += right.markup }
}

extension Sequence where Element == HTML {
  func joined(_ separator: String = "\n") -> HTML {
    HTML(markup: map(\.markup).joined(separator: separator))
  }
}

/// A table: the first cell of a row is its head, numbers stand to the right.
struct HTMLTable {
  var caption: String
  private let heads: [(title: String, isNumber: Bool)]
  private var rows: [[HTML]] = []
  private var totals: [[HTML]] = []
  private let identifier: String?

  /// Titles that begin with `#` head columns of numbers.
  init(_ caption: String, _ titles: [String], identifier: String? = nil) {
    self.caption = caption
    self.identifier = identifier
    heads = titles.map { title in
      title.hasPrefix("#") ? (String(title.dropFirst()), true) : (title, false)
    }
  }

  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ cells: [HTML]) { rows.append(cells) }
  mutating func total(_ cells: [HTML]) { totals.append(cells) }

  var html: HTML {
    let head = heads.map { head -> HTML in
      "<th scope=\"col\"\(head.isNumber ? HTML(" class=\"number\"") : "")>\(head.title)</th>"
    }.joined("")
    let body = rows.map(row).joined()
    let foot: HTML = totals.isEmpty ? "" : "<tfoot>\(totals.map(row).joined())</tfoot>"
    let name: HTML = identifier.map { " id=\"\($0)\"" } ?? ""
    let width: HTML = heads.count > 9 ? " wide" : ""
    return """
      <div class="table\(width)" tabindex="0" role="region" aria-label="\(caption)">
      <table\(name)><caption>\(caption)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)
      </tbody>\(foot)</table></div>

      """
  }

  private func row(_ cells: [HTML]) -> HTML {
    let content = cells.enumerated().map { index, cell -> HTML in
      if index == 0 { return "<th scope=\"row\">\(cell)</th>" }
      let isNumber = index < heads.count && heads[index].isNumber
      return "<td\(isNumber ? HTML(" class=\"number\"") : "")>\(cell)</td>"
    }
    return "<tr>\(content.joined(""))</tr>"
  }
}

/// Numbers as a reader wants them: four digits, a dash for what is not there.
enum Text {
  static let none = "–"

  static func number(_ value: Double?) -> String { value.map { format($0) } ?? none }

  static func number(_ value: Double?, over base: Double) -> String {
    guard let value, base != 0 else { return none }
    return format(value / base)
  }

  /// A quantity of which less than a millionth is nothing: plans in numbers have slivers.
  static func size(_ value: Double) -> String { abs(value) < 1e-6 ? none : format(value) }

  static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return none }
    return "\(format(100 * share)) %"
  }

  static func percent(_ part: Double, of whole: Double) -> String {
    whole > 0 ? percent(part / whole) : none
  }

  /// A relative difference: none below rounding.
  static func difference(_ value: Double) -> String {
    if value.isNaN { return none }
    return abs(value) < 1e-12 ? "0" : "\(format(100 * value)) %"
  }

  /// The unit in which the largest of some amounts of money is easy to read.
  static func scale(_ amounts: [Double], unit: String) -> (size: Double, unit: String) {
    let most = amounts.filter(\.isFinite).map(abs).max() ?? 0
    for (size, name) in [(1e9, "billion"), (1e6, "million"), (1e3, "thousand")] where most >= size {
      return (size, "\(name) \(unit)")
    }
    return (1, unit)
  }

  /// The same words with numbers kept on a line with their units.
  static func bound(_ text: String) -> String {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    return words.dropFirst().reduce(words.first.map(String.init) ?? "") { line, word in
      let joins = line.last?.isNumber == true && (word.first?.isLetter == true || word == "%")
      return line + (joins ? "\u{A0}" : " ") + word
    }
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ items: [String]) -> String {
    guard let last = items.last else { return "" }
    if items.count == 1 { return last }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}
