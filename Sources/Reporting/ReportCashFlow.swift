import Quantities
import Studies

/// The pro forma of what a plan builds, on the page.
struct CashFlowReport {
  let table: CashFlowTable

  var section: ReportSection {
    ReportSection(
      identifier: "cash", title: "The money by year",
      body: """
        <p>Every plant is a project of its own, which sells its output at the price at which its owners earn their \
        return. Amounts of the years are nominal; prices are in real money.\(agreement)</p>
        \(projects)
        \(weak)
        \(years)
        """)
  }

  private var agreement: String {
    guard let difference = table.differenceToPlan else { return "" }
    return
      " The prices of all projects together give the cost of the plan to \(PlanText.share(abs(difference)))."
  }

  private var weak: HTML {
    CashFlowSummary.weak(table).map { "<p class=\"note\">\($0.replacing("`", with: ""))</p>" } ?? ""
  }

  private var projects: HTML {
    var html = HTMLTable(
      "Price at which equity earns its return",
      [
        "Project", "#start", "#life, years", "#overnight cost, million USD", "#price, real",
        "Unit", "#nominal, first year", "#nominal, level", "#return on equity", "#least coverage",
      ])
    for project in table.projects {
      html.add([
        "\(project.name)", "\(project.year)", "\(project.life)",
        "\(format(project.overnight / 1e6))", "\(format(project.price))", "\(project.unit)",
        "\(format(project.firstPrice))", "\(Text.number(project.levelPrice))",
        "\(Text.percent(project.internalRateOfReturn))",
        "\(Text.number(project.leastCoverage))",
      ])
    }
    return html.html
  }

  private var years: HTML {
    let scale = Text.scale(table.rows.flatMap(\.amounts), unit: "USD")
    var html = HTMLTable(
      "Cash flow by year, nominal \(scale.unit); costs are taken off, “to equity” is what is left",
      ["Year"] + table.rows.map { "#\($0.name)" })
    func cells(_ value: (CashFlowTable.Row) -> Double) -> [HTML] {
      table.rows.map { row in
        let amount = value(row) / scale.size
        return "\(abs(amount) < 1e-9 ? Text.none : format(amount))"
      }
    }
    for (index, year) in table.years.enumerated() {
      html.add([HTML("\(year)")] + cells { $0.amounts[index] })
    }
    // What stands at the end of a year is no flow and has no sum.
    html.total(
      ["Sum"]
        + table.rows.map { row in
          let amount = row.amounts.reduce(0, +) / scale.size
          return "\(row.name.hasPrefix("debt") || abs(amount) < 1e-9 ? Text.none : format(amount))"
        })
    return html.html
  }
}
