import Chains

/// A PyPSA network as its files say it: tables of components, snapshots, investment periods.
struct Network {
  /// The folder, as the user named it.
  var folder: String
  var name = ""
  var tables: [ComponentKind: ComponentTable] = [:]
  var snapshots = Snapshots()

  func components(_ kind: ComponentKind) -> [Component] {
    guard let table = tables[kind] else { return [] }
    return table.names.indices.map { Component(table: table, row: $0) }
  }

  func component(_ kind: ComponentKind, _ name: String) -> Component? {
    guard let table = tables[kind], let row = table.rows[name] else { return nil }
    return Component(table: table, row: row)
  }
}

/// The snapshots with their weightings, and the investment periods into which they fall.
struct Snapshots {
  /// Hours that a snapshot counts for costs, for stores and for generators.
  var objective: [Double] = [1]
  var stores: [Double] = [1]
  var generators: [Double] = [1]
  var periods: [Period] = []

  struct Period {
    /// The year.
    var name: Int
    var range: Range<Int>
    /// Weight of the period's costs.
    var objective: Double
    var years: Double
  }

  var count: Int { objective.count }
}

/// All components of one kind, column by column.
final class ComponentTable {
  let kind: ComponentKind
  let path: String
  let names: [String]
  /// Line of each component in the file, counted from 1.
  let lines: [Int]
  let rows: [String: Int]
  var texts: [String: [String]] = [:]
  /// NaN where the value is absent.
  var numbers: [String: [Double]] = [:]
  var flags: [String: [Bool]] = [:]
  /// Values by snapshot: attribute, component. NaN where the value is absent.
  var series: [String: [String: [Double]]] = [:]
  /// Columns that PyPSA does not know: attributes of carriers that a constraint may name.
  var extras: [String: [String]] = [:]
  let defaults: [String: Attribute]

  init(kind: ComponentKind, path: String, names: [String], lines: [Int]) {
    self.kind = kind
    self.path = path
    self.names = names
    self.lines = lines
    rows = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    defaults = Dictionary(
      kind.attributes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

/// One row of a table.
struct Component {
  let table: ComponentTable
  let row: Int

  var name: String { table.names[row] }
  var kind: ComponentKind { table.kind }
  var line: Int { table.lines[row] }
  var path: String { table.path }

  /// Such as `generator “Gas 1”`.
  var title: String { "\(kind.noun) “\(name)”" }

  func text(_ attribute: String) -> String {
    if let column = table.texts[attribute] { return column[row] }
    if case .text(let otherwise)? = table.defaults[attribute]?.value { return otherwise }
    return ""
  }

  /// NaN where the value is absent.
  func number(_ attribute: String) -> Double {
    if let column = table.numbers[attribute] { return column[row] }
    if case .number(let otherwise)? = table.defaults[attribute]?.value { return otherwise ?? .nan }
    return .nan
  }

  func flag(_ attribute: String) -> Bool {
    if let column = table.flags[attribute] { return column[row] }
    if case .flag(let otherwise)? = table.defaults[attribute]?.value { return otherwise }
    return false
  }

  /// A number that may differ by snapshot; a series of equal values is a constant.
  func local(_ attribute: String) -> Amount.Local {
    if let values = table.series[attribute]?[name] { return Amount.Local(values) }
    return .constant(number(attribute))
  }

  /// As ``local(_:)``, `nil` where the value is absent in every snapshot.
  func given(_ attribute: String) -> Amount.Local? {
    let local = local(attribute)
    return local.values.allSatisfy(\.isNaN) ? nil : local
  }

  var isExtendable: Bool { kind.nominal.map { flag($0 + "_extendable") } ?? false }
  var isCommittable: Bool { flag("committable") }
  var nominal: Double { kind.nominal.map(number) ?? 0 }
}

extension Amount.Local {
  /// A series, or a constant if all its values are equal.
  init(_ values: [Double]) {
    if let first = values.first, values.allSatisfy({ $0 == first }) {
      self = .constant(first)
    } else {
      self = .series(values)
    }
  }

  /// The values without repetition for a constant.
  var values: [Double] {
    switch self {
    case .constant(let value): [value]
    case .series(let values): values
    }
  }

  var least: Double { values.min() ?? 0 }
  var most: Double { values.max() ?? 0 }

  static func * (first: Self, second: Self) -> Self { first.joined(second, *) }
  static func + (first: Self, second: Self) -> Self { first.joined(second, +) }
  static func - (first: Self, second: Self) -> Self { first.joined(second, -) }
  static func / (first: Self, second: Self) -> Self { first.joined(second, /) }
  static func * (first: Self, second: Double) -> Self { first.map { $0 * second } }
  static prefix func - (local: Self) -> Self { local.map { -$0 } }

  func joined(_ other: Self, _ join: (Double, Double) -> Double) -> Self {
    switch (self, other) {
    case (.constant(let a), .constant(let b)): .constant(join(a, b))
    case (.constant(let a), .series(let b)): .init(b.map { join(a, $0) })
    case (.series(let a), .constant(let b)): .init(a.map { join($0, b) })
    case (.series(let a), .series(let b)): .init(zip(a, b).map(join))
    }
  }
}
