public import Chains

/// The power of one campus: a site with a load, what may supply it, and the rules it lives under.
///
/// Everything is in MW, MWh, USD, t and years, resolved from the study and the catalog; `inputs`
/// says where each number comes from.
public struct Campus: Sendable {
  public var title: String
  public var site: Site
  public var stages: [Stage]
  /// The year of decision, from which lead times count.
  public var today: Int?
  /// When it is decided what starts in a stage.
  public var orderTime = OrderTime.before
  /// Real rate that weighs the years of a pathway against each other.
  public var discount: Double
  /// Such as `2025 USD`.
  public var money: String
  public var clock: Clock
  /// MW by stage and hour.
  public var load: [[Double]]
  public var supplies: [Supply]
  public var grid: Grid?
  public var shedding: Shedding
  public var curtailable: [Curtailable]
  public var emissions: Emissions
  public var clean: Clean?
  public var inputs: [Input]
  /// What the stretches of the clock are called: the weather years of one decision.
  public var weatherYears: [String] = []
  /// True when every year of the clock has 366 days.
  public var hasLeapDay = false
  /// Processes that the study adds to those of the campus.
  public var ownProcesses: [String] = []
  /// The campus as it was read for each stage, where stages are nodes of a tree whose branches have
  /// data of their own; empty where all are alike. See ``at(_:)``.
  public var variants: [Campus] = []
  var names = CampusNames()

  public struct Site: Sendable, Equatable, Codable {
    public var name: String
    public var latitude: Double?
    public var longitude: Double?
    /// Hours east of Greenwich of local standard time, the clock of all series.
    public var utcOffset: Double?
  }

  /// A stretch of years with one set of capacities: a node of the future. Stages of a pathway follow
  /// each other; those of a tree have several that may come after them.
  public struct Stage: Sendable, Equatable, Codable {
    /// The node of the future.
    public var name: String
    public var year: Int
    public var years: Double
    /// The stage before, as an index; `nil` for the first.
    public var parent: Int?
    /// Probability given that the stage before has happened.
    public var probability = 1.0
    /// Distance from the first stage.
    public var level = 0
  }

  /// What happens to load that is not served.
  public struct Shedding: Sendable, Equatable {
    /// Cost of an MWh that is not served; `nil`: none is allowed beyond `allowed`.
    public var value: Double?
    /// The share of the yearly load that may go unserved; `nil` with a value: any.
    public var allowed: Double?
  }

  /// Load that gives way at a price.
  public struct Curtailable: Sendable, Equatable {
    /// Share of the load of the hour.
    public var share: Double
    /// What giving way costs, USD/MWh.
    public var value: Double
    /// The most of it in a year, as a share of the yearly load; `nil`: any.
    public var yearly: Double?
  }

  public struct Emissions: Sendable, Equatable {
    /// USD/t by stage.
    public var price: [Double]
    /// t/year by stage.
    public var cap: [Double]?
  }

  public struct Clean: Sendable, Equatable {
    public enum Matching: String, Sendable, Codable {
      /// Clean energy made over the year, exports included, against the load of the year.
      case annual
      /// Energy that is not clean, hour by hour, against the rest of the load.
      case hourly
    }

    public var share: Double
    public var matching: Matching
  }

  public struct Grid: Sendable {
    /// MW; how large the connection may be built.
    public var importLimit: [Double]
    public var exportLimit: [Double]
    /// USD/MWh by the hour.
    public var price: [Double]
    public var exportPrice: [Double]
    /// USD/MWh on top of the price of imports.
    public var delivery: Double
    /// USD per MW and year of connection.
    public var connectionCharge: Double
    public var connectionLife: Double
    public var financing: Financing?
    public var cleanShare: Double
    /// t/MWh of imports by the hour.
    public var emissions: [Double]
    /// By stage.
    public var isConnected: [Bool]
    /// Share of a stage of one year that passes before the connection is there, by stage.
    public var waiting: [Double] = []
    /// How fast the connection may be built.
    public var growth: Growth?
    /// Years from the decision to the connection, or the year of it, where the study says so.
    public var leadTime: Double?
    public var firstYear: Int?
    /// Whose the connection is.
    public var owner: String?
  }

