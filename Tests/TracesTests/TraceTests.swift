import Foundation
import TestSupport
import Testing

@testable import Traces
@testable import Weather

extension Tag {
  @Tag static var traces: Self
  @Tag static var sharedData: Self
  @Tag static var fuzz: Self
}

/// Small traces written here.
enum TraceFixture {
  /// Requests every minute over some hours, twice as many from 12:00 to 18:00; 100 tokens in, 50 out.
  static func azure(hours: Int, from start: String = "2023-11-16 18:17:03.9799600") -> String {
    var text = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
    let first = CivilTime(start)?.seconds ?? 0
    for minute in 0..<(hours * 60) {
      let time = first + Double(minute) * 60
      let hour = Int(time / 3600) % 24
      for _ in 0..<((12..<18).contains(hour) ? 2 : 1) {
        text += CivilTime.text(seconds: time) + ":03.9799600,100,50\n"
      }
    }
    return text
  }

  /// ServeGen rates over some days: 1 request a second, 3 in the tenth hour, with a token mix.
  static func servegen(days: Int) -> String {
    var text = "t_seconds,requests_per_s,mean_input_tokens,mean_output_tokens\n"
    for window in 0..<(days * 144) {
      let rate = window % 144 / 6 == 9 ? 3 : 1
      text += "\(window * 600),\(rate),\(window % 2 == 0 ? 1000 : 500),200\n"
    }
    return text
  }

  static func shape(
    _ text: String, step: Double = 3600, _ options: TraceOptions = TraceOptions()
  ) throws(WeatherError) -> TraceShape {
    let trace = try TraceReader.read(bytes: Array(text.utf8), path: "t.csv", options)
    return try TraceShape(trace, step: step, options)
  }

  static func refusal(
    _ text: String, step: Double = 3600, _ options: TraceOptions = TraceOptions()
  ) -> WeatherError? {
    do {
      _ = try shape(text, step: step, options)
      return nil
    } catch {
      return error
    }
  }
}

@Suite("traces", .tags(.traces))
struct TraceTests {
  @Test func requestsWithTokens() throws {
    let shape = try TraceFixture.shape(TraceFixture.azure(hours: 30))
    // Both ends are covered in part: 18:17 to 18:17 on the next day but one hour.
    #expect(shape.amounts.count == 29)
    #expect(shape.measure == .tokens)
    #expect(shape.isDated)
    #expect(shape.amounts[0] == 4200)
    let mean: Double = shape.values.reduce(0, +) / 29
    #expect(abs(mean - 1) < 1e-12)
    #expect(shape.values.max() == 2 * (shape.values.min() ?? 0))
    let text = try shape.csv()
    #expect(text.hasPrefix("time,shape,requests,input_tokens,output_tokens\n2023-11-16 19:00,"))
  }

  /// BurstGPT counts seconds from a midnight that it does not name; failed requests have no answer.
  @Test func burstGPT() throws {
    var text = "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
    for minute in 0..<(48 * 60) {
      let isBusy = (9..<17).contains(minute / 60 % 24)
      text +=
        "\(minute * 60).0,ChatGPT,\(isBusy ? 900 : 300),\(isBusy ? 0 : 100),\(isBusy ? 900 : 400),Conversation log\n"
    }
    let shape = try TraceFixture.shape(text)
    #expect(shape.measure == .tokens)
    #expect(!shape.isDated)
    // A token read counts a fifth of one written.
    #expect(abs((shape.amounts.max() ?? 0) - 60 * 900 / 5) < 1e-6)
    #expect(abs((shape.amounts.min() ?? 0) - 60 * (300 / 5 + 100)) < 1e-6)
    #expect(shape.values.count >= 47)
  }

  @Test func fiftyEightMinutesAreNoDay() throws {
    let short = TraceFixture.azure(hours: 1)
    let error = try #require(TraceFixture.refusal(short))
    #expect(error.description.contains("a trace of 59 minutes"))
    #expect(error.description.contains("hours of a day cannot be told"))
    #expect(try TraceFixture.shape(short, step: 300).amounts.count == 11)
    #expect(failure { try TraceFixture.shape(short, step: 300).repeated() }?.kind == .parameter)
  }

  @Test func ratesAndTheWeightOfTokens() throws {
    let text = TraceFixture.servegen(days: 1)
    let requests = try TraceFixture.shape(text, TraceOptions(measure: .requests))
    #expect(requests.amounts[0] == 3600)
    // 23 hours of 1 and one of 3: mean 26/24.
    let peak: Double = 72.0 / 26
    #expect(abs(requests.peakToMean - peak) < 1e-12)
    let tokens = try TraceFixture.shape(text, TraceOptions(inputWeight: 0.5))
    #expect(tokens.amounts[0] == 2_070_000)
    #expect(tokens.notes.contains { $0.contains("0.5 of a token written") })
  }

