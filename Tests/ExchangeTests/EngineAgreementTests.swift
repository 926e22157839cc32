import Chains
import Exchange
import Foundation
import Planning
import Studies
import Testing

/// Published optima of single-site networks by both engines; skipped where the files are not there.
@Suite("Islands of the published networks by both engines") struct EngineAgreementTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "../shared/data/pypsa_networks/gigawatt_bench").standardizedFileURL

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["GIGAWATT_SLOW"] != nil),
    .enabled(if: FileManager.default.fileExists(atPath: folder.path())),
    arguments: [
      ("A_island_unconstrained", 334_351_300.0), ("B_island_co2_20pct", 600_522_081.85),
      ("C_grid500MW_ercot2023price", 318_129_004.5),
    ])
  func decomposed(name: String, cost: Double) throws {
    let study = try Self.study(name)
    var options = PlanningOptions()
    options.gap = 1e-4
    let plan = try DecomposedEngine(options: options).plan(study.chain)
    #expect(plan.certificate.gap <= options.gap)
    // The plan costs no less than the optimum, and the bound no more (to the published digits).
    #expect(-plan.value >= cost * (1 - 1e-7))
    #expect(-plan.certificate.bound <= cost * (1 + 1e-7))
    #expect(-plan.value <= cost * (1 + options.gap + 1e-7))
  }

  private static func study(_ name: String) throws -> Study {
    let imported = try PyPSAImport(path: folder.appending(path: name).path(), risk: nil)
    let out = FileManager.default.temporaryDirectory.appending(path: "gigawatt-\(UUID())")
    defer { try? FileManager.default.removeItem(at: out) }
    try imported.write(to: out.path())
    return try Study.read(out.path())
  }
}
