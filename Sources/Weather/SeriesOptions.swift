/// What to do where a series has no value.
public struct SeriesGaps: Sendable, Hashable {
  /// Gaps up to so many hours are filled by a straight line between their neighbours.
  public var interpolated: Double
  /// Gaps up to so many hours that are not interpolated repeat the same hours of the day before.
  public var dayBefore: Double

  /// Any gap is an error.
  public static let refuse = SeriesGaps()

  public init(interpolated: Double = 0, dayBefore: Double = 0) {
    self.interpolated = interpolated
    self.dayBefore = dayBefore
  }

  /// Whether the caller asked for any repair.
  public var isRepairing: Bool { interpolated > 0 || dayBefore > 0 }
}

/// How to read one column of a CSV file over time.
public struct SeriesOptions: Sendable, Hashable {
  /// What to do with two rows of the same moment.
  public enum Doubled: String, Sendable, Hashable, CaseIterable {
    case refuse, first, last, mean
  }

  /// The column of values; `nil` where only one can be meant.
  public var column: String?
  /// The column of stamps, or those of the date and of the hour; empty to find it by its content.
  public var time: [String]
  /// Only rows whose cell in the named column is this text: one price node of many.
  public var only: [String: String]
  /// The clock of stamps that do not name their own offset.
  public var zone: SeriesZone?
  /// True when a stamp ends its step; `nil` to believe the column's name, otherwise that it begins
  /// it.
  public var endsStep: Bool?
  /// True for 14/02/2021, false for 02/14/2021.
  public var dayFirst: Bool
  public var gaps: SeriesGaps
  public var doubled: Doubled

  public init(
    column: String? = nil, time: [String] = [], only: [String: String] = [:],
    zone: SeriesZone? = nil, endsStep: Bool? = nil,
    dayFirst: Bool = false, gaps: SeriesGaps = .refuse, doubled: Doubled = .refuse
  ) {
    self.column = column
    self.time = time
    self.only = only
    self.zone = zone
    self.endsStep = endsStep
    self.dayFirst = dayFirst
    self.gaps = gaps
    self.doubled = doubled
  }
}

/// The clock that a series is wanted on.
public struct SeriesClock: Sendable, Hashable {
  /// Local standard time minus UTC [h].
  public var utcOffset: Double
  /// Length of a step [minutes].
  public var stepMinutes: Int
  /// What becomes of 29 February.
  public var leapDay: LeapDayPolicy

  public init(utcOffset: Double, stepMinutes: Int = 60, leapDay: LeapDayPolicy = .drop) {
    self.utcOffset = utcOffset
    self.stepMinutes = stepMinutes
    self.leapDay = leapDay
  }
}
