import Catalog
import Finance
import Quantities
import Yams

/// How the capital of a supply is paid for: the study's `finance`, and what the supply says
/// differently.
struct FinanceValues {
  let section: CampusSection
  /// Such as `solar`; heads the notes of what the supply says itself.
  let name: String
  let site: Entries
  let own: Entries?

  /// Keys of the site's section alone: one currency, one inflation.
  static let siteKeys = ["inflation"]
  /// Keys of the site's section that a supply may say differently.
  static let termKeys = [
    "return on equity", "debt share", "interest", "tenor", "grace", "repayment", "coverage",
    "interest during construction", "tax", "state tax", "losses", "loss limit", "depreciation",
    "bonus depreciation",
  ]
  static let costKeys = ["O&M escalation", "fuel escalation"]
  /// Keys of a supply alone: law and wear differ by technology.
  static let supplyKeys = [
    "investment credit", "basis reduction", "production credit", "construction spending",
    "replacement", "augmentation", "degradation", "salvage", "expected use",
  ]

  /// The recipe for capital that costs `overnight` and lasts `life`; `nil` with an error said.
  func recipe(life: Double, construction years: Double, at place: Field) -> CapitalRecipe? {
    guard life >= 1, life == life.rounded() else {
      place.error(
        "“\(name)”: `finance` counts by year and needs a life of whole years, found \(format(life))"
      )
      return nil
    }
    let before = section.reading.errorCount
    guard let terms = terms(life: Int(life)) else { return nil }
    let depreciation = depreciation(tax: terms.tax.combined)
    var recipe = CapitalRecipe(
      terms: terms, life: Int(life),
      construction: own?["construction spending"].flatMap { spending($0, years) }
        ?? .even(over: years), depreciation: depreciation)
    readCredits(&recipe)
    readWear(&recipe)
    guard section.reading.errorCount == before else { return nil }
    do throws(FinanceError) {
      let charge = try recipe.charge()
      if !recipe.dependsOnIncome { noteCharge(charge) }
    } catch {
      (own?.owner ?? site.owner).error("“\(name)”: \(error)")
      return nil
    }
    return recipe
  }

  /// - Parameter charge: per year and USD of overnight cost.
  func noteCharge(_ charge: Double) {
    section.note(
      "\(name), capital charge",
      Traced(100 * charge, "%/year of cost", .program("price at which equity earns its return")))
  }

  // MARK: Looking up

  func field(_ key: String) -> Field? { own?[key] ?? site[key] }

  /// Already reported as a key that nobody knows: then it is not missing as well.
  func isMisspelt(_ key: String) -> Bool {
    site.isMisspelt(key) || own?.isMisspelt(key) == true
  }

  func noted(_ key: String, _ value: Double, _ unit: String) {
    let isOwn = own?[key] != nil
    section.note(
      isOwn ? "\(name), finance, \(key)" : "finance, \(key)",
      Traced(value, unit, .study(line: field(key)?.line ?? 0)))
  }

  func share(_ key: String) -> Double? {
    guard let value = field(key)?.share("a share such as 30 %") else { return nil }
    noted(key, 100 * value, "%")
    return value
  }

  func rate(_ key: String, atLeast least: Double? = 0) -> Double? {
    guard
      let value = field(key)?.quantity(
        in: .percentPerYear, "a rate such as 7 %/year", atLeast: least)
    else { return nil }
    noted(key, value, "%/year")
    return value / 100
  }

  func years(_ key: String) -> Int? {
    guard let field = field(key),
      let value = field.quantity(in: .year, "a number of years", atLeast: 0)
    else { return nil }
    guard value == value.rounded(), value <= 200 else {
      field.expected("whole years")
      return nil
    }
    noted(key, value, "years")
    return Int(value)
  }

  func choice(_ key: String, _ words: [String]) -> String? {
    field(key)?.choice(words, "one of these")
  }

  // MARK: Terms

  private func terms(life: Int) -> Terms? {
    guard field("return on equity") != nil else {
      if !isMisspelt("return on equity") {
        section.reading.error(
          "finance: missing “return on equity”: expected a rate such as 10 %/year",
          at: site.owner.mark)
      }
      return nil
    }
    guard let equity = rate("return on equity") else { return nil }
    let inflation = site["inflation"] == nil ? 0 : rate("inflation", atLeast: -20)
    guard let inflation else { return nil }
    return Terms(
      returnOnEquity: equity, debt: debt(life: life), tax: tax(), inflation: inflation)
  }

