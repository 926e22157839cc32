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

  private func note(_ what: String, _ value: Double) {
    section.note(
      "\(name), \(what)",
      Traced(value, "", .program("mean over the life, weighed by the return on equity")))
  }
}
