import Chains
import HourlyDispatch

/// What a capacity is made of: a constant and some links, each times a factor.
struct CapacityTerm: Sendable, Equatable {
  var constant = 0.0
  /// Position among the links of the block, and MW (MWh) per unit of it.
  var links: [(link: Int, factor: Double)] = []

  static func == (a: CapacityTerm, b: CapacityTerm) -> Bool {
    a.constant == b.constant && a.links.count == b.links.count
      && zip(a.links, b.links).allSatisfy { $0 == $1 }
  }

  func value(_ links: [Double]) -> Double {
    self.links.reduce(constant) { $0 + $1.factor * links[$1.link] }
  }

  func scaled(_ factor: Double) -> CapacityTerm {
    CapacityTerm(
      constant: constant * factor, links: links.map { ($0.link, $0.factor * factor) })
  }
}

/// A block in the words of the dispatch kernel, with the way back to its columns and rows.
struct KernelShape: Sendable {
  /// What a column does per unit of it.
  struct Unit: Sendable {
    /// Column block of the layout.
    var column: Int
    /// MW of the balance per unit of activity, positive.
    var power: Double
    /// Money per unit by hour, as in the layout (negative: a cost).
    var value: Amount.Local
    /// Position among the couplings of the block, and what a unit puts into it.
    var couplings: [(coupling: Int, coefficient: Amount.Local)]
  }

  struct Step: Sendable {
    var unit: Unit
    var isSupply: Bool
    /// MW; absent without an end.
    var capacity: CapacityTerm?
    var availability: DispatchSeries
    /// MW.
    var limit: DispatchSeries?
    var least: Double
    /// Row blocks of the layout, and what a unit of activity holds.
    var holdRow: Int?
    var holdAmount = 1.0
    var leastRow: Int?
  }

  struct Store: Sendable {
    var levelColumn: Int
    var levelRow: Int
    var charge: Unit
    var discharge: Unit
    var chargePower: CapacityTerm
    var dischargePower: CapacityTerm
    var isShared: Bool
    var chargeRow: Int?
    var chargeHold: Double
    var dischargeRow: Int?
    var dischargeHold: Double
    var energy: CapacityTerm
    var energyRow: Int?
    var energyHold: Double
    var chargeEfficiency: Double
    var dischargeEfficiency: Double
    var keep: Double
    /// MWh before the first hour; absent in a cyclic year.
    var start: Double?
    /// Steps of a lap that is a circle of its own; all of them without laps.
    var lap: Int
  }

  /// Links of the block: capacities and loads speak of their positions.
  var linkCount: Int
  var hours: Int
  var step: Double
  /// How often each hour occurs in a year, where that differs; money of the layout holds it already.
  var weight: DispatchSeries
  /// Balance row of the layout.
  var balance: Int
  /// What may be thrown away: the balance is no equation.
  var hasDisposal: Bool
  /// MW by hour that no link changes.
  var load: DispatchSeries
  /// Links that add to the load: MW by hour per unit.
  var loadLinks: [(link: Int, profile: DispatchSeries)]
  var steps: [Step]
  var store: Store?
  /// Pairs of a supply and a demand step that share a capacity: positions among the steps.
  var pairs: [(supply: Int, demand: Int)] = []
}

/// Why the kernel cannot say a block.
struct NotForKernel: Error {
  var reason: String
}
