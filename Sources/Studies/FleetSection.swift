import Catalog
import Chains
import Finance
import Quantities
import Yams

/// Reads what runs on the power of the sites: `halls`, `accelerators`, `work` and `products`.
struct FleetSection {
  static let keys = ["halls", "accelerators", "work", "products"]

  /// Whether a study has more than power.
  static func isMeant(by entries: Entries) -> Bool {
    ["accelerators", "work", "products"].contains { entries[$0] != nil }
  }

  let entries: Entries
  /// The sections of the sites, in order.
  let sections: [CampusSection]
  let campuses: [Campus]

  var section: CampusSection { sections[0] }
  var reading: Reading { entries.owner.reading }
  var stages: [Campus.Stage] { section.stages }

  func read() -> Fleet? {
    guard
      let field = entries.require("accelerators", "accelerators such as {h100: {existing: …}}"),
      let named = named(field, "accelerators such as {h100: {}, b200: {}}")
    else { return nil }
    let accelerators = named.compactMap { accelerator($0.name, $0.field, $0.own) }
    let halls = sections.indices.compactMap { hall($0) }
    guard accelerators.count == named.count, halls.count == sections.count,
      let workField = entries.require(
        "work", "kinds of work such as {chat: {model: llama 3.1 70b}}"),
      let works = self.named(workField, "kinds of work such as {chat: {model: …}}")
    else { return nil }
    let work = works.compactMap { self.work($0.name, $0.field, $0.own, accelerators) }
    guard work.count == works.count,
      let productField = entries.require(
        "products", "products such as {chat: {price: 3 USD/million token, volume: …}}"),
      let sold = self.named(productField, "products such as {chat: {price: …, volume: …}}")
    else { return nil }
    let products = sold.compactMap { product($0.name, $0.field, $0.own, work) }
    guard products.count == sold.count, !reading.hasErrors else { return nil }
    checkUse(works, work, products)
    guard !reading.hasErrors else { return nil }
    return Fleet(
      halls: halls, accelerators: accelerators, work: work, products: products, inputs: [])
  }

  /// Names with what they have; a name alone has everything from the catalog.
  private func named(_ field: Field, _ what: String)
    -> [(name: String, field: Field, own: Entries)]?
  {
    if !field.isMapping, !field.isEmpty {
      var result: [(String, Field, Entries)] = []
      for member in field.list() {
        guard let name = member.text("a name") else { return nil }
        result.append((name, member, Entries(owner: member, entries: [])))
      }
      return result
    }
    guard let map = field.map(what) else { return nil }
    guard !map.entries.isEmpty else {
      field.expected(what)
      return nil
    }
    var result: [(String, Field, Entries)] = []
    for entry in map.entries {
      if entry.field.isEmpty {
        result.append((entry.name, entry.field, Entries(owner: entry.field, entries: [])))
      } else {
        guard let own = entry.field.map(what) else { return nil }
        result.append((entry.name, entry.field, own))
      }
    }
    return result
  }

  /// Work that no product is made of, and names that are also names of something else.
  private func checkUse(
    _ declared: [(name: String, field: Field, own: Entries)], _ work: [Fleet.Work],
    _ products: [Fleet.Product]
  ) {
    for (index, entry) in declared.enumerated()
    where !products.contains(where: { $0.work == index }) {
      entry.field.warn("no product is made of “\(work[index].name)”")
    }
  }

  // MARK: Numbers

  static func unit(_ text: String) -> Unit {
    guard let unit = try? Unit.parse(text) else { preconditionFailure("no unit “\(text)”") }
    return unit
  }

  /// A number of the study, or of the catalog; `nil` where neither has it.
  func optional(
    _ own: Entries, _ key: String, _ unit: Unit, _ label: String, technology: String?,
    parameter: String? = nil
  ) -> Traced? {
    if let field = own[key] {
      guard let value = field.traced(in: unit, "“\(key)”", atLeast: 0) else { return nil }
      section.note("\(label), \(key)", value)
      return value
    }
    guard let technology,
      var value = section.defaults.number(
        technology, parameter ?? key, in: unit, year: stages[0].year)
    else { return nil }
    section.note("\(label), \(key)", value)
    value.value *= reading.factor(at: "\(own.owner.path), \(key)")
    return value
  }

  /// The same, or an error that says what to write.
  func one(
    _ own: Entries, _ key: String, _ unit: Unit, _ label: String, technology: String?,
    parameter: String? = nil, such example: String
  ) -> Traced? {
    if let value = optional(own, key, unit, label, technology: technology, parameter: parameter) {
      return value
    }
    if own[key] == nil, !own.isMisspelt(key) {
      own.owner.error(
        "missing “\(key)”: the catalog has none for “\(label)”; write one such as \(example)")
    }
    return nil
  }

  /// By stage: of the study, interpolated between its years, or of the catalog.
  func byStage(
    _ own: Entries, _ key: String, _ unit: Unit, _ label: String, technology: String?,
    parameter: String? = nil
  ) -> [Double]? {
    if let field = own[key] {
      guard
        let values = section.byStage(field, in: unit, "“\(key)”", atLeast: 0, interpolated: true)
      else { return nil }
      for (stage, value) in zip(stages, values) {
        section.note(
          "\(label), \(key), \(stage.name)",
          Traced(value, unit.text, .study(line: field.line ?? 0)))
      }
      return values
    }
    guard let technology else { return nil }
    var values: [Double] = []
    for stage in stages {
      guard
        let value = section.defaults.number(
          technology, parameter ?? key, in: unit, year: stage.year)
      else { return nil }
      section.note("\(label), \(key), \(stage.name)", value)
      values.append(value.value * reading.factor(at: "\(own.owner.path), \(key)"))
    }
    return values
  }

