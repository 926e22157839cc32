import Catalog
import Foundation
import Testing

@Suite struct Records {
  @Test func jsonReadsBack() throws {
    let catalog = try Catalog.standard
    let records = try JSONDecoder().decode(
      [CatalogRecord].self, from: Data(try catalog.json().utf8))
    #expect(records == catalog.rows.map { CatalogRecord($0) })
    let solar = try JSONDecoder().decode(
      [CatalogRecord].self, from: Data(try catalog.json("PV").utf8))
    #expect(!solar.isEmpty && solar.allSatisfy { $0.technology == "solar" })
  }
}
