import Chains
import Foundation
import Planning
import Questions
import Studies
import Testing

extension Tag {
  /// Compares with a published or derived number.
  @Tag static var oracle: Self
  /// Something that must be refused.
  @Tag static var refusal: Self
  /// Something that holds for every chain.
  @Tag static var invariant: Self
  /// Minutes in a debug build; needs `GIGAWATT_SLOW`.
  @Tag static var slow: Self
}

/// Studies of the repository, and written ones.
enum Studies {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func example(_ name: String) -> String {
    root.appending(path: "Examples/\(name)").path()
  }

  static func chain(_ text: String) throws -> Chain {
    try StudySource(text: text, file: "test.yaml").study().chain
  }

  static func chain(example name: String) throws -> Chain {
    try StudySource(example("raw/\(name).yaml")).study().chain
  }

  static func inquiry(_ text: String, _ words: ChangeWords = ChangeWords()) -> Inquiry {
    Inquiry(
      Subject(StudySource(text: text, file: "test.yaml")), words: words,
      session: PlanSession(engine: .direct))
  }

  static func words(_ change: (inout ChangeWords) -> Void) -> ChangeWords {
    var words = ChangeWords()
    change(&words)
    return words
  }
}

/// Relative to the larger of the value and 1.
func isClose(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-7) -> Bool {
  guard let value else { return false }
  return abs(value - expected) <= tolerance * max(1, abs(expected))
}
