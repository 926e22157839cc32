import Foundation

/// What plans of a question have told, as it comes, one JSON document a line: the same question goes on from there.
final class AnswerLog<Row: Codable> {
  private let path: String
  /// What earlier runs of the same question have left.
  private(set) var known: [Row] = []

  private struct Line: Codable {
    /// What the row was planned from: the text of the study and what the question does to it.
    var study: String
    var row: Row
  }

  private let study: String

  init(_ path: String, study: String, question: String) throws(Failure) {
    let url = URL(fileURLWithPath: path)
    try AnswerFile.folder(url.deletingLastPathComponent().path)
    self.path = path
    let text = FileManager.default.contents(atPath: study).map {
      String(decoding: $0, as: UTF8.self)
    }
    self.study = Self.digest((text ?? "") + "\u{0}" + question)
    let lines = FileManager.default.contents(atPath: path).map {
      String(decoding: $0, as: UTF8.self)
    }
    for line in (lines ?? "").split(separator: "\n") {
      // A line that was cut off by an interrupt is planned again.
      guard let one = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)),
        one.study == self.study
      else { continue }
      known.append(one.row)
    }
  }

  func append(_ row: Row) {
    guard let data = try? JSONEncoder().encode(Line(study: study, row: row)) else { return }
    if let handle = FileHandle(forWritingAtPath: path) {
      _ = try? handle.seekToEnd()
      try? handle.write(contentsOf: data + Data("\n".utf8))
      try? handle.close()
    } else {
      _ = FileManager.default.createFile(atPath: path, contents: data + Data("\n".utf8))
    }
  }

  /// FNV-1a, 64 bits: tells one text from another, no more.
  private static func digest(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
