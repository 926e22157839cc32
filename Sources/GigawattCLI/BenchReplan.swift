import ArgumentParser
import Chains
import Foundation
import Optimization
import Planning
import Quantities
import Questions
import Reporting
import Studies
import Synchronization

/// How long a study takes to plan again when a number changes.
struct BenchReplan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replan",
    abstract: "Plan a study, then again after each change of one number, in one session.",
    discussion: """
      Every change is one of its own: the others are as in the study.

        gigawatt bench replan Examples/abilene --set 'supplies.smr.overnight cost=6000 USD/kW' \
          --set 'products.video.price=0.08 USD/s'
      """)

  @Argument(help: NamedStudy.help) var study: String
  @Option(name: .customLong("set"), help: "A change, such as 'discount=8 %/year'.")
  var sets: [String] = []
  @Option(help: "Stop at this relative gap.") var gap = 1e-3
  @Flag(name: .shortAndLong, help: "No progress on standard error.") var quiet = false

  func run() throws {
    Interrupt.listen()
    let progress = ProgressLine("planning", isQuiet: quiet)
    defer { progress.finish() }
    var options = PlanningOptions()
    options.gap = gap
    options.solver.shouldStop = { Interrupt.requested.load(ordering: .relaxed) }
    let answers = Mutex(0)
    options.progress = { state in
      answers.withLock { $0 = state.answers }
      progress.tick(Planner.text(state))
    }
    let session = PlanSession(engine: .decomposed, options: options)
    let inquiry = Inquiry(Subject(try NamedStudy.source(study)), session: session)
    Terminal.print("s read  s plan  s CPU  blocks answered        gap  plan")
    try row("the study as it is", ChangeWords(), inquiry, answers)
    for set in sets {
      var words = ChangeWords()
      words.sets = [set]
      try row(set, words, inquiry, answers)
    }
  }

  private func row(
    _ name: String, _ words: ChangeWords, _ inquiry: Inquiry, _ answers: borrowing Mutex<Int>
  ) throws {
    func column(_ value: Double, _ width: Int) -> String {
      let text = format(value)
      return String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let start = ContinuousClock.now
    do throws(QuestionError) {
      let read = try inquiry.study(words)
      let middle = ContinuousClock.now
      let cpu = BenchRun.cpu
      let plan = try Self.plan(read, inquiry)
      Terminal.print(
        column((middle - start) / .seconds(1), 6)
          + column((ContinuousClock.now - middle) / .seconds(1), 8)
          + column(BenchRun.cpu - cpu, 7) + column(Double(answers.withLock { $0 }), 17)
          + column(plan.certificate.gap, 11) + "  " + name)
    } catch {
      throw Failure(error, study: study)
    }
  }

  private static func plan(_ study: Study, _ inquiry: Inquiry) throws(QuestionError) -> Plan {
    do throws(PlanningError) {
      return try inquiry.session.plan(study.chain)
    } catch {
      throw .planning(error, of: nil)
    }
  }
}
