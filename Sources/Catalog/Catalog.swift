import Quantities

/// The facts shipped with the program: costs, efficiencies, lead times and prices, each with unit,
/// range, year of money, source and confidence.
///
///     let catalog = try Catalog.standard
///     let cost = try catalog.number("solar", "overnight cost", year: 2032, inMoneyOf: 2025)
///     cost.value.formatted   // “1,025 USD/kW”
///
/// Costs are overnight costs, without interest during construction; heat rates and emission factors
/// use the higher heating value. What is not known is absent, never guessed: asking for it throws
/// `CatalogError.unset`.
public struct Catalog: Sendable {
  /// All rows in the order of the file.
  public let rows: [CatalogRow]
  /// All technologies that have rows, in the order of listing.
  public let technologies: [Technology]
  /// What accelerators do of each kind of work, in the order of the table.
  public internal(set) var operatingPoints: [OperatingPoint]

  private let index: [String: [String: [CatalogRow]]]

  /// The catalog that comes with the program.
  public static var standard: Catalog {
    get throws(CatalogError) { try loaded.get() }
  }

  private static let loaded = Result<Catalog, CatalogError> { () throws(CatalogError) in
    try Catalog(
      csv: CatalogFile.standardText(),
      operatingPoints: OperatingPoint.read(csv: CatalogFile.standardText("work")))
  }

  /// Reads a catalog from text with the columns of the shipped file.
  public init(
    csv text: String, operatingPoints: [OperatingPoint] = []
  ) throws(CatalogError) {
    self.init(rows: try CatalogFile.rows(text), operatingPoints: operatingPoints)
  }

  init(rows: [CatalogRow], operatingPoints: [OperatingPoint] = []) {
    self.operatingPoints = operatingPoints
    self.rows = rows
    var index: [String: [String: [CatalogRow]]] = [:]
    for row in rows { index[row.technology, default: [:]][row.parameter, default: []].append(row) }
    self.index = index
    technologies = Technology.all.filter { index[$0.name] != nil }
  }

  /// A technology by its name or an alias; case does not count.
  public func technology(_ name: String) throws(CatalogError) -> Technology {
    let wanted = name.lowercased()
    if let found = technologies.first(where: { $0.name == wanted || $0.aliases.contains(wanted) }) {
      return found
    }
    let near = nearest(wanted, in: technologies.flatMap { [$0.name] + $0.aliases })
    throw .unknownTechnology(name, nearest: near, known: technologies.map(\.name))
  }

  /// The parameters of a technology, in the order of the file.
  public func parameters(of technology: String) throws(CatalogError) -> [String] {
    let name = try self.technology(technology).name
    var seen: Set<String> = []
    return rows.filter { $0.technology == name && seen.insert($0.parameter).inserted }
      .map(\.parameter)
  }

  /// The rows of one number, by rising year; empty where the catalog leaves it unset.
  public func rows(of technology: String, _ parameter: String) throws(CatalogError) -> [CatalogRow]
  {
    index[try self.technology(technology).name]?[parameter] ?? []
  }

  /// A number, for a year of commissioning where it depends on one.
  ///
  /// Between two years of the file the number is interpolated linearly; outside of them the nearest
  /// row holds and `isOutsideYears` says so.
  ///
  /// - Parameters:
  ///   - technology: a name or alias.
  ///   - parameter: the parameter, as in `overnight cost`.
  ///   - year: the year of commissioning.
  ///   - moneyYear: the year of money wanted; money is inflated with the consumer price index.
  public func number(
    _ technology: String, _ parameter: String, year: Int? = nil, inMoneyOf moneyYear: Int? = nil
  ) throws(CatalogError) -> CatalogNumber {
    let name = try self.technology(technology).name
    guard let rows = index[name]?[parameter] else {
      let near = nearest(parameter, in: index[name]?.keys.sorted() ?? [])
      throw .unset(technology: name, parameter: parameter, nearest: near)
    }
    let number = try Self.read(rows, year: year)
    guard let moneyYear, let from = number.moneyYear, from != moneyYear else { return number }
    let factor = try inflate(1, from: from, to: moneyYear)
    return number.scaled(by: factor, moneyYear: moneyYear)
  }

  /// The number as `number` gives it, or nil where the catalog leaves it unset.
  public func numberIfSet(
    _ technology: String, _ parameter: String, year: Int? = nil, inMoneyOf moneyYear: Int? = nil
  ) throws(CatalogError) -> CatalogNumber? {
    if try rows(of: technology, parameter).isEmpty { return nil }
    return try number(technology, parameter, year: year, inMoneyOf: moneyYear)
  }

  /// The rows whose technology, parameter, source or note contain every word of a text.
  public func search(_ text: String) -> [CatalogRow] {
    let words = text.lowercased().split(whereSeparator: \.isWhitespace)
    guard !words.isEmpty else { return [] }
    return rows.filter { row in
      let all = "\(row.technology) \(row.parameter) \(row.source) \(row.note)".lowercased()
      return words.allSatisfy { all.contains($0) }
    }
  }

  private static func read(_ rows: [CatalogRow], year: Int?) throws(CatalogError) -> CatalogNumber {
    let dated = rows.filter { $0.year != nil }
    guard let first = rows.first else { throw .file(line: nil, "a number without rows") }
    guard let low = dated.first?.year, let high = dated.last?.year else {
      return CatalogNumber(first)
    }
    guard let year else {
      if dated.count == 1 { return CatalogNumber(first) }
      throw .yearNeeded(
        technology: first.technology, parameter: first.parameter, years: low...high)
    }
    let before = dated.last { ($0.year ?? 0) <= year }
    let after = dated.first { ($0.year ?? 0) >= year }
    guard let before, let after else {
      return CatalogNumber(before ?? after ?? first, isOutsideYears: true)
    }
    return CatalogNumber(between: before, and: after, year: year)
  }
}

extension CatalogNumber {
  init(_ row: CatalogRow, isOutsideYears: Bool = false) {
    self.init(
      value: row.value, low: row.low, high: row.high, moneyYear: row.moneyYear, source: row.source,
      confidence: row.confidence, note: row.note, row: row.line, isInterpolated: false,
      isOutsideYears: isOutsideYears)
  }

  /// Linear between two rows of the same unit and year of money.
  init(between a: CatalogRow, and b: CatalogRow, year: Int) {
    guard let from = a.year, let to = b.year, from < to else {
      self.init(a)
      return
    }
    let share = Double(year - from) / Double(to - from)
    func mix(_ x: Double, _ y: Double) -> Double { x + share * (y - x) }
    func mix(_ x: Double?, _ y: Double?) -> Double? {
      guard let x, let y else { return nil }
      return mix(x, y)
    }
    func both(_ x: String, _ y: String) -> String { x == y || y.isEmpty ? x : "\(x); \(y)" }
    self.init(
      value: Quantity(mix(a.value.amount, b.value.amount), a.value.unit), low: mix(a.low, b.low),
      high: mix(a.high, b.high), moneyYear: a.moneyYear, source: both(a.source, b.source),
      confidence: min(a.confidence, b.confidence), note: both(a.note, b.note), row: a.line,
      isInterpolated: true, isOutsideYears: false)
  }

  func scaled(by factor: Double, moneyYear: Int) -> CatalogNumber {
    CatalogNumber(
      value: factor * value, low: low.map { $0 * factor }, high: high.map { $0 * factor },
      moneyYear: moneyYear, source: source, confidence: confidence, note: note, row: row,
      isInterpolated: isInterpolated, isOutsideYears: isOutsideYears)
  }
}
