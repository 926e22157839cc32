import Catalog
import Chains
import Finance
import Quantities
import Weather
import Yams

/// Fuels and the connection to the grid.
extension CampusSection {
  // MARK: Fuels

  func readFuels() {
    guard let field = entries["fuels"], let own = field.map("fuels with prices") else { return }
    for entry in own.entries {
      guard let fuel = entry.field.map("a fuel such as {price: 4 USD/MMBtu}") else { continue }
      fuel.only(["price", "emission factor"])
      if fuel.entries.isEmpty { entry.field.expected("a price or an emission factor") }
      let known = defaults.fuelNames
      if fuel["price"] == nil || fuel["emission factor"] == nil, !known.contains(entry.name) {
        reading.error(
          "fuels: the catalog has no “\(entry.name)”\(suggestion(entry.name, known)); give a price "
            + "and an emission factor", at: entry.mark)
        continue
      }
      let price =
        fuel["price"].map { $0.traced(in: .usdPerMMBtu, "the price of a fuel") }
        ?? defaults.number(entry.name, "price", in: .usdPerMMBtu, year: stages[0].year)
      let factor =
        fuel["emission factor"].map {
          $0.traced(in: .tonne / .mmbtu, "an emission factor", atLeast: 0)
        }
        ?? defaults.number(
          entry.name, "emission factor", in: .tonne / .mmbtu, year: stages[0].year)
      guard let price else { continue }
      fuels[entry.name] = Fuel(price: price, emissions: factor)
    }
  }

  /// A fuel of the study, or of the catalog.
  func fuel(_ name: String, at field: Field) -> Fuel? {
    if fuels[name] == nil {
      guard defaults.fuelNames.contains(name) else {
        let known = defaults.fuelNames + fuels.keys.sorted()
        field.error("there is no fuel “\(name)”\(suggestion(name, known))")
        return nil
      }
      let year = stages[0].year
      guard let price = defaults.number(name, "price", in: .usdPerMMBtu, year: year) else {
        field.error("the catalog has no price for “\(name)”; write it under `fuels`")
        return nil
      }
      fuels[name] = Fuel(
        price: Traced(
          price.value * reading.factor(at: "fuels, \(name), price"), price.unit, price.origin),
        emissions: defaults.number(name, "emission factor", in: .tonne / .mmbtu, year: year))
    }
    guard let fuel = fuels[name] else { return nil }
    note("\(name), price", fuel.price)
    if let factor = fuel.emissions { note("\(name), emission factor", factor) }
    return fuel
  }

  // MARK: Grid

  static let gridKeys = [
    "from", "lead time", "import", "export", "price", "export price", "delivery", "connection cost",
    "life",
    "discount rate", "emission factor", "clean share", "finance", "growth", "owner",
  ]

