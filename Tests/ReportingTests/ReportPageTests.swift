import Chains
import Foundation
import Testing

@testable import Reporting
@testable import Studies

/// A page without the chart library's four megabytes.
private let assets = ChartAssets(
  library: "/* library */", style: "/* style */", script: "/* script */")

/// A document read from JSON: the same that `--json` prints.
private func document(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> PlanDocument {
  var object = try #require(
    try JSONSerialization.jsonObject(with: Data(sample.utf8)) as? [String: Any])
  change(&object)
  return try JSONDecoder().decode(
    PlanDocument.self, from: try JSONSerialization.data(withJSONObject: object))
}

private func campus() throws -> PlanDocument {
  var document = try document()
  let capacities = [
    CampusAnswer.Capacity(
      name: "solar", technology: "solar", site: "Here", node: "2030", amount: 268.44, unit: "MW",
      added: 268.44),
    CampusAnswer.Capacity(
      name: "battery", technology: "battery", site: "Here", node: "2030", amount: 150.6,
      unit: "MW", added: 150.6),
    CampusAnswer.Capacity(
      name: "battery energy", technology: "battery", site: "Here", node: "2030", amount: 1233,
      unit: "MWh", added: 1233),
  ]
  let stage = CampusAnswer.Stage(
    name: "2030", year: 2030, years: 1, capacities: capacities,
    sources: [
      CampusAnswer.Source(
        name: "solar", technology: "solar", energy: 8000, curtailed: 500, capacityFactor: .nan)
    ],
    stores: [
      CampusAnswer.Store(name: "battery", charged: 400, discharged: 340, cycles: 12, hours: 8.19)
    ],
    costs: [
      CampusAnswer.Cost(cause: .capital, name: "solar", amount: 500_000),
      CampusAnswer.Cost(cause: .fixed, name: "solar", amount: 60_000),
      CampusAnswer.Cost(cause: .capital, name: "battery", amount: 250_000),
      CampusAnswer.Cost(cause: .exports, name: "grid", amount: -12_345),
    ],
    annualCost: 797_655, costPerMegawattHour: 91.05, load: 8760, served: 8760, unserved: 0,
    unservedHours: 0, curtailedLoad: 0, emissions: 876, cleanShare: 0.845,
    price: CampusAnswer.Price(
      mean: 23.33, loadWeighted: 23.33, minimum: 10, median: 20, maximum: 40, low: 10, high: 40,
      hoursAtZero: 0),
    drivers: [
      CampusAnswer.Driver(
        start: "14 Jan 18:00", firstStep: 2, hours: 1, price: 1247, share: 0.1695,
        renewableShare: 0.2)
    ], costInDearestHours: 0.1676)
  document.answer = CampusAnswer(
    stages: [stage], cost: 797_655, isAnnual: true, costPerMegawattHour: 91.05)
  document.capacities = capacities
  document.money = "2025 USD"
  return document
}

/// A year in which 4,000 chips sell 2 trillion tokens for 4 million dollars, of half the demand.
private let sold = FleetAnswer.Stage(
  name: "2030", year: 2030, years: 1, probability: 1,
  halls: [FleetAnswer.Hall(site: "Here", built: 5, added: 5, used: 5)],
  chips: [
    FleetAnswer.Chips(
      accelerator: "b200", site: "Here", installed: 3000, added: 3000, busy: 3000, idleHours: 0,
      idleCost: 0),
    FleetAnswer.Chips(
      accelerator: "b200", site: nil, installed: 1000, added: 1000, busy: 1000, idleHours: 0,
      idleCost: 0),
  ], work: [],
  products: [
    FleetAnswer.Product(
      name: "chat", unit: "token", sold: 2e12, demand: 4e12, price: 2e-6, revenue: 4e6)
  ], costs: [], revenue: 4e6, cost: 3e6,
  stacks: [
    FleetAnswer.Stack(
      name: "chat", units: 2e12, unit: "token", layers: [.grid: 0.5e6, .hall: 0.5e6, .chip: 2e6])
  ], margins: [], power: [], waiting: [])

private let hours = [
  StageHours(
    name: "2030", step: 1,
    series: [
      HourlySeries(
        name: "solar", technology: "solar", role: .supply, unit: "MW", values: [3, 0, 1]),
      HourlySeries(
        name: "battery discharge", technology: "battery", role: .supply, unit: "MW",
        values: [0, 1, 0]),
      HourlySeries(
        name: "battery charge", technology: "battery", role: .use, unit: "MW", values: [2, 0, 0]),
      HourlySeries(name: "load", technology: "load", role: .load, unit: "MW", values: [1, 1, 1]),
      HourlySeries(
        name: "price", technology: "price", role: .price, unit: "USD/MWh", values: [10, 40, 20]),
    ])
]

private func page(_ document: PlanDocument, _ hours: [StageHours] = []) -> String {
  ReportPage(document: document, hourly: hours).html(assets: assets)
}

