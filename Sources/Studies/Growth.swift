public import Chains
import Foundation
import Quantities
import Yams

extension Campus {
  /// How fast something may be built.
  public enum Growth: Sendable, Equatable {
    /// MW a year that crews can bring on line, by stage. What starts in a stage was built in the years of
    /// the stage before; what starts in the first, since `today` (at least in one year).
    case crews([Double])
    /// Capacity of a stage is at most `from` MW and what stood in the stage before, grown by a rate a year.
    case rate(Double, from: Double)

    /// Whether two futures may have these limits: crews may differ, rates may not.
    static func mayDiffer(_ one: Growth?, _ other: Growth?) -> Bool {
      if case (.crews, .crews) = (one, other) { return true }
      return one == other
    }
  }

  /// Years in which what starts in a stage is built.
  func yearsOfWork(_ stage: Int) -> Double {
    if let parent = stages[stage].parent { return stages[parent].years }
    return max(1, today.map { Double(stages[stage].year - $0) } ?? 1)
  }
}

extension Campus.Growth {
  /// The limit on a tree, from its readings at the nodes.
  func onTree(_ levels: [Int], _ readings: [Campus.Growth?]) -> Campus.Growth {
    guard case .crews = self else { return self }
    return .crews(
      zip(readings, levels).map { reading, level in
        if case .crews(let values) = reading { values[level] } else { .infinity }
      })
  }
}

extension CampusSection {
  /// Whose something is.
  func owner(_ own: Entries?) -> String? { own?["owner"]?.text("the name of its owner") }

  /// `300 MW/year`, also by year, or `{rate: 100 %/year, from: 200 MW}`.
  func growth(_ field: Field?) -> Campus.Growth? {
    guard let field else { return nil }
    guard field.isMapping, let own = field.map(), own["rate"] != nil || own["from"] != nil else {
      return byStage(
        field, in: .megawatt / .year, "how much can be built in a year, such as 300 MW/year"
      ).map { .crews($0) }
    }
    own.only(["rate", "from"])
    guard
      let rate = own.require("rate", "how fast capacity may grow, such as 100 %/year")?
        .quantity(in: .percentPerYear, "how fast capacity may grow", atLeast: 0),
      let from = own.require("from", "what may stand without any before it, such as 200 MW")?
        .quantity(in: .megawatt, "what may stand without any before it", atLeast: 0)
    else { return nil }
    return .rate(rate / 100, from: from)
  }
}

/// Limits on growth in the chain.
extension CampusCompiler {
  /// Adds what limits the growth of a capacity, and says what a MW that is built takes.
  func addGrowth(
    _ growth: Campus.Growth?, of what: String, existing: Double = 0, capacity: inout Resource,
    to chain: inout Chain
  ) -> [Flow] {
    let names = campus.names
    switch growth {
    case nil: return []
    case .crews(let most):
      let crews = names.crews(what)
      chain.resources.append(
        Resource(
          name: crews, unit: "MW", site: campus.site.name,
          endowment: byStage(most.indices.map { most[$0] * campus.yearsOfWork($0) })))
      return [Flow(crews, 1)]
    case .rate(let rate, let from):
      // The capacity of a stage shows others that it can be done: that reaches the stages after it.
      let (reach, shown) = (names.reach(what), names.shown(what))
      let grown = campus.stages.indices.map { pow(1 + rate, campus.yearsOfWork($0)) }
      chain.resources.append(
        Resource(
          name: reach, unit: "MW", site: campus.site.name,
          endowment: byStage(
            campus.stages.indices.map {
              from + (campus.stages[$0].parent == nil ? existing * grown[$0] : 0)
            })))
      chain.resources.append(Resource(name: shown, unit: "MW", site: campus.site.name))
      capacity.upkeep += [Flow(reach, 1), Flow(shown, -1)]
      let parents = Set(campus.stages.compactMap(\.parent))
      guard !parents.isEmpty else { return [] }
      chain.processes.append(
        Process(
          name: names.show(what), nodes: parents.sorted().map { campus.stages[$0].name },
          takes: [Flow(shown, 1)], gives: [Flow(reach, byStage(grown))], delay: 1,
          site: campus.site.name))
      return []
    }
  }
}

