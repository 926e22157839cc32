import ArgumentParser
import Foundation
import GigawattServer
import Synchronization

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Show studies in a browser: edit, drag, plan, compare.")

  @Argument(help: "A study, or a folder of studies.")
  var path = "."

  @Option(help: ArgumentHelp("The port; 0 takes any that is free.", valueName: "number"))
  var port = 8787

  @Option(
    help: ArgumentHelp(
      "The address to listen on; any but loopback needs a token.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "What must be known to come in; the environment variable GIGAWATT_TOKEN is better, other users of the "
        + "machine do not see it.", valueName: "text"))
  var token: String?

  @Option(
    name: .customLong("allow-host"),
    help: ArgumentHelp("A further name under which the server is reached.", valueName: "name"))
  var allowedHosts: [String] = []

  @Flag(help: "Studies are shown and planned, not changed.")
  var readOnly = false

  @Option(
    help: ArgumentHelp(
      "Where the results of runs are kept (default: .gigawatt/runs in the folder).",
      valueName: "folder"))
  var results: String?

  func validate() throws {
    guard (0...65535).contains(port) else {
      throw ValidationError("expected a port from 0 to 65535, found \(port)")
    }
  }

  func run() throws {
    var options = ServerOptions(path: path)
    options.host = host
    options.port = port
    options.token = token ?? ProcessInfo.processInfo.environment["GIGAWATT_TOKEN"]
    options.allowedHosts = allowedHosts
    options.isReadOnly = readOnly
    options.results = results
    let server: GigawattServer
    do throws(ServerError) { server = try GigawattServer(options) } catch {
      throw Failure.badInput("error: \(error)")
    }
    if let problem = wait(server, options) { throw Failure.badInput("error: \(problem)") }
  }

  /// Serves until the process is told to end.
  private func wait(_ server: GigawattServer, _ options: ServerOptions) -> ServerError? {
    let ended = DispatchSemaphore(value: 0)
    let shown = options.host.contains(":") ? "[\(options.host)]" : options.host
    let suffix = options.token.map { "/?token=\($0)" } ?? "/"
    let outcome = Outcome()
    Task {
      do throws(ServerError) {
        try await server.run { port in
          Terminal.print("http://\(shown):\(port)\(suffix)")
          Terminal.error("serving \(options.path); Ctrl-C ends it and keeps the best plans")
        }
      } catch { outcome.problem.withLock { $0 = error } }
      ended.signal()
    }
    ended.wait()
    return outcome.problem.withLock { $0 }
  }

  private final class Outcome: Sendable {
    let problem = Mutex<ServerError?>(nil)
  }
}
