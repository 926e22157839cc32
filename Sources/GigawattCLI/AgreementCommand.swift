import Agreement
import ArgumentParser
import Foundation

struct AgreementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract: "Compute what others have published, and show how far we agree.",
    discussion: """
      Cases that need data which does not come with the program are skipped unless --data says where it is \
      (or the environment variable GIGAWATT_DATA). Exit code 1: something does not agree.
      """)

  @Option(
    help: ArgumentHelp("Write the page to a file (Markdown).", valueName: "file"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Write the page about the calculator of offgridai.us to a file.", valueName: "file"))
  var offgridai: String?

  @Option(help: ArgumentHelp("The folder with data.", valueName: "folder"))
  var data: String?

  @Option(help: ArgumentHelp("The folder with the examples.", valueName: "folder"))
  var examples = "Examples"

  @Option(
    help: ArgumentHelp(
      "Times of other programs on this machine, as tools/peers writes them.", valueName: "file"))
  var peers: String?

  @Option(
    help: ArgumentHelp(
      "Only cases with this word in their group, name or title.", valueName: "word"))
  var only: String?

  @Flag(help: "Only cases that take no more than a few seconds.")
  var quick = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let environment = ProcessInfo.processInfo.environment["GIGAWATT_DATA"]
    let folders = AgreementData(folder: data ?? environment, examples: examples)
    let times = try peers.map(readPeers)
    if let offgridai {
      try write(try OffgridAIPage(folders).markdown(), to: offgridai)
      if out == nil, !json { return }
    }
    let chosen = Agreement.cases.filter { isChosen($0) }
    guard !chosen.isEmpty else {
      throw Failure.badInput("error: no case has “\(only ?? "")” in its group, name or title")
    }
    let progress = ProgressLine("agreement", isQuiet: false)
    let results = chosen.map { item in
      progress.tick(item.title)
      return item.run(folders, peers: times)
    }
    progress.finish()
    let page = AgreementPage(results, peers: times, machine: Self.machine).markdown()
    if json {
      Terminal.print(try JSONText.encode(results))
    } else if let out {
      try write(page, to: out)
    } else {
      Terminal.print(page)
    }
    let bad = results.filter { !$0.agrees && $0.skipped == nil }
    if !bad.isEmpty {
      throw Failure(
        code: .noPlan,
        message: "does not agree: \(bad.map(\.identifier).joined(separator: ", "))")
    }
  }

  private func isChosen(_ item: AgreementCase) -> Bool {
    if quick, item.isSlow { return false }
    guard let only = only?.lowercased() else { return true }
    return [item.group, item.identifier, item.title].contains { $0.lowercased().contains(only) }
  }

  private func readPeers(_ path: String) throws -> PeerTimes {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Failure.badInput("error: cannot read “\(path)”")
    }
    do {
      return try JSONDecoder().decode(PeerTimes.self, from: bytes)
    } catch {
      throw Failure.badInput("error: “\(path)”: expected the file that tools/peers writes")
    }
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure.badInput("error: cannot write “\(path)”: \(error.localizedDescription)")
    }
    Terminal.error("wrote \(path)")
  }

  /// The machine in the fewest words that make a time comparable.
  private static var machine: String {
    "\(ProcessInfo.processInfo.activeProcessorCount) cores, "
      + ProcessInfo.processInfo.operatingSystemVersionString
  }
}
