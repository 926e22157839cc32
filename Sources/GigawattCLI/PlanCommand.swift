import ArgumentParser
import Chains
import Foundation
import Optimization
import Planning
import Questions
import Reporting
import Store
import Studies

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Find the best plan of a study.")

  @Argument(help: NamedStudy.help)
  var study: String

  @OptionGroup var changes: ChangeOptions
  @OptionGroup var solving: SolvingOptions

  @Flag(help: "Print one JSON document instead of the page.")
  var json = false

  @Flag(help: "With --json: every hour too.")
  var hourly = false

  @Flag(
    help: ArgumentHelp(
      "Plan again for each thing that waits for its lead time: what a month earlier is worth."))
  var sooner = false

  @Option(
    help: ArgumentHelp(
      "Write the full result to a folder: SQLite, CSV and an HTML report.", valueName: "folder"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write the linear program to a file (.lp or .mps) before it is solved.", valueName: "file"))
  var lp: String?

  func run() throws {
    let planned: Planner.Planned
    do {
      planned = try Planner(solving: solving).plan(study, changes: changes, program: lp)
    } catch let failure as Failure {
      if json, let document = failure.document { Terminal.print(try JSONText.encode(document)) }
      throw failure
    }
    var document = planned.document(hourly: hourly)
    if sooner {
      document.sooner = try Asking(study, changes, solving).ask {
        (inquiry) throws(QuestionError) in try Sooner.answers(inquiry)
      }
    }
    if json {
      Terminal.print(try JSONText.encode(document))
    } else {
      Terminal.print(PlanText(document, width: Terminal.width).text())
    }
    if let out {
      let files = try planned.write(to: out, document: document)
      Terminal.error("wrote \(files.joined(separator: ", ")) to \(out)")
    }
    if planned.plan.status != .optimal {
      throw Failure(
        code: .stopped,
        message: "stopped before the best plan was proven; this one may be off by "
          + "\(PlanText.share(planned.plan.certificate.gap))")
    }
  }
}

/// How the solver is to work.
struct SolvingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The engine: direct (one program), decomposed (blocks of hours and a certificate), arrowhead (one program along its hours) or auto."
    ))
  var engine = "auto"

  @Option(help: "The method for linear programs: auto, simplex, ipx or hipo.")
  var method = "auto"

  @Option(help: ArgumentHelp("Stop after so many seconds.", valueName: "seconds"))
  var timeLimit: Double?

  @Option(
    help: ArgumentHelp(
      "Stop at this relative gap (searches over whole units, and the decomposed engine): 1e-4, for questions 1e-5."
    ))
  var gap: Double?

  @Flag(name: .shortAndLong, help: "No progress and no warnings on standard error.")
  var quiet = false

  @Flag(help: "Show the solver's own log on standard error.")
  var solverLog = false

  func validate() throws {
    guard Engine(rawValue: engine) != nil else {
      throw ValidationError(
        "expected the engine auto, direct, decomposed or arrowhead, found “\(engine)”")
    }
    guard SolverOptions.Method(rawValue: method) != nil else {
      throw ValidationError("expected the method auto, simplex, ipx or hipo, found “\(method)”")
    }
    if let timeLimit, !(timeLimit > 0) {
      throw ValidationError("expected a time limit above 0 seconds, found \(timeLimit)")
    }
    if let gap, !(gap >= 0 && gap < 1) {
      throw ValidationError("expected a gap from 0 to 1, found \(gap)")
    }
  }
}

enum JSONText {
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let text = String(data: try encoder.encode(value), encoding: .utf8) else {
      throw Failure.badInput("error: the result is not text")
    }
    return text
  }
}
