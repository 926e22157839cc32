import ArgumentParser
import Exchange
import Quantities
import Studies

struct ImportPyPSA: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pypsa",
    abstract: "A PyPSA network: a folder of CSV files (plain or .gz) or netCDF.",
    discussion: """
      The study is a raw chain that `gigawatt plan` solves to PyPSA's total cost: its objective plus \
      its objective_constant. What is not covered is refused by name, with file and line.
      """)

  @Argument(help: "The network: a folder of CSV files, or a .nc file.")
  var network: String

  @Option(help: ArgumentHelp("The folder to write the study to.", valueName: "folder"))
  var out: String

  @Option(help: "Networks with scenarios: the confidence level of the conditional value at risk.")
  var cvarAlpha: Double?

  @Option(help: "Networks with scenarios: its weight against the expected cost.")
  var cvarOmega: Double?

  @Flag(name: .shortAndLong, help: "No warnings on standard error.")
  var quiet = false

  func validate() throws {
    guard (cvarAlpha == nil) == (cvarOmega == nil) else {
      throw ValidationError("expected both --cvar-alpha and --cvar-omega, or neither")
    }
    if let cvarAlpha, !(0 <= cvarAlpha && cvarAlpha < 1) {
      throw ValidationError("expected --cvar-alpha from 0 and below 1, found \(cvarAlpha)")
    }
    if let cvarOmega, !(0...1).contains(cvarOmega) {
      throw ValidationError("expected --cvar-omega from 0 to 1, found \(cvarOmega)")
    }
  }

  func run() throws {
    do throws(ExchangeError) {
      let risk = cvarAlpha.flatMap { alpha in
        cvarOmega.map { PyPSAImport.Risk(alpha: alpha, omega: $0) }
      }
      let imported = try PyPSAImport(path: network, risk: risk)
      try imported.write(to: out)
      if !quiet { for warning in imported.warnings { Terminal.error("\(warning)") } }
      let constant = format(imported.objectiveConstant)
      Terminal.print(
        """
        \(imported.title): \(imported.counts.resources) resources and \(imported.counts.processes) \
        processes, written to \(out)
        The cost of a plan is PyPSA's objective plus its objective_constant, here \(constant).
        """)
    } catch {
      throw Failure.badInput(error.description)
    }
  }
}
