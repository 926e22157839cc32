import Catalog
import Chains
import Quantities
import Weather
import Yams

/// What a campus must or may do: shedding, curtailment, emissions, clean energy.
extension CampusSection {
  func readShedding() -> Campus.Shedding {
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

  func readCurtailable() -> [Campus.Curtailable] {
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

  func readEmissions() -> Campus.Emissions? {
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
      guard
        let values = byStage(
          cap, in: .tonne / .year, "a cap on emissions", before: .infinity)
      else { return nil }
      // Base units count time in hours; the cap is per year.
      emissions.cap = values
      note(
        "emissions, cap", Traced(values[values.count - 1], "t/year", .study(line: cap.line ?? 0)))
    }
    return emissions
  }

  func readClean(_ field: Field) -> Campus.Clean? {
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
