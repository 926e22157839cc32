import Catalog
import Quantities
import Testing

@Suite struct ShippedFile {
  let catalog: Catalog

  init() throws { catalog = try Catalog.standard }

  @Test func everyRowIsComplete() {
    #expect(catalog.rows.count > 150)
    for row in catalog.rows {
      #expect(!row.source.isEmpty, "line \(row.line)")
      #expect((row.low ?? row.value.amount) <= row.value.amount, "line \(row.line)")
      #expect((row.high ?? row.value.amount) >= row.value.amount, "line \(row.line)")
      #expect((row.moneyYear != nil) == !row.value.dimension.currencies.isEmpty)
      #expect(row.value.amount.isFinite)
    }
  }

  @Test func linesAreThoseOfTheFile() {
    #expect(catalog.rows.map(\.line) == Array(2..<(catalog.rows.count + 2)))
  }

  @Test func noNumberTwice() {
    let keys = catalog.rows.map { "\($0.technology)/\($0.parameter)/\($0.year ?? 0)" }
    #expect(Set(keys).count == keys.count)
  }

  @Test func dimensionsFitTheParameter() {
    let units: [String: Quantities.Unit] = [
      "overnight cost": .usdPerKilowatt, "fixed O&M": .usdPerKilowattYear,
      "variable O&M": .usdPerMegawattHour, "heat rate": .mmbtuPerMegawattHour, "life": .year,
      "lead time": .year, "availability": .one, "unit size": .megawatt,
      "emission factor": .kilogramPerMMBtu, "discount rate": .percentPerYear,
      "energy cost": .usdPerKilowattHour, "power cost": .usdPerKilowatt,
    ]
    for row in catalog.rows {
      if let unit = units[row.parameter] { #expect(row.value.isConvertible(to: unit)) }
    }
  }

  @Test func sharesAreShares() throws {
    for row in catalog.rows where row.value.unit == .percent {
      #expect((0...1).contains(try row.value.value(in: .one)), "line \(row.line)")
    }
    for technology in catalog.technologies where technology.kind == .generator {
      guard let heatRate = try catalog.numberIfSet(technology.name, "heat rate", year: 2030) else {
        continue
      }
      #expect(heatRate.value.value > 1 && heatRate.value.value < 4)
    }
  }

  @Test func derivedRowsAgreeWithTheirParents() throws {
    for technology in catalog.technologies {
      let name = technology.name
      guard let forced = try catalog.numberIfSet(name, "forced outage rate"),
        let planned = try catalog.numberIfSet(name, "planned outage rate")
      else { continue }
      let both = (1 - forced.value.value) * (1 - planned.value.value)
      #expect(abs(try catalog.number(name, "availability").value.value - both) < 1e-4)
    }
    let round = try catalog.number("battery", "round-trip efficiency").value.value
    let charge = try catalog.number("battery", "charge efficiency").value.value
    let discharge = try catalog.number("battery", "discharge efficiency").value.value
    #expect(abs(charge * discharge - round) < 1e-4)
    for year in [2025, 2030, 2040, 2050] {
      let power = try catalog.number("battery", "power cost", year: year).value.amount
      let fixed = try catalog.number("battery", "fixed O&M", year: year).value.amount
      #expect(abs(fixed - 0.025 * power) < 0.01)
      let energy = try catalog.number("battery", "energy cost", year: year).value.amount
      let upkeep = try catalog.number("battery", "energy fixed O&M", year: year).value.amount
      #expect(abs(upkeep - 0.025 * energy) < 0.01)
    }
  }

  @Test func everyTechnologyHasNumbersAndEveryFuelExists() throws {
    #expect(catalog.technologies == Technology.all)
    for technology in catalog.technologies {
      if let fuel = technology.fuel { #expect(try catalog.technology(fuel).kind == .fuel) }
    }
    #expect(try catalog.technology("fusion").isOffByDefault)
  }

  @Test func noAliasMeansTwoThings() {
    let names = catalog.technologies.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0 == $0.lowercased() })
  }
}

@Suite struct BrokenFiles {
  static let header =
    "technology,parameter,year,value,unit,low,high,money_year,source,confidence,note\n"

  @Test(arguments: [
    ("solar,life,,30,years,,,,a,high,", nil, ""),
    ("sola,life,,30,years,,,,a,high,", 2, "unknown technology"),
    ("solar,lief,,30,years,,,,a,high,", 2, "unknown parameter"),
    ("solar,life,,,years,,,,a,high,", 2, "value is missing"),
    ("solar,life,,x,years,,,,a,high,", 2, "expected a number"),
    ("solar,life,,nan,years,,,,a,high,", 2, "expected a number"),
    ("solar,life,,30,yeers,,,,a,high,", 2, "did you mean “years”?"),
    ("solar,life,,30,MW,,,,a,high,", 2, "expected life, a duration"),
    ("solar,life,,30,years,31,,,a,high,", 2, "not between"),
    ("solar,life,,30,years,,,2022,a,high,", 2, "year of money"),
    ("solar,overnight cost,2030,900,USD/kW,,,,a,high,", 2, "year of money"),
    ("solar,life,,30,years,,,,,high,", 2, "source is missing"),
    ("solar,life,,30,years,,,,a,sure,", 2, "confidence"),
    ("solar,life,20301,30,years,,,,a,high,", 2, "expected a year"),
    ("solar,life,,30,years,,,,a,high,\nsolar,life,,31,years,,,,a,high,", 3, "must rise"),
    (
      "solar,life,,30,years,,,,a,high,\"two\nlines\"\nsolar,lief,,31,years,,,,a,high,", 4,
      "unknown parameter"
    ),
    ("solar,life,,30,years,,,,a,high,,extra", 2, "cells"),
  ])
  func pointAtTheLine(_ rows: String, _ line: Int?, _ words: String) throws {
    guard let line else {
      #expect(try Catalog(csv: Self.header + rows).rows.count == 1)
      return
    }
    let error = #expect(throws: CatalogError.self) { try Catalog(csv: Self.header + rows) }
    let text = error?.description ?? ""
    #expect(text.contains("line \(line)") && text.contains(words), "\(text)")
  }

  @Test func wrongHeader() {
    let error = #expect(throws: CatalogError.self) { try Catalog(csv: "a,b\n1,2\n") }
    #expect(error?.description.contains("expected the columns") == true)
  }
}
