import Finance
import Quantities
import Yams

/// Credits and wear of one supply.
extension FinanceValues {
  func readCredits(_ recipe: inout CapitalRecipe) {
    guard let own else { return }
    if own["investment credit"] != nil, let credit = share("investment credit") {
      recipe.investmentCredit = credit
      if own["basis reduction"] != nil {
        recipe.basisReduction = share("basis reduction") ?? 0.5
      } else if recipe.terms.tax.combined > 0 {
        section.note(
          "\(name), finance, basis reduction",
          Traced(50, "% of the credit", .program("26 USC 50(c)(3)")))
      }
    } else {
      own["basis reduction"]?.error("`basis reduction` has no effect without `investment credit`")
    }
    guard let field = own["production credit"] else { return }
    var credit = CapitalRecipe.ProductionCredit(value: 0, years: 10)
    if field.isMapping, let map = field.map() {
      map.only(["value", "years", "indexed"])
      credit.value =
        map.require("value", "an amount such as 30 USD/MWh")?.quantity(
          in: .usdPerMegawattHour, "a credit", atLeast: 0) ?? 0
      if let inner = map["years"] {
        let years = inner.quantity(in: .year, "a number of years", atLeast: 0) ?? 0
        if years != years.rounded() || years < 1 || years > 200 { inner.expected("whole years") }
        credit.years = Int(min(max(years.rounded(), 1), 200))
      }
      if let inner = map["indexed"], let isIndexed = inner.bool() { credit.isIndexed = isIndexed }
    } else {
      credit.value = field.quantity(in: .usdPerMegawattHour, "a credit", atLeast: 0) ?? 0
    }
    if !(field.isMapping && field.map()?["years"] != nil) {
      section.note(
        "\(name), finance, years of the production credit",
        Traced(10, "years", .program("26 USC 45(a)(2)(A)(ii)")))
    }
    noted("production credit", credit.value, "USD/MWh")
    recipe.productionCredit = credit
  }

  func readWear(_ recipe: inout CapitalRecipe) {
    guard let own else { return }
    if own["salvage"] != nil, let salvage = share("salvage") { recipe.salvage = salvage }
    if own["augmentation"] != nil { recipe.augmentation = rate("augmentation") ?? 0 }
    if own["degradation"] != nil {
      recipe.degradation = rate("degradation") ?? 0
      if recipe.degradation >= 0.5 { own["degradation"]?.expected("less than 50 %/year") }
    }
    guard let field = own["replacement"] else { return }
    for member in field.list() {
      guard let map = member.map("a replacement such as {age: 12 years, cost: 40 %}") else {
        continue
      }
      map.only(["age", "cost"])
      guard let age = map.require("age", "years of operation, such as 12 years"),
        let years = age.quantity(in: .year, "years of operation", atLeast: 0),
        let cost = map.require("cost", "a share of the overnight cost, such as 40 %"),
        let share = cost.share("a share of the overnight cost", upTo: 10)
      else { continue }
      guard years == years.rounded(), years >= 1, Int(years) < recipe.life else {
        age.expected("whole years from 1 to less than the life of \(recipe.life)")
        continue
      }
      section.note(
        "\(name), replacement at \(Int(years)) years",
        Traced(100 * share, "% of cost", .study(line: cost.line ?? 0)))
      recipe.replacements.append(.init(year: Int(years), share: share))
    }
  }

  /// How much of its capacity a plant uses in its first year, where the study says it.
  func expectedUse() -> Double? {
    guard let value = own?["expected use"]?.share("a share such as 40 %") else { return nil }
    section.note(
      "\(name), finance, expected use",
      Traced(100 * value, "%", .study(line: own?["expected use"]?.line ?? 0)))
    return value
  }
}
