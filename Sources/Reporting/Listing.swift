import Quantities

/// A table that a terminal and a page show alike: heads, of which some are over numbers, and rows.
struct Listing {
  /// The first is also the title.
  var heads: [String]
  var numbers: Set<Int>
  var rows: [[String]] = []
  var total: [String]?
  /// What is said below it.
  var notes: [String] = []

  var isEmpty: Bool { rows.isEmpty && notes.isEmpty }

  func lines(width: Int) -> [String] {
    guard !isEmpty else { return [] }
    var lines: [String] = []
    if !rows.isEmpty {
      var table = TextTable(heads, rightAligned: numbers)
      for row in rows + (total.map { [$0] } ?? []) { table.add(row) }
      lines += table.lines(width: width)
    }
    for note in notes { lines += TextTable.wrap(note, indent: 0, width: width) }
    return lines + [""]
  }

  var html: HTML {
    guard !isEmpty else { return "" }
    var html: HTML = ""
    if let title = heads.first, !rows.isEmpty {
      let titles = [""] + heads.dropFirst()
      var table = HTMLTable(
        title, titles.enumerated().map { numbers.contains($0) ? "#\($1)" : $1 })
      for row in rows { table.add(row.map { "\($0)" }) }
      if let total { table.total(total.map { "\($0)" }) }
      html += table.html
    }
    for note in notes { html += "<p class=\"note\">\(note)</p>\n" }
    return html
  }
}
