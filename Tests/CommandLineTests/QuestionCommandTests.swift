import Foundation
import Testing

/// Questions as a user asks them.
@Suite(.enabled(if: Command.program != nil, Command.isMissing)) struct QuestionCommands {
  @Test func bet() throws {
    let result = try Command.run([
      "bet", Command.example("farmer"), "--risk", "0.8", "--json", "-q",
    ])
    #expect(result.code == 0, "\(result.errors)")
    let document = try result.document()
    for (name, expected) in [
      ("RP", 108_390), ("WS", 115_405.5555555556), ("EEV", 107_240), ("EVPI", 7_015.5555555556),
      ("VSS", 1_150), ("CVaR", 48_820), ("regret", 11_130.0),
    ] {
      let value = try #require(document[name] as? Double)
      #expect(abs(value - expected) < 1e-6 * expected, "\(name)")
    }
    #expect((document["commitments"] as? [Any])?.isEmpty == false)
    #expect((document["strandedByLeaf"] as? [Any])?.count == 3)
  }

  @Test func worth() throws {
    let result = try Command.run([
      "worth", Command.example("widget-option"), "--drop", "invest later", "--json",
    ])
    #expect(result.code == 0, "\(result.errors)")
    let value = try #require(try result.document()["worth"] as? Double)
    #expect(abs(value + 172.72727272727275) < 1e-6)
  }

  @Test func breakeven() throws {
    // At 76 the third technology would enter a line of load; here it is the value of an option.
    let result = try Command.run([
      "breakeven", Command.example("widget-option"), "invest now.takes.USD", "--where",
      "invest now enters", "--between", "1000", "1600", "--tolerance", "0.01", "--json",
    ])
    #expect(result.code == 0, "\(result.errors)")
    let document = try result.document()
    #expect(document["finding"] as? String == "found")
    // Investing now for c brings 2200 - c, waiting 772.73: now up to 1427.27.
    let value = try #require(document["value"] as? Double)
    #expect(abs(value - 1427.2727) < 0.01)
  }

  @Test func sweepGoesOn() throws {
    let folder = Command.file("sweep-\(UUID())")
    let arguments = [
      "sweep", Command.example("farmer"), "--over", "land.endowment=400,500,600 acre", "--columns",
      "value, activity of plant wheat", "--csv", "--out", folder, "-q",
    ]
    let written = arguments.map { $0.replacingOccurrences(of: " acre", with: "") }
    let result = try Command.run(written)
    #expect(result.code == 0, "\(result.errors)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines.first == "land.endowment,value [USD],activity of plant wheat")
    let cells = lines[2].split(separator: ",").compactMap { Double($0) }
    #expect(cells.count == 3 && abs(cells[1] - 108_390) < 1e-3 && abs(cells[2] - 170) < 1e-6)
    let log = "\(folder)/sweep.jsonl"
    let rows = try String(contentsOfFile: log, encoding: .utf8)
    #expect(rows.split(separator: "\n").count == 3)
    // The last line is lost, as after an interrupt: one plan is made, the rest is read.
    let kept = rows.split(separator: "\n").prefix(2).joined(separator: "\n") + "\n"
    try kept.write(toFile: log, atomically: true, encoding: .utf8)
    let again = try Command.run(written)
    #expect(again.output == result.output)
    #expect(try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count == 3)
    let page = try String(contentsOfFile: "\(folder)/report.html", encoding: .utf8)
    #expect(page.contains("plant wheat") && page.contains("<h1>The farmer</h1>"))
  }

  @Test(arguments: [
    (["worth", "farmer"], "expected a change"),
    (["breakeven", "farmer", "x", "--where", "y enters", "--between", "1"], "expected two values"),
    (
      ["breakeven", "farmer", "plant wheat.takes.USD", "--where", "y", "--between", "1", "2"],
      "expected a condition"
    ),
    (["sweep", "farmer"], "expected something to sweep over"),
    (["sweep", "farmer", "--over", "land.endowment=1..2"], "FROM..TO/STEPS"),
    (
      [
        "sweep", "farmer", "--over", "land.endowment=1..9/4", "--columns",
        "value, price of lnad",
      ], "did you mean “land”?"
    ),
    (
      [
        "breakeven", "farmer", "plant wheat.takes.USD", "--where", "activity of plant whet >= 1",
        "--between", "1", "2",
      ], "did you mean “plant wheat”?"
    ),
    (["bet", "owen"], "there is only one future"),
    (["bet", "farmer", "--tail", "x"], "expected a share"),
    (["alternatives", "farmer", "--of", "plant whet"], "did you mean “plant wheat”?"),
    (["plan", "farmer", "--set", "processes.plant whet.floor=3"], "did you mean “plant wheat”?"),
  ]) func badInput(_ words: [String], _ sentence: String) throws {
    var arguments = words
    arguments[1] = Command.example(words[1])
    let result = try Command.run(arguments)
    #expect(result.code == 2)
    #expect(result.errors.contains(sentence), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test(arguments: ["worth", "breakeven", "sweep", "bet", "alternatives"]) func help(_ name: String)
    throws
  {
    let result = try Command.run([name, "--help"])
    #expect(result.code == 0)
    #expect(result.output.contains("gigawatt \(name) Examples/"))
  }
}
