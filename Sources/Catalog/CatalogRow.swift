public import Quantities

/// How far a number can be relied on.
public enum Confidence: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
  /// Recalled, single-sided, or about a thing that does not exist yet.
  case low
  /// One secondary source, or sources that differ.
  case medium
  /// A primary source, seen.
  case high

  /// From low to high.
  public static func < (a: Confidence, b: Confidence) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .low: 0
    case .medium: 1
    case .high: 2
    }
  }
}

/// One line of the shipped file: one number with its unit, range, year of money and source.
public struct CatalogRow: Hashable, Sendable {
  /// The technology, fuel or topic, lower case: `solar`, `natural gas`, `finance`.
  public let technology: String
  /// What the number is: `overnight cost`.
  public let parameter: String
  /// The year of commissioning for which it holds; nil holds for all.
  public let year: Int?
  /// The number as written, with its unit.
  public let value: Quantity
  /// The lower end of the range in the unit of the value.
  public let low: Double?
  /// The upper end of the range in the unit of the value.
  public let high: Double?
  /// The year of the money; nil where there is no money.
  public let moneyYear: Int?
  /// Where the number is from.
  public let source: String
  /// How far it can be relied on.
  public let confidence: Confidence
  /// What a user should know before using it.
  public let note: String
  /// The line in `catalog.csv`, from 1 (the header).
  public let line: Int
}

/// A number out of the catalog, with where it comes from.
public struct CatalogNumber: Hashable, Sendable {
  /// The number with its unit; between two years of the file it is interpolated linearly.
  public let value: Quantity
  /// The lower end of the range in the unit of the value.
  public let low: Double?
  /// The upper end of the range in the unit of the value.
  public let high: Double?
  /// The year of the money; nil where there is no money.
  public let moneyYear: Int?
  /// Where the number is from; both sources when two rows differ.
  public let source: String
  /// The lower of the rows used.
  public let confidence: Confidence
  /// What a user should know before using it.
  public let note: String
  /// The line in `catalog.csv`, from 1; the earlier of two rows.
  public let row: Int
  /// Whether the number lies between the years of two rows.
  public let isInterpolated: Bool
  /// Whether the year asked for lies outside the years of the file: the nearest row holds.
  public let isOutsideYears: Bool
}
