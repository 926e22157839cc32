import Yams

/// A text of several lines, behind `|` (lines stay) or `>` (lines flow together), where it stands in a file.
struct TextBlock {
  /// From the first character of the first line to the end of the last line that is not empty.
  let range: Range<Int>
  private let indentation: String
  private let isFolded: Bool
  private let lineBreak: String
  /// Of the longest line, without its indentation.
  private let width: Int

  /// Nothing where a scalar is no such text, or says itself how far its lines stand in.
  init?(_ scalar: Node.Scalar, in source: SourceText) {
    guard scalar.style == .literal || scalar.style == .folded,
      let start = source.offset(scalar.mark),
      let header = source.line(at: start), let headerEnd = source.endOfLine(header)
    else { return nil }
    let marks = source.text(start..<headerEnd).prefix { $0 != " " }
    guard marks.first == "|" || marks.first == ">", !marks.contains(where: \.isNumber) else {
      return nil
    }
    isFolded = scalar.style == .folded
    lineBreak = source.character(headerEnd) == "\r" ? "\r\n" : "\n"
    var indentation: String?
    var width = 40
    var last: Int?
    var line = header + 1
    while let text = source.line(line) {
      defer { line += 1 }
      guard text.contains(where: { $0 != " " }) else { continue }
      let spaces = String(text.prefix { $0 == " " })
      let own = indentation ?? spaces
      guard !own.isEmpty, text.hasPrefix(own) else { break }
      indentation = own
      width = max(width, text.count - own.count)
      last = line
    }
    guard let indentation, let first = source.start(ofLine: header + 1), let last,
      let end = source.endOfLine(last)
    else { return nil }
    self.indentation = indentation
    self.width = width
    range = first..<end
  }

  /// What stands there when the block says a text.
  func lines(saying text: String) -> String {
    let flowing = isFolded ? text.replacing(/\n+/) { $0.output + "\n" } : text
    return flowing.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { isFolded ? wrapped($0) : [$0] }
      .map { $0.isEmpty ? "" : indentation + $0 }
      .joined(separator: lineBreak)
  }

  /// Broken at single spaces: others do not come back when lines flow together.
  private func wrapped(_ line: Substring) -> [Substring] {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard words.allSatisfy({ !$0.isEmpty }), let first = words.first else { return [line] }
    var lines = [first]
    for word in words.dropFirst() {
      let longer = lines[lines.count - 1] + " " + word
      if longer.count <= width { lines[lines.count - 1] = longer } else { lines.append(word) }
    }
    return lines
  }
}

extension Node.Scalar {
  var isBlock: Bool { style == .literal || style == .folded }
}
