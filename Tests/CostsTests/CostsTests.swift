import Catalog
import Foundation
import Quantities
import TestSupport
import Testing

@testable import Costs

extension Tag {
  @Tag static var refusal: Self
  @Tag static var sharedData: Self
}

/// Equal to within a relative tolerance.
func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}

/// Small tables in the columns of the publishers; the numbers are made up.
enum Tables {
  static let technologyData = """
    technology,parameter,value,unit,source,further description,currency_year,financial_case,scenario
    solar-utility,investment,1000,USD/kW,NREL ATB,,2022.0,Market,Moderate
    solar-utility,investment,900,USD/kW,NREL ATB,,2022.0,Market,Advanced
    solar-utility,investment,1000,USD/kW,NREL ATB,,2022.0,R&D,Moderate
    solar-utility,FOM,1.5,%/year,NREL ATB,,2022.0,Market,Moderate
    solar-utility,lifetime,40,years,DEA,,2020.0,,
    solar-utility,CF,0.27,per unit,NREL ATB,,2022.0,Market,Moderate
    OCGT,investment,500000,EUR/MW_e,DEA,"a ""quoted"", word",2015.0,,
    OCGT,FOM,2,%/year,DEA,,2015.0,,
    OCGT,VOM,4,EUR/MWhel,DEA,,2015.0,,
    OCGT,efficiency,0.4,per unit,DEA,,2015.0,,
    OCGT,lifetime,inf,years,DEA,,2015.0,,
    nuclear,fuel,3,EUR/MWh_th,TYNDP,,2021.0,,
    nuclear,efficiency,0.3,p.u.,Lazard,,2023.0,,
    gas,fuel,20,USD/MWh_th,World Bank,,2010.0,,
    gas,CO2 intensity,0.2,tCO2/MWh_th,Stoichiometric,,,,
    battery storage,investment,150,EUR/kWh,DEA,,2020.0,,
    battery storage,lifetime,25,years,DEA,,2020.0,,
    battery inverter,investment,200,EUR/kW,DEA,,2020.0,,
    battery inverter,FOM,0.5,%/year,DEA,,2020.0,,
    battery inverter,lifetime,10,years,DEA,,2020.0,,
    battery inverter,efficiency,0.96,per unit,DEA,,2020.0,,
    electrolysis,investment,1,EUR/kW,DEA,,2020.0,,
    """

  static let baseline = """
    atb_year,technology,techdetail,display_name,default,scenario,core_metric_parameter,core_metric_variable,units,value,crpyears
    2022,UtilityPV,Class5,Utility PV - Class 5,1.0,Moderate,CAPEX,2030,$/kW,800,20
    2022,UtilityPV,Class5,Utility PV - Class 5,1.0,Moderate,CAPEX,2030,$/kW,800,30
    2022,UtilityPV,Class5,Utility PV - Class 5,1.0,Moderate,CAPEX,2040,$/kW,600,20
    2022,UtilityPV,Class5,Utility PV - Class 5,1.0,Advanced,CAPEX,2030,$/kW,700,20
    2022,UtilityPV,Class1,Utility PV - Class 1,0.0,Moderate,CAPEX,2030,$/kW,790,20
    2022,UtilityPV,Class5,Utility PV - Class 5,1.0,Moderate,Fixed O&M,2030,$/KW-yr,15,20
    2022,UtilityPV,Class5,Utility PV - Class 5,1.0,Moderate,LCOE,2030,$/MWh,20,20
    2022,Nuclear,Nuclear,Nuclear - AP1000,1.0,Moderate,Fuel,2030,$/MWh,7.3,20
    2022,Utility-Scale Battery Storage,2Hr Battery Storage,Utility-Scale Battery Storage - 2Hr,0.0,Moderate,CAPEX,2030,$/kW,600,20
    2022,Utility-Scale Battery Storage,4Hr Battery Storage,Utility-Scale Battery Storage - 4Hr,1.0,Moderate,CAPEX,2030,$/kW,900,20
    2022,Utility-Scale Battery Storage,8Hr Battery Storage,Utility-Scale Battery Storage - 8Hr,0.0,Moderate,CAPEX,2030,$/kW,1500,20
    """

  static let reeds = """
    technology,scenario,year,capcost_usd_per_kW,fom_usd_per_kW_yr,vom_usd_per_MWh,heatrate_mmbtu_per_MWh,rte,cf_multiplier,source_file
    Gas-CC,moderate,2030,1159.3,31.8,2.04,6.238,,,conv.csv
    Nuclear-SMR,moderate,2030,8000,136,2.6,9.18,,,conv.csv
    battery_2,moderate,2030,800,20,0,,0.85,,battery.csv
    battery_4,moderate,2030,1300,32.5,0,,0.85,,battery.csv
    wind-ons_115hh_170rd,moderate,2030,1228.3,29.3,0,,,1,wind.csv
    """

