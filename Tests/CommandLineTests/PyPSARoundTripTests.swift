import Foundation
import Testing

/// What the program exports is optimised by PyPSA itself; skipped where there is no Python with PyPSA.
@Suite("Studies cost the same in PyPSA")
struct PyPSARoundTripTests {
  /// `GIGAWATT_PYTHON`, or the Python of `make agreement`, if it has PyPSA.
  static let python: String? = {
    let named = ProcessInfo.processInfo.environment["GIGAWATT_PYTHON"]
    let own = Command.root.appending(path: ".deps/peers/bin/python").path()
    return [named, own].compactMap(\.self).first { path in
      let library = URL(filePath: path).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "lib")
      let versions = (try? FileManager.default.contentsOfDirectory(atPath: library.path())) ?? []
      return versions.contains {
        FileManager.default.fileExists(
          atPath: library.appending(path: "\($0)/site-packages/pypsa").path())
      }
    }
  }()

  @Test(
    "The examples of chains", .enabled(if: python != nil), .enabled(if: Command.program != nil),
    .enabled(if: ProcessInfo.processInfo.environment["GIGAWATT_SLOW"] != nil),
    .timeLimit(.minutes(10)))
  func chains() throws {
    let raw = Command.root.appending(path: "Examples/raw")
    let examples = try FileManager.default.contentsOfDirectory(atPath: raw.path())
      .filter { $0.hasSuffix(".yaml") }.sorted().map { raw.appending(path: $0).path() }
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments =
      [
        Command.root.appending(path: "tools/pypsa-check/round_trip.py").path(), "--gigawatt",
        try #require(Command.program).path(),
      ] + examples
    let output = Command.folder.appending(path: "\(UUID().uuidString).out")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    try process.run()
    process.waitUntilExit()
    try handle.close()
    let text = try String(contentsOf: output, encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("agrees") }.count == examples.count)
  }
}
