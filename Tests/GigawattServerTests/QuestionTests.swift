import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import GigawattServer

@Suite("Questions over the API") struct QuestionTests {
  /// Asks, waits for the end, and gives the state and the answer.
  private func ask(_ client: Client, _ body: String) async throws -> (
    state: Client.Answer, answer: Client.Answer
  ) {
    let started = try await client.post("/api/questions", body)
    #expect(started.status == .created, "\(started.text)")
    let id = try started.json("id") as? String ?? ""
    let events = try await client.get("/api/questions/\(id)/events")
    #expect(events.text.hasSuffix("event: end\ndata: {}\n\n"))
    return (
      try await client.get("/api/questions/\(id)"),
      try await client.get("/api/questions/\(id)/answer")
    )
  }

  @Test("A sweep answers in the shape of the command line, and is still there after a restart")
  func sweep() async throws {
    let site = try Site()
    try await site.serve { client in
      let (state, answer) = try await ask(
        client,
        #"{"study":"farm","sweep":{"over":["processes.plant.takes.USD=100..200/4"],"columns":["value"]}}"#
      )
      #expect(try state.json("status") as? String == "done")
      #expect(try state.json("done") as? Int == 5)
      #expect(try state.json("asked") as? Int == 5)
      let rows = try answer.json("rows") as? [[String: Any]] ?? []
      // 500 acres that earn 230 USD each, less what is taken.
      #expect(
        rows.compactMap { ($0["results"] as? [Double])?.first }
          == [65_000, 52_500, 40_000, 27_500, 15_000])
      #expect(try answer.json("axes.0.knob.key") as? String == "processes.plant.takes.USD")
      #expect(try answer.json("columns.0.unit") as? String == "USD")
      let later = QuestionStore(path: site.folder + "/.gigawatt/runs/questions").pages()
      #expect(later.map(\.state.id) == [try state.json("id") as? String])
      #expect(later.first?.answer == Data(answer.body.readableBytesView))
    }
  }

  @Test("Edits count, and two numbers make a grid") func grid() async throws {
    try await Site().serve { client in
      let (_, answer) = try await ask(
        client,
        """
        {"study":"farm","edits":[{"path":["resources","land","endowment"],"text":"100"}],
         "sweep":{"over":["processes.plant.takes.USD=150,200"],"overFactor":["resources.land.endowment=1,2"],
                  "columns":["value"]}}
        """)
      let rows = try answer.json("rows") as? [[String: Any]] ?? []
      #expect(
        rows.compactMap { ($0["results"] as? [Double])?.first } == [8000, 16_000, 3000, 6000])
    }
  }

  @Test("A breakeven is found between two probes") func breakeven() async throws {
    try await Site().serve { client in
      let (_, answer) = try await ask(
        client,
        """
        {"study":"farm","breakeven":{"key":"processes.plant.takes.USD","where":["value >= 40000"],
         "between":["100","200"],"tolerance":"0.5"}}
        """)
      #expect(try answer.json("finding") as? String == "found")
      let bracket = try answer.json("bracket") as? [Double] ?? []
      let (low, high) = (try #require(bracket.first), try #require(bracket.last))
      #expect(low <= 150 && 150 <= high && high - low <= 0.5)
    }
  }

  @Test(
    "What makes no sense is refused at once, in one sentence",
    arguments: [
      (#"{"study":"farm"}"#, HTTPResponse.Status.badRequest, "either a sweep or a breakeven"),
      (#"{"study":"nowhere","sweep":{}}"#, .notFound, "there is no study “nowhere”"),
      (#"{"study":"farm","sweep":{}}"#, .unprocessableContent, "something to sweep over"),
      (
        #"{"study":"farm","sweep":{"over":["processes.plant.takes.USD=1..2"]}}"#,
        .unprocessableContent, "expected KEY=FROM..TO/STEPS UNIT"
      ),
      (
        #"{"study":"farm","sweep":{"over":["processes.plant.tkaes.USD=1,2"]}}"#,
        .unprocessableContent, "tkaes"
      ),
      (
        #"{"study":"farm","sweep":{"over":["processes.plant.takes.USD=1,2"],"columns":["valeu"]}}"#,
        .unprocessableContent, "did you mean “value”?"
      ),
      (
        #"{"study":"farm","sweep":{"over":["processes.plant.takes.USD=1..2/9999","resources.land.endowment=1,2"]}}"#,
        .unprocessableContent, "more than 10000"
      ),
      (
        #"{"study":"farm","breakeven":{"key":"processes.plant.takes.USD","where":["never"],"between":["1","2"]}}"#,
        .unprocessableContent, "expected a condition"
      ),
      (
        #"{"study":"farm","breakeven":{"key":"processes.plant.takes.USD","where":["value >= 1"],"between":["1"]}}"#,
        .unprocessableContent, "expected two values"
      ),
      (#"{"study":"farm","sweep":{},"gap":2}"#, .badRequest, "a gap from 0 to 1"),
    ])
  func refusals(body: String, status: HTTPResponse.Status, sentence: String) async throws {
    try await Site().serve { client in
      let answer = try await client.post("/api/questions", body)
      #expect(answer.status == status, "\(answer.text)")
      let said = try answer.json("error") as? String ?? ""
      #expect(said.contains(sentence), "\(said)")
      #expect(try await client.get("/api/questions").json("questions.0") == nil)
    }
  }

  @Test("What is measured of a study is listed with units") func measures() async throws {
    try await Site().serve { client in
      let list = try await client.get("/api/studies/farm/measures")
      let names = (try list.json("measures") as? [[String: Any]] ?? [])
        .compactMap { $0["name"] as? String }
      #expect(names == ["value", "activity of plant", "price of land"])
      #expect(try list.json("measures.2.unit") as? String == "USD/acre")
      #expect(try list.json("usual") as? [String] == ["value"])
    }
  }

  @Test("Files outside of the folder are not read for a question") func outside() async throws {
    try await Site().serve { client in
      let answer = try await client.post(
        "/api/questions",
        #"{"study":"farm","sweep":{"over":["site.weather=1,2 {file: /etc/passwd}"],"columns":["value"]}}"#
      )
      #expect(answer.status == .unprocessableContent)
      #expect(!answer.text.contains("root:"))
    }
  }
}

@Suite("Titles in the list") struct TitleTests {
  @Test(
    "A title is what YAML means by it",
    arguments: [
      (#"title: "A \"b\" and \\c""#, #"A "b" and \c"#), ("title: 'It''s'", "It's"),
      ("title: plain  # said so", "plain"), ("title: >\n  One\n  two\n\n  three", "One two three"),
      ("title: |  # lines\n  One\n  two", "One two"),
    ])
  func titles(written: String, title: String) async throws {
    let site = try Site()
    try site.write(
      "farm/study.yaml",
      Site.farmer.replacing(
        "title: The <img src=x onerror=alert(1)> farmer", with: written))
    try await site.serve { client in
      let listed = try await client.get("/api/studies").json("studies.0.title") as? String
      #expect(listed == title)
      let read = try await client.get("/api/studies/farm").json("form.title") as? String
      #expect(read == listed)
    }
  }
}
