/// What runs on the power of the sites: halls, accelerators, the work they can do, and the products
/// that the work is sold as.
///
/// Everything is in MW, accelerators (chips), units of work, USD and years, resolved from the study and
/// the catalog. Numbers by stage have one entry per stage of the sites' ``Campus/stages``.
public struct Fleet: Sendable {
  /// One per site, in the order of the sites.
  public var halls: [Hall]
  public var accelerators: [Accelerator]
  public var work: [Work]
  public var products: [Product]
  public var inputs: [Input]
  /// The fleet as it was read for each stage of a tree; empty where all are alike.
  public var variants: [Fleet] = []

  /// Buildings with cooling and electrical gear, in which accelerators stand.
  public struct Hall: Sendable, Equatable {
    /// USD per MW of IT and year, of capacity that starts in a stage, by stage.
    public var charge: [Double]
    /// USD per MW of IT and year.
    public var fixed: Double
    public var life: Double
    public var firstYear: Int?
    /// Years from the decision to the first use; absent where lead times do not bind.
    public var leadTime: Double?
    public var isPermitted = true
    /// MW of IT, by stage.
    public var maximum: [Double]?
    /// MW of IT.
    public var existing: Double
    public var existingUntil: Int?
    public var growth: Campus.Growth?
    /// Whose they are, for the books.
    public var owner: String?
    /// Power of the site over power of IT, by the hour.
    public var effectiveness: [Double]
  }

  public struct Accelerator: Sendable, Equatable {
    public var name: String
    /// The catalog's name of what it is; `nil` for one of the study's own.
    public var technology: String?
    /// USD per chip, with its part of server and network, by stage.
    public var price: [Double]
    /// USD per chip and year of chips that start in a stage, by stage.
    public var charge: [Double]
    /// USD per chip and year.
    public var fixed: Double
    /// MW of hall that a chip takes up, with its part of the server.
    public var power: Double
    /// Share of the power of busy chips that idle ones draw.
    public var idlePower: Double
    /// Share of the hours in which a chip works.
    public var availability: Double
    public var life: Double
    public var firstYear: Int?
    /// Years from the order to the first use; absent where lead times do not bind.
    public var leadTime: Double?
    public var isPermitted = true
    /// Chips a year that can be had, by stage.
    public var shipments: [Double]?
    /// Chips that stand, by site.
    public var existing: [Double]
    public var existingUntil: Int?
    public var lease: Lease?
    /// Whose the shipments and the chips that stand are, for the books.
    public var owner: String?
  }

  /// Chips in somebody else's hall, with their power.
  public struct Lease: Sendable, Equatable {
    /// USD per chip-hour, by stage.
    public var price: [Double]
    /// Chips, by stage.
    public var maximum: [Double]?
    /// Years for which they are taken; `nil`: from stage to stage.
    public var term: Double?
  }

  public struct Work: Sendable, Equatable {
    public var name: String
    /// What a unit is called: token, s, image, FLOP.
    public var unit: String
    /// How many units the plan counts as one, a power of ten.
    public var scale: Double
    /// By accelerator, in their order; `nil` where none is known.
    public var points: [Point?]
    /// Use of its chips by the hour, the largest 1, by site; empty for work at an even rate.
    public var shape: [[Double]]
    /// It may wait for better hours: only its sum over the year counts.
    public var canPause: Bool
    /// How much of it may wait, and for how long; `nil`: none.
    public var deferral: Deferral?
    /// Sites where it may run; `nil`: all of them and leased chips.
    public var sites: [Int]?
  }

  /// Work that may be done some hours after it is asked for.
  public struct Deferral: Sendable, Equatable {
    /// Hours.
    public var within: Double
    /// The most of the work that may wait.
    public var share: Double
  }

  /// What an accelerator does at the work, measured.
  public struct Point: Sendable, Equatable {
    /// Units per chip-hour.
    public var rate: Double
    /// MW of IT per busy chip.
    public var power: Double
  }

  public struct Product: Sendable, Equatable {
    public var name: String
    /// Index of the work that it is made of.
    public var work: Int
    /// USD per unit, by stage.
    public var price: [Double]
    /// The most units a year, by stage.
    public var volume: [Double]
    /// USD per unit that selling costs, by stage.
    public var cost: [Double]
    /// Share of the price that goes to others.
    public var royalty: Double
    /// Share of the volume that must be served.
    public var must: Double
    public var demand: Demand?
    public var users: Users?
    /// Whose the demand is, for the books.
    public var owner: String?
  }

