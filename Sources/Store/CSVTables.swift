import Chains
import Studies

/// The result as CSV files: one table a file, units in the column names.
struct CSVTables {
  let study: Study
  let plan: Plan

  func files() -> [(name: String, text: String)] {
    var files = [
      ("activities.csv", entries(plan.activities, "process", "amount")),
      ("stocks.csv", entries(plan.stocks, "resource", "amount")),
      ("prices.csv", entries(plan.prices, "resource", "price")),
      ("rents.csv", rents()),
    ]
    if let campus = study.campus {
      let reader = CampusReader(campus: campus, plan: plan)
      let answer = reader.answer()
      files.append(("capacities.csv", capacities(answer)))
      files.append(("costs.csv", costs(answer)))
      files.append(("energy.csv", energy(answer)))
      files.append(("inputs.csv", inputs(campus)))
      if let table = answer.cashFlow { files.append(("cash_flow.csv", cashFlow(table))) }
      for (index, stage) in campus.stages.enumerated() {
        files.append(("hours_\(stage.name).csv", hours(reader, index, campus)))
      }
    }
    return files
  }

  private func text(_ header: [String], _ rows: [[String]]) -> String {
    ([header] + rows).map { $0.map(Self.cell).joined(separator: ",") }
      .joined(separator: "\n") + "\n"
  }

  /// RFC 4180: quotes where a comma, a quote or a line end stands.
  static func cell(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  private func node(_ index: Int) -> String { plan.chain.future.nodes[index].name }

  private func entries(_ entries: [Plan.Entry], _ kind: String, _ number: String) -> String {
    text([kind, "node", number], entries.map { [$0.name, node($0.node), "\($0.amount)"] })
  }

  private func rents() -> String {
    text(
      ["name", "source", "node", "party", "amount_\(plan.chain.value)"],
      plan.rents.map {
        [$0.name, $0.source.rawValue, node($0.node), $0.party ?? "", "\($0.amount)"]
      })
  }

  private func cashFlow(_ table: CashFlowTable) -> String {
    text(
      ["year"] + table.rows.map { "\($0.name.replacing(" ", with: "_"))_USD" },
      table.years.enumerated().map { index, year in
        ["\(year)"] + table.rows.map { "\($0.amounts[index])" }
      })
  }

  private func capacities(_ answer: CampusAnswer) -> String {
    text(
      ["name", "technology", "site", "node", "amount", "added", "unit"],
      answer.stages.flatMap(\.capacities).map {
        [$0.name, $0.technology, $0.site, $0.node, "\($0.amount)", "\($0.added)", $0.unit]
      })
  }

  private func costs(_ answer: CampusAnswer) -> String {
    text(
      ["node", "cause", "name", "USD_per_year"],
      answer.stages.flatMap { stage in
        stage.costs.map { [stage.name, $0.cause.rawValue, $0.name, "\($0.amount)"] }
      })
  }

  private func energy(_ answer: CampusAnswer) -> String {
    text(
      ["node", "source", "MWh_per_year", "curtailed_MWh_per_year", "capacity_factor"],
      answer.stages.flatMap { stage in
        stage.sources.map {
          [
            stage.name, $0.name, "\($0.energy)", "\($0.curtailed)",
            $0.capacityFactor.map { "\($0)" } ?? "",
          ]
        }
      })
  }

  private func inputs(_ campus: Campus) -> String {
    text(
      ["input", "value", "unit", "from"],
      campus.inputs.map {
        [$0.name, "\($0.number.value)", $0.number.unit, "\($0.number.origin)"]
      })
  }

  /// One row an hour, one column a series. Numbers to 7 digits, as a meter would have them.
  private func hours(_ reader: CampusReader, _ stage: Int, _ campus: Campus) -> String {
    let series = reader.hourlySeries(stage: stage)
    var text =
      (["hour"] + series.map { Self.cell("\($0.name) [\($0.unit)]") })
      .joined(separator: ",") + "\n"
    for step in 0..<campus.clock.count {
      let hour = Double(step) * campus.clock.step
      text += hour == hour.rounded() ? "\(Int(hour))" : "\(Float(hour))"
      for one in series {
        let value = step < one.values.count ? one.values[step] : 0
        text += ",\(Float(value == 0 ? 0 : value))"
      }
      text += "\n"
    }
    return text
  }
}
