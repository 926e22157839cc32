import Catalog
import Chains
import Quantities
import Weather
import Yams

/// Reads the sections of a study that describe the power of a campus.
final class CampusSection {
  static let keys = [
    "money", "discount", "year", "years", "horizon", "today", "site", "weather", "resolution",
    "load", "unserved", "firmness", "curtailable", "supplies", "grid", "fuels", "emissions",
    "clean",
  ]

  let entries: Entries
  let title: String
  let folder: String
  let files: SeriesCache
  var inputs: [Input] = []
  var stages: [Campus.Stage] = []
  var moneyYear = 2025
  var clock = Clock.year
  /// The study's own discount rate, used for every capital charge unless a supply has its own.
  var studyDiscount: Traced?
  var today: Int?
  var weather = WeatherSource()
  /// Set once a supply computes its output from the weather.
  var usesWeather = false
  var fuels: [String: Fuel] = [:]

  struct Fuel {
    /// USD/MMBtu.
    var price: Traced
    /// t/MMBtu.
    var emissions: Traced?
  }

  init(_ entries: Entries, title: String, folder: String, files: SeriesCache) {
    self.entries = entries
    self.title = title
    self.folder = folder
    self.files = files
  }

  var reading: Reading { entries.owner.reading }
  var defaults: Defaults { Defaults(moneyYear: moneyYear, reading: reading) }

  func read() -> Campus? {
    if let future = entries["future"] {
      future.error(
        "a site cannot have a tree of futures yet; write `years` for a pathway of stages")
    }
    if let value = entries["value"], value.scalar != CampusCompiler.money {
      value.expected("USD, in which a site counts its costs")
    }
    readMoney()
    reading.moneyYear = moneyYear
    readDiscount()
    readTime()
    guard !stages.isEmpty else { return nil }
    checkToday()
    let site = readSite()
    readWeather(&weather, at: site)
    readResolution()
    let load = entries.require("load", "a power such as 100 MW").flatMap { readLoad($0) }
    readFuels()
    let supplies = readSupplies(load)
    let grid = readGrid()
    let shedding = readShedding()
    let curtailable = readCurtailable()
    let emissions = readEmissions()
    let clean = entries["clean"].flatMap { readClean($0) }
    if clean?.share == 0 { entries["clean"]?.warn("a share of 0 % has no effect") }
    guard !reading.hasErrors, let load, let emissions else { return nil }
    checkUse(of: supplies)
    if supplies.isEmpty, grid == nil {
      reading.error(
        "expected at least one of supplies or grid to serve the load", at: entries.owner.mark)
      return nil
    }
    var place = site
    if let found = weather.place {
      place.latitude = place.latitude ?? found.latitude
      place.longitude = place.longitude ?? found.longitude
      place.utcOffset = found.utcOffset
      if place.name.isEmpty { place.name = found.name }
    }
    if place.name.isEmpty { place.name = "site" }
    return Campus(
      title: title, site: place, stages: stages, discount: studyDiscount?.value ?? 0,
      money: "\(moneyYear) USD", clock: clock, load: load, supplies: supplies, grid: grid,
      shedding: shedding, curtailable: curtailable, emissions: emissions, clean: clean,
      inputs: inputs)
  }

  func note(_ name: String, _ number: Traced) {
    if !inputs.contains(where: { $0.name == name }) {
      inputs.append(Input(name: name, number: number))
    }
  }

  // MARK: Money and time

  private func readMoney() {
    if let field = entries["money"], let text = field.text("money of a year such as 2025 USD") {
      let parts = text.split(separator: " ").map(String.init)
      guard parts.count == 2, let year = Int(parts[0]), (1990...2100).contains(year),
        parts[1] == "USD"
      else {
        field.expected("money of a year such as 2025 USD")
        return
      }
      moneyYear = year
    }
  }

  private func readDiscount() {
    guard let field = entries["discount"], let discount = FutureSection.discount(field) else {
      return
    }
    guard case .perYear(let rate) = discount, (0...1).contains(rate) else {
      field.expected("a rate per year from 0 to 100 %, such as 8 %/year")
      return
    }
    studyDiscount = Traced(rate, "per year", .study(line: field.line ?? 0))
  }