  public struct Supply: Sendable {
    public enum Kind: Sendable {
      /// Output per MW by the hour, free to make.
      case renewable(profile: [Double])
      case dispatchable
      case store(Storage)
    }

    public var name: String
    /// The catalog's name of what it is.
    public var technology: String
    public var kind: Kind
    /// USD per MW and year of capacity that starts in a stage, by stage (for a store: of its power).
    public var charge: [Double]
    /// USD per MW and year.
    public var fixed: Double
    /// USD/MWh without fuel and emissions.
    public var variable: Double
    /// USD/MWh.
    public var fuelCost: Double
    public var fuel: String?
    /// t/MWh.
    public var emissions: Double
    /// Share of the capacity that can run at any time, on average.
    public var availability: Double
    public var life: Double
    /// The first year in which new capacity can run.
    public var firstYear: Int?
    /// Years from the decision to the first output; absent where lead times do not bind.
    public var leadTime: Double?
    /// Whether new capacity may be built at all.
    public var isPermitted = true
    /// MW.
    public var minimum: [Double]
    public var maximum: [Double]?
    public var existing: Double
    public var existingUntil: Int?
    public var growth: Growth?
    /// Whose it is, for the books.
    public var owner: String?
    /// MW; whole units are built if set.
    public var unit: Double?
    public var minimumOutput: Double
    /// Share of the capacity per hour.
    public var ramp: Double?
    /// USD/MWh of output that production tax credits are worth; part of no other cost.
    public var credit = 0.0
    public var financing: Financing?
    /// USD/MWh of output thrown away (renewables).
    public var curtailmentCost: Double
    public var isClean: Bool
  }

  public struct Storage: Sendable, Equatable {
    /// USD per MWh of energy capacity that starts in a stage, by stage.
    public var energyOvernight: [Double]
    /// USD per MWh and year of energy capacity that starts in a stage, by stage.
    public var energyCharge: [Double]
    /// USD per MWh and year.
    public var energyFixed: Double
    public var chargeEfficiency: Double
    public var dischargeEfficiency: Double
    /// Share of the stored energy lost per hour.
    public var standingLoss: Double
    public var existingEnergy: Double
    public var maximumEnergy: Double?
    /// Share of the energy capacity that can be used, in the mean over its life.
    public var usable = 1.0
    /// MWh per MW, where the study fixes it.
    public var duration: Double?
  }
}

extension Campus {
  /// Yearly energy that the load asks for, MWh by stage.
  public var demand: [Double] { load.map(clock.total) }

  /// The campus with the numbers that hold in a stage.
  public func at(_ stage: Int) -> Campus { variants.isEmpty ? self : variants[stage] }

  /// The future on which the campus is planned.
  var future: Future {
    let nodes = stages.map {
      Future.Node(
        name: $0.name, parent: $0.parent, probability: $0.probability, years: $0.years,
        year: $0.year)
    }
    // Stages with positive lengths and probabilities that add up are always a tree.
    return (try? Future(nodes: nodes, discount: .perYear(discount))) ?? .now
  }

  /// Output per MW by the hour of a renewable supply in a stage.
  func profile(of supply: Supply, at stage: Int) -> [Double] {
    guard case .renewable(let profile) = self.supply(supply, at: stage).kind else { return [] }
    return profile
  }

  /// A supply with the numbers that hold in a stage.
  func supply(_ supply: Supply, at stage: Int) -> Supply {
    variants.isEmpty ? supply : variants[stage].supplies.first { $0.name == supply.name } ?? supply
  }

  /// The stages in which capacity that starts in one of them still runs, along every branch.
  func alive(life: Double, from stage: Int) -> [Int] {
    stages.indices.filter {
      Double(stages[$0].year) < Double(stages[stage].year) + life - 1e-9 && follows($0, stage)
    }
  }