  @Test func dayIsRepeatedOnlyWhenAskedFor() throws {
    let shape = try TraceFixture.shape(TraceFixture.servegen(days: 1))
    #expect(shape.values.count == 24)
    let year = try shape.repeated(shift: 2)
    #expect(year.pattern == .day)
    #expect(year.values.count == 8760)
    let mean: Double = year.values.reduce(0, +) / 8760
    #expect(abs(mean - 1) < 1e-12)
    #expect(year.values[11] == year.values.max())
    #expect(year.notes.contains { $0.contains("time of day of the trace is not known") })
    #expect(year.notes.contains { $0.contains("every day is alike") })
  }

  @Test func datedDayMovesToTheSite() throws {
    // Busy from 12:00 to 18:00 UTC is 6:00 to 12:00 in Chicago's standard time.
    let shape = try TraceFixture.shape(TraceFixture.azure(hours: 50))
    let here = try shape.repeated(zone: .fixed(minutes: 0), utcOffset: -6)
    #expect(here.values[6] == here.values.max() && here.values[11] == here.values.max())
    #expect(here.values[5] < here.values[6] && here.values[12] < here.values[11])
    let there = try shape.repeated()
    #expect(there.values[12] == there.values.max() && there.values[11] < there.values[12])
  }

  @Test func weekKeepsItsWeekend() throws {
    // Two weeks from Monday 6 May 2024, silent on Sundays.
    var text = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
    let monday = Double(CivilTime.days(year: 2024, month: 5, day: 6)) * 86_400
    for quarter in 0...(14 * 96) where quarter / 96 % 7 != 6 {
      text += CivilTime.text(seconds: monday + Double(quarter) * 900) + ",10,10\n"
    }
    let shape = try TraceFixture.shape(text)
    let year = try shape.repeated(year: 2028)
    #expect(year.pattern == .week)
    // 1 January 2028 is a Saturday: the second day is silent.
    #expect(year.values[12] > 1)
    #expect(year.values[24..<48].allSatisfy { $0 == 0 })
    #expect(year.values[48 + 12] > 1)
  }

  @Test func jobsOccupyAccelerators() throws {
    let text = """
      name,num_gpu,creation_time,deletion_time,scheduled_time
      a,2,0,7200,0
      b,1,1800,5400,1800
      c,4,3600,,3600
      d,0,0,9000,0
      e,1,0,10800,0
      """
    let shape = try TraceFixture.shape(text)
    #expect(shape.measure == .occupied)
    #expect(shape.amounts == [3.5, 7.5, 5])
    #expect(shape.notes.contains { $0.contains("1 ended after it") })
  }

  @Test func metersNeedAWordOnWhatTheyRead() throws {
    var text = "timestamp_anon,value,container_ip\n"
    for minute in 0...180 {
      text += "\(minute * 60),\(minute < 60 ? 10 : 30),a\n\(minute * 60),50,b\n"
    }
    #expect(TraceFixture.refusal(text)?.description.contains("--measure mean") == true)
    let mean = try TraceFixture.shape(text, TraceOptions(measure: .mean))
    #expect(mean.amounts == [30, 40, 40])
    let sum = try TraceFixture.shape(text, TraceOptions(measure: .sum))
    #expect(sum.amounts == [60, 80, 80])
    let kinds = "timestamp_anon,value,container_ip,request_type\n0,1,,API\n57,2,,Gen\n7300,2,,Gen\n"
    #expect(TraceFixture.refusal(kinds)?.found == "API, Gen")
    #expect(TraceFixture.refusal(kinds, TraceOptions(only: "GEN"))?.found == "GEN")
    #expect(TraceFixture.refusal(kinds, TraceOptions(only: "Gen")) == nil)
  }

  @Test func windowsWithoutRequests() throws {
    var text = "t_seconds,requests_per_s,mean_input_tokens,mean_output_tokens\n"
    for window in 0..<(14 * 144) {
      let isGap = (100..<112).contains(window) || window == 3
      text += isGap ? "\(window * 600),0,,\n" : "\(window * 600),2,100,100\n"
    }
    let quiet = try TraceFixture.shape(text)
    #expect(quiet.leastToMean == 0)
    #expect(quiet.notes.contains { $0.contains("13 of 2016 intervals") })
    let gaps = try TraceFixture.shape(text, TraceOptions(zerosAreGaps: true))
    // A step with one gap of six stands for the whole step.
    #expect(gaps.values[0] == 1)
    #expect(failure { try gaps.csv() }?.kind == .gap)
    let year = try gaps.repeated()
    #expect(year.values.allSatisfy { abs($0 - 1) < 1e-12 })
  }

  @Test(
    "errors name the line",
    arguments: [
      ("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1,2\nyesterday,1,2\n", 3),
      (
        "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1,2\n2023-11-16 18:17,x,2\n",
        3
      ),
      ("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,-1,2\n", 2),
      ("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,NaN,2\n", 2),
      ("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03,1\n", 2),
      ("t_seconds,requests_per_s\n0,1\n600,1\n1800,1\n", 4),
      ("t_seconds,requests_per_s\n0,1\n600,1\n600,1\n", 4),
      ("scheduled_time,deletion_time\n0,10\n20,10\n", 3),
      (",cpu_load\n0,0.5\n1,0.5\n3,0.5\n", 4), ("runtime\n1\n2\n", 1), ("a,b\n1,2\n", 1),
    ])
  func lines(text: String, line: Int) {
    #expect(TraceFixture.refusal(text)?.line == line)
  }

