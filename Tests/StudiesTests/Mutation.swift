import Testing

/// A word of a study file: a key or a scalar, on one line.
struct Word: Sendable {
  var text: String
  var isKey: Bool
  /// Counted from 1.
  var line: Int
  /// Characters from 0.
  var range: Range<Int>
  /// For a scalar, the last key before it on its line.
  var key: String
  /// The key at the left edge under which it stands.
  var section: String
  /// Spaces before the line.
  var indentation: Int
  /// It is the first word of its line.
  var isFirst: Bool

  var isNumber: Bool {
    guard let first = text.first else { return false }
    return !isKey && (first.isNumber || first == "-" || first == ".")
  }
}

/// A good study, taken apart into words so that each can be spoilt.
struct Base: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var lines: [[Character]]

  var testDescription: String { name }

  init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
  }

  var words: [Word] {
    var words: [Word] = []
    var section = ""
    for (index, line) in lines.enumerated() {
      let end =
        line.indices.first { line[$0] == "#" && ($0 == 0 || line[$0 - 1] == " ") }
        ?? line.count
      let indentation = line.prefix { $0 == " " }.count
      var key = ""
      var start = indentation
      var isFirst = true
      func add(upTo position: Int, isKey: Bool) {
        var range = start..<max(start, position)
        while let first = range.first, line[first] == " " { range = (first + 1)..<range.upperBound }
        while let last = range.last, line[last] == " " { range = range.lowerBound..<last }
        let text = String(line[range])
        if isKey { key = text }
        if isKey, indentation == 0, isFirst { section = text }
        if !text.isEmpty, text != "-" {
          words.append(
            Word(
              text: text, isKey: isKey, line: index + 1, range: range, key: key, section: section,
              indentation: indentation, isFirst: isFirst))
          isFirst = false
        }
      }
      var position = indentation
      while position < end {
        let character = line[position]
        let isColon = character == ":" && (position + 1 == end || line[position + 1] == " ")
        if isColon || "{}[],".contains(character) {
          add(upTo: position, isKey: isColon)
          start = position + 1
        } else if character == "-", position == indentation, position + 1 < end,
          line[position + 1] == " "
        {
          start = position + 2
        }
        position += 1
      }
      add(upTo: end, isKey: false)
    }
    return words
  }

  /// The study with one word replaced.
  func replacing(_ word: Word, by text: String) -> String {
    var lines = lines
    lines[word.line - 1].replaceSubrange(word.range, with: Array(text))
    return lines.map { String($0) }.joined(separator: "\n")
  }

  /// The study with a line twice.
  func doubling(line: Int) -> String {
    var lines = lines
    lines.insert(lines[line - 1], at: line)
    return lines.map { String($0) }.joined(separator: "\n")
  }
}
