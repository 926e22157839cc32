import Yams

/// The document of a study file.
enum YAMLText {
  /// Deeper nesting is a mistake or an attack; the reader of YAML would run out of stack.
  static let deepest = 64

  /// Reads YAML into nodes that know their place; errors become one diagnostic with its place.
  static func compose(_ text: String, reading: Reading) -> Field? {
    if let line = tooDeep(text) {
      reading.add(
        Diagnostic(
          .error, file: reading.file, line: line, "expected at most \(deepest) levels of nesting"))
      return nil
    }
    let node: Node?
    do {
      // The nodes know their anchors only as long as the parser lives.
      // What a plain word means (a number, yes or no) is for its key to say, not for rules of the reader.
      let parser = try Parser(yaml: text, resolver: .basic)
      node = try parser.singleRoot()
      withExtendedLifetime(parser) { if let node { refuseRiddles(node, reading) } }
    } catch let error as YamlError {
      report(error, text, reading)
      return nil
    } catch {
      reading.add(Diagnostic(.error, file: reading.file, line: 1, "not readable: \(error)"))
      return nil
    }
    guard let node else {
      reading.add(
        Diagnostic(
          .error, file: reading.file, line: 1, column: 1,
          "the file is empty; expected a study, such as `gigawatt: 1` and a site"))
      return nil
    }
    return reading.hasErrors ? nil : Field(node: node, path: "", reading: reading)
  }

  /// Anchors, aliases, merge keys and tags make a text mean something that does not stand there.
  ///
  /// An anchor comes before its aliases and is not entered, so that aliases of aliases cannot make
  /// the walk long.
  private static func refuseRiddles(_ node: Node, _ reading: Reading) {
    if node.anchor != nil {
      reading.error(
        "anchors and aliases (& and *) are not read; write the value where it belongs",
        at: node.mark)
      return
    }
    switch node {
    case .mapping(let mapping):
      refuseTag(mapping.tag, reading, mapping.mark)
      for (key, value) in mapping {
        if key.string == "<<" {
          reading.error("merge keys (<<) are not read; write the keys out", at: key.mark)
        }
        // The reader of YAML gives keys tags of its own: only an anchor is looked for there.
        if key.anchor != nil { refuseRiddles(key, reading) }
        refuseRiddles(value, reading)
      }
    case .sequence(let sequence):
      refuseTag(sequence.tag, reading, sequence.mark)
      for member in sequence { refuseRiddles(member, reading) }
    case .scalar(let scalar):
      // The reader of YAML itself calls a text in quotes or in a block a text.
      let isText = scalar.style != .plain && scalar.style != .any
      if !isText || scalar.tag.rawValue != Tag.Name.str.rawValue {
        refuseTag(scalar.tag, reading, scalar.mark)
      }
    case .alias(let alias):
      reading.error("aliases (*) are not read; write the value where it belongs", at: alias.mark)
    }
  }

  private static func refuseTag(_ tag: Tag, _ reading: Reading, _ mark: Mark?) {
    guard !tag.rawValue.isEmpty else { return }
    reading.error("tags (\(shortened(tag.rawValue))) are not read; write the plain value", at: mark)
  }

  private static func report(_ error: YamlError, _ text: String, _ reading: Reading) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      // What is never closed is noticed at the next key or the end of the file; it begins elsewhere.
      let lines = lines(of: text)
      let last = 1 + (lines.lastIndex { !$0.isEmpty } ?? 0)
      let isUnclosed =
        mark.line > last || (mark.line == last && mark.column > lines[last - 1].count)
        || (mark.column == 1 && context?.text.contains("flow") == true)
      reading.error(
        "not valid YAML: \(problem)" + (context.map { " (\($0.text))" } ?? ""),
        at: isUnclosed ? context?.mark ?? mark : mark)
    case .duplicatedKeysInMapping(let names, let context):
      let name = names.first ?? ""
      let line = secondLine(of: name, in: text, from: context.mark.line)
      reading.add(
        Diagnostic(
          .error, file: reading.file, line: line ?? context.mark.line,
          "the key “\(name)” stands twice in one mapping"))
    case .reader(let problem, let offset, _, _):
      let line = 1 + text.prefix(offset ?? 0).count { $0.isNewline }
      reading.add(Diagnostic(.error, file: reading.file, line: line, "not valid YAML: \(problem)"))
    default:
      reading.add(Diagnostic(.error, file: reading.file, line: 1, "not readable: \(error)"))
    }
  }

  /// The line where a key stands for the second time with the indentation of the first.
  private static func secondLine(of key: String, in text: String, from first: Int) -> Int? {
    var indentation: Int?
    for (index, line) in lines(of: text).enumerated() where index + 1 >= first {
      let body = line.drop { $0 == " " }
      let name = body.drop { $0 == "\"" || $0 == "'" }
      guard name.hasPrefix(key) else { continue }
      let rest = name.dropFirst(key.count).drop { $0 == "\"" || $0 == "'" || $0 == " " }
      guard rest.hasPrefix(":") else { continue }
      if index + 1 == first {
        indentation = line.count - body.count
      } else if line.count - body.count == indentation {
        return index + 1
      }
    }
    return nil
  }

  /// A line may end as on Windows, which is one character to Swift and not the same as `\n`.
  private static func lines(of text: String) -> [Substring] {
    text.split(omittingEmptySubsequences: false) { $0.isNewline }
  }

  /// The line where brackets or indentation nest too deep.
  private static func tooDeep(_ text: String) -> Int? {
    var brackets = 0
    for (index, line) in lines(of: text).enumerated() {
      var dashes = 0
      var leading = true
      for byte in line.utf8 {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
        case UInt8(ascii: "-") where leading, UInt8(ascii: "?") where leading: dashes += 1
        case UInt8(ascii: " "): break
        default: leading = false
        }
        if brackets > deepest || dashes > deepest { return index + 1 }
      }
      if line.utf8.prefix(while: { $0 == UInt8(ascii: " ") }).count > 8 * deepest {
        return index + 1
      }
    }
    return nil
  }
}
