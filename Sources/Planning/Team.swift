import Dispatch
import Synchronization

/// Work on independent pieces by all processors, each with a workspace of its own.
struct Team {
  private let workspaces: [BlockWorkspace]

  init(_ workspaces: [BlockWorkspace]) { self.workspaces = workspaces }

  /// Results of small pieces of work that cannot fail, in their order: some neighbours at a time, on all processors.
  static func map<Result: Sendable>(_ count: Int, _ work: (Int) -> Result) -> [Result] {
    let size = max(1, count / (8 * Search.threads))
    let parts = Mutex<[Int: [Result]]>([:])
    // Unchecked: pieces only read what they share.
    nonisolated(unsafe) let work = work
    DispatchQueue.concurrentPerform(iterations: (count + size - 1) / size) { part in
      let own = (part * size..<min(count, (part + 1) * size)).map(work)
      parts.withLock { $0[part] = own }
    }
    return parts.withLock { parts in parts.keys.sorted().flatMap { parts[$0] ?? [] } }
  }

  /// Results in the order of the pieces, whoever did them.
  func each<Result: Sendable>(
    _ count: Int, _ work: (Int, BlockWorkspace) throws(PlanningError) -> Result
  ) throws(PlanningError) -> [Result] {
    let next = Atomic(0)
    let outcomes = Mutex<[Swift.Result<Result, PlanningError>?]>(
      Array(repeating: nil, count: count))
    // Unchecked: each thread has a workspace of its own, and pieces do not share anything that changes.
    nonisolated(unsafe) let work = work
    nonisolated(unsafe) let workspaces = workspaces
    DispatchQueue.concurrentPerform(iterations: min(workspaces.count, count)) { thread in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let outcome: Swift.Result<Result, PlanningError>
        do throws(PlanningError) {
          outcome = .success(try work(index, workspaces[thread]))
        } catch {
          outcome = .failure(error)
        }
        outcomes.withLock { $0[index] = outcome }
      }
    }
    var results: [Result] = []
    results.reserveCapacity(count)
    for outcome in outcomes.withLock({ $0 }) {
      switch outcome {
      case .success(let result): results.append(result)
      case .failure(let error): throw error
      case nil: throw .failed("a block without an answer")
      }
    }
    return results
  }
}
