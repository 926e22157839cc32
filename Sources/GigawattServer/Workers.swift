import Dispatch
import HTTPTypes
import Synchronization

/// Threads on which plans are made: planning takes long and waits for nothing, so it is kept away from
/// the threads that answer requests.
///
/// At most `count` pieces of work run at once and at most `queue` wait, in the order in which they came.
actor Workers {
  private let count: Int
  private let queue: Int
  private let threads = DispatchQueue(label: "gigawatt.workers", attributes: .concurrent)
  private var running = 0
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(count: Int, queue: Int) {
    self.count = count
    self.queue = queue
  }

  var isIdle: Bool { running == 0 }
  /// How many wait for their turn.
  var waits: Int { waiting.count }

  /// Does some work when its turn comes.
  ///
  /// - Throws: ``Problem`` where too much is waiting already.
  func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws(Problem) -> Value
  {
    guard running < count || waiting.count < queue else {
      throw Problem(.serviceUnavailable, "too many plans are waiting; try again in a moment")
    }
    if running < count {
      running += 1
    } else {
      // Whoever ends hands its place on, so that `running` stays as it is.
      await withCheckedContinuation { waiting.append($0) }
    }
    let value = await withCheckedContinuation { (done: CheckedContinuation<Value, Never>) in
      threads.async { done.resume(returning: work()) }
    }
    if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().resume() }
    return value
  }
}
