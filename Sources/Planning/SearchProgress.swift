/// How far the search has come.
public struct SearchProgress: Sendable {
  public var round: Int
  /// No plan is worth more.
  public var bound: Double
  /// What the best plan so far is worth; absent before there is one.
  public var best: Double?
  public var gap: Double?
  /// Answers of blocks so far; twins that were asked the same count once.
  public var answers: Int
  public var seconds: Double
  /// Estimated from how fast the gap has shrunk lately; absent before that can be told.
  public var secondsLeft: Double?
}
