import Catalog
import Chains
import Quantities
import Weather
import Yams

/// Reads the sections of a study that describe the power of a campus.
final class CampusSection {
  static let keys = [
    "money", "discount", "year", "years", "horizon", "today", "orders", "site", "sites", "weather",
    "resolution",
    "load", "unserved", "firmness", "curtailable", "supplies", "grid", "fuels", "emissions",
    "clean", "finance", "costs", "uncertain", "trim",
  ]

  let entries: Entries
  let title: String
  let folder: String
  let files: SeriesCache
  var inputs: [Input] = []
  var stages: [Campus.Stage] = []
  var moneyYear = 2025
  var clock = Clock.year
  /// Local standard time minus UTC [h], where the study or its weather say so.
  var utcOffset: Double?
  /// The study's own discount rate, used for every capital charge unless a supply has its own.
  var studyDiscount: Traced?
  var today: Int?
  var orderTime = Campus.OrderTime.before
  var weather = WeatherSource()
  /// Set once a supply computes its output from the weather.
  var usesWeather = false
  var fuels: [String: Fuel] = [:]
  /// How capital is paid for; without it capital charges are annuities.
  var finance: Entries?

  struct Fuel {
    /// USD/MMBtu.
    var price: Traced
    /// t/MMBtu.
    var emissions: Traced?
  }

  /// The name of the site, where the study has several.
  let siteName: String?
  /// Halls use electricity too: the site need not have a load of its own.
  let hasFleet: Bool

  init(
    _ entries: Entries, title: String, folder: String, files: SeriesCache,
    siteName: String? = nil, hasFleet: Bool = false
  ) {
    self.siteName = siteName
    self.hasFleet = hasFleet
    self.entries = entries
    self.title = title
    self.folder = folder
    self.files = files
  }

  var reading: Reading { entries.owner.reading }
  var defaults: Defaults { Defaults(moneyYear: moneyYear, reading: reading, costs: costs) }
  /// Tables whose numbers stand before the catalog's, in the order in which they are asked.
  var costs: [CostsFile] = []

  func read() -> Campus? {
    if let future = entries["future"] {
      future.error(
        "a site has `years` and, for a tree of futures, `uncertain`; `future` belongs to a study of "
          + "resources and processes")
    }
    if let value = entries["value"], value.scalar != CampusCompiler.money {
      value.expected("USD, in which a site counts its costs")
    }
    readMoney()
    reading.moneyYear = moneyYear
    costs = readCosts()
    readDiscount()
    readTime()
    guard !stages.isEmpty else { return nil }
    checkToday()
    let site = readSite()
    utcOffset = site.utcOffset
    readWeather(&weather, at: site)
    utcOffset = utcOffset ?? weather.place?.utcOffset
    readResolution()
    let load: [[Double]]?
    if hasFleet, entries["load"] == nil {
      load = stages.map { _ in Array(repeating: 0, count: clock.count) }
    } else {
      load = entries.require("load", "a power such as 100 MW").flatMap { readLoad($0) }
    }
    readFuels()
    finance = readFinance()
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
      place.utcOffset = place.utcOffset ?? found.utcOffset
      if place.name.isEmpty { place.name = found.name }
    }
    if place.name.isEmpty { place.name = "site" }
    return Campus(
      title: title, site: place, stages: stages, today: today, orderTime: orderTime,
      discount: studyDiscount?.value ?? 0, money: "\(moneyYear) USD", clock: clock, load: load,
      supplies: supplies, grid: grid,
      shedding: shedding, curtailable: curtailable, emissions: emissions, clean: clean,
      inputs: inputs, weatherYears: weather.years.map(\.name), hasLeapDay: weather.hasLeapDay)
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
    readOrders()
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
        stages.append(
          Campus.Stage(
            name: "\(year)", year: year, years: Double(next - year),
            parent: index == 0 ? nil : index - 1, level: index))
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
      reading.warn(
        "no `year`: costs are those of plants that start in \(chosen)", at: entries.owner.mark)
    }
    stages = [Campus.Stage(name: "\(chosen)", year: chosen, years: 1)]
  }

  private func readOrders() {
    guard let field = entries["orders"] else { return }
    let words = Campus.OrderTime.allCases.map(\.rawValue)
    guard let word = field.choice(words, "when it is decided what starts in a stage") else {
      return
    }
    orderTime = Campus.OrderTime(rawValue: word) ?? .before
    if today == nil { field.error("`orders` needs `today`, from which lead times count") }
  }

  /// Plants cannot have been started before the day on which they are decided.
  private func checkToday() {
    guard let today, let year = stages.first?.year, year < today else { return }
    entries["today"]?.error(
      "the plan begins in \(year), before `today`, \(today): nothing can be built then")
  }

  private func readResolution() {
    var minutes = 60
    if let field = entries["resolution"] {
      guard let hours = field.quantity(in: .hour, "the length of a step", atLeast: 0) else {
        return
      }
      let found = Int((hours * 60).rounded())
      guard found > 0, abs(hours * 60 - Double(found)) < 1e-6, found >= 5, 1440 % found == 0,
        found % 60 == 0 || 60 % found == 0
      else {
        field.expected("a step that divides a day, such as 5 min, 30 min, 1 h, 2 h or 3 h")
        return
      }
      minutes = found
      if minutes > 60 {
        field.warn(
          "steps of \(minutes / 60) h average out peaks and short nights; plan with 1 h to decide")
      }
      let native = weather.stepMinutes
      if let native, native > minutes {
        field.warn(
          "the weather comes in steps of \(native) min: steps of \(minutes) min repeat its values")
      }
    }
    setClock(stepMinutes: minutes)
  }

  // MARK: Site and weather

  private func readSite() -> Campus.Site {
    if let siteName { return readSite(siteName, entries) }
    guard let field = entries["site"] else { return Campus.Site(name: "") }
    guard field.isMapping, let own = field.map() else {
      return Campus.Site(name: field.text("the name of the site") ?? "")
    }
    own.only(["name", "latitude", "longitude", "zone"])
    return readSite(own["name"].flatMap { $0.text("the name of the site") } ?? "", own)
  }

  private func readSite(_ name: String, _ own: Entries) -> Campus.Site {
    func angle(_ key: String, _ most: Double) -> Double? {
      guard let inner = own[key] else { return nil }
      return inner.decimal("degrees from -\(Int(most)) to \(Int(most))", in: -most...most)
    }
    return Campus.Site(
      name: name, latitude: angle("latitude", 90), longitude: angle("longitude", 180),
      utcOffset: own["zone"].flatMap { zone($0)?.standardOffset })
  }
}
