/// Reads a unit: words joined by spaces, `*`, `-`, `·`, `/`, `per`, powers and brackets.
///
/// A hyphen or a dot joins two units tightly, so `USD/kW-yr` is `USD/(kW yr)`. After a slash a
/// space is refused: `USD/kW year` could mean either.
struct UnitParser {
  var scan: NumberParser
  private let start: Int
  private var moneyYear: Int?

  init(_ scan: NumberParser) {
    self.scan = scan
    start = scan.position
  }

  /// Reads all that is left of the text as a unit.
  mutating func parseAll() throws(QuantityError) -> Unit {
    scan.skipSpaces()
    let from = scan.position
    if scan.peek() == nil { return .one }
    var unit = Unit.one
    let inverse = try takeSlash()
    if inverse {
      unit = try expression(depth: 0, after: unit)
    } else {
      unit = try expression(depth: 0, after: nil)
    }
    scan.skipSpaces()
    if let extra = scan.peek() { throw fail(.syntax("“\(extra)” was not expected here")) }
    let written = String(scan.characters[from...]).trimmingSpaces()
    guard unit.scale.isFinite, unit.scale > 0 else {
      throw fail(.syntax("the unit is too large or too small"), at: from)
    }
    return Unit(
      dimension: unit.dimension, numerator: unit.numerator, denominator: unit.denominator,
      text: written, moneyYear: moneyYear, isPlain: unit.isPlain, form: unit.form)
  }

  /// Factors up to a closing bracket or the end; `first` stands before a leading slash.
  private mutating func expression(depth: Int, after first: Unit?) throws(QuantityError) -> Unit {
    var divides = first != nil
    var divided = divides
    var result = first ?? .one
    while true {
      let factor = try compound(depth: depth)
      result = divides ? result / factor : result * factor
      scan.skipSpaces()
      if try takeSlash() {
        divides = true
        divided = true
        continue
      }
      guard let next = scan.peek(), next != ")" else { return result }
      if next == "*" {
        scan.position += 1
        scan.skipSpaces()
      } else if !(next.isLetter || next.isNumber || "(%$€£¥¢°".contains(next)) {
        throw fail(.syntax("“\(next)” was not expected here"))
      }
      if divided {
        throw fail(
          .ambiguous("write brackets after “/”: “USD/(kW year)” or “USD/kW/year”"))
      }
      divides = false
    }
  }

  /// `kW-yr`, `kW·yr`, or one factor.
  private mutating func compound(depth: Int) throws(QuantityError) -> Unit {
    var result = try factor(depth: depth)
    while let next = scan.peek(), "-·⋅".contains(next) {
      scan.position += 1
      result = result * (try factor(depth: depth))
    }
    return result
  }

  private mutating func factor(depth: Int) throws(QuantityError) -> Unit {
    guard let next = scan.peek() else { throw fail(.syntax("a unit is missing at the end")) }
    if next == "(" {
      guard depth < 8 else { throw fail(.syntax("too many brackets")) }
      scan.position += 1
      scan.skipSpaces()
      let inner = try expression(depth: depth + 1, after: nil)
      scan.skipSpaces()
      guard scan.peek() == ")" else { throw fail(.syntax("“)” is missing")) }
      scan.position += 1
      return try powered(inner)
    }
    if next.isNumber { return try yearBefore() }
    return try powered(try word(depth: depth))
  }

  /// `2024-USD`, or the `1` of `1/year`.
  private mutating func yearBefore() throws(QuantityError) -> Unit {
    let from = scan.position
    var digits = ""
    while let next = scan.peek(), next.isNumber {
      digits.append(next)
      scan.position += 1
    }
    if digits == "1", scan.peek() == "/" { return .one }
    if scan.peek() == "-", digits.count == 4, let year = Int(digits) {
      scan.position += 1
      let name = letters()
      guard UnitTable.currencies.contains(name), let unit = UnitTable.units[name] else {
        throw fail(
          .syntax("“\(digits)-” must stand before a currency, as in “2024-USD”"), at: from)
      }
      try setMoneyYear(year, at: from)
      return unit
    }
    throw fail(.syntax("a second number, “\(digits)”, was not expected here"), at: from)
  }

