import Finance

/// Adds up the pro formas of everything that a plan builds.
struct CampusCashFlow {
  let campus: Campus
  let answer: CampusAnswer

  /// `nil` where the study has no `finance`, or nothing is built.
  func table() -> CashFlowTable? {
    // A tree has a cash flow for each path.
    guard campus.stages.allSatisfy({ $0.probability == 1 }) else { return nil }
    var builder = Builder(start: campus.stages[0].year)
    var planned = 0.0
    for supply in campus.supplies {
      guard let financing = supply.financing else { continue }
      for stage in campus.stages.indices {
        guard let vintage = vintage(of: supply, financing, stage) else { continue }
        planned += builder.add(vintage) ?? 0
      }
    }
    if let grid = campus.grid, let financing = grid.financing {
      for stage in campus.stages.indices {
        let built = added("grid connection", stage)
        guard built > 1e-6 else { continue }
        let name = "grid connection"
        let project = financing.recipe.project(
          name, overnight: built * financing.overnight[stage],
          sold: Array(repeating: built, count: financing.recipe.life))
        planned +=
          builder.add(
            Vintage(
              name: name, year: campus.stages[stage].year, project: project, perMegawattHour: false,
              sold: built)) ?? 0
      }
    }
    guard !builder.projects.isEmpty else { return nil }
    let others = campus.stages.indices.map(others)
    builder.addOthers { year in others[stage(at: year)] }
    var table = builder.table
    if campus.stages.count == 1, let stage = answer.stages.first {
      let cash = stage.annualCost - unpaid(stage)
      table.differenceToPlan = cash != 0 ? (planned + others[0]) / cash - 1 : nil
    }
    return table
  }

  /// A plant that starts in a stage.
  struct Vintage {
    var name: String
    var year: Int
    var project: Finance.Project
    /// Sold by energy, otherwise by capacity.
    var perMegawattHour: Bool
    /// A year's output in the plan, MWh or MW.
    var sold: Double
  }

  private func vintage(of supply: Campus.Supply, _ financing: Financing, _ stage: Int) -> Vintage? {
    let built = added(supply.name, stage)
    let isStore: Bool
    if case .store = supply.kind { isStore = true } else { isStore = false }
    let energyBuilt = isStore ? added("\(supply.name) energy", stage) : 0
    guard built > 1e-6 || energyBuilt > 1e-6 else { return nil }
    let recipe = financing.recipe
    let overnight =
      built * financing.overnight[stage]
      + energyBuilt * (financing.energyOvernight?[stage] ?? 0)
    let years = (0..<recipe.life).map { self.stage(at: campus.stages[stage].year + $0) }
    // Output of the vintage by year: its part of the plan's, worn from new.
    let planned = years.map { energy(of: supply, $0) * share(of: supply, built, $0) }
    let made = planned.enumerated().map { age, energy in
      energy * futureValueFactor(rate: -recipe.degradation, years: Double(age)) / recipe.meanOutput
    }
    let sells = !isStore && made.contains { $0 > 1e-6 }
    let costs = costs(of: supply, financing, built, energyBuilt, years, made)
    let project = recipe.project(
      supply.name, overnight: overnight,
      sold: sells ? made : made.map { _ in built }, made: isStore ? nil : made, costs: costs)
    return Vintage(
      name: supply.name, year: campus.stages[stage].year, project: project, perMegawattHour: sells,
      sold: sells ? planned[0] : built)
  }

