import ArgumentParser
import Exchange
import Studies

/// Studies become files of other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a study for another program.",
    subcommands: [ExportPyPSA.self])
}

struct ExportPyPSA: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pypsa", abstract: "A PyPSA network: a folder of CSV files.",
    discussion: """
      PyPSA's optimisation of the network costs what the plan of the study costs. A study of several \
      stages needs `n.optimize(multi_investment_periods=True)`. A tree of futures, or anything else that \
      PyPSA's own components do not say, is written as its deterministic equivalent: a bus for each \
      balance, a link for each decision.
      """)

  @Argument(help: NamedStudy.help)
  var study: String

  @Option(help: ArgumentHelp("The folder to write the network to.", valueName: "folder"))
  var out: String

  func run() throws {
    let read = try Planner.read(study)
    do throws(ExchangeError) {
      let export = try PyPSAExport(read)
      try export.write(to: out)
      Terminal.print("\(export.files.count) files of a PyPSA network, written to \(out)")
      if let first = export.equivalentBecause.first {
        let others = export.equivalentBecause.count - 1
        let more = others > 0 ? " (and \(others) more reasons)" : ""
        Terminal.print(
          "It is the study's linear program, a bus for each balance and a link for each decision: \(first)\(more)."
        )
      }
    } catch {
      throw Failure.badInput(error.description)
    }
  }
}
