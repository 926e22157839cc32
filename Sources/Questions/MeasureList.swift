import Chains
public import Studies

extension Measure {
  /// What can be measured of a study, each with its unit: for lists from which a reader chooses.
  ///
  /// Not all that can be asked: each may end with “in NODE”, and prices and activities of a campus have the names
  /// of the chain that it means.
  public static func offered(of study: Study) throws(QuestionError) -> [Measure] {
    var names: [String] = []
    func add(_ name: String) { if !names.contains(name) { names.append(name) } }
    if study.campuses.isEmpty {
      add("value")
      for process in study.chain.processes { add("activity of \(process.name)") }
      for resource in study.chain.resources where resource.name != study.chain.value {
        add("price of \(resource.name)")
        if resource.keep != nil, resource.clock == nil { add("stock of \(resource.name)") }
      }
    } else {
      for name in [
        "cost", "value", "cost per MWh", "emissions", "clean share", "unserved",
      ] { add(name) }
      var supplies = study.campuses.flatMap { $0.supplies.map(\.name) }
      if study.campuses.contains(where: { $0.grid != nil }) { supplies.append("grid") }
      for name in supplies { add("capacity of \(name)") }
      // Stores give back what others made.
      for supply in study.campuses.flatMap(\.supplies) {
        if case .store = supply.kind {
          add("capacity of \(supply.name) energy")
          supplies.removeAll { $0 == supply.name }
        }
      }
      for name in supplies { add("share of \(name)") }
      for name in supplies { add("energy of \(name)") }
    }
    var measures: [Measure] = []
    for name in names.prefix(400) { measures.append(try Measure(name)) }
    return measures
  }
}