@Suite struct ReportPageTests {
  @Test func textOfAStudyCannotBecomeMarkup() throws {
    let evil = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"
    let html = page(
      try document { object in
        object["title"] = evil
        object["warnings"] = [evil]
        object["activities"] = [["name": evil, "node": "now", "amount": 3, "unit": evil]]
        object["attribution"] = [
          ["source": "limit", "name": evil, "node": 0, "party": evil, "amount": 5],
          ["source": "limit", "name": "\(evil) 2", "node": 0, "amount": 6],
        ]
      })
    #expect(!html.contains("<script>alert"))
    #expect(!html.contains("<img"))
    #expect(html.contains("<title>&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;img"))
    // The data of the charts cannot close its element either.
    #expect(html.contains("\\u003cscript>alert(1)\\u003c/script>"))
    #expect(html.components(separatedBy: "</script>").count == 5)
  }

  @Test func nothingIsLoadedFromElsewhere() throws {
    let html = page(try campus(), hours)
    for wanting in ["src=\"http", "href=\"http", "<link", "@import", "url(http", "fetch("] {
      #expect(!html.contains(wanting), "\(wanting)")
    }
    #expect(html.contains("default-src 'none'"))
    #expect(html.contains("script-src 'unsafe-inline'"))
    for name in ["report.css", "report.js", "charts.js", "hours.js", "palette.css"] {
      let text = try ChartAssets.resource(name)
      #expect(!text.contains("http") && !text.contains("@import") && !text.contains("</script"))
    }
  }

  @Test func theAnswerIsInWordsWithItsNumbers() throws {
    let html = page(try campus(), hours).replacing("\u{A0}", with: " ")
    #expect(
      html.contains(
        "build 268.4 MW of solar and 150.6 MW of battery with 1.233 GWh: electricity then costs "
          + "91.05 USD/MWh (797.7 thousand USD a year)"))
    for words in [
      "84.5 % of the load served", "0.1 t of CO₂ per MWh", "all load is served", "money of 2025",
      "14 Jan 18:00", "16.76 %", "no plan is better by more than 0.01 %",
      "hold of “solar capacity”",
    ] {
      #expect(html.contains(words), "\(words)")
    }
  }

  @Test func costsAddUpToTheTotal() throws {
    let document = try campus()
    let stage = try #require(document.answer?.stages.first)
    let table = CostTable(document, stage, 1)
    #expect(table.sum() == stage.annualCost)
    let causes = CampusAnswer.Cost.Cause.allCases.map { table.sum(nil, $0) }
    #expect(causes.reduce(0, +) == stage.annualCost)
    let supplies = ["solar", "battery", "grid"].map { table.sum($0) }
    #expect(supplies == [560_000, 250_000, -12_345])
    #expect(table.html.markup.contains("797.7"))
    let data = ReportData(document, hourly: [])
    #expect(data.costs.compactMap(\.perYear).reduce(0, +) == stage.annualCost)
  }

  @Test func whatIsEarnedIsWhatTheLoadPays() throws {
    let document = try campus()
    let stage = try #require(document.answer?.stages.first)
    let table = EarningsTable(document, stage, hours[0], stages: 1)
    #expect(table.paid == 70)
    #expect(table.rows.map(\.supply) == ["solar", "battery"])
    #expect(table.rows.map(\.earned) == [50, 20])
    #expect(table.rows.map(\.cost) == [560_000, 250_000])
  }

  @Test func theSameDocumentGivesTheSamePage() throws {
    let document = try campus()
    #expect(page(document, hours) == page(document, hours))
  }

  @Test func whatIsNoNumberIsADash() throws {
    let html = page(try campus(), hours)
    #expect(!html.lowercased().contains(">nan"))
    #expect(html.contains("<td class=\"number\">–</td>"))
    let chain = page(
      try document { object in
        object["resourcePrices"] = [["name": "land", "node": "now", "unit": "USD"]]
      })
    #expect(chain.contains("<th scope=\"row\">land</th><td class=\"number\">–</td>"))
  }

  @Test func aChainShowsItsNodesAndPrices() throws {
    let html = page(
      try document { object in
        let nodes = [
          ["name": "now", "probability": 1, "discountFactor": 1, "years": 1],
          ["name": "up", "after": "now", "probability": 0.25, "discountFactor": 0.5, "years": 1],
        ]
        object["nodes"] = nodes
        object["resourcePrices"] = [
          ["name": "land", "node": "now", "amount": 275, "unit": "USD/acre"],
          ["name": "land", "node": "up", "amount": 12.87, "unit": "USD/acre"],
        ]
      })
    #expect(html.contains("expected to be worth 108,400 USD"))
    #expect(html.contains("25 %"))
    #expect(
      html.contains("<td class=\"number\">275</td><td class=\"number\">12.87</td><td>USD/acre</td>")
    )
  }

  @Test func chartsStackBySupplyAndKeepTheStagesInTime() throws {
    var document = try campus()
    var late = try #require(document.answer?.stages.first)
    late.name = "2040"
    late.costs.insert(CampusAnswer.Cost(cause: .unserved, name: "load", amount: 1), at: 0)
    document.answer?.stages.append(late)
    let data = ReportData(document, hourly: hours)
    #expect(data.stageNames == ["2030", "2040"])
    #expect(
      data.costs.map(\.color)
        == ["solar", "solar", "solar", "solar", "grid", "grid", "battery", "battery", "unserved"]
        .map { "tech-\($0)" })
    #expect(data.stages[0].series.map(\.name).prefix(2) == ["solar", "battery discharge"])
  }

  @Test func seriesAreLittleEndianFloats() {
    let text = ReportData.base64([1, -2.5])
    #expect(Data(base64Encoded: text) == Data([0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0]))
  }

  @Test func numbersStayWithTheirUnits() {
    #expect(Text.bound("build 3 MW of 40 % now") == "build 3\u{A0}MW of 40\u{A0}% now")
    #expect(Text.list(["a", "b", "c"]) == "a, b and c")
  }

  /// Layers of a unit add up to its cost; each chart of the page has its numbers and the other way round.
  @Test func fleetsHaveCharts() throws {
    var document = try campus()
    let answer = try #require(document.answer)
    document.sites = [
      PlanDocument.SiteAnswer(site: Campus.Site(name: "Here"), answer: answer)
    ]
    document.fleet = FleetAnswer(stages: [sold], value: 1)
    let page = ReportPage(document: document, hourly: []).html(assets: assets)
    let charts = FleetCharts(document).charts
    #expect(
      charts.map(\.identifier) == [
        "chart-fleet-chips", "chart-fleet-halls", "chart-fleet-revenue", "chart-fleet-served",
        "chart-fleet-stack-0",
      ])
    for chart in charts {
      #expect(page.contains("id=\"\(chart.identifier)\""))
      #expect(page.contains("\"identifier\":\"\(chart.identifier)\""))
      #expect(chart.parts.allSatisfy { $0.values.count == chart.places.count })
    }
    let stack = try #require(charts.last)
    #expect(stack.title == "chat, USD per million token")
    #expect(abs(stack.parts.reduce(0) { $0 + ($1.values[0] ?? 0) } - 1.5) < 1e-12)
    #expect(stack.mark?.values == [2])
    #expect(charts[0].parts.map(\.name) == ["b200", "b200, leased"])
    #expect(charts[0].parts.map { $0.values[0] } == [3, 1])
    #expect(charts[3].parts[0].values == [50])
  }

  @Test func foldersOfTheAuthorAreNotShown() throws {
    let html = page(
      try document { object in
        object["study"] = "/Users/someone/secret/site/study.yaml"
        object["warnings"] = ["/Users/someone/secret/site/study.yaml:3: warning: no year"]
      })
    #expect(!html.contains("someone"))
    #expect(html.contains("gigawatt plan site --out results"))
    #expect(html.contains("site/study.yaml:3: warning: no year"))
  }
}

