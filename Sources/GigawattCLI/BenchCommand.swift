import ArgumentParser
import Benchmarking
import Chains
import Foundation
import Optimization
import Planning
import Quantities
import Reporting
import Synchronization

/// Measurements that anybody can repeat; `Benchmarks/` compares with other programs.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the engines on made-up input.",
    subcommands: [
      BenchKernel.self, BenchTree.self, BenchScaling.self, BenchReplan.self, BenchWrite.self,
    ])
}

struct BenchKernel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel", abstract: "Nanoseconds per hour of the dispatch kernel.")

  @Flag(help: "Print one JSON document.") var json = false

  func run() throws {
    let rows = try KernelBenchmark().run()
    if json { return Terminal.print(try JSONText.encode(rows)) }
    for row in rows {
      let name = row.name.padding(toLength: 58, withPad: " ", startingAt: 0)
      let gap = row.gap.isNaN ? "" : "  gap \(format(row.gap))"
      Terminal.print(
        "\(name)\(format(row.nanosecondsPerHour)) ns/h  \(format(row.timesPlainLoop)) x loop"
          + "\(gap)  (\(row.method))")
    }
  }
}

struct BenchTree: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree", abstract: "Plan many sites over a tree of demand.")

  @Option(help: "Sites.") var sites = 10
  @Option(help: "Children of each node, stage by stage.") var branches = "3,3,1,2"
  @Option(help: "Hours of the year.") var hours = 8760
  @Option(help: "Weather years side by side.") var weatherYears = 1
  @Option(help: "Stop at this relative gap.") var gap = 1e-3
  @Option(help: ArgumentHelp("The engine: decomposed or direct.")) var engine = "decomposed"
  @Option(help: ArgumentHelp("Stop after so many seconds.", valueName: "seconds"))
  var timeLimit: Double?
  @Flag(name: .shortAndLong, help: "No progress on standard error.") var quiet = false

  func run() throws {
    let tree = branches.split(separator: ",").compactMap { Int($0) }
    let chain = try BenchmarkChain(
      sites: sites, branches: tree, hours: hours, weatherYears: weatherYears
    ).chain()
    let row = try BenchRun(
      chain: chain, gap: gap, engine: engine, timeLimit: timeLimit, quiet: quiet
    )
    .row()
    Terminal.print(row.text)
    if row.gap > gap { throw ExitCode(3) }
  }
}

struct BenchScaling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scaling", abstract: "Seconds against hours and blocks, as CSV.")

  func run() throws {
    Terminal.print("kind,hours,blocks,columns,seconds,cpu_seconds,gap")
    func row(_ kind: String, _ chain: BenchmarkChain) throws {
      let row = try BenchRun(
        chain: try chain.chain(), gap: 1e-3, engine: "decomposed", timeLimit: nil, quiet: true
      ).row()
      Terminal.print(
        "\(kind),\(chain.hours * chain.weatherYears),\(row.blocks),\(row.columns),\(row.seconds),"
          + "\(row.cpu),\(row.gap)")
    }
    for years in [1, 2, 4, 8, 16, 32] {
      try row("hours", BenchmarkChain(sites: 1, weatherYears: years))
    }
    for sites in [1, 2, 4, 8, 16] {
      try row("blocks", BenchmarkChain(sites: sites, branches: [2, 2], hours: 2190))
    }
  }
}

struct BenchWrite: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "write", abstract: "Write the input files of the comparison with other programs.")

  @Argument(help: "The case: site or grid.") var name: String
  @Option(help: ArgumentHelp("The folder to write to.", valueName: "folder")) var out: String

  func run() throws {
    guard let files = BenchmarkFiles(rawValue: name) else {
      throw ValidationError("expected the case site or grid, found “\(name)”")
    }
    do {
      try files.write(to: out)
    } catch {
      throw Failure.badInput("error: cannot write to “\(out)”: \(error.localizedDescription)")
    }
  }
}

/// One plan of a made-up chain, measured.
struct BenchRun {
  var chain: Chain
  var gap: Double
  var engine: String
  var timeLimit: Double?
  var quiet: Bool

  struct Row {
    var blocks: Int
    var columns: Int
    var seconds: Double
    var cpu: Double
    var gap: Double
    var value: Double
    var memory: Double

    var text: String {
      """
      \(columns) hourly columns in \(blocks) blocks: value \(format(value)), gap \(format(gap))
      \(format(seconds)) s, \(format(cpu)) s of CPU, \(format(memory)) GB at most
      """
    }
  }

  func row() throws -> Row {
    guard let engine = Engine(rawValue: engine) else {
      throw ValidationError("expected the engine direct or decomposed, found “\(engine)”")
    }
    Interrupt.listen()
    let progress = ProgressLine("planning", isQuiet: quiet)
    defer { progress.finish() }
    var options = PlanningOptions()
    options.gap = gap
    options.solver.timeLimit = timeLimit ?? .infinity
    options.solver.shouldStop = { Interrupt.requested.load(ordering: .relaxed) }
    options.progress = { progress.tick(Planner.text($0)) }
    let clock = ContinuousClock.now
    let cpu = Self.cpu
    let plan: Plan
    do throws(PlanningError) {
      plan = try engine.plan(chain, options: options)
    } catch {
      if case .stopped = error { throw Failure(code: .stopped, message: "\(error)") }
      throw Failure(code: .noPlan, message: "\(error)")
    }
    var columns = 0
    for entry in plan.activities { columns += entry.hourly.count }
    var levels = 0
    for entry in plan.stocks { levels += entry.hourly.count }
    return Row(
      blocks: plan.prices.filter { !$0.hourly.isEmpty }.count / 2, columns: columns + levels,
      seconds: (ContinuousClock.now - clock) / .seconds(1), cpu: Self.cpu - cpu,
      gap: plan.certificate.gap, value: plan.value, memory: Self.memory)
  }

  private static var usage: rusage {
    var usage = rusage()
    #if os(Linux)
      getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    return usage
  }

  /// Seconds of the process on all processors.
  static var cpu: Double {
    let usage = usage
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + 1e-6 * Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
  }

  /// Largest memory of the process, GB (kilobytes on Linux, bytes on macOS).
  private static var memory: Double {
    #if os(Linux)
      Double(usage.ru_maxrss) / 1e6
    #else
      Double(usage.ru_maxrss) / 1e9
    #endif
  }
}
