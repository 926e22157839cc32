import Chains
import Yams

/// Reads the sites of a study, once for each future that differs, and joins them on the tree.
struct SitesReader {
  /// What a site may say for itself; what it does not say, the study says for all sites.
  static let siteKeys = [
    "latitude", "longitude", "zone", "weather", "load", "unserved", "firmness", "curtailable",
    "supplies", "grid", "emissions", "clean", "halls",
  ]

  let entries: Entries
  let title: String
  let folder: String
  let files: SeriesCache

  private var reading: Reading { entries.owner.reading }
  private var hasFleet: Bool { FleetSection.isMeant(by: entries) }

  struct Result {
    var campuses: [Campus]
    var fleet: Fleet?
  }

  func read() -> Result? {
    guard let sites = sites(), let base = once(sites) else { return nil }
    let section = UncertainSection(entries: entries, stages: base.campuses[0].stages)
    guard let (uncertainties, tree) = section.read() else {
      return reading.hasErrors ? nil : base
    }
    var known: [[FutureTree.Outcome]: Result] = [:]
    var readings: [Result] = []
    var used: Set<String> = []
    for node in tree.nodes {
      if let result = known[node.outcomes] {
        readings.append(result)
        continue
      }
      let difference = tree.difference(at: node, uncertainties)
      reading.difference = difference
      defer { reading.difference = nil }
      guard let result = difference.isEmpty ? base : once(sites) else { return nil }
      used.formUnion(difference.used)
      if let what = differs(result, base) {
        reading.error(
          "in “\(node.name)” \(what) is not what it is in the study; that must be the same in all "
            + "futures", at: entries["uncertain"]?.mark)
        return nil
      }
      known[node.outcomes] = result
      readings.append(result)
    }
    section.checkUse(of: uncertainties, used: used)
    guard !reading.hasErrors else { return nil }
    return joined(base, tree, readings)
  }

  private func differs(_ result: Result, _ base: Result) -> String? {
    for (own, other) in zip(result.campuses, base.campuses) {
      if let what = own.difference(from: other) { return what }
    }
    guard let fleet = result.fleet, let other = base.fleet else { return nil }
    return fleet.difference(from: other)
  }

  private func joined(_ base: Result, _ tree: FutureTree, _ readings: [Result]) -> Result {
    var result = base
    for index in base.campuses.indices {
      result.campuses[index] = base.campuses[index].onTree(
        tree, readings: readings.map { $0.campuses[index] })
    }
    if let fleet = base.fleet {
      result.fleet = fleet.onTree(tree, readings: readings.compactMap(\.fleet))
    }
    return result
  }

  // MARK: One reading

  /// A site with the entries that hold for it.
  private struct Site {
    var name: String?
    var entries: Entries
    var sharesCap: Bool
  }

  private func sites() -> [Site]? {
    let entries = current
    guard let field = entries["sites"] else {
      return [Site(name: nil, entries: entries, sharesCap: false)]
    }
    entries["site"]?.error("write either `site` or `sites`, not both")
    guard let map = field.map("sites by name, such as {Abilene: {weather: …, grid: …}}") else {
      return nil
    }
    guard !map.entries.isEmpty else {
      field.expected("sites by name, such as {Abilene: {weather: …, grid: …}}")
      return nil
    }
    return map.entries.map { entry in
      let own =
        entry.field.isEmpty
        ? Entries(owner: entry.field, entries: [])
        : entry.field.map("what the site has, such as {weather: …}")
          ?? Entries(owner: entry.field, entries: [])
      own.only(Self.siteKeys)
      let common = entries.entries.filter { own[$0.name] == nil }
      return Site(
        name: entry.name,
        entries: Entries(owner: entry.field, entries: common + own.entries),
        sharesCap: own["emissions"] == nil)
    }
  }

  /// The keys of the study, with what is different at the node that is being read.
  private var current: Entries {
    reading.difference == nil ? entries : entries.owner.map() ?? entries
  }

  private func once(_ sites: [Site]) -> Result? {
    var campuses: [Campus] = []
    var sections: [CampusSection] = []
    // What is different at a node may stand in a site: its entries are read anew.
    let sites = reading.difference == nil ? sites : self.sites() ?? sites
    for site in sites {
      let section = CampusSection(
        site.entries, title: title, folder: folder, files: files, siteName: site.name,
        hasFleet: hasFleet)
      guard var campus = section.read() else { continue }
      if sites.count > 1, let name = site.name {
        campus.names = CampusNames(suffix: " at \(name)", sharesCap: site.sharesCap)
        campus.inputs = campus.inputs.map {
          Input(name: "\(name): \($0.name)", number: $0.number)
        }
      }
      campuses.append(campus)
      sections.append(section)
    }
    guard campuses.count == sites.count else { return nil }
    guard hasFleet else { return Result(campuses: campuses, fleet: nil) }
    let noted = sections[0].inputs.count
    let section = FleetSection(entries: current, sections: sections, campuses: campuses)
    guard var fleet = section.read() else { return nil }
    fleet.inputs = Array(sections[0].inputs.dropFirst(noted))
    return Result(campuses: campuses, fleet: fleet)
  }
}
