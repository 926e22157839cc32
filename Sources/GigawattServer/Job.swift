import Foundation
import Synchronization

/// A piece of work of the server: it waits, is worked on by a thread, may be stopped, and is over.
protocol Job: AnyObject, Sendable {
  associatedtype State: JobState

  var watched: Watched<State> { get }
  func stop()
}

/// What every piece of work says of itself.
protocol JobState: Sendable {
  var id: String { get }
  var status: JobStatus { get set }
  var ended: Date? { get set }
  /// The sentence of the command line where nothing was found.
  var error: String? { get set }
}

enum JobStatus: String, Codable, Sendable {
  case waiting, running, done, stopped, failed
}

extension JobState {
  var isOver: Bool { status != .waiting && status != .running }

  /// Date and time for people, and what tells jobs of one second apart.
  static func newID() -> String {
    let time = Date().formatted(
      .verbatim(
        "\(year: .defaultDigits)\(month: .twoDigits)\(day: .twoDigits)-\(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\(second: .twoDigits)",
        timeZone: .gmt, calendar: Calendar(identifier: .gregorian)))
    return time + "-" + String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16)
  }
}

extension Job {
  var state: State { watched.state }

  func fail(_ problem: Problem) {
    watched.change {
      $0.status = .failed
      $0.ended = Date()
      $0.error = problem.body.error
    }
  }
}

/// A state that one thread changes and others watch.
final class Watched<State: Sendable>: Sendable {
  private struct Inside {
    var state: State
    var report: (@Sendable () -> Void)?
  }

  private let inside: Mutex<Inside>

  init(_ state: State) { inside = Mutex(Inside(state: state)) }

  var state: State { inside.withLock { $0.state } }

  /// Called after each change, from the thread that makes it.
  var report: (@Sendable () -> Void)? {
    get { inside.withLock { $0.report } }
    set { inside.withLock { $0.report = newValue } }
  }

  func change(_ body: (inout State) -> Void) {
    let report = inside.withLock { inside in
      body(&inside.state)
      return inside.report
    }
    report?()
  }
}

/// The jobs of a server in the order in which they came, and who watches them.
struct Ledger<Piece: Job> {
  private let kind: String
  private var pieces: [String: Piece] = [:]
  private var order: [String] = []
  private var audience = Audience<Piece.State>()

  /// - Parameter kind: what to call one of them: `run`.
  init(_ kind: String) { self.kind = kind }

  /// The latest first.
  var states: [Piece.State] { order.reversed().compactMap { pieces[$0]?.state } }

  var all: some Collection<Piece> { pieces.values }

  var openCount: Int { pieces.values.count { !$0.state.isOver } }

  func piece(_ id: String) throws(Problem) -> Piece {
    guard let piece = pieces[id] else {
      throw .notFound("there is no \(kind) “\(id.prefix(80))”")
    }
    return piece
  }

  mutating func add(_ piece: Piece) {
    let id = piece.state.id
    pieces[id] = piece
    order.append(id)
  }

  mutating func remove(_ id: String) {
    pieces[id] = nil
    order.removeAll { $0 == id }
  }

  /// Takes out the oldest that are over while there are more than so many; returns which.
  mutating func makeRoom(most: Int) -> [String] {
    var gone: [String] = []
    while order.count > most,
      let oldest = order.first(where: { pieces[$0]?.state.isOver == true })
    {
      remove(oldest)
      gone.append(oldest)
    }
    return gone
  }

  // MARK: Watching

  /// The state now and after every change; ends when the job does, and at once where nothing will change any more.
  mutating func changes(
    _ id: String, isClosing: Bool,
    left: @escaping @Sendable (Audience<Piece.State>.Listener) -> Void
  ) throws(Problem) -> AsyncStream<Piece.State> {
    let state = try piece(id).state
    return audience.stream(of: id, now: state, isOver: state.isOver || isClosing, left: left)
  }

  mutating func leave(_ listener: Audience<Piece.State>.Listener) { audience.leave(listener) }

  func tell(_ piece: Piece) { audience.tell(piece.state, about: piece.state.id) }

  /// Tells the last state.
  mutating func end(_ piece: Piece) {
    tell(piece)
    audience.end(piece.state.id)
  }

  mutating func endAll() { audience.endAll() }

  func stopAll() { for piece in pieces.values where !piece.state.isOver { piece.stop() } }
}
