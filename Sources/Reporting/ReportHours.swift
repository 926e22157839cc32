import Quantities
import Studies

/// The hours of a campus: who runs when, what an hour's electricity is worth, and where that lands.
struct CampusHours {
  let document: PlanDocument
  let answer: CampusAnswer
  let hourly: [StageHours]

  var sections: [ReportSection] {
    [
      ReportSection(identifier: "dispatch", title: "Hour by hour", body: dispatch),
      ReportSection(identifier: "prices", title: "What an hour is worth", body: prices),
      ReportSection(identifier: "money", title: "Where the money lands", body: rents),
    ]
  }

  private var hasHours: Bool { hourly.contains { !$0.series.isEmpty } }

  // MARK: Dispatch

  private var dispatch: HTML {
    guard hasHours else { return "" }
    let windows = ReportSection.choices(
      "Length of the window", "window",
      [("year", "Year"), ("month", "Month"), ("week", "Week"), ("day", "Day")])
    return """
      <div class="toolbar">\(windows)
      <div class="steps"><button type="button" data-step="-1" aria-label="Earlier">←</button>\
      <button type="button" data-step="1" aria-label="Later">→</button></div>
      \(CampusSummary.stageChoice(answer))</div>
      \(ReportSection.chart(
        "chart-dispatch",
        "Stacked areas over the year: supply by source, charging and exports below zero, the load as "
          + "a line; below it the stored energy and the price of electricity", dispatchCaption,
        height: 680, legend: true))
      """
  }

  private var dispatchCaption: HTML {
    """
    Supply by source\(CampusSummary.stageWord(answer)), charging and exports below zero, the load as a \
    line; below it the stored energy and the worth of one more MWh. Long windows show \
    daily means, with the lowest and highest hour of each day as a pale band; the dearest hours may lie beyond \
    the axis of prices. Drag to move; click, then turn the wheel to zoom; double-click for the whole year.
    """
  }

  // MARK: Prices

  private var prices: HTML {
    let priced = answer.stages.filter { $0.price != nil }
    guard !priced.isEmpty else { return "" }
    var table = HTMLTable(
      "Worth of one more MWh, USD/MWh",
      [
        "Stage", "#mean", "#weighted by load", "#least", "#5 %", "#median", "#95 %", "#most",
        "#hours at zero",
      ])
    for stage in priced {
      guard let price = stage.price else { continue }
      let numbers = [
        price.mean, price.loadWeighted, price.minimum, price.low, price.median, price.high,
        price.maximum,
      ]
      table.add(
        ["\(stage.name)"] + numbers.map { "\(format($0))" } + [
          "\(format(Double(price.hoursAtZero)))"
        ])
    }
    let charts: HTML =
      hasHours
      ? """
      <div class="toolbar">\(ReportSection.choices(
        "Range of the price axis", "price-range", [("most", "Most hours"), ("all", "All hours")]))\
      \(CampusSummary.stageChoice(answer))</div>
      \(ReportSection.chart(
        "chart-price-duration", "Line: price of electricity against the hours in which it is exceeded",
        "Each hour's price\(CampusSummary.stageWord(answer)), from the dearest hour to the cheapest."))
      \(ReportSection.chart(
        "chart-load-duration", "Lines: load and net load against the hours in which they are exceeded",
        "The load\(CampusSummary.stageWord(answer)) and what is left of it after all that sun and wind can give, "
          + "each from its highest hour to its lowest."))

      """ : ""
    let drivers = answer.stages.indices.map { index in
      CampusSummary.staged(index, in: answer, self.drivers(index))
    }
    return """
      <p>The price of an hour is what one more MWh in it would cost the plan. Dear hours pay for the \
      plants; cheap hours say that energy is to spare.</p>
      \(charts)\(table.html)
      \(drivers.joined())
      """
  }

  private func drivers(_ index: Int) -> HTML {
    let stage = answer.stages[index]
    guard !stage.drivers.isEmpty else { return "" }
    let when = answer.stages.count > 1 ? " in \(stage.name)" : ""
    var table = HTMLTable(
      "Hours that drive the size\(when)",
      [
        "From", "#hours", "#price, USD/MWh", "#share of the cost", "#sun and wind over load",
      ])
    let canZoom = hourly.indices.contains(index) && hasHours
    for driver in stage.drivers {
      let button: HTML =
        canZoom
        ? """
        <button type="button" class="zoom" data-zoom-stage="\(index)" data-first="\(driver.firstStep)" \
        data-hours="\(format(driver.hours).replacing(",", with: ""))" \
        aria-label="Show the hours from \(driver.start) on the chart">Show</button>
        """ : ""
      table.add([
        "\(driver.start) \(button)", "\(format(driver.hours))", "\(format(driver.price))",
        "\(Text.percent(driver.share))", "\(Text.percent(driver.renewableShare))",
      ])
    }
    let share: HTML =
      stage.costInDearestHours.map {
        "<p>The dearest 1 % of the hours\(when) pay \(Text.percent($0)) of the cost.</p>"
      } ?? ""
    return share + table.html
  }

  // MARK: Money

  private var rents: HTML {
    let earnings = answer.stages.indices.map { index -> HTML in
      guard hourly.indices.contains(index) else { return "" }
      let table = EarningsTable(
        document, answer.stages[index], hourly[index], stages: answer.stages.count)
      return CampusSummary.staged(index, in: answer, table.html)
    }.joined()
    let table = RentTable(document).html
    guard !table.markup.isEmpty || !earnings.markup.isEmpty else { return "" }
    return """
      <p>If the load paid for every hour what it is worth, each supply would earn its output at those \
      prices. What is built without a limit just earns its cost; more than that is the rent of a limit \
      (or, on a pathway, makes up for other years).</p>
      <div class="toolbar">\(CampusSummary.stageChoice(answer))</div>
      \(earnings)
      <h3>What the limits are worth</h3>
      <p>What each thing that is owed, there or limited is worth to the plan. Costs are negative, so the \
      sum is minus the cost that the plan minimises.</p>
      \(table)
      """
  }
}
