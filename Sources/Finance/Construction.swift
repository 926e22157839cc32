/// When the cost of a plant is spent before it starts.
public struct Construction: Sendable, Hashable, Codable {
  /// When in a year of construction its money moves.
  public enum Timing: String, Sendable, Hashable, Codable {
    case start
    /// Close to spending without pause through the year.
    case middle
    case end
  }

  /// A part of the cost and when it is spent.
  public struct Payment: Sendable, Hashable, Codable {
    /// Years from the start of operation; negative or zero.
    public var time: Double
    /// Of the whole cost.
    public var share: Double
    /// Year of the table: 0 ends with the start of operation, -1 a year before.
    public var year: Int
  }

  /// In order of time; the shares add up to 1.
  public let payments: [Payment]

  /// Equal spending over a time that need not be whole years; zero: all of it on the day of the
  /// start.
  public static func even(over years: Double, timing: Timing = .middle) -> Construction {
    guard years > 0 else {
      return Construction(payments: [Payment(time: 0, share: 1, year: 0)])
    }
    let count = Int(years.rounded(.up))
    let first = years - Double(count - 1)
    let shares = (0..<count).map { ($0 == 0 ? first : 1) / years }
    return Construction(shares: shares, firstYear: first, timing: timing)
  }

  /// Shares of the cost by whole year of construction, the last year ending with the start.
  public static func byYear(_ shares: [Double], timing: Timing = .middle) -> Construction {
    Construction(shares: shares, firstYear: 1, timing: timing)
  }

  private init(payments: [Payment]) { self.payments = payments }

  private init(shares: [Double], firstYear: Double, timing: Timing) {
    payments = shares.enumerated().map { index, share in
      let end = Double(index + 1 - shares.count)
      let length = index == 0 ? firstYear : 1
      let time =
        switch timing {
        case .start: end - length
        case .middle: end - length / 2
        case .end: end
        }
      return Payment(time: time, share: share, year: index + 1 - shares.count)
    }
  }

  /// Worth at the start of operation of 1 spent this way.
  public func factor(rate: Double) -> Double {
    presentValue(of: payments.map { ($0.time, $0.share) }, rate: rate)
  }
}
