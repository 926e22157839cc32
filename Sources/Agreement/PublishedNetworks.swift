import Chains
import Exchange
import Foundation
import Planning
import Studies

/// Small networks with published optima, written out as the CSV files of PyPSA and imported.
enum PublishedNetworks {
  private static let group = "Small networks with published optima"
  private static let pypsa = "PyPSA, test/test_lopf_unit_commitment.py"

  static let all: [AgreementCase] = [
    network(
      "commitment-start", "Units on or off: what it costs to start", pypsa, 359_000,
      .relative(1e-9),
      units(
        "name,bus,committable,p_min_pu,up_time_before,marginal_cost,start_up_cost,p_nom\n"
          + "coal,bus,True,0.1,0,20,3000,10000\ngas,bus,True,0,1,70,1000,10000\n")),
    network(
      "commitment-stop", "Units on or off: what it costs to stop", pypsa, 358_000, .relative(1e-9),
      units(
        "name,bus,committable,p_min_pu,marginal_cost,shut_down_cost,p_nom\n"
          + "coal,bus,True,0.3,20,1000,10000\ngas,bus,True,0.1,70,1000,1000\n")),
    network(
      "commitment-link", "A link that stays on for three hours", pypsa, 267_333.0, .relative(1e-9),
      [
        "buses.csv": "name\ngas\nelectricity\n", "snapshots.csv": hours(4),
        "generators.csv":
          "name,bus,marginal_cost,p_nom\ngas,gas,10,20000\nwind,electricity,0,800\n",
        "links.csv":
          "name,bus0,bus1,committable,p_min_pu,efficiency,up_time_before,min_up_time,start_up_cost,p_nom\n"
          + "OCGT,gas,electricity,True,0.1,0.5,0,3,3333,12000\n",
        "loads.csv": "name,bus\nload,electricity\n",
        "loads-p_set.csv": ",load\n0,4000\n1,6000\n2,800\n3,5000\n",
      ]),
    network(
      "store-cost", "A store that costs by what it holds", "PyPSA, test/test_lopf_storage.py", 2.6,
      .relative(1e-9),
      [
        "buses.csv": "name\nbus\n", "snapshots.csv": hours(3),
        "generators.csv": "name,bus,marginal_cost,p_nom\ngen,bus,1,3\n",
        "generators-p_max_pu.csv": ",gen\n0,1\n1,0\n2,0\n",
        "loads.csv": "name,bus,p_set\nload,bus,1\n",
        "stores.csv": "name,bus,e_nom,e_initial,marginal_cost_storage\nstore,bus,10,1,0.2\n",
      ]),
    network(
      "nine-buses", "IEEE 9 buses: linear power flow and which plants to keep",
      "GenX 0.4, test/DCOPF (numbers)", 395.171391, .relative(1e-6), nineBuses),
  ]

  private static func hours(_ count: Int) -> String {
    ",snapshot\n" + (0..<count).map { "\($0),\($0)\n" }.joined()
  }

  private static func units(_ generators: String) -> [String: String] {
    [
      "buses.csv": "name\nbus\n", "snapshots.csv": hours(4), "generators.csv": generators,
      "loads.csv": "name,bus\nload,bus\n",
      "loads-p_set.csv": ",load\n0,4000\n1,6000\n2,5000\n3,800\n",
    ]
  }

  /// A MW of plant costs 5, 1.2 or 1 for the hour, and each plant keeps 10 MW or more. A MWh costs 0.1
  /// and a tenth of 0.05306 for its fuel; reactances are in ohms at 345 kV.
  private static let nineBuses: [String: String] = {
    let plants: [(bus: Int, size: Int, fixed: Double)] = [(1, 250, 5), (2, 300, 1.2), (3, 270, 1)]
    let lines: [(from: Int, to: Int, size: Int, x: Double)] = [
      (1, 4, 250, 68.5584), (4, 5, 250, 109.503), (5, 6, 150, 202.3425), (3, 6, 300, 69.74865),
      (6, 7, 150, 119.9772), (7, 8, 250, 85.698), (8, 2, 250, 74.390625), (8, 9, 250, 191.63025),
      (9, 4, 250, 101.17125),
    ]
    let cost = 0.1 + 0.1 * 0.05306
    return [
      "buses.csv": "name,v_nom\n" + (1...9).map { "\($0),345\n" }.joined(),
      "snapshots.csv": hours(1),
      "generators.csv":
        "name,bus,p_nom_extendable,p_nom_min,p_nom_max,capital_cost,marginal_cost\n"
        + plants.map { "plant \($0.bus),\($0.bus),True,10,\($0.size),\($0.fixed),\(cost)\n" }
        .joined(),
      "lines.csv":
        "name,bus0,bus1,s_nom,x,v_ang_max\n"
        + lines.map { "\($0.from) to \($0.to),\($0.from),\($0.to),\($0.size),\($0.x),45\n" }
        .joined(),
      "loads.csv": "name,bus,p_set\nfive,5,90\nseven,7,100\nnine,9,125\n",
    ]
  }()

  /// - Parameter cost: PyPSA's objective with its constant, or what the other program calls its own.
  private static func network(
    _ name: String, _ title: String, _ source: String, _ cost: Double,
    _ tolerance: AgreementCase.Tolerance, _ files: [String: String]
  ) -> AgreementCase {
    AgreementCase(
      name, group: group, title: title, source: source,
      numbers: [.init("cost", cost, "", tolerance)]
    ) { _ in
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "gigawatt-agreement-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
      let study = folder.appending(path: "study").path()
      try PyPSAImport(path: folder.path()).write(to: study)
      var options = PlanningOptions()
      options.gap = 0
      return [-(try DirectEngine(options: options).plan(Study.read(study).chain).value)]
    }
  }
}
