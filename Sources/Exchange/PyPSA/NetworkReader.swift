import Foundation
import Quantities
import Studies

/// Reads a folder of CSV files as PyPSA's `export_to_csv_folder` writes it (plain or `.gz`).
struct NetworkReader {
  let folder: String
  let findings: Findings
  private let spellings = Spellings()
  private var files: [String: String] = [:]

  init(folder: String, findings: Findings) throws(ExchangeError) {
    self.folder = folder
    self.findings = findings
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw ExchangeError(folder, "expected a folder of CSV files, found none that can be read")
    }
    for name in names.sorted() {
      let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
      guard plain.hasSuffix(".csv") else { continue }
      if files[plain] != nil {
        throw ExchangeError(folder, "“\(plain)” stands there twice, plain and as .gz")
      }
      files[plain] = name
    }
    guard files["buses.csv"] != nil else {
      throw ExchangeError(
        folder,
        "expected a PyPSA network with a file buses.csv, found "
          + (files.isEmpty ? "no CSV file" : files.keys.sorted().prefix(8).joined(separator: ", ")))
    }
  }

  private func path(_ name: String) -> String { (folder as NSString).appendingPathComponent(name) }

  private func file(_ name: String) throws(ExchangeError) -> DelimitedText? {
    guard let real = files[name] else { return nil }
    return try DelimitedText(path: path(real))
  }

  /// The network. Errors are collected; the network is complete only if there are none.
  func network() throws(ExchangeError) -> Network {
    var network = Network(folder: folder)
    if let head = try file("network.csv"), let column = head.column("name"),
      let row = head.rows.first
    {
      network.name = row.cells[column]
    }
    network.snapshots = try SnapshotReader(findings: findings).read(
      snapshots: try file("snapshots.csv"), periods: try file("investment_periods.csv"))
    for kind in ComponentKind.allCases {
      guard let text = try file(kind.rawValue + ".csv") else { continue }
      network.tables[kind] = table(kind, text)
    }
    for name in files.keys.sorted() { try readSeries(name, &network) }
    checkBuses(network)
    return network
  }

  // MARK: Static attributes

  private func table(_ kind: ComponentKind, _ text: DelimitedText) -> ComponentTable {
    var seen: Set<String> = []
    for row in text.rows {
      if row.cells[0].isEmpty {
        findings.error(text.path, row.line, "expected the name of a \(kind.noun), found nothing")
      } else if !spellings.check(row.cells[0], text.path, row.line, findings),
        !seen.insert(row.cells[0]).inserted
      {
        findings.error(
          text.path, row.line, "the \(kind.noun) “\(row.cells[0])” stands twice in this file")
      }
    }
    let table = ComponentTable(
      kind: kind, path: text.path, names: text.rows.map { $0.cells[0] },
      lines: text.rows.map(\.line))
    var columns: Set<String> = []
    for (column, name) in text.header.enumerated().dropFirst() {
      if !columns.insert(name).inserted {
        findings.error(text.path, 1, "the column “\(name)” stands twice")
      }
      if let attribute = Self.attribute(name, of: kind) {
        read(attribute, column, text, into: table)
      } else if ComponentKind.silent.contains(name) || name.isEmpty {
        continue
      } else {
        table.extras[name] = text.rows.map { $0.cells[column] }
        // Limits per bus and carrier are checked where the carriers are known.
        let isLimit = kind == .buses && name.hasPrefix(BusLimit.prefix)
        if kind != .carriers, !isLimit { warnOfUnknown(name, kind, text) }
      }
    }
    return table
  }

  /// A misspelt attribute would be read as its default.
  private func warnOfUnknown(_ name: String, _ kind: ComponentKind, _ text: DelimitedText) {
    let known = kind.attributes.map(\.name)
    let hint = nearest(name, in: known).map { " (did you mean “\($0)”?)" } ?? ""
    findings.warn(
      text.path, text.rows.first.map { _ in 1 },
      "the column “\(name)” is no attribute of a \(kind.noun) and is not read\(hint)")
  }

  /// Attributes of a kind, with those of the further ports of links and processes.
  static func attribute(_ name: String, of kind: ComponentKind) -> Attribute? {
    if let known = kind.attributes.first(where: { $0.name == name }) { return known }
    guard kind == .links || kind == .processes else { return nil }
    let digits = name.reversed().prefix { $0.isNumber }
    let stem = name.dropLast(digits.count)
    guard let port = Int(String(digits.reversed())), port >= 2 else { return nil }
    switch stem {
    case "bus": return .text(name)
    // Absent for components without that port; where there is one, PyPSA's default is 1.
    case "efficiency" where kind == .links: return .series(name, nil)
    case "rate" where kind == .processes: return .series(name, nil)
    case "delay": return .number(name, 0)
    case "cyclic_delay": return .flag(name, true)
    default: return nil
    }
  }

  private func read(
    _ attribute: Attribute, _ column: Int, _ text: DelimitedText, into table: ComponentTable
  ) {
    let name = attribute.name
    switch attribute.value {
    case .text(let otherwise):
      table.texts[name] = text.rows.map { row in
        spellings.check(row.cells[column], text.path, row.line, findings)
        return row.cells[column].isEmpty ? otherwise : row.cells[column]
      }
    case .number(let otherwise):
      table.numbers[name] = text.rows.map { row in
        number(row, column, text, otherwise)
      }
    case .flag(let otherwise):
      table.flags[name] = text.rows.map { row in
        switch row.cells[column] {
        case "True", "true", "TRUE", "1", "1.0": return true
        case "False", "false", "FALSE", "0", "0.0": return false
        case "": return otherwise
        case let other:
          findings.error(
            text.path, row.line, "expected True or False in column “\(name)”, found “\(other)”")
          return otherwise
        }
      }
    case .refused(let otherwise, let why):
      for row in text.rows where !Self.isDefault(row.cells[column], otherwise) {
        findings.error(
          text.path, row.line,
          "\(table.kind.noun) “\(row.cells[0])” has “\(name)” = \(row.cells[column]): \(why) is not "
            + "imported")
      }
    }
  }

  private static func isDefault(_ cell: String, _ otherwise: String) -> Bool {
    if cell.isEmpty || cell == otherwise { return true }
    if let value = Double(cell), let other = Double(otherwise) {
      return value == other || value.isNaN
    }
    return cell.lowercased() == otherwise.lowercased()
  }

  /// PyPSA fills empty cells with the default; where that is a number, somebody should know.
  private func number(
    _ row: DelimitedText.Row, _ column: Int, _ text: DelimitedText, _ otherwise: Double?
  ) -> Double {
    let cell = row.cells[column]
    if Cell.isAbsent(cell) {
      if let otherwise, otherwise.isFinite, otherwise != 0 {
        findings.warn(
          text.path, row.line,
          "the column “\(text.header[column])” has empty cells, read as PyPSA's default \(otherwise)"
        )
      }
      return otherwise ?? .nan
    }
    guard let value = Cell.number(cell) else {
      findings.error(
        text.path, row.line,
        "expected a number in column “\(text.header[column])”, found “\(Cell.shown(cell))”")
      return otherwise ?? .nan
    }
    checkSize(value, row, column, text, Attribute.mayBeInfinite(text.header[column]))
    return value
  }

  /// Solvers take 1e20 for infinity; what comes near is a mistake.
  private func checkSize(
    _ value: Double, _ row: DelimitedText.Row, _ column: Int, _ text: DelimitedText,
    _ mayBeInfinite: Bool
  ) {
    if value.magnitude <= Attribute.largest || mayBeInfinite && value.isInfinite { return }
    findings.error(
      text.path, row.line,
      "expected a number below 1e15 in column “\(text.header[column])”, found "
        + "“\(Cell.shown(row.cells[column]))”")
  }

  // MARK: Attributes by snapshot

  private static let others: Set<String> = [
    "network.csv", "snapshots.csv", "investment_periods.csv", "scenarios.csv", "shapes.csv",
    "sub_networks.csv", "shunt_impedances.csv",
  ]

  private func readSeries(_ name: String, _ network: inout Network) throws(ExchangeError) {
    let stem = String(name.dropLast(4))
    guard !Self.others.contains(name), ComponentKind(rawValue: stem) == nil else { return }
    let parts = stem.split(separator: "-", maxSplits: 1).map(String.init)
    let known = parts.count == 2 ? ComponentKind(rawValue: parts[0]) : nil
    guard let kind = known else {
      if parts.first == "sub_networks" || parts.first == "shunt_impedances" { return }
      let words = ComponentKind.allCases.map(\.rawValue)
      let hint = nearest(parts[0], in: words).map { " (did you mean “\($0)”?)" } ?? ""
      findings.warn(path(name), nil, "not a file of a PyPSA network and not read\(hint)")
      return
    }
    if parts[1].hasSuffix("-pw") {
      findings.error(path(name), 1, "piecewise linear attributes are not imported")
      return
    }
    guard let attribute = Self.attribute(parts[1], of: kind), attribute.varies else {
      if ComponentKind.silent.contains(parts[1]) { return }
      let words = kind.attributes.filter(\.varies).map(\.name)
      let hint = nearest(parts[1], in: words).map { " (did you mean “\($0)”?)" } ?? ""
      findings.warn(
        path(name), 1,
        "“\(parts[1])” is no attribute by snapshot of a \(kind.noun); not read\(hint)")
      return
    }
    guard let table = network.tables[kind], let text = try file(name) else {
      findings.warn(
        path(name), 1, "there is no file \(kind.rawValue).csv to which it belongs; not read")
      return
    }
    guard text.rows.count == network.snapshots.count else {
      findings.error(
        text.path, text.rows.last?.line ?? 1,
        "expected \(network.snapshots.count) rows, one per snapshot, found \(text.rows.count)")
      return
    }
    read(attribute, text, into: table)
  }

  private func read(_ attribute: Attribute, _ text: DelimitedText, into table: ComponentTable) {
    for (column, name) in text.header.enumerated().dropFirst() {
      let own = text.owners[column]
      let owner = table.rows[own] == nil ? name : own
      spellings.check(owner, text.path, 1, findings)
      guard table.rows[owner] != nil else {
        let hint = nearest(owner, in: table.names).map { " (did you mean “\($0)”?)" } ?? ""
        findings.warn(
          text.path, 1, "there is no \(table.kind.noun) “\(owner)”; its column is not read\(hint)")
        continue
      }
      switch attribute.value {
      case .refused(let otherwise, let why):
        if let row = text.rows.first(where: { !Self.isDefault($0.cells[column], otherwise) }) {
          findings.error(
            text.path, row.line,
            "\(table.kind.noun) “\(owner)” has “\(attribute.name)” = \(row.cells[column]): \(why) is "
              + "not imported")
        }
      case .number(let otherwise):
        var values: [Double] = []
        values.reserveCapacity(text.rows.count)
        for row in text.rows {
          values.append(value(row, column, text, mayBeAbsent: otherwise == nil))
        }
        table.series[attribute.name, default: [:]][owner] = values
      case .text, .flag: break
      }
    }
  }

  private func value(
    _ row: DelimitedText.Row, _ column: Int, _ text: DelimitedText, mayBeAbsent: Bool
  ) -> Double {
    let cell = row.cells[column]
    if let value = Cell.number(cell) {
      checkSize(value, row, column, text, false)
      return value
    }
    if !(mayBeAbsent && Cell.isAbsent(cell)) {
      findings.error(
        text.path, row.line,
        "expected a number in column “\(text.header[column])”, found "
          + (cell.isEmpty ? "an empty cell" : "“\(Cell.shown(cell))”"))
    }
    return .nan
  }

  // MARK: Buses

  private func checkBuses(_ network: Network) {
    guard let buses = network.tables[.buses] else { return }
    if buses.names.isEmpty {
      findings.error(buses.path, 1, "expected at least one bus, found none")
    }
    for kind in ComponentKind.allCases {
      for component in network.components(kind) {
        let further = component.table.texts.keys.filter {
          $0.hasPrefix("bus") && !kind.buses.contains($0) && kind != .globalConstraints
            && !component.text($0).isEmpty
        }
        for attribute in kind.buses + further.sorted() {
          let bus = component.text(attribute)
          guard buses.rows[bus] == nil else { continue }
          let hint = nearest(bus, in: buses.names).map { " (did you mean “\($0)”?)" } ?? ""
          findings.error(
            component.path, component.line,
            bus.isEmpty
              ? "\(component.title): expected a bus in column “\(attribute)”, found nothing"
              : "\(component.title): there is no bus “\(bus)”\(hint)")
        }
      }
    }
  }
}

/// Cells as pandas, and so PyPSA, reads them.
enum Cell {
  /// What pandas takes for a missing value.
  static func isAbsent(_ cell: String) -> Bool {
    ["", "nan", "na", "n/a", "null", "none", "<na>", "#n/a", "-nan"].contains(cell.lowercased())
  }

  /// A decimal number or an infinity; nothing else that Swift would take for a number.
  static func number(_ cell: String) -> Double? {
    if isDecimal(cell.utf8) { return Double(cell).flatMap { $0.isFinite ? $0 : nil } }
    var text = Substring(cell)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    switch text.lowercased() {
    case "inf", "+inf", "infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: break
    }
    guard isDecimal(text.utf8), let value = Double(text), value.isFinite else { return nil }
    return value
  }

  private static func isDecimal(_ text: some Sequence<UInt8>) -> Bool {
    text.allSatisfy { byte in
      (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E || byte == 0x45
        || byte == 0x65
    }
  }

  static func shown(_ cell: String) -> String {
    cell.count <= 60 ? cell : String(cell.prefix(57)) + "..."
  }
}
