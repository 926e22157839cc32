import Chains
import Planning
import Questions
import Reporting
import Studies
import Testing

/// Worth, breakeven and sweep.
@Suite struct SimpleQuestions {
  /// Ten units are needed: the plant makes them at 1 each and costs 5 a unit of capacity, the market sells at a
  /// price. The plant enters where the price is 6, and then makes all of it.
  static let market = """
    gigawatt: 1
    resources: {power: {unit: MWh, endowment: -10}, plant: {unit: MW, keep: 1, terminal: 0}}
    processes:
      build: {takes: {USD: 5}, gives: {plant: 1}}
      run: {takes: {USD: 1}, gives: {power: 1}, holds: {plant: 1}}
      buy: {takes: {USD: 8}, gives: {power: 1}}
    """

  private func breakeven(
    _ key: String, _ range: ClosedRange<Double>, _ condition: String, tolerance: Double = 1e-4,
    in text: String = market
  ) throws -> Breakeven.Answer {
    let question = try Breakeven(
      knob: Knob(key: key, unit: ""), between: range, conditions: [try Condition(condition)],
      tolerance: tolerance)
    return try #require(try question.answers(Studies.inquiry(text)).first)
  }

  @Test(arguments: [
    ("buy.takes.USD", "run enters", 6.0), ("processes.buy.takes.USD", "activity of run >= 5", 6),
    ("buy.takes.USD", "stock of plant >= 1 MW", 6),
    ("buy.takes.USD", "activity of run > activity of buy", 6),
    ("buy.takes.USD", "value >= -40", 4), ("buy.takes.USD", "cost >= 35", 3.5),
    ("buy.takes.USD", "price of power >= 4.5", 4.5), ("buy.takes.USD", "activity of buy <= 0", 6),
  ]) func found(_ key: String, _ condition: String, _ expected: Double) throws {
    let answer = try breakeven(key, 1...10, condition)
    #expect(answer.finding == .found)
    #expect(answer.isMonotone && answer.isDone)
    let bracket = try #require(answer.bracket)
    #expect(bracket[0] - 1e-9 <= expected && expected <= bracket[1] + 1e-9, "\(bracket)")
    #expect(bracket[1] - bracket[0] <= 1e-4)
  }

  @Test(arguments: [
    ("run enters", 7.0...9, Breakeven.Answer.Finding.always), ("run enters", 1...5, .never),
  ])
  func onOneSide(
    _ condition: String, _ range: ClosedRange<Double>, _ finding: Breakeven.Answer.Finding
  ) throws {
    let answer = try breakeven("buy.takes.USD", range, condition)
    #expect(answer.finding == finding)
    #expect(answer.value == nil)
  }

  /// Gas is burnt between a carbon price of 16.7 (coal before) and 100 (wind after): no one breakeven.
  @Test func severalTimes() throws {
    let text = """
      gigawatt: 1
      resources: {power: {endowment: -10}, carbon: {}}
      processes:
        emit: {takes: {USD: 1}, gives: {carbon: 1}}
        coal: {takes: {USD: 10, carbon: 1}, gives: {power: 1}}
        gas: {takes: {USD: 20, carbon: 0.4}, gives: {power: 1}}
        wind: {takes: {USD: 60}, gives: {power: 1}}
      """
    let answer = try breakeven("emit.takes.USD", 0...190, "gas enters", in: text)
    #expect(answer.finding == .severalTimes)
    #expect(!answer.isMonotone)
    #expect(answer.value == nil)
    let once = try breakeven("emit.takes.USD", 0...60, "gas enters", in: text)
    #expect(isClose(once.value, 10 / 0.6, within: 1e-4))
  }

  /// Where no plan exists the condition does not hold, and the reason is kept.
  @Test func withoutAPlan() throws {
    let text = """
      gigawatt: 1
      resources: {bread: {endowment: -5}}
      processes: {bake: {takes: {USD: 1}, gives: {bread: 1}, limit: 9}}
      """
    let answer = try breakeven("bake.limit", 1...9, "value >= -100", in: text)
    let bracket = try #require(answer.bracket)
    #expect(bracket[0] <= 5 && 5 <= bracket[1] + 1e-9)
    #expect(answer.holdsBelow == false)
    #expect(answer.probes.first?.noPlan?.contains("bread") == true)
  }

