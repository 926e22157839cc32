/// A number with its unit, as the user wrote it.
///
///     let price = try Quantity.parse("2250 USD2024/kW")
///     try price.value(in: .usdPerKilowatt)   // 2250
///     price.value                            // 2250000, USD per MW
///     price.moneyYear                        // 2024
public struct Quantity: Hashable, Sendable, CustomStringConvertible {
  /// The number in the unit as written.
  public let amount: Double
  /// The unit as written.
  public let unit: Unit

  /// Makes a quantity of a number in a unit.
  public init(_ amount: Double, _ unit: Unit = .one) {
    self.amount = amount
    self.unit = unit
  }

  /// The number in base units (MWh, h, USD, t, m, K and their products).
  public var value: Double { amount * unit.numerator / unit.denominator }

  /// What the quantity measures.
  public var dimension: Dimension { unit.dimension }

  /// The year of money, where the unit names it (`USD2024`).
  public var moneyYear: Int? { unit.moneyYear }

  /// Number and unit at full precision; `Quantity.parse` reads it back unchanged.
  public var description: String { unit.text.isEmpty ? "\(amount)" : "\(amount) \(unit.text)" }

  /// Number to four significant digits, and unit: `2,250 USD/kW`.
  public var formatted: String {
    let number = format(amount)
    return unit.text.isEmpty ? number : "\(number) \(unit.text)"
  }

  /// The number in another unit of the same dimension.
  ///
  /// Two confusions that dimensions alone would let through are refused as well: a yearly cost of
  /// capacity (`USD/kW-yr`) for a price of energy (`USD/MWh`), and a plain number or percentage for
  /// a written ratio (`MMBtu/MWh`), each both ways.
  ///
  /// - Parameters:
  ///   - unit: the unit wanted.
  ///   - what: the thing wanted, for the message: `the size of the battery`.
  public func value(in unit: Unit, expecting what: String? = nil) throws(QuantityError) -> Double {
    guard isConvertible(to: unit) else {
      let example = Self.example(of: unit)
      let wanted = what.map { "\($0), \(unit.words)" } ?? unit.words
      throw QuantityError(
        text: description,
        reason: .dimension(
          "expected \(wanted) such as “\(example)”, found “\(shown)” (\(self.unit.words))"))
    }
    if self.unit.numerator == unit.numerator, self.unit.denominator == unit.denominator {
      return amount
    }
    return amount * (self.unit.numerator * unit.denominator)
      / (self.unit.denominator * unit.numerator)
  }

  /// Whether `value(in:)` would answer.
  public func isConvertible(to unit: Unit) -> Bool {
    dimension == unit.dimension && self.unit.isCapacityCharge == unit.isCapacityCharge
      && (dimension != .one || self.unit.isPlain == unit.isPlain)
  }

  /// The quantity in another unit of the same dimension.
  public func converted(to unit: Unit) throws(QuantityError) -> Quantity {
    Quantity(try value(in: unit), unit)
  }

  /// The product; the unit is the product of the units.
  public static func * (a: Quantity, b: Quantity) -> Quantity {
    Quantity(a.amount * b.amount, a.unit * b.unit)
  }

  /// The quotient; the unit is the quotient of the units.
  public static func / (a: Quantity, b: Quantity) -> Quantity {
    Quantity(a.amount / b.amount, a.unit / b.unit)
  }

  /// The quantity times a plain number.
  public static func * (a: Double, b: Quantity) -> Quantity { Quantity(a * b.amount, b.unit) }

  /// The sum, in the unit of the first; both must be convertible and of the same year of money.
  public func adding(_ other: Quantity) throws(QuantityError) -> Quantity {
    if let a = moneyYear, let b = other.moneyYear, a != b {
      throw QuantityError(
        text: other.description,
        reason: .dimension("“\(self)” and “\(other)” are money of different years: inflate one"))
    }
    return Quantity(amount + (try other.value(in: unit)), unit)
  }

  private var shown: String {
    amount == amount.rounded() && abs(amount) < 1e15
      ? Quantity.plain(amount) + (unit.text.isEmpty ? "" : " \(unit.text)") : description
  }

  private static func plain(_ amount: Double) -> String { "\(Int(amount))" }

  private static func example(of unit: Unit) -> String {
    if unit.isCapacityCharge { return "15 USD/kW-yr" }
    if unit.dimension == .one, !unit.isPlain { return "6.5 \(unit.text)" }
    return unit.dimension.example ?? "1 \(unit.text)"
  }
}
