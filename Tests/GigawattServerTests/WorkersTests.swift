import Dispatch
import Testing

@testable import GigawattServer

@Suite("The queue for plans") struct WorkersTests {
  @Test("Work beyond the queue is refused, the rest is done in turn") func queue() async throws {
    let workers = Workers(count: 1, queue: 1)
    let gate = DispatchSemaphore(value: 0)
    let first = Task {
      try await workers.run { () -> Int in
        gate.wait()
        return 1
      }
    }
    while await workers.isIdle { await Task.yield() }
    let second = Task { try await workers.run { 2 } }
    while await workers.waits < 1 { await Task.yield() }
    await #expect(throws: Problem.self) { try await workers.run { 3 } }
    gate.signal()
    #expect(try await first.value == 1)
    #expect(try await second.value == 2)
    #expect(await workers.isIdle)
  }
}
