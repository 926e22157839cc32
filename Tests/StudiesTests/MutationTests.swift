import Studies
import Testing

/// Every word of good studies, spoilt one at a time: each must be refused at its line, with what
/// stands there and, for a misspelt name, the right one.
@Suite(.tags(.refusal)) struct Mutations {
  static let bases: [Base] =
    Campuses.raw.compactMap { name in
      (try? Repository.example(name)).map { Base(name, $0) }
    } + [
      Base("plain", Campuses.plain), Base("financed", Campuses.financed),
      Base("pathway", Campuses.pathway),
    ]
  /// Reading series from files takes longest; one base with them is enough for most.
  static let quick = bases.filter { $0.name != "pathway" }

  @Test func basesAreGood() throws {
    #expect(Self.bases.count == Campuses.raw.count + 3)
    for base in Self.bases { _ = try read(base.text) }
  }

  @Test(arguments: quick) func misspeltKey(_ base: Base) {
    var count = 0
    for word in base.words where word.isKey && !isDeclared(word) {
      count += 1
      let spoilt = word.text + "x"
      let found = refusal(of: base.replacing(word, by: spoilt), at: word.line, with: spoilt)
      if word.text.first?.isNumber == false {
        #expect(
          found?.message.contains("did you mean “\(word.text)”?") == true,
          "\(base.name), \(spoilt): \(found?.description ?? "accepted")")
      }
    }
    #expect(count >= 5)
  }

  @Test(arguments: quick) func misspeltName(_ base: Base) {
    let names = [
      "after", "at", "file", "column", "like", "fuel", "matching", "exact", "whole units",
    ]
    for word in base.words where !word.isKey && names.contains(word.key) && !word.text.isEmpty {
      let spoilt = word.text + "x"
      let found = refusal(of: base.replacing(word, by: spoilt), at: word.line, with: spoilt)
      if ["after", "at", "like", "matching"].contains(word.key) {
        #expect(
          found?.message.contains("did you mean “\(word.text)”?") == true,
          "\(base.name), \(spoilt): \(found?.description ?? "accepted")")
      }
    }
  }

  @Test(arguments: quick, ["banana", "NaN", "7 MWW", "7 m", "1_000", "1:30", "012", "no", "1e30"])
  func spoiltNumber(_ base: Base, _ spoilt: String) {
    var count = 0
    for word in base.words where word.isNumber {
      count += 1
      // A number that is far too large may be told back in another notation.
      let words = spoilt == "1e30" ? "1e" : spoilt
      refusal(of: base.replacing(word, by: spoilt), at: word.line, with: words)
    }
    #expect(count >= 7)
  }

  @Test(arguments: quick, ["{banana: 1}", "''", "~"])
  func shapeOfNumber(_ base: Base, _ spoilt: String) {
    for word in base.words where word.isNumber {
      refusal(of: base.replacing(word, by: spoilt), at: word.line, with: "expected")
    }
  }

  @Test(arguments: bases) func doubledLine(_ base: Base) {
    var count = 0
    for word in base.words where word.isKey && word.isFirst {
      let line = base.lines[word.line - 1]
      let isWhole = line.count { "{[".contains($0) } == line.count { "}]".contains($0) }
      guard isWhole, line.last != ":", line[word.indentation] != "-" else { continue }
      count += 1
      refusal(
        of: base.doubling(line: word.line), at: word.line + 1, with: "“\(word.text)” stands twice")
    }
    #expect(count >= 5)
  }

  /// Names that the file gives rather than uses.
  private func isDeclared(_ word: Word) -> Bool {
    let declares = ["future", "resources", "processes"].contains(word.section)
    return (declares && word.isFirst && word.indentation == 2) || word.text == "peaker"
      || ["utility", "vendor", "lender", "lab"].contains(word.text)
  }
}

/// Checks that a study is refused; returns the first error.
@discardableResult
func refusal(
  of text: String, at line: Int?, with words: String,
  sourceLocation: SourceLocation = #_sourceLocation
) -> Diagnostic? {
  do throws(StudyError) {
    _ = try read(text)
    Issue.record("accepted, expected “\(words)” in:\n\(text)", sourceLocation: sourceLocation)
    return nil
  } catch {
    guard let first = error.diagnostics.first(where: { $0.severity == .error }) else {
      Issue.record("refused without an error:\n\(text)", sourceLocation: sourceLocation)
      return nil
    }
    #expect(first.line == line, "\(error)\n\(numbered(text))", sourceLocation: sourceLocation)
    #expect(
      first.message.contains(words), "expected “\(words)” in: \(error)",
      sourceLocation: sourceLocation)
    return first
  }
}

private func numbered(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    .map { "\($0 + 1): \($1)" }.joined(separator: "\n")
}
