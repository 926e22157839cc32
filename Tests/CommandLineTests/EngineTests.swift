import Foundation
import Testing

/// The engines and their measurements as a user calls them.
@Suite(.enabled(if: Command.program != nil, Command.isMissing))
struct EngineCommands {
  /// Chains without hours have no blocks: the master is all there is.
  @Test(arguments: ["farmer", "screening", "owen", "widget-option", "newsvendor", "cvar"])
  func bothEnginesAgree(_ name: String) throws {
    let file = Command.example(name)
    let direct = try Command.run(["plan", file, "--json", "--engine", "direct", "-q"])
    let other = try Command.run(
      ["plan", file, "--json", "--engine", "decomposed", "--gap", "1e-8", "-q"])
    #expect(other.code == 0, "\(other.errors)")
    let size = max(1, abs(try direct.objective()))
    #expect(abs(try direct.objective() - other.objective()) <= 1e-6 * size)
  }

  @Test func anUnknownEngineIsBadInput() throws {
    let result = try Command.run(["plan", Command.example("farmer"), "--engine", "fast"])
    #expect(result.code == 2)
    #expect(
      result.errors.contains(
        "expected the engine auto, direct, decomposed or arrowhead, found “fast”"))
  }

  @Test func benchTreeProvesItsPlan() throws {
    let result = try Command.run(
      ["bench", "tree", "--sites", "2", "--branches", "2", "--hours", "168", "-q"])
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("15120 hourly columns in 6 blocks"))
  }

  @Test func benchWriteWritesAStudyThatPlans() throws {
    let folder = Command.folder.appending(path: "bench-grid").path()
    #expect(try Command.run(["bench", "write", "grid", "--out", folder]).code == 0)
    let result = try Command.run(["check", folder])
    #expect(result.code == 0, "\(result.errors)")
    #expect(try Command.run(["bench", "write", "sites", "--out", folder]).code == 2)
  }
}
