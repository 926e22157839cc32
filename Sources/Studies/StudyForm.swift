import Catalog
import Quantities
import Yams

/// What a person may change in a study: every value that stands in it, and every number that it takes from
/// elsewhere, with unit and source. Made from the study and from what its reader reports, so that whatever
/// a study can say is here without being listed.
public struct StudyForm: Sendable, Codable {
  public var title: String
  public var fields: [Field]
  /// Errors and warnings of the study as it stands.
  public var diagnostics: [Diagnostic]

  public struct Field: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable {
      /// With a unit or without; more and less make sense.
      case number
      /// A calendar year.
      case year
      case text
    }

    public enum Origin: String, Sendable, Codable {
      case study, catalog, costs, program
    }

    /// The keys from the top of the study to the value.
    public var path: [String]
    /// What it belongs to: `solar`, `grid`.
    public var group: String
    public var label: String
    public var kind: Kind
    /// What stands in the study, or would stand there if the study said it itself.
    public var text: String
    /// The number in `unit`; of several stages the first.
    public var value: Double?
    public var unit: String
    /// By the year of the stage, where stages differ.
    public var years: [Year]?
    public var origin: Origin
    /// Where the number comes from, in words.
    public var source: String
    public var confidence: String?
    /// The row of the catalog or the line of the table of costs.
    public var row: Int?
    /// Where it stands in the study, counted from 1.
    public var line: Int?
    public var column: Int?
    /// Whether an edit may change it.
    public var isEditable: Bool
    /// Whether it is a text of several lines, in a block of its own.
    public var isBlock: Bool?
  }

  public struct Year: Sendable, Codable, Equatable {
    public var year: Int
    public var value: Double
  }

  /// The form of a study's text; files that it names are relative to `folder` (with its slash).
  ///
  /// A study with errors has the fields that stand in it, and the errors.
  public init(_ text: String, file: String, folder: String = "") {
    let reading = Reading(file: file)
    let root = YAMLText.compose(text, reading: reading)
    var written: [Field] = []
    if let root { Self.leaves(root.node, [], Self.sectionsOfThings(root.node), &written) }
    do throws(StudyError) {
      let study = try Study.parse(text, file: file, folder: folder)
      title = study.title
      diagnostics = study.warnings
      let taken = Self.taken(study, written, root?.node)
      fields = written + Trial(text: text, file: file, folder: folder).editable(taken)
    } catch {
      title = written.first { $0.path == ["title"] }?.text.onOneLine ?? ""
      diagnostics = error.diagnostics
      fields = written
    }
  }

  // MARK: What stands in the study

  private static func leaves(
    _ node: Node, _ path: [String], _ things: Set<String>, _ fields: inout [Field]
  ) {
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        if let name = key.string { leaves(value, path + [name], things, &fields) }
      }
    case .sequence(let sequence):
      for (index, member) in sequence.enumerated() {
        leaves(member, path + ["\(index)"], things, &fields)
      }
    case .scalar(let scalar):
      guard !path.isEmpty, !scalar.string.isEmpty else { return }
      fields.append(field(scalar, path, words(path, things)))
    case .alias: return
    }
  }

  /// Sections that hold things by name, such as supplies; those of others are numbers, texts and what they differ by.
  private static func sectionsOfThings(_ root: Node) -> Set<String> {
    guard case .mapping(let sections) = root else { return [] }
    return Set(
      sections.compactMap { key, value in
        guard case .mapping(let members) = value,
          members.values.allSatisfy({ $0.mapping != nil || $0.string?.isEmpty == true })
        else { return nil }
        return key.string
      })
  }

  private typealias Words = (group: String, label: String)

  private static func field(_ scalar: Node.Scalar, _ path: [String], _ place: Words) -> Field {
    if scalar.isBlock { return block(scalar, path, place) }
    let quantity = try? Quantity.parse(scalar.string)
    let isYear = Int(scalar.string).map { (1900...2200).contains($0) } ?? false
    return Field(
      path: path, group: place.group, label: place.label,
      kind: isYear ? .year : quantity == nil ? .text : .number, text: scalar.string,
      value: quantity?.amount, unit: quantity?.unit.text ?? "", origin: .study,
      source: scalar.mark.map { "study line \($0.line)" } ?? "study", line: scalar.mark?.line,
      column: scalar.mark?.column, isEditable: path != ["gigawatt"])
  }

  /// The line end that a block has behind its last line is no part of what it says.
  private static func block(_ scalar: Node.Scalar, _ path: [String], _ place: Words) -> Field {
    let end = scalar.string.reversed().prefix { $0 == "\n" }.count
    return Field(
      path: path, group: place.group, label: place.label, kind: .text,
      text: String(scalar.string.dropLast(end)), unit: "", origin: .study,
      source: scalar.mark.map { "study line \($0.line)" } ?? "study", line: scalar.mark?.line,
      column: scalar.mark?.column, isEditable: true, isBlock: true)
  }

  /// What stands alone at the top belongs to the study, what a thing has to the thing, the rest to its section.
  private static func words(_ path: [String], _ things: Set<String>) -> Words {
    func label(_ parts: ArraySlice<String>) -> String {
      parts.map(shown).joined(separator: ", ")
    }
    guard path.count > 1 else { return ("study", path.first ?? "") }
    guard path.count > 2, things.contains(path[0]) else { return (path[0], label(path[1...])) }
    return (path[1], label(path[2...]))
  }

  private static func shown(_ key: String) -> String {
    Int(key).map { $0 < 1900 ? "no. \($0 + 1)" : key } ?? key
  }

  // MARK: What the study takes from elsewhere

  private static func taken(_ study: Study, _ written: [Field], _ root: Node?) -> [Field] {
    let inputs = study.inputs
    var fields: [Field] = []
    for input in inputs {
      guard let origin = Origin(input.number.origin) else { continue }
      var parts = input.name.components
      let year = parts.last.flatMap(Int.init).flatMap { (1900...2200).contains($0) ? $0 : nil }
      if year != nil, parts.count > 1 { parts.removeLast() }
      guard parts.count > 1, let path = path(of: parts, in: root) else { continue }
      if let index = fields.firstIndex(where: { $0.path == path }) {
        if let year { fields[index].years?.append(Year(year: year, value: input.number.value)) }
        continue
      }
      fields.append(
        Field(
          path: path, group: parts[0], label: parts.dropFirst().joined(separator: ", "),
          kind: .number, text: "", value: input.number.value, unit: input.number.unit,
          years: year.map { [Year(year: $0, value: input.number.value)] }, origin: origin.kind,
          source: origin.source, confidence: origin.confidence, row: origin.row, isEditable: true))
    }
    return fields.map(\.withText)
  }

  /// Where the study would say a number itself: below the name of the thing, wherever that stands.
  private static func path(of parts: [String], in root: Node?) -> [String]? {
    guard case .mapping(let top)? = root else { return nil }
    if top.contains(where: { $0.key.string == parts[0] }) { return parts }
    for (key, value) in top {
      guard let section = key.string else { continue }
      let names: [String]
      switch value {
      case .mapping(let mapping): names = mapping.compactMap { $0.key.string }
      case .sequence(let sequence): names = sequence.compactMap(\.string)
      default: continue
      }
      if names.contains(parts[0]) { return [section] + parts }
    }
    let isFuel = Technology.all.contains { $0.name == parts[0] && $0.kind == .fuel }
    return isFuel ? ["fuels"] + parts : nil
  }

  private struct Origin {
    var kind: Field.Origin
    var source: String
    var confidence: String?
    var row: Int?

    /// Nothing for what stands in the study, which is a field already, and for what is computed.
    init?(_ origin: Traced.Origin) {
      switch origin {
      case .study, .program: return nil
      case .catalog(let row, let source, let confidence):
        (kind, self.source, self.confidence, self.row) = (.catalog, source, confidence, row)
      case .costs(let file, let line, let source):
        (kind, self.source, row) = (.costs, "\(file), \(source)", line)
      }
    }
  }
}

