import Chains
import Quantities
import Yams

/// Words about a supply that contradict each other or do nothing.
extension SupplyValues {
  func check(_ supply: Campus.Supply) {
    if supply.minimumOutput > supply.availability {
      own?["minimum output"]?.expected(
        "at most the availability of \(format(100 * supply.availability)) %")
    }
    if let unit = supply.unit, let most = supply.maximum?.max(), unit > most {
      (own?["unit size"] ?? own?["maximum"])?.error(
        "a unit of \(format(unit)) MW is larger than the maximum of \(format(most)) MW: none can be "
          + "built")
    }
    // Spans that nothing on earth has are slips of the unit.
    if supply.life > 200 { own?["life"]?.expected("a life of at most 200 years") }
    if let field = own?["construction time"],
      let years = field.quantity(in: .year, "a construction time"), years > 50
    {
      field.expected("a construction time of at most 50 years")
    }
    if let fuel = supply.fuel, let cost = own?["fuel cost"],
      section.entries["fuels"]?.map()?[fuel] != nil
    {
      cost.warn("stands instead of the price of “\(fuel)” under `fuels`")
    }
    // Without new capacity in time, only what stands can make up the least capacity.
    for (index, stage) in section.stages.enumerated() where supply.minimum[index] > 0 {
      let canBuild = (0...index).contains { start in
        supply.firstYear.map { section.stages[start].year >= $0 } ?? true
      }
      let closes = supply.existingUntil.map { stage.year >= $0 } ?? false
      let standing = closes ? 0 : supply.existing
      if !canBuild, supply.minimum[index] > standing {
        own?["minimum"]?.error(
          "expected at most the \(format(standing)) MW that stand in \(stage.name), found "
            + "\(format(supply.minimum[index])) MW: nothing new can run before "
            + "\(supply.firstYear ?? stage.year)")
        return
      }
    }
  }

  func checkExisting(_ supply: Campus.Supply) {
    if let until = own?["existing until"], supply.existing == 0 {
      until.error("`existing until` has no effect without `existing`")
    } else if let year = supply.existingUntil, year <= section.stages[0].year {
      own?["existing until"]?.expected(
        "a year after \(section.stages[0].year), the first of the plan")
    }
    for (stage, most) in zip(section.stages, supply.maximum ?? []) {
      let closes = supply.existingUntil.map { stage.year >= $0 } ?? false
      if !closes, supply.existing > most {
        own?["existing"]?.expected("at most the maximum of \(format(most)) MW in \(stage.name)")
        return
      }
    }
  }
}

extension CampusSection {
  /// Weather and fuels that no supply uses.
  func checkUse(of supplies: [Campus.Supply]) {
    if let field = entries["weather"], !usesWeather {
      field.warn("no supply uses the weather")
    }
    let burnt = supplies.compactMap(\.fuel)
    for entry in entries["fuels"]?.map()?.entries ?? [] where !burnt.contains(entry.name) {
      let isKnown = defaults.fuelNames.contains(entry.name)
      let hint = isKnown ? "" : suggestion(entry.name, burnt)
      let message = "fuels: no supply burns “\(entry.name)”\(hint)"
      // A name like that of a fuel in use is a slip; the study would be planned with the catalog's.
      if hint.isEmpty {
        reading.warn(message, at: entry.mark)
      } else {
        reading.error(message, at: entry.mark)
      }
    }
  }
}
