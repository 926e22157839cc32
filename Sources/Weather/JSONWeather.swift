import Foundation

/// JSON files of weather services, decoded with errors that name a line.
enum JSONWeather {
  /// Decodes, and turns the decoder's complaint into place, expectation and finding.
  static func decode<Document: Decodable>(
    _ type: Document.Type, _ file: TextFile
  ) throws(WeatherError) -> Document {
    do {
      return try JSONDecoder().decode(type, from: Data(file.bytes))
    } catch let error as DecodingError {
      throw failure(error, file)
    } catch {
      throw WeatherError(
        .badValue, path: file.path, line: 1, expected: "JSON", found: "\(error)")
    }
  }

  private static func failure(_ error: DecodingError, _ file: TextFile) -> WeatherError {
    let (context, expected): (DecodingError.Context, String) =
      switch error {
      case .typeMismatch(let type, let context): (context, Self.name(type))
      case .valueNotFound(let type, let context): (context, Self.name(type))
      case .keyNotFound(let key, let context): (context, "the key “\(key.stringValue)”")
      case .dataCorrupted(let context): (context, "JSON")
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: ""), "JSON")
      }
    if expected == "JSON" { return syntax(context, file) }
    let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
    return WeatherError(
      .badValue, path: file.path, line: line(of: context.codingPath, file),
      column: path.joined(separator: ".").replacing(".[", with: "["), expected: expected,
      found: context.debugDescription)
  }

  /// The decoder says no place; the older parser does: “Invalid value around character 14.”
  private static func syntax(_ context: DecodingError.Context, _ file: TextFile) -> WeatherError {
    var line = file.lines.count
    var found = context.debugDescription
    do {
      _ = try JSONSerialization.jsonObject(with: Data(file.bytes))
    } catch let error as NSError {
      found = error.userInfo["NSDebugDescription"] as? String ?? found
      let character = found.split(separator: "character ").dropFirst().first
        .flatMap { Int($0.prefix { $0.isNumber }) }
      if let character {
        line = (file.lines.firstIndex { $0.upperBound >= character } ?? line - 1) + 1
      }
    }
    return WeatherError(.badValue, path: file.path, line: line, expected: "JSON", found: found)
  }

  private static func name(_ type: Any.Type) -> String {
    switch type {
    case is Double.Type: "a number"
    case is String.Type: "a text"
    default: "another kind of value"
    }
  }

  /// The line on which the item at a path of keys and indices begins: keys are looked for one after
  /// the other, items of a list are counted by their commas at its own depth.
  static func line(of path: [any CodingKey], _ file: TextFile) -> Int {
    var position = 0
    for key in path {
      if let index = key.intValue {
        position = skip(index, from: position, file.bytes)
      } else {
        let quoted = Array("\"\(key.stringValue)\"".utf8)
        let last = file.bytes.count - quoted.count
        var next = position
        while next <= last,
          file.bytes[next] != 0x22
            || !file.bytes[next..<(next + quoted.count)].elementsEqual(quoted)
        {
          next += 1
        }
        if next + quoted.count <= file.bytes.count { position = next + quoted.count }
      }
    }
    let line = file.lines.firstIndex { $0.upperBound >= position } ?? file.lines.count - 1
    return line + 1
  }

  static func line(of names: [String], index: Int, _ file: TextFile) -> Int {
    line(of: names.map { Key(stringValue: $0) } + [Key(intValue: index)], file)
  }

  private static func skip(_ count: Int, from start: Int, _ bytes: [UInt8]) -> Int {
    guard var position = bytes[start...].firstIndex(of: 0x5B) else { return start }
    position += 1
    var (left, depth, inText) = (count, 0, false)
    while left > 0, position < bytes.count {
      switch bytes[position] {
      case 0x22: inText.toggle()
      case 0x5B where !inText, 0x7B where !inText: depth += 1
      case 0x5D where !inText, 0x7D where !inText: depth -= 1
      case 0x2C where !inText && depth == 0: left -= 1
      default: break
      }
      position += 1
    }
    while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    return position
  }

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int?
    init(stringValue: String) { self.stringValue = stringValue }
    init(intValue: Int) {
      self.intValue = intValue
      stringValue = "\(intValue)"
    }
  }
}
