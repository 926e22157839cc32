import Chains

/// The CSV files of a network in the making.
struct NetworkTables {
  /// One component: its attributes as they are written; absent ones have PyPSA's default.
  struct Row {
    var name: String
    var values: [(attribute: String, value: String)]
  }

  private var rows: [ComponentKind: [Row]] = [:]
  private var names: [ComponentKind: Set<String>] = [:]
  private var series: [String: [(name: String, values: [Double])]] = [:]
  private var rowOfName: [ComponentKind: [String: Int]] = [:]

  /// Adds a component under a name of its own and returns that name.
  @discardableResult
  mutating func add(_ kind: ComponentKind, _ wanted: String) -> String {
    // PyPSA would read “null” or “NA” as a missing name.
    let wanted = Cell.isAbsent(wanted) ? "\(wanted)_" : wanted
    var name = wanted
    var number = 2
    while !names[kind, default: []].insert(name).inserted {
      name = "\(wanted) (\(number))"
      number += 1
    }
    rowOfName[kind, default: [:]][name] = rows[kind]?.count ?? 0
    rows[kind, default: []].append(Row(name: name, values: []))
    return name
  }

  mutating func set(_ kind: ComponentKind, _ name: String, _ attribute: String, _ text: String) {
    guard let row = rowOfName[kind]?[name] else { return }
    rows[kind]?[row].values.append((attribute, text))
  }

  mutating func set(_ kind: ComponentKind, _ name: String, _ attribute: String, _ value: Double) {
    set(kind, name, attribute, Self.text(value))
  }

  mutating func set(_ kind: ComponentKind, _ name: String, _ attribute: String, _ flag: Bool) {
    set(kind, name, attribute, flag ? "True" : "False")
  }

  /// A number, or a column of the attribute's own file where it differs by snapshot.
  mutating func set(
    _ kind: ComponentKind, _ name: String, _ attribute: String, _ local: Amount.Local,
    unless otherwise: Double? = nil
  ) {
    switch local {
    case .constant(let value):
      if value != otherwise { set(kind, name, attribute, value) }
    case .series(let values):
      series["\(kind.rawValue)-\(attribute).csv", default: []].append((name, values))
    }
  }

  static func text(_ value: Double) -> String {
    if value.isNaN { return "" }
    return value == .infinity ? "inf" : value == -.infinity ? "-inf" : YAMLScalar.number(value)
  }

  func files() -> [(name: String, text: String)] {
    var files: [(name: String, text: String)] = []
    for kind in ComponentKind.allCases {
      guard let own = rows[kind], !own.isEmpty else { continue }
      var columns: [String] = []
      for row in own {
        for (attribute, _) in row.values where !columns.contains(attribute) {
          columns.append(attribute)
        }
      }
      var text = (["name"] + columns).map(Self.cell).joined(separator: ",") + "\n"
      for row in own {
        let known = Dictionary(row.values.map { ($0.attribute, $0.value) }) { $1 }
        text +=
          ([row.name] + columns.map { known[$0] ?? Self.otherwise($0, of: kind) }).map(Self.cell)
          .joined(separator: ",") + "\n"
      }
      files.append((kind.rawValue + ".csv", text))
    }
    for name in series.keys.sorted() {
      guard let columns = series[name] else { continue }
      var text = ([""] + columns.map { Self.cell($0.name) }).joined(separator: ",") + "\n"
      for row in 0..<(columns.first?.values.count ?? 0) {
        text += "\(row)"
        for column in columns { text += ",\(Self.text(column.values[row]))" }
        text += "\n"
      }
      files.append((name, text))
    }
    return files
  }

  /// PyPSA's default, for a component without the attribute in a file that has its column.
  private static func otherwise(_ attribute: String, of kind: ComponentKind) -> String {
    switch NetworkReader.attribute(attribute, of: kind)?.value {
    case .number(let value?): text(value)
    case .flag(let flag): flag ? "True" : "False"
    default: ""
    }
  }

  static func cell(_ text: String) -> String {
    let isPlain = !text.contains { $0 == "," || $0 == "\"" || $0.isNewline }
    return isPlain ? text : "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
