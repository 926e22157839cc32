import Testing

@testable import Catalog

@Suite("Parts of the catalog") struct PartTests {
  let whole: Catalog

  init() throws { whole = try Catalog.standard }

  @Test func haveTheRowsOfTheWhole() throws {
    for technology in whole.technologies {
      for parameter in try whole.parameters(of: technology.name) {
        let part = try Catalog.standard(technology.name, parameter)
        #expect(
          try part.rows(of: technology.name, parameter)
            == whole.rows(of: technology.name, parameter))
      }
    }
  }

  @Test func giveTheNumbersOfTheWhole() throws {
    for technology in ["solar", "BESS", "ccgt", "natural gas"] {
      for parameter in try whole.parameters(of: technology) {
        let part = try Catalog.standard(technology, parameter)
        #expect(
          try part.number(technology, parameter, year: 2033, inMoneyOf: 2019)
            == whole.number(technology, parameter, year: 2033, inMoneyOf: 2019))
      }
    }
  }

  @Test func areEmptyWithoutRows() throws {
    #expect(try Catalog.standard("solar", "heat rate").rows.isEmpty)
    #expect(try Catalog.standard("perpetual motion", "life").rows.isEmpty)
  }

  @Test func knowTheirLines() throws {
    let text =
      BrokenFiles.header + "solar,life,,30,years,,,,a,high,\"two\n\nlines, and a comma\"\n"
      + "wind,life,,25,years,,,,a,high,\nsolar,availability,,90,%,,,,a,high,"
    let lines = CatalogLines(text)
    let keys = [("solar", "life"), ("wind", "life"), ("solar", "availability")]
    let rows = try keys.flatMap {
      try lines.rows(CatalogLines.Key(technology: $0.0, parameter: $0.1))
    }
    #expect(rows.map(\.line) == [2, 5, 6])
    #expect(rows == (try CatalogFile.rows(text)))
  }
}
