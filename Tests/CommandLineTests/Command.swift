import Foundation
import Testing

/// The built program, run as a user runs it.
enum Command {
  struct Result: Sendable {
    var code: Int32
    var output: String
    var errors: String

    /// The one JSON document on standard output.
    func document() throws -> [String: Any] {
      let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
      return try #require(value as? [String: Any])
    }

    func objective() throws -> Double {
      try #require(try document()["objective"] as? Double)
    }
  }

  /// `gigawatt` stands beside the test bundle, or above it where the bundle is a folder.
  static let program: URL? = {
    let start = ProcessInfo.processInfo.arguments.first ?? ""
    var folder = URL(fileURLWithPath: start).deletingLastPathComponent()
    for _ in 0..<6 {
      let candidate = folder.appending(path: "gigawatt")
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate.path(), isDirectory: &isFolder),
        !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate.path())
      {
        return candidate
      }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }()

  static let isMissing: Comment = "the program gigawatt was not found beside the tests"

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func example(_ name: String) -> String {
    root.appending(path: "Examples/raw/\(name).yaml").path()
  }

  /// A folder of this run with some broken files.
  static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gigawatt-commands-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    } catch {
      Issue.record("the folder cannot be written: \(error)")
    }
    return folder
  }()

  private static let files = [
    (
      "short.yaml",
      """
      gigawatt: 1
      resources: {bread: {unit: t, endowment: -5}}
      processes: {bake: {takes: {USD: 1}, gives: {bread: 1}, limit: 3}}
      """
    ),
    ("typo.yaml", "gigawatt: 1\nresources: {bread: {}}\nprocesses:\n  bake: {gives: {bred: 1}}\n"),
    ("good.yaml", "gigawatt: 1\nprocesses: {p: {gives: {USD: 2}, limit: 3}}\n"),
    ("broken.epw", "LOCATION,somewhere\nnot,a,weather,file\n"),
  ]

  static func file(_ name: String) -> String { folder.appending(path: name).path() }

  static func run(_ arguments: [String], in directory: URL? = nil) throws -> Result {
    let executable: URL = try #require(program)
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = directory ?? root
    // Files instead of pipes: a long answer cannot fill them and block.
    let stamp = UUID().uuidString
    let (output, errors) = (
      folder.appending(path: "\(stamp).out"), folder.appending(path: "\(stamp).err")
    )
    for url in [output, errors] { try Data().write(to: url) }
    let handles = try [output, errors].map { try FileHandle(forWritingTo: $0) }
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    try process.run()
    process.waitUntilExit()
    for handle in handles { try handle.close() }
    return Result(
      code: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }
}
