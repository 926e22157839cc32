/// A group of numbers in the catalog: a way to make or store power, a fuel, an accelerator, or a topic.
public struct Technology: Hashable, Sendable, Codable {
  /// What it is.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Makes power.
    case generator
    /// Stores power.
    case store
    /// Brings power.
    case grid
    /// Is burnt.
    case fuel
    /// Computes.
    case accelerator
    /// Houses, feeds and cools what computes.
    case hall
    /// Anything else: finance, inflation.
    case topic
  }

  /// The name, lower case.
  public let name: String
  /// Other words for it.
  public let aliases: [String]
  /// What it is.
  public let kind: Kind
  /// The name of its fuel in the catalog; nil for none, or when fuel is in `fuel cost`.
  public let fuel: String?
  /// Who makes it; nil where many do.
  public let vendor: String?
  /// Whether a study must name it before it is considered.
  public let isOffByDefault: Bool
  /// One line about it.
  public let summary: String

  init(
    _ name: String, _ kind: Kind, aliases: [String] = [], fuel: String? = nil,
    vendor: String? = nil, isOffByDefault: Bool = false, _ summary: String
  ) {
    self.name = name
    self.aliases = aliases
    self.kind = kind
    self.fuel = fuel
    self.vendor = vendor
    self.isOffByDefault = isOffByDefault
    self.summary = summary
  }

  /// All technologies in the order in which they are listed.
  public static let all = supplies + fuels + accelerators + halls + topics

  private static let supplies = [
    Technology(
      "solar", .generator, aliases: ["pv", "solar pv", "photovoltaics", "utility pv"],
      "utility photovoltaics on single-axis trackers, per kW of alternating current"),
    Technology(
      "wind", .generator, aliases: ["onshore wind", "wind onshore", "land-based wind"],
      "wind turbines on land"),
    Technology(
      "battery", .store, aliases: ["batteries", "bess", "storage", "li-ion", "lithium battery"],
      "lithium iron phosphate storage; power and energy are bought separately"),
    Technology(
      "gas engine", .generator,
      aliases: ["engine", "reciprocating engine", "reciprocating", "gas engines", "recip"],
      fuel: "natural gas", "reciprocating gas engines, quick to get"),
    Technology(
      "gas turbine", .generator,
      aliases: ["ocgt", "simple cycle", "combustion turbine", "aeroderivative", "ct", "peaker"],
      fuel: "natural gas", "gas turbines without steam cycle"),
    Technology(
      "ccgt", .generator,
      aliases: ["combined cycle", "gas combined cycle", "combined-cycle gas turbine", "cc"],
      fuel: "natural gas", "gas and steam turbines in combined cycle, no carbon capture"),
    Technology(
      "smr", .generator, aliases: ["small modular reactor", "small nuclear", "advanced nuclear"],
      "small modular fission reactors, first units"),
    Technology(
      "nuclear", .generator, aliases: ["large nuclear", "nuclear large", "ap1000"],
      "large light-water reactors"),
    Technology(
      "geothermal", .generator, aliases: ["egs", "enhanced geothermal"],
      "enhanced geothermal systems; hydrothermal fields are cheaper where they exist"),
    Technology(
      "fusion", .generator, aliases: ["fusion power"], isOffByDefault: true,
      "no plant exists; a study must ask for it"),
    Technology(
      "diesel backup", .generator, aliases: ["backup", "diesel genset", "diesel generator"],
      fuel: "diesel", "diesel generators for outages"),
    Technology(
      "grid", .grid, aliases: ["grid connection", "utility grid"],
      "a connection to the public grid and energy through it"),
  ]

  private static let fuels = [
    Technology(
      "natural gas", .fuel, aliases: ["gas", "natural gas us", "henry hub"],
      "pipeline gas in the United States"),
    Technology(
      "natural gas eu", .fuel, aliases: ["european gas", "ttf"], "pipeline gas and LNG in Europe"),
    Technology("diesel", .fuel, aliases: ["fuel oil", "distillate"], "distillate fuel oil no. 2"),
  ]

  private static let halls = [
    Technology(
      "hall", .hall, aliases: ["halls", "data hall", "data center", "data centre", "datacenter"],
      "shell, electrical and cooling plant of a data centre, per kW of IT")
  ]

  private static let topics = [
    Technology("carbon", .topic, aliases: ["carbon price", "co2"], "prices of emissions"),
    Technology("finance", .topic, aliases: ["capital", "wacc"], "rates of return, debt and tax"),
    Technology("compute", .topic, aliases: ["accelerators"], "idle chips, energy beside the chip"),
    Technology(
      "inflation", .topic, aliases: ["cpi", "price index"], "prices in the United States"),
  ]
}
