public import Foundation

/// The clock on which stamps were written: a fixed offset from UTC, or a place's own time with its
/// summer time.
public enum SeriesZone: Sendable, Hashable, CustomStringConvertible {
  /// Minutes east of Greenwich, the year round.
  case fixed(minutes: Int)
  /// An IANA name such as America/Chicago.
  case named(TimeZone)

  /// Reads `UTC`, `UTC-6`, `UTC+05:30` or an IANA name such as `America/Chicago`.
  ///
  /// `EST` and its like are refused: in the time zone database some of them are fixed offsets and
  /// some are not.
  public init(_ text: String) throws(WeatherError) {
    let name = text.trimmed
    if let minutes = Self.fixedMinutes(name) {
      self = .fixed(minutes: minutes)
      return
    }
    if name.contains("/"), let zone = TimeZone(identifier: name) {
      self = .named(zone)
      return
    }
    let known = TimeZone.knownTimeZoneIdentifiers
    let nearest = known.min { $0.editDistance(to: name) < $1.editDistance(to: name) }
    let hint = nearest.map { name.count > 3 ? "; did you mean “\($0)”?" : "" } ?? ""
    throw WeatherError(
      .parameter, expected: "a time zone such as UTC, UTC-6 or America/Chicago\(hint)", found: text)
  }

  private static func fixedMinutes(_ name: String) -> Int? {
    let upper = name.uppercased()
    if ["UTC", "GMT", "Z"].contains(upper) { return 0 }
    guard upper.hasPrefix("UTC") || upper.hasPrefix("GMT") else { return nil }
    let rest = upper.dropFirst(3)
    guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
    let parts = rest.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, let hours = Int(parts[0]), (0...14).contains(hours) else { return nil }
    var minutes = 0
    if parts.count == 2 {
      guard let value = Int(parts[1]), [0, 15, 30, 45].contains(value) else { return nil }
      minutes = value
    }
    return (sign == "-" ? -1 : 1) * (hours * 60 + minutes)
  }

  public var description: String {
    switch self {
    case .fixed(let minutes): "UTC" + (minutes == 0 ? "" : (Double(minutes) / 60).signedHours)
    case .named(let zone): zone.identifier
    }
  }

  /// Hours east of Greenwich in winter time: the smaller of the offsets in January and in July.
  public var standardOffset: Double {
    switch self {
    case .fixed(let minutes): return Double(minutes) / 60
    case .named(let zone):
      // 15 January and 15 July 2023.
      let moments = [1_673_740_800.0, 1_689_379_200.0].map { Date(timeIntervalSince1970: $0) }
      return Double(moments.map { zone.secondsFromGMT(for: $0) }.min() ?? 0) / 3600
    }
  }

  /// The moments [s since 1970] at which the wall clock shows `local` [s since 1970 as if UTC],
  /// earliest first: none in the hour that is skipped in spring, two in the one repeated in autumn.
  package func moments(local: Double) -> [Double] {
    switch self {
    case .fixed(let minutes): return [local - Double(minutes) * 60]
    case .named(let zone):
      var found: [Double] = []
      for probe in [local - 86_400, local + 86_400] {
        let offset = Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: probe)))
        let moment = local - offset
        let actual = Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: moment)))
        if actual == offset, !found.contains(moment) { found.append(moment) }
      }
      return found.sorted()
    }
  }
}
