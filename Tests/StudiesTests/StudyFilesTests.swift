import Chains
import Foundation
import Testing

@testable import Studies

@Suite("Files of studies that are read again and again") struct StudyFilesTests {
  private let folder: String
  private static let study = """
    gigawatt: 1
    title: A series
    value: USD
    resources: {load: {unit: MW, hours: 2, endowment: {file: load.csv, column: mw}}}
    processes: {serve: {gives: {load: 1}, takes: {USD: 1}}}
    """

  init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("gigawatt-\(UInt64.random(in: 0...UInt64.max))").path + "/"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func write(_ text: String, to name: String = "load.csv") throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + name))
  }

  private func load(_ files: StudyFiles, _ text: String = study) throws -> [Double] {
    let study = try files.reading { () throws(StudyError) in
      try Study.parse(text, file: "study.yaml", folder: folder)
    }
    let load = study.chain.resource("load")?.endowment?.local(at: "now")
    return [0, 1].map { load?[$0] ?? .nan }
  }

  @Test("What changed is read again") func changed() throws {
    let files = StudyFiles(root: folder)
    try write("mw\n-1\n-2\n")
    #expect(try load(files) == [-1, -2])
    #expect(try load(files) == [-1, -2])
    try write("mw\n-10\n-20\n")
    #expect(try load(files) == [-10, -20])
  }

  @Test(
    "Nothing outside of the folder is read, whatever the way",
    arguments: ["../x.csv", "/etc/hostname", "link.csv", "a/../../x.csv"])
  func outside(name: String) throws {
    try write("mw\n-1\n-2\n")
    try FileManager.default.createSymbolicLink(
      atPath: folder + "link.csv", withDestinationPath: "/etc/hostname")
    let text = Self.study.replacing("load.csv", with: name)
    let error = #expect(throws: StudyError.self) { try load(StudyFiles(root: folder), text) }
    #expect(error?.diagnostics.contains { $0.message.contains("outside of the folder") } == true)
  }

  @Test("A folder whose name begins alike is another one") func alike() {
    let files = StudyFiles(root: folder)
    #expect(files.contains(folder + "sub/file"))
    #expect(!files.contains(String(folder.dropLast()) + "-other/file"))
    #expect(!files.contains("/"))
  }
}
