import Foundation

/// A file of named scenarios: what is different in each of them, in the words of the command line.
///
/// ```yaml
/// cheap gas: {set: ["fuels.natural gas.price=2 USD/MMBtu"]}
/// no grid:   {drop: [grid]}
/// ```
public struct ScenarioFile: Sendable, Equatable {
  public struct Scenario: Sendable, Equatable {
    public var name: String
    public var add: [String] = []
    public var drop: [String] = []
    public var set: [String] = []
    public var scale: [String] = []
    public var fix: [String] = []
    public var reveal: String?
    public var mean = false
  }

  public var scenarios: [Scenario]

  static let keys = ["add", "drop", "set", "scale", "fix", "reveal", "mean"]

  /// - Throws: ``StudyError`` with every error found, each with its place.
  public static func read(_ path: String) throws(StudyError) -> ScenarioFile {
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else {
      throw StudyError([
        Diagnostic(
          .error, file: path, "expected a file of scenarios, found no text that can be read")
      ])
    }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return try parse(text, file: path, folder: folder)
  }

  static func parse(_ text: String, file: String, folder: String = "")
    throws(StudyError) -> ScenarioFile
  {
    let reading = Reading(file: file)
    let what = "scenarios such as `no grid: {drop: [grid]}`"
    let map = YAMLText.compose(text, reading: reading)?.map(what)
    if let map, map.entries.isEmpty { map.owner.expected(what) }
    var found: [Scenario] = []
    for entry in map?.entries ?? [] {
      var scenario = Scenario(name: entry.name)
      if entry.field.isEmpty {
        found.append(scenario)
        continue
      }
      guard let own = entry.field.map("what is different, such as {drop: [grid]}") else { continue }
      own.only(keys)
      func words(_ key: String) -> [String] {
        own[key]?.list().compactMap { $0.text("a change as on the command line") } ?? []
      }
      scenario.add = words("add").map { Study.path($0, in: folder) }
      scenario.drop = words("drop")
      scenario.set = words("set")
      scenario.scale = words("scale")
      scenario.fix = words("fix")
      scenario.reveal = own["reveal"]?.text("the name of a node")
      scenario.mean = own["mean"]?.bool() ?? false
      found.append(scenario)
    }
    guard map != nil, !reading.hasErrors else { throw StudyError(reading.diagnostics) }
    return ScenarioFile(scenarios: found)
  }
}
