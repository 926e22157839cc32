import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Lets in who belongs here.
///
/// A page of another site can make a browser send requests to this server: by a name that suddenly points here (DNS
/// rebinding), which the `Host` header betrays, or by a form or script of its own (cross-site request forgery), which
/// `Origin` and `Sec-Fetch-Site` betray. On any address but loopback a token is asked for as well.
struct Gatekeeper: Sendable {
  /// Names under which the server answers; other names are refused.
  var hosts: Set<String>
  /// Whether any address in numbers will do: a name that was rebound is never one.
  var acceptsAddresses: Bool
  /// What must be known to come in; `nil`: anybody on this machine.
  var token: String?

  static let cookie = "gigawatt_token"

  /// - Throws: ``Problem`` where a request is refused.
  func check(_ request: Request) throws(Problem) {
    guard let authority = request.head.authority, let host = Self.host(authority),
      hosts.contains(host) || (acceptsAddresses && Self.isAddress(host))
    else {
      throw Problem(
        .misdirectedRequest,
        "this server does not answer under the name “\((request.head.authority ?? "").prefix(80))”; "
          + "start it with --allow-host to add one")
    }
    let isReading = request.method == .get || request.method == .head
    if let site = request.headers[Self.fetchSite], site == "cross-site" || site == "same-site" {
      // Following a link to the page itself is fine; anything else from elsewhere is not.
      let isLink = isReading && request.headers[Self.fetchMode] == "navigate"
      if !isLink || request.uri.path.hasPrefix("/api") { throw Self.foreign }
    }
    if let origin = request.headers[.origin] {
      guard origin == "http://\(authority)" || origin == "https://\(authority)" else {
        throw Self.foreign
      }
    }
  }

  /// Whether the token of a request is the right one.
  func knows(_ request: Request) -> Bool {
    guard let token else { return true }
    if let header = request.headers[.authorization], header.hasPrefix("Bearer ") {
      return Self.isEqual(String(header.dropFirst(7)), token)
    }
    guard let found = request.cookies[Self.cookie]?.value else { return false }
    return Self.isEqual(found, token)
  }

  private static let foreign = Problem(
    .forbidden, "this request comes from another site; the server answers its own pages only")

  private static let fetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
  private static let fetchMode = HTTPField.Name("Sec-Fetch-Mode") ?? .origin

  /// The name in `name:port` and `[::1]:port`, in lower case.
  static func host(_ authority: String) -> String? {
    let text = authority.lowercased()
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      return String(text[text.index(after: text.startIndex)..<end])
    }
    let name = text.prefix { $0 != ":" }
    return name.isEmpty ? nil : String(name)
  }

  static func isAddress(_ host: String) -> Bool {
    if host.contains(":") { return host.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Takes as long whatever the first difference.
  static func isEqual(_ one: String, _ other: String) -> Bool {
    let (a, b) = (Array(one.utf8), Array(other.utf8))
    var difference = UInt8(truncatingIfNeeded: a.count ^ b.count) | (a.count == b.count ? 0 : 1)
    for index in b.indices { difference |= b[index] ^ (index < a.count ? a[index] : 0) }
    return difference == 0
  }
}

/// Asks the gatekeeper, and turns every error into one sentence in JSON.
struct GateMiddleware: RouterMiddleware {
  typealias Context = BasicRequestContext
  let gatekeeper: Gatekeeper

  func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      try gatekeeper.check(request)
      if let entry = entry(request) { return entry }
      guard gatekeeper.knows(request) else {
        throw Problem(
          .unauthorized,
          "this server wants its token: open the address that it printed when it started")
      }
      response = try await next(request, context)
    } catch {
      response = try answer(to: error, request, context)
    }
    for field in Self.headers where response.headers[field.name] == nil {
      response.headers[field.name] = field.value
    }
    return response
  }

  /// `/?token=…` leaves a cookie and forgets the address, so that the token stays out of histories and logs.
  private func entry(_ request: Request) -> Response? {
    guard let token = gatekeeper.token, request.method == .get, request.uri.path == "/",
      let given = request.uri.queryParameters["token"], Gatekeeper.isEqual(String(given), token)
    else { return nil }
    var response = Response(status: .seeOther, headers: [.location: "/"])
    response.setCookie(
      Cookie(name: Gatekeeper.cookie, value: token, path: "/", httpOnly: true, sameSite: .strict))
    return response
  }

  private func answer(to error: any Error, _ request: Request, _ context: Context) throws
    -> Response
  {
    if let problem = error as? Problem {
      return try problem.response(from: request, context: context)
    }
    if let error = error as? HTTPError {
      let words =
        error.status == .notFound ? "there is nothing at this address" : error.status.reasonPhrase
      var problem = Problem(error.status, error.body ?? words)
      problem.headers = error.headers
      return try problem.response(from: request, context: context)
    }
    if error is CancellationError { throw error }
    context.logger.error("a request failed", metadata: ["error": "\(type(of: error))"])
    return try Problem(
      .internalServerError, "the server failed at this; that is a mistake of the program"
    )
    .response(from: request, context: context)
  }

  private static let headers: HTTPFields = {
    var fields: HTTPFields = [
      .contentSecurityPolicy:
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      .xContentTypeOptions: "nosniff",
      .cacheControl: "no-store",
    ]
    for (name, value) in [
      ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
      ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
    ] {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    return fields
  }()
}
