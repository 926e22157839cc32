/// Reads the number at the start of a text: sign, digits, point, exponent.
struct NumberParser {
  let text: String
  let characters: [Character]
  var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  /// The character `ahead` places on, if there is one.
  func peek(_ ahead: Int = 0) -> Character? {
    position + ahead < characters.count ? characters[position + ahead] : nil
  }

  mutating func skipSpaces() {
    while let next = peek(), next.isWhitespace { position += 1 }
  }

  /// Reads a finite number, or says why there is none.
  mutating func number() throws(QuantityError) -> Double {
    let start = position
    var digits = ""
    if let sign = peek(), "+-−".contains(sign) {
      if sign != "+" { digits = "-" }
      position += 1
    }
    let whole = run()
    digits += whole.isEmpty ? "0" : whole
    var decimals = ""
    if peek() == "." {
      position += 1
      decimals = run()
      digits += "." + (decimals.isEmpty ? "0" : decimals)
    }
    guard !whole.isEmpty || !decimals.isEmpty else { throw noNumber(at: start) }
    try refuseSeparators(from: start)
    if let exponent = exponent() { digits += "e" + exponent }
    guard let value = Double(digits), value.isFinite else {
      throw QuantityError(text: text, offset: start, reason: .number("the number is too large"))
    }
    return value
  }

  /// Digits 0 to 9 from here on.
  private mutating func run() -> String {
    var digits = ""
    while let next = peek(), next.isASCII, next.isNumber {
      digits.append(next)
      position += 1
    }
    return digits
  }

  /// `e3`, `E-5`; an `e` without digits is left for the unit.
  private mutating func exponent() -> String? {
    guard let e = peek(), e == "e" || e == "E" else { return nil }
    let start = position
    position += 1
    var sign = ""
    if let next = peek(), "+-−".contains(next) {
      sign = next == "+" ? "" : "-"
      position += 1
    }
    let digits = run()
    if digits.isEmpty {
      position = start
      return nil
    }
    return sign + digits
  }

  private func refuseSeparators(from start: Int) throws(QuantityError) {
    guard let next = peek() else { return }
    let written = String(characters[start..<position])
    if next == "_" || next == "'" || next == "’" {
      throw QuantityError(
        text: text, offset: position,
        reason: .number("write the number without “\(next)” between its digits"))
    }
    if next == ",", let digit = peek(1), digit.isASCII, digit.isNumber {
      let rest = String(characters[(position + 1)...].prefix { $0.isASCII && $0.isNumber })
      throw QuantityError(
        text: text, offset: position,
        reason: .number(
          "a comma in a number has two meanings: write “\(written)\(rest)” without it, "
            + "or “\(written).\(rest)” with a decimal point"))
    }
  }

  private func noNumber(at start: Int) -> QuantityError {
    let rest = String(characters[start...])
    let word = rest.prefix { $0.isLetter }.lowercased()
    if ["nan", "inf", "infinity"].contains(word.isEmpty ? bareWord(rest) : word) {
      return QuantityError(
        text: text, offset: start, reason: .number("expected a finite number, found “\(rest)”"))
    }
    if word.first != nil, UnitTable.units[String(rest.prefix { $0.isLetter })] != nil {
      return QuantityError(
        text: text, offset: start,
        reason: .number("“\(rest)” has no number before it: write “100 \(rest)”"))
    }
    return QuantityError(
      text: text, offset: start,
      reason: .number("expected a number such as “100 MW”, found “\(rest)”"))
  }

  private func bareWord(_ text: String) -> String {
    text.drop { "+-−".contains($0) }.prefix { $0.isLetter }.lowercased()
  }
}
