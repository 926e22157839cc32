/// What a plan means for halls, accelerators, work and products.
///
/// Quantities are per year of a stage, in chips, MW, MWh, units of work and USD of the study's money.
public struct FleetAnswer: Sendable, Codable {
  public var stages: [Stage]
  /// Expected worth today of all revenue less all costs, power included: what the plan maximises.
  public var value: Double

  public struct Stage: Sendable, Codable {
    public var name: String
    public var year: Int
    public var years: Double
    /// Probability that the stage happens.
    public var probability: Double
    public var halls: [Hall]
    public var chips: [Chips]
    public var work: [Work]
    public var products: [Product]
    /// All costs of the stage by layer, power included.
    public var costs: [Cost]
    public var revenue: Double
    public var cost: Double
    /// Sum of each layer over all products, with what no product carries: adds up to `cost`.
    public var stacks: [Stack]
    /// What one more unit of each kind of work costs, by layer, where prices are known.
    public var margins: [Margin]
    public var power: [Power]
    /// Work that may wait, by site.
    public var waiting: [Waiting]
  }

  /// Work that may wait for some hours at a site.
  public struct Waiting: Sendable, Codable {
    public var work: String
    public var site: String
    public var unit: String
    /// Units a year.
    public var units: Double
    /// Hours that a unit waits in the mean (what is in the queue over what comes in).
    public var hours: Double
  }

  /// Halls of a site.
  public struct Hall: Sendable, Codable {
    public var site: String
    /// MW of IT that stand, that start in this stage, and that chips take up.
    public var built: Double
    public var added: Double
    public var used: Double
  }

  /// Chips of a kind at a place.
  public struct Chips: Sendable, Codable {
    public var accelerator: String
    /// The site; `nil` for leased chips.
    public var site: String?
    public var installed: Double
    public var added: Double
    /// Put on work.
    public var busy: Double
    /// Chip-hours a year of chips that are there and have no work.
    public var idleHours: Double
    /// USD a year that these cost, with their halls.
    public var idleCost: Double
  }

  /// A kind of work on an accelerator at a place.
  public struct Work: Sendable, Codable {
    public var work: String
    public var accelerator: String
    public var site: String?
    public var chips: Double
    /// Units a year.
    public var units: Double
    public var unit: String
    /// MWh a year at the meter; 0 for leased chips.
    public var energy: Double
    /// USD a year, by layer.
    public var layers: [Layer: Double]
  }

  public struct Product: Sendable, Codable {
    public var name: String
    public var unit: String
    /// Units a year.
    public var sold: Double
    /// Units a year at the stated price; absent with users alone.
    public var demand: Double?
    /// USD per unit that buyers pay, on average.
    public var price: Double
    public var revenue: Double
    public var users: Double?
  }

  /// Where a cost arises, from the wellhead to the customer.
  public enum Layer: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    case fuel
    /// Capital and operation of plants.
    case generation
    case storage
    case grid
    case emissions
    /// Unserved and curtailed load.
    case shortage
    case hall
    case chip
    case lease
    /// Chips and halls that stand without work.
    case waiting
    /// Costs of selling, and of winning users.
    case selling
    case royalty
    /// What the study adds itself.
    case own
  }

  public struct Cost: Sendable, Codable {
    public var layer: Layer
    public var name: String
    public var site: String?
    /// USD a year.
    public var amount: Double
  }

  /// Average cost of a unit of work by layer: all costs of a year shared out by energy and by chips.
  public struct Stack: Sendable, Codable {
    /// The product; `load` for a fixed load of the sites, `nobody` for what no work carries.
    public var name: String
    /// Units a year; MWh for a fixed load.
    public var units: Double
    public var unit: String
    /// USD a year.
    public var layers: [Layer: Double]
    public var total: Double { layers.values.reduce(0, +) }
  }

  /// What one more unit of work costs (the price of the work in the plan), where it is done.
  public struct Margin: Sendable, Codable {
    public var work: String
    public var unit: String
    public var accelerator: String
    public var site: String?
    /// USD per unit.
    public var price: Double
    /// Energy at the prices of its hours, rent of the hall, rent of the chip, what it makes possible for
    /// work that may wait (negative), and the rest: what the plan's prices leave open, nothing but the
    /// gap of the search. They add up to `price`.
    public var energy: Double
    public var hall: Double
    public var chip: Double
    public var waiting: Double
    public var rest: Double
  }

  /// Electricity of a site.
  public struct Power: Sendable, Codable {
    public var site: String
    /// MWh a year.
    public var energy: Double
    /// USD/MWh, on average and at the margin (weighted with the load).
    public var average: Double
    public var marginal: Double?
    /// USD a year by layer.
    public var layers: [Layer: Double]
  }
}
