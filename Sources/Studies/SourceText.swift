import Yams

/// The characters of a YAML file, and where its nodes begin and end among them.
struct SourceText {
  private let characters: [Unicode.Scalar]
  /// Where each line begins.
  private let lines: [Int]

  init(_ text: String) {
    let characters = Array(text.unicodeScalars)
    var lines = [0]
    for index in characters.indices where characters[index] == "\n" { lines.append(index + 1) }
    self.characters = characters
    self.lines = lines
  }

  func character(_ index: Int) -> Unicode.Scalar? {
    characters.indices.contains(index) ? characters[index] : nil
  }

  func isSpace(_ index: Int) -> Bool {
    character(index).map { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" } ?? false
  }

  func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: characters[range.clamped(to: characters.indices)])
    return String(view)
  }

  func replacing(_ range: Range<Int>, with text: String) -> String {
    self.text(0..<range.lowerBound) + text + self.text(range.upperBound..<characters.count)
  }

  func offset(_ mark: Mark?) -> Int? {
    guard let mark, lines.indices.contains(mark.line - 1), mark.column > 0 else { return nil }
    let offset = lines[mark.line - 1] + mark.column - 1
    return offset <= characters.count ? offset : nil
  }

  private func line(of offset: Int) -> Int { lines.lastIndex { $0 <= offset } ?? 0 }

  /// The line, from 0, of a character.
  func line(at offset: Int) -> Int? { offset < characters.count ? line(of: offset) : nil }

  func start(ofLine line: Int) -> Int? { lines.indices.contains(line) ? lines[line] : nil }

  /// The text of a line, from 0, without its end.
  func line(_ line: Int) -> String? {
    guard let start = start(ofLine: line), let end = endOfLine(line) else { return nil }
    return text(start..<end)
  }

  /// Where a scalar on one line or a flow collection stands; nothing for blocks and long texts.
  func extent(of node: Node) -> Range<Int>? {
    guard let start = offset(node.mark) else { return nil }
    guard case .scalar(let scalar) = node else {
      guard character(start) == "{" || character(start) == "[" else { return nil }
      return closing(start).map { start..<$0 + 1 }
    }
    switch character(start) {
    case "\"" where scalar.style == .doubleQuoted, "'" where scalar.style == .singleQuoted:
      guard let end = endOfQuote(start), line(of: end) == line(of: start) else { return nil }
      return start..<end + 1
    default:
      let text = Array(scalar.string.unicodeScalars)
      let end = start + text.count
      guard scalar.style == .plain || scalar.style == .any, end <= characters.count,
        characters[start..<end].elementsEqual(text)
      else { return nil }
      return start..<end
    }
  }

  /// Behind the colon of a key.
  func endOfKey(_ key: Node) -> Int? {
    guard var index = extent(of: key)?.upperBound else { return nil }
    while character(index) == " " { index += 1 }
    return character(index) == ":" ? index + 1 : nil
  }

  /// The line, from 0, on which the last thing in a block ends; nothing where that cannot be told.
  func lastLine(of node: Node) -> Int? {
    switch node {
    case .scalar where node.string?.isEmpty == true: return offset(node.mark).map(line(of:))
    case .scalar, .alias: return extent(of: node).map { line(of: $0.upperBound) }
    case .mapping(let mapping):
      if let range = extent(of: node) { return line(of: range.upperBound) }
      guard let last = mapping.reversed().first else { return nil }
      guard let value = lastLine(of: last.value), let key = offset(last.key.mark) else {
        return nil
      }
      return max(value, line(of: key))
    case .sequence(let sequence):
      if let range = extent(of: node) { return line(of: range.upperBound) }
      return sequence.last.flatMap(lastLine)
    }
  }

  /// Behind the last character of a line, a comment included.
  func endOfLine(_ line: Int) -> Int? {
    guard lines.indices.contains(line) else { return nil }
    var end = line + 1 < lines.count ? lines[line + 1] - 1 : characters.count
    if end > lines[line], character(end - 1) == "\r" { end -= 1 }
    return end
  }

  /// The bracket that closes the one at `start`.
  private func closing(_ start: Int) -> Int? {
    var depth = 0
    var index = start
    while index < characters.count {
      switch characters[index] {
      case "{", "[": depth += 1
      case "}", "]":
        depth -= 1
        if depth == 0 { return index }
      case "\"", "'":
        // An apostrophe inside a word opens nothing.
        if isSpace(index - 1) || "{[,:".unicodeScalars.contains(characters[index - 1]) {
          guard let end = endOfQuote(index) else { return nil }
          index = end
        }
      case "#" where isSpace(index - 1):
        while index < characters.count, characters[index] != "\n" { index += 1 }
      default: break
      }
      index += 1
    }
    return nil
  }

  private func endOfQuote(_ start: Int) -> Int? {
    let quote = characters[start]
    var index = start + 1
    while index < characters.count {
      if quote == "\"", characters[index] == "\\" {
        index += 2
        continue
      }
      if characters[index] == quote {
        guard quote == "'", character(index + 1) == "'" else { return index }
        index += 1
      }
      index += 1
    }
    return nil
  }
}
