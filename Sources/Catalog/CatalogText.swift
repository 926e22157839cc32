import Quantities

extension Catalog {
  /// All technologies, a line each, for a terminal of the given width.
  public func overview(width: Int = 100) -> String {
    var table = TextTable(["name", "kind", "numbers", "what it is"], rightAligned: [2])
    for technology in technologies {
      let count = rows.count { $0.technology == technology.name }
      let off = technology.isOffByDefault ? " (off by default)" : ""
      table.add([
        technology.name, technology.kind.rawValue, "\(count)", technology.summary + off,
      ])
    }
    return table.lines(width: width).joined(separator: "\n")
  }

  /// The numbers of one technology as a table, sources cut to the width.
  public func table(_ name: String, width: Int = 100) throws(CatalogError) -> String {
    let technology = try technology(name)
    return Self.table(rows.filter { $0.technology == technology.name }, width: width)
  }

  /// Rows as a table: number with unit, year, range, year of money, confidence, line and source.
  public static func table(_ rows: [CatalogRow], width: Int = 100) -> String {
    let several = Set(rows.map(\.technology)).count > 1
    var table = TextTable(
      (several ? ["technology"] : []) + [
        "number", "value", "unit", "year", "range", "money", "confidence", "line", "source",
      ],
      rightAligned: several ? [2, 8] : [1, 7])
    var before: CatalogRow?
    for row in rows {
      let repeats = before?.technology == row.technology && before?.parameter == row.parameter
      table.add(
        (several ? [repeats ? "" : row.technology] : []) + [
          repeats ? "" : row.parameter, format(row.value.amount), row.value.unit.text,
          row.year.map(String.init) ?? "any", range(row), row.moneyYear.map(String.init) ?? "",
          row.confidence.rawValue, "\(row.line)", row.source,
        ])
      before = row
    }
    return table.lines(width: width).joined(separator: "\n")
  }

  /// Everything about one technology: numbers, full sources and notes. For `work`, a kind of work or
  /// a model: its operating points.
  public func explain(_ name: String, width: Int = 100) throws(CatalogError) -> String {
    if isWork(name) { return try workText(name, width: width) }
    let technology = try technologyOrWork(name)
    var lines = [technology.name + ": " + technology.summary]
    if !technology.aliases.isEmpty {
      lines += TextTable.wrap(
        "also: " + technology.aliases.joined(separator: ", "), indent: 0, width: width)
    }
    if let vendor = technology.vendor { lines.append("vendor: \(vendor)") }
    if let fuel = technology.fuel { lines.append("fuel: \(fuel)") }
    if technology.isOffByDefault { lines.append("off unless a study names it") }
    for parameter in try parameters(of: technology.name) {
      lines.append("")
      lines.append(parameter)
      var before: CatalogRow?
      for row in try rows(of: technology.name, parameter) {
        if let before, before.source != row.source || before.note != row.note {
          lines += Self.provenance(before, width: width)
        }
        lines.append("  " + Self.sentence(row))
        before = row
      }
      if let before { lines += Self.provenance(before, width: width) }
    }
    return lines.joined(separator: "\n")
  }

  /// `2030  1,044 USD/kW  (953.2 to 1,180), money of 2022`.
  private static func sentence(_ row: CatalogRow) -> String {
    let year = row.year.map { "\($0)  " } ?? ""
    let range = range(row)
    return year + row.value.formatted + (range.isEmpty ? "" : "  (\(range))")
      + (row.moneyYear.map { ", money of \($0)" } ?? "") + "  [line \(row.line)]"
  }

  private static func provenance(_ row: CatalogRow, width: Int) -> [String] {
    TextTable.wrap(
      "source (\(row.confidence.rawValue) confidence): \(row.source)", indent: 4, width: width)
      + TextTable.wrap(row.note, indent: 4, width: width)
  }

  private static func range(_ row: CatalogRow) -> String {
    switch (row.low, row.high) {
    case (nil, nil): ""
    case (let low?, nil): "from \(format(low))"
    case (nil, let high?): "to \(format(high))"
    case (let low?, let high?): "\(format(low)) to \(format(high))"
    }
  }
}
