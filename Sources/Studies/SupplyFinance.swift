import Chains
import Finance
import Quantities

extension SupplyValues {
  /// What the study's finance makes of this supply.
  var finance: FinanceValues? {
    section.financeValues(
      name, own,
      keys: FinanceValues.termKeys + FinanceValues.costKeys + FinanceValues.supplyKeys)
  }

  /// How capital is paid for, where the study says so.
  func recipe(_ finance: FinanceValues) -> CapitalRecipe? {
    guard let life = one("life", .year)?.value else { return nil }
    // Shares by year say how long it takes, unless the study says that itself.
    let isSpread = finance.own?["construction spending"] != nil && own?["construction time"] == nil
    let construction = isSpread ? 0 : optional("construction time", .year)?.value ?? 0
    return finance.recipe(life: life, construction: construction, at: own?["life"] ?? field)
  }

  /// What `finance` changes in a supply beside its capital charge: output and costs that are not
  /// the same every year become those of a year that is worth as much.
  func readFinance(_ supply: inout Campus.Supply, _ overnight: [Double]) {
    guard let finance, let recipe = recipe(finance) else { return }
    var financing = Financing(recipe: recipe, overnight: overnight)
    financing.costEscalation = finance.escalation("O&M escalation")
    financing.fuelEscalation = finance.escalation("fuel escalation")
    if recipe.dependsOnIncome {
      chargeByIncome(&supply, finance, financing)
    } else if finance.expectedUse() != nil {
      finance.own?["expected use"]?.warn(
        "has no effect: with `losses: used at once` and without `sculpted` debt the charge of capital is the same "
          + "for any use")
    }
    let fixed = recipe.levelised(growth: financing.costEscalation)
    let variable = recipe.levelisedPerUnit(growth: financing.costEscalation)
    let fuel = recipe.levelisedPerUnit(growth: financing.fuelEscalation)
    supply.fixed *= fixed
    supply.variable *= variable
    supply.fuelCost *= fuel
    let output = recipe.meanOutput
    if fixed != 1 { note("fixed O&M over its first year's", fixed) }
    if variable != 1, supply.variable != 0 { note("variable O&M over its first year's", variable) }
    if fuel != 1, supply.fuelCost != 0 { note("fuel cost over its first year's", fuel) }
    if output != 1 { note("output over its first year's", output) }
    switch supply.kind {
    case .renewable(let profile): supply.kind = .renewable(profile: profile.map { $0 * output })
    case .dispatchable: supply.availability *= output
    case .store(var storage):
      financing.energyOvernight = storage.energyOvernight
      storage.energyFixed *= fixed
      storage.usable = output
      supply.kind = .store(storage)
      if recipe.productionCredit != nil {
        own?["finance"]?.error("a store makes nothing that a `production credit` could count")
      }
    }
    supply.credit = recipe.levelisedCredit
    if supply.credit != 0 {
      section.note(
        "\(name), worth of the production credit",
        Traced(supply.credit, "USD/MWh", .program("before tax, even over the life")))
    }
    supply.financing = financing
  }

  /// Where the charge of capital depends on the income of every year, it is that of a plant that
  /// runs as expected.
  private func chargeByIncome(
    _ supply: inout Campus.Supply, _ finance: FinanceValues, _ financing: Financing
  ) {
    guard let made = madeAsExpected(supply, finance, financing) else { return }
    let isStore: Bool
    if case .store = supply.kind { isStore = true } else { isStore = false }
    func charge(_ overnight: Double, _ fixed: Double, _ made: Double) -> Double {
      let operation = Operation(
        overnight: overnight, fixed: fixed, variable: supply.variable, fuel: supply.fuelCost,
        costEscalation: financing.costEscalation, fuelEscalation: financing.fuelEscalation,
        made: made, sellsCapacity: isStore)
      do throws(FinanceError) {
        return try financing.recipe.charge(of: operation)
      } catch {
        field.error("“\(name)”: \(error)")
        return 0
      }
    }
    supply.charge = financing.overnight.map { charge($0, supply.fixed, made) }
    if case .store(var storage) = supply.kind {
      storage.energyCharge = storage.energyOvernight.map { charge($0, storage.energyFixed, 0) }
      supply.kind = .store(storage)
    }
    if let first = financing.overnight.first, first > 0 {
      finance.noteCharge(supply.charge[0] / first)
    }
  }

  /// MWh per MW in the mean year; 0 where nothing depends on it, `nil` with an error said.
  private func madeAsExpected(
    _ supply: Campus.Supply, _ finance: FinanceValues, _ financing: Financing
  ) -> Double? {
    let needed =
      financing.costEscalation != 0 && supply.variable != 0
      ? "O&M escalation"
      : financing.fuelEscalation != 0 && supply.fuelCost != 0
        ? "fuel escalation" : financing.recipe.productionCredit == nil ? nil : "production credit"
    var wear = financing.recipe.meanOutput
    if case .store = supply.kind { wear = 1 }
    if let use = finance.expectedUse() { return 8760 * use * wear }
    guard let needed else { return 0 }
    if case .renewable(let profile) = supply.kind, !profile.isEmpty {
      return 8760 * wear * section.clock.total(profile) / section.clock.totalHours
    }
    let why =
      finance.field("losses")?.scalar == "carried forward"
      ? "losses carried forward" : "sculpted debt"
    (finance.field(needed) ?? field).error(
      "“\(name)”: with \(why) the charge of capital depends on the income of every year, and `\(needed)` on how much "
        + "is made; add how much of its capacity is used in its first year, such as `finance: {expected use: 60 %}`"
    )
    return nil
  }

  private func note(_ what: String, _ value: Double) {
    section.note(
      "\(name), \(what)",
      Traced(value, "", .program("mean over the life, weighed by the return on equity")))
  }
}
