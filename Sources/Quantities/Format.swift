import Foundation

/// A number for people: four significant digits, thousands separated by commas, no trailing zeros.
///
/// `1234.567` is `1,235`, `0.03120` is `0.0312`. Below 1e-4 and from 1e15 on the number is written
/// with an exponent. Negative zero is `0`, NaN is `–`, infinity is `∞`.
public func format(_ number: Double) -> String {
  if number.isNaN { return "–" }
  if number.isInfinite { return number < 0 ? "-∞" : "∞" }
  if number == 0 { return "0" }
  let sign = number < 0 ? "-" : ""
  // Correctly rounded digits d.ddde±xx; without a locale argument it is the C locale.
  let parts = String(format: "%.3e", abs(number)).split(separator: "e")
  guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(number)" }
  let digits = parts[0].filter { $0 != "." }
  return sign + place(digits, exponent: exponent)
}

/// Writes digits d.ddd times ten to the exponent.
private func place(_ digits: String, exponent: Int) -> String {
  let last = digits.lastIndex { $0 != "0" } ?? digits.startIndex
  let significant = String(digits.prefix(through: last))
  if exponent < -4 || exponent >= 15 {
    let decimals = significant.dropFirst()
    return significant.prefix(1) + (decimals.isEmpty ? "" : ".\(decimals)") + "e\(exponent)"
  }
  if exponent < 0 {
    return "0." + String(repeating: "0", count: -exponent - 1) + significant
  }
  let whole = significant.padding(toLength: exponent + 1, withPad: "0", startingAt: 0)
  let decimals = significant.dropFirst(exponent + 1)
  return grouped(whole) + (decimals.isEmpty ? "" : ".\(decimals)")
}

/// Commas between groups of three digits.
private func grouped(_ digits: String) -> String {
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
    result.append(digit)
  }
  return result
}

/// A family of units among which a number picks its own: MW and GW, million and billion USD.
public struct FormatScale: Sendable {
  /// Unit names with their worth in base units, ascending.
  let steps: [(name: String, size: Double)]
  /// The unit for zero and for what is not a number.
  let neutral: String

  /// W to TW, from MW.
  public static let power = FormatScale(
    steps: [("W", 1e-6), ("kW", 1e-3), ("MW", 1), ("GW", 1e3), ("TW", 1e6)], neutral: "MW")
  /// Wh to TWh, from MWh.
  public static let energy = FormatScale(
    steps: [("Wh", 1e-6), ("kWh", 1e-3), ("MWh", 1), ("GWh", 1e3), ("TWh", 1e6)], neutral: "MWh")
  /// g to Gt, from t.
  public static let mass = FormatScale(
    steps: [("g", 1e-6), ("kg", 1e-3), ("t", 1), ("kt", 1e3), ("Mt", 1e6), ("Gt", 1e9)],
    neutral: "t")

  /// A currency from one to trillions.
  public static func money(_ currency: String = "USD") -> FormatScale {
    FormatScale(
      steps: [
        (currency, 1), ("thousand \(currency)", 1e3), ("million \(currency)", 1e6),
        ("billion \(currency)", 1e9), ("trillion \(currency)", 1e12),
      ], neutral: currency)
  }

  /// The number with the largest unit in which it is at least 1: 1,200 MW is `1.2 GW`.
  public func format(_ number: Double) -> String {
    guard number.isFinite, number != 0 else {
      return "\(Quantities.format(number)) \(neutral)"
    }
    // Half a unit of the fourth digit below 1 already prints as 1.
    let fits = steps.last { abs(number) / $0.size >= 0.99995 }
    guard let step = fits ?? steps.first else { return Quantities.format(number) }
    return "\(Quantities.format(number / step.size)) \(step.name)"
  }
}

/// A power given in MW: `1.2 GW`, `350 kW`.
public func formatPower(_ megawatts: Double) -> String { FormatScale.power.format(megawatts) }

/// An energy given in MWh: `8.76 TWh`, `0.24 Wh`.
public func formatEnergy(_ megawattHours: Double) -> String {
  FormatScale.energy.format(megawattHours)
}

/// A mass given in t: `3.2 Mt`.
public func formatMass(_ tonnes: Double) -> String { FormatScale.mass.format(tonnes) }

/// An amount of money: `38 billion USD`.
public func formatMoney(_ amount: Double, currency: String = "USD") -> String {
  FormatScale.money(currency).format(amount)
}
