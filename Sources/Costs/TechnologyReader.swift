import Catalog

extension TechnologyData {
  /// Reads the rows of one technology of the catalog for one year.
  struct Reader {
    private let data: TechnologyData
    private let technology: String
    private let parts: [String]
    private let year: Int
    private var cells: [String: (row: SourceTable.Row, value: Double)] = [:]
    private(set) var numbers: [CostsImport.Number] = []
    private(set) var notes: [String] = []
    /// Parameters without a place in the catalog.
    private(set) var unread: Set<String> = []

    init(
      _ data: TechnologyData, technology: String, parts: [String], rows: [SourceTable.Row],
      year: Int
    ) throws(CostsError) {
      self.data = data
      self.technology = technology
      self.parts = parts
      self.year = year
      try collect(rows)
      if technology == "battery" {
        try battery()
      } else if Technology.all.contains(where: { $0.name == technology && $0.kind == .fuel }) {
        try fuel()
      } else {
        try plant()
      }
    }

    private mutating func collect(_ rows: [SourceTable.Row]) throws(CostsError) {
      let table = data.table
      for row in rows where try data.isOfYear(row, year) {
        let name = table.cell(row, "technology")
        let parameter = table.cell(row, "parameter")
        let key = "\(name)/\(parameter)"
        guard let value = try table.number(row, "value") else {
          notes.append(
            "line \(row.line): “\(parameter)” of \(name) is “\(table.cell(row, "value"))” and is left out"
          )
          continue
        }
        if let before = cells[key] {
          if before.value == value { continue }
          throw table.error(
            row,
            "“\(parameter)” of \(name) stands twice for \(year): \(before.value) in line "
              + "\(before.row.line) and \(value) here")
        }
        cells[key] = (row, value)
        let known = [
          "investment", "FOM", "VOM", "lifetime", "efficiency", "fuel", "discount rate",
          "CO2 intensity",
        ]
        if !known.contains(parameter) { unread.insert(parameter) }
      }
    }

    private func cell(_ parameter: String, _ part: Int = 0) -> (
      row: SourceTable.Row, value: Double
    )? {
      cells["\(parts[part])/\(parameter)"]
    }

    private mutating func add(
      _ parameter: String, _ value: Double, _ unit: String, _ row: SourceTable.Row,
      isMoney: Bool = true, note: String = ""
    ) throws(CostsError) {
      let table = data.table
      let more = table.cell(row, "further description").trimmingSpaces
      numbers.append(
        CostsImport.Number(
          technology: technology, parameter: parameter, year: year, value: value,
          unit: unit, moneyYear: isMoney ? try data.moneyYear(row) : nil,
          source: "\(table.name) line \(row.line): \(table.cell(row, "source").trimmingSpaces)",
          note: [note, more].filter { !$0.isEmpty }.joined(separator: "; ")))
    }

    // MARK: Kinds

    private mutating func plant() throws(CostsError) {
      let table = data.table
      if let investment = cell("investment") {
        let money = try data.money(investment.row)
        guard money.per == "kW" else {
          throw table.error(investment.row, "unit: expected money per kW of \(parts[0])")
        }
        let cost = investment.value * money.factor
        try add(
          "overnight cost", cost, "USD/kW", investment.row, note: currency(investment.row))
        try withoutConstruction(investment.row)
        if let fixed = cell("FOM") {
          try expect(fixed.row, "%/year")
          try add(
            "fixed O&M", fixed.value / 100 * cost, "USD/kW-yr", fixed.row,
            note: "\(fixed.value) % a year of the investment of line \(investment.row.line)")
        }
      }
      if let variable = cell("VOM") {
        let money = try data.money(variable.row)
        guard money.per == "MWh" else {
          throw table.error(variable.row, "unit: expected money per MWh")
        }
        try add(
          "variable O&M", variable.value * money.factor, "USD/MWh", variable.row,
          note: currency(variable.row))
      }
      try life()
      if let rate = cell("discount rate") {
        try expect(rate.row, "per unit")
        try add("discount rate", 100 * rate.value, "%/year", rate.row, isMoney: false)
      }
      let burns = Technology.all.first { $0.name == technology }?.fuel
      if burns != nil, let efficiency = cell("efficiency") {
        guard efficiency.value > 0, efficiency.value < 1 else {
          throw table.error(
            efficiency.row, "efficiency: expected a share, found \(efficiency.value)")
        }
        guard burns == "natural gas" else {
          unread.insert("efficiency of \(parts[0]), which does not burn natural gas")
          return
        }
        try add(
          "heat rate",
          TechnologyData.mmbtuPerMegawattHour / efficiency.value * TechnologyData.higherOverLower,
          "MMBtu/MWh", efficiency.row, isMoney: false,
          note:
            "efficiency of \(efficiency.value) at the lower heating value; times 1,089/983 for the higher (GREET 2023)"
        )
      } else if burns == nil, let fuel = cell("fuel") {
        try fuelCost(fuel)
      }
    }

