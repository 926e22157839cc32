import Chains
import Exchange
import Foundation
import Studies
import Testing

@Suite("PyPSA networks become studies")
struct PyPSAImportTests {
  /// Wind gives 40, 20, 0 of the 30 a load: gas builds 30 and runs 0, 10, 30.
  @Test("A plan costs what the network costs")
  func plain() throws {
    #expect(try cost(Networks.plain) == 30 * 100 + 40 * 50)
  }

  /// “é” of one code point and of two are two names for PyPSA and one for Swift.
  @Test(
    "Names that differ only in their code points are refused, never merged",
    arguments: [
      ["loads.csv": "name,bus,p_set\n\u{E9},Leipzig,10\ne\u{301},Leipzig,20\n"],
      ["buses.csv": "name\nLeipzig\n\u{E9}\ne\u{301}\n"],
      [
        "loads.csv": "name,bus,p_set\n\u{E9},Leipzig,30\n",
        "loads-p_set.csv": ",e\u{301}\n0,1\n1,2\n2,3\n",
      ],
      [
        "buses.csv": "name\nLeipzig\n\u{E9}\n",
        "loads.csv": "name,bus,p_set\ncity,e\u{301},30\n",
      ],
    ])
  func codePoints(changes: [String: String]) throws {
    let said = try findings(Networks.plain.merging(changes) { $1 })
    #expect(said.count == 1)
    #expect(said.first?.severity == .error)
    #expect(said.first?.message.contains("other code points of Unicode than in") == true)
  }

  /// 0.2 t / 0.5 for each of 40 MWh is 16 t; with 12 t there are 30 MWh of gas and none elsewhere.
  @Test("A cap that cannot hold leaves no plan")
  func cap() throws {
    var files = Networks.plain
    files["global_constraints.csv"] =
      "name,type,carrier_attribute,sense,constant\nco2,primary_energy,co2_emissions,<=,16\n"
    #expect(try cost(files) == 30 * 100 + 40 * 50)
    files["global_constraints.csv"] = files["global_constraints.csv"]?.replacing(
      "16\n", with: "12\n")
    #expect(throws: (any Error).self) { try cost(files) }
  }

  /// A weighting of 3 multiplies running costs, not capacity.
  @Test("Weightings count for costs, stores and emissions apart")
  func weightings() throws {
    var files = Networks.plain
    files["snapshots.csv"] =
      ",snapshot,objective,stores,generators\n0,0,3,1,2\n1,1,3,1,2\n2,2,3,1,2\n"
    files["global_constraints.csv"] =
      "name,type,carrier_attribute,sense,constant\nco2,primary_energy,co2_emissions,<=,32\n"
    #expect(try cost(files) == 30 * 100 + 3 * 40 * 50)
  }

  @Test(
    "Unit commitment costs what PyPSA's own tests say",
    arguments: [
      (
        """
        name,bus,committable,p_min_pu,up_time_before,marginal_cost,start_up_cost,p_nom
        coal,bus,True,0.1,0,20,3000,10000
        gas,bus,True,0,1,70,1000,10000

        """, [4000, 6000, 5000, 800], 359_000.0
      ),
      (
        """
        name,bus,committable,p_min_pu,marginal_cost,shut_down_cost,p_nom
        coal,bus,True,0.3,20,1000,10000
        gas,bus,True,0.1,70,1000,1000

        """, [4000, 6000, 5000, 800], 358_000.0
      ),
      (
        """
        name,bus,committable,p_min_pu,marginal_cost,up_time_before,min_up_time,p_nom
        coal,bus,True,0.3,20,1,0,10000
        gas,bus,True,0.1,70,0,3,1000

        """, [4000, 800, 5000, 3000], 306_000.0
      ),
      (
        """
        name,bus,committable,p_min_pu,marginal_cost,min_down_time,down_time_before,p_nom
        coal,bus,True,0.3,20,2,1,10000
        gas,bus,True,0.1,70,0,0,4000

        """, [3000, 800, 3000, 8000], 486_000.0
      ),
    ])
  func commitment(generators: String, load: [Int], expected: Double) throws {
    let found = try cost(Networks.units(generators, load: load))
    // The search ends at a gap of 0; what is left is rounding.
    #expect(abs(found - expected) < 1e-6 * expected)
  }

