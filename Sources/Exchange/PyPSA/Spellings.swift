/// How the names of a network are written in Unicode.
///
/// “é” may be one code point or two. For PyPSA these are two names, for Swift and for a reader they are one: a network that
/// has both would lose one of them, or get the series of another.
final class Spellings {
  private var known: [String: (text: String, place: String)] = [:]

  /// Says where a name is written otherwise than before; true if it is.
  @discardableResult
  func check(_ name: String, _ file: String, _ line: Int, _ findings: Findings) -> Bool {
    // ASCII can be written in one way only.
    if name.utf8.allSatisfy({ $0 < 0x80 }) { return false }
    guard let before = known[name] else {
      known[name] = (name, "\(file):\(line)")
      return false
    }
    if before.text.utf8.elementsEqual(name.utf8) { return false }
    findings.error(
      file, line,
      "“\(name)” is written with other code points of Unicode than in \(before.place); a name must be written the same "
        + "everywhere")
    return true
  }
}
