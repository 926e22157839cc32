/// How the columns that several parts may share touch the rows of one part.
///
/// Many do so in proportion: each kind of chip and work draws power in the shape of the weather, say. What they have in
/// common is kept once, a profile, of which each link is a sum.
struct LinkProfiles: Sendable {
  /// Columns of the rest.
  private(set) var links: [Int] = []
  /// Profiles of each link, and how many times.
  private(set) var starts: [Int] = [0]
  private(set) var profiles: [Int] = []
  private(set) var factors: [Double] = []
  /// Entries of each profile.
  private(set) var profileStarts: [Int] = [0]
  private(set) var rows: [Int32] = []
  private(set) var values: [Double] = []
  private var known: [Key: [Int]] = [:]

  private struct Key: Hashable {
    var group: Int32
    var count: Int
    var first: Int32
  }

  var profileCount: Int { profileStarts.count - 1 }

  func entries(of profile: Int) -> Range<Int> {
    profileStarts[profile]..<profileStarts[profile + 1]
  }

  func shares(of link: Int) -> Range<Int> { starts[link]..<starts[link + 1] }

  /// Adds a link, with the rows of each group that it touches one after the other.
  mutating func add(_ link: Int, _ entries: [(row: Int32, group: Int32, value: Double)]) {
    links.append(link)
    var start = 0
    for index in entries.indices
    where index + 1 == entries.count || entries[index + 1].group != entries[index].group {
      add(entries[start...index])
      start = index + 1
    }
    starts.append(profiles.count)
  }

  private mutating func add(_ run: ArraySlice<(row: Int32, group: Int32, value: Double)>) {
    guard let first = run.first else { return }
    let key = Key(group: first.group, count: run.count, first: first.row)
    for profile in known[key] ?? [] {
      if let factor = factor(run, of: profile) {
        profiles.append(profile)
        factors.append(factor)
        return
      }
    }
    known[key, default: []].append(profileCount)
    profiles.append(profileCount)
    factors.append(1)
    for entry in run {
      rows.append(entry.row)
      values.append(entry.value)
    }
    profileStarts.append(values.count)
  }

  /// How many times a profile some entries are; nothing where they are not in proportion, but for their last digits.
  private func factor(
    _ run: ArraySlice<(row: Int32, group: Int32, value: Double)>, of profile: Int
  ) -> Double? {
    let own = profileStarts[profile]
    let factor = run[run.startIndex].value / values[own]
    for (offset, entry) in run.enumerated() {
      guard entry.row == rows[own + offset] else { return nil }
      let expected = factor * values[own + offset]
      guard abs(entry.value - expected) <= 1e-14 * abs(expected) else { return nil }
    }
    return factor
  }

  /// Adds a multiple of the links, each times its value, to rows.
  func add(_ factor: Double, times x: [Double], to rows: inout [Double]) {
    let amounts = amounts(x)
    let (ownRows, ownValues) = (self.rows, values)
    let (places, values) = (ownRows.span, ownValues.span)
    var rows = rows.mutableSpan
    for profile in amounts.indices where amounts[profile] != 0 {
      let amount = factor * amounts[profile]
      for entry in entries(of: profile) { rows[Int(places[entry])] += amount * values[entry] }
    }
  }

  /// Raises what stands for each row to the largest of what the links add, those in proportion taken together.
  func enlarge(_ sizes: inout [Double], by x: [Double]) {
    for (profile, amount) in amounts(x).enumerated() where amount != 0 {
      for entry in entries(of: profile) {
        let row = Int(rows[entry])
        sizes[row] = max(sizes[row], abs(amount * values[entry]))
      }
    }
  }

  /// How much of each profile the links are together.
  private func amounts(_ x: [Double]) -> [Double] {
    var amounts = Array(repeating: 0.0, count: profileCount)
    for (link, column) in links.enumerated() {
      for share in shares(of: link) { amounts[profiles[share]] += factors[share] * x[column] }
    }
    return amounts
  }

  /// What duals of the rows come to for each link.
  func products(_ duals: [Double]) -> [Double] {
    let (ownRows, ownValues) = (rows, values)
    let (places, values, duals) = (ownRows.span, ownValues.span, duals.span)
    var sums = Array(repeating: 0.0, count: profileCount)
    for profile in sums.indices {
      var sum = 0.0
      for entry in entries(of: profile) { sum += values[entry] * duals[Int(places[entry])] }
      sums[profile] = sum
    }
    return links.indices.map { link in
      shares(of: link).reduce(0) { $0 + factors[$1] * sums[profiles[$1]] }
    }
  }

  /// From products of couplings and profiles with one another those of couplings and links: upper halves by rows.
  func expanded(_ gram: [Double], couplings: Int) -> [Double] {
    let (narrow, wide) = (couplings + profileCount, couplings + links.count)
    var result = Array(repeating: 0.0, count: wide * wide)
    func value(_ one: Int, _ other: Int) -> Double {
      gram[min(one, other) * narrow + max(one, other)]
    }
    for one in 0..<couplings {
      for other in one..<couplings { result[one * wide + other] = value(one, other) }
      for link in links.indices {
        var sum = 0.0
        for share in shares(of: link) {
          sum += factors[share] * value(one, couplings + profiles[share])
        }
        result[one * wide + couplings + link] = sum
      }
    }
    for link in links.indices {
      for other in link..<links.count {
        var sum = 0.0
        for a in shares(of: link) {
          for b in shares(of: other) {
            sum +=
              factors[a] * factors[b] * value(couplings + profiles[a], couplings + profiles[b])
          }
        }
        result[(couplings + link) * wide + couplings + other] = sum
      }
    }
    return result
  }
}