  private func debt(life: Int) -> Debt? {
    let others = [
      "interest", "tenor", "grace", "repayment", "coverage", "interest during construction",
    ]
    guard field("debt share") != nil else {
      for key in others { field(key)?.error("`\(key)` has no effect without `debt share`") }
      return nil
    }
    guard let share = share("debt share") else { return nil }
    // A supply may turn the site's debt off.
    if share == 0 { return nil }
    guard field("interest") != nil else {
      if !isMisspelt("interest") {
        field("debt share")?.error("missing “interest”: debt needs a rate such as 6 %/year")
      }
      return nil
    }
    guard let interest = rate("interest") else { return nil }
    var debt = Debt(share: share, rate: interest, tenor: life)
    if field("tenor") != nil {
      guard let tenor = years("tenor") else { return nil }
      guard (1...life).contains(tenor) else {
        field("tenor")?.error(
          "expected from 1 year to the life of “\(name)”, \(life) years, found \(tenor) years")
        return nil
      }
      debt.tenor = tenor
    } else {
      section.note("\(name), finance, tenor", Traced(Double(life), "years", .program("the life")))
    }
    if let grace = years("grace") {
      guard grace < debt.tenor else {
        field("grace")?.expected("less than the tenor of \(debt.tenor) years")
        return nil
      }
      debt.grace = grace
    }
    debt.repayment = repayment()
    if let word = choice("interest during construction", ["added to the loan", "none"]) {
      debt.accruesDuringConstruction = word != "none"
    }
    return debt
  }

  private func repayment() -> Debt.Repayment {
    let word = choice("repayment", ["level", "equal principal", "sculpted"])
    guard word == "sculpted" else {
      field("coverage")?.error("`coverage` needs `repayment: sculpted`")
      return word == "equal principal" ? .equalPrincipal : .level
    }
    guard let field = field("coverage") else { return .sculpted(coverage: nil) }
    let value = field.decimal("a coverage such as 1.3", in: 1...20)
    if let value { noted("coverage", value, "operating income over debt service") }
    return .sculpted(coverage: value)
  }

  private func tax() -> Tax {
    guard field("tax") != nil else {
      for key in ["state tax", "losses", "loss limit", "depreciation", "bonus depreciation"] {
        field(key)?.error("`\(key)` has no effect without `tax`")
      }
      return Tax(rate: 0)
    }
    var tax = Tax(rate: share("tax") ?? 0)
    if tax.rate >= 1 { field("tax")?.expected("less than 100 %") }
    tax.state = stateTax()
    guard choice("losses", ["used at once", "carried forward"]) == "carried forward" else {
      field("loss limit")?.error("`loss limit` needs `losses: carried forward`")
      return tax
    }
    var limit = 0.8
    if field("loss limit") != nil {
      limit = share("loss limit") ?? limit
    } else {
      section.note("finance, loss limit", Traced(80, "%", .program("26 USC 172(a)(2)")))
    }
    tax.losses = .carried(limit: limit)
    return tax
  }

  /// A share of income, or that with the state's own depreciation.
  private func stateTax() -> Tax.State? {
    guard let field = field("state tax") else { return nil }
    var state = Tax.State(rate: 0)
    var rate = field
    if field.isMapping, let map = field.map() {
      map.only(["rate", "depreciation", "bonus depreciation"])
      guard let own = map.require("rate", "a share such as 6 %") else { return nil }
      rate = own
      let bonus = map["bonus depreciation"]?.share("a share such as 60 %")
      if let other = map["depreciation"] {
        guard let method = Self.method(other) else { return nil }
        state.depreciation = Depreciation(method, bonus: bonus ?? 0)
      } else if bonus != nil {
        map["bonus depreciation"]?.error(
          "`bonus depreciation` of a state needs its `depreciation`, such as MACRS 5")
      }
    }
    guard let value = rate.share("a share such as 6 %") else { return nil }
    if value >= 1 { rate.expected("less than 100 %") }
    noted("state tax", 100 * value, "%")
    state.rate = value
    return state
  }

  // MARK: Depreciation and spending