  func failure<T>(_ call: () throws -> T) -> WeatherError? {
    do {
      _ = try call()
      return nil
    } catch {
      return error as? WeatherError
    }
  }
}

@Suite("damaged traces", .tags(.fuzz))
struct TraceMutationTests {
  /// Damage that must be refused with a line: the numbers would be others.
  @Test("damaged rows are refused at their line", arguments: 0..<40)
  func damaged(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed) + 9000)
    let isRates = Bool.random(using: &dice)
    let text = isRates ? TraceFixture.servegen(days: 1) : TraceFixture.azure(hours: 4)
    var lines = text.split(separator: "\n").map(String.init)
    let row = Int.random(in: 2..<(lines.count - 2), using: &dice)
    var cells = lines[row].split(separator: ",").map(String.init)
    let cell = Int.random(in: 0..<cells.count, using: &dice)
    switch Int.random(in: 0..<6, using: &dice) {
    case 0: cells[cell] = "NaN"
    case 1: cells[cell] = "many"
    case 2: cells[cell] = ""
    case 3: cells.insert("7", at: cell)
    case 4: cells.remove(at: cell)
    default: cells[max(1, cell)] = "-3"
    }
    lines[row] = cells.joined(separator: ",")
    let error = try #require(TraceFixture.refusal(lines.joined(separator: "\n")))
    #expect(error.line == row + 1, "\(error)")
  }

  @Test("doubled, dropped and cut", arguments: 0..<30)
  func doubled(seed: Int) throws {
    var dice = Dice(seed: UInt64(seed) + 9500)
    var lines = TraceFixture.servegen(days: 1).split(separator: "\n").map(String.init)
    let row = Int.random(in: 2..<(lines.count - 2), using: &dice)
    if seed % 2 == 0 { lines.insert(lines[row], at: row) } else { lines.remove(at: row) }
    let error = try #require(TraceFixture.refusal(lines.joined(separator: "\n")))
    #expect(error.line == row + (seed % 2 == 0 ? 2 : 1), "\(error)")
    // A cut file has fewer hours, which its span says.
    let cut = try TraceFixture.shape(
      TraceFixture.servegen(days: 1).split(separator: "\n").prefix(80).joined(separator: "\n"))
    #expect(cut.values.count == 13)
    #expect(cut.spanText == "13.2 hours")
  }

  @Test("random bytes never trap", arguments: 0..<40)
  func noise(seed: Int) {
    var dice = Dice(seed: UInt64(seed) + 9900)
    var bytes = Array(
      (seed % 2 == 0 ? TraceFixture.azure(hours: 3) : TraceFixture.servegen(days: 1)).utf8)
    for _ in 0..<12 {
      bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
    }
    for measure in [nil, TraceMeasure.sum, .requests] {
      let options = TraceOptions(measure: measure)
      if let trace = try? TraceReader.read(bytes: bytes, path: "t", options),
        let shape = try? TraceShape(trace, options)
      {
        #expect(shape.values.allSatisfy { $0.isFinite })
      }
    }
  }
}

/// Traces next to the package; skipped where they are absent.
enum SharedTraces {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "../shared/data/ai_workloads").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(
    atPath: folder.appending(path: "README.md").path)

}

@Suite("shared traces", .tags(.sharedData), .enabled(if: SharedTraces.isPresent))
struct SharedTraceTests {
  @Test(
    "peak over mean of the hourly rate, as published with the files (two decimals)",
    arguments: [
      ("servegen_m-small_10min.csv", 2.06), ("servegen_m-mid_10min.csv", 1.83),
      ("servegen_m-large_10min.csv", 1.86), ("servegen_deepseek-r1_10min.csv", 2.19),
      ("servegen_mm-image_10min.csv", 1.35),
    ])
  func peaks(name: String, expected: Double) throws {
    let options = TraceOptions(measure: .requests)
    let path = SharedTraces.folder.appending(path: name).path
    let shape = try TraceShape(try TraceReader.read(path, options), options)
    #expect(abs(shape.peakToMean - expected) < 0.005)
  }

  @Test func azure() throws {
    let path = SharedTraces.folder.appending(path: "AzureLLMInferenceTrace_code.csv").path
    let trace = try TraceReader.read(path, TraceOptions())
    guard case .requests(let rows) = trace.events else {
      Issue.record("requests expected")
      return
    }
    #expect(rows.count == 8819)
    let input: Double = rows.map(\.input).reduce(0, +) / 8819
    let output: Double = rows.map(\.output).reduce(0, +) / 8819
    #expect(abs(input - 2048) < 0.5)
    #expect(abs(output - 28) < 0.5)
  }
}
