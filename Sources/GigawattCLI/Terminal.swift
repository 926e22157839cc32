import Foundation
import Synchronization

/// Standard error and standard output, and what the user types meanwhile.
enum Terminal {
  static func error(_ text: String) {
    FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }

  static func print(_ text: String) {
    FileHandle.standardOutput.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }

  static var isInteractive: Bool {
    isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
      && ProcessInfo.processInfo.environment["CI"] == nil
  }

  /// Columns of the terminal on standard output, between 60 and 120; 96 when there is none.
  static var width: Int {
    guard isatty(STDOUT_FILENO) == 1 else { return 96 }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 96 }
    return min(120, max(60, Int(size.ws_col)))
  }
}

/// Set by Ctrl-C: the search stops and keeps the best plan so far.
enum Interrupt {
  static let requested = Atomic<Bool>(false)

  static func listen() {
    signal(SIGINT) { _ in
      Interrupt.requested.store(true, ordering: .relaxed)
      // A second Ctrl-C ends the program at once.
      signal(SIGINT, SIG_DFL)
    }
  }
}

/// One line on standard error while something takes longer than a second.
final class ProgressLine: Sendable {
  private let label: String
  private let started = ContinuousClock.now
  private let shown = Mutex(ContinuousClock.now)
  private let last = Mutex((detail: "", more: ""))
  private let drawn = Atomic<Bool>(false)
  private let isQuiet: Bool

  init(_ label: String, isQuiet: Bool) {
    self.label = label
    self.isQuiet = isQuiet
  }

  /// Shows what is going on, at most ten times a second.
  /// Without a detail the last one stays; more is put behind it, until there is another.
  func tick(_ detail: String?, adding more: String? = nil) {
    let text = last.withLock { last in
      if let detail { last = (detail, "") }
      if let more { last.more = more }
      return last.detail + last.more
    }
    guard !isQuiet, Terminal.isInteractive else { return }
    let now = ContinuousClock.now
    guard now - started > .seconds(1) else { return }
    let isDue = shown.withLock { last in
      guard now - last > .milliseconds(100) else { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let seconds = Int((now - started) / .seconds(1))
    drawn.store(true, ordering: .relaxed)
    FileHandle.standardError.write(
      Data("\r\u{1B}[K\(label) \(seconds) s  \(text.prefix(90))".utf8))
  }

  func finish() {
    if drawn.load(ordering: .relaxed) {
      FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
  }
}
