extension Dimension {
  /// The dimension in words with its article: `a power`, `a price of energy`, `a rate per year`.
  ///
  /// Dimensions without a name of their own are spelled out: `a quantity in t per USD`.
  public var words: String {
    if let known = Self.known.first(where: { $0.dimension == inUSD }) {
      let code = currencies.first
      return code == nil || code == "USD" ? known.words : "\(known.words) in \(code ?? "")"
    }
    return "a quantity in \(spelled)"
  }

  /// A text of this dimension for messages: `100 MW` for a power.
  public var example: String? {
    Self.known.first { $0.dimension == self }?.example
  }

  /// The same dimension with its only currency replaced by USD.
  private var inUSD: Dimension {
    guard currencies.count == 1, let code = currencies.first else { return self }
    var changed = exponents
    let power = changed.removeValue(forKey: .money(code)) ?? 0
    changed[.money("USD")] = power
    return Dimension(changed)
  }

  /// The dimension in base units: `USD per MWh`.
  private var spelled: String {
    let sorted = exponents.map { (name: Self.baseUnit($0.key), power: $0.value) }
      .sorted { $0.name < $1.name }
    func text(_ part: (name: String, power: Int)) -> String {
      abs(part.power) == 1 ? part.name : "\(part.name)^\(abs(part.power))"
    }
    let above = sorted.filter { $0.power > 0 }.map(text).joined(separator: " ")
    let below = sorted.filter { $0.power < 0 }.map(text).joined(separator: " per ")
    if below.isEmpty { return above }
    return above.isEmpty ? "1 per \(below)" : "\(above) per \(below)"
  }

  private static func baseUnit(_ base: Base) -> String {
    switch base {
    case .energy: "MWh"
    case .time: "h"
    case .money(let code): code
    case .mass: "t"
    case .length: "m"
    case .temperature: "K"
    case .count(let name): name
    }
  }

  private struct Known {
    let dimension: Dimension
    let words: String
    let example: String
  }

  private static let token = Dimension([.count("token"): 1])
  private static let chip = Dimension([.count("chip"): 1])
  private static let flop = Dimension([.count("FLOP"): 1])

  private static let known: [Known] = [
    Known(dimension: .one, words: "a plain number or share", example: "25 %"),
    Known(dimension: .power, words: "a power", example: "100 MW"),
    Known(dimension: .energy, words: "an energy", example: "100 MWh"),
    Known(dimension: .time, words: "a duration", example: "20 years"),
    Known(dimension: .one / .time, words: "a rate per year", example: "9 %/year"),
    Known(dimension: .money, words: "an amount of money", example: "5 million USD"),
    Known(dimension: .money / .time, words: "a flow of money", example: "5 million USD/year"),
    Known(dimension: .money / .energy, words: "a price of energy", example: "40 USD/MWh"),
    Known(dimension: .money / .power, words: "a cost of capacity", example: "2250 USD/kW"),
    Known(dimension: .money / .mass, words: "a price per tonne", example: "70 USD/t"),
    Known(dimension: .mass, words: "a mass", example: "500 t"),
    Known(dimension: .mass / .time, words: "a flow of mass", example: "500 kt/year"),
    Known(dimension: .mass / .energy, words: "an emission factor", example: "0.4 t/MWh"),
    Known(dimension: .power / .time, words: "a growth of power", example: "500 MW/year"),
    Known(dimension: .length, words: "a length", example: "120 m"),
    Known(dimension: .length / .time, words: "a speed", example: "8 m/s"),
    Known(dimension: .length * .length, words: "an area", example: "40 ha"),
    Known(dimension: .length.raised(to: 3), words: "a volume", example: "500 m3"),
    Known(
      dimension: .length.raised(to: 3) / .energy, words: "a use of water", example: "1.8 L/kWh"),
    Known(dimension: token, words: "a number of tokens", example: "5 million tokens"),
    Known(dimension: .money / token, words: "a price of tokens", example: "2 USD/million tokens"),
    Known(dimension: .energy / token, words: "an energy per token", example: "0.5 J/token"),
    Known(dimension: chip, words: "a number of chips", example: "10000 chips"),
    Known(dimension: .money / chip, words: "a price of a chip", example: "35000 USD/chip"),
    Known(
      dimension: .money / chip / .time, words: "a rent of a chip", example: "2.4 USD/chip-hour"),
    Known(dimension: .power / chip, words: "a power per chip", example: "1200 W/chip"),
    Known(dimension: flop, words: "an amount of computing", example: "1e26 FLOP"),
    Known(dimension: flop / .time, words: "a speed of computing", example: "989 TFLOP/s"),
  ]
}
