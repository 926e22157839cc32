import Chains
import Foundation
import Planning
import Studies
import Testing

extension Tag {
  /// Reads files that are not part of the repository, or takes minutes; needs `GIGAWATT_SLOW`.
  @Tag static var slow: Self
  /// Compares with a published or derived number.
  @Tag static var oracle: Self
  /// Something that must be refused.
  @Tag static var refusal: Self
}

/// Where the tests find the files of the repository.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func example(_ name: String) throws -> String {
    try String(contentsOf: root.appending(path: "Examples/raw/\(name).yaml"), encoding: .utf8)
  }
}

/// Series of a synthetic year in a temporary folder, written once.
///
/// Files of one column: `sun.csv` (half a sine by day), `wind.csv` (slow waves), `half.csv` (0.5),
/// `price.csv` (20 by day, 80 by night), `shape.csv` (0.6..1); `table.csv` has columns `a` and `b`.
enum Fixture {
  static let folder: String = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gigawatt-studies-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    } catch {
      Issue.record("the fixture folder cannot be written: \(error)")
    }
    return folder.path() + "/"
  }()

  static func sun(_ hour: Int) -> Double { max(0, sin((Double(hour % 24) - 5.5) / 12 * .pi)) }
  static func wind(_ hour: Int) -> Double { 0.4 + 0.4 * sin(Double(hour) / 60 * .pi) }
  static func isNight(_ hour: Int) -> Bool { hour % 24 < 6 || hour % 24 >= 18 }

  static func price(_ hour: Int) -> Double { isNight(hour) ? 80 : 20 }
  static func shape(_ hour: Int) -> Double { 0.8 + 0.2 * sin(Double(hour % 24) / 12 * .pi) }

  private static var files: [(String, String)] {
    func column(_ value: (Int) -> String, _ count: Int = 8760) -> String {
      "x\n" + (0..<count).map(value).joined(separator: "\n") + "\n"
    }
    return [
      ("sun.csv", column { "\(sun($0))" }), ("wind.csv", column { "\(wind($0))" }),
      ("price.csv", column { "\(price($0))" }), ("shape.csv", column { "\(shape($0))" }),
      ("half.csv", column { _ in "0.5" }), ("table.csv", "alpha,beta\n1,2\n3,4\n"),
      ("short.csv", column({ _ in "0.5" }, 100)),
      ("long.csv", column({ _ in "0.5" }, 9000)),
      ("leap.csv", column({ _ in "0.5" }, 8784)),
      ("nan.csv", column { $0 == 7 ? "NaN" : "0.5" }),
      ("text.csv", column { $0 == 7 ? "cloudy" : "0.5" }),
      ("gap.csv", column { $0 == 7 ? "" : "0.5" }),
      ("negative.csv", column { $0 == 7 ? "-1" : "0.5" }),
      ("above.csv", column { $0 == 7 ? "1.5" : "0.5" }),
      ("zero.csv", column { _ in "0" }),
      ("huge.csv", column { _ in "1e30" }),
      ("three.csv", "x\n1\n2\n3\n"),
      ("empty.csv", ""),
      ("headers.csv", "x\n"),
    ]
  }
}

/// Reads a study whose files are those of the fixture.
func read(_ text: String) throws(StudyError) -> Study {
  try Study.parse(text, file: "study.yaml", folder: Fixture.folder)
}

func plan(_ study: Study) throws -> Plan { try DirectEngine().plan(study.chain) }

/// Equal to within a relative tolerance.
func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-6) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}
