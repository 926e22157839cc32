import ArgumentParser
import Catalog
import Foundation
import Reporting
import Studies
import Weather

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read a study and say what is in it, or what is wrong.")

  @Argument(help: NamedStudy.help)
  var study: String

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let read = try Planner.read(study)
    let summary = StudySummary(read)
    if json {
      Terminal.print(try JSONText.encode(summary))
    } else {
      Terminal.print(summary.text(width: Terminal.width))
    }
  }
}

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Plan a study and write its HTML report.")

  @Argument(help: NamedStudy.help)
  var study: String

  @OptionGroup var changes: ChangeOptions
  @OptionGroup var solving: SolvingOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write.", valueName: "file"))
  var output = "report.html"

  func run() throws {
    let planned = try Planner(solving: solving).plan(study, changes: changes)
    let assets: ChartAssets
    do throws(ReportError) {
      assets = try ChartAssets.find()
    } catch {
      throw Failure.badInput("error: \(error)")
    }
    let page = ReportPage(document: planned.document(), hourly: planned.stageHours)
      .html(assets: assets)
    do {
      try Data(page.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
    } catch {
      throw Failure.badInput("error: cannot write “\(output)”: \(error.localizedDescription)")
    }
    Terminal.print(output)
  }
}

struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "Show the numbers that the program comes with, and their sources.")

  @Argument(
    help: """
      A technology, a fuel, an accelerator, “hall”; “work” or a kind of work (chat, reasoning, image, \
      video, training) or a model for what accelerators do of it.
      """)
  var name: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    do throws(CatalogError) {
      let catalog = try Catalog.standard
      if json {
        Terminal.print(try catalog.json(name))
      } else if let name {
        Terminal.print(try catalog.explain(name, width: Terminal.width))
      } else {
        Terminal.print(catalog.overview(width: Terminal.width))
      }
    } catch {
      throw Failure.badInput("error: \(error)")
    }
  }
}

struct WeatherCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weather",
    abstract: "Show what a weather file says: sums, capacity factors, warnings.")

  @Argument(
    help: """
      A weather file, perhaps compressed by gzip: EPW, TMY2, TMY3, NSRDB/SAM CSV, PVGIS, WIND Toolkit, \
      NREL wind CSV, SRW or Open-Meteo.
      """)
  var file: String

  @Flag(help: "Print one JSON document.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Write the hourly capacity factors to a CSV file.", valueName: "file"))
  var series: String?

  @Option(
    help: ArgumentHelp("Fill gaps of up to so many hours.", valueName: "hours"))
  var fillGaps: Int?

  @Option(help: ArgumentHelp("The year to take from a file of several.", valueName: "year"))
  var year: Int?

  @Flag(help: "Keep 29 February: a leap year then has 8,784 hours.")
  var keepLeapDay = false

  @Option(
    help: ArgumentHelp(
      "The time zone of the site, such as UTC-6 or America/Chicago.", valueName: "zone"))
  var zone: String?

  @Option(help: ArgumentHelp("For files that name no place.", valueName: "degrees"))
  var latitude: Double?

  @Option(help: ArgumentHelp("For files that name no place.", valueName: "degrees"))
  var longitude: Double?

  func run() throws {
    var table: String?
    do throws(WeatherError) {
      let options = WeatherOptions(
        gaps: fillGaps.map { GapPolicy.interpolate(maxHours: $0) } ?? .refuse, year: year,
        leapDay: keepLeapDay ? .keep : .drop,
        utcOffset: try zone.map { (name) throws(WeatherError) in
          try SeriesZone(name).standardOffset
        }, latitude: latitude, longitude: longitude)
      let year = try WeatherFile.read(file, options)
      let summary = WeatherSummary(year)
      if series != nil { table = try CapacitySeries(year).csv() }
      Terminal.print(json ? try summary.json() : summary.text(width: min(Terminal.width, 100)))
    } catch {
      throw Failure.badInput("error: \(error)")
    }
    guard let series, let table else { return }
    do {
      try Data(table.utf8).write(to: URL(fileURLWithPath: series), options: .atomic)
    } catch {
      throw Failure.badInput("error: cannot write “\(series)”: \(error.localizedDescription)")
    }
  }
}
