import Catalog
import Chains
import Foundation
import Quantities
import Weather
import Yams

/// What the catalog knows of accelerators and their work, and what the weather says of cooling.
extension FleetSection {
  static var accelerators: [Technology] { Technology.all.filter { $0.kind == .accelerator } }

  /// Joules of the server for one joule of its accelerators.
  var fullStack: Double {
    let found = section.defaults.number(
      "compute", "IT joules per accelerator joule", in: .one, year: stages[0].year)
    guard let found else { return 1 }
    section.note("IT joules per joule of accelerators", found)
    return found.value
  }

  // MARK: Operating points

  /// The operating points of the study's accelerators for a model, from the catalog or a table of the
  /// study; `nil` after an error.
  func catalogPoints(
    _ name: String, _ own: Entries, _ accelerators: [Fleet.Accelerator]
  ) -> (unit: String?, points: [Fleet.Point?])? {
    let none = accelerators.map { _ in nil as Fleet.Point? }
    guard let modelField = own["model"] else {
      for key in ["kind", "table"] {
        own[key]?.error("`\(key)` has no effect without a `model`")
      }
      return (nil, none)
    }
    guard let model = modelField.text("the name of a model"), var catalog = try? Catalog.standard
    else { return nil }
    if let table = own["table"] {
      guard let points = self.table(table) else { return nil }
      catalog = catalog.adding(points)
    }
    let kind = own["kind"].map { $0.choice(catalog.works, "a kind of work") } ?? name
    guard let kind else { return nil }
    let known: [OperatingPoint]
    do throws(CatalogError) {
      known = try catalog.operatingPoints(of: kind)
    } catch {
      (own["kind"] ?? modelField).error("\(error) (write `kind:` for work of another name)")
      return nil
    }
    let wanted = model.lowercased()
    let points = known.filter { $0.model == wanted }
    guard let first = points.first else {
      let models = known.map(\.model)
      modelField.error(
        "the catalog has no operating points of “\(model)” for \(kind)"
          + suggestion(wanted, models))
      return nil
    }
    let unit = Self.counted(first.unit)
    return (
      unit.name,
      accelerators.map { chip in
        let technology = chip.technology ?? chip.name.lowercased()
        guard let point = points.first(where: { $0.accelerator == technology }) else { return nil }
        return self.point(point, chip, unit, name)
      }
    )
  }

  private func point(
    _ point: OperatingPoint, _ chip: Fleet.Accelerator, _ unit: (name: String, size: Double),
    _ work: String
  ) -> Fleet.Point {
    let rate = point.perHour / unit.size
    let origin = Traced.Origin.catalog(
      row: point.line, source: point.source, confidence: point.confidence.rawValue)
    section.note(
      "\(work) on \(chip.name), rate", Traced(rate, "\(unit.name)/chip-h", origin))
    guard let joules = point.joules else {
      section.note(
        "\(work) on \(chip.name), power",
        Traced(chip.power * 1000, "kW/chip", .program("nobody has measured it: as rated")))
      return Fleet.Point(rate: rate, power: chip.power)
    }
    section.note(
      "\(work) on \(chip.name), energy",
      Traced(joules * unit.size, "J/\(unit.name) of the chip alone", origin))
    let power = point.perHour * joules / 3600 / 1e6 * fullStack
    return Fleet.Point(rate: rate, power: min(power, chip.power))
  }

  /// How the study counts a unit of the table: seconds of video as s, FLOP by the 1e21.
  private static func counted(_ unit: String) -> (name: String, size: Double) {
    switch unit {
    case "video second": ("s", 1)
    case "FLOP": ("ZFLOP", 1e21)
    default: (unit, 1)
    }
  }

  private func table(_ field: Field) -> [OperatingPoint]? {
    guard let name = field.text("the name of a CSV file") else { return nil }
    let path = Study.path(name, in: section.folder)
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else {
      field.error("expected a table of operating points, found no file “\(name)” that can be read")
      return nil
    }
    do throws(CatalogError) {
      return try OperatingPoint.read(csv: text, file: name)
    } catch {
      field.error("\(error)")
      return nil
    }
  }

  // MARK: Cooling

  /// PUE by the hour from the weather of the site and the kind of cooling.
  func cooling(_ field: Field, _ site: CampusSection, _ label: String) -> [Double]? {
    var kindField = field
    var liquid: Double?
    if field.isMapping, let own = field.map() {
      own.only(["kind", "liquid share"])
      guard let kind = own.require("kind", "dry cooler, evaporative or chiller") else { return nil }
      kindField = kind
      if let share = own["liquid share"] {
        guard let value = share.share("the share of the heat that goes to cold plates") else {
          return nil
        }
        liquid = value
      }
    }
    guard
      let word = kindField.choice(Cooling.Kind.allCases.map(\.rawValue), "a kind of cooling"),
      let kind = Cooling.Kind(rawValue: word)
    else { return nil }
    var cooling = Cooling(kind)
    if let liquid { cooling.liquidShare = liquid }
    let years = site.weather.years.compactMap { $0.solar ?? $0.wind }
    guard !years.isEmpty else {
      field.error("`cooling` needs `weather` with air temperature, or write a `PUE`")
      return nil
    }
    site.usesWeather = true
    var values: [Double] = []
    do throws(WeatherError) {
      for year in years { values += site.onClock(try year.pue(cooling)) }
    } catch {
      field.error("\(error)")
      return nil
    }
    guard values.count == site.clock.count else {
      field.error("expected \(site.clock.count) steps of weather, found \(values.count)")
      return nil
    }
    section.note(
      "\(label), mean PUE",
      Traced(
        site.clock.total(values) / site.clock.totalHours, "",
        .program("\(word), from the weather; Lei and Masanet 2022")))
    return values
  }
}
