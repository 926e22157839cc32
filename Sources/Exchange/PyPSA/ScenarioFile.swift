import Foundation

/// The scenarios of a network: PyPSA keeps them in netCDF files only; as folders each scenario is a
/// network of its own beside `scenarios.csv` (name, weight).
struct ScenarioFile {
  var name: String
  var probability: Double
  var folder: String

  static func read(_ path: String, _ findings: Findings) throws(ExchangeError) -> [ScenarioFile] {
    let file = (path as NSString).appendingPathComponent("scenarios.csv")
    guard FileManager.default.fileExists(atPath: file) else {
      return [ScenarioFile(name: "now", probability: 1, folder: path)]
    }
    let text = try DelimitedText(path: file)
    guard let weights = text.column("weight"), !text.rows.isEmpty else {
      throw ExchangeError(
        file, line: 1, "expected the columns name and weight, and a row per scenario")
    }
    var scenarios: [ScenarioFile] = []
    for row in text.rows {
      let name = row.cells[0]
      guard let weight = Cell.number(row.cells[weights]), weight >= 0, weight <= 1 else {
        findings.error(
          file, row.line, "expected a weight from 0 to 1, found “\(Cell.shown(row.cells[weights]))”"
        )
        continue
      }
      if name.isEmpty || name == Scenarios.root || scenarios.contains(where: { $0.name == name }) {
        findings.error(
          file, row.line, "expected a scenario with a name of its own, found “\(name)”")
      }
      scenarios.append(
        ScenarioFile(
          name: name, probability: weight,
          folder: (path as NSString).appendingPathComponent(name)))
    }
    try findings.check()
    return scenarios
  }
}
