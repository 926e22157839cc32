import Foundation
import Testing

@testable import Agreement

extension Tag {
  @Tag static var slow: Self
  @Tag static var oracle: Self
}

enum Folders {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let data = AgreementData(
    folder: root.appending(path: "../shared/data").standardizedFileURL.path(),
    examples: root.appending(path: "Examples").path())
  static let isSlow = ProcessInfo.processInfo.environment["GIGAWATT_SLOW"] != nil
}

@Suite("agreement")
struct AgreementTests {
  /// Every case within its tolerance; one whose files are absent is skipped by itself.
  @Test(.tags(.oracle), arguments: Agreement.cases.filter { !$0.isSlow }.map(\.identifier))
  func agrees(_ identifier: String) throws {
    let item = try #require(Agreement.cases.first { $0.identifier == identifier })
    check(item.run(Folders.data))
  }

  @Test(
    .tags(.oracle, .slow), .enabled(if: Folders.isSlow),
    arguments: Agreement.cases.filter(\.isSlow).map(\.identifier))
  func agreesSlowly(_ identifier: String) throws {
    let item = try #require(Agreement.cases.first { $0.identifier == identifier })
    check(item.run(Folders.data))
  }

  private func check(_ result: AgreementResult) {
    if result.skipped != nil { return }
    #expect(result.failed == nil)
    for number in result.numbers {
      #expect(number.agrees, "\(number.name): \(number.ours) against \(number.expected)")
    }
  }

  @Test func casesAreNamedOnce() {
    let names = Agreement.cases.map(\.identifier)
    #expect(Set(names).count == names.count)
    #expect(Agreement.cases.allSatisfy { !$0.numbers.isEmpty && !$0.source.isEmpty })
  }

  @Test func pageShowsWhatDiffersFailsAndIsMissing() {
    struct Broken: Error {}
    func item(
      _ name: String, needs: [String] = [],
      _ compute: @escaping @Sendable (AgreementData) throws -> [Double]
    ) -> AgreementCase {
      AgreementCase(
        name, group: "g", title: name, source: "s",
        numbers: [.init("n", 100, "MW", .absolute(1))], needs: needs, compute: compute)
    }
    let results = [
      item("near") { _ in [100.5] }, item("far") { _ in [102] },
      item("broken") { _ in throw Broken() }, item("short") { _ in [] },
      item("absent", needs: ["nowhere.csv"]) { _ in [100] },
    ].map {
      $0.run(
        AgreementData(folder: "/nowhere"),
        peers: PeerTimes(cases: ["near": .init(program: "other 1.0", seconds: 2)]))
    }
    #expect(results.map(\.agrees) == [true, false, false, false, true])
    #expect(results[4].skipped?.contains("nowhere.csv") == true)
    let page = AgreementPage(results, machine: "here").markdown()
    #expect(page.contains("1 of 2 numbers of 4 cases agree"))
    #expect(page.contains("| 5.0e-03 | ±1 | 2\\* |"))
    #expect(page.contains("**differs**"))
    #expect(page.contains("**failed**: Broken()"))
    #expect(page.contains("- absent: needs nowhere.csv"))
    #expect(AgreementData(folder: nil).folder == nil)
    // A peer that no longer gives its published number is told.
    let moved = item("near") { _ in [100] }.run(
      AgreementData(folder: nil),
      peers: PeerTimes(cases: ["near": .init(program: "other 2.0", seconds: 2, value: 103)]))
    #expect(moved.failed?.contains("other 2.0 gives 103") == true)
  }

  @Test func tolerances() {
    #expect(AgreementCase.Tolerance.relative(0.01).allows(-101, -100))
    #expect(!AgreementCase.Tolerance.relative(0.01).allows(102, 100))
    #expect(AgreementCase.Tolerance.atMost.allows(99, 100))
    #expect(!AgreementCase.Tolerance.atMost.allows(100.001, 100))
    #expect(!AgreementCase.Tolerance.absolute(1).allows(.nan, 100))
  }
}
