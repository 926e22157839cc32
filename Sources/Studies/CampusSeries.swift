import Catalog
import Chains
import Quantities
import Weather
import Yams

/// Series by the hour and numbers by stage.
extension CampusSection {
  /// Values by the hour of the year, averaged to the steps of the study.
  func hourly(_ field: Field, _ values: [Double], of name: String) -> [Double]? {
    var values = values
    if values.count == 8784 {
      let february29 = (31 + 28) * 24
      values.removeSubrange(february29..<(february29 + 24))
      field.warn("“\(name)” has 8,784 hours; 29 February is left out")
    }
    guard values.count == 8760 else {
      field.error(
        "expected a series of 8,760 hours, found \(values.count) values in “\(name)”")
      return nil
    }
    return averaged(values)
  }

  func averaged(_ values: [Double]) -> [Double] {
    let length = Int(clock.step)
    guard length > 1 else { return values }
    return (0..<clock.count).map { step in
      values[(step * length)..<((step + 1) * length)].reduce(0, +) / Double(length)
    }
  }

  /// A column of a file in some unit: `{file: prices.csv, column: usd_per_mwh, unit: USD/MWh}`.
  func seriesFile(_ field: Field, in unit: Unit, extra: [String] = []) -> [Double]? {
    guard let own = field.map() else { return nil }
    own.only(["file", "column", "unit", "scale"] + extra)
    guard let name = own.require("file", "the name of a CSV file")?.text("the name of a file")
    else { return nil }
    let column = own["column"].flatMap { $0.text("the name of a column") }
    var factor = 1.0
    if let unitField = own["unit"], let text = unitField.text("a unit such as \(unit.text)") {
      guard
        let value = Field(
          node: .scalar(.init("1 \(text)", .implicit, .plain, unitField.mark)),
          path: unitField.path, reading: reading
        ).quantity(in: unit, "a unit")
      else { return nil }
      factor = value
    }
    if let scale = own["scale"] {
      guard let value = scale.decimal("a number", in: -Field.largest...Field.largest) else {
        return nil
      }
      factor *= value
    }
    guard let values = files.series(Study.path(name, in: folder), column: column, for: field),
      let hourly = hourly(field, values, of: name)
    else { return nil }
    return factor == 1 ? hourly : hourly.map { $0 * factor }
  }

  /// A number per stage: one for all, or by calendar year, each holding until the next.
  func byStage(
    _ field: Field, in unit: Unit, _ what: String, atLeast least: Double? = 0,
    interpolated: Bool = false, before: Double? = nil
  ) -> [Double]? {
    guard field.isMapping, let own = field.map() else {
      return field.quantity(in: unit, what, atLeast: least).map { value in
        stages.map { _ in value }
      }
    }
    var points: [(year: Int, value: Double)] = []
    for entry in own.entries {
      guard let year = Int(entry.name), (1990...2200).contains(year), entry.name == "\(year)" else {
        reading.error(
          "\(field.path): expected a calendar year, found “\(entry.name)”", at: entry.mark)
        return nil
      }
      guard let value = entry.field.quantity(in: unit, what, atLeast: least) else { return nil }
      points.append((year, value))
    }
    points.sort { $0.year < $1.year }
    guard let first = points.first, let last = points.last else {
      field.expected("\(what), or \(what) by year")
      return nil
    }
    guard interpolated || before != nil || first.year <= stages[0].year else {
      field.error(
        "expected \(what) for \(stages[0].year) too, found the first for \(first.year)")
      return nil
    }
    if !interpolated, let late = points.first(where: { $0.year > stages[stages.count - 1].year }) {
      field.warn("the value for \(late.year) comes after the last stage and has no effect")
    }
    return stages.map { stage in
      guard interpolated else {
        return points.last { $0.year <= stage.year }?.value ?? before ?? first.value
      }
      if stage.year <= first.year { return first.value }
      guard let next = points.first(where: { $0.year >= stage.year }),
        let before = points.last(where: { $0.year <= stage.year })
      else { return last.value }
      if next.year == before.year { return next.value }
      let share = Double(stage.year - before.year) / Double(next.year - before.year)
      return before.value + share * (next.value - before.value)
    }
  }
}
