import Catalog
import Finance
import Quantities
import Weather
import Yams

/// The numbers of one supply: the study's own where it has them, the catalog's otherwise.
struct SupplyValues {
  let section: CampusSection
  let name: String
  let technology: String
  let field: Field
  let own: Entries?

  private var reading: Reading { section.reading }

  /// One number; an error when neither study nor catalog has it.
  func one(_ parameter: String, _ unit: Unit, year: Int? = nil) -> Traced? {
    if let value = optional(parameter, unit, year: year) { return value }
    if own?[parameter] == nil {
      field.error(
        "the catalog has no “\(parameter)” for “\(technology)”; write it in the study (in \(unit.text))"
      )
    }
    return nil
  }

  /// One number, or `nil` when neither study nor catalog has it.
  func optional(_ parameter: String, _ unit: Unit, year: Int? = nil) -> Traced? {
    let label = "\(name), \(parameter)"
    if let field = own?[parameter] {
      guard let value = field.traced(in: unit, "“\(parameter)”", atLeast: 0) else { return nil }
      section.note(label, value)
      return value
    }
    guard
      let value = section.defaults.number(
        technology, parameter, in: unit, year: year ?? section.stages[0].year)
    else { return nil }
    section.note(label, value)
    return varied(value, parameter)
  }

  /// A number of the catalog as it is at the node of the future that is being read.
  private func varied(_ number: Traced, _ parameter: String) -> Traced {
    var number = number
    number.value *= reading.factor(at: "\(place), \(parameter)")
    return number
  }

  /// The supply's place in the study, also where it stands in a list of names.
  private var place: String {
    guard own == nil, let end = field.path.lastIndex(of: "[") else { return field.path }
    return "\(field.path[..<end]), \(name)"
  }

  /// One number per stage: costs depend on the year in which a plant starts.
  func byYear(_ parameter: String, _ unit: Unit) -> [Double]? {
    if let field = own?[parameter] {
      guard
        let values = section.byStage(
          field, in: unit, "“\(parameter)”", atLeast: 0, interpolated: true)
      else { return nil }
      for (stage, value) in zip(section.stages, values) {
        section.note(
          "\(name), \(parameter), \(stage.name)",
          Traced(value, unit.text, .study(line: field.line ?? 0)))
      }
      return values
    }
    var values: [Double] = []
    for stage in section.stages {
      guard let value = section.defaults.number(technology, parameter, in: unit, year: stage.year)
      else {
        field.error(
          "the catalog has no “\(parameter)” for “\(technology)”; write it in the study "
            + "(in \(unit.text))")
        return nil
      }
      section.note("\(name), \(parameter), \(stage.name)", value)
      values.append(varied(value, parameter).value)
    }
    return values
  }

  /// The rate for capital charges: the supply's own, else the study's, else the catalog's.
  var rate: Double? {
    if let field = own?["discount rate"] {
      guard let value = field.quantity(in: .percentPerYear, "a discount rate", atLeast: 0) else {
        return nil
      }
      section.note(
        "\(name), discount rate", Traced(value / 100, "per year", .study(line: field.line ?? 0)))
      return value / 100
    }
    if let study = section.studyDiscount {
      section.note("\(name), discount rate", study)
      return study.value
    }
    guard
      let value = section.defaults.number(
        technology, "discount rate", in: .percentPerYear, year: section.stages[0].year)
    else {
      field.error("no discount rate for “\(name)”; write `discount: 7 %/year` in the study")
      return nil
    }
    section.note("\(name), discount rate", value)
    return value.value / 100
  }

  /// Yearly capital charges of overnight costs by stage.
  func charges(_ overnight: [Double]) -> [Double] {
    if let finance {
      guard let charge = recipe(finance).flatMap({ try? $0.charge() }) else { return overnight }
      return overnight.map { $0 * charge }
    }
    guard section.entries["finance"] == nil, let rate, let life = one("life", .year)?.value else {
      return overnight
    }
    guard life >= 1 else {
      own?["life"]?.expected("a life of at least 1 year")
      return overnight
    }
    let construction = optional("construction time", .year)?.value ?? 0
    return overnight.map {
      annuityCharge(overnight: $0, rate: rate, construction: construction, life: life)
    }
  }

