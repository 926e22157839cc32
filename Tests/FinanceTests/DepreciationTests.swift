import Finance
import Testing

@Suite("depreciation")
struct DepreciationTests {
  /// The tables are those of declining balance from the middle of the first year, turning to
  /// straight line; the IRS rounds to two digits (three for 20 years) and moves the rounding
  /// between years.
  @Test(arguments: MACRS.allCases)
  func tablesFollowTheRule(type: MACRS) {
    let years = Double(type.rawValue)
    let rate = (type.rawValue >= 15 ? 1.5 : 2) / years
    var left = 1.0
    for (index, share) in type.shares.enumerated() {
      let remaining = years - (Double(index) - 0.5)
      let declining = left * rate * (index == 0 ? 0.5 : 1)
      let straight = index == 0 ? 0 : left / max(remaining, 1)
      let rule = min(left, max(declining, straight))
      let expected = index == type.rawValue ? left : rule
      #expect(abs(share - expected) < 1.2e-4, "year \(index + 1) of \(type)")
      left -= expected
    }
    #expect(type.shares.count == type.rawValue + 1)
    #expect(isClose(type.shares.reduce(0, +), 1))
  }

  @Test(arguments: [3, 6, 20, 40], [0, 0.4, 1])
  func allIsDeductedOnce(life: Int, bonus: Double) {
    for method in [Depreciation.Method.straightLine(years: 12)] + MACRS.allCases.map({ .macrs($0) })
    {
      let shares = Depreciation(method, bonus: bonus).shares(life: life)
      #expect(shares.count == life)
      #expect(isClose(shares.reduce(0, +), 1))
      #expect(shares.allSatisfy { $0 >= -1e-12 })
      #expect(shares[0] >= bonus)
    }
  }

  @Test func whatIsLeftGoesWithThePlant() {
    let shares = Depreciation(.macrs(.years15)).shares(life: 10)
    #expect(isClose(shares[9], 1 - MACRS.years15.shares.prefix(9).reduce(0, +)))
    #expect(Depreciation(.straightLine(years: 5)).shares(life: 8).suffix(3) == [0, 0, 0])
  }
}
