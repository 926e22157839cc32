import Dispatch
import Synchronization

/// The same for each index from 0, by several threads that each take the next one; results in order.
///
/// - Parameter work: gets the index, and the number of the thread, for what each thread has of its own.
func sideBySide<Result: Sendable>(
  _ count: Int, threads: Int, _ work: (_ index: Int, _ thread: Int) -> Result
) -> [Result] {
  let threads = min(count, threads)
  if threads <= 1 { return (0..<count).map { work($0, 0) } }
  let next = Atomic(0)
  let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
  // Unchecked: the caller waits, and each index is one thread's.
  nonisolated(unsafe) let work = work
  DispatchQueue.concurrentPerform(iterations: threads) { thread in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = work(index, thread)
      results.withLock { $0[index] = .some(result) }
    }
  }
  return results.withLock { $0.compactMap(\.self) }
}
