import Chains
import Exchange
import Foundation
import Planning
import Studies

/// Networks of PyPSA, imported and planned: the same input in two programs.
enum PyPSACases {
  private static let group = "PyPSA networks, imported"
  private static let folder = "pypsa_networks/"

  static let all: [AgreementCase] = [
    network(
      "ac-dc-meshed", "AC-DC example: lines and converters that grow under a CO2 cap",
      -3474256.0405499237),
    network(
      "storage-hvdc", "Storage and HVDC example: hydro, batteries and links", 14670508.825359242),
    network(
      "scigrid-de", "SciGRID Germany: 585 buses, 24 h, linear power flow", 6684817.323605859),
    network(
      "gigawatt_bench/A_island_unconstrained",
      "An island of 1 GW, 8,760 h: sun, wind, gas and battery",
      334_351_300.0, isSlow: true),
    network(
      "gigawatt_bench/B_island_co2_20pct", "The same with a fifth of the CO2", 600_522_081.8479608,
      isSlow: true),
    network(
      "gigawatt_bench/C_grid500MW_ercot2023price", "The same with 500 MW of grid at hourly prices",
      318_129_004.5, isSlow: true),
  ]

  /// - Parameter objective: PyPSA's `objective`, without its constant.
  private static func network(
    _ name: String, _ title: String, _ objective: Double, isSlow: Bool = false
  ) -> AgreementCase {
    AgreementCase(
      "pypsa-\((name as NSString).lastPathComponent)", group: group, title: title,
      source: "PyPSA 1.4.0 with HiGHS, default options",
      numbers: [.init("objective", objective, "currency of the network", .relative(1e-6))],
      needs: [folder + name + "/network.csv"], isSlow: isSlow
    ) { data in
      let target = FileManager.default.temporaryDirectory
        .appending(path: "gigawatt-agreement-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: target) }
      let imported = try PyPSAImport(path: data.path(folder + name))
      try imported.write(to: target.path())
      let plan = try DirectEngine().plan(Study.read(target.path()).chain)
      return [-plan.value - imported.objectiveConstant]
    }
  }
}
