/// What a request trace says, on its own time axis.
public struct Trace: Sendable {
  /// The file, as the caller named it.
  public var path: String
  /// The format in words.
  public var format: String
  public var events: Events
  /// True when times are dates; false for seconds since an unknown start.
  public var isDated: Bool
  /// What the reader did and noticed.
  public var notes: [String]

  /// The kinds of traces.
  public enum Events: Sendable {
    /// One row per request, at its time.
    case requests([Request])
    /// Rates over intervals of one length [s].
    case rates(interval: Double, [Rate])
    /// Values read off meters at some moments, already joined over the meters.
    /// `interval` [s] is how long a reading holds, where that is known.
    case readings(interval: Double, [Reading])
    /// Something occupied from one moment to another.
    case spans([Span])
  }

  public struct Request: Sendable, Equatable {
    /// Seconds.
    public var time: Double
    /// Tokens read (prefill) and written (decode); 0 where the trace has none.
    public var input: Double
    public var output: Double
    /// Seconds of work; 0 where the trace has none.
    public var work: Double
  }

  public struct Rate: Sendable, Equatable {
    /// Start of the interval [s].
    public var time: Double
    /// Requests, tokens read and tokens written in the interval.
    public var requests: Double
    public var input: Double
    public var output: Double
  }

  public struct Reading: Sendable, Equatable {
    public var time: Double
    public var value: Double
  }

  public struct Span: Sendable, Equatable {
    public var start: Double
    public var end: Double
    public var amount: Double
  }
}

/// What a shape counts.
public enum TraceMeasure: String, Sendable, CaseIterable {
  /// Requests, each alike.
  case requests
  /// Tokens, those read weighted against those written.
  case tokens
  /// Seconds of work of the requests.
  case time
  /// The mean of what meters read (utilisation).
  case mean
  /// The sum of what meters read (requests per second of each container).
  case sum
  /// What is occupied (accelerators of running jobs).
  case occupied
}

/// How to read a trace.
public struct TraceOptions: Sendable {
  /// What to count; `nil` for the closest to work that the trace knows.
  public var measure: TraceMeasure?
  /// Work of a token read, where a token written is 1.
  public var inputWeight: Double
  /// Only rows whose kind of request is this.
  public var only: String?
  /// Intervals without any request are gaps of the collection, not quiet hours.
  public var zerosAreGaps: Bool

  /// A server of 8 H800 reads 73 700 tokens a second (with cache hits) or writes 14 800: one token
  /// read is the work of 0.2 written (DeepSeek-AI 2025, “DeepSeek-V3/R1 Inference System Overview”,
  /// averages of 27 February 2025).
  public static let defaultInputWeight = 0.2

  public init(
    measure: TraceMeasure? = nil, inputWeight: Double = TraceOptions.defaultInputWeight,
    only: String? = nil, zerosAreGaps: Bool = false
  ) {
    self.measure = measure
    self.inputWeight = inputWeight
    self.only = only
    self.zerosAreGaps = zerosAreGaps
  }
}
