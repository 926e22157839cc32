import Chains
import Quantities
import Weather
import Yams

/// Reads the numbers of a study: plain, per node, from a list or from a file.
struct AmountReader {
  /// The folder to which file names are relative.
  let folder: String
  /// Names of the nodes of the future.
  let nodes: [String]
  let files: SeriesCache

  static let seriesKeys = ["file", "column", "scale"]

  /// An amount in any of its shapes: `3`, `{good: 3, poor: 2}`, `[1, 2, 3]`,
  /// `{file: prices.csv, column: usd_per_mwh}`.
  func amount(_ field: Field, unit: String? = nil) -> Amount? {
    guard let map = field.node.mapping, !isFile(field) else {
      return local(field, unit: unit).map { Amount(everywhere: $0) }
    }
    guard !map.isEmpty, let entries = field.map() else {
      field.expected("a number, a number per node or a file")
      return nil
    }
    var amount = Amount.absent
    var isGood = true
    for entry in entries.entries {
      guard entry.name == "else" || nodes.contains(entry.name) else {
        field.reading.error(
          "\(field.path): there is no node “\(entry.name)”\(suggestion(entry.name, nodes)); "
            + "expected one of \(nodes.joined(separator: ", "))", at: entry.mark)
        isGood = false
        continue
      }
      guard let value = local(entry.field, unit: unit) else {
        isGood = false
        continue
      }
      if entry.name == "else" {
        amount.everywhere = value
      } else {
        amount.byNode[entry.name] = value
      }
    }
    return isGood ? amount : nil
  }

  private func isFile(_ field: Field) -> Bool {
    guard let map = field.node.mapping else { return false }
    return map.contains { $0.key.string == "file" }
  }

  /// One number, a list of numbers or a column of a file.
  func local(_ field: Field, unit: String? = nil) -> Amount.Local? {
    if isFile(field) { return series(field).map { .series($0) } }
    if field.isList {
      let members = field.list().map { number($0, unit: unit) }
      guard members.allSatisfy({ $0 != nil }) else { return nil }
      let values = members.compactMap(\.self)
      guard !values.isEmpty else {
        field.error("expected numbers, found an empty list")
        return nil
      }
      return .series(values)
    }
    return number(field, unit: unit).map { .constant($0) }
  }

  /// A column of a CSV file, perhaps scaled.
  func series(_ field: Field) -> [Double]? {
    guard let entries = field.map("a file, such as {file: prices.csv, column: usd_per_mwh}") else {
      return nil
    }
    entries.only(Self.seriesKeys)
    guard let name = entries["file"]?.text("the name of a file") else { return nil }
    let column = entries["column"]?.text("the name of a column")
    let scale = entries["scale"].map { number($0) } ?? 1
    guard let scale,
      let read = files.series(Study.path(name, in: folder), column: column, for: field)
    else {
      return nil
    }
    return scale == 1 ? read : read.map { $0 * scale }
  }

  /// A plain number (`3`, `1/3`, `2.5e3`, `95 %`), or one with a unit that converts to `unit`.
  func number(_ field: Field, unit: String? = nil) -> Double? {
    guard let text = field.scalar, !field.isEmpty else {
      field.expected("a number")
      return nil
    }
    if Field.hasLeadingZero(text) {
      field.expected("a number without a leading zero, which some programs read as octal")
      return nil
    }
    if let value = Double(text), value.isFinite, !text.lowercased().contains("x") {
      return field.bounded(value)
    }
    do throws(QuantityError) {
      let quantity = try Quantity.parse(text)
      if quantity.dimension == .one { return field.bounded(quantity.value) }
      guard let unit, let target = try? Unit.parse(unit) else {
        field.error("expected a plain number, found “\(text)”")
        return nil
      }
      if quantity.moneyYear != nil, field.reading.moneyYear == nil {
        field.error("expected money without a year, found “\(text)”: this study names no year")
        return nil
      }
      return field.inStudyMoney(try quantity.value(in: target), from: quantity.moneyYear)
        .flatMap { field.bounded($0) }
    } catch {
      field.error("\(error)")
      return nil
    }
  }
}

/// Files that a study names, each read once.
final class SeriesCache {
  private var known: [String: [Double]] = [:]
  private var tables: [String: SeriesTable] = [:]
  /// Weather files and stamped series by path and options, and what was computed from weather: a study
  /// with futures is read once for each of them.
  private var weather: [WeatherKey: WeatherYear] = [:]
  var contents: [ContentKey: SeriesFile.Content] = [:]
  var profiles: [String: [Double]] = [:]

  /// - Parameter series: what is known without a file, by file and column.
  init(_ series: [String: [String: [Double]]] = [:]) {
    for (path, columns) in series {
      for (column, values) in columns { known[Self.key(path, column)] = values }
    }
  }

  private static func key(_ path: String, _ column: String?) -> String {
    "\(path)\u{0}\(column ?? "")"
  }

  func weatherYear(_ key: WeatherKey) throws(WeatherError) -> WeatherYear {
    if let known = weather[key] { return known }
    let year = try StudyFiles.weather(key.path, key.options)
    weather[key] = year
    return year
  }

  struct WeatherKey: Hashable {
    var path: String
    var options: WeatherOptions
  }

  struct ContentKey: Hashable {
    var path: String
    var options: SeriesOptions
    var local: Double
  }

  /// The file as a table, so that a file of a thousand columns is parsed once.
  private func table(_ path: String) throws(WeatherError) -> SeriesTable {
    if let table = tables[path] { return table }
    let table = try StudyFiles.table(path)
    tables[path] = table
    return table
  }

  func series(_ path: String, column: String?, for field: Field) -> [Double]? {
    let key = Self.key(path, column)
    if let series = known[key] { return series }
    do throws(WeatherError) {
      let series: [Double]
      if let column {
        series = try table(path).values(of: column)
      } else {
        series = try SeriesFile.read(path, column: nil)
      }
      if let step = series.firstIndex(where: { !(abs($0) <= Field.largest) }) {
        field.error("expected numbers below 1e15, found \(series[step]) as value \(step + 1)")
        return nil
      }
      known[key] = series
      return series
    } catch {
      field.error("\(error)")
      return nil
    }
  }
}
