import ArgumentParser
import Planning
import Questions
import Reporting
import Studies

struct AlternativesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alternatives",
    abstract: "How different a plan may be that costs hardly more than the best.",
    discussion: """
      The most and the least of each capacity (or of a process) among all plans that cost at most some percent more \
      than the best one.

        gigawatt alternatives Examples/el-paso
        gigawatt alternatives Examples/abilene-power --within 2 --of wind --of smr --at 2035
      """)

  @Argument(help: NamedStudy.help)
  var study: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Percent of the best cost by which a plan may cost more.", valueName: "percent"))
  var within: [Double] = [1, 2, 5]

  @Option(
    name: .customLong("of"), help: ArgumentHelp("Only this capacity or process.", valueName: "name")
  )
  var names: [String] = []

  @Option(
    name: .customLong("at"),
    help: ArgumentHelp(
      "At this node, not in the mean over the years of the plan.", valueName: "node"))
  var place: String?

  @OptionGroup var changes: ChangeOptions
  @OptionGroup var solving: SolvingOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  @Option(help: ArgumentHelp("Write an HTML page with charts to a folder.", valueName: "folder"))
  var out: String?

  func run() throws {
    var question = Alternatives.Question()
    question.slacks = within.map { $0 / 100 }
    question.names = names
    question.node = place
    let asking = try Asking(study, changes, solving)
    let read = try asking.read()
    let answer = try asking.ask { (inquiry) throws(QuestionError) in
      try Alternatives.answer(
        read, question, engine: inquiry.session.engine, options: inquiry.session.options,
        says: inquiry.says)
    }
    Terminal.print(json ? try JSONText.encode(answer) : asking.text(read).page(answer))
    if let out { try QuestionFiles.write(QuestionPage(read, answer), json: answer, to: out) }
    if !answer.isDone {
      throw Failure(code: .stopped, message: "stopped before all ranges were found")
    }
  }
}
