public import Weather

/// How much is asked for in each step of a trace, relative to the mean.
public struct TraceShape: Sendable {
  /// The format of the trace in words.
  public var format: String
  public var measure: TraceMeasure
  /// Length of a step [s].
  public var step: Double
  /// Start of the first step [s], on the clock of the trace.
  public var start: Double
  /// True when `start` counts from 1970.
  public var isDated: Bool
  /// Seconds from the first to the last event.
  public var span: Double
  /// What is counted in each step, NaN where nothing was collected; its mean is not 1.
  public var amounts: [Double]
  /// Requests and tokens in each step, where the trace has them.
  public var requests: [Double]
  public var input: [Double]
  public var output: [Double]
  public var notes: [String]

  /// Amounts over their mean.
  public var values: [Double] {
    let known = amounts.filter { !$0.isNaN }
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    return amounts.map { $0 / mean }
  }

  /// Counts a trace by steps of the clock; steps that the trace covers in part are left out.
  ///
  /// - Throws: ``WeatherError`` when the trace covers no whole step or nothing is asked for.
  public init(
    _ trace: Trace, step: Double = 3600, _ options: TraceOptions
  ) throws(WeatherError) {
    self.step = step
    format = trace.format
    isDated = trace.isDated
    notes = trace.notes
    var bins = try TraceBins(trace, step: step)
    measure = try Self.measure(trace, options)
    span = bins.end - bins.begin
    bins.add(trace)
    let whole = bins.whole
    guard !whole.isEmpty else {
      throw WeatherError(
        .gap, path: trace.path,
        expected: step < 3600
          ? "one whole step of \((step / 60).brief) min or more"
          : "one whole hour of the clock or more: the hours of a day cannot be told from less "
            + "(--step \"5 min\" shows what is in it)",
        found: "a trace of \(Self.length(span))")
    }
    let left = bins.requests.count - whole.count
    if left > 0 {
      notes.append(
        "\(left == 1 ? "1 step" : "\(left) steps") at the ends, covered in part, left out")
    }
    start = bins.origin + Double(whole.lowerBound) * step
    requests = Array(bins.requests[whole])
    input = Array(bins.input[whole])
    output = Array(bins.output[whole])
    switch measure {
    case .requests, .sum, .mean, .occupied: amounts = Array(bins.requests[whole])
    case .tokens:
      amounts = whole.map { options.inputWeight * bins.input[$0] + bins.output[$0] }
    case .time: amounts = Array(bins.work[whole])
    }
    let covered = whole.map { bins.covered[$0] }
    repair(trace, covered, options)
    guard amounts.contains(where: { $0 > 0 }) else {
      throw WeatherError(
        .gap, path: trace.path, expected: "\(measure.rawValue) in some step", found: "none")
    }
    if measure == .tokens {
      notes.append(
        "a token read counts as \(options.inputWeight.brief) of a token written"
          + (options.inputWeight == TraceOptions.defaultInputWeight
            ? " (73,700 read or 14,800 written a second on 8 H800: DeepSeek-AI 2025)" : ""))
    }
  }

  private static func measure(
    _ trace: Trace, _ options: TraceOptions
  ) throws(WeatherError) -> TraceMeasure {
    let known: [TraceMeasure]
    switch trace.events {
    case .requests(let rows):
      let hasTokens = rows.contains { $0.input + $0.output > 0 }
      let hasWork = rows.contains { $0.work > 0 }
      known = (hasTokens ? [.tokens] : []) + (hasWork ? [.time] : []) + [.requests]
    case .rates(_, let rows):
      known = (rows.contains { $0.input + $0.output > 0 } ? [.tokens] : []) + [.requests]
    case .readings(let interval, _): known = [interval > 0 ? .mean : options.measure ?? .sum]
    case .spans: known = [.occupied]
    }
    guard let wanted = options.measure else { return known[0] }
    guard known.contains(wanted) else {
      throw WeatherError(
        .parameter, path: trace.path, column: "measure",
        expected: known.map(\.rawValue).joined(separator: " or ") + " for \(trace.format)",
        found: wanted.rawValue)
    }
    return wanted
  }

  /// Intervals without a request are quiet, or gaps of the collection if the caller says so.
  private mutating func repair(_ trace: Trace, _ covered: [Double], _ options: TraceOptions) {
    guard case .rates(let interval, let rows) = trace.events else { return }
    let zeros = rows.count { $0.requests == 0 }
    guard zeros > 0 else { return }
    let share = "\(zeros) of \(rows.count) intervals of \((interval / 60).brief) min"
    guard options.zerosAreGaps else {
      notes.append("\(share) have no request at all; if these are gaps, --zeros-are-gaps")
      return
    }
    // Means over what was collected stand for the whole step.
    for bin in amounts.indices {
      let factor = covered[bin] > 0 ? step / covered[bin] : .nan
      amounts[bin] *= factor
      requests[bin] *= factor
      input[bin] *= factor
      output[bin] *= factor
    }
    notes.append("\(share) have no request and were taken as gaps")
  }

