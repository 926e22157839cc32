public import Studies

/// A file of another program that cannot be read or written: everything that is wrong with it.
public struct ExchangeError: Error, Sendable, CustomStringConvertible {
  public var diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  init(_ file: String, line: Int? = nil, _ message: String) {
    diagnostics = [Diagnostic(.error, file: file, line: line, message)]
  }

  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}

/// Collects what is wrong or doubtful while foreign files are read, so that it is reported at once.
final class Findings {
  private(set) var diagnostics: [Diagnostic] = []
  private var texts: Set<String> = []

  /// A file with a thousand mistakes has one cause; the first ones show it.
  static let most = 40

  var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  func error(_ file: String, _ line: Int? = nil, _ message: String) {
    add(Diagnostic(.error, file: file, line: line, message))
  }

  func warn(_ file: String, _ line: Int? = nil, _ message: String) {
    add(Diagnostic(.warning, file: file, line: line, message))
  }

  private func add(_ diagnostic: Diagnostic) {
    guard texts.insert(diagnostic.description).inserted else { return }
    diagnostics.append(diagnostic)
  }

  /// - Throws: the errors, with the warnings before them, if there are any.
  func check() throws(ExchangeError) {
    guard hasErrors else { return }
    let errors = diagnostics.filter { $0.severity == .error }
    throw ExchangeError(Array(errors.prefix(Self.most)))
  }
}
