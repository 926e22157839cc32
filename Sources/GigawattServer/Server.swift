import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
public import Reporting
import ServiceLifecycle
import UnixSignals

/// What a server is to show, and to whom.
public struct ServerOptions: Sendable {
  /// A study, or a folder of studies.
  public var path: String
  public var host = "127.0.0.1"
  /// 0 takes any that is free.
  public var port = 8787
  /// What must be known to come in. Required on any address but loopback.
  public var token: String?
  /// Further names under which the server may be reached.
  public var allowedHosts: [String] = []
  /// Whether studies may be changed.
  public var isReadOnly = false
  /// Where the results of runs go; `nil`: `.gigawatt/runs` in the folder of studies.
  public var results: String?

  public init(path: String) { self.path = path }

  static let loopback = ["127.0.0.1", "localhost", "::1"]

  var isLocal: Bool { Self.loopback.contains(host) }
}

/// Why a server cannot be started.
public enum ServerError: Error, Sendable, CustomStringConvertible {
  case noStudies(String)
  case needsToken(String)
  case weakToken
  case incomplete
  case charts(ReportError)
  case cannotListen(host: String, port: Int, String)

  public var description: String {
    switch self {
    case .noStudies(let path): "expected a study or a folder of studies, found no “\(path)”"
    case .needsToken(let host):
      "an address that others can reach needs a token: expected --token with --host \(host), or the "
        + "environment variable GIGAWATT_TOKEN"
    case .weakToken:
      "expected a token of at least 16 letters, digits, `-`, `_` or `.`, such as the output of "
        + "`openssl rand -hex 16`"
    case .incomplete:
      "the pages of the web app are missing from the program's resources; build it again"
    case .charts(let error): "\(error)"
    case .cannotListen(let host, let port, let why):
      "cannot listen on \(host), port \(port): \(why)"
    }
  }
}

/// The web app and its JSON API over a folder of studies.
public struct GigawattServer: Sendable {
  let options: ServerOptions
  let folder: StudyFolder
  let runs: RunBook
  let questions: QuestionBook
  let pages: PageRoutes
  let live: LiveDesk
  private let store: RunStore
  private let workers: Workers
  private let planners: Workers

  /// Longest silence on a connection; an event stream says something at least as often as a plan does.
  static let idleTimeout = TimeAmount.seconds(300)
  static let mostConnections = 512

  public init(_ options: ServerOptions) throws(ServerError) {
    self.options = options
    guard options.isLocal || options.token != nil else { throw .needsToken(options.host) }
    if let token = options.token {
      let isPlain = token.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E
      }
      guard token.utf8.count >= 16, isPlain else { throw .weakToken }
    }
    folder = try StudyFolder(options.path, isReadOnly: options.isReadOnly)
    store = RunStore(path: options.results ?? folder.root + "/.gigawatt/runs")
    let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
    workers = Workers(count: cores, queue: 256)
    // One run uses all processors by itself; a second keeps a small one from waiting behind a large one.
    planners = Workers(count: 2, queue: RunBook.mostWaiting)
    pages = try PageRoutes()
    live = LiveDesk(folder: folder, workers: workers)
    runs = RunBook(folder: folder, store: store, workers: planners)
    questions = QuestionBook(
      folder: folder, store: QuestionStore(path: store.path + "/questions"), readers: workers,
      planners: planners)
  }

  var gatekeeper: Gatekeeper {
    var hosts = Set(ServerOptions.loopback + options.allowedHosts.map { $0.lowercased() })
    hosts.insert(options.host.lowercased())
    return Gatekeeper(hosts: hosts, acceptsAddresses: !options.isLocal, token: options.token)
  }

  /// Every address that the server answers.
  var router: Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.add(middleware: GateMiddleware(gatekeeper: gatekeeper))
    pages.add(to: router)
    let api = router.group("api")
    StudyRoutes(folder: folder, workers: workers).add(to: api)
    RunRoutes(runs: runs, store: store, workers: workers).add(to: api)
    QuestionRoutes(questions: questions, folder: folder, workers: workers).add(to: api)
    let live = live
    api.post("live") { request, _ in
      let wanted = try await JSON.read(LiveDesk.Request.self, request, limit: RunRoutes.bodyLimit)
      return JSON.response(data: try await live.plan(wanted))
    }
    if let document = pages["openapi.json"] {
      api.get("openapi.json") { request, _ in document.response(to: request) }
    }
    return router
  }

  /// The application, for tests and for ``run(started:)``.
  func application(started: @escaping @Sendable (Int) -> Void = { _ in })
    -> some ApplicationProtocol
  {
    var logger = Logger(label: "gigawatt")
    logger.logLevel = .error
    return Application(
      router: router,
      server: .http1(
        configuration: HTTP1Channel.Configuration(
          idleTimeout: Self.idleTimeout,
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname(options.host, port: options.port), serverName: nil,
        availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)),
      onServerRunning: { channel in started(channel.localAddress?.port ?? 0) }, logger: logger)
  }

  /// Answers until the process is told to end; running plans then keep their best result.
  ///
  /// - Parameter started: called with the port once the server listens.
  public func run(started: @escaping @Sendable (Int) -> Void) async throws(ServerError) {
    var logger = Logger(label: "gigawatt")
    logger.logLevel = .critical
    var configuration = ServiceGroupConfiguration(
      services: [application(started: started), Closing(runs: runs, questions: questions)],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(60)
    do { try await ServiceGroup(configuration: configuration).run() } catch {
      throw .cannotListen(host: options.host, port: options.port, "\(error)")
    }
  }
}

/// Ends before the connections do: stops the plans, which also ends the streams that watch them.
private struct Closing: Service {
  let runs: RunBook
  let questions: QuestionBook

  func run() async throws {
    try? await gracefulShutdown()
    await questions.close()
    await runs.close()
  }
}
