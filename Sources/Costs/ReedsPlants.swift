import Quantities

/// Plant tables in the columns of NREL's ReEDS: one row a plant and year, overnight costs without
/// interest during construction.
struct ReedsPlants {
  let table: SourceTable
  let options: CostsImport.Options

  static func fits(_ table: SourceTable) -> Bool {
    ["technology", "year", "capcost_usd_per_kW"].allSatisfy { table.has($0) }
  }

  static let names: [(catalog: String, source: String)] = [
    ("solar", "UPV"), ("wind", "wind-ons"), ("gas turbine", "Gas-CT"), ("ccgt", "Gas-CC"),
    ("nuclear", "Nuclear"), ("smr", "Nuclear-SMR"),
  ]

  private static let columns: [(column: String, parameter: String, unit: String)] = [
    ("capcost_usd_per_kW", "overnight cost", "USD/kW"),
    ("fom_usd_per_kW_yr", "fixed O&M", "USD/kW-yr"),
    ("vom_usd_per_MWh", "variable O&M", "USD/MWh"),
    ("heatrate_mmbtu_per_MWh", "heat rate", "MMBtu/MWh"),
  ]

  func read() throws(CostsError) -> (numbers: [CostsImport.Number], notes: [String]) {
    guard let moneyYear = options.moneyYear else {
      throw CostsError(
        table.path,
        "expected --money YEAR: the file does not say of which year its money is (2022 for ATB 2024)"
      )
    }
    let scenarios = Set(table.rows.map { table.cell($0, "scenario") }).subtracting([""]).sorted()
    if let chosen = options.scenario, !scenarios.contains(chosen) {
      throw CostsError(
        table.path,
        "--scenario: expected one of \(scenarios.joined(separator: ", ")), found “\(chosen)”")
    }
    guard options.scenario != nil || scenarios.count < 2 else {
      throw CostsError(
        table.path,
        "the same number stands once for each scenario: choose with --scenario one of "
          + scenarios.joined(separator: ", "))
    }
    let rows = table.rows.filter {
      options.scenario == nil || table.cell($0, "scenario") == options.scenario
    }
    var numbers: [CostsImport.Number] = []
    var used: Set<String> = []
    func number(
      _ technology: String, _ parameter: String, _ unit: String, _ year: Int?, _ value: Double,
      _ row: SourceTable.Row, isMoney: Bool, note: String = ""
    ) -> CostsImport.Number {
      CostsImport.Number(
        technology: technology, parameter: parameter, year: year, value: value, unit: unit,
        moneyYear: isMoney ? moneyYear : nil,
        source: "\(table.name) line \(row.line): \(table.cell(row, "technology")), "
          + "\(table.cell(row, "scenario")) \(table.cell(row, "source_file"))".trimmingSpaces,
        note: note)
    }
    for (catalog, standard) in Self.names {
      let name = options.names[catalog] ?? standard
      let own = rows.filter { row in
        let technology = table.cell(row, "technology")
        // Wind carries its turbine in its name.
        return technology == name || (catalog == "wind" && technology.hasPrefix(name + "_"))
      }
      guard !own.isEmpty else {
        guard options.names[catalog] == nil else {
          throw CostsError(table.path, "there is no technology “\(name)”")
        }
        continue
      }
      used.formUnion(own.map { table.cell($0, "technology") })
      for row in own {
        guard let year = try table.year(row, "year") else {
          throw table.error(row, "year: expected a year, found nothing")
        }
        for (column, parameter, unit) in Self.columns where table.has(column) {
          // Nuclear plants have a cost of fuel instead of a heat rate.
          if parameter == "heat rate", ["nuclear", "smr"].contains(catalog) { continue }
          guard let value = try table.number(row, column) else { continue }
          numbers.append(
            number(catalog, parameter, unit, year, value, row, isMoney: parameter != "heat rate"))
        }
      }
    }
    let batteries = rows.filter { table.cell($0, "technology").hasPrefix("battery_") }
    used.formUnion(batteries.map { table.cell($0, "technology") })
    for year in try Set(
      batteries.map { row throws(CostsError) in try table.year(row, "year") ?? 0 }
    ).sorted() {
      for (column, power, energy) in [
        ("capcost_usd_per_kW", ("power cost", "USD/kW"), ("energy cost", "USD/kWh")),
        ("fom_usd_per_kW_yr", ("fixed O&M", "USD/kW-yr"), ("energy fixed O&M", "USD/kWh-yr")),
      ] {
        var points: [(hours: Double, cost: Double)] = []
        var first: SourceTable.Row?
        for row in batteries where try table.year(row, "year") == year {
          guard let hours = BatteryLine.hours(in: table.cell(row, "technology")),
            let cost = try table.number(row, column)
          else { continue }
          points.append((hours, cost))
          first = first ?? row
        }
        guard points.count > 1, let row = first else { continue }
        switch BatteryLine.through(points) {
        case .success(let line):
          let note = "a line through \(points.map { "\(Int($0.hours)) h" }.joined(separator: ", "))"
          numbers.append(
            number("battery", power.0, power.1, year, line.power, row, isMoney: true, note: note))
          numbers.append(
            number("battery", energy.0, energy.1, year, line.energy, row, isMoney: true, note: note)
          )
        case .failure(let reason): throw table.error(row, "\(column), \(year): \(reason.words)")
        }
      }
    }
    let left = Set(rows.map { table.cell($0, "technology") }).subtracting(used).sorted()
    return (
      numbers,
      left.isEmpty
        ? [] : ["left out: \(left.joined(separator: ", ")); name one with --map CATALOG=SOURCE"]
    )
  }
}