/// What limits the growth of one thing, and what a little more of it is worth.
public struct GrowthAnswer: Sendable, Codable {
  public var name: String
  public var site: String
  /// Of the limit: MW/year that crews build, or MW that may stand.
  public var unit: String
  public var stages: [Stage]

  public struct Stage: Sendable, Codable {
    public var name: String
    /// The limit, and how much of it the plan uses.
    public var most: Double
    public var used: Double
    /// USD that one more unit of the limit in this stage is worth at the start of the plan, if the stage
    /// comes; absent without prices.
    public var worth: Double?
  }
}

/// Reads the limits on growth off a plan.
public struct GrowthReader {
  let campuses: [Campus]
  let fleet: Fleet?
  let plan: Plan

  public init(campuses: [Campus], fleet: Fleet?, plan: Plan) {
    self.campuses = campuses
    self.fleet = fleet
    self.plan = plan
  }

  public func answer() -> [GrowthAnswer] {
    campuses.enumerated().flatMap { site, campus in
      var answers: [GrowthAnswer] = []
      for supply in campus.supplies {
        if let growth = supply.growth {
          answers.append(
            answer(
              growth, campus.orders(of: supply, as: supply.name), site, size: supply.unit ?? 1))
        }
      }
      if let grid = campus.grid, let growth = grid.growth {
        answers.append(answer(growth, campus.orders(of: grid), site))
      }
      if let fleet, let growth = fleet.halls[site].growth {
        let orders = FleetCompiler(fleet: fleet, campuses: campuses).hallOrders(site)
        answers.append(answer(growth, orders, site))
      }
      return answers
    }
  }

  private func answer(
    _ growth: Campus.Growth, _ orders: Orders, _ site: Int, size: Double = 1
  ) -> GrowthAnswer {
    let (campus, what) = (campuses[site], orders.what)
    let names = campus.names
    let (resource, unit) =
      if case .crews = growth { (names.crews(what), "MW/year") } else { (names.reach(what), "MW") }
    let compiler = CampusCompiler(campus: campus)
    let stages = campus.stages.indices.map { stage -> GrowthAnswer.Stage in
      let name = campus.stages[stage].name
      let years = campus.yearsOfWork(stage)
      let price = plan.price(resource, at: name)?.amount
      let future = plan.chain.future
      var own = GrowthAnswer.Stage(name: name, most: 0, used: 0, worth: nil)
      switch growth {
      case .crews(let most):
        let built = orders.amount(stage, compiler.build(what, stage), in: plan)
        own.most = most[stage]
        own.used = built * size / years
        own.worth = price.map { $0 * years }
      case .rate(let rate, let from):
        let before = campus.stages[stage].parent.map {
          plan.activity(names.show(what), at: campus.stages[$0].name)?.amount ?? 0
        }
        let stood =
          before ?? (plan.chain.resource(resource)?.endowment?.local(at: name)?[0] ?? from) - from
        own.most = from + stood * (before == nil ? 1 : pow(1 + rate, years))
        own.used = capacity(what, campus, name)
        own.worth = price
      }
      own.worth = own.worth.flatMap { $0.isFinite ? $0 * future.discountFactor[stage] : nil }
      return own
    }
    return GrowthAnswer(name: what, site: campus.site.name, unit: unit, stages: stages)
  }

  private func capacity(_ what: String, _ campus: Campus, _ node: String) -> Double {
    let resource =
      switch what {
      case "grid connection": campus.names.connection
      case "halls": "halls" + campus.names.suffix
      default: campus.names.capacity(what)
      }
    return plan.stock(resource, at: node)?.amount ?? 0
  }
}
