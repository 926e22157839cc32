public import Chains
import Foundation
public import Studies

/// The full result of a plan on disk: `plan.sqlite` with everything, CSV files for spreadsheets.
///
/// All files are made in a folder beside the target and moved into place one by one when they are
/// complete, so that a failure leaves what was there before.
public struct ResultFolder: Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// Writes the result and some further text files; returns their names.
  public func write(study: Study, plan: Plan, extra: [(name: String, text: String)] = [])
    throws -> [String]
  {
    let files = FileManager.default
    try files.createDirectory(atPath: path, withIntermediateDirectories: true)
    let temporary = path + "/.partial-\(UInt32.random(in: 0...UInt32.max))"
    try files.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: temporary) }
    var names = ["plan.sqlite"]
    try Database(path: temporary + "/plan.sqlite").write(study: study, plan: plan)
    for (name, text) in CSVTables(study: study, plan: plan).files() + extra {
      try Data(text.utf8).write(to: URL(fileURLWithPath: temporary + "/" + name))
      names.append(name)
    }
    for name in names {
      let target = path + "/" + name
      if files.fileExists(atPath: target) { try files.removeItem(atPath: target) }
      try files.moveItem(atPath: temporary + "/" + name, toPath: target)
    }
    return names
  }
}
