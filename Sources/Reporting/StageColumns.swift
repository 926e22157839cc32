import Quantities
import Studies

/// The columns of tables over a future: its nodes where there are few, else its years, with means over the
/// nodes of a year.
struct StageColumns {
  struct Column {
    var title: String
    /// Stages with what they count.
    var parts: [(stage: Int, weight: Double)]
  }

  var columns: [Column]
  /// More nodes than these do not fit on a page.
  static let most = 6

  init(
    _ stages: [CampusAnswer.Stage], probability: [Double], levels: [Int], most: Int = Self.most
  ) {
    guard stages.count > most else {
      columns = stages.indices.map { Column(title: stages[$0].name, parts: [($0, 1)]) }
      return
    }
    columns = Set(levels).sorted().map { level in
      let own = stages.indices.filter { levels[$0] == level }
      let sum = own.reduce(0) { $0 + probability[$1] }
      let year = stages[own[0]].year
      return Column(
        title: own.count == 1 ? "\(year)" : "\(year), mean of \(own.count)",
        parts: own.map { ($0, sum > 0 ? probability[$0] / sum : 0) })
    }
  }

  func values(_ value: (Int) -> Double) -> [Double] {
    columns.map { $0.parts.reduce(0) { $0 + $1.weight * value($1.stage) } }
  }

  var titles: [String] { columns.map(\.title) }
  var right: Set<Int> { Set(1...max(1, columns.count)) }
}

/// Prices and amounts of things that are counted by the trillion.
enum CountedUnit {
  static let words: [(Double, String)] = [
    (1, ""), (1e3, "thousand "), (1e6, "million "), (1e9, "billion "), (1e12, "trillion "),
  ]

  /// `1.2 quadrillion token` is `1,200 trillion token`.
  static func amount(_ value: Double, _ unit: String) -> String {
    let fit = words.last { abs(value) >= $0.0 } ?? (1, "")
    return "\(format(value / fit.0)) \(fit.1)\(unit)"
  }

  /// How many units a price is for, so that it is at least a cent.
  static func multiple(_ price: Double) -> Double {
    words.first { abs(price) * $0.0 >= 0.01 }?.0 ?? 1
  }

  static func word(_ multiple: Double) -> String { words.first { $0.0 == multiple }?.1 ?? "" }

  /// `2.1 USD/million token`.
  static func price(_ value: Double, _ unit: String) -> String {
    let multiple = multiple(value)
    return "\(format(value * multiple)) USD/\(word(multiple))\(unit)"
  }
}
