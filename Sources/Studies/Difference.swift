import Yams

/// What is different where some branches of the future have come true: factors on numbers of the
/// study, and values that stand in place of others.
///
/// Places are written as in messages: `supplies, smr, overnight cost`. A factor on a place holds for
/// every number at it or below it.
final class Difference {
  struct Scale {
    var place: String
    var factor: Double
    var field: Field
  }

  struct Value {
    var place: String
    var field: Field
  }

  let scales: [Scale]
  let values: [Value]
  /// Places that were met while the study was read.
  private(set) var used: Set<String> = []

  init(scales: [Scale] = [], values: [Value] = []) {
    self.scales = scales
    self.values = values
  }

  var isEmpty: Bool { scales.isEmpty && values.isEmpty }

  /// The product of all factors on a place and on what it stands in.
  func factor(at place: String) -> Double {
    var factor = 1.0
    for scale in scales where Self.isInside(place, scale.place) {
      used.insert(scale.place)
      factor *= scale.factor
    }
    return factor
  }

  /// The value that stands at a place instead of the study's.
  func value(at place: String) -> Field? {
    guard let value = values.last(where: { $0.place == place }) else { return nil }
    used.insert(place)
    return value.field
  }

  /// Values of keys that the study itself does not write, directly below a place.
  func values(below place: String, except known: [String]) -> [(name: String, field: Field)] {
    let prefix = place.isEmpty ? "" : place + ", "
    var found: [(String, Field)] = []
    for value in values where value.place.hasPrefix(prefix) {
      let name = String(value.place.dropFirst(prefix.count))
      guard !name.contains(", "), !known.contains(name) else { continue }
      used.insert(value.place)
      found.removeAll { $0.0 == name }
      found.append((name, value.field))
    }
    return found
  }

  /// Whether anything at or around a place is different.
  func touches(_ place: String) -> Bool {
    (scales.map(\.place) + values.map(\.place)).contains {
      Self.isInside(place, $0) || Self.isInside($0, place)
    }
  }

  static func isInside(_ place: String, _ outer: String) -> Bool {
    place == outer || place.hasPrefix(outer + ", ")
  }

  /// `supplies.smr.overnight cost` or `supplies, smr, overnight cost`, as messages write it.
  static func place(_ text: String) -> String {
    let separator: Character = text.contains(", ") ? "," : "."
    return text.split(separator: separator, omittingEmptySubsequences: false)
      .map { String($0).trimmingSpaces }.joined(separator: ", ")
  }
}
