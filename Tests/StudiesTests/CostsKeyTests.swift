import Catalog
import Foundation
import Studies
import Testing

/// `costs`: one line that puts a table before the catalog.
@Suite struct CostsKey {
  private static let header =
    "technology,parameter,year,value,unit,low,high,money_year,source,confidence,note\n"

  /// A folder with a table of costs.
  private static func folder(_ rows: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gigawatt-costs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data((header + rows).utf8).write(to: folder.appending(path: "mine.csv"))
    return folder.path() + "/"
  }

  private func study(_ rows: String, _ more: String = "") throws -> Study {
    let folder = try Self.folder(rows)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try Study.parse(
      """
      gigawatt: 1
      year: 2035
      discount: 7 %/year
      load: 100 MW
      costs: mine.csv
      supplies:
        geothermal: {construction time: 0 years}
      \(more)
      """, file: "study.yaml", folder: folder)
  }

  private static let rows = """
    geothermal,overnight cost,2030,4000,USD/kW,,,2025,"tables, line 7: Somebody",medium,
    geothermal,overnight cost,2040,3000,USD/kW,,,2025,"tables, line 8: Somebody",medium,
    geothermal,life,,25,years,,,,Somebody,medium,
    geothermal,fixed O&M,2030,100,USD/kW-yr,,,2022,Somebody,medium,

    """

  @Test func standsBeforeTheCatalog() throws {
    let study = try study(Self.rows)
    let supply = try #require(study.campus?.supplies.first)
    let recovery = 0.07 / (1 - pow(1.07, -25))
    #expect(isClose(supply.charge[0], 3_500_000 * recovery, 1e-12))
    let rise = try Catalog.standard.inflate(1, from: 2022, to: 2025)
    #expect(isClose(supply.fixed, 100_000 * rise, 1e-12))
    let inputs = try #require(study.campus?.inputs)
    let cost = try #require(inputs.first { $0.name.contains("overnight cost") })
    #expect(
      cost.number.origin
        == .costs(
          file: "mine.csv", line: 2, source: "tables, line 7: Somebody; tables, line 8: Somebody"))
    #expect("\(cost.number.origin)".contains("mine.csv line 2"))
    // What the table does not have is the catalog's, and says so.
    let availability = try #require(inputs.first { $0.name.contains("availability") })
    if case .catalog = availability.number.origin {} else { Issue.record("not the catalog's") }
  }

  @Test func theStudyStandsBeforeTheTable() throws {
    let study = try study(Self.rows, "").campus
    let own = try self.study(
      Self.rows.replacing("geothermal,life,,25", with: "geothermal,life,,26")
    ).campus
    #expect(study?.supplies.first?.life == 25)
    #expect(own?.supplies.first?.life == 26)
  }

  static let refused: [(String, String)] = [
    (
      "geothermal,overnight cost,2030,many,USD/kW,,,2025,Somebody,medium,\n",
      "“mine.csv”, line 2: expected a number"
    ),
    ("geothermal,overnight cost,2030,1,MW,,,2025,Somebody,medium,\n", "“mine.csv”, line 2"),
    (
      "geothermal,overnight cost,2030,1,USD/kW,,,,Somebody,medium,\n", "money needs a year of money"
    ),
    (
      "geothermal,price of tea,2030,1,USD/kW,,,2025,Somebody,medium,\n",
      "unknown parameter “price of tea”"
    ),
    ("geothermal,overnight cost,2030,1\n", "line 2"),
    (
      "geothermal,overnight cost,2030,1000,USD/kW,,,1950,Somebody,medium,\n",
      "no price index for 1950"
    ),
  ]

  @Test(.tags(.refusal), arguments: refused)
  func refuses(_ rows: String, _ words: String) {
    let error = #expect(throws: StudyError.self) { try study(rows) }
    let message = error.map { "\($0)" } ?? ""
    #expect(message.contains(words), "\(message)")
    #expect(message.contains("study.yaml"))
  }

  @Test func missingFile() {
    let error = #expect(throws: StudyError.self) {
      try read(
        "gigawatt: 1\nyear: 2030\ndiscount: 7 %/year\nload: 1 MW\ncosts: nowhere.csv\nsupplies: [geothermal]"
      )
    }
    #expect(error.map { "\($0)" }?.contains("study.yaml:5") == true)
  }
}
