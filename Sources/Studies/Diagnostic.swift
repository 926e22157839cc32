/// One thing that is wrong (or doubtful) in a study, with its place.
public struct Diagnostic: Sendable, Equatable, Codable {
  public enum Severity: String, Sendable, Codable {
    case error
    case warning
  }

  public var severity: Severity
  public var file: String
  /// Counted from 1; absent for the study as a whole.
  public var line: Int?
  public var column: Int?
  public var message: String

  public init(
    _ severity: Severity, file: String, line: Int? = nil, column: Int? = nil, _ message: String
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }
}

extension Diagnostic: CustomStringConvertible {
  public var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let line, let column, line > 0 { place += ":\(column)" }
    return "\(place): \(severity.rawValue): \(message)"
  }
}

/// A study that cannot be read: everything that is wrong with it.
public struct StudyError: Error, Sendable, CustomStringConvertible {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  public var description: String {
    diagnostics.filter { $0.severity == .error }.map(\.description).joined(separator: "\n")
  }
}
