import Chains
import Planning
import Questions
import Studies
import TestSupport
import Testing

/// Aims and ranges by the decomposed engine and along the hours, against the direct one.
@Suite(.tags(.invariant)) struct BothEngines {
  /// A campus of 24 hours and two futures: sun, a store and engines are built now, and engines once more when
  /// the load is known.
  static func chain(seed: UInt64) throws -> Chain {
    var dice = Dice(seed: seed)
    func roll(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &dice) }
    func hours(_ value: (Int) -> Double) -> String {
      "[" + (0..<24).map { "\(value($0))" }.joined(separator: ", ") + "]"
    }
    let load = roll(50...100)
    let high = load * roll(1.2...2.5)
    let sun = hours {
      max(0, 0.5 + 0.5 * (Double(abs($0 - 12)) < 6 ? 1 : -1) - 0.02 * Double(abs($0 - 12)))
    }
    return try Studies.chain(
      """
      gigawatt: 1
      discount: 5 %/year
      future:
        now: {years: 2}
        low: {after: now, probability: 0.4, years: 5}
        high: {after: now, probability: 0.6, years: 5}
      resources:
        power:
          {unit: MW, hours: {count: 24, step: 1 h, weight: 365},
           endowment: {now: \(hours { _ in -load }), low: \(hours { _ in -load * 0.7 }), high: \(hours { _ in -high })}}
        sun: {unit: MW, keep: 1, terminal: 0, availability: \(sun)}
        engines: {unit: MW, keep: 1, terminal: 0}
        battery: {unit: MW, keep: 1, terminal: 0}
        energy: {unit: MWh, keep: 1, terminal: 0}
        level: {unit: MWh, hours: {count: 24, step: 1 h, weight: 365}, keep: 1, holds: {energy: 1}}
      processes:
        build sun: {at: now, takes: {USD: \(roll(300_000...700_000))}, gives: {sun: 1}}
        build engines: {at: [now, low, high], takes: {USD: \(roll(300_000...900_000))}, gives: {engines: 1}}
        build battery: {at: now, takes: {USD: \(roll(100_000...200_000))}, gives: {battery: 1}}
        build energy: {at: now, takes: {USD: \(roll(50_000...150_000))}, gives: {energy: 1}}
        shine: {gives: {power: 1}, holds: {sun: 1}}
        burn: {takes: {USD: {now: 50, low: \(roll(20...60)), high: \(roll(50...120))}}, gives: {power: 1}, holds: {engines: 1}}
        charge: {takes: {power: 1}, gives: {level: 0.95}, holds: {battery: 1}}
        discharge: {takes: {level: 1.05}, gives: {power: 1}, holds: {battery: 1}}
        go without: {takes: {USD: 2000}, gives: {power: 1}}
      """)
  }

  private func session(_ engine: Engine) -> PlanSession {
    var options = PlanningOptions()
    options.gap = 1e-6
    return PlanSession(engine: engine, options: options)
  }

  @Test(arguments: 1...4, [Engine.decomposed, .arrowhead]) func aims(_ seed: Int, _ engine: Engine)
    throws
  {
    let chain = try Self.chain(seed: UInt64(seed))
    let leaves = [1, 2]
    var known: [Int: Double] = [:]
    for leaf in leaves {
      let name = chain.future.nodes[leaf].name
      known[leaf] = try session(.direct).plan(chain.applying(.reveal(node: name))).value
    }
    for aim in [
      Aim.risk(weight: 0.6, tail: 0.3), .risk(weight: 1, tail: 0.5), .regret(foresight: known),
    ] {
      let direct = try session(.direct).plan(chain, aim: aim)
      let other = try session(engine).plan(chain, aim: aim)
      #expect(other.plan.engine == engine.rawValue)
      // Along the hours plans are known to a millionth of their value, five of which may come together, and every leaf counts a
      // ten thousandth; the search leaves as much of the aim to the expected value.
      let size =
        engine == .arrowhead
        ? abs(direct.plan.value) : max(abs(direct.achieved), 1e-3 * abs(direct.plan.value))
      #expect(abs(direct.achieved - other.achieved) <= 2e-5 * size, "\(aim)")
      if let bound = other.bound { #expect(bound >= direct.achieved - 1e-9 * size) }
    }
  }

  @Test(arguments: 1...4, [Engine.decomposed, .arrowhead]) func ranges(
    _ seed: Int, _ engine: Engine
  ) throws {
    let chain = try Self.chain(seed: UInt64(seed))
    let future = chain.future
    let extents = ["sun", "engines", "battery", "energy"].map {
      Extent($0, .stock, weights: Extent.mean(over: future))
    }
    let direct = try NearOptimal(
      chain, extents: extents, engine: .direct, options: PlanningOptions())
    var options = PlanningOptions()
    options.gap = 1e-6
    let other = try NearOptimal(chain, extents: extents, engine: engine, options: options)
    let money = 0.02 * abs(direct.best.value)
    let size = extents.map { $0.amount(in: direct.best) }.max() ?? 1
    for index in extents.indices {
      for most in [false, true] {
        let exact = try direct.extreme(index, most: most, slack: money)
        let found = try other.extreme(index, most: most, slack: money)
        let slack = 3e-3 * max(size, abs(exact.amount))
        #expect(abs(exact.amount - found.amount) <= slack, "\(extents[index].name), most \(most)")
        // What is proven is never less than what exists.
        #expect(
          most
            ? found.bound >= exact.amount - 1e-4 * size : found.bound <= exact.amount + 1e-4 * size)
        #expect(most ? found.amount <= found.bound + 1e-9 : found.amount >= found.bound - 1e-9)
      }
    }
  }

  /// Results of the leaves add up to the value, by probability.
  @Test(arguments: [Engine.direct, .decomposed]) func leaves(_ engine: Engine) throws {
    let chain = try Self.chain(seed: 7)
    var question = Bet.Question()
    question.tail = 0.3
    let bet = try Bet.answer(chain, question, session: session(engine))
    #expect(isClose(bet.leaves.reduce(0) { $0 + $1.probability * $1.result }, bet.recourse))
    #expect(bet.waitAndSee >= bet.recourse - 1e-5 * abs(bet.recourse))
    #expect(bet.recourse >= (try #require(bet.meanResult)) - 1e-5 * abs(bet.recourse))
    // Engines that were built for the high load stand idle when it is low, or nothing was built for it.
    #expect(bet.strandedByLeaf.allSatisfy { $0.idleCapital >= 0 })
  }
}
