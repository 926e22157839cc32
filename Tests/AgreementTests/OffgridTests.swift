import Finance
import Foundation
import Testing

@testable import Agreement

/// The rules of the calculator, on days that can be reckoned by hand.
@Suite("offgridai")
struct OffgridTests {
  /// Sun of 12 hours at one half.
  static let sun = (0..<8760).map { $0 % 24 >= 6 && $0 % 24 < 18 ? 0.5 : 0 }

  private func calculator(_ edit: (inout OffgridAI.Rules) -> Void = { _ in }) -> OffgridAI {
    var rules = OffgridAI.Rules()
    rules.batteryWear = 0
    rules.solarWear = 0
    edit(&rules)
    return OffgridAI(
      system: .init(solar: 400, battery: 100, generator: 100), rules: rules)
  }

  /// 200 MW of sun for 100 MW of load: 100 MW over for 12 hours fill 400 MWh, less what the way in
  /// loses.
  @Test func everyDayIsTheSame() {
    let years = calculator { $0.startsFull = false }.years(sun: Self.sun)
    #expect(Set(years.map(\.generated)).count == 1)
    // The rule stops charging where the room left is less than what comes, so 400 MWh are
    // approached, not reached at once.
    let oneWay = 0.92.squareRoot()
    let perDay = 400 * oneWay
    let expected = 1 - (1200 - perDay) * 365 / 876_000
    #expect(abs(OffgridAI.renewableShare(years) - expected) < 1e-4)
  }

  /// The gift of a full battery each New Year: at midnight it is worth what the night before left
  /// out.
  @Test func fullBatteryIsAGift() {
    let full = calculator().years(sun: Self.sun)
    let carried = calculator { $0.startsFull = false }.years(sun: Self.sun)
    #expect(full[0].generated < carried[0].generated)
    #expect(full[0].generated > carried[0].generated - 400)
  }

  @Test func wornBatteriesHoldLess() {
    let years = calculator { $0.batteryWear = 0.0175 }.years(sun: Self.sun)
    #expect(zip(years, years.dropFirst()).allSatisfy { $0.generated < $1.generated })
    #expect(years.allSatisfy { $0.served == 876_000 })
  }

  /// Without enough generators load goes unserved, and the price is of what is served.
  @Test func smallGenerators() {
    let small = OffgridAI(system: .init(solar: 0, battery: 0, generator: 60))
    let years = small.years(sun: Self.sun)
    #expect(years.allSatisfy { $0.served == 0.6 * 876_000 && $0.generated == $0.served })
    #expect(OffgridAI.renewableShare(years) == 0)
  }

  /// The planner's own finance, with the calculator's terms, gives its price for engines alone:
  /// year by year and as one levelled year.
  @Test func financeOfAStudyIsItsProForma() throws {
    var rules = OffgridAI.Rules()
    for wear in [0, 0.005] {
      rules.solarWear = wear
      rules.batteryWear = wear
      let sized = try OffgridComparison(sun: Array(repeating: 0, count: 8760), rules: rules).plan(
        share: nil, duration: 4, fixed: .init(solar: 0, battery: 0, generator: 100))
      #expect(abs(sized.planned - 106.96636383604) < 1e-6)
      #expect(abs(sized.price - 106.96636383604) < 1e-6)
    }
  }

  /// Twenty stages that wear make in the plan what its dispatch makes of the same sizes, and cost
  /// the same, but for its gift of a full battery each New Year.
  @Test func wornYearsAreStages() throws {
    var rules = OffgridAI.Rules()
    rules.startsFull = false
    let fixed = OffgridAI.System(solar: 400, battery: 100, generator: 100)
    let sized = try OffgridComparison(sun: Self.sun, rules: rules).plan(
      share: nil, duration: 4, fixed: fixed)
    #expect(abs(sized.planned / sized.price - 1) < 2e-4)
  }
}
