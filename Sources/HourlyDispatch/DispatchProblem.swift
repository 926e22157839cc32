/// A year of one balance with fixed capacities: what runs when, and what the store does, at least
/// cost.
///
/// With x the output of the supply steps, y what the demand steps get, c and d the power that goes
/// into and comes out of the store (all in MW), s its level (MWh), h the length of a step (hours)
/// and w its weight,
///
///     min   Σ w h (Σ price x - Σ value y + chargeCost c + dischargeCost d)
///     s.t.  Σ x + d - Σ y - c = net load                     (the price is its dual)
///           least a <= x <= a,  y <= a,  a = min(capacity x availability, limit)
///           c <= charge power, d <= discharge power  (or c + d <= power)
///           s(t+1) = keep s(t) + h (chargeEfficiency c - d / dischargeEfficiency),  0 <= s <= energy
///
/// and s either comes back to where it began or begins at a given level.
public struct DispatchProblem: Sendable {
  /// The number of time steps.
  public var hours: Int
  /// The length of a step in hours.
  public var step: Double
  /// How often each step occurs in a year.
  public var weight: DispatchSeries
  /// Firm load, MW, as a sum of terms; a negative term is output that must be taken.
  public var load: [Term]
  public var steps: [Step]
  public var store: Store?

  /// `scale` times a profile over the hours.
  public struct Term: Sendable {
    public var scale: Double
    public var profile: DispatchSeries

    public init(scale: Double = 1, profile: DispatchSeries) {
      self.scale = scale
      self.profile = profile
    }
  }

  /// Supply at a price, or demand at a value.
  public struct Step: Sendable {
    public enum Kind: Sendable, Equatable {
      /// Adds to the supply; `price` is its cost.
      case supply
      /// May be served or not; `price` is its value when it is.
      case demand
    }

    public var kind: Kind
    /// Money per MWh.
    public var price: DispatchSeries
    /// MW. Infinite: no end (of a demand step: whatever there is may go there).
    public var capacity: Double
    /// The share of the capacity that is there.
    public var availability: DispatchSeries
    /// MW, whatever the capacity.
    public var limit: DispatchSeries?
    /// The share of what is there that must run (supply only; not together with a limit).
    public var least: Double

    public init(
      _ kind: Kind = .supply, price: DispatchSeries, capacity: Double,
      availability: DispatchSeries = .constant(1), limit: DispatchSeries? = nil,
      least: Double = 0
    ) {
      self.kind = kind
      self.price = price
      self.capacity = capacity
      self.availability = availability
      self.limit = limit
      self.least = least
    }

    /// MW that are there in a step.
    @inlinable
    public func amount(at hour: Int) -> Double {
      let own = capacity == .infinity ? .infinity : capacity * availability[hour]
      guard let limit else { return own }
      return min(own, limit[hour])
    }
  }

  public struct Store: Sendable {
    /// MW into the store.
    public var chargePower: Double
    /// MW out of the store.
    public var dischargePower: Double
    /// One rating for both: c + d is at most `chargePower` (= `dischargePower`). It matters only
    /// where losing energy earns money.
    public var isShared: Bool
    /// MWh.
    public var energy: Double
    public var chargeEfficiency: Double
    public var dischargeEfficiency: Double
    /// The share of the level that is left after a step.
    public var keep: Double
    /// Money per MWh that goes in (before losses).
    public var chargeCost: Double
    /// Money per MWh that comes out.
    public var dischargeCost: Double
    public var ends: Ends

    public enum Ends: Sendable, Equatable {
      /// The level after the last step is the level before the first.
      case cyclic
      /// The level before the first step, MWh; what is left at the end is worth nothing.
      case start(Double)
    }

    public init(
      chargePower: Double, dischargePower: Double, isShared: Bool = false, energy: Double,
      chargeEfficiency: Double = 1, dischargeEfficiency: Double = 1, keep: Double = 1,
      chargeCost: Double = 0, dischargeCost: Double = 0, ends: Ends = .cyclic
    ) {
      self.chargePower = chargePower
      self.dischargePower = dischargePower
      self.isShared = isShared
      self.energy = energy
      self.chargeEfficiency = chargeEfficiency
      self.dischargeEfficiency = dischargeEfficiency
      self.keep = keep
      self.chargeCost = chargeCost
      self.dischargeCost = dischargeCost
      self.ends = ends
    }
  }

  public init(
    hours: Int, step: Double = 1, weight: DispatchSeries = .constant(1), load: [Term],
    steps: [Step], store: Store? = nil
  ) {
    self.hours = hours
    self.step = step
    self.weight = weight
    self.load = load
    self.steps = steps
    self.store = store
  }
}

/// Why a problem cannot be dispatched.
public enum DispatchError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Something has another number of values than there are steps.
  case count(String, found: Int, hours: Int)
  /// Something is not a number that it can be.
  case value(String, Double)

  public var description: String {
    switch self {
    case .count(let what, let found, let hours):
      "\(what) has \(found) values for \(hours) time steps"
    case .value(let what, let value): "\(what) cannot be \(value)"
    }
  }
}

extension DispatchProblem {
  /// - Throws: ``DispatchError`` when shapes or numbers are out of range.
  public func validate() throws(DispatchError) {
    guard hours > 0 else { throw .value("the number of time steps", Double(hours)) }
    guard step > 0, step.isFinite else { throw .value("the length of a step", step) }
    func check(_ series: DispatchSeries, _ what: String) throws(DispatchError) {
      if let count = series.count, count != hours {
        throw .count(what, found: count, hours: hours)
      }
    }
    try check(weight, "the weight")
    for term in load {
      try check(term.profile, "the load")
      guard term.scale.isFinite else { throw .value("a load", term.scale) }
    }
    for own in steps {
      try check(own.price, "a price")
      try check(own.availability, "an availability")
      if let limit = own.limit { try check(limit, "a limit") }
      guard own.capacity >= 0 else { throw .value("a capacity", own.capacity) }
      guard own.least >= 0, own.least <= 1 else { throw .value("a least use", own.least) }
      if own.least > 0, own.limit != nil || own.kind == .demand || !own.capacity.isFinite {
        throw .value("the least use of a step with a limit", own.least)
      }
    }
    guard let store else { return }
    for (what, value) in [
      ("the charging power", store.chargePower), ("the discharging power", store.dischargePower),
      ("the energy of the store", store.energy),
    ] where !(value >= 0 && value.isFinite) { throw .value(what, value) }
    for (what, value) in [
      ("the charging efficiency", store.chargeEfficiency),
      ("the discharging efficiency", store.dischargeEfficiency), ("the share kept", store.keep),
    ] where !(value > 0 && value <= 1) { throw .value(what, value) }
    if store.isShared, store.chargePower != store.dischargePower {
      throw .value("the power of a store with one rating", store.dischargePower)
    }
    if case .start(let level) = store.ends, !(level >= 0 && level * store.keep <= store.energy) {
      throw .value("the level at the start", level)
    }
  }
}
