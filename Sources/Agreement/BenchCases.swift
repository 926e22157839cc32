import Chains
import Planning
import Studies

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
    }
  ]

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
