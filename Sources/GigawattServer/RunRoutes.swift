import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Reporting

/// Runs: start, watch, stop, go on, look at, take away.
struct RunRoutes: Sendable {
  let runs: RunBook
  let store: RunStore
  let workers: Workers

  static let bodyLimit = 1 << 20

  struct Listing: Codable, Sendable { var runs: [Run.State] }
  struct Tables: Codable, Sendable { var tables: [String] }

  func add(to group: RouterGroup<BasicRequestContext>) {
    let runs = runs
    let all = group.group("runs")
    all.get { _, _ in try JSON.response(Listing(runs: await runs.states())) }
    all.post { request, _ in
      let wanted = try await JSON.read(Run.Request.self, request, limit: Self.bodyLimit)
      return try JSON.response(try await runs.start(wanted), status: .created)
    }
    all.get(":id") { _, context in try JSON.response(try await runs.state(try id(context))) }
    all.delete(":id") { _, context in
      try await runs.remove(try id(context))
      return Response(status: .noContent)
    }
    all.post(":id/stop") { _, context in
      try JSON.response(try await runs.stop(try id(context)), status: .accepted)
    }
    all.post(":id/resume") { _, context in
      try JSON.response(try await runs.resume(try id(context)), status: .accepted)
    }
    all.get(":id/events") { _, context in
      EventStream.response(try await runs.changes(try id(context)))
    }
    addResults(to: all)
  }

  private func id(_ context: BasicRequestContext) throws -> String {
    try context.parameters.require("id")
  }

  /// The name of a run that there is.
  private func known(_ context: BasicRequestContext) async throws -> String {
    try await runs.state(try id(context)).id
  }

  // MARK: Results

  private func addResults(to all: RouterGroup<BasicRequestContext>) {
    all.get(":id/result") { _, context in
      let (id, store) = (try await known(context), store)
      return JSON.response(data: try await made { try JSON.data(PlanView(try store.plan(id))) })
    }
    all.get(":id/hours") { request, context in
      let (id, store) = (try await known(context), store)
      func index(_ name: String) throws -> Int {
        guard let text = request.uri.queryParameters[Substring(name)] else { return 0 }
        guard let number = Int(String(text)), number >= 0 else {
          throw Problem.badRequest("expected the number of a \(name), from 0")
        }
        return number
      }
      let (stage, site) = (try index("stage"), try index("site"))
      return JSON.response(
        data: try await made {
          let hours = try store.hours(id, site: site, stage: stage)
          return try JSON.data(HoursView(try store.plan(id), site: site, hours))
        })
    }
    all.get(":id/flows") { _, context in
      JSON.response(data: try store.flows(try await known(context)))
    }
    all.get(":id/document.json") { _, context in
      let id = try await known(context)
      return Self.file(try store.document(id), "application/json", "\(id).json")
    }
    all.get(":id/plan.sqlite") { _, context in
      let id = try await known(context)
      return Self.file(try store.database(id), "application/vnd.sqlite3", "\(id).sqlite")
    }
    all.get(":id/study.yaml") { _, context in
      let id = try await known(context)
      return Self.file(try store.study(id), "application/yaml", "\(id).yaml")
    }
    all.get(":id/tables") { _, context in
      try JSON.response(Tables(tables: store.tables(try await known(context))))
    }
    all.get(":id/tables/:table") { _, context in
      let id = try await known(context)
      let name = try context.parameters.require("table")
      return Self.file(try store.table(id, name), "text/csv", "\(id)-\(name)")
    }
    all.get(":id/report.html") { _, context in
      let (id, store) = (try await known(context), store)
      let page = try await made { () throws -> Data in
        let assets: ChartAssets
        do throws(ReportError) { assets = try ChartAssets.find() } catch {
          throw Problem(.serviceUnavailable, "\(error)")
        }
        let page = ReportPage(document: try store.plan(id), hourly: try store.hours(id))
        return Data(page.html(assets: assets).utf8)
      }
      return Self.file(page, "text/html", "\(id).html")
    }
  }

  /// Something that takes longer than a moment, made where plans are made.
  private func made(_ body: @escaping @Sendable () throws -> Data) async throws -> Data {
    try await workers.run { Result { try body() } }.get()
  }

  /// A file to keep: the browser saves it and never shows it as a page of this server.
  private static func file(_ data: Data, _ type: String, _ name: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "\(type); charset=utf-8",
        .contentDisposition: "attachment; filename=\"\(name)\"",
      ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
  }
}
