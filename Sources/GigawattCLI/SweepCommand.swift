import ArgumentParser
import Foundation
import Questions
import Reporting
import Studies

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Plans over the values of one or several numbers, or over scenarios.",
    discussion: """
      --over takes a list or a range; several make a grid. --scenarios takes a YAML file of names with what is \
      different: {name: {set: [KEY=VALUE], scale: [...], drop: [...]}}. With --out the rows are kept in the folder as \
      they come, and a sweep that was interrupted goes on from there.

        gigawatt sweep Examples/el-paso --over 'fuels.natural gas.price=2,4,8 USD/MMBtu'
        gigawatt sweep Examples/el-paso --over 'load=50..150/4 MW' \\
          --over-factor 'supplies.solar.overnight cost=0.5..1.5/4' --columns 'cost per MWh, share of solar'
      """)

  @Argument(help: "A study: a YAML file, or a folder with a study.yaml.")
  var study: String

  @Option(
    help: ArgumentHelp(
      "A key and its values.", valueName: "KEY=1,2,3 UNIT | KEY=FROM..TO/STEPS UNIT"))
  var over: [String] = []

  @Option(
    help: ArgumentHelp("A key and factors on its number.", valueName: "KEY=1,2 | KEY=0.5..2/6"))
  var overFactor: [String] = []

  @Option(help: ArgumentHelp("A YAML file of scenarios.", valueName: "file"))
  var scenarios: String?

  @Option(help: ArgumentHelp("Measures, parted by commas.", valueName: "names"))
  var columns: String?

  @OptionGroup var changes: ChangeOptions
  @OptionGroup var solving: SolvingOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  @Flag(help: "Print comma-separated values.")
  var csv = false

  @Option(
    help: ArgumentHelp(
      "Write the table, JSON and an HTML page with charts to a folder, and go on from what is there.",
      valueName: "folder"))
  var out: String?

  func validate() throws {
    if json, csv { throw ValidationError("expected either --json or --csv, found both") }
    let axes = over.count + overFactor.count
    guard (axes > 0) != (scenarios != nil) else {
      throw ValidationError(
        axes > 0
          ? "expected either --over or --scenarios, found both"
          : "expected something to sweep over, such as --over 'load=50,100,150 MW'")
    }
  }

  func run() throws {
    let asking = try Asking(study, changes, solving)
    let read = try asking.read()
    let sweep = try sweep(read)
    let log = try out.map { (folder) throws(Failure) in
      try SweepLog(folder: folder, study: read.file, changes: changes.words)
    }
    var done = 0
    let answer = try asking.ask { (inquiry) throws(QuestionError) in
      try sweep.answer(inquiry, known: log?.known ?? []) { row in
        done += 1
        log?.append(row)
      }
    }
    if json {
      Terminal.print(try JSONText.encode(answer))
    } else {
      Terminal.print(csv ? answer.csv : asking.text(read).page(answer))
    }
    if let out {
      try AnswerFile.write(answer.csv, to: "\(out)/sweep.csv")
      try QuestionFiles.write(QuestionPage(read, answer), json: answer, to: out)
    }
    if !answer.isDone {
      throw Failure(
        code: .stopped,
        message: "stopped after \(answer.rows.count) of \(answer.asked) plans"
          + (out == nil ? "" : "; the same command goes on from there"))
    }
  }

  private func sweep(_ read: Study) throws(Failure) -> Sweep {
    do throws(QuestionError) {
      var measures: [Measure] = []
      for name in columns?.split(separator: ",") ?? [] {
        measures.append(try Measure(String(name)))
      }
      if measures.isEmpty { measures = try Sweep.defaultColumns(of: read) }
      if let scenarios {
        return try Sweep(file: scenarios, columns: measures)
      }
      var axes: [Sweep.Axis] = []
      for text in over { axes.append(try Sweep.axis(text)) }
      for text in overFactor { axes.append(try Sweep.axis(text, isFactor: true)) }
      return try Sweep(axes: axes, columns: measures)
    } catch {
      throw Failure(error)
    }
  }
}

/// Rows of a sweep as they come, one JSON document a line, for a run that goes on.
private final class SweepLog {
  private let path: String
  private(set) var known: [Sweep.Row] = []

  private struct Line: Codable {
    /// What the row was planned from: the text of the study and the changes throughout.
    var study: String
    var row: Sweep.Row
  }

  private let study: String

  init(folder: String, study: String, changes: ChangeWords) throws(Failure) {
    try AnswerFile.folder(folder)
    path = "\(folder)/sweep.jsonl"
    let text = FileManager.default.contents(atPath: study).map {
      String(decoding: $0, as: UTF8.self)
    }
    self.study = Self.digest((text ?? "") + "\u{0}" + changes.description)
    let lines = FileManager.default.contents(atPath: path).map {
      String(decoding: $0, as: UTF8.self)
    }
    for line in (lines ?? "").split(separator: "\n") {
      // A line that was cut off by an interrupt is planned again.
      guard let one = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)),
        one.study == self.study
      else { continue }
      known.append(one.row)
    }
  }

  func append(_ row: Sweep.Row) {
    guard let data = try? JSONEncoder().encode(Line(study: study, row: row)) else { return }
    if let handle = FileHandle(forWritingAtPath: path) {
      _ = try? handle.seekToEnd()
      try? handle.write(contentsOf: data + Data("\n".utf8))
      try? handle.close()
    } else {
      _ = FileManager.default.createFile(atPath: path, contents: data + Data("\n".utf8))
    }
  }

  /// FNV-1a, 64 bits: tells one text from another, no more.
  private static func digest(_ text: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
