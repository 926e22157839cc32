import Foundation
import Quantities
import Yams

/// One edit of a study as it is written, before it is read: any key, by the same readers as the file.
public struct StudyEdit: Sendable, Equatable {
  public enum Action: Sendable, Equatable {
    /// A key gets a value, as it would stand in the file: a quantity, a list, a mapping.
    case set(StudyPath, value: String)
    /// The number of a key, or every number below it, is multiplied; where the study does not write it,
    /// the number that it uses (of the catalog) is.
    case scale(StudyPath, Double)
    /// A key or a member of a list goes.
    case drop(StudyPath)
    /// The keys of a piece of YAML are added to those of the study.
    case add(text: String)
  }

  public var action: Action
  /// How the edit was written, for what may be wrong with it: `--set load=50 MW`, or a file.
  public var place: String

  public init(_ action: Action, place: String) {
    self.action = action
    self.place = place
  }
}

/// Makes edits on the tree of a study.
struct TreeEditor {
  let edit: StudyEdit
  /// The line of the first line of what is put in.
  let line: Int
  /// Numbers that the study uses without writing them.
  let inputs: [Input]

  /// Sections whose entries are things with names of the study's own: a name that is not there is a slip.
  static let named = [
    "supplies", "resources", "processes", "future", "halls", "accelerators", "work", "products",
    "sites", "uncertain",
  ]

  func edited(_ root: Node) throws(StudyError) -> Node {
    switch edit.action {
    case .set(let path, let value):
      let value = try composed(value)
      return try change(root, path.segments[...]) { (_) throws(StudyError) in value }
    case .drop(let path):
      return try change(root, path.segments[...]) { (old) throws(StudyError) in
        guard old != nil else { throw self.missing(path) }
        return nil
      }
    case .scale(let path, let factor):
      return try change(root, path.segments[...]) { (old) throws(StudyError) in
        guard let old, !Self.isEmpty(old) else { return try self.scaledDefault(path, factor) }
        return try self.scaled(old, factor)
      }
    case .add(let text):
      return try merge(root, try composed(text), [])
    }
  }

  private var isDrop: Bool { if case .drop = edit.action { true } else { false } }

  // MARK: Walking

  private typealias Segments = ArraySlice<StudyPath.Segment>

  /// The node with what stands at the path changed. The change is given what stands there, `nil` for
  /// nothing, and returns what is to stand there, `nil` for nothing.
  private func change(
    _ node: Node, _ path: Segments, depth: Int = 0, walked: [String] = [],
    _ transform: (Node?) throws(StudyError) -> Node?
  ) throws(StudyError) -> Node {
    guard let segment = path.first else { return node }
    let rest = path.dropFirst()
    if case .sequence(let sequence) = node {
      return try changeList(sequence, segment, rest, walked, transform)
    }
    guard case .key(let name) = segment else {
      throw error(
        "\(Self.words(walked)) is no list; expected a key in place of a number in brackets")
    }
    guard let mapping = Self.mapping(node) else {
      throw error(
        "\(Self.words(walked)) is one value, “\(shortened(node.string ?? ""))”, and has no “\(name)”; "
          + "set it as a whole")
    }
    var pairs = mapping.map { ($0.key, $0.value) }
    let place = pairs.firstIndex { $0.0.string == name }
    if place == nil, let section = walked.first, walked.count == 1, !rest.isEmpty,
      Self.named.contains(section), !pairs.isEmpty
    {
      throw unknown(name, in: section, pairs.compactMap(\.0.string))
    }
    if place == nil, isDrop, let section = walked.last, !pairs.isEmpty {
      throw unknown(name, in: section, pairs.compactMap(\.0.string))
    }
    let old = place.map { pairs[$0].1 }
    let new: Node?
    if rest.isEmpty {
      new = try transform(old)
    } else {
      let inner = old ?? .mapping(.init([], .implicit, .any, mark))
      new = try change(inner, rest, depth: depth + 1, walked: walked + [name], transform)
    }
    switch (place, new) {
    case (let place?, let new?):
      // What is wrong with a new value stands where the value was said.
      pairs[place] = rest.isEmpty ? (key(name), new) : (pairs[place].0, new)
    case (let place?, nil): pairs.remove(at: place)
    case (nil, let new?): pairs.append((key(name), new))
    case (nil, nil): break
    }
    return .mapping(.init(pairs, mapping.tag, mapping.style, mapping.mark))
  }

