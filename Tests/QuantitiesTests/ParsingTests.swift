import Quantities
import Testing

/// A text, the unit to read it in, and the number expected.
struct Reading: Sendable, CustomTestStringConvertible {
  let text: String
  let unit: Unit
  let value: Double

  init(_ text: String, _ unit: Unit, _ value: Double) {
    self.text = text
    self.unit = unit
    self.value = value
  }

  var testDescription: String { text }
}

@Suite struct Parsing {
  static let readings = [
    Reading("100 MW", .megawatt, 100), Reading("100MW", .megawatt, 100),
    Reading("1.2 GW", .megawatt, 1200), Reading("250 kW", .megawatt, 0.25),
    Reading("2.5e3 MW", .megawatt, 2500), Reading("  7 MW ", .megawatt, 7),
    Reading(".5 MW", .megawatt, 0.5), Reading("5 GWh/year", .megawatt, 5000.0 / 8760),
    Reading("2250 USD/kW", .usdPerKilowatt, 2250), Reading("2250 USD/kW", .usd / .megawatt, 2.25e6),
    Reading("6.5 MMBtu/MWh", .mmbtuPerMegawattHour, 6.5),
    Reading("8989 Btu/kWh", .mmbtuPerMegawattHour, 8.989),
    Reading("7200 kJ/kWh", .mmbtuPerMegawattHour, 7200 / 1055.05585262),
    Reading("9 %/year", .percentPerYear, 9), Reading("9 % per year", .percentPerYear, 9),
    Reading("9%/yr", .one / .year, 0.09), Reading("1/year", .one / .year, 1),
    Reading("0.24 Wh", .megawattHour, 2.4e-7),
    Reading("15 USD/kW-yr", .usdPerKilowattYear, 15),
    Reading("15 USD/kW/year", .usdPerKilowattYear, 15),
    Reading("15 USD/(kW year)", .usdPerKilowattYear, 15),
    Reading("15 USD/kW·yr", .usdPerKilowattYear, 15),
    Reading("1 USD/kW-month", .usdPerKilowattYear, 12),
    Reading("53.07 kg/MMBtu", .kilogramPerMMBtu, 53.07),
    Reading("0.4 t/MWh", .tonnePerMegawattHour, 0.4),
    Reading("400 g CO2/kWh", .tonnePerMegawattHour, 0.4),
    Reading("345 kgCO2e/MWh", .tonnePerMegawattHour, 0.345),
    Reading("70 USD/tCO2", .usdPerTonne, 70), Reading("70 USD/t CO2", .usdPerTonne, 70),
    Reading("500 kt/year", .tonne / .year, 500_000),
    Reading("20 years", .year, 20), Reading("18 months", .year, 1.5), Reading("4 h", .hour, 4),
    Reading("1 year", .hour, 8760), Reading("90 min", .hour, 1.5), Reading("2 days", .hour, 48),
    Reading("99.9 %", .one, 0.999), Reading("1/3", .one, 1.0 / 3), Reading("-1 / 4", .one, -0.25),
    Reading("0.25", .percent, 25), Reading("1.5 million", .one, 1.5e6),
    Reading("-3 USD/MWh", .usdPerMegawattHour, -3), Reading("−3 USD/MWh", .usdPerMegawattHour, -3),
    Reading("120 m", .metre, 120), Reading("3 km2", .metre * .metre, 3e6),
    Reading("2 ha", .metre.raised(to: 2), 2e4), Reading("4 m^2", .metre * .metre, 4),
    Reading("1.8 L/kWh", .metre.raised(to: 3) / .megawattHour, 1.8),
    Reading("5 billion USD", .usd, 5e9), Reading("38 bn USD", .usd, 38e9),
    Reading("5 billion USD/year", .usd / .year, 5e9),
    Reading("2250 USD2024/kW", .usdPerKilowatt, 2250),
    Reading("2250 2024-USD/kW", .usdPerKilowatt, 2250),
    Reading("4 USD/MMBtu", .usdPerMegawattHour, 4 / (1055.05585262 / 3600)),
    Reading("20 USD per kW per year", .usdPerKilowattYear, 20),
    Reading("3.6 TJ", .megawattHour, 1000), Reading("10 therms", .mmbtu, 1),
  ]

  @Test(arguments: readings)
  func reads(_ reading: Reading) throws {
    let found = try Quantity.parse(reading.text).value(in: reading.unit)
    #expect(abs(found - reading.value) <= 1e-12 * abs(reading.value))
  }

  @Test func numbersAsWrittenAreExact() throws {
    #expect(try Quantity.parse("12.5 %").value(in: .one) == 0.125)
    #expect(try Quantity.parse("53.07 kg/MMBtu").value(in: .kilogramPerMMBtu) == 53.07)
    #expect(try Quantity.parse("9 %/year").value(in: .percentPerYear) == 9)
    #expect(try Quantity.parse("8989 Btu/kWh").formatted == "8,989 Btu/kWh")
  }

  @Test(arguments: [
    ("2250 USD2024/kW", 2024), ("2250 2024-USD/kW", 2024), ("40 EUR2023/MWh", 2023),
    ("2 USD2025/million tokens", 2025),
  ])
  func yearOfMoney(_ text: String, _ year: Int) throws {
    #expect(try Quantity.parse(text).moneyYear == year)
  }

  @Test func noYearOfMoneyUnlessWritten() throws {
    #expect(try Quantity.parse("2250 USD/kW").moneyYear == nil)
    #expect(try Quantity.parse("3 USD2024/USD2024").moneyYear == nil)
  }

  @Test func countedThingsAreDimensions() throws {
    let perToken = try Quantity.parse("2 USD/million tokens")
    #expect(try perToken.value(in: .parse("USD/token")) == 2e-6)
    #expect(try Quantity.parse("1200 W/chip").dimension.words == "a power per chip")
    #expect(throws: QuantityError.self) { try perToken.value(in: .parse("USD/image")) }
  }
}
