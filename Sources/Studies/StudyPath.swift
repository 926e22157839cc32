import Quantities

/// The way to a value of a study: `supplies.smr.overnight cost`, `supplies[2]`, `"a.b".price`.
///
/// Segments are the keys as they are written in the file, parted by points. A key that holds a point, a
/// bracket or an equals sign stands in quotes. Members of lists are counted from 1, or named by their text.
public struct StudyPath: Sendable, Hashable, CustomStringConvertible {
  public enum Segment: Sendable, Hashable {
    case key(String)
    /// Counted from 1.
    case member(Int)
  }

  public let segments: [Segment]
  public let description: String

  /// - Throws: the sentence that says what is wrong with the text.
  public init(_ text: String) throws(StudyPathError) {
    var reader = PathReader(text)
    segments = try reader.segments()
    description = text
  }

  /// The names of the keys, without members of lists.
  var keys: [String] {
    segments.compactMap { if case .key(let name) = $0 { name } else { nil } }
  }

  var first: String? { keys.first }

  /// Splits `path=value` at the first equals sign outside quotes.
  public static func assignment(_ text: String) throws(StudyPathError) -> (
    path: String, value: String
  ) {
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "=" {
        let value = String(text[text.index(after: index)...]).trimmingSpaces
        let path = String(text[..<index]).trimmingSpaces
        guard !path.isEmpty, !value.isEmpty else { break }
        return (path, value)
      }
    }
    throw StudyPathError("expected KEY=VALUE, found “\(shortened(text))”")
  }
}

/// What is wrong with the text of a path.
public struct StudyPathError: Error, Sendable, Equatable, CustomStringConvertible {
  public var description: String
  init(_ description: String) { self.description = description }
}

private struct PathReader {
  let text: String
  let characters: [Character]
  var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text)
  }

  mutating func segments() throws(StudyPathError) -> [StudyPath.Segment] {
    var found: [StudyPath.Segment] = [.key(try name())]
    while position < characters.count {
      if characters[position] == "[" {
        found.append(.member(try member()))
      } else {
        position += 1
        found.append(.key(try name()))
      }
    }
    return found
  }

  /// A key up to the next point or bracket, or in quotes.
  private mutating func name() throws(StudyPathError) -> String {
    while position < characters.count, characters[position] == " " { position += 1 }
    if position < characters.count, "\"'".contains(characters[position]) { return try quoted() }
    let start = position
    while position < characters.count, characters[position] != ".", characters[position] != "[" {
      position += 1
    }
    let name = String(characters[start..<position]).trimmingSpaces
    guard !name.isEmpty else {
      throw StudyPathError("expected keys parted by points, found “\(shortened(text))”")
    }
    return name
  }

  private mutating func quoted() throws(StudyPathError) -> String {
    let quote = characters[position]
    guard let end = characters[(position + 1)...].firstIndex(of: quote) else {
      throw StudyPathError("the quote \(quote) in “\(shortened(text))” is never closed")
    }
    let name = String(characters[(position + 1)..<end])
    position = end + 1
    guard position == characters.count || ".[".contains(characters[position]) else {
      throw StudyPathError("expected a point after the quoted key in “\(shortened(text))”")
    }
    return name
  }

  private mutating func member() throws(StudyPathError) -> Int {
    guard let end = characters[position...].firstIndex(of: "]"),
      let number = Int(String(characters[(position + 1)..<end])), number >= 1
    else {
      throw StudyPathError(
        "expected a place in a list, counted from 1, such as [2], in “\(shortened(text))”")
    }
    position = end + 1
    guard position == characters.count || ".[".contains(characters[position]) else {
      throw StudyPathError("expected a point after “]” in “\(shortened(text))”")
    }
    return number
  }
}