  /// “58 minutes”, “14 days”.
  static func length(_ seconds: Double) -> String {
    if seconds < 2 * 3600 { return "\((seconds / 60).rounded().brief) minutes" }
    if seconds < 2 * 86_400 { return "\((seconds / 360).rounded() / 10) hours" }
    return "\((seconds / 8640).rounded() / 10) days"
  }
}

/// Sums by steps of the clock.
struct TraceBins {
  /// Start of the first bin, on the clock.
  let origin: Double
  let step: Double
  /// First and last moment of which the trace speaks.
  let begin: Double
  let end: Double
  var requests: [Double]
  var input: [Double]
  var output: [Double]
  var work: [Double]
  /// Seconds of each bin with something in it.
  var covered: [Double]
  private var readings: [Double]

  init(_ trace: Trace, step: Double) throws(WeatherError) {
    self.step = step
    let times: (first: Double, last: Double)?
    var isPoint = false
    switch trace.events {
    case .requests(let rows):
      isPoint = true
      times = rows.first.map { ($0.time, rows[rows.count - 1].time) }
    case .rates(let interval, let rows):
      times = rows.first.map { ($0.time, rows[rows.count - 1].time + interval) }
      guard interval <= step, step.truncatingRemainder(dividingBy: interval) == 0 else {
        throw WeatherError(
          .parameter, path: trace.path, column: "step",
          expected: "a whole number of intervals of \((interval / 60).brief) min",
          found: "\((step / 60).brief) min")
      }
    case .readings(let interval, let rows):
      isPoint = interval == 0
      times = rows.first.map { ($0.time, rows[rows.count - 1].time + interval) }
    case .spans(let rows):
      let first = rows.map(\.start).min() ?? 0
      times = rows.isEmpty ? nil : (first, rows.map(\.end).max() ?? first)
    }
    guard let times, times.last > times.first else {
      throw WeatherError(
        .gap, path: trace.path, expected: "at least two moments", found: "fewer")
    }
    (begin, end) = times
    // Undated traces begin with their own first step.
    origin = trace.isDated ? (begin / step).rounded(.down) * step : begin
    let length = (end - origin) / step
    // A last event right on the clock begins a bin of its own, of which nothing more is known.
    let count = isPoint ? length.rounded(.down) + 1 : length.rounded(.up)
    guard count <= 1_000_000 else {
      throw WeatherError(
        .badStamp, path: trace.path,
        expected: "a trace of at most a million steps of \((step / 60).brief) min",
        found: TraceShape.length(end - begin))
    }
    let zeros = [Double](repeating: 0, count: max(1, Int(count)))
    (requests, input, output, work, covered, readings) = (zeros, zeros, zeros, zeros, zeros, zeros)
  }

  private func bin(_ time: Double) -> Int {
    min(requests.count - 1, max(0, Int(((time - origin) / step).rounded(.down))))
  }

  mutating func add(_ trace: Trace) {
    switch trace.events {
    case .requests(let rows):
      for row in rows {
        let bin = bin(row.time)
        requests[bin] += 1
        input[bin] += row.input
        output[bin] += row.output
        work[bin] += row.work
      }
    case .rates(let interval, let rows):
      for row in rows {
        let bin = bin(row.time)
        requests[bin] += row.requests
        input[bin] += row.input
        output[bin] += row.output
        if row.requests > 0 { covered[bin] += interval }
      }
    case .readings(_, let rows):
      for row in rows {
        let bin = bin(row.time)
        requests[bin] += row.value
        readings[bin] += 1
      }
      for bin in requests.indices where readings[bin] > 0 { requests[bin] /= readings[bin] }
    case .spans(let rows):
      for row in rows {
        for bin in bin(row.start)...bin(row.end) {
          let low = origin + Double(bin) * step
          let overlap = min(row.end, low + step) - max(row.start, low)
          if overlap > 0 { requests[bin] += row.amount * overlap / step }
        }
      }
    }
  }

  /// The bins that the trace covers, up to a twentieth of a step: requests come at random.
  var whole: Range<Int> {
    let slack = step / 20
    var low = 0
    var high = requests.count
    if begin - origin > slack { low += 1 }
    if origin + Double(high) * step - end > slack { high -= 1 }
    return low < high ? low..<high : 0..<0
  }
}
