import Yams

/// One change to the text of a study: a value that stands there, or one that is written at its place.
public struct TextEdit: Sendable, Equatable, Codable {
  /// The keys from the top of the file to the value: `["supplies", "solar", "overnight cost"]`;
  /// members of lists by their number from 0.
  public var path: [String]
  /// What is to stand there, as a study says it: `900 USD/kW`, or `{2028: 900 USD/kW, 2035: 700 USD/kW}`; lines of
  /// text where a block of lines stands (behind `|` or `>`).
  public var text: String

  public init(path: [String], text: String) {
    self.path = path
    self.text = text
  }
}

/// An edit that the text of a study does not allow.
public struct TextEditError: Error, Sendable, Equatable, CustomStringConvertible {
  public var path: [String]
  public var message: String
  public var description: String { "\(path.joined(separator: ", ")): \(message)" }
}

extension Study {
  /// The text of a study after edits; comments, order and everything else stay as they are.
  ///
  /// After each edit the text is read again and must say at that place what was asked for, and the same
  /// as before at every other place: an edit that would do more is refused.
  public static func edited(_ text: String, by edits: [TextEdit]) throws(TextEditError) -> String {
    var text = text
    for edit in edits { text = try StudyText(text, for: edit).edited(edit) }
    return text
  }
}

/// The text of a study, with what stands where.
private struct StudyText {
  let source: SourceText
  let root: Node

  init(_ text: String, for edit: TextEdit) throws(TextEditError) {
    source = SourceText(text)
    guard let root = Self.compose(text), case .mapping = root else {
      throw TextEditError(path: edit.path, message: "the study cannot be read as it is")
    }
    self.root = root
  }

  private static func compose(_ text: String) -> Node? {
    try? Parser(yaml: text).singleRoot()
  }

