import Quantities
import Studies

/// The part of the terminal page that is about a campus.
struct CampusText {
  let document: PlanDocument
  let answer: CampusAnswer
  let width: Int

  func lines() -> [String] {
    var lines = headline()
    lines += capacities()
    lines += costs()
    if let table = answer.cashFlow { lines += CashFlowText(table: table, width: width).lines() }
    lines += energy()
    for stage in answer.stages { lines += hours(stage) }
    for listing in times + books { lines += listing.lines(width: width) }
    return lines
  }

  /// Where there is something to say about time that the tables above do not say.
  var times: [Listing] {
    guard hasStages || !document.growth.isEmpty || !document.sooner.isEmpty else { return [] }
    let columns = StageColumns(
      answer.stages, probability: document.nodes.map(\.probability), levels: document.levels)
    return TimeText(document: document, columns: columns).listings
  }

  /// Where the study says whose things are.
  var books: [Listing] {
    document.earnings.contains { $0.party != nil } ? EarningsText(document: document).listings : []
  }

  private var money: String { document.money ?? "USD" }
  private var hasStages: Bool { answer.stages.count > 1 }

  // MARK: The answer in words

  private func headline() -> [String] {
    var lines: [String] = []
    if let site = document.site {
      var place = site.name
      if let latitude = site.latitude, let longitude = site.longitude {
        place += " (\(format(latitude)), \(format(longitude)))"
      }
      lines.append("\(place), money of \(money.replacing(" USD", with: ""))")
    }
    lines.append("")
    if answer.isAnnual, let stage = answer.stages.first {
      lines += TextTable.wrap(
        "\(formatPower(stage.served / stage.hours)) on average is served for "
          + "\(format(answer.costPerMegawattHour)) USD/MWh, \(formatMoney(answer.cost)) a year.",
        indent: 0, width: width)
    } else {
      lines += TextTable.wrap(
        "The load of all years is served for \(format(answer.costPerMegawattHour)) USD/MWh; the "
          + "costs of all years are worth \(formatMoney(answer.cost)) at the start of "
          + "\(answer.stages.first?.name ?? "").", indent: 0, width: width)
    }
    for stage in answer.stages {
      let head = hasStages ? "\(stage.name): " : ""
      var parts = [
        "\(format(stage.costPerMegawattHour)) USD/MWh",
        "\(format(100 * stage.cleanShare)) % clean",
        "\(format(stage.served > 0 ? 1000 * stage.emissions / stage.served : 0)) kg CO2/MWh",
      ]
      if hasStages { parts.insert("\(formatPower(stage.load / stage.hours)) mean load", at: 0) }
      parts.append(
        stage.unserved > 1e-6
          ? "\(formatEnergy(stage.unserved)) unserved in \(stage.unservedHours) h"
          : "all load served")
      lines.append("  \(head)\(parts.joined(separator: ", "))")
    }
    return lines + [""]
  }

  // MARK: What to build

  private func capacities() -> [String] {
    var table = TextTable(
      ["What to build"] + answer.stages.map(\.name),
      rightAligned: Set(1...max(1, answer.stages.count)))
    for capacity in answer.stages.first?.capacities ?? [] {
      table.add(
        [capacity.name]
          + answer.stages.map { stage in
            stage.capacities.first { $0.name == capacity.name }.map { size($0, stage) } ?? "–"
          })
    }
    return table.lines(width: width) + [""]
  }

  private func size(_ capacity: CampusAnswer.Capacity, _ stage: CampusAnswer.Stage) -> String {
    let built = stage.built(capacity)
    if built == 0 { return "–" }
    return capacity.unit == "MWh" ? formatEnergy(built) : formatPower(built)
  }

  // MARK: What it costs

  private func costs() -> [String] {
    var lines: [String] = []
    var table = TextTable(
      ["What it costs, USD/MWh"] + answer.stages.map(\.name),
      rightAligned: Set(1...max(1, answer.stages.count)))
    for cause in CampusAnswer.Cost.Cause.allCases {
      let sums = answer.stages.map { stage in
        stage.costs.filter { $0.cause == cause }.reduce(0) { $0 + $1.amount }
      }
      guard sums.contains(where: { $0 != 0 }) else { continue }
      table.add(
        [cause.rawValue]
          + zip(sums, answer.stages).map { format($1.served > 0 ? $0 / $1.served : 0) })
    }
    table.add(["total"] + answer.stages.map { format($0.costPerMegawattHour) })
    table.add(["total a year"] + answer.stages.map { formatMoney($0.annualCost) })
    lines += table.lines(width: width)
    return lines + [""]
  }

  // MARK: Where the energy comes from

  private func energy() -> [String] {
    var lines: [String] = []
    for stage in answer.stages {
      var table = TextTable(
        [
          "Energy\(hasStages ? " in \(stage.name)" : "")", "a year", "of supply", "use of capacity",
          "thrown away",
        ], rightAligned: [1, 2, 3, 4])
      let total = stage.sources.reduce(0) { $0 + $1.energy }
      // Below that it is rounding of the solver.
      let sliver = 1e-6 + 1e-9 * total
      for source in stage.sources where source.energy > sliver || source.curtailed > sliver {
        let potential = source.energy + source.curtailed
        table.add([
          source.name, formatEnergy(source.energy),
          "\(format(total > 0 ? 100 * source.energy / total : 0)) %",
          source.capacityFactor.map { "\(format(100 * $0)) %" } ?? "–",
          source.curtailed > sliver && potential > 0
            ? "\(format(100 * source.curtailed / potential)) %" : "–",
        ])
      }
      lines += table.lines(width: width)
      for store in stage.stores where store.discharged > 1e-6 {
        lines.append(
          "  \(store.name): \(formatEnergy(store.discharged)) given back, "
            + "\(formatEnergy(store.charged - store.discharged)) lost, \(format(store.cycles)) "
            + "cycles, \(format(store.hours)) h")
      }
      if stage.curtailedLoad > 1e-6 {
        lines.append("  load that gave way: \(formatEnergy(stage.curtailedLoad))")
      }
      lines.append("")
    }
    return lines
  }

  // MARK: The hours

  private func hours(_ stage: CampusAnswer.Stage) -> [String] {
    guard let price = stage.price else { return [] }
    var lines = [
      "Worth of one more MWh\(hasStages ? " in \(stage.name)" : ""): mean \(format(price.mean)), "
        + "5 to 95 % of hours \(format(price.low)) to \(format(price.high)), most \(format(price.maximum)) USD/MWh; "
        + "zero in \(price.hoursAtZero) h"
    ]
    if let share = stage.costInDearestHours {
      lines.append(
        "The dearest 1 % of the hours pay \(format(100 * share)) % of the cost. What drives the size:"
      )
    }
    for driver in stage.drivers.prefix(3) {
      lines.append(
        "  \(driver.start), \(format(driver.hours)) h: \(format(100 * driver.share)) % of the cost "
          + "at \(format(driver.price)) USD/MWh, sun and wind at "
          + "\(format(100 * driver.renewableShare)) % of the load")
    }
    return lines + [""]
  }
}
