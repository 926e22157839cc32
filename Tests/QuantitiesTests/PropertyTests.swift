import Quantities
import TestSupport
import Testing

@Suite struct Properties {
  static let units = [
    "", "MW", "GW", "kWh", "TWh", "USD/kW", "USD/kW-yr", "USD/(kW year)", "MMBtu/MWh", "%",
    "%/year", "t/MWh", "kg/MMBtu", "million USD", "bn USD/year", "EUR2023/MWh", "2024-USD/kW",
    "m^2", "m3/h", "W/chip", "USD/million tokens", "TFLOP/s", "GB/s", "/h", "USD/kW/month",
  ]

  @Test func printedAndReadBackUnchanged() throws {
    var random = Dice(seed: 1)
    for text in Self.units {
      let unit = try Unit.parse(text)
      for _ in 0..<200 {
        let exponent = Double.random(in: -12...12, using: &random)
        let sign = Bool.random(using: &random) ? 1.0 : -1
        var number = sign
        for _ in 0..<Int(abs(exponent)) { number *= exponent < 0 ? 0.1 : 10 }
        let quantity = Quantity(number * Double.random(in: 1..<10, using: &random), unit)
        #expect(try Quantity.parse(quantity.description) == quantity)
      }
    }
  }

  @Test func scalesMultiply() throws {
    for a in Self.units {
      for b in Self.units {
        let (left, right) = (try Unit.parse(a), try Unit.parse(b))
        let product = left * right
        #expect(product.dimension == left.dimension * right.dimension)
        #expect(abs(product.scale / (left.scale * right.scale) - 1) < 1e-14)
        let back = product / right
        #expect(back.dimension == left.dimension)
        #expect(abs(back.scale / left.scale - 1) < 1e-14)
      }
    }
  }

  @Test func thereAndBack() throws {
    let pairs: [(Unit, String)] = [
      (.megawatt, "kW"), (.usdPerKilowatt, "USD/GW"), (.mmbtuPerMegawattHour, "Btu/kWh"),
      (.usdPerMMBtu, "USD/MWh"), (.percentPerYear, "1/h"), (.usdPerKilowattYear, "USD/MW-month"),
    ]
    for (unit, other) in pairs {
      let quantity = Quantity(12.34, unit)
      let back = try quantity.converted(to: .parse(other)).value(in: unit)
      #expect(abs(back - 12.34) < 1e-13)
    }
  }

  @Test func randomTextNeverTraps() {
    var random = Dice(seed: 2)
    let alphabet = Array("0123456789eE+-−.,/*^()%$€ \tMWkhUSDtmyrBtuper2²·inf_é½𝟙₂°\u{301}\n")
    for _ in 0..<10_000 {
      let length = Int.random(in: 0...24, using: &random)
      let text = String((0..<length).map { _ in alphabet.randomElement(using: &random) ?? " " })
      guard let quantity = try? Quantity.parse(text) else { continue }
      #expect(quantity.value.isFinite, "\(text)")
      _ = quantity.formatted
      _ = try? quantity.value(in: .megawatt)
    }
  }

  @Test func randomWordsNeverTrap() {
    var random = Dice(seed: 3)
    let words = [
      "1", "-2.5", "1e300", "1e-300", "MW", "TWh", "ZFLOP", "USD", "USD2024", "2024-", "/", "per",
      "-", "(", ")", "^4", "^-4", "million", "trillion", "CO2", "t", "%", " ", "year", "m3", "²",
    ]
    for _ in 0..<10_000 {
      let count = Int.random(in: 1...12, using: &random)
      let text = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }.joined()
      guard let quantity = try? Quantity.parse(text) else { continue }
      #expect(quantity.value.isFinite, "\(text)")
      _ = quantity.formatted
    }
  }

  @Test func longTextIsRefused() {
    #expect(throws: QuantityError.self) {
      try Quantity.parse("1 " + String(repeating: "(", count: 100_000))
    }
    #expect(throws: QuantityError.self) {
      try Quantity.parse("1 " + String(repeating: "(", count: 100))
    }
  }
}
