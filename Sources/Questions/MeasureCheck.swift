import Chains
package import Studies

extension Measure {
  /// Refuses what the study has not, before anything is planned.
  ///
  /// What only a plan can tell, such as whether there are prices, is left to the first plan.
  package func check(in study: Study) throws(QuestionError) {
    switch kind {
    case .value, .cost: return
    case .costPerMegawattHour, .emissions, .unserved, .cleanShare: try campus(study)
    case .capacity(let name):
      guard !study.campuses.isEmpty else { return try stock(name, study) }
      let known = study.campuses.flatMap(\.capacityNames)
      let isGrid = name == "grid" && !known.contains { $0.name == "grid" }
      try place(isGrid ? "grid connection" : name, "capacity", known, study)
    case .energy(let name):
      guard !study.campuses.isEmpty else { return try activity(name, study) }
      try sources(name, study)
    case .share(let name): try sources(name, study)
    case .activity(let name): try activity(name, study)
    case .stock(let name): try stock(name, study)
    case .price(let name):
      let resources = study.chain.resources.map(\.name)
      _ = try place(name, "price", resources.filter { $0 != study.chain.value }, study.chain.future)
    }
  }

  private func campus(_ study: Study) throws(QuestionError) {
    if study.campuses.isEmpty { throw notOfChains }
  }

  private func sources(_ name: String, _ study: Study) throws(QuestionError) {
    try campus(study)
    try place(name, "source of energy", study.campuses.flatMap(\.sourceNames), study)
  }

  private func activity(_ name: String, _ study: Study) throws(QuestionError) {
    _ = try place(name, "process", study.chain.processes.map(\.name), study.chain.future)
  }

  /// Whether a resource that keeps nothing has a stock is for the compiler to say.
  private func stock(_ name: String, _ study: Study) throws(QuestionError) {
    let resources = study.chain.resources.filter { $0.name != study.chain.value }
    let names = resources.filter { $0.keep != nil } + resources.filter { $0.keep == nil }
    _ = try place(name, "stock", names.map(\.name), study.chain.future)
  }

  /// Names of things at sites, alone or with “at SITE”.
  private func place(
    _ name: String, _ kind: String, _ parts: [(name: String, site: String)], _ study: Study
  ) throws(QuestionError) {
    let known = parts.map(\.name) + parts.map { "\($0.name) at \($0.site)" }
    _ = try place(name, kind, known, study.chain.future)
  }
}

extension Campus {
  /// What can have a capacity at this site, as ``CampusAnswer`` names it.
  fileprivate var capacityNames: [(name: String, site: String)] {
    var names: [String] = []
    for supply in supplies {
      names.append(supply.name)
      if case .store = supply.kind { names.append("\(supply.name) energy") }
    }
    if grid != nil { names.append("grid connection") }
    return names.map { (name: $0, site: site.name) }
  }

  /// What gives energy at this site.
  fileprivate var sourceNames: [(name: String, site: String)] {
    var names: [String] = []
    for supply in supplies {
      if case .store = supply.kind { continue }
      names.append(supply.name)
    }
    if grid != nil { names.append("grid") }
    return names.map { (name: $0, site: site.name) }
  }
}

extension Condition {
  /// Refuses what the study has not, before anything is planned: names, units, numbers.
  package func check(in study: Study) throws(QuestionError) {
    try watched(study).check(in: study)
    guard case .compares(let measure, _, let side) = kind else { return }
    switch side {
    case .measure(let other):
      try other.check(in: study)
      try compare(measure, other, study)
    case .number(let written): _ = try number(written, measure.unit(in: study), study)
    }
  }
}