  func supply(_ kind: Campus.Supply.Kind) -> Campus.Supply? {
    let isStore: Bool
    if case .store = kind { isStore = true } else { isStore = false }
    guard let overnight = byYear(isStore ? "power cost" : "overnight cost", .usdPerKilowatt),
      let life = one("life", .year)
    else { return nil }
    var supply = Campus.Supply(
      name: name, technology: technology, kind: kind,
      charge: charges(overnight.map { $0 * 1000 }), fixed: 0, variable: 0, fuelCost: 0,
      emissions: 0, availability: 1, life: life.value, minimum: section.stages.map { _ in 0 },
      existing: 0, minimumOutput: 0, curtailmentCost: 0,
      isClean: own?["fuel"] == nil && section.defaults.isClean(technology))
    supply.fixed = (optional("fixed O&M", .usdPerKilowattYear)?.value ?? 0) * 1000
    supply.variable = optional("variable O&M", .usdPerMegawattHour)?.value ?? 0
    if case .renewable = kind {
      // Outages are among the losses of the weather model.
      supply.curtailmentCost =
        own?["curtailment cost"]?.quantity(
          in: .usdPerMegawattHour, "a cost of curtailment", atLeast: 0) ?? 0
    } else if let availability = optional("availability", .one) {
      if !(availability.value > 0 && availability.value <= 1) {
        own?["availability"]?.expected("a share above 0 and up to 100 %")
      }
      supply.availability = availability.value
    } else if own?["availability"] == nil {
      field.warn(
        "the catalog knows no availability of “\(technology)”; “\(name)” counts as never out of order "
          + "(write one such as `availability: 95 %`)")
    }
    if let clean = own?["clean"].flatMap({ $0.bool() }) { supply.isClean = clean }
    readSizes(&supply)
    readFuel(&supply, kind)
    readFinance(&supply, overnight.map { $0 * 1000 })
    supply.firstYear = firstYear
    supply.leadTime = section.today == nil ? nil : optional("lead time", .year)?.value
    if let word = own?["permit"]?.choice(["granted", "refused"], "what becomes of the permit") {
      supply.isPermitted = word == "granted"
    }
    check(supply)
    return supply
  }

  private func readSizes(_ supply: inout Campus.Supply) {
    if let field = own?["minimum"],
      let values = section.byStage(field, in: .megawatt, "a least capacity")
    {
      supply.minimum = values
    }
    if let field = own?["maximum"] {
      supply.maximum = section.byStage(field, in: .megawatt, "a largest capacity")
    }
    supply.existing =
      own?["existing"]?.quantity(in: .megawatt, "an existing capacity", atLeast: 0) ?? 0
    supply.owner = section.owner(own)
    supply.growth = section.growth(own?["growth"])
    supply.existingUntil = own?["existing until"]?.integer(
      "the year in which it closes", in: 2000...2200)
    if let maximum = supply.maximum {
      for (stage, pair) in zip(section.stages, zip(supply.minimum, maximum))
      where pair.0 > pair.1 {
        own?["minimum"]?.error(
          "expected at most the maximum of \(format(pair.1)) MW in \(stage.name), found "
            + "\(format(pair.0)) MW")
      }
    }
    checkExisting(supply)
    let size = own?["unit size"]?.quantity(in: .megawatt, "the size of a unit", atLeast: 0)
    let whole = own?["whole units"].flatMap { $0.bool() } ?? false
    if size != nil, own?["whole units"] == nil {
      supply.unit = size
    } else if whole {
      supply.unit = size ?? one("unit size", .megawatt)?.value
    }
    if supply.unit == 0 {
      own?["unit size"]?.expected("a size above 0 MW")
      supply.unit = nil
    }
  }

  private func readFuel(_ supply: inout Campus.Supply, _ kind: Campus.Supply.Kind) {
    guard case .dispatchable = kind else { return }
    if let field = own?["minimum output"], let share = field.share("a share") {
      supply.minimumOutput = share
      section.note(
        "\(name), minimum output", Traced(share, "of capacity", .study(line: field.line ?? 0)))
    }
    if let field = own?["ramp rate"] {
      supply.ramp = field.quantity(in: .one / .hour, "a ramp rate such as 20 %/h", atLeast: 0)
      if supply.ramp == 0 { field.expected("a ramp rate above 0") }
    }
    let ownCost = own?["fuel cost"] == nil ? nil : optional("fuel cost", .usdPerMegawattHour)
    if let cost = ownCost ?? optional("fuel cost", .usdPerMegawattHour) {
      supply.fuelCost = cost.value
    }
    let fuelName =
      own?["fuel"].flatMap { $0.text("the name of a fuel") } ?? section.defaults.fuel(technology)
    if fuelName == nil {
      own?["heat rate"]?.error("`heat rate` has no effect on “\(technology)” without a `fuel`")
    }
    guard let fuelName, let heatRate = optional("heat rate", .mmbtuPerMegawattHour) else {
      own?["fuel"]?.error(
        "the catalog has no heat rate for “\(technology)”; write `heat rate` beside the fuel")
      if let factor = optional("emission factor", .tonnePerMegawattHour) {
        supply.emissions = factor.value
      }
      return
    }
    guard let fuel = section.fuel(fuelName, at: own?["fuel"] ?? field) else { return }
    supply.fuel = fuelName
    supply.fuelCost = ownCost?.value ?? heatRate.value * fuel.price.value
    if own?["emission factor"] != nil,
      let factor = optional("emission factor", .tonnePerMegawattHour)
    {
      supply.emissions = factor.value
    } else {
      supply.emissions = heatRate.value * (fuel.emissions?.value ?? 0)
    }
  }

  /// Nothing that needs a lead time can run before it has passed.
  private var firstYear: Int? {
    guard let today = section.today else {
      own?["lead time"]?.error("`lead time` counts from `today`; add one such as `today: 2026`")
      return nil
    }
    guard let lead = optional("lead time", .year) else { return today }
    let first = Int((Double(today) + min(lead.value, 1000)).rounded(.up))
    let last = section.stages[section.stages.count - 1].year
    if first > last, reading.difference == nil {
      reading.warn(
        "“\(name)” cannot run before \(first) (lead time \(format(lead.value)) years from \(today)), "
          + "after the last stage of the plan", at: field.mark)
    }
    return first
  }
}
