/// A date and time of day as written, with the UTC offset if the text carries one.
package struct CivilTime: Hashable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int
  /// Seconds after midnight; 86 400 for 24:00.
  package var second: Double
  /// Minutes east of Greenwich.
  package var offset: Int?

  /// Days since 1 January 1970 of the Gregorian calendar (Hinnant 2013, “chrono-compatible low-level
  /// date algorithms”, days_from_civil).
  package static func days(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Year, month and day of a number of days since 1970 (Hinnant 2013, civil_from_days).
  package static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
  }

  /// Seconds since 1 January 1970 00:00 on the clock of the text itself.
  package var seconds: Double {
    Double(Self.days(year: year, month: month, day: day)) * 86_400 + second
  }

  /// `2021-02-14 05:00` for seconds since 1970.
  package static func text(seconds: Double) -> String {
    let whole = Int(seconds.rounded(.down))
    let days = whole >= 0 ? whole / 86_400 : -((86_399 - whole) / 86_400)
    let (year, month, day) = date(days: days)
    let rest = whole - days * 86_400
    func two(_ n: Int) -> String { (n < 10 ? "0" : "") + String(n) }
    return "\(year)-\(two(month))-\(two(day)) \(two(rest / 3600)):\(two(rest % 3600 / 60))"
  }

  /// What the texts look like that `init` understands.
  package static let examples =
    "2021-02-14 05:00, 2021-02-14T05:00:00Z, 02/14/2021 5:00 or 20210214:0500"

  /// Reads `2021-02-14 05:00[:00[.0]]` with a blank or `T`, with or without `Z`, `+01:00`, `-0600`;
  /// `02/14/2021 05:00` (month first unless `dayFirst`, an AM or PM may follow); `14.02.2021 05:00`;
  /// `20210214:0500`.
  ///
  /// The hour may be 24. A date alone is no time: it would pass for midnight.
  package init?(_ text: String, dayFirst: Bool = false) {
    var reader = Reader(text)
    guard let first = reader.number() else { return nil }
    let date: (Int, Int, Int)
    if first.digits == 8, reader.take(0x3A) || reader.take(0x54) || reader.take(0x20) {
      date = (first.value / 10_000, first.value / 100 % 100, first.value % 100)
    } else if reader.take(0x2D) {
      guard first.digits == 4, let month = reader.number(), reader.take(0x2D),
        let day = reader.number()
      else { return nil }
      guard reader.take(0x54) || reader.take(0x20) else { return nil }
      date = (first.value, month.value, day.value)
    } else if reader.take(0x2F) {
      guard let second = reader.number(), reader.take(0x2F), let third = reader.number() else {
        return nil
      }
      guard reader.take(0x54) || reader.take(0x20) else { return nil }
      if first.digits == 4 {
        date = (first.value, second.value, third.value)
      } else {
        guard third.digits == 4 else { return nil }
        date =
          dayFirst
          ? (third.value, second.value, first.value) : (third.value, first.value, second.value)
      }
    } else if reader.take(0x2E) {
      // Dots belong to countries that write the day first.
      guard let month = reader.number(), reader.take(0x2E), let year = reader.number(),
        year.digits == 4, reader.take(0x20)
      else { return nil }
      date = (year.value, month.value, first.value)
    } else {
      return nil
    }
    guard let time = reader.time() else { return nil }
    guard (1900...2200).contains(date.0), (1...12).contains(date.1), date.2 >= 1,
      date.2 <= Self.length(ofMonth: date.1, in: date.0)
    else { return nil }
    (year, month, day) = date
    second = time
    if let zone = reader.offset() { offset = zone }
    guard reader.isAtEnd else { return nil }
  }

  static func isLeap(_ year: Int) -> Bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
  }

  static func length(ofMonth month: Int, in year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : Stamp.daysIn[month - 1]
  }

  /// Walks over the bytes of a stamp.
  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
      guard position < bytes.count, bytes[position] == byte else { return false }
      position += 1
      return true
    }

    mutating func number() -> (value: Int, digits: Int)? {
      let start = position
      var value = 0
      while position < bytes.count, (0x30...0x39).contains(bytes[position]), position - start < 9 {
        value = value * 10 + Int(bytes[position]) - 0x30
        position += 1
      }
      return position > start ? (value, position - start) : nil
    }

    /// `5:00`, `05:00:00.25`, `0500`, `5:00 PM`: seconds after midnight.
    mutating func time() -> Double? {
      guard let first = number() else { return nil }
      var (hour, minute) = (first.value, 0)
      var second = 0.0
      if first.digits == 4 {
        (hour, minute) = (first.value / 100, first.value % 100)
      } else {
        guard first.digits <= 2, take(0x3A), let part = number(), part.digits == 2 else {
          return nil
        }
        minute = part.value
        if take(0x3A) {
          guard let part = number(), part.digits == 2 else { return nil }
          second = Double(part.value)
          if take(0x2E) {
            guard let part = number() else { return nil }
            var fraction = Double(part.value)
            for _ in 0..<part.digits { fraction /= 10 }
            second += fraction
          }
        }
      }
      let rest = String(decoding: bytes[position...], as: UTF8.self).trimmed.lowercased()
      if rest == "am" || rest == "pm" {
        guard (1...12).contains(hour) else { return nil }
        hour = hour % 12 + (rest == "pm" ? 12 : 0)
        position = bytes.count
      }
      guard hour <= 24, minute < 60, second < 60, hour < 24 || (minute == 0 && second == 0) else {
        return nil
      }
      return Double(hour * 3600 + minute * 60) + second
    }

    /// `Z`, `+01:00`, `-0600`, `+01`, perhaps after a blank: minutes. `nil` leaves the place.
    mutating func offset() -> Int? {
      let start = position
      _ = take(0x20)
      if take(0x5A) || take(0x7A) { return 0 }
      let sign: Int
      if take(0x2B) {
        sign = 1
      } else if take(0x2D) {
        sign = -1
      } else {
        position = start
        return nil
      }
      guard let first = number() else {
        position = start
        return nil
      }
      var (hours, minutes) = (first.value, 0)
      if first.digits == 4 {
        (hours, minutes) = (first.value / 100, first.value % 100)
      } else if take(0x3A) {
        guard let part = number(), part.digits == 2 else {
          position = start
          return nil
        }
        minutes = part.value
      }
      guard hours <= 14, minutes < 60 else {
        position = start
        return nil
      }
      return sign * (hours * 60 + minutes)
    }
  }
}
