import Catalog
import Quantities
import Testing

/// Levelised costs from the catalog's own numbers against published ranges.
@Suite struct LevelisedCosts {
  let catalog: Catalog

  init() throws { catalog = try Catalog.standard }

  /// A technology, a capacity factor that is the test's assumption, and the range to meet.
  struct Case: Sendable, CustomTestStringConvertible {
    let technology: String
    let year: Int
    let capacityFactor: Double
    let range: ClosedRange<Double>
    let source: String

    var testDescription: String { "\(technology) \(year)" }
  }

  static let cases = [
    Case(
      technology: "solar", year: 2025, capacityFactor: 0.25, range: 38...78,
      source: "Lazard LCOE+ June 2025"),
    Case(
      technology: "wind", year: 2025, capacityFactor: 0.38, range: 37...86,
      source: "Lazard LCOE+ June 2025"),
    Case(
      technology: "ccgt", year: 2030, capacityFactor: 0.6, range: 48...109,
      source: "Lazard LCOE+ June 2025"),
    Case(
      technology: "gas turbine", year: 2025, capacityFactor: 0.10, range: 149...251,
      source: "Lazard LCOE+ June 2025, gas peaker (10 to 15 % of the hours)"),
    Case(
      technology: "smr", year: 2030, capacityFactor: 0.91, range: 85...150,
      source: "Green_datacenters, between its mature and first units"),
    Case(
      technology: "nuclear", year: 2030, capacityFactor: 0.91, range: 60...220,
      source: "wide: Lazard LCOE+ 2025 has 141 to 220 for new US plants"),
  ]

  @Test(arguments: cases)
  func withinPublishedRange(_ item: Case) throws {
    let cost = try levelisedCost(
      item.technology, year: item.year, capacityFactor: item.capacityFactor)
    #expect(item.range.contains(cost), "\(cost) USD/MWh, \(item.source)")
  }

  /// USD of 2025 per MWh: capital with interest while building, spent evenly, at the catalog's own
  /// discount rate, then fixed and variable O&M and fuel.
  private func levelisedCost(
    _ name: String, year: Int, capacityFactor: Double
  ) throws -> Double {
    func read(_ parameter: String, _ unit: Quantities.Unit) throws -> Double? {
      try catalog.numberIfSet(name, parameter, year: year, inMoneyOf: 2025)?.value.value(in: unit)
    }
    let rate = try #require(try read("discount rate", .percentPerYear)) / 100
    let life = try #require(try read("life", .year))
    let building = try #require(try read("construction time", .year))
    let overnight = try #require(try read("overnight cost", .usdPerKilowatt))
    let hours = 8.76 * capacityFactor  // MWh per kW and year
    let invested = overnight * (exponential(rate, building) - 1) / (rate * building)
    let recovery = rate / (1 - 1 / exponential(rate, life))
    var cost =
      try (invested * recovery + (read("fixed O&M", .usdPerKilowattYear) ?? 0)) / hours
    cost += try read("variable O&M", .usdPerMegawattHour) ?? 0
    cost += try read("fuel cost", .usdPerMegawattHour) ?? 0
    if let fuel = try catalog.technology(name).fuel {
      let price = try catalog.number(fuel, "price", inMoneyOf: 2025).value.value(in: .usdPerMMBtu)
      cost += try price * (read("heat rate", .mmbtuPerMegawattHour) ?? 0)
    }
    return cost
  }

  /// (1 + rate)^years for whole years.
  private func exponential(_ rate: Double, _ years: Double) -> Double {
    (0..<Int(years)).reduce(1) { result, _ in result * (1 + rate) }
  }

  @Test func batteryMeetsTheSurvey() throws {
    let power = try catalog.number("battery", "power cost", year: 2025).value.amount
    let energy = try catalog.number("battery", "energy cost", year: 2025).value.amount
    #expect((108...130).contains((power + 4 * energy) / 4))
  }

  @Test func gasPlantsEmitWhatTheyShould() throws {
    let factor = try catalog.number("natural gas", "emission factor").value
    let ccgt = try catalog.number("ccgt", "heat rate", year: 2030).value
    let turbine = try catalog.number("gas turbine", "heat rate").value
    let one = try (factor * ccgt).value(in: .tonnePerMegawattHour)
    let two = try (factor * turbine).value(in: .tonnePerMegawattHour)
    #expect(abs(one - 0.345) < 0.02)
    #expect(abs(two - 0.5) < 0.02)
  }
}

@Suite struct Showing {
  let catalog: Catalog

  init() throws { catalog = try Catalog.standard }

  @Test(arguments: [40, 80, 100, 160])
  func linesFitTheWidth(_ width: Int) throws {
    var pages = [catalog.overview(width: width)]
    for technology in catalog.technologies {
      pages.append(try catalog.table(technology.name, width: width))
    }
    for page in pages {
      #expect(page.split(separator: "\n").allSatisfy { $0.count <= width })
    }
  }

  @Test func explanationsCarrySourcesAndNotes() throws {
    for technology in catalog.technologies {
      let page = try catalog.explain(technology.name, width: 100).split(separator: " ")
        .joined().filter { !$0.isNewline }
      for row in catalog.rows where row.technology == technology.name {
        #expect(page.contains(row.source.filter { $0 != " " }))
        #expect(page.contains(row.note.filter { $0 != " " }))
      }
    }
  }

  @Test func searchFindsEveryWord() {
    #expect(catalog.search("HENRY hub").contains { $0.technology == "natural gas" })
    #expect(catalog.search("solar overnight").allSatisfy { !$0.source.isEmpty })
    #expect(catalog.search("  ").isEmpty && catalog.search("qqqq").isEmpty)
    #expect(Catalog.table(catalog.search("lead time"), width: 120).contains("technology"))
  }
}
