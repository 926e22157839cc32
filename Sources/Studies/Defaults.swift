import Catalog
import Quantities
import Yams

/// The catalog, in the money of the study.
struct Defaults {
  /// The year for which costs are taken when the study names none.
  static let year = 2030

  let moneyYear: Int
  let reading: Reading
  /// Tables of the study that stand before the catalog.
  var costs: [CostsFile] = []

  /// What a technology is to a plan.
  enum Kind {
    case solar
    case wind
    case store
    case plant
  }

  /// The catalog's name of a technology, or an error with the nearest one.
  func technology(_ name: String, at field: Field) -> String? {
    let supplies = Technology.all.filter { $0.kind == .generator || $0.kind == .store }
    if let found = supplies.first(where: { $0.name == name || $0.aliases.contains(name) }) {
      return found.name
    }
    let known = supplies.map(\.name)
    field.error(
      "there is no technology “\(name)”\(suggestion(name, known + supplies.flatMap(\.aliases))); "
        + "expected one of \(known.joined(separator: ", ")), or a name of your own with `like:` one "
        + "of them")
    return nil
  }

  func kind(of technology: String) -> Kind {
    switch technology {
    case "solar": .solar
    case "wind": .wind
    default: entry(technology)?.kind == .store ? .store : .plant
    }
  }

  func fuel(_ technology: String) -> String? { entry(technology)?.fuel }

  /// Whatever burns no fuel is clean, unless the study says otherwise.
  func isClean(_ technology: String) -> Bool { entry(technology)?.fuel == nil }

  private func entry(_ technology: String) -> Technology? {
    Technology.all.first { $0.name == technology }
  }

  /// Fuels with a price or an emission factor in the catalog.
  var fuelNames: [String] { Technology.all.filter { $0.kind == .fuel }.map(\.name) }

  /// A number of the catalog for a year, in a unit, in the money of the study.
  func number(_ technology: String, _ parameter: String, in unit: Unit, year: Int) -> Traced? {
    for file in costs {
      if let found = file.number(
        technology, parameter, in: unit, year: year, moneyYear: moneyYear, reading)
      {
        return found
      }
    }
    let catalog: Catalog
    do throws(CatalogError) {
      catalog = try Catalog.standard(technology, parameter)
    } catch {
      reading.error("the catalog cannot be read: \(error)", at: nil)
      return nil
    }
    guard
      let entry = try? catalog.number(
        technology, parameter, year: year,
        inMoneyOf: unit.dimension.currencies.isEmpty ? nil : moneyYear)
    else { return nil }
    do throws(QuantityError) {
      return Traced(
        try entry.value.value(in: unit), unit.text,
        .catalog(row: entry.row, source: entry.source, confidence: entry.confidence.rawValue))
    } catch {
      reading.error("catalog, \(technology), \(parameter): \(error)", at: nil)
      return nil
    }
  }
}
