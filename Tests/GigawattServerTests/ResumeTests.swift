import Foundation
import HTTPTypes
import NIOCore
import Questions
import Testing

@testable import GigawattServer

@Suite("Questions that go on") struct ResumeTests {
  private static let sweep =
    #"{"study":"farm","sweep":{"over":["processes.plant.takes.USD=100..200/4"],"columns":["value"]}}"#
  private static let breakeven = """
    {"study":"farm","breakeven":{"key":"processes.plant.takes.USD","where":["value >= 40000"],
     "between":["100","200"],"tolerance":"0.5"}}
    """

  /// The files that a server keeps of its questions.
  private struct Files {
    let folder: String

    init(_ site: Site) { folder = site.folder + "/.gigawatt/runs/questions" }

    func text(_ id: String, _ ending: String) throws -> String {
      try String(contentsOfFile: "\(folder)/\(id)\(ending)", encoding: .utf8)
    }

    func write(_ id: String, _ ending: String, _ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(id)\(ending)"))
    }

    func remove(_ id: String, _ ending: String) throws {
      try FileManager.default.removeItem(atPath: "\(folder)/\(id)\(ending)")
    }

    var only: String {
      get throws { try #require(QuestionStore(path: folder).pages().first).state.id }
    }

    /// As if the server had been stopped after some plans, in the middle of writing the next.
    func stop(_ id: String, after count: Int, as status: String = "stopped") throws {
      let state = try text(id, ".state.json").replacing(
        #""status":"done""#, with: #""status":"\#(status)""#)
      try write(id, ".state.json", state)
      let lines = try text(id, ".plans.jsonl").split(separator: "\n")
      try #require(lines.count > count)
      let cut = lines[count].prefix(lines[count].count / 2)
      try write(id, ".plans.jsonl", (lines.prefix(count) + [cut]).joined(separator: "\n"))
    }
  }

  private func ask(_ client: Client, _ body: String) async throws {
    let id = try await client.post("/api/questions", body).json("id") as? String ?? ""
    _ = try await client.get("/api/questions/\(id)/events")
    #expect(
      try await client.get("/api/questions/\(id)").json("status") as? String == "done")
  }

  /// Goes on and gives the answer.
  private func goOn(_ client: Client, _ id: String) async throws -> Client.Answer {
    let resumed = try await client.post("/api/questions/\(id)/resume", "{}")
    #expect(resumed.status == .accepted, "\(resumed.text)")
    _ = try await client.get("/api/questions/\(id)/events")
    let state = try await client.get("/api/questions/\(id)")
    #expect(try state.json("status") as? String == "done")
    #expect(try state.json("error") == nil)
    return try await client.get("/api/questions/\(id)/answer")
  }