  /// The rate for capital charges: its own, else the study's, else the catalog's.
  func rate(_ own: Entries, _ label: String, technology: String?) -> Double? {
    if let field = own["discount rate"] {
      return field.quantity(in: .percentPerYear, "a discount rate", atLeast: 0).map {
        section.note(
          "\(label), discount rate", Traced($0 / 100, "per year", .study(line: field.line ?? 0)))
        return $0 / 100
      }
    }
    if let study = section.studyDiscount {
      section.note("\(label), discount rate", study)
      return study.value
    }
    if let technology,
      let found = section.defaults.number(
        technology, "discount rate", in: .percentPerYear, year: stages[0].year)
    {
      section.note("\(label), discount rate", found)
      return found.value / 100
    }
    entries.owner.error("no discount rate for \(label); write `discount: 7 %/year` in the study")
    return nil
  }

  /// The first year in which something new can be there: `from`, or `today` and its lead time.
  func firstYear(_ own: Entries, _ label: String, technology: String?) -> Int? {
    if let field = own["from"] {
      if own["lead time"] != nil {
        field.error("expected either `from` or `lead time`, found both")
      }
      return field.integer("a calendar year such as 2027", in: 2000...2200)
    }
    guard let today = section.today else {
      own["lead time"]?.error("`lead time` counts from `today`; add one such as `today: 2026`")
      return nil
    }
    let lead = optional(own, "lead time", .year, label, technology: technology)?.value ?? 0
    return Int((Double(today) + min(lead, 1000)).rounded(.up))
  }

  /// Years, where they bind.
  func leadTime(_ own: Entries, _ label: String, technology: String?) -> Double? {
    guard section.today != nil, own["from"] == nil else { return nil }
    return optional(own, "lead time", .year, label, technology: technology)?.value
  }

  func isPermitted(_ own: Entries) -> Bool {
    own["permit"]?.choice(["granted", "refused"], "what becomes of the permit") != "refused"
  }

  // MARK: Halls

  static let hallKeys = [
    "overnight cost", "fixed O&M", "life", "construction time", "lead time", "from",
    "discount rate", "PUE", "cooling", "maximum", "existing", "existing until", "permit",
    "growth", "owner",
  ]

  private func hall(_ index: Int) -> Fleet.Hall? {
    let site = sections[index]
    let field = site.entries["halls"]
    let owner =
      field ?? Field(node: entries.owner.node, path: "halls", reading: reading)
    let own: Entries
    if let field, !field.isEmpty {
      guard let map = field.map("what differs from the catalog, such as {PUE: 1.2}") else {
        return nil
      }
      map.only(Self.hallKeys)
      own = map
    } else {
      own = Entries(owner: owner, entries: [])
    }
    let label = "halls" + (sections.count > 1 ? " at \(campuses[index].site.name)" : "")
    let technology = "hall"
    guard
      let cost = byStage(own, "overnight cost", .usdPerKilowatt, label, technology: technology)
    else {
      if own["overnight cost"] == nil {
        owner.error("missing “overnight cost” of halls: write one such as 11700 USD/kW")
      }
      return nil
    }
    guard
      let life = one(own, "life", .year, label, technology: technology, such: "14 years"),
      let rate = rate(own, label, technology: technology),
      let pue = effectiveness(own, site, label)
    else { return nil }
    guard life.value >= 1 else {
      own["life"]?.expected("a life of at least 1 year")
      return nil
    }
    let building =
      optional(own, "construction time", .year, label, technology: technology)?.value ?? 0
    let fixed = optional(own, "fixed O&M", .usdPerKilowattYear, label, technology: technology)
    return Fleet.Hall(
      charge: cost.map {
        annuityCharge(
          overnight: $0 * 1000, rate: rate, construction: building, life: life.value)
      }, fixed: (fixed?.value ?? 0) * 1000, life: life.value,
      firstYear: firstYear(own, label, technology: technology),
      leadTime: leadTime(own, label, technology: technology), isPermitted: isPermitted(own),
      maximum: own["maximum"].flatMap { site.byStage($0, in: .megawatt, "a largest capacity") },
      existing: own["existing"]?.quantity(in: .megawatt, "an existing capacity", atLeast: 0) ?? 0,
      existingUntil: own["existing until"]?.integer("the year in which it closes", in: 2000...2200),
      growth: site.growth(own["growth"]), owner: section.owner(own), effectiveness: pue)
  }

  /// Power of the site over power of IT, by the hour.
  private func effectiveness(_ own: Entries, _ site: CampusSection, _ label: String) -> [Double]? {
    if let field = own["PUE"] {
      if own["cooling"] != nil { field.error("expected either `PUE` or `cooling`, found both") }
      if field.isMapping {
        guard let series = site.seriesFile(field, in: .one) else { return nil }
        guard let step = series.firstIndex(where: { !(1...5).contains($0) }) else { return series }
        field.expected("a PUE from 1 to 5 (found \(format(series[step])) in step \(step))")
        return nil
      }
      guard let value = field.quantity(in: .one, "a PUE") else { return nil }
      guard (1...5).contains(value) else {
        field.expected("a PUE from 1 to 5")
        return nil
      }
      section.note("\(label), PUE", Traced(value, "", .study(line: field.line ?? 0)))
      return Array(repeating: value, count: site.clock.count)
    }
    if let field = own["cooling"] { return cooling(field, site, label) }
    guard
      let value = one(own, "PUE", .one, label, technology: "hall", such: "PUE: 1.2")?.value
    else { return nil }
    return Array(repeating: value, count: site.clock.count)
  }
}
