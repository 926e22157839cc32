import Quantities
import Testing

@Suite struct Refusals {
  /// Text, the column of the trouble (from 0; nil for the whole), and words of the message.
  @Test(
    arguments: [
      ("", nil, "found nothing"), ("   ", nil, "found nothing"),
      ("1_000 MW", 1, "without “_”"), ("1,000 MW", 1, "write “1000”"),
      ("0,24 Wh", 1, "“0.24” with a decimal point"), ("1'000 MW", 1, "without “'”"),
      ("5 mW", 2, "did you mean “MW”?"), ("5 mwh", 2, "did you mean “MWh”?"),
      ("5 MWW", 2, "unknown unit “MWW”; did you mean “MW”?"),
      ("5 kwh", 2, "did you mean “kWh”?"), ("5 usd/kW", 2, "did you mean “USD”?"),
      ("5 USD/kwh", 6, "did you mean “kWh”?"), ("3 yeras", 2, "did you mean “years”?"),
      ("2 M USD", 2, "million USD"), ("2 MUSD", 2, "million USD"), ("5 B USD", 2, "billion USD"),
      ("$5", 0, "“USD”"), ("5 $/kW", 2, "“USD”"), ("5 €/kW", 2, "“EUR”"),
      ("5 ton", 2, "“t” (tonne)"), ("5 MBtu", 2, "“MMBtu”"), ("5 MVA", 2, "apparent"),
      ("NaN MW", 0, "finite number"), ("inf", 0, "finite number"), ("-inf MW", 0, "finite number"),
      ("1e999 MW", 0, "too large"), ("1e308 GW", nil, "too large"),
      ("MW", 0, "no number before it"), ("about 5 MW", 0, "expected a number"),
      ("10-20 MW", 2, "a range"), ("5 6 MW", 2, "second number"),
      ("1/0", 2, "no finite value"), ("1/3 MW", 4, "stands alone"),
      ("15 USD/kW year", 10, "brackets"), ("5 USD/", 6, "missing"), ("5 USD/(kW", 9, "“)”"),
      ("5 MW)", 4, "not expected"), ("5 m^9", 3, "“^”"), ("5 USD1800/kW", 2, "year of money"),
      ("5 USD2024/EUR2023", 10, "2024 and of 2023"), ("5 2024-MW", 2, "before a currency"),
      ("5 xyzzy", 2, "unknown unit “xyzzy”"), ("5 MW!", 4, "not expected"),
    ] as [(String, Int?, String)])
  func refuses(_ text: String, _ offset: Int?, _ words: String) {
    let error = #expect(throws: QuantityError.self) { try Quantity.parse(text) }
    #expect(error?.offset == offset, "\(error?.description ?? "")")
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("100 MWh", Unit.megawatt, "expected a power such as “100 MW”, found “100 MWh” (an energy)"),
    (
      "2250", .usdPerKilowatt,
      "expected a cost of capacity such as “2250 USD/kW”, found “2250” (a plain number or share)"
    ),
    (
      "40 EUR/MWh", .usdPerMegawattHour,
      "expected a price of energy such as “40 USD/MWh”, "
        + "found “40 EUR/MWh” (a price of energy in EUR)"
    ),
    (
      "15 USD/MWh", .usdPerKilowattYear,
      "expected a yearly cost of capacity such as “15 USD/kW-yr”, "
        + "found “15 USD/MWh” (a price of energy)"
    ),
    (
      "15 USD/kW-yr", .usdPerMegawattHour,
      "expected a price of energy such as “40 USD/MWh”, "
        + "found “15 USD/kW-yr” (a yearly cost of capacity)"
    ),
    (
      "50 %", .mmbtuPerMegawattHour,
      "expected a ratio in MMBtu/MWh such as “6.5 MMBtu/MWh”, "
        + "found “50 %” (a plain number or share)"
    ),
    (
      "0.5 t/USD", .year,
      "expected a duration such as “20 years”, found “0.5 t/USD” (a quantity in t per USD)"
    ),
  ])
  func namesWhatWasExpected(_ text: String, _ unit: Unit, _ message: String) throws {
    let quantity = try Quantity.parse(text)
    let error = #expect(throws: QuantityError.self) { try quantity.value(in: unit) }
    #expect(error?.description == message)
  }

  @Test func namesTheThing() throws {
    let quantity = try Quantity.parse("5 h")
    let error = #expect(throws: QuantityError.self) {
      try quantity.value(in: .megawatt, expecting: "the size of solar")
    }
    #expect(
      error?.description
        == "expected the size of solar, a power such as “100 MW”, found “5 h” (a duration)")
  }

  @Test func moneyOfDifferentYearsDoesNotAdd() throws {
    let old = try Quantity.parse("1 USD2022/kW")
    let new = try Quantity.parse("1 USD2024/kW")
    #expect(throws: QuantityError.self) { try old.adding(new) }
    #expect(try old.adding(old).amount == 2)
  }
}
