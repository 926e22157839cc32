import Chains
import Planning
import Studies
import Testing

@testable import Questions

/// What a study has not is refused before anything is planned.
@Suite struct MeasureChecks {
  /// What is known before a plan is what the plan then has.
  @Test(arguments: [Edits.campus, Edits.pathway]) func namesOfPlans(_ text: String) throws {
    let outcome = try Studies.inquiry(text).outcome()
    let node = outcome.plan.chain.future.nodes[0].name
    let site = try #require(outcome.study.campuses.first).site.name
    let capacities = Set(outcome.capacities.map(\.name))
    let energies = Set(outcome.energies.map(\.name))
    var measures = ["cost", "cost per MWh", "emissions", "clean share", "unserved"]
    for name in capacities {
      measures += ["capacity of \(name)", "capacity of \(name) at \(site)"]
    }
    for name in energies { measures += ["energy of \(name) in \(node)", "share of \(name)"] }
    for text in measures {
      let measure = try Measure(text)
      try measure.check(in: outcome.study)
      _ = try measure.amount(of: outcome)
    }
    // What is made is not what is stored, and nothing is left out.
    for name in capacities.subtracting(energies) where name != "grid connection" {
      #expect(throws: QuestionError.self) {
        try Measure("energy of \(name)").check(in: outcome.study)
      }
      #expect(throws: QuestionError.self) { try Measure("energy of \(name)").amount(of: outcome) }
    }
  }

  @Test(
    .tags(.refusal),
    arguments: [
      ("capacity of batery", "did you mean “battery”?"),
      ("share of gas engin in 2030", "there is no source of energy “gas engin in 2030”"),
      ("energy of battery", "there is no source of energy “battery”"),
      ("activity of nothing", "there is no process “nothing”"),
      ("price of electrcity", "did you mean “electricity”?"),
      ("stock of gas engine capacty", "there is no stock"),
    ]) func sites(_ measure: String, _ sentence: String) throws
  {
    try refuses(Edits.campus, "load=50,100 MW", measure, sentence)
  }

  @Test(
    .tags(.refusal),
    arguments: [
      ("activity of rum", "did you mean “run”?"), ("price of powr", "did you mean “power”?"),
      ("stock of plnat", "did you mean “plant”?"), ("capacity of plnat", "did you mean “plant”?"),
      ("share of run", "is a measure of a campus"), ("emissions", "is a measure of a campus"),
    ]) func chains(_ measure: String, _ sentence: String) throws
  {
    try refuses(SimpleQuestions.market, "buy.takes.USD=4,8", measure, sentence)
  }

  private func refuses(
    _ text: String, _ axis: String, _ measure: String, _ sentence: String
  ) throws {
    let inquiry = Studies.inquiry(text)
    let sweep = try Sweep(
      axes: [try Sweep.axis(axis)], columns: [try Measure("value"), try Measure(measure)])
    let error = try #require(throws: QuestionError.self) { try sweep.answer(inquiry) }
    #expect("\(error)".contains(sentence), "\(error)")
    let question = try Breakeven(
      knob: sweep.axes[0].knob, between: 1...9, conditions: [try Condition("\(measure) >= value")])
    let other = try #require(throws: QuestionError.self) { try question.answers(inquiry) }
    #expect("\(other)".contains(sentence), "\(other)")
    #expect(inquiry.session.count == 0)
  }
}

extension SimpleQuestions {
  /// What earlier plans have told is enough: nothing is planned again, and the answer is the same.
  @Test func breakevenGoesOn() throws {
    let question = try Breakeven(
      knob: Knob(key: "buy.takes.USD", unit: ""), between: 1...20,
      conditions: [try Condition("run enters")], tolerance: 1e-3)
    let axis = try Sweep.axis("build.takes.USD=3,5")
    var plans: [Breakeven.Known] = []
    let whole = try BreakevenTable.answer(question, over: [axis], Studies.inquiry(Self.market)) {
      plans.append($0)
    }
    let half = plans.count * 2 / 3
    let inquiry = Studies.inquiry(Self.market)
    var more = 0
    let again = try BreakevenTable.answer(
      question, over: [axis], inquiry, known: Array(plans.prefix(half))
    ) { _ in more += 1 }
    #expect(again == whole)
    #expect(more == plans.count - half && inquiry.session.count == more)
  }
}