  private func changeList(
    _ sequence: Node.Sequence, _ segment: StudyPath.Segment, _ rest: Segments, _ walked: [String],
    _ transform: (Node?) throws(StudyError) -> Node?
  ) throws(StudyError) -> Node {
    var members = Array(sequence)
    let place: Int
    switch segment {
    case .member(let number):
      guard members.indices.contains(number - 1) else {
        throw error("\(Self.words(walked)) has \(members.count) members, found [\(number)]")
      }
      place = number - 1
    case .key(let name):
      guard let found = members.firstIndex(where: { Self.name($0) == name }) else {
        if rest.isEmpty, !isDrop, members.allSatisfy({ $0.scalar != nil }),
          let new = try transform(nil)
        {
          return try named(members, sequence, adding: (key(name), new))
        }
        throw unknown(name, in: walked.last ?? "the list", members.compactMap(Self.name))
      }
      place = found
    }
    // A list of names is a mapping of names to nothing special: now one of them is special.
    if members.allSatisfy({ $0.scalar != nil }),
      !rest.isEmpty || segment == .key(Self.name(members[place]) ?? ""),
      let new = try named(members, sequence, rest, place, transform)
    {
      return new
    }
    if rest.isEmpty {
      if let new = try transform(members[place]) {
        members[place] = new
      } else {
        members.remove(at: place)
      }
    } else {
      let inner = walked + ["\(place + 1)"]
      members[place] = try change(members[place], rest, walked: inner, transform)
    }
    return .sequence(.init(members, sequence.tag, sequence.style, sequence.mark))
  }

  private func named(
    _ members: [Node], _ sequence: Node.Sequence, adding pair: (Node, Node)
  ) throws(StudyError) -> Node {
    let pairs = members.map { ($0, Self.nothing(at: $0.mark)) } + [pair]
    return .mapping(.init(pairs, .implicit, .any, sequence.mark))
  }

  /// The list as a mapping in which one of the names has keys; `nil` where the name itself is changed.
  private func named(
    _ members: [Node], _ sequence: Node.Sequence, _ rest: Segments, _ place: Int,
    _ transform: (Node?) throws(StudyError) -> Node?
  ) throws(StudyError) -> Node? {
    if rest.isEmpty, isDrop { return nil }
    var pairs = members.map { ($0, Self.nothing(at: $0.mark)) }
    if rest.isEmpty {
      guard let new = try transform(nil) else { return nil }
      pairs[place].1 = new
    } else {
      let walked = [Self.name(members[place]) ?? ""]
      pairs[place].1 = try change(
        .mapping(.init([], .implicit, .any, mark)), rest, walked: walked, transform)
    }
    return .mapping(.init(pairs, .implicit, .any, sequence.mark))
  }

  // MARK: Adding

  /// The keys of a piece beside those of the study; what stands in both must be a mapping in both.
  private func merge(_ node: Node, _ piece: Node, _ walked: [String]) throws(StudyError) -> Node {
    var node = node
    if case .sequence(let list) = node, list.allSatisfy({ $0.scalar != nil }), piece.mapping != nil
    {
      let pairs = list.map { ($0, Self.nothing(at: $0.mark)) }
      node = .mapping(.init(pairs, .implicit, .any, list.mark))
    }
    if case .sequence(let list) = node, case .sequence(let more) = piece {
      return .sequence(.init(Array(list) + Array(more), list.tag, list.style, list.mark))
    }
    guard let mapping = Self.mapping(node), let more = Self.mapping(piece) else {
      throw StudyError([
        Diagnostic(
          .error, file: edit.place, line: innerLine(piece),
          walked.isEmpty
            ? "expected keys of a study to add, found “\(shortened(piece.string ?? "a list"))”"
            : "\(Self.words(walked)) is already said by the study; change it with --set")
      ])
    }
    var pairs = mapping.map { ($0.key, $0.value) }
    for (key, value) in more {
      guard let place = pairs.firstIndex(where: { $0.0.string == key.string }) else {
        pairs.append((key, value))
        continue
      }
      pairs[place].1 = try merge(pairs[place].1, value, walked + [key.string ?? ""])
    }
    return .mapping(.init(pairs, mapping.tag, mapping.style, mapping.mark))
  }

  private func innerLine(_ node: Node) -> Int? { node.mark.map { $0.line - line + 1 } }

  // MARK: Scaling

  private func scaled(_ node: Node, _ factor: Double) throws(StudyError) -> Node {
    switch node {
    case .scalar(let scalar):
      return try composed(try scaled(scalar.string, factor))
    case .sequence(let sequence):
      var members: [Node] = []
      for member in sequence { members.append(try scaled(member, factor)) }
      return .sequence(.init(members, sequence.tag, sequence.style, sequence.mark))
    case .mapping(let mapping):
      var pairs = mapping.map { ($0.key, $0.value) }
      if pairs.contains(where: { $0.0.string == "file" }) {
        let place = pairs.firstIndex { $0.0.string == "scale" }
        if let place {
          pairs[place].1 = try scaled(pairs[place].1, factor)
        } else {
          pairs.append((key("scale"), try composed("\(factor)")))
        }
      } else {
        for place in pairs.indices { pairs[place].1 = try scaled(pairs[place].1, factor) }
      }
      return .mapping(.init(pairs, mapping.tag, mapping.style, mapping.mark))
    case .alias: throw error("aliases (*) are not read")
    }
  }

