import Catalog
import Chains
import Quantities
import Weather
import Yams

/// Numbers by stage.
extension CampusSection {
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
