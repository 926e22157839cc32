import ArgumentParser
import Questions
import Reporting
import Studies

struct WorthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worth",
    abstract: "What a change is worth: the best plan with and without it.",
    discussion: """
      The changes of --set, --scale, --drop, --add, --fix, --reveal and --mean together are the change; those of \
      --given hold before and after.

        gigawatt worth Examples/el-paso --drop battery
        gigawatt worth Examples/el-paso --set 'supplies.solar.overnight cost=800 USD/kW'
        gigawatt worth Examples/raw/farmer.yaml --reveal poor
      """)

  @Argument(help: NamedStudy.help)
  var study: String

  @OptionGroup var changes: ChangeOptions

  @Option(
    help: ArgumentHelp("A key that is set before and after the change.", valueName: "KEY=VALUE"))
  var given: [String] = []

  @OptionGroup var solving: SolvingOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    if changes.words.isEmpty {
      throw ValidationError("expected a change, such as --drop battery or --set 'load=50 MW'")
    }
  }

  func run() throws {
    var before = ChangeOptions.none
    before.sets = given
    let asking = try Asking(study, before, solving)
    let read = try asking.read()
    let worth = try asking.ask { (inquiry) throws(QuestionError) in
      try Worth.answer(inquiry, changes.words)
    }
    Terminal.print(json ? try JSONText.encode(worth) : asking.text(read).page(worth))
  }
}
