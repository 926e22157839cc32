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
      node = try Yams.compose(yaml: text)
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
    return Field(node: node, path: "", reading: reading)
  }

  private static func report(_ error: YamlError, _ text: String, _ reading: Reading) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      reading.error("not valid YAML: \(problem)", at: mark)
    case .duplicatedKeysInMapping(let names, let context):
      let name = names.first ?? ""
      let line = secondLine(of: name, in: text, from: context.mark.line)
      reading.add(
        Diagnostic(
          .error, file: reading.file, line: line ?? context.mark.line,
          "the key “\(name)” stands twice in one mapping"))
    case .reader(let problem, let offset, _, _):
      let before = text.utf8.prefix(offset ?? 0)
      let line = 1 + before.count { $0 == UInt8(ascii: "\n") }
      reading.add(Diagnostic(.error, file: reading.file, line: line, "not valid YAML: \(problem)"))
    default:
      reading.add(Diagnostic(.error, file: reading.file, line: 1, "not readable: \(error)"))
    }
  }

  /// The line where a key stands for the second time with the indentation of the first.
  private static func secondLine(of key: String, in text: String, from first: Int) -> Int? {
    var seen: Set<Int> = []
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where index + 1 >= first {
      let body = line.drop { $0 == " " }
      let name = body.drop { $0 == "\"" || $0 == "'" }
      guard name.hasPrefix(key) else { continue }
      let rest = name.dropFirst(key.count).drop { $0 == "\"" || $0 == "'" || $0 == " " }
      guard rest.hasPrefix(":") else { continue }
      if !seen.insert(line.count - body.count).inserted { return index + 1 }
    }
    return nil
  }

  /// The line where brackets or indentation nest too deep.
  private static func tooDeep(_ text: String) -> Int? {
    var brackets = 0
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      var dashes = 0
      var leading = true
      for byte in line.utf8 {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets -= 1
        case UInt8(ascii: "-") where leading: dashes += 1
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
