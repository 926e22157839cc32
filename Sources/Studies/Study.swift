public import Chains
import Foundation
import Yams

/// A question about AI infrastructure, as its author wrote it down, and the chain that it means.
public struct Study: Sendable {
  /// The version of the study format that this program reads.
  public static let version = 1

  public var file: String
  public var title: String
  public var chain: Chain
  /// The power of each site; empty for a raw chain.
  public var campuses: [Campus] = []
  /// Halls, accelerators, work and products, where the study has them.
  public var fleet: Fleet?
  public var warnings: [Diagnostic]

  /// Every number that the study gives or takes from the catalog, with its source.
  public var inputs: [Input] { campuses.flatMap(\.inputs) + (fleet?.inputs ?? []) }

  /// The power of the one site; `nil` for a raw chain and for several sites.
  public var campus: Campus? { campuses.count == 1 ? campuses[0] : nil }

  /// Reads a study from a YAML file, or from `study.yaml` in a folder.
  ///
  /// - Throws: ``StudyError`` with every error found, each with its place.
  public static func read(_ path: String) throws(StudyError) -> Study {
    try StudySource(path).study()
  }

  /// The file that a study names: relative to the study's folder unless it begins with a slash.
  static func path(_ name: String, in folder: String) -> String {
    StudyFiles.allowed(name.hasPrefix("/") ? name : folder + name, named: name)
  }

  /// Reads a study from its text; the files that it names are relative to `folder` (with its slash).
  public static func parse(_ text: String, file: String, folder: String = "")
    throws(StudyError) -> Study
  {
    try StudySource(text: text, file: file, folder: folder).study()
  }

  /// The sections that a study may have.
  static let sections =
    ["gigawatt", "title"] + CampusSection.keys + FleetSection.keys
    + RawSection.keys.filter { !CampusSection.keys.contains($0) }
}

extension Reading {
  /// Errors and warnings by line.
  var sorted: [Diagnostic] {
    diagnostics.enumerated().sorted {
      ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
    }.map(\.element)
  }
}

/// Reads the sections of a study in the order in which they need each other.
struct StudyReader {
  let entries: Entries
  let folder: String
  let files: SeriesCache

  private var reading: Reading { entries.owner.reading }

  func study() -> Study? {
    let isCampus = ["site", "sites", "load", "supplies", "weather", "grid"].contains {
      entries[$0] != nil
    }
    checkKeys(isCampus)
    guard
      let version = entries.require("gigawatt", "the version of the format, `gigawatt: 1`")?
        .integer("the version of the format, 1")
    else { return nil }
    guard version == Study.version else {
      entries["gigawatt"]?.expected("version \(Study.version)")
      return nil
    }
    let title = entries["title"].flatMap { $0.text("the title of the study") }?.onOneLine ?? ""
    var raw = RawSection(entries, folder: folder, files: files)
    var chain: Chain
    var sites = SitesReader.Result(campuses: [])
    if isCampus {
      let reader = SitesReader(entries: entries, title: title, folder: folder, files: files)
      guard let read = reader.read() else { return nil }
      sites = read
      chain = Self.chain(of: read, title: title)
    } else {
      let value = entries["value"].flatMap { $0.text("the resource to maximise") } ?? "USD"
      guard let future = FutureSection(entries: entries).read(folder: folder, files: files) else {
        return nil
      }
      guard reading.hasErrors || entries["processes"] != nil || entries["resources"] != nil else {
        reading.error(
          "expected a site with load and supplies, or resources and processes",
          at: entries.owner.mark)
        return nil
      }
      chain = Chain(title: title, value: value, future: future)
    }
    let compiled = chain.processes.count
    raw.extend(&chain)
    if !sites.campuses.isEmpty {
      sites.campuses[0].ownProcesses = chain.processes.dropFirst(compiled).map(\.name)
    }
    if reading.hasErrors { return nil }
    report(chain.problems(), raw.marks)
    if reading.hasErrors { return nil }
    RawChecks(entries: entries, marks: raw.marks, chain: chain).run()
    if reading.hasErrors { return nil }
    return Study(
      file: reading.file, title: title, chain: chain, campuses: sites.campuses,
      fleet: sites.fleet, warnings: reading.sorted)
  }

  /// The power of all sites and what runs on it, on one future.
  static func chain(of sites: SitesReader.Result, title: String) -> Chain {
    var chain = Chain(title: title, value: CampusCompiler.money, future: sites.campuses[0].future)
    for campus in sites.campuses { CampusCompiler(campus: campus).add(to: &chain) }
    if let fleet = sites.fleet {
      FleetCompiler(fleet: fleet, campuses: sites.campuses).add(to: &chain)
    }
    Owners(campuses: sites.campuses, fleet: sites.fleet).apply(to: &chain)
    return chain
  }

  /// A key that no section of this study reads would be without effect.
  private func checkKeys(_ isCampus: Bool) {
    let keys = CampusSection.keys + FleetSection.keys
    entries.only(Study.sections)
    guard !isCampus else { return }
    for entry in entries.entries
    where keys.contains(entry.name) && !RawSection.keys.contains(entry.name) {
      reading.error(
        "“\(entry.name)” belongs to a study with a load; a study of resources and processes does "
          + "not read it", at: entry.mark)
    }
  }

  /// What the chain itself finds wrong, at the place in the file where its name stands.
  private func report(_ problems: [ChainError], _ marks: Marks) {
    for problem in problems {
      let text = problem.description
      let mark = problem.places.lazy.compactMap { marks[$0] }.first ?? marks.nearest(to: text)
      reading.error(text, at: mark ?? entries.owner.mark)
    }
  }
}

extension ChainError {
  /// Names of places (see ``Marks``) for problems that do not begin with the name of theirs.
  fileprivate var places: [String] {
    switch self {
    case .valueHasBalance(let name): ["resource “\(name)”"]
    case .hourlyDelay(let name): ["delay", "lasts"].map { "process “\(name)”, \($0)" }
    case .hourlyWhole(let name): ["process “\(name)”, whole"]
    case .retireWithoutKeeping(let name, _): ["process “\(name)”, lasts"]
    case .needsHours(let name, _), .rampWithoutHold(let name), .steppedHold(let name):
      ["ramp", "least use"].map { "process “\(name)”, \($0)" }
    case .increasingReturns(let name, let step, _, _, _): ["process “\(name)”, step \(step)"]
    case .openStepNotLast(let name, let step): ["process “\(name)”, step \(step)"]
    case .holdsHourly(let place, _), .cannotHoldValue(let place): ["\(place), holds"]
    default: []
    }
  }
}
