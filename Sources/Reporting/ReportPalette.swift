import Studies

/// What each supply of a campus is, for its colour and its place in a stack.
struct Palette {
  /// Steady plants at the bottom of a stack, what fills the gaps on top.
  private static let order = [
    "nuclear", "smr", "fusion", "geothermal", "wind", "solar", "grid", "battery", "ccgt",
    "gas engine", "gas turbine", "diesel backup", "curtailed", "unserved",
  ]

  /// The colour of a technology, and how many shades lighter for a second supply of the same kind.
  struct Paint: Encodable, Equatable {
    /// A variable of the style sheet, without its dashes.
    var color: String
    var shade: Int
  }

  private var technologies: [String: String] = ["grid": "grid"]
  private var shades: [String: Int] = [:]

  init(_ document: PlanDocument) {
    var alike: [String: Int] = [:]
    for capacity in document.capacities where technologies[capacity.name] == nil {
      technologies[capacity.name] = capacity.technology
      guard capacity.unit == "MW" else { continue }
      shades[capacity.name] = alike[capacity.technology, default: 0]
      alike[capacity.technology, default: 0] += 1
    }
  }

  func technology(of name: String) -> String { technologies[name] ?? name }

  /// Load that is not served has a colour of its own.
  func technology(of cost: CampusAnswer.Cost) -> String {
    switch cost.cause {
    case .unserved: "unserved"
    case .curtailedLoad: "curtailed"
    default: technology(of: cost.name)
    }
  }

  static func technology(of series: HourlySeries) -> String {
    guard series.role == .supply, series.technology == "load" else { return series.technology }
    return series.name.hasPrefix("unserved") ? "unserved" : "curtailed"
  }

  /// The supply to which a series belongs: charging and discharging are one store.
  static func supply(of series: HourlySeries) -> String {
    if series.technology == "grid" { return "grid" }
    for ending in [" discharge", " charge", " level", " potential"]
    where series.name.hasSuffix(ending) {
      return String(series.name.dropLast(ending.count))
    }
    return series.name
  }

  /// The name that the style sheet has for a technology: `gas engine` is `tech-gas-engine`.
  static func color(_ technology: String) -> String {
    let letters = technology.lowercased().map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
    }
    return "tech-" + String(letters)
  }

  func paint(_ name: String, _ technology: String) -> Paint {
    Paint(color: Self.color(technology), shade: shades[name] ?? 0)
  }

  static func rank(_ technology: String) -> Int {
    order.firstIndex(of: technology) ?? order.count
  }

  /// In the order of a stack; alike ones stay as they are.
  static func sorted<Item>(_ items: [Item], by technology: (Item) -> String) -> [Item] {
    items.enumerated().sorted {
      (rank(technology($0.element)), $0.offset) < (rank(technology($1.element)), $1.offset)
    }.map(\.element)
  }
}
