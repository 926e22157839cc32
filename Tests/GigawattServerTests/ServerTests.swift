import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import GigawattServer

/// A folder of studies of a test's own, and a server over it.
struct Site {
  let folder: String

  static let farmer = """
    # A field and a market.
    gigawatt: 1
    title: The <img src=x onerror=alert(1)> farmer
    value: USD
    resources:
      land: {unit: acre, endowment: 500}   # what is there
    processes:
      plant: {takes: {land: 1, USD: 150}, gives: {USD: 230}}
    """

  init() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(
      "gigawatt-\(UInt64.random(in: 0...UInt64.max))")
    folder = path.path
    try FileManager.default.createDirectory(
      at: path.appendingPathComponent("farm"), withIntermediateDirectories: true)
    try write("farm/study.yaml", Self.farmer)
    try write("secret.txt", "not a study")
  }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
  }

  func options() -> ServerOptions { ServerOptions(path: folder) }

  /// Runs a test against a server that listens.
  ///
  /// - Parameter keeps: another server is to find the folder as this one leaves it.
  func serve(
    _ options: ServerOptions? = nil, keeps: Bool = false,
    _ body: @Sendable @escaping (Client) async throws -> Void
  ) async throws {
    var options = options ?? self.options()
    options.port = 0
    defer { if !keeps { try? FileManager.default.removeItem(atPath: folder) } }
    let server = try GigawattServer(options)
    try await server.application().test(.live) { client in
      try await body(Client(client: client, host: "127.0.0.1:\(client.port ?? 0)"))
    }
    await server.questions.close()
    await server.runs.close()
  }
}

/// Sends requests as a page of the server would.
struct Client: Sendable {
  let client: any TestClientProtocol
  let host: String

  struct Answer {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: ByteBuffer

    var text: String { String(buffer: body) }

    func json(_ key: String) throws -> Any? {
      let value = try JSONSerialization.jsonObject(with: Data(body.readableBytesView))
      return key.split(separator: ".").reduce(value as Any?) { value, part in
        if let index = Int(part) {
          let list = value as? [Any]
          return list.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        }
        return (value as? [String: Any])?[String(part)]
      }
    }
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, _ headers: HTTPFields = [:]
  ) async throws -> Answer {
    var headers = headers
    if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
    return try await client.execute(
      uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
    ) { response in
      Answer(status: response.status, headers: response.headers, body: response.body)
    }
  }

  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.get, path, nil, headers)
  }

  func post(_ path: String, _ body: String, _ headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.post, path, body, headers)
  }
}

@Suite("The JSON API") struct APITests {
  @Test("Studies are listed, read and shown as a form") func studies() async throws {
    try await Site().serve { client in
      let list = try await client.get("/api/studies")
      #expect(list.status == .ok)
      #expect(try list.json("studies.0.id") as? String == "farm")
      #expect(try list.json("studies.1.id") == nil)
      let form = try await client.get("/api/studies/farm")
      #expect(try form.json("form.title") as? String == "The <img src=x onerror=alert(1)> farmer")
      let text = try await client.get("/api/studies/farm/text")
      #expect(try text.json("text") as? String == Site.farmer)
    }
  }