  private func depreciation(tax: Double) -> Depreciation? {
    guard tax > 0 else { return nil }
    guard let field = field("depreciation") else {
      if isMisspelt("depreciation") { return nil }
      section.reading.error(
        "finance: missing “depreciation” of “\(name)”: with `tax`, expected one such as MACRS 5 or "
          + "straight line 20 years", at: (own?.owner ?? site.owner).mark)
      return nil
    }
    guard let method = Self.method(field) else { return nil }
    return Depreciation(method, bonus: share("bonus depreciation") ?? 0)
  }

  private static func method(_ field: Field) -> Depreciation.Method? {
    let classes = MACRS.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
    let what = "MACRS with one of \(classes), or such as straight line 20 years"
    guard let text = field.text(what) else { return nil }
    let words = text.split(separator: " ").map(String.init)
    if words.count == 2, words[0] == "MACRS", let years = Int(words[1]),
      let type = MACRS(rawValue: years)
    {
      return .macrs(type)
    }
    if words.count == 4, words[0...1] == ["straight", "line"],
      ["years", "year"].contains(words[3]),
      let years = Int(words[2]), (1...100).contains(years)
    {
      return .straightLine(years: years)
    }
    field.expected(what)
    return nil
  }

  /// Shares of the cost by year of construction: a list, or a list with the time in the year.
  private func spending(_ field: Field, _ years: Double) -> Construction? {
    var timing = Construction.Timing.middle
    var list = field
    if field.isMapping, let map = field.map() {
      map.only(["shares", "timing"])
      guard let shares = map.require("shares", "a list such as [40 %, 60 %]") else { return nil }
      list = shares
      if let word = map["timing"]?.choice(["start", "middle", "end"], "a time in the year") {
        timing = Construction.Timing(rawValue: word) ?? timing
      }
    }
    let shares = list.list().compactMap { $0.share("a share of the cost") }
    guard shares.count == list.list().count, !shares.isEmpty else {
      if list.isList, list.list().isEmpty { list.expected("a list such as [40 %, 60 %]") }
      return nil
    }
    let sum = shares.reduce(0, +)
    guard abs(sum - 1) < 1e-6 else {
      list.error("expected shares that add up to 100 %, found \(format(100 * sum)) %")
      return nil
    }
    if years > 0, years != Double(shares.count) {
      list.error(
        "expected one share for each year of the construction time of \(format(years)) years, found "
          + "\(shares.count)")
      return nil
    }
    return .byYear(shares.map { $0 / sum }, timing: timing)
  }

  /// By how much costs of operation rise each year beyond inflation.
  func escalation(_ key: String) -> Double { field(key) == nil ? 0 : rate(key, atLeast: -20) ?? 0 }
}

extension Reading {
  var errorCount: Int { diagnostics.count { $0.severity == .error } }
}

extension CampusSection {
  /// The `finance` of the study, checked for its keys; `nil` without one.
  func readFinance() -> Entries? {
    guard let field = entries["finance"],
      let finance = field.map("terms such as {return on equity: 10 %/year, debt share: 60 %, …}")
    else { return nil }
    for key in FinanceValues.supplyKeys where finance[key] != nil {
      finance[key]?.error(
        "`\(key)` differs by technology: write it under a supply, as in `solar: {finance: {…}}`")
    }
    finance.only(
      FinanceValues.siteKeys + FinanceValues.termKeys + FinanceValues.costKeys
        + FinanceValues.supplyKeys)
    if stages.count == 1 {
      entries["discount"]?.warn("has no effect on capital charges: `finance` makes them")
    }
    return finance
  }

  /// The finance of a supply or of the grid connection; `nil` where the study has none.
  func financeValues(_ name: String, _ own: Entries?, keys: [String]) -> FinanceValues? {
    let ownFinance = own?["finance"].flatMap { field -> Entries? in
      guard finance != nil else {
        if entries["finance"] == nil {
          field.error(
            "`finance` of “\(name)” needs a `finance` of the study, with its return on equity")
        }
        return nil
      }
      return field.map("what differs from the study's finance, such as {investment credit: 30 %}")
    }
    guard let finance else { return nil }
    for key in FinanceValues.siteKeys where ownFinance?[key] != nil {
      ownFinance?[key]?.error("`\(key)` is one for the study: write it in its `finance`")
    }
    ownFinance?.only(keys + FinanceValues.siteKeys)
    own?["discount rate"]?.error(
      "`discount rate` has no effect with `finance`; write `finance: {return on equity: …}` here")
    return FinanceValues(section: self, name: name, site: finance, own: ownFinance)
  }
}
