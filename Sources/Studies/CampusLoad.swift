import Catalog
import Chains
import Quantities
import Weather
import Yams

/// The load of a campus.
extension CampusSection {
  func readLoad(_ field: Field) -> [[Double]]? {
    let power = Unit.megawatt
    let isShape = field.node.mapping?.contains {
      ["shape", "peak", "mean"].contains($0.key.string)
    }
    let isFile = field.node.mapping?.contains { $0.key.string == "file" }
    if isFile == true {
      return seriesFile(field, in: power).flatMap { series in
        guard checkLoad(series, field) else { return nil }
        guard series.contains(where: { $0 > 0 }) else {
          field.expected("a load above zero")
          return nil
        }
        note("load", Traced(clock.total(series), "MWh/year", .study(line: field.line ?? 0)))
        return stages.map { _ in series }
      }
    }
    if isShape == true { return readShapedLoad(field) }
    guard let levels = byStage(field, in: power, "a load") else { return nil }
    for (stage, level) in zip(stages, levels) {
      note("load, \(stage.name)", Traced(level, "MW", .study(line: field.line ?? 0)))
    }
    guard levels.contains(where: { $0 > 0 }) else {
      field.expected("a load above zero")
      return nil
    }
    return levels.map { level in Array(repeating: level, count: clock.count) }
  }

  func readShapedLoad(_ field: Field) -> [[Double]]? {
    guard let own = field.map() else { return nil }
    own.only(["shape", "peak", "mean"])
    guard let shapeField = own.require("shape", "a file with the hourly shape"),
      let shape = seriesFile(shapeField, in: .one), checkLoad(shape, shapeField)
    else { return nil }
    guard let size = own["peak"] ?? own["mean"], own["peak"] == nil || own["mean"] == nil else {
      field.error("expected one of `peak` or `mean` for the size of the load")
      return nil
    }
    guard let levels = byStage(size, in: .megawatt, "a load") else { return nil }
    let hours: Double = clock.totalHours
    let reference = own["peak"] != nil ? shape.max() ?? 0 : clock.total(shape) / hours
    guard reference > 0 else {
      shapeField.error("expected a shape above zero, found zero in every hour")
      return nil
    }
    guard levels.contains(where: { $0 > 0 }) else {
      size.expected("a load above zero")
      return nil
    }
    return levels.map { level in shape.map { $0 / reference * level } }
  }

  func checkLoad(_ series: [Double], _ field: Field) -> Bool {
    guard let hour = series.firstIndex(where: { $0 < 0 }) else { return true }
    field.error("expected a load of 0 or more, found \(format(series[hour])) in hour \(hour)")
    return false
  }
}
