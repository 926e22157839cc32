import Chains
import Exchange
import Foundation
import Optimization
import Planning
import Studies
import TestSupport

/// A folder of CSV files that goes away with the test.
struct NetworkFolder {
  let path: String

  init(_ files: [String: String]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "gigawatt-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path()
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// The cost of the plan of a network, read back from the study that the import writes.
func cost(_ files: [String: String]) throws -> Double {
  let folder = try NetworkFolder(files)
  defer { folder.remove() }
  let out = folder.path + "/study"
  try PyPSAImport(path: folder.path).write(to: out)
  var options = PlanningOptions()
  options.solver.relativeGap = 0
  return -(try DirectEngine(options: options).plan(try Study.read(out).chain).value)
}

/// What an import says, error or warning.
func findings(_ files: [String: String]) throws -> [Diagnostic] {
  let folder = try NetworkFolder(files)
  defer { folder.remove() }
  do throws(ExchangeError) {
    return try PyPSAImport(path: folder.path).warnings
  } catch {
    return error.diagnostics
  }
}

/// Small networks written by hand, with costs that can be worked out by hand.
enum Networks {
  /// One bus, gas to build at 100 a MW and 50 a MWh, wind that is there, three hours of load.
  static let plain = [
    "buses.csv": "name,v_nom,carrier\nLeipzig,380,AC\n",
    "carriers.csv": "name,co2_emissions\ngas,0.2\nwind,0\n",
    "snapshots.csv": ",snapshot,objective,stores,generators\n0,0,1,1,1\n1,1,1,1,1\n2,2,1,1,1\n",
    "generators.csv": """
    name,bus,carrier,p_nom,p_nom_extendable,capital_cost,marginal_cost,efficiency
    turbine,Leipzig,gas,5,True,100,50,0.5
    farm,Leipzig,wind,40,False,0,0,1

    """,
    "generators-p_max_pu.csv": ",farm\n0,1\n1,0.5\n2,0\n",
    "loads.csv": "name,bus,p_set\ncity,Leipzig,30\n",
  ]

  /// Units that are on or off: the cases of PyPSA's test_lopf_unit_commitment.py, numbers only.
  static func units(_ generators: String, load: [Int]) -> [String: String] {
    let hours = load.indices
    return [
      "buses.csv": "name\nbus\n",
      "snapshots.csv": ",snapshot\n" + hours.map { "\($0),\($0)\n" }.joined(),
      "generators.csv": generators,
      "loads.csv": "name,bus\nload,bus\n",
      "loads-p_set.csv": ",load\n" + hours.map { "\($0),\(load[$0])\n" }.joined(),
    ]
  }

  /// Three buses in a ring with equal lines: a third of what goes from one to the next takes the
  /// long way round.
  static let ring = [
    "buses.csv": "name,v_nom\nA,380\nB,380\nC,380\n",
    "generators.csv":
      "name,bus,p_nom,marginal_cost\ncheap,A,300,10\ndear,B,300,60\n",
    "lines.csv": """
    name,bus0,bus1,x,s_nom
    short,A,B,0.1,60
    long 1,A,C,0.1,60
    long 2,C,B,0.1,60

    """,
    "loads.csv": "name,bus,p_set\ncity,B,120\n",
  ]
}