  private func readTime() {
    let range = 2000...2150
    today = entries["today"]?.integer("a calendar year such as 2026", in: range)
    if let field = entries["years"] {
      if entries["year"] != nil { field.error("expected either `year` or `years`, found both") }
      let years = field.list().compactMap { $0.integer("a calendar year such as 2028", in: range) }
      if field.list().isEmpty { field.expected("calendar years such as [2028, 2031]") }
      guard years.count == field.list().count, !years.isEmpty else { return }
      guard zip(years, years.dropFirst()).allSatisfy({ $0 < $1 }) else {
        field.error("expected years in rising order")
        return
      }
      let horizon = entries["horizon"]?.integer("the year in which the plan ends", in: range)
      if let horizon, horizon <= years[years.count - 1] {
        entries["horizon"]?.expected("a year after \(years[years.count - 1])")
        return
      }
      let last = years[years.count - 1]
      let end = horizon ?? last + (years.count > 1 ? last - years[years.count - 2] : 1)
      if horizon == nil, years.count > 1 {
        field.warn(
          "no `horizon`: the stage of \(last) is taken to last \(end - last) years, as the one before"
        )
      }
      if years.count > 1, entries["discount"] == nil, !entries.isMisspelt("discount") {
        reading.error(
          "missing “discount”: several years need a rate such as 7 %/year to weigh them",
          at: field.mark)
        return
      }
      for (index, year) in years.enumerated() {
        let next = index + 1 < years.count ? years[index + 1] : end
        stages.append(Campus.Stage(name: "\(year)", year: year, years: Double(next - year)))
      }
      return
    }
    if let horizon = entries["horizon"] {
      horizon.error("`horizon` ends a pathway of `years`; this study has one year")
    }
    let year = entries["year"].map { $0.integer("a calendar year such as 2028", in: range) }
    if case .some(nil) = year { return }
    let chosen = (year ?? nil) ?? Defaults.year
    if entries["year"] == nil {
      reading.warn("no `year`: costs are those of plants that start in \(chosen)")
    }
    stages = [Campus.Stage(name: "\(chosen)", year: chosen, years: 1)]
  }

  /// Plants cannot have been started before the day on which they are decided.
  private func checkToday() {
    guard let today, let year = stages.first?.year, year < today else { return }
    entries["today"]?.error(
      "the plan begins in \(year), before `today`, \(today): nothing can be built then")
  }

  private func readResolution() {
    guard let field = entries["resolution"] else { return }
    guard let hours = field.quantity(in: .hour, "the length of a step", atLeast: 1) else { return }
    guard hours == hours.rounded(), 24.truncatingRemainder(dividingBy: hours) == 0 else {
      field.expected("whole hours that divide a day, such as 1 h, 2 h or 3 h")
      return
    }
    clock = Clock(count: 8760 / Int(hours), step: hours)
    if hours > 1 {
      field.warn(
        "steps of \(Int(hours)) h average out peaks and short nights; plan with 1 h to decide")
    }
  }

  // MARK: Site and weather

  private func readSite() -> Campus.Site {
    guard let field = entries["site"] else { return Campus.Site(name: "") }
    guard field.isMapping, let own = field.map() else {
      return Campus.Site(name: field.text("the name of the site") ?? "")
    }
    own.only(["name", "latitude", "longitude"])
    func angle(_ key: String, _ most: Double) -> Double? {
      guard let inner = own[key] else { return nil }
      return inner.decimal("degrees from -\(Int(most)) to \(Int(most))", in: -most...most)
    }
    return Campus.Site(
      name: own["name"].flatMap { $0.text("the name of the site") } ?? "",
      latitude: angle("latitude", 90), longitude: angle("longitude", 180))
  }

  // MARK: Series

  /// Values by the hour of the year, averaged to the steps of the study.
  func hourly(_ field: Field, _ values: [Double], of name: String) -> [Double]? {
    var values = values
    if values.count == 8784 {
      let february29 = (31 + 28) * 24
      values.removeSubrange(february29..<(february29 + 24))
      field.warn("“\(name)” has 8,784 hours; 29 February is left out")
    }
    guard values.count == 8760 else {
      field.error(
        "expected a series of 8,760 hours, found \(values.count) values in “\(name)”")
      return nil
    }
    return averaged(values)
  }

  func averaged(_ values: [Double]) -> [Double] {
    let length = Int(clock.step)
    guard length > 1 else { return values }
    return (0..<clock.count).map { step in
      values[(step * length)..<((step + 1) * length)].reduce(0, +) / Double(length)
    }
  }

  /// A column of a file in some unit: `{file: prices.csv, column: usd_per_mwh, unit: USD/MWh}`.
  func seriesFile(_ field: Field, in unit: Unit, extra: [String] = []) -> [Double]? {
    guard let own = field.map() else { return nil }
    own.only(["file", "column", "unit", "scale"] + extra)
    guard let name = own.require("file", "the name of a CSV file")?.text("the name of a file")
    else { return nil }
    let column = own["column"].flatMap { $0.text("the name of a column") }
    var factor = 1.0
    if let unitField = own["unit"], let text = unitField.text("a unit such as \(unit.text)") {
      guard
        let value = Field(
          node: .scalar(.init("1 \(text)", .implicit, .plain, unitField.mark)),
          path: unitField.path, reading: reading
        ).quantity(in: unit, "a unit")
      else { return nil }
      factor = value
    }
    if let scale = own["scale"] {
      guard let value = scale.decimal("a number", in: -Field.largest...Field.largest) else {
        return nil
      }
      factor *= value
    }
    guard let values = files.series(folder + name, column: column, for: field),
      let hourly = hourly(field, values, of: name)
    else { return nil }
    return factor == 1 ? hourly : hourly.map { $0 * factor }
  }

