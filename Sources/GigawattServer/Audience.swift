/// Who watches the states of runs or questions: streams that get the state now and after every change.
struct Audience<State: Sendable>: Sendable {
  struct Listener: Sendable {
    let subject: String
    let number: Int
  }

  private var streams: [String: [Int: AsyncStream<State>.Continuation]] = [:]
  private var next = 0

  /// A stream about one subject; of what is over it gives the last state and ends.
  ///
  /// - Parameter left: called when nobody reads the stream any more.
  mutating func stream(
    of subject: String, now state: State, isOver: Bool,
    left: @escaping @Sendable (Listener) -> Void
  ) -> AsyncStream<State> {
    // Who reads slowly misses states that were overtaken, never the last.
    let (stream, continuation) = AsyncStream.makeStream(
      of: State.self, bufferingPolicy: .bufferingNewest(2))
    continuation.yield(state)
    guard !isOver else {
      continuation.finish()
      return stream
    }
    let listener = Listener(subject: subject, number: next)
    next += 1
    streams[subject, default: [:]][listener.number] = continuation
    continuation.onTermination = { _ in left(listener) }
    return stream
  }

  mutating func leave(_ listener: Listener) { streams[listener.subject]?[listener.number] = nil }

  func tell(_ state: State, about subject: String) {
    for stream in (streams[subject] ?? [:]).values { stream.yield(state) }
  }

  mutating func end(_ subject: String) {
    for stream in (streams.removeValue(forKey: subject) ?? [:]).values { stream.finish() }
  }

  mutating func endAll() { for subject in Array(streams.keys) { end(subject) } }
}
