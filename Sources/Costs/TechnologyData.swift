import Catalog
import Quantities

/// The tables of PyPSA's technology-data: one number a row.
///
/// `costs_YEAR.csv` of its outputs is in the money of one year for all rows (`eur_year` of its
/// config.yaml), which the file does not name; its `currency_year` is that of the source, before it
/// was inflated. Input tables have a column `year`, and there `currency_year` is the year of the
/// money.
struct TechnologyData {
  let table: SourceTable
  let options: CostsImport.Options

  static func fits(_ table: SourceTable) -> Bool {
    ["technology", "parameter", "value", "unit"].allSatisfy { table.has($0) }
  }

  /// Names of the source for the catalog's technologies; the first that the table has is taken.
  static let names: [(catalog: String, source: [String])] = [
    ("solar", ["solar-utility single-axis tracking", "solar-utility"]),
    ("wind", ["onwind"]), ("battery", ["battery storage"]), ("gas turbine", ["OCGT"]),
    ("ccgt", ["CCGT"]), ("nuclear", ["nuclear"]), ("smr", ["Nuclear - Small"]),
    ("geothermal", ["geothermal"]), ("natural gas", ["gas"]),
  ]

  /// Natural gas: higher over lower heating value, 1,089 to 983 Btu per cubic foot (GREET 2023,
  /// fuel properties). The source's efficiencies and emissions are per lower heating value, the
  /// catalog's per higher.
  static let higherOverLower = 1089.0 / 983
  static let mmbtuPerMegawattHour = 3.412142

  private var isInput: Bool { table.has("year") }

  func read() throws(CostsError) -> (numbers: [CostsImport.Number], notes: [String]) {
    let rows = try chosen()
    var numbers: [CostsImport.Number] = []
    var notes: [String] = []
    var used: Set<String> = []
    var left: Set<String> = []
    let present = Set(rows.map { table.cell($0, "technology") })
    for (technology, candidates) in wanted() {
      guard let name = candidates.first(where: present.contains) else {
        if options.names[technology] != nil {
          throw CostsError(
            table.path,
            "there is no technology “\(candidates[0])”"
              + (nearest(candidates[0], in: present.sorted()).map { "; did you mean “\($0)”?" }
                ?? ""))
        }
        continue
      }
      var parts = [name]
      if technology == "battery", present.contains("battery inverter") {
        parts.append("battery inverter")
      }
      used.formUnion(parts)
      notes.append("\(technology) is “\(parts.joined(separator: "” with “"))”")
      for year in try years(rows, parts) {
        let own = rows.filter { parts.contains(table.cell($0, "technology")) }
        let found = try Reader(self, technology: technology, parts: parts, rows: own, year: year)
        numbers += found.numbers
        notes += found.notes
        left.formUnion(found.unread)
      }
    }
    if !left.isEmpty {
      notes.append(
        "not read, for want of a place in the catalog: \(left.sorted().joined(separator: ", "))")
    }
    let others = present.subtracting(used).count
    if others > 0 {
      notes.append("\(others) other technologies are left out; name one with --map CATALOG=SOURCE")
    }
    return (numbers, notes)
  }

  private func wanted() -> [(String, [String])] {
    // In the tables of the United States NREL's plant, on trackers too, is the plain one.
    let isAmerican = table.has("financial_case")
    var wanted = Self.names.map { entry in
      let source = isAmerican ? entry.source.reversed() : entry.source
      return (entry.catalog, options.names[entry.catalog].map { [$0] } ?? source)
    }
    for (catalog, source) in options.names.sorted(by: { $0.key < $1.key })
    where !wanted.contains(where: { $0.0 == catalog }) {
      wanted.append((catalog, [source]))
    }
    return wanted
  }

  // MARK: Choosing rows

