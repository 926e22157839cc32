import Chains
import Planning

/// The planner on the numbers of offgridai.us, its twenty years as twenty stages.
///
/// All is built before the first. Panels and battery wear from stage to stage as its rules say, each
/// stage has its own hours, and what engines may make is one account for the whole life, as its
/// share is. The value is its pro forma: price times energy, which is linear in sizes and in what
/// engines make while losses are used at once.
struct OffgridYears {
  let sun: [Double]
  let rules: OffgridAI.Rules

  /// - Parameters:
  ///   - share: of what is served over the life, not made by engines; at least.
  ///   - duration: hours of the battery; `nil`: chosen.
  ///   - fixed: sizes to keep instead of choosing them.
  /// - Returns: sizes, and the price in the plan, USD/MWh.
  func plan(share: Double?, duration: Double?, fixed: OffgridAI.System?) throws -> (
    system: OffgridAI.System, planned: Double
  ) {
    var options = PlanningOptions()
    options.gap = Self.gap
    let worth = try Worth(rules: rules)
    let plan = try DecomposedEngine(options: options).plan(
      try chain(worth, share: share, duration: duration, fixed: fixed))
    func built(_ name: String) -> Double {
      plan.activity(name, at: Self.stages[0])?.amount ?? 0
    }
    let power = built("build battery")
    let energy = duration.map { $0 * power } ?? built("build energy")
    return (
      OffgridAI.System(
        solar: built("build panels"), battery: power, generator: worth.load,
        hours: power > 1e-6 ? energy / power : 4),
      worth.base - plan.value / worth.energy
    )
  }

  private static let gap = 1e-6
  private static let stages = (1...OffgridAI.life).map { "year \($0)" }

  /// What the price pays for, as differences of prices of the pro forma.
  private struct Worth {
    let rules: OffgridAI.Rules
    let load = OffgridAI.System(solar: 0, battery: 0, generator: 0).load
    /// MWh over the life.
    var energy: Double { 8760 * load * Double(OffgridAI.life) }
    /// USD/MWh of engines for the whole load that never run, and of the integration.
    private(set) var base = 0.0

    init(rules: OffgridAI.Rules) throws {
      self.rules = rules
      base = try price(solar: 0, battery: 0, hours: 0)
    }

    private func price(
      solar: Double, battery: Double, hours: Double, runs year: Int? = nil
    ) throws -> Double {
      let served = 8760 * load
      let years = (0..<OffgridAI.life).map {
        OffgridAI.Year(served: served, generated: $0 == year ? served : 0)
      }
      return try OffgridAI(
        system: .init(solar: solar, battery: battery, generator: load, hours: hours), rules: rules
      ).price(years)
    }

    /// USD for a unit, as much as the price times the energy of the life rises by it.
    private func rise(_ price: Double, per units: Double) -> Double {
      (price - base) * energy / units
    }

    /// USD/MW.
    func panels() throws -> Double {
      rise(try price(solar: load, battery: 0, hours: 0), per: load)
    }

    /// USD/MW of a battery of so many hours.
    func battery(hours: Double) throws -> Double {
      rise(try price(solar: 0, battery: load, hours: hours), per: load)
    }

    /// USD/MWh that engines make in a year.
    func generated(in year: Int) throws -> Double {
      rise(try price(solar: 0, battery: 0, hours: 0, runs: year), per: 8760 * load)
    }
  }

  private func chain(
    _ worth: Worth, share: Double?, duration: Double?, fixed: OffgridAI.System?
  ) throws -> Chain {
    let oneWay = OffgridAI.roundTrip.squareRoot()
    let generated = try Self.stages.indices.map(worth.generated)
    let ownEnergy = try worth.battery(hours: 1) - worth.battery(hours: 0)
    var battery = Process(
      name: "build battery", takes: [Flow("USD", Amount(try worth.battery(hours: duration ?? 0)))],
      gives: [Flow("charging", 1), Flow("discharging", 1)])
    if let duration { battery.gives.append(Flow("energy", Amount(duration))) }
    var builds = [
      Process(
        name: "build panels", takes: [Flow("USD", Amount(try worth.panels()))],
        gives: [Flow("panels", 1)]), battery,
    ]
    if duration == nil {
      builds.append(
        Process(
          name: "build energy", takes: [Flow("USD", Amount(ownEnergy))],
          gives: [Flow("energy", 1)]))
    }
    let sizes = fixed.map { [$0.solar, $0.battery, $0.battery * $0.hours] }
    for index in builds.indices {
      builds[index].nodes = [Self.stages[0]]
      builds[index].limit = sizes.map { Amount($0[index]) }
      builds[index].floor = sizes.map { Amount($0[index]) }
    }
    let nodes = Self.stages.enumerated().map { index, name in
      Future.Node(name: name, parent: index == 0 ? nil : index - 1)
    }
    return Chain(
      value: "USD", future: try Future(nodes: nodes),
      resources: capacities + [
        Resource(name: "power", unit: "MW", clock: .year, endowment: Amount(-worth.load)),
        Resource(
          name: "stored", unit: "MWh", clock: .year, keep: 1, exact: true,
          holds: [Flow("energy", byYear { 1 / (1 - rules.batteryWear * Double($0)) })]),
        Resource(
          name: "generation", unit: "MWh", keep: 1,
          endowment: [Self.stages[0]: (1 - (share ?? 0)) * worth.energy], terminal: 0),
      ],
      processes: builds + [
        Process(
          name: "sun", gives: [Flow("power", byYear { 1 - rules.solarWear * Double($0) })],
          holds: [Flow("panels", 1)]),
        Process(
          name: "charge", takes: [Flow("power", 1)], gives: [Flow("stored", Amount(oneWay))],
          holds: [Flow("charging", 1)]),
        // It limits what is drawn from the battery, before the loss.
        Process(
          name: "discharge", takes: [Flow("stored", 1)], gives: [Flow("power", Amount(oneWay))],
          holds: [Flow("discharging", 1)]),
        Process(
          name: "engines", takes: [Flow("generation", 1), Flow("USD", byYear { generated[$0] })],
          gives: [Flow("power", 1)], limit: Amount(worth.load)),
      ])
  }

  private var capacities: [Resource] {
    [("panels", Amount(sun)), ("charging", nil), ("discharging", nil), ("energy", nil)].map {
      Resource(name: $0, keep: 1, terminal: 0, availability: $1)
    }
  }

  /// A number by year of operation, 0 first.
  private func byYear(_ value: (Int) -> Double) -> Amount {
    Amount(
      byNode: Dictionary(
        uniqueKeysWithValues: Self.stages.enumerated().map { ($1, .constant(value($0))) }))
  }
}
