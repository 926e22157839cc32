import Finance
import Foundation
import Testing

extension Tag {
  /// Compares with a published or derived number.
  @Tag static var oracle: Self
}

/// Equal to within a relative tolerance.
func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}

@Suite("money now and later")
struct TimeValueTests {
  /// Switch's `financials.py` (doctests) and PyPSA's documentation, at their printed digits.
  @Test(.tags(.oracle))
  func printedDigits() {
    #expect(String(format: "%.5f", capitalRecoveryFactor(rate: 0.07, years: 20)) == "0.09439")
    #expect(String(format: "%.2f", 100 * capitalRecoveryFactor(rate: 0.07, years: 20)) == "9.44")
    #expect(String(format: "%.2f", 10 * presentWorthFactor(rate: 0.05, years: 20)) == "124.62")
    #expect(String(format: "%.7f", presentValueFactor(rate: 0.07, years: 10)) == "0.5083493")
    #expect(String(format: "%.7f", futureValueFactor(rate: 0.07, years: 10)) == "1.9671514")
    #expect(String(format: "%.4f", capitalRecoveryFactor(rate: 0.07, years: 25)) == "0.0858")
  }

  /// REopt's outage case (nogridcost_multiscenario.json) with the defaults of its day, 1.9 %
  /// escalation and 5.64 % discount over 25 years: 10 kW of critical load are lost for 1 h or 5 h,
  /// each as likely, at 1 USD/kWh. REopt rounds the factor to five digits before it multiplies.
  @Test(.tags(.oracle))
  func outageCost() {
    let factor = presentWorthFactor(rate: 0.0564, years: 25, escalation: 0.019)
    #expect(String(format: "%.5f", factor) == "16.18109")
    let (load, value) = (10.0, 1.0)
    let expected = 0.5 * 1 + 0.5 * 5
    #expect(abs(load * expected * value * factor - 485.43270) < 1e-4)
    #expect(abs(load * 1 * value * factor - 161.8109) < 1e-4)
    #expect(load * 1 + load * 5 == 60)
  }

  @Test(arguments: [0.0, 1e-12, 0.03, 0.07, 0.5], [1.0, 7, 30])
  func recoveryIsTheReciprocal(rate: Double, years: Double) {
    let recovery = capitalRecoveryFactor(rate: rate, years: years)
    #expect(isClose(recovery * presentWorthFactor(rate: rate, years: years), 1))
    let sum = (1...Int(years)).reduce(0.0) { $0 + pow(1 + rate, -Double($1)) }
    #expect(isClose(1 / recovery, sum, 1e-10))
    #expect(
      isClose(
        presentValueFactor(rate: rate, years: years) * futureValueFactor(rate: rate, years: years),
        1))
  }

  @Test(arguments: [0.02, 0.08, 0.4])
  func returnOfAnAnnuity(rate: Double) throws {
    var payments = [(time: 0.0, amount: -1.0)]
    for year in 1...20 {
      payments.append((Double(year), capitalRecoveryFactor(rate: rate, years: 20)))
    }
    #expect(isClose(try #require(internalRateOfReturn(of: payments)), rate, 1e-9))
    #expect(internalRateOfReturn(of: [(0, 1), (1, 1)]) == nil)
    #expect(internalRateOfReturn(of: []) == nil)
  }

  /// Spending in the middle of each year stays close to spending without pause.
  @Test(arguments: [0.5, 1, 2.5, 8])
  func middleOfTheYear(years: Double) {
    for (timing, order) in [(Construction.Timing.start, 1.0), (.middle, 0), (.end, -1)] {
      let factor = Construction.even(over: years, timing: timing).factor(rate: 0.08)
      let even = constructionFactor(rate: 0.08, years: years)
      if order == 0 {
        #expect(abs(factor / even - 1) < 5e-4)
      } else {
        #expect((factor - even) * order > 0)
      }
    }
    let payments = Construction.even(over: years).payments
    #expect(isClose(payments.reduce(0) { $0 + $1.share }, 1))
    #expect(payments.allSatisfy { $0.time <= 0 && $0.time >= -years && Double($0.year) >= $0.time })
    #expect(Construction.even(over: 0).factor(rate: 0.08) == 1)
  }
}
