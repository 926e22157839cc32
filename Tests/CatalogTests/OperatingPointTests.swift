import Catalog
import Foundation
import Quantities
import Testing

@Suite struct OperatingPoints {
  let catalog: Catalog

  init() throws { catalog = try Catalog.standard }

  @Test func everyLineIsComplete() throws {
    #expect(catalog.operatingPoints.count > 100)
    #expect(
      catalog.operatingPoints.map(\.line) == Array(2..<(catalog.operatingPoints.count + 2)))
    for point in catalog.operatingPoints {
      #expect(try catalog.technology(point.accelerator).kind == .accelerator)
      #expect(point.perHour > 0 && !point.source.isEmpty && !point.note.isEmpty)
      #expect((point.perHourLow ?? point.perHour) <= point.perHour)
      #expect((point.perHourHigh ?? point.perHour) >= point.perHour)
    }
  }

  @Test func kindsOfWork() throws {
    #expect(catalog.works == ["chat", "reasoning", "image", "video", "training"])
    let units = Dictionary(grouping: catalog.operatingPoints, by: \.work).mapValues {
      Set($0.map(\.unit))
    }
    #expect(
      units == [
        "chat": ["token"], "reasoning": ["token"], "image": ["image"], "video": ["video second"],
        "training": ["FLOP"],
      ])
    #expect(try catalog.models(of: "Chat").contains("llama 3.1 70b"))
  }

  /// Rate times joules is power: a busy chip draws more than a quarter of its rating and, by the
  /// meter of the chip, no more than 5 % above it. The B200 of these measurements are rated
  /// 1,000 W, those of the catalog (GB200) 1,200 W.
  @Test func powerIsThatOfAChip() throws {
    for point in catalog.operatingPoints {
      guard let watts = point.watts else { continue }
      let rating = try catalog.number(point.accelerator, "chip power").value.amount
      #expect((0.25...1.05).contains(watts / rating), "line \(point.line): \(watts) W")
    }
  }

  /// The measured power of the server comes back: chip x factor = training share x rating.
  @Test func trainingDrawsItsShareOfTheServer() throws {
    let factor = try catalog.number("compute", "IT joules per accelerator joule").value.amount
    let share = try catalog.number("compute", "training power share").value.value
    for point in try catalog.operatingPoints(of: "training") {
      let watts = try #require(point.watts)
      let server = try catalog.number(point.accelerator, "server power").value.value(
        in: .kilowattPerChip)
      #expect(abs(watts * factor / (1000 * share * server) - 1) < 1e-4, "line \(point.line)")
    }
  }

  /// Nobody computes faster than the peak of the chip.
  @Test func trainingStaysBelowThePeak() throws {
    let effective = try catalog.number("compute", "training effective time").value.value
    for point in try catalog.operatingPoints(of: "training") {
      let peak = point.model.hasSuffix("fp8") ? "peak 8-bit" : "peak BF16"
      let most = try catalog.number(point.accelerator, peak).value.value(
        in: .teraFLOPPerSecondAndChip)
      let achieved = point.perHour / 3600 / 1e12 / effective
      #expect((0.2...0.7).contains(achieved / most), "line \(point.line): \(achieved / most)")
    }
  }

  /// As computed from the published leaderboard by another hand; rounded there to three digits.
  @Test(arguments: [
    ("chat", "Llama 3.1 70B", "H100", 4_423_593, 0.479),
    ("chat", "llama 3.1 70b", "gb200", 9_670_287, 0.361),
    ("reasoning", "deepseek r1", "b200", 1_349_565, 2.376),
    ("image", "flux.1 dev", "h100", 326.13, 7551),
    ("video", "hunyuanvideo", "b200", 22.4, 134_901),
  ])
  func figures(
    _ work: String, _ model: String, _ accelerator: String, _ perHour: Double, _ joules: Double
  ) throws {
    let point = try catalog.operatingPoint(work: work, model: model, accelerator: accelerator)
    #expect(abs(point.perHour / perHour - 1) < 2e-3)
    #expect(abs(try #require(point.joules) / joules - 1) < 2e-3)
  }

  @Test(arguments: [
    ("chatt", "llama 3.1 70b", "h100", "did you mean “chat”?"),
    ("poetry", "llama 3.1 70b", "h100", "it has chat, reasoning"),
    ("chat", "lama 3.1 70b", "h100", "did you mean “llama 3.1 70b”?"),
    ("chat", "xyzzy", "h100", "it has deepseek v3.1"),
    ("chat", "llama 3.1 70b", "tpu v7", "the catalog has it on h100, b200"),
    ("chat", "llama 3.1 70b", "h10", "did you mean “h100”?"),
  ])
  func unknown(_ work: String, _ model: String, _ accelerator: String, _ words: String) {
    let error = #expect(throws: CatalogError.self) {
      try catalog.operatingPoint(work: work, model: model, accelerator: accelerator)
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [100, 160])
  func pagesFitTheWidth(_ width: Int) throws {
    for name in ["work", "chat", "training", "llama 3.1 405b fp8"] {
      #expect(catalog.isWork(name))
      let page = try catalog.workText(name, width: width)
      #expect(page.split(separator: "\n").allSatisfy { $0.count <= width })
    }
    #expect(!catalog.isWork("solar"))
  }

  @Test func jsonReadsBack() throws {
    let points = try JSONDecoder().decode(
      [OperatingPoint].self, from: Data(try catalog.workJSON("work").utf8))
    #expect(points == catalog.operatingPoints)
  }
}

