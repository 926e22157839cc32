import Chains
import Foundation
import Questions
import Studies
import Testing

/// Changes of a study in the user's words.
@Suite struct Edits {
  static let campus = """
    gigawatt: 1
    title: Test
    year: 2030
    load: 100 MW
    resolution: 3 h
    supplies: [gas engine, battery]
    fuels: {natural gas: {price: 4 USD/MMBtu}}
    grid: {from: 2030, import: {2030: 20 MW}, price: 50 USD/MWh, emission factor: 0.4 t/MWh}
    """
  static let pathway = """
    gigawatt: 1
    discount: 7 %/year
    years: [2030, 2035]
    horizon: 2040
    load: {2030: 100 MW, 2035: 200 MW}
    resolution: 3 h
    supplies: {gas engine: {}, battery: {energy cost: 200 USD/kWh}}
    """

  private func subject(_ text: String) -> Subject {
    Subject(StudySource(text: text, file: "study.yaml"))
  }

  private func input(_ name: String, _ words: ChangeWords, of text: String = campus) throws
    -> Double
  {
    let study = try subject(text).study(words)
    let inputs = try #require(study.campus).inputs
    return try #require(inputs.first { $0.name == name }, "\(inputs.map(\.name))").number.value
  }

  @Test(arguments: [
    // A key of the catalog that the study does not write, in a list of names.
    ("supplies.gas engine.overnight cost=900 USD/kW", "gas engine, overnight cost, 2030", 900.0),
    ("supplies.\"gas engine\".overnight cost=0.9 USD/W", "gas engine, overnight cost, 2030", 900),
    ("supplies[1].fixed O&M=7 USD/kW-yr", "gas engine, fixed O&M", 7),
    ("fuels.natural gas.price=6 USD/MMBtu", "natural gas, price", 6),
    ("fuels.natural gas={price: 6 USD/MMBtu}", "natural gas, price", 6),
    ("grid.delivery=8 USD/MWh", "grid, delivery", 8),
  ]) func set(_ text: String, _ name: String, _ expected: Double) throws {
    #expect(isClose(try input(name, Studies.words { $0.sets = [text] }), expected))
  }

  @Test func setsASection() throws {
    let study = try subject(Self.campus).study(
      Studies.words { $0.sets = ["load=50 MW", "emissions.price=30 USD/t"] })
    let campus = try #require(study.campus)
    #expect(campus.load[0].allSatisfy { $0 == 50 })
    #expect(campus.emissions.price == [30])
  }

  @Test func scalesWhatIsWritten() throws {
    let words = Studies.words {
      $0.scales = ["load=1.5", "grid.import=2", "fuels.natural gas.price=0.5"]
    }
    let campus = try #require(try subject(Self.campus).study(words).campus)
    #expect(campus.load[0].allSatisfy { isClose($0, 150) })
    #expect(campus.grid?.importLimit == [40])
    #expect(isClose(try input("natural gas, price", words), 2))
  }

  /// The catalog's own numbers, which differ by year, each multiplied.
  @Test(arguments: ["2030", "2035"]) func scalesTheCatalog(_ year: String) throws {
    let name = "gas engine, overnight cost, \(year)"
    let before = try input(name, ChangeWords(), of: Self.pathway)
    let words = Studies.words { $0.scales = ["supplies.gas engine.overnight cost=1.2"] }
    #expect(isClose(try input(name, words, of: Self.pathway), 1.2 * before))
    let rate = try input("gas engine, heat rate", ChangeWords(), of: Self.pathway)
    let heat = Studies.words { $0.scales = ["supplies.gas engine.heat rate=0.9"] }
    #expect(isClose(try input("gas engine, heat rate", heat, of: Self.pathway), 0.9 * rate))
  }