  /// Demand that falls with its price: constant elasticity through (price, volume).
  public struct Demand: Sendable, Equatable {
    public enum View: String, Sendable, CaseIterable {
      /// One who sells counts what one more unit adds to all revenue.
      case seller
      /// One who plans for all counts what one more unit is worth to its user.
      case welfare
    }

    public var elasticity: Double
    public var view: View
  }

  /// Customers who stay: won once, served year after year.
  public struct Users: Sendable, Equatable {
    /// Units of work that a user takes in a year.
    public var uses: Double
    /// USD per user and year, by stage.
    public var price: [Double]
    /// Share that is still there after a year.
    public var keep: Double
    /// USD that it costs to win one.
    public var acquisition: Double
    /// Users.
    public var existing: Double
    /// The most that can be won in a year, by stage.
    public var most: [Double]?
    /// USD that a user is worth past the horizon.
    public var terminal: Double?
  }
}

extension Fleet {
  public func at(_ stage: Int) -> Fleet { variants.isEmpty ? self : variants[stage] }

  /// The fleet on a tree, from its readings at the nodes. See ``Campus/onTree(_:readings:)``.
  func onTree(_ tree: FutureTree, readings: [Fleet]) -> Fleet {
    let levels = tree.nodes.map(\.level)
    func joined<Value>(_ values: (Fleet) -> [Value]) -> [Value] {
      zip(readings, levels).map { values($0)[$1] }
    }
    func joined(_ values: (Fleet) -> [Double]?, or other: Double) -> [Double] {
      zip(readings, levels).map { values($0)?[$1] ?? other }
    }
    var fleet = self
    for index in halls.indices {
      fleet.halls[index].charge = joined { $0.halls[index].charge }
      fleet.halls[index].growth = halls[index].growth?.onTree(
        levels, readings.map { $0.halls[index].growth })
      if halls[index].maximum != nil {
        fleet.halls[index].maximum = joined({ $0.halls[index].maximum }, or: .infinity)
      }
    }
    for index in accelerators.indices {
      fleet.accelerators[index].price = joined { $0.accelerators[index].price }
      fleet.accelerators[index].charge = joined { $0.accelerators[index].charge }
      if accelerators[index].shipments != nil {
        fleet.accelerators[index].shipments = joined(
          { $0.accelerators[index].shipments }, or: .infinity)
      }
      if let lease = accelerators[index].lease {
        var own = lease
        own.price = joined { $0.accelerators[index].lease?.price ?? [] }
        if lease.maximum != nil {
          own.maximum = joined({ $0.accelerators[index].lease?.maximum }, or: .infinity)
        }
        fleet.accelerators[index].lease = own
      }
    }
    for index in products.indices {
      fleet.products[index].price = joined { $0.products[index].price }
      fleet.products[index].volume = joined { $0.products[index].volume }
      fleet.products[index].cost = joined { $0.products[index].cost }
      if let users = products[index].users {
        var own = users
        own.price = joined { $0.products[index].users?.price ?? [] }
        if users.most != nil {
          own.most = joined({ $0.products[index].users?.most }, or: .infinity)
        }
        fleet.products[index].users = own
      }
    }
    fleet.variants = readings
    return fleet
  }

  /// What may not differ between the readings of a tree and does; `nil` if nothing does.
  func difference(from other: Fleet) -> String? {
    if accelerators.map(\.name) != other.accelerators.map(\.name) {
      return "the list of accelerators"
    }
    if work.map(\.name) != other.work.map(\.name) { return "the list of work" }
    for (one, two) in zip(work, other.work) where one.deferral != two.deferral {
      return "how long “\(one.name)” may wait"
    }
    if products.map(\.name) != other.products.map(\.name) { return "the list of products" }
    for (one, two) in zip(accelerators, other.accelerators) {
      if one.existing != two.existing || one.existingUntil != two.existingUntil {
        return "what exists of “\(one.name)”"
      }
      if one.life != two.life { return "the life of “\(one.name)”" }
      if (one.lease == nil) != (two.lease == nil) { return "whether “\(one.name)” can be leased" }
      if (one.shipments == nil) != (two.shipments == nil) {
        return "whether shipments of “\(one.name)” are limited (write a large number in the study)"
      }
    }
    for (one, two) in zip(halls, other.halls) {
      if one.life != two.life || one.existing != two.existing { return "the halls that exist" }
      if !Campus.Growth.mayDiffer(one.growth, two.growth) {
        return "what limits the growth of halls"
      }
      if (one.maximum == nil) != (two.maximum == nil) {
        return "whether halls have a maximum (write a large one in the study)"
      }
    }
    return nil
  }
}
