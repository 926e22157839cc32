import Chains
import Planning
import Studies
import Weather

/// Capacity expansion with a peer's optimum on the same input.
enum BenchCases {
  private static let group = "Capacity expansion, same input"

  static let all: [AgreementCase] = [
    AgreementCase(
      "bench-a", group: group, title: "Sun, gas and battery for 100 MW, 8,760 h",
      source: "PyPSA 1.4 with HiGHS, bench case a",
      numbers: [
        .init("cost of a year", 75_297_937.1268, "USD", .relative(1e-6)),
        .init("solar", 365.5118, "MW", .relative(1e-5)),
        .init("gas", 68.4212, "MW", .relative(1e-5)),
        .init("battery energy", 1098.0162, "MWh", .relative(1e-5)),
      ], needs: ["bench/solar_1y.csv"], theirSeconds: 14, isSlow: true
    ) { data in
      let study = try Study.parse(text, file: "bench.yaml", folder: data.path("bench/"))
      let plan = try DirectEngine().plan(study.chain)
      guard let campus = study.campus else { return [] }
      let answer = CampusReader(campus: campus, plan: plan).answer()
      return [-plan.value]
        + ["solar", "gas", "battery energy"].map { name in
          answer.stages[0].capacities.first { $0.name == name }?.amount ?? .nan
        }
    },
    AgreementCase(
      "bench-b", group: group, title: "The same over three years of weather, 26,280 h",
      source: "PyPSA 1.4 with HiGHS, bench case b",
      numbers: [
        .init("cost of a year", 76_436_920.1333, "USD", .relative(1e-6)),
        .init("solar", 314.2826, "MW", .relative(1e-4)),
        .init("gas", 84.4435, "MW", .relative(1e-4)),
        .init("battery energy", 798.6157, "MWh", .relative(1e-4)),
      ], needs: ["bench/solar_3y.csv.gz"], theirSeconds: 102, isSlow: true
    ) { data in
      let text = try TextFile(path: data.path("bench/solar_3y.csv.gz"))
      let sun = text.lines.indices.compactMap {
        text.line($0).split(separator: ",").last.flatMap { Double($0) }
      }
      let plan = try DirectEngine().plan(threeYears(sun))
      return [-plan.value]
        + ["solar", "gas", "energy"].map { plan.activity("build \($0)", at: "now")?.amount ?? .nan }
    },
  ]

  /// Each year weighs a third, and the store is one circle over all three.
  private static func threeYears(_ sun: [Double]) -> Chain {
    let clock = Clock(count: sun.count, weight: .constant(1.0 / 3))
    let annual = [
      "solar": 90_527.76316, "gas": 119_762.324564, "power": 18_469.193705,
      "energy": 10_881.516223,
    ]
    func build(_ name: String, _ gives: [String]) -> Process {
      Process(
        name: "build \(name)", takes: [Flow("USD", Amount(annual[name] ?? .nan))],
        gives: gives.map { Flow($0, 1) })
    }
    return Chain(
      title: "bench b", value: "USD",
      resources: [
        Resource(name: "power", clock: clock, endowment: -100),
        Resource(
          name: "stored", clock: clock, keep: 0.9999, exact: true, holds: [Flow("energy", 1)]),
        Resource(name: "solar", availability: Amount(sun)), Resource(name: "gas"),
        Resource(name: "charge"), Resource(name: "discharge"), Resource(name: "energy"),
      ],
      processes: [
        build("solar", ["solar"]), build("gas", ["gas"]), build("power", ["charge", "discharge"]),
        build("energy", ["energy"]),
        Process(name: "shine", gives: [Flow("power", 1)], holds: [Flow("solar", 1)]),
        Process(
          name: "burn", takes: [Flow("USD", 90)], gives: [Flow("power", 1)],
          holds: [Flow("gas", 1)]),
        Process(
          name: "fill", takes: [Flow("power", 1)], gives: [Flow("stored", 0.95)],
          holds: [Flow("charge", 1)]),
        Process(
          name: "empty", takes: [Flow("stored", 1)], gives: [Flow("power", 0.95)],
          holds: [Flow("discharge", 0.95)]),
      ])
  }

  /// Annuities of 7 % as in the costs of the bench; spent on the day of the start.
  private static let text = """
    gigawatt: 1
    discount: 7 %/year
    year: 2030
    load: 100 MW
    supplies:
      solar: {profile: {file: solar_1y.csv, column: solar}, overnight cost: 900 USD/kW, fixed O&M: 18 USD/kW-yr, life: 30 years, construction time: 0 years}
      gas: {like: geothermal, overnight cost: 1300 USD/kW, fixed O&M: 15 USD/kW-yr, variable O&M: 90 USD/MWh, life: 30 years, construction time: 0 years, availability: 100 %, emission factor: 0.4 t/MWh, clean: false}
      battery: {power cost: 150 USD/kW, energy cost: 90 USD/kWh, fixed O&M: 2 USD/kW-yr, energy fixed O&M: 1 USD/kWh-yr, life: 15 years, construction time: 0 years, availability: 100 %, charge efficiency: 95 %, discharge efficiency: 95 %, standing loss: 0.01 %/h}
    """
}