@Suite struct OwnTables {
  static let header = "work,model,accelerator,unit,per_hour,joules,joules_high\n"

  @Test func replaceAndExtend() throws {
    let own = try OperatingPoint.read(
      csv: Self.header + """
        Chat,Llama 3.1 70B,GB200,token,2e7,0.2,0.3
        chat,house model,mychip,token,1000,,
        """, file: "mine.csv")
    let catalog = try Catalog.standard
    let both = catalog.adding(own)
    #expect(both.operatingPoints.count == catalog.operatingPoints.count + 1)
    let replaced = try both.operatingPoint(
      work: "chat", model: "llama 3.1 70b", accelerator: "b200")
    #expect(replaced.perHour == 2e7 && replaced.joules == 0.2 && replaced.source == "mine.csv")
    let added = try both.operatingPoint(work: "chat", model: "house model", accelerator: "MyChip")
    #expect(added.joules == nil && added.watts == nil && added.line == 3)
    #expect(both.works == catalog.works)
  }

  @Test(arguments: [
    (",m,h100,token,1,,", 2, "column work is empty"),
    ("chat,m,h100,token,,,", 2, "column per_hour is empty"),
    ("chat,m,h100,token,x,,", 2, "expected a number in column per_hour, found “x”"),
    ("chat,m,h100,token,-1,,", 2, "above 0"),
    ("chat,m,h100,tokens,1,,", 2, "the unit must be one of token"),
    ("chat,m,h100,token,1,0,", 2, "joules must be above 0"),
    ("chat,m,h100,token,1,2,1", 2, "joules_high must not lie below joules"),
    ("chat,m,h100,token,1,,1", 2, "joules_high must not lie below joules"),
    ("chat,m,h100,token,1,,\nchat,M,dgx h100,token,2,,", 3, "stands in line 2 too"),
    ("chat,m,h100,token,1,,,", 2, "expected 7 cells, found 8"),
  ])
  func pointAtTheLine(_ rows: String, _ line: Int, _ words: String) {
    let error = #expect(throws: CatalogError.self) {
      try OperatingPoint.read(csv: Self.header + rows, file: "mine.csv")
    }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("mine.csv, line \(line): ") && text.contains(words), "\(text)")
  }

  @Test(arguments: [
    ("work,model,accelerator,unit\n", "the column “per_hour” is missing"),
    ("work,model,accelerator,unit,per_hour,rate\n", "there is no column “rate”"),
    ("work,model,accelerator,unit,per_hour,unit\n", "stands twice"),
  ])
  func header(_ text: String, _ words: String) {
    let error = #expect(throws: CatalogError.self) { try OperatingPoint.read(csv: text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }
}