    /// Nuclear fuel: per MWh of electricity, or per MWh of heat with an efficiency.
    private mutating func fuelCost(_ fuel: (row: SourceTable.Row, value: Double)) throws(CostsError)
    {
      let money = try data.money(fuel.row)
      guard money.per == "MWh" else {
        throw data.table.error(fuel.row, "unit: expected money per MWh")
      }
      var cost = fuel.value * money.factor
      var note = currency(fuel.row)
      if money.isThermal {
        guard let efficiency = cell("efficiency"), efficiency.value > 0, efficiency.value < 1 else {
          throw data.table.error(
            fuel.row, "fuel per MWh of heat: expected an efficiency of \(parts[0]) too")
        }
        cost /= efficiency.value
        note += "\(note.isEmpty ? "" : "; ")over the efficiency of line \(efficiency.row.line)"
      }
      try add("fuel cost", cost, "USD/MWh", fuel.row, note: note)
    }

    private mutating func fuel() throws(CostsError) {
      if let price = cell("fuel") {
        let money = try data.money(price.row)
        guard money.per == "MWh" else {
          throw data.table.error(price.row, "unit: expected money per MWh of fuel")
        }
        try add(
          "price", price.value * money.factor / TechnologyData.mmbtuPerMegawattHour, "USD/MMBtu",
          price.row,
          note: ["from MWh with 3.412142 MMBtu, as the source makes them", currency(price.row)]
            .filter { !$0.isEmpty }.joined(separator: "; "))
      }
      if technology == "natural gas", let carbon = cell("CO2 intensity") {
        try expect(carbon.row, "tCO2/MWh_th")
        try add(
          "emission factor",
          1000 * carbon.value / TechnologyData.mmbtuPerMegawattHour
            / TechnologyData.higherOverLower, "kg/MMBtu", carbon.row, isMoney: false,
          note: "per lower heating value in the source; over 1,089/983 for the higher (GREET 2023)")
      }
    }

    /// Energy and power apart: the store and its inverter.
    private mutating func battery() throws(CostsError) {
      let table = data.table
      guard let energy = cell("investment") else { return }
      let energyMoney = try data.money(energy.row)
      guard energyMoney.per == "kWh", parts.count > 1, let power = cell("investment", 1) else {
        throw table.error(
          energy.row, "a battery needs money per kWh and a “battery inverter” with money per kW")
      }
      let powerMoney = try data.money(power.row)
      guard powerMoney.per == "kW" else {
        throw table.error(power.row, "unit: expected money per kW")
      }
      let energyCost = energy.value * energyMoney.factor
      let powerCost = power.value * powerMoney.factor
      try add("energy cost", energyCost, "USD/kWh", energy.row, note: currency(energy.row))
      try add("power cost", powerCost, "USD/kW", power.row, note: currency(power.row))
      try withoutConstruction(energy.row)
      // Where one part has no upkeep of its own, it is in the other's; the catalog's must not be
      // added.
      for (part, cost, parameter, unit) in [
        (0, energyCost, "energy fixed O&M", "USD/kWh-yr"), (1, powerCost, "fixed O&M", "USD/kW-yr"),
      ] {
        let fixed = cell("FOM", part)
        if let fixed { try expect(fixed.row, "%/year") }
        try add(
          parameter, (fixed?.value ?? 0) / 100 * cost, unit,
          fixed?.row ?? (part == 0 ? energy.row : power.row),
          note: fixed.map { "\($0.value) % a year of the investment" }
            ?? "the source has none for \(parts[part])")
      }
      try life()
      if let efficiency = cell("efficiency", 1) {
        try add(
          "round-trip efficiency", 100 * efficiency.value, "%", efficiency.row, isMoney: false)
      }
    }

    // MARK: Parts of all

    /// The shortest life of the parts: a plan renews a plant as a whole.
    private mutating func life() throws(CostsError) {
      let lives = parts.indices.compactMap { part in cell("lifetime", part).map { (part, $0) } }
      guard let shortest = lives.min(by: { $0.1.value < $1.1.value }) else { return }
      try expect(shortest.1.row, "years")
      let others = lives.filter { $0.1.value != shortest.1.value }.map {
        "\(parts[$0.0]) lasts \($0.1.value) years"
      }
      let note = others.isEmpty ? "" : "the shortest: \(others.joined(separator: ", "))"
      if !others.isEmpty {
        notes.append(
          "\(technology): a life of \(shortest.1.value) years for all its parts (\(note))")
      }
      try add(
        "life", shortest.1.value, "years", shortest.1.row, isMoney: false,
        note: note)
    }

    /// NREL's CAPEX holds interest during construction; the plan must not add it again.
    private mutating func withoutConstruction(_ row: SourceTable.Row) throws(CostsError) {
      let words = data.table.cell(row, "source") + data.table.cell(row, "further description")
      guard words.contains("ATB") || words.contains("project financing") else { return }
      try add(
        "construction time", 0, "years", row, isMoney: false,
        note:
          "NREL's CAPEX includes interest during construction; a construction time would count it twice"
      )
    }

    private func expect(_ row: SourceTable.Row, _ unit: String) throws(CostsError) {
      let found = data.table.cell(row, "unit")
      guard found == unit else {
        throw data.table.error(row, "unit: expected \(unit), found “\(found)”")
      }
    }

    private func currency(_ row: SourceTable.Row) -> String {
      guard data.table.cell(row, "unit").hasPrefix("EUR"), let rate = data.options.dollarsPerEuro
      else {
        return ""
      }
      return "from EUR at \(rate) USD, as the import was told"
    }
  }
}

extension String {
  /// Without spaces and line breaks at its ends.
  var trimmingSpaces: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(self[first...last])
  }
}
