import ArgumentParser
import Foundation
import Questions
import Reporting
import Studies

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Plans over the values of one or several numbers, or over scenarios.",
    discussion: """
      --over takes a list or a range; several make a grid. --scenarios takes a YAML file of names with what is \
      different: {name: {set: [KEY=VALUE], scale: [...], drop: [...]}}. With --out the rows are kept in the folder as \
      they come, and a sweep that was interrupted goes on from there.

        gigawatt sweep Examples/el-paso --over 'fuels.natural gas.price=2,4,8 USD/MMBtu'
        gigawatt sweep Examples/el-paso --over 'load=50..150/4 MW' \\
          --over-factor 'supplies.solar.overnight cost=0.5..1.5/4' --columns 'cost per MWh, share of solar'
      """)

  @Argument(help: NamedStudy.help)
  var study: String

  @Option(
    help: ArgumentHelp(
      "A key and its values.", valueName: "KEY=1,2,3 UNIT | KEY=FROM..TO/STEPS UNIT"))
  var over: [String] = []

  @Option(
    help: ArgumentHelp("A key and factors on its number.", valueName: "KEY=1,2 | KEY=0.5..2/6"))
  var overFactor: [String] = []

  @Option(help: ArgumentHelp("A YAML file of scenarios.", valueName: "file"))
  var scenarios: String?

  @Option(help: ArgumentHelp("Measures, parted by commas.", valueName: "names"))
  var columns: String?

  @OptionGroup var changes: ChangeOptions
  @OptionGroup var solving: SolvingOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  @Flag(help: "Print comma-separated values.")
  var csv = false

  @Option(
    help: ArgumentHelp(
      "Write the table, JSON and an HTML page with charts to a folder, and go on from what is there.",
      valueName: "folder"))
  var out: String?

  func validate() throws {
    if json, csv { throw ValidationError("expected either --json or --csv, found both") }
    let axes = over.count + overFactor.count
    guard (axes > 0) != (scenarios != nil) else {
      throw ValidationError(
        axes > 0
          ? "expected either --over or --scenarios, found both"
          : "expected something to sweep over, such as --over 'load=50,100,150 MW'")
    }
  }

  func run() throws {
    let asking = try Asking(study, changes, solving)
    let read = try asking.read()
    let sweep = try sweep(read)
    let log = try out.map { (folder) throws(Failure) in
      try AnswerLog<Sweep.Row>(
        "\(folder)/sweep.jsonl", study: read.file, question: changes.words.description)
    }
    var done = 0
    let answer = try asking.ask { (inquiry) throws(QuestionError) in
      try sweep.answer(inquiry, known: log?.known ?? []) { row in
        done += 1
        log?.append(row)
      }
    }
    if json {
      Terminal.print(try JSONText.encode(answer))
    } else {
      Terminal.print(csv ? answer.csv : asking.text(read).page(answer))
    }
    if let out {
      try AnswerFile.write(answer.csv, to: "\(out)/sweep.csv")
      try QuestionFiles.write(QuestionPage(read, answer), json: answer, to: out)
    }
    if !answer.isDone {
      throw Failure(
        code: .stopped,
        message: "stopped after \(answer.rows.count) of \(answer.asked) plans"
          + (out == nil ? "" : "; the same command goes on from there"))
    }
  }

  private func sweep(_ read: Study) throws(Failure) -> Sweep {
    do throws(QuestionError) {
      var measures: [Measure] = []
      for name in columns?.split(separator: ",") ?? [] {
        measures.append(try Measure(String(name)))
      }
      if measures.isEmpty { measures = try Sweep.defaultColumns(of: read) }
      if let scenarios {
        return try Sweep(file: scenarios, columns: measures)
      }
      var axes: [Sweep.Axis] = []
      for text in over { axes.append(try Sweep.axis(text)) }
      for text in overFactor { axes.append(try Sweep.axis(text, isFactor: true)) }
      return try Sweep(axes: axes, columns: measures)
    } catch {
      throw Failure(error)
    }
  }
}