  static let moderate = CostsImport.Options(
    financialCase: "Market", scenario: "Moderate", moneyYear: 2025, dollarsPerEuro: 1.1)
}

@Suite("cost tables")
struct CostsTests {
  private func number(
    _ costs: CostsImport, _ technology: String, _ parameter: String, _ year: Int? = 2030
  ) throws -> CostsImport.Number {
    try #require(
      costs.numbers.first {
        $0.technology == technology && $0.parameter == parameter
          && ($0.year == year || $0.year == nil)
      }, "\(technology), \(parameter)")
  }

  @Test func technologyData() throws {
    let costs = try CostsImport(
      text: Tables.technologyData, path: "a/costs_2030.csv", options: Tables.moderate)
    let solar = try number(costs, "solar", "overnight cost")
    #expect(solar.value == 1000 && solar.unit == "USD/kW" && solar.moneyYear == 2025)
    #expect(solar.source.hasPrefix("costs_2030.csv line 2: NREL ATB"))
    #expect(isClose(try number(costs, "solar", "fixed O&M").value, 15))
    #expect(try number(costs, "solar", "life").value == 40)
    // What NREL calls CAPEX has its interest; ours must not be added.
    #expect(try number(costs, "solar", "construction time").value == 0)
    #expect(
      !costs.numbers.contains {
        $0.technology == "gas turbine" && $0.parameter == "construction time"
      })
    #expect(isClose(try number(costs, "gas turbine", "overnight cost").value, 550))
    #expect(isClose(try number(costs, "gas turbine", "fixed O&M").value, 11))
    #expect(isClose(try number(costs, "gas turbine", "variable O&M").value, 4.4))
    #expect(
      isClose(try number(costs, "gas turbine", "heat rate").value, 3.412142 / 0.4 * 1089 / 983))
    #expect(isClose(try number(costs, "nuclear", "fuel cost").value, 11))
    #expect(isClose(try number(costs, "natural gas", "price").value, 20 / 3.412142))
    #expect(
      isClose(
        try number(costs, "natural gas", "emission factor").value, 200 / 3.412142 * 983 / 1089))
    #expect(isClose(try number(costs, "battery", "energy cost").value, 165))
    #expect(isClose(try number(costs, "battery", "power cost").value, 220))
    #expect(try number(costs, "battery", "energy fixed O&M").value == 0)
    #expect(isClose(try number(costs, "battery", "fixed O&M").value, 1.1))
    #expect(try number(costs, "battery", "life").value == 10)
    #expect(try number(costs, "battery", "round-trip efficiency").value == 96)
    let notes = costs.notes.joined(separator: "\n")
    #expect(notes.contains("line 12: “lifetime” of OCGT is “inf” and is left out"))
    #expect(notes.contains("battery storage lasts 25"))
    #expect(notes.contains("CF"))
    #expect(notes.contains("1 other technologies are left out"))
  }

  /// What is written is read back by the catalog, to the digit.
  @Test func writtenTableReads() throws {
    let costs = try CostsImport(
      text: Tables.technologyData, path: "costs_2030.csv", options: Tables.moderate)
    let catalog = try Catalog(csv: costs.csv)
    #expect(catalog.rows.count == costs.count)
    let entry = try catalog.number("gas turbine", "overnight cost", year: 2035)
    #expect(entry.value.amount == 550 && entry.moneyYear == 2025)
    #expect(entry.note.contains("a \"quoted\", word"))
    #expect(entry.source.contains("line 8"))
  }

  @Test func severalYears() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "costs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var paths: [String] = []
    for (year, cost) in [(2030, "1000"), (2040, "800")] {
      let path = folder.appending(path: "costs_\(year).csv")
      try Data(Tables.technologyData.replacing(",1000,", with: ",\(cost),").utf8).write(to: path)
      paths.append(path.path())
    }
    let costs = try CostsImport(paths, options: Tables.moderate)
    let catalog = try Catalog(csv: costs.csv)
    #expect(isClose(try catalog.number("solar", "overnight cost", year: 2035).value.amount, 900))
    #expect(throws: CostsError.self) {
      try CostsImport([paths[0], paths[0]], options: Tables.moderate)
    }
  }

  @Test func baseline() throws {
    let costs = try CostsImport(
      text: Tables.baseline, path: "atb.csv", options: .init(scenario: "Moderate"))
    let cost = try number(costs, "solar", "overnight cost")
    #expect(cost.value == 800 && cost.moneyYear == 2020)
    #expect(try number(costs, "solar", "overnight cost", 2040).value == 600)
    #expect(try number(costs, "solar", "fixed O&M").value == 15)
    #expect(try number(costs, "solar", "construction time").value == 0)
    #expect(try number(costs, "nuclear", "fuel cost").value == 7.3)
    #expect(isClose(try number(costs, "battery", "energy cost").value, 150))
    #expect(isClose(try number(costs, "battery", "power cost").value, 300))
    let other = try CostsImport(
      text: Tables.baseline, path: "atb.csv",
      options: .init(scenario: "Moderate", names: ["solar": "Utility PV - Class 1"]))
    #expect(try number(other, "solar", "overnight cost").value == 790)
  }

  @Test func reeds() throws {
    let costs = try CostsImport(
      text: Tables.reeds, path: "plants.csv", options: .init(moneyYear: 2022))
    #expect(try number(costs, "ccgt", "overnight cost").value == 1159.3)
    #expect(try number(costs, "ccgt", "heat rate").value == 6.238)
    #expect(try number(costs, "wind", "fixed O&M").value == 29.3)
    #expect(isClose(try number(costs, "battery", "energy cost").value, 250))
    #expect(isClose(try number(costs, "battery", "power cost").value, 300))
    #expect(isClose(try number(costs, "battery", "energy fixed O&M").value, 6.25))
    // Overnight costs: interest during construction is the plan's own affair.
    #expect(!costs.numbers.contains { $0.parameter == "construction time" })
    #expect(!costs.numbers.contains { $0.technology == "smr" && $0.parameter == "heat rate" })
  }

  static let refused: [(String, CostsImport.Options, String)] = [
    (
      Tables.technologyData, .init(scenario: "Moderate", moneyYear: 2025, dollarsPerEuro: 1.1),
      "choose with --case one of Market, R&D"
    ),
    (
      Tables.technologyData, .init(financialCase: "Market", moneyYear: 2025, dollarsPerEuro: 1.1),
      "choose with --scenario one of Advanced, Moderate"
    ),
    (
      Tables.technologyData, .init(financialCase: "Market", scenario: "moderate", moneyYear: 2025),
      "expected one of Advanced, Moderate, found “moderate”"
    ),
    (
      Tables.technologyData,
      .init(financialCase: "Market", scenario: "Moderate", dollarsPerEuro: 1.1),
      "expected --money YEAR"
    ),
    (
      Tables.technologyData, .init(financialCase: "Market", scenario: "Moderate", moneyYear: 2025),
      "costs_2030.csv:17: error: the number is in EUR"
    ),
    (
      Tables.technologyData,
      .init(
        financialCase: "Market", scenario: "Moderate", moneyYear: 2025, dollarsPerEuro: 1,
        names: ["sola": "x"]), "did you mean “solar”?"
    ),
    (
      Tables.technologyData,
      .init(
        financialCase: "Market", scenario: "Moderate", moneyYear: 2025, dollarsPerEuro: 1,
        names: ["solar": "solar-utilty"]), "did you mean “solar-utility”?"
    ),
    (
      Tables.technologyData.replacing("1000,USD/kW", with: "many,USD/kW"), Tables.moderate,
      "costs_2030.csv:2: error: value: expected a number, found “many”"
    ),
    (
      Tables.technologyData.replacing(
        "1000,USD/kW,NREL ATB,,2022.0,R&D", with: "1100,USD/kW,NREL ATB,,2022.0,Market"),
      Tables.moderate, "stands twice for 2030: 1000.0 in line 2 and 1100.0 here"
    ),
    (
      Tables.technologyData.replacing("150,EUR/kWh", with: "150,EUR/kW"), Tables.moderate,
      "a battery needs money per kWh"
    ),
    (
      Tables.technologyData.replacing("500000,EUR/MW_e", with: "5,EUR/t"), Tables.moderate,
      "costs_2030.csv:8: error: unit: expected money per kW, MW, kWh or MWh, found “EUR/t”"
    ),
    (
      Tables.technologyData.replacing("2,%/year", with: "2,EUR/kW"), Tables.moderate,
      "unit: expected %/year"
    ),
    (
      Tables.technologyData.replacing("0.4,per unit", with: "40,per unit"), Tables.moderate,
      "efficiency: expected a share"
    ),
    (Tables.baseline, .init(), "choose with --scenario one of Advanced, Moderate"),
    (
      Tables.baseline.replacing("2022,", with: "2026,"), .init(scenario: "Moderate"),
      "expected --money YEAR"
    ),
    (
      Tables.baseline.replacing(",1500,", with: ",1900,"), .init(scenario: "Moderate"),
      "is not on a line"
    ),
    (
      Tables.baseline.replacing("CAPEX,2040", with: "CAPEX,2030"), .init(scenario: "Moderate"),
      "stands twice for 2030"
    ),
    (
      Tables.baseline, .init(scenario: "Moderate", names: ["solar": "Utility PV - Class 9"]),
      "expected one of Utility PV - Class 1, Utility PV - Class 5"
    ),
    (
      Tables.baseline.replacing("800,20", with: "800,20,7"), .init(scenario: "Moderate"),
      "cells as in the header"
    ),
    (Tables.reeds, .init(), "expected --money YEAR"),
    ("a,b\n1,2\n", .init(), "expected the columns of PyPSA technology-data"),
    ("technology,parameter,value,unit\n", .init(), "expected rows, found none"),
    (
      "technology,parameter,value,unit\nbread,investment,1,USD/kW\n",
      .init(year: 2030, moneyYear: 2025), "none of its technologies"
    ),
    ("", .init(), "error"), ("{\"solar\": 1}", .init(), "found what begins with “{”"),
  ]

  @Test(.tags(.refusal), arguments: refused)
  func refuses(_ text: String, _ options: CostsImport.Options, _ words: String) {
    let error = #expect(throws: CostsError.self) {
      try CostsImport(text: text, path: "costs_2030.csv", options: options)
    }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains(words), "\(message)")
    #expect(message.hasPrefix("costs_2030.csv"))
  }

  @Test func yearMustBeKnown() {
    let error = #expect(throws: CostsError.self) {
      try CostsImport(text: Tables.technologyData, path: "costs.csv", options: Tables.moderate)
    }
    #expect(error.map { "\($0)" }?.contains("--year") == true)
  }

  /// Whatever happens to a table, it reads or is refused with its name.
  @Test(arguments: 0..<500)
  func mutations(_ seed: Int) {
    var dice = Dice(seed: UInt64(seed) + 77)
    let bases = [
      (Tables.technologyData, Tables.moderate), (Tables.baseline, .init(scenario: "Moderate")),
      (Tables.reeds, .init(moneyYear: 2022)),
    ]
    let (base, options) = bases[seed % bases.count]
    var text = Array(base)
    for _ in 0..<Int.random(in: 1...4, using: &dice) {
      let place = Int.random(in: 0..<text.count, using: &dice)
      switch Int.random(in: 0..<5, using: &dice) {
      case 0: text.remove(at: place)
      case 1: text.insert(",", at: place)
      case 2: text.insert("\"", at: place)
      case 3: text[place] = Array("9-e.nN\n\u{0}é")[Int.random(in: 0..<9, using: &dice)]
      default: text.insert(contentsOf: text[place..<min(text.count, place + 40)], at: place)
      }
    }
    do {
      let costs = try CostsImport(text: String(text), path: "costs_2030.csv", options: options)
      #expect(costs.numbers.allSatisfy { $0.value.isFinite })
    } catch {
      let message = "\(error)"
      #expect(message.hasPrefix("costs_2030.csv"), "\(message)")
    }
  }

  // MARK: What is published

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "../shared/data/costs").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: folder.path())

  /// The files themselves, where they are: numbers seen in them by eye.
  @Test(.tags(.sharedData), .enabled(if: isPresent))
  func publishedTables() throws {
    func read(_ name: String, _ options: CostsImport.Options) throws -> CostsImport {
      try CostsImport([Self.folder.appending(path: name).path()], options: options)
    }
    let us = try read("pypsa_technology-data_US_costs_2030.csv.gz", Tables.moderate)
    for (technology, cost) in [
      ("ccgt", 1367.4637), ("wind", 1515.436), ("solar", 1284.5909), ("nuclear", 8197.7895),
      ("smr", 10386.6788),
    ] {
      #expect(isClose(try number(us, technology, "overnight cost").value, cost))
    }
    let line = try number(us, "ccgt", "overnight cost").source
    #expect(line.contains("pypsa_technology-data_US_costs_2030.csv.gz line "))
    let baseline = try read("nrel_atb_2022_core_market.csv.gz", .init(scenario: "Moderate"))
    #expect(isClose(try number(baseline, "solar", "overnight cost").value, 754.3966))
    #expect(isClose(try number(baseline, "battery", "energy cost").value, 157.57, 1e-3))
    let reeds = try read("nrel_atb_2024_reeds_subset.csv", .init(moneyYear: 2022))
    #expect(try number(reeds, "smr", "overnight cost", 2040).value == 5250)
    let europe = try read(
      "pypsa_technology-data_costs_2030.csv", .init(moneyYear: 2025, dollarsPerEuro: 1))
    #expect(isClose(try number(europe, "wind", "overnight cost").value, 1383.3059))
    let inputs = try read("pypsa_technology-data_US_fuel_costs_usa.csv", .init())
    #expect(try number(inputs, "natural gas", "price", 2025).moneyYear == 2010)
  }
}