  @Test("Edits are saved; comments and order stay") func save() async throws {
    let site = try Site()
    try await site.serve { client in
      let revision =
        try await client.get("/api/studies/farm/text").json("revision") as? String ?? ""
      let edit = #"{"path":["resources","land","endowment"],"text":"400"}"#
      let saved = try await client.post(
        "/api/studies/farm/edits", #"{"revision":"\#(revision)","edits":[\#(edit)]}"#)
      #expect(saved.status == .ok)
      #expect(
        try site.text("farm/study.yaml")
          == Site.farmer.replacing("endowment: 500", with: "endowment: 400"))
      let late = try await client.post(
        "/api/studies/farm/edits", #"{"revision":"\#(revision)","edits":[\#(edit)]}"#)
      #expect(late.status == .conflict)
    }
  }

  @Test("What reads badly is not saved, and says so as the command line does")
  func wrong() async throws {
    let site = try Site()
    try await site.serve { client in
      let revision =
        try await client.get("/api/studies/farm/text").json("revision") as? String ?? ""
      let edit = #"{"path":["processes","plant","takes","USD"],"text":"many"}"#
      let answer = try await client.post(
        "/api/studies/farm/edits", #"{"revision":"\#(revision)","edits":[\#(edit)]}"#)
      #expect(answer.status == .unprocessableContent)
      let sentence = try answer.json("error") as? String ?? ""
      #expect(sentence.hasPrefix("farm/study.yaml:8:"))
      #expect(sentence.contains("“many”"))
      #expect(try answer.json("diagnostics.0.line") as? Int == 8)
      #expect(try site.text("farm/study.yaml") == Site.farmer)
    }
  }

  @Test("A live plan follows an edit") func live() async throws {
    try await Site().serve { client in
      let first = try await client.post("/api/live", #"{"study":"farm"}"#)
      #expect(try first.json("view.document.objective") as? Double == 40_000)
      let edited = try await client.post(
        "/api/live",
        #"{"study":"farm","edits":[{"path":["resources","land","endowment"],"text":"400"}],"want":["flows"]}"#
      )
      #expect(try edited.json("view.document.objective") as? Double == 32_000)
      let links = try edited.json("flows.links") as? [[String: Any]] ?? []
      let paid = links.first {
        $0["resource"] as? String == "USD" && ($0["worth"] as? Double) == 60_000
      }
      #expect(paid != nil)
    }
  }

  @Test("A run is planned, watched, shown and taken away") func run() async throws {
    try await Site().serve { client in
      let started = try await client.post("/api/runs", #"{"study":"farm","name":"first"}"#)
      #expect(started.status == .created)
      let id = try started.json("id") as? String ?? ""
      let events = try await client.get("/api/runs/\(id)/events")
      #expect(events.text.contains("event: state\ndata: {"))
      #expect(events.text.hasSuffix("event: end\ndata: {}\n\n"))
      let state = try await client.get("/api/runs/\(id)")
      #expect(try state.json("status") as? String == "done")
      let result = try await client.get("/api/runs/\(id)/result")
      #expect(try result.json("document.objective") as? Double == 40_000)
      let table = try await client.get("/api/runs/\(id)/tables/activities.csv")
      #expect(table.text.contains("plant,now,500.0"))
      #expect(table.headers[.contentDisposition]?.hasPrefix("attachment") == true)
      let report = try await client.get("/api/runs/\(id)/report.html")
      #expect(report.status == .ok || report.status == .serviceUnavailable)
      #expect(!report.text.contains("<img src=x"))
      #expect(try await client.post("/api/runs/\(id)/stop", "{}").status == .conflict)
      #expect(try await client.send(.delete, "/api/runs/\(id)").status == .noContent)
      #expect(try await client.get("/api/runs/\(id)").status == .notFound)
    }
  }

  @Test(
    "Wrong requests get one sentence in JSON",
    arguments: [
      ("/api/live", "{", HTTPResponse.Status.badRequest, "not JSON"),
      ("/api/live", "{}", .badRequest, "“study” is missing"),
      ("/api/live", #"{"study":1}"#, .badRequest, "“study”: expected a text"),
      ("/api/live", #"{"study":"nowhere"}"#, .notFound, "there is no study “nowhere”"),
      ("/api/runs", #"{"study":"farm","engine":"steam"}"#, .badRequest, "found “steam”"),
      ("/api/runs", #"{"study":"farm","gap":2}"#, .badRequest, "a gap from 0 to 1"),
      ("/api/nothing", "{}", .notFound, "nothing at this address"),
    ])
  func refusals(path: String, body: String, status: HTTPResponse.Status, sentence: String)
    async throws
  {
    try await Site().serve { client in
      let answer = try await client.post(path, body)
      #expect(answer.status == status)
      #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
      let said = try answer.json("error") as? String ?? ""
      #expect(said.contains(sentence))
    }
  }

  @Test("Every address is in the OpenAPI document") func document() async throws {
    let server = try GigawattServer(try Site().options())
    let data = try #require(server.pages["openapi.json"]).data
    let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: Any]])
    let written = Set(
      paths.flatMap { path, methods in
        methods.keys.filter { ["get", "put", "post", "delete"].contains($0) }
          .map { "\($0.uppercased()) \(path)" }
      })
    let served = Set(
      server.router.routes.filter { $0.path.description.hasPrefix("/api") }.map { route in
        let path = route.path.description.split(separator: "/").map { part in
          part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part)
        }
        return "\(route.method.rawValue) /\(path.joined(separator: "/"))"
      })
    #expect(served == written)
  }
}
