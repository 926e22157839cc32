import Quantities

/// Flat files of NREL's Annual Technology Baseline: one number a row, all years in one table.
///
/// An edition is in the money of two years before (2024: 2022 USD; NREL, ATB, “Dollar year”). Its
/// CAPEX includes interest during construction, so the construction time becomes zero. Batteries
/// are listed by hours; their cost is a line in the hours, which gives the parts for power and for
/// energy.
struct Baseline {
  let table: SourceTable
  let options: CostsImport.Options

  static func fits(_ table: SourceTable) -> Bool {
    ["technology", "techdetail", "core_metric_parameter", "core_metric_variable", "units", "value"]
      .allSatisfy { table.has($0) }
  }

  /// Where a technology has several kinds, the one that is taken unless --map says another.
  static let names: [(catalog: String, technology: String, details: [String])] = [
    ("solar", "UtilityPV", []), ("wind", "LandbasedWind", []), ("geothermal", "Geothermal", []),
    ("gas turbine", "NaturalGas_FE", ["NG F-Frame CT", "NG Combustion Turbine (F-Frame)"]),
    ("ccgt", "NaturalGas_FE", ["NG F-Frame CC", "NG 2-on-1 Combined Cycle (F-Frame)"]),
    ("nuclear", "Nuclear", ["Nuclear - AP1000", "Nuclear - Large"]),
    ("smr", "Nuclear", ["Nuclear - Small Modular Reactor", "Nuclear - Small"]),
  ]
  static let battery = "Utility-Scale Battery Storage"

  func read() throws(CostsError) -> (numbers: [CostsImport.Number], notes: [String]) {
    let rows = try chosen()
    var numbers: [CostsImport.Number] = []
    var notes: [String] = []
    for (catalog, technology, details) in Self.names {
      let own = rows.filter { table.cell($0, "technology") == technology }
      if own.isEmpty { continue }
      let name: String
      let present = Set(own.map { table.cell($0, "display_name") })
      if let asked = options.names[catalog] ?? details.first(where: present.contains)
        ?? details.first
      {
        name = asked
      } else {
        guard let standard = own.first(where: { (Double(table.cell($0, "default")) ?? 0) == 1 })
        else {
          throw CostsError(
            table.path,
            "no default among the kinds of \(technology); choose with --map \(catalog)=NAME")
        }
        name = table.cell(standard, "display_name")
      }
      let kind = own.filter { table.cell($0, "display_name") == name }
      guard !kind.isEmpty else {
        let kinds = present.sorted()
        // A name of ours that this edition does not have is left out; one that the user gave is an
        // error.
        guard options.names[catalog] != nil else {
          notes.append(
            "\(catalog): this edition has no “\(name)”; choose with --map \(catalog)=NAME from \(kinds.joined(separator: ", "))"
          )
          continue
        }
        throw CostsError(
          table.path,
          "there is no “\(name)” of \(technology); expected one of \(kinds.joined(separator: ", "))"
        )
      }
      numbers += try plant(catalog, kind)
      notes.append("\(catalog) is “\(name)”")
    }
    numbers += try batteries(rows.filter { table.cell($0, "technology") == Self.battery })
    return (numbers, notes)
  }

  // MARK: Choosing rows

  /// Words for “holds for all”.
  private static let all: Set<String> = ["", "*"]

  private func chosen() throws(CostsError) -> [SourceTable.Row] {
    var rows = table.rows
    for (column, chosen, option) in [
      ("scenario", options.scenario, "--scenario"),
      ("core_metric_case", options.financialCase, "--case"),
    ] {
      let words = Set(rows.map { table.cell($0, column) }).subtracting(Self.all).sorted()
      if let chosen {
        guard words.isEmpty && column == "core_metric_case" || words.contains(chosen) else {
          throw CostsError(
            table.path,
            "\(option): expected one of \(words.joined(separator: ", ")), found “\(chosen)”")
        }
      } else if words.count > 1 {
        throw CostsError(
          table.path,
          "the same number stands once for each \(column): choose with \(option) one of "
            + words.joined(separator: ", "))
      }
      if let wanted = chosen ?? words.first, !words.isEmpty {
        rows = rows.filter {
          let own = table.cell($0, column)
          return own == wanted || Self.all.contains(own)
        }
      }
    }
    let editions = Set(rows.map { table.cell($0, "atb_year") }).sorted()
    guard editions.count <= 1 else {
      throw CostsError(
        table.path, "expected one edition, found \(editions.joined(separator: ", "))")
    }
    return rows
  }

  private func moneyYear(_ row: SourceTable.Row) throws(CostsError) -> Int {
    if let year = options.moneyYear { return year }
    guard let edition = try table.year(row, "atb_year"), (2019...2024).contains(edition) else {
      throw CostsError(
        table.path,
        "expected --money YEAR: the year of the money is known for the editions of 2019 to 2024 only"
      )
    }
    return edition - 2
  }

  /// Values by metric and year; equal ones that differ in what does not matter here (such as the
  /// recovery period) count once.
  private func values(_ rows: [SourceTable.Row]) throws(CostsError) -> [String: [Int: (
    SourceTable.Row, Double
  )]] {
    var values: [String: [Int: (SourceTable.Row, Double)]] = [:]
    for row in rows {
      let metric = table.cell(row, "core_metric_parameter")
      guard Self.metrics[metric] != nil else { continue }
      guard let year = try table.year(row, "core_metric_variable") else {
        throw table.error(row, "core_metric_variable: expected a year, found nothing")
      }
      guard let value = try table.number(row, "value") else { continue }
      if let before = values[metric]?[year] {
        if before.1 == value { continue }
        throw table.error(
          row,
          "\(metric) of \(table.cell(row, "display_name")) stands twice for \(year): \(before.1) in line "
            + "\(before.0.line) and \(value) here")
      }
      values[metric, default: [:]][year] = (row, value)
    }
    return values
  }