  func readGrid() -> Campus.Grid? {
    guard let field = entries["grid"] else { return nil }
    guard let own = field.map("a grid connection such as {import: 500 MW, price: 60 USD/MWh}")
    else { return nil }
    own.only(Self.gridKeys)
    let from = own["from"].map { $0.integer("the year of connection", in: 2000...2200) }
    if case .some(nil) = from { return nil }
    guard let start = gridStart(own, from ?? nil) else { return nil }
    let most = own["import"].map { byStage($0, in: .megawatt, "an import limit") }
    let out = own["export"].map { byStage($0, in: .megawatt, "an export limit") }
    if most == nil, out == nil {
      if own.isMisspelt("import") || own.isMisspelt("export") { return nil }
      field.error("missing “import”: expected how much the grid can deliver, such as 500 MW")
      return nil
    }
    checkGridKeys(own, start)
    let zero = stages.map { _ in 0.0 }
    guard let imports = most ?? zero, let exports = out ?? zero,
      let priceField = own.require("price", "a price such as 60 USD/MWh, or a file"),
      let price = hourlyPrice(priceField, "the price of grid energy")
    else { return nil }
    let sold = own["export price"].map { hourlyPrice($0, "the price of exports") } ?? price
    let delivery =
      own["delivery"].map {
        $0.quantity(in: .usdPerMegawattHour, "a delivery charge", atLeast: 0)
      } ?? 0
    let clean = own["clean share"].map { $0.share("the clean share of grid energy") } ?? 0
    let factor = own["emission factor"].map { hourlyEmissions($0) }
    if factor == nil, own["import"] != nil {
      field.warn(
        "no `emission factor` for grid energy: its emissions count as 0 (write one such as "
          + "`emission factor: 0.4 t/MWh`)")
    }
    guard let sold, let delivery, let clean, let emissions = factor ?? hourly(0),
      let life = own["life"].map({ $0.quantity(in: .year, "a life", atLeast: 1) }) ?? 30,
      let connection = connectionCharge(own, field, life: life)
    else { return nil }
    guard (imports + exports).contains(where: { $0 > 0 }) else {
      (own["import"] ?? own["export"])?.expected("a limit above 0 MW")
      return nil
    }
    note("grid, delivery", Traced(delivery, "USD/MWh", .study(line: field.line ?? 0)))
    note(
      "grid, mean price",
      Traced(
        clock.total(price) / clock.totalHours, "USD/MWh", .study(line: priceField.line ?? 0)))
    if zip(imports, exports).contains(where: { $0 > 0 && $1 > 0 }) {
      if let hour = price.indices.first(where: { sold[$0] > price[$0] + delivery + 1e-9 }) {
        (own["export price"] ?? priceField).error(
          "exports earn more than imports cost in hour \(hour) (\(format(sold[hour])) against "
            + "\(format(price[hour] + delivery)) USD/MWh): a plan would trade for ever")
        return nil
      }
    }
    var grid = Campus.Grid(
      importLimit: imports, exportLimit: exports, price: price, exportPrice: sold,
      delivery: delivery, connectionCharge: connection.charge, connectionLife: life,
      financing: connection.financing, cleanShare: clean, emissions: emissions,
      isConnected: stages.map { stage in
        Double(stage.year) >= start - 1e-9
          || Campus.waiting(until: start, in: stage).map { $0 < 1 } ?? false
      }, waiting: stages.map { Campus.waiting(until: start, in: $0) ?? 0 },
      growth: growth(own["growth"]), owner: owner(own))
    if own["lead time"] != nil, let today { grid.leadTime = start - Double(today) }
    grid.firstYear = from ?? nil
    return grid
  }

  /// When the connection is there, in years: `from`, or `today` and its lead time (the queue).
  private func gridStart(_ own: Entries, _ from: Int?) -> Double? {
    guard let field = own["lead time"] else { return from.map(Double.init) ?? -.infinity }
    if from != nil {
      field.error("expected either `from` or `lead time`, found both")
      return nil
    }
    guard let today else {
      field.error("`lead time` counts from `today`; add one such as `today: 2026`")
      return nil
    }
    return field.traced(in: .year, "a lead time", atLeast: 0).map {
      note("grid, lead time", $0)
      return Double(today) + $0.value
    }
  }

  /// Keys without effect, and a connection that never comes.
  private func checkGridKeys(_ own: Entries, _ start: Double) {
    let last = stages[stages.count - 1].year
    if start > Double(last), (Campus.waiting(until: start, in: stages[stages.count - 1]) ?? 1) >= 1
    {
      let message =
        "the grid connects in \(format(start.rounded(.up)).filter { $0 != "," }), after the last stage "
        + "of the plan, \(last)"
      // A queue that is longer than the plan is an answer, a year beyond it a slip.
      own["from"]?.error(message)
      if reading.difference == nil { own["lead time"]?.warn(message) }
    }
    if own["export"] == nil {
      own["export price"]?.error("`export price` has no effect without `export`")
    }
    if own["import"] == nil {
      for key in ["delivery", "clean share", "emission factor"] {
        own[key]?.error("`\(key)` has no effect without `import`")
      }
    }
    if own["connection cost"] == nil {
      for key in ["life", "discount rate", "finance"] {
        own[key]?.error("`\(key)` has no effect without `connection cost`")
      }
    }
  }

