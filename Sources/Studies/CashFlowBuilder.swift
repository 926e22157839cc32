import Finance

extension CampusCashFlow {
  /// Adds cash flows by calendar year.
  struct Builder {
    let start: Int
    private(set) var projects: [CashFlowTable.Project] = []
    /// By row and calendar year.
    private var amounts: [String: [Int: Double]] = [:]
    private var costNames: [String] = []
    private var inflation = 0.0

    init(start: Int) { self.start = start }

    /// Adds a project at its own price; returns what the plan's year pays for it, in real money.
    mutating func add(_ vintage: Vintage) -> Double? {
      let project = vintage.project
      guard let price = try? project.price(), let flow = try? project.cashFlow(price: price) else {
        return nil
      }
      inflation = project.terms.inflation
      let real = price / (1 + inflation)
      var level = project
      level.priceEscalation = 0
      let levelPrice = try? level.price()
      // Prices of the plan's first year: later projects start at a higher level.
      let height = futureValueFactor(rate: inflation, years: Double(vintage.year - start))
      for (index, year) in flow.years.enumerated() {
        let calendar = vintage.year + year - 1
        func add(_ name: String, _ amount: Double) {
          amounts[name, default: [:]][calendar, default: 0] += height * amount
        }
        add("revenue", flow.revenue[index])
        add("salvage", flow.salvage[index])
        for cost in flow.costs {
          if !costNames.contains(cost.name) { costNames.append(cost.name) }
          add(cost.name, cost.amounts[index])
        }
        add("capital spending", flow.capital[index])
        add("borrowed", flow.borrowed[index])
        add("interest", flow.interest[index])
        add("principal", flow.principal[index])
        add("tax", flow.tax[index])
        add("state tax", flow.stateTax[index])
        add("tax credits", flow.credits[index])
        add("to equity", flow.equity[index])
        add("debt at the end of the year", flow.debt[index])
        add("depreciation", flow.depreciation[index])
        add("taxable income", flow.taxableIncome[index])
      }
      projects.append(
        CashFlowTable.Project(
          name: vintage.name, year: vintage.year, life: project.life,
          overnight: project.assets.reduce(0) { $0 + $1.cost },
          price: vintage.perMegawattHour ? real : real / 1000,
          unit: vintage.perMegawattHour ? "USD/MWh" : "USD/kW-yr",
          firstPrice: vintage.perMegawattHour ? price : price / 1000,
          levelPrice: vintage.perMegawattHour ? levelPrice : levelPrice.map { $0 / 1000 },
          returnOnEquity: project.terms.returnOnEquity,
          internalRateOfReturn: internalRateOfReturn(of: flow.equityPayments),
          leastCoverage: flow.leastCoverage))
      return real * vintage.sold
    }

    /// Costs that are passed on at cost: they add to the revenue what they take.
    mutating func addOthers(_ cost: (Int) -> Double) {
      let name = "grid energy and others"
      guard let last = amounts["revenue"]?.keys.max() else { return }
      let years = start...max(start, last)
      guard years.contains(where: { cost($0) != 0 }) else { return }
      costNames.append(name)
      for year in years {
        let amount =
          cost(year) * futureValueFactor(rate: inflation, years: Double(year - start + 1))
        amounts[name, default: [:]][year, default: 0] += amount
        amounts["revenue", default: [:]][year, default: 0] += amount
      }
    }

    var table: CashFlowTable {
      let years = Set(amounts.values.flatMap(\.keys)).sorted()
      func row(_ name: String, _ kind: CashFlowTable.Row.Kind) -> CashFlowTable.Row {
        CashFlowTable.Row(
          name: name, kind: kind, amounts: years.map { amounts[name]?[$0] ?? 0 })
      }
      let revenue = row("revenue", .income)
      let costs = costNames.map { row($0, .cost) }
      let income = CashFlowTable.Row(
        name: "operating income", kind: .sum,
        amounts: years.indices.map { year in
          costs.reduce(revenue.amounts[year]) { $0 - $1.amounts[year] }
        })
      let rows =
        [revenue] + costs + [income, row("capital spending", .cost), row("borrowed", .income)]
        + [row("interest", .cost), row("principal", .cost), row("salvage", .income)]
        + [row("tax", .cost), row("state tax", .cost), row("tax credits", .income)]
        + [row("to equity", .sum)]
        + [
          row("debt at the end of the year", .memo), row("depreciation", .memo),
          row("taxable income", .memo),
        ]
      return CashFlowTable(
        years: years,
        rows: rows.filter { $0.kind == .sum || $0.amounts.contains { $0 != 0 } },
        projects: projects)
    }
  }
}
