import Chains
import Exchange
import Foundation
import Optimization
import Planning
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

  @Test("Every example of a chain costs the same after export and import", arguments: examples)
  func example(name: String) throws {
    let study = try Study.read(Self.raw.appending(path: name).path())
    let export = try PyPSAExport(study)
    let written = Dictionary(export.files.map { ($0.name, $0.text) }) { $1 }
    let before = -(try DirectEngine().plan(study.chain).value)
    #expect(abs(try cost(written) - before) < 1e-6 * max(1, abs(before)))
  }

  private static let raw = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples/raw")

  private static let examples =
    ((try? FileManager.default.contentsOfDirectory(atPath: raw.path())) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  @Test("The examples are there") func examplesAreThere() { #expect(Self.examples.count >= 9) }

  /// Units come in whole numbers and wear out between the stages; the last cannot be had before 2035.
  private static let campus = """
    gigawatt: 1
    title: Three stages
    discount: 7 %/year
    years: [2028, 2031, 2035]
    horizon: 2041
    resolution: 24 h
    load: {2028: 60 MW, 2031: 120 MW, 2035: 140 MW}
    unserved: 2000 USD/MWh
    firmness: 99.5 %
    supplies:
      gas engine: {unit size: 18 MW, life: 7 years, availability: 95 %}
      smr: {unit size: 50 MW, maximum: {2028: 0 MW, 2035: 150 MW}}
      battery: {life: 4 years}
    grid: {from: 2031, import: 40 MW, price: 55 USD/MWh}
    fuels:
      natural gas: {price: 3.5 USD/MMBtu}
    """

  @Test("A campus of three stages with whole units costs the same after export and import")
  func stages() throws {
    let study = try Study.parse(Self.campus, file: "campus.yaml")
    let export = try PyPSAExport(study)
    #expect(export.equivalentBecause.isEmpty)
    let written = Dictionary(export.files.map { ($0.name, $0.text) }) { $1 }
    var options = PlanningOptions()
    options.solver.relativeGap = 0
    let before = -(try DirectEngine(options: options).plan(study.chain).value)
    #expect(abs(try cost(written) - before) < 1e-6 * before)
    // Our own files leave nothing to defaults that a reader would have to be told of.
    #expect(try findings(written).isEmpty)
  }

  @Test(
    "What is delivered late is exported, imported and worth the same", arguments: [true, false])
  func delays(isCyclic: Bool) throws {
    // 10 MW come at 1 a MWh from where they are made two hours before; the rest costs 50.
    let files = [
      "buses.csv": "name\nfar\nhere\n",
      "snapshots.csv": ",snapshot\n0,0\n1,1\n2,2\n3,3\n4,4\n",
      "generators.csv": "name,bus,p_nom,marginal_cost\nmine,far,10,1\ndear,here,100,50\n",
      "generators-p_max_pu.csv": ",mine\n0,1\n1,1\n2,0\n3,0.4\n4,0\n",
      "links.csv":
        "name,bus0,bus1,p_nom,efficiency,delay,cyclic_delay\nship,far,here,10,0.5,2,\(isCyclic ? "True" : "False")\n",
      "loads.csv": "name,bus,p_set\ntown,here,20\n",
    ]
    // Arrives: 5 in hour 2, 5 in hour 3, and 2 in hour 5, which is hour 0 around the circle.
    let arrived = isCyclic ? 12.0 : 10
    let mined = isCyclic ? 24.0 : 20
    #expect(abs(try cost(files) - (50 * (100 - arrived) + mined)) < 1e-6)
    let (before, after) = try back(files)
    #expect(abs(before - after) < 1e-6 * before)
  }

  @Test("A tree of futures is exported as its linear program")
  func tree() throws {
    let study = try Study.parse(
      """
      gigawatt: 1
      value: USD
      future: {now: {}, good: {after: now, probability: 1/2}, bad: {after: now, probability: 1/2}}
      resources:
        power: {hours: {count: 3, step: 2 h, weight: [10, 20, 30]}, endowment: {now: 0, good: -1, bad: [-2, -3, -1]}}
        tank: {hours: {count: 3, step: 2 h, weight: [10, 20, 30]}, keep: 0.9, holds: {size: 1}}
        size: {keep: 0.8, terminal: 0}
        fuel: {endowment: {good: 700, bad: 300}}
      processes:
        build: {at: now, takes: {USD: 7}, gives: {size: 1}, whole: true}
        buy: {takes: {USD: [3, 9, 5], fuel: 1}, gives: {power: 1}, limit: 2.5}
        fill: {takes: {power: 1}, gives: {tank: 0.95}}
        empty: {takes: {tank: 1}, gives: {power: 0.9}}
        shed: {takes: {USD: 100}, gives: {power: 1}}
      """, file: "tree.yaml")
    let export = try PyPSAExport(study)
    #expect(export.equivalentBecause.contains { $0.contains("the future branches after “now”") })
    let written = Dictionary(export.files.map { ($0.name, $0.text) }) { $1 }
    var options = PlanningOptions()
    options.solver.relativeGap = 0
    let before = -(try DirectEngine(options: options).plan(study.chain).value)
    #expect(abs(try cost(written) - before) < 1e-6 * abs(before))
  }

  @Test("What PyPSA cannot say is refused by name")
  func refusal() throws {
    let study = try Study.parse(
      """
      gigawatt: 1
      value: USD
      resources:
        power: {hours: 2, endowment: -1}
        heat: {hours: 3, endowment: -1}
      processes:
        buy: {takes: {USD: 1}, gives: {power: 1}}
        burn: {takes: {USD: 1}, gives: {heat: 1}}
      """, file: "clocks.yaml")
    do throws(ExchangeError) {
      _ = try PyPSAExport(study)
      Issue.record("two clocks were exported")
    } catch {
      #expect(
        error.description.contains(
          "clocks.yaml: error: some resources are balanced in 2 and 3 steps"))
    }
  }
}
