/// What a unit of capacity costs and makes in a year, where the charge of its capital depends on it.
public struct Operation: Sendable, Hashable {
  /// USD per unit of capacity, in the money of the start of operation.
  public var overnight: Double
  /// USD a year, in real money of the first year.
  public var fixed: Double
  /// USD/MWh, in real money of the first year.
  public var variable: Double
  public var fuel: Double
  /// Real yearly rise of fixed and variable costs, and of fuel.
  public var costEscalation: Double
  public var fuelEscalation: Double
  /// MWh in the mean year of the life; 0 where none of the costs and credits needs it.
  public var made: Double
  /// A store sells its capacity, the same in every year; a plant what it makes, which wears.
  public var sellsCapacity: Bool

  public init(
    overnight: Double, fixed: Double = 0, variable: Double = 0, fuel: Double = 0,
    costEscalation: Double = 0, fuelEscalation: Double = 0, made: Double = 0,
    sellsCapacity: Bool = false
  ) {
    self.overnight = overnight
    self.fixed = fixed
    self.variable = variable
    self.fuel = fuel
    self.costEscalation = costEscalation
    self.fuelEscalation = fuelEscalation
    self.made = made
    self.sellsCapacity = sellsCapacity
  }
}

extension CapitalRecipe {
  /// The capital charge of a unit of capacity that runs as told, USD a year in real money: what is
  /// left of the price that its pro forma asks, when the levelled costs of the plan's mean year are
  /// paid from it.
  ///
  /// Where all is linear it is the plain ``charge()``, whatever the operation.
  public func charge(of operation: Operation) throws(FinanceError) -> Double {
    let ages = 0..<max(0, life)
    let output = meanOutput
    let wear = ages.map { age in
      operation.sellsCapacity
        ? 1 : futureValueFactor(rate: -degradation, years: Double(age)) / output
    }
    let made = wear.map { $0 * operation.made }
    func nominal(_ amounts: [Double], _ growth: Double) -> [Double] {
      ages.map { age in
        amounts[age] * futureValueFactor(rate: terms.inflation, years: Double(age + 1))
          * futureValueFactor(rate: growth, years: Double(age))
      }
    }
    let isMade = operation.made > 0 && !operation.sellsCapacity
    let project = project(
      overnight: operation.overnight, sold: isMade ? made : wear,
      made: operation.sellsCapacity ? nil : made,
      costs: [
        .init(
          "fixed", nominal(ages.map { _ in operation.fixed }, operation.costEscalation)),
        .init(
          "variable", nominal(made.map { $0 * operation.variable }, operation.costEscalation)),
        .init("fuel", nominal(made.map { $0 * operation.fuel }, operation.fuelEscalation)),
      ])
    let paid =
      try project.price() / (1 + terms.inflation) * (isMade ? operation.made : 1)
    let perUnit =
      operation.variable * levelisedPerUnit(growth: operation.costEscalation)
      + operation.fuel * levelisedPerUnit(growth: operation.fuelEscalation) - levelisedCredit
    return paid - operation.fixed * levelised(growth: operation.costEscalation)
      - operation.made * perUnit
  }
}
