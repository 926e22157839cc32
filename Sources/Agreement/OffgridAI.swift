import Finance

/// The public calculator of offgridai.us (christianhvejsel/cost-calculator@1af208a, MIT), rules and
/// numbers: a data centre on solar, a battery of four hours and gas generators.
///
/// It is here to check ours against it, its defects included; nothing of the planner uses it.
struct OffgridAI: Sendable {
  /// What is built, for a flat load.
  struct System: Sendable {
    /// MW of panels, direct current.
    var solar: Double
    /// MW; energy is four hours of it.
    var battery: Double
    /// MW.
    var generator: Double
    var load = 100.0
    var hours = 4.0
  }

  /// Costs and heat rate of its generators (core/defaults.py).
  struct Generator: Sendable {
    /// USD/kW.
    var cost: Double
    /// Btu/kWh.
    var heatRate: Double
    /// USD/kW-yr.
    var fixed: Double
    /// USD/MWh.
    var variable: Double

    static let engine = Generator(cost: 1150, heatRate: 8989, fixed: 10, variable: 25)
    static let turbine = Generator(cost: 885, heatRate: 9630, fixed: 15, variable: 5)
  }

  /// Where its rules can be read in two ways, or are wrong; as it is by default.
  struct Rules: Sendable {
    /// The battery is full on every first of January, whatever was in it the night before.
    var startsFull = true
    /// What is stored then may be more than the worn battery holds.
    var startsAboveCapacity = true
    /// Of the new capacity, lost each year: 0.35 / 20 in the code, “0.35 % in all” in its comment.
    var batteryWear = 0.35 / 20
    var solarWear = 0.005
    /// Soft costs of building and of operation count for the generator too. Its workbook leaves
    /// them out for turbines.
    var softCostsOfGenerator = true
    /// The lender asks for no interest before operation.
    var interestDuringConstruction = false
    var losses = Tax.Losses.used
    var generatorDepreciation = MACRS.years5
    /// Yearly rise of the price that is asked; none: flat in nominal money.
    var priceEscalation = 0.0
  }

  // Of core/defaults.py, in USD of 2024.
  static let solarCost = 770.0  // USD/kWdc
  static let batteryCost = 260.0  // USD/kWh
  static let integrationCost = 410.0  // USD/kW of load
  static let softCosts = 0.118  // of hard costs
  static let solarFixed = 11.0  // USD/kW-yr
  static let batteryFixed = 2.5  // USD/kW-yr
  static let integrationFixed = 6.0  // USD/kW of load and year
  static let softFixed = 0.0025  // of hard costs a year
  static let fuelPrice = 5.0  // USD/MMBtu
  static let costEscalation = 0.025
  static let fuelEscalation = 0.03
  static let life = 20
  static let creditShare = 0.30
  static let roundTrip = 0.92
  static let panelsPerInverter = 1.2

  var system: System
  var generator = Generator.engine
  var rules = Rules()

  /// The levelised price, USD/MWh, for the energy of each of its 20 years.
  func price(_ years: [Year]) throws(FinanceError) -> Double {
    try project(years).price()
  }

  /// Its pro forma: two years of construction paid at their ends, 20 of operation, 70 % debt at 7.5
  /// %, equity at 11 %, 21 % tax with losses used at once, five-year depreciation of all, 30 %
  /// credit on solar and battery.
  func project(_ years: [Year]) -> Project {
    let life = Self.life
    let soft = rules.softCostsOfGenerator ? 1.0 : 0
    let hard: [(name: String, cost: Double, soft: Double, credit: Double, method: MACRS)] = [
      ("solar", 1000 * Self.solarCost * system.solar, 1, Self.creditShare, .years5),
      (
        "battery", 1000 * Self.batteryCost * system.battery * system.hours, 1, Self.creditShare,
        .years5
      ),
      ("generator", 1000 * generator.cost * system.generator, soft, 0, rules.generatorDepreciation),
      ("integration", 1000 * Self.integrationCost * system.load, 1, 0, .years5),
    ]
    let softBase = hard.reduce(0) { $0 + $1.soft * $1.cost }
    let fixed =
      1000
      * (Self.solarFixed * system.solar + Self.batteryFixed * system.battery
        + generator.fixed * system.generator + Self.integrationFixed * system.load)
      + Self.softFixed * softBase
    func escalated(_ amounts: [Double], _ rate: Double) -> [Double] {
      zip(amounts, Project.growing(1, by: rate, life: life)).map { $0 * $1 }
    }
    let generated = years.map(\.generated)
    return Project(
      life: life,
      terms: Terms(
        returnOnEquity: 0.11,
        debt: Debt(
          share: 0.7, rate: 0.075, tenor: life,
          accruesDuringConstruction: rules.interestDuringConstruction),
        tax: Tax(rate: 0.21, losses: rules.losses)),
      construction: .byYear([0.5, 0.5], timing: .end),
      assets: hard.map {
        .init(
          $0.name, cost: $0.cost * (1 + $0.soft * Self.softCosts),
          depreciation: Depreciation(.macrs($0.method)), investmentCredit: $0.credit)
      }, sold: years.map(\.served),
      costs: [
        .init("fixed O&M", Project.growing(fixed, by: Self.costEscalation, life: life)),
        .init(
          "variable O&M", escalated(generated.map { $0 * generator.variable }, Self.costEscalation)),
        .init(
          "fuel",
          escalated(
            generated.map { $0 * generator.heatRate / 1000 * Self.fuelPrice }, Self.fuelEscalation)
        ),
      ], priceEscalation: rules.priceEscalation)
  }
}
