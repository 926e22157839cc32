import Testing

/// A study that must be refused: the line that ends in `#!` is to blame, and the words are said.
struct Broken: Sendable, CustomTestStringConvertible {
  var text: String
  var words: String
  var suite: String

  var testDescription: String { "\(suite): \(words)" }

  init(_ suite: String, _ text: String, _ words: String) {
    self.suite = suite
    self.text = text
    self.words = words
  }

  var line: Int? {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.hasSuffix("#!") }.map { $0 + 1 }
  }

  /// A study of resources and processes.
  static func raw(_ rest: String, _ words: String) -> Broken {
    Broken("raw", "gigawatt: 1\n" + rest, words)
  }

  /// A study of 100 MW from a plant without surprises, with more lines.
  static func campus(_ rest: String, _ words: String) -> Broken {
    var text = "gigawatt: 1\ndiscount: 7 %/year\n"
    for (key, line) in [
      ("year", "year: 2030\n"), ("load", "load: 100 MW\n"), ("supplies", "supplies: [ccgt]\n"),
    ] where !rest.contains("\n\(key)") && !rest.hasPrefix(key) {
      text += line
    }
    return Broken("campus", text + rest, words)
  }

  /// A study with halls and chips, in which one line is another.
  static func fleet(_ old: String, _ new: String, _ words: String) -> Broken {
    Broken("fleet", Fleets.onTree.replacing(old, with: new), words)
  }

  static func supply(_ rest: String, _ words: String) -> Broken {
    campus("supplies:\n  " + rest, words)
  }

  static func grid(_ rest: String, _ words: String) -> Broken {
    campus("grid:\n" + rest, words)
  }
}
