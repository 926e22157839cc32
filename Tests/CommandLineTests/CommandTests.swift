import Foundation
import Testing

/// What the program prints, where, and with which exit code.
@Suite(.enabled(if: Command.program != nil, Command.isMissing))
struct Commands {
  // MARK: plan

  /// The farmer: Birge & Louveaux, Introduction to Stochastic Programming, chapter 1.
  @Test func planPrintsOneDocument() throws {
    let result = try Command.run(["plan", Command.example("farmer"), "--json"])
    #expect(result.code == 0)
    #expect(abs(try result.objective() - 108_390) < 1e-3)
    #expect(result.output.hasPrefix("{") && result.output.hasSuffix("}\n"))
  }

  /// With foresight, in the same book.
  @Test(arguments: [("good", 167_666.6667), ("fair", 118_600), ("poor", 59_950)])
  func nodeReveals(_ node: String, _ objective: Double) throws {
    let result = try Command.run(["plan", Command.example("farmer"), "--json", "--node", node])
    #expect(result.code == 0)
    #expect(abs(try result.objective() - objective) < 1e-3)
  }

  @Test(
    arguments: [
      (["--mean"], 118_600.0),
      (
        ["--fix", "plant wheat=120", "--fix", "plant corn=80", "--fix", "plant beets=300"], 107_240
      ),
      (["--fix", "plant wheat@now=170"], 108_390),
      (["--set", "land.endowment@now=0", "--drop", "feed cattle"], 0),
      (["--drop", "plant wheat", "--drop", "plant corn", "--drop", "plant beets"], -98_000),
    ] as [([String], Double)])
  func changes(_ options: [String], _ objective: Double) throws {
    let result = try Command.run(["plan", Command.example("farmer"), "--json"] + options)
    #expect(result.code == 0, "\(result.errors)")
    #expect(abs(try result.objective() - objective) < 1e-3)
  }

