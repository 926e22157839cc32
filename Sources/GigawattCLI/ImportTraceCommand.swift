import ArgumentParser
import Foundation
import Quantities
import Traces
import Weather

struct ImportTraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Turn a trace of AI requests into the shape of a load.",
    discussion: """
      Reads the traces of Azure (LLM inference), ServeGen, BurstGPT and Alibaba (GenAI requests and \
      meters, GPU jobs), plain or compressed by gzip, and writes a CSV file with the column `shape`, \
      whose mean is 1. With --repeat it has the 8,760 hours of a year and serves a study as \
      `load: {shape: {file: trace.csv, column: shape}, mean: 100 MW}`.
      """)

  @Argument(help: "A request trace: a CSV file, perhaps compressed by gzip.")
  var trace: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
  var out: String

  @Option(
    help: ArgumentHelp(
      "What counts: requests, tokens, time (of work), mean or sum (of meters), occupied. Default: "
        + "the closest to work that the trace knows.", valueName: "what"))
  var measure: String?

  @Option(
    help: ArgumentHelp(
      "Work of a token read, where a token written is 1. By DeepSeek's throughputs of 2025.",
      valueName: "number"))
  var inputWeight: Double = TraceOptions.defaultInputWeight

  @Option(help: ArgumentHelp("Only this kind of request.", valueName: "kind"))
  var only: String?

  @Flag(help: "Intervals without any request are gaps of the collection, not quiet.")
  var zerosAreGaps = false

  @Option(help: ArgumentHelp("Length of a step, such as \"5 min\".", valueName: "time"))
  var step = "1 h"

  @Flag(help: "Repeat the mean day or week (or take the year) over the 8,760 hours of a year.")
  var `repeat` = false

  @Option(
    help: ArgumentHelp(
      "The clock of stamps without an offset: UTC, Asia/Shanghai.", valueName: "zone"))
  var zone: String?

  @Option(
    help: ArgumentHelp(
      "The site's time zone, to whose standard time the hours are moved.", valueName: "zone"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "Hours by which to move a trace later that names no time of day.", valueName: "hours"))
  var shift: Double = 0

  @Option(help: ArgumentHelp("The year whose weekdays a mean week follows.", valueName: "year"))
  var year: Int?

  func validate() throws {
    if let measure, TraceMeasure(rawValue: measure) == nil {
      let known = TraceMeasure.allCases.map(\.rawValue)
      let hint = nearest(measure, in: known).map { "; did you mean “\($0)”?" } ?? ""
      throw ValidationError(
        "expected a --measure among \(known.joined(separator: ", ")), found “\(measure)”\(hint)")
    }
    guard (0...10).contains(inputWeight) else {
      throw ValidationError("expected an --input-weight from 0 to 10, found \(inputWeight)")
    }
    guard (-168...168).contains(shift), shift == shift.rounded() else {
      throw ValidationError("expected a --shift of whole hours up to a week, found \(shift)")
    }
    if let year, !(1900...2200).contains(year) {
      throw ValidationError("expected a --year from 1900 to 2200, found \(year)")
    }
    for (name, isSet) in [
      ("--zone", zone != nil), ("--to", to != nil), ("--shift", shift != 0),
      ("--year", year != nil),
    ] where isSet && !`repeat` {
      throw ValidationError("\(name) has an effect only with --repeat")
    }
    if (zone == nil) != (to == nil) {
      throw ValidationError("--zone and --to belong together: from which clock to which")
    }
  }

  func run() throws {
    let seconds = try stepSeconds()
    do throws(WeatherError) {
      let options = TraceOptions(
        measure: measure.flatMap(TraceMeasure.init), inputWeight: inputWeight, only: only,
        zerosAreGaps: zerosAreGaps)
      let shape = try TraceShape(try TraceReader.read(trace, options), step: seconds, options)
      var notes = shape.notes
      let text: String
      var written = "\(shape.values.count) steps of \(step)"
      if `repeat` {
        let year = try shape.repeated(
          zone: zone.map { (name) throws(WeatherError) in try SeriesZone(name) },
          utcOffset: to.map { (name) throws(WeatherError) in
            try SeriesZone(name).standardOffset
          }, shift: shift, year: year)
        text = TraceShape.csv(year: year.values)
        notes += year.notes
        if year.pattern != .year {
          notes.append(
            "a mean \(year.pattern) is smoother than the trace: its busiest hour has "
              + "\(format(year.values.max() ?? 0)) of the mean")
        }
        written =
          "8,760 hours: the trace's \(year.pattern == .year ? "year" : "mean \(year.pattern)")"
      } else {
        text = try shape.csv()
        if shape.isDated { notes.append("times are those of the trace's own clock") }
        if shape.values.count < 8760 {
          notes.append("a study needs 8,760 hours: --repeat makes a year of them")
        }
      }
      try write(text)
      report(shape, notes, written)
    } catch {
      var told = error
      // What a trace is too short for is found long after its file was closed.
      if told.path.isEmpty, told.kind == .gap { told.path = trace }
      throw Failure.badInput("error: \(told)")
    }
  }

  private func stepSeconds() throws -> Double {
    do throws(QuantityError) {
      let minutes =
        try Quantity.parse(step).value(in: .hour, expecting: "the length of a step") * 60
      if [1, 5, 10, 15, 20, 30, 60].contains(minutes.rounded()),
        abs(minutes - minutes.rounded()) < 1e-6
      {
        return minutes.rounded() * 60
      }
    } catch {
      throw Failure.badInput("error: --step: \(error)")
    }
    throw Failure.badInput(
      "error: --step: expected 1, 5, 10, 15, 20, 30 or 60 min, found “\(step)”")
  }

  private func write(_ text: String) throws(WeatherError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: out), options: .atomic)
    } catch {
      throw WeatherError(
        .unreadable, path: out, expected: "a file that can be written",
        found: error.localizedDescription)
    }
  }

  private func report(_ shape: TraceShape, _ notes: [String], _ written: String) {
    var facts = [
      ("Trace", "\(trace): \(shape.format)"), ("Span", shape.spanText),
      ("Counted", shape.measure.rawValue),
      (
        "Steps",
        "\(shape.values.count) of \(step); busiest \(format(shape.peakToMean)), quietest "
          + "\(format(shape.leastToMean)) of the mean"
      ),
    ]
    let input = shape.input.reduce(0, +)
    let output = shape.output.reduce(0, +)
    let requests = shape.requests.reduce(0, +)
    if input + output > 0, requests > 0 {
      facts.append(
        (
          "Tokens",
          "\(format(input / requests)) read and \(format(output / requests)) written by a request"
        ))
    }
    facts.append(("Written", "\(out): \(written)"))
    for (name, text) in facts {
      Terminal.print(name + String(repeating: " ", count: 10 - name.count) + text)
    }
    for note in notes { Terminal.print("- \(note)") }
  }
}
