import Chains
import Exchange
import Foundation
import Studies
import Testing

@Suite("Studies become PyPSA networks")
struct PyPSAExportTests {
  /// Exports the study of a network and imports that again: three ways of saying it, one cost.
  private func back(_ files: [String: String]) throws -> (before: Double, after: Double) {
    let folder = try NetworkFolder(files)
    defer { folder.remove() }
    try PyPSAImport(path: folder.path).write(to: folder.path + "/study")
    let export = try PyPSAExport(try Study.read(folder.path + "/study"))
    let written = Dictionary(export.files.map { ($0.name, $0.text) }) { $1 }
    return (try cost(files), try cost(written))
  }

  private static let coal = """
    name,bus,committable,p_min_pu,marginal_cost,start_up_cost,stand_by_cost,min_up_time,min_down_time,p_nom
    coal,bus,True,0.3,20,500,10,2,2,10000
    gas,bus,True,0.1,70,90,0,1,0,4000

    """

  private static let pumped: [String: String] = {
    var files = Networks.plain
    files["storage_units.csv"] =
      "name,bus,p_nom_extendable,p_nom_max,capital_cost,max_hours,efficiency_store,efficiency_dispatch,"
      + "cyclic_state_of_charge,inflow\npumped,Leipzig,True,25,7,3,0.9,0.8,True,1\n"
    files["global_constraints.csv"] =
      "name,type,carrier_attribute,sense,constant\nco2,primary_energy,co2_emissions,<=,14\n"
    return files
  }()

  @Test(
    "A network costs the same after import, export and import",
    arguments: [
      Networks.plain, Networks.ring, pumped, Networks.units(coal, load: [4000, 800, 3000, 8000]),
    ])
  func roundTrip(files: [String: String]) throws {
    let (before, after) = try back(files)
    // Two solves of two programs, each to the solver's 1e-7.
    #expect(abs(before - after) < 1e-6 * max(1, before))
  }

  @Test("What PyPSA cannot say is refused by name")
  func refusal() throws {
    let study = try Study.parse(
      """
      gigawatt: 1
      value: USD
      future: {now: {}, good: {after: now, probability: 1/2}, bad: {after: now, probability: 1/2}}
      resources:
        power: {hours: 2, endowment: -1}
      processes:
        buy: {takes: {USD: 1}, gives: {power: 1}}
      """, file: "tree.yaml")
    do throws(ExchangeError) {
      _ = try PyPSAExport(study)
      Issue.record("a tree of futures was exported")
    } catch {
      #expect(error.description.contains("tree.yaml: error: the future branches after “now”"))
    }
  }
}