  /// The text of a quantity with its number multiplied.
  private func scaled(_ text: String, _ factor: Double) throws(StudyError) -> String {
    let number = text.prefix { $0.isASCII && ($0.isNumber || "+-.eE/".contains($0)) }
    let parts = number.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let above = Double(parts[0]), let below = Double(parts[1]), below != 0,
      number.count == text.count
    {
      return "\(above / below * factor)"
    }
    var digits = parts.first ?? ""
    while !digits.isEmpty {
      if let value = Double(digits) {
        return "\(value * factor)" + text.dropFirst(digits.count)
      }
      digits = digits.dropLast()
    }
    throw error("expected a number to multiply, found “\(shortened(text))”")
  }

  /// The number that a study uses where it writes none, multiplied: of the catalog, by stage where it
  /// differs by stage.
  private func scaledDefault(_ path: StudyPath, _ factor: Double) throws(StudyError) -> Node {
    let name = path.keys.suffix(2).joined(separator: ", ")
    let inputs = inputs(of: path)
    if let input = inputs.first(where: { $0.name == name }) {
      return try composed(Self.text(input.number, factor))
    }
    let stages = inputs.filter { $0.name.hasPrefix(name + ", ") }
    guard !stages.isEmpty else {
      throw error(
        "the study uses no number “\(name)” that could be multiplied"
          + suggestion(name, inputs.map(\.name)))
    }
    let parts = stages.map { input in
      "\"\(input.name.dropFirst(name.count + 2))\": \(Self.text(input.number, factor))"
    }
    return try composed("{\(parts.joined(separator: ", "))}")
  }

  /// The inputs with the names that one site would give them; of several sites those of the path's own, or
  /// of the first.
  private func inputs(of path: StudyPath) -> [Input] {
    let keys = path.keys
    let site = keys.first == "sites" && keys.count > 1 ? keys[1] : nil
    var seen: Set<String> = []
    return inputs.compactMap { input in
      var own = input
      if let range = input.name.range(of: ": ") {
        let place = String(input.name[..<range.lowerBound])
        if let site, site != place { return nil }
        own.name = String(input.name[range.upperBound...])
      }
      return seen.insert(own.name).inserted ? own : nil
    }
  }

  private static func text(_ number: Traced, _ factor: Double) -> String {
    // Rates are kept as shares and written in percent.
    number.unit == "per year"
      ? "\(number.value * factor * 100) %/year" : "\(number.value * factor) \(number.unit)"
  }

  // MARK: Pieces

  /// A piece of YAML whose lines follow those of the study, so that every mark tells where it is from.
  private func composed(_ text: String) throws(StudyError) -> Node {
    let reading = Reading(file: edit.place)
    let padded = String(repeating: "\n", count: line - 1) + text
    guard let field = YAMLText.compose(padded, reading: reading) else {
      throw StudyError(
        reading.diagnostics.map { diagnostic in
          var own = diagnostic
          own.line = nil
          own.column = nil
          return own
        })
    }
    return field.node
  }

  private func key(_ name: String) -> Node {
    .scalar(.init(name, .implicit, .plain, mark))
  }

  /// The place of what is put in.
  private var mark: Mark? { (try? composed("x"))?.mark }

  private static func nothing(at mark: Mark?) -> Node {
    .scalar(.init("", .implicit, .plain, mark))
  }

  private static func isEmpty(_ node: Node) -> Bool {
    guard let scalar = node.scalar else { return false }
    return scalar.style != .singleQuoted && scalar.style != .doubleQuoted
      && ["", "~", "null"].contains(scalar.string)
  }

  /// A mapping, or an empty one where nothing stands.
  private static func mapping(_ node: Node) -> Node.Mapping? {
    isEmpty(node) ? .init([], .implicit, .any, node.mark) : node.mapping
  }

  /// What a member of a list is called: its text, or what it says under `name`.
  private static func name(_ node: Node) -> String? {
    node.scalar?.string
      ?? node.mapping?.first { $0.key.string == "name" }?.value.string
  }

  // MARK: Errors

  private static func words(_ walked: [String]) -> String {
    walked.isEmpty ? "the study" : "“\(walked.joined(separator: "."))”"
  }

  private func error(_ message: String) -> StudyError {
    StudyError([Diagnostic(.error, file: edit.place, message)])
  }

  private func unknown(_ name: String, in section: String, _ known: [String]) -> StudyError {
    error(
      "there is no “\(name)” in \(section)\(suggestion(name, known)); expected one of "
        + known.joined(separator: ", "))
  }

  private func missing(_ path: StudyPath) -> StudyError {
    error("the study does not write “\(path)”, so it cannot be dropped")
  }
}