  func edited(_ edit: TextEdit) throws(TextEditError) -> String {
    func refuse(_ message: String) -> TextEditError {
      TextEditError(path: edit.path, message: message)
    }
    guard !edit.path.isEmpty,
      edit.path.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isNewline) })
    else { throw refuse("expected the keys that lead to a value") }
    if let scalar = block(edit.path[...], in: root) { return try edited(edit, scalar) }
    guard let wanted = Self.value(edit.text) else {
      throw refuse(
        "expected a value on one line, found “\(shortened(edit.text.trimmingSpaces))”")
    }
    guard let change = place(edit.path[...], in: root, edit.text.trimmingSpaces) else {
      throw refuse("this cannot be written by a form; edit the text")
    }
    let text = source.replacing(change.range, with: change.text)
    guard let now = Self.compose(text), Self.isSame(now, root, but: edit.path[...], wanted) else {
      throw refuse("this cannot be written by a form; edit the text")
    }
    return text
  }

  /// A text of several lines that stands at a path.
  private func block(_ path: ArraySlice<String>, in node: Node) -> Node.Scalar? {
    switch node {
    case .scalar(let scalar): return path.isEmpty && scalar.isBlock ? scalar : nil
    case .mapping(let mapping):
      let value = mapping.first { $0.key.string == path.first }?.value
      return value.flatMap { block(path.dropFirst(), in: $0) }
    case .sequence(let sequence):
      guard let index = path.first.flatMap({ Int($0) }), sequence.indices.contains(index) else {
        return nil
      }
      return block(path.dropFirst(), in: sequence[index])
    case .alias: return nil
    }
  }

  /// Writes the lines of a block anew; what ends it stays.
  private func edited(_ edit: TextEdit, _ scalar: Node.Scalar) throws(TextEditError) -> String {
    let said = edit.text.replacing("\r\n", with: "\n").trimmed
    guard !said.isEmpty, said.utf8.count <= 10_000 else {
      throw TextEditError(
        path: edit.path, message: "expected a text of at most 10000 characters, and some of them")
    }
    let wanted = Node(said + String(scalar.string.reversed().prefix { $0 == "\n" }))
    if let block = TextBlock(scalar, in: source) {
      let text = source.replacing(block.range, with: block.lines(saying: said))
      if let now = Self.compose(text), Self.isSame(now, root, but: edit.path[...], wanted) {
        return text
      }
    }
    throw TextEditError(path: edit.path, message: "this cannot be written by a form; edit the text")
  }

  /// What a text says as the value of a key; nothing for more than one line, comments and riddles.
  private static func value(_ text: String) -> Node? {
    guard text.utf8.count <= 2000, !text.contains(where: \.isNewline),
      let node = compose("value: " + text), case .mapping(let mapping) = node,
      mapping.count == 1, let value = mapping["value"], !text.contains(" #"), !text.hasPrefix("#"),
      !text.contains("&"), !text.hasPrefix("*"), !text.hasPrefix("!")
    else { return nil }
    return value
  }

  // MARK: Where the new text goes

  private struct Change {
    var range: Range<Int>
    var text: String
  }

  private func place(_ path: ArraySlice<String>, in node: Node, _ text: String) -> Change? {
    guard let key = path.first else {
      return source.extent(of: node).map { Change(range: $0, text: text) }
    }
    switch node {
    case .mapping(let mapping):
      if let (found, value) = mapping.first(where: { $0.key.string == key }) {
        guard Self.isEmpty(value) else { return place(path.dropFirst(), in: value, text) }
        guard let end = source.endOfKey(found) else { return nil }
        return Change(range: end..<end, text: " " + Self.nested(path.dropFirst(), text))
      }
      return insert(Self.entry(path, text), into: mapping, node)
    case .sequence(let sequence):
      if let index = Int(key), sequence.indices.contains(index) {
        return place(path.dropFirst(), in: sequence[index], text)
      }
      // A list of names becomes a mapping, in which a name can say more.
      let names = sequence.compactMap(\.string)
      guard path.count > 1, names.count == sequence.count, names.contains(key) else { return nil }
      return mapping(of: sequence, node, path, text)
    case .scalar(let scalar):
      guard Self.isEmpty(node), let offset = source.offset(scalar.mark) else { return nil }
      return Change(range: offset..<offset, text: Self.nested(path, text))
    case .alias: return nil
    }
  }

  private func insert(_ entry: String, into mapping: Node.Mapping, _ node: Node) -> Change? {
    if let range = source.extent(of: node), source.character(range.lowerBound) == "{" {
      let end = range.upperBound - 1
      var last = end
      while last > range.lowerBound, source.isSpace(last - 1) { last -= 1 }
      let isFirst = source.character(last - 1) == "{"
      return Change(range: last..<end, text: (isFirst ? "" : ", ") + entry)
    }
    guard let first = mapping.first?.key.mark, let offset = source.offset(first) else { return nil }
    let indentation = String(repeating: " ", count: first.column - 1)
    if let line = source.lastLine(of: node), let end = source.endOfLine(line) {
      return Change(range: end..<end, text: "\n" + indentation + entry)
    }
    return Change(range: offset..<offset, text: entry + "\n" + indentation)
  }

  private func mapping(
    of sequence: Node.Sequence, _ node: Node, _ path: ArraySlice<String>, _ text: String
  ) -> Change? {
    func entry(_ name: String) -> String {
      let isHere = name == path.first
      return Self.key(name) + ": " + (isHere ? Self.nested(path.dropFirst(), text) : "{}")
    }
    let names = sequence.compactMap(\.string)
    if let range = source.extent(of: node), source.character(range.lowerBound) == "[" {
      return Change(range: range, text: "{" + names.map(entry).joined(separator: ", ") + "}")
    }
    guard let start = source.offset(sequence.first?.mark), let last = sequence.last,
      let end = source.extent(of: last)?.upperBound
    else { return nil }
    // A block: each line `- name` becomes `name: {}`; what stands between them stays.
    var result = ""
    var at = start - 2
    for member in sequence {
      guard let range = source.extent(of: member), range.lowerBound - 2 >= at,
        source.text(range.lowerBound - 2..<range.lowerBound) == "- "
      else { return nil }
      result += source.text(at..<range.lowerBound - 2) + entry(member.string ?? "")
      at = range.upperBound
    }
    return Change(range: start - 2..<end, text: result)
  }

  // MARK: Words

  private static func entry(_ path: ArraySlice<String>, _ text: String) -> String {
    key(path.first ?? "") + ": " + nested(path.dropFirst(), text)
  }

  private static func nested(_ path: ArraySlice<String>, _ text: String) -> String {
    path.isEmpty ? text : "{" + entry(path, text) + "}"
  }

  private static func key(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0)
        || " &/-_.()%".unicodeScalars.contains($0)
    }
    let begins = name.unicodeScalars.first.map {
      $0.properties.isAlphabetic || ("0"..."9").contains($0)
    }
    if isPlain, begins == true, !name.hasSuffix(" ") { return name }
    return "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func isEmpty(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node else { return false }
    return scalar.string.isEmpty && (scalar.style == .plain || scalar.style == .any)
  }

  // MARK: The same as before

  /// Whether two nodes say the same but for the value at a path, which says what was wanted.
  private static func isSame(
    _ now: Node, _ before: Node?, but path: ArraySlice<String>, _ wanted: Node
  ) -> Bool {
    guard let key = path.first else { return says(now, wanted) }
    guard case .mapping(let mapping) = now else {
      guard case .sequence(let sequence) = now, case .sequence(let old)? = before,
        let index = Int(key), sequence.count == old.count, sequence.indices.contains(index)
      else { return false }
      return sequence.indices.allSatisfy {
        $0 == index
          ? isSame(sequence[$0], old[$0], but: path.dropFirst(), wanted)
          : says(sequence[$0], old[$0])
      }
    }
    var seen = false
    for (name, value) in mapping {
      guard let name = name.string else { return false }
      let old = member(name, of: before)
      if name == key {
        seen = true
        guard isSame(value, old, but: path.dropFirst(), wanted) else { return false }
      } else {
        guard let old, says(value, old) || (isNothing(value) && isNothing(old)) else {
          return false
        }
      }
    }
    return seen
      && mapping.count == max(count(before), 1)
        + (member(key, of: before) == nil && count(before) > 0 ? 1 : 0)
  }

  /// The value of a key; a list of names is a mapping of names to nothing.
  private static func member(_ name: String, of node: Node?) -> Node? {
    switch node {
    case .mapping(let mapping): mapping.first { $0.key.string == name }?.value
    case .sequence(let sequence):
      sequence.contains { $0.string == name } ? Node("", .implicit, .plain) : nil
    default: nil
    }
  }

  private static func count(_ node: Node?) -> Int {
    switch node {
    case .mapping(let mapping): mapping.count
    case .sequence(let sequence): sequence.count
    default: 0
    }
  }

  private static func isNothing(_ node: Node) -> Bool {
    if case .mapping(let mapping) = node { return mapping.isEmpty }
    return isEmpty(node)
  }

  private static func says(_ one: Node, _ other: Node) -> Bool {
    switch (one, other) {
    case (.scalar(let a), .scalar(let b)): a.string == b.string
    case (.sequence(let a), .sequence(let b)):
      a.count == b.count && zip(a, b).allSatisfy { says($0, $1) }
    case (.mapping(let a), .mapping(let b)):
      a.count == b.count
        && zip(a, b).allSatisfy { says($0.key, $1.key) && says($0.value, $1.value) }
    default: false
    }
  }
}

extension String {
  /// Without spaces and line ends around it.
  fileprivate var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
  }
}