  /// For how many stages, one after the other, capacity that starts in one of them runs; `nil` if it
  /// outlives the plan.
  func stagesAlive(life: Double, from stage: Int) -> Int? {
    let levels = Set(alive(life: life, from: stage).map { stages[$0].level })
    let last = stages.map(\.level).max() ?? 0
    return levels.contains(last) ? nil : levels.count
  }

  /// Whether a stage is another one or comes after it.
  func follows(_ stage: Int, _ earlier: Int) -> Bool {
    var current: Int? = stage
    while let index = current, index >= earlier {
      if index == earlier { return true }
      current = stages[index].parent
    }
    return false
  }

  /// The stages from the first to one of them, both included.
  public func path(to stage: Int) -> [Int] {
    var path = [stage]
    while let parent = stages[path[path.count - 1]].parent { path.append(parent) }
    return path.reversed()
  }

  /// The month in which a supply can run at the earliest, such as `2029-06`.
  public func month(of supply: Supply, or year: Int) -> String {
    supply.leadTime.flatMap(month) ?? "\(year)-01"
  }

  /// The month in which the grid connects; `nil` where it always does.
  public func month(of grid: Grid) -> String? {
    grid.leadTime.flatMap(month) ?? grid.firstYear.map { "\($0)-01" }
  }

  /// The first month after a lead time of so many years.
  public func month(_ lead: Double) -> String? {
    guard let today else { return nil }
    let months = Int((lead * 12 - 1e-9).rounded(.up))
    return Self.month(today, months)
  }

  /// The month from which capacity that starts in a stage runs.
  public func startMonth(of supply: Supply, in stage: Int) -> String {
    // Beside what stands already, new capacity counts for the whole stage.
    let share = supply.existing == 0 ? waiting(self.supply(supply, at: stage), in: stage) : nil
    return startMonth(in: stage, waiting: share)
  }

  public func startMonth(of grid: Grid, in stage: Int) -> String {
    startMonth(in: stage, waiting: grid.waiting.indices.contains(stage) ? grid.waiting[stage] : nil)
  }

  private func startMonth(in stage: Int, waiting share: Double?) -> String {
    let months = share.map { $0 < 1 ? Int(($0 * 12 - 1e-9).rounded(.up)) : 0 } ?? 0
    return Self.month(stages[stage].year, max(0, months))
  }

  private static func month(_ year: Int, _ months: Int) -> String {
    let month = months % 12 + 1
    return "\(year + months / 12)-\(month < 10 ? "0" : "")\(month)"
  }

  /// Whether new capacity can start in a stage.
  public func canStart(_ supply: Supply, in stage: Int) -> Bool {
    let supply = self.supply(supply, at: stage)
    guard supply.isPermitted else { return false }
    guard let first = supply.firstYear, stages[stage].year < first else { return true }
    return waiting(supply, in: stage).map { $0 < 1 } ?? false
  }

  /// The share of a stage of one year that passes before a supply can run; `nil` where the stage is longer
  /// (then what comes within it counts from the next) or lead times do not bind.
  func waiting(_ supply: Supply, in stage: Int) -> Double? {
    guard let today, let lead = supply.leadTime else { return nil }
    return Self.waiting(until: Double(today) + lead, in: stages[stage])
  }

  static func waiting(until start: Double, in stage: Stage) -> Double? {
    guard stage.years == 1 else { return nil }
    let share = start - Double(stage.year)
    // A day of waiting does not count.
    return share < 1.0 / 365 ? 0 : min(1, share)
  }

  /// A series of a stage without the hours that pass before something is there.
  func masked(_ series: [Double], waiting share: Double?) -> [Double] {
    guard let share, share > 0 else { return series }
    let dark = Int((share * Double(clock.cycle)).rounded())
    return series.indices.map { $0 % clock.cycle < dark ? 0 : series[$0] }
  }
}