  @Test(arguments: ["battery", "supplies.battery", "supplies[2]"]) func drops(_ name: String) throws
  {
    let campus = try #require(
      try subject(Self.campus).study(Studies.words { $0.drops = [name] }).campus)
    #expect(campus.supplies.map(\.name) == ["gas engine"])
  }

  @Test func dropsASection() throws {
    let campus = try #require(
      try subject(Self.campus).study(Studies.words { $0.drops = ["grid"] }).campus)
    #expect(campus.grid == nil)
  }

  @Test func readsAgainWithoutATrace() throws {
    let subject = subject(Self.campus)
    let before = try subject.study().chain
    _ = try subject.study(Studies.words { $0.sets = ["load=50 MW"] })
    #expect(try subject.study().chain == before)
    #expect(try subject.study(Studies.words { $0.sets = ["load=100 MW"] }).chain == before)
  }

  /// A number of a raw chain by its key, with units, and by the words of the chain.
  @Test(arguments: [
    "processes.sell.gives.USD=7", "sell.gives.USD=7", "processes.sell.gives={USD: 7}",
  ]) func rawChain(_ text: String) throws {
    let subject = subject(
      """
      gigawatt: 1
      resources: {bread: {endowment: 3}}
      processes: {sell: {takes: {bread: 1}, gives: {USD: 2}}}
      """)
    let chain = try subject.study(Studies.words { $0.sets = [text] }).chain
    #expect(chain.process("sell")?.gives.first?.amount == 7)
  }

  @Test func addsAPiece() throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "gigawatt-piece-\(UUID()).yaml")
    try Data("supplies:\n  fusion: {like: smr}\nunserved: 900 USD/MWh\n".utf8).write(to: file)
    let campus = try #require(
      try subject(Self.campus).study(Studies.words { $0.adds = [file.path()] }).campus)
    #expect(campus.supplies.map(\.name) == ["gas engine", "battery", "fusion"])
    #expect(campus.shedding.value == 900)
  }

  /// What is wrong stands at the text that is wrong.
  @Test(
    .tags(.refusal),
    arguments: [
      ("load=50 MWh", "--set load=50 MWh: error: load: expected a load"),
      ("supplies.gas engine.overnigt cost=3 USD/kW", "(did you mean “overnight cost”?)"),
      ("supplies.gas engin.overnight cost=3 USD/kW", "(did you mean “gas engine”?)"),
      ("supplies.gas engine.overnight cost=3 USD/kWh", "--set supplies.gas engine.overnight cost"),
      ("loda=50 MW", "“load”"),
      ("load", "expected KEY=VALUE"),
      ("load=[1", "not valid YAML"),
      ("title.of=3", "has no “of”"),
      ("supplies[7].life=3 years", "has 2 members"),
      ("supplies..life=3 years", "expected keys parted by points"),
      ("supplies.\"gas=3", "KEY=VALUE"),
    ]) func refusals(_ text: String, _ sentence: String) throws
  {
    let error = try #require(throws: QuestionError.self) {
      try subject(Self.campus).study(Studies.words { $0.sets = [text] })
    }
    #expect("\(error)".contains(sentence), "\(error)")
  }

  @Test(
    .tags(.refusal),
    arguments: [
      ("wind", "no process “wind”"), ("supplies.wind", "there is no “wind” in supplies"),
      ("firmness", "cannot be dropped"),
    ]) func dropsNothingThatIsNotThere(_ name: String, _ sentence: String) throws
  {
    let error = try #require(throws: QuestionError.self) {
      try subject(Self.campus).study(Studies.words { $0.drops = [name] })
    }
    #expect("\(error)".contains(sentence), "\(error)")
  }

  @Test(
    .tags(.refusal),
    arguments: [
      ("load=x", "expected a factor"), ("supplies.gas engine.overnigt cost=2", "did you mean"),
      ("title=2", "expected a number to multiply"),
    ]) func scalesNumbersOnly(_ text: String, _ sentence: String) throws
  {
    let error = try #require(throws: QuestionError.self) {
      try subject(Self.campus).study(Studies.words { $0.scales = [text] })
    }
    #expect("\(error)".contains(sentence), "\(error)")
  }

  /// A line of a piece is a line of its file; one of the study stays one of the study.
  @Test(.tags(.refusal)) func placesOfPieces() throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "gigawatt-piece-\(UUID()).yaml")
    try Data("unserved: 900 USD/MWh\nfirmness: 120 %\n".utf8).write(to: file)
    let error = try #require(throws: QuestionError.self) {
      try subject(Self.campus).study(Studies.words { $0.adds = [file.path()] })
    }
    #expect("\(error)".contains("\(file.path()):2:"), "\(error)")
  }
}
