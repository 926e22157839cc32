extension Quantity {
  /// Texts longer than this are refused.
  static let longestText = 200

  /// Reads a number with its unit: `100 MW`, `2250 USD2024/kW`, `15 USD/kW-yr`, `5 billion USD`,
  /// `99.9 %`, `1/3`.
  ///
  /// A number has digits, a point and perhaps an exponent; thousands separators, NaN and infinity
  /// are refused. A fraction stands alone, without a unit. Case counts: mW is not MW.
  public static func parse(_ text: String) throws(QuantityError) -> Quantity {
    guard text.count <= longestText else {
      throw QuantityError(
        text: String(text.prefix(20)) + "…", reason: .syntax("the text is too long"))
    }
    var scan = NumberParser(text)
    scan.skipSpaces()
    guard scan.peek() != nil else { throw QuantityError(text: text, reason: .empty) }
    try refuseMoneySign(scan)
    let amount = try scan.number()
    if let fraction = try fraction(of: amount, &scan) { return Quantity(fraction) }
    if scan.peek() == "-", let next = scan.peek(1), next.isNumber {
      throw QuantityError(
        text: text, offset: scan.position, reason: .syntax("expected one number, found a range"))
    }
    var parser = UnitParser(scan)
    let quantity = Quantity(amount, try parser.parseAll())
    guard quantity.value.isFinite else {
      throw QuantityError(text: text, reason: .number("“\(text)” is too large"))
    }
    return quantity
  }

  /// `$2250` and the like: the currency stands behind the number, by its code.
  private static func refuseMoneySign(_ scan: NumberParser) throws(QuantityError) {
    guard let first = scan.peek(), "$€£¥".contains(first) else { return }
    let hint = UnitTable.refused[String(first)] ?? "write the currency’s code"
    throw QuantityError(
      text: scan.text, offset: scan.position,
      reason: .ambiguous("\(hint), behind the number (“2250 USD/kW”)"))
  }

  /// `1/3`: two numbers and nothing else.
  private static func fraction(
    of numerator: Double, _ scan: inout NumberParser
  ) throws(QuantityError) -> Double? {
    var ahead = scan
    ahead.skipSpaces()
    guard ahead.peek() == "/" else { return nil }
    ahead.position += 1
    ahead.skipSpaces()
    guard let digit = ahead.peek(), digit.isASCII, digit.isNumber else { return nil }
    let offset = ahead.position
    let denominator = try ahead.number()
    guard denominator != 0, (numerator / denominator).isFinite else {
      throw QuantityError(
        text: scan.text, offset: offset, reason: .number("the fraction has no finite value"))
    }
    ahead.skipSpaces()
    guard ahead.peek() == nil else {
      throw QuantityError(
        text: scan.text, offset: ahead.position,
        reason: .syntax("a fraction stands alone: write a decimal number before a unit"))
    }
    return numerator / denominator
  }
}

extension Unit {
  /// Reads a unit without a number: `USD/kW-yr`, `%/year`, `1/h`; an empty text is a plain number.
  public static func parse(_ text: String) throws(QuantityError) -> Unit {
    guard text.count <= Quantity.longestText else {
      throw QuantityError(
        text: String(text.prefix(20)) + "…", reason: .syntax("the text is too long"))
    }
    var parser = UnitParser(NumberParser(text))
    return try parser.parseAll()
  }
}
