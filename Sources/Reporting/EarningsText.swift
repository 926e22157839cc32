import Quantities
import Studies

/// What scarce things earn in a study of sites, and the books of their owners. Both add up to the value.
struct EarningsText {
  let document: PlanDocument
  /// Things of a kind that are named one by one.
  private static let named = 4

  var listings: [Listing] {
    document.earnings.isEmpty ? [] : [earnings, books].filter { !$0.isEmpty }
  }

  private var scale: (size: Double, unit: String) {
    Text.scale(document.earnings.map(\.amount), unit: document.valueUnit)
  }

  /// Rounding of the solver is no rent.
  private var threshold: Double {
    1e-6 * (document.earnings.map { abs($0.amount) }.max() ?? 0)
  }

  private var earnings: Listing {
    let scale = scale
    let sum = document.earnings.reduce(0) { $0 + $1.amount }
    func row(_ name: String, _ amount: Double) -> [String] {
      [
        name, format(amount / scale.size),
        abs(sum) > threshold ? Text.percent(amount / abs(sum)) : Text.none,
      ]
    }
    var listing = Listing(
      heads: ["What is scarce earns", scale.unit, "of the value"], numbers: [1, 2])
    let kinds = Earning.Kind.allCases.map { kind in
      (kind, document.earnings.filter { $0.kind == kind })
    }.sorted { abs(Self.sum($0.1)) > abs(Self.sum($1.1)) }
    for (kind, own) in kinds {
      let shown = own.filter { abs($0.amount) > threshold }
      guard !shown.isEmpty else { continue }
      if shown.count == 1 {
        listing.rows.append(row("\(kind.rawValue): \(shown[0].name)", shown[0].amount))
        continue
      }
      listing.rows.append(row(kind.rawValue, Self.sum(own)))
      for earning in shown.prefix(Self.named) {
        listing.rows.append(row("  \(earning.name)", earning.amount))
      }
      let others = shown.dropFirst(Self.named)
      if !others.isEmpty {
        listing.rows.append(row("  \(others.count) others", Self.sum(Array(others))))
      }
    }
    listing.total = row("all", sum)
    return listing
  }

  private static func sum(_ earnings: [Earning]) -> Double {
    earnings.reduce(0) { $0 + $1.amount }
  }

  private var books: Listing {
    var listing = Listing(heads: ["Books by owner", scale.unit], numbers: [1])
    guard document.books.contains(where: { $0.party != PlanDocument.Book.unnamed }) else {
      return listing
    }
    let scale = scale
    listing.rows = document.books.map { book in
      [
        book.party == PlanDocument.Book.unnamed ? "nobody named" : book.party,
        format(book.amount / scale.size),
      ]
    }
    listing.total = ["all", format(document.books.reduce(0) { $0 + $1.amount } / scale.size)]
    return listing
  }
}