  private func hourly(_ value: Double) -> [Double] { Array(repeating: value, count: clock.count) }

  private func hourlyPrice(_ field: Field, _ what: String) -> [Double]? {
    if field.isMapping {
      guard let series = seriesFile(field, in: .usdPerMegawattHour) else { return nil }
      // Markets of the world average 10 to 300 USD/MWh over a year and allow up to about 20,000.
      let mean = clock.total(series) / clock.totalHours
      let largest = series.reduce(0) { max($0, abs($1)) }
      if !(1...1000).contains(abs(mean)) || largest > 50_000 {
        field.warn(
          "\(what) averages \(format(mean)) USD/MWh and goes up to \(format(largest)): is the `unit` right?"
        )
      }
      return series
    }
    return field.quantity(in: .usdPerMegawattHour, what).map { hourly($0) }
  }

  /// t/MWh of imports by the hour: one factor, or a series of the mix or of the plant at the margin.
  private func hourlyEmissions(_ field: Field) -> [Double]? {
    let line = field.line ?? 0
    guard field.isMapping else {
      return field.quantity(in: .tonnePerMegawattHour, "an emission factor", atLeast: 0).map {
        hourly($0)
      }
    }
    let kind = field.map()?["kind"].map { $0.choice(["average", "marginal"], "a kind of factor") }
    guard let series = seriesFile(field, in: .tonnePerMegawattHour, extra: ["kind"]) else {
      return nil
    }
    if case .some(nil) = kind { return nil }
    // One more MWh may well lower the emissions of a system, but a mix has none below zero.
    if kind != "marginal", let step = series.firstIndex(where: { $0 < 0 }) {
      field.error(
        "expected emissions of 0 or more, found \(format(series[step])) t/MWh in step \(step) (write "
          + "`kind: marginal` for factors of the plant at the margin)")
      return nil
    }
    let word = (kind ?? nil).map { "\($0) " } ?? ""
    note(
      "grid, mean \(word)emission factor",
      Traced(clock.total(series) / clock.totalHours, "t/MWh", .study(line: line)))
    if let largest = series.max(), largest > 3 {
      field.warn(
        "up to \(format(largest)) t/MWh: more than any fuel gives; is the `unit` right?")
    }
    return series
  }

  /// USD per MW and year of connection, and how that is paid for where the study has `finance`.
  private func connectionCharge(_ own: Entries, _ field: Field, life: Double) -> (
    charge: Double, financing: Financing?
  )? {
    guard let cost = own["connection cost"] else {
      field.warn("no `connection cost`: the connection counts as free (write one in USD/kW)")
      return (0, nil)
    }
    guard let value = cost.traced(in: .usdPerKilowatt, "a connection cost", atLeast: 0) else {
      return nil
    }
    note("grid, connection cost", value)
    let line = field.line ?? 0
    note(
      "grid, connection life",
      Traced(
        life, "year", own["life"] == nil ? .program("assumed: 30 years") : .study(line: line)))
    let overnight = value.value * 1000
    if let finance = financeValues(
      "grid connection", own, keys: FinanceValues.termKeys + ["construction spending"])
    {
      guard let recipe = finance.recipe(life: life, construction: 0, at: own["life"] ?? field),
        let charge = try? recipe.charge()
      else { return nil }
      // Nothing else is earned or spent on a connection, so no year's income differs.
      if recipe.dependsOnIncome { finance.noteCharge(charge) }
      return (
        overnight * charge, Financing(recipe: recipe, overnight: stages.map { _ in overnight })
      )
    }
    let rate =
      own["discount rate"].map {
        $0.quantity(in: .percentPerYear, "a discount rate", atLeast: 0).map { $0 / 100 }
      } ?? studyDiscount?.value
    guard let rate else {
      field.error("no discount rate for the connection; write `discount rate: 7 %/year`")
      return nil
    }
    note("grid, discount rate", Traced(rate, "per year", .study(line: line)))
    return (annuityCharge(overnight: overnight, rate: rate, construction: 0, life: life), nil)
  }
}
