import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import GigawattServer

@Suite("Who gets in, and where to") struct SecurityTests {
  private func request(
    _ method: HTTPRequest.Method = .get, host: String = "127.0.0.1:8787",
    path: String = "/api/studies",
    _ headers: [String: String] = [:]
  ) -> Request {
    var head = HTTPRequest(method: method, scheme: "http", authority: host, path: path)
    for (name, value) in headers {
      if let name = HTTPField.Name(name) { head.headerFields[name] = value }
    }
    return Request(head: head, body: RequestBody(buffer: .init()))
  }

  private var local: Gatekeeper {
    Gatekeeper(hosts: Set(ServerOptions.loopback), acceptsAddresses: false, token: nil)
  }

  @Test(
    "Names that point here by loopback are answered",
    arguments: ["127.0.0.1:8787", "localhost:8787", "[::1]:8787", "LOCALHOST"])
  func names(host: String) throws {
    try local.check(request(host: host))
  }

  @Test(
    "A name that was rebound to this machine is not",
    arguments: ["evil.example:8787", "127.0.0.1.evil.example", "", "10.0.0.1:8787", "[fe80::1]"])
  func rebound(host: String) {
    #expect(throws: Problem.self) { try local.check(request(host: host)) }
  }

  @Test(
    "A page of another site cannot make the browser do anything",
    arguments: [
      ["Origin": "http://evil.example"], ["Origin": "null"], ["Origin": "http://127.0.0.1:9999"],
      ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
    ])
  func foreign(headers: [String: String]) {
    #expect(throws: Problem.self) { try local.check(request(.post, headers)) }
  }

  @Test("Links to the page itself work, links into the API do not")
  func links() throws {
    let headers = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"]
    try local.check(request(path: "/", headers))
    #expect(throws: Problem.self) { try local.check(request(path: "/api/runs", headers)) }
  }

  @Test("The server's own page may write") func own() throws {
    try local.check(
      request(.post, ["Origin": "http://127.0.0.1:8787", "Sec-Fetch-Site": "same-origin"]))
  }

  @Test(
    "Addresses in numbers are told from names",
    arguments: [
      ("10.0.0.1", true), ("fe80::1", true), ("10.0.0.1.example", false), ("a.b.c.d", false),
      ("256.1.1.1", false),
    ])
  func addresses(host: String, isAddress: Bool) {
    #expect(Gatekeeper.isAddress(host) == isAddress)
  }

  @Test("Any address but loopback needs a token, and not a weak one") func token() throws {
    let site = try Site()
    var options = site.options()
    options.host = "0.0.0.0"
    #expect(throws: ServerError.self) { try GigawattServer(options) }
    options.token = "short"
    #expect(throws: ServerError.self) { try GigawattServer(options) }
    options.token = "with spaces and ; more"
    #expect(throws: ServerError.self) { try GigawattServer(options) }
    options.token = "0123456789abcdef"
    #expect(try GigawattServer(options).gatekeeper.token == "0123456789abcdef")
  }

  @Test("With a token nothing is answered without it; a link with it leaves a cookie")
  func entry() async throws {
    let site = try Site()
    var options = site.options()
    options.token = "0123456789abcdef"
    try await site.serve(options) { client in
      #expect(try await client.get("/").status == .unauthorized)
      #expect(try await client.get("/api/studies").status == .unauthorized)
      #expect(
        try await client.get("/api/studies", [.authorization: "Bearer 0123456789abcdeX"]).status
          == .unauthorized)
      #expect(
        try await client.get("/api/studies", [.authorization: "Bearer 0123456789abcdef"]).status
          == .ok)
      let entry = try await client.get("/?token=0123456789abcdef")
      #expect(entry.status == .seeOther)
      let cookie = entry.headers[.setCookie] ?? ""
      #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
      #expect(try await client.get("/", [.cookie: "gigawatt_token=0123456789abcdef"]).status == .ok)
      #expect(try await client.get("/?token=wrong").status == .unauthorized)
    }
  }

  @Test(
    "Nothing outside of the list of studies is reached",
    arguments: [
      "/api/studies/..", "/api/studies/..%2Fsecret", "/api/studies/%2Fetc%2Fpasswd/text",
      "/api/studies/secret.txt", "/api/studies/secret", "/app/../Package.swift", "/app/%2e%2e/x",
      "/api/runs/..%2F..%2Ffarm/study.yaml", "/api/runs/x/tables/..%2Frun.json",
    ])
  func traversal(path: String) async throws {
    try await Site().serve { client in
      let answer = try await client.get(path)
      #expect([.notFound, .badRequest].contains(answer.status))
      #expect(!answer.text.contains("not a study"))
    }
  }

  @Test(
    "A study cannot read files outside of its folder",
    arguments: ["/etc/passwd", "../../../../etc/passwd", "link.csv"])
  func files(name: String) async throws {
    let study = "farm"
    let site = try Site()
    let elsewhere = try Site()
    try FileManager.default.createSymbolicLink(
      atPath: "\(site.folder)/\(study)/link.csv",
      withDestinationPath: "\(elsewhere.folder)/\(study)/study.yaml")
    try await site.serve { client in
      let text = Site.farmer.replacing(
        "endowment: 500", with: "endowment: {file: \(name), column: x}")
      let body = try JSONEncoder().encode(["text": text])
      let answer = try await client.post(
        "/api/studies/farm/draft", String(decoding: body, as: UTF8.self))
      let message = try answer.json("form.diagnostics.0.message") as? String ?? ""
      #expect(message.contains("outside of the folder of studies"))
      #expect(!answer.text.contains("root:"))
      #expect(!answer.text.contains(site.folder))
    }
  }

  @Test("Large bodies, other types and other methods are refused") func limits() async throws {
    try await Site().serve { client in
      let large = #"{"study":"\#(String(repeating: "x", count: 2 << 20))"}"#
      let tooLarge = try await client.post("/api/live", large)
      #expect(tooLarge.status == .contentTooLarge)
      let form = try await client.post(
        "/api/live", "study=farm", [.contentType: "application/x-www-form-urlencoded"])
      #expect(form.status == .unsupportedMediaType)
      let deleted = try await client.send(.delete, "/api/studies/farm")
      #expect([.notFound, .methodNotAllowed].contains(deleted.status))
    }
  }

  @Test(
    "Every answer carries the headers that keep pages apart",
    arguments: ["/", "/api/studies", "/nothing"])
  func headers(path: String) async throws {
    try await Site().serve { client in
      let answer = try await client.get(path)
      let policy = answer.headers[.contentSecurityPolicy] ?? ""
      #expect(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"))
      #expect(answer.headers[.xContentTypeOptions] == "nosniff")
      #expect(!answer.headers.contains(.accessControlAllowOrigin))
    }
  }

  @Test("A server that only shows does not save") func readOnly() async throws {
    let site = try Site()
    var options = site.options()
    options.isReadOnly = true
    try await site.serve(options) { client in
      let revision =
        try await client.get("/api/studies/farm/text").json("revision") as? String ?? ""
      let answer = try await client.send(
        .put, "/api/studies/farm/text", #"{"text":"gigawatt: 1","revision":"\#(revision)"}"#)
      #expect(answer.status == .forbidden)
    }
  }
}
