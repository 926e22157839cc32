import Chains
import Foundation
import Planning
import Testing

@testable import Reporting
@testable import Studies

/// The cash flow of a plan on the terminal and on the page.
@Suite struct CashFlowReporting {
  private func document() throws -> PlanDocument {
    let study = try Study.parse(
      """
      gigawatt: 1
      year: 2030
      resolution: 24 h
      load: 100 MW
      finance: {inflation: 2.5 %/year, return on equity: 11 %/year, debt share: 70 %, interest: 7.5 %/year, tenor: 15 years, tax: 21 %, depreciation: MACRS 15}
      supplies:
        <turbine>: {like: gas turbine, construction time: 2 years, finance: {investment credit: 10 %}}
      """, file: "study.yaml")
    return PlanDocument(
      study: study, plan: try DirectEngine().plan(study.chain), readSeconds: 0)
  }

  /// What the columns of the terminal show adds up in every year and in all.
  @Test func columnsAddUp() throws {
    let table = try #require(try document().answer?.cashFlow)
    let summary = CashFlowSummary(table)
    #expect(summary.columns.last?.name == "to equity")
    #expect(summary.scale.name == "million USD")
    let scale = summary.columns.flatMap(\.amounts).map(abs).max() ?? 0
    for year in table.years.indices {
      let sum = summary.columns.dropLast().reduce(0) { $0 + $1.amounts[year] }
      #expect(abs(sum - (summary.columns.last?.amounts[year] ?? .nan)) < 1e-12 * scale)
    }
  }

  @Test func terminal() throws {
    let document = try document()
    let text = PlanText(document).text()
    #expect(text.contains("price, real"))
    #expect(text.contains("the prices of all projects give the cost of the plan to 0"))
    let lines = text.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.contains("Cash, million USD") })
    // A line for each year from the first spending to the last year of life, and the sum.
    let rows = lines[(start + 2)...].prefix { $0.first == " " || $0.first?.isNumber == true }
    #expect(rows.first?.contains("2028") == true)
    #expect(rows.last?.contains("sum") == true)
    #expect(rows.count == 2 + 25 + 1)
    #expect(rows.allSatisfy { $0.count <= 96 })
  }

  @Test func page() throws {
    let html = ReportPage(document: try document(), hourly: []).html(
      assets: ChartAssets(library: "", style: "", script: ""))
    #expect(html.contains("The money by year"))
    #expect(html.contains("href=\"#cash\""))
    #expect(html.contains("Price at which equity earns its return"))
    #expect(html.contains("&lt;turbine&gt;") && !html.contains("<turbine>"))
    for year in 2028...2054 { #expect(html.contains("<th scope=\"row\">\(year)</th>")) }
    for name in ["revenue", "tax credits", "to equity", "taxable income"] {
      #expect(html.contains(">\(name)</th>"), "\(name)")
    }
  }

  /// The document for programs carries the table and reads back.
  @Test func json() throws {
    let document = try document()
    let data = try JSONEncoder().encode(document)
    let back = try JSONDecoder().decode(PlanDocument.self, from: data)
    #expect(back.answer?.cashFlow?.rows == document.answer?.cashFlow?.rows)
    #expect(back.answer?.cashFlow?.projects.count == 1)
  }

  /// Debt that the income of a year does not pay is told.
  @Test func weakCoverage() throws {
    var document = try document()
    #expect(!PlanText(document).text().contains("coverage below 1"))
    document.answer?.cashFlow?.projects[0].leastCoverage = 0.9
    #expect(PlanText(document).text().contains("coverage below 1"))
    let html = ReportPage(document: document, hourly: []).html(
      assets: ChartAssets(library: "", style: "", script: ""))
    #expect(html.contains("coverage below 1"))
  }

  /// A study without finance shows none of it.
  @Test func absentWithoutFinance() throws {
    let study = try Study.parse(
      "gigawatt: 1\nyear: 2030\nresolution: 24 h\nload: 1 MW\nsupplies: [geothermal]", file: "s")
    let document = PlanDocument(
      study: study, plan: try DirectEngine().plan(study.chain), readSeconds: 0)
    #expect(document.answer?.cashFlow == nil)
    #expect(!PlanText(document).text().contains("Pro forma"))
  }
}
