/// A unit of measure: a dimension, a scale to the base units (MWh, h, USD, t, m, K) and a text.
///
/// The scale is kept as a quotient of two numbers, so that percent, kW and Btu convert with one
/// rounding each. In units a year is 8760 h and a month is a twelfth of
/// it, 730 h: the field's convention for rates such as USD/kW-yr.
public struct Unit: Hashable, Sendable {
  /// What the unit measures.
  public let dimension: Dimension
  /// The unit as the user wrote it; empty for a plain number.
  public let text: String
  /// The year of money, where the text names it: 2024 for `USD2024/kW`.
  public let moneyYear: Int?
  /// True for plain numbers and percentages, false for written ratios such as `MMBtu/MWh`.
  public let isPlain: Bool
  /// How the unit is made up, to tell `USD/kW-yr` from `USD/MWh` (same dimension, other meaning).
  let form: Form

  let numerator: Double
  let denominator: Double

  /// Which of power and calendar time occur as such, beside what the dimension says.
  struct Form: Hashable, Sendable {
    var power = 0
    var calendar = 0
  }

  init(
    dimension: Dimension, numerator: Double = 1, denominator: Double = 1, text: String,
    moneyYear: Int? = nil, isPlain: Bool = false, form: Form = Form()
  ) {
    self.dimension = dimension
    self.numerator = numerator
    self.denominator = denominator
    self.text = text
    self.moneyYear = dimension.currencies.isEmpty ? nil : moneyYear
    self.isPlain = isPlain
    self.form = form
  }

  /// Base units per unit: 0.001 for kWh, 1000 for USD/kW.
  public var scale: Double { numerator / denominator }

  /// Whether the unit is money per capacity and stretch of calendar (`USD/kW-yr`, `USD/kW-month`):
  /// it has the dimension of a price of energy and means something else.
  public var isCapacityCharge: Bool {
    dimension.currencies.count == 1 && form.power == -1 && form.calendar == -1
  }

  /// What the unit measures, in words with an article: `a yearly cost of capacity`.
  public var words: String {
    if isCapacityCharge, Dimension.money / .energy == dimension {
      return "a yearly cost of capacity"
    }
    if dimension == .one, !isPlain { return "a ratio in \(text)" }
    return dimension.words
  }

  /// The unit under another text, for messages and tables.
  public func named(_ text: String) -> Unit {
    Unit(
      dimension: dimension, numerator: numerator, denominator: denominator, text: text,
      moneyYear: moneyYear, isPlain: isPlain, form: form)
  }

  /// The product; its text is `a b`. The year of money is the one that either side names.
  public static func * (a: Unit, b: Unit) -> Unit {
    let text =
      a.text.isEmpty ? b.text : b.text.isEmpty ? a.text : "\(bracketed(a)) \(bracketed(b))"
    return Unit(
      dimension: a.dimension * b.dimension, numerator: a.numerator * b.numerator,
      denominator: a.denominator * b.denominator, text: text,
      moneyYear: a.moneyYear ?? b.moneyYear, isPlain: a.isPlain && b.isPlain,
      form: Form(
        power: a.form.power + b.form.power, calendar: a.form.calendar + b.form.calendar))
  }

  /// The quotient; its text is `a/b`.
  public static func / (a: Unit, b: Unit) -> Unit {
    let text = b.text.isEmpty ? a.text : "\(a.text.isEmpty ? "1" : a.text)/\(bracketed(b))"
    return (a * b.raised(to: -1)).named(text)
  }

  /// The power of a unit; its text is `(a)^n`.
  public func raised(to power: Int) -> Unit {
    let (above, below) = power < 0 ? (denominator, numerator) : (numerator, denominator)
    func raise(_ x: Double) -> Double {
      (0..<abs(power)).reduce(1) { result, _ in result * x }
    }
    return Unit(
      dimension: dimension.raised(to: power), numerator: raise(above), denominator: raise(below),
      text: text.isEmpty ? "" : "(\(text))^\(power)", moneyYear: moneyYear, isPlain: isPlain,
      form: Form(power: form.power * power, calendar: form.calendar * power))
  }

  private static func bracketed(_ unit: Unit) -> String {
    unit.text.contains { " /-".contains($0) } ? "(\(unit.text))" : unit.text
  }
}

extension Unit {
  /// A plain number.
  public static let one = Unit(dimension: .one, text: "", isPlain: true)
  /// Percent.
  public static let percent = Unit(dimension: .one, denominator: 100, text: "%", isPlain: true)
  /// MW, the base unit of power.
  public static let megawatt = Unit(dimension: .power, text: "MW", form: Form(power: 1))
  /// kW.
  public static let kilowatt = Unit(
    dimension: .power, denominator: 1000, text: "kW", form: Form(power: 1))
  /// MWh, the base unit of energy.
  public static let megawattHour = Unit(dimension: .energy, text: "MWh")
  /// kWh.
  public static let kilowattHour = Unit(dimension: .energy, denominator: 1000, text: "kWh")
  /// A million British thermal units (IT): 1055.05585262 MJ, so 0.293071 MWh.
  public static let mmbtu = Unit(
    dimension: .energy, numerator: 1055.05585262, denominator: 3600, text: "MMBtu")
  /// h, the base unit of time.
  public static let hour = Unit(dimension: .time, text: "h")
  /// A year of 8760 h.
  public static let year = Unit(
    dimension: .time, numerator: 8760, text: "year", form: Form(calendar: 1))
  /// USD, the base unit of money.
  public static let usd = Unit(dimension: .money, text: "USD")
  /// t, the base unit of mass.
  public static let tonne = Unit(dimension: .mass, text: "t")
  /// kg.
  public static let kilogram = Unit(dimension: .mass, denominator: 1000, text: "kg")
  /// m, the base unit of length.
  public static let metre = Unit(dimension: .length, text: "m")

  /// USD/kW: overnight cost, connection cost.
  public static let usdPerKilowatt = usd / kilowatt
  /// USD/kWh: cost of storage energy.
  public static let usdPerKilowattHour = usd / kilowattHour
  /// USD/MWh: variable cost, price of electricity.
  public static let usdPerMegawattHour = usd / megawattHour
  /// USD/kW-yr: fixed cost.
  public static let usdPerKilowattYear = (usd / (kilowatt * year)).named("USD/kW-yr")
  /// USD/MMBtu: price of fuel.
  public static let usdPerMMBtu = usd / mmbtu
  /// USD/t: price of carbon.
  public static let usdPerTonne = usd / tonne
  /// MMBtu/MWh: heat rate, fuel (higher heating value) per electricity.
  public static let mmbtuPerMegawattHour = mmbtu / megawattHour
  /// kg/MMBtu: emissions per fuel.
  public static let kilogramPerMMBtu = kilogram / mmbtu
  /// t/MWh: emissions per electricity.
  public static let tonnePerMegawattHour = tonne / megawattHour
  /// %/year: discount rate, degradation, growth.
  public static let percentPerYear = percent / year
}
