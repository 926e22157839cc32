import Quantities
import Testing

@Suite struct Formatting {
  @Test(arguments: [
    (1234.567, "1,235"), (0.0312, "0.0312"), (0, "0"), (-0.0, "0"), (1, "1"), (-1234.567, "-1,235"),
    (0.5, "0.5"), (99.9, "99.9"), (99.996, "100"), (999.96, "1,000"), (999_950, "1,000,000"),
    (12_345_678, "12,350,000"), (8760, "8,760"), (1.0 / 3, "0.3333"), (0.000_123_45, "0.0001234"),
    (3.12e-7, "3.12e-7"), (1e15, "1e15"), (1.2345e20, "1.234e20"), (100, "100"), (.nan, "–"),
    (.infinity, "∞"), (-.infinity, "-∞"), (.leastNonzeroMagnitude, "4.941e-324"),
  ])
  func fourDigits(_ number: Double, _ text: String) {
    #expect(format(number) == text)
  }

  @Test(arguments: [
    (formatPower(1200), "1.2 GW"), (formatPower(999.96), "1 GW"), (formatPower(0.35), "350 kW"),
    (formatPower(100), "100 MW"), (formatPower(0), "0 MW"), (formatPower(-0.0), "0 MW"),
    (formatPower(.nan), "– MW"), (formatPower(-1200), "-1.2 GW"), (formatPower(1e-9), "0.001 W"),
    (formatEnergy(8_760_000), "8.76 TWh"), (formatEnergy(2.4e-7), "0.24 Wh"),
    (formatEnergy(950), "950 MWh"), (formatMass(3_200_000), "3.2 Mt"), (formatMass(0.5), "500 kg"),
    (formatMoney(38e9), "38 billion USD"), (formatMoney(950), "950 USD"),
    (formatMoney(1_234_567), "1.235 million USD"), (formatMoney(2e12), "2 trillion USD"),
    (formatMoney(-4500), "-4.5 thousand USD"), (formatMoney(5e6, currency: "EUR"), "5 million EUR"),
  ])
  func unitsThatFit(_ found: String, _ expected: String) {
    #expect(found == expected)
  }
}

@Suite struct NearestNames {
  static let names = ["solar", "wind", "battery", "gas engine", "gas turbine", "ccgt", "smr"]

  @Test(arguments: [
    ("solr", "solar"), ("Solar", "solar"), ("sloar", "solar"), ("batery", "battery"),
    ("gas turbin", "gas turbine"), ("ccgtt", "ccgt"), ("gas", "gas engine"), ("smrs", "smr"),
    ("hydro", nil), ("", nil), ("x", nil), ("w", nil),
  ])
  func near(_ name: String, _ expected: String?) {
    #expect(nearest(name, in: Self.names) == expected)
  }

  @Test func worksOnNothing() {
    #expect(nearest("solar", in: []) == nil)
    #expect(nearest("solar", in: [""]) == nil)
  }
}
