import ArgumentParser
import Costs
import Foundation
import Quantities

struct ImportCostsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "costs",
    abstract: "Turn a published table of costs into one that a study can name with `costs:`.",
    discussion: """
      Reads the tables of PyPSA's technology-data (costs_YEAR.csv and its inputs), NREL's Annual Technology \
      Baseline (flat files) and ReEDS (plants), plain or packed with gzip. Several tables of different years may \
      be given. Every number keeps the file and line that it comes from.

      Where a table has several numbers for one thing, --case and --scenario choose; where it does not say of \
      which year its money is, --money must. Money is carried to the study's year with the consumer price \
      index of the catalog (BLS CPI-U) when the study is read, never here.
      """)

  @Argument(help: "The table, or the tables of several years.")
  var tables: [String]

  @Option(help: ArgumentHelp("The table to write.", valueName: "file"))
  var out: String

  @Option(
    name: .customLong("case"),
    help: ArgumentHelp("The financial case, such as Market or R&D.", valueName: "name"))
  var financialCase: String?

  @Option(help: ArgumentHelp("The scenario, such as Moderate.", valueName: "name"))
  var scenario: String?

  @Option(
    help: ArgumentHelp(
      "The year for which the costs are, if the file does not say.", valueName: "year"))
  var year: Int?

  @Option(
    help: ArgumentHelp("The year of its money, if the file does not say.", valueName: "year"))
  var money: Int?

  @Option(
    help: ArgumentHelp("What one EUR is worth in USD of that year.", valueName: "rate"))
  var dollarsPerEuro: Double?

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp(
      "Another of the table's technologies for one of the catalog's, such as 'solar=solar-rooftop'.",
      valueName: "catalog=source"))
  var maps: [String] = []

  @Flag(name: .shortAndLong, help: "No notes on standard error.")
  var quiet = false

  func validate() throws {
    if let money, !(1950...2100).contains(money) {
      throw ValidationError("expected --money to be a year, found \(money)")
    }
    if let year, !(1950...2200).contains(year) {
      throw ValidationError("expected --year to be a year, found \(year)")
    }
    if let rate = dollarsPerEuro, !(rate > 0 && rate < 100) {
      throw ValidationError("expected --dollars-per-euro above 0, found \(rate)")
    }
  }

  func run() throws {
    var names: [String: String] = [:]
    for text in maps {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw Failure.badInput("error: --map: expected CATALOG=SOURCE, found “\(text)”")
      }
      names[parts[0]] = parts[1]
    }
    let options = CostsImport.Options(
      financialCase: financialCase, scenario: scenario, year: year, moneyYear: money,
      dollarsPerEuro: dollarsPerEuro, names: names)
    let imported: CostsImport
    do throws(CostsError) {
      imported = try CostsImport(tables, options: options)
    } catch {
      throw Failure.badInput("\(error)")
    }
    do {
      try Data(imported.csv.utf8).write(to: URL(fileURLWithPath: out), options: .atomic)
    } catch {
      throw Failure.badInput("error: cannot write “\(out)”: \(error.localizedDescription)")
    }
    if !quiet {
      for note in imported.notes { Terminal.error("note: \(note)") }
    }
    Terminal.print(
      "\(imported.format): \(imported.count) numbers of \(imported.technologies.joined(separator: ", ")), "
        + "written to \(out)")
  }
}
