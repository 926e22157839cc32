import Chains
import Planning
import Questions
import Studies
import TestSupport
import Testing

/// Bets against numbers that were published or follow from a closed form.
@Suite(.tags(.oracle)) struct BetOracles {
  private func bet(_ chain: Chain, tail: Double = 0.2, weight: Double? = 0.5) throws -> Bet {
    var question = Bet.Question()
    question.tail = tail
    question.weight = weight
    return try Bet.answer(chain, question, session: PlanSession())
  }

  /// Birge & Louveaux, Introduction to Stochastic Programming, chapter 1.
  @Test(arguments: [
    ("RP", 108_390.0), ("WS", 115_405.5555555556), ("EVPI", 7_015.5555555556), ("EV", 118_600),
    ("EEV", 107_240), ("VSS", 1_150), ("CVaR", 48_820), ("regret", 11_130),
  ]) func farmer(_ name: String, _ expected: Double) throws {
    let bet = try bet(try Studies.chain(example: "farmer"))
    let numbers: [String: Double?] = [
      "RP": bet.recourse, "WS": bet.waitAndSee, "EVPI": bet.perfectInformation, "EV": bet.meanPlan,
      "EEV": bet.meanResult, "VSS": bet.stochasticSolution, "CVaR": bet.tailResult,
      "regret": bet.largestRegret,
    ]
    #expect(isClose(try #require(numbers[name]), expected))
  }

  @Test func farmerLeaves() throws {
    let bet = try bet(try Studies.chain(example: "farmer"))
    #expect(
      zip(bet.leaves.map(\.result), [167_000, 109_350, 48_820]).allSatisfy { isClose($0, $1) })
    // 120 t of wheat short of the need, bought back in the poor year: 55,120 for those who planned for the mean.
    #expect(
      zip(bet.leaves.compactMap(\.meanResult), [148_000, 118_600, 55_120]).allSatisfy {
        isClose($0, $1)
      })
    let planted = bet.commitments.filter { $0.when == .now }
    #expect(planted.map(\.amount).count == 3)
    #expect(zip(planted.map(\.amount), [170, 80, 250]).allSatisfy { isClose($0, $1) })
  }

  /// mpi-sppy, test_cvar.py: the mean counts 1 and the tail of a fifth 5.
  @Test func farmerWeighsTheTail() throws {
    let bet = try bet(try Studies.chain(example: "farmer"), weight: 5.0 / 6)
    let plan = try #require(bet.riskPlan)
    #expect(isClose(plan.expected, 103_313.3333333333))
    #expect(isClose(plan.tailResult, 57_640))
    #expect(isClose(plan.worst, 57_640))
    #expect(isClose(plan.achieved, (103_313.3333333333 + 5 * 57_640) / 6))
  }

  /// Birge & Louveaux 1997 p. 237; SDDP.jl, docs/src/examples/air_conditioning.jl.
  @Test func airConditioning() throws {
    let bet = try bet(try Studies.chain(example: "air-conditioning"))
    #expect(isClose(bet.recourse, -62_500))
    #expect(
      bet.commitments.contains { $0.process == "make" && $0.when == .now && $0.amount == 200 })
    // Only fixing the first decision costs less than planning for the mean at every node.
    #expect(try #require(bet.firstStageResult) >= (try #require(bet.meanResult)))
  }

  /// Dixit & Pindyck, Investment under Uncertainty, chapter 2: who plans for the mean invests now.
  @Test func optionToWait() throws {
    let bet = try bet(try Studies.chain(example: "widget-option"))
    #expect(isClose(bet.recourse, 772.7272727272727))
    #expect(isClose(bet.meanResult, 600))
    #expect(isClose(bet.stochasticSolution, 172.72727272727275))
    #expect(!bet.commitments.contains { $0.when == .now })
  }

  /// Two machines cost the same in the mean, to 0.001 %. On the tree the one that can stand idle when its fuel is dear is
  /// better by a quarter: hedging is worth that, or nothing, whichever of the two the plan for the mean takes.
  @Test(arguments: [(Engine.direct, 1e-9), (.decomposed, 1e-6)])
  func meanPlansAsGoodAsEachOther(_ engine: Engine, _ slack: Double) throws {
    let chain = try Studies.chain(
      """
      gigawatt: 1
      future: {now: {}, cheap: {after: now, probability: 1/2}, dear: {after: now, probability: 1/2}}
      resources:
        work: {exact: false, endowment: {cheap: -1, dear: -1}}
        A: {keep: 1}
        B: {keep: 1}
      processes:
        build A: {at: now, takes: {USD: 0.4}, gives: {A: 1}, delay: 1}
        build B: {at: now, takes: {USD: 0.39999}, gives: {B: 1}, delay: 1}
        run A: {takes: {USD: {cheap: 0, dear: 2, now: 1}}, gives: {work: 1}, holds: {A: 1}}
        run B: {takes: {USD: 1}, gives: {work: 1}, holds: {B: 1}}
        buy: {takes: {USD: 1.5}, gives: {work: 1}}
      """)
    let bet = try Bet.answer(chain, session: PlanSession(engine: engine))
    #expect(isClose(bet.recourse, -1.15, within: slack))
    #expect(isClose(bet.meanPlan, -1.39999, within: slack))
    #expect(isClose(bet.stochasticSolution, 0.24999, within: 1e-8 + 4 * slack))
    #expect(abs(try #require(bet.nearestStochasticSolution)) < slack)
    #expect(isClose(1e5 * (try #require(bet.nearestLoss)), 1 / 1.39999, within: 1e-3))
  }

  /// Costs 1 to 10, each with a tenth: the mean of the worst fifth is 9.5, of the worst 15 % 29/3.
  @Test(arguments: [(0.2, 9.5), (0.15, 29.0 / 3), (1, 5.5)])
  func conditionalValueAtRisk(_ tail: Double, _ expected: Double) throws {
    let nodes = (1...10).map { "s\($0): {after: now, probability: 1/10}" }.joined(separator: ", ")
    let costs = (1...10).map { "s\($0): \($0)" }.joined(separator: ", ")
    let chain = try Studies.chain(
      """
      gigawatt: 1
      future: {now: {}, \(nodes)}
      processes:
        pay: {takes: {USD: {now: 0, \(costs)}}, floor: 1, limit: 1}
      """)
    #expect(isClose(try bet(chain, tail: tail).tailResult, -expected))
  }

  /// Order at 3, sell at 5, salvage at 2, demand 100 or 400: 300 papers and a regret of 200.
  @Test func leastRegret() throws {
    let chain = try Studies.chain(
      """
      gigawatt: 1
      future: {now: {}, low: {after: now, probability: 1/2}, high: {after: now, probability: 1/2}}
      resources: {papers: {}, demand: {endowment: {low: 100, high: 400}}}
      processes:
        order:   {at: now, takes: {USD: 3}, gives: {papers: 1}, delay: 1}
        sell:    {at: [low, high], takes: {papers: 1, demand: 1}, gives: {USD: 5}}
        salvage: {at: [low, high], takes: {papers: 1}, gives: {USD: 2}}
      """)
    let bet = try bet(chain)
    let plan = try #require(bet.regretPlan)
    #expect(isClose(plan.largestRegret, 200))
    #expect(isClose(plan.achieved, -200))
    #expect(isClose(plan.commitments.first { $0.process == "order" }?.amount, 300))
  }

  /// The quantile (5 - 3) / (5 - 1) of ten equally likely demands, with salvage at 1: the fifth or more.
  @Test func newsvendor() throws {
    let chain = try Studies.chain(example: "newsvendor")
    let plan = try PlanSession().plan(chain)
    #expect(isClose(plan.value, 50))
    #expect(isClose(plan.activity("order", at: "now")?.amount, 50))
  }
}

