public import Weather

/// Recognises a request trace by its columns and reads it.
public enum TraceReader {
  /// Reads a trace from a CSV file, perhaps compressed by gzip.
  ///
  /// - Throws: ``WeatherError`` at the line of a cell that is no time or number, or when the columns
  ///   are those of no known trace.
  public static func read(_ path: String, _ options: TraceOptions) throws(WeatherError) -> Trace {
    try read(TextFile(path: path), options)
  }

  /// As `read(_:_:)` from the bytes of a file; `path` only labels the errors.
  public static func read(
    bytes: [UInt8], path: String, _ options: TraceOptions
  ) throws(WeatherError) -> Trace {
    try read(TextFile(path: path, data: bytes), options)
  }

  package static func read(
    _ file: TextFile, _ options: TraceOptions
  ) throws(WeatherError) -> Trace {
    let table = TraceTable(body: try CSVBody(file, from: 0))
    guard !table.body.rows.isEmpty else {
      throw WeatherError(
        .gap, path: file.path, line: 1, expected: "rows below the column names", found: "no rows")
    }
    if table.has("requests_per_s") { return try rates(table) }
    if let time = table.first("timestamp_anon"), table.has("value") {
      return try readings(table, time, options)
    }
    if table.has("deletion_time"), let start = table.first("scheduled_time", "creation_time") {
      return try spans(table, start)
    }
    if table.has("cpu_load") || table.has("gpu_load") { return try utilisation(table) }
    if let time = table.first("timestamp", "gmt_create", "arrival_time", "time", "t") {
      return try requests(table, time)
    }
    throw refusal(table, "a column of times such as TIMESTAMP, t_seconds or gmt_create")
  }

  private static func refusal(_ table: TraceTable, _ expected: String) -> WeatherError {
    let names = table.body.names.filter { !$0.isEmpty }
    let known =
      names.contains("runtime") || names.contains("cdf_percent")
      ? "run times or shares without moments, which have no shape over time"
      : "the columns \(names.prefix(12).joined(separator: ", "))"
    return WeatherError(
      .unknownFormat, path: table.body.path, line: table.body.nameLine, expected: expected,
      found: known)
  }

  // MARK: Requests

  /// Azure LLM inference traces (TIMESTAMP, ContextTokens, GeneratedTokens), BurstGPT (Timestamp,
  /// Request tokens, Response tokens), Alibaba's requests for images (gmt_create,
  /// exec_time_seconds).
  private static func requests(_ table: TraceTable, _ time: Int) throws(WeatherError) -> Trace {
    let input = table.first(
      "contexttokens", "request tokens", "input_tokens", "input_length", "prompt_tokens")
    let output = table.first(
      "generatedtokens", "response tokens", "output_tokens", "output_length", "completion_tokens")
    let work = table.first("exec_time_seconds")
    var found: [Trace.Request] = []
    found.reserveCapacity(table.body.rows.count)
    let clock = table.clock(time)
    for row in table.body.rows {
      found.append(
        Trace.Request(
          time: try table.time(row, time, clock), input: try table.number(row, input),
          output: try table.number(row, output), work: try table.number(row, work)))
    }
    var notes = clock.notes
    if let late = found.indices.dropFirst().first(where: { found[$0 - 1].time > found[$0].time }) {
      notes.append(
        "line \(table.body.lines[late]) is earlier than the line before it; the rows were put in "
          + "order")
      found.sort { $0.time < $1.time }
    }
    if let status = table.first("predict_status") {
      let failed = table.body.rows.count {
        table.body.cell($0, status).uppercased() != "SUCCEED"
      }
      if failed > 0 { notes.append("\(failed) requests that did not succeed are counted as well") }
    }
    let what = input != nil && output != nil ? "requests with tokens" : "requests"
    return Trace(
      path: table.body.path, format: what, events: .requests(found), isDated: clock.isDated,
      notes: notes)
  }

  // MARK: Rates

