import Catalog
import Foundation
import Quantities

/// Turns a publisher's table of costs into rows of the catalog's form, so that a study can plan
/// with them.
///
/// It reads the outputs of PyPSA's technology-data, its input tables with a `year` column, the flat
/// files of NREL's Annual Technology Baseline, and the plant tables that ReEDS cuts from it. A
/// number is never guessed: where a table holds several for one thing, or does not say of which
/// year its money is, the options must say it.
public struct CostsImport: Sendable {
  public struct Options: Sendable {
    /// Such as `Market` or `R&D`.
    public var financialCase: String?
    /// Such as `Moderate`.
    public var scenario: String?
    /// The year for which the costs are, where the table does not say.
    public var year: Int?
    /// The year of its money, where the table does not say.
    public var moneyYear: Int?
    /// USD for one EUR, and who says so.
    public var dollarsPerEuro: Double?
    /// The source's technologies to take instead of the built-in ones, by the catalog's name.
    public var names: [String: String]

    public init(
      financialCase: String? = nil, scenario: String? = nil, year: Int? = nil,
      moneyYear: Int? = nil, dollarsPerEuro: Double? = nil, names: [String: String] = [:]
    ) {
      self.financialCase = financialCase
      self.scenario = scenario
      self.year = year
      self.moneyYear = moneyYear
      self.dollarsPerEuro = dollarsPerEuro
      self.names = names
    }
  }

  /// One number of the catalog's form with the line that it comes from.
  struct Number {
    var technology: String
    var parameter: String
    var year: Int?
    var value: Double
    var unit: String
    var moneyYear: Int?
    var source: String
    var note: String
  }

  var numbers: [Number] = []
  /// What was in the table and is not taken, in words.
  public internal(set) var notes: [String] = []
  /// Such as `NREL ATB`.
  public internal(set) var format = ""

  /// How many numbers there are.
  public var count: Int { numbers.count }
  /// The catalog's technologies that have any.
  public var technologies: [String] {
    var seen: Set<String> = []
    return numbers.map(\.technology).filter { seen.insert($0).inserted }
  }

  /// Reads one table, or the same table for several years.
  public init(_ paths: [String], options: Options) throws(CostsError) {
    for path in paths {
      let table = try SourceTable.read(path)
      try add(table, options)
    }
    try finish(paths.last ?? "")
  }

  init(text: String, path: String, options: Options) throws(CostsError) {
    try add(try SourceTable.parse(text, path: path), options)
    try finish(path)
  }

  /// What such tables hold.
  private static let kinds: Set<Technology.Kind> = [.generator, .store, .grid, .fuel]

  private mutating func add(_ table: SourceTable, _ options: Options) throws(CostsError) {
    for name in options.names.keys.sorted() {
      let known = Technology.all.filter { Self.kinds.contains($0.kind) }.map(\.name)
      guard known.contains(name) else {
        let hint = nearest(name, in: known).map { "; did you mean “\($0)”?" } ?? ""
        throw CostsError(table.path, "the catalog has no technology “\(name)”\(hint)")
      }
    }
    let found: (numbers: [Number], notes: [String])
    if TechnologyData.fits(table) {
      format = "PyPSA technology-data"
      found = try TechnologyData(table: table, options: options).read()
    } else if Baseline.fits(table) {
      format = "NREL Annual Technology Baseline"
      found = try Baseline(table: table, options: options).read()
    } else if ReedsPlants.fits(table) {
      format = "NREL ATB as ReEDS cuts it"
      found = try ReedsPlants(table: table, options: options).read()
    } else {
      throw CostsError(
        table.path, line: 1,
        "expected the columns of PyPSA technology-data (technology, parameter, value, unit), of NREL's ATB "
          + "(technology, core_metric_parameter, core_metric_variable, value) or of ReEDS plants "
          + "(technology, year, capcost_usd_per_kW), found \(table.columns.prefix(12).joined(separator: ", "))"
      )
    }
    numbers += found.numbers
    for note in found.notes where !notes.contains(note) { notes.append(note) }
  }

  private mutating func finish(_ path: String) throws(CostsError) {
    guard !numbers.isEmpty else {
      throw CostsError(
        path, "none of its technologies has a place in the catalog; name some with --map")
    }
    let order = Technology.all.map(\.name)
    numbers.sort {
      let a = (order.firstIndex(of: $0.technology) ?? 0, $0.parameter, $0.year ?? 0)
      let b = (order.firstIndex(of: $1.technology) ?? 0, $1.parameter, $1.year ?? 0)
      return a < b
    }
    for (a, b) in zip(numbers, numbers.dropFirst())
    where a.technology == b.technology && a.parameter == b.parameter {
      if a.year == b.year {
        throw CostsError(
          path,
          "“\(a.parameter)” of \(a.technology) stands twice for "
            + "\(a.year.map { "\($0)" } ?? "all years"): from \(a.source) and from \(b.source)")
      }
      if a.moneyYear != b.moneyYear {
        throw CostsError(
          path,
          "“\(a.parameter)” of \(a.technology) is in money of \(a.moneyYear ?? 0) and of "
            + "\(b.moneyYear ?? 0); import the tables apart")
      }
    }
    do throws(CatalogError) {
      _ = try Catalog(csv: csv)
    } catch {
      throw CostsError(path, "\(error)")
    }
  }

  /// The file that a study's `costs` names: the columns of the catalog.
  public var csv: String {
    func cell(_ text: String) -> String {
      guard text.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return text }
      return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
    let header = "technology,parameter,year,value,unit,low,high,money_year,source,confidence,note"
    let rows = numbers.map { number in
      [
        number.technology, number.parameter, number.year.map { "\($0)" } ?? "",
        Self.digits(number.value), number.unit, "", "",
        number.moneyYear.map { "\($0)" } ?? "", number.source, "medium", number.note,
      ].map(cell).joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  /// Ten digits: more than any source has, and none of the rounding of our arithmetic.
  private static func digits(_ value: Double) -> String {
    Double(String(format: "%.10g", value)).map { "\($0)" } ?? "\(value)"
  }
}