/// What every bet must keep.
@Suite(.tags(.invariant)) struct BetInvariants {
  /// Capacity built at any node for a demand that branches twice, a market to buy from, and storage of what is
  /// left: random numbers.
  static func chain(seed: UInt64) throws -> Chain {
    var dice = Dice(seed: seed)
    func roll(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &dice) }
    var lines = ["  now: {}"]
    var demand = ["now: \(-roll(20...60))"]
    var price = ["now: \(roll(5...9))"]
    var inner: [String] = []
    for first in ["a", "b"] {
      lines.append("  \(first): {after: now, probability: 1/2}")
      demand.append("\(first): \(-roll(10...120))")
      price.append("\(first): \(roll(4...12))")
      inner.append(first)
      let share = roll(0.1...0.9)
      for (second, probability) in [("c", share), ("d", 1 - share)] {
        lines.append("  \(first)\(second): {after: \(first), probability: \(probability)}")
        demand.append("\(first)\(second): \(-roll(0...200))")
        price.append("\(first)\(second): \(roll(3...15))")
      }
    }
    return try Studies.chain(
      """
      gigawatt: 1
      discount: 5 %/stage
      future:
      \(lines.joined(separator: "\n"))
      resources:
        work: {exact: false, endowment: {\(demand.joined(separator: ", "))}}
        plant: {keep: 0.9, terminal: \(roll(0...2)), endowment: {now: \(roll(0...30))}}
      processes:
        build: {at: [now, a, b], takes: {USD: \(roll(3...8))}, gives: {plant: 1}, delay: 1}
        run: {takes: {USD: \(roll(0.5...2))}, gives: {work: 1}, holds: {plant: 1}}
        buy: {takes: {USD: {\(price.joined(separator: ", "))}}, gives: {work: 1}}
      """)
  }

  @Test(arguments: 1...30) func foresightAndHedging(_ seed: Int) throws {
    var question = Bet.Question()
    question.weight = 0.7
    let bet = try Bet.answer(try Self.chain(seed: UInt64(seed)), question, session: PlanSession())
    let slack = 1e-7 * abs(bet.recourse)
    let result = try #require(bet.meanResult, "\(bet.meanFailure ?? "")")
    #expect(bet.waitAndSee >= bet.recourse - slack)
    #expect(bet.recourse >= result - slack)
    // Three stages: giving the first decision alone leaves more freedom.
    #expect(bet.recourse >= (try #require(bet.firstStageResult)) - slack)
    #expect((try #require(bet.firstStageResult)) >= result - slack)
    #expect(isClose(bet.leaves.reduce(0) { $0 + $1.probability * $1.result }, bet.recourse))
    #expect(bet.leaves.allSatisfy { $0.regret >= -slack })
    let risk = try #require(bet.riskPlan)
    #expect(risk.expected <= bet.recourse + slack)
    #expect(risk.tailResult >= bet.tailResult - 1e-5 * abs(bet.tailResult))
    #expect(risk.achieved >= 0.3 * bet.recourse + 0.7 * bet.tailResult - 1e-5 * abs(bet.recourse))
    let regret = try #require(bet.regretPlan)
    #expect(regret.largestRegret <= bet.largestRegret + 1e-5 * abs(bet.recourse))
  }

  /// With one future there is nothing to bet on.
  @Test(.tags(.refusal)) func oneFuture() throws {
    let chain = try Studies.chain("gigawatt: 1\nprocesses: {p: {gives: {USD: 1}, limit: 1}}")
    #expect(throws: QuestionError.self) { try Bet.answer(chain, session: PlanSession()) }
  }

  /// A plan for the mean that some future makes impossible is said in words, never as a number.
  @Test func meanThatCannotBeCarriedOut() throws {
    let chain = try Studies.chain(
      """
      gigawatt: 1
      future: {now: {}, low: {after: now, probability: 1/2}, high: {after: now, probability: 1/2}}
      resources: {bread: {endowment: {low: -1, high: -3}}}
      processes: {bake: {at: now, takes: {USD: 1}, gives: {bread: 1}, delay: 1}}
      """)
    let bet = try Bet.answer(chain, session: PlanSession())
    #expect(bet.meanResult == nil)
    #expect(bet.stochasticSolution == nil)
    let why = try #require(bet.meanFailure)
    #expect(why.contains("bread") && why.contains("high"))
  }
}

