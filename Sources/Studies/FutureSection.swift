import Chains
import Quantities
import Yams

/// The section `future` and the word `discount`.
struct FutureSection {
  let entries: Entries
  static let nodeKeys = ["after", "probability", "years", "year"]

  private var reading: Reading { entries.owner.reading }

  func read(folder: String, files: SeriesCache) -> Future? {
    let discount = entries["discount"].map { Self.discount($0) } ?? .perStage(0)
    guard let discount else { return nil }
    guard let field = entries["future"], !field.isEmpty else {
      return try? Future(nodes: [Future.Node(name: "now")], discount: discount)
    }
    let what = "nodes, such as {now: {}, good: {after: now, probability: 1/2}}"
    guard let map = field.map(what) else { return nil }
    guard !map.entries.isEmpty else {
      field.expected(what)
      return nil
    }
    let numbers = AmountReader(folder: folder, nodes: [], files: files)
    guard let declared = declared(map, numbers), let order = order(declared) else { return nil }
    var nodes: [Future.Node] = []
    for declaration in order {
      nodes.append(
        Future.Node(
          name: declaration.name,
          parent: declaration.after.flatMap { after in nodes.firstIndex { $0.name == after } },
          probability: declaration.probability, years: declaration.years, year: declaration.year))
    }
    do throws(ChainError) {
      return try Future(nodes: nodes, discount: discount)
    } catch {
      reading.error("future: \(error)", at: mark(of: error, map) ?? field.mark)
      return nil
    }
  }

  private struct Declaration {
    var name: String
    var mark: Mark?
    var after: String?
    var probability: Double
    var years: Double
    var year: Int?
  }

  private func declared(_ map: Entries, _ numbers: AmountReader) -> [Declaration]? {
    var result: [Declaration] = []
    var isGood = true
    let names = map.entries.map(\.name)
    for entry in map.entries {
      if entry.field.isEmpty {
        result.append(
          Declaration(name: entry.name, mark: entry.mark, probability: 1, years: 1))
        continue
      }
      guard let own = entry.field.map("a node such as {after: now, probability: 1/3}") else {
        isGood = false
        continue
      }
      own.only(Self.nodeKeys)
      let after = own["after"]?.text("the name of a node")
      if let after, !names.contains(after) {
        own["after"]?.error(
          "there is no node “\(after)”\(suggestion(after, names)); expected one of "
            + names.joined(separator: ", "))
        isGood = false
      }
      let siblings = map.entries.filter {
        $0.field.node.mapping?["after"]?.string == after && after != nil
      }
      if own["probability"] == nil, siblings.count > 1 {
        reading.error(
          "future, \(entry.name): missing “probability”: \(siblings.count) nodes come after "
            + "“\(after ?? "")”", at: entry.mark)
        isGood = false
      }
      let probability = own["probability"].map { numbers.number($0) } ?? 1
      let years = own["years"].map { numbers.number($0, unit: "year") } ?? 1
      let year = own["year"].map { $0.integer("a calendar year", in: 1900...2200) }
      guard let probability, let years else {
        isGood = false
        continue
      }
      if !(0...1).contains(probability) {
        own["probability"]?.expected("a probability from 0 to 1")
        isGood = false
      } else if after == nil, probability != 1 {
        own["probability"]?.expected("no probability, or 1: “\(entry.name)” comes after nothing")
        isGood = false
      }
      if !(years > 0) {
        own["years"]?.expected("more than 0 years")
        isGood = false
      }
      result.append(
        Declaration(
          name: entry.name, mark: entry.mark, after: after, probability: probability, years: years,
          year: year ?? nil))
    }
    return isGood && areYearsRising(result, map) ? result : nil
  }

  private func areYearsRising(_ declared: [Declaration], _ map: Entries) -> Bool {
    var isGood = true
    for node in declared {
      guard let year = node.year, let before = declared.first(where: { $0.name == node.after }),
        let earlier = before.year, year <= earlier
      else { continue }
      let place = map[node.name]?.map()?["year"]
      place?.expected("a year after \(earlier), that of “\(before.name)”")
      isGood = false
    }
    return isGood
  }

  /// Parents before children, otherwise in the order of the file.
  private func order(_ declared: [Declaration]) -> [Declaration]? {
    var placed: [Declaration] = []
    var names: Set<String> = []
    var left = declared
    while !left.isEmpty {
      guard
        let next = left.firstIndex(where: { $0.after.map(names.contains) ?? true })
      else {
        let stuck = left[0]
        reading.error(
          "future: “\(stuck.name)” comes after itself (\(circle(from: stuck, in: left)))",
          at: stuck.mark)
        return nil
      }
      names.insert(left[next].name)
      placed.append(left.remove(at: next))
    }
    return placed
  }

  private func circle(from start: Declaration, in left: [Declaration]) -> String {
    var path = [start.name]
    var current = start
    while let next = left.first(where: { $0.name == current.after }), !path.contains(next.name) {
      path.append(next.name)
      current = next
    }
    return (path + [current.after ?? ""]).joined(separator: " after ")
  }

  private func mark(of error: ChainError, _ map: Entries) -> Mark? {
    switch error {
    case .secondRoot(let name, _), .badProbability(let name, _), .badYears(let name, _),
      .parentNotBefore(let name), .duplicateNode(let name):
      map.mark(of: name)
    case .probabilitiesDoNotAdd(_, let children, _): children.first.flatMap { map.mark(of: $0) }
    default: nil
    }
  }

  /// `8 %/year`, `0 %/stage`.
  static func discount(_ field: Field) -> Future.Discount? {
    guard let text = field.text("a rate such as 8 %/year") else { return nil }
    let parts = text.split(separator: "/", maxSplits: 1).map {
      String($0).trimmingSpaces
    }
    guard parts.count == 2, parts[0].hasSuffix("%"),
      let quantity = try? Quantity.parse(String(parts[0].dropLast())), quantity.dimension == .one
    else {
      field.expected("a rate such as 8 %/year or 0 %/stage")
      return nil
    }
    let value = quantity.value
    guard value > -100, value <= 1000 else {
      field.expected("a rate above -100 % and up to 1000 %")
      return nil
    }
    switch parts[1] {
    case "stage": return .perStage(value / 100)
    case "year", "a", "yr": return .perYear(value / 100)
    default:
      field.error(
        "expected a rate per year or per stage, found “\(text)”"
          + suggestion(parts[1], ["year", "stage"]))
      return nil
    }
  }
}

extension String {
  var trimmingSpaces: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
