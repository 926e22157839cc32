import ArgumentParser
import Questions
import Reporting
import Studies

struct BetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bet",
    abstract: "What to commit now on a tree of futures, and what foresight and hedging are worth.",
    discussion: """
      For any study with a tree: the plan on the tree (RP), with foresight (WS), planning for the mean (EV, EEV), \
      the worth of foresight (EVPI) and of hedging (VSS), the mean result of the tail (CVaR), regret, what is decided \
      now and what waits, what is stranded in each future, and the plans that weigh the tail or keep the largest \
      regret small.

        gigawatt bet Examples/farmer
        gigawatt bet Examples/farmer --risk 0.8 --tail 20%
      """)

  @Argument(help: NamedStudy.help)
  var study: String

  @OptionGroup var changes: ChangeOptions

  @Option(help: "How much the tail counts beside the mean in the plan that weighs it, from 0 to 1.")
  var risk = 0.5

  @Option(help: ArgumentHelp("The worst part of the future.", valueName: "share"))
  var tail = "20%"

  @Flag(help: "Only the plan on the tree, foresight and the mean: no plans with other aims.")
  var plain = false

  @OptionGroup var solving: SolvingOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  @Option(help: ArgumentHelp("Write an HTML page with charts to a folder.", valueName: "folder"))
  var out: String?

  func run() throws {
    var question = Bet.Question()
    question.tail = try Share.parse(tail, option: "--tail")
    question.weight = plain ? nil : risk
    question.asksRegret = !plain
    let asking = try Asking(study, changes, solving)
    let read = try asking.read()
    let bet = try asking.ask { (inquiry) throws(QuestionError) in
      try Bet.answer(read.chain, question, session: inquiry.session, says: inquiry.says)
    }
    Terminal.print(json ? try JSONText.encode(bet) : asking.text(read).page(bet))
    if let out { try QuestionFiles.write(QuestionPage(read, bet), json: bet, to: out) }
  }
}

/// Shares as they are typed: `20%`, `20 %`, `0.2`.
enum Share {
  static func parse(_ text: String, option: String) throws(Failure) -> Double {
    let plain = text.filter { $0 != " " }
    let isPercent = plain.hasSuffix("%")
    guard let value = Double(isPercent ? String(plain.dropLast()) : plain), value.isFinite else {
      throw .badInput("error: \(option): expected a share such as 20%, found “\(text)”")
    }
    return isPercent ? value / 100 : value
  }
}