  /// PyPSA's test_storage_energy_marginal_cost: 2 MWh made, and 0.2 for each MWh held for an hour.
  @Test("Holding energy may cost")
  func holding() throws {
    let files = [
      "buses.csv": "name\nbus\n", "snapshots.csv": ",snapshot\n0,0\n1,1\n2,2\n",
      "generators.csv": "name,bus,p_nom,marginal_cost\ngen,bus,3,1\n",
      "generators-p_max_pu.csv": ",gen\n0,1\n1,0\n2,0\n",
      "loads.csv": "name,bus,p_set\nload,bus,1\n",
      "stores.csv": "name,bus,marginal_cost_storage,e_initial,e_nom\nstore,bus,0.2,1,10\n",
    ]
    #expect(abs(try cost(files) - 2.6) < 1e-9)
  }

  /// The direct line takes two thirds of what A sends, so 60 MW on it let A send 90 of the 120.
  @Test("Flows in a ring obey the voltage law")
  func voltageLaw() throws {
    #expect(abs(try cost(Networks.ring) - (90 * 10 + 30 * 60)) < 1e-6)
    var files = Networks.ring
    files["lines.csv"] = files["lines.csv"]?.replacing("long 2,C,B,0.1", with: "long 2,C,B,0.3")
    // Now the long way is four times as long: 4/5 go direct, and A sends 75.
    #expect(abs(try cost(files) - (75 * 10 + 45 * 60)) < 1e-6)
  }

  /// Two periods, the second of weight 10; the plant of 2030 lives for one of them.
  @Test("A name may begin or end with a blank, also at the head of a column")
  func blanks() throws {
    var network = Networks.plain
    network["generators.csv"] = network["generators.csv"]?.replacing("farm,", with: " farm ,")
    let full = try cost(network)
    network["generators-p_max_pu.csv"] = "snapshot, farm \n0,0\n1,0\n2,0\n"
    #expect(try findings(network).isEmpty)
    #expect(try cost(network) > full)
  }

  @Test("Limits per bus and carrier hold as columns of buses")
  func limitsOfBuses() throws {
    var network = Networks.plain
    let free = try cost(network)
    network["buses.csv"] = "name,v_nom,carrier,nom_min_gas\nLeipzig,380,AC,90\n"
    #expect(try findings(network).isEmpty)
    #expect(try cost(network) > free)
    // A capacity of 90 MW at 100 a MW; the hours cost what they did.
    network["buses.csv"] = "name,v_nom,carrier,nom_min_gas\nLeipzig,380,AC,91\n"
    let more = try cost(network)
    network["buses.csv"] = "name,v_nom,carrier,nom_min_gas\nLeipzig,380,AC,90\n"
    #expect(abs(more - (try cost(network)) - 100) < 1e-6)
    network["buses.csv"] = "name,v_nom,carrier,nom_min_gsa\nLeipzig,380,AC,91\n"
    let said = try findings(network).map(\.message).joined()
    #expect(said.contains("did you mean “nom_min_gas”?"))
    #expect(abs(try cost(network) - free) < 1e-6)
    network["buses.csv"] = "name,v_nom,carrier,nom_max_gas\nLeipzig,380,AC,much\n"
    #expect(try findings(network).contains { $0.message.contains("“much”") })
  }

  @Test("Assets live from their build year to the end of their life")
  func periods() throws {
    let files = [
      "buses.csv": "name\nbus\n",
      "snapshots.csv": ",period,timestep\n0,2030,0\n1,2040,0\n",
      "investment_periods.csv": "period,objective,years\n2030,1,1\n2040,10,1\n",
      "generators.csv": """
      name,bus,p_nom_extendable,capital_cost,marginal_cost,build_year,lifetime
      early,bus,True,5,1,2030,10
      late,bus,True,7,2,2040,30

      """, "loads.csv": "name,bus,p_set\nload,bus,10\n",
    ]
    #expect(try cost(files) == 10 * (5 + 1) + 10 * 10 * (7 + 2))
  }

