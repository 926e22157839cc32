/// Why a weather file, a power curve or a model parameter was refused.
///
/// Every error names where it happened, what was expected and what was found, so that the file can
/// be mended with a text editor: `site.epw:12: expected a number in column “GHI”, found “abc”`.
public struct WeatherError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The family of the error, for callers that react to it.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The file is absent or cannot be read.
    case unreadable
    /// The file is compressed or otherwise not plain text.
    case notText
    /// A known weather format that this version does not read.
    case unsupportedFormat
    /// No known weather format.
    case unknownFormat
    /// A header line is missing or wrong.
    case header
    /// A needed column is absent.
    case missingColumn
    /// A cell is not the number it should be.
    case badValue
    /// A cell is empty or carries the format's code for “missing”.
    case missingValue
    /// A time stamp is not a date and time, or repeats, or runs backwards.
    case badStamp
    /// Time steps are absent.
    case gap
    /// The file holds several years and none was named.
    case severalYears
    /// A model parameter is out of its range.
    case parameter
    /// The file lacks the quantity asked for, e.g. solar output from a wind file.
    case noData
  }

  /// The family of the error.
  public var kind: Kind
  /// The file, as the caller named it; empty for errors that are not about a file.
  public var path: String
  /// Line in the file, counted from 1.
  public var line: Int?
  /// The column or field, as the file names it.
  public var column: String?
  /// What was expected, as a noun phrase.
  public var expected: String
  /// What was read instead.
  public var found: String

  public init(
    _ kind: Kind, path: String = "", line: Int? = nil, column: String? = nil, expected: String,
    found: String
  ) {
    self.kind = kind
    self.path = path
    self.line = line
    self.column = column
    self.expected = expected
    self.found = found
  }

  /// One sentence: `FILE:LINE: expected X in column “C”, found “Y”`.
  public var description: String {
    var place = path.isEmpty ? "" : path
    if let line { place += place.isEmpty ? "line \(line)" : ":\(line)" }
    let prefix = place.isEmpty ? "" : place + ": "
    let field = column.map { " in column “\($0)”" } ?? ""
    return "\(prefix)expected \(expected)\(field), found “\(found.shortened)”"
  }
}

extension String {
  /// At most 60 visible characters: an error message must not print a whole binary line.
  var shortened: String {
    let visible = map { $0.isNewline || ($0.asciiValue ?? 32) < 32 ? "·" : $0 }
    return visible.count <= 60 ? String(visible) : String(visible.prefix(57)) + "..."
  }
}