  /// The catalog's parameter and unit of a metric, and the unit that the table must have.
  private static let metrics: [String: (parameter: String, unit: String, units: [String])] = [
    "CAPEX": ("overnight cost", "USD/kW", ["$/kW"]),
    "OCC": ("overnight cost", "USD/kW", ["$/kW"]),
    "Fixed O&M": ("fixed O&M", "USD/kW-yr", ["$/KW-yr", "$/kW-yr"]),
    "Variable O&M": ("variable O&M", "USD/MWh", ["$/MWh"]),
    "Fuel": ("fuel cost", "USD/MWh", ["$/MWh"]),
    "Heat Rate": ("heat rate", "MMBtu/MWh", ["MMBtu/MWh"]),
  ]

  private func number(
    _ catalog: String, _ parameter: String, _ unit: String, _ year: Int?, _ value: Double,
    _ row: SourceTable.Row, note: String, isMoney: Bool = true
  ) throws(CostsError) -> CostsImport.Number {
    CostsImport.Number(
      technology: catalog, parameter: parameter, year: year, value: value, unit: unit,
      moneyYear: isMoney ? try moneyYear(row) : nil,
      source: "\(table.name) line \(row.line): NREL ATB \(table.cell(row, "atb_year")), "
        + "\(table.cell(row, "display_name")), \(table.cell(row, "scenario"))", note: note)
  }

  // MARK: Kinds

  private func plant(_ catalog: String, _ rows: [SourceTable.Row]) throws(CostsError)
    -> [CostsImport.Number]
  {
    var numbers: [CostsImport.Number] = []
    var values = try values(rows)
    // Editions that have the overnight cost itself need no CAPEX.
    if values["OCC"] != nil { values["CAPEX"] = nil }
    for (metric, years) in values.sorted(by: { $0.key < $1.key }) {
      guard let known = Self.metrics[metric] else { continue }
      // Fuel of gas plants has a price of its own in a study.
      if metric == "Fuel", !["nuclear", "smr"].contains(catalog) { continue }
      if metric == "Heat Rate", ["nuclear", "smr"].contains(catalog) { continue }
      for (year, entry) in years.sorted(by: { $0.key < $1.key }) {
        let unit = table.cell(entry.0, "units")
        guard known.units.contains(unit) else {
          throw table.error(entry.0, "units: expected \(known.units[0]), found “\(unit)”")
        }
        numbers.append(
          try number(
            catalog, known.parameter, known.unit, year, entry.1, entry.0,
            note: metric == "CAPEX" ? "CAPEX, with interest during construction" : "",
            isMoney: metric != "Heat Rate"))
      }
    }
    if let first = values["CAPEX"]?.values.map(\.0).min(by: { $0.line < $1.line }) {
      numbers.append(try construction(catalog, first))
    }
    return numbers
  }

  private func construction(_ catalog: String, _ row: SourceTable.Row) throws(CostsError)
    -> CostsImport.Number
  {
    try number(
      catalog, "construction time", "years", nil, 0, row,
      note: "CAPEX includes interest during construction; a construction time would count it twice",
      isMoney: false)
  }

  private func batteries(_ rows: [SourceTable.Row]) throws(CostsError) -> [CostsImport.Number] {
    var numbers: [CostsImport.Number] = []
    var byHours: [(hours: Double, values: [String: [Int: (SourceTable.Row, Double)]])] = []
    for name in Set(rows.map { table.cell($0, "display_name") }).sorted() {
      guard let hours = BatteryLine.hours(in: name) else { continue }
      byHours.append((hours, try values(rows.filter { table.cell($0, "display_name") == name })))
    }
    byHours.sort { $0.hours < $1.hours }
    for (metric, power, energy) in [
      ("CAPEX", ("power cost", "USD/kW"), ("energy cost", "USD/kWh")),
      ("Fixed O&M", ("fixed O&M", "USD/kW-yr"), ("energy fixed O&M", "USD/kWh-yr")),
    ] {
      let years = byHours.first?.values[metric]?.keys.sorted() ?? []
      for year in years {
        let points = byHours.compactMap { entry in
          entry.values[metric]?[year].map { (hours: entry.hours, cost: $0.1, row: $0.0) }
        }
        guard points.count > 1 else { continue }
        let line: BatteryLine
        switch BatteryLine.through(points.map { ($0.hours, $0.cost) }) {
        case .success(let found): line = found
        case .failure(let reason):
          throw table.error(points[0].row, "battery, \(metric), \(year): \(reason.words)")
        }
        let note = "a line through \(points.map { "\(Int($0.hours)) h" }.joined(separator: ", "))"
        numbers.append(
          try number("battery", power.0, power.1, year, line.power, points[0].row, note: note))
        numbers.append(
          try number("battery", energy.0, energy.1, year, line.energy, points[0].row, note: note))
      }
    }
    if let first = rows.first, !numbers.isEmpty {
      numbers.append(try construction("battery", first))
    }
    return numbers
  }
}