  @Test(
    .tags(.refusal),
    arguments: [
      ("run entres", "expected a condition"), ("capcity of run >= 3", "did you mean"),
      ("activity of rum >= 3", "did you mean “run”?"),
      ("activity of run >= 3 MW", "expected a plain number"),
      ("stock of plant >= 3 MWh", "expected a number in MW"),
      ("clean share >= 5 %", "a measure of a campus"),
      ("stock of plant >= price of power", "compares"),
    ]) func badConditions(_ condition: String, _ sentence: String) throws
  {
    let error = try #require(throws: QuestionError.self) {
      try breakeven("buy.takes.USD", 1...10, condition)
    }
    #expect("\(error)".contains(sentence), "\(error)")
  }

  /// The price at which the plant enters moves with what the plant costs, one for one; conditions share plans.
  @Test func tableOverAnotherNumber() throws {
    let question = try Breakeven(
      knob: Knob(key: "buy.takes.USD", unit: ""), between: 1...20,
      conditions: [try Condition("run enters"), try Condition("activity of run >= 10")],
      tolerance: 1e-3)
    let axis = try Sweep.axis("build.takes.USD=3,5,9")
    let inquiry = Studies.inquiry(Self.market)
    let table = try BreakevenTable.answer(question, over: [axis], inquiry)
    #expect(table.isDone && table.rows.count == 3)
    for (row, expected) in zip(table.rows, [4.0, 6, 10]) {
      #expect(row.answers.allSatisfy { isClose($0.value, expected, within: 1e-3) })
    }
    #expect(inquiry.session.count <= 3 * (5 + 14))
    let chart = LineChart(table, title: "A < B")
    #expect(chart.lines.count == 2 && chart.svg.contains("A &lt; B"))
  }

  // MARK: Worth

  @Test(arguments: [("build", -20.0), ("buy", 0)]) func worthOfAProcess(
    _ name: String, _ expected: Double
  ) throws {
    let worth = try Worth.answer(
      Studies.inquiry(Self.market), Studies.words { $0.drops = [name] })
    #expect(isClose(worth.worth, expected))
    #expect(
      worth.moves.contains { $0.name == "run" && $0.before == 10 && $0.after == 0 }
        == (expected != 0))
  }

  @Test func worthWithoutAPlan() throws {
    let change = Studies.words {
      $0.sets = ["build.limit=2"]
      $0.drops = ["buy"]
    }
    let worth = try Worth.answer(Studies.inquiry(Self.market), change)
    #expect(worth.worth == nil)
    #expect(worth.noPlan?.isEmpty == false)
  }

  /// A right is never worth less than nothing: on random chains, whatever is dropped.
  @Test(.tags(.invariant), arguments: 1...10) func rights(_ seed: Int) throws {
    let chain = try BetInvariants.chain(seed: UInt64(seed))
    let session = PlanSession()
    let value = try session.plan(chain).value
    for name in ["build", "run"] {
      let without = try session.plan(chain.applying(.drop(process: name))).value
      #expect(value >= without - 1e-7 * abs(value))
    }
  }

  // MARK: Sweep

  @Test(arguments: [
    ("load=50,100,150 MW", "MW", [50.0, 100, 150]), ("load=50..150/2 MW", "MW", [50, 100, 150]),
    ("a.b=1..2/4 USD/kW", "USD/kW", [1, 1.25, 1.5, 1.75, 2]), ("a=3", "", [3]),
    ("a=2 USD/kW, 4 USD/kW", "USD/kW", [2, 4]), ("a=-1..1/2", "", [-1, 0, 1]),
  ]) func axes(_ text: String, _ unit: String, _ values: [Double]) throws {
    let axis = try Sweep.axis(text)
    #expect(axis.knob.unit == unit)
    #expect(axis.values == values)
  }

  @Test(
    .tags(.refusal),
    arguments: ["load", "load=", "load=a,b", "load=1..2", "load=1..2/0 MW", "a=1 MW,2 GW"])
  func badAxes(_ text: String) {
    #expect(throws: QuestionError.self) { try Sweep.axis(text) }
  }

  @Test func grid() throws {
    let axes = [try Sweep.axis("buy.takes.USD=4,8"), try Sweep.axis("build.takes.USD=5,9")]
    let columns = [try Measure("cost"), try Measure("activity of run")]
    let sweep = try Sweep(axes: axes, columns: columns)
    var seen = 0
    let answer = try sweep.answer(Studies.inquiry(Self.market)) { _ in seen += 1 }
    #expect(seen == 4 && answer.isDone)
    #expect(answer.rows.map(\.values) == [[4, 5], [4, 9], [8, 5], [8, 9]])
    #expect(answer.rows.map { $0.results[0] ?? .nan } == [40, 40, 60, 80])
    #expect(answer.rows.map { $0.results[1] ?? .nan } == [0, 0, 10, 0])
    // What is known is not planned again.
    let inquiry = Studies.inquiry(Self.market)
    let again = try sweep.answer(inquiry, known: Array(answer.rows.prefix(3)))
    #expect(again.rows == answer.rows)
    #expect(inquiry.session.count == 1)
  }

  @Test func rowsWithoutAPlan() throws {
    let text = """
      gigawatt: 1
      resources: {bread: {endowment: -5}}
      processes: {bake: {takes: {USD: 1}, gives: {bread: 1}, limit: 9}}
      """
    let sweep = try Sweep(axes: [try Sweep.axis("bake.limit=3,7")], columns: [try Measure("value")])
    let answer = try sweep.answer(Studies.inquiry(text))
    #expect(answer.rows[0].results == [nil])
    #expect(answer.rows[0].noPlan?.contains("bread") == true)
    #expect(answer.rows[1].results == [-5])
  }

  // MARK: Alternatives

  /// Cost 60 with the plant (10 MW, 5 + 1 each) or 80 from the market: with 5 more, 2.5 MW less.
  @Test(arguments: [Engine.direct]) func alternatives(_ engine: Engine) throws {
    let study = try StudySource(text: Self.market, file: "market.yaml").study()
    var question = Alternatives.Question()
    question.slacks = [0, 5.0 / 60, 1]
    let answer = try Alternatives.answer(
      study, question, engine: engine, options: PlanningOptions())
    let plant = try #require(answer.ranges.first { $0.name == "plant" })
    #expect(isClose(plant.best, 10))
    #expect(plant.ends.map(\.slack) == [0, 5.0 / 60, 1])
    #expect(isClose(plant.ends[0].least, 10) && isClose(plant.ends[0].most, 10))
    #expect(isClose(plant.ends[1].least, 7.5) && isClose(plant.ends[1].most, 11))
    #expect(isClose(plant.ends[2].least, 0) && isClose(plant.ends[2].most, 22))
  }
}
