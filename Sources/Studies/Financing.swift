public import Finance

/// How a supply's capital is paid for, where the study has `finance`.
public struct Financing: Sendable, Equatable {
  public var recipe: CapitalRecipe
  /// USD per MW of capacity that starts in a stage, by stage.
  public var overnight: [Double]
  /// USD per MWh of a store's energy capacity, by stage.
  public var energyOvernight: [Double]?
  /// Real yearly rise of fixed and variable costs, and of fuel.
  public var costEscalation = 0.0
  public var fuelEscalation = 0.0
}
