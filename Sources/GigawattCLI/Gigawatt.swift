import ArgumentParser
import Reporting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@main
struct Gigawatt: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gigawatt",
    abstract: "Plans AI infrastructure from electrons to models.",
    discussion: """
      A study is a YAML file (or a folder with a study.yaml); a PyPSA network may stand in its \
      place. Results go to standard output, progress and warnings to standard error. Exit codes: \
      0 done, 1 no plan exists, 2 bad input, 3 stopped or out of time.
      """,
    version: "0.1.0",
    subcommands: [
      PlanCommand.self, WorthCommand.self, BreakevenCommand.self, SweepCommand.self,
      BetCommand.self, AlternativesCommand.self, CheckCommand.self, ReportCommand.self,
      CatalogCommand.self,
      WeatherCommand.self, ImportCommand.self, ExportCommand.self, AgreementCommand.self,
      BenchCommand.self, ServeCommand.self,
    ])

  /// As the parser's own `main`, but bad options are bad input: exit code 2.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Terminal.error(failure.message)
      leave(failure.code.rawValue)
    } catch {
      let code = exitCode(for: error)
      if code == .success || code == .failure { exit(withError: error) }
      Terminal.error(fullMessage(for: error))
      leave(Failure.Code.badInput.rawValue)
    }
  }
}

/// The C library's `exit`, which the command's own static method hides inside the type.
private func leave(_ code: Int32) -> Never { exit(code) }

/// Why a command ends early, with what it says and the exit code.
struct Failure: Error {
  enum Code: Int32 {
    case noPlan = 1
    case badInput = 2
    case stopped = 3
  }

  var code: Code
  var message: String
  /// What `--json` prints in place of a plan.
  var document: FailureDocument?

  init(code: Code, message: String, document: FailureDocument? = nil) {
    self.code = code
    self.message = message
    self.document = document
  }

  static func badInput(_ message: String) -> Failure {
    Failure(code: .badInput, message: message)
  }
}
