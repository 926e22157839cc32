import Catalog
import Quantities

/// What the catalog knows of accelerators and their work.
extension FleetSection {
  static var accelerators: [Technology] { [] }

  /// Joules of the server for one joule of its accelerators.
  var fullStack: Double { 1.578 }

  func catalogPoints(
    _ name: String, _ own: Entries, _ accelerators: [Fleet.Accelerator]
  ) -> (unit: String?, points: [Fleet.Point?])? {
    (nil, accelerators.map { _ in nil })
  }

  func cooling(_ field: Field, _ site: CampusSection, _ label: String) -> [Double]? {
    field.error("not yet")
    return nil
  }
}