  /// ServeGen: requests per second and mean tokens of a request over equal intervals.
  private static func rates(_ table: TraceTable) throws(WeatherError) -> Trace {
    guard let time = table.first("t_seconds", "time", "timestamp") else {
      throw refusal(table, "a column t_seconds with the start of each interval")
    }
    let rate = try table.body.required("requests_per_s")
    let inputs = [
      "mean_input_tokens", "mean_text_tokens", "mean_image_tokens", "mean_audio_tokens",
      "mean_video_tokens",
    ].compactMap { table.first($0) }
    let output = table.first("mean_output_tokens")
    let clock = table.clock(time)
    var times: [Double] = []
    for row in table.body.rows { times.append(try table.time(row, time, clock)) }
    let interval = times.count > 1 ? times[1] - times[0] : 0
    guard interval > 0 else {
      throw WeatherError(
        .badStamp, path: table.body.path, line: table.body.lines.first,
        expected: "intervals of one length, rising", found: "\(interval.brief) s")
    }
    var found: [Trace.Rate] = []
    for row in table.body.rows {
      if row > 0, abs(times[row] - times[row - 1] - interval) > 1e-6 {
        throw WeatherError(
          .gap, path: table.body.path, line: table.body.lines[row],
          column: table.body.names[time],
          expected: "\((times[row - 1] + interval).brief) s, as intervals last \(interval.brief) s",
          found: table.body.cell(row, time))
      }
      let count = try table.number(row, rate) * interval
      var (read, written) = (0.0, 0.0)
      // No request has no mean length either.
      if count > 0 {
        for column in inputs { read += try table.number(row, column) }
        written = try table.number(row, output)
      }
      found.append(
        Trace.Rate(
          time: times[row], requests: count, input: count * read, output: count * written))
    }
    var notes = clock.notes
    if let share = table.first("rate_share_with_token_data") {
      var least = 1.0
      for row in table.body.rows where found[row].requests > 0 {
        least = min(least, try table.number(row, share))
      }
      if least < 1 {
        notes.append(
          "tokens are known for \((least * 100).brief) % of the requests in the worst interval; the "
            + "others were taken to be alike")
      }
    }
    return Trace(
      path: table.body.path, format: "rates of requests", events: .rates(interval: interval, found),
      isDated: clock.isDated, notes: notes)
  }

  // MARK: Readings

  /// Meters of containers (Alibaba GenAI): `value` at `timestamp_anon`, joined as asked.
  private static func readings(
    _ table: TraceTable, _ time: Int, _ options: TraceOptions
  ) throws(WeatherError) -> Trace {
    let value = try table.body.required("value")
    let kind = table.first("request_type")
    var rows = Array(table.body.rows)
    if let kind {
      let kinds = Set(rows.map { table.body.cell($0, kind) }).sorted()
      if let only = options.only {
        rows = rows.filter { table.body.cell($0, kind) == only }
      }
      guard !rows.isEmpty, options.only != nil || kinds.count == 1 else {
        throw WeatherError(
          .parameter, path: table.body.path, column: "request_type",
          expected: "one kind of request, such as --only \"\(kinds[0])\"",
          found: options.only ?? kinds.joined(separator: ", "))
      }
    }
    guard let measure = options.measure ?? (kind == nil ? nil : .sum),
      measure == .mean || measure == .sum
    else {
      throw WeatherError(
        .parameter, path: table.body.path, line: table.body.nameLine, column: "value",
        expected:
          "what `value` is: --measure mean for a utilisation, --measure sum for what adds up "
          + "over the containers", found: options.measure?.rawValue ?? "no measure")
    }
    let clock = table.clock(time)
    var sums: [Double: (sum: Double, count: Double)] = [:]
    for row in rows {
      let moment = try table.time(row, time, clock)
      let reading = try table.number(row, value)
      let known = sums[moment] ?? (0, 0)
      sums[moment] = (known.sum + reading, known.count + 1)
    }
    let found = sums.sorted { $0.key < $1.key }.map { time, known in
      Trace.Reading(
        time: time, value: measure == .mean ? known.sum / known.count : known.sum)
    }
    // The files call their clock anonymous: its seconds count from 1970, its days were moved.
    return Trace(
      path: table.body.path, format: "readings of \(rows.count) meters and moments",
      events: .readings(interval: 0, found), isDated: false,
      notes: ["the time stamps were made anonymous: the hour of the day is not known"])
  }

  /// An hourly utilisation, one row after the other (`,cpu_load`).
  private static func utilisation(_ table: TraceTable) throws(WeatherError) -> Trace {
    guard let value = table.first("cpu_load", "gpu_load") else {
      throw refusal(table, "a column cpu_load")
    }
    let hour = table.body.names.first.map { $0.isEmpty ? 0 : nil } ?? table.first("hour")
    var found: [Trace.Reading] = []
    for row in table.body.rows {
      if let hour, row > 0 {
        let step = try table.number(row, hour) - table.number(row - 1, hour)
        guard step == 1 else {
          throw WeatherError(
            .gap, path: table.body.path, line: table.body.lines[row], column: "hour",
            expected: "the hour after that of the line before", found: table.body.cell(row, hour))
        }
      }
      let load = try table.number(row, value)
      found.append(Trace.Reading(time: Double(row) * 3600, value: load))
    }
    return Trace(
      path: table.body.path, format: "hourly utilisation",
      events: .readings(interval: 3600, found), isDated: false,
      notes: ["rows are hours from an unknown start: the hour of the day is not known"])
  }