  /// Sites are those of the study's own future: on another one the plan is that of a chain.
  @Test(arguments: [["--reveal", "2030 bust"], ["--mean"]])
  func otherFutures(_ options: [String]) throws {
    let path = Command.folder.appending(path: "tree.yaml")
    try Data(
      """
      gigawatt: 1
      discount: 7 %/year
      today: 2026
      years: [2026, 2030]
      horizon: 2040
      resolution: 24 h
      load: {2026: 0 MW, 2030: 50 MW}
      supplies: [gas engine]
      uncertain:
        demand:
          known: 2030
          branches:
            boom: {probability: 40 %, scale: {load: 2}}
            bust: {probability: 60 %, scale: {load: 0.8}}
      """.utf8
    ).write(to: path)
    let result = try Command.run(["plan", path.path(), "--json"] + options)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.errors.contains("shown by activity, without its sites"))
    let text = try Command.run(["plan", path.path()] + options)
    #expect(text.code == 0 && text.output.contains("run gas engine"))
  }

  @Test func setAndDropChangeTheWidget() throws {
    let widget = Command.example("widget-option")
    let dropped = try Command.run(["plan", widget, "--json", "--drop", "invest later"])
    #expect(abs(try dropped.objective() - 600) < 1e-6)
    let set = try Command.run(["plan", widget, "--json", "--set", "invest now.gives.USD=3000"])
    #expect(abs(try set.objective() - 1400) < 1e-6)
  }

  @Test func planForPeople() throws {
    let result = try Command.run(["plan", Command.example("farmer")])
    #expect(result.code == 0)
    #expect(result.output.contains("plant wheat"))
    #expect(result.output.contains("Expected value"))
    #expect(result.errors.isEmpty)
  }

  @Test func fromAnotherFolder() throws {
    let result = try Command.run(["plan", "good.yaml", "--json"], in: Command.folder)
    #expect(result.code == 0)
    #expect(abs(try result.objective() - 6) < 1e-9)
    let elsewhere = try Command.run(
      ["plan", Command.example("farmer"), "--json"], in: FileManager.default.temporaryDirectory)
    #expect(abs(try elsewhere.objective() - 108_390) < 1e-3)
  }

  /// 30 MW of turbines beside 5 MW that are there, 40 MWh of gas at 50 USD; then gas at 60 USD.
  @Test func networkInPlaceOfAStudy() throws {
    let folder = Command.folder.appending(path: "network-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in [
      ("buses.csv", "name\nLeipzig\n"),
      ("snapshots.csv", ",snapshot\n0,0\n1,1\n2,2\n"),
      (
        "generators.csv",
        "name,bus,p_nom,p_nom_extendable,capital_cost,marginal_cost\n"
          + "turbine,Leipzig,5,True,100,50\nfarm,Leipzig,20,False,0,0\n"
      ),
      ("generators-p_max_pu.csv", ",farm\n0,1\n1,1\n2,0\n"),
      ("loads.csv", "name,bus,p_set\ncity,Leipzig,30\n"),
    ] { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let path = folder.path()
    let plan = try Command.run(["plan", path, "--json", "--engine", "direct"])
    #expect(plan.code == 0)
    #expect(try plan.objective() == -(30 * 100 + 50 * 50))
    #expect(plan.errors.contains("objective_constant, here 500"))
    let dearer = try Command.run(
      ["plan", path, "--json", "--engine", "direct", "--set", "turbine.takes.money=60"])
    #expect(try dearer.objective() == -(30 * 100 + 50 * 60))
    let check = try Command.run(["check", path])
    #expect(check.code == 0)
    try Data("name,bus,p_set\ncity,Leipzg,30\n".utf8).write(to: folder.appending(path: "loads.csv"))
    let wrong = try Command.run(["plan", path])
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("loads.csv:2: error: load “city”: there is no bus “Leipzg”"))
  }

  // MARK: Exit codes

  @Test func noPlan() throws {
    let result = try Command.run(["plan", Command.file("short.yaml"), "--json"])
    #expect(result.code == 1)
    #expect(result.output.contains("\"status\" : \"infeasible\""))
    #expect(result.output.contains("“bread” at now is short of"))
    #expect(result.errors.contains("short.yaml"))
    #expect(result.errors.contains("“bread” at now"), "\(result.errors)")
  }

  /// Arguments and words of the message; all are bad input.
  @Test(
    arguments: [
      (["plan", "FOLDER/typo.yaml"], "typo.yaml:4:"),
      (["plan", "FOLDER/typo.yaml"], "did you mean “bread”?"),
      (["check", "FOLDER/typo.yaml"], "typo.yaml:4:"),
      (["plan", "FOLDER/nosuch.yaml"], "nosuch.yaml"),
      (["check", "FOLDER"], "study.yaml"),
      (["plan"], "study"),
      (["plan", "FOLDER/good.yaml", "--jsn"], "--jsn"),
      (["plna", "FOLDER/good.yaml"], "plna"),
      (["plan", "FARMER", "--node", "goood"], "did you mean “good”?"),
      (["plan", "FARMER", "--drop", "plant whaet"], "did you mean “plant wheat”?"),
      (["plan", "FARMER", "--fix", "plant wheat"], "NAME=NUMBER"),
      (["plan", "FARMER", "--fix", "plant wheat=lots"], "NAME=NUMBER"),
      (["plan", "FARMER", "--fix", "plant wheat@nwo=5"], "did you mean “now”?"),
      (["plan", "FARMER", "--set", "land.colour=5"], "land.colour"),
      (["plan", "FARMER", "--method", "magic"], "magic"),
      (["plan", "FARMER", "--time-limit", "0"], "time limit"),
      (["catalog", "soalr"], "did you mean"),
      (["catalog", "nosuch"], "nosuch"),
      (["catalog", "chatt"], "did you mean"),
      (["weather", "FOLDER/broken.epw"], "broken.epw"),
      (["weather", "FOLDER/nosuch.epw"], "nosuch.epw"),
    ] as [([String], String)])
  func badInput(_ arguments: [String], _ words: String) throws {
    let result = try Command.run(
      arguments.map {
        $0.replacing("FOLDER/", with: Command.file(""))
          .replacing("FOLDER", with: Command.folder.path())
          .replacing("FARMER", with: Command.example("farmer"))
      })
    #expect(result.code == 2, "\(result)")
    #expect(result.output.isEmpty)
    #expect(result.errors.lowercased().contains(words.lowercased()), "\(result.errors)")
  }

  // MARK: Other words

  @Test func check() throws {
    let result = try Command.run(["check", Command.example("farmer")])
    #expect(result.code == 0)
    #expect(result.output.contains("The farmer"))
    let json = try Command.run(["check", Command.example("farmer"), "--json"])
    #expect(json.code == 0)
    #expect(try json.document().isEmpty == false)
  }

  @Test func catalog() throws {
    let result = try Command.run(["catalog", "solar"])
    #expect(result.code == 0)
    #expect(result.output.contains("overnight cost"))
    #expect(result.errors.isEmpty)
  }

  @Test(arguments: [
    ("h100", ["server power", "1.275 kW/chip", "vendor: NVIDIA"]),
    ("hall", ["11,700 USD/kW"]),
    ("work", ["training", "tpu v7", "[1] "]),
    ("chat", ["llama 3.1 70b", "4.424 million tokens", "0.479 J/token"]),
    ("Llama 3.1 70B", ["batch", "ML.ENERGY"]),
  ])
  func catalogOfCompute(_ name: String, _ words: [String]) throws {
    let result = try Command.run(["catalog", name])
    #expect(result.code == 0 && result.errors.isEmpty)
    for word in words { #expect(result.output.contains(word), "\(word)") }
  }

  @Test func help() throws {
    let result = try Command.run(["--help"])
    #expect(result.code == 0)
    #expect(result.output.contains("plan") && result.output.contains("check"))
  }
}
