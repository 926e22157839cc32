import Studies

/// Reads `snapshots.csv` and `investment_periods.csv`.
struct SnapshotReader {
  let findings: Findings

  func read(snapshots: DelimitedText?, periods: DelimitedText?) throws(ExchangeError) -> Snapshots {
    var result = Snapshots()
    if let snapshots {
      guard !snapshots.rows.isEmpty else {
        throw ExchangeError(snapshots.path, line: 1, "expected at least one snapshot, found none")
      }
      let all = weights("weightings", snapshots)
      let ones = all ?? Array(repeating: 1, count: snapshots.rows.count)
      result.objective = weights("objective", snapshots) ?? ones
      result.stores = weights("stores", snapshots) ?? ones
      result.generators = weights("generators", snapshots) ?? ones
      let known = [
        "snapshot", "period", "timestep", "objective", "stores", "generators", "weightings",
      ]
      for name in snapshots.header.dropFirst() where !known.contains(name) {
        findings.warn(snapshots.path, 1, "the column “\(name)” is not read")
      }
    }
    result.periods = try self.periods(snapshots, periods)
    return result
  }

  private func weights(_ name: String, _ text: DelimitedText) -> [Double]? {
    guard let column = text.column(name) else { return nil }
    return text.rows.map { row in
      guard let value = Cell.number(row.cells[column]), value >= 0, value <= Attribute.largest
      else {
        findings.error(
          text.path, row.line,
          "expected a weighting of 0 or more in column “\(name)”, found “\(Cell.shown(row.cells[column]))”"
        )
        return 1
      }
      return value
    }
  }

  private func periods(_ snapshots: DelimitedText?, _ text: DelimitedText?)
    throws(ExchangeError) -> [Snapshots.Period]
  {
    guard let text, !text.rows.isEmpty else {
      if let snapshots, snapshots.column("period") != nil {
        throw ExchangeError(
          snapshots.path, line: 1,
          "the snapshots have periods, but investment_periods.csv has none")
      }
      return []
    }
    guard let snapshots, let column = snapshots.column("period") else {
      throw ExchangeError(
        text.path, line: text.rows[0].line,
        "there are investment periods, but snapshots.csv has no column “period”")
    }
    var ranges: [String: Range<Int>] = [:]
    for (index, row) in snapshots.rows.enumerated() {
      let name = row.cells[column]
      guard let before = ranges[name] else {
        ranges[name] = index..<index + 1
        continue
      }
      guard before.upperBound == index else {
        throw ExchangeError(
          snapshots.path, line: row.line, "the snapshots of period \(name) do not stand together")
      }
      ranges[name] = before.lowerBound..<index + 1
    }
    var periods: [Snapshots.Period] = []
    for row in text.rows {
      guard let year = Cell.number(row.cells[0]).flatMap({ Int(exactly: $0) }) else {
        findings.error(
          text.path, row.line, "expected a year as period, found “\(Cell.shown(row.cells[0]))”")
        continue
      }
      guard let range = ranges.removeValue(forKey: row.cells[0]) else {
        findings.error(text.path, row.line, "no snapshot belongs to period \(year)")
        continue
      }
      func weight(_ name: String) -> Double {
        guard let column = text.column(name), !Cell.isAbsent(row.cells[column]) else { return 1 }
        guard let value = Cell.number(row.cells[column]), value <= Attribute.largest, value >= 0
        else {
          findings.error(
            text.path, row.line,
            "expected a weighting of 0 or more in column “\(name)”, found “\(Cell.shown(row.cells[column]))”"
          )
          return 1
        }
        return value
      }
      if let last = periods.last, last.name >= year {
        findings.error(text.path, row.line, "expected periods in rising order, found \(year)")
      }
      periods.append(
        Snapshots.Period(
          name: year, range: range, objective: weight("objective"), years: weight("years")))
    }
    if let stray = ranges.keys.sorted().first {
      findings.error(
        snapshots.path, 1, "period \(stray) of the snapshots is not in investment_periods.csv")
    }
    return periods
  }
}
