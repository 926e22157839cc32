import Catalog
import Quantities
import Testing

@Suite struct Numbers {
  let catalog: Catalog

  init() throws { catalog = try Catalog.standard }

  @Test func interpolatesLinearly() throws {
    let early = try catalog.number("solar", "overnight cost", year: 2030)
    let late = try catalog.number("solar", "overnight cost", year: 2035)
    #expect(early.value.amount == 1043.70 && !early.isInterpolated)
    let between = try catalog.number("solar", "overnight cost", year: 2032)
    let expected = early.value.amount + 0.4 * (late.value.amount - early.value.amount)
    #expect(abs(between.value.amount - expected) < 1e-9)
    #expect(between.isInterpolated && !between.isOutsideYears)
    #expect(between.row == early.row)
    let low = try #require(between.low)
    #expect(low < between.value.amount)
  }

  @Test func holdsFlatOutsideTheYears() throws {
    let last = try catalog.number("solar", "overnight cost", year: 2050)
    let later = try catalog.number("solar", "overnight cost", year: 2060)
    #expect(later.value == last.value && later.isOutsideYears && !last.isOutsideYears)
    let early = try catalog.number("smr", "overnight cost", year: 2026)
    #expect(early.value.amount == 8000 && early.isOutsideYears)
  }

  @Test func everySeriesIsContinuousAndStaysWithinItsRows() throws {
    for technology in catalog.technologies where technology.name != "inflation" {
      for parameter in try catalog.parameters(of: technology.name) {
        let rows = try catalog.rows(of: technology.name, parameter)
        let amounts = rows.map(\.value.amount)
        let least = try #require(amounts.min())
        let most = try #require(amounts.max())
        for year in 2020...2060 {
          let number = try catalog.number(technology.name, parameter, year: year)
          #expect((least...most).contains(number.value.amount))
          #expect(!(number.isInterpolated && number.isOutsideYears))
        }
      }
    }
  }

  @Test(arguments: ["solar", "wind", "smr", "nuclear", "geothermal"])
  func costsFallFromYearToYear(_ technology: String) throws {
    let costs = try (2025...2050).map {
      try catalog.number(technology, "overnight cost", year: $0).value.amount
    }
    #expect(zip(costs, costs.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test func aYearIsAskedForWhenItMatters() throws {
    let error = #expect(throws: CatalogError.self) {
      try catalog.number("solar", "overnight cost")
    }
    #expect(error?.description.contains("from 2025 to 2050") == true)
    #expect(try catalog.number("ccgt", "overnight cost").value.amount == 2000)
    #expect(try catalog.number("solar", "life").value.value(in: .year) == 30)
  }

  @Test func whatIsUnsetStaysUnset() throws {
    #expect(try catalog.numberIfSet("smr", "ramp rate") == nil)
    let error = #expect(throws: CatalogError.self) { try catalog.number("fusion", "life") }
    #expect(error?.description.contains("give it in the study") == true)
  }

  @Test(arguments: [
    ("solr", "did you mean “solar”?"), ("batery", "did you mean “battery”?"),
    ("xyzzy", "it has solar"),
  ])
  func unknownTechnology(_ name: String, _ words: String) {
    let error = #expect(throws: CatalogError.self) { try catalog.technology(name) }
    #expect(error?.description.contains(words) == true)
  }

  @Test func unknownParameter() {
    let error = #expect(throws: CatalogError.self) {
      try catalog.number("solar", "overnigth cost", year: 2030)
    }
    #expect(error?.description.contains("did you mean “overnight cost”?") == true)
  }

  @Test(arguments: [
    ("PV", "solar"), ("OCGT", "gas turbine"), ("Combined Cycle", "ccgt"), ("gas", "natural gas"),
  ])
  func aliases(_ alias: String, _ name: String) throws {
    #expect(try catalog.technology(alias).name == name)
  }
}

@Suite struct Inflation {
  let catalog: Catalog

  init() throws { catalog = try Catalog.standard }

  @Test func closedForms() throws {
    #expect(try catalog.inflate(100, from: 2024, to: 2024) == 100)
    let factor = try catalog.inflate(1, from: 2022, to: 2024)
    #expect(abs(factor - 313.689 / 292.655) < 1e-12)
    #expect(abs(try catalog.inflate(factor, from: 2024, to: 2022) - 1) < 1e-12)
    #expect(catalog.priceIndexYears == 2010...2025)
  }

  @Test func followsThePowerOfMoney() throws {
    let factor = try catalog.inflate(1, from: 2022, to: 2025)
    let cost = try catalog.inflate(.parse("1000 USD/kW"), from: 2022, to: 2025)
    #expect(abs(cost.amount - 1000 * factor) < 1e-9)
    let inverse = try catalog.inflate(.parse("1 kW/USD"), from: 2022, to: 2025)
    #expect(abs(inverse.amount - 1 / factor) < 1e-12)
    let power = try catalog.inflate(.parse("5 MW"), from: 2022, to: 2025)
    #expect(power.amount == 5)
    #expect(throws: CatalogError.self) {
      try catalog.inflate(.parse("5 EUR/MWh"), from: 2022, to: 2025)
    }
  }

  @Test func unknownYears() {
    let error = #expect(throws: CatalogError.self) { try catalog.inflate(1, from: 1999, to: 2024) }
    #expect(error?.description == "no price index for 1999: it is known from 2010 to 2025")
  }

  @Test func numbersInMoneyOfOneYear() throws {
    let then = try catalog.number("wind", "overnight cost", year: 2030)
    let now = try catalog.number("wind", "overnight cost", year: 2030, inMoneyOf: 2025)
    let factor = try catalog.inflate(1, from: 2022, to: 2025)
    #expect(then.moneyYear == 2022 && now.moneyYear == 2025)
    #expect(abs(now.value.amount - then.value.amount * factor) < 1e-9)
    let life = try catalog.number("wind", "life", inMoneyOf: 2025)
    #expect(life.value.amount == 30 && life.moneyYear == nil)
  }
}
