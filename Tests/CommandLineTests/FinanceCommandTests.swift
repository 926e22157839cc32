import Foundation
import Testing

/// The words `import costs` and `agreement`, and the money by year in the results of a plan.
@Suite(.enabled(if: Command.program != nil, Command.isMissing))
struct FinanceCommands {
  private func file(_ name: String, _ text: String) throws -> String {
    let url = Command.folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path()
  }

  private static let table = """
    technology,parameter,value,unit,source,further description,currency_year
    geothermal,investment,4000,USD/kW,Somebody,,2020.0
    geothermal,FOM,2,%/year,Somebody,,2020.0

    """

  /// From a published table to a plan with its numbers.
  @Test func importAndPlan() throws {
    let table = try file("costs_2030.csv", Self.table)
    let out = Command.file("mine.csv")
    let imported = try Command.run(["import", "costs", table, "--money", "2025", "--out", out])
    #expect(imported.code == 0, "\(imported.errors)")
    #expect(imported.output.contains("2 numbers of geothermal"))
    let study = try file(
      "with-costs.yaml",
      """
      gigawatt: 1
      year: 2030
      resolution: 24 h
      load: 100 MW
      costs: mine.csv
      finance: {return on equity: 8 %/year}
      supplies: [geothermal]
      """)
    let check = try Command.run(["check", study, "--json"])
    #expect(check.code == 0, "\(check.errors)")
    #expect(check.output.contains("costs_2030.csv line 2: Somebody"))
    let folder = Command.file("with-costs")
    let plan = try Command.run(["plan", study, "--json", "--out", folder, "--quiet"])
    #expect(plan.code == 0, "\(plan.errors)")
    let answer = try #require(try plan.document()["answer"] as? [String: Any])
    let cash = try #require(answer["cashFlow"] as? [String: Any])
    #expect((cash["years"] as? [Int])?.isEmpty == false)
    let written = try String(contentsOfFile: folder + "/cash_flow.csv", encoding: .utf8)
    #expect(written.hasPrefix("year,revenue_USD,"))
  }

  @Test(
    arguments: [
      (
        ["import", "costs", "FOLDER/nowhere.csv", "--out", "FOLDER/x.csv"],
        "no file that can be read"
      ),
      (["import", "costs", "FOLDER/short.yaml", "--out", "FOLDER/x.csv"], "short.yaml"),
      (["import", "costs", "FOLDER/costs_2031.csv", "--out", "FOLDER/x.csv"], "--money YEAR"),
      (
        ["import", "costs", "FOLDER/costs_2031.csv", "--money", "25", "--out", "FOLDER/x.csv"],
        "to be a year"
      ),
      (
        ["import", "costs", "FOLDER/costs_2031.csv", "--map", "x", "--out", "FOLDER/x.csv"],
        "CATALOG=SOURCE"
      ),
      (["import", "costs", "FOLDER/costs_2031.csv", "--money", "2025"], "--out"),
      (["agreement", "--only", "no such case"], "no case has"),
      (["agreement", "--peers", "FOLDER/nowhere.json"], "cannot read"),
      (["agreement", "--peers", "FOLDER/short.yaml"], "tools/peers"),
    ] as [([String], String)])
  func badInput(_ arguments: [String], _ words: String) throws {
    _ = try file("costs_2031.csv", Self.table)
    let result = try Command.run(
      arguments.map { $0.replacing("FOLDER/", with: Command.file("")) })
    #expect(result.code == 2, "\(result)")
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: Command.file("x.csv")))
  }

  @Test func agreementPage() throws {
    let page = Command.file("agreement.md")
    let result = try Command.run(["agreement", "--only", "finance formulas", "--out", page])
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.isEmpty)
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("| 485.4327 | 485.432774466 |"))
    let json = try Command.run(["agreement", "--only", "crf", "--json"])
    #expect(json.code == 0)
    let list = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
    #expect(list?.count == 1)
  }
}
