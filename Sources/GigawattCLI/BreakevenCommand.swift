import ArgumentParser
import Questions
import Reporting
import Studies

struct BreakevenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "breakeven",
    abstract: "The value of a number at which a condition becomes true.",
    discussion: """
      The key is one of the study, such as 'supplies.smr.overnight cost', or a number of a chain, such as \
      'plant wheat.takes.USD'. A condition is “NAME enters”, or a measure, one of >= <= > < =, and a number with \
      its unit or another measure. Measures: value, cost, cost per MWh, emissions, unserved, clean share, capacity \
      of X, energy of X, share of X, activity of X, stock of X, price of X; each may end with “in NODE”.

        gigawatt breakeven Examples/el-paso 'supplies.solar.overnight cost' --where 'solar enters' \\
          --between '500 USD/kW' '4000 USD/kW'
        gigawatt breakeven Examples/el-paso 'fuels.natural gas.price' --where 'share of solar >= 50 %' \\
          --between '2 USD/MMBtu' '12 USD/MMBtu'

      Several --where share their plans; with --over the breakeven is found for each value of another number.
      """)

  @Argument(help: NamedStudy.help)
  var study: String

  @Argument(help: "The key of a number.")
  var key: String

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("A condition, such as 'smr enters'.", valueName: "condition"))
  var conditions: [String]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The two values between which to look.", valueName: "values"))
  var between: [String]

  @Flag(help: "The values are factors on the number that is there.")
  var factor = false

  @Option(
    help: ArgumentHelp("How close to come; a thousandth of the larger value.", valueName: "value"))
  var tolerance: String?

  @Option(help: "Probes across the range before the bisection.")
  var probes = 5

  @Option(
    help: ArgumentHelp(
      "Once for each value of another number, or of two.", valueName: "KEY=1,2,3 UNIT"))
  var over: [String] = []

  @Option(
    help: ArgumentHelp("With --over: write a chart as an SVG picture.", valueName: "file"))
  var svg: String?

  @Option(
    help: ArgumentHelp(
      "Write report.html, answer.json and plans.jsonl here; a stopped search goes on from there.",
      valueName: "folder"))
  var out: String?

  @OptionGroup var changes: ChangeOptions
  @OptionGroup var solving: SolvingOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard between.count == 2 else {
      throw ValidationError(
        "expected two values after --between, such as '2000 USD/kW' '8000 USD/kW', found \(between.count)"
      )
    }
    if conditions.isEmpty { throw ValidationError("expected a condition after --where") }
    if over.count > 2 {
      throw ValidationError("expected --over at most twice, found \(over.count)")
    }
    if svg != nil, over.isEmpty { throw ValidationError("a chart needs --over for its axis") }
    guard (2...1000).contains(probes) else {
      throw ValidationError("expected from 2 to 1000 probes, found \(probes)")
    }
  }

  func run() throws {
    let question = try question()
    let axes = try axes()
    let asking = try Asking(study, changes, solving)
    let read = try asking.read()
    // Other ends, conditions and tolerances of the same search share its plans.
    let log = try out.map { (folder) throws(Failure) in
      try AnswerLog<Breakeven.Known>(
        "\(folder)/plans.jsonl", study: read.file,
        question: "\(changes.words.description)\u{0}\(conditions)\u{0}\(solving.gap ?? 0)")
    }
    let table = try asking.ask { (inquiry) throws(QuestionError) in
      try BreakevenTable.answer(question, over: axes, inquiry, known: log?.known ?? []) {
        log?.append($0)
      }
    }
    if json {
      let single = axes.isEmpty && conditions.count == 1 ? table.rows.first?.answers.first : nil
      Terminal.print(try single.map { try JSONText.encode($0) } ?? JSONText.encode(table))
    } else {
      Terminal.print(asking.text(read).page(table))
    }
    if let svg {
      let title = read.title.isEmpty ? read.file : read.title
      try AnswerFile.write(LineChart(table, title: title).svg, to: svg)
    }
    if let out {
      try QuestionFiles.write(QuestionPage(read, table), json: table, to: out)
    }
    if !table.isDone {
      throw Failure(
        code: .stopped,
        message: "stopped before the bracket was as narrow as asked"
          + (out == nil ? "" : "; the same command goes on from there"))
    }
  }

  private func axes() throws(Failure) -> [Sweep.Axis] {
    do throws(QuestionError) {
      var axes: [Sweep.Axis] = []
      for text in over { axes.append(try Sweep.axis(text)) }
      return axes
    } catch {
      throw Failure(error)
    }
  }

  private func question() throws(Failure) -> Breakeven {
    do throws(QuestionError) {
      return try Breakeven(
        key: key, isFactor: factor, between: between, conditions: conditions, tolerance: tolerance,
        probes: probes)
    } catch {
      throw Failure(error)
    }
  }
}
