import Chains
import Quantities
import Yams

/// The section `uncertain`: named uncertainties with branches, each with what it changes.
///
///     uncertain:
///       demand:
///         known: [2028, 2031]
///         branches:
///           boom: {probability: 30 %, scale: {products.chat.volume: 2}}
///           bust: {probability: 70 %}
struct UncertainSection {
  static let keys = ["uncertain", "trim"]

  let entries: Entries
  let stages: [Campus.Stage]

  private var reading: Reading { entries.owner.reading }

  /// The uncertainties and their tree; `nil` without any, or after errors.
  func read() -> (uncertainties: [Uncertainty], tree: FutureTree)? {
    guard let field = entries["uncertain"], !field.isEmpty else {
      entries["trim"]?.error("`trim` has no effect without `uncertain`")
      return nil
    }
    let what = "uncertainties such as {demand: {known: 2028, branches: {…}}}"
    guard let map = field.map(what) else { return nil }
    guard !map.entries.isEmpty else {
      field.expected(what)
      return nil
    }
    guard stages.count > 1 else {
      field.error(
        "what becomes known needs stages after it: write `years` such as [2026, 2028, 2031]")
      return nil
    }
    let names = map.entries.map(\.name)
    var uncertainties: [Uncertainty] = []
    for entry in map.entries {
      guard let one = uncertainty(entry.name, entry.field, names, uncertainties) else { return nil }
      uncertainties.append(one)
    }
    let trim = entries["trim"].map { $0.share("the least probability of a path") } ?? 0
    guard let trim, !reading.hasErrors(within: field) else { return nil }
    let tree = FutureTree(stages: stages, uncertainties: uncertainties, trim: trim)
    guard tree.nodes.count <= FutureTree.most else {
      field.error(
        "the tree has more than \(FutureTree.most) nodes; draw fewer branches, less often, or `trim`"
      )
      return nil
    }
    if tree.trimmed > 1e-12 {
      entries["trim"]?.warn(
        "paths with a probability of \(format(100 * tree.trimmed)) % in all are left out")
    }
    return (uncertainties, tree)
  }

  private func uncertainty(
    _ name: String, _ field: Field, _ names: [String], _ before: [Uncertainty]
  ) -> Uncertainty? {
    guard let own = field.map("{known: 2028, branches: {…}}") else { return nil }
    own.only(["known", "given", "branches"])
    guard let levels = levels(own), let branches = own.require("branches", "branches by name"),
      let map = branches.map("branches such as {boom: {probability: 30 %, scale: {…}}, …}")
    else { return nil }
    guard map.entries.count > 1 else {
      branches.expected("two branches or more")
      return nil
    }
    var given: Int?
    if let other = own["given"] {
      guard let text = other.text("the name of an uncertainty") else { return nil }
      given = before.firstIndex { $0.name == text }
      guard let given else {
        let known = before.map(\.name)
        other.error(
          names.contains(text)
            ? "“\(text)” must be written before “\(name)”, which depends on it"
            : "there is no uncertainty “\(text)”\(suggestion(text, known))")
        return nil
      }
      if let first = levels.first, !before[given].levels.contains(where: { $0 <= first }) {
        other.error(
          "“\(text)” is not known yet in \(stages[first].name), when “\(name)” depends on it")
        return nil
      }
    }
    var result = Uncertainty(name: name, levels: levels, given: given, branches: [])
    for entry in map.entries {
      guard let branch = branch(entry.name, entry.field, given.map { before[$0] }) else {
        return nil
      }
      result.branches.append(branch)
    }
    return addsUp(result, branches, given.map { before[$0] }) ? result : nil
  }

  /// The stages in which something becomes known.
  private func levels(_ own: Entries) -> [Int]? {
    guard let field = own.require("known", "the year in which it becomes known, such as 2028")
    else { return nil }
    var levels: [Int] = []
    let list = stages.dropFirst().map(\.name).joined(separator: ", ")
    for member in field.list() {
      guard let year = member.integer("a year of the plan after the first: \(list)") else {
        return nil
      }
      guard let level = stages.firstIndex(where: { $0.year == year }), level > 0 else {
        member.expected("a year of the plan after the first: \(list)")
        return nil
      }
      if levels.contains(level) {
        member.error("the year \(year) stands twice")
        return nil
      }
      levels.append(level)
    }
    if levels.isEmpty {
      field.expected("a year of the plan after the first: \(list)")
      return nil
    }
    return levels.sorted()
  }

