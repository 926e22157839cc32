import Catalog
import Foundation
import Quantities

/// A table of costs in the catalog's columns, as `gigawatt import costs` writes it, that a study
/// names.
struct CostsFile {
  /// As the study names it.
  let name: String
  let catalog: Catalog

  /// A number of the table in a unit and in the money of the study; `nil` where the table has none.
  func number(
    _ technology: String, _ parameter: String, in unit: Quantities.Unit, year: Int, moneyYear: Int,
    _ reading: Reading
  ) -> Traced? {
    // Unknown here is no error: the catalog is asked next.
    guard (try? catalog.rows(of: technology, parameter))?.isEmpty == false else { return nil }
    do throws(CatalogError) {
      let entry = try catalog.number(technology, parameter, year: year)
      var value = try converted(entry.value, unit, reading)
      if let from = entry.moneyYear, !unit.dimension.currencies.isEmpty, from != moneyYear {
        // The table has no price index of its own.
        value *= try Catalog.priceIndex.inflate(
          1, from: from, to: moneyYear)
      }
      return Traced(value, unit.text, .costs(file: name, line: entry.row, source: entry.source))
    } catch {
      reading.error("\(name): \(technology), \(parameter): \(error)", at: nil)
      return nil
    }
  }

  private func converted(
    _ quantity: Quantity, _ unit: Quantities.Unit, _ reading: Reading
  ) throws(CatalogError) -> Double {
    do throws(QuantityError) {
      return try quantity.value(in: unit)
    } catch {
      throw .file(line: nil, error.description)
    }
  }
}

extension CampusSection {
  /// The tables of `costs`, a file or a list of files; the first that has a number gives it.
  func readCosts() -> [CostsFile] {
    guard let field = entries["costs"] else { return [] }
    if field.isList, field.list().isEmpty { field.expected("a table of costs") }
    return field.list().compactMap { member in
      guard let name = member.text("the name of a table that `gigawatt import costs` wrote") else {
        return nil
      }
      guard let data = FileManager.default.contents(atPath: Study.path(name, in: folder)),
        let text = String(data: data, encoding: .utf8)
      else {
        member.error("expected a table of costs, found no file “\(name)” that can be read")
        return nil
      }
      do throws(CatalogError) {
        return CostsFile(name: name, catalog: try Catalog(csv: text))
      } catch .file(let line, let what) {
        let place = line.map { ", line \($0)" } ?? ""
        member.error(
          "“\(name)”\(place): \(what); it must have the catalog's columns, as `gigawatt import costs` writes them"
        )
        return nil
      } catch {
        member.error("“\(name)”: \(error)")
        return nil
      }
    }
  }
}