/// Things under a name of their own at every node, as campuses have them.
@Suite(.tags(.invariant)) struct MeanOfFamilies {
  /// The chain of ``BetInvariants`` with its building under three names, one at each node: the same bet.
  @Test(arguments: 1...6) func sameBet(_ seed: Int) throws {
    let chain = try BetInvariants.chain(seed: UInt64(seed))
    var named = chain
    let build = try #require(chain.process("build"))
    named.processes.removeAll { $0.name == "build" }
    for node in ["now", "a", "b"] {
      var own = build
      own.name = "build in \(node)"
      own.nodes = [node]
      named.processes.append(own)
    }
    var question = Bet.Question()
    question.weight = nil
    question.asksRegret = false
    let (one, other) = (
      try Bet.answer(chain, question, session: PlanSession()),
      try Bet.answer(named, question, session: PlanSession())
    )
    #expect(isClose(other.recourse, one.recourse))
    #expect(isClose(other.meanPlan, try #require(one.meanPlan)))
    #expect(isClose(other.meanResult, try #require(one.meanResult)))
  }

  /// What costs 4 in one branch and 8 in the other costs 6 in the mean.
  @Test func meanOfCosts() throws {
    let chain = try Studies.chain(
      """
      gigawatt: 1
      future: {now: {}, a: {after: now, probability: 1/2}, b: {after: now, probability: 1/2}}
      resources: {bread: {endowment: {a: -1, b: -3}}}
      processes:
        bake in a: {at: a, takes: {USD: 4}, gives: {bread: 1}}
        bake in b: {at: b, takes: {USD: 8}, gives: {bread: 1}}
      """)
    let plan = try PlanSession().plan(chain.applying(.mean))
    #expect(isClose(plan.value, -12))
  }
}
