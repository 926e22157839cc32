import Testing

@testable import Studies

@Suite("Texts of several lines") struct TextBlockTests {
  static let literal = """
    # before
    gigawatt: 1
    title: |   # as it stands
      A farm.

        Two fields of it.

    # between
    value: USD   # money
    resources: {land: {endowment: 5}}
    processes: {sell: {takes: {land: 1}, gives: {USD: 3}}}
    """
  static let folded = literal.replacing("|", with: ">-").replacing(
    "    Two fields of it.", with: "  Two fields\n  of it.")

  private func title(_ text: String) -> StudyForm.Field? {
    StudyForm(text, file: "study.yaml").fields.first { $0.path == ["title"] }
  }

  @Test(
    "The form shows what a block says",
    arguments: [
      (literal, "A farm.\n\n  Two fields of it."), (folded, "A farm.\nTwo fields of it."),
    ])
  func shown(text: String, says: String) throws {
    let form = StudyForm(text, file: "study.yaml")
    #expect(form.diagnostics.isEmpty, "\(form.diagnostics)")
    let field = try #require(title(text))
    #expect(field.text == says)
    #expect(field.isBlock == true && field.kind == .text && field.line == 3)
    #expect(form.fields.first { $0.path == ["value"] }?.isBlock == nil)
  }

  @Test(
    "Its lines are written anew; comments, empty lines and everything else stay",
    arguments: [
      (literal, "  A farm.\n\n    Two fields of it.", "One.\nTwo: “x” # no comment\n\n\n- three"),
      (folded, "  A farm.\n\n  Two fields\n  of it.", "One.\nTwo: “x” # no comment\n\n\n- three"),
      (literal, "  A farm.\n\n    Two fields of it.", "One line"),
      (folded, "  A farm.\n\n  Two fields\n  of it.", "A  wide   gap"),
    ])
  func written(text: String, old: String, says: String) throws {
    let edit = TextEdit(path: ["title"], text: says)
    let now = try Study.edited(text, by: [edit])
    #expect(title(now)?.text == says)
    let parts = text.split(separator: old, maxSplits: 1)
    #expect(now.hasPrefix(parts[0]) && now.hasSuffix(parts[1]), "\(now)")
    #expect(try Study.edited(now, by: [edit]) == now)
  }

  @Test("Long lines of a flowing text are broken where they may be") func broken() throws {
    let says = (1...60).map { "word\($0)" }.joined(separator: " ")
    let now = try Study.edited(Self.folded, by: [TextEdit(path: ["title"], text: says)])
    #expect(title(now)?.text == says)
    #expect(now.split(separator: "\n").allSatisfy { $0.count <= 60 })
  }

  @Test("Lines end as the others of the file do") func windows() throws {
    let text = Self.literal.replacing("\n", with: "\r\n")
    let now = try Study.edited(text, by: [TextEdit(path: ["title"], text: "One\nTwo")])
    #expect(now == text.replacing("A farm.\r\n\r\n    Two fields of it.", with: "One\r\n  Two"))
  }

  @Test(
    "What a block cannot say so is refused",
    arguments: [
      (literal, ""), (literal, " \n "),
      (literal.replacing("|", with: "|2"), "One"),
      (folded, "One\n  further in\nTwo"),
    ])
  func refused(text: String, says: String) {
    #expect(throws: TextEditError.self) {
      try Study.edited(text, by: [TextEdit(path: ["title"], text: says)])
    }
  }
}