extension StudyForm.Field {
  /// The number as a study says it, to six digits; numbers that differ by year as a mapping.
  fileprivate var withText: StudyForm.Field {
    var field = self
    func quantity(_ value: Double) -> String {
      Self.plain(value) + (unit.isEmpty ? "" : " \(unit)")
    }
    if let years, Set(years.map(\.value)).count > 1 {
      field.text =
        "{" + years.map { "\($0.year): \(quantity($0.value))" }.joined(separator: ", ") + "}"
    } else {
      field.text = quantity(value ?? 0)
      field.years = nil
    }
    return field
  }

  private static func plain(_ value: Double) -> String {
    format(value, digits: 6)
  }

  private static func format(_ value: Double, digits: Int) -> String {
    guard value != 0, value.isFinite else { return "0" }
    var size = 0
    var rest = abs(value)
    while rest >= 10 { (rest, size) = (rest / 10, size + 1) }
    while rest < 1 { (rest, size) = (rest * 10, size - 1) }
    let places = digits - 1 - size
    var scale = 1.0
    for _ in 0..<abs(places) { scale *= 10 }
    let rounded =
      places >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}

/// Finds out which numbers a study may say itself, by letting it say them.
private struct Trial {
  let text: String
  let file: String
  let folder: String

  func editable(_ fields: [StudyForm.Field]) -> [StudyForm.Field] {
    var fields = fields
    for index in fields.indices { fields[index].isEditable = isWritable(fields[index]) }
    // What is refused is named by its path: the rest is tried again.
    for _ in 0..<4 {
      let wanted = fields.filter(\.isEditable)
      let problems = problems(wanted)
      if problems.isEmpty { return fields }
      var found = false
      for index in fields.indices where fields[index].isEditable {
        let place = fields[index].path.joined(separator: ", ")
        guard problems.contains(where: { $0.message.hasPrefix(place) }) else { continue }
        fields[index].isEditable = false
        found = true
      }
      if !found { break }
    }
    for index in fields.indices where fields[index].isEditable {
      fields[index].isEditable = problems([fields[index]]).isEmpty
    }
    return fields
  }

  private func isWritable(_ field: StudyForm.Field) -> Bool {
    (try? Study.edited(text, by: [TextEdit(path: field.path, text: field.text)])) != nil
  }

  private func problems(_ fields: [StudyForm.Field]) -> [Diagnostic] {
    let edits = fields.map { TextEdit(path: $0.path, text: $0.text) }
    guard let said = try? Study.edited(text, by: edits) else {
      return [Diagnostic(.error, file: file, "cannot be written")]
    }
    do throws(StudyError) {
      _ = try Study.parse(said, file: file, folder: folder)
      return []
    } catch {
      return error.diagnostics.filter { $0.severity == .error }
    }
  }
}

extension String {
  /// The parts of the name of an input: `solar, overnight cost, 2030`.
  fileprivate var components: [String] {
    var parts: [String] = []
    var part = ""
    for character in self {
      if character == " ", part.hasSuffix(",") {
        parts.append(String(part.dropLast()))
        part = ""
      } else {
        part.append(character)
      }
    }
    return parts + [part]
  }
}
