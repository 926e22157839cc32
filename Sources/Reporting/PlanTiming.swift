import Studies

/// Reads off when each MW of a site can run, and when it does.
struct TimingReader {
  let campus: Campus
  let answer: CampusAnswer
  let hall: Fleet.Hall?
  /// The halls of the site by stage.
  let halls: [FleetAnswer.Hall]

  var timing: [PlanDocument.Timing] {
    var timing = campus.supplies.compactMap { supply -> PlanDocument.Timing? in
      guard let first = supply.firstYear else { return nil }
      return self.timing(
        supply.name, earliest: campus.month(of: supply, or: first),
        capacity(supply.name), month: { campus.startMonth(of: supply, in: $0) })
    }
    if let grid = campus.grid, let month = campus.month(of: grid) {
      timing.append(
        self.timing(
          "grid", earliest: month, capacity("grid connection"),
          month: { campus.startMonth(of: grid, in: $0) }))
    }
    if let first = hall?.firstYear {
      timing.append(
        self.timing(
          "halls", earliest: hall?.leadTime.flatMap(campus.month) ?? "\(first)-01",
          halls.map { ($0.built, $0.added) }, month: { "\(campus.stages[$0].year)-01" }))
    }
    return timing
  }

  /// MW that stand and that start, by stage.
  private func capacity(_ name: String) -> [(stands: Double, added: Double)] {
    answer.stages.map { stage in
      let own = stage.capacities.first { $0.name == name && $0.unit == "MW" }
      return (own.map(stage.built) ?? 0, own.map(stage.added) ?? 0)
    }
  }

  private func timing(
    _ name: String, earliest: String, _ capacity: [(stands: Double, added: Double)],
    month: (Int) -> String
  ) -> PlanDocument.Timing {
    let first = capacity.firstIndex { $0.stands > 1e-6 }
    return PlanDocument.Timing(
      name: name, site: campus.site.name, earliest: earliest,
      first: first.map { campus.stages[$0].name }, amount: first.map { capacity[$0].stands },
      starts: capacity.indices.compactMap { stage in
        guard capacity[stage].added > 1e-6 else { return nil }
        return PlanDocument.Start(
          stage: campus.stages[stage].name, month: month(stage), added: capacity[stage].added)
      })
  }
}