  /// Nominal costs of operation of a vintage by age; what the plan levels is taken back to its
  /// first year.
  private func costs(
    of supply: Campus.Supply, _ financing: Financing, _ built: Double, _ energyBuilt: Double,
    _ years: [Int], _ made: [Double]
  ) -> [Finance.Project.Stream] {
    let recipe = financing.recipe
    func nominal(_ real: Double, _ age: Int, _ escalation: Double = 0) -> Double {
      real * futureValueFactor(rate: recipe.terms.inflation, years: Double(age + 1))
        * futureValueFactor(rate: escalation, years: Double(age))
    }
    var fixed = supply.fixed * built
    var throughput = made
    if case .store(let storage) = supply.kind {
      fixed += storage.energyFixed * energyBuilt
      throughput = years.map { discharged(by: supply, $0) * share(of: supply, built, $0) }
    }
    fixed /= recipe.levelised(growth: financing.costEscalation)
    let variable = supply.variable / recipe.levelisedPerUnit(growth: financing.costEscalation)
    let fuel = supply.fuelCost / recipe.levelisedPerUnit(growth: financing.fuelEscalation)
    let ages = years.indices
    return [
      .init("fixed O&M", ages.map { nominal(fixed, $0, financing.costEscalation) }),
      .init(
        "variable O&M",
        ages.map { nominal(variable * throughput[$0], $0, financing.costEscalation) }),
      .init("fuel", ages.map { nominal(fuel * made[$0], $0, financing.fuelEscalation) }),
      .init(
        "emissions",
        ages.map {
          nominal(campus.emissions.price[years[$0]] * supply.emissions * made[$0], $0)
        }),
      .init(
        "curtailed output",
        ages.map {
          let lost = curtailed(of: supply, years[$0]) * share(of: supply, built, years[$0])
          return nominal(supply.curtailmentCost * lost, $0)
        }),
    ].filter { stream in stream.amounts.contains { $0 != 0 } }
  }

  // MARK: Reading the answer

  /// The stage of a calendar year; the last one goes on after the horizon.
  private func stage(at year: Int) -> Int {
    campus.stages.lastIndex { $0.year <= year } ?? 0
  }

  private func added(_ name: String, _ stage: Int) -> Double {
    answer.stages[stage].capacities.first { $0.name == name }?.added ?? 0
  }

  /// The part of a supply's capacity in a stage that is one vintage.
  private func share(of supply: Campus.Supply, _ built: Double, _ stage: Int) -> Double {
    let all = answer.stages[stage].capacities.first { $0.name == supply.name }?.amount ?? 0
    return all > 1e-9 ? min(1, built / all) : 0
  }

  private func energy(of supply: Campus.Supply, _ stage: Int) -> Double {
    answer.stages[stage].sources.first { $0.name == supply.name }?.energy ?? 0
  }

  private func curtailed(of supply: Campus.Supply, _ stage: Int) -> Double {
    answer.stages[stage].sources.first { $0.name == supply.name }?.curtailed ?? 0
  }

  private func discharged(by supply: Campus.Supply, _ stage: Int) -> Double {
    answer.stages[stage].stores.first { $0.name == supply.name }?.discharged ?? 0
  }

  /// Costs of a stage that no project has: grid energy, the study's own processes, what stood
  /// before.
  private func others(_ index: Int) -> Double {
    let stage = answer.stages[index]
    return stage.costs.reduce(0) { sum, cost in
      switch cause(cost) {
      case .capital, .unpaid: return sum
      case .passedOn: return sum + cost.amount
      case .ofPlant:
        guard let supply = campus.supplies.first(where: { $0.name == cost.name }) else {
          return sum + cost.amount
        }
        return sum + cost.amount * (1 - newShare(of: supply, index))
      }
    }
  }

  /// The part of a supply's capacity that the plan itself has built.
  private func newShare(of supply: Campus.Supply, _ index: Int) -> Double {
    (0...index).reduce(0.0) { sum, start in
      campus.alive(life: supply.life, from: start).contains(index)
        ? sum + share(of: supply, added(supply.name, start), index) : sum
    }
  }

  private enum Role { case capital, ofPlant, passedOn, unpaid }

  private func cause(_ cost: CampusAnswer.Cost) -> Role {
    switch cost.cause {
    case .capital: .capital
    case .connection: campus.grid?.financing == nil ? .passedOn : .capital
    case .fixed, .fuel, .variable, .emissions, .curtailment, .credit: .ofPlant
    case .grid, .exports, .own: .passedOn
    case .unserved, .curtailedLoad: .unpaid
    }
  }

  /// What a plan counts and nobody pays: the worth of load that is not served.
  private func unpaid(_ stage: CampusAnswer.Stage) -> Double {
    stage.costs.reduce(0) { cause($1) == .unpaid ? $0 + $1.amount : $0 }
  }
}
