import Chains
import Planning
import Studies
import Testing

/// A campus, its plan and what the plan means.
struct Planned {
  var study: Study
  var plan: Plan
  var campus: Campus
  var reader: CampusReader
  var answer: CampusAnswer

  init(_ text: String) throws {
    study = try read(text)
    plan = try DirectEngine().plan(study.chain)
    campus = try #require(study.campus)
    reader = CampusReader(campus: campus, plan: plan)
    answer = reader.answer()
  }

  /// 100 MW in 2030 in steps of 6 hours, at 7 %, with more lines.
  static func year(_ lines: String, load: String = "100 MW", step: String = "6 h") throws -> Planned
  {
    try Planned(
      """
      gigawatt: 1
      discount: 7 %/year
      year: 2030
      resolution: \(step)
      load: \(load)
      \(lines)
      """)
  }

  /// Two stages of 100 MW.
  static func pathway(_ lines: String, today: String = "") throws -> Planned {
    try Planned(
      """
      gigawatt: 1
      discount: 7 %/year
      \(today)
      years: [2030, 2035]
      horizon: 2040
      resolution: 12 h
      load: 100 MW
      \(lines)
      """)
  }

  var stage: CampusAnswer.Stage { answer.stages[0] }

  func capacity(_ name: String, _ stage: Int = 0) throws -> CampusAnswer.Capacity {
    try #require(answer.stages[stage].capacities.first { $0.name == name })
  }

  func energy(_ name: String, _ stage: Int = 0) throws -> Double {
    try #require(answer.stages[stage].sources.first { $0.name == name }).energy
  }

  func cost(_ cause: CampusAnswer.Cost.Cause, _ name: String, _ stage: Int = 0) -> Double {
    answer.stages[stage].costs.filter { $0.cause == cause && $0.name == name }
      .reduce(0) { $0 + $1.amount }
  }

  func hours(_ process: String, _ stage: Int = 0) throws -> [Double] {
    try #require(plan.activity(process, at: campus.stages[stage].name)).hourly
  }
}

/// Supplies without surprises: all costs written out, nothing from the catalog that matters.
enum Plants {
  static let solar = """
      solar: {profile: {file: sun.csv}, overnight cost: 900 USD/kW, fixed O&M: 18 USD/kW-yr, life: 30 years, construction time: 0 years}
    """
  static let gas = """
      gas: {like: geothermal, overnight cost: 1300 USD/kW, fixed O&M: 15 USD/kW-yr, variable O&M: 90 USD/MWh, life: 30 years, construction time: 0 years, availability: 100 %, emission factor: 0.4 t/MWh, clean: false}
    """
  static let steam = """
      steam: {like: geothermal, overnight cost: 12000 USD/kW, fixed O&M: 100 USD/kW-yr, variable O&M: 5 USD/MWh, life: 30 years, construction time: 0 years, availability: 100 %}
    """
  static let battery = """
      battery: {power cost: 150 USD/kW, energy cost: 90 USD/kWh, fixed O&M: 2 USD/kW-yr, energy fixed O&M: 1 USD/kWh-yr, life: 15 years, construction time: 0 years, availability: 100 %, charge efficiency: 95 %, discharge efficiency: 95 %, standing loss: 0.5 %/h}
    """
}
