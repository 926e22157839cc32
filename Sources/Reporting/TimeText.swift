import Quantities
import Questions
import Studies

/// Time: what can run when, what comes on line when, what crews do, what waiting costs and what a month is
/// worth.
struct TimeText {
  let document: PlanDocument
  let columns: StageColumns

  var listings: [Listing] {
    [timing, orders, starts, crews, sooner].filter { !$0.isEmpty }
  }

  private func place(_ name: String, _ site: String) -> String {
    document.sites.count > 1 ? "\(name), \(site)" : name
  }

  private var timing: Listing {
    var listing = Listing(
      heads: ["Time to power", "can run from", "first runs", "how much"], numbers: [3])
    listing.rows = document.timing.map { entry in
      [
        place(entry.name, entry.site), entry.earliest, entry.first ?? "–",
        entry.amount.map(formatPower) ?? "–",
      ]
    }
    guard let fleet = document.fleet else { return listing }
    func total(_ of: (FleetAnswer.Stage) -> Double) -> Double {
      fleet.stages.reduce(0) { $0 + $1.probability * $1.years * of($1) }
    }
    let idle = total(\.idleHours)
    if idle > 0 {
      listing.notes.append(
        "Chips stand idle for \(CountedUnit.amount(idle, "chip-hours")) in all, expected, which "
          + "cost \(formatMoney(total(\.idleCost))).")
    }
    return listing
  }

  /// MW that is ordered for a later year before it is known which branch comes, in the mean over the nodes.
  private var orders: Listing {
    let probability = Dictionary(
      document.nodes.map { ($0.name, $0.probability) }, uniquingKeysWith: { first, _ in first })
    let own = (document.orders ?? []).filter { $0.unit == "MW" }
    let times = own.map { [$0.year, $0.start] }.unique.sorted { $0.lexicographicallyPrecedes($1) }
    var listing = Listing(
      heads: ["Ordered, MW, expected"] + times.map { "\($0[0]) for \($0[1])" },
      numbers: Set(1...max(1, times.count)))
    for order in own.map({ [$0.name, $0.site] }).unique {
      let mine = own.filter { [$0.name, $0.site] == order }
      let amounts = times.map { time in
        mine.filter { [$0.year, $0.start] == time }.reduce(0) {
          $0 + $1.amount * (probability[$1.stage] ?? 1)
        }
      }
      // Plans are known to a gap: nobody orders a kilowatt of a gigawatt.
      let least = 1e-4 * (amounts.max() ?? 0)
      listing.rows.append(
        [place(order[0], order[1])] + amounts.map { $0 > least ? format($0) : "–" })
    }
    if !listing.rows.isEmpty {
      listing.notes.append(
        "What is ordered comes in every branch after it; what is not listed here is decided as its stage begins."
      )
    }
    return listing
  }

  /// MW by the month from which they run, in the mean over the nodes that have this month.
  private var starts: Listing {
    let probability = Dictionary(
      document.nodes.map { ($0.name, $0.probability) }, uniquingKeysWith: { first, _ in first })
    let months = document.timing.flatMap(\.starts).map(\.month).unique.sorted()
    var listing = Listing(
      heads: ["Comes on line, MW"] + months, numbers: Set(1...max(1, months.count)))
    // More months than these do not fit on a page: they are in the JSON document.
    guard !months.isEmpty, months.count <= 10 else { return listing }
    let isTree = document.nodes.contains { $0.probability < 1 }
    if isTree { listing.heads[0] = "Comes on line, MW, expected" }
    for entry in document.timing where !entry.starts.isEmpty {
      // Plans are known to a gap: nobody builds a kilowatt of a gigawatt.
      let least = 1e-4 * (entry.starts.map(\.added).max() ?? 0)
      let amounts = months.map { month in
        entry.starts.filter { $0.month == month }.reduce(0) {
          $0 + $1.added * (probability[$1.stage] ?? 1)
        }
      }
      listing.rows.append(
        [place(entry.name, entry.site)] + amounts.map { $0 > least ? format($0) : "–" })
    }
    return listing
  }

  private var crews: Listing {
    var listing = Listing(heads: ["Crews"] + columns.titles, numbers: columns.right)
    for growth in document.growth {
      let isCrew = growth.unit == "MW/year"
      func row(_ title: String, _ value: (GrowthAnswer.Stage) -> Double) -> [String] {
        [title] + columns.values { value(growth.stages[$0]) }.map { $0.isFinite ? format($0) : "–" }
      }
      let name = place(growth.name, growth.site)
      listing.rows.append(row("\(name): \(isCrew ? "built, MW/year" : "stands, MW")") { $0.used })
      listing.rows.append(row("  at most") { $0.most })
      if growth.stages.contains(where: { $0.worth != nil }) {
        listing.rows.append(
          row("  one more is worth, thousand USD per \(growth.unit)") { ($0.worth ?? 0) / 1e3 })
      }
    }
    return listing
  }

  private var sooner: Listing {
    var listing = Listing(
      heads: ["A month earlier is worth", "a month", "for months", "changes"], numbers: [1, 2])
    for answer in document.sooner {
      let isKnown = abs(answer.worth) > max(1, answer.uncertainty)
      let sites = answer.sites.count == document.sites.count ? "" : ", " + Text.list(answer.sites)
      listing.rows.append([
        answer.name + (document.sites.count > 1 ? sites : ""),
        isKnown
          ? formatMoney(answer.perMonth)
          : answer.uncertainty < 1
            ? "nothing" : "less than \(formatMoney(answer.uncertainty / answer.months))",
        format(answer.months), answer.change,
      ])
    }
    return listing
  }
}