  @Test(
    "A sweep goes on in a later server, without the plans that were made",
    arguments: ["stopped", "running"])
  func sweep(status: String) async throws {
    let site = try Site()
    let files = Files(site)
    try await site.serve(keeps: true) { client in try await ask(client, Self.sweep) }
    let id = try files.only
    try files.stop(id, after: 2, as: status)
    // A number that no plan has: it is there in the end only if its plan is not made again.
    let marked = try files.text(id, ".plans.jsonl").replacing("[65000]", with: "[65000.25]")
    try files.write(id, ".plans.jsonl", marked)
    try await site.serve { client in
      let before = try await client.get("/api/questions/\(id)")
      #expect(
        try before.json("status") as? String == (status == "running" ? "failed" : "stopped"))
      #expect((try before.json("error") as? String != nil) == (status == "running"))
      let answer = try await goOn(client, id)
      let rows = try answer.json("rows") as? [[String: Any]] ?? []
      #expect(
        rows.compactMap { ($0["results"] as? [Double])?.first }
          == [65_000.25, 52_500, 40_000, 27_500, 15_000])
      let lines = try files.text(id, ".plans.jsonl").split(separator: "\n")
      #expect(lines.count == 5)
    }
  }

  @Test("A breakeven goes on in a later server, and finds the same") func breakeven() async throws {
    let site = try Site()
    let files = Files(site)
    try await site.serve(keeps: true) { client in try await ask(client, Self.breakeven) }
    let id = try files.only
    let plans = try files.text(id, ".plans.jsonl")
    var expected = try Self.breakeven(try files.text(id, ".answer.json"))
    try files.stop(id, after: 6)
    // As with the sweep: a number that no plan has.
    expected.probes[0].cost = -65_000.25
    let marked = try files.text(id, ".plans.jsonl").replacing("-65000,", with: "-65000.25,")
    try files.write(id, ".plans.jsonl", marked.replacing("-65000}", with: "-65000.25}"))
    try await site.serve { [expected] client in
      let found = try Self.breakeven(try await goOn(client, id).text)
      #expect(found == expected)
      let count = plans.split(separator: "\n").count
      #expect(try await client.get("/api/questions/\(id)").json("done") as? Int == count)
    }
  }

  private static func breakeven(_ text: String) throws -> Breakeven.Answer {
    try JSON.decoder().decode(Breakeven.Answer.self, from: Data(text.utf8))
  }

  @Test("Stopped in the middle, a sweep keeps its plans and goes on with the others")
  func inTheMiddle() async throws {
    let site = try Site()
    try await site.serve { client in
      let asked = try await client.post(
        "/api/questions", Self.sweep.replacing("100..200/4", with: "100..200/4000"))
      let id = try asked.json("id") as? String ?? ""
      var kept = 0
      for _ in 1...2 {
        kept = try await plans(client, id, beyond: kept + 2)
        #expect(try await client.post("/api/questions/\(id)/resume", "{}").status == .conflict)
        #expect(try await client.post("/api/questions/\(id)/stop", "{}").status == .accepted)
        _ = try await client.get("/api/questions/\(id)/events")
        let state = try await client.get("/api/questions/\(id)")
        #expect(try state.json("status") as? String == "stopped")
        let done = try #require(try state.json("done") as? Int)
        #expect(done >= kept && done < 4001)
        kept = done
        let rows = try await client.get("/api/questions/\(id)/answer").json("rows") as? [Any] ?? []
        #expect(rows.count == done)
        let again = try await client.post("/api/questions/\(id)/resume", "{}")
        #expect(again.status == .accepted)
        #expect(try again.json("done") as? Int == done)
      }
      _ = try await plans(client, id, beyond: kept)
      _ = try await client.post("/api/questions/\(id)/stop", "{}")
    }
  }

  /// Waits until more plans than these are made.
  private func plans(_ client: Client, _ id: String, beyond count: Int) async throws -> Int {
    for _ in 0..<600 {
      let done = try await client.get("/api/questions/\(id)").json("done") as? Int ?? 0
      if done > count { return done }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("no more than \(count) plans in 30 s")
    return count
  }

  @Test("What cannot go on says why") func refusals() async throws {
    let site = try Site()
    let files = Files(site)
    try await site.serve(keeps: true) { client in
      try await ask(client, Self.sweep)
      let done = try await client.post("/api/questions/\(try files.only)/resume", "{}")
      #expect(done.status == .conflict)
      #expect(
        try done.json("error") as? String
          == "only a question that was stopped can go on; this one is done")
      #expect(try await client.post("/api/questions/none/resume", "{}").status == .notFound)
    }
    let id = try files.only
    try files.stop(id, after: 2)
    try files.remove(id, ".study.yaml")
    try await site.serve { client in
      let lost = try await client.post("/api/questions/\(id)/resume", "{}")
      #expect(lost.status == .conflict)
      #expect(
        try lost.json("error") as? String
          == "the study of this question is no longer there; ask it again")
    }
  }
}

@Suite("Questions are checked while they are written") struct QuestionCheckTests {
  @Test func makesSense() async throws {
    try await Site().serve { client in
      let answer = try await client.post(
        "/api/questions/check",
        #"{"study":"farm","sweep":{"over":["processes.plant.takes.USD=1..2/4"],"columns":["price of land"]}}"#
      )
      #expect(answer.status == .ok)
      #expect(try answer.json("plans") as? Int == 5)
      #expect(try await client.get("/api/questions").json("questions.0") == nil)
    }
  }

  @Test(
    "A sentence says which part of the question it is about, before anything is planned",
    arguments: [
      (
        #""sweep":{"over":["processes.plant.takes.USD=1,2"],"columns":["value","price of lnad"]}"#,
        "sweep.columns.1", "did you mean “land”?"
      ),
      (
        #""sweep":{"over":["processes.plant.takes.USD=1,2"],"columns":["valeu"]}"#,
        "sweep.columns.0", "did you mean “value”?"
      ),
      (
        #""sweep":{"over":["processes.plant.takes.USD=1,2","resources.lnad.endowment=1,2"],"columns":["value"]}"#,
        "sweep.over", "lnad"
      ),
      (
        #""sweep":{"over":["processes.plant.takes.USD=1,2","resources.land.endowment=1.."],"columns":["value"]}"#,
        "sweep.over.1", "FROM..TO/STEPS"
      ),
      (
        #""breakeven":{"key":"processes.plant.takes.USD","where":["plnat enters"],"between":["1","2"]}"#,
        "breakeven.where.0", "plnat"
      ),
      (
        #""breakeven":{"key":"processes.plant.takes.USD","where":["activity of plant >= price of land"],"between":["1","2"]}"#,
        "breakeven.where.0", "compares"
      ),
      (
        #""breakeven":{"key":"processes.plnat.takes.USD","where":["value >= 1"],"between":["1","2"]}"#,
        "breakeven.between", "plnat"
      ),
    ])
  func fields(question: String, field: String, sentence: String) async throws {
    try await Site().serve { client in
      for path in ["/api/questions/check", "/api/questions"] {
        let answer = try await client.post(path, #"{"study":"farm",\#(question)}"#)
        #expect(answer.status == .unprocessableContent, "\(answer.text)")
        #expect(try answer.json("field") as? String == field, "\(answer.text)")
        #expect((try answer.json("error") as? String ?? "").contains(sentence), "\(answer.text)")
      }
      #expect(try await client.get("/api/questions").json("questions.0") == nil)
    }
  }
}
