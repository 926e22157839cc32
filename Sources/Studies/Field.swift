import Quantities
import Yams

/// Collects what is wrong while a study is read, so that several errors are reported at once.
final class Reading {
  let file: String
  /// The year of the study's money; amounts written in money of another year are carried to it.
  var moneyYear: Int?
  /// Edits whose texts are read with the study.
  var overlays: [Overlay] = []
  /// What is different at the node of the future for which the study is being read.
  var difference: Difference?
  /// Every place at which a number was read, for the nearest one to a slip.
  private(set) var places: Set<String> = []
  private(set) var diagnostics: [Diagnostic] = []

  init(file: String) { self.file = file }

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Whether something is wrong at a place or in what stands below it, by its path.
  func hasErrors(within field: Field) -> Bool {
    diagnostics.contains {
      $0.severity == .error && $0.message.hasPrefix(field.path)
    }
  }

  /// The factor on a number of the study at the node that is being read.
  func factor(at place: String) -> Double {
    places.insert(place)
    return difference?.factor(at: place) ?? 1
  }

  func error(_ message: String, at mark: Mark?) { add(.error, message, mark) }
  func warn(_ message: String, at mark: Mark? = nil) { add(.warning, message, mark) }

  func add(_ diagnostic: Diagnostic) {
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  private func add(_ severity: Diagnostic.Severity, _ message: String, _ mark: Mark?) {
    let place = place(of: mark)
    add(
      Diagnostic(severity, file: place.file, line: place.line, column: place.column, message))
  }
}

/// One value of a study file, with its place and the way to it in words.
struct Field {
  let node: Node
  /// Such as `resources, land, endowment`.
  let path: String
  let reading: Reading
  /// Where the key of the value stands.
  var key: Mark?

  /// The place to show. What begins below its key (a block) is shown at the key.
  var mark: Mark? {
    guard let key, let own = node.mark, own.line > key.line else { return node.mark ?? key }
    return key
  }
  /// The line of the study; `nil` for what an edit has put in.
  var line: Int? {
    guard let mark, reading.overlay(at: mark.line) == nil else { return nil }
    return mark.line
  }

  func error(_ message: String) { reading.error("\(path): \(message)", at: mark) }
  func warn(_ message: String) { reading.warn("\(path): \(message)", at: mark) }

  /// Reports what stands here instead of what was expected.
  func expected(_ what: String) { error("expected \(what), found \(found)") }

  var found: String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "“\(shortened(scalar.string))”"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// An empty value or YAML's null.
  var isEmpty: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else {
      return false
    }
    return ["", "~", "null"].contains(scalar.string)
  }

  /// The text of a scalar as written, `nil` for anything else.
  var scalar: String? {
    guard case .scalar(let scalar) = node else { return nil }
    return scalar.string
  }

  /// The text of a scalar; anything else is an error.
  func text(_ what: String = "a text") -> String? {
    guard let scalar, !isEmpty else {
      expected(what)
      return nil
    }
    return scalar
  }

  func bool() -> Bool? {
    switch scalar {
    case "true", "yes": return true
    case "false", "no": return false
    default:
      expected("true or false")
      return nil
    }
  }

