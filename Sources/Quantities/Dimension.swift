/// What a number measures: a product of powers of energy, time, money, mass, length, temperature and
/// counted things.
///
/// Energy is a base, and power is energy per time, because the field counts in MWh: the base units
/// are MWh, h, USD, t, m and K. Every currency is a dimension of its own, because no exchange rate
/// is a fact that holds for ever; every counted thing (token, chip, video) is too, so that a price
/// per token is never read as a price per video.
public struct Dimension: Hashable, Sendable {
  /// One base of a dimension.
  public enum Base: Hashable, Sendable {
    /// Energy, in MWh.
    case energy
    /// Time, in h.
    case time
    /// Money of one currency, by its ISO 4217 code.
    case money(String)
    /// Mass, in t (of CO2 unless the context says otherwise).
    case mass
    /// Length, in m.
    case length
    /// Temperature difference, in K.
    case temperature
    /// A counted thing, by its singular name: `token`, `chip`, `FLOP`, `byte`.
    case count(String)
  }

  /// The exponents; bases with exponent zero are absent.
  public private(set) var exponents: [Base: Int]

  /// Makes a dimension of exponents; zeros are dropped.
  public init(_ exponents: [Base: Int]) {
    self.exponents = exponents.filter { $0.value != 0 }
  }

  /// A plain number.
  public static let one = Dimension([:])
  /// Energy.
  public static let energy = Dimension([.energy: 1])
  /// Time.
  public static let time = Dimension([.time: 1])
  /// Energy per time.
  public static let power = Dimension([.energy: 1, .time: -1])
  /// Mass.
  public static let mass = Dimension([.mass: 1])
  /// Length.
  public static let length = Dimension([.length: 1])
  /// Money in USD.
  public static let money = Dimension([.money("USD"): 1])

  /// The exponent of a base; 0 where it does not occur.
  public subscript(base: Base) -> Int { exponents[base] ?? 0 }

  /// The currencies that occur, sorted.
  public var currencies: [String] {
    exponents.keys.compactMap { base in
      if case .money(let code) = base { code } else { nil }
    }.sorted()
  }

  /// The dimension of a product.
  public static func * (a: Dimension, b: Dimension) -> Dimension {
    Dimension(a.exponents.merging(b.exponents) { $0 + $1 })
  }

  /// The dimension of a quotient.
  public static func / (a: Dimension, b: Dimension) -> Dimension { a * b.raised(to: -1) }

  /// The dimension of a power.
  public func raised(to power: Int) -> Dimension {
    Dimension(exponents.mapValues { $0 * power })
  }
}
