import Quantities
import Studies

/// What each supply of a stage would earn if the load paid for every hour what it is worth.
struct EarningsTable {
  struct Row: Equatable {
    var supply: String
    var technology: String
    /// USD a year: output at the prices, minus charging at the prices.
    var earned: Double
    /// MWh a year given to the campus.
    var energy: Double
    /// USD a year.
    var cost: Double
  }

  let stage: CampusAnswer.Stage
  let stages: Int
  let rows: [Row]
  /// What the load would pay, USD a year.
  let paid: Double

  init(_ document: PlanDocument, _ stage: CampusAnswer.Stage, _ hours: StageHours, stages: Int) {
    self.stage = stage
    self.stages = stages
    guard let prices = hours.series.first(where: { $0.role == .price })?.values else {
      rows = []
      paid = 0
      return
    }
    func worth(_ values: [Double]) -> Double {
      hours.total(zip(values, prices).map { $0 * $1 })
    }
    var rows: [Row] = []
    for series in hours.series where series.role == .supply || series.role == .use {
      let sign = series.role == .supply ? 1.0 : -1.0
      let name = Palette.supply(of: series)
      let energy = series.role == .supply ? hours.total(series.values) : 0
      let earned = sign * worth(series.values)
      if let index = rows.firstIndex(where: { $0.supply == name }) {
        rows[index].earned += earned
        rows[index].energy += energy
      } else {
        let technology = Palette.technology(of: series)
        rows.append(
          Row(
            supply: name, technology: technology, earned: earned, energy: energy,
            cost: Self.cost(of: name, series, in: stage)))
      }
    }
    self.rows = rows.filter { abs($0.energy) > 1e-6 || abs($0.cost) > 1e-6 }
    paid = hours.series.filter { $0.role == .load }.reduce(0) { $0 + worth($1.values) }
  }

  private static func cost(
    of name: String, _ series: HourlySeries, in stage: CampusAnswer.Stage
  ) -> Double {
    guard series.technology == "load" else {
      return stage.costs.filter { $0.name == name }.reduce(0) { $0 + $1.amount }
    }
    let cause: CampusAnswer.Cost.Cause =
      series.name.hasPrefix("unserved") ? .unserved : .curtailedLoad
    return stage.costs.filter { $0.cause == cause }.reduce(0) { $0 + $1.amount }
  }

  var html: HTML {
    guard !rows.isEmpty else { return "" }
    let scale = Text.scale([paid], unit: "USD")
    let money: (Double) -> HTML = { "\(Text.number($0, over: scale.size))" }
    let when = stages > 1 ? " in \(stage.name)" : ""
    var table = HTMLTable(
      "Who would earn what\(when), \(scale.unit) a year",
      ["Supply", "#earns", "#per MWh, USD", "#costs", "#left over"])
    // Rounding of the solver is no profit.
    let least = 1e-6 * abs(paid)
    for row in rows {
      let left = row.earned - row.cost
      table.add([
        CampusSummary.swatch(row.technology, row.supply), money(row.earned),
        "\(row.energy > 1e-6 ? format(row.earned / row.energy) : Text.none)", money(row.cost),
        abs(left) < least ? "0" : money(left),
      ])
    }
    let cost = rows.reduce(0) { $0 + $1.cost }
    let left = paid - cost
    table.total([
      "The load pays", money(paid), "\(Text.number(paid, over: stage.load))", money(cost),
      abs(left) < least ? "0" : money(left),
    ])
    return table.html
  }
}
