import Chains

/// A basis of the loops of the network: for each branch outside a spanning forest the way back
/// through it.
struct Loops {
  struct Member {
    var branch: Int
    /// +1 where the loop runs from the branch's first bus to its second.
    var sign: Double
  }

  struct Loop {
    var members: [Member]
    /// 1 in the hours in which it is closed.
    var hours: Amount.Local
  }

  private(set) var all: [Loop] = []

  /// Branches come and go with the investment periods, and the loops with them; periods with the same
  /// branches share theirs.
  init(branches: [Branch], timeline: Timeline) {
    var groups: [(there: [Int], hours: [Double])] = []
    let starts =
      timeline.hasPeriods ? timeline.snapshots.periods.map(\.range) : [0..<timeline.count]
    for range in starts {
      let there = branches.indices.filter { branches[$0].activity[range.lowerBound] == 1 }
      let mask = (0..<timeline.count).map { range.contains($0) ? 1.0 : 0 }
      if let same = groups.firstIndex(where: { $0.there == there }) {
        groups[same].hours = zip(groups[same].hours, mask).map { $0 + $1 }
      } else {
        groups.append((there, mask))
      }
    }
    for group in groups {
      let hours = Amount.Local(group.hours)
      all += Self.basis(group.there, branches).map { Loop(members: $0, hours: hours) }
    }
  }

  private static func basis(_ there: [Int], _ branches: [Branch]) -> [[Member]] {
    var near: [String: [(branch: Int, other: String)]] = [:]
    for index in there {
      let (from, to) = branches[index].ends
      near[from, default: []].append((index, to))
      near[to, default: []].append((index, from))
    }
    // A breadth-first forest keeps the ways back short and the rows sparse.
    var parent: [String: (branch: Int, bus: String)?] = [:]
    var depth: [String: Int] = [:]
    var inTree: Set<Int> = []
    for index in there {
      let root = branches[index].ends.0
      if depth[root] != nil { continue }
      depth[root] = 0
      parent[root] = .some(nil)
      var front = [root]
      while !front.isEmpty {
        var next: [String] = []
        for bus in front {
          for (branch, other) in near[bus] ?? [] where depth[other] == nil {
            depth[other] = (depth[bus] ?? 0) + 1
            parent[other] = (branch, bus)
            inTree.insert(branch)
            next.append(other)
          }
        }
        front = next
      }
    }
    return there.filter { !inTree.contains($0) }.map { closing in
      loop(closing, branches, parent, depth)
    }
  }

  private static func loop(
    _ closing: Int, _ branches: [Branch], _ parent: [String: (branch: Int, bus: String)?],
    _ depth: [String: Int]
  ) -> [Member] {
    var members = [Member(branch: closing, sign: 1)]
    // From the second bus back to the first, up the tree to where the ways meet.
    var (head, tail) = (branches[closing].ends.1, branches[closing].ends.0)
    while head != tail {
      let isHead = (depth[head] ?? 0) >= (depth[tail] ?? 0)
      let bus = isHead ? head : tail
      guard let step = parent[bus] ?? nil else { break }
      // The head walks along the loop, the tail against it.
      let isForward = branches[step.branch].ends.0 == bus
      let sign = (isForward ? 1.0 : -1) * (isHead ? 1 : -1)
      members.append(Member(branch: step.branch, sign: sign))
      if isHead { head = step.bus } else { tail = step.bus }
    }
    return members
  }
}
