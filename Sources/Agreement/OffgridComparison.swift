import Foundation
import Planning
import Studies

/// The planner on the numbers of offgridai.us; the sizes that it finds are put through the
/// calculator.
///
/// Without wear the calculator's twenty years are alike, and a study of one year says the same: its
/// `finance` levels what escalates. With wear the years are stages, see ``OffgridYears``.
struct OffgridComparison {
  let sun: [Double]
  var rules = OffgridAI.Rules()

  struct Sized {
    var system: OffgridAI.System
    /// Of the plan, with the integration that the calculator adds, USD/MWh.
    var planned: Double
    /// Of the same sizes in the calculator.
    var price: Double
    var share: Double
  }

  /// The cheapest sizes of a plan whose share in the calculator is the one asked for, up to a few
  /// thousandths of a point more.
  ///
  /// The plan carries its charge over New Year, where the calculator's battery is full each time, so
  /// the plan is asked for as much more or less as is missing.
  func optimum(share: Double, duration: Double? = 4) throws -> Sized {
    var asked = share
    for _ in 0..<8 {
      let sized = try plan(share: asked, duration: duration)
      if (share...(share + Self.tolerance)).contains(sized.share) { return sized }
      asked += share + Self.tolerance / 3 - sized.share
    }
    throw ComparisonError.shareNotReached(share)
  }

  private static let tolerance = 3e-5

  enum ComparisonError: Error, CustomStringConvertible {
    case shareNotReached(Double)
    case notACampus

    var description: String {
      switch self {
      case .shareNotReached(let share):
        "no plan reached a share of \(100 * share) % in the calculator"
      case .notACampus: "the study is not one of a campus"
      }
    }
  }

  /// - Parameter fixed: sizes to keep instead of choosing them.
  func plan(share: Double?, duration: Double?, fixed: OffgridAI.System? = nil) throws -> Sized {
    let isWorn = rules.batteryWear != 0 || rules.solarWear != 0
    let (system, planned) =
      isWorn
      ? try OffgridYears(sun: sun, rules: rules).plan(
        share: share, duration: duration, fixed: fixed)
      : try oneYear(share: share, duration: duration, fixed: fixed)
    let calculator = OffgridAI(system: system, rules: rules)
    let years = calculator.years(sun: sun)
    return Sized(
      system: system, planned: planned, price: try calculator.price(years),
      share: OffgridAI.renewableShare(years))
  }

  private func oneYear(share: Double?, duration: Double?, fixed: OffgridAI.System?) throws -> (
    system: OffgridAI.System, planned: Double
  ) {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gigawatt-offgridai-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let column = "x\n" + sun.map { "\($0)" }.joined(separator: "\n") + "\n"
    try Data(column.utf8).write(to: folder.appending(path: "sun.csv"))
    let study = try Study.parse(
      text(share: share, duration: duration, fixed: fixed), file: "offgridai.yaml",
      folder: folder.path() + "/")
    let plan = try DirectEngine().plan(study.chain)
    guard let campus = study.campus else { throw ComparisonError.notACampus }
    let answer = CampusReader(campus: campus, plan: plan).answer()
    func size(_ name: String) -> Double {
      answer.stages[0].capacities.first { $0.name == name }?.amount ?? 0
    }
    let power = size("battery")
    let system = OffgridAI.System(
      solar: size("solar"), battery: power, generator: max(size("engine"), 100),
      hours: power > 1e-6 ? size("battery energy") / power : 4)
    return (system, answer.costPerMegawattHour + (try integration()))
  }

  /// What the calculator's integration costs, which no supply carries.
  private func integration() throws -> Double {
    try OffgridAI(system: .init(solar: 0, battery: 0, generator: 0)).price(
      Array(repeating: .init(served: 876_000, generated: 0), count: OffgridAI.life))
  }

  /// The study, without wear. Soft costs are in the costs; the generator is at least the load, as in all of its
  /// systems.
  func text(share: Double?, duration: Double?, fixed: OffgridAI.System?) -> String {
    func cost(_ hard: Double) -> Double { hard * (1 + OffgridAI.softCosts) }
    func fixedCost(_ own: Double, _ hard: Double) -> Double { own + OffgridAI.softFixed * hard }
    func size(_ path: KeyPath<OffgridAI.System, Double>) -> String {
      fixed.map { ", minimum: \($0[keyPath: path]) MW, maximum: \($0[keyPath: path]) MW" } ?? ""
    }
    let engine = OffgridAI.Generator.engine
    return """
      gigawatt: 1
      title: offgridai.us
      money: 2024 USD
      year: 2026
      site: El Paso
      load: 100 MW
      \(share.map { "clean: \(100 * $0) %" } ?? "")
      finance:
        return on equity: 11 %/year
        debt share: 70 %
        interest: 7.5 %/year
        tenor: 20 years
        interest during construction: none
        tax: 21 %
        depreciation: MACRS 5
        O&M escalation: 2.5 %/year
        fuel escalation: 3 %/year
      fuels: {natural gas: {price: 5 USD/MMBtu}}
      supplies:
        solar:
          profile: {file: sun.csv}
          overnight cost: \(cost(OffgridAI.solarCost)) USD/kW
          fixed O&M: \(fixedCost(OffgridAI.solarFixed, OffgridAI.solarCost)) USD/kW-yr
          variable O&M: 0 USD/MWh
          life: 20 years
          construction time: 2 years\(size(\.solar).replacing(", ", with: "\n    "))
          finance: {investment credit: 30 %, \(Self.spending)}
        battery:
          power cost: 0 USD/kW
          energy cost: \(cost(OffgridAI.batteryCost)) USD/kWh
          fixed O&M: \(OffgridAI.batteryFixed) USD/kW-yr
          energy fixed O&M: \(OffgridAI.softFixed * OffgridAI.batteryCost) USD/kWh-yr
          variable O&M: 0 USD/MWh
          availability: 100 %
          round-trip efficiency: 92 %
          standing loss: 0 %/h
          life: 20 years
          construction time: 2 years\(size(\.battery).replacing(", ", with: "\n    "))\(duration.map { "\n    duration: \($0) h" } ?? "")
          finance: {investment credit: 30 %, \(Self.spending)}
        engine:
          like: gas engine
          overnight cost: \(cost(engine.cost)) USD/kW
          fixed O&M: \(fixedCost(engine.fixed, engine.cost)) USD/kW-yr
          variable O&M: \(engine.variable) USD/MWh
          heat rate: \(engine.heatRate / 1000) MMBtu/MWh
          availability: 100 %
          life: 20 years
          construction time: 2 years
          minimum: \(fixed?.generator ?? 100) MW
          finance: {\(Self.spending)}
      """
  }

  private static let spending = "construction spending: {shares: [50 %, 50 %], timing: end}"
}