@Suite struct ChartAssetsTests {
  @Test func missingLibraryTellsWhatToDo() {
    let error = #expect(throws: ReportError.self) {
      try ChartAssets.find(executable: "/nowhere/bin/gigawatt", folder: "/nowhere/else")
    }
    #expect(error?.description.contains("make setup") == true)
    #expect(error?.description.contains("/nowhere/share/gigawatt/plotly.min.js") == true)
  }

  @Test func placesGoFromTheInstallationToTheFoldersAbove() {
    let places = ChartAssets.candidates(executable: "/nowhere/bin/gigawatt", folder: "/other")
    #expect(
      places == [
        "/nowhere/share/gigawatt/plotly.min.js", "/nowhere/bin/.deps/web/plotly.min.js",
        "/nowhere/.deps/web/plotly.min.js", "/.deps/web/plotly.min.js",
        "/other/.deps/web/plotly.min.js",
      ])
  }

  @Test func theLibraryIsFoundAboveTheFolder() throws {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: home) }
    let web = home.appendingPathComponent(".deps/web")
    let deep = home.appendingPathComponent("a/b")
    for folder in [web, deep] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    try "/* charts */".write(
      to: web.appendingPathComponent("plotly.min.js"), atomically: true, encoding: .utf8)
    let found = try ChartAssets.find(executable: nil, folder: deep.path)
    #expect(found.library == "/* charts */")
    #expect(found.script.hasPrefix("'use strict';"))
  }
}

private let sample = """
  {"title": "Test", "study": "test.yaml", "status": "optimal", "engine": "direct",
   "objective": 108390, "cost": -108390, "bound": 108391, "gap": 0.0001,
   "seconds": {"read": 0.1, "build": 0.2, "solve": 0.3}, "valueUnit": "USD",
   "sites": [], "timing": [], "growth": [], "sooner": [], "earnings": [], "capacities": [], "energy": [], "prices": [], "unserved": 0, "emissions": [], "costs": [],
   "nodes": [{"name": "now", "probability": 1, "discountFactor": 1, "years": 1}],
   "activities": [], "stocks": [], "resourcePrices": [], "attribution": [], "books": [],
   "certificate": {"bound": 108391, "gap": 0.0001, "worstViolation": 1e-15,
    "worstPlace": "hold of “solar capacity”", "moneyDifference": 0, "dualityDifference": 0},
   "inputs": [], "warnings": []}
  """
