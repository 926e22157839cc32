/// The candidate that a misspelled name most likely means, or nil when none is near.
///
/// Near is a Damerau-Levenshtein distance (optimal string alignment: one insertion, deletion,
/// substitution or swap of neighbours counts 1; case does not count) of at most a third of the
/// longer name, at least 1, and less than the length of the shorter. Ties go to the candidate with
/// the longer common beginning, then to the first. Failing that, a candidate that begins with the
/// name (three letters or more) is near.
public func nearest(_ name: String, in candidates: [String]) -> String? {
  let wanted = Array(name.lowercased())
  guard !wanted.isEmpty, wanted.count <= 100 else { return nil }
  var best: (distance: Int, prefix: Int, name: String)?
  for candidate in candidates where candidate.count <= 200 {
    let other = Array(candidate.lowercased())
    let distance = editDistance(wanted, other)
    let longer = max(wanted.count, other.count)
    let shorter = min(wanted.count, other.count)
    guard distance == 0 || (distance <= max(1, longer / 3) && distance < shorter) else { continue }
    let prefix = zip(wanted, other).prefix { $0 == $1 }.count
    if let best, (best.distance, -best.prefix) <= (distance, -prefix) { continue }
    best = (distance, prefix, candidate)
  }
  if let best { return best.name }
  guard wanted.count >= 3 else { return nil }
  return candidates.first { $0.lowercased().hasPrefix(name.lowercased()) }
}

/// The optimal string alignment distance of two words.
func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var before: [Int] = []
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i] + Array(repeating: 0, count: b.count)
    for j in 1...b.count {
      let change = a[i - 1] == b[j - 1] ? 0 : 1
      row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        row[j] = min(row[j], before[j - 2] + 1)
      }
    }
    before = last
    last = row
  }
  return last[b.count]
}
