import Foundation
import Testing

/// `gigawatt import trace` and `gigawatt weather` as a user runs them.
@Suite("series on the command line", .enabled(if: Command.program != nil, Command.isMissing))
struct SeriesCommandTests {
  /// A folder with a trace of a day, one of 58 minutes and a weather year of wind.
  static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gigawatt-traces-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    } catch {
      Issue.record("the folder cannot be written: \(error)")
    }
    return folder
  }()

  private static var files: [(String, String)] {
    var day = "t_seconds,requests_per_s,mean_input_tokens,mean_output_tokens\n"
    for window in 0..<144 { day += "\(window * 600),\(window < 72 ? 1 : 3),1000,200\n" }
    var hour = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
    for minute in 15..<73 {
      let past = minute % 60
      hour += "2023-11-16 \(18 + minute / 60):\(past < 10 ? "0" : "")\(past):00,10,20\n"
    }
    var wind = "1,c,s,USA,2012,35.2,-101.9,100,1,8760\nx\nSpeed\nm/s\n100\n"
    for step in 0..<8760 { wind += "\(step % 20)\n" }
    return [
      ("day.csv", day), ("hour.csv", hour),
      ("broken.csv", day.replacing("6000,1,", with: "6000,x,")),
      ("wind.srw", wind),
      (
        "study.yaml",
        """
        gigawatt: 1
        year: 2030
        discount: 7 %/year
        resolution: 6 h
        site: here
        load: {shape: {file: shape.csv, column: shape}, mean: 100 MW}
        grid: {import: 1 GW, price: 50 USD/MWh, connection cost: 0 USD/kW, emission factor: 0 t/MWh}
        """
      ),
    ]
  }

  func run(_ arguments: String...) throws -> Command.Result {
    try Command.run(arguments, in: Self.folder)
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: Self.folder.appending(path: name).path)
  }

  @Test("a day becomes a year that a study reads")
  func day() throws {
    let made = try run("import", "trace", "day.csv", "--out", "shape.csv", "--repeat")
    #expect(made.code == 0, "\(made)")
    #expect(made.output.contains("24.0 hours"))
    #expect(made.output.contains("every day is alike"))
    #expect(made.output.contains("time of day of the trace is not known"))
    let plan = try run("plan", "study.yaml", "--json")
    #expect(plan.code == 0, "\(plan.errors)")
    #expect(abs(try plan.objective() + 50 * 100 * 8760) < 1)
  }

  @Test(
    "refused without a file left behind",
    arguments: [
      (["hour.csv"], "a trace of 57 minutes"), (["broken.csv"], "broken.csv:12:"),
      (["none.csv"], "none.csv"), (["day.csv", "--measure", "tokns"], "did you mean “tokens”?"),
      (["day.csv", "--measure", "time"], "tokens or requests"),
      (["day.csv", "--step", "7 min"], "60 min"), (["day.csv", "--to", "UTC-6"], "--repeat"),
      (["day.csv", "--repeat", "--zone", "Mars", "--to", "UTC"], "a time zone such as"),
      (["wind.srw"], "expected"),
    ] as [([String], String)])
  func refused(_ arguments: [String], _ words: String) throws {
    let out = "out-\(UUID().uuidString).csv"
    let result = try Command.run(
      ["import", "trace"] + arguments + ["--out", out], in: Self.folder)
    #expect(result.code == 2, "\(result)")
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(!exists(out))
  }

  @Test func weather() throws {
    let plain = try run("weather", "wind.srw")
    #expect(plain.code == 0)
    for words in [
      "SAM wind resource", "UTC-7", "Gaps          none", "Warnings", "from the longitude",
    ] {
      #expect(plain.output.contains(words), "\(words)")
    }
    let zoned = try run("weather", "wind.srw", "--zone", "America/Chicago", "--json")
    let place = try #require(try zoned.document()["place"] as? [String: Any])
    #expect(place["utcOffset"] as? Double == -6)
    let wrong = try run("weather", "wind.srw", "--year", "2013")
    #expect(wrong.code == 2 && wrong.errors.contains("expected the year 2013"))
  }
}