  @Test(
    "What is not covered or not right is refused with its place",
    arguments: [
      (
        "generators.csv", "turbine,Leipzig", "turbine,Leipzi",
        "generators.csv:2: error: generator “turbine”: there is no bus “Leipzi” (did you mean “Leipzig”?)"
      ),
      (
        "generators.csv", ",50,0.5", ",abc,0.5",
        "generators.csv:2: error: expected a number in column “marginal_cost”, found “abc”"
      ),
      (
        "generators.csv", "True", "maybe",
        "generators.csv:2: error: expected True or False in column “p_nom_extendable”, found “maybe”"
      ),
      (
        "generators.csv", "farm,", "turbine,",
        "generators.csv:3: error: the generator “turbine” stands twice in this file"
      ),
      (
        "generators.csv", "capital_cost", "capital_csot",
        "generators.csv:1: warning: the column “capital_csot” is no attribute of a generator and is not read (did you mean “capital_cost”?)"
      ),
      (
        "generators-p_max_pu.csv", "2,0\n", "",
        "generators-p_max_pu.csv:3: error: expected 3 rows, one per snapshot, found 2"
      ),
      (
        "generators-p_max_pu.csv", ",farm", ",fram",
        "generators-p_max_pu.csv:1: warning: there is no generator “fram”; its column is not read (did you mean “farm”?)"
      ),
      (
        "generators-p_max_pu.csv", "1,0.5", "1,NaN",
        "generators-p_max_pu.csv:3: error: expected a number in column “farm”, found “NaN”"
      ),
      (
        "loads.csv", "city,Leipzig,30", "city,Leipzig",
        "loads.csv:2: error: expected 3 cells as in the first line, found 2"
      ),
      (
        "buses.csv", "name,v_nom,carrier", "name;v_nom;carrier",
        "buses.csv:1: error: expected columns separated by commas, found semicolons"
      ),
      (
        "snapshots.csv", "0,0,1,1,1", "0,0,-1,1,1",
        "snapshots.csv:2: error: expected a weighting of 0 or more in column “objective”, found “-1”"
      ),
      (
        "generators.csv", "efficiency\nturbine,Leipzig,gas,5,True,100,50,0.5",
        "marginal_cost_quadratic\nturbine,Leipzig,gas,5,True,100,50,0.5",
        "generators.csv:2: error: generator “turbine” has “marginal_cost_quadratic” = 0.5: a quadratic marginal cost is not imported"
      ),
    ])
  func refusals(file: String, from: String, to: String, expected: String) throws {
    var files = Networks.plain
    let before = try #require(files[file])
    let after = before.replacing(from, with: to)
    #expect(before != after)
    files[file] = after
    let texts = try findings(files).map { diagnostic in
      var short = diagnostic
      short.file = (diagnostic.file as NSString).lastPathComponent
      return short.description
    }
    #expect(texts.contains(expected), "found \(texts)")
  }

  @Test("What is written is read back; a folder with files in it is left alone")
  func writing() throws {
    let folder = try NetworkFolder(Networks.plain)
    defer { folder.remove() }
    let imported = try PyPSAImport(path: folder.path)
    #expect(imported.objectiveConstant == 500)
    #expect(throws: ExchangeError.self) { try imported.write(to: folder.path) }
    try imported.write(to: folder.path + "/study")
    let study = try Study.read(folder.path + "/study")
    #expect(study.warnings.isEmpty)
    #expect(study.chain.process("build turbine")?.takes.first?.amount == 100)
  }

  @Test(
    "A network is the same study whether its files are written or not",
    arguments: [
      [:],
      ["generators.csv": "name,bus,p_nom,marginal_cost\n\"the, gas\",Leipzig,40,50\n"],
      [
        "loads.csv": "name,bus\nCity,Leipzig\nvillage (2),Leipzig\n",
        "loads-p_set.csv": ",City,village (2)\n0,30,1e-3\n1,0.1,2\n2,25,3.5\n",
      ],
    ])
  func directly(changes: [String: String]) throws {
    let folder = try NetworkFolder(Networks.plain.merging(changes) { $1 })
    defer { folder.remove() }
    #expect(PyPSAImport.isNetwork(folder.path))
    let imported = try PyPSAImport(path: folder.path)
    try imported.write(to: folder.path + "/study")
    #expect(!PyPSAImport.isNetwork(folder.path + "/study"))
    let direct = try imported.source.study()
    #expect(try direct.chain == Study.read(folder.path + "/study").chain)
    #expect(direct.file == folder.path)
    let notes = imported.objectiveConstant == 0 ? 0 : 1
    #expect(direct.warnings.count == imported.warnings.count + notes)
  }
}
