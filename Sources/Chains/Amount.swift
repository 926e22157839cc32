/// A number of a chain: one value, a series over the hours, or either of them per node of the future.
///
/// The unit is that of the place where the amount stands (units of a resource per unit of activity,
/// share per stage, ...). A node that has no entry of its own falls back to ``everywhere``; without
/// that the number is absent there, and what absence means is said by the property that holds it.
public struct Amount: Sendable, Equatable {
  /// A number at one node: constant, or one value an hour.
  public enum Local: Sendable, Equatable {
    case constant(Double)
    case series([Double])

    @inlinable
    public subscript(hour: Int) -> Double {
      switch self {
      case .constant(let value): value
      case .series(let values): values[hour]
      }
    }

    /// The number of values of a series, `nil` for a constant.
    public var count: Int? {
      if case .series(let values) = self { values.count } else { nil }
    }

    public var isZero: Bool {
      switch self {
      case .constant(let value): value == 0
      case .series(let values): values.allSatisfy { $0 == 0 }
      }
    }

    public var isNeverNegative: Bool {
      switch self {
      case .constant(let value): value >= 0
      case .series(let values): values.allSatisfy { $0 >= 0 }
      }
    }

    /// The same number with every value mapped.
    public func map(_ transform: (Double) -> Double) -> Local {
      switch self {
      case .constant(let value): .constant(transform(value))
      case .series(let values): .series(values.map(transform))
      }
    }

    /// All values are finite.
    public var isFinite: Bool {
      switch self {
      case .constant(let value): value.isFinite
      case .series(let values): values.allSatisfy(\.isFinite)
      }
    }
  }

  /// The value at nodes that have no entry of their own.
  public var everywhere: Local?
  /// Values at single nodes, by the node's name.
  public var byNode: [String: Local]

  public init(everywhere: Local? = nil, byNode: [String: Local] = [:]) {
    self.everywhere = everywhere
    self.byNode = byNode
  }

  /// No number at any node.
  public static let absent = Amount(everywhere: nil)

  public init(_ value: Double) { self.init(everywhere: .constant(value)) }
  public init(_ series: [Double]) { self.init(everywhere: .series(series)) }

  /// The number at a node, `nil` where it is absent.
  public func local(at node: String) -> Local? { byNode[node] ?? everywhere }

  /// Every local value, in no particular order.
  public var locals: [Local] { Array(byNode.values) + (everywhere.map { [$0] } ?? []) }

  /// The same amount with every value mapped.
  public func map(_ transform: (Double) -> Double) -> Amount {
    Amount(
      everywhere: everywhere?.map(transform), byNode: byNode.mapValues { $0.map(transform) })
  }
}

extension Amount: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  public init(floatLiteral value: Double) { self.init(value) }
  public init(integerLiteral value: Int) { self.init(Double(value)) }
}

extension Amount: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Double)...) {
    self.init(
      byNode: Dictionary(
        elements.map { ($0, Local.constant($1)) }, uniquingKeysWith: { _, last in last }))
  }
}