  // MARK: Spans

  /// Jobs from when they were scheduled to when they were deleted, with their accelerators.
  private static func spans(_ table: TraceTable, _ start: Int) throws(WeatherError) -> Trace {
    let end = try table.body.required("deletion_time")
    let amount = table.first("num_gpu", "gpu_request")
    var found: [Trace.Span] = []
    var open = (before: 0, after: 0)
    var known: [(start: Double?, end: Double?, amount: Double)] = []
    for row in table.body.rows {
      let size = amount == nil ? 1 : try table.number(row, amount)
      known.append((try table.optional(row, start), try table.optional(row, end), size))
    }
    let moments = known.flatMap { [$0.start, $0.end] }.compactMap(\.self)
    guard let first = moments.min(), let last = moments.max(), last > first else {
      throw WeatherError(
        .gap, path: table.body.path, line: table.body.lines.first,
        expected: "times of start and end", found: "none")
    }
    for (row, job) in known.enumerated() where job.amount > 0 {
      if job.start == nil { open.before += 1 }
      if job.end == nil { open.after += 1 }
      let span = Trace.Span(
        start: job.start ?? first, end: job.end ?? last, amount: job.amount)
      guard span.end >= span.start else {
        throw WeatherError(
          .badStamp, path: table.body.path, line: table.body.lines[row], column: "deletion_time",
          expected: "an end after the start \(span.start.brief)", found: span.end.brief)
      }
      found.append(span)
    }
    var notes: [String] = []
    if open.before + open.after > 0 {
      notes.append(
        "\(open.before) jobs began before the trace and \(open.after) ended after it; they were "
          + "counted from its start and to its end")
    }
    notes.append("jobs occupy their accelerators from start to end, however busy they are")
    return Trace(
      path: table.body.path, format: "jobs", events: .spans(found), isDated: false, notes: notes)
  }
}

/// The columns of a trace by name.
struct TraceTable {
  let body: CSVBody

  /// Seconds or dates.
  struct Clock {
    var isDated: Bool
    var notes: [String]
  }

  func has(_ name: String) -> Bool { body.index(of: name) != nil }

  func first(_ names: String...) -> Int? { names.lazy.compactMap { body.index(of: $0) }.first }

  func clock(_ column: Int) -> Clock {
    body.cell(0, column).decimal == nil
      ? Clock(isDated: true, notes: [])
      : Clock(
        isDated: false,
        notes: ["times are seconds from an unknown start: the hour of the day is not known"])
  }

  /// Seconds since 1970 on the clock of the file, or since the start.
  func time(_ row: Int, _ column: Int, _ clock: Clock) throws(WeatherError) -> Double {
    let text = body.cell(row, column)
    if clock.isDated {
      if let stamp = CivilTime(text) {
        return stamp.seconds - Double(stamp.offset ?? 0) * 60
      }
    } else if let value = text.decimal, abs(value) < 1e11 {
      return value
    }
    throw WeatherError(
      .badStamp, path: body.path, line: body.lines[row], column: body.names[column],
      expected: clock.isDated
        ? "a date and time like \(body.cell(0, column))" : "a number of seconds",
      found: text.isEmpty ? "an empty cell" : text)
  }

  /// The number of a cell; 0 without a column.
  func number(_ row: Int, _ column: Int?) throws(WeatherError) -> Double {
    guard let column else { return 0 }
    let text = body.cell(row, column)
    guard let value = text.decimal, (0...1e15).contains(value) else {
      throw WeatherError(
        text.isMissing ? .missingValue : .badValue, path: body.path, line: body.lines[row],
        column: body.names[column], expected: "a number of 0 or more",
        found: text.isEmpty ? "an empty cell" : text)
    }
    return value
  }

  /// As `number`, but an empty cell is `nil`.
  func optional(_ row: Int, _ column: Int) throws(WeatherError) -> Double? {
    body.cell(row, column).isMissing ? nil : try number(row, column)
  }
}