  /// A number per stage: one for all, or by calendar year, each holding until the next.
  func byStage(
    _ field: Field, in unit: Unit, _ what: String, atLeast least: Double? = 0,
    interpolated: Bool = false
  ) -> [Double]? {
    guard field.isMapping, let own = field.map() else {
      return field.quantity(in: unit, what, atLeast: least).map { value in
        stages.map { _ in value }
      }
    }
    var points: [(year: Int, value: Double)] = []
    for entry in own.entries {
      guard let year = Int(entry.name), (1990...2200).contains(year), entry.name == "\(year)" else {
        reading.error(
          "\(field.path): expected a calendar year, found “\(entry.name)”", at: entry.mark)
        return nil
      }
      guard let value = entry.field.quantity(in: unit, what, atLeast: least) else { return nil }
      points.append((year, value))
    }
    points.sort { $0.year < $1.year }
    guard let first = points.first, let last = points.last else {
      field.expected("\(what), or \(what) by year")
      return nil
    }
    guard interpolated || first.year <= stages[0].year else {
      field.error("no \(what) for \(stages[0].year); the first is for \(first.year)")
      return nil
    }
    if !interpolated, let late = points.first(where: { $0.year > stages[stages.count - 1].year }) {
      field.warn("the value for \(late.year) comes after the last stage and has no effect")
    }
    return stages.map { stage in
      guard interpolated else {
        return points.last { $0.year <= stage.year }?.value ?? first.value
      }
      if stage.year <= first.year { return first.value }
      guard let next = points.first(where: { $0.year >= stage.year }),
        let before = points.last(where: { $0.year <= stage.year })
      else { return last.value }
      if next.year == before.year { return next.value }
      let share = Double(stage.year - before.year) / Double(next.year - before.year)
      return before.value + share * (next.value - before.value)
    }
  }

  // MARK: Load

  private func readLoad(_ field: Field) -> [[Double]]? {
    let power = Unit.megawatt
    let isShape = field.node.mapping?.contains {
      ["shape", "peak", "mean"].contains($0.key.string)
    }
    let isFile = field.node.mapping?.contains { $0.key.string == "file" }
    if isFile == true {
      return seriesFile(field, in: power).flatMap { series in
        guard checkLoad(series, field) else { return nil }
        guard series.contains(where: { $0 > 0 }) else {
          field.expected("a load above zero")
          return nil
        }
        note("load", Traced(clock.total(series), "MWh/year", .study(line: field.line ?? 0)))
        return stages.map { _ in series }
      }
    }
    if isShape == true { return readShapedLoad(field) }
    guard let levels = byStage(field, in: power, "a load") else { return nil }
    for (stage, level) in zip(stages, levels) {
      note("load, \(stage.name)", Traced(level, "MW", .study(line: field.line ?? 0)))
    }
    guard levels.contains(where: { $0 > 0 }) else {
      field.expected("a load above zero")
      return nil
    }
    return levels.map { level in Array(repeating: level, count: clock.count) }
  }

  private func readShapedLoad(_ field: Field) -> [[Double]]? {
    guard let own = field.map() else { return nil }
    own.only(["shape", "peak", "mean"])
    guard let shapeField = own.require("shape", "a file with the hourly shape"),
      let shape = seriesFile(shapeField, in: .one), checkLoad(shape, shapeField)
    else { return nil }
    guard let size = own["peak"] ?? own["mean"], own["peak"] == nil || own["mean"] == nil else {
      field.error("expected one of `peak` or `mean` for the size of the load")
      return nil
    }
    guard let levels = byStage(size, in: .megawatt, "a load") else { return nil }
    let hours: Double = clock.totalHours
    let reference = own["peak"] != nil ? shape.max() ?? 0 : clock.total(shape) / hours
    guard reference > 0 else {
      shapeField.error("expected a shape above zero, found zero in every hour")
      return nil
    }
    guard levels.contains(where: { $0 > 0 }) else {
      size.expected("a load above zero")
      return nil
    }
    return levels.map { level in shape.map { $0 / reference * level } }
  }