  // MARK: Branches

  private func branch(_ name: String, _ field: Field, _ given: Uncertainty?) -> Uncertainty.Branch?
  {
    guard let own = field.map("a branch such as {probability: 30 %, scale: {load: 1.5}}") else {
      return nil
    }
    own.only(["probability", "scale", "set"])
    guard let probability = own.require("probability", "a probability such as 30 %"),
      let values = probabilities(probability, given)
    else { return nil }
    var branch = Uncertainty.Branch(
      name: name, probability: values, scales: [], values: [], field: field)
    for entry in own["scale"]?.map("places with factors, such as {load: 1.5}")?.entries ?? [] {
      guard let factor = entry.field.quantity(in: .one, "a factor", atLeast: 0) else { return nil }
      branch.scales.append(
        Difference.Scale(place: Difference.place(entry.name), factor: factor, field: entry.field))
    }
    for entry in own["set"]?.map("places with values, such as {grid.from: 2030}")?.entries ?? [] {
      let place = Difference.place(entry.name)
      let value = Field(
        node: entry.field.node, path: place, reading: reading, key: entry.mark)
      branch.values.append(Difference.Value(place: place, field: value))
    }
    for place in branch.scales.map(\.place) + branch.values.map(\.place) {
      let head = String(place.prefix { $0 != "," })
      if Self.fixed.contains(head) {
        field.error("“\(head)” is the same in all futures and cannot differ by branch")
        return nil
      }
    }
    return branch
  }

  /// What says where and when the plan is, not what it will meet.
  static let fixed = [
    "gigawatt", "title", "years", "year", "horizon", "today", "orders", "site", "money", "discount",
    "resolution", "uncertain", "trim", "resources", "processes", "finance", "unserved", "firmness",
    "curtailable", "clean", "costs",
  ]

  private func probabilities(_ field: Field, _ given: Uncertainty?) -> [Double]? {
    guard field.isMapping else {
      return field.share("a probability").map { value in
        given.map { $0.branches.map { _ in value } } ?? [value]
      }
    }
    guard let given else {
      field.expected("one probability (several depend on another uncertainty, named by `given`)")
      return nil
    }
    guard let own = field.map() else { return nil }
    own.only(given.branches.map(\.name) + ["else"])
    let other = own["else"].map { $0.share("a probability") }
    if case .some(nil) = other { return nil }
    var values: [Double] = []
    for branch in given.branches {
      if let field = own[branch.name] {
        guard let value = field.share("a probability") else { return nil }
        values.append(value)
      } else if let value = other ?? nil {
        values.append(value)
      } else {
        field.error("missing “\(branch.name)” (or `else`): expected a probability")
        return nil
      }
    }
    return values
  }

  private func addsUp(_ uncertainty: Uncertainty, _ field: Field, _ given: Uncertainty?) -> Bool {
    for case_ in uncertainty.branches[0].probability.indices {
      let sum = uncertainty.branches.reduce(0) { $0 + $1.probability[case_] }
      guard abs(sum - 1) > 1e-9 else { continue }
      let when = given.map { ", given “\($0.branches[case_].name)”" } ?? ""
      field.error(
        "expected probabilities that add up to 100 %\(when), found \(format(100 * sum)) %")
      return false
    }
    return true
  }

  /// Places that no number of the study stands at.
  func checkUse(of uncertainties: [Uncertainty], used: Set<String>) {
    let known = reading.places
    for branch in uncertainties.flatMap(\.branches) {
      let all =
        branch.scales.map { ($0.place, $0.field) } + branch.values.map { ($0.place, $0.field) }
      for (place, field) in all where !used.contains(place) {
        let near = nearest(place, in: Array(known).sorted())
        field.error(
          "there is no number at “\(place)”" + (near.map { " (did you mean “\($0)”?)" } ?? ""))
      }
    }
  }
}
