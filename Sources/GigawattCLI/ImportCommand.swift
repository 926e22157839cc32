import ArgumentParser

/// Turns what others publish into what a study reads; each subcommand lives in a file of its own.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Turn files of other programs and archives into a study's.",
    subcommands: [
      ImportPyPSA.self, ImportTraceCommand.self, ImportCostsCommand.self,
    ])
}