  private func checkLoad(_ series: [Double], _ field: Field) -> Bool {
    guard let hour = series.firstIndex(where: { $0 < 0 }) else { return true }
    field.error("expected a load of 0 or more, found \(format(series[hour])) in hour \(hour)")
    return false
  }

  // MARK: Rules

  private func readShedding() -> Campus.Shedding {
    var shedding = Campus.Shedding()
    if let field = entries["unserved"] {
      if field.isMapping, let own = field.map() {
        own.only(["value", "at most"])
        shedding.value = own["value"]?.quantity(
          in: .usdPerMegawattHour, "the cost of unserved energy", atLeast: 0)
        shedding.allowed = own["at most"]?.share("a share of the yearly load")
        if own.entries.isEmpty { field.expected("a `value`, an `at most` or both") }
        if own["value"] == nil, shedding.allowed == 1 {
          own["at most"]?.expected("less than 100 %: leaving all load unserved costs nothing")
        }
      } else {
        shedding.value = field.quantity(
          in: .usdPerMegawattHour, "the cost of unserved energy", atLeast: 0)
      }
      if let value = shedding.value {
        note(
          "unserved energy, cost", Traced(value, "USD/MWh", .study(line: field.line ?? 0)))
      }
    }
    if let field = entries["firmness"], let share = field.share("a share of the yearly load") {
      if shedding.allowed != nil {
        field.error("`firmness` and `unserved, at most` say the same thing; write one of them")
      }
      if share == 0 {
        field.expected("more than 0 %: otherwise all load may go unserved")
      }
      if share == 1, shedding.value != nil {
        field.warn("with a firmness of 100 % the cost of unserved energy has no effect")
      }
      shedding.allowed = 1 - share
      note("firmness", Traced(share, "of the yearly load", .study(line: field.line ?? 0)))
    }
    return shedding
  }

  private func readCurtailable() -> [Campus.Curtailable] {
    guard let field = entries["curtailable"] else { return [] }
    let steps: [Campus.Curtailable] = field.list().compactMap { member in
      guard let own = member.map("a step such as {share: 10 %, value: 300 USD/MWh}") else {
        return nil
      }
      own.only(["share", "value", "at most"])
      guard let share = own.require("share", "a share of the load")?.share("a share of the load"),
        let value = own.require("value", "what giving way costs")?.quantity(
          in: .usdPerMegawattHour, "what giving way costs", atLeast: 0)
      else { return nil }
      if share == 0 { own["share"]?.expected("a share above 0 %") }
      return Campus.Curtailable(
        share: share, value: value,
        yearly: own["at most"]?.share("a share of the yearly load"))
    }
    let sum = steps.reduce(0) { $0 + $1.share }
    if sum > 1 + 1e-9 {
      field.error("expected shares of at most 100 % in all, found \(format(100 * sum)) %")
    }
    if field.isList, field.list().isEmpty { field.expected("at least one step") }
    return steps
  }

  private func readEmissions() -> Campus.Emissions? {
    var emissions = Campus.Emissions(price: stages.map { _ in 0 })
    guard let field = entries["emissions"] else { return emissions }
    guard let own = field.map("rules such as {price: 50 USD/t, cap: 300 kt/year}") else {
      return nil
    }
    own.only(["price", "cap"])
    if own.entries.isEmpty { field.expected("a `price`, a `cap` or both") }
    if let price = own["price"] {
      guard let values = byStage(price, in: .usdPerTonne, "a price of emissions") else {
        return nil
      }
      emissions.price = values
      note("emissions, price", Traced(values[0], "USD/t", .study(line: price.line ?? 0)))
    }
    if let cap = own["cap"] {
      guard let values = byStage(cap, in: .tonne / .year, "a cap on emissions") else { return nil }
      // Base units count time in hours; the cap is per year.
      emissions.cap = values
      note("emissions, cap", Traced(values[0], "t/year", .study(line: cap.line ?? 0)))
    }
    return emissions
  }

  private func readClean(_ field: Field) -> Campus.Clean? {
    guard field.isMapping else {
      return field.share("a share of clean energy").map {
        note("clean energy, share", Traced($0, "of the load", .study(line: field.line ?? 0)))
        return Campus.Clean(share: $0, matching: .annual)
      }
    }
    guard let own = field.map() else { return nil }
    own.only(["share", "matching"])
    guard
      let share = own.require("share", "a share such as 80 %")?.share("a share of clean energy")
    else { return nil }
    note("clean energy, share", Traced(share, "of the load", .study(line: field.line ?? 0)))
    let matching = own["matching"].map {
      $0.choice(["annual", "hourly"], "a way of matching").flatMap(Campus.Clean.Matching.init)
    }
    guard let chosen = matching ?? .annual else { return nil }
    return Campus.Clean(share: share, matching: chosen)
  }
}
