import SwiftCSV

extension OperatingPoint {
  /// The columns of a table; the first five must be there, in any order.
  public static let columns = [
    "work", "model", "accelerator", "unit", "per_hour", "per_hour_low", "per_hour_high", "joules",
    "joules_low", "joules_high", "source", "confidence", "note",
  ]

  private static let needed = columns.prefix(5)

  /// Reads a table of operating points from CSV text with the columns `columns`.
  ///
  /// Empty cells are absent; an absent source is the file itself, an absent confidence `medium`. An
  /// accelerator may be one that the catalog does not know.
  ///
  /// - Parameters:
  ///   - text: the table.
  ///   - file: the name for messages.
  public static func read(
    csv text: String, file: String = "work.csv"
  ) throws(CatalogError) -> [OperatingPoint] {
    let csv: CSV<Enumerated>
    do {
      // Without a line break at the end the reader drops an empty last cell.
      let closed = text.hasSuffix("\n") ? text : text + "\n"
      csv = try CSV<Enumerated>(string: closed, delimiter: .comma, loadColumns: false)
    } catch {
      throw .table(file: file, line: nil, "is not well-formed: \(error)")
    }
    let places = try places(csv.header, file)
    var points: [OperatingPoint] = []
    var seen: [Key: Int] = [:]
    var line = 2
    for cells in csv.rows {
      guard cells.count == csv.header.count else {
        throw .table(
          file: file, line: line, "expected \(csv.header.count) cells, found \(cells.count)")
      }
      let point = try Row(cells: cells, places: places, file: file, line: line).point()
      if let other = seen[point.key] {
        throw .table(
          file: file, line: line,
          "\(point.model) on \(point.accelerator) for \(point.work) stands in line \(other) too")
      }
      seen[point.key] = line
      points.append(point)
      // A quoted cell may hold line breaks.
      line += 1 + cells.reduce(0) { $0 + $1.filter(\.isNewline).count }
    }
    return points
  }

  private static func places(
    _ header: [String], _ file: String
  ) throws(CatalogError) -> [String: Int] {
    var places: [String: Int] = [:]
    for (place, name) in header.enumerated() {
      guard columns.contains(name) else {
        throw .table(
          file: file, line: 1,
          "there is no column “\(name)”; expected \(columns.joined(separator: ","))")
      }
      guard places.updateValue(place, forKey: name) == nil else {
        throw .table(file: file, line: 1, "the column “\(name)” stands twice")
      }
    }
    for name in needed where places[name] == nil {
      throw .table(file: file, line: 1, "the column “\(name)” is missing")
    }
    return places
  }

  /// One line of a table.
  private struct Row {
    let cells: [String]
    let places: [String: Int]
    let file: String
    let line: Int

    func point() throws(CatalogError) -> OperatingPoint {
      let rate = try number("per_hour")
      guard let perHour = rate else { throw fail("the cell of column per_hour is empty") }
      guard perHour > 0 else { throw fail("per_hour must be above 0, found \(perHour)") }
      let joules = try number("joules")
      if let joules, joules <= 0 { throw fail("joules must be above 0, found \(joules)") }
      let source = self["source"]
      return OperatingPoint(
        work: try filled("work"), model: try filled("model"),
        accelerator: try filled("accelerator"), unit: try unit(), perHour: perHour,
        perHourLow: try low("per_hour", perHour), perHourHigh: try high("per_hour", perHour),
        joules: joules, joulesLow: try low("joules", joules),
        joulesHigh: try high("joules", joules), source: source.isEmpty ? file : source,
        confidence: try confidence(), note: self["note"], line: line)
    }

    private subscript(_ column: String) -> String {
      places[column].map { cells[$0].trimming() } ?? ""
    }

    private func filled(_ column: String) throws(CatalogError) -> String {
      let text = self[column]
      guard !text.isEmpty else { throw fail("the cell of column \(column) is empty") }
      return text
    }

    private func unit() throws(CatalogError) -> String {
      let text = try filled("unit")
      guard OperatingPoint.units.contains(text) else {
        throw fail(
          "the unit must be one of \(OperatingPoint.units.joined(separator: ", ")), found “\(text)”"
        )
      }
      return text
    }

    private func confidence() throws(CatalogError) -> Confidence {
      let text = self["confidence"]
      if text.isEmpty { return .medium }
      guard let confidence = Confidence(rawValue: text) else {
        throw fail("confidence must be high, medium or low, found “\(text)”")
      }
      return confidence
    }

    private func number(_ column: String) throws(CatalogError) -> Double? {
      let text = self[column]
      if text.isEmpty { return nil }
      guard let value = Double(text), value.isFinite else {
        throw fail("expected a number in column \(column), found “\(text)”")
      }
      return value
    }

    private func low(_ column: String, _ value: Double?) throws(CatalogError) -> Double? {
      let low = try number(column + "_low")
      guard let low else { return nil }
      guard let value, 0 < low, low <= value else {
        throw fail("\(column)_low must lie between 0 and \(column), found \(low)")
      }
      return low
    }

    private func high(_ column: String, _ value: Double?) throws(CatalogError) -> Double? {
      let high = try number(column + "_high")
      guard let high else { return nil }
      guard let value, high >= value else {
        throw fail("\(column)_high must not lie below \(column), found \(high)")
      }
      return high
    }

    private func fail(_ what: String) -> CatalogError { .table(file: file, line: line, what) }
  }
}

extension OperatingPoint {
  /// What work may be counted in.
  public static let units = ["token", "image", "video second", "FLOP", "request", "task"]
}

extension String {
  /// The text without blanks at its ends.
  fileprivate func trimming() -> String {
    let front = drop { $0.isWhitespace }
    guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(front[...last])
  }
}