  private mutating func word(depth: Int) throws(QuantityError) -> Unit {
    let from = scan.position
    let name = letters()
    if let factor = UnitTable.multipliers[name] {
      let scale = Unit(dimension: .one, numerator: factor, text: name, isPlain: true)
      scan.skipSpaces()
      guard let next = scan.peek(), next.isLetter else { return scale }
      return scale * (try powered(try word(depth: depth)))
    }
    if let unit = UnitTable.units[name] {
      if unit.dimension == .mass { skipCO2() }
      return unit
    }
    if let hint = UnitTable.refused[name] { throw fail(.ambiguous(hint), at: from) }
    if let stem = Self.withoutCO2(name), let unit = UnitTable.units[stem],
      unit.dimension == .mass
    {
      return unit
    }
    if let last = name.last, "23".contains(last),
      let unit = UnitTable.units[String(name.dropLast())], unit.dimension == .length
    {
      return unit.raised(to: last == "2" ? 2 : 3)
    }
    let code = String(name.prefix(3))
    if UnitTable.currencies.contains(code), let unit = UnitTable.units[code],
      let year = Int(name.dropFirst(3))
    {
      try setMoneyYear(year, at: from)
      return unit
    }
    let shown = name.isEmpty ? scan.peek().map(String.init) ?? "" : name
    throw fail(.unknownUnit(shown, nearest: UnitTable.nearest(to: shown)), at: from)
  }

  /// A word: a sign such as `%`, or letters and digits.
  private mutating func letters() -> String {
    guard let first = scan.peek() else { return "" }
    if "%$€£¥¢".contains(first) {
      scan.position += 1
      return String(first)
    }
    var name = ""
    while let next = scan.peek(),
      next.isLetter || next == "°" || (next.isASCII && next.isNumber) || "₂₃".contains(next)
    {
      name.append(next)
      scan.position += 1
    }
    return name
  }

  /// `CO2` after a mass says what the mass is of.
  private mutating func skipCO2() {
    let from = scan.position
    scan.skipSpaces()
    if Self.withoutCO2(letters()) != "" { scan.position = from }
  }

  private static func withoutCO2(_ name: String) -> String? {
    for suffix in ["CO2e", "CO2eq", "CO2", "CO₂"] where name.hasSuffix(suffix) {
      return String(name.dropLast(suffix.count))
    }
    return nil
  }

  private mutating func powered(_ unit: Unit) throws(QuantityError) -> Unit {
    if let next = scan.peek(), let power = ["²": 2, "³": 3][next] {
      scan.position += 1
      return unit.raised(to: power)
    }
    guard scan.peek() == "^" else { return unit }
    let from = scan.position
    scan.position += 1
    var sign = 1
    if scan.peek() == "-" {
      sign = -1
      scan.position += 1
    }
    guard let digit = scan.peek(), digit.isASCII, let power = digit.wholeNumberValue,
      (1...4).contains(power)
    else { throw fail(.syntax("“^” must be followed by 1, 2, 3 or 4"), at: from) }
    scan.position += 1
    return unit.raised(to: sign * power)
  }

  /// Takes `/` or the word `per`, with the spaces after it.
  private mutating func takeSlash() throws(QuantityError) -> Bool {
    let from = scan.position
    if scan.peek() == "/" {
      scan.position += 1
    } else {
      guard letters() == "per" else {
        scan.position = from
        return false
      }
    }
    scan.skipSpaces()
    return true
  }

  private mutating func setMoneyYear(_ year: Int, at offset: Int) throws(QuantityError) {
    guard (1900...2200).contains(year) else {
      throw fail(.syntax("\(year) is not a year of money"), at: offset)
    }
    if let other = moneyYear, other != year {
      throw fail(.syntax("money of \(other) and of \(year) in one unit"), at: offset)
    }
    moneyYear = year
  }

  private func fail(_ reason: QuantityError.Reason, at offset: Int? = nil) -> QuantityError {
    QuantityError(text: scan.text, offset: offset ?? scan.position, reason: reason)
  }
}

extension String {
  /// The text without white space at both ends.
  func trimmingSpaces() -> String {
    let front = drop { $0.isWhitespace }
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(front[...last])
  }
}
