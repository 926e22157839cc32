#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A plain text file as UTF-8 bytes with its lines; line ends are LF, CRLF or CR.
package struct TextFile: Sendable {
  package let path: String
  /// Valid UTF-8 with LF line ends and without byte order mark.
  package let bytes: [UInt8]
  /// Byte range of each line without its line end; trailing blank lines are left out.
  package let lines: [Range<Int>]
  /// True when the bytes were not UTF-8 and were taken as ISO 8859-1.
  package let wasLatin1: Bool

  package init(path: String) throws(WeatherError) {
    let data: [UInt8]
    do {
      data = [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw WeatherError(
        .unreadable, path: path, expected: "a readable file", found: "no such file or no access")
    }
    try self.init(path: path, data: data)
  }

  package init(path: String, data packed: [UInt8]) throws(WeatherError) {
    var data = packed
    if Gzip.isGzip(packed) {
      do {
        data = try Gzip.content(packed)
      } catch {
        throw WeatherError(
          .notText, path: path, expected: "text compressed by gzip", found: error.text)
      }
    }
    try Self.refuseBinary(data, path: path)
    var raw = data[...]
    if raw.starts(with: [0xEF, 0xBB, 0xBF]) { raw = raw.dropFirst(3) }
    // ISO 8859-1 maps byte n to code point n, which UTF-16 decoding does as well. City names in
    // older EPW headers are written so; the numbers are ASCII in any case.
    wasLatin1 = String(bytes: raw, encoding: .utf8) == nil
    let text = wasLatin1 ? Array(String(decoding: raw.map(UInt16.init), as: UTF16.self).utf8) : nil
    let (bytes, lines) = Self.normalised(text ?? Array(raw))
    self.path = path
    self.bytes = bytes
    self.lines = lines
  }

  /// The text of line `index` (from 0), or "" beyond the end.
  package func line(_ index: Int) -> String {
    lines.indices.contains(index) ? String(decoding: bytes[lines[index]], as: UTF8.self) : ""
  }

  /// The text from line `index` (from 0) to the end.
  func text(from index: Int) -> String {
    guard lines.indices.contains(index), let last = lines.last else { return "" }
    return String(decoding: bytes[lines[index].lowerBound..<last.upperBound], as: UTF8.self)
  }

  /// The comma separated cells of a header line, trimmed; without support for quotes.
  package func cells(_ index: Int) -> [String] {
    line(index).split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
  }

  private static func refuseBinary(_ data: [UInt8], path: String) throws(WeatherError) {
    func refuse(_ expected: String, _ found: String) -> WeatherError {
      WeatherError(.notText, path: path, expected: expected, found: found)
    }
    if data.isEmpty { throw refuse("a weather file", "an empty file") }
    if Gzip.isGzip(data) { throw refuse("text compressed once", "gzip data within gzip data") }
    if data.starts(with: [0x50, 0x4B, 3, 4]) {
      throw refuse("plain text; decompress it first (unzip)", "a ZIP archive")
    }
    if data.starts(with: [0x42, 0x5A, 0x68]) || data.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A]) {
      throw refuse("plain text; decompress it first", "bzip2 or xz data")
    }
    if data.starts(with: [0x89, 0x48, 0x44, 0x46]) { throw refuse("plain text", "an HDF5 file") }
    if data.starts(with: [0xFF, 0xFE]) || data.starts(with: [0xFE, 0xFF]) {
      throw refuse("UTF-8 text; save it as UTF-8 first", "UTF-16 text")
    }
    if data.contains(0) { throw refuse("plain text", "binary data") }
  }

  private static func normalised(_ raw: [UInt8]) -> ([UInt8], [Range<Int>]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(raw.count)
    var lines: [Range<Int>] = []
    var start = 0
    var previous: UInt8 = 0
    for byte in raw {
      if byte == 0x0A && previous == 0x0D {
        previous = byte
        continue
      }
      previous = byte
      guard byte == 0x0A || byte == 0x0D else {
        bytes.append(byte)
        continue
      }
      lines.append(start..<bytes.count)
      bytes.append(0x0A)
      start = bytes.count
    }
    if start < bytes.count { lines.append(start..<bytes.count) }
    while let last = lines.last, bytes[last].allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
      lines.removeLast()
    }
    return (bytes, lines)
  }
}

extension StringProtocol {
  /// Without white space and quotation marks at the ends.
  package var trimmed: String {
    // Nearly all cells have nothing to trim; bytes above ASCII could be a wide blank.
    let text = String(self)
    if let first = text.utf8.first, let last = text.utf8.last, Self.isInk(first), Self.isInk(last) {
      return text
    }
    let noise: (Character) -> Bool = { $0.isWhitespace || $0 == "\"" }
    guard let first = firstIndex(where: { !noise($0) }),
      let last = lastIndex(where: { !noise($0) })
    else { return "" }
    return String(self[first...last])
  }

  private static func isInk(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && byte != 0x22
  }

  /// A finite decimal number. Swift's own parser also takes “nan”, “inf” and hexadecimal, none of
  /// which belongs in a weather file.
  package var decimal: Double? {
    guard !isEmpty, utf8.allSatisfy({ Self.isDecimalByte($0) }) else { return nil }
    guard let value = Double(self), value.isFinite else { return nil }
    return value
  }

  private static func isDecimalByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
    default: false
    }
  }
}