  func integer(_ what: String = "a whole number", in range: ClosedRange<Int>? = nil) -> Int? {
    guard let scalar, !Self.hasLeadingZero(scalar), let value = Int(scalar) else {
      expected(what)
      return nil
    }
    if let range, !range.contains(value) {
      expected("\(what), from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  /// A finite decimal number without a unit.
  func decimal(_ what: String, in range: ClosedRange<Double>) -> Double? {
    guard let scalar, !Self.hasLeadingZero(scalar), !scalar.lowercased().contains("x"),
      let value = Double(scalar), range.contains(value)
    else {
      expected(what)
      return nil
    }
    return value
  }

  /// `012` is ten in YAML 1.1 and twelve elsewhere.
  static func hasLeadingZero(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard digits.first == UInt8(ascii: "0"), let next = digits.dropFirst().first else {
      return false
    }
    return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
  }

  /// Solvers take 1e20 for infinity; what comes near is a mistake or wants a larger unit.
  static let largest = 1e15

  /// The number itself, or an error when no solver can work with it.
  func bounded(_ value: Double) -> Double? {
    guard abs(value) <= Self.largest else {
      expected("a number below 1e15 (larger ones need a larger unit)")
      return nil
    }
    return value
  }

  /// One of some words.
  func choice(_ words: [String], _ what: String) -> String? {
    guard let text = text(what) else { return nil }
    if words.contains(text) { return text }
    error(
      "expected \(what): \(words.joined(separator: ", ")); found “\(text)”"
        + suggestion(text, words))
    return nil
  }

  /// The members of a list, or the value itself where a list of one is meant.
  func list() -> [Field] {
    guard case .sequence(let sequence) = node else { return [self] }
    return sequence.enumerated().map { index, member in
      Field(node: member, path: "\(path)[\(index + 1)]", reading: reading)
    }
  }

  var isList: Bool { node.sequence != nil }
  var isMapping: Bool { node.mapping != nil }

  /// The entries of a mapping in order; anything else is an error.
  func map(_ what: String = "a mapping") -> Entries? {
    guard case .mapping(let mapping) = node else {
      expected(what)
      return nil
    }
    var entries: [(String, Mark?, Field)] = []
    var names: Set<String> = []
    for (key, value) in mapping {
      guard case .scalar(let name) = key, !name.string.trimmingSpaces.isEmpty else {
        let place = path.isEmpty ? "" : "\(path): "
        reading.error("\(place)expected a name as key", at: key.mark)
        continue
      }
      // The reader of YAML takes `2028` and `"2028"` for two keys.
      if !names.insert(name.string).inserted {
        reading.error("the key “\(name.string)” stands twice in one mapping", at: key.mark)
        continue
      }
      let inner = path.isEmpty ? name.string : "\(path), \(name.string)"
      let field =
        reading.difference?.value(at: inner)
        ?? Field(node: value, path: inner, reading: reading, key: key.mark)
      entries.append((name.string, key.mark, field))
    }
    for (name, field) in reading.difference?.values(below: path, except: Array(names)) ?? [] {
      entries.append((name, field.mark, field))
    }
    return Entries(owner: self, entries: entries)
  }
}

/// The entries of a mapping, of which every key must be asked for or reported.
struct Entries {
  let owner: Field
  let entries: [(name: String, mark: Mark?, field: Field)]

  subscript(name: String) -> Field? { entries.first { $0.name == name }?.field }

  func mark(of name: String) -> Mark? { entries.first { $0.name == name }?.mark }

  /// Reports every key that is not in the list, with the nearest one that is.
  func only(_ known: [String]) {
    for entry in entries where !known.contains(entry.name) {
      let place = owner.path.isEmpty ? "" : "\(owner.path): "
      owner.reading.error(
        "\(place)unknown key “\(entry.name)”\(suggestion(entry.name, known)); expected one of "
          + known.joined(separator: ", "), at: entry.mark)
    }
  }

  /// The field, or an error at the mapping when it is missing.
  func require(_ name: String, _ what: String) -> Field? {
    if let field = self[name] { return field }
    if isMisspelt(name) { return nil }
    let place = owner.path.isEmpty ? "" : "\(owner.path): "
    owner.reading.error("\(place)missing “\(name)”: expected \(what)", at: owner.mark)
    return nil
  }
}

extension Entries {
  /// Whether an unknown key was already reported for which this name was proposed: then it is not
  /// missing as well.
  func isMisspelt(_ name: String) -> Bool {
    owner.reading.diagnostics.contains { diagnostic in
      diagnostic.message.contains("unknown key") && diagnostic.message.contains("mean “\(name)”?")
        && entries.contains {
          $0.mark?.line == diagnostic.line && $0.mark?.column == diagnostic.column
        }
    }
  }
}

func suggestion(_ text: String, _ known: [String]) -> String {
  nearest(text, in: known).map { " (did you mean “\($0)”?)" } ?? ""
}

/// At most 60 characters: a message must not print a page.
func shortened(_ text: String) -> String {
  text.count <= 60 ? text : String(text.prefix(57)) + "..."
}