  /// The rows of one financial case and one scenario; rows that belong to none hold for all.
  private func chosen() throws(CostsError) -> [SourceTable.Row] {
    try choice("financial_case", options.financialCase, "--case")
    try choice("scenario", options.scenario, "--scenario")
    return table.rows.filter { row in
      let (own, scenario) = (table.cell(row, "financial_case"), table.cell(row, "scenario"))
      return (own.isEmpty || own == options.financialCase)
        && (scenario.isEmpty || scenario == options.scenario)
    }
  }

  private func choice(_ column: String, _ chosen: String?, _ option: String) throws(CostsError) {
    let words = Set(table.rows.map { table.cell($0, column) }).subtracting([""]).sorted()
    if let chosen {
      guard words.contains(chosen) else {
        throw CostsError(
          table.path,
          words.isEmpty
            ? "\(option) \(chosen): the table has no \(column)"
            : "\(option): expected one of \(words.joined(separator: ", ")), found “\(chosen)”")
      }
    } else if words.count > 1 {
      throw CostsError(
        table.path,
        "the same number stands once for each \(column): choose with \(option) one of "
          + words.joined(separator: ", "))
    } else if let only = words.first {
      throw CostsError(
        table.path, "some rows hold for \(only) alone: confirm with \(option) \(only)")
    }
  }

  private func years(_ rows: [SourceTable.Row], _ parts: [String]) throws(CostsError) -> [Int] {
    if isInput {
      var years: Set<Int> = []
      for row in rows where parts.contains(table.cell(row, "technology")) {
        if let year = try table.year(row, "year") { years.insert(year) }
      }
      return years.sorted()
    }
    if let year = options.year { return [year] }
    // costs_2030.csv, with or without what is added to a packed file's name.
    let digits = table.name.split(whereSeparator: { !$0.isNumber }).last.flatMap { Int($0) }
    guard let digits, (2000...2150).contains(digits) else {
      throw CostsError(
        table.path, "expected the year in the file's name, as in costs_2030.csv; say it with --year"
      )
    }
    return [digits]
  }

  /// The year of the money of a row.
  func moneyYear(_ row: SourceTable.Row) throws(CostsError) -> Int {
    if isInput {
      if let year = try table.year(row, "currency_year") { return year }
      throw table.error(row, "currency_year: expected the year of its money, found nothing")
    }
    if let year = options.moneyYear { return year }
    throw CostsError(
      table.path,
      "expected --money YEAR: the file does not say of which year its money is. (Its currency_year is that of the "
        + "sources; technology-data has inflated all to the `eur_year` of its config.yaml, 2025 in the files of 2026.)"
    )
  }

  func isOfYear(_ row: SourceTable.Row, _ year: Int) throws(CostsError) -> Bool {
    guard isInput else { return true }
    return try table.year(row, "year") == year
  }

  // MARK: Units

  /// What a money unit such as `EUR/MW_e` is in USD per its catalog unit.
  struct Money {
    var factor: Double
    /// `kW`, `kWh` or `MWh`.
    var per: String
    var isThermal: Bool
  }

  func money(_ row: SourceTable.Row) throws(CostsError) -> Money {
    let unit = table.cell(row, "unit")
    let parts = unit.split(separator: "/").map(String.init)
    guard parts.count == 2, ["USD", "EUR"].contains(parts[0]) else {
      throw table.error(row, "unit: expected money such as USD/kW, found “\(unit)”")
    }
    var factor = 1.0
    if parts[0] == "EUR" {
      guard let rate = options.dollarsPerEuro else {
        throw table.error(
          row, "the number is in EUR: say what one EUR is worth with --dollars-per-euro")
      }
      factor = rate
    }
    var per = parts[1]
    var isThermal = false
    for suffix in ["_el", "_th", "_e", "el"] where per.hasSuffix(suffix) {
      isThermal = suffix == "_th"
      per = String(per.dropLast(suffix.count))
      break
    }
    switch per {
    case "kW", "kWh", "MWh": break
    case "MW": (per, factor) = ("kW", factor / 1000)
    default: throw table.error(row, "unit: expected money per kW, MW, kWh or MWh, found “\(unit)”")
    }
    return Money(factor: factor, per: per, isThermal: isThermal)
  }
}
