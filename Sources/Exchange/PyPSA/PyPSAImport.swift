import Chains
import Foundation
public import Studies

/// A PyPSA network read from its files, as a study of Gigawatt.
public struct PyPSAImport: Sendable {
  /// The study: the text of `study.yaml` and of the files of series that it names.
  public let study: StudyText
  public let warnings: [Diagnostic]
  /// What PyPSA reports apart as `objective_constant`: the fixed costs of extendable capacity that is
  /// there already. The cost of the plan is PyPSA's `objective` plus this.
  public let objectiveConstant: Double
  public let title: String
  public let counts: (resources: Int, processes: Int)
  private let path: String

  /// How a network with scenarios weighs risk; PyPSA does not write this into its files.
  public struct Risk: Sendable {
    public var alpha: Double
    public var omega: Double
    public init(alpha: Double, omega: Double) {
      self.alpha = alpha
      self.omega = omega
    }
  }

  /// Reads a folder of CSV files or a netCDF file.
  ///
  /// - Throws: ``ExchangeError`` with everything that is wrong or not covered, each with its file and
  ///   line.
  public init(path: String, risk: Risk? = nil) throws(ExchangeError) {
    let folder = try NetCDF.folder(for: path)
    defer { folder.remove() }
    do throws(ExchangeError) {
      try self.init(folder: folder.path, path: path, risk: risk)
    } catch {
      throw ExchangeError(error.diagnostics.map { folder.named($0) })
    }
  }

  /// - Parameters:
  ///   - folder: where the CSV files are.
  ///   - path: what the user named: the folder, or the netCDF file that they come from.
  private init(folder: String, path: String, risk: Risk?) throws(ExchangeError) {
    let findings = Findings()
    let members = try Self.members(folder, findings)
    try findings.check()
    let scenarios = Scenarios(
      members: members, risk: risk.map { Scenarios.Risk(alpha: $0.alpha, omega: $0.omega) },
      findings: findings, folder: path)
    if risk != nil, members.count == 1 {
      findings.error(path, nil, "an aversion to risk needs a network with scenarios")
    }
    let name = members[0].part.network.name
    let title = name.isEmpty ? (path as NSString).lastPathComponent : name
    let chain = scenarios.chain(title: title)
    try findings.check()
    guard let chain else { throw ExchangeError(path, "the network has no plan to import") }
    if !chain.processes.contains(where: {
      $0.takes.contains { $0.resource == Draft.money }
        || $0.gives.contains { $0.resource == Draft.money }
    })
      && !chain.resources.contains(where: { $0.upkeep.contains { $0.resource == Draft.money } })
    {
      throw ExchangeError(path, "no component has a cost, so there is nothing to minimise")
    }
    let constant = members.reduce(0) { $0 + $1.probability * $1.part.constant }
    study = StudyText(
      chain, head: Self.head(path, members, constant), origins: Self.origins(members))
    self.title = title
    self.path = path
    warnings = findings.diagnostics.map { NetCDF(path: folder, source: path).named($0) }
    objectiveConstant = constant
    counts = (chain.resources.count, chain.processes.count)
  }

  private static func members(_ path: String, _ findings: Findings) throws(ExchangeError)
    -> [Scenarios.Member]
  {
    var members: [Scenarios.Member] = []
    for scenario in try ScenarioFile.read(path, findings) {
      let network = try NetworkReader(folder: scenario.folder, findings: findings).network()
      try findings.check()
      var part = NetworkImport(network: network, findings: findings)
      part.run()
      members.append(
        Scenarios.Member(name: scenario.name, probability: scenario.probability, part: part))
    }
    return members
  }

  private static func head(_ path: String, _ members: [Scenarios.Member], _ constant: Double)
    -> [String]
  {
    var lines = [
      "Imported from the PyPSA network \((path as NSString).lastPathComponent) by `gigawatt import pypsa`.",
      "Each entry names the file and line that it comes from. The plan's value is minus PyPSA's total cost:",
      "objective + objective_constant, the latter \(YAMLScalar.number(constant)) (fixed costs of extendable capacity that is there already).",
    ]
    if let periods = members.first?.part.network.snapshots.periods, !periods.isEmpty {
      let names = periods.map { "\($0.name)" }.joined(separator: ", ")
      lines.append("The investment periods \(names) follow each other on one clock.")
    }
    return lines.map { $0.filter { !$0.isNewline } }
  }

  private static func origins(_ members: [Scenarios.Member]) -> Origins {
    var origins = Origins()
    for member in members.reversed() {
      origins.resources.merge(member.part.draft.origins.resources) { $1 }
      origins.processes.merge(member.part.draft.origins.processes) { $1 }
    }
    return origins
  }

  /// Writes the study to a new or empty folder: everything, or nothing.
  ///
  /// - Throws: ``ExchangeError`` when the folder holds something else or cannot be written.
  public func write(to folder: String) throws(ExchangeError) {
    try FolderWriter.write([("study.yaml", study.yaml)] + study.files, to: folder)
  }

  /// The study as if it had been written and read again, without its files.
  public var source: StudySource {
    var notes = warnings
    if objectiveConstant != 0 {
      let constant = YAMLScalar.number(objectiveConstant)
      notes.append(
        Diagnostic(
          .warning, file: path,
          "the cost of a plan is PyPSA's objective plus its objective_constant, here \(constant)"))
    }
    return StudySource(text: study.yaml, file: path, series: study.series, warnings: notes)
  }

  /// Whether a path names a PyPSA network: a netCDF file, or a folder with buses and no study.
  public static func isNetwork(_ path: String) -> Bool {
    if path.hasSuffix(".nc") { return true }
    func holds(_ name: String) -> Bool {
      FileManager.default.fileExists(atPath: (path as NSString).appendingPathComponent(name))
    }
    return (holds("buses.csv") || holds("buses.csv.gz")) && !holds("study.yaml")
  }
}
