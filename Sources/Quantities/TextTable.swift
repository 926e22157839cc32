/// Columns of text, padded so that they line up.
public struct TextTable: Sendable {
  private var rows: [[String]]
  /// The columns whose text ends, rather than starts, on one line.
  private let rightAligned: Set<Int>

  public init(_ header: [String], rightAligned: Set<Int> = []) {
    rows = [header]
    self.rightAligned = rightAligned
  }

  public mutating func add(_ row: [String]) { rows.append(row) }

  /// The lines; the last column is cut so that no line is longer than `width`.
  public func lines(width: Int) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    var lines = rows.map { line($0, widths, width: width) }
    let rule = widths.dropLast().reduce(0) { $0 + $1 + 2 } + (widths.last ?? 0)
    lines.insert(String(repeating: "─", count: min(width, rule)), at: 1)
    return lines
  }

  private func line(_ cells: [String], _ widths: [Int], width: Int) -> String {
    var text = ""
    for (column, cell) in cells.enumerated() {
      if column > 0 { text += "  " }
      let padding = String(repeating: " ", count: max(0, widths[column] - cell.count))
      text += rightAligned.contains(column) ? padding + cell : cell + padding
    }
    return Self.cut(text, to: width)
  }

  /// The text without spaces at its end, cut with an ellipsis to a width.
  static func cut(_ text: String, to width: Int) -> String {
    let end = text.lastIndex { $0 != " " }
    let trimmed = end.map { String(text[...$0]) } ?? ""
    return trimmed.count <= width ? trimmed : String(trimmed.prefix(max(0, width - 1))) + "…"
  }

  /// Words in lines of at most `width`, each after an indent; longer words stand alone.
  public static func wrap(_ text: String, indent: Int, width: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(margin + line) }
    return lines
  }
}
