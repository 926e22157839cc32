import Testing

@testable import Studies

@Suite("Editing the text of a study") struct TextEditTests {
  static let study = """
    # 100 MW, for a start.
    gigawatt: 1
    title: "A \\"quoted\\" title: with colon"
    site: {name: here, latitude: 31.8}   # degrees
    load: {2028: 600 MW, 2031: 1.2 GW}

    supplies:
      solar: {}
      wind: {lead time: 2 years}   # two
      battery:
      gas engine:
        availability: 95 %   # of the year
        construction time: 1 year
      # smr comes last
    fuels:
      natural gas: {price: 3.5 USD/MMBtu}
    """

  private func edited(_ path: [String], _ text: String, _ study: String = study) throws -> String {
    try Study.edited(study, by: [TextEdit(path: path, text: text)])
  }

  @Test(
    "A value is replaced where it stands; everything else stays",
    arguments: [
      (["load", "2031"], "1.2 GW", "1.5 GW"), (["site", "latitude"], "31.8", "-3"),
      (["supplies", "wind", "lead time"], "2 years", "30 months"),
      (["supplies", "gas engine", "availability"], "95 %", "0.9"),
      (["title"], "\"A \\\"quoted\\\" title: with colon\"", "Plain"),
    ])
  func replace(path: [String], old: String, new: String) throws {
    #expect(try edited(path, new) == Self.study.replacing(old, with: new))
  }

  @Test(
    "A value that the study does not say is written beside its neighbours",
    arguments: [
      (["supplies", "solar", "life"], "solar: {}", "solar: {life: 25 years}"),
      (["supplies", "wind", "life"], "lead time: 2 years}", "lead time: 2 years, life: 25 years}"),
      (["supplies", "battery", "life"], "battery:", "battery: {life: 25 years}"),
      (
        ["supplies", "gas engine", "life"], "construction time: 1 year",
        "construction time: 1 year\n    life: 25 years"
      ),
      (["supplies", "smr", "life"], "1 year\n", "1 year\n  smr: {life: 25 years}\n"),
      (
        ["fuels", "hydrogen", "price"], "3.5 USD/MMBtu}",
        "3.5 USD/MMBtu}\n  hydrogen: {price: 25 years}"
      ),
      (["emissions", "price"], "3.5 USD/MMBtu}", "3.5 USD/MMBtu}\nemissions: {price: 25 years}"),
    ])
  func insert(path: [String], old: String, new: String) throws {
    #expect(try edited(path, "25 years") == Self.study.replacing(old, with: new))
  }

  @Test("A list of names becomes a mapping in which one can say more")
  func list() throws {
    let flow = "gigawatt: 1\nsupplies: [solar, gas engine]   # two\n"
    #expect(
      try edited(["supplies", "solar", "life"], "25 years", flow)
        == "gigawatt: 1\nsupplies: {solar: {life: 25 years}, gas engine: {}}   # two\n")
    let block = "gigawatt: 1\nsupplies:\n  - solar   # sun\n  - wind\n"
    #expect(
      try edited(["supplies", "wind", "life"], "25 years", block)
        == "gigawatt: 1\nsupplies:\n  solar: {}   # sun\n  wind: {life: 25 years}\n")
  }

  @Test("Numbers by year may be written for one value")
  func byYear() throws {
    let text = try edited(
      ["supplies", "solar", "overnight cost"], "{2028: 1300 USD/kW, 2035: 900 USD/kW}")
    #expect(text.contains("solar: {overnight cost: {2028: 1300 USD/kW, 2035: 900 USD/kW}}"))
  }

  @Test("Several edits follow each other")
  func several() throws {
    let text = try Study.edited(
      Self.study,
      by: [
        TextEdit(path: ["supplies", "solar", "life"], text: "25 years"),
        TextEdit(path: ["supplies", "solar", "life"], text: "20 years"),
        TextEdit(path: ["supplies", "solar", "fixed O&M"], text: "20 USD/kW-yr"),
      ])
    #expect(text.contains("solar: {life: 20 years, fixed O&M: 20 USD/kW-yr}"))
  }

  @Test(
    "A text that would do more than be a value is refused",
    arguments: [
      "1\nload: 2 MW", "1, extra: 2", "1} , {", "1 # comment", "&a 1", "*a", "!!str 1", "[1",
      "\"open",
      "a: b",
    ])
  func smuggling(text: String) {
    #expect(throws: TextEditError.self) { try edited(["supplies", "wind", "lead time"], text) }
    #expect(throws: TextEditError.self) { try edited(["supplies", "solar", "life"], text) }
  }

  @Test(
    "A path that leads nowhere is refused",
    arguments: [[], [""], ["load", "2028", "deeper"], ["site\nx"]])
  func nowhere(path: [String]) {
    #expect(throws: TextEditError.self) { try edited(path, "1") }
  }

  @Test("Names that need quotes get them")
  func quotes() throws {
    let text = try edited(["supplies", "odd: \"name\"", "life"], "25 years")
    #expect(text.contains(#""odd: \"name\"": {life: 25 years}"#))
  }
}

@Suite("The form of a study") struct StudyFormTests {
  static let study = """
    gigawatt: 1
    title: A test
    year: 2030
    discount: 7 %/year
    load: 100 MW
    supplies: [gas engine]
    grid: {import: 50 MW, price: 40 USD/MWh, connection cost: 454 USD/kW}
    """

  @Test("What stands in the study has its place, what does not has its source")
  func fields() throws {
    let form = StudyForm(Self.study, file: "study.yaml")
    let load = try #require(form.fields.first { $0.path == ["load"] })
    #expect((load.value, load.unit, load.line, load.kind) == (100, "MW", 5, .number))
    let year = try #require(form.fields.first { $0.path == ["year"] })
    #expect(year.kind == .year)
    let cost = try #require(
      form.fields.first { $0.path == ["supplies", "gas engine", "overnight cost"] })
    #expect(cost.origin == .catalog && cost.isEditable && cost.row != nil && !cost.source.isEmpty)
    #expect(cost.text.hasSuffix(" USD/kW"))
    let gas = try #require(form.fields.first { $0.path == ["fuels", "natural gas", "price"] })
    #expect(gas.isEditable)
  }

  @Test("Every field that may be edited can be written with its own value, and nothing changes")
  func honest() throws {
    let form = StudyForm(Self.study, file: "study.yaml")
    let edits = form.fields.filter { $0.isEditable && $0.origin != .study }
      .map { TextEdit(path: $0.path, text: $0.text) }
    #expect(edits.count > 5)
    let before = try #require(try Study.parse(Self.study, file: "study.yaml").campus)
    let text = try Study.edited(Self.study, by: edits)
    let after = try #require(try Study.parse(text, file: "study.yaml").campus)
    for (one, other) in zip(before.supplies, after.supplies) {
      #expect(abs(one.charge[0] - other.charge[0]) < 1e-5 * one.charge[0])
      #expect(abs(one.fuelCost - other.fuelCost) < 1e-5 * one.fuelCost)
    }
  }

  @Test("A study with errors still has its fields, and the errors with their places")
  func broken() {
    let form = StudyForm("gigawatt: 1\nload: 100 MWh\nsupplies: [solr]\n", file: "study.yaml")
    #expect(form.fields.contains { $0.path == ["load"] && $0.text == "100 MWh" })
    #expect(form.diagnostics.contains { $0.line == 2 && $0.severity == .error })
  }
}
