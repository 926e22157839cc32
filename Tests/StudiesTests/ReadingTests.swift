import Chains
import Foundation
import Studies
import TestSupport
import Testing

/// Files that are not studies, and how errors are told.
@Suite struct ReadingFiles {
  private func errors(_ bytes: [UInt8]) throws -> [Diagnostic] {
    let path = Fixture.folder + "file-\(bytes.count)-\(bytes.hashValue).yaml"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: StudyError.self) { try Study.read(path) }
    return error?.diagnostics ?? []
  }

  @Test func missingFile() {
    let error = #expect(throws: StudyError.self) { try Study.read("/nowhere/study.yaml") }
    #expect(
      error?.description
        == "/nowhere/study.yaml: error: expected a study, found no file that can be read")
  }

  @Test func folderWithoutStudy() {
    let error = #expect(throws: StudyError.self) { try Study.read(Fixture.folder) }
    #expect(error?.description.contains("study.yaml: error") == true)
  }

  @Test(arguments: ["", "\n\n", "# only a comment\n", "   "])
  func emptyFile(_ text: String) throws {
    let first = try #require(try errors(Array(text.utf8)).first)
    #expect(first.line == 1)
    #expect(first.message.contains("empty"))
  }

  @Test func notText() throws {
    let first = try #require(try errors([0x67, 0x69, 0xFF, 0xFE, 0x00]).first)
    #expect(first.line == 1)
    #expect(first.message == "expected text in UTF-8")
  }

  @Test func binary() throws {
    let first = try #require(try errors(Array("gigawatt: 1\ntitle: a\u{1}b\n".utf8)).first)
    #expect(first.line == 2)
    #expect(first.message.contains("control characters"))
  }

  /// Notepad writes a byte order mark and lines that end in two characters.
  @Test func windows() throws {
    let text = "\u{FEFF}" + (try Repository.example("farmer")).replacing("\n", with: "\r\n")
    #expect(try Study.parse(text, file: "x").chain.processes.count == 9)
    refusal(of: "gigawatt: 1\r\ntitle: x\r\ntitle: y\r\n", at: 3, with: "stands twice")
    refusal(of: "gigawatt: 1\r\n\r\nlaod: 5 MW\r\nload: 5 MW\r\n", at: 3, with: "laod")
  }

  @Test func independentMistakesAreToldTogether() {
    let text = """
      gigawatt: 1
      yeer: 2030
      load: 100 MWh
      supplies:
        ccgt: {life: 20}
        battery: {duration: 4 h, maximum energy: 5 MWh}
      """
    let error = #expect(throws: StudyError.self) { try read(text) }
    let lines = error?.diagnostics.filter { $0.severity == .error }.map(\.line)
    #expect(lines == [2, 3, 5, 6])
  }

  @Test func independentMistakesInRecipes() {
    let text = """
      gigawatt: 1
      resources: {land: {endowment: x}}
      processes:
        a: {takes: {lnad: 1}}
        b: {gives: {USD: y}, limt: 3}
      """
    let error = #expect(throws: StudyError.self) { try read(text) }
    #expect(error?.diagnostics.map(\.line) == [2, 4, 5, 5])
  }

  @Test func errorsAreSentencesWithTheirPlace() {
    let error = #expect(throws: StudyError.self) {
      try read("gigawatt: 1\nload: 5 MW\nsupplies: [cgt]\n")
    }
    #expect(
      error?.description.hasPrefix("study.yaml:3:12: error: supplies[1]: there is no") == true)
  }

  /// A name of a node may be a word that other programs take for a truth value.
  @Test func namesStayNames() throws {
    let study = try read(
      """
      gigawatt: 1
      future: {no: {}, yes: {after: no}}
      processes: {on: {at: [yes], gives: {USD: 1}, limit: 1}}
      """)
    #expect(study.chain.future.nodes.map(\.name) == ["no", "yes"])
    #expect(study.chain.process("on")?.nodes == ["yes"])
  }

  @Test(
    arguments: [
      ("fuels: {natural gas: {price: 3 USD/MMBtu}}\n", "no supply burns"),
      ("firmness: 100 %\nunserved: 9 USD/MWh\n", "has no effect"),
      ("load: {2030: 5 MW, 2040: 9 MW}\n", "has no effect"), ("clean: 0 %\n", "has no effect"),
    ])
  func warnings(_ lines: String, _ words: String) throws {
    let load = lines.hasPrefix("load") ? "" : "load: 5 MW\n"
    let study = try read(
      "gigawatt: 1\ndiscount: 7 %/year\nyear: 2030\n\(load)\(lines)supplies: [geothermal]\n")
    #expect(study.warnings.contains { $0.message.contains(words) }, "\(study.warnings)")
  }
}

/// The examples of a campus, whose weather comes from real files.
@Suite struct CampusExamples {
  private static let data = Repository.root.appending(path: "Examples/abilene-power/data/").path()

  @Test(arguments: ["el-paso"]) func reads(_ name: String) throws {
    let study = try Study.read(Repository.root.appending(path: "Examples/\(name)").path())
    let campus = try #require(study.campus)
    #expect(campus.supplies.count == 3)
    #expect(campus.inputs.contains { $0.name == "solar, capacity factor" })
  }

  /// A file that is good weather and lacks what is asked of it.
  @Test(arguments: [
    ("solar: wind_2013.csv", "expected a file with irradiance"),
    ("wind: solar_2013.csv", "expected a file with wind speeds"),
  ])
  func weatherWithoutWhatIsNeeded(_ weather: String, _ words: String) throws {
    let text =
      "gigawatt: 1\nyear: 2030\nload: 1 MW\nsupplies: [solar, wind]\nweather:\n  \(weather)\n"
    let error = #expect(throws: StudyError.self) {
      try Study.parse(text, file: "study.yaml", folder: Self.data)
    }
    let first = try #require(error?.diagnostics.first { $0.severity == .error })
    #expect(first.line == 6)
    #expect(first.message.contains(words), "\(first)")
  }
}

/// Good studies with bytes changed at random: read or refused, never a crash, never slow.
@Suite struct Fuzz {
  @Test(arguments: Mutations.quick.map(\.name)) func randomBytes(_ name: String) throws {
    let base = try #require(Mutations.quick.first { $0.name == name })
    var dice = Dice(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
    let alphabet = Array("\n\n  \t:{}[],-#&*!|>'\"%@`~?0123456789.eE<xyzU/é\u{0}".utf8)
    var refused = 0
    for _ in 0..<300 {
      var bytes = Array(base.text.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &dice) {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &dice)]
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(byte, at: place)
        case 2: bytes.replaceSubrange(place..<min(bytes.count, place + 8), with: [byte])
        default: bytes[place] = byte
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let started = ContinuousClock.now
      do throws(StudyError) { _ = try read(text) } catch {
        refused += 1
        #expect(error.diagnostics.contains { $0.severity == .error }, "no error told:\n\(text)")
        #expect(
          error.diagnostics.allSatisfy { $0.line.map { $0 > 0 } ?? false }, "\(error)\n\(text)")
      }
      #expect(ContinuousClock.now - started < .seconds(5), "slow:\n\(text)")
    }
    #expect(refused > 100)
  }

  @Test(arguments: [UInt64(1), 2, 3, 4]) func noise(_ seed: UInt64) {
    var dice = Dice(seed: seed)
    for _ in 0..<250 {
      let bytes = (0..<Int.random(in: 1...400, using: &dice)).map { _ in
        UInt8.random(in: 9...126, using: &dice)
      }
      #expect(throws: StudyError.self) { try read(String(decoding: bytes, as: UTF8.self)) }
    }
  }
}
